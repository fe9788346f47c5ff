// What happens: one command, one decision. Each decision is a draft that grows event by event; what
// comes later in it sees what came before, through the same evolve() that will replay it.
#include <algorithm>
#include <unordered_map>

#include "common/base/check.hpp"
#include "common/domain/case.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {

CaseDraft::Handler CaseDraft::handler_of(v1::Command::BodyCase body) {
    using Command = v1::Command;
    static const std::unordered_map<int, Handler> handlers{
        {Command::kOpenCase, &CaseDraft::open},
        {Command::kRaiseAlarm, &CaseDraft::raise},
        {Command::kAnswerPage, &CaseDraft::answer},
        {Command::kReportHandover, &CaseDraft::handed_over},
        {Command::kReportUndelivered, &CaseDraft::undelivered},
        {Command::kReportExhausted, &CaseDraft::exhausted},
        {Command::kTakeNeed, &CaseDraft::take_need},
        {Command::kReleaseNeed, &CaseDraft::release_need},
        {Command::kSettleNeed, &CaseDraft::settle_need},
        {Command::kAddNeed, &CaseDraft::add_need},
        {Command::kGiveConsent, &CaseDraft::give_consent},
        {Command::kWithdrawConsent, &CaseDraft::withdraw_consent},
        {Command::kRefuseNeed, &CaseDraft::refuse_need},
        {Command::kReachMilestone, &CaseDraft::reach_milestone},
        {Command::kHandToPathway, &CaseDraft::hand_to_pathway},
        {Command::kOfferPivot, &CaseDraft::offer_pivot},
        {Command::kAnswerPivot, &CaseDraft::answer_pivot},
        {Command::kTellSafeContact, &CaseDraft::tell_safe_contact},
        {Command::kRestrictCase, &CaseDraft::restrict},
        {Command::kCloseCase, &CaseDraft::close},
        {Command::kReopenCase, &CaseDraft::reopen_case},
        {Command::kOverrideRule, &CaseDraft::override_rule},
        {Command::kPagePerson, &CaseDraft::page_person},
        {Command::kReadField, &CaseDraft::read_field},
        {Command::kAllowReading, &CaseDraft::allow_reading},
        {Command::kFireDeadline, &CaseDraft::fire},
        {Command::kLinkCase, &CaseDraft::link},
        {Command::kMergeCase, &CaseDraft::merge},
        {Command::kTakeInCase, &CaseDraft::take_in},
        {Command::kConfirmMerge, &CaseDraft::confirm_merge},
        {Command::kUnmergeCase, &CaseDraft::unmerge},
        {Command::kGiveBackCase, &CaseDraft::give_back},
        {Command::kProposeReferral, &CaseDraft::propose_referral},
        {Command::kAnswerReferral, &CaseDraft::answer_referral},
        {Command::kCompleteReferral, &CaseDraft::complete_referral},
        {Command::kRevokeReferral, &CaseDraft::revoke_referral},
        {Command::kPlanEscort, &CaseDraft::plan_escort},
        {Command::kAnswerEscort, &CaseDraft::answer_escort},
        {Command::kReportEscort, &CaseDraft::report_escort},
        {Command::kPlanRelocation, &CaseDraft::plan_relocation},
        {Command::kAnswerRelocation, &CaseDraft::answer_relocation},
        {Command::kReportRelocation, &CaseDraft::report_relocation},
        {Command::kShareWithSector, &CaseDraft::share},
        {Command::kStartClock, &CaseDraft::start_clock},
        {Command::kNoteClock, &CaseDraft::note_clock},
        {Command::kGiveAdvice, &CaseDraft::give_advice},
        {Command::kAskFund, &CaseDraft::ask_fund},
        {Command::kNoteFund, &CaseDraft::note_fund},
    };
    const auto found = handlers.find(body);
    return found == handlers.end() ? nullptr : found->second;
}

