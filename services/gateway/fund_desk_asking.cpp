// The desk of the fund: what is asked of it. Clear text is sealed here; who acts and when is
// written here, never taken from a caller.
#include <algorithm>

#include "common/base/ids.hpp"
#include "common/domain/fund/money.hpp"
#include "services/gateway/fund_commands.hpp"
#include "services/gateway/fund_desk_impl.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/problem.hpp"

namespace relais::gateway {
namespace {

Refused forbidden() { return {.status = 403, .code = "forbidden"}; }

Refused invalid(std::string detail) {
    return {.status = 400, .code = "invalid_field", .detail = std::move(detail)};
}

Refused undecided() { return {.status = 503, .code = "timeout", .retry_after_s = 1}; }

// It stands in events and in names of keys: letters, digits, a few signs.
bool is_id_or_none(const std::string& text) { return text.empty() || domain::is_fund_id(text); }

Answered<void> check_asking(const v1::FundAsking& asking) {
    if (asking.request().empty())
        return std::unexpected(
            Refused{.status = 400, .code = "missing_field", .detail = "request"});
    if (!canonical_uuid(asking.request())) return std::unexpected(invalid("request: a UUID"));
    if (asking.expense().empty())
        return std::unexpected(
            Refused{.status = 400, .code = "missing_field", .detail = "expense"});
    for (const auto* id : {&asking.expense(), &asking.vendor(), &asking.source()})
        if (!is_id_or_none(*id)) return std::unexpected(invalid(*id));
    if (asking.advance_to().size() > limits::id_bytes) return std::unexpected(invalid("advanceTo"));
    if (!v1::FundRequest::Urgency_IsValid(asking.urgency()))
        return std::unexpected(invalid("urgency"));
    if (!v1::FundFacts::Told_IsValid(asking.criterion()))
        return std::unexpected(invalid("criterion"));
    if (asking.household() > limits::headcount) return std::unexpected(invalid("household"));
    if (asking.note().size() > 4 * limits::note_characters)
        return std::unexpected(invalid("note: too long"));
    return {};
}

}  // namespace

Answered<void> FundDeskImpl::seal(const store::SealContext& context, const std::string& text,
                                  v1::Sealed& into) {
    const auto key = into.key() != 0 ? Result<std::uint64_t>(into.key()) : ports_.keys().take_key();
    if (!key) return std::unexpected(refused_for(key.error()));
    auto sealed = ports_.keys().seal(*key, context, text);
    if (!sealed) return std::unexpected(refused_for(sealed.error()));
    into = std::move(*sealed);
    return {};
}

awaitable<Answered<std::uint64_t>> FundDeskImpl::submit_as(std::string fund, Wished wished,
                                                           v1::Actor actor) {
    const auto& ids = ports_.funds.ids();
    if (std::ranges::find(ids, fund) == ids.end())
        co_return std::unexpected(refused_for(v1::Rejection::fund_unknown));
    v1::Command command;
    command.set_command_id(wished.id);
    command.set_aggregate(domain::fund_of(fund));
    if (actor.role() != v1::Role::unknown) *command.mutable_actor() = std::move(actor);
    command.set_issued_ms(to_ms(ports_.clock.now()));
    *command.mutable_fund() = std::move(wished.command);
    const auto hash = ports_.secret.hash("fund command", wished.meant);
    const auto decided =
        co_await ports_.submitter.submit(std::move(command), std::string(as_text(hash)));
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided) co_return std::unexpected(undecided());
    // Whoever changed it reads what she changed.
    const auto* state = ports_.funds.fund(fund);
    if (state == nullptr || state->version < decided->version)
        if (const auto loaded = co_await ports_.funds.load(); !loaded)
            co_return std::unexpected(refused_for(loaded.error()));
    co_return decided->version;
}

v1::Actor FundDeskImpl::actor_of(const std::string& fund, v1::FundCommand::BodyCase wish,
                                 const v1::Account& by) {
    v1::Actor actor;
    actor.set_person(by.person());
    actor.set_organization(by.organization());
    actor.set_role(sight(fund, by).role(wish));
    return actor;
}

awaitable<Answered<std::uint64_t>> FundDeskImpl::submit(std::string fund, Wished wished,
                                                        v1::Account by) {
    if (by.person().empty()) co_return std::unexpected(forbidden());
    auto actor = actor_of(fund, wished.command.body_case(), by);
    wished.id = "api/" + *canonical_uuid(wished.id);
    wished.meant = by.person() + "\n" + fund + "\n" + wished.meant;
    co_return co_await submit_as(std::move(fund), std::move(wished), std::move(actor));
}

Answered<v1::RequestFunds> FundDeskImpl::wanted(const v1::FundAsking& asking,
                                                const std::string& fund, const v1::Account& by) {
    v1::RequestFunds wanted;
    wanted.set_request(*canonical_uuid(asking.request()));
    wanted.set_expense(asking.expense());
    wanted.set_quantity(asking.quantity());
    if (!asking.amount().empty()) {
        const auto cents = domain::parse_amount(asking.amount(), asking.currency());
        if (!cents) return std::unexpected(refused_for(cents.error()));
        wanted.mutable_amount()->set_cents(*cents);
    } else if (!asking.currency().empty() && asking.currency() != "CAD") {
        return std::unexpected(refused_for(v1::Rejection::currency_not_ours));
    }
    wanted.set_vendor(asking.vendor());
    wanted.set_source(asking.source());
    wanted.set_urgency(asking.urgency());
    wanted.mutable_facts()->set_criterion(asking.criterion());
    wanted.mutable_facts()->set_household(asking.household());
    wanted.set_advance_to(asking.advance_to());
    wanted.set_requester(by.person());
    wanted.set_organization(by.organization());
    if (asking.note().empty()) return wanted;
    const store::SealContext context{domain::fund_of(fund), "request/" + wanted.request(), "note"};
    if (auto sealed = seal(context, asking.note(), *wanted.mutable_note()); !sealed)
        return std::unexpected(sealed.error());
    return wanted;
}

