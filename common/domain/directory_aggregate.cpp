#include "common/domain/directory_aggregate.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/admission.hpp"
#include "common/domain/directory_change.hpp"
#include "common/domain/freshness.hpp"

namespace relais::domain {
namespace {

v1::Event next_event(const DirectoryState& state, const v1::Command& command, Instant now) {
    v1::Event event;
    event.set_version(state.version + 1);
    event.set_now_ms(to_ms(std::max(now, state.last_now)));
    event.set_command_id(command.command_id());
    *event.mutable_actor() = command.actor();
    return event;
}

bool moved_on(const DirectoryState& state, std::uint64_t expected) {
    return expected != 0 && expected != state.version;
}

v1::Event whole(v1::Event event, const DirectoryState& state, std::string why) {
    auto& put = *event.mutable_directory_put();
    *put.mutable_directory() = state.data;
    for (const auto& [person, card] : state.cards) *put.add_cards() = card;
    put.set_why(std::move(why));
    return event;
}

Decision decide_put(const DirectoryState& state, const v1::PutDirectory& asked, v1::Event event) {
    if (moved_on(state, asked.expected_revision()))
        return std::unexpected(v1::Rejection::revision_moved_on);
    if (!faults_of(asked.directory()).empty())
        return std::unexpected(v1::Rejection::directory_faulty);
    auto& put = *event.mutable_directory_put();
    *put.mutable_directory() = asked.directory();
    *put.mutable_cards() = asked.cards();
    put.mutable_directory()->set_revision(event.version());
    assure_whole(*put.mutable_directory(), state.data, event.actor().person(),
                 instant(event.now_ms()));
    return std::vector{std::move(event)};
}

// What is assured stands after the change.
bool names_nothing(const v1::Directory& changed, const v1::ChangeDirectory& change) {
    v1::ChangeDirectory assured;
    *assured.mutable_removed() = change.assured();
    return std::ranges::any_of(change.put(),
                               [](const auto& entry) { return name_of(entry).id().empty(); }) ||
           difference({}, only(changed, assured)).put_size() != change.assured_size();
}

Decision decide_change(const DirectoryState& state, const v1::ChangeDirectory& change,
                       v1::Event event) {
    if (moved_on(state, change.expected_revision()))
        return std::unexpected(v1::Rejection::revision_moved_on);
    const auto changed = apply(state.data, change);
    if (names_nothing(changed, change) || !faults_of(changed).empty() ||
        !admission_faults(state.data, changed).empty())
        return std::unexpected(v1::Rejection::directory_faulty);
    *event.mutable_directory_changed()->mutable_change() = change;
    if (event.version() == whole_directory_before(event.version())) {
        const auto folded = evolve(state, event);
        event = whole(std::move(event), folded, change.why());
    }
    return std::vector{std::move(event)};
}

// Whoever is removed takes her card with her.
void change_cards(DirectoryState& state, const v1::ChangeDirectory& change,
                  const std::string& command_id) {
    for (const auto& name : change.removed()) {
        if (name.kind() == "person") state.cards.erase(name.id());
        if (name.kind() == "roster") state.cards.erase("roster/" + name.id());
    }
    for (const auto& card : change.cards()) {
        auto& kept = state.cards[card.person()];
        kept = card;
        if (kept.command().empty()) kept.set_command(command_id);
    }
}

}  // namespace

std::uint64_t whole_directory_before(std::uint64_t version) {
    return std::max<std::uint64_t>(version - version % whole_directory_every, 1);
}

Decision decide(const DirectoryState& state, const v1::Command& command, Instant now,
                const Directory&) {
    auto event = next_event(state, command, now);
    if (command.has_put_directory())
        return decide_put(state, command.put_directory(), std::move(event));
    if (command.has_change_directory())
        return decide_change(state, command.change_directory(), std::move(event));
    return std::unexpected(v1::Rejection::command_not_for_this_aggregate);
}

DirectoryState evolve(DirectoryState state, const v1::Event& event) {
    if (event.has_directory_put()) {
        check(event.version() > state.version, "events of the directory are folded in order");
        state.data = event.directory_put().directory();
        v1::ChangeDirectory all;
        *all.mutable_cards() = event.directory_put().cards();
        state.cards.clear();
        change_cards(state, all, event.command_id());
    } else {
        check(event.version() == state.version + 1 && event.has_directory_changed(),
              "events of the directory are folded in order");
        state.data = apply(std::move(state.data), event.directory_changed().change());
        assure(state.data, event.directory_changed().change(), event.actor().person(),
               instant(event.now_ms()));
        change_cards(state, event.directory_changed().change(), event.command_id());
    }
    state.data.set_revision(event.version());
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    return state;
}

std::map<std::string, Instant> deadlines(const DirectoryState&) { return {}; }

}  // namespace relais::domain
