// What a commit holds beside the events themselves, derived from them: which timers move, what
// leaves, what is echoed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/store/store.hpp"

namespace relais::store {

using Deadlines = std::map<std::string, Instant>;

// A timer that fired is gone from the store: it is armed again if it still stands.
void move_deadlines(const Deadlines& before, const Deadlines& after,
                    const std::vector<std::string>& fired, Commit& commit);
// The same where the state says which of them moved. Of very many that are over some are left in
// the store: they fire and find nothing due.
void move_deadlines(const Deadlines& due, const std::set<std::string>& moved,
                    const std::vector<std::string>& fired, Commit& commit);

// Messages, mail and the echo of commit.events; aggregate and summary are set already.
void add_effects(std::uint64_t version, Commit& commit);

}  // namespace relais::store
