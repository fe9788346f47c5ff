#include "tests/unit/screens_fund.hpp"

#include <algorithm>

#include "common/domain/fund/fund_reading.hpp"
#include "common/domain/wall_clock.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway {
namespace {

using domain::FundPart;

Refused no(unsigned status, const char* code) { return {.status = status, .code = code}; }
std::unexpected<Refused> forbidden() { return std::unexpected(no(403, "forbidden")); }

const std::map<std::string, std::pair<std::string, std::string>>& words_of_codes() {
    static const std::map<std::string, std::pair<std::string, std::string>> all{
        {"taxi", {"Taxi", "Taxi"}},
        {"hotel_night", {"Nuit d’hôtel", "Hotel night"}},
        {"food", {"Nourriture", "Food"}},
        {"interpreter", {"Interprète", "Interpreter"}},
        {"advance", {"Avance au personnel", "Advance to the staff"}},
        {"fee", {"Frais de banque", "Bank fee"}},
        {"city", {"Ville, urgence", "City, emergencies"}},
        {"province", {"Province", "Province"}},
        {"interpreters", {"Interprètes", "Interpreters"}},
        {"afu", {"AFU", "AFU"}},
    };
    return all;
}

template <class List, class Id>
void name_all(List& list, Id id) {
    for (auto& one : list) {
        const auto& [french, english] = words_of_codes().at(id(one));
        one.set_words_fr(french);
        one.set_words_en(english);
    }
}

}  // namespace

v1::FundSettings drill_settings() {
    auto settings = test::small_settings();
    name_all(*settings.mutable_expenses(), [](const auto& one) { return one.code(); });
    name_all(*settings.mutable_sources(), [](const auto& one) { return one.id(); });
    name_all(*settings.mutable_payers(), [](const auto& one) { return one.id(); });
    settings.mutable_expenses(1)->set_quantity_max(5);
    return settings;
}

v1::Account fund_account(v1::Role::Code role, const std::string& person,
                         const std::string& organization) {
    v1::Account account;
    account.set_person(person);
    account.set_organization(organization);
    account.add_roles(role);
    return account;
}

void FundDrill::asked(const std::string& id, const std::string& expense, v1::Money amount,
                      const std::string& vendor, v1::FundRequest::Urgency urgency) {
    auto wish = test::FundStory::wish(id, expense, std::move(amount), vendor);
    wish.set_case_code(case_code);
    wish.set_urgency(urgency);
    wish.mutable_note()->set_box(note_secret);
    const auto decided = story.mail(wish);
    EXPECT_TRUE(decided && !decided->empty());
}

domain::FundSight FundDrill::sight(const std::string&, const v1::Account& by) {
    std::set<v1::Role::Code> roles;
    for (const int role : by.roles()) roles.insert(static_cast<v1::Role::Code>(role));
    return domain::FundSight(domain::fund_person(&story.state, by.person(), std::move(roles),
                                                 *story.directory, story.now));
}

v1::Actor FundDrill::actor_of(const v1::Account& by, v1::FundCommand::BodyCase command) {
    return test::by(by.person(), sight("", by).role(command), by.organization());
}

domain::FundReader FundDrill::reader(const v1::Actor& actor, words::Language language) const {
    return {.state = story.state,
            .actor = actor,
            .now = story.now,
            .directory = *story.directory,
            .french = language == words::Language::fr};
}

v1::FundRequestView FundDrill::shown(const std::string& id, words::Language language,
                                     const v1::Account& by) {
    const auto actor = actor_of(by, v1::FundCommand::kApproveRequest);
    auto view = domain::request_view(reader(actor, language), id);
    if (sight("", by).sees(FundPart::requests)) {
        view.set_requester_name("Nom de " + view.requester());
        return view;
    }
    view.clear_vendor();
    view.clear_source();
    view.clear_ended_by();
    return view;
}

Answered<v1::FundView> FundDrill::view(const std::string&, words::Language language,
                                       const v1::Account& by) {
    const auto seen = sight("", by);
    if (!seen.sees(FundPart::availability)) return forbidden();
    const auto actor = actor_of(by, v1::FundCommand::kApproveRequest);
    auto view = domain::fund_view(reader(actor, language), 100);
    if (!seen.sees(FundPart::flags)) view.clear_flags();
    for (auto& one : *view.mutable_waiting()) one = shown(one.request(), language, by);
    return view;
}

