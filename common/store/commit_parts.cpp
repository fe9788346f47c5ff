#include "common/store/commit_parts.hpp"

#include <algorithm>

#include "common/domain/effects.hpp"

namespace relais::store {

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

void add_effects(std::uint64_t version, Commit& commit) {
    auto effects = domain::effects(commit.aggregate, commit.events);
    commit.outbox_first = std::move(effects.first);
    commit.outbox_rest = std::move(effects.rest);
    commit.mail = std::move(effects.mail);
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
