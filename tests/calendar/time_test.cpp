// When an event is: zones, whole days, lengths, and the two nights of the year.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(CalendarTime, IsExactInUtc) {
    const auto reading = read(event("DTSTART:20260601T120000Z\nDTEND:20260601T200000Z"));
    EXPECT_THAT(times(reading), ElementsAre("2026-06-01T12:00Z/20:00Z s"));
    EXPECT_THAT(reading.notes, IsEmpty());
}

TEST(CalendarTime, FollowsATzDatabaseNameWithoutVtimezone) {
    EXPECT_THAT(times(read(event("DTSTART;TZID=America/Halifax:20260601T080000\n"
                                 "DTEND;TZID=America/Halifax:20260601T200000"))),
                ElementsAre("2026-06-01T11:00Z/23:00Z s"));
}

TEST(CalendarTime, FindsTheNameBehindAPath) {
    EXPECT_THAT(times(read(event("DTSTART;TZID=/freeassociation.sourceforge.net/America/Halifax"
                                 ":20260601T080000\nDURATION:PT1H"))),
                ElementsAre("2026-06-01T11:00Z/12:00Z s"));
}

TEST(CalendarTime, FollowsWindowsNamesAsCanadaMeansThem) {
    EXPECT_THAT(times(read(event("DTSTART;TZID=Eastern Standard Time:20260601T080000\n"
                                 "DTEND;TZID=\"Newfoundland Standard Time\":20260601T200000"))),
                ElementsAre("2026-06-01T12:00Z/22:30Z s"));
}

// The file's zone is ten hours off: proof that it was not used.
TEST(CalendarTime, TrustsTheTzDatabaseMoreThanTheFile) {
    constexpr std::string_view zone =
        "BEGIN:VTIMEZONE\nTZID:America/Toronto\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+1000\nTZOFFSETTO:+1000\nEND:STANDARD\nEND:VTIMEZONE\n";
    constexpr std::string_view shift =
        "BEGIN:VEVENT\nUID:u\nSUMMARY:s\nDTSTART;TZID=America/Toronto:20260601T080000\n"
        "DURATION:PT1H\nEND:VEVENT";
    EXPECT_THAT(times(read(calendar(std::string(zone) + std::string(shift)))),
                ElementsAre("2026-06-01T12:00Z/13:00Z s"));
}

std::string with_own_zone(std::string_view lines) {
    constexpr std::string_view zone =
        "BEGIN:VTIMEZONE\nTZID:Heure de l'Est\nBEGIN:STANDARD\nDTSTART:16010101T020000\n"
        "TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\n"
        "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0500\n"
        "TZOFFSETTO:-0400\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    return calendar(std::string(zone) + "BEGIN:VEVENT\nUID:u\nSUMMARY:s\n" + std::string(lines) +
                    "\nEND:VEVENT");
}

TEST(CalendarTime, ReadsAVtimezoneThatNobodyElseKnows) {
    EXPECT_THAT(times(read(with_own_zone("DTSTART;TZID=Heure de l'Est:20260115T080000\n"
                                         "RDATE;TZID=Heure de l'Est:20260715T080000\n"
                                         "DURATION:PT1H"))),
                ElementsAre("2026-01-15T13:00Z/14:00Z s", "2026-07-15T12:00Z/13:00Z s"));
}

TEST(CalendarTime, KeepsTheHouseRulesInAVtimezoneToo) {
    EXPECT_THAT(times(read(with_own_zone("DTSTART;TZID=Heure de l'Est:20260308T023000\n"
                                         "DTEND;TZID=Heure de l'Est:20260308T040000"))),
                ElementsAre("2026-03-08T07:00Z/08:00Z s"));
    EXPECT_THAT(times(read(with_own_zone("DTSTART;TZID=Heure de l'Est:20261101T013000\n"
                                         "DTEND;TZID=Heure de l'Est:20261101T040000"))),
                ElementsAre("2026-11-01T05:30Z/09:00Z s"));
}

