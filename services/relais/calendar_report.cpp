#include "services/relais/calendar_report.hpp"

#include <google/protobuf/util/time_util.h>
#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include "common/base/check.hpp"
#include "services/relais/instant_text.hpp"

namespace relais::cli {
namespace {

using google::protobuf::util::TimeUtil;

Instant instant_at(const google::protobuf::Timestamp& stamp) {
    return instant(TimeUtil::TimestampToMilliseconds(stamp));
}

// "2026-11-01 01:30 −04:00": the offset tells apart the hour that comes twice.
std::string local_text(const calendar::Zone& zone, Instant at) {
    const auto local = zone.local_of(at).time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch();
    const auto offset = std::chrono::duration_cast<std::chrono::minutes>(local - seconds).count();
    return fmt::format("{:%Y-%m-%d %H:%M} {}{:02}:{:02}", fmt::gmtime(local.count()),
                       offset < 0 ? "−" : "+", std::abs(offset) / 60, std::abs(offset) % 60);
}

std::string length_text(Duration length) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(length).count();
    return fmt::format("{}\u00a0h\u00a0{:02}", minutes / 60, minutes % 60);
}

std::string name_of(const CalendarReport& report, const std::string& person) {
    const auto found = report.names.find(person);
    return found == report.names.end() ? person : found->second;
}

template <class List, class Text>
std::string joined(const List& list, std::string_view between, Text text) {
    std::string out;
    for (const auto& one : list) {
        if (!out.empty()) out += between;
        out += text(one);
    }
    return out;
}

std::string words_of(const Console& console, const calendar::Note& note) {
    return console.words_or_code("calendar_problem", std::string(calendar::code(note.problem)));
}

std::string words_of(const Console& console, const calendar::Refused& refused) {
    return console.words_or_code("calendar_refusal", std::string(calendar::code(refused.code)));
}

std::vector<std::string> row_of(const Console& console, const calendar::Note& note) {
    std::string detail = note.detail;
    if (!note.candidates.empty())
        detail +=
            " (" + joined(note.candidates, ", ", [](const auto& person) { return person; }) + ")";
    const auto& event = note.summary.empty() ? note.uid : note.summary;
    return {console.words("calendar_line", {{"n", static_cast<std::int64_t>(note.line)}}),
            printable(note.recurrence_id.empty() ? event : event + " · " + note.recurrence_id),
            words_of(console, note), printable(detail)};
}

std::string json_of(const CalendarReport& report, const v1::Shift& shift) {
    const auto people = joined(shift.people(), ",", [&](const std::string& person) {
        return fmt::format(R"({{"person":{},"name":{}}})", json_string(person),
                           json_string(name_of(report, person)));
    });
    return fmt::format(R"({{"from":{},"until":{},"people":[{}]}})",
                       json_string(instant_text(instant_at(shift.from()))),
                       json_string(instant_text(instant_at(shift.until()))), people);
}

std::string json_of(const Console& console, const calendar::Note& note) {
    return fmt::format(
        R"({{"problem":{},"words":{},"line":{},"uid":{},"recurrenceId":{},"summary":{},)"
        R"("detail":{},"candidates":[{}]}})",
        json_string(calendar::code(note.problem)), json_string(words_of(console, note)), note.line,
        json_string(note.uid), json_string(note.recurrence_id), json_string(note.summary),
        json_string(note.detail), joined(note.candidates, ",", json_string));
}

}  // namespace

std::string calendar_tables(const Console& console, const CalendarReport& report) {
    const auto zone = calendar::database_zone(report.zone);
    check(zone != nullptr, "the zone of a roster without faults is known");
    std::vector<std::vector<std::string>> shifts;
    for (const auto& shift : report.given.shifts) {
        const auto from = instant_at(shift.from());
        const auto until = instant_at(shift.until());
        shifts.push_back({local_text(*zone, from), local_text(*zone, until),
                          length_text(until - from),
                          joined(shift.people(), ", ", [&](const std::string& person) {
                              return printable(name_of(report, person));
                          })});
    }
    std::string text = console.words(
        "calendar_given",
        {{"roster", report.roster}, {"zone", report.zone}, {"n", std::int64_t(shifts.size())}});
    if (!shifts.empty()) text += '\n' + table(shifts);
    if (const auto notes = calendar_notes(console, report); !notes.empty()) text += "\n\n" + notes;
    return text;
}

std::string calendar_notes(const Console& console, const CalendarReport& report) {
    std::vector<std::vector<std::string>> notes;
    for (const auto& note : report.given.notes) notes.push_back(row_of(console, note));
    if (notes.empty()) return {};
    return console.words("calendar_notes", {{"n", std::int64_t(notes.size())}}) + '\n' +
           table(notes);
}

std::string calendar_json(const Console& console, const CalendarReport& report) {
    const auto shifts = joined(report.given.shifts, ",",
                               [&](const v1::Shift& shift) { return json_of(report, shift); });
    const auto notes = joined(report.given.notes, ",",
                              [&](const calendar::Note& note) { return json_of(console, note); });
    return fmt::format(R"({{"roster":{},"zone":{},"shifts":[{}],"notes":[{}]}})",
                       json_string(report.roster), json_string(report.zone), shifts, notes);
}

std::string refusal_json(const Console& console, const calendar::Refused& refused) {
    return fmt::format(R"({{"refused":{{"code":{},"line":{},"words":{}}}}})",
                       json_string(calendar::code(refused.code)), refused.line,
                       json_string(words_of(console, refused)));
}

int refuse(const Console& console, const calendar::Refused& refused) {
    return console.refuse("calendar_refused", {{"line", std::int64_t(refused.line)},
                                               {"words", words_of(console, refused)}});
}

}  // namespace relais::cli
