// Who sees what: for every kind of row and every level, nothing that is above it, and everything
// that is not. A hidden place is reached through its front gate.
#include "common/hsds/levels.hpp"

#include <gmock/gmock.h>

#include "common/hsds/packages.hpp"
#include "tests/hsds/making.hpp"

namespace relais::hsds {
namespace {

using test::row;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<Level::Code> all_levels{Level::public_, Level::members, Level::restricted,
                                          Level::hidden};

v1::Listing listing_of(const std::vector<Row>& rows, Level::Code assumed = Level::members) {
    v1::Listing listing;
    listing.set_id("o");
    listing.set_assumed(assumed);
    for (const auto& each : rows) *listing.add_rows() = each;
    return listing;
}

std::string text_at(const v1::Listing& listing, Level::Code caller) {
    const auto seen = visible(listing, caller);
    const std::vector<Row> rows(seen.rows().begin(), seen.rows().end());
    std::string all = write_json(rows);
    for (const auto& file : write_csv(rows)) all += file.bytes;
    return all;
}

const std::vector<Row> frame{row("organization", "o", {"name=Maison"}),
                             row("service", "s", {"organization_id=o", "name=Accueil"})};

// What a row above another says decides about it: each kind of row under each kind of bearer.
struct Hanging {
    const char* name;
    std::vector<Row> rows;  // "LEVEL" stands for the level
};
const std::vector<Hanging> hangings{
    {"location",
     {row("location", "l",
          {"organization_id=o", "confidentiality=LEVEL", "name=SECRET", "latitude=SECRET",
           "description=SECRET"})}},
    {"phone", {row("phone", "p", {"service_id=s", "number=SECRET", "confidentiality=LEVEL"})}},
    {"contact",
     {row("contact", "c", {"organization_id=o", "name=SECRET", "confidentiality=LEVEL"})}},
    {"address of a location",
     {row("address", "a", {"location_id=l", "city=SECRET"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"phone of a location, also of a service",
     {row("phone", "p",
          {"location_id=l", "service_id=s", "number=SECRET", "confidentiality=public"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"phone of a contact of a location",
     {row("phone", "p", {"contact_id=c", "number=SECRET", "confidentiality=public"}),
      row("contact", "c", {"location_id=l", "confidentiality=public"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"language of a phone",
     {row("language", "g", {"phone_id=p", "note=SECRET"}),
      row("phone", "p", {"service_id=s", "confidentiality=LEVEL"})}},
    {"schedule of a location",
     {row("schedule", "h", {"location_id=l", "service_id=s", "description=SECRET"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"accessibility of a location",
     {row("accessibility", "x", {"location_id=l", "description=SECRET"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"service at a location",
     {row("service_at_location", "x", {"service_id=s", "location_id=l", "description=SECRET"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"phone of a service at a location",
     {row("phone", "p", {"service_at_location_id=x", "number=SECRET", "confidentiality=public"}),
      row("service_at_location", "x", {"service_id=s", "location_id=l"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"attribute of an address",
     {row("attribute", "t", {"link_id=a", "value=SECRET"}), row("address", "a", {"location_id=l"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"metadata of a location",
     {row("metadata", "m",
          {"resource_id=l", "resource_type=location", "previous_value=SECRET",
           "replacement_value=SECRET"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
    {"metadata that tells of a location beside a service",
     {row("metadata", "m", {"resource_id=s", "resource_type=location", "previous_value=SECRET"}),
      row("location", "l", {"organization_id=o", "confidentiality=LEVEL"})}},
    {"phone that is also under another contact",
     {row("phone", "p",
          {"contact_id=c1", "also_under=contact/c2", "number=SECRET", "confidentiality=public"}),
      row("contact", "c1", {"confidentiality=public"}),
      row("contact", "c2", {"confidentiality=LEVEL"})}},
    {"table that we do not know",
     {row("kennel", "k", {"location_id=l", "dogs=SECRET"}),
      row("location", "l", {"confidentiality=LEVEL"})}},
};

TEST(Levels, EveryKindOfRowIsAsConfidentialAsWhatItHangsUnder) {
    for (const auto& hanging : hangings)
        for (const auto level : all_levels) {
            auto rows = frame;
            for (auto each : hanging.rows) {
                if (value_of(each, "confidentiality") == "LEVEL")
                    set_field(each, "confidentiality", Level::Code_Name(level));
                rows.push_back(std::move(each));
            }
            for (const auto caller : all_levels) {
                const auto text = text_at(listing_of(rows), caller);
                SCOPED_TRACE(std::string(hanging.name) + ", " + Level::Code_Name(level) +
                             " before " + Level::Code_Name(caller));
                EXPECT_EQ(text.find("SECRET") != text.npos, level <= caller);
                EXPECT_THAT(text, HasSubstr("Maison"));
                EXPECT_THAT(text, HasSubstr("Accueil"));
            }
        }
}

TEST(Levels, WhatSaysNothingIsAsTheImporterSaid) {
    const auto rows = std::vector{row("phone", "p", {"number=SECRET"})};
    for (const auto assumed : all_levels)
        for (const auto caller : all_levels)
            EXPECT_EQ(text_at(listing_of(rows, assumed), caller).contains("SECRET"),
                      assumed <= caller);
    EXPECT_THAT(text_at(listing_of(rows, Level::unknown), Level::public_),
                Not(HasSubstr("SECRET")));
    EXPECT_THAT(text_at(listing_of(rows, Level::unknown), Level::members), HasSubstr("SECRET"));
}

TEST(Levels, WhatCannotBeToldIsNotForEverybody) {
    const auto lost = listing_of({row("address", "a", {"location_id=gone", "city=SECRET"})});
    EXPECT_THAT(text_at(lost, Level::members), Not(HasSubstr("SECRET")));
    EXPECT_THAT(text_at(lost, Level::restricted), HasSubstr("SECRET"));
    const auto odd = listing_of({row("location", "l", {"confidentiality=secret", "name=SECRET"})});
    EXPECT_THAT(text_at(odd, Level::restricted), Not(HasSubstr("SECRET")));
    auto raw = row("organization", "o");
    set_field(raw, "more", R"([{"confidentiality":"hidden","x":"SECRET"}])", Row::Field::raw);
    EXPECT_THAT(text_at(listing_of({raw}), Level::restricted), Not(HasSubstr("SECRET")));
}

TEST(Levels, NoIdOfWhatWasTakenAwayIsLeft) {
    auto rows = frame;
    rows.push_back(row("location", "SECRET", {"confidentiality=hidden"}));
    rows.push_back(row("location", "gate", {"confidentiality=members", "front_gate=SECRET"}));
    rows.push_back(row("contact", "SECRET-c", {"confidentiality=hidden"}));
    set_field(rows[1], "main_location_id", "SECRET");
    EXPECT_THAT(text_at(listing_of(rows), Level::restricted), Not(HasSubstr("SECRET")));
    EXPECT_THAT(text_at(listing_of(rows), Level::hidden), HasSubstr("SECRET"));
}

std::vector<Row> gated(const std::string& gate) {
    auto rows = frame;
    rows.push_back(
        row("location", "l", {"name=SECRET", "confidentiality=hidden", "front_gate=" + gate}));
    rows.push_back(row("location", "door", {"name=Porte", "confidentiality=members"}));
    rows.push_back(row("phone", "line", {"number=211", "confidentiality=public"}));
    rows.push_back(
        row("service_at_location", "x", {"service_id=s", "location_id=l", "description=SECRET"}));
    return rows;
}

TEST(FrontGate, StandsWhereTheHiddenPlaceStood) {
    const auto seen = visible(listing_of(gated("door")), Level::members);
    const auto at = std::ranges::find(seen.rows(), "service_at_location", &Row::table);
    ASSERT_NE(at, seen.rows().end());
    EXPECT_EQ(value_of(*at, "location_id"), "door");
    EXPECT_EQ(value_of(*at, "service_id"), "s");
    EXPECT_EQ(at->fields_size(), 2);
    EXPECT_THAT(text_at(listing_of(gated("door")), Level::members), Not(HasSubstr("SECRET")));
}

TEST(FrontGate, MayBeATelephone) {
    const auto seen = visible(listing_of(gated("line")), Level::members);
    const auto line = std::ranges::find(seen.rows(), "phone", &Row::table);
    EXPECT_EQ(value_of(*line, "service_at_location_id"), "x");
    const auto at = std::ranges::find(seen.rows(), "service_at_location", &Row::table);
    EXPECT_EQ(field_of(*at, "location_id"), nullptr);
}

TEST(FrontGate, WhoMayNotSeeItEitherSeesNothing) {
    for (const auto* gate : {"", "nowhere", "door"}) {
        const auto seen = visible(listing_of(gated(gate)), Level::public_);
        EXPECT_EQ(std::ranges::find(seen.rows(), "service_at_location", &Row::table),
                  seen.rows().end())
            << gate;
    }
}

TEST(FrontGate, WhoMaySeeThePlaceSeesThePlace) {
    const auto listing = listing_of(gated("door"));
    EXPECT_EQ(visible(listing, Level::hidden).rows_size(), listing.rows_size());
    EXPECT_EQ(strictest(listing), Level::hidden);
    EXPECT_EQ(strictest(visible(listing, Level::members)), Level::members);
}

TEST(Unseen, WhatWasKeptFromSomebodyIsNotLostByHerChange) {
    auto stands = listing_of(gated("line"));
    *stands.add_rows() = row("phone", "inside", {"location_id=l", "number=SECRET"});
    auto changed = visible(stands, Level::members);
    set_field(*changed.mutable_rows(1), "name", "Accueil de nuit");
    const auto after = with_unseen(stands, changed, Level::members);
    EXPECT_EQ(after.rows_size(), stands.rows_size());
    EXPECT_THAT(
        text_at(after, Level::members),
        ::testing::AllOf(HasSubstr("Accueil de nuit"), HasSubstr("211"), Not(HasSubstr("SECRET"))));
    const std::vector<Row> before(stands.rows().begin(), stands.rows().end());
    const std::vector<Row> now(after.rows().begin(), after.rows().end());
    EXPECT_EQ(test::difference(before, now).size(), 2u);  // the service, before and after
}

TEST(Unseen, NobodyMakesPublicWhatSheDoesNotSee) {
    const auto stands = listing_of(gated("door"));
    auto changed = visible(stands, Level::members);
    *changed.add_rows() = row("location", "l", {"confidentiality=public"});
    changed.set_assumed(Level::public_);
    const auto after = with_unseen(stands, changed, Level::members);
    EXPECT_THAT(text_at(after, Level::restricted), Not(HasSubstr("SECRET")));
    EXPECT_THAT(text_at(after, Level::hidden), HasSubstr("SECRET"));
    EXPECT_EQ(after.assumed(), Level::members);
}

TEST(Unseen, WhoSeesEverythingTakesAwayWhatSheWants) {
    const auto stands = listing_of(gated("door"));
    auto changed = stands;
    changed.mutable_rows()->RemoveLast();
    EXPECT_EQ(with_unseen(stands, changed, Level::hidden).rows_size(), stands.rows_size() - 1);
}

}  // namespace
}  // namespace relais::hsds
