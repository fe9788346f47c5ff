// The desk of the fund: what is read of it, each as far as whoever asks may see it.
#include <algorithm>
#include <tuple>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/fund_desk_impl.hpp"
#include "services/gateway/fund_pages.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

using domain::FundPart;
using domain::FundSight;

constexpr int requests_told_max = 200;
constexpr std::size_t openings_told_max = 1'000;
constexpr std::size_t matched_told_max = 200;
// A vendor who mistypes has enough; who guesses would need longer than a voucher stands.
constexpr unsigned tries_at_once = 10;
constexpr Duration try_again_each = std::chrono::minutes(1);

Refused forbidden() { return {.status = 403, .code = "forbidden"}; }

// Newest first, those that are over too.
std::vector<std::string> newest(const domain::FundState& state, auto fits) {
    std::vector<const domain::FundRequestRecord*> found;
    for (const auto& [id, request] : state.requests)
        if (fits(request)) found.push_back(&request);
    std::ranges::sort(found, [](const auto* a, const auto* b) {
        return std::tuple(b->asked_at, a->asked.request()) <
               std::tuple(a->asked_at, b->asked.request());
    });
    std::vector<std::string> ids;
    for (const auto* request : found) ids.push_back(request->asked.request());
    return ids;
}

}  // namespace

FundDeskImpl::FundDeskImpl(Ports ports)
    : ports_(std::move(ports)),
      files_(ports_.data_dir / "evidence"),
      tries_(tries_at_once, try_again_each) {}

std::string FundDeskImpl::named(const std::string& fund) const {
    return fund.empty() && !ports_.funds.ids().empty() ? ports_.funds.ids().front() : fund;
}

const domain::FundState* FundDeskImpl::find(const std::string& fund) const {
    return ports_.funds.fund(named(fund));
}

FundSight FundDeskImpl::sight(const std::string& fund, const v1::Account& by) {
    std::set<v1::Role::Code> roles;
    for (const int role : by.roles()) roles.insert(static_cast<v1::Role::Code>(role));
    return FundSight(domain::fund_person(find(fund), by.person(), std::move(roles),
                                         *ports_.directory.current(), ports_.clock.now()));
}

Answered<const domain::FundState*> FundDeskImpl::seen(const std::string& fund, FundPart::Code part,
                                                      const v1::Account& by) {
    if (!sight(fund, by).sees(part)) return std::unexpected(forbidden());
    const auto* state = find(fund);
    if (state == nullptr || state->rules == nullptr)
        return std::unexpected(refused_for(v1::Rejection::fund_unknown));
    return state;
}

FundDeskImpl::Look FundDeskImpl::look(const std::string& fund, words::Language language,
                                      const v1::Account& by) {
    Look look{.sight = sight(fund, by),
              .actor = {},
              .directory = ports_.directory.current(),
              .now = ports_.clock.now(),
              .french = language == words::Language::fr};
    look.actor.set_person(by.person());
    look.actor.set_organization(by.organization());
    look.actor.set_role(look.sight.role(v1::FundCommand::kApproveRequest));
    return look;
}

// Whoever asked for it is not told which vendor: it would say where somebody sleeps.
v1::FundRequestView FundDeskImpl::shown(const State& state, const std::string& id, const Look& look,
                                        const v1::Account& by) const {
    auto view = domain::request_view(look.reader(state), id);
    const auto* person = look.directory->person(view.requester());
    const bool everybody = look.sight.sees(FundPart::requests);
    if (everybody || sees_name(by, person == nullptr ? "" : person->organization()))
        view.set_requester_name(ports_.name_of(view.requester()));
    if (everybody) return view;
    view.clear_vendor();
    view.clear_source();
    view.clear_ended_by();
    auto& alike = *view.mutable_alike();
    alike.erase(std::remove_if(alike.begin(), alike.end(),
                               [&](const v1::FundAlike& one) {
                                   return !look.sight.sees(*state.request(one.request()));
                               }),
                alike.end());
    for (auto& voucher : *view.mutable_vouchers()) voucher.clear_vendor();
    for (auto& approval : *view.mutable_approvals()) {
        approval.clear_person();
        approval.clear_organization();
    }
    return view;
}

