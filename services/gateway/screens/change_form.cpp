#include "services/gateway/screens/change_form.hpp"

#include <charconv>
#include <optional>

#include <google/protobuf/util/time_util.h>

#include "common/domain/recurrence.hpp"
#include "services/gateway/screens/house.hpp"

namespace relais::gateway::screens {
namespace {

using google::protobuf::util::TimeUtil;

// Two digits at a place, at most `most`.
std::optional<int> digits(const std::string& text, std::size_t at, int most) {
    int value = 0;
    const auto* begin = text.data() + at;
    const auto read = std::from_chars(begin, begin + 2, value);
    if (read.ec != std::errc{} || read.ptr != begin + 2 || value < 0 || value > most) return {};
    return value;
}

std::optional<domain::WallTime> wall_time_of(const std::string& text) {
    if (text.size() != 16 || text[10] != 'T' || text[13] != ':') return {};
    const auto date = domain::date_of(text.substr(0, 10));
    const auto hour = digits(text, 11, 23);
    const auto minute = digits(text, 14, 59);
    if (!date || !hour || !minute) return {};
    return std::chrono::local_days(*date) + std::chrono::hours(*hour) +
           std::chrono::minutes(*minute);
}

template <class Entry>
void set_period(const ChangeForm& form, const domain::WallClock& clock, Entry& entry) {
    if (const auto from = wall_time_of(form.from))
        *entry.mutable_from() = TimeUtil::MillisecondsToTimestamp(to_ms(clock.reaches(*from)));
    if (const auto until = wall_time_of(form.until))
        *entry.mutable_until() = TimeUtil::MillisecondsToTimestamp(to_ms(clock.reaches(*until)));
}

}  // namespace

ChangeForm read_change_form(const http::Fields& fields) {
    return {.what = value_of(fields, "what"),
            .person = value_of(fields, "person"),
            .by = value_of(fields, "by"),
            .from = value_of(fields, "from"),
            .until = value_of(fields, "until"),
            .id = value_of(fields, "id")};
}

v1::RosterChange change_of(const ChangeForm& form, const std::string& roster,
                           const domain::WallClock& clock) {
    v1::RosterChange change;
    change.set_roster(roster);
    v1::Override::Kind kind{};
    if (form.what == "absence") {
        change.mutable_add_absence()->set_person(form.person);
        set_period(form, clock, *change.mutable_add_absence());
    } else if (form.what == "swap") {
        change.mutable_ask_swap()->set_asked_by(form.person);
        set_period(form, clock, *change.mutable_ask_swap());
    } else if (form.what == "end_override") {
        change.set_remove_override(form.id);
    } else if (form.what == "end_schedule") {
        change.set_remove_temporary_schedule(form.id);
    } else if (form.what == "end_absence") {
        change.set_remove_absence(form.id);
    } else if (form.what == "take_swap") {
        change.mutable_take_swap()->set_id(form.id);
        change.mutable_take_swap()->set_taken_by(form.by);
    } else if (form.what == "back_swap") {
        change.set_take_back_swap(form.id);
    } else if (v1::Override::Kind_Parse(form.what, &kind)) {
        auto& entry = *change.mutable_add_override();
        entry.set_kind(kind);
        entry.set_person(form.person);
        if (kind == v1::Override::replace) entry.set_by(form.by);
        set_period(form, clock, entry);
    }
    return change;
}

}  // namespace relais::gateway::screens
