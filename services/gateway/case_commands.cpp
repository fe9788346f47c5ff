#include "services/gateway/case_commands.hpp"

#include <unordered_map>

#include "common/base/ids.hpp"
#include "services/gateway/case_asking.hpp"

namespace relais::gateway {
namespace {

using v1::Command;
using namespace asking;

Answered<void> good() { return {}; }

Answered<void> need_known(v1::Need::Kind need, const char* field) {
    if (need != v1::Need::unknown && v1::Need::Kind_IsValid(need)) return {};
    return std::unexpected(refused("need_unknown", field));
}

// What the coordinator was called for has no kind: it is hers to take, to give back and to settle
// like every other; whether it is there, the core knows.
Answered<void> need_or_call(v1::Need::Kind need, const char* field) {
    return need == v1::Need::unknown ? good() : need_known(need, field);
}

Answered<void> check_take(const Command& command) {
    const auto& asked = command.take_need();
    const auto known = need_or_call(asked.need(), "takeNeed.need");
    return known ? a_code(asked.reason(), "takeNeed.reason") : known;
}

Answered<void> check_consent(const Command& command) {
    const auto& asked = command.give_consent();
    if (const auto known = need_known(asked.need(), "giveConsent.need"); !known) return known;
    if (asked.basis() == v1::ConsentBasis::unknown)
        return std::unexpected(refused("invalid_field", "giveConsent.basis"));
    return basis_known(asked.basis(), "giveConsent.basis");
}

Answered<void> check_add(const Command& command) {
    const auto& asked = command.add_need();
    if (const auto known = need_known(asked.need(), "addNeed.need"); !known) return known;
    if (const auto wish = a_code(asked.wish(), "addNeed.wish"); !wish) return wish;
    return basis_known(asked.basis(), "addNeed.basis");
}

Answered<void> check_answer(const Command& command) {
    const auto& said = command.answer_page();
    if (!v1::Answer::Kind_IsValid(said.answer()))
        return std::unexpected(refused("answer_not_understood", "answerPage.answer"));
    if (!v1::DeclineReason::Code_IsValid(said.reason()))
        return std::unexpected(refused("invalid_field", "answerPage.reason"));
    return {};
}

Answered<void> check_withdraw(const Command& command) {
    if (v1::Sector::Code_IsValid(command.withdraw_consent().sector()) &&
        command.withdraw_consent().sector() != v1::Sector::unknown)
        return {};
    return std::unexpected(refused("sector_unknown", "withdrawConsent.sector"));
}

Answered<void> check_pathway(const Command& command) {
    for (const auto& step : command.hand_to_pathway().steps()) {
        if (step.need().empty() || !is_code(step.need(), limits::reason_bytes))
            return std::unexpected(
                refused("invalid_field", "handToPathway.steps.need: a code, never free text"));
        if (step.organization().size() > limits::reason_bytes)
            return std::unexpected(refused("invalid_field", "handToPathway.steps.organization"));
    }
    return {};
}

bool second_pair_of_eyes(const Asker& who) { return who.coordinator || who.privacy; }

const Asking* asking_of(Command::BodyCase body) {
    static const std::unordered_map<int, Asking> table{
        {Command::kAnswerPage, {check_answer, on_call}},
        {Command::kTakeNeed, {check_take, coordination}},
        {Command::kReleaseNeed,
         {[](const Command& c) {
              return need_or_call(c.release_need().need(), "releaseNeed.need");
          },
          coordination}},
        {Command::kSettleNeed,
         {[](const Command& c) { return need_or_call(c.settle_need().need(), "settleNeed.need"); },
          steering}},
        {Command::kAddNeed, {check_add, her_side}},
        // R14. What the core says no to needs no second check here; what it never looks at does.
        {Command::kOverrideRule,
         {[](const Command& c) {
              return need_known(c.override_rule().need(), "overrideRule.need");
          },
          coordination}},
        {Command::kPagePerson,
         {[](const Command& c) { return need_known(c.page_person().need(), "pagePerson.need"); },
          coordination}},
        {Command::kGiveConsent, {check_consent, her_side}},
        {Command::kRefuseNeed,
         {[](const Command& c) { return need_known(c.refuse_need().need(), "refuseNeed.need"); },
          her_side}},
        {Command::kWithdrawConsent, {check_withdraw, her_side}},
        {Command::kAllowReading, {[](const Command&) { return good(); }, second_pair_of_eyes}},
        {Command::kOfferPivot, {[](const Command&) { return good(); }, steering}},
        // Whether it was offered to her, the core knows.
        {Command::kAnswerPivot, {[](const Command&) { return good(); }, anybody}},
        // Her words come in clear by another door, where they are sealed.
        {Command::kTellSafeContact,
         {[](const Command&) -> Answered<void> {
              return std::unexpected(
                  refused("invalid_field", "tellSafeContact: has its own address"));
          },
          her_side}},
        {Command::kReachMilestone, {[](const Command&) { return good(); }, steering}},
        {Command::kHandToPathway, {check_pathway, steering}},
        {Command::kRestrictCase,
         {[](const Command& c) {
              return a_code(c.restrict_case().reason(), "restrictCase.reason");
          },
          coordination}},
        {Command::kCloseCase, {[](const Command&) { return good(); }, steering}},
        {Command::kReopenCase,
         {[](const Command& c) { return a_code(c.reopen_case().reason(), "reopenCase.reason"); },
          steering}},
    };
    const auto found = table.find(body);
    return found == table.end() ? tie_asking_of(body) : &found->second;
}

}  // namespace

Answered<void> check_case_command(const Command& command) {
    if (command.command_id().empty()) return std::unexpected(refused("missing_field", "commandId"));
    if (!canonical_uuid(command.command_id()))
        return std::unexpected(refused("invalid_field", "commandId: a UUID"));
    if (!command.aggregate().empty())
        return std::unexpected(refused("invalid_field", "aggregate: the service writes it"));
    if (command.has_actor())
        return std::unexpected(refused("invalid_field", "actor: the service writes it"));
    if (command.issued_ms() != 0)
        return std::unexpected(refused("invalid_field", "issuedMs: the service writes it"));
    const auto* row = asking_of(command.body_case());
    if (row == nullptr)
        return std::unexpected(
            Refused{.status = 403, .code = "forbidden", .detail = "not a command of a case"});
    return row->check(command);
}

bool may_ask(const Command& command, const Asker& who) {
    const auto* row = asking_of(command.body_case());
    // Whoever goes with her says how it goes; only whoever steers calls it off.
    if (command.report_escort().state() == v1::Escort::dropped && !steering(who)) return false;
    return row != nullptr && row->may(who);
}

}  // namespace relais::gateway
