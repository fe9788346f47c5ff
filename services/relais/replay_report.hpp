// What a replay measured: how many alerts, how soon the first page, how soon somebody came, how
// late each climb of a ladder. Pure: reads what was gathered, knows no service.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relais/v1/api.pb.h"
#include "services/relais/console.hpp"
#include "services/relais/replay_plan.hpp"

namespace relais::cli {

// A ladder climbed because a deadline came due.
struct Escalation {
    std::int64_t decided_late_ms = 0;  // the decision, behind the deadline
    std::int64_t paged_late_ms =
        0;  // the first hand-over of its pages; the decision if it had none
};

struct CaseMeasures {
    std::vector<double> acceptance_s;  // from the hand-over of a page to its acceptance
    std::vector<Escalation> escalations;
};

[[nodiscard]] CaseMeasures measure(const v1::Timeline& timeline);

struct ReplayReport {
    std::size_t calls = 0;
    std::size_t rows = 0;
    std::size_t incomplete = 0;
    std::size_t out_of_order = 0;
    std::size_t without_time = 0;
    std::size_t units_without_need = 0;
    std::size_t sent = 0;
    std::size_t accepted = 0;
    std::size_t lost = 0;
    std::size_t without_page = 0;  // accepted, but no first page was seen
    std::size_t answers = 0;       // answer links pressed and taken
    std::size_t answers_refused = 0;
    std::size_t needs = 0;
    std::size_t covered = 0;
    std::size_t last_rung = 0;
    std::size_t unsettled = 0;  // neither covered nor on the last rung when patience ended
    bool interrupted = false;
    bool put_back = true;  // the directory has its own waits again
    double seconds = 0;
    std::vector<double> first_page_ms;
    std::vector<double> acceptance_s;
    std::vector<Escalation> escalations;
    std::string first_refusal;  // why the first refused alert was refused

    [[nodiscard]] bool good() const {
        return lost == 0 && accepted == sent && unsettled == 0 && !interrupted && put_back;
    }
};

// The value below which a share of the values lies (nearest rank); 0 when there are none.
[[nodiscard]] double quantile(std::vector<double> values, double share);

[[nodiscard]] std::string report_json(const ReplayReport& report);
[[nodiscard]] std::string report_text(const Console& console, const ReplayReport& report);

}  // namespace relais::cli