v1::Event CaseDraft::next() const {
    v1::Event event;
    event.set_version(state_.version + 1);
    event.set_now_ms(to_ms(now_));
    event.set_command_id(command_.command_id());
    if (command_.has_actor()) *event.mutable_actor() = command_.actor();
    return event;
}

const NeedState& CaseDraft::need(v1::Need::Kind kind) const {
    const auto* found = state_.need(kind);
    check(found != nullptr, "the need is open");
    return *found;
}

const PageRecord* CaseDraft::page(const std::string& id) const {
    const auto* owner = state_.need_of_page(id);
    return owner == nullptr ? nullptr : &owner->pages.at(id);
}

void CaseDraft::add(v1::Event event) {
    state_ = evolve(std::move(state_), event);
    events_.push_back(std::move(event));
}

Verdict CaseDraft::run() {
    const auto handler = handler_of(command_.body_case());
    if (handler == nullptr) return no(v1::Rejection::command_not_for_this_aggregate);
    const bool opens = command_.has_open_case() || command_.has_raise_alarm();
    if (opens && state_.version != 0) return no(v1::Rejection::case_already_open);
    if (!opens && state_.version == 0) return no(v1::Rejection::case_unknown);
    if (const auto verdict = may_happen_now(); !verdict) return verdict;
    // What is asked of a fund now says by itself who follows the case.
    const bool asked = !state_.funds.empty();
    const auto followed_by = asked ? followers() : std::set<std::string>{};
    let_go_of_the_gone();
    if (const auto verdict = (this->*handler)(); !verdict) return verdict;
    look_after_late_escorts();
    note_milestones();
    const bool full = state_.version >= events_max && !state_.history_full;
    if (full && !events_.empty()) say_limit(v1::LimitReached::events, state_.version, {});
    if (asked) tell_funds_who_follows(followed_by);
    return {};
}

namespace {

// What comes back by itself, or from another case, is heard whatever stands here.
bool comes_back(const v1::Command& command) {
    return command.has_answer_page() || command.has_report_handover() ||
           command.has_report_undelivered() || command.has_report_exhausted() ||
           command.has_fire_deadline() || command.has_take_in_case() ||
           command.has_confirm_merge() || command.has_give_back_case() || command.has_note_fund();
}

// What is closed stays readable; what a service took on, and what the law counts, goes on; and she
// may always take her word back.
bool outlives(const v1::Command& command) {
    return command.has_withdraw_consent() || command.has_read_field() ||
           command.has_allow_reading() || command.has_link_case() ||
           command.has_answer_referral() || command.has_complete_referral() ||
           command.has_revoke_referral() || command.has_start_clock() || command.has_note_clock();
}

// Beyond the length of a history; to take back what was shared adds nothing.
bool only_adds(const v1::Command& command) {
    return command.has_add_need() || command.has_override_rule() || command.has_page_person() ||
           command.has_offer_pivot() || command.has_propose_referral() ||
           command.has_plan_escort() || command.has_plan_relocation() ||
           command.share_with_sector().fields_size() > 0 || command.has_start_clock() ||
           command.has_ask_fund() || command.has_reopen_case();
}

}  // namespace

// A case that is closed only hears what comes back late, what outlives it, and who reads it; one
// that goes on in another, what brings it back; one whose history is too long, all but what adds.
Verdict CaseDraft::may_happen_now() const {
    if (comes_back(command_)) return {};
    const bool reads = command_.has_read_field() || command_.has_allow_reading();
    if (!state_.merged_into.empty() && !reads && !command_.has_link_case() &&
        !command_.has_unmerge_case() && !command_.has_merge_case())
        return no(v1::Rejection::case_merged);
    if (state_.closed && !command_.has_reopen_case() && !outlives(command_))
        return no(v1::Rejection::case_closed);
    if (state_.version >= events_max && only_adds(command_))
        return no(v1::Rejection::history_at_limit);
    return {};
}