TEST(CalendarTime, ReadsAZoneThatGaveUpItsSummerTime) {
    constexpr std::string_view zone =
        "BEGIN:VTIMEZONE\nTZID:Ancienne heure\nBEGIN:DAYLIGHT\nDTSTART:20000402T020000\n"
        "TZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4;"
        "UNTIL=20060402T070000Z\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:20001029T020000\n"
        "TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;"
        "UNTIL=20061029T060000Z\nEND:STANDARD\nEND:VTIMEZONE\n";
    constexpr std::string_view shift =
        "BEGIN:VEVENT\nUID:u\nSUMMARY:s\nDTSTART;TZID=Ancienne heure:20260601T080000\n"
        "DURATION:PT1H\nEND:VEVENT";
    EXPECT_THAT(times(read(calendar(std::string(zone) + std::string(shift)))),
                ElementsAre("2026-06-01T13:00Z/14:00Z s"));
}

TEST(CalendarTime, TellsAnUnknownZoneAndGuessesNothing) {
    const auto reading = read(event("DTSTART;TZID=Mars/Olympus:20260601T080000\nDURATION:PT1H"));
    EXPECT_THAT(times(reading), IsEmpty());
    EXPECT_THAT(told(reading.notes), ElementsAre("unknown_zone u: Mars/Olympus"));
}

TEST(CalendarTime, FloatsInTheRostersZone) {
    EXPECT_THAT(times(read(event("DTSTART:20260601T080000\nDURATION:PT1H"), "2026-01-01T00:00Z",
                           "2027-01-01T00:00Z", "America/Halifax")),
                ElementsAre("2026-06-01T11:00Z/12:00Z s"));
}

TEST(CalendarTime, FloatsInTheZoneThatTheFileNames) {
    const auto file = [](std::string_view zone) {
        return calendar("X-WR-TIMEZONE:" + std::string(zone) +
                        "\nBEGIN:VEVENT\nUID:u\nSUMMARY:s\nDTSTART:20260601T080000\n"
                        "DURATION:PT1H\nEND:VEVENT");
    };
    EXPECT_THAT(times(read(file("America/St_Johns"))), ElementsAre("2026-06-01T10:30Z/11:30Z s"));
    const auto unknown = read(file("Mars/Olympus"));
    EXPECT_THAT(times(unknown), IsEmpty());
    EXPECT_THAT(told(unknown.notes), ElementsAre("unknown_zone u: Mars/Olympus"));
}

TEST(CalendarTime, BeginsADayAtTheRostersMidnight) {
    EXPECT_THAT(times(read(event("DTSTART;VALUE=DATE:20260601"))),
                ElementsAre("2026-06-01T04:00Z/2026-06-02T04:00Z s day"));
    // Three days over the spring night are 71 hours.
    EXPECT_THAT(times(read(event("DTSTART;VALUE=DATE:20260307\nDTEND;VALUE=DATE:20260310"))),
                ElementsAre("2026-03-07T05:00Z/2026-03-10T04:00Z s day"));
    EXPECT_THAT(times(read(event("DTSTART;VALUE=DATE:20261031\nDURATION:P2D"))),
                ElementsAre("2026-10-31T04:00Z/2026-11-02T05:00Z s day"));
}

TEST(CalendarTime, MovesATimeThatDoesNotExistToTheFirstInstantAfter) {
    EXPECT_THAT(times(read(event("DTSTART;TZID=America/Toronto:20260308T023000\n"
                                 "DTEND;TZID=America/Toronto:20260308T080000"))),
                ElementsAre("2026-03-08T07:00Z/12:00Z s"));
}

TEST(CalendarTime, TakesTheFirstOfATimeThatComesTwice) {
    EXPECT_THAT(times(read(event("DTSTART;TZID=America/Toronto:20261101T013000\n"
                                 "DTEND;TZID=America/Toronto:20261101T080000"))),
                ElementsAre("2026-11-01T05:30Z/13:00Z s"));
}

