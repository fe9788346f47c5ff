// A decision about a case while it is made: a draft that grows event by event. Only the files
// case_*.cpp include this; everybody else calls decide().
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "common/base/check.hpp"
#include "common/domain/case.hpp"
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
    Verdict open(const v1::OpenCase& alert);
    Verdict raise(const v1::RaiseAlarm& alarm);
    Verdict answer(const v1::AnswerPage& answer);
    Verdict handed_over(const v1::ReportHandover& report);
    Verdict undelivered(const v1::ReportUndelivered& report);
    Verdict exhausted(const v1::ReportExhausted& report);
    Verdict take_need(const v1::TakeNeed& take);
    Verdict give_consent(const v1::GiveConsent& consent);
    Verdict refuse_need(v1::Need::Kind kind);
    Verdict fire(const v1::FireDeadline& deadline);

    // case_sight.cpp
    Viewer viewer() const;
    Verdict read_field(const v1::ReadField& wish);
    Verdict allow_reading(const v1::AllowReading& allow);
    Verdict read(const v1::ReadField& wish, const std::string& allowed_by, bool glass);
    void tell_seal_broken(std::uint64_t version, v1::FieldRead& read) const;
    // case_override.cpp
    Verdict override_rule(const v1::OverrideRule& wish);
    Verdict page_person(const v1::PagePerson& wish);
    void ask_again_if_nobody_is_left(v1::Need::Kind kind);

    void open_need(const v1::OpenCase& alert, const OpenedNeed& wanted);
    void climb(v1::Need::Kind kind, Instant due);
    void climb_from(v1::Need::Kind kind, std::uint32_t number, Instant due);
    bool reach(v1::Need::Kind kind, const std::vector<v1::Rung>& rungs, std::uint32_t number,
               Instant due);
    void climb_if_rung_is_spent(v1::Need::Kind kind);
    void cover_if_quota_is_met(v1::Need::Kind kind);
    void stand_down(v1::Need::Kind kind, bool accepted_too);
    void let_go_of_the_gone();
    bool let_go_of_the_gone(v1::Need::Kind kind);
    std::vector<v1::Rung> rungs_of(const NeedState& need) const;
    v1::Message message_to(const std::string& person, const std::string& id, bool copy) const;

    const NeedState& need(v1::Need::Kind kind) const {
        const auto* found = state_.need(kind);
        check(found != nullptr, "the need is open");
        return *found;
    }
    const PageRecord* page(const std::string& id) const {
        const auto* owner = state_.need_of_page(id);
        return owner == nullptr ? nullptr : &owner->pages.at(id);
    }
    v1::Event next() const {
        v1::Event event;
        event.set_version(state_.version + 1);
        event.set_now_ms(to_ms(now_));
        event.set_command_id(command_.command_id());
        if (command_.has_actor()) *event.mutable_actor() = command_.actor();
        return event;
    }
    void add(v1::Event event) {
        state_ = evolve(std::move(state_), event);
        events_.push_back(std::move(event));
    }

    CaseState state_;
    const v1::Command& command_;
    Instant now_;
    const Directory& directory_;
    const Known& known_;
    std::vector<v1::Event> events_;
};

}  // namespace relais::domain
