// One case, from its alert to its end, with people and faults out of one seed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/directory.hpp"

namespace relais::test {

// What goes wrong in a service that is not ours.
enum class Bug {
    none,
    no_version_check,
    acceptance_ends_everything,
    empty_rung_waits,
    timer_lost,
    quota_off_by_one,
    page_after_stand_down,
    consent_ignored,
    wrong_clock,
    ladder_burst,
    release_forgotten,
    clock_believed,
};

struct Night {
    std::size_t steps = 0;
    std::size_t events = 0;
    std::size_t pages = 0;
    std::string fingerprint;            // of the whole history
    std::optional<std::string> broken;  // the law, and after how many steps
    bool closed = false;
};

// The town of every night: a quota of two, somebody on two rosters, an empty rung, police that want
// her consent; and what it may become while a case is open: somebody leaves, a membership ends, a
// roster has other names.
struct Town {
    domain::DirectoryPtr as_it_was;
    std::vector<domain::DirectoryPtr> changed;
};

[[nodiscard]] Town town();
[[nodiscard]] Night live(const Town& town, std::uint64_t seed, Bug bug = Bug::none);

}  // namespace relais::test