Answered<v1::FundView> FundDeskImpl::view(const std::string& fund, words::Language language,
                                          const v1::Account& by) {
    const auto state = seen(fund, FundPart::availability, by);
    if (!state) return std::unexpected(state.error());
    const auto look = this->look(fund, language, by);
    auto view = domain::fund_view(look.reader(**state), 0);
    if (!look.sight.sees(FundPart::flags)) view.clear_flags();
    const auto waiting = domain::waiting_requests(look.reader(**state), requests_told_max);
    for (const auto& one : waiting.requests())
        *view.add_waiting() = shown(**state, one.request(), look, by);
    return view;
}

Answered<v1::FundSettings> FundDeskImpl::settings(const std::string& fund, const v1::Account& by) {
    const auto state = seen(fund, FundPart::what_can_be_asked, by);
    if (!state) return std::unexpected(state.error());
    const auto sight = this->sight(fund, by);
    auto settings = (*state)->rules->data();
    for (auto& vendor : *settings.mutable_vendors()) vendor.clear_card();
    if (sight.sees(FundPart::whole_settings)) return settings;
    if (!sight.sees(FundPart::who_signs)) settings.clear_signatories();
    if (sight.sees(FundPart::availability)) return settings;
    settings.clear_sources();
    settings.clear_caps();
    settings.clear_vendors();
    settings.clear_limits();
    return settings;
}

v1::FundVendorCard FundDeskImpl::card_of(const State& state, const std::string& vendor) const {
    v1::FundVendorCard card;
    const auto* known = state.rules->vendor(vendor);
    if (known == nullptr || known->card().box().empty()) return card;
    const auto clear =
        ports_.keys().open(known->card(), {state.aggregate, "vendor/" + vendor, "card"});
    // One that does not open any more is as good as none: its key was destroyed.
    if (!clear || !card.ParseFromString(*clear)) card.Clear();
    return card;
}

v1::FundVendorCard FundDeskImpl::vendor_card(const std::string& fund, const std::string& vendor,
                                             const v1::Account& by) {
    const auto state = seen(fund, FundPart::vendor_cards, by);
    return state ? card_of(**state, vendor) : v1::FundVendorCard{};
}

// How it is paid is nobody's business who only goes there.
v1::FundVendorCard FundDeskImpl::voucher_place(const std::string& fund, const std::string& number,
                                               const v1::Account& by) {
    v1::FundVendorCard place;
    const auto state = seen(fund, FundPart::own_voucher_place, by);
    const auto* known = state ? (*state)->voucher(number) : nullptr;
    const auto* request = known == nullptr ? nullptr : (*state)->request(known->voucher.request());
    if (request == nullptr || !sight(fund, by).sees_place(*request, *known)) return place;
    const auto card = card_of(**state, known->voucher.vendor());
    place.set_name(card.name());
    place.set_address(card.address());
    place.set_telephone(card.telephone());
    return place;
}

std::optional<std::uint32_t> FundDeskImpl::waiting(const std::string& fund, const v1::Account& by) {
    const auto state = seen(fund, FundPart::requests, by);
    if (!state) return std::nullopt;
    return domain::waiting_count(**state);
}

Answered<v1::FundRequests> FundDeskImpl::requests(const std::string& fund,
                                                  const std::string& of_case,
                                                  words::Language language, const v1::Account& by) {
    const auto state = seen(fund, FundPart::own_requests, by);
    if (!state) return std::unexpected(state.error());
    const auto look = this->look(fund, language, by);
    std::vector<std::string> ids;
    if (of_case.empty() && look.sight.sees(FundPart::requests)) {
        for (const auto& one :
             domain::waiting_requests(look.reader(**state), requests_told_max + 1).requests())
            ids.push_back(one.request());
    } else {
        ids = newest(**state, [&](const domain::FundRequestRecord& request) {
            return (of_case.empty() || request.asked.reply_to() == of_case ||
                    request.asked.case_code() == of_case) &&
                   look.sight.sees(request);
        });
    }
    v1::FundRequests told;
    told.set_more(ids.size() > static_cast<std::size_t>(requests_told_max));
    for (const auto& id : ids) {
        if (told.requests_size() == requests_told_max) break;
        *told.add_requests() = shown(**state, id, look, by);
    }
    return told;
}

