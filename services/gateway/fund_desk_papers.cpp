// The desk of the fund: vouchers, and files that show what was paid. Of a voucher nobody learns
// here whether it is there: a wrong number and a wrong code are answered alike, and both are handed
// in, so that they also take as long.
#include <algorithm>

#include "common/base/ids.hpp"
#include "common/domain/fund/money.hpp"
#include "services/gateway/fund_desk_impl.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/voucher_paper.hpp"

namespace relais::gateway {
namespace {

Refused forbidden() { return {.status = 403, .code = "forbidden"}; }
Refused not_understood() { return {.status = 403, .code = "voucher_not_understood"}; }

Answered<void> amount_in(const std::string& typed, v1::Money& into) {
    const auto cents = domain::parse_amount(typed);
    if (!cents) return std::unexpected(refused_for(cents.error()));
    into.set_cents(*cents);
    return {};
}

std::unexpected<Refused> no(unsigned status, std::string code, std::string detail = {}) {
    return std::unexpected(
        Refused{.status = status, .code = std::move(code), .detail = std::move(detail)});
}

// A file that may be kept: what names it, its kind and its size. Under which key comes later.
Answered<v1::FundPaper> paper_in(const std::string& bytes) {
    if (bytes.empty()) return no(422, "file_empty");
    if (bytes.size() > domain::evidence_bytes_max) return no(413, "body_too_large");
    v1::FundPaper paper;
    paper.set_type(file_type_of(bytes));
    if (paper.type() == v1::FundEvidence::none) return no(422, "file_kind_not_taken");
    paper.set_content(EvidenceFiles::content_of(bytes));
    paper.set_size(static_cast<std::uint32_t>(bytes.size()));
    return paper;
}

// A paper that is on its way, from before it is kept until its command was decided.
class Keeping {
public:
    using All = std::map<std::string, FundDeskImpl::OnItsWay>;
    Keeping(All& all, std::string content) : all_(all), content_(std::move(content)) {
        ++all_[content_].uploads;
    }
    ~Keeping() {
        if (--all_[content_].uploads == 0) all_.erase(content_);
    }
    Keeping(const Keeping&) = delete;
    Keeping& operator=(const Keeping&) = delete;

    void kept(bool fresh) const {
        if (fresh) all_[content_].fresh = true;
    }
    // The last of those who brought it: before them it was not there.
    [[nodiscard]] bool may_go() const {
        return all_[content_].fresh && all_[content_].uploads == 1;
    }

private:
    All& all_;
    std::string content_;
};

// Only these tell of the voucher itself; whatever else went wrong is told to anybody.
bool tells_of_it(const Refused& refused) { return refused.status < 500 && refused.status != 429; }

}  // namespace

Refused file_refusal(EvidenceFiles::Wrong wrong) {
    switch (wrong) {
        case EvidenceFiles::Wrong::no_room:
            return {.status = 507, .code = "no_room"};
        case EvidenceFiles::Wrong::damaged:
            return {.status = 503, .code = "file_damaged"};
        case EvidenceFiles::Wrong::away:
            break;
    }
    return {.status = 503, .code = "files_away", .retry_after_s = 5};
}

v1::VoucherPaper FundDeskImpl::paper(const State& state, const domain::FundVoucherRecord& known,
                                     words::Language language) const {
    v1::VoucherPaper paper;
    const auto& voucher = known.voucher;
    paper.set_number(voucher.number());
    if (const auto* expense = state.rules->expense(voucher.expense()))
        paper.set_words(language == words::Language::fr ? expense->words_fr()
                                                        : expense->words_en());
    if (voucher.quantity() > 1)
        paper.set_words(paper.words() + " × " + std::to_string(voucher.quantity()));
    paper.set_cents(known.state == v1::FundVoucher::redeemed ? known.redeemed : voucher.cents());
    paper.mutable_until()->set_seconds(voucher.until_ms() / 1'000);
    paper.set_address(ports_.public_url + "/v/" + voucher.number());
    paper.set_state(known.state);
    return paper;
}

awaitable<Answered<v1::VoucherPaper>> FundDeskImpl::issue_voucher(
    std::string fund, std::string wish_id, std::string request, std::uint32_t quantity,
    std::string amount, words::Language language, v1::Account by) {
    fund = named(fund);
    const auto id = canonical_uuid(wish_id);
    if (!id)
        co_return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = "id: a UUID"});
    if (!sight(fund, by).may(v1::FundCommand::kIssueVoucher))
        co_return std::unexpected(forbidden());
    const auto names = voucher_names(ports_.secret, fund, *id);
    Wished wished{.id = wish_id,
                  .meant = request + "\n" + std::to_string(quantity) + "\n" + amount};
    auto& issue = *wished.command.mutable_issue_voucher();
    issue.set_payment(names.payment);
    auto& voucher = *issue.mutable_voucher();
    voucher.set_number(names.number);
    voucher.set_request(request);
    voucher.set_quantity(quantity);
    voucher.set_code_hash(code_hash(ports_.secret, names.number, names.code));
    v1::Money money;
    if (!amount.empty())
        if (const auto read = amount_in(amount, money); !read)
            co_return std::unexpected(read.error());
    voucher.set_cents(money.cents());
    const store::SealContext context{domain::fund_of(fund), "voucher/" + names.number, "code"};
    if (auto sealed = seal(context, names.code, *voucher.mutable_code()); !sealed)
        co_return std::unexpected(sealed.error());
    const auto version = co_await submit(fund, std::move(wished), by);
    if (!version) co_return std::unexpected(version.error());
    co_return this->voucher(fund, names.number, language, by);
}

