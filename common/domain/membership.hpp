// Who belongs at an instant: an organization applies, is admitted, may be suspended, and ends; its
// people and its rosters come and go with it, to the millisecond.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/domain/recurrence.hpp"
#include "common/domain/roster.hpp"
#include "common/domain/wall_clock.hpp"

namespace relais::domain {

[[nodiscard]] v1::MembershipStep::State membership_at(const v1::Organization& organization,
                                                      Instant at);
// Null: of no organization that we know, which is no reason to leave anybody out.
[[nodiscard]] bool member_at(const v1::Organization* organization, Instant at);

// Those that have told until when they paid and are behind, the longest first; not those whose
// membership has ended. Nothing follows from it by itself.
[[nodiscard]] std::vector<const v1::Organization*> dues_past(const v1::Directory& directory,
                                                             Instant now);

// When which organization is not admitted. The directory must outlive it.
class Outside {
public:
    explicit Outside(const v1::Directory& directory);
    // Everybody whom the roster names is away while her own organization or the roster's is not
    // admitted. Empty when all of them always are.
    [[nodiscard]] Absences of(const v1::Roster& roster) const;

private:
    std::unordered_map<std::string_view, Absences> spans_;  // by organization, without a person
    std::unordered_map<std::string_view, std::string_view> organizations_;  // by person
};

// What an organization agreed to, ready to be asked.
class Agreed {
public:
    explicit Agreed(const v1::Agreement& agreement);
    [[nodiscard]] bool to(v1::Sector::Code sector, const std::string& territory, Instant at) const;

private:
    std::vector<int> sectors_;
    std::vector<std::string> territories_;
    WeekHours hours_;
    WallClockPtr clock_;  // null: at any hour
};

}  // namespace relais::domain
