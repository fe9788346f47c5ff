// A fund: what was asked of it, who allowed it, where its money is. Every movement is a transfer in
// the book, inside the event that made it. A request acts once, a reservation ends once, and money
// whose fate is unknown is asked about, never sent again.
//
// A fund has a long history: its state is folded in place, and a decision reads it without copying.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/keyed_hash.hpp"
#include "common/domain/case.hpp"
#include "common/domain/fund/book.hpp"
#include "common/domain/fund/fund_rules.hpp"
#include "common/domain/fund/price.hpp"
#include "relais/v1/command.pb.h"
#include "relais/v1/event.pb.h"

namespace relais::domain {

inline constexpr std::size_t evidence_max = 50;  // of one request
inline constexpr std::uint32_t evidence_bytes_max = 5 * 1'024 * 1'024;
inline constexpr int statement_lines_max = 1'000;  // of one part
inline constexpr int spent_max = 50;               // in one settlement
inline constexpr int named_in_facts_max = 100;     // who follow a case, in one word of it
// What is settled stays at hand so long, then only its id is remembered; the book keeps the money.
inline constexpr Duration settled_kept = std::chrono::days(400);
inline constexpr Duration deposit_day_back = std::chrono::days(366);  // before it is told
inline constexpr Duration flag_again = std::chrono::hours(24);        // until somebody settles it
// Whoever was written to so lately is told the rest at once, at its end.
inline constexpr Duration notices_apart = std::chrono::minutes(2);
inline constexpr std::size_t notices_counted_max = 200;  // then it says that many, and more wait

struct FundPaymentRecord {
    std::string request;
    std::string voucher;
    v1::FundPayment::Way way = v1::FundPayment::way_unknown;
    v1::FundPayment::Told told = v1::FundPayment::unknown;
    std::int64_t sent = 0;
    std::int64_t paid = 0;
    std::int64_t refunded = 0;
    Instant sent_at{};
    Instant told_at{};  // that it was paid, or was not
    Instant doubt_due{};
};

struct FundEvidenceRecord {
    v1::FundEvidence evidence;
    bool replaced = false;
    std::int64_t used = 0;             // by settlements of an advance
    std::vector<std::string> settled;  // those transfers, but for what was corrected
};

struct FundRequestRecord {
    v1::RequestFunds asked;  // without its note
    Hash256 body{};          // of what was asked, so that the same again is one request
    v1::FundRequest::State state = v1::FundRequest::asked;
    std::int64_t cents = 0;
    std::int64_t unit_cents = 0;
    v1::FundEligibility eligibility;
    Instant asked_at{};
    Instant expires{};
    std::string source;
    std::string vendor;
    std::int64_t reserved = 0;  // in the envelope still
    std::string night, month;   // in which it was put apart
    std::vector<v1::FundApproval> approvals;
    Instant signature_due{};  // of the second one, after a night; none: none is missing
    std::vector<std::string>
        payments;  // in the order in which they were sent; the last may be open
    std::map<std::string, FundEvidenceRecord> evidence;
    bool evidence_accepted = false;  // by the board, as it is
    Instant evidence_due{};
    std::int64_t paid = 0;  // and not refunded
    std::int64_t open = 0;  // of an advance, or of what another payer owes
    std::string reconciled_by;
    // Why it ended before anything was sent, and who ended it; a rule is nobody.
    v1::FundRequest::RefusedWhy refused = v1::FundRequest::refused_unknown;
    v1::FundRequest::VoidedWhy voided = v1::FundRequest::voided_unknown;
    v1::Rejection::Code rejection = v1::Rejection::none;
    std::string ended_by;

