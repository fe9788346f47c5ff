// The beds as they are shown: who works there counts, only the coordination holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/beds_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Beds two_kinds() {
    v1::Beds beds;
    auto& shelter = *beds.add_shelters();
    shelter.set_organization("abri");
    shelter.set_name(hostile);
    auto& women = *shelter.add_kinds();
    women.mutable_kind()->set_id("women");
    women.mutable_kind()->add_genders(v1::GenderPreference::woman);
    women.mutable_kind()->set_pets(true);
    women.set_capacity(4);
    women.set_occupied(1);
    women.set_held(1);
    women.set_free(2);
    auto& reserved = *shelter.add_kinds();
    reserved.mutable_kind()->set_id("reserved");
    reserved.mutable_kind()->set_reserved(true);
    reserved.set_capacity(1);
    reserved.set_occupied(1);
    auto& held = *shelter.add_holds();
    held.set_hold("h1");
    held.set_kind("women");
    held.set_beds(1);
    held.set_case_code("K4M7");
    held.mutable_until()->set_seconds(drill_began_ms / 1000 + 3'600);
    return beds;
}

std::string shown(const v1::Beds& beds, bool may_hold,
                  words::Language language = words::Language::fr) {
    const DrillDesk desk;
    return beds_view(drill_view(desk, language), beds, may_hold,
                     {.csrf = "token", .notice = {}, .new_uuid = [] { return drill_alert; }});
}

TEST(BedsScreen, SaysWhatIsFreeInWords) {
    EXPECT_THAT(shown(two_kinds(), false),
                AllOf(HasSubstr("2 lits libres"), HasSubstr("Aucun lit libre"),
                      HasSubstr("Femmes · Avec animaux"), HasSubstr("Réservés au réseau"),
                      HasSubstr("1 occupé, 1 retenu, sur 4")));
    EXPECT_THAT(shown(two_kinds(), false, words::Language::en),
                AllOf(HasSubstr("2 beds free"), HasSubstr("Women · With pets")));
}

TEST(BedsScreen, ATapSaysWhatWasShownAndWhatIsSo) {
    const auto html = shown(two_kinds(), false);
    EXPECT_THAT(html, AllOf(HasSubstr("name=\"was\" value=\"1\""),
                            HasSubstr("name=\"occupied\" value=\"2\""),
                            HasSubstr("name=\"occupied\" value=\"0\""),
                            HasSubstr("name=\"csrf\" value=\"token\"")));
}

TEST(BedsScreen, OnlyTheCoordinationHoldsAndOnlyWhatIsFree) {
    EXPECT_THAT(shown(two_kinds(), false), Not(HasSubstr("value=\"hold\"")));
    const auto html = shown(two_kinds(), true);
    const auto first = html.find("value=\"hold\"");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(html.find("value=\"hold\"", first + 1), std::string::npos);
}

TEST(BedsScreen, AHeldBedCanBeConfirmedOnceAndGivenBack) {
    auto beds = two_kinds();
    EXPECT_THAT(shown(beds, false), AllOf(HasSubstr("K4M7"), HasSubstr("value=\"confirm\""),
                                          HasSubstr("value=\"release\"")));
    beds.mutable_shelters(0)->mutable_holds(0)->set_confirmed(true);
    EXPECT_THAT(shown(beds, false),
                AllOf(Not(HasSubstr("value=\"confirm\"")), HasSubstr("value=\"arrived\"")));
}

TEST(BedsScreen, EscapesWhatOthersNamed) {
    EXPECT_THAT(shown(two_kinds(), true), Not(HasSubstr("<script")));
    EXPECT_THAT(shown({}, true), HasSubstr("pas d’hébergement"));
}

}  // namespace
}  // namespace relais::gateway::screens
