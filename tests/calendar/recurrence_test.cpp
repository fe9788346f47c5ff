// Rules, dates, exceptions and versions, with answers worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string toronto(std::string_view rest) {
    return event(
        "DTSTART;TZID=America/Toronto:20260306T200000\n"
        "DTEND;TZID=America/Toronto:20260307T080000\n" +
        std::string(rest));
}

TEST(CalendarRule, KeepsWallTimeOverTheSpringNight) {
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;COUNT=3"))),
                ElementsAre("2026-03-07T01:00Z/13:00Z s", "2026-03-08T01:00Z/12:00Z s",
                            "2026-03-09T00:00Z/12:00Z s"));
}

TEST(CalendarRule, KeepsWallTimeOverTheAutumnNight) {
    EXPECT_THAT(times(read(event("DTSTART;TZID=America/Toronto:20261031T200000\n"
                                 "DTEND;TZID=America/Toronto:20261101T080000\n"
                                 "RRULE:FREQ=DAILY;COUNT=2"))),
                ElementsAre("2026-11-01T00:00Z/13:00Z s", "2026-11-02T01:00Z/13:00Z s"));
}

// The last night starts at 20:00 EDT on the 8th: 00:00 UTC on the 9th.
TEST(CalendarRule, EndsWithUntilInUtc) {
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;UNTIL=20260309T000000Z"))), SizeIs(3));
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;UNTIL=20260308T235959Z"))), SizeIs(2));
}

TEST(CalendarRule, EndsWithUntilInLocalTime) {
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;UNTIL=20260308T200000"))), SizeIs(3));
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;UNTIL=20260308T195959"))), SizeIs(2));
}

TEST(CalendarRule, EndsWithTheWholeDayOfADate) {
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;UNTIL=20260308"))), SizeIs(3));
}

TEST(CalendarRule, EndsWholeDaysWithUntilInUtc) {
    const std::string days = "DTSTART;VALUE=DATE:20260307\nRRULE:FREQ=DAILY;UNTIL=";
    EXPECT_THAT(times(read(event(days + "20260309T040000Z"))), SizeIs(3));
    EXPECT_THAT(times(read(event(days + "20260309T035959Z"))), SizeIs(2));
    EXPECT_THAT(times(read(event(days + "20260309"))), SizeIs(3));
}

TEST(CalendarRule, GivesWeekdaysAndTheLastFriday) {
    EXPECT_THAT(times(read(event("DTSTART:20260105T120000Z\nDURATION:PT1H\n"
                                 "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4"))),
                ElementsAre("2026-01-05T12:00Z/13:00Z s", "2026-01-07T12:00Z/13:00Z s",
                            "2026-01-19T12:00Z/13:00Z s", "2026-01-21T12:00Z/13:00Z s"));
    EXPECT_THAT(times(read(event("DTSTART:20260130T120000Z\nDURATION:PT1H\n"
                                 "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3"))),
                ElementsAre("2026-01-30T12:00Z/13:00Z s", "2026-02-27T12:00Z/13:00Z s",
                            "2026-03-27T12:00Z/13:00Z s"));
}

TEST(CalendarRule, SkipsMonthsWithoutThe31st) {
    EXPECT_THAT(times(read(event("DTSTART:20260131T120000Z\nDURATION:PT1H\n"
                                 "RRULE:FREQ=MONTHLY;COUNT=3"))),
                ElementsAre("2026-01-31T12:00Z/13:00Z s", "2026-03-31T12:00Z/13:00Z s",
                            "2026-05-31T12:00Z/13:00Z s"));
}

TEST(CalendarRule, HonoursSetPositionsInAWeek) {
    EXPECT_THAT(times(read(event("DTSTART:20260107T120000Z\nDURATION:PT1H\n"
                                 "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2;COUNT=2"))),
                ElementsAre("2026-01-07T12:00Z/13:00Z s", "2026-01-14T12:00Z/13:00Z s"));
}

TEST(CalendarRule, LooksBackFromTheWindowAsFarAsAShiftIsLong) {
    const std::string weeks =
        event("DTSTART;VALUE=DATE:20150105\nDTEND;VALUE=DATE:20150112\nRRULE:FREQ=WEEKLY");
    EXPECT_THAT(times(read(weeks, "2026-06-10T00:00Z", "2026-06-10T01:00Z")),
                ElementsAre("2026-06-08T04:00Z/2026-06-15T04:00Z s day"));
}

TEST(CalendarRule, CountsFromItsStartAndNotFromTheWindow) {
    EXPECT_THAT(times(read(event("DTSTART:20251230T120000Z\nDURATION:PT1H\n"
                                 "RRULE:FREQ=DAILY;COUNT=4"))),
                ElementsAre("2026-01-01T12:00Z/13:00Z s", "2026-01-02T12:00Z/13:00Z s"));
}

