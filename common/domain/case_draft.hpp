// A decision about a case while it is made: a draft that grows event by event. Only the files
// case_*.cpp include this; everybody else calls decide().
#pragma once

#include <expected>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/domain/case.hpp"
#include "common/domain/matching.hpp"
#include "common/domain/rules.hpp"
#include "common/domain/sight.hpp"

namespace relais::domain {

using Verdict = std::expected<void, v1::Rejection::Code>;

inline std::unexpected<v1::Rejection::Code> no(v1::Rejection::Code why) {
    return std::unexpected(why);
}

class CaseDraft {
public:
    CaseDraft(const CaseState& state, const v1::Command& command, Instant now,
              const Directory& directory, const Known& known)
        : state_(state), command_(command), now_(now), directory_(directory), known_(known) {
        state_.aggregate = command.aggregate();
    }

    Verdict run();
    std::vector<v1::Event> take() { return std::move(events_); }

private:
    // What a command decides, found by its body; null: it is not for a case.
    using Handler = Verdict (CaseDraft::*)();
    static Handler handler_of(v1::Command::BodyCase body);
    [[nodiscard]] Verdict may_happen_now() const;

    // case_decide.cpp: how it opens, ends and goes on by itself
    Verdict open();
    Verdict raise();
    Verdict close();
    Verdict reopen_case();
    Verdict restrict();
    Verdict tell_safe_contact();
    Verdict fire();
    void fire(const std::string& name, Instant due);
    void reach_term();
    void expire_safe_contact(Instant due);
    void fire_of(const std::string& which, const std::string& of, Instant due);
    void open_need(const v1::OpenCase& alert, const OpenedNeed& wanted);

    // case_answers.cpp: what comes back of a page
    Verdict answer();
    Verdict handed_over();
    void hand_over(const std::string& page);
    [[nodiscard]] bool waits_for_another(const std::string& page) const;
    Verdict undelivered();
    Verdict exhausted();
    Verdict accept(const std::string& page);
    Verdict decline(const std::string& page);
    Verdict come_nearer(const std::string& page);
    Verdict release_page(const std::string& page);
    Verdict note_late_answer(const std::string& page);
    [[nodiscard]] bool comes_too_late(const NeedState& need, const PageRecord& asked) const;
    void say(const std::string& page, Instant promise_due = {});
    void keep_or_break_promise(v1::Need::Kind kind);

    // case_settling.cpp: what is settled by hand
    Verdict take_need();
    Verdict take(v1::Need::Kind kind, const std::string& reason);
    Verdict release_need();
    Verdict settle_need();
    Verdict add_need();
    Verdict give_consent();
    // As the directory's rule has it, and called for at once; without consent it is awaited.
    void want_anew(v1::Need::Kind kind, const v1::NeedRule& rule,
                   const std::optional<v1::Consent>& consent, const std::string& wish = {});
    void want_again(v1::Need::Kind kind, const v1::Consent& consent, v1::NeedReopened::Why why);
    Verdict withdraw_consent();
    Verdict refuse_need();
    Verdict give_advice();
    void settle_if_all_is_done(v1::Need::Kind kind);
    void settle(v1::Need::Kind kind, v1::Outcome::Code outcome, v1::Outcome::Why why);

    // case_override.cpp: what the coordinator sets aside, and whom she calls by hand
    Verdict override_rule();
    Verdict page_person();
    Verdict ask_again_if_nobody_is_left(v1::Need::Kind kind);

    // case_limits.cpp: too many pages within an hour, too long a history
    [[nodiscard]] bool ladders_wait();
    void say_limit(v1::LimitReached::Limit limit, std::uint64_t count, Instant until);

    // case_sight.cpp: who reads a sealed field
    Viewer viewer() const;
    Verdict read_field();
    Verdict allow_reading();
    Verdict read(const v1::ReadField& wish, const std::string& allowed_by, bool glass);
    void tell_guardians(const v1::Event& event, v1::Message::Kind kind,
                        google::protobuf::RepeatedPtrField<v1::Message>& messages) const;

    // case_milestones.cpp: what the 72 hours promise, and who follows it through
    Verdict reach_milestone();
    Verdict hand_to_pathway();
    void name_pivot(const std::string& person);
    void offer_pivot_to(const std::string& person);
    void hurry_the_lawyer();
    Verdict offer_pivot();
    void end_pivot_offer();
    Verdict answer_pivot();
    void set_milestones();
    void note_milestones();
    void miss_milestone(v1::Milestone::Kind milestone, Instant due);
    void propose_pivot(const std::string& person);
    void propose_whoever_is_there();
    void let_go_of_gone_pivots();
    void let_go_of_pivots_of(v1::Sector::Code sector);
    void let_go_of_pivot(const std::string& person, v1::PivotDeclined::Why why);
    [[nodiscard]] bool stands_by_her(const std::string& person) const;
    void call_coordinator(v1::NeedReopened::Why why);

    // case_links.cpp: cases that have to do with each other, and alerts of the same person
    Verdict link();
    Verdict merge();
    Verdict take_in();
    Verdict confirm_merge();
    Verdict unmerge();
    Verdict give_back();
    void decline_merge(const std::string& into, const std::string& ask, v1::MergeDecline::Why why);
    [[nodiscard]] bool somebody_is_coming() const;
    [[nodiscard]] Verdict may_be_merged_away() const;
    [[nodiscard]] v1::TakeInCase what_is_handed_over() const;
    void hand_over_facts(v1::TakeInCase& taken) const;
    [[nodiscard]] v1::MergeDecline::Why stands_against(const v1::TakeInCase& asked) const;
    void take_on(const v1::TakenInNeed& wanted);

