#include "services/gateway/screens/awaits.hpp"

#include <algorithm>

#include "common/domain/her_word.hpp"
#include "services/gateway/screens/her_record.hpp"
#include "services/gateway/screens/need_mark.hpp"

namespace relais::gateway::screens {
namespace {

class Awaits {
public:
    Awaits(const View& view, const domain::CaseState& state, const domain::Directory* directory,
           const NameOf& person)
        : view_(view), state_(state), directory_(directory), person_(person) {}

    std::vector<std::string> all() {
        for (const auto& need : state_.needs)
            if (need.kind != v1::Need::unknown) of(need);
        for (const auto& [milestone, record] : state_.milestones)
            if (record.missed && record.reached == Instant{})
                add("milestone",
                    {{"what", view_.say("milestone." + v1::Milestone::Kind_Name(milestone))}});
        for (const auto& one : state_.referrals) of(one);
        for (const auto& one : state_.escorts)
            if (one.late && !one.over())
                add("escort", {{"what", view_.say("escort_purpose." +
                                                  v1::Escort::Purpose_Name(one.purpose))}});
        of_move();
        for (const auto& one : state_.clocks)
            if (one.runs() && one.warned)
                add("clock",
                    {{"what", directory_ == nullptr
                                  ? one.clock
                                  : clock_in_words(*directory_, view_.language, one.clock)},
                     {"moment", view_.moment(to_ms(one.due))}});
        for (const auto& one : state_.readings)
            if (one.allowed_by.empty() && one.until > view_.now)
                add("reading",
                    {{"who", person_(one.person)},
                     {"what", view_.say("sealed_field." + v1::SealedField::Code_Name(one.field))}});
        if (state_.held_until > view_.now) add("held", {});
        if (state_.history_full) add("history_full", {});
        if (lines_.empty()) add("look", {});
        return std::move(lines_);
    }

private:
    void add(const char* key, const words::Arguments& values) {
        lines_.push_back(view_.say(std::string("awaits.") + key, values));
    }
    void of(const domain::NeedState& need) {
        const auto what = view_.say("need." + v1::Need::Kind_Name(need.kind));
        if (domain::her_word_awaited(need))
            add("her_word", {{"what", what}});
        else if (need.open() && need.on_last_rung)
            add("last_rung", {{"what", what}});
        for (const auto& [id, page] : need.pages)
            if (awaited(page) || (need.open() && still_expected(need, page)))
                add("late", {{"what", what}, {"who", person_(page.person)}});
    }
    // What another took on since then awaits nobody.
    void of(const domain::ReferralRecord& one) {
        const bool ended =
            one.state == v1::Referral::declined || one.state == v1::Referral::expired;
        const bool another = std::ranges::any_of(state_.referrals, [&](const auto& other) {
            return other.need == one.need && (other.stands() || other.state == v1::Referral::done);
        });
        if (!ended || another) return;
        const auto* known =
            directory_ == nullptr ? nullptr : directory_->organization(one.organization);
        add(one.state == v1::Referral::declined ? "referral_declined" : "referral_expired",
            {{"who", known == nullptr ? one.organization : known->name()}});
    }
    void of_move() {
        if (!state_.relocation) return;
        const bool arrived = state_.relocation->state == v1::Relocation::arrived;
        if (arrived && std::ranges::any_of(state_.needs, [](const domain::NeedState& need) {
                return need.kind != v1::Need::unknown && need.open();
            }))
            add("move_arrived", {});
        if (state_.relocation->over()) return;
        if (state_.relocation->receiving.empty())
            add("move_nobody", {});
        else if (state_.relocation->late)
            add("move_late", {});
    }

    const View& view_;
    const domain::CaseState& state_;
    const domain::Directory* directory_;
    const NameOf& person_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> awaits_of(const View& view, const domain::CaseState& state,
                                   const domain::Directory* directory, const NameOf& person) {
    return Awaits(view, state, directory, person).all();
}

}  // namespace relais::gateway::screens
