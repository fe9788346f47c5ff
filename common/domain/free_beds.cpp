#include "common/domain/free_beds.hpp"

#include <algorithm>

#include "common/domain/beds.hpp"

namespace relais::domain {

void FreeBeds::put(const BedsState& state) {
    House house;
    for (const auto& each : state.kinds)
        house.kinds.push_back({each.kind, each.capacity > 0 && state.free(each) > 0});
    for (const auto& [id, hold] : state.holds) house.held_for.push_back(hold.case_code);
    if (house.kinds.empty())
        houses_.erase(state.organization());
    else
        houses_[state.organization()] = std::move(house);
}

FreeBeds::Answer FreeBeds::answer(const std::string& organization, const v1::BedWish& hard,
                                  const v1::BedWish& wish, const std::string& case_code) const {
    const auto found = houses_.find(organization);
    if (found == houses_.end()) return Answer::not_told;
    const auto& house = found->second;
    if (std::ranges::find(house.held_for, case_code) != house.held_for.end())
        return Answer::reserved;
    auto best = Answer::none_free;
    for (const auto& each : house.kinds) {
        if (!each.free) continue;
        auto this_one = Answer::none_for_her;
        if (fits(each.kind, wish))
            this_one = each.kind.reserved() ? Answer::reserved : Answer::free;
        else if (fits(each.kind, hard))
            this_one = Answer::soft;
        best = std::max(best, this_one);
    }
    return best;
}

}  // namespace relais::domain
