// What is left to say to somebody who sees nothing of a case: that her answer is awaited, that she
// only learns, that her part has ended. It tells of her own part alone, and the same whether the
// case goes on or not.
#pragma once

#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/sight.hpp"

namespace relais::domain {

enum class Part {
    none,      // to her there is no such case
    awaited,   // she was called, and her answer helps
    learning,  // she has a trainee's copy: nothing depends on her
    ended,
};

struct OwnPart {
    Part part = Part::none;
    // Ended: when she was told so, or said so; the epoch: nobody told her when.
    Instant since{};
};

[[nodiscard]] OwnPart own_part(const Viewer& viewer, const CaseState& state,
                               const std::vector<v1::Event>& events);

}  // namespace relais::domain