awaitable<Answered<v1::VoucherPaper>> FundDeskImpl::redeem(VoucherSaid said, std::string address,
                                                           words::Language language) {
    // Out of tries, a right code is not looked at either: it would be told from a wrong one.
    if (!tries_.has(address, ports_.clock.now()))
        co_return std::unexpected(
            Refused{.status = 429,
                    .code = "too_many_tries",
                    .retry_after_s = static_cast<unsigned>(
                        std::chrono::duration_cast<std::chrono::seconds>(tries_.wait()).count())});
    said.number = voucher_number(said.number);
    std::string fund = named("");
    const domain::FundVoucherRecord* known = nullptr;
    for (const auto& id : ports_.funds.ids()) {
        const auto* state = ports_.funds.fund(id);
        const auto* found = state == nullptr ? nullptr : state->voucher(said.number);
        if (found == nullptr) continue;
        fund = id;
        known = found;
    }
    // Only what is wrong counts: whoever mistypes the amount holds the paper.
    const auto hash = code_hash(ports_.secret, said.number, said.code);
    if (known == nullptr || !equal_constant_time(known->voucher.code_hash(), hash))
        (void)tries_.take(address, ports_.clock.now());
    if (said.number.empty()) co_return std::unexpected(not_understood());
    co_return co_await redeem_as(std::move(fund), std::move(said), language, {}, false);
}

awaitable<Answered<v1::VoucherPaper>> FundDeskImpl::redeem_by_telephone(std::string fund,
                                                                        VoucherSaid said,
                                                                        words::Language language,
                                                                        v1::Account by) {
    fund = named(fund);
    const auto sight = this->sight(fund, by);
    if (!sight.may(v1::FundCommand::kRedeemVoucher)) co_return std::unexpected(forbidden());
    said.number = voucher_number(said.number);
    if (said.number.empty()) co_return std::unexpected(not_understood());
    v1::Actor actor;
    actor.set_person(by.person());
    actor.set_organization(by.organization());
    actor.set_role(sight.role(v1::FundCommand::kRedeemVoucher));
    co_return co_await redeem_as(std::move(fund), std::move(said), language, std::move(actor),
                                 true);
}

