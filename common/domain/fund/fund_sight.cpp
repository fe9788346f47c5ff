#include "common/domain/fund/fund_sight.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace relais::domain {
namespace {

using v1::Role;

// Kinds of people, as bits. One person may be several.
using Kinds = unsigned;
constexpr Kinds nobody = 0;
constexpr Kinds helps = 1;  // a worker, a responder, a coordinator: asks for somebody
constexpr Kinds duty = 2;   // the coordinator who is on duty
constexpr Kinds keeps = 4;  // a steward, or whoever signs
constexpr Kinds board = 8;  // who signs for the board
constexpr Kinds admin = 16;
constexpr Kinds privacy = 32;
constexpr Kinds field = 128;    // helps, and is no police
constexpr Kinds asked_it = 64;  // whoever asked for this one, or follows its case

Kinds kinds_of(const FundPerson& who) {
    if (who.person.empty()) return nobody;
    const auto is = [&](Role::Code role) { return who.roles.contains(role); };
    Kinds kinds = nobody;
    if (is(Role::worker) || is(Role::responder) || is(Role::coordinator)) kinds |= helps;
    if ((kinds & helps) != nobody && who.outside_police) kinds |= field;
    if (is(Role::coordinator) && who.on_duty) kinds |= duty;
    if (is(Role::steward) || who.signs()) kinds |= keeps;
    if (who.board) kinds |= board;
    if (is(Role::admin)) kinds |= admin;
    if (is(Role::privacy)) kinds |= privacy;
    return kinds;
}

struct Shown {
    FundPart::Code part;
    Kinds to;
};
constexpr std::array shown = {
    Shown{FundPart::what_can_be_asked, helps | keeps | admin},
    Shown{FundPart::own_requests, helps | keeps},
    Shown{FundPart::requests, duty | keeps},
    Shown{FundPart::availability, duty | keeps},
    Shown{FundPart::vouchers, duty | keeps},
    Shown{FundPart::vendor_cards, duty | keeps},
    Shown{FundPart::own_voucher_place, field | keeps},
    Shown{FundPart::who_signs, duty | keeps | admin},
    Shown{FundPart::whole_settings, keeps | admin},
    Shown{FundPart::balances, keeps},
    Shown{FundPart::ageing, keeps},
    Shown{FundPart::flags, keeps},
    Shown{FundPart::bank, keeps},
    Shown{FundPart::funder_statements, keeps},
    Shown{FundPart::book, keeps},
    Shown{FundPart::evidence_files, keeps},
    Shown{FundPart::sealed_notes, keeps | board},
    Shown{FundPart::file_openings, privacy},
};

// Envelopes are closed and opened again by the case itself: nobody asks for it here.
Kinds askers_of(v1::FundCommand::BodyCase command) {
    using Command = v1::FundCommand;
    static const std::unordered_map<int, Kinds> table{
        {Command::kPutSettings, admin | board},
        {Command::kReceiveFunding, keeps},
        {Command::kGiveBackFunding, keeps},
        {Command::kRequestFunds, duty | keeps},
        {Command::kTellPayer, duty | keeps | asked_it},
        {Command::kReserveFunds, duty | keeps},
        {Command::kApproveRequest, duty | keeps},
        {Command::kRefuseRequest, duty | keeps},
        {Command::kVoidRequest, duty | keeps | asked_it},
        {Command::kSendPayment, duty | keeps},
        {Command::kTellPayment, duty | keeps},
        {Command::kRefundPayment, keeps},
        {Command::kAddEvidence, duty | keeps | asked_it},
        {Command::kReconcileRequest, keeps},
        {Command::kVoidEnvelope, keeps},
        {Command::kIssueVoucher, duty | keeps},
        {Command::kRedeemVoucher, duty | keeps},
        {Command::kVoidVoucher, duty | keeps},
        {Command::kSettleAdvance, keeps},
        {Command::kRecoverMoney, keeps},
        {Command::kWriteOff, board},
        {Command::kCorrectTransfer, keeps},
        {Command::kReadStatement, keeps},
        {Command::kMatchLine, keeps},
        {Command::kUnmatchLine, keeps},
        {Command::kSetLineAside, keeps},
        {Command::kClosePeriod, keeps},
        {Command::kSettleFlag, board | keeps},  // of settings: who signed before they were eased
    };
    const auto found = table.find(command);
    return found == table.end() ? nobody : found->second;
}

bool coordinates_now(const Directory& directory, const std::string& person, Instant now) {
    const auto people = coordinators_on_duty(directory, {}, now);
    return std::ranges::find(people, person) != people.end();
}

bool is_outside_police(const Directory& directory, const std::string& person) {
    const auto* known = directory.person(person);
    const auto* house = known == nullptr ? nullptr : directory.organization(known->organization());
    return house != nullptr && house->sector() != v1::Sector::police;
}

}  // namespace

FundPerson fund_person(const FundState* state, const std::string& person,
                       std::set<Role::Code> roles, const Directory& directory, Instant now) {
    FundPerson who{.person = person, .roles = std::move(roles)};
    who.on_duty = who.roles.contains(Role::coordinator) && coordinates_now(directory, person, now);
    who.outside_police = is_outside_police(directory, person);
    if (state == nullptr || state->rules == nullptr || person.empty()) return who;
    if (const auto* signatory = state->rules->signatory(person)) {
        who.approves = signatory->approves();
        who.reconciles = signatory->reconciles();
        who.board = signatory->board();
    }
    return who;
}

bool FundSight::any() const {
    return std::ranges::any_of(shown, [&](const Shown& row) { return sees(row.part); });
}

bool FundSight::sees(FundPart::Code part) const {
    const auto row = std::ranges::find(shown, part, &Shown::part);
    return row != shown.end() && (row->to & kinds_of(who_)) != nobody;
}

bool FundSight::is_own(const FundRequestRecord& request) const {
    return !who_.person.empty() &&
           (request.asked.requester() == who_.person || request.asked.advance_to() == who_.person);
}

bool FundSight::sees(const FundRequestRecord& request) const {
    return sees(FundPart::requests) || (sees(FundPart::own_requests) && is_own(request));
}

bool FundSight::sees_place(const FundRequestRecord& request,
                           const FundVoucherRecord& voucher) const {
    if (sees(FundPart::vendor_cards)) return true;
    return sees(FundPart::own_voucher_place) && request.asked.requester() == who_.person &&
           voucher.state == v1::FundVoucher::issued;
}

bool FundSight::sees_why_refused(const FundRequestRecord& request) const {
    return sees(FundPart::sealed_notes) ||
           (sees(request) &&
            (request.ended_by == who_.person || request.asked.requester() == who_.person));
}

bool FundSight::may(v1::FundCommand::BodyCase command, const FundRequestRecord* request) const {
    auto kinds = kinds_of(who_);
    if (request != nullptr && sees(FundPart::own_requests) && is_own(*request)) kinds |= asked_it;
    return (askers_of(command) & kinds) != nobody;
}

v1::Role::Code FundSight::role(v1::FundCommand::BodyCase command) const {
    const auto is = [&](Role::Code role) { return who_.roles.contains(role); };
    if (command == v1::FundCommand::kPutSettings && is(Role::admin)) return Role::admin;
    if (is(Role::coordinator) && who_.on_duty) return Role::coordinator;
    for (const auto role : {Role::steward, Role::admin, Role::responder, Role::worker})
        if (is(role)) return role;
    return Role::unknown;
}

}  // namespace relais::domain
