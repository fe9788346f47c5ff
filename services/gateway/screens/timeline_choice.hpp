// What somebody looks for in a timeline, as an address says it: ?need=&kind=&from=&until=. The same
// for the screen, the print and the API.
#pragma once

#include <string>

#include "common/domain/timeline_filter.hpp"
#include "common/http/message.hpp"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

struct TimelineChoice {
    domain::TimelineFilter filter;  // nothing, where a value makes no sense
    std::string need;               // codes, as asked and understood
    std::string kind;
    std::string wrong;  // the field that makes no sense; empty: none

    [[nodiscard]] bool any() const { return filter != domain::TimelineFilter{}; }
};

// Days and times without an offset are those of the place, by its zone.
[[nodiscard]] TimelineChoice timeline_choice(const http::Request& request, const std::string& zone);
// As a program is told: 400 invalid_field, with what the field may be.
[[nodiscard]] Answered<domain::TimelineFilter> filter_of(const TimelineChoice& choice);
// The same choice behind another address: "?need=legal_help&kind=failed…"; empty: nothing chosen.
[[nodiscard]] std::string query_of(const TimelineChoice& choice);

}  // namespace relais::gateway
