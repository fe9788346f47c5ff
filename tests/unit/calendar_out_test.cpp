// What a calendar address gives: whole shifts with ids that stay, words that may leave the house.
#include "services/gateway/calendar_out.hpp"

#include <set>

#include <gmock/gmock.h>

#include "common/calendar/shifts.hpp"
#include "tests/unit/world.hpp"

namespace relais::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::days day{1};
const CalendarOf health{CalendarOf::Kind::roster, "roster-health-06"};

std::string name_of(const std::string& person) { return "Nom de " + person; }

// Nadia and Omar by turns, a day each; behind them Lise without end.
v1::Directory directory_data() {
    test::World world;
    auto& roster = *world.data().mutable_rosters(0);
    auto& rotation = *roster.mutable_layers(0)->mutable_rotation();
    rotation.set_length(1);
    rotation.add_turns()->add_people("omar");
    world.data().mutable_territories(0)->set_name_fr("Montréal");
    world.data().mutable_territories(0)->set_name_en("Montreal Island");
    roster.mutable_layers(1)->mutable_rotation()->mutable_turns(0)->set_people(0, "lise");
    return world.data();
}

calendar::Window days_from(Instant from, int count) { return {from, from + count * day}; }

std::string text_of(const domain::Directory& directory, const CalendarOf& of,
                    calendar::Window window) {
    static const words::Words words;
    const auto shifts = shifts_of(directory, of, window);
    return calendar::write_calendar(in_words(directory, of, shifts, words, name_of, test::night),
                                    Secret({1}));
}

std::set<std::string> uids(const std::string& text) {
    std::set<std::string> found;
    for (auto at = text.find("UID:"); at != std::string::npos; at = text.find("UID:", at + 1))
        found.insert(text.substr(at, text.find('\r', at) - at));
    return found;
}

TEST(CalendarOut, IsReadBackToTheShiftsOfTheTimetable) {
    const domain::Directory directory(directory_data());
    const auto window = days_from(test::night, 97);
    const auto reading =
        calendar::read_calendar(text_of(directory, health, window), window, "America/Toronto");
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->notes.empty());
    std::multiset<std::tuple<Instant, Instant, std::string>> read;
    for (const auto& one : reading->occurrences)
        read.emplace(std::max(one.from, window.from), std::min(one.until, window.to),
                     one.text->summary);
    std::multiset<std::tuple<Instant, Instant, std::string>> told;
    const auto& roster = directory.data().rosters(0);
    for (const auto& shift : directory.timetable(roster).shifts(window.from, window.to))
        told.emplace(shift.from, shift.until,
                     "Santé · Montréal\u00a0: " + name_of(shift.who.person));
    EXPECT_GT(told.size(), 97u);
    EXPECT_EQ(read, told);
}

// What we give, we can take: names stand where the reading looks for them.
TEST(CalendarOut, OfARosterNamesPeopleSoThatTheyAreFoundAgain) {
    const auto data = directory_data();
    const domain::Directory directory(data);
    const auto window = days_from(test::night, 7);
    const auto reading =
        calendar::read_calendar(text_of(directory, health, window), window, "America/Toronto");
    const std::vector<v1::Person> people(data.people().begin(), data.people().end());
    std::vector<v1::Card> cards;
    for (const auto& person : people) {
        cards.emplace_back().set_person(person.id());
        cards.back().set_name(name_of(person.id()));
    }
    const auto layer = calendar::shifts_of(*reading, calendar::People(people, cards));
    EXPECT_TRUE(layer.notes.empty());
    EXPECT_EQ(layer.shifts.size(), reading->occurrences.size());
}

// A calendar program would show a shift twice whose id moved with the window.
TEST(CalendarOut, KeepsTheIdsOfShiftsFromDayToDay) {
    const domain::Directory directory(directory_data());
    const auto today = uids(text_of(directory, health, days_from(test::night, 97)));
    const auto tomorrow = uids(text_of(directory, health, days_from(test::night + day, 97)));
    std::set<std::string> both;
    std::ranges::set_intersection(today, tomorrow, std::inserter(both, both.end()));
    EXPECT_EQ(both.size(), today.size() - 1);     // yesterday's is over
    EXPECT_EQ(both.size(), tomorrow.size() - 1);  // and a new one has come
}

TEST(CalendarOut, OfAPersonHoldsHerShiftsInHerLanguageAndNamesNobody) {
    auto data = directory_data();
    for (auto& person : *data.mutable_people())
        if (person.id() == "lise") person.set_languages(0, "en");
    const domain::Directory directory(data);
    const CalendarOf lise{CalendarOf::Kind::person, "lise"};
    const auto window = days_from(test::night, 2);
    for (const auto& one : shifts_of(directory, lise, window))
        EXPECT_EQ(one.shift.who.person, "lise");
    const auto text = text_of(directory, lise, window);
    EXPECT_THAT(text, HasSubstr("SUMMARY:On call: Health · Montreal Island\r\n"));
    EXPECT_THAT(text, HasSubstr("DESCRIPTION:Level 2\r\n"));
    EXPECT_THAT(text, HasSubstr("X-WR-CALNAME:Relais 72: my shifts\r\n"));
    for (const auto* never : {"Nom de", "nadia", "omar", "roster-", "hospital"})
        EXPECT_THAT(text, Not(HasSubstr(never)));
}

TEST(CalendarOut, CountsPlacesWhereTheyAreMany) {
    auto data = directory_data();
    for (const auto* id : {"07", "08"}) {
        *data.add_territories() = data.territories(0);
        data.mutable_territories(data.territories_size() - 1)->set_id(id);
        data.mutable_rosters(0)->add_territories(id);
    }
    const domain::Directory directory(data);
    EXPECT_THAT(text_of(directory, health, days_from(test::night, 1)),
                HasSubstr("X-WR-CALNAME:Relais 72\u00a0: Santé · 3 territoires\r\n"));
}

TEST(CalendarOut, KnowsWhomItIsOf) {
    const domain::Directory directory(directory_data());
    EXPECT_TRUE(known(directory, health));
    EXPECT_TRUE(known(directory, {CalendarOf::Kind::person, "nadia"}));
    EXPECT_FALSE(known(directory, {CalendarOf::Kind::person, "roster-health-06"}));
    EXPECT_FALSE(known(directory, {CalendarOf::Kind::roster, "nadia"}));
}

}  // namespace
}  // namespace relais::gateway