TEST(CalendarRule, TellsAStartThatItDoesNotGive) {
    const auto reading =
        read(event("DTSTART:20260106T120000Z\nDURATION:PT1H\n"
                   "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2"));
    EXPECT_THAT(times(reading),
                ElementsAre("2026-01-06T12:00Z/13:00Z s", "2026-01-12T12:00Z/13:00Z s"));
    EXPECT_THAT(told(reading.notes), ElementsAre("start_outside_rule u"));
}

TEST(CalendarRule, TellsWhatItCannotFollow) {
    const auto problem = [](std::string_view rule) {
        const auto reading =
            read(event("DTSTART:20260106T120000Z\nDURATION:PT1H\n" + std::string(rule)));
        EXPECT_THAT(times(reading), IsEmpty()) << rule;
        EXPECT_THAT(reading.notes, SizeIs(1)) << rule;
        return reading.notes.empty() ? "" : std::string(code(reading.notes.front().problem));
    };
    EXPECT_EQ(problem("RRULE:FREQ=SECONDLY"), "rule_too_fine");
    EXPECT_EQ(problem("RRULE:FREQ=MINUTELY;INTERVAL=5"), "rule_too_fine");
    EXPECT_EQ(problem("RRULE:FREQ=WEEKLY;BYDAY=MO,XX"), "unreadable_rule");
    EXPECT_EQ(problem("RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260301"), "unreadable_rule");
    EXPECT_EQ(problem("RRULE:FREQ=DAILY;INTERVAL=65537"), "rule_unsupported");
    EXPECT_EQ(problem("RRULE:FREQ=DAILY;COUNT=99999999999"), "rule_unsupported");
    EXPECT_EQ(problem("RRULE:FREQ=YEARLY;RSCALE=CHINESE;BYMONTH=5L"), "rule_unsupported");
    EXPECT_EQ(problem("EXRULE:FREQ=WEEKLY"), "rule_unsupported");
    EXPECT_EQ(problem("RRULE:FREQ=DAILY;UNTIL=20260230"), "not_a_date");
}

TEST(CalendarDates, AddAndTakeAway) {
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;COUNT=3\n"
                                   "RDATE;TZID=America/Toronto:20260320T200000\n"
                                   "EXDATE;TZID=America/Toronto:20260307T200000"))),
                ElementsAre("2026-03-07T01:00Z/13:00Z s", "2026-03-09T00:00Z/12:00Z s",
                            "2026-03-21T00:00Z/12:00Z s"));
}

TEST(CalendarDates, TakeAwayByInstantInAnotherZoneAndByDay) {
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260309T000000Z"))),
                SizeIs(2));
    EXPECT_THAT(times(read(toronto("RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260308"))),
                SizeIs(2));
    EXPECT_THAT(times(read(event("DTSTART;VALUE=DATE:20260307\nRRULE:FREQ=DAILY;COUNT=3\n"
                                 "EXDATE:20260308T000000"))),
                SizeIs(2));
}

TEST(CalendarDates, MayHaveTheirOwnLength) {
    EXPECT_THAT(times(read(event("DTSTART:20260601T120000Z\nDURATION:PT1H\n"
                                 "RDATE;VALUE=PERIOD:20260602T120000Z/PT3H,"
                                 "20260603T120000Z/20260603T170000Z"))),
                ElementsAre("2026-06-01T12:00Z/13:00Z s", "2026-06-02T12:00Z/15:00Z s",
                            "2026-06-03T12:00Z/17:00Z s"));
}

TEST(CalendarDates, AreNotGuessedWhenOneCannotBeRead) {
    const auto reading = read(toronto("RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260307T200000Z,demain"));
    EXPECT_THAT(times(reading), IsEmpty());
    EXPECT_THAT(told(reading.notes),
                ElementsAre("unreadable_time u: EXDATE:20260307T200000Z,demain"));
}

std::string series(std::string_view exceptions) {
    return calendar(
        "BEGIN:VEVENT\nUID:u\nSUMMARY:s\nDTSTART:20260601T120000Z\nDURATION:PT1H\n"
        "RRULE:FREQ=DAILY;COUNT=4\nEND:VEVENT\n" +
        std::string(exceptions));
}

std::string exception(std::string_view lines) {
    return "BEGIN:VEVENT\nUID:u\n" + std::string(lines) + "\nEND:VEVENT\n";
}

TEST(CalendarException, MovesOneInstance) {
    EXPECT_THAT(times(read(series(exception("RECURRENCE-ID:20260602T120000Z\nSUMMARY:moved\n"
                                            "DTSTART:20260610T100000Z\nDURATION:PT2H")))),
                ElementsAre("2026-06-01T12:00Z/13:00Z s", "2026-06-03T12:00Z/13:00Z s",
                            "2026-06-04T12:00Z/13:00Z s", "2026-06-10T10:00Z/12:00Z moved"));
}

