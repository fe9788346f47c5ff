#include "common/domain/assignment.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/domain/assignment_solvers.hpp"
#include "common/domain/beds.hpp"

namespace relais::domain {
namespace {

using Left = v1::BedPlan::Left;

bool is_minor(v1::AgeBand::Code band) {
    return band == v1::AgeBand::under_14 || band == v1::AgeBand::from_14_to_17 ||
           band == v1::AgeBand::possibly_minor;
}

bool admits_adults(const v1::BedKind& kind) {
    return kind.age_bands().empty() || std::ranges::any_of(kind.age_bands(), [](int band) {
               return !is_minor(static_cast<v1::AgeBand::Code>(band));
           });
}

// Guests who have no adult of their own with them.
std::vector<bool> alone_and_minor(const Planning& planning) {
    std::vector<bool> alone(planning.guests.size());
    for (std::size_t guest = 0; guest < alone.size(); ++guest)
        alone[guest] = is_minor(planning.guests[guest].age_band());
    for (const auto& group : planning.together) {
        const bool adult = std::ranges::any_of(
            group, [&](std::size_t guest) { return !is_minor(planning.guests[guest].age_band()); });
        if (adult)
            for (const auto guest : group) alone[guest] = false;
    }
    return alone;
}

// The group as if it came alone to one shelter.
Planning only(const Planning& planning, const std::vector<std::size_t>& group,
              const std::string& organization) {
    Planning small;
    for (const auto guest : group) small.guests.push_back(planning.guests[guest]);
    for (const auto& place : planning.places)
        if (place.organization == organization) small.places.push_back(place);
    return small;
}

class Explainer {
public:
    Explainer(const Planning& planning, const Allowed& allowed, const PlaceOfGuest& found)
        : planning_(planning), allowed_(allowed), found_(found) {
        for (const auto& place : planning.places) shelters_.insert(place.organization);
    }

    Left::Reason why(const std::vector<std::size_t>& group) const {
        for (const auto guest : group)
            if (std::ranges::find(allowed_[guest], true) == allowed_[guest].end())
                return Left::fits_nowhere;
        std::vector<std::string> possible;
        for (const auto& shelter : shelters_)
            if (has_beds_for(group, shelter)) possible.push_back(shelter);
        if (possible.empty()) return group.size() > 1 ? Left::group_splits : Left::all_taken;
        const bool only_near = std::ranges::all_of(possible, [&](const std::string& shelter) {
            return std::ranges::any_of(
                group, [&](std::size_t guest) { return meets(guest, shelter, group); });
        });
        return only_near ? Left::kept_apart : Left::all_taken;
    }

private:
    bool has_beds_for(const std::vector<std::size_t>& group, const std::string& shelter) const {
        const auto small = only(planning_, group, shelter);
        Allowed allowed;
        for (const auto guest : group) {
            auto& row = allowed.emplace_back();
            for (std::size_t place = 0; place < planning_.places.size(); ++place)
                if (planning_.places[place].organization == shelter)
                    row.push_back(allowed_[guest][place]);
        }
        const auto found = by_flow(small, allowed);
        return std::ranges::all_of(found, [](const auto& place) { return place.has_value(); });
    }
    bool meets(std::size_t guest, const std::string& shelter,
               const std::vector<std::size_t>& group) const {
        return std::ranges::any_of(planning_.apart, [&](const auto& pair) {
            if (pair.first != guest && pair.second != guest) return false;
            const auto other = pair.first == guest ? pair.second : pair.first;
            if (std::ranges::find(group, other) != group.end()) return true;
            return found_[other] && planning_.places[*found_[other]].organization == shelter;
        });
    }

