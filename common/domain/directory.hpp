// The directory as a decision reads it: the same data as v1::Directory, with the look-ups that
// matching needs. Immutable; a new revision is a new object. It never holds a card: names,
// telephones and addresses are not its business.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/domain/membership.hpp"
#include "common/domain/roster.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::domain {

// One thing wrong with a directory: where ("rosters[3].layers[0].rotation.turns[1].people[0]") and
// why, as a code that words can say ("person_unknown") and the value at fault.
struct DirectoryFault {
    std::string path;
    std::string reason;
    std::string value;
    friend bool operator==(const DirectoryFault&, const DirectoryFault&) = default;
};

// Every fault of a directory: dangling references, ids used twice, unknown zones, ladders that do
// not end at the coordinator, empty territories … An empty answer means it may be used.
[[nodiscard]] std::vector<DirectoryFault> faults_of(const v1::Directory& directory);

class Directory {
public:
    Directory() = default;
    // The directory must have no faults (see faults_of). Timetables are made here, once, with the
    // rules of the tz database as they are now: to take new ones, make the directory anew.
    explicit Directory(v1::Directory data);
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] const v1::Directory& data() const { return data_; }
    [[nodiscard]] std::uint64_t revision() const { return data_.revision(); }
    // Null when unknown.
    [[nodiscard]] const v1::Territory* territory(std::string_view id) const;
    [[nodiscard]] const v1::Organization* organization(std::string_view id) const;
    [[nodiscard]] const v1::Person* person(std::string_view id) const;
    [[nodiscard]] const v1::Ladder* ladder(std::string_view id) const;
    [[nodiscard]] const v1::NeedRule* rule(v1::Need::Kind need) const;
    // Rosters of a sector in a territory, by their id; of coordination with Sector::unknown.
    [[nodiscard]] const std::vector<const v1::Roster*>& rosters(v1::Sector::Code sector,
                                                                std::string_view territory) const;
    // Of a roster of this very directory: those who belong, as they stand on call.
    [[nodiscard]] const Timetable& timetable(const v1::Roster& roster) const;
    // The same as if everybody belonged, to say who does not; null when everybody always does.
    [[nodiscard]] const Timetable* as_if_all_belonged(const v1::Roster& roster) const;
    // What the organization agreed to; true when there is nothing that it left out.
    [[nodiscard]] bool agreed(std::string_view organization, v1::Sector::Code sector,
                              const std::string& territory, Instant at) const;

private:
    v1::Directory data_;
    std::unordered_map<std::string_view, const v1::Territory*> territories_;
    std::unordered_map<std::string_view, const v1::Organization*> organizations_;
    std::unordered_map<std::string_view, const v1::Person*> people_;
    std::unordered_map<std::string_view, const v1::Ladder*> ladders_;
    std::unordered_map<int, const v1::NeedRule*> rules_;
    std::unordered_map<std::string, std::vector<const v1::Roster*>> rosters_;
    std::unordered_map<const v1::Roster*, Timetable> timetables_;
    std::unordered_map<const v1::Roster*, Timetable> as_if_all_belonged_;
    std::unordered_map<std::string_view, Agreed> agreed_;
};

// Whoever coordinates at an instant in a territory, no trainee; the empty text: wherever it is.
[[nodiscard]] std::vector<std::string> coordinators_on_duty(const Directory& directory,
                                                            const std::string& territory,
                                                            Instant at);

using DirectoryPtr = std::shared_ptr<const Directory>;

}  // namespace relais::domain
