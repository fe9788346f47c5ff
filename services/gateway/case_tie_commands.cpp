// What may be asked of a case that ties it to others: other alerts of hers, services, who goes with
// her, a move, clocks. Whether it can happen, and whose it is to answer, the core knows.
#include <unordered_map>

#include "services/gateway/case_asking.hpp"

namespace relais::gateway {
namespace {

using v1::Command;
using namespace asking;

std::unexpected<Refused> invalid(std::string field) {
    return std::unexpected(refused("invalid_field", std::move(field)));
}

// The first that is wrong; each says nothing when all is well.
Answered<void> all_of(std::initializer_list<Answered<void>> checks) {
    for (const auto& one : checks)
        if (!one) return one;
    return {};
}

Answered<void> holds(bool so, const char* field) {
    if (so) return {};
    return invalid(field);
}

// Of something in the directory, or that an event opened; the core looks for it.
Answered<void> an_id(const std::string& text, const char* field) {
    if (text.empty()) return std::unexpected(refused("missing_field", field));
    return holds(text.size() <= limits::id_bytes, field);
}

Answered<void> an_id_or_none(const std::string& text, const char* field) {
    return holds(text.size() <= limits::id_bytes, field);
}

Answered<void> an_instant(std::int64_t ms, const char* field) {
    return holds(ms >= 0 && ms <= limits::plan_ms, field);
}

Answered<void> check_link(const Command& c) {
    return an_id(c.link_case().other(), "linkCase.other");
}

Answered<void> check_merge(const Command& c) {
    return an_id(c.merge_case().into(), "mergeCase.into");
}

Answered<void> check_unmerge(const Command& c) {
    return a_code(c.unmerge_case().reason(), "unmergeCase.reason");
}

Answered<void> check_propose(const Command& c) {
    const auto& asked = c.propose_referral();
    return all_of({an_id(asked.organization(), "proposeReferral.organization"),
                   an_id_or_none(asked.service(), "proposeReferral.service"),
                   a_code(asked.need(), "proposeReferral.need"),
                   holds(!asked.need().empty(), "proposeReferral.need"),
                   basis_known(asked.basis(), "proposeReferral.basis"),
                   an_instant(asked.answer_by_ms(), "proposeReferral.answerByMs")});
}

Answered<void> check_answer_referral(const Command& c) {
    const auto& said = c.answer_referral();
    return all_of({an_id(said.referral(), "answerReferral.referral"),
                   holds(v1::Referral::Why_IsValid(said.why()), "answerReferral.why"),
                   an_instant(said.done_by_ms(), "answerReferral.doneByMs")});
}

Answered<void> check_complete(const Command& c) {
    return an_id(c.complete_referral().referral(), "completeReferral.referral");
}

Answered<void> check_revoke(const Command& c) {
    const auto& said = c.revoke_referral();
    return all_of({an_id(said.referral(), "revokeReferral.referral"),
                   holds(v1::Referral::Why_IsValid(said.why()), "revokeReferral.why")});
}

Answered<void> check_escort(const Command& c) {
    const auto& asked = c.plan_escort();
    return all_of({holds(asked.purpose() != v1::Escort::purpose_unknown &&
                             v1::Escort::Purpose_IsValid(asked.purpose()),
                         "planEscort.purpose"),
                   an_instant(asked.from_ms(), "planEscort.fromMs"),
                   an_instant(asked.until_ms(), "planEscort.untilMs"),
                   an_id_or_none(asked.person(), "planEscort.person")});
}

Answered<void> check_answer_escort(const Command& c) {
    return an_id(c.answer_escort().escort(), "answerEscort.escort");
}

Answered<void> check_report_escort(const Command& c) {
    const auto state = c.report_escort().state();
    const bool told =
        state == v1::Escort::with_her || state == v1::Escort::ended || state == v1::Escort::dropped;
    return all_of({an_id(c.report_escort().escort(), "reportEscort.escort"),
                   holds(told, "reportEscort.state: with_her, ended or dropped")});
}

// Where she goes comes in clear by another door, where it is sealed.
Answered<void> check_relocation(const Command&) {
    return invalid("planRelocation: has its own address, /v1/cases/{id}/relocation");
}

Answered<void> check_report_relocation(const Command& c) {
    const auto state = c.report_relocation().state();
    return holds(state == v1::Relocation::departed || state == v1::Relocation::arrived ||
                     state == v1::Relocation::dropped,
                 "reportRelocation.state: departed, arrived or dropped");
}

Answered<void> check_share(const Command& c) {
    const auto& asked = c.share_with_sector();
    if (asked.sector() == v1::Sector::unknown || !v1::Sector::Code_IsValid(asked.sector()))
        return std::unexpected(refused("sector_unknown", "shareWithSector.sector"));
    if (asked.fields_size() > v1::SharedField::Code_MAX) return invalid("shareWithSector.fields");
    for (const auto field : asked.fields())
        if (field == v1::SharedField::unknown || !v1::SharedField::Code_IsValid(field))
            return invalid("shareWithSector.fields");
    return basis_known(asked.basis(), "shareWithSector.basis");
}

Answered<void> check_start_clock(const Command& c) {
    return all_of({an_id(c.start_clock().clock(), "startClock.clock"),
                   an_instant(c.start_clock().from_ms(), "startClock.fromMs")});
}

Answered<void> check_note_clock(const Command& c) {
    return an_id(c.note_clock().clock(), "noteClock.clock");
}

Answered<void> nothing(const Command&) { return {}; }

bool whoever_knows_her(const Asker& who) { return who.coordinator || who.raised_it; }

}  // namespace

const Asking* tie_asking_of(Command::BodyCase body) {
    static const std::unordered_map<int, Asking> table{
        {Command::kLinkCase, {check_link, whoever_knows_her}},
        {Command::kMergeCase, {check_merge, coordination}},
        {Command::kUnmergeCase, {check_unmerge, coordination}},
        {Command::kProposeReferral, {check_propose, steering}},
        {Command::kAnswerReferral, {check_answer_referral, on_call}},
        {Command::kCompleteReferral, {check_complete, on_call}},
        {Command::kRevokeReferral, {check_revoke, steering}},
        {Command::kPlanEscort, {check_escort, steering}},
        {Command::kAnswerEscort, {check_answer_escort, anybody}},
        {Command::kReportEscort, {check_report_escort, anybody}},
        {Command::kPlanRelocation, {check_relocation, steering}},
        {Command::kAnswerRelocation, {nothing, anybody}},
        // Whoever receives her says that she is there.
        {Command::kReportRelocation, {check_report_relocation, anybody}},
        {Command::kShareWithSector, {check_share, her_side}},
        {Command::kStartClock, {check_start_clock, steering}},
        {Command::kNoteClock, {check_note_clock, her_side}},
        {Command::kGiveAdvice,
         {[](const Command&) -> Answered<void> {
              return std::unexpected(refused("invalid_field", "giveAdvice: has its own address"));
          },
          coordination}},
        // Whether she stands with her, the core knows.
        {Command::kAskFund,
         {[](const Command&) -> Answered<void> {
              return std::unexpected(
                  refused("invalid_field", "askFund: has its own address, /v1/fund/requests"));
          },
          anybody}},
    };
    const auto found = table.find(body);
    return found == table.end() ? nullptr : &found->second;
}

}  // namespace relais::gateway
