// What a calendar says stands in the roster from the moment of reading on; what was, was.
#include "common/domain/calendar_source.hpp"

#include <gmock/gmock.h>

#include "tests/unit/rosters.hpp"

namespace relais::test {
namespace {

using domain::changed_by;
using domain::entries_of;
using testing::ElementsAre;

constexpr Instant from = instant(10'000);
constexpr Instant to = instant(20'000);

v1::Shift shift(std::int64_t from_s, std::int64_t until_s, const std::string& person) {
    v1::Shift made;
    made.mutable_from()->set_seconds(from_s);
    made.mutable_until()->set_seconds(until_s);
    made.add_people(person);
    return made;
}

v1::Override added(const std::string& id, std::int64_t from_s, std::int64_t until_s,
                   const std::string& person) {
    v1::Override made;
    made.set_id(id);
    made.set_kind(v1::Override::add);
    made.mutable_from()->set_seconds(from_s);
    made.mutable_until()->set_seconds(until_s);
    made.set_person(person);
    return made;
}

// "maude 0-10", in seconds.
std::vector<std::string> told(const v1::Roster& roster) {
    std::vector<std::string> all;
    const auto period = [](const auto& one) {
        return std::to_string(one.from().seconds()) + "-" + std::to_string(one.until().seconds());
    };
    for (const auto& layer : roster.layers())
        for (const auto& one : layer.shifts()) all.push_back(one.people(0) + " " + period(one));
    for (const auto& one : roster.overrides())
        all.push_back(one.id() + " " + one.person() + " " + period(one));
    return all;
}

class ACalendarsLayer : public testing::Test {
protected:
    ACalendarsLayer() {
        auto& layer = *roster.add_layers();
        layer.set_id("nuit");
        layer.set_level(2);
        source.set_id("agenda");
        source.set_layer("nuit");
    }
    void hold(const std::vector<v1::Shift>& shifts) {
        roster.mutable_layers(0)->mutable_shifts()->Assign(shifts.begin(), shifts.end());
    }
    // Nothing: it says so already.
    std::vector<std::string> read(std::vector<v1::Shift> shifts, Instant begin = from) {
        const auto changed =
            changed_by(roster, source, {.from = begin, .to = to, .shifts = std::move(shifts)});
        if (!changed) return {"nothing"};
        roster = *changed;
        return told(roster);
    }
    v1::Roster roster;
    v1::CalendarSource source;
};

TEST_F(ACalendarsLayer, HoldsTheCalendarInTheWindowAndWhatItHeldOutsideOfIt) {
    hold({shift(0, 10, "before"), shift(12, 13, "old"), shift(19, 21, "old"),
          shift(20, 30, "after")});
    EXPECT_THAT(read({shift(10, 14, "maude"), shift(14, 22, "luc")}),
                ElementsAre("before 0-10", "maude 10-14", "luc 14-22", "after 20-30"));
    ASSERT_EQ(roster.layers_size(), 1);
    EXPECT_EQ(roster.layers(0).level(), 2u);
}

TEST_F(ACalendarsLayer, EndsNowWhatIsNotSoAnyMoreAndBeginsNowWhatIsNew) {
    hold({shift(5, 15, "old")});
    EXPECT_THAT(read({shift(9, 14, "maude")}), ElementsAre("old 5-10", "maude 10-14"));
}

TEST_F(ACalendarsLayer, LeavesAloneWhatHasBegunAndStillHolds) {
    hold({shift(5, 15, "maude")});
    EXPECT_THAT(read({shift(5, 15, "maude")}), ElementsAre("nothing"));
    // It says that she began earlier: what was, was.
    EXPECT_THAT(read({shift(2, 15, "maude")}), ElementsAre("nothing"));
    EXPECT_THAT(read({shift(5, 16, "maude")}), ElementsAre("maude 5-10", "maude 10-16"));
    EXPECT_THAT(read({shift(5, 16, "maude")}, instant(12'000)), ElementsAre("nothing"));
}

TEST_F(ACalendarsLayer, IsEmptiedFromNowOn) {
    hold({shift(0, 10, "luc"), shift(5, 15, "maude"), shift(15, 18, "luc")});
    EXPECT_THAT(read({}), ElementsAre("luc 0-10", "maude 5-10"));
    EXPECT_THAT(read({}), ElementsAre("nothing"));
}

TEST_F(ACalendarsLayer, IsTheSameHoweverOftenItIsRead) {
    const std::vector all{shift(5, 15, "maude"), shift(5, 15, "luc"), shift(12, 15, "maude"),
                          shift(15, 20, "luc")};
    hold({shift(5, 18, "old"), shift(5, 12, "other")});
    EXPECT_NE(read(all), std::vector<std::string>{"nothing"});
    EXPECT_THAT(read(all), ElementsAre("nothing"));
    for (const std::int64_t later : {11'000, 13'500, 15'000, 19'000})
        EXPECT_THAT(read(all, instant(later)), ElementsAre("nothing")) << later;
}

TEST_F(ACalendarsLayer, IsAddedWhereThereIsNone) {
    roster.clear_layers();
    domain::put_shifts(roster, "nuit", {from, to, {shift(10, 20, "maude")}});
    ASSERT_EQ(roster.layers_size(), 1);
    EXPECT_EQ(roster.layers(0).id(), "nuit");
    EXPECT_EQ(roster.layers(0).level(), 1u);
    EXPECT_THAT(told(roster), ElementsAre("maude 10-20"));
}

TEST_F(ACalendarsLayer, CountsWhatItKeeps) {
    hold({shift(0, 10, "luc"), shift(5, 15, "maude")});
    EXPECT_EQ(entries_of(roster, source), 2u);
    source.set_layer("jour");
    EXPECT_EQ(entries_of(roster, source), 0u);
    source.clear_layer();
    *roster.add_overrides() = added("hand", 0, 30, "luc");
    *roster.add_overrides() = added("a", 0, 30, "luc");
    roster.mutable_overrides(1)->set_calendar("agenda");
    EXPECT_EQ(entries_of(roster, source), 1u);
}

TEST_F(ACalendarsLayer, IsMadeForACalendarAndEndsWithIt) {
    roster = domain::with_calendar(v1::Roster{}, source);
    ASSERT_EQ(roster.calendars_size(), 1);
    ASSERT_EQ(roster.layers_size(), 1);
    EXPECT_EQ(domain::with_calendar(roster, source).SerializeAsString(),
              roster.SerializeAsString());
    EXPECT_EQ(domain::without_calendar(roster, "agenda", from).ByteSizeLong(), 0u);
    EXPECT_EQ(domain::without_calendar(roster, "other", from).calendars_size(), 1);
    hold({shift(5, 15, "maude"), shift(15, 30, "luc")});
    roster = domain::without_calendar(roster, "agenda", from);
    EXPECT_THAT(told(roster), ElementsAre("maude 5-10"));
    EXPECT_EQ(roster.calendars_size(), 0);
}

class ACalendarsOverrides : public testing::Test {
protected:
    ACalendarsOverrides() { source.set_id("agenda"); }
    std::vector<std::string> read(std::vector<v1::Override> overrides, Instant begin = from) {
        const auto changed = changed_by(
            roster, source, {.from = begin, .to = to, .overrides = std::move(overrides)});
        if (!changed) return {"nothing"};
        roster = *changed;
        return told(roster);
    }
    v1::Roster roster;
    v1::CalendarSource source;
};

TEST_F(ACalendarsOverrides, StandBeforeThoseOfPeopleWhichStay) {
    *roster.add_overrides() = added("hand", 12, 14, "luc");
    EXPECT_THAT(read({added("a", 12, 15, "maude")}),
                ElementsAre("a maude 12-15", "hand luc 12-14"));
    EXPECT_EQ(roster.overrides(0).calendar(), "agenda");
    EXPECT_EQ(roster.overrides(1).calendar(), "");
    EXPECT_THAT(read({added("a", 12, 15, "maude")}), ElementsAre("nothing"));
    EXPECT_THAT(read({added("b", 16, 18, "maude")}),
                ElementsAre("b maude 16-18", "hand luc 12-14"));
}

TEST_F(ACalendarsOverrides, OfTwoCalendarsDoNotChangePlaces) {
    read({added("a", 12, 15, "maude")});
    source.set_id("autre");
    read({added("b", 11, 15, "luc")});
    EXPECT_THAT(told(roster), ElementsAre("a maude 12-15", "b luc 11-15"));
    source.set_id("agenda");
    EXPECT_THAT(read({added("a", 12, 15, "maude")}), ElementsAre("nothing"));
}

TEST_F(ACalendarsOverrides, ThatWereCutAndComeAgainAreTwo) {
    read({added("a", 5, 15, "maude")});
    EXPECT_THAT(told(roster), ElementsAre("a maude 10-15"));
    EXPECT_THAT(read({}, instant(12'000)), ElementsAre("a maude 10-12"));
    EXPECT_THAT(read({added("a", 5, 15, "maude")}, instant(13'000)),
                ElementsAre("a maude 10-12", "a-13 maude 13-15"));
    EXPECT_THAT(read({added("a", 5, 15, "maude")}, instant(14'000)), ElementsAre("nothing"));
}

TEST_F(ACalendarsOverrides, TakeNobodyElsesName) {
    *roster.add_overrides() = added("a", 12, 14, "luc");
    EXPECT_THAT(read({added("a", 12, 15, "maude")}),
                ElementsAre("a-12 maude 12-15", "a luc 12-14"));
}

TEST(ADirectoryThatIsPut, KeepsWhatItsCalendarsGaveUntilTheyAreReadAgain) {
    v1::Directory before;
    before.add_people()->set_id("maude");
    before.add_people()->set_id("luc");
    auto& roster = *before.add_rosters();
    roster.set_id("abri");
    for (const auto& [id, layer] : {std::pair("agenda", "nuit"), std::pair("autre", "")}) {
        auto& source = *roster.add_calendars();
        source.set_id(id);
        source.set_layer(layer);
    }
    roster.add_layers()->set_id("nuit");
    v1::Directory put = before;
    for (const auto& one : {shift(0, 10, "maude"), shift(10, 20, "luc")})
        *roster.mutable_layers(0)->add_shifts() = one;
    *roster.add_overrides() = added("a", 0, 30, "maude");
    roster.mutable_overrides(0)->set_calendar("autre");
    *roster.add_overrides() = added("hand", 0, 30, "maude");
    const std::vector<std::string> given{"maude 0-10", "luc 10-20", "a maude 0-30"};
    EXPECT_EQ(told(domain::keep_given(put, before).rosters(0)), given);
    // It is told with it, or names another layer, or no such person.
    EXPECT_EQ(domain::keep_given(before, before).SerializeAsString(), before.SerializeAsString());
    put.mutable_people()->RemoveLast();
    EXPECT_THAT(told(domain::keep_given(put, before).rosters(0)),
                ElementsAre("maude 0-10", "a maude 0-30"));
    put.mutable_rosters(0)->clear_calendars();
    EXPECT_THAT(told(domain::keep_given(put, before).rosters(0)), testing::IsEmpty());
}

}  // namespace
}  // namespace relais::test
