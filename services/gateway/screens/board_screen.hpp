// The coordinator's board: every case by urgency. First what stands on a last rung, then what
// nobody covers yet, then the calm ones. Read from the summaries alone.
#pragma once

#include <string>
#include <vector>

#include "relais/v1/api.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

enum class Urgency { urgent, running, calm, ended };
[[nodiscard]] Urgency urgency_of(const v1::CaseSummary& summary);
// By urgency; within one, the most needs that wait, then the oldest.
void sort_by_urgency(std::vector<v1::CaseSummary>& cases);

[[nodiscard]] std::string board_view(const View& view, std::vector<v1::CaseSummary> cases,
                                     const NameOf& territory_name, bool whole,
                                     const std::string& fund = {});

}  // namespace relais::gateway::screens
