// What we give away, and that we can read it ourselves. Two other programs do in reread.py.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/calendar/write_calendar.hpp"
#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

WrittenCalendar nights() {
    WrittenCalendar calendar;
    calendar.name = "Garde";
    calendar.stamp = at("2026-01-02T03:04Z");
    calendar.shifts = {
        {{"r-09", "nuit", "p-maude"}, at("2026-03-08T01:00Z"), at("2026-03-08T12:00Z"), "A", ""},
        {{"r-09", "nuit", "p-maude"}, at("2026-11-01T00:00Z"), at("2026-11-01T13:00Z"), "B", ""}};
    return calendar;
}

std::vector<std::string> uids(const std::string& bytes) {
    std::vector<std::string> all;
    for (const Occurrence& one : read(bytes).occurrences) all.push_back(one.text->uid);
    return all;
}

TEST(WrittenCalendar, IsReadAsTheSameShifts) {
    EXPECT_THAT(times(read(write_calendar(nights(), Secret({1})))),
                ElementsAre("2026-03-08T01:00Z/12:00Z A", "2026-11-01T00:00Z/13:00Z B"));
}

TEST(WrittenCalendar, KeepsEveryCharacterOfItsWords) {
    WrittenCalendar calendar = nights();
    calendar.shifts.pop_back();
    for (int length = 0; length < 90; ++length) {
        const std::string words = std::string(static_cast<std::size_t>(length), 'x') +
                                  "é, l’été; \\n \\ \"oui\" — ☎ été\nfin";
        calendar.shifts.front().summary = words;
        const std::string bytes = write_calendar(calendar, Secret({1}));
        EXPECT_EQ(read(bytes).occurrences.at(0).text->summary, words);
        for (std::size_t begin = 0; begin < bytes.size();) {
            const std::size_t end = bytes.find("\r\n", begin);
            EXPECT_LE(end - begin, 75U);
            begin = end + 2;
        }
    }
}

TEST(WrittenCalendar, HasStableIdsThatSayNothing) {
    const auto before = uids(write_calendar(nights(), Secret({1})));
    WrittenCalendar later = nights();
    later.stamp = at("2026-02-01T00:00Z");
    later.shifts.front().summary = "autre";
    later.shifts.front().until = at("2026-03-08T11:00Z");
    EXPECT_EQ(uids(write_calendar(later, Secret({1}))), before);
    EXPECT_NE(uids(write_calendar(nights(), Secret({2}))), before);
    later.shifts.front().key.person = "p-luc";
    EXPECT_NE(uids(write_calendar(later, Secret({1}))).front(), before.front());
    EXPECT_EQ(std::set(before.begin(), before.end()).size(), before.size());
    const std::string bytes = write_calendar(nights(), Secret({1}));
    for (const std::string id : {"r-09", "nuit", "maude"}) EXPECT_THAT(bytes, Not(HasSubstr(id)));
}

// Readers forgive; the RFC does not.
TEST(WrittenCalendar, EscapesAsTheRfcSays) {
    WrittenCalendar calendar = nights();
    calendar.shifts.front().summary = "a;b,c\\d\ne\a:\"f\"";
    EXPECT_THAT(write_calendar(calendar, Secret({1})),
                HasSubstr("SUMMARY:a\\;b\\,c\\\\d\\ne:\"f\"\r\n"));
}

// A new line in a name must not begin a property of its own.
TEST(WrittenCalendar, LetsNoWordsBecomeLines) {
    WrittenCalendar calendar = nights();
    calendar.name = "Garde\r\nATTENDEE:mailto:a@exemple.invalid";
    const std::string bytes = write_calendar(calendar, Secret({1}));
    EXPECT_THAT(bytes, HasSubstr("X-WR-CALNAME:Garde\\nATTENDEE:mailto"));
    EXPECT_THAT(bytes, Not(HasSubstr("\nATTENDEE")));
}

TEST(WrittenCalendar, IsTheSameBytesForTheSameShifts) {
    const std::string bytes = write_calendar(nights(), Secret({1}));
    EXPECT_EQ(bytes, write_calendar(nights(), Secret({1})));
    EXPECT_THAT(bytes, HasSubstr("DTSTAMP:20260102T030400Z\r\n"));
    EXPECT_THAT(bytes, HasSubstr("X-PUBLISHED-TTL:PT10M\r\n"));
}

}  // namespace
}  // namespace relais::calendar