Verdict CaseDraft::open() {
    const auto& alert = command_.open_case();
    if (directory_.territory(alert.territory()) == nullptr)
        return no(v1::Rejection::territory_unknown);
    const auto wanted = needs_of(alert, command_.actor(), directory_);
    if (wanted.empty() && !alert.advice()) return no(v1::Rejection::no_need);
    if (wanted.size() > needs_max) return no(v1::Rejection::limit_reached);

    auto opened = next();
    *opened.mutable_case_opened()->mutable_alert() = alert;
    // First contact is when the gateway took the alert, not when its turn came.
    const Instant first_contact =
        alert.raised_ms() > 0 ? std::min(now_, instant(alert.raised_ms())) : now_;
    opened.mutable_case_opened()->set_term_ms(to_ms(first_contact + term_length));
    add(std::move(opened));
    for (const auto& item : wanted) open_need(alert, item);
    for (const auto& item : wanted)
        if (need(item.kind).state == v1::Need::paging) climb(item.kind, {});
    // Whoever coordinates gives advice, or knows who does.
    if (wanted.empty()) call_coordinator(v1::NeedReopened::unknown);
    set_milestones();
    start_clocks();
    return {};
}

void CaseDraft::open_need(const v1::OpenCase& alert, const OpenedNeed& wanted) {
    const auto& rule = *directory_.rule(wanted.kind);
    auto event = next();
    auto& opened = *event.mutable_need_opened();
    opened.set_need(wanted.kind);
    opened.set_sector(rule.sector());
    opened.set_quota(std::max(rule.quota(), 1u));
    opened.set_ladder(rule.ladder());
    opened.set_wish(wanted.wish);
    opened.set_package(wanted.package);
    for (const auto code : wanted.rules) opened.add_rules(code);
    if (auto consent = consent_for(alert, wanted, rule, command_.actor()))
        *opened.mutable_consent() = std::move(*consent);
    else
        opened.set_consent_due_ms(to_ms(now_ + consent_wait));
    add(std::move(event));
}

// The service itself needs a human: the coordinator on duty, by the same ladder as everything.
Verdict CaseDraft::raise() {
    const auto& alarm = command_.raise_alarm();
    auto raised = next();
    *raised.mutable_alarm_raised()->mutable_alarm() = alarm;
    raised.mutable_alarm_raised()->set_term_ms(to_ms(now_ + term_length));
    add(std::move(raised));
    call_coordinator(v1::NeedReopened::unknown);
    return {};
}

// It closes when every need has an outcome, every referral an answer, and nobody is under way. What
// the coordinator was called for is hers, and ends with it.
Verdict CaseDraft::close() {
    const bool open = std::ranges::any_of(state_.needs, [](const NeedState& need) {
        return need.kind != v1::Need::unknown && !need.settled();
    });
    if (open) return no(v1::Rejection::needs_unsettled);
    const bool unanswered = std::ranges::any_of(state_.referrals, [](const ReferralRecord& one) {
        return one.state == v1::Referral::proposed;
    });
    if (unanswered) return no(v1::Rejection::referrals_open);
    const bool moving = (state_.relocation && !state_.relocation->over()) ||
                        !std::ranges::all_of(state_.escorts, &EscortRecord::over);
    if (moving) return no(v1::Rejection::moves_open);
    const auto* question = state_.advice ? state_.need(v1::Need::unknown) : nullptr;
    if (question != nullptr && !question->settled()) return no(v1::Rejection::advice_missing);
    if (const auto* called = state_.need(v1::Need::unknown); called && !called->settled())
        settle(v1::Need::unknown, v1::Outcome::met, v1::Outcome::not_needed);
    auto event = next();
    tell_funds(*event.mutable_case_closed()->mutable_funds());
    if (event.case_closed().funds_size() > 0) event.mutable_case_closed()->set_code(state_.code);
    add(std::move(event));
    return {};
}