awaitable<Answered<v1::VoucherPaper>> FundDeskImpl::redeem_as(std::string fund, VoucherSaid said,
                                                              words::Language language,
                                                              v1::Actor actor, bool telephone) {
    const auto known = [&] {
        const auto* state = ports_.funds.fund(fund);
        return state == nullptr ? nullptr : state->voucher(said.number);
    };
    const auto hash = code_hash(ports_.secret, said.number, said.code);
    const bool right =
        known() != nullptr && equal_constant_time(known()->voucher.code_hash(), hash);
    // Each try is one of its own: the core knows the right one again.
    Wished wished{.id = "voucher/" + ports_.new_uuid(), .meant = hash + said.amount};
    auto& wish = *wished.command.mutable_redeem_voucher();
    wish.set_number(said.number);
    wish.set_code_hash(hash);
    wish.set_telephone(telephone);
    if (!said.amount.empty())
        if (const auto read = amount_in(said.amount, *wish.mutable_amount()); !read) {
            if (right) co_return std::unexpected(read.error());
            wish.clear_amount();  // the code is wrong as well, and that counts
        }
    const auto version = co_await submit_as(fund, std::move(wished), std::move(actor));
    if (!version && (right || !tells_of_it(version.error())))
        co_return std::unexpected(version.error());
    // A voucher may have come since it was looked for: what the core did is what counts.
    const auto* now = known();
    if (now != nullptr && now->state == v1::FundVoucher::locked)
        co_return std::unexpected(refused_for(v1::Rejection::voucher_locked));
    if (!version || now == nullptr || !equal_constant_time(now->voucher.code_hash(), hash))
        co_return std::unexpected(not_understood());
    co_return paper(*ports_.funds.fund(fund), *now, language);
}

awaitable<Answered<std::uint64_t>> FundDeskImpl::add_evidence(std::string fund, EvidenceGiven given,
                                                              v1::Account by) {
    fund = named(fund);
    const auto id = canonical_uuid(given.id);
    if (!id) co_return no(400, "invalid_field", "id: a UUID");
    const auto* state = find(fund);
    const auto* request = state == nullptr ? nullptr : state->request(given.request);
    const auto sight = this->sight(fund, by);
    if (request == nullptr || !sight.sees(*request))
        co_return std::unexpected(refused_for(v1::Rejection::request_unknown));
    if (!sight.may(v1::FundCommand::kAddEvidence, request)) co_return std::unexpected(forbidden());
    const auto paper = paper_in(given.bytes);
    if (!paper) co_return std::unexpected(paper.error());
    Wished wished{.id = *id};
    auto& evidence = *wished.command.mutable_add_evidence()->mutable_evidence();
    evidence.set_id(*id);
    evidence.set_request(given.request);
    evidence.set_kind(given.kind);
    evidence.set_replaces(given.replaces);
    v1::Money money;
    if (!given.amount.empty())
        if (const auto read = amount_in(given.amount, money); !read)
            co_return std::unexpected(read.error());
    evidence.set_cents(money.cents());
    evidence.set_content(paper->content());
    evidence.set_type(paper->type());
    evidence.set_size(paper->size());
    // Said, where the core only does nothing: she must not look for it a fourth time.
    if (!request->evidence.contains(*id) &&
        !request->paper(evidence.content(), given.replaces).empty())
        co_return no(409, "paper_known");
    // What the core would refuse needs no room on the disk. What is known is answered as it was.
    if (!request->evidence.contains(*id))
        if (const auto why = would_refuse(*state, fund, wished.command, by);
            why != v1::Rejection::none)
            co_return std::unexpected(refused_for(why));
    wished.meant = evidence.SerializeAsString() + "\n" + given.note;
    if (!given.note.empty()) {
        const store::SealContext context{domain::fund_of(fund), "api/" + *id, "note"};
        if (auto sealed = seal(context, given.note, *evidence.mutable_note()); !sealed)
            co_return std::unexpected(sealed.error());
    }
    co_return co_await submit_with_paper(
        std::move(fund), std::move(wished), std::move(given.bytes),
        [](v1::FundCommand& command, std::uint64_t key) {
            command.mutable_add_evidence()->mutable_evidence()->set_key(key);
        },
        std::move(by));
}

