// What has happened lately, in memory: who was called and who is on her way (of the cases of the
// last twelve hours), and the beds of shelters. It is read from the events themselves, so that it
// is the same after a restart; what came since is all that is read again.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/domain/beds.hpp"
#include "common/domain/known.hpp"
#include "common/store/store.hpp"

namespace relais::store {

class LiveKnown {
public:
    explicit LiveKnown(Store& store) : store_(store) {}

    // A Fault leaves what was known. Costs one reading of the index, and of each case that moved.
    [[nodiscard]] awaitable<Result<void>> read_load(Instant now);
    [[nodiscard]] awaitable<Result<void>> read_beds(std::string organization);
    // Of all of these shelters; those of a directory: see shelters_of.
    [[nodiscard]] awaitable<Result<void>> read_all_beds(std::vector<std::string> organizations);

    // What was committed here. False: beds of which something before is not known; read them.
    bool note(const std::string& aggregate, const std::vector<v1::Event>& events);

    [[nodiscard]] const domain::Known& now() const { return known_; }
    // As last read.
    [[nodiscard]] const domain::BedsState& beds(const std::string& organization) {
        return beds_[organization];
    }

private:
    void note_case(const std::string& aggregate, const v1::Event& event);
    bool note_beds(const std::string& organization, const v1::Event& event);
    [[nodiscard]] awaitable<Result<void>> read_cases(std::vector<std::string> aggregates,
                                                     Instant since);

    Store& store_;
    domain::Known known_;
    std::map<std::string, domain::BedsState> beds_;
    std::unordered_map<std::string, std::uint64_t> seen_;  // versions of cases, as far as noted
};

[[nodiscard]] std::vector<std::string> shelters_of(const domain::Directory& directory);

}  // namespace relais::store