TEST(CalendarException, BringsAnInstanceIntoTheWindow) {
    const std::string file = series(exception(
        "RECURRENCE-ID:20260602T120000Z\nSUMMARY:moved\nDTSTART:20260710T100000Z\nDURATION:PT2H"));
    EXPECT_THAT(times(read(file, "2026-07-01T00:00Z", "2026-08-01T00:00Z")),
                ElementsAre("2026-07-10T10:00Z/12:00Z moved"));
}

TEST(CalendarException, CancelsOneInstance) {
    const auto reading =
        read(series(exception("RECURRENCE-ID:20260602T120000Z\nSUMMARY:s\nSTATUS:CANCELLED\n"
                              "DTSTART:20260602T120000Z\nDURATION:PT1H")));
    EXPECT_THAT(times(reading),
                ElementsAre("2026-06-01T12:00Z/13:00Z s", "2026-06-02T12:00Z/13:00Z s x",
                            "2026-06-03T12:00Z/13:00Z s", "2026-06-04T12:00Z/13:00Z s"));
}

TEST(CalendarException, NeverLetsTheInstanceItReplacesComeBack) {
    const auto reading =
        read(series(exception("RECURRENCE-ID:20260602T120000Z\nSUMMARY:s\n"
                              "DTSTART;TZID=Mars/Olympus:20260602T120000\nDURATION:PT1H")));
    EXPECT_THAT(times(reading), SizeIs(3));
    EXPECT_THAT(told(reading.notes), ElementsAre("unknown_zone u: Mars/Olympus"));
}

TEST(CalendarException, TurnsTheRestOfTheSeries) {
    EXPECT_THAT(times(read(series(
                    exception("RECURRENCE-ID;RANGE=THISANDFUTURE:20260603T120000Z\nSUMMARY:later\n"
                              "DTSTART:20260603T150000Z\nDURATION:PT2H")))),
                ElementsAre("2026-06-01T12:00Z/13:00Z s", "2026-06-02T12:00Z/13:00Z s",
                            "2026-06-03T15:00Z/17:00Z later", "2026-06-04T15:00Z/17:00Z later"));
}

TEST(CalendarException, StandsAloneWithoutItsSeries) {
    EXPECT_THAT(times(read(calendar(exception("RECURRENCE-ID:20260602T120000Z\nSUMMARY:alone\n"
                                              "DTSTART:20260602T120000Z\nDURATION:PT1H")))),
                ElementsAre("2026-06-02T12:00Z/13:00Z alone"));
}

TEST(CalendarException, FollowsTheWallTimeOfItsSeries) {
    EXPECT_THAT(times(read(calendar(
                    "BEGIN:VEVENT\nUID:u\nSUMMARY:s\nDTSTART;TZID=America/Toronto:20260308T023000\n"
                    "DTEND;TZID=America/Toronto:20260308T040000\nRRULE:FREQ=DAILY;COUNT=2\n"
                    "END:VEVENT\n" +
                    exception("RECURRENCE-ID;TZID=America/Toronto:20260308T023000\nSUMMARY:e\n"
                              "DTSTART:20260308T120000Z\nDURATION:PT1H")))),
                ElementsAre("2026-03-08T12:00Z/13:00Z e", "2026-03-09T06:30Z/08:00Z s"));
}

std::string version(int sequence, std::string_view stamp, std::string_view summary) {
    return "BEGIN:VEVENT\nUID:u\nSEQUENCE:" + std::to_string(sequence) +
           "\nDTSTAMP:" + std::string(stamp) + "\nSUMMARY:" + std::string(summary) +
           "\nDTSTART:20260602T120000Z\nDURATION:PT1H\nEND:VEVENT\n";
}

TEST(CalendarVersions, TheHighestSequenceWinsThenTheLatestStamp) {
    EXPECT_THAT(times(read(calendar(version(2, "20260101T000000Z", "two") +
                                    version(1, "20260501T000000Z", "one")))),
                ElementsAre("2026-06-02T12:00Z/13:00Z two"));
    EXPECT_THAT(times(read(calendar(version(1, "20260501T000000Z", "late") +
                                    version(1, "20260101T000000Z", "early")))),
                ElementsAre("2026-06-02T12:00Z/13:00Z late"));
    EXPECT_THAT(times(read(calendar(version(1, "20260101T000000Z", "first") +
                                    version(1, "20260101T000000Z", "last")))),
                ElementsAre("2026-06-02T12:00Z/13:00Z last"));
}

TEST(CalendarVersions, AMethodOfCancelCancelsAll) {
    EXPECT_THAT(times(read(calendar("METHOD:CANCEL\n" + version(1, "20260101T000000Z", "v")))),
                ElementsAre("2026-06-02T12:00Z/13:00Z v x"));
}

}  // namespace
}  // namespace relais::calendar