awaitable<Answered<v1::FundRequestView>> FundDeskImpl::request(std::string fund, std::string id,
                                                               words::Language language,
                                                               v1::Account by) {
    const auto allowed = seen(fund, FundPart::own_requests, by);
    if (!allowed) co_return std::unexpected(allowed.error());
    if (const auto learnt = co_await learn(named(fund)); !learnt)
        co_return std::unexpected(refused_for(learnt.error()));
    // What was known before the wait may stand elsewhere now.
    const auto state = seen(fund, FundPart::own_requests, by);
    if (!state) co_return std::unexpected(state.error());
    const auto look = this->look(fund, language, by);
    const auto* request = (*state)->request(id);
    // Who may not see it does not learn that it is there.
    if (request == nullptr || !look.sight.sees(*request))
        co_return std::unexpected(refused_for(v1::Rejection::request_unknown));
    auto view = shown(**state, id, look, by);
    if (look.sight.sees(FundPart::availability))
        for (const auto& [source, why_not, first] :
             domain::source_choices(look.reader(**state), id)) {
            auto& choice = *view.add_sources();
            choice.set_source(source);
            choice.set_why_not(why_not);
            choice.set_first(first);
        }
    const auto& notes = texts_[named(fund)].notes;
    if (const auto note = notes.find(id); note != notes.end())
        if (auto clear =
                ports_.keys().open(note->second, {(*state)->aggregate, "request/" + id, "note"}))
            view.set_note(std::move(*clear));
    co_return view;
}

std::vector<FundDeskImpl::Texts::Written> FundDeskImpl::written(const std::string& fund,
                                                                const std::string& id,
                                                                const v1::Account& by) {
    const auto sight = this->sight(fund, by);
    const auto* state = find(fund);
    const auto* request = state == nullptr ? nullptr : state->request(id);
    const auto& texts = texts_[named(fund)].written;
    const auto known = texts.find(id);
    if (request == nullptr || known == texts.end()) return {};
    auto all = known->second;
    std::erase_if(all, [&](const Texts::Written& one) {
        return one.with == FundNote::With::refusal ? !sight.sees_why_refused(*request)
                                                   : !sight.sees(FundPart::sealed_notes);
    });
    return all;
}

bool FundDeskImpl::has_notes(const std::string& fund, const std::string& id,
                             const v1::Account& by) {
    return !written(fund, id, by).empty();
}

awaitable<Answered<std::vector<FundNote>>> FundDeskImpl::notes(std::string fund, std::string id,
                                                               v1::Account by) {
    const auto allowed = seen(fund, FundPart::own_requests, by);
    if (!allowed) co_return std::unexpected(allowed.error());
    if (const auto learnt = co_await learn(named(fund)); !learnt)
        co_return std::unexpected(refused_for(learnt.error()));
    // Who may not see it does not learn that it is there.
    const auto all = written(fund, id, by);
    if (all.empty()) co_return std::unexpected(Refused{.status = 404, .code = "not_found"});
    const auto noted = co_await ports_.workers.run(
        [&] { return files_.note({ports_.clock.now(), by.person(), id, "note"}); });
    if (!noted) co_return std::unexpected(file_refusal(noted.error()));
    std::vector<FundNote> opened;
    for (const auto& one : all)
        if (auto clear =
                ports_.keys().open(one.note, {domain::fund_of(named(fund)), one.command, "note"}))
            opened.push_back({one.with, one.at, std::move(*clear)});
    co_return opened;
}

Answered<v1::FundBalances> FundDeskImpl::balances(const std::string& fund, const v1::Account& by) {
    const auto state = seen(fund, FundPart::balances, by);
    if (!state) return std::unexpected(state.error());
    return domain::fund_balances(**state);
}

Answered<v1::FundAgeing> FundDeskImpl::ageing(const std::string& fund, const v1::Account& by) {
    const auto state = seen(fund, FundPart::ageing, by);
    if (!state) return std::unexpected(state.error());
    return domain::fund_ageing(**state, ports_.clock.now());
}

awaitable<Answered<v1::MatchProposals>> FundDeskImpl::matches(std::string fund, v1::Account by) {
    const auto allowed = seen(fund, FundPart::bank, by);
    if (!allowed) co_return std::unexpected(allowed.error());
    if (const auto learnt = co_await learn(named(fund)); !learnt)
        co_return std::unexpected(refused_for(learnt.error()));
    const auto state = seen(fund, FundPart::bank, by);
    if (!state) co_return std::unexpected(state.error());
    auto all = domain::match_proposals(**state);
    for (auto& line : domain::matched_lines(**state, matched_told_max))
        *all.add_matched() = std::move(line);
    const auto& texts = texts_[named(fund)];
    const auto open = [&](auto& row) {
        const auto found = texts.lines.find(row.statement() + "/" + row.line().id());
        if (found == texts.lines.end()) return;
        if (auto clear = ports_.keys().open(
                found->second,
                {(*state)->aggregate, "statement/" + row.statement(), row.line().id()}))
            row.set_text(std::move(*clear));
    };
    for (auto* rows : {all.mutable_proposals(), all.mutable_alone()})
        for (auto& row : *rows) {
            open(row);
            texts.say_undone(row);
        }
    for (auto& row : *all.mutable_matched()) {
        open(row);
        texts.say_who(row);
    }
    co_return all;
}