TEST(CalendarTime, EndsANightAtItsWallTimeButADurationExactly) {
    constexpr std::string_view start = "DTSTART;TZID=America/Toronto:20260307T200000\n";
    EXPECT_THAT(
        times(read(event(std::string(start) + "DTEND;TZID=America/Toronto:20260308T080000"))),
        ElementsAre("2026-03-08T01:00Z/12:00Z s"));
    EXPECT_THAT(times(read(event(std::string(start) + "DURATION:PT12H"))),
                ElementsAre("2026-03-08T01:00Z/13:00Z s"));
    EXPECT_THAT(times(read(event(std::string(start) + "DURATION:P1D"))),
                ElementsAre("2026-03-08T01:00Z/2026-03-09T00:00Z s"));
}

TEST(CalendarTime, TellsWhatHasNoLength) {
    EXPECT_THAT(told(read(event("DTSTART:20260601T080000Z\nDTEND:20260601T080000Z")).notes),
                ElementsAre("zero_length u"));
    EXPECT_THAT(told(read(event("DTSTART:20260601T080000Z")).notes), ElementsAre("zero_length u"));
    EXPECT_THAT(told(read(event("DTSTART:20260601T080000Z\nDTEND:20260601T070000Z")).notes),
                ElementsAre("ends_before_start u"));
    EXPECT_THAT(told(read(event("DTSTART:20260601T080000Z\nDURATION:-PT5M")).notes),
                ElementsAre("ends_before_start u: DURATION:-PT5M"));
    EXPECT_THAT(told(read(event("DTSTART:20260601T080000Z\nDURATION:P500D")).notes),
                ElementsAre("too_long u"));
}

TEST(CalendarTime, TellsWhatSaysNothing) {
    EXPECT_THAT(told(read(event("DURATION:PT1H")).notes), ElementsAre("no_start u"));
    EXPECT_THAT(told(read(event("DTSTART:20260230T080000Z\nDURATION:PT1H")).notes),
                ElementsAre("not_a_date u: DTSTART:20260230T080000Z"));
    EXPECT_THAT(told(read(event("DTSTART:demain\nDURATION:PT1H")).notes),
                ElementsAre("unreadable_time u: DTSTART:demain"));
    EXPECT_THAT(told(read(event("DTSTART:20260601T250000Z\nDURATION:PT1H")).notes),
                ElementsAre("unreadable_time u: DTSTART:20260601T250000Z"));
    EXPECT_THAT(told(read(event("DTSTART:20260601T080000Z\nDURATION:P99999999999W")).notes),
                ElementsAre("unreadable_time u: DURATION:P99999999999W"));
}

TEST(CalendarTime, GivesWhatHasAMomentInTheWindowUncut) {
    const std::string night = event("DTSTART:20260601T200000Z\nDTEND:20260602T080000Z");
    EXPECT_THAT(times(read(night, "2026-06-02T07:59Z", "2026-06-03T00:00Z")),
                ElementsAre("2026-06-01T20:00Z/2026-06-02T08:00Z s"));
    EXPECT_THAT(times(read(night, "2026-06-02T08:00Z", "2026-06-03T00:00Z")), IsEmpty());
    EXPECT_THAT(times(read(night, "2026-05-01T00:00Z", "2026-06-01T20:01Z")), SizeIs(1));
    EXPECT_THAT(times(read(night, "2026-05-01T00:00Z", "2026-06-01T20:00Z")), IsEmpty());
}

TEST(CalendarTime, RefusesARosterWithoutAZone) {
    const auto refused = read_calendar(event("DTSTART:20260601T080000Z"),
                                       {at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")}, "");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Refusal::unknown_default_zone);
}

}  // namespace
}  // namespace relais::calendar
