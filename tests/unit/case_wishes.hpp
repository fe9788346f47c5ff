// What the stories of a case ask for again and again.
#pragma once

#include "tests/unit/world.hpp"

namespace relais::test {

inline constexpr auto care = v1::Need::immediate_care;
inline constexpr auto shelter = v1::Need::emergency_shelter;
inline constexpr auto police = v1::Need::police_protection;

// A case of one need that nadia said she comes for.
inline Story accepted(World world = World{}, std::uint32_t eta = 20) {
    Story story{world};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    story.answer(story.page_of("nadia"), v1::Answer::accept, eta);
    return story;
}

inline std::vector<v1::Event> settle(Story& story, v1::Need::Kind need, v1::Outcome::Code outcome,
                                     v1::Outcome::Why why = v1::Outcome::why_unknown) {
    v1::Command command;
    command.mutable_settle_need()->set_need(need);
    command.mutable_settle_need()->set_outcome(outcome);
    command.mutable_settle_need()->set_why(why);
    return story.when(command, "coralie");
}

inline std::vector<v1::Event> add_need(Story& story, v1::Need::Kind need,
                                       v1::ConsentBasis::Code basis = v1::ConsentBasis::unknown) {
    v1::Command command;
    command.mutable_add_need()->set_need(need);
    command.mutable_add_need()->set_basis(basis);
    return story.when(command);
}

// From an instant on, the night unless another is told.
inline void end_membership(World& world, const std::string& id, Instant from = night) {
    for (auto& organization : *world.data().mutable_organizations()) {
        if (organization.id() != id) continue;
        if (organization.membership().empty())
            organization.add_membership()->set_state(v1::MembershipStep::admitted);
        auto& ended = *organization.add_membership();
        ended.set_state(v1::MembershipStep::ended);
        ended.mutable_from()->set_seconds(to_ms(from) / 1000);
    }
}

}  // namespace relais::test
