#include "common/domain/fund/journal.hpp"

#include <algorithm>

#include "common/base/keyed_hash.hpp"
#include "common/domain/fund/fund.hpp"

namespace relais::domain {
namespace {

// A name that would end a field, a comment or a line, or begin a formula, stands as a question
// mark: every id of ours may be written as it is.
std::string plain(const std::string& text) { return is_fund_id(text) || text.empty() ? text : "?"; }

std::string tag(const std::string& name, const std::string& value) {
    return value.empty() ? "" : ", " + name + ":" + value;
}

// Of a deposit: the day on which it came, which may lie before that on which it is booked; the code
// of the agreement; the SHA-256 of its paper.
struct Shown {
    std::string on, reference, paper;
};

Shown shown_by(const v1::Event& event, const WallClock& clock) {
    if (!event.fund().has_funding_received())
        return {.on = "",
                .reference = plain(event.fund().funding_given_back().reference()),
                .paper = ""};
    const auto& received = event.fund().funding_received();
    return {.on = received.on_ms() == 0 ? "" : day_text(clock.at(instant(received.on_ms()))),
            .reference = plain(received.reference()),
            .paper = to_hex(received.paper().content())};
}

std::string tags(const v1::FundTransfer& transfer, const v1::Event& event, const Shown& shown) {
    const auto text =
        tag("source", plain(transfer.source())) + tag("request", plain(transfer.request())) +
        tag("case", plain(transfer.case_code())) + tag("corrects", transfer.corrects()) +
        tag("by", plain(event.actor().person())) + tag("on", shown.on) +
        tag("reference", shown.reference) + tag("paper", shown.paper);
    return text.empty() ? "" : "  ; " + text.substr(2);
}

}  // namespace

std::string ledger_name(const v1::FundAccount& account) {
    auto name = name_of(account);
    std::ranges::replace(name, '/', ':');
    return name;
}

std::string Journal::hledger_head() { return "commodity 1000.00 CAD\n\n"; }

std::string Journal::csv_head() {
    return "transfer,day,instant_ms,kind,account,cents,source,request,case,by,corrects,on,"
           "reference,"
           "paper\n";
}

std::string Journal::hledger(const v1::Event& event) const {
    const auto shown = shown_by(event, clock_);
    std::string text;
    for (const auto* transfer : transfers_of(event.fund())) {
        text += day_text(clock_.at(instant(event.now_ms()))) + " (" + transfer->id() + ") " +
                v1::FundTransfer::Kind_Name(transfer->kind()) + tags(*transfer, event, shown) +
                "\n";
        for (const auto& leg : transfer->legs())
            text +=
                "    " + ledger_name(leg.account()) + "  " + plain_amount(leg.cents()) + " CAD\n";
        text += "\n";
    }
    return text;
}

std::string Journal::csv(const v1::Event& event) const {
    const auto shown = shown_by(event, clock_);
    std::string text;
    for (const auto* transfer : transfers_of(event.fund()))
        for (const auto& leg : transfer->legs())
            text += transfer->id() + "," + day_text(clock_.at(instant(event.now_ms()))) + "," +
                    std::to_string(event.now_ms()) + "," +
                    v1::FundTransfer::Kind_Name(transfer->kind()) + "," +
                    ledger_name(leg.account()) + "," + std::to_string(leg.cents()) + "," +
                    plain(transfer->source()) + "," + plain(transfer->request()) + "," +
                    plain(transfer->case_code()) + "," + plain(event.actor().person()) + "," +
                    transfer->corrects() + "," + shown.on + "," + shown.reference + "," +
                    shown.paper + "\n";
    return text;
}

}  // namespace relais::domain
