// Files as Google, Outlook and Apple write them, read as a roster's owner would expect.
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// UNTIL is 23:59:59 on the 11th; the 9th is taken out; the 10th (20:00, midnight UTC on the 11th)
// is moved to 22:00.
TEST(CalendarHabits, OfGoogle) {
    const Reading reading = read(fixture("google.ics"));
    EXPECT_EQ(reading.name, "Garde hébergement");
    EXPECT_THAT(times(reading),
                ElementsAre("2026-03-07T01:00Z/13:00Z Garde : Maude Beauséjour",
                            "2026-03-08T01:00Z/12:00Z Garde : Maude Beauséjour",
                            "2026-03-09T00:00Z/12:00Z Garde : Maude Beauséjour",
                            "2026-03-11T02:00Z/10:00Z Garde : Luc Tremblay et Zoé Ægir",
                            "2026-03-12T00:00Z/12:00Z Garde : Maude Beauséjour",
                            "2026-03-13T00:00Z/12:00Z Luc Tremblay x",
                            "2026-03-14T04:00Z/2026-03-16T04:00Z Fin de semaine day"));
    EXPECT_THAT(reading.notes, IsEmpty());
    EXPECT_EQ(reading.occurrences.back().text->organizer->name, "Garde hébergement");
    EXPECT_EQ(reading.occurrences.back().text->attendees.front().email, "zoe@exemple.invalid");
    EXPECT_FALSE(reading.occurrences.back().text->attendees.back().person);
}

// UNTIL is 20:00 EST on 1 November: the night of change counts, and lasts twelve hours by the
// clock.
TEST(CalendarHabits, OfOutlook) {
    const Reading reading = read(fixture("outlook.ics"));
    EXPECT_THAT(
        times(reading),
        ElementsAre("2026-10-12T00:00Z/12:00Z Luc Tremblay; Maude Beauséjour",
                    "2026-10-25T22:00Z/2026-10-26T12:00Z Zoé Ægir",
                    "2026-11-02T01:00Z/13:00Z Luc Tremblay; Maude Beauséjour",
                    "2026-11-03T18:00Z/22:00Z Formation", "2026-11-05T18:00Z/22:00Z Formation",
                    "2026-11-10T18:00Z/22:00Z Formation"));
    EXPECT_THAT(reading.notes, IsEmpty());
}

TEST(CalendarHabits, OfApple) {
    const Reading reading = read(fixture("apple.ics"));
    EXPECT_THAT(times(reading), ElementsAre("2026-03-08T07:00Z/08:00Z maude beausejour",
                                            "2026-11-01T04:00Z/2026-11-02T05:00Z p-luc day",
                                            "2026-11-15T05:00Z/2026-11-16T05:00Z p-luc day"));
    EXPECT_THAT(reading.notes, IsEmpty());
}

TEST(CalendarHabits, OfCarelessWriters) {
    // Lower case, LF alone, a mark at the start, a fold within a character, an empty summary.
    const std::string file =
        "\xef\xbb\xbf"
        "begin:vcalendar\nBegin:vevent\nuid:a\nsummary:Zo\xc3\n \xa9\ndtstart:20260601T080000z\n"
        "dtend:20260601T090000Z\nend:VEVENT\nBEGIN:VEVENT\nSUMMARY:\nDTSTART:20260602T080000Z\n"
        "DTEND:20260602T090000Z\nEND:VEVENT\nend:vcalendar\n";
    const Reading reading = read(file);
    EXPECT_THAT(times(reading), ElementsAre("2026-06-02T08:00Z/09:00Z "));
    EXPECT_THAT(told(reading.notes), ElementsAre("unreadable_time a: dtstart:20260601T080000z"));
    EXPECT_EQ(reading.notes.front().summary, "Zoé");
}

// The worker pool has two threads, and libical keeps its errors and its scratch memory by thread.
TEST(CalendarHabits, AreReadAlikeOnSeveralThreads) {
    const auto read_all = [] {
        std::vector<std::string> all;
        for (const std::string name : {"google.ics", "outlook.ics", "apple.ics"})
            for (const std::string& one : times(read(fixture(name)))) all.push_back(one);
        return all;
    };
    const auto alone = read_all();
    std::vector<std::future<bool>> same;
    for (int thread = 0; thread < 4; ++thread)
        same.push_back(std::async(std::launch::async, [&] {
            for (int round = 0; round < 20; ++round)
                if (read_all() != alone) return false;
            return true;
        }));
    for (auto& one : same) EXPECT_TRUE(one.get());
}

}  // namespace
}  // namespace relais::calendar
