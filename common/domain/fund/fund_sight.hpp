// Who may see and do what of a fund: one table, and nothing that does not stand in it. The core
// decides whether a thing can be done; here stands who may ask for it at all, and what she is
// shown.
//
// A case is only ever a code here. A funder or a vendor has no account: a funder is given a
// statement, a vendor a voucher's number.
#pragma once

#include <set>

#include "common/domain/fund/fund.hpp"

namespace relais::domain {

struct FundPart {
    enum Code {
        what_can_be_asked,  // expenses with their prices and words
        own_requests,       // state, amount, words; of her own cases too
        requests,           // everybody's
        availability,       // of sources
        vouchers,           // papers of everybody's requests
        vendor_cards,       // what a vendor is called, how it is paid
        own_voucher_place,  // where a voucher is good that was issued for her own request
        who_signs,
        whole_settings,  // limits, caps, signatories …
        balances,        // of every account
        ageing,          // what is out, what is missing
        flags,
        bank,  // statements, and what their lines may be
        funder_statements,
        book,  // journal, months
        evidence_files,
        sealed_notes,   // what was written with a refusal, or with money that came back
        file_openings,  // who opened what is sealed
    };
};

// Who looks, as the fund knows her.
struct FundPerson {
    std::string person;
    std::set<v1::Role::Code> roles;
    bool on_duty = false;         // coordinating now
    bool outside_police = false;  // her house is known, and it is not theirs
    bool approves = false, reconciles = false, board = false;  // named in the settings

    [[nodiscard]] bool signs() const { return approves || reconciles || board; }
};
[[nodiscard]] FundPerson fund_person(const FundState* state, const std::string& person,
                                     std::set<v1::Role::Code> roles, const Directory& directory,
                                     Instant now);

class FundSight {
public:
    FundSight() = default;
    explicit FundSight(FundPerson who) : who_(std::move(who)) {}

    [[nodiscard]] bool any() const;
    [[nodiscard]] bool sees(FundPart::Code part) const;
    // Everybody's, or her own: what she asked for, or her case's.
    [[nodiscard]] bool sees(const FundRequestRecord& request) const;
    // Where a voucher is good says where somebody sleeps: told to whoever asked for it, while it is
    // good, and to who handles money.
    [[nodiscard]] bool sees_place(const FundRequestRecord& request,
                                  const FundVoucherRecord& voucher) const;
    // What was written when it was refused: for who keeps the fund, who refused, and who asked.
    [[nodiscard]] bool sees_why_refused(const FundRequestRecord& request) const;
    // A command by its field in FundCommand. Of a request that is named: also whoever asked for it,
    // where the table says so; null: of none.
    [[nodiscard]] bool may(v1::FundCommand::BodyCase command,
                           const FundRequestRecord* request = nullptr) const;
    // The role in which she asks for it, as the event will say. Off duty a coordinator is none
    // here: the core believes a role.
    [[nodiscard]] v1::Role::Code role(v1::FundCommand::BodyCase command) const;
    [[nodiscard]] const FundPerson& who() const { return who_; }

private:
    [[nodiscard]] bool is_own(const FundRequestRecord& request) const;

    FundPerson who_;
};

}  // namespace relais::domain
