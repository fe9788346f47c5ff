// Changing who is on call: a change leads from one directory without faults to another one, or is
// refused with everything that is wrong with it. What was, was: nothing that is over is added or
// taken away, and what has begun ends now. Pure; who stores the new directory sees to revisions.
#pragma once

#include <chrono>
#include <expected>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/roster_change.pb.h"

namespace relais::domain {

// A preview shows the period of what changes, at most this much of it; a layer has none, so the
// coming weeks are shown.
inline constexpr Duration preview_max = std::chrono::days(60);
inline constexpr Duration preview_of_layer = std::chrono::days(28);

// Paths are those of the change where it is at fault ("addOverride.until"), else of the directory.
using Changed = std::expected<v1::Directory, std::vector<DirectoryFault>>;
[[nodiscard]] Changed apply(const v1::Directory& before, const v1::RosterChange& change,
                            Instant now);

// What a change that was applied does from now on. Without revision and names: those are the
// caller's.
[[nodiscard]] v1::RosterChangeAnswer preview(const v1::Directory& before,
                                             const v1::Directory& after,
                                             const v1::RosterChange& change, Instant now);

// What becomes of the coverage of some sectors between two instants.
using ChangedGaps = google::protobuf::RepeatedPtrField<v1::ChangedGap>;
void tell_gaps(const v1::Directory& before, const v1::Directory& after,
               const std::set<int>& sectors, std::pair<Instant, Instant> period,
               ChangedGaps& opened, ChangedGaps& closed);

// True when a person may make the change without anybody's leave: her own absence, a swap of her
// own shift, taking a swap in a roster in which she stands, taking back what she asked.
[[nodiscard]] bool is_hers(const v1::Directory& before, const v1::RosterChange& change,
                           const std::string& person);

// True when a layer of the roster names her.
[[nodiscard]] bool stands_in(const v1::Roster& roster, const std::string& person);

// Of what is added, changed or removed.
[[nodiscard]] const std::string& id_of(const v1::RosterChange& change);
// Gives an id to what is added without one.
void give_id(v1::RosterChange& change, const std::string& id);
[[nodiscard]] bool is_of_absence(const v1::RosterChange& change);
// The code that the directory's history keeps: "add_override".
[[nodiscard]] std::string why_of(const v1::RosterChange& change);

}  // namespace relais::domain