void FundDeskImpl::Texts::say_undone(v1::MatchProposal& row) const {
    const auto last = touched.find(row.statement() + "/" + row.line().id());
    if (last == touched.end()) return;
    row.mutable_undone()->set_why(last->second.undone);
    row.mutable_undone()->set_person(last->second.person);
    *row.mutable_undone()->mutable_at() = domain::stamp_of(last->second.at);
}

void FundDeskImpl::Texts::say_who(v1::MatchedLine& row) const {
    const auto last = touched.find(row.statement() + "/" + row.line().id());
    if (last == touched.end()) return;
    row.set_aside(last->second.aside);
    row.set_person(last->second.person);
    *row.mutable_at() = domain::stamp_of(last->second.at);
}

void FundDeskImpl::Texts::learn_bank(const v1::Event& event) {
    const auto& fund = event.fund();
    const auto touch = [&](const auto& body, v1::BankStatement::SetAside aside,
                           const std::string& undone) {
        touched[body.statement() + "/" + body.line()] = {event.actor().person(),
                                                         instant(event.now_ms()), aside, undone};
    };
    if (fund.has_line_matched()) touch(fund.line_matched(), v1::BankStatement::why_unknown, "");
    if (fund.has_line_set_aside()) touch(fund.line_set_aside(), fund.line_set_aside().why(), "");
    if (fund.has_line_unmatched())
        touch(fund.line_unmatched(), v1::BankStatement::why_unknown, fund.line_unmatched().why());
    if (!fund.has_transfer_corrected()) return;
    auto& correction = corrections[fund.transfer_corrected().transfer().corrects()];
    correction.set_why(fund.transfer_corrected().why());
    correction.set_person(event.actor().person());
    *correction.mutable_at() = domain::stamp_of(instant(event.now_ms()));
}

void FundDeskImpl::Texts::learn(const v1::Event& event, const State& state) {
    const auto& fund = event.fund();
    learn_bank(event);
    const auto& asked = fund.funds_requested().request();
    if (asked.has_note()) notes[asked.request()] = asked.note();
    const auto& statement = fund.statement_read().statement();
    for (const auto& line : statement.lines())
        lines[statement.id() + "/" + line.id()] = line.text();
    const auto write = [&](const std::string& request, FundNote::With with,
                           const v1::Sealed& note) {
        written[request].push_back({with, instant(event.now_ms()), event.command_id(), note});
    };
    if (fund.request_refused().has_note())
        write(fund.request_refused().request(), FundNote::With::refusal,
              fund.request_refused().note());
    if (!fund.payment_refunded().has_note()) return;
    if (const auto* payment = state.payment(fund.payment_refunded().payment()))
        write(payment->request, FundNote::With::refund, fund.payment_refunded().note());
}

// Two may learn the same at once: what one has learnt already, the other passes over.
awaitable<Result<void>> FundDeskImpl::learn(std::string fund) {
    const auto* state = find(fund);
    if (state == nullptr) co_return Result<void>{};
    const auto until = state->version;
    FundPages pages(ports_.store, ports_.workers, state->aggregate, texts_[fund].version, until);
    for (;;) {
        const auto events = co_await pages.next();
        if (!events) co_return std::unexpected(events.error());
        if (events->empty()) break;
        auto& texts = texts_[fund];
        state = find(fund);
        for (const auto& event : *events)
            if (event.version() > texts.version) texts.learn(event, *state);
        texts.version = std::max(texts.version, events->back().version());
    }
    co_return Result<void>{};
}

Answered<v1::VoucherPaper> FundDeskImpl::voucher(const std::string& fund, const std::string& number,
                                                 words::Language language, const v1::Account& by) {
    const auto state = seen(fund, FundPart::own_requests, by);
    if (!state) return std::unexpected(state.error());
    const auto* known = (*state)->voucher(number);
    const auto* request = known == nullptr ? nullptr : (*state)->request(known->voucher.request());
    const auto sight = this->sight(fund, by);
    if (request == nullptr || !(sight.sees(FundPart::vouchers) || sight.sees(*request)))
        return std::unexpected(refused_for(v1::Rejection::voucher_unknown));
    auto paper = this->paper(**state, *known, language);
    auto code = ports_.keys().open(known->voucher.code(),
                                   {(*state)->aggregate, "voucher/" + number, "code"});
    if (!code) return std::unexpected(refused_for(code.error()));
    paper.set_code(std::move(*code));
    paper.set_request(known->voucher.request());
    return paper;
}

