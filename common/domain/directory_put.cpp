#include "common/domain/directory_put.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace relais::domain {

Decision decide(const DirectoryState& state, const v1::Command& command, Instant now,
                const Directory&) {
    if (!command.has_put_directory())
        return std::unexpected(v1::Rejection::command_not_for_this_aggregate);
    const auto expected = command.put_directory().expected_revision();
    if (expected != 0 && expected != state.version)
        return std::unexpected(v1::Rejection::revision_moved_on);
    if (!faults_of(command.put_directory().directory()).empty())
        return std::unexpected(v1::Rejection::directory_faulty);
    v1::Event event;
    event.set_version(state.version + 1);
    event.set_now_ms(to_ms(std::max(now, state.last_now)));
    event.set_command_id(command.command_id());
    *event.mutable_actor() = command.actor();
    auto& put = *event.mutable_directory_put();
    *put.mutable_directory() = command.put_directory().directory();
    *put.mutable_cards() = command.put_directory().cards();
    put.mutable_directory()->set_revision(event.version());
    return std::vector{std::move(event)};
}

DirectoryState evolve(DirectoryState state, const v1::Event& event) {
    check(event.version() == state.version + 1 && event.has_directory_put(),
          "events of the directory are folded in order");
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    return state;
}

std::map<std::string, Instant> deadlines(const DirectoryState&) { return {}; }

}  // namespace relais::domain