    // case_referrals.cpp: what a service takes on
    Verdict propose_referral();
    Verdict answer_referral();
    Verdict complete_referral();
    Verdict revoke_referral();
    void end_referral(const std::string& id, v1::Referral::State state, v1::Referral::Why why);
    void expire_referral(const std::string& id);
    void revoke_referrals_of(v1::Sector::Code sector);
    // A referral or an escort of the sector that stands because she said so.
    [[nodiscard]] bool tied_by_her_word(v1::Sector::Code sector) const;
    [[nodiscard]] const ReferralRecord* referral(const std::string& id) const;
    [[nodiscard]] bool answers_for(const ReferralRecord& referral) const;

    // case_moves.cpp: who goes with her, and where she is received
    Verdict plan_escort();
    Verdict answer_escort();
    Verdict report_escort();
    void say_escort(const std::string& id, const std::string& person, bool accepted);
    void miss_escort(const std::string& id, Instant due);
    [[nodiscard]] bool may_call_for_accompaniment() const;
    void call_for_accompaniment();
    void call_off_accompaniment();
    void give_escorts_to(const std::string& person);
    void take_escorts_from(const std::string& person);
    void drop_escort(const std::string& id);
    void drop_escorts_of(v1::Sector::Code sector);
    [[nodiscard]] const EscortRecord* escort(const std::string& id) const;
    Verdict plan_relocation();
    Verdict answer_relocation();
    Verdict report_relocation();
    void say_relocation(const std::string& person, bool accepted);
    void miss_relocation(Instant due);
    void let_go_of_gone_companions();
    void let_go_of_gone_services();
    void look_after_late_escorts();
    [[nodiscard]] bool goes_for(const EscortRecord& escort, v1::Sector::Code sector) const;
    [[nodiscard]] v1::Sector::Code escorting_sector() const;
    // To somebody who was asked for something later; nothing: she said so, or has no way.
    [[nodiscard]] std::optional<v1::Message> called_off(const std::string& person,
                                                        const v1::Event& event) const;

    // case_clocks.cpp: limits in time that care and the law set; what she lets a sector see
    void start_clocks();
    Verdict start_clock();
    Verdict note_clock();
    void strike(const std::string& clock);
    Verdict share();

    // case_funds.cpp: what is asked of the emergency fund, and heard of it
    Verdict ask_fund();
    Verdict note_fund();
    void tell_funds(google::protobuf::RepeatedPtrField<std::string>& funds) const;
    [[nodiscard]] bool stands_with_her(const std::string& person) const;
    [[nodiscard]] std::set<std::string> followers() const;
    void tell_funds_who_follows(const std::set<std::string>& before);

    // Of a question, what would need a person.
    [[nodiscard]] Verdict of_a_person() const;
    // In the directory, reachable, and not one of those who must not come.
    [[nodiscard]] Verdict may_be_asked(const std::string& person) const;
    [[nodiscard]] bool steers() const;
    [[nodiscard]] v1::Sector::Code sector_of(const std::string& person) const;
    // Something else than a page, said once by one decision; absent ways: nobody to write to.
    void write_to(const std::string& person, const v1::Event& event, v1::Message::Kind kind,
                  google::protobuf::RepeatedPtrField<v1::Message>& messages) const;
    [[nodiscard]] v1::Message notice(const std::string& person, const v1::Event& event,
                                     std::size_t index, v1::Message::Kind kind) const;

    // case_ladder.cpp: how a need climbs
    void climb(v1::Need::Kind kind, Instant due);
    void climb_from(v1::Need::Kind kind, std::uint32_t number, Instant due);
    bool reach(v1::Need::Kind kind, const std::vector<v1::Rung>& rungs, std::uint32_t number,
               Instant due);
    void climb_if_rung_is_spent(v1::Need::Kind kind);
    void cover_if_quota_is_met(v1::Need::Kind kind);
    void reopen(v1::Need::Kind kind, v1::NeedReopened::Why why, bool from_the_start);
    void reopen_if_short(v1::Need::Kind kind, v1::NeedReopened::Why why, bool from_the_start);
    void engage_if_somebody_is_there(v1::Need::Kind kind);
    // Who was called; who is on her way as well; who is with her as well.
    enum class Whom { called, coming, everybody };
    void stand_down(v1::Need::Kind kind, Whom whom);
    void let_go_of_the_gone();
    bool let_go_of_the_gone(v1::Need::Kind kind);
    [[nodiscard]] bool closed_to_her(v1::Need::Kind kind, const std::string& person) const;
    [[nodiscard]] v1::Reason::Code gone_because(const std::string& person) const;
    [[nodiscard]] v1::Reason::Code must_go_because(const std::string& person) const;
    [[nodiscard]] std::uint32_t wait_of(const v1::Rung& rung, bool last, std::uint32_t repeat,
                                        const Candidates& candidates) const;
    std::vector<v1::Rung> rungs_of(const NeedState& need) const;
    v1::Message message_to(const std::string& person, const std::string& id, bool copy) const;
    // Asks her for a page: by a message of its own, or by one that this decision writes anyway.
    v1::Message page_to(const std::string& person, const std::string& id, bool copy) const;
    // What this decision said to her of that kind; null: nothing yet.
    [[nodiscard]] const v1::Message* said(const std::string& person, v1::Message::Kind kind) const;
    // Somebody who was reached is still waited for, or comes, for what is not ended here.
    [[nodiscard]] bool expected_elsewhere(const std::string& page) const;

    const NeedState& need(v1::Need::Kind kind) const;
    const PageRecord* page(const std::string& id) const;
    [[nodiscard]] v1::Event next() const;
    void add(v1::Event event);

    CaseState state_;
    const v1::Command& command_;
    Instant now_;
    const Directory& directory_;
    const Known& known_;
    std::vector<v1::Event> events_;
};

}  // namespace relais::domain
