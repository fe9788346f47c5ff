#include "tests/calendar/reading.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/chrono.h>
#include <gtest/gtest.h>

namespace relais::calendar {
namespace {

std::string said(Instant instant, const char* form) {
    const auto whole = static_cast<std::time_t>(to_ms(instant) / 1000);
    return fmt::format(fmt::runtime(form), fmt::gmtime(whole));
}

std::string with_crlf(std::string_view text) {
    std::string crlf;
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size());
        crlf.append(text.substr(0, length)).append("\r\n");
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    return crlf;
}

}  // namespace

Instant at(std::string_view utc) {
    const auto number = [&](std::size_t begin, std::size_t length) {
        return std::stoi(std::string(utc.substr(begin, length)));
    };
    using namespace std::chrono;
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                              day{static_cast<unsigned>(number(8, 2))}};
    return sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)};
}

std::string calendar(std::string_view lines) {
    std::string text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//FR\n";
    text.append(lines);
    if (!text.ends_with('\n')) text.push_back('\n');
    text += "END:VCALENDAR\n";
    return with_crlf(text);
}

std::string event(std::string_view lines) {
    std::string text = "BEGIN:VEVENT\nUID:u\nSUMMARY:s\n";
    text.append(lines);
    return calendar(text + "\nEND:VEVENT");
}

std::string fixture(const std::string& name) {
    std::ifstream file(std::string(FIXTURES_DIR) + "/" + name, std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return with_crlf(text.str());
}

Reading read(const std::string& bytes, std::string_view from, std::string_view to,
             const std::string& zone) {
    auto reading = read_calendar(bytes, {at(from), at(to)}, zone);
    if (!reading) {
        ADD_FAILURE() << "refused: " << code(reading.error().code) << " at line "
                      << reading.error().line;
        return {};
    }
    return *std::move(reading);
}

std::vector<std::string> times(const Reading& reading) {
    std::vector<std::string> all;
    for (const Occurrence& one : reading.occurrences) {
        const std::string from = said(one.from, "{:%Y-%m-%dT%H:%MZ}");
        std::string until = said(one.until, "{:%Y-%m-%dT%H:%MZ}");
        if (until.substr(0, 10) == from.substr(0, 10)) until.erase(0, 11);
        all.push_back(from + "/" + until + " " + one.text->summary + (one.all_day ? " day" : "") +
                      (one.cancelled ? " x" : ""));
    }
    return all;
}

std::vector<std::string> told(const std::vector<Note>& notes) {
    std::vector<std::string> all;
    for (const Note& note : notes)
        all.push_back(std::string(code(note.problem)) + " " + note.uid +
                      (note.detail.empty() ? "" : ": " + note.detail));
    return all;
}

}  // namespace relais::calendar
