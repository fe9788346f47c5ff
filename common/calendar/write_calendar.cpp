#include "common/calendar/write_calendar.hpp"

#include <string_view>

#include <fmt/chrono.h>

#include "common/base/check.hpp"

namespace relais::calendar {
namespace {

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// A content line, folded after at most 75 octets, never within a character.
void put_line(std::string& out, std::string_view line) {
    constexpr std::size_t octets_max = 75;
    std::size_t room = octets_max;
    while (line.size() > room) {
        std::size_t end = room;
        while (end > 1 && goes_on(line[end])) --end;
        out.append(line.substr(0, end)).append("\r\n ");
        line.remove_prefix(end);
        room = octets_max - 1;  // the blank counts
    }
    out.append(line).append("\r\n");
}

// TEXT of RFC 5545. Other control characters have no form there and are left out.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',') out.push_back('\\');
        if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)
            out.push_back(c);
    }
    return out;
}

std::string utc(Instant at) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(at);
    return fmt::format("{:%Y%m%dT%H%M%S}Z",
                       fmt::gmtime(static_cast<std::time_t>(whole.time_since_epoch().count())));
}

// The start is part of it: another start is another shift.
std::string uid(const WrittenShift& shift, const Secret& secret) {
    std::string name;
    for (const std::string* part : {&shift.key.roster, &shift.key.layer, &shift.key.person})
        name += std::to_string(part->size()) + ":" + *part;
    name += utc(shift.from);
    return to_hex(as_text(secret.hash("calendar uid", name)).substr(0, 16)) + "@relais72";
}

void put_shift(std::string& out, const WrittenShift& shift, const std::string& stamp,
               const Secret& secret) {
    check(shift.from < shift.until, "a shift ends after it begins");
    put_line(out, "BEGIN:VEVENT");
    put_line(out, "UID:" + uid(shift, secret));
    put_line(out, "DTSTAMP:" + stamp);
    put_line(out, "DTSTART:" + utc(shift.from));
    put_line(out, "DTEND:" + utc(shift.until));
    put_line(out, "SUMMARY:" + escaped(shift.summary));
    if (!shift.label.empty()) put_line(out, "DESCRIPTION:" + escaped(shift.label));
    put_line(out, "END:VEVENT");
}

}  // namespace

std::string write_calendar(const WrittenCalendar& calendar, const Secret& secret) {
    std::string out;
    put_line(out, "BEGIN:VCALENDAR");
    put_line(out, "VERSION:2.0");
    put_line(out, "PRODID:-//Relais 72//Garde//FR");
    put_line(out, "CALSCALE:GREGORIAN");
    put_line(out, "METHOD:PUBLISH");
    put_line(out, "X-WR-CALNAME:" + escaped(calendar.name));
    // Programs ask again as often as we fetch others; some read the one line, some the other.
    put_line(out, "REFRESH-INTERVAL;VALUE=DURATION:PT10M");
    put_line(out, "X-PUBLISHED-TTL:PT10M");
    const std::string stamp = utc(calendar.stamp);
    for (const WrittenShift& shift : calendar.shifts) put_shift(out, shift, stamp, secret);
    put_line(out, "END:VCALENDAR");
    return out;
}

}  // namespace relais::calendar
