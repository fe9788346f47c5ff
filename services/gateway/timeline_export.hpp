// A timeline as a file: a table for a spreadsheet, or one document to print. What is in it was cut
// for whoever asks, as everything is.
#pragma once

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/print_screen.hpp"

namespace relais::gateway {

[[nodiscard]] std::string timeline_csv(const screens::View& view, const CaseReading& reading,
                                       const TimelineChoice& choice,
                                       const screens::PrintNames& names);
// With its own style inside, so that it can be kept and sent.
[[nodiscard]] std::string timeline_html(const screens::View& view, const CaseReading& reading,
                                        const TimelineChoice& choice,
                                        const screens::PrintNames& names);

}  // namespace relais::gateway
