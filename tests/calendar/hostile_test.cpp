// Files made to hurt. Each is read in a child of its own that the kernel kills beyond a second of
// processor time or 64 MiB beside the bytes; what it took is printed, so that a change is seen.
#include <cstdio>
#include <functional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

struct Outcome {
    bool survived = false;
    std::string said;
    double ms = 0;
    long memory_kib = 0;
};

// A file with these bytes and no name.
int file_of(const std::string& bytes) {
    std::FILE* file = std::tmpfile();
    EXPECT_NE(file, nullptr);
    EXPECT_EQ(std::fwrite(bytes.data(), 1, bytes.size(), file), bytes.size());
    std::rewind(file);
    return fileno(file);
}

// A fresh process, so that what it takes is its own: see calendar_tool.cpp.
Outcome read_in_child(const std::string& bytes, const std::string& how) {
    const int in = file_of(bytes);
    int ends[2] = {};
    EXPECT_EQ(pipe(ends), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(in, STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        execl(CALENDAR_TOOL, CALENDAR_TOOL, how.c_str(), nullptr);
        _exit(127);
    }
    close(ends[1]);
    std::string text;
    char some[256];
    for (ssize_t got = 0; (got = ::read(ends[0], some, sizeof some)) > 0;)
        text.append(some, static_cast<std::size_t>(got));
    close(ends[0]);
    close(in);
    int status = 0;
    waitpid(pid, &status, 0);
    Outcome outcome;
    outcome.survived = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!outcome.survived) {
        outcome.said = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) : "died";
        return outcome;
    }
    int used = 0;
    EXPECT_EQ(std::sscanf(text.c_str(), "%lf %ld %n", &outcome.ms, &outcome.memory_kib, &used), 2);
    outcome.said = text.substr(static_cast<std::size_t>(used));
    return outcome;
}

std::string repeated(std::size_t times, const std::function<std::string(std::size_t)>& one) {
    std::string all;
    for (std::size_t nth = 0; nth < times; ++nth) all += one(nth);
    return all;
}

std::string repeated(std::size_t times, const std::string& one) {
    return repeated(times, [&](std::size_t) { return one; });
}

std::string events(std::size_t times, const std::string& lines) {
    return calendar(repeated(times, [&](std::size_t nth) {
        return "BEGIN:VEVENT\nUID:" + std::to_string(nth) +
               "\nDTSTART;TZID=America/Toronto:20260101T000000\nDURATION:PT1H\n" + lines +
               "\nEND:VEVENT\n";
    }));
}

// "0,1,…,last"
std::string list(int first, int last) {
    std::string all;
    for (int one = first; one <= last; ++one)
        all += (one == first ? "" : ",") + std::to_string(one);
    return all;
}

struct Hostile {
    std::string name;
    std::function<std::string()> make;
    std::string says;  // what the answer begins with
};