    [[nodiscard]] bool is_advance() const { return !asked.advance_to().empty(); }
    [[nodiscard]] bool bridges() const {
        return !is_advance() && eligibility.outcome() == v1::FundEligibility::fund_bridges;
    }
    [[nodiscard]] bool over() const;           // refused, voided, expired, reversed, covered
    [[nodiscard]] bool unsent() const;         // asked, routed, reserved or approved
    [[nodiscard]] std::int64_t shown() const;  // by evidence that stands
    // Which paper with this content stands, but for one; empty: none.
    [[nodiscard]] std::string paper(const std::string& content, const std::string& but) const;
};

struct FundVoucherRecord {
    v1::FundVoucher voucher;
    std::string payment;
    v1::FundVoucher::State state = v1::FundVoucher::issued;
    std::uint32_t misses = 0;
    std::int64_t redeemed = 0;
};

struct FundEnvelopeRecord {
    std::string owner;  // the case whose it is; empty: none asked yet, somebody typed its code
    bool closed = false;
    bool voided = false;
    std::set<std::string> asked;          // requests, as long as they are at hand
    std::set<std::string> unsent;         // of those
    std::set<std::string> signed_lately;  // by one person alone, as long as it adds up
    // Who follows its case and was not known to when it asked.
    std::set<std::string> people;
    std::set<std::string> organizations;
};

struct StatementLineRecord {
    enum class State { open, matched, aside };
    State state = State::open;
    std::int64_t cents = 0;
    Instant booked{};
    std::string reference;
    std::vector<std::string> transfers;
    bool cited = false;  // by who reconciled
};

struct FundFlagRecord {
    v1::FundFlag flag;
    Instant since{};
};

// What one person was told lately, and what is held for her: told at once, it rings her once.
struct FundNoticesRecord {
    Instant told{};
    std::set<std::string> asked, asked_held;  // requests of this while
    std::set<std::string> due, due_held;      // flags
    std::string reminded;                     // the day
};

struct FundDepositRecord {
    std::string source;
    std::int64_t cents = 0;
    Instant on{};  // that it came on, as it was told
    Instant told{};
    std::string reference;
    v1::FundPaper paper;
    std::string by;
};

struct FundPeriodRecord {
    v1::ClosePeriod close;
    std::string by;
    Instant at{};
};

struct MonthEnd {
    std::uint64_t version = 0;
    std::map<std::string, v1::FundBalance> balances;
};

struct FundState {
    std::string aggregate;  // "fund/<id>"
    std::uint64_t version = 0;
    Instant last_now{};
    FundRulesPtr rules;  // null: nothing was set yet
    Book book;
    CapUse used;
    std::map<std::string, std::int64_t> signed_at_night;  // cents by night, by coordinators alone
    std::map<std::string, std::string> reserved_alone;  // by request: the night; nobody signed yet
    // Requests, by who signed them with nobody beside her, as long as they add up; in their order.
    std::map<std::string, std::deque<std::string>> signed_lately;
    std::map<std::string, FundRequestRecord> requests;
    std::set<Hash256> forgotten;  // ids of requests that were settled long ago: each acted once
    std::map<std::string, FundPaymentRecord> payments;
    std::map<std::string, FundVoucherRecord> vouchers;
    std::map<std::string, FundEnvelopeRecord> envelopes;  // by name, of cases
    // By request: the envelope that its money was put in before cases of one code were told apart.
    std::map<std::string, std::string> held_elsewhere;
    std::set<std::string> open;                           // requests that are unsent or sent
    std::map<std::string, std::int64_t> advances;         // open, by person
    std::map<std::string, FundFlagRecord> flags;          // that stand
    std::map<std::string, FundNoticesRecord> notices;     // by person
    std::map<std::uint64_t, FundDepositRecord> deposits;  // by the version that told of it
    std::map<std::string, std::string> statements;        // "id/part" → hash of the file
    std::map<std::string, StatementLineRecord> lines;     // "statement/line"
    std::set<std::string> known_lines;                    // "bank account/line"
    std::map<std::string, FundPeriodRecord> periods;      // closed, "2026-11"
    std::map<std::string, MonthEnd> month_ends;           // until they are closed
    std::map<std::string, std::int64_t> received;         // by source, and not given back
    std::map<std::string, Instant> due;                   // "evidence/<request>" …
    std::set<std::string> moved;  // names of due that changed since whoever arms them cleared it

    [[nodiscard]] const FundRequestRecord* request(const std::string& id) const;
    [[nodiscard]] const FundPaymentRecord* payment(const std::string& id) const;
    [[nodiscard]] const FundVoucherRecord* voucher(const std::string& number) const;
    // The payment of which nobody has told yet; null: there is none.
    [[nodiscard]] const FundPaymentRecord* payment_in_doubt(const FundRequestRecord& of) const;
    // Codes of cases may be alike, their money is never shared: the envelope is called by the code,
    // and of the second case that has it by "<code>.2". Of nobody's case: by the request.
    [[nodiscard]] std::string envelope_of(const std::string& code, const std::string& owner) const;
    [[nodiscard]] std::string envelope_of(const v1::RequestFunds& asked) const;
    // As of now, whatever was known when it was asked.
    [[nodiscard]] bool follows(const std::string& person, const v1::RequestFunds& asked) const;
    [[nodiscard]] bool follows_from(const std::string& organization,
                                    const v1::RequestFunds& asked) const;
    [[nodiscard]] std::int64_t available(const std::string& source) const;
    [[nodiscard]] std::int64_t reserved() const;
};

[[nodiscard]] std::string fund_of(const std::string& id);  // the aggregate
[[nodiscard]] Hash256 body_of(v1::RequestFunds asked);
[[nodiscard]] std::string flag_id(v1::FundFlag::Kind kind, const std::string& of);
// The transfers of an event, in the order of their index.
[[nodiscard]] std::vector<const v1::FundTransfer*> transfers_of(const v1::FundEvent& event);

[[nodiscard]] Decision decide(const FundState& state, const v1::Command& command, Instant now,
                              const Directory& directory);
// In place: a fund has too much behind it to be copied for each event.
void evolve(FundState& state, const v1::Event& event);
[[nodiscard]] inline const std::map<std::string, Instant>& deadlines(const FundState& state) {
    return state.due;
}
// By which rule she may approve it now, or why not.
[[nodiscard]] std::expected<v1::ApprovalRule::Code, v1::Rejection::Code> may_approve(
    const FundState& state, const std::string& request, const v1::Actor& actor, Instant now,
    const Directory& directory);
// Which lines the same file gave already when it was read in another way: a better mapping may give
// them other texts, so that a line is known by its day and amount, each as often as it was taken.
[[nodiscard]] std::vector<bool> given_before(const FundState& state,
                                             const v1::BankStatement& statement);
// Why she may not say that it is settled; none: she may, once its papers are there.
[[nodiscard]] v1::Rejection::Code why_not_reconcile(const FundState& state,
                                                    const std::string& request,
                                                    const v1::Actor& actor,
                                                    const Directory& directory);

}  // namespace relais::domain
