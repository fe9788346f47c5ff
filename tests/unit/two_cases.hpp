// A case that goes on, its duplicate, and the courier between them.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/case_wishes.hpp"

namespace relais::test {

inline v1::Command merge_into(const std::string& uuid) {
    v1::Command command;
    command.mutable_merge_case()->set_into(uuid);
    return command;
}

struct Two {
    explicit Two(const World& world = World{}) : kept(world), duplicate(world) {
        duplicate.state.aggregate = "case/duplicate";
        kept.alert({care});
        duplicate.alert({care, shelter});
    }

    // Everything that the events ask of the other case, until nobody asks anything any more.
    void carry(const Story& from, const std::vector<v1::Event>& events) {
        for (const auto& mail : domain::effects(from.state.aggregate, events).mail) {
            auto& to = mail.aggregate() == kept.state.aggregate ? kept : duplicate;
            ASSERT_EQ(mail.aggregate(), to.state.aggregate);
            letters.push_back(mail);
            carry(to, to.when(mail, ""));
        }
    }
    void tell(Story& story, const v1::Command& command) {
        carry(story, story.when(command, "coralie"));
    }
    void merge() { tell(duplicate, merge_into(kept.state.uuid())); }
    void unmerge() {
        v1::Command command;
        command.mutable_unmerge_case()->set_reason("two_people");
        tell(duplicate, command);
    }

    Story kept;
    Story duplicate;
    std::vector<v1::Command> letters;
};

}  // namespace relais::test
