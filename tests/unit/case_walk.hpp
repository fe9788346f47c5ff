// To walk a state machine: some states, some commands, and what each of the second does in each of
// the first. A cell is the first event, "nothing", or the name of the refusal.
#pragma once

#include <functional>
#include <sstream>

#include "tests/unit/case_wishes.hpp"

namespace relais::test {

struct State {
    std::string name;
    std::function<Story()> story;
};

struct Row {
    std::string name;
    std::function<v1::Command(const Story&)> command;
    std::string cells;  // one for each state, with a blank between
    std::string person = "coralie";
    Duration later{};  // than the state was reached
};

// Of whoever coordinates, unless it says otherwise.
template <class Set>
std::function<v1::Command(const Story&)> wish(Set set) {
    return [set](const Story& story) {
        v1::Command command;
        command.mutable_actor()->set_role(v1::Role::coordinator);
        if constexpr (std::is_invocable_v<Set, v1::Command&, const Story&>)
            set(command, story);
        else
            set(command);
        return command;
    };
}

inline std::string cell(Story story, const Row& row) {
    const auto before = story.state;
    story.now += row.later;
    const auto events = story.when(row.command(story), row.person);
    if (story.rejection == v1::Rejection::none)
        return events.empty() ? "nothing" : domain::kind_of(events[0]);
    EXPECT_EQ(story.state, before) << "what is refused changes nothing";
    return "no:" + v1::Rejection::Code_Name(story.rejection);
}

inline void walk(const std::vector<State>& states, const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        std::istringstream cells(row.cells);
        for (const auto& [name, story_of] : states) {
            std::string expected;
            cells >> expected;
            EXPECT_EQ(cell(story_of(), row), expected) << row.name << " in " << name;
        }
        std::string more;
        EXPECT_FALSE(cells >> more) << row.name << " has a cell of no state: " << more;
    }
}

}  // namespace relais::test
