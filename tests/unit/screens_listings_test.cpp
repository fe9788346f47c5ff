// Resources of the field as they are shown: calm, escaped, and dialled only when it is a number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/hsds/rows.hpp"
#include "services/gateway/screens/listing_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

hsds::Row& row(v1::Listing& listing, const std::string& table, const std::string& id,
               const std::vector<std::string>& fields) {
    auto& made = *listing.add_rows();
    made.set_table(table);
    made.set_id(id);
    for (const auto& field : fields) {
        const auto at = field.find('=');
        hsds::set_field(made, field.substr(0, at), field.substr(at + 1));
    }
    return made;
}

v1::ListingReading reading() {
    v1::ListingReading reading;
    auto& about = *reading.mutable_about();
    about.set_id("taxonomy:é/1");
    about.set_title(hostile);
    about.set_level(v1::Confidentiality::restricted);
    about.set_stale(true);
    about.set_assured_by("Ann");
    about.mutable_assured()->set_seconds(drill_began_ms / 1000);
    auto& listing = *reading.mutable_listing();
    row(listing, "organization", "o", {"name=Maison", "description=Une maison"});
    row(listing, "service", "s", {"organization_id=o", "name=Accueil de nuit"});
    row(listing, "schedule", "h",
        {"service_id=s", "byday=MO,SU", "opens_at=21:00:00", "closes_at=07:30:00"});
    row(listing, "language", "g", {"service_id=s", "name=Inuktitut"});
    row(listing, "phone", "p", {"service_id=s", "number=514 555-0123", "extension=12"});
    row(listing, "phone", "q", {"organization_id=o", std::string("number=") + hostile});
    row(listing, "location", "l", {"organization_id=o", "name=Porte bleue"});
    row(listing, "address", "a", {"location_id=l", "address_1=1, rue Une", "city=Alma"});
    row(listing, "service_at_location", "x", {"service_id=s", "location_id=l"});
    row(listing, "contact", "c", {"organization_id=o", "name=Marie", "title=Accueil"});
    return reading;
}

std::string shown(const v1::ListingReading& reading,
                  words::Language language = words::Language::fr) {
    const DrillDesk desk;
    return listing_view(drill_view(desk, language), reading,
                        {.csrf = "token", .notice = {}, .new_uuid = {}});
}

TEST(ListingScreen, SaysWhatWhenWhereAndByWhichTelephone) {
    const auto text = shown(reading());
    for (const auto* said : {"Accueil de nuit", "21:00 – 07:30", "Inuktitut", "Porte bleue",
                             "1, rue Une, Alma", "Marie", "Restreint", "à vérifier",
                             "href=\"tel:+15145550123;ext=12\"", "514 555-0123, poste 12"})
        EXPECT_THAT(text, HasSubstr(said)) << said;
    EXPECT_THAT(shown(reading(), words::Language::en), HasSubstr("to be checked"));
}

TEST(ListingScreen, WhatIsNotANumberIsTextAndNothingElse) {
    const auto text = shown(reading());
    EXPECT_THAT(text, Not(HasSubstr(hostile)));
    EXPECT_EQ(text.find("tel:"), text.rfind("tel:"));
}

TEST(ListingScreen, WhatIsNotSaidLeavesNoTrace) {
    const auto text = shown(reading());
    EXPECT_THAT(text, AllOf(Not(HasSubstr("· </span>")), Not(HasSubstr("· </p>")),
                            Not(HasSubstr("<p></p>")), Not(HasSubstr("\"hint\"></p>"))));
}

TEST(ListingScreen, OnlyWhoMayChangeItIsAskedToConfirm) {
    auto one = reading();
    EXPECT_THAT(shown(one), Not(HasSubstr("<form")));
    one.mutable_about()->set_may_change(true);
    EXPECT_THAT(shown(one), AllOf(HasSubstr("Toujours exact"), HasSubstr("value=\"token\"")));
}

TEST(ListingScreen, ASearchLinksSafelyAndListsWhatIsToBeChecked) {
    ListingsPage page{.text = hostile, .found = {}, .to_check = {}};
    *page.found.add_listings() = reading().about();
    const DrillDesk desk;
    const auto view = drill_view(desk, words::Language::fr);
    auto text = listings_view(view, page);
    EXPECT_THAT(text, AllOf(HasSubstr("/listings/taxonomy%3A%C3%A9%2F1"), HasSubstr("Restreint"),
                            Not(HasSubstr(hostile)), Not(HasSubstr("À vérifier"))));
    *page.to_check.add_listings() = reading().about();
    EXPECT_THAT(listings_view(view, page), HasSubstr("À vérifier"));
    page.found.Clear();
    EXPECT_THAT(listings_view(view, page), HasSubstr("Rien de ce nom"));
}

}  // namespace
}  // namespace relais::gateway::screens
