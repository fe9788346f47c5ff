// One content line through libical. Everything that libical makes is freed here; what goes out is
// ours. A line that it cannot read gives nothing: it would otherwise leave the property out and say
// so in an X-LIC-ERROR beside it.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/calendar/event.hpp"
#include "common/calendar/limits.hpp"

namespace relais::calendar {

struct Text {
    std::string value;
};
struct Number {
    std::int64_t value = 0;
};
struct RecurrenceId {
    When at;
    bool this_and_future = false;
};
struct Status {
    bool cancelled = false;
};
// What a line says. RDATE and EXDATE give a list.
using Said = std::variant<Text, Number, When, Length, RecurrenceId, Status, Attendee, Series,
                          std::vector<Instance>, std::vector<When>, std::chrono::seconds>;

// `line` is unfolded. On failure, what is told: unreadable_time, unreadable_text, unreadable_rule,
// rule_too_fine, rule_unsupported, list_too_long, text_too_long or not_a_date.
[[nodiscard]] std::expected<Said, Problem> read_line(std::string_view line,
                                                     const ReadLimits& limits);

}  // namespace relais::calendar
