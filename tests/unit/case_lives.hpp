// How the lives of a case begin that are told again and again: paging, taken back, refused; beside
// a clinic, or with somebody who learns.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/case_wishes.hpp"

namespace relais::test {

inline Story opened(const World& world = World{}) {
    Story story{world};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    return story;
}

inline std::vector<v1::Event> refuse(Story& story) {
    v1::Command command;
    command.mutable_refuse_need()->set_need(care);
    return story.when(command);
}

inline std::vector<v1::Event> withdraw(Story& story) {
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(v1::Sector::health);
    return story.when(command);
}

inline World beside_a_clinic() {
    World world;
    world.organization("clinic", v1::Sector::crisis);
    world.roster(v1::Sector::crisis, "06", {{"camille"}});
    return world;
}

inline World with_learner(const std::string& roster_of) {
    World world;
    for (auto& roster : *world.data().mutable_rosters()) {
        if (roster.id() != roster_of) continue;
        auto learning = roster.layers(0);
        learning.set_id("learning");
        learning.set_trainee(true);
        learning.mutable_rotation()->mutable_turns(0)->set_people(0, "tina");
        *roster.add_layers() = learning;
    }
    auto tina = world.person("nadia");
    tina.set_id("tina");
    *world.data().add_people() = tina;
    return world;
}

inline const domain::PageRecord& page_that(const Story& story, const std::string& person) {
    const auto id = story.page_of(person);
    return story.state.need_of_page(id)->pages.at(id);
}

}  // namespace relais::test
