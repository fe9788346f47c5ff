// The coalition's figures as tables: calm, and saying what was left out and why. The same words
// make the file that a spreadsheet opens.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/review.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// A month is one of the coordination's clock.
inline const std::string figures_zone = "America/Toronto";
inline constexpr std::array figure_roles{v1::Role::coordinator, v1::Role::privacy, v1::Role::admin};

struct FiguresChoice {
    std::string month = {};  // as a form writes it
    std::string last = {};   // the newest that there are figures of
    std::string wrong = {};  // what is wrong with it, in words; empty: nothing
};

// Says in words what each row is about.
void say_rows(const View& view, const domain::Directory& directory, v1::Figures& figures);
// Null: no such month can be asked for, and nothing was counted.
[[nodiscard]] std::string figures_view(const View& view, const v1::Figures* figures,
                                       const FiguresChoice& choice);
// One line a figure, the first says what stands in the columns.
[[nodiscard]] std::vector<std::vector<std::string>> figures_rows(const View& view,
                                                                 const v1::Figures& figures);

}  // namespace relais::gateway::screens