Answered<v1::FundSettings> FundDrill::settings(const std::string&, const v1::Account& by) {
    const auto seen = sight("", by);
    if (!seen.sees(FundPart::what_can_be_asked)) return forbidden();
    auto settings = story.state.rules->data();
    if (seen.sees(FundPart::whole_settings)) return settings;
    if (!seen.sees(FundPart::who_signs)) settings.clear_signatories();
    if (seen.sees(FundPart::availability)) return settings;
    settings.clear_sources();
    settings.clear_caps();
    settings.clear_vendors();
    settings.clear_limits();
    return settings;
}

v1::FundVendorCard FundDrill::vendor_card(const std::string&, const std::string& vendor,
                                          const v1::Account& by) {
    v1::FundVendorCard card;
    if (sight("", by).sees(FundPart::vendor_cards)) card.set_name(vendor_secret + " " + vendor);
    return card;
}

v1::FundVendorCard FundDrill::voucher_place(const std::string&, const std::string& number,
                                            const v1::Account& by) {
    v1::FundVendorCard card;
    const auto* known = story.state.voucher(number);
    if (known == nullptr ||
        !sight("", by).sees_place(*story.state.request(known->voucher.request()), *known))
        return card;
    card.set_name(vendor_secret);
    card.set_address("12, rue du Secret");
    card.set_telephone("+1 514 555 0199");
    return card;
}

std::optional<std::uint32_t> FundDrill::waiting(const std::string&, const v1::Account& by) {
    if (!sight("", by).sees(FundPart::requests)) return std::nullopt;
    return domain::waiting_count(story.state);
}

Answered<v1::FundRequests> FundDrill::requests(const std::string&, const std::string& of_case,
                                               words::Language language, const v1::Account& by) {
    const auto seen = sight("", by);
    if (!seen.sees(FundPart::own_requests)) return forbidden();
    v1::FundRequests all;
    if (of_case.empty() && seen.sees(FundPart::requests)) {
        const auto actor = actor_of(by, v1::FundCommand::kApproveRequest);
        const auto waiting = domain::waiting_requests(reader(actor, language), 100);
        for (const auto& one : waiting.requests())
            *all.add_requests() = shown(one.request(), language, by);
        return all;
    }
    for (const auto& [id, request] : story.state.requests)
        if ((request.asked.reply_to() == of_case || request.asked.case_code() == of_case) &&
            seen.sees(request))
            *all.add_requests() = shown(id, language, by);
    return all;
}

awaitable<Answered<v1::FundRequestView>> FundDrill::request(std::string, std::string id,
                                                            words::Language language,
                                                            v1::Account by) {
    const auto* known = story.state.request(id);
    if (known == nullptr || !sight("", by).sees(*known))
        co_return std::unexpected(no(404, "request_unknown"));
    auto view = shown(id, language, by);
    const auto actor = actor_of(by, v1::FundCommand::kApproveRequest);
    if (sight("", by).sees(FundPart::availability))
        for (const auto& one : domain::source_choices(reader(actor, language), id)) {
            auto& choice = *view.add_sources();
            choice.set_source(one.source);
            choice.set_why_not(one.why_not);
            choice.set_first(one.first);
        }
    view.set_note(note_secret);
    co_return view;
}

bool FundDrill::has_notes(const std::string&, const std::string& id, const v1::Account& by) {
    const auto* request = story.state.request(id);
    return request != nullptr && written.contains(id) && sight("", by).sees_why_refused(*request);
}

awaitable<Answered<std::vector<FundNote>>> FundDrill::notes(std::string, std::string id,
                                                            v1::Account by) {
    if (!has_notes("", id, by)) co_return std::unexpected(no(404, "not_found"));
    co_return written.at(id);
}

Answered<v1::FundBalances> FundDrill::balances(const std::string&, const v1::Account& by) {
    if (!sight("", by).sees(FundPart::balances)) return forbidden();
    return domain::fund_balances(story.state);
}

Answered<v1::FundAgeing> FundDrill::ageing(const std::string&, const v1::Account& by) {
    if (!sight("", by).sees(FundPart::ageing)) return forbidden();
    return domain::fund_ageing(story.state, story.now);
}

