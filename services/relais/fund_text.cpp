#include "services/relais/fund_text.hpp"

#include <algorithm>

#include "common/base/keyed_hash.hpp"
#include "common/domain/fund/journal.hpp"
#include "common/words/amounts.hpp"
#include "common/words/instants.hpp"

namespace relais::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string amount(const Console& console, std::int64_t cents) {
    return words::amount(console.language(), cents);
}

std::string day(const Console& console, std::int64_t ms) {
    return words::date(console.language(), ms, "America/Toronto");
}

std::string what(const v1::FundRequestView& view) {
    return printable(view.words()) +
           (view.quantity() > 1 ? " × " + std::to_string(view.quantity()) : "");
}

std::string state(const Console& console, const v1::FundRequestView& view) {
    using v1::FundRequest;
    const auto end =
        view.rejection() != v1::Rejection::none
            ? console.words_or_code("rejection", v1::Rejection::Code_Name(view.rejection()))
        : view.refused() != FundRequest::refused_unknown
            ? console.words_or_code("fund_refused", FundRequest::RefusedWhy_Name(view.refused()))
        : view.voided() != FundRequest::voided_unknown
            ? console.words_or_code("fund_voided", FundRequest::VoidedWhy_Name(view.voided()))
            : std::string();
    return console.words_or_code(
        "fund_state", FundRequest::State_Name(view.state()) + (end.empty() ? "" : "_why"),
        {{"payer",
          printable(view.payer_words().empty() ? view.eligibility().payer() : view.payer_words())},
         {"moment", console.catalogue().moment(console.language(), view.due().seconds() * 1'000,
                                               "America/Toronto")},
         {"why", end}});
}

bool fits(std::string_view text) {
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        if (characters(text.substr(from, end - from)) > terminal_columns) return false;
        from = end + 1;
    }
    return true;
}

// A table under its heading; in words when there is nothing. What is too wide for a terminal stands
// row after row instead, in the same order.
std::string listed(const Console& console, const Rows& rows) {
    if (rows.size() <= 1) return console.words("fund_none");
    auto text = table(rows);
    if (fits(text)) return text;
    text.clear();
    for (const auto& row : rows) {
        std::string line;
        for (const auto& cell : row)
            if (!cell.empty()) line += (line.empty() ? "" : " · ") + cell;
        text += (text.empty() ? "" : "\n") + folded(line);
    }
    return text;
}

std::string corrected(const Console& console, const v1::FundDeposits::Correction& correction) {
    const auto why = correction.why().empty() ? std::string("not_said") : correction.why();
    return console.words("fund_is_corrected",
                         {{"why", console.words_or_code("fund_correction", why)}});
}

