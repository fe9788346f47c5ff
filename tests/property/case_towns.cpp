#include "tests/property/case_towns.hpp"

#include <algorithm>

#include "common/domain/limits.hpp"

namespace relais::test {
namespace {

void crowd(World& world) {
    for (auto& roster : *world.data().mutable_rosters()) {
        if (roster.coordination()) continue;
        auto learning = roster.layers(0);
        learning.set_id("learning");
        learning.set_trainee(true);
        learning.mutable_rotation()->mutable_turns(0)->clear_people();
        for (int index = 0; index < 170; ++index) {
            const auto id = "learner-" + std::to_string(world.data().people_size());
            auto person = world.person(roster.layers(0).rotation().turns(0).people(0));
            person.set_id(id);
            *world.data().add_people() = std::move(person);
            learning.mutable_rotation()->mutable_turns(0)->add_people(id);
        }
        *roster.add_layers() = learning;
    }
}

}  // namespace

World town(bool crowded) {
    World world;
    world.organization("boussole", v1::Sector::victim_services);
    world.roster(v1::Sector::victim_services, "06", {{"vera"}});
    world.rule(v1::Need::accompaniment, v1::Sector::victim_services);
    auto& permit = *world.data().add_clocks();
    permit.set_id("permit");
    permit.set_within_hours(2);
    permit.set_warn_hours(1);
    auto& committee = *world.data().add_committees();
    committee.set_id("privacy");
    committee.add_scopes(v1::Scope::privacy);
    committee.add_members("paul");
    if (crowded) crowd(world);
    return world;
}

v1::Command opening_of(unsigned kind) {
    v1::Command opening;
    if (kind == 1) {
        opening.mutable_raise_alarm()->set_alarm("alert_quarantined");
        opening.mutable_raise_alarm()->set_territory("06");
        return opening;
    }
    auto& open = *opening.mutable_open_case();
    open.set_territory("06");
    open.add_exclusions()->set_person("omar");
    if (kind == 2) {
        open.set_advice(true);
        return opening;
    }
    for (const auto need : all_needs) open.add_needs()->set_need(need);
    open.mutable_note()->set_box("sealed");
    open.mutable_her_words()->set_box("sealed");
    if (kind == 3) open.set_gender_preference(v1::GenderPreference::woman);
    if (kind == 4) open.add_circumstances(v1::Circumstance::organized_crime);
    return opening;
}

void fill(Story& story) {
    while (story.state.version + 1 < domain::events_max) {
        v1::Event event;
        event.set_version(story.state.version + 1);
        event.set_now_ms(to_ms(std::max(story.now, story.state.last_now)));
        event.mutable_advice_given()->mutable_advice()->set_box("sealed");
        story.state = domain::evolve(std::move(story.state), event);
        story.history.push_back(std::move(event));
    }
}

}  // namespace relais::test
