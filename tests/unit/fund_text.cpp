#include "tests/unit/fund_text.hpp"

#include <sstream>

namespace relais::test {
namespace {

using std::ostream;

ostream& operator<<(ostream& out, Instant at) { return out << to_ms(at); }

// Told whole, with every field that is set.
template <class Message>
    requires std::derived_from<Message, google::protobuf::Message>
ostream& operator<<(ostream& out, const Message& message) {
    return out << message.SerializeAsString();
}

template <class List>
void tell(ostream& out, const char* name, const List& list) {
    out << "\n" << name << ":";
    for (const auto& each : list) out << " " << each << ",";
}

void tell(ostream& out, const domain::FundRequestRecord& record) {
    const auto& [asked, body, state, cents, unit_cents, eligibility, asked_at, expires, source,
                 vendor, reserved, night, month, approvals, signature_due, payments, evidence,
                 evidence_accepted, evidence_due, paid, open, reconciled_by, refused, voided,
                 rejection, ended_by] = record;
    out << asked << "|" << to_hex(as_text(body)) << "|" << state << "|" << cents << "|"
        << unit_cents << "|" << eligibility << "|" << asked_at << "|" << expires << "|" << source
        << "|" << vendor << "|" << reserved << "|" << night << "|" << month << "|" << signature_due
        << "|" << evidence_accepted << "|" << evidence_due << "|" << paid << "|" << open << "|"
        << reconciled_by << "|" << refused << "|" << voided << "|" << rejection << "|" << ended_by;
    tell(out, "approvals", approvals);
    tell(out, "payments", payments);
    for (const auto& [id, each] : evidence) {
        const auto& [paper, replaced, used, settled] = each;
        out << "\nevidence " << id << " " << paper << "|" << replaced << "|" << used;
        tell(out, "settled", settled);
    }
}

void tell(ostream& out, const domain::FundPaymentRecord& record) {
    const auto& [request, voucher, way, told, sent, paid, refunded, sent_at, told_at, doubt_due] =
        record;
    out << request << "|" << voucher << "|" << way << "|" << told << "|" << sent << "|" << paid
        << "|" << refunded << "|" << sent_at << "|" << told_at << "|" << doubt_due;
}

void tell(ostream& out, const domain::FundVoucherRecord& record) {
    const auto& [voucher, payment, state, misses, redeemed] = record;
    out << voucher << "|" << payment << "|" << state << "|" << misses << "|" << redeemed;
}

void tell(ostream& out, const domain::FundEnvelopeRecord& record) {
    const auto& [owner, closed, voided, asked, unsent, lately, people, organizations] = record;
    out << owner << "|" << closed << "|" << voided;
    tell(out, "asked", asked);
    tell(out, "unsent", unsent);
    tell(out, "signed", lately);
    tell(out, "people", people);
    tell(out, "organizations", organizations);
}

void tell(ostream& out, const domain::StatementLineRecord& record) {
    const auto& [state, cents, booked, reference, transfers, cited] = record;
    out << static_cast<int>(state) << "|" << cents << "|" << booked << "|" << reference << "|"
        << cited;
    tell(out, "transfers", transfers);
}

void tell(ostream& out, const domain::FundFlagRecord& record) {
    const auto& [flag, since] = record;
    out << flag << "|" << since;
}

void tell(ostream& out, const domain::FundPeriodRecord& record) {
    const auto& [close, by, at] = record;
    out << close << "|" << by << "|" << at;
}

void tell(ostream& out, const domain::MonthEnd& end) {
    const auto& [version, balances] = end;
    out << version;
    for (const auto& [name, balance] : balances) out << "|" << name << "=" << balance;
}

void tell(ostream& out, const domain::FundNoticesRecord& record) {
    const auto& [told, asked, asked_held, due, due_held, reminded] = record;
    out << told << "|" << reminded;
    for (const auto* some : {&asked, &asked_held, &due, &due_held}) {
        out << "|";
        for (const auto& one : *some) out << one << ",";
    }
}

void tell(ostream& out, const domain::FundDepositRecord& record) {
    const auto& [source, cents, on, told, reference, paper, by] = record;
    out << source << "|" << cents << "|" << on << "|" << told << "|" << reference << "|" << paper
        << "|" << by;
}

void tell(ostream& out, std::int64_t number) { out << number; }
void tell(ostream& out, Instant at) { out << at; }
void tell(ostream& out, const std::string& text) { out << text; }

template <class Map>
void tell_all(ostream& out, const char* name, const Map& map) {
    for (const auto& [key, each] : map) {
        out << "\n" << name << " " << key << " ";
        tell(out, each);
    }
}

}  // namespace

std::string text_of(const domain::FundState& state) {
    const auto& [aggregate, version, last_now, rules, book, used, signed_at_night, reserved_alone,
                 signed_lately, requests, forgotten, payments, vouchers, envelopes, held_elsewhere,
                 open, advances, flags, notices, deposits, statements, lines, known_lines, periods,
                 month_ends, received, due, moved] = state;
    std::ostringstream out;
    out << aggregate << "|" << version << "|" << last_now << "|" << moved.empty();
    if (rules != nullptr) out << "|" << rules->data();
    out << "\nbook " << book.size() << "|" << book.sum();
    for (const auto& [name, balance] : book.balances()) out << "\n" << name << "=" << balance;
    for (const auto& each : book.unmatched())
        out << "\nunmatched " << each.id << "|" << each.request << "|" << each.cents << "|"
            << each.at;
    for (const auto& [of, sum] : used.sums())
        out << "\nused " << of.per << "|" << of.which << "|" << of.expense << "|" << of.source
            << "|" << sum.cents << "|" << sum.quantity;
    for (const auto& hash : forgotten) out << "\nforgotten " << to_hex(as_text(hash));
    tell_all(out, "night", signed_at_night);
    tell_all(out, "alone", reserved_alone);
    for (const auto& [person, signed_by_her] : signed_lately)
        tell(out, ("signed by " + person).c_str(), signed_by_her);
    tell_all(out, "elsewhere", held_elsewhere);
    tell_all(out, "request", requests);
    tell_all(out, "payment", payments);
    tell_all(out, "voucher", vouchers);
    tell_all(out, "envelope", envelopes);
    tell(out, "open", open);
    tell_all(out, "advance", advances);
    tell_all(out, "flag", flags);
    tell_all(out, "notices", notices);
    tell_all(out, "deposit", deposits);
    tell_all(out, "statement", statements);
    tell_all(out, "line", lines);
    tell(out, "known", known_lines);
    tell_all(out, "period", periods);
    tell_all(out, "month", month_ends);
    tell_all(out, "received", received);
    tell_all(out, "due", due);
    return out.str();
}

std::string text_of(const domain::Book& book, const std::vector<v1::Event>& history) {
    std::ostringstream out;
    for (const auto& event : history)
        for (const auto* transfer : domain::transfers_of(event.fund())) {
            const auto known = book.find(transfer->id());
            out << "\n"
                << transfer->id() << "|" << book.corrected(transfer->id()) << "|"
                << book.matched(transfer->id());
            if (known) out << "|" << *known;
        }
    for (int kind = 0; kind < v1::FundAccount::Kind_ARRAYSIZE; ++kind)
        out << "\n" << kind << "=" << book.total(static_cast<v1::FundAccount::Kind>(kind));
    return out.str();
}

}  // namespace relais::test
