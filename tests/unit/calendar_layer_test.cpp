// The shifts of a calendar in a layer: the window is the calendar's, the rest stays.
#include "services/relais/calendar_layer.hpp"

#include <gtest/gtest.h>

namespace relais::cli {
namespace {

v1::Shift shift(std::int64_t from_s, std::int64_t until_s, const std::string& person) {
    v1::Shift made;
    made.mutable_from()->set_seconds(from_s);
    made.mutable_until()->set_seconds(until_s);
    made.add_people(person);
    return made;
}

// "maude 0-10", in seconds.
std::vector<std::string> told(const v1::Layer& layer) {
    std::vector<std::string> all;
    for (const auto& one : layer.shifts())
        all.push_back(one.people(0) + " " + std::to_string(one.from().seconds()) + "-" +
                      std::to_string(one.until().seconds()));
    return all;
}

constexpr calendar::Window window{instant(10'000), instant(20'000)};

TEST(CalendarLayer, HoldsTheCalendarInTheWindowAndWhatItHeldOutsideOfIt) {
    v1::Roster roster;
    auto& layer = *roster.add_layers();
    layer.set_id("nuit");
    layer.set_level(2);
    for (const auto& one : {shift(20, 30, "after"), shift(0, 10, "before"), shift(5, 15, "old"),
                            shift(12, 13, "old"), shift(19, 21, "old")})
        *layer.add_shifts() = one;
    put_shifts(roster, "nuit", window, {shift(9, 14, "maude"), shift(14, 22, "luc")});
    ASSERT_EQ(roster.layers_size(), 1);
    EXPECT_EQ(roster.layers(0).level(), 2u);
    EXPECT_EQ(told(roster.layers(0)),
              (std::vector<std::string>{"before 0-10", "maude 9-14", "luc 14-22", "after 20-30"}));
}

TEST(CalendarLayer, IsAddedWhereThereIsNone) {
    v1::Roster roster;
    put_shifts(roster, "nuit", window, {shift(10, 20, "maude")});
    ASSERT_EQ(roster.layers_size(), 1);
    EXPECT_EQ(roster.layers(0).id(), "nuit");
    EXPECT_EQ(roster.layers(0).level(), 1u);
    EXPECT_EQ(told(roster.layers(0)), (std::vector<std::string>{"maude 10-20"}));
}

}  // namespace
}  // namespace relais::cli
