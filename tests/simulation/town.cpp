// Where every night happens, and what may change there while a case is open.
#include <algorithm>

#include "tests/simulation/night.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

v1::Roster& roster_of(World& world, v1::Sector::Code sector) {
    auto& rosters = *world.data().mutable_rosters();
    return *std::ranges::find_if(rosters, [&](const auto& one) {
        return one.sector() == sector && one.territories(0) == "06";
    });
}

World as_it_was() {
    World world;
    // Two beds' worth of people are wanted, and three stand behind each other.
    for (auto& rule : *world.data().mutable_need_rules())
        if (rule.need() == v1::Need::emergency_shelter) rule.set_quota(2);
    world.roster(v1::Sector::shelter, "06", {{"ines", "paul"}, {"rose"}});
    roster_of(world, v1::Sector::shelter)
        .mutable_layers()
        ->Swap(world.data().mutable_rosters()->rbegin()->mutable_layers());
    world.data().mutable_rosters()->RemoveLast();
    // She stands on two rosters of one sector, and is one person.
    world.roster(v1::Sector::health, "06", {{"nadia", "odette"}});
    world.data().mutable_rosters()->rbegin()->set_id("roster-health-night");
    // And so does one of those of whom two are wanted.
    world.roster(v1::Sector::shelter, "06", {{"ines"}});
    world.data().mutable_rosters()->rbegin()->set_id("roster-shelter-night");
    world.organization("boussole", v1::Sector::victim_services);
    world.organization("dpj", v1::Sector::youth_protection);
    world.roster(v1::Sector::victim_services, "06", {{"vera"}, {"yann"}});
    world.roster(v1::Sector::youth_protection, "06", {{"delphine"}});
    world.rule(v1::Need::accompaniment, v1::Sector::victim_services);
    world.rule(v1::Need::youth_protection, v1::Sector::youth_protection);
    world.rule(v1::Need::youth_transition, v1::Sector::victim_services);
    auto& safe_place = *world.data().add_milestones();
    safe_place.set_milestone(v1::Milestone::safe_place);
    safe_place.set_within_minutes(150);
    return world;
}

template <class Change>
domain::DirectoryPtr after(Change change) {
    auto world = as_it_was();
    change(world);
    return world.directory();
}

void leave(World& world, const std::string& id) {
    auto& everybody = *world.data().mutable_people();
    everybody.erase(std::ranges::find(everybody, id, &v1::Person::id));
    for (auto& roster : *world.data().mutable_rosters())
        for (auto& layer : *roster.mutable_layers())
            for (auto& turn : *layer.mutable_rotation()->mutable_turns()) {
                auto& named = *turn.mutable_people();
                named.erase(std::remove(named.begin(), named.end(), id), named.end());
            }
}

}  // namespace

Town town() {
    return {as_it_was().directory(),
            {after([](World& world) { end_membership(world, "hospital"); }),
             after([](World& world) { end_membership(world, "boussole"); }),
             after([](World& world) { leave(world, "ines"); }), after([](World& world) {
                 roster_of(world, v1::Sector::health)
                     .mutable_layers(0)
                     ->mutable_rotation()
                     ->mutable_turns(0)
                     ->set_people(0, "omar");
             })}};
}

}  // namespace relais::test