awaitable<Answered<v1::MatchProposals>> FundDrill::matches(std::string, v1::Account by) {
    if (!sight("", by).sees(FundPart::bank)) co_return forbidden();
    auto all = domain::match_proposals(story.state);
    for (auto& one : *all.mutable_proposals()) one.set_text("VIREMENT " + one.line().id());
    for (auto& one : *all.mutable_alone()) one.set_text("FRAIS " + one.line().id());
    for (auto& one : domain::matched_lines(story.state, 100)) {
        one.set_text("VIREMENT " + one.line().id());
        one.set_person("stella");
        *all.add_matched() = std::move(one);
    }
    for (const auto& event : story.history)
        for (auto& one : *all.mutable_proposals())
            if (const auto& undone = event.fund().line_unmatched();
                undone.line() == one.line().id()) {
                one.mutable_undone()->set_why(undone.why());
                one.mutable_undone()->set_person(event.actor().person());
                one.mutable_undone()->mutable_at()->set_seconds(event.now_ms() / 1'000);
            }
    co_return all;
}

awaitable<Answered<v1::FunderStatement>> FundDrill::statement(std::string, std::string funder,
                                                              std::string from, std::string until,
                                                              words::Language language,
                                                              v1::Account by) {
    if (!sight("", by).sees(FundPart::funder_statements)) co_return forbidden();
    if (from >= until) co_return std::unexpected(no(422, "period_wrong"));
    domain::FunderLedger ledger(funder, instant(0), story.now + std::chrono::hours(1));
    for (const auto& event : story.history) ledger.read(event);
    co_return ledger.statement(language == words::Language::fr);
}

Answered<FundDrill::Pieces> FundDrill::journal(const std::string&, Ledger, const v1::Account&) {
    return forbidden();  // the API gives it
}

Answered<std::vector<FundMonth>> FundDrill::months(const std::string&, const v1::Account& by) {
    if (!sight("", by).sees(FundPart::book)) return forbidden();
    return told_months;
}

v1::VoucherPaper FundDrill::paper(const std::string& number, words::Language language) const {
    const auto& known = *story.state.voucher(number);
    v1::VoucherPaper paper;
    paper.set_number(number);
    const auto* expense = story.state.rules->expense(known.voucher.expense());
    paper.set_words(language == words::Language::fr ? expense->words_fr() : expense->words_en());
    paper.set_cents(known.voucher.cents());
    paper.mutable_until()->set_seconds(known.voucher.until_ms() / 1'000);
    paper.set_address("https://relais.example/v/" + number);
    paper.set_state(known.state);
    return paper;
}

Answered<v1::VoucherPaper> FundDrill::voucher(const std::string&, const std::string& number,
                                              words::Language language, const v1::Account& by) {
    const auto* known = story.state.voucher(number);
    const auto seen = sight("", by);
    if (known == nullptr || !seen.sees(*story.state.request(known->voucher.request())))
        return std::unexpected(no(404, "voucher_unknown"));
    auto told = paper(number, language);
    told.set_code("R7K2M9QX");
    told.set_request(known->voucher.request());
    return told;
}

awaitable<Answered<FileShown>> FundDrill::evidence_file(std::string, std::string, std::string,
                                                        v1::Account) {
    co_return forbidden();  // the API gives it
}

awaitable<Answered<std::vector<FileOpening>>> FundDrill::openings(v1::Account) {
    co_return forbidden();  // the API gives it
}

awaitable<Answered<v1::FundDeposits>> FundDrill::deposits(std::string, v1::Account by) {
    if (!sight("", by).sees(FundPart::funder_statements)) co_return forbidden();
    auto all = domain::fund_deposits(story.state);
    for (auto& one : *all.mutable_deposits())
        for (const auto& event : story.history) {
            const auto& fund = event.fund().transfer_corrected();
            if (!one.has_corrected() || fund.transfer().corrects() != one.transfer()) continue;
            one.mutable_corrected()->set_why(fund.why());
            one.mutable_corrected()->set_person(event.actor().person());
            one.mutable_corrected()->mutable_at()->set_seconds(event.now_ms() / 1'000);
        }
    co_return all;
}

awaitable<Answered<FileShown>> FundDrill::deposit_file(std::string, std::string, v1::Account) {
    co_return forbidden();  // the API gives it
}

awaitable<Answered<std::uint64_t>> FundDrill::deposit(std::string, DepositGiven deposit,
                                                      v1::Account by) {
    money_in.push_back(deposit);
    if (refuse) co_return std::unexpected(*refuse);
    v1::FundCommand command;
    auto& received = *command.mutable_receive_funding();
    received.set_source(deposit.source);
    received.mutable_amount()->set_cents(std::stoll(deposit.amount) * 100);
    received.set_reference(deposit.reference);
    if (const auto day = screens::day_in(deposit.day))
        received.set_on_ms(
            std::min(to_ms(domain::WallClock("America/Toronto").reaches(*day)), to_ms(story.now)));
    if (!story.when(actor_of(by, v1::FundCommand::kReceiveFunding), command))
        co_return std::unexpected(no(422, "request_not_understood"));
    co_return story.state.version;
}

awaitable<Answered<std::uint64_t>> FundDrill::ask(v1::FundAsking asking, v1::Account by) {
    askings.push_back(asking);
    if (refuse) co_return std::unexpected(*refuse);
    if (through_case)
        if (const auto heard = through_case(asking, by); !heard) co_return heard;
    auto wish = test::FundStory::wish(asking.request(), asking.expense(), {}, "");
    wish.set_case_code(case_code);
    wish.set_reply_to("case/" + asking.case_id());
    wish.set_urgency(asking.urgency());
    wish.set_quantity(asking.quantity());
    wish.set_requester(by.person());
    if (!asking.amount().empty())
        wish.mutable_amount()->set_cents(std::stoll(asking.amount()) * 100);
    const auto decided = story.mail(wish);
    if (!decided) co_return std::unexpected(no(422, "request_not_understood"));
    co_return story.state.version;
}

awaitable<Answered<std::uint64_t>> FundDrill::command(std::string, FundWish wish, v1::Account by) {
    wishes.push_back(wish);
    if (refuse) co_return std::unexpected(*refuse);
    const auto body = wish.command.body_case();
    const auto decided = story.when(actor_of(by, body), wish.command);
    if (!decided)
        co_return std::unexpected(
            Refused{.status = 409, .code = v1::Rejection::Code_Name(decided.error())});
    co_return story.state.version;
}

awaitable<Answered<std::uint64_t>> FundDrill::put_settings(std::string, std::string,
                                                           FundSettingsGiven, v1::Account) {
    co_return forbidden();  // no screen puts them
}

awaitable<Answered<v1::VoucherPaper>> FundDrill::issue_voucher(std::string, std::string wish_id,
                                                               std::string request, std::uint32_t,
                                                               std::string,
                                                               words::Language language,
                                                               v1::Account) {
    if (refuse) co_return std::unexpected(*refuse);
    const auto number = "V-" + wish_id.substr(0, 4);
    if (!story.issue(request, number)) co_return std::unexpected(no(409, "request_out_of_turn"));
    co_return paper(number, language);
}

awaitable<Answered<v1::VoucherPaper>> FundDrill::redeem(VoucherSaid told, std::string,
                                                        words::Language language) {
    said.push_back(told);
    if (refuse) co_return std::unexpected(*refuse);
    if (!story.redeem(told.number, std::string(32, 'k')))
        co_return std::unexpected(no(403, "voucher_not_understood"));
    co_return paper(told.number, language);
}

awaitable<Answered<v1::VoucherPaper>> FundDrill::redeem_by_telephone(std::string, VoucherSaid told,
                                                                     words::Language language,
                                                                     v1::Account) {
    co_return co_await redeem(std::move(told), "", language);
}

awaitable<Answered<std::uint64_t>> FundDrill::add_evidence(std::string, EvidenceGiven given,
                                                           v1::Account) {
    papers.push_back(given);
    if (refuse) co_return std::unexpected(*refuse);
    co_return story.state.version;
}

awaitable<Answered<v1::StatementAnswer>> FundDrill::read_statement(std::string,
                                                                   StatementGiven given,
                                                                   v1::Account) {
    statements.push_back(given);
    if (refuse) co_return std::unexpected(*refuse);
    co_return taken;
}

awaitable<Answered<FundMonth>> FundDrill::close_month(std::string, std::string, std::string month,
                                                      std::string, v1::Account) {
    closed.push_back(month);
    if (refuse) co_return std::unexpected(*refuse);
    co_return FundMonth{};
}

void ask_through(FundDrill& fund, DrillDesk& desk) {
    fund.through_case = [&desk](const v1::FundAsking& asking, const v1::Account& by) {
        v1::Command command;
        *command.mutable_actor() = test::by(by.person(), v1::Role::worker, by.organization());
        auto& ask = *command.mutable_ask_fund();
        ask.set_fund("main");
        ask.mutable_request()->set_request(asking.request());
        ask.mutable_request()->set_expense(asking.expense());
        ask.mutable_request()->set_quantity(asking.quantity());
        return desk.decide(asking.case_id(), std::move(command));
    };
}

screens::FundLook drill_look(FundDrill& fund, const v1::Account& by) {
    screens::FundLook look;
    look.sight = fund.sight("", by);
    if (auto settings = fund.settings("", by)) look.settings = std::move(*settings);
    if (look.sees(FundPart::vendor_cards))
        look.vendor = [&fund, by](const std::string& vendor) {
            return fund.vendor_card("", vendor, by).name();
        };
    if (look.sees(FundPart::requests))
        look.person = [](const std::string& person) { return "Nom de " + person; };
    look.forms = {.csrf = "token", .notice = {}, .new_uuid = [] { return fund_wish; }};
    return look;
}

}  // namespace relais::gateway
