// Shapes of packages that the examples do not have.
#include <gmock/gmock.h>

#include "common/hsds/freshness.hpp"
#include "common/hsds/grouping.hpp"
#include "common/hsds/levels.hpp"
#include "tests/hsds/making.hpp"

namespace relais::hsds {
namespace {

using test::difference;
using test::row;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Row& only(const Package& package, std::size_t at = 0) {
    EXPECT_GT(package.rows.size(), at);
    return package.rows[at];
}

TEST(Reading, NumbersStayAsTheyWereWritten) {
    const auto package = read_json_text(
        R"({"id":"l","location_type":"physical","latitude":45.50,"longitude":-7.36e1,)"
        R"("n":123456789012345678901234567890,"t":true,"z":null,"x":{"a":[1.0,"é\n"]},"e":[]})",
        "l.json");
    const auto& read = only(package);
    EXPECT_EQ(read.table(), "location");
    EXPECT_EQ(value_of(read, "latitude"), "45.50");
    EXPECT_EQ(value_of(read, "longitude"), "-7.36e1");
    EXPECT_EQ(value_of(read, "n"), "123456789012345678901234567890");
    EXPECT_EQ(value_of(read, "x"), "{\"a\":[1.0,\"é\\n\"]}");
    EXPECT_EQ(field_of(read, "t")->kind(), Row::Field::boolean);
    EXPECT_EQ(field_of(read, "z")->kind(), Row::Field::null);
    const auto again = read_package(write_csv(package.rows));
    EXPECT_THAT(difference(again.rows, package.rows), IsEmpty());
    EXPECT_THAT(difference(read_json_text(write_json(package.rows), "a").rows, package.rows),
                IsEmpty());
}

TEST(Reading, UnknownFieldsTablesAndTheDescriptionAreKept) {
    const auto package = read_package(
        {{"datapackage.json",
          R"({"name":"mine","licence":{"type":"x"},"resources":[)"
          R"({"name":"services","path":"s.csv"},{"name":"kennels","path":"k.csv",)"
          R"("schema":{"fields":[{"name":"dogs","type":"integer"}]}}]})"},
         {"s.csv", "id,organization_id,name,status,colour\ns1,o1,Accueil,active,bleu\n"},
         {"k.csv", "id,service_id,dogs\nk1,s1,3\n"},
         {"attributes.csv", "id,link_id,value\na1,k1,x\n"}});
    ASSERT_EQ(package.rows.size(), 4u);
    EXPECT_EQ(only(package, 0).table(), "datapackage");
    EXPECT_EQ(only(package, 1).table(), "service");
    EXPECT_EQ(value_of(only(package, 1), "colour"), "bleu");
    EXPECT_EQ(only(package, 2).table(), "kennels");
    EXPECT_EQ(field_of(only(package, 2), "dogs")->kind(), Row::Field::number);
    EXPECT_THAT(difference(read_package(write_csv(package.rows)).rows, package.rows), IsEmpty());
    EXPECT_THAT(difference(read_json_text(write_json(package.rows), "a").rows, package.rows),
                IsEmpty());
}

TEST(Reading, CellsInQuotesHoldAnythingAndEndAsTheyShould) {
    const auto package =
        read_package({{"phones.csv",
                       "\xef\xbb\xbfid,number,description\r\n"
                       "p1,\"+1, \"\"deux\"\"\",\"un\r\ndeux\"\r\n\r\np2,,dernier"}});
    ASSERT_EQ(package.rows.size(), 2u);
    EXPECT_EQ(value_of(only(package, 0), "number"), "+1, \"deux\"");
    EXPECT_EQ(value_of(only(package, 0), "description"), "un\r\ndeux");
    EXPECT_EQ(field_of(only(package, 1), "number"), nullptr);
    EXPECT_EQ(value_of(only(package, 1), "description"), "dernier");
}

// What somebody typed into a card runs on nobody's machine, and is the same after there and back.
TEST(Tables, HoldNothingThatASpreadsheetRunsAndComeBackAsTheyWere) {
    const std::vector<std::string> typed{"=HYPERLINK(\"http://x\",\"y\")",
                                         "@SUM(A1)",
                                         "+1+cmd|'x'",
                                         "-2+3",
                                         "\t=1",
                                         "'=1",
                                         "''@x",
                                         "'quoted'",
                                         "'",
                                         "=",
                                         "+",
                                         "-"};
    const std::vector<std::string> plain{"+1 514 555-0100", "-73.5", "été", "a=b"};
    std::vector<Row> rows;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        rows.push_back(row("service", "s" + std::to_string(i)));
        set_field(rows[i], "name", typed[i]);
        set_field(rows[i], "=made_up()", "x");
    }
    for (const auto& text : plain) {
        rows.push_back(row("service", "=s" + std::to_string(rows.size())));
        set_field(rows.back(), "name", text);
    }
    const auto files = write_csv(rows);
    ASSERT_EQ(files.size(), 2u);
    const auto& table = files[1].bytes;
    for (const char* runs : {",=", "\"=", "\n=", ",@", ",+1+", "\"+1+", ",-2", "\n@"})
        EXPECT_EQ(table.find(runs), table.npos) << runs << "\n" << table;
    EXPECT_NE(table.find(",'=made_up()"), table.npos) << table;
    for (const auto& text : plain) EXPECT_NE(table.find(text), table.npos) << text;
    EXPECT_EQ(table.find("'+1 514"), table.npos) << "a telephone is dialled by other programs";
    EXPECT_THAT(difference(read_package(files).rows, rows), IsEmpty());
}

TEST(Reading, ARowThatStandsUnderTwoOfOneTableComesBackUnderBoth) {
    const auto package = read_json_text(R"([{"id":"o","name":"n","description":"d","contacts":[)"
                                        R"({"id":"c1","phones":[{"id":"p","number":"211"}]},)"
                                        R"({"id":"c2","phones":[{"id":"p","number":"211"}]}]}])",
                                        "o.json");
    EXPECT_THAT(package.faults, IsEmpty());
    ASSERT_EQ(package.rows.size(), 4u);
    EXPECT_EQ(value_of(only(package, 0), "also_under"), "contact/c2");
    EXPECT_THAT(difference(read_package(write_csv(package.rows)).rows, package.rows), IsEmpty());
    EXPECT_THAT(difference(read_json_text(write_json(package.rows), "a").rows, package.rows),
                IsEmpty());
}

TEST(Reading, WhatTheStandardDoesNotPutThereStaysAPartOfItsRow) {
    const auto package = read_json_text(
        R"({"id":"o","name":"n","description":"d","locations":[)"
        R"({"id":"l","location_type":"physical",)"
        R"("addresses":[{"id":"a","schedules":[{"id":"h"}],"contacts":[{"id":"c"}]}]}]})",
        "o.json");
    const auto& address = only(package, 1);
    EXPECT_EQ(address.table(), "address");
    EXPECT_EQ(field_of(address, "contacts")->kind(), Row::Field::raw);
    EXPECT_THAT(difference(read_json_text(write_json(package.rows), "a").rows, package.rows),
                IsEmpty());
}

TEST(Grouping, AListingIsAnOrganizationWithEverythingUnderIt) {
    const std::vector<Row> rows{
        row("organization", "o1"),
        row("organization", "o2"),
        row("service", "s1", {"organization_id=o1"}),
        row("service", "s2", {"organization_id=o2"}),
        row("service_at_location", "x1", {"service_id=s1", "location_id=l"}),
        row("service_at_location", "x2", {"service_id=s2", "location_id=l"}),
        row("location", "l"),
        row("address", "a", {"location_id=l"}),
        row("taxonomy", "t"),
        row("taxonomy_term", "tt", {"taxonomy_id=t"}),
        row("attribute", "at", {"link_id=s1", "taxonomy_term_id=tt"}),
        row("metadata", "m", {"resource_id=a"}),
        row("location", "alone")};
    std::vector<std::string> shape;
    for (const auto& listing : listings_of(rows, Level::members)) {
        std::string line = listing.id() + ":";
        for (const auto& each : listing.rows()) line += " " + each.id();
        shape.push_back(line);
    }
    EXPECT_THAT(shape, ElementsAre("o1: o1 s1 x1 l a at m", "o2: o2 s2 x2 l a m",
                                   "taxonomy:t: t tt", "location:alone: alone"));
    EXPECT_THAT(difference(rows_of(listings_of(rows, Level::members)), rows), IsEmpty());
}

TEST(Grouping, WhatWasAssumedOtherwiseIsSaidOnTheWayOut) {
    const std::vector<Row> rows{row("phone", "p"), row("phone", "q", {"confidentiality=public"})};
    const auto out = rows_of(listings_of(rows, Level::hidden));
    EXPECT_EQ(value_of(out[0], "confidentiality"), "hidden");
    EXPECT_EQ(value_of(out[1], "confidentiality"), "public");
    EXPECT_THAT(difference(rows_of(listings_of(rows, Level::members)), rows), IsEmpty());
}

TEST(Freshness, TheNewestAssuranceOfAServiceElseOfTheMetadata) {
    v1::Listing listing;
    EXPECT_FALSE(assured_by_source(listing));
    *listing.add_rows() = row("metadata", "m", {"last_action_date=2023-05-04", "updated_by=Ann"});
    EXPECT_EQ(assured_by_source(listing)->by, "Ann");
    *listing.add_rows() =
        row("service", "s", {"assured_date=2020-02-29", "assurer_email=a@example.com"});
    *listing.add_rows() = row("service", "s2", {"assured_date=2019-01-01T10:00:00Z"});
    *listing.add_rows() = row("service", "s3", {"assured_date=2021-02-29"});  // no such day
    EXPECT_EQ(assured_by_source(listing)->by, "a@example.com");
    EXPECT_EQ(assured_by_source(listing)->at.time_since_epoch(),
              std::chrono::sys_days{std::chrono::year{2020} / 2 / 29}.time_since_epoch() +
                  std::chrono::hours(12));
}

}  // namespace
}  // namespace relais::hsds