awaitable<Answered<std::uint64_t>> FundDeskImpl::ask(v1::FundAsking asking, v1::Account by) {
    if (const auto good = check_asking(asking); !good) co_return std::unexpected(good.error());
    const auto fund = named(asking.fund());
    const auto& ids = ports_.funds.ids();
    if (std::ranges::find(ids, fund) == ids.end())
        co_return std::unexpected(refused_for(v1::Rejection::fund_unknown));
    const auto sight = this->sight(fund, by);
    const bool of_a_case = !asking.case_id().empty();
    const bool may = of_a_case ? sight.sees(domain::FundPart::what_can_be_asked)
                               : sight.may(v1::FundCommand::kRequestFunds);
    if (!may || by.person().empty()) co_return std::unexpected(forbidden());
    auto wanted = this->wanted(asking, fund, by);
    if (!wanted) co_return std::unexpected(wanted.error());
    const auto meant = asking.SerializeAsString();
    if (!of_a_case) {
        Wished wished{.id = asking.request(), .meant = meant};
        *wished.command.mutable_request_funds() = std::move(*wanted);
        co_return co_await submit(fund, std::move(wished), std::move(by));
    }
    v1::Command command;
    command.set_command_id(asking.request());
    command.mutable_ask_fund()->set_fund(fund);
    *command.mutable_ask_fund()->mutable_request() = std::move(*wanted);
    const auto hash = ports_.secret.hash("fund asking", by.person() + "\n" + meant);
    co_return co_await ports_.ask_case(asking.case_id(), std::move(command),
                                       std::string(as_text(hash)), std::move(by));
}

awaitable<Answered<std::uint64_t>> FundDeskImpl::command(std::string fund, FundWish wish,
                                                         v1::Account by) {
    if (const auto good = check_fund_wish(wish); !good) co_return std::unexpected(good.error());
    fund = named(fund);
    const auto sight = this->sight(fund, by);
    const auto* state = find(fund);
    const auto* request = state == nullptr ? nullptr : state->request(request_named(wish.command));
    if (!sight.may(wish.command.body_case(), request)) co_return std::unexpected(forbidden());
    Wished wished{.id = wish.id, .command = std::move(wish.command)};
    wished.meant = wished.command.SerializeAsString() + "\n" + wish.note;
    if (!wish.note.empty()) {
        const store::SealContext context{domain::fund_of(fund), "api/" + *canonical_uuid(wished.id),
                                         "note"};
        if (auto sealed = seal(context, wish.note, *note_of(wished.command)); !sealed)
            co_return std::unexpected(sealed.error());
    }
    co_return co_await submit(fund, std::move(wished), std::move(by));
}

// A vendor keeps the key that it has: destroying it forgets all of its cards.
Answered<void> FundDeskImpl::seal_cards(const std::string& fund, FundSettingsGiven& given) {
    const auto* state = find(fund);
    auto& settings = *given.put.mutable_settings();
    for (const auto& [id, card] : given.cards)
        if (std::ranges::none_of(settings.vendors(),
                                 [&](const auto& vendor) { return vendor.id() == id; }))
            return std::unexpected(Refused{
                .status = 422, .code = "settings_faulty", .detail = "cards: no vendor " + id});
    for (auto& vendor : *settings.mutable_vendors()) {
        const auto* known = state == nullptr || state->rules == nullptr
                                ? nullptr
                                : state->rules->vendor(vendor.id());
        vendor.clear_card();
        if (known != nullptr && known->has_card()) *vendor.mutable_card() = known->card();
        const auto card = given.cards.find(vendor.id());
        if (card == given.cards.end()) continue;
        const store::SealContext context{domain::fund_of(fund), "vendor/" + vendor.id(), "card"};
        if (auto sealed = seal(context, card->second.SerializeAsString(), *vendor.mutable_card());
            !sealed)
            return sealed;
    }
    return {};
}

awaitable<Answered<std::uint64_t>> FundDeskImpl::put_settings(std::string fund, std::string wish_id,
                                                              FundSettingsGiven given,
                                                              v1::Account by) {
    fund = named(fund);
    if (!canonical_uuid(wish_id)) co_return std::unexpected(invalid("id: a UUID"));
    if (!sight(fund, by).may(v1::FundCommand::kPutSettings)) co_return std::unexpected(forbidden());
    if (auto wrong = domain::settings_fault(given.put.settings()); !wrong.empty())
        co_return std::unexpected(
            Refused{.status = 422, .code = "settings_faulty", .detail = std::move(wrong)});
    Wished wished{.id = wish_id, .meant = given.put.SerializeAsString()};
    for (const auto& [id, card] : given.cards)
        wished.meant += "\n" + id + "\n" + card.SerializeAsString();
    if (auto sealed = seal_cards(fund, given); !sealed) co_return std::unexpected(sealed.error());
    *wished.command.mutable_put_settings() = std::move(given.put);
    co_return co_await submit(fund, std::move(wished), std::move(by));
}

}  // namespace relais::gateway
