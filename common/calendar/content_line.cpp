#include "common/calendar/content_line.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <mutex>

#include <libical/ical.h>

#include "common/calendar/scan.hpp"

namespace relais::calendar {
namespace {

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;
template <class T>
using Read = std::expected<T, Problem>;

// libical keeps its errors and scratch memory per thread; what it shares is set up here, once,
// before the second thread of a pool can come.
void set_up() {
    static std::once_flag once;
    std::call_once(once, [] {
        icalerror_set_errors_are_fatal(0);
        static_cast<void>(icaltimezone_get_utc_timezone());
    });
}

bool has_long_number(std::string_view text, std::size_t digits_max) {
    std::size_t run = 0;
    for (const char c : text) {
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        if (run > digits_max) return true;
    }
    return false;
}

// A number of a rule that libical would cut to a short or an int without a word.
bool rule_out_of_bounds(std::string_view text) {
    for (const auto& [key, digits_max] :
         {std::pair<std::string_view, std::size_t>{"INTERVAL=", 4}, {"COUNT=", 6}}) {
        const auto at = text.find(key);
        if (at != std::string_view::npos &&
            has_long_number(text.substr(at, text.find(';', at) - at), digits_max))
            return true;
    }
    return has_long_number(text, 8);
}

const char* parameter(icalproperty* property, icalparameter_kind kind) {
    icalparameter* found = icalproperty_get_first_parameter(property, kind);
    if (found == nullptr) return nullptr;
    return kind == ICAL_TZID_PARAMETER ? icalparameter_get_tzid(found)
                                       : icalparameter_get_cn(found);
}

Read<When> when_of(const icaltimetype& time, const char* zone) {
    using namespace std::chrono;
    const year_month_day date{year{time.year}, month{static_cast<unsigned>(time.month)},
                              day{static_cast<unsigned>(time.day)}};
    if (time.year < 1 || time.year > 9999 || time.month < 1 || time.day < 1 || !date.ok())
        return std::unexpected(Problem::not_a_date);
    const bool clock = time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 &&
                       time.second >= 0 && time.second <= 60;
    if (!clock) return std::unexpected(Problem::unreadable_time);
    When when;
    when.at = local_days{date};
    if (time.is_date) {
        when.kind = When::Kind::date;
        return when;
    }
    when.at += hours{time.hour} + minutes{time.minute} + seconds{std::min(time.second, 59)};
    if (icaltime_is_utc(time)) {
        when.kind = When::Kind::utc;
    } else if (zone != nullptr && *zone != '\0') {
        when.kind = When::Kind::zoned;
        when.zone = zone;
    }
    return when;
}

Read<Length> length_of(const icaldurationtype& duration) {
    if (icaldurationtype_is_bad_duration(duration))
        return std::unexpected(Problem::unreadable_time);
    if (duration.is_neg) return std::unexpected(Problem::ends_before_start);
    return Length{std::chrono::days{duration.days} + std::chrono::weeks{duration.weeks},
                  std::chrono::hours{duration.hours} + std::chrono::minutes{duration.minutes} +
                      std::chrono::seconds{duration.seconds}};
}

Read<Instance> instance_of(const icaldatetimeperiodtype& value, const char* zone) {
    if (!icaltime_is_null_time(value.time)) {
        const auto at = when_of(value.time, zone);
        if (!at) return std::unexpected(at.error());
        return Instance{*at, {}, {}};
    }
    auto start = when_of(value.period.start, zone);
    if (!start) return std::unexpected(start.error());
    if (icaltime_is_null_time(value.period.end)) {
        const auto length = length_of(value.period.duration);
        if (!length) return std::unexpected(length.error());
        return Instance{*start, {}, *length};
    }
    const auto end = when_of(value.period.end, zone);
    if (!end) return std::unexpected(end.error());
    return Instance{*start, *end, {}};
}

template <std::size_t Size>
std::vector<int> numbers(const short (&values)[Size]) {
    std::vector<int> all;
    for (const short value : values) {
        if (value == ICAL_RECURRENCE_ARRAY_MAX) break;
        all.push_back(value);
    }
    return all;
}

std::optional<Rule::Every> every_of(icalrecurrencetype_frequency frequency) {
    constexpr std::array known{std::pair{ICAL_HOURLY_RECURRENCE, Rule::Every::hour},
                               std::pair{ICAL_DAILY_RECURRENCE, Rule::Every::day},
                               std::pair{ICAL_WEEKLY_RECURRENCE, Rule::Every::week},
                               std::pair{ICAL_MONTHLY_RECURRENCE, Rule::Every::month},
                               std::pair{ICAL_YEARLY_RECURRENCE, Rule::Every::year}};
    for (const auto& [theirs, ours] : known)
        if (theirs == frequency) return ours;
    return std::nullopt;
}

unsigned iso(icalrecurrencetype_weekday day) {
    return day == ICAL_SUNDAY_WEEKDAY ? 7 : static_cast<unsigned>(day) - 1;
}

// A number of a list out of its range never matches in our walk, save zero and what a short day of
// another calendar would mean.
bool in_bounds(const Rule& rule) {
    const auto within = [](const std::vector<int>& list, int least, int most, bool negative) {
        return std::ranges::all_of(list, [&](int one) {
            return (one >= least && one <= most) || (negative && -one >= least && -one <= most);
        });
    };
    const bool ordinals_allowed =
        rule.every == Rule::Every::month || (rule.every == Rule::Every::year && rule.weeks.empty());
    const bool ordinals =
        std::ranges::any_of(rule.weekdays, [](const Weekday& one) { return one.ordinal != 0; });
    return within(rule.months, 1, 12, false) && within(rule.month_days, 1, 31, true) &&
           within(rule.year_days, 1, 366, true) && within(rule.weeks, 1, 53, true) &&
           within(rule.positions, 1, 366, true) && within(rule.hours, 0, 23, false) &&
           within(rule.minutes, 0, 59, false) && within(rule.seconds, 0, 59, false) &&
           (!ordinals || ordinals_allowed);
}

Read<Series> series_of(const icalrecurrencetype& theirs) {
    const bool other_calendar = theirs.rscale != nullptr && !same_word(theirs.rscale, "GREGORIAN");
    if (other_calendar || theirs.skip != ICAL_SKIP_OMIT)
        return std::unexpected(Problem::rule_unsupported);
    const bool fine =
        theirs.freq == ICAL_SECONDLY_RECURRENCE || theirs.freq == ICAL_MINUTELY_RECURRENCE;
    if (fine) return std::unexpected(Problem::rule_too_fine);
    const auto every = every_of(theirs.freq);
    if (!every) return std::unexpected(Problem::unreadable_rule);
    Series series;
    Rule& rule = series.rule;
    rule.every = *every;
    rule.interval = theirs.interval;
    if (theirs.count > 0) rule.count = static_cast<std::uint64_t>(theirs.count);
    rule.week_start = iso(theirs.week_start);
    for (const int day : numbers(theirs.by_day)) {
        const auto code = static_cast<short>(day);
        rule.weekdays.push_back(
            {icalrecurrencetype_day_position(code), iso(icalrecurrencetype_day_day_of_week(code))});
    }
    rule.months = numbers(theirs.by_month);
    rule.month_days = numbers(theirs.by_month_day);
    rule.year_days = numbers(theirs.by_year_day);
    rule.weeks = numbers(theirs.by_week_no);
    rule.positions = numbers(theirs.by_set_pos);
    rule.hours = numbers(theirs.by_hour);
    rule.minutes = numbers(theirs.by_minute);
    rule.seconds = numbers(theirs.by_second);
    if (!in_bounds(rule)) return std::unexpected(Problem::rule_unsupported);
    if (!icaltime_is_null_time(theirs.until)) {
        const auto until = when_of(theirs.until, nullptr);
        if (!until) return std::unexpected(until.error());
        series.until = *until;
    }
    return series;
}

Attendee attendee_of(icalproperty* property, const char* address) {
    Attendee attendee;
    attendee.email = address == nullptr ? "" : address;
    constexpr std::string_view scheme = "mailto:";
    if (same_word(std::string_view(attendee.email).substr(0, scheme.size()), scheme))
        attendee.email.erase(0, scheme.size());
    if (const char* name = parameter(property, ICAL_CN_PARAMETER); name != nullptr)
        attendee.name = name;
    if (auto* status = icalproperty_get_first_parameter(property, ICAL_PARTSTAT_PARAMETER))
        attendee.declined = icalparameter_get_partstat(status) == ICAL_PARTSTAT_DECLINED;
    if (auto* kind = icalproperty_get_first_parameter(property, ICAL_CUTYPE_PARAMETER)) {
        const auto type = icalparameter_get_cutype(kind);
        attendee.person = type != ICAL_CUTYPE_ROOM && type != ICAL_CUTYPE_RESOURCE;
    }
    return attendee;
}

Text text_of(const char* value) { return {value == nullptr ? "" : value}; }

template <class T>
Read<Said> said(Read<T> read) {
    if (!read) return std::unexpected(read.error());
    return Said{std::move(*read)};
}

// RDATE and EXDATE: libical makes a property for each value of the line.
template <class T, class One>
Read<Said> list_of(icalcomponent* component, icalproperty_kind kind, One one) {
    std::vector<T> all;
    for (auto* property = icalcomponent_get_first_property(component, kind); property != nullptr;
         property = icalcomponent_get_next_property(component, kind)) {
        auto read = one(property, parameter(property, ICAL_TZID_PARAMETER));
        if (!read) return std::unexpected(read.error());
        all.push_back(std::move(*read));
    }
    return Said{std::move(all)};
}

Read<Said> time_property(icalcomponent* component, icalproperty* property, icalproperty_kind kind) {
    const char* zone = parameter(property, ICAL_TZID_PARAMETER);
    // Only the kinds that have a meaning to us get here; libical's enumeration has hundreds.
    if (kind == ICAL_DTSTART_PROPERTY)
        return said(when_of(icalproperty_get_dtstart(property), zone));
    if (kind == ICAL_DTEND_PROPERTY) return said(when_of(icalproperty_get_dtend(property), zone));
    if (kind == ICAL_DURATION_PROPERTY) return said(length_of(icalproperty_get_duration(property)));
    if (kind == ICAL_DTSTAMP_PROPERTY)
        return said(when_of(icalproperty_get_dtstamp(property), zone));
    if (kind == ICAL_LASTMODIFIED_PROPERTY)
        return said(when_of(icalproperty_get_lastmodified(property), zone));
    if (kind == ICAL_RRULE_PROPERTY) return said(series_of(icalproperty_get_rrule(property)));
    if (kind == ICAL_TZOFFSETFROM_PROPERTY)
        return Said{std::chrono::seconds{icalproperty_get_tzoffsetfrom(property)}};
    if (kind == ICAL_TZOFFSETTO_PROPERTY)
        return Said{std::chrono::seconds{icalproperty_get_tzoffsetto(property)}};
    if (kind == ICAL_RDATE_PROPERTY)
        return list_of<Instance>(component, kind, [](icalproperty* one, const char* its_zone) {
            return instance_of(icalproperty_get_rdate(one), its_zone);
        });
    if (kind == ICAL_EXDATE_PROPERTY)
        return list_of<When>(component, kind, [](icalproperty* one, const char* its_zone) {
            return when_of(icalproperty_get_exdate(one), its_zone);
        });
    if (kind != ICAL_RECURRENCEID_PROPERTY) return std::unexpected(Problem::rule_unsupported);
    const auto at = when_of(icalproperty_get_recurrenceid(property), zone);
    if (!at) return std::unexpected(at.error());
    auto* range = icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER);
    return Said{RecurrenceId{
        *at, range != nullptr && icalparameter_get_range(range) == ICAL_RANGE_THISANDFUTURE}};
}

Read<Said> property_said(icalcomponent* component, icalproperty* property) {
    const auto kind = icalproperty_isa(property);
    if (kind == ICAL_UID_PROPERTY) return Said{text_of(icalproperty_get_uid(property))};
    if (kind == ICAL_SUMMARY_PROPERTY) return Said{text_of(icalproperty_get_summary(property))};
    if (kind == ICAL_TZID_PROPERTY) return Said{text_of(icalproperty_get_tzid(property))};
    if (kind == ICAL_SEQUENCE_PROPERTY) return Said{Number{icalproperty_get_sequence(property)}};
    if (kind == ICAL_STATUS_PROPERTY)
        return Said{Status{icalproperty_get_status(property) == ICAL_STATUS_CANCELLED}};
    if (kind == ICAL_ATTENDEE_PROPERTY)
        return Said{attendee_of(property, icalproperty_get_attendee(property))};
    if (kind == ICAL_ORGANIZER_PROPERTY)
        return Said{attendee_of(property, icalproperty_get_organizer(property))};
    return time_property(component, property, kind);
}

bool says_text(std::string_view name) {
    constexpr std::array names{"UID", "SUMMARY", "STATUS", "ATTENDEE", "ORGANIZER", "TZID"};
    return std::ranges::any_of(names, [&](const char* one) { return same_word(name, one); });
}

// What must hold before libical sees the line: what it would cut or count wrongly in silence.
std::optional<Problem> refused_unread(std::string_view name, std::string_view line,
                                      const ReadLimits& limits) {
    const std::string_view value = line.substr(std::min(line.find(':'), line.size()));
    if (says_text(name)) {
        // Twice, since escapes and parameters take room that the text does not.
        if (line.size() > 2 * limits.text_bytes_max) return Problem::text_too_long;
        return std::nullopt;
    }
    if (same_word(name, "EXRULE")) return Problem::rule_unsupported;
    if (same_word(name, "RRULE")) {
        if (line.size() > 2 * limits.text_bytes_max || rule_out_of_bounds(value))
            return Problem::rule_unsupported;
        return std::nullopt;
    }
    if (static_cast<std::size_t>(std::ranges::count(value, ',')) >= limits.list_max)
        return Problem::list_too_long;
    if (has_long_number(value, 8)) return Problem::unreadable_time;
    return std::nullopt;
}

}  // namespace

std::expected<Said, Problem> read_line(std::string_view line, const ReadLimits& limits) {
    set_up();
    const std::string_view name = line.substr(0, line.find_first_of(":;"));
    if (const auto problem = refused_unread(name, line, limits)) return std::unexpected(*problem);
    std::string wrapped = "BEGIN:VEVENT\r\n";
    wrapped.append(line).append("\r\nEND:VEVENT\r\n");
    const Component component(icalparser_parse_string(wrapped.c_str()));
    const Problem unreadable = says_text(name)            ? Problem::unreadable_text
                               : same_word(name, "RRULE") ? Problem::unreadable_rule
                                                          : Problem::unreadable_time;
    if (!component || icalcomponent_count_errors(component.get()) > 0)
        return std::unexpected(unreadable);
    icalproperty* property = icalcomponent_get_first_property(component.get(), ICAL_ANY_PROPERTY);
    if (property == nullptr) return std::unexpected(unreadable);
    return property_said(component.get(), property);
}

}  // namespace relais::calendar
