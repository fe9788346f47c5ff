// From commands in hand to what one commit writes: the core decides each on the state that the ones
// before it left. Pure; the state runs ahead of the store until the commit is done.
//
// Kind gives: State, with decide, evolve and deadlines (found by argument), and
//   static std::optional<v1::CaseSummary> summary(const State&)
// A state that has too much behind it to be copied is folded in place: its evolve gives nothing
// back, state.moved says which deadlines moved, and its Kind gives
//   static void fold(State&, const v1::Event&, std::vector<v1::Command>& mail)
//   static std::string summary(const State&)   what the index holds of it
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/directory.hpp"
#include "common/domain/known.hpp"
#include "common/store/commit_parts.hpp"

namespace relais::store {

// Gives everything but partition, chain and group. The triggers learn how they were answered.
template <class Kind>
[[nodiscard]] Commit decide_batch(typename Kind::State& state, std::vector<Trigger>& batch,
                                  Instant now, const domain::Directory& directory,
                                  const domain::Known& known = {}) {
    constexpr bool in_place = requires(Commit& one) {
        Kind::fold(state, v1::Event(), one.mail);
        state.moved;
    };
    const Deadlines before = in_place ? Deadlines{} : Deadlines(deadlines(state));
    Commit commit;
    commit.aggregate = state.aggregate;
    commit.expected_version = state.version;
    commit.now = std::max(now, state.last_now);
    std::vector<std::string> fired;
    for (auto& trigger : batch) {
        trigger.rejection = v1::Rejection::none;
        if (trigger.command.has_fire_deadline())
            fired.push_back(trigger.command.fire_deadline().deadline());
        auto decision = [&] {
            if constexpr (requires { decide(state, trigger.command, now, directory, known); })
                return decide(state, trigger.command, commit.now, directory, known);
            else
                return decide(state, trigger.command, commit.now, directory);
        }();
        if (!decision) {
            trigger.rejection = decision.error();
        } else {
            for (auto& event : *decision) {
                if constexpr (in_place)
                    Kind::fold(state, event, commit.mail);
                else
                    state = evolve(std::move(state), event);
                commit.events.push_back(std::move(event));
            }
        }
        if (trigger.command.command_id().empty()) continue;  // a timer: nobody waits for it
        auto& outcome = *commit.echo.add_outcomes();
        outcome.set_command_id(trigger.command.command_id());
        outcome.set_rejection(trigger.rejection);
    }
    if constexpr (in_place) {
        move_deadlines(deadlines(state), state.moved, fired, commit);
        state.moved.clear();
        commit.indexed = Kind::summary(state);
    } else {
        move_deadlines(before, deadlines(state), fired, commit);
        commit.summary = Kind::summary(state);
    }
    add_effects(state.version, commit);
    commit.triggers = batch;
    return commit;
}

}  // namespace relais::store
