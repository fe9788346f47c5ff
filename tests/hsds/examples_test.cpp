// The standard's own examples: read, written and read again, in both forms and across, without
// loss. A copy with one value changed is seen to differ.
#include <algorithm>

#include <gmock/gmock.h>

#include "common/hsds/grouping.hpp"
#include "common/hsds/levels.hpp"
#include "tests/hsds/making.hpp"

namespace relais::hsds {
namespace {

using test::csv_fixtures;
using test::fixture;
using ::testing::IsEmpty;

const std::vector<std::string> json_names{
    "service_full.json",  "organization_full.json", "service_at_location_full.json",
    "service_list.json",  "organization_list.json", "service_at_location_list.json",
    "taxonomy_list.json", "taxonomy_term_list.json"};

Package read_csv_again(const std::vector<Row>& rows) { return read_package(write_csv(rows)); }
Package read_json_again(const std::vector<Row>& rows) {
    return read_json_text(write_json(rows), "again.json");
}

void same_in_every_form(const std::vector<Row>& rows) {
    for (const auto& again :
         {read_json_again(rows), read_csv_again(rows), read_csv_again(read_json_again(rows).rows),
          read_json_again(read_csv_again(rows).rows)}) {
        EXPECT_THAT(test::difference(again.rows, rows), IsEmpty());
        EXPECT_THAT(test::told(again), IsEmpty());
    }
}

TEST(Examples, JsonComesBackWithoutLossInEveryForm) {
    for (const auto& name : json_names) {
        SCOPED_TRACE(name);
        const auto package = read_package({fixture(name)});
        ASSERT_FALSE(package.rows.empty());
        EXPECT_THAT(test::told(package), IsEmpty());
        same_in_every_form(package.rows);
    }
}

TEST(Examples, CsvComesBackWithoutLossInEveryForm) {
    const auto package = read_package(csv_fixtures());
    EXPECT_EQ(package.rows.size(), 22u);
    EXPECT_THAT(test::told(package), IsEmpty());
    same_in_every_form(package.rows);
}

TEST(Examples, ListingsAndBackIsTheSamePackage) {
    const auto package = read_package(csv_fixtures());
    const auto listings = listings_of(package.rows, Level::members);
    EXPECT_THAT(test::difference(rows_of(listings), package.rows), IsEmpty());
}

TEST(Examples, EveryRowOfAFullServiceIsThereOnce) {
    const auto package = read_package({fixture("service_full.json")});
    std::multiset<std::string> tables;
    for (const auto& row : package.rows) tables.insert(row.table());
    for (const auto* table : {"service", "organization", "location", "phone", "contact", "program",
                              "taxonomy_term", "taxonomy", "attribute", "metadata", "url"})
        EXPECT_EQ(tables.count(table), 1u) << table;
}

TEST(Examples, WhatStoodTwiceHangsUnderBoth) {
    const auto package = read_package({fixture("service_full.json")});
    const auto phone = std::ranges::find(package.rows, "phone", &Row::table);
    ASSERT_NE(phone, package.rows.end());
    for (const auto* field :
         {"service_id", "organization_id", "location_id", "contact_id", "service_at_location_id"})
        EXPECT_NE(value_of(*phone, field), "") << field;
    EXPECT_EQ(field_of(*phone, "extension")->kind(), Row::Field::number);
}

TEST(Examples, TheDemoIsAGoodPackageWithAHiddenHouseBehindItsGate) {
    auto package = read_package({{"listings.json", test::read_text(DEMO_DIR "/listings.json")}});
    inspect(package);
    EXPECT_THAT(test::told(package), IsEmpty());
    same_in_every_form(package.rows);
    for (const auto& listing : listings_of(package.rows, Level::members)) {
        const auto seen = visible(listing, Level::members);
        const std::string text = write_json({seen.rows().begin(), seen.rows().end()});
        EXPECT_FALSE(text.contains("Sainte-Nulle-Part"));
        EXPECT_EQ(text.contains("Lanterne"), listing.id() == "maison-fanal");
    }
}

TEST(Examples, OneChangedValueIsSeen) {
    auto file = fixture("organization_full.json");
    const auto before = read_package({file}).rows;
    file.bytes.replace(file.bytes.find("MyVillage"), 9, "MyVillagf");
    EXPECT_EQ(test::difference(read_package({file}).rows, before).size(), 2u);
}

}  // namespace
}  // namespace relais::hsds
