#include "common/store/commit_parts.hpp"

#include <algorithm>
#include <iterator>

#include "common/domain/effects.hpp"

namespace relais::store {
namespace {

constexpr std::size_t disarmed_max = 900;  // what one commit may disarm is a thousand

}  // namespace

void move_deadlines(const Deadlines& before, const Deadlines& after,
                    const std::vector<std::string>& fired, Commit& commit) {
    for (const auto& [name, due] : after) {
        const auto was = before.find(name);
        const bool gone = std::ranges::find(fired, name) != fired.end();
        if (gone || was == before.end() || was->second != due) commit.arm.push_back({name, due});
    }
    for (const auto& [name, due] : before)
        if (!after.contains(name)) commit.disarm.push_back(name);
}

void move_deadlines(const Deadlines& due, const std::set<std::string>& moved,
                    const std::vector<std::string>& fired, Commit& commit) {
    const auto move = [&](const std::string& name) {
        const auto armed = due.find(name);
        if (armed != due.end())
            commit.arm.push_back({name, armed->second});
        else if (commit.disarm.size() < disarmed_max)
            commit.disarm.push_back(name);
    };
    for (const auto& name : moved) move(name);
    for (const auto& name : fired)
        if (!moved.contains(name) && due.contains(name)) move(name);
}

void add_effects(std::uint64_t version, Commit& commit) {
    auto effects = domain::effects(commit.aggregate, commit.events);
    commit.outbox_first = std::move(effects.first);
    commit.outbox_rest = std::move(effects.rest);
    std::ranges::move(effects.mail, std::back_inserter(commit.mail));
    commit.echo.set_aggregate(commit.aggregate);
    commit.echo.set_version(version);
    if (commit.summary) {
        commit.echo.set_person(commit.summary->raised_by());
        commit.echo.set_restricted(commit.summary->restricted());
        commit.echo.set_territory(commit.summary->territory());
    }
    for (const auto& event : commit.events) commit.echo.add_kinds(domain::kind_of(event));
}

}  // namespace relais::store