Verdict CaseDraft::reopen_case() {
    const auto& asked = command_.reopen_case();
    if (!state_.closed) return no(v1::Rejection::case_not_closed);
    if (asked.reason().empty()) return no(v1::Rejection::reason_missing);
    auto event = next();
    auto& reopened = *event.mutable_case_reopened();
    reopened.set_reason(asked.reason());
    tell_funds(*reopened.mutable_funds());
    if (reopened.funds_size() > 0) reopened.set_code(state_.code);
    add(std::move(event));
    let_go_of_the_gone();
    return {};
}

// R6 is not the coordinator's to lift.
Verdict CaseDraft::restrict() {
    const auto& asked = command_.restrict_case();
    if (!asked.restricted() && state_.has(v1::Circumstance::organized_crime))
        return no(v1::Rejection::rule_not_overridable);
    if (asked.restricted() == state_.restricted()) return {};
    if (asked.reason().empty()) return no(v1::Rejection::reason_missing);
    auto event = next();
    event.mutable_case_restricted()->set_restricted(asked.restricted());
    event.mutable_case_restricted()->set_reason(asked.reason());
    add(std::move(event));
    let_go_of_the_gone();
    return {};
}

Verdict CaseDraft::tell_safe_contact() {
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    auto event = next();
    auto& told = *event.mutable_safe_contact_told();
    *told.mutable_safe_contact() = command_.tell_safe_contact().safe_contact();
    told.set_until_ms(to_ms(now_ + safe_contact_length));
    add(std::move(event));
    return {};
}

// A timer may come late, twice, or after it was armed anew: only what is due now happens. What is
// due at the same instant happens with it, so that nobody is woken twice for it.
Verdict CaseDraft::fire() {
    const auto armed = deadlines(state_);
    const auto found = armed.find(command_.fire_deadline().deadline());
    if (found == armed.end() || found->second > now_) return {};
    const Instant together = found->second;
    for (const auto& [name, due] : armed) {
        if (due != together) continue;
        const auto still = deadlines(state_);
        const auto same = still.find(name);
        if (same != still.end() && same->second == due) fire(name, due);
    }
    return {};
}

void CaseDraft::fire(const std::string& name, Instant due) {
    if (name == "term")
        reach_term();
    else if (name == "safe_contact")
        expire_safe_contact(due);
    else if (name == "pivot_offer")
        end_pivot_offer();
    else if (name == "merge")
        decline_merge(state_.merging->into, state_.merging->ask, v1::MergeDecline::unknown);
    else if (name == "relocation")
        miss_relocation(due);
    else
        fire_of(name.substr(0, name.find('/')), name.substr(name.find('/') + 1), due);
}

void CaseDraft::fire_of(const std::string& which, const std::string& of, Instant due) {
    if (which == "referral") return expire_referral(of);
    if (which == "escort") return miss_escort(of, due);
    if (which == "clock") return strike(of);
    if (which == "milestone") {
        v1::Milestone::Kind milestone = v1::Milestone::unknown;
        check(v1::Milestone::Kind_Parse(of, &milestone), "a deadline names its milestone");
        return miss_milestone(milestone, due);
    }
    v1::Need::Kind kind = v1::Need::unknown;
    check(v1::Need::Kind_Parse(of, &kind), "a deadline names its need");
    if (which == "promise")
        keep_or_break_promise(kind);
    else
        climb(kind, due);
}

void CaseDraft::reach_term() {
    auto event = next();
    auto& term = *event.mutable_term_reached();
    for (const auto& entry : state_.needs)
        if (entry.open() && entry.kind != v1::Need::unknown) term.add_uncovered(entry.kind);
    add(std::move(event));
}

void CaseDraft::expire_safe_contact(Instant due) {
    auto event = next();
    event.mutable_safe_contact_expired()->set_due_ms(to_ms(due));
    add(std::move(event));
}

Decision decide(const CaseState& state, const v1::Command& command, Instant now,
                const Directory& directory, const Known& known) {
    CaseDraft draft(state, command, std::max(now, state.last_now), directory, known);
    if (const auto verdict = draft.run(); !verdict) return std::unexpected(verdict.error());
    return draft.take();
}

}  // namespace relais::domain