    const Planning& planning_;
    const Allowed& allowed_;
    const PlaceOfGuest& found_;
    std::set<std::string> shelters_;
};

// The question with names in the place of which the core counts; nothing when it makes no sense.
std::optional<Planning> planning_of(const v1::BedPlanQuestion& question, const v1::Beds& beds) {
    if (question.guests().empty() || question.guests_size() > guests_max) return std::nullopt;
    Planning planning;
    std::map<std::string, std::size_t> numbers;
    for (const auto& guest : question.guests()) {
        if (guest.id().empty() || !numbers.emplace(guest.id(), planning.guests.size()).second)
            return std::nullopt;
        planning.guests.push_back(guest.wish());
    }
    for (const auto& shelter : beds.shelters())
        for (const auto& kind : shelter.kinds())
            planning.places.push_back({shelter.organization(), kind.kind(), kind.free()});
    std::set<std::string> grouped;
    for (const auto& group : question.together()) {
        auto& together = planning.together.emplace_back();
        for (const auto& id : group.guests()) {
            if (!numbers.contains(id) || !grouped.insert(id).second) return std::nullopt;
            together.push_back(numbers.at(id));
        }
        if (together.empty()) planning.together.pop_back();
    }
    for (const auto& group : question.apart())
        for (int one = 0; one < group.guests_size(); ++one) {
            if (!numbers.contains(group.guests(one))) return std::nullopt;
            for (int other = 0; other < one; ++other)
                planning.apart.emplace_back(numbers.at(group.guests(one)),
                                            numbers.at(group.guests(other)));
        }
    for (const auto& [one, other] : planning.apart)
        if (one == other) return std::nullopt;
    return planning;
}

}  // namespace

std::int64_t worth_of_a_guest(const Planning& planning) {
    std::int64_t most = 0;
    for (const auto& place : planning.places)
        most = std::max<std::int64_t>(most, surplus(place.kind, {}));
    return most * std::ssize(planning.guests) + 1;
}

std::uint32_t surplus(const v1::BedKind& kind, const v1::BedWish& wish) {
    const auto spare = [](bool offered, bool wished) { return offered && !wished ? 1u : 0u; };
    const auto level = std::min(kind.security_level(), 9u);
    return spare(kind.children(), wish.children()) + spare(kind.pets(), wish.pets()) +
           spare(kind.accessible(), wish.accessible()) +
           spare(kind.substance_use(), wish.substance_use()) +
           spare(kind.medication(), wish.medication()) + spare(kind.no_status(), wish.no_status()) +
           spare(kind.individual_programme(), wish.individual_programme()) +
           (level - std::min(level, wish.security_level())) +
           // Reserved beds are kept for just this: a general one costs more.
           (kind.reserved() ? 0u : 2u);
}

std::vector<std::vector<bool>> admissible(const Planning& planning) {
    const auto alone = alone_and_minor(planning);
    Allowed allowed(planning.guests.size());
    for (std::size_t guest = 0; guest < planning.guests.size(); ++guest)
        for (const auto& place : planning.places)
            allowed[guest].push_back(fits(place.kind, planning.guests[guest]) &&
                                     !(alone[guest] && admits_adults(place.kind)));
    return allowed;
}

Assignment assign(const Planning& planning) {
    const auto allowed = admissible(planning);
    const bool tied = !planning.together.empty() || !planning.apart.empty();
    Assignment assignment{
        .place = tied ? by_programme(planning, allowed) : by_flow(planning, allowed),
        .left = std::vector(planning.guests.size(), Left::unknown)};
    const Explainer explainer(planning, allowed, assignment.place);
    std::set<std::size_t> told;
    for (const auto& group : planning.together) {
        told.insert(group.begin(), group.end());
        if (assignment.place[group.front()]) continue;
        const auto why = explainer.why(group);
        for (const auto guest : group) assignment.left[guest] = why;
    }
    for (std::size_t guest = 0; guest < planning.guests.size(); ++guest)
        if (!assignment.place[guest] && !told.contains(guest))
            assignment.left[guest] = explainer.why({guest});
    return assignment;
}

std::optional<v1::BedPlan> plan_beds(const v1::BedPlanQuestion& question, const v1::Beds& beds) {
    const auto planning = planning_of(question, beds);
    if (!planning) return std::nullopt;
    const auto assignment = assign(*planning);
    v1::BedPlan plan;
    for (std::size_t guest = 0; guest < planning->guests.size(); ++guest) {
        const auto& id = question.guests(static_cast<int>(guest)).id();
        if (const auto place = assignment.place[guest]) {
            auto& placed = *plan.add_placed();
            placed.set_guest(id);
            placed.set_organization(planning->places[*place].organization);
            placed.set_kind(planning->places[*place].kind.id());
        } else {
            auto& left = *plan.add_left();
            left.set_guest(id);
            left.set_reason(assignment.left[guest]);
        }
    }
    return plan;
}

}  // namespace relais::domain