awaitable<Answered<FileShown>> FundDeskImpl::evidence_file(std::string fund, std::string request,
                                                           std::string evidence, v1::Account by) {
    const auto state = seen(fund, FundPart::evidence_files, by);
    if (!state) co_return std::unexpected(state.error());
    const auto* known = (*state)->request(request);
    if (known == nullptr) co_return std::unexpected(refused_for(v1::Rejection::request_unknown));
    const auto found = known->evidence.find(evidence);
    if (found == known->evidence.end() || found->second.evidence.content().empty())
        co_return std::unexpected(Refused{.status = 404, .code = "not_found"});
    co_return co_await opened(
        {.at = {}, .person = by.person(), .request = request, .evidence = evidence},
        found->second.evidence.content(), found->second.evidence.type());
}

awaitable<Answered<FileShown>> FundDeskImpl::opened(FileOpening opening, std::string content,
                                                    v1::FundEvidence::FileType type) {
    auto bytes =
        co_await ports_.workers.run([&]() -> std::expected<std::string, EvidenceFiles::Wrong> {
            const auto noted = files_.note(
                {ports_.clock.now(), opening.person, opening.request, opening.evidence});
            if (!noted) return std::unexpected(noted.error());
            return files_.open(ports_.keys(), content);
        });
    if (!bytes) co_return std::unexpected(file_refusal(bytes.error()));
    const bool pdf = type == v1::FundEvidence::pdf, jpeg = type == v1::FundEvidence::jpeg;
    co_return FileShown{.type = pdf    ? "application/pdf"
                                : jpeg ? "image/jpeg"
                                       : "image/png",
                        .name = opening.evidence + (pdf    ? ".pdf"
                                                    : jpeg ? ".jpg"
                                                           : ".png"),
                        .bytes = std::move(*bytes)};
}

awaitable<Answered<v1::FundDeposits>> FundDeskImpl::deposits(std::string fund, v1::Account by) {
    const auto allowed = seen(fund, FundPart::funder_statements, by);
    if (!allowed) co_return std::unexpected(allowed.error());
    if (const auto learnt = co_await learn(named(fund)); !learnt)
        co_return std::unexpected(refused_for(learnt.error()));
    const auto state = seen(fund, FundPart::funder_statements, by);
    if (!state) co_return std::unexpected(state.error());
    auto all = domain::fund_deposits(**state);
    const auto& corrections = texts_[named(fund)].corrections;
    for (auto& one : *all.mutable_deposits())
        if (const auto known = corrections.find(one.transfer());
            one.has_corrected() && known != corrections.end())
            *one.mutable_corrected() = known->second;
    co_return all;
}

awaitable<Answered<FileShown>> FundDeskImpl::deposit_file(std::string fund, std::string deposit,
                                                          v1::Account by) {
    const auto state = seen(fund, FundPart::evidence_files, by);
    if (!state) co_return std::unexpected(state.error());
    const auto& all = (*state)->deposits;
    const auto found =
        std::ranges::find(all, deposit, [](const auto& one) { return std::to_string(one.first); });
    if (found == all.end() || found->second.paper.content().empty())
        co_return std::unexpected(Refused{.status = 404, .code = "not_found"});
    co_return co_await opened(
        {.at = {}, .person = by.person(), .request = "deposit", .evidence = "deposit-" + deposit},
        found->second.paper.content(), found->second.paper.type());
}

awaitable<Answered<std::vector<FileOpening>>> FundDeskImpl::openings(v1::Account by) {
    if (!sight("", by).sees(FundPart::file_openings)) co_return std::unexpected(forbidden());
    auto all = co_await ports_.workers.run([&] { return files_.openings(openings_told_max); });
    if (!all) co_return std::unexpected(file_refusal(all.error()));
    std::vector<FileOpening> told;
    for (auto& one : *all)
        told.push_back(
            {one.at, std::move(one.person), std::move(one.request), std::move(one.evidence)});
    co_return told;
}

}  // namespace relais::gateway