std::int64_t count(std::size_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

std::string fund_text(const Console& console, const v1::FundView& view) {
    Rows rows{{console.words("fund_source"), console.words("fund_received"),
               console.words("fund_available"), console.words("fund_reserved"),
               console.words("fund_spent")}};
    for (const auto& source : view.sources())
        rows.push_back(
            {printable(source.words()) +
                 (source.over() ? " (" + console.words("fund_source_over") + ")" : ""),
             amount(console, source.received_cents()), amount(console, source.available_cents()),
             amount(console, source.reserved_cents()), amount(console, source.spent_cents())});
    auto text = printable(view.words()) + "\n" +
                console.words("fund_open", {{"n", count(view.summary().requests_waiting())},
                                            {"flags", count(view.summary().flags())}}) +
                "\n\n" + listed(console, rows);
    for (const auto& flag : view.flags())
        text += "\n" + folded(console.words_or_code("fund_flag",
                                                    v1::FundFlag::Kind_Name(flag.flag().kind())) +
                              " · " + printable(flag.flag().of()) + " · " +
                              amount(console, flag.flag().cents()));
    return text;
}

std::string requests_text(const Console& console, const v1::FundRequests& requests) {
    Rows rows{{console.words("fund_code"), console.words("fund_what"),
               console.words("fund_amount_head"), console.words("fund_state_head"),
               console.words("fund_request")}};
    for (const auto& view : requests.requests())
        rows.push_back({printable(view.case_code()), what(view), amount(console, view.cents()),
                        state(console, view), printable(view.request())});
    return listed(console, rows);
}

std::string request_text(const Console& console, const v1::FundRequestView& view) {
    v1::FundRequests one;
    *one.add_requests() = view;
    auto text = requests_text(console, one);
    for (const auto& approval : view.approvals())
        text +=
            "\n" + folded(console.words(
                       "fund_signed",
                       {{"person", printable(approval.person())},
                        {"rule", console.words_or_code(
                                     "fund_signed", v1::ApprovalRule::Code_Name(approval.rule()),
                                     {{"limit", amount(console, approval.limit_cents())}})}}));
    for (const auto& alike : view.alike())
        text += "\n" + folded(console.words(
                           "fund_alike",
                           {{"request", printable(alike.request())},
                            {"amount", amount(console, alike.cents())},
                            {"moment", console.catalogue().moment(console.language(),
                                                                  alike.asked().seconds() * 1'000,
                                                                  "America/Toronto")}}));
    if (!view.note().empty()) text += "\n" + folded(printable(view.note()));
    return text;
}

std::string balances_text(const Console& console, const v1::FundBalances& balances) {
    Rows rows{{console.words("fund_account"), console.words("fund_amount_head")}};
    for (const auto& balance : balances.balances())
        rows.push_back(
            {printable(domain::ledger_name(balance.account())), amount(console, balance.cents())});
    return listed(console, rows);
}

std::string ageing_text(const Console& console, const v1::FundAgeing& ageing) {
    Rows rows{{console.words("fund_what"), console.words("fund_request"),
               console.words("fund_amount_head"), console.words("fund_age")}};
    for (const auto& age : ageing.ages())
        rows.push_back({console.words_or_code("fund_flag", v1::FundFlag::Kind_Name(age.kind())),
                        printable(age.of()), amount(console, age.cents()),
                        console.words("fund_days", {{"n", count(age.days())}})});
    return listed(console, rows);
}

std::string statement_text(const Console& console, const v1::FunderStatement& statement) {
    Rows rows{{console.words("fund_what"), console.words("fund_count"),
               console.words("fund_amount_head")}};
    const auto add = [&](const char* key, std::int64_t cents) {
        rows.push_back({console.words(key), "", amount(console, cents)});
    };
    add("fund_opening", statement.opening_cents());
    add("fund_received", statement.received_cents());
    for (const auto& one : statement.deposits())
        rows.push_back({"  " + deposit_line(console, one) +
                            (one.reference().empty() ? "" : ", " + printable(one.reference())) +
                            (one.paper() ? ", " + console.words("fund_has_paper") : "") +
                            (one.has_corrected() ? ", " + corrected(console, one.corrected()) : ""),
                        "", amount(console, one.cents())});
    add("fund_given_back", -statement.given_back_cents());
    for (const auto& line : statement.lines())
        rows.push_back({"  " + printable(line.words()), std::to_string(line.count()),
                        amount(console, -line.cents())});
    add("fund_spent", -statement.spent_cents());
    add("fund_recovered", statement.recovered_cents());
    add("fund_closing", statement.closing_cents());
    add("fund_reserved", statement.reserved_cents());
    return table(rows);
}

std::string months_text(const Console& console, const v1::FundMonths& months) {
    std::string text;
    for (const auto& month : months.months()) {
        const auto& period = month.period();
        if (!text.empty()) text += "\n";
        text += folded(
            month.closed()
                ? console.words("fund_month_closed", {{"month", printable(period.period())},
                                                      {"person", printable(period.closed_by())}})
                : console.words("fund_month_open", {{"month", printable(period.period())},
                                                    {"digest", to_hex(period.digest())}}));
    }
    return text.empty() ? console.words("fund_none") : text;
}

std::string closed_text(const Console& console, const v1::FundMonths::Month& month) {
    const auto& period = month.period();
    return folded(console.words("fund_month_signed", {{"month", printable(period.period())},
                                                      {"digest", to_hex(period.digest())},
                                                      {"signature", to_hex(period.signature())},
                                                      {"key", printable(period.key())}}));
}

std::string read_text(const Console& console, const v1::StatementAnswer& answer) {
    auto text = console.words("fund_read",
                              {{"taken", count(answer.taken())}, {"known", count(answer.known())}});
    for (const auto& bad : answer.bad())
        text += "\n" + console.words("fund_bad_line",
                                     {{"line", count(bad.line())},
                                      {"reason", console.words_or_code("bad_line", bad.reason())}});
    return text;
}

// Of a transfer, "fund/main/9/0", that version 9 told of; empty: it is no deposit.
std::string deposit_text(const Console& console, const std::string& transfer,
                         const v1::FundDeposits& given) {
    for (const auto& one : given.deposits())
        if (transfer.ends_with("/" + one.id() + "/0"))
            return console.words("fund_deposit",
                                 {{"source", printable(one.source())},
                                  {"day", day(console, one.on().seconds() * 1'000)}});
    return {};
}

// A line of the bank, and the request that it may have paid or the deposit that it may be.
std::string matches_text(const Console& console, const v1::MatchProposals& proposals,
                         const v1::FundDeposits& given) {
    Rows rows{{console.words("fund_day"), console.words("fund_amount_head"),
               console.words("fund_bank_text"), console.words("fund_why_head"),
               console.words("fund_request")}};
    const auto add = [&](const v1::MatchProposal& one) {
        std::string requests;
        for (const auto& request : one.of())
            requests += (requests.empty() ? "" : ", ") + printable(request.request()) + " (" +
                        printable(request.case_code()) + (request.case_code().empty() ? "" : ", ") +
                        printable(request.expense()) + ")";
        for (const auto& transfer : one.transfers())
            if (requests.empty()) requests = deposit_text(console, transfer, given);
        const auto& line = one.line();
        rows.push_back({day(console, line.booked_ms()), amount(console, line.cents()),
                        printable(one.text().empty() ? line.reference() : one.text()),
                        console.words_or_code("fund_match", v1::MatchProposal::Why_Name(one.why())),
                        requests});
    };
    for (const auto& one : proposals.proposals()) add(one);
    for (const auto& one : proposals.alone()) add(one);
    return listed(console, rows);
}

std::string matched_text(const Console& console, const v1::MatchProposals& all) {
    Rows rows{{console.words("fund_day"), console.words("fund_amount_head"), "", "", "", ""}};
    for (const auto& one : all.matched()) {
        const bool aside = one.aside() != v1::BankStatement::why_unknown;
        rows.push_back({day(console, one.line().booked_ms()), amount(console, one.line().cents()),
                        printable(one.text().empty() ? one.line().reference() : one.text()),
                        aside ? console.words_or_code("fund_set_aside",
                                                      v1::BankStatement::SetAside_Name(one.aside()))
                              : printable(one.of().empty() ? "" : one.of(0).request()),
                        printable(one.person()),
                        printable(one.statement()) + " " + printable(one.line().id())});
    }
    return listed(console, rows);
}

std::string deposit_line(const Console& console, const v1::FundDeposits::Deposit& deposit) {
    return printable(deposit.source()) + ", " + day(console, deposit.on().seconds() * 1'000) +
           ", " + amount(console, deposit.cents());
}

std::string deposits_text(const Console& console, const v1::FundDeposits& deposits) {
    Rows rows{{"", console.words("fund_day"), console.words("fund_source"),
               console.words("fund_amount_head"), console.words("fund_reference_head"),
               console.words("fund_paper_head"), ""}};
    for (const auto& one : deposits.deposits())
        rows.push_back({printable(one.id()), day(console, one.on().seconds() * 1'000),
                        printable(one.source()), amount(console, one.cents()),
                        printable(one.reference()),
                        one.paper() ? console.words("fund_has_paper") : "",
                        one.has_corrected() ? corrected(console, one.corrected()) : ""});
    return listed(console, rows);
}

std::string voucher_text(const Console& console, const v1::VoucherPaper& paper) {
    return folded(console.words(
        "fund_voucher",
        {{"number", printable(paper.number())},
         {"code", printable(paper.code())},
         {"what", printable(paper.words())},
         {"amount", amount(console, paper.cents())},
         {"until", console.catalogue().moment(console.language(), paper.until().seconds() * 1'000,
                                              "America/Toronto")},
         {"address", printable(paper.address())}}));
}

}  // namespace relais::cli
