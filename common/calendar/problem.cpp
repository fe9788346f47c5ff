#include "common/calendar/problem.hpp"

#include <utility>

namespace relais::calendar {

std::string_view code(Refusal refusal) {
    switch (refusal) {
        case Refusal::too_large:
            return "too_large";
        case Refusal::line_too_long:
            return "line_too_long";
        case Refusal::nul_byte:
            return "nul_byte";
        case Refusal::not_utf8:
            return "not_utf8";
        case Refusal::not_a_calendar:
            return "not_a_calendar";
        case Refusal::unbalanced:
            return "unbalanced";
        case Refusal::too_deep:
            return "too_deep";
        case Refusal::too_many_components:
            return "too_many_components";
        case Refusal::too_many_properties:
            return "too_many_properties";
        case Refusal::too_many_occurrences:
            return "too_many_occurrences";
        case Refusal::too_much_work:
            return "too_much_work";
        case Refusal::unknown_default_zone:
            return "unknown_default_zone";
    }
    std::unreachable();
}

std::string_view code(Problem problem) {
    switch (problem) {
        case Problem::unreadable_time:
            return "unreadable_time";
        case Problem::no_start:
            return "no_start";
        case Problem::unknown_zone:
            return "unknown_zone";
        case Problem::unreadable_rule:
            return "unreadable_rule";
        case Problem::rule_too_fine:
            return "rule_too_fine";
        case Problem::rule_unsupported:
            return "rule_unsupported";
        case Problem::list_too_long:
            return "list_too_long";
        case Problem::text_too_long:
            return "text_too_long";
        case Problem::zero_length:
            return "zero_length";
        case Problem::ends_before_start:
            return "ends_before_start";
        case Problem::too_long:
            return "too_long";
        case Problem::not_a_date:
            return "not_a_date";
        case Problem::unreadable_text:
            return "unreadable_text";
        case Problem::start_outside_rule:
            return "start_outside_rule";
        case Problem::rule_of_exception:
            return "rule_of_exception";
        case Problem::cancelled:
            return "cancelled";
        case Problem::nobody_named:
            return "nobody_named";
        case Problem::unknown_person:
            return "unknown_person";
        case Problem::ambiguous_person:
            return "ambiguous_person";
        case Problem::attendee_declined:
            return "attendee_declined";
    }
    std::unreachable();
}

}  // namespace relais::calendar
