// Who is on call, when, and what it weighs on whom, as a person reads it in a terminal of 80
// columns: a heading for each roster, a line for each of its people.
#pragma once

#include "common/domain/on_call_answers.hpp"
#include "services/relais/console.hpp"

namespace relais::cli {

[[nodiscard]] std::string on_call_text(const Console& console, const domain::Directory& directory,
                                       const domain::Question& question,
                                       const v1::OnCallAnswer& answer);
[[nodiscard]] std::string shifts_text(const Console& console, const domain::Directory& directory,
                                      const v1::ShiftsAnswer& answer);
[[nodiscard]] std::string fairness_text(const Console& console, const v1::FairnessAnswer& answer);

}  // namespace relais::cli
