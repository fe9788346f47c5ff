#include "common/domain/acknowledgement.hpp"

#include <algorithm>

namespace relais::domain {

std::uint32_t acknowledged_within(const Directory& directory, const std::vector<v1::Pick>& picks,
                                  std::uint32_t wait_ms) {
    std::uint32_t longest = 0;
    for (const auto& pick : picks) {
        const auto* person = directory.person(pick.person());
        const auto* organization =
            person == nullptr ? nullptr : directory.organization(person->organization());
        const std::uint32_t agreed =
            organization == nullptr ? 0 : organization->agreement().acknowledge_within_ms();
        if (agreed == 0) return wait_ms;
        longest = std::max(longest, agreed);
    }
    return picks.empty() ? wait_ms : std::min(wait_ms, std::max(longest, acknowledge_min_ms));
}

}  // namespace relais::domain