// The paper is kept before its command is handed in, and goes again when the command is refused.
awaitable<Answered<std::uint64_t>> FundDeskImpl::submit_with_paper(
    std::string fund, Wished wished, std::string bytes,
    std::function<void(v1::FundCommand&, std::uint64_t)> set_key, v1::Account by) {
    const Keeping keeping(keeping_, EvidenceFiles::content_of(bytes));
    const auto kept =
        co_await ports_.workers.run([&] { return files_.keep(ports_.keys(), bytes); });
    if (!kept) co_return std::unexpected(file_refusal(kept.error()));
    keeping.kept(kept->fresh);
    set_key(wished.command, kept->key);
    const auto version = co_await submit(std::move(fund), std::move(wished), std::move(by));
    // Not decided yet is no refusal: then it stays.
    const bool refused = !version && version.error().status < 500;
    const bool goes = refused && keeping.may_go() && !is_named(kept->content);
    co_await ports_.workers.run([&] {
        if (goes) files_.remove(kept->content);
        // Somebody else's refusal may have taken away what was the same paper.
        if (version && !files_.there(kept->content))
            static_cast<void>(files_.keep(ports_.keys(), bytes));
        return true;
    });
    co_return version;
}

awaitable<Answered<std::uint64_t>> FundDeskImpl::deposit(std::string fund, DepositGiven given,
                                                         v1::Account by) {
    fund = named(fund);
    const auto id = canonical_uuid(given.id);
    if (!id) co_return no(400, "invalid_field", "id: a UUID");
    if (!sight(fund, by).may(v1::FundCommand::kReceiveFunding))
        co_return std::unexpected(forbidden());
    const auto* state = find(fund);
    if (state == nullptr || state->rules == nullptr)
        co_return std::unexpected(refused_for(v1::Rejection::fund_unknown));
    if (!given.reference.empty() && !domain::is_fund_id(given.reference))
        co_return no(400, "invalid_field", "reference: a code of the agreement, never free text");
    Wished wished{.id = *id};
    auto& received = *wished.command.mutable_receive_funding();
    received.set_source(given.source);
    received.set_reference(given.reference);
    if (const auto read = amount_in(given.amount, *received.mutable_amount()); !read)
        co_return std::unexpected(read.error());
    if (!given.day.empty()) {
        const domain::WallClock clock(state->rules->limits().zone());
        const auto day = screens::day_in(given.day);
        if (!day || screens::day_of(clock, ports_.clock.now()) < *day)
            co_return no(422, "day_wrong");
        if (clock.reaches(*day) < ports_.clock.now() - domain::deposit_day_back)
            co_return no(422, "day_too_old");
        received.set_on_ms(to_ms(clock.reaches(*day)));
    }
    if (given.bytes.empty()) {
        wished.meant = received.SerializeAsString();
        co_return co_await submit(std::move(fund), std::move(wished), std::move(by));
    }
    auto paper = paper_in(given.bytes);
    if (!paper) co_return std::unexpected(paper.error());
    *received.mutable_paper() = std::move(*paper);
    if (const auto why = would_refuse(*state, fund, wished.command, by); why != v1::Rejection::none)
        co_return std::unexpected(refused_for(why));
    wished.meant = received.SerializeAsString();
    co_return co_await submit_with_paper(
        std::move(fund), std::move(wished), std::move(given.bytes),
        [](v1::FundCommand& command, std::uint64_t key) {
            command.mutable_receive_funding()->mutable_paper()->set_key(key);
        },
        std::move(by));
}

// The decision itself, on what is known here; whoever decides has the last word.
v1::Rejection::Code FundDeskImpl::would_refuse(const State& state, const std::string& fund,
                                               const v1::FundCommand& wish, const v1::Account& by) {
    v1::Command command;
    command.set_aggregate(state.aggregate);
    *command.mutable_actor() = actor_of(fund, wish.body_case(), by);
    *command.mutable_fund() = wish;
    const auto decided =
        domain::decide(state, command, ports_.clock.now(), *ports_.directory.current());
    return decided ? v1::Rejection::none : decided.error();
}

// By evidence or a deposit of any fund: it may be the same paper.
bool FundDeskImpl::is_named(const std::string& content) const {
    return std::ranges::any_of(ports_.funds.ids(), [&](const std::string& id) {
        const auto* state = ports_.funds.fund(id);
        if (state == nullptr) return false;
        const bool deposited = std::ranges::any_of(state->deposits, [&](const auto& deposit) {
            return deposit.second.paper.content() == content;
        });
        return deposited || std::ranges::any_of(state->requests, [&](const auto& request) {
                   return std::ranges::any_of(request.second.evidence, [&](const auto& each) {
                       return each.second.evidence.content() == content;
                   });
               });
    });
}

}  // namespace relais::gateway
