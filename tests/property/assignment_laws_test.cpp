// The best assignment, against every assignment there is: small cases, all ways tried one by one
// with rules written down anew.
#include <array>
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "common/domain/assignment.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t nowhere = 99;
using Way = std::vector<std::size_t>;  // guest → place

struct Score {
    std::size_t placed = 0;
    std::uint64_t surplus = 0;
    [[nodiscard]] bool better_than(const Score& other) const {
        return placed != other.placed ? placed > other.placed : surplus < other.surplus;
    }
    bool operator==(const Score&) const = default;
};

bool allowed_by_capacity(const Planning& planning, const Way& way) {
    std::map<std::size_t, std::uint32_t> used;
    for (const auto place : way)
        if (place != nowhere && ++used[place] > planning.places[place].free) return false;
    return true;
}

std::string shelter_of(const Planning& planning, std::size_t place) {
    return place == nowhere ? std::string() : planning.places[place].organization;
}

bool allowed_by_ties(const Planning& planning, const Way& way) {
    for (const auto& group : planning.together)
        for (const auto guest : group)
            if (shelter_of(planning, way[guest]) != shelter_of(planning, way[group.front()]))
                return false;
    for (const auto& [one, other] : planning.apart)
        if (way[one] != nowhere &&
            shelter_of(planning, way[one]) == shelter_of(planning, way[other]))
            return false;
    return true;
}

Score score_of(const Planning& planning, const Way& way) {
    Score score;
    for (std::size_t guest = 0; guest < way.size(); ++guest) {
        if (way[guest] == nowhere) continue;
        ++score.placed;
        score.surplus += surplus(planning.places[way[guest]].kind, planning.guests[guest]);
    }
    return score;
}

// Tries every way for the guests from `guest` on.
void try_all(const Planning& planning, const std::vector<std::vector<bool>>& allowed,
             std::size_t guest, Way& way, Score& best) {
    if (guest == way.size()) {
        if (!allowed_by_capacity(planning, way) || !allowed_by_ties(planning, way)) return;
        if (const auto score = score_of(planning, way); score.better_than(best)) best = score;
        return;
    }
    way[guest] = nowhere;
    try_all(planning, allowed, guest + 1, way, best);
    for (std::size_t place = 0; place < planning.places.size(); ++place) {
        if (!allowed[guest][place]) continue;
        way[guest] = place;
        try_all(planning, allowed, guest + 1, way, best);
    }
    way[guest] = nowhere;
}

unsigned chosen(unsigned below) { return *rc::gen::resize(100, rc::gen::inRange(0u, below)); }

v1::BedWish any_wish() {
    v1::BedWish wish;
    wish.set_pets(chosen(3) == 0);
    wish.set_accessible(chosen(3) == 0);
    constexpr std::array bands{v1::AgeBand::over_25, v1::AgeBand::from_14_to_17,
                               v1::AgeBand::from_18_to_25, v1::AgeBand::unknown};
    wish.set_age_band(bands[chosen(4)]);
    return wish;
}

BedPlace any_place(std::size_t number) {
    BedPlace place;
    place.organization = "shelter-" + std::to_string(chosen(3));
    place.kind.set_id("kind-" + std::to_string(number));
    place.kind.set_pets(chosen(2) == 0);
    place.kind.set_accessible(chosen(2) == 0);
    place.kind.set_reserved(chosen(2) == 0);
    if (chosen(2) == 0) place.kind.add_age_bands(v1::AgeBand::from_14_to_17);
    if (place.kind.age_bands_size() > 0 && chosen(2) == 0)
        place.kind.add_age_bands(v1::AgeBand::over_25);
    place.free = chosen(4);
    return place;
}

Planning any_planning(bool tied) {
    Planning planning;
    const auto guests = 1 + chosen(6);
    for (unsigned guest = 0; guest < guests; ++guest) planning.guests.push_back(any_wish());
    const auto places = 1 + chosen(4);
    for (unsigned place = 0; place < places; ++place) planning.places.push_back(any_place(place));
    if (!tied) return planning;
    std::vector<std::vector<std::size_t>> groups(3);
    for (unsigned guest = 0; guest < guests; ++guest)
        if (const auto group = chosen(5); group < groups.size()) groups[group].push_back(guest);
    for (auto& group : groups)
        if (!group.empty()) planning.together.push_back(std::move(group));
    for (unsigned pairs = chosen(3); pairs > 0; --pairs) {
        const auto one = chosen(guests);
        const auto other = chosen(guests);
        if (one != other) planning.apart.emplace_back(one, other);
    }
    return planning;
}

void hold(const Planning& planning) {
    const auto found = assign(planning);
    const auto allowed = admissible(planning);
    Way way;
    for (std::size_t guest = 0; guest < planning.guests.size(); ++guest) {
        way.push_back(found.place[guest].value_or(nowhere));
        RC_ASSERT(way[guest] == nowhere || allowed[guest][way[guest]]);
        RC_ASSERT((found.left[guest] == v1::BedPlan::Left::unknown) == (way[guest] != nowhere));
    }
    RC_ASSERT(allowed_by_capacity(planning, way));
    RC_ASSERT(allowed_by_ties(planning, way));
    Score best;
    Way tried(planning.guests.size(), nowhere);
    try_all(planning, allowed, 0, tried, best);
    RC_ASSERT(score_of(planning, way) == best);
    RC_CLASSIFY(best.placed < planning.guests.size(), "somebody stays behind");
    RC_CLASSIFY(best.placed > 0, "somebody sleeps in a bed");
}

TEST(AssignmentLaws, NoWayIsBetterWhereNobodyIsTied) {
    EXPECT_TRUE(rc::check([] { hold(any_planning(false)); }));
}

TEST(AssignmentLaws, NoWayIsBetterWithGroupsAndPeopleKeptApart) {
    EXPECT_TRUE(rc::check([] { hold(any_planning(true)); }));
}

}  // namespace
}  // namespace relais::domain
