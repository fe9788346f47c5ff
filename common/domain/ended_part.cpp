#include "common/domain/ended_part.hpp"

#include <algorithm>
#include <set>

namespace relais::domain {
namespace {

// Her parts, followed through the events: which she has had, and when the last of them ended with
// her knowing. What ended without a word to her has no instant: it would tell of the case.
class Following {
public:
    Following(const Viewer& viewer, const CaseState& state) : viewer_(viewer), state_(state) {}

    void hear(const v1::Event& event) {
        at_ = instant(event.now_ms());
        if (event.has_rung_reached())
            for (const auto& pick : event.rung_reached().picks())
                if (is_her_page(pick.page())) goes_on();
        if (event.has_person_paged() && is_her_page(event.person_paged().page())) goes_on();
        hear_of_a_page(event);
        hear_of_a_need(event);
        hear_of_a_pivot(event);
        hear_of_a_referral(event);
        hear_of_an_escort(event);
        hear_of_a_move(event);
    }

    [[nodiscard]] bool had_one() const { return had_one_; }
    [[nodiscard]] Instant since() const { return since_; }

private:
    void goes_on() {
        had_one_ = true;
        since_ = {};
    }
    void ends(bool told) { since_ = told ? at_ : Instant{}; }

    [[nodiscard]] bool is_hers(const std::string& person) const {
        return !person.empty() && person == viewer_.person;
    }
    [[nodiscard]] bool is_her_page(const std::string& id) const {
        const auto* need = state_.need_of_page(id);
        return need != nullptr && is_hers(need->pages.at(id).person) && !need->pages.at(id).copy;
    }

    void hear_of_a_page(const v1::Event& event) {
        const auto& answered = event.page_answered();
        const auto& down = event.page_stood_down();
        if (event.has_page_stood_down() && is_her_page(down.page()))
            ends(down.has_message() || is_hers(event.actor().person()));
        if (event.has_page_exhausted() && is_her_page(event.page_exhausted().page())) ends(false);
        if (!event.has_page_answered() || !is_her_page(answered.page())) return;
        const bool over = answered.answer() == v1::Answer::decline ||
                          answered.answer() == v1::Answer::release ||
                          answered.answer() == v1::Answer::done;
        over ? ends(true) : goes_on();
    }

    void hear_of_a_need(const v1::Event& event) {
        if (event.has_need_taken() && is_hers(event.need_taken().person())) goes_on();
        if (event.has_need_released() && is_hers(event.need_released().person()))
            ends(is_hers(event.actor().person()));
    }

    void hear_of_a_pivot(const v1::Event& event) {
        if (event.has_pivot_proposed() && is_hers(event.pivot_proposed().person())) goes_on();
        if (event.has_pivot_offered() && is_hers(event.pivot_offered().person())) goes_on();
        if (event.has_pivot_accepted()) {
            const bool hers = is_hers(event.pivot_accepted().person());
            if (hers) goes_on();
            // She offered it, and was told that she keeps it until the other says yes.
            if (follows_ && !hers) ends(true);
            follows_ = hers;
        }
        if (event.has_pivot_declined() && is_hers(event.pivot_declined().person())) {
            follows_ = false;
            ends(is_hers(event.actor().person()));
        }
    }

    // Of her organization: whoever answers there for it.
    void hear_of_a_referral(const v1::Event& event) {
        const auto& proposed = event.referral_proposed();
        if (event.has_referral_proposed() && viewer_.responder && !viewer_.organization.empty() &&
            proposed.organization() == viewer_.organization) {
            referrals_.insert(proposed.referral());
            goes_on();
        }
        const auto& answered = event.referral_answered();
        if (event.has_referral_answered() && referrals_.contains(answered.referral()))
            answered.accepted() ? goes_on() : ends(true);
        if (event.has_referral_ended() && referrals_.contains(event.referral_ended().referral()))
            ends(true);
    }

    void hear_of_an_escort(const v1::Event& event) {
        const auto& planned = event.escort_planned();
        if (event.has_escort_planned() && is_hers(planned.person())) {
            escorts_.insert(planned.escort());
            goes_on();
        }
        const auto& answered = event.escort_answered();
        if (event.has_escort_answered() && is_hers(answered.person())) {
            if (answered.accepted()) {
                escorts_.insert(answered.escort());
                goes_on();
            } else {
                escorts_.erase(answered.escort());
                ends(true);
            }
        }
        const auto state = event.escort_reported().state();
        if (event.has_escort_reported() && escorts_.contains(event.escort_reported().escort()) &&
            (state == v1::Escort::ended || state == v1::Escort::dropped))
            ends(event.escort_reported().has_message() || is_hers(event.actor().person()));
    }

    void hear_of_a_move(const v1::Event& event) {
        if (event.has_relocation_planned()) {
            receives_ = is_hers(event.relocation_planned().receiving());
            if (receives_) goes_on();
        }
        if (!receives_) return;
        if (event.has_relocation_answered())
            event.relocation_answered().accepted() ? goes_on() : ends(true);
        const auto state = event.relocation_reported().state();
        if (event.has_relocation_reported() &&
            (state == v1::Relocation::arrived || state == v1::Relocation::dropped))
            ends(event.relocation_reported().has_message() || is_hers(event.actor().person()));
    }

    const Viewer& viewer_;
    const CaseState& state_;
    Instant at_{};
    Instant since_{};
    bool had_one_ = false;
    bool follows_ = false;
    bool receives_ = false;
    std::set<std::string> referrals_;
    std::set<std::string> escorts_;
};

}  // namespace

OwnPart own_part(const Viewer& viewer, const CaseState& state,
                 const std::vector<v1::Event>& events) {
    bool learns = false;
    for (const auto& need : state.needs)
        for (const auto& [id, page] : need.pages) {
            if (viewer.person.empty() || page.person != viewer.person) continue;
            learns = learns || page.copy;
            if (!page.copy && page.waiting() && !state.over() && !need.settled())
                return {.part = Part::awaited};
        }
    Following hers(viewer, state);
    for (const auto& event : events) hers.hear(event);
    if (hers.had_one()) return {.part = Part::ended, .since = hers.since()};
    return {.part = learns ? Part::learning : Part::none};
}

}  // namespace relais::domain