std::vector<Hostile> bytes_that_hurt() {
    return {
        {"a line of 100 MB",
         [] { return "BEGIN:VCALENDAR\r\nX-A:" + std::string(100'000'000, 'a'); },
         "refused too_large"},
        {"a line of 4 MB", [] { return calendar("X-A:" + std::string(4'000'000, 'a')); },
         "refused line_too_long"},
        {"a line folded after each octet",
         [] { return calendar("X-A:" + repeated(1'300'000, "a\n ")); }, "refused too_large"},
        {"a folded line of 1 MB", [] { return calendar("X-A:" + repeated(1'000'000, "a\n ")); },
         "refused line_too_long"},
        {"a NUL", [] { return event("DTSTART:20260101T000000Z\nX-A:" + std::string(1, '\0')); },
         "refused nul_byte"},
        {"not UTF-8", [] { return event("DTSTART:20260101T000000Z\nX-A:\xc3\x28"); },
         "refused not_utf8"},
        {"a surrogate", [] { return event("X-A:\xed\xa0\x80"); }, "refused not_utf8"},
        {"nothing", [] { return std::string(); }, "refused not_a_calendar"},
        {"a web page", [] { return std::string("<!DOCTYPE html>\n<html>\n</html>\n"); },
         "refused not_a_calendar"},
        {"cut off", [] { return std::string("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n"); },
         "refused unbalanced"},
        {"crossed ends",
         [] { return std::string("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n"); },
         "refused unbalanced"},
        {"100,000 deep", [] { return calendar(repeated(100'000, "BEGIN:VEVENT\n")); },
         "refused too_deep"},
        {"100,000 components",
         [] { return calendar(repeated(100'000, "BEGIN:VEVENT\nEND:VEVENT\n")); },
         "refused too_many_"},
        {"500,000 properties", [] { return calendar(repeated(500'000, "X-A:1\n")); },
         "refused too_many_properties"},
        {"500,000 lines without a colon", [] { return calendar(repeated(500'000, "BEGIN\n")); },
         "refused too_many_properties"},
    };
}

std::vector<Hostile> rules_that_hurt() {
    const std::string full = "RRULE:FREQ=DAILY;BYHOUR=" + list(0, 23) + ";BYMINUTE=" + list(0, 59);
    return {
        {"every second", [] { return events(1, "RRULE:FREQ=SECONDLY"); },
         "0 occurrences, 1 notes, first rule_too_fine"},
        {"every minute of a year", [=] { return events(1, full); }, "refused too_much_work"},
        {"every second of a year by lists",
         [=] { return events(1, full + ";BYSECOND=" + list(0, 59)); }, "refused too_much_work"},
        {"every hour, 100 times", [] { return events(100, "RRULE:FREQ=HOURLY"); },
         "refused too_many_occurrences"},
        {"never, by year, 5,000 times",
         [] { return events(5'000, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"); }, ""},
        {"never, by month, 5,000 times",
         [] { return events(5'000, "RRULE:FREQ=MONTHLY;BYDAY=7MO"); }, ""},
        {"never, by hour, 5,000 times",
         [] { return events(5'000, "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"); },
         "refused too_much_work"},
        {"never, with long lists, 5,000 times",
         [] { return events(5'000, "RRULE:FREQ=YEARLY;BYYEARDAY=" + list(1, 50) + ";BYMONTH=12"); },
         "refused too_much_work"},
        {"positions in a year of hours",
         [] {
             return events(50,
                           "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=" + list(0, 23) +
                               ";BYMINUTE=" + list(0, 59) + ";BYSETPOS=" + list(1, 366));
         },
         "refused too_much_work"},
        {"counted from the year 1",
         [] {
             return calendar(repeated(100,
                                      "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nDURATION:PT1H\n"
                                      "RRULE:FREQ=DAILY;COUNT=999999\nEND:VEVENT\n"));
         },
         "refused too_much_work"},
        {"from the year 1, uncounted",
         [] {
             return calendar(
                 "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nDURATION:PT1H\n"
                 "RRULE:FREQ=DAILY\nEND:VEVENT\n");
         },
         "365 occurrences"},
        {"400 days long, every day, 60 times",
         [] {
             return calendar(repeated(60,
                                      "BEGIN:VEVENT\nDTSTART:20200101T000000Z\nDURATION:P400D\n"
                                      "RRULE:FREQ=DAILY\nEND:VEVENT\n"));
         },
         "refused too_many_occurrences"},
        {"all in the skipped hour",
         [] {
             return calendar(repeated(500,
                                      "BEGIN:VEVENT\nDTSTART;TZID=America/Toronto:20260308T020100\n"
                                      "DTEND;TZID=America/Toronto:20260308T020200\n"
                                      "RRULE:FREQ=DAILY;COUNT=1;BYMINUTE=" +
                                          list(1, 58) + "\nEND:VEVENT\n"));
         },
         "0 occurrences"},
    };
}

std::vector<Hostile> lists_that_hurt() {
    const std::string dates = "20260105T000000Z" + repeated(399, ",20260105T000000Z");
    return {
        {"500 dates in a line",
         [=] { return events(1, "RDATE:" + dates + repeated(101, ",20260105T000000Z")); },
         "0 occurrences, 1 notes, first list_too_long"},
        {"240,000 dates in an event",
         [=] { return events(1, repeated(600, "RDATE:" + dates + "\n")); },
         "0 occurrences, 1 notes, first list_too_long"},
        {"240,000 dates in 100 events",
         [=] { return events(100, repeated(6, "RDATE:" + dates + "\n")); },
         "refused too_many_occurrences"},
        {"240,000 exceptions in 100 events",
         [=] { return events(100, repeated(6, "EXDATE:" + dates + "\n")); },
         "refused too_many_occurrences"},
        {"45,000 attendees",
         [] { return events(1'000, repeated(45, "ATTENDEE;CN=A:mailto:a@b.invalid\n")); },
         "1000 occurrences"},
        {"100 parameters, 500 times",
         [] { return events(500, "SUMMARY" + repeated(100, ";X-P=1") + ":a"); }, "500 occurrences"},
        {"a summary of 200 kB", [] { return events(1, "SUMMARY:" + std::string(200'000, 'a')); },
         "0 occurrences, 1 notes, first text_too_long"},
        {"9,999 events that say nothing right",
         [] {
             return calendar(repeated(9'000,
                                      "BEGIN:VEVENT\nDTSTART:x\nDTEND:x\nRRULE:x\n"
                                      "RDATE:x\nSUMMARY:" +
                                          std::string(300, 'a') + "\nEND:VEVENT\n"));
         },
         "0 occurrences"},
        {"9,000 zones that nobody knows",
         [] {
             return calendar(repeated(9'000, [](std::size_t nth) {
                 return "BEGIN:VEVENT\nDTSTART;TZID=Nowhere/" + std::to_string(nth) +
                        ":20260101T000000\nEND:VEVENT\n";
             }));
         },
         "0 occurrences, 9000 notes, first unknown_zone"},
        {"20,000 occurrences with long texts",
         [] { return events(54, "SUMMARY:" + std::string(900, 'a') + "\nRRULE:FREQ=DAILY"); },
         "19710 occurrences"},
    };
}

// Large, but somebody's: it must pass.
std::vector<Hostile> honest_files() {
    return {{"five years of three shifts a day, honest",
             [] {
                 return events(5'475,
                               "SEQUENCE:0\nSTATUS:CONFIRMED\nDTSTAMP:20260101T000000Z\n"
                               "DESCRIPTION:" +
                                   std::string(200, 'a') +
                                   "\nSUMMARY:Garde\n"
                                   "BEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM");
             },
             "5475 occurrences, 0 notes"}};
}

std::string zone_of(const std::string& inside) {
    return "BEGIN:VTIMEZONE\nTZID:Own\n" + inside + "END:VTIMEZONE\n";
}

std::string observance(const std::string& lines) {
    return "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n" +
           lines + "END:STANDARD\n";
}

std::vector<Hostile> zones_that_hurt() {
    const std::string use =
        "BEGIN:VEVENT\nDTSTART;TZID=Own:20260101T000000\nDURATION:PT1H\n"
        "RRULE:FREQ=DAILY\nEND:VEVENT\n";
    return {
        {"a zone of 9,000 parts",
         [=] {
             return calendar(zone_of(repeated(9'000, observance("RRULE:FREQ=YEARLY\n"))) + use);
         },
         "refused too_much_work"},
        {"a zone that changes daily",
         [=] { return calendar(zone_of(observance("RRULE:FREQ=DAILY\n")) + use); },
         "refused too_much_work"},
        {"a zone that changes every second of lists",
         [=] {
             return calendar(zone_of(observance("RRULE:FREQ=DAILY;BYHOUR=" + list(0, 23) +
                                                ";BYMINUTE=" + list(0, 59) +
                                                ";BYSECOND=" + list(0, 59) + "\n")) +
                             use);
         },
         "refused too_much_work"},
        {"a zone 99 hours off",
         [=] {
             return calendar(zone_of("BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+9900\n"
                                     "TZOFFSETTO:-9900\nEND:STANDARD\n") +
                             use);
         },
         "0 occurrences, 1 notes, first unknown_zone"},
        {"a zone of nothing", [=] { return calendar(zone_of("") + use); },
         "0 occurrences, 1 notes, first unknown_zone"},
    };
}

void expect_bounded(const std::vector<Hostile>& all) {
    for (const Hostile& one : all) {
        const Outcome outcome = read_in_child(one.make(), "bounded");
        std::printf("  %-42s %7.1f ms %7.1f MiB  %s\n", one.name.c_str(), outcome.ms,
                    static_cast<double>(outcome.memory_kib) / 1024, outcome.said.c_str());
        EXPECT_TRUE(outcome.survived) << one.name << ": " << outcome.said;
        EXPECT_TRUE(outcome.said.starts_with(one.says)) << one.name << ": " << outcome.said;
    }
}

TEST(HostileCalendar, OfBytesEndsInTimeAndMemory) { expect_bounded(bytes_that_hurt()); }
TEST(HostileCalendar, OfRulesEndsInTimeAndMemory) { expect_bounded(rules_that_hurt()); }
TEST(HostileCalendar, OfListsEndsInTimeAndMemory) { expect_bounded(lists_that_hurt()); }
TEST(HostileCalendar, IsNotALargeHonestOne) { expect_bounded(honest_files()); }
TEST(HostileCalendar, OfZonesEndsInTimeAndMemory) { expect_bounded(zones_that_hurt()); }

// The control: what our limits forbid does kill.
TEST(HostileCalendar, WouldBeKilledWithoutOurLimits) {
    if (under_sanitizer) return;
    const auto slow =
        read_in_child(calendar(repeated(2'000,
                                        "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nDURATION:PT1H\n"
                                        "RRULE:FREQ=DAILY;COUNT=999999\nEND:VEVENT\n")),
                      "unlimited");
    EXPECT_FALSE(slow.survived) << slow.said;
    const auto large = read_in_child(
        events(2'000, "SUMMARY:" + std::string(900, 'a') + "\nRRULE:FREQ=HOURLY"), "unlimited");
    EXPECT_FALSE(large.survived) << large.said;
}

}  // namespace
}  // namespace relais::calendar
