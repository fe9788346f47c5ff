// A world with a coalition in it: a hospital that applies, whose nadia speaks for it, two criteria,
// and a committee that decides about memberships.
#pragma once

#include <algorithm>

#include "common/domain/directory_aggregate.hpp"
#include "tests/unit/rosters.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {

inline v1::Organization& organization_of(v1::Directory& directory, const std::string& id) {
    auto& all = *directory.mutable_organizations();
    return *std::ranges::find(all, id, [](const auto& one) -> const auto& { return one.id(); });
}

inline void add_step(v1::Organization& organization, v1::MembershipStep::State state,
                     Instant from) {
    auto& added = *organization.add_membership();
    added.set_state(state);
    *added.mutable_from() = stamp(text_of(from));
}

inline v1::EntryName entry(const std::string& kind, const std::string& id) {
    v1::EntryName name;
    name.set_kind(kind);
    name.set_id(id);
    return name;
}

class Coalition {
public:
    Coalition() {
        for (const char* id : {"charter", "training"}) {
            auto& criterion = *data().add_criteria();
            criterion.set_id(id);
            criterion.set_name_fr(id);
            criterion.set_name_en(id);
        }
        auto& committee = *data().add_committees();
        committee.set_id("members");
        committee.set_name_fr("Adhésions");
        committee.set_name_en("Memberships");
        committee.add_members("coralie");
        committee.set_chair("coralie");
        committee.add_scopes(v1::Scope::membership);
        add_step(hospital(), v1::MembershipStep::applied, night - 48h);
        hospital().set_representative("nadia");
        state = put(data());
    }
    [[nodiscard]] v1::Directory& data() { return world.data(); }
    [[nodiscard]] v1::Organization& hospital() { return organization_of(data(), "hospital"); }

    // A directory put whole, by alice.
    static domain::DirectoryState put(const v1::Directory& data) {
        v1::Command command;
        *command.mutable_put_directory()->mutable_directory() = data;
        command.mutable_actor()->set_person("alice");
        auto decision = domain::decide(domain::DirectoryState{}, command, night, {});
        EXPECT_TRUE(decision);
        return decision ? domain::evolve(domain::DirectoryState{}, decision->at(0))
                        : domain::DirectoryState{};
    }
    // none, and then the state has moved on; or why not.
    v1::Rejection::Code change(const v1::ChangeDirectory& asked, Instant at,
                               const std::string& person = "alice") {
        v1::Command command;
        *command.mutable_change_directory() = asked;
        command.mutable_actor()->set_person(person);
        auto decision = domain::decide(state, command, at, {});
        if (!decision) return decision.error();
        state = domain::evolve(std::move(state), decision->at(0));
        return v1::Rejection::none;
    }
    static v1::ChangeDirectory putting(const v1::Organization& organization) {
        v1::ChangeDirectory change;
        *change.add_put()->mutable_organization() = organization;
        return change;
    }
    static v1::ChangeDirectory putting(const v1::Person& person) {
        v1::ChangeDirectory change;
        *change.add_put()->mutable_person() = person;
        return change;
    }

    World world;
    domain::DirectoryState state;
};

}  // namespace relais::test
