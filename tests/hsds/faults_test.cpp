// Bad packages: every fault is named with its file, row and field; good rows are parted from bad
// ones only when that is asked for.
#include <gmock/gmock.h>

#include "tests/hsds/making.hpp"

namespace relais::hsds {
namespace {

using test::told;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string organizations =
    "id,name,description\n"
    "o1,Maison,Une maison\n";
const std::string services =
    "id,organization_id,name,status\n"
    "s1,o1,Accueil,active\n";

Package inspected(std::vector<File> files) {
    files.push_back({"organizations.csv", organizations});
    files.push_back({"services.csv", services});
    auto package = read_package(files);
    inspect(package);
    return package;
}

TEST(Faults, AGoodPackageHasNone) { EXPECT_THAT(inspected({}).faults, IsEmpty()); }

TEST(Faults, TheSameIdTwiceIsNamedWithItsRow) {
    const auto package =
        inspected({{"phones.csv", "id,service_id,number\np1,s1,211\np2,s1,311\np1,s1,411\n"}});
    EXPECT_THAT(told(package), ElementsAre("phones.csv:4 id id_twice"));
    EXPECT_EQ(package.faults[0].value, "p1");
    EXPECT_EQ(package.faults[0].table, "phone");
}

TEST(Faults, AReferenceThatLeadsNowhereIsNamedWithItsValue) {
    const auto package =
        inspected({{"phones.csv", "id,service_id,number\np1,s9,211\np2,s1,311\n"},
                   {"attributes.csv",
                    "id,link_id,taxonomy_term_id,link_entity,value\na1,nobody,t9,service,x\n"}});
    EXPECT_THAT(told(package), ElementsAre("phones.csv:2 service_id reference_missing",
                                           "attributes.csv:2 link_id reference_missing",
                                           "attributes.csv:2 taxonomy_term_id reference_missing"));
    EXPECT_EQ(package.faults[0].value, "s9");
}

TEST(Faults, CoordinatesMustBeOnTheEarth) {
    const auto package = inspected({{"locations.csv",
                                     "id,location_type,latitude,longitude\n"
                                     "l1,physical,45.5,-73.6\n"
                                     "l2,physical,90.01,-73.6\n"
                                     "l3,physical,45.5,-180.5\n"
                                     "l4,physical,nord,-73.6\n"
                                     "l5,physical,nan,inf\n"
                                     "l6,physical,,\n"}});
    EXPECT_THAT(told(package), ElementsAre("locations.csv:3 latitude coordinates_out_of_range",
                                           "locations.csv:4 longitude coordinates_out_of_range",
                                           "locations.csv:5 latitude coordinates_out_of_range",
                                           "locations.csv:6 latitude coordinates_out_of_range",
                                           "locations.csv:6 longitude coordinates_out_of_range"));
}

TEST(Faults, ATextOfAMegabyteIsNamedAndNotKept) {
    const auto package = inspected({{"phones.csv", "id,service_id,number,description\np1,s1,211," +
                                                       std::string(1 << 20, 'x') + "\n"}});
    EXPECT_THAT(told(package), ElementsAre("phones.csv:2 description text_too_long"));
    EXPECT_LT(package.faults[0].value.size(), 100u);
    auto json = read_json_text(
        R"({"id":"o","name":")" + std::string(1 << 20, 'x') + R"(","description":"d"})", "o.json");
    inspect(json);
    EXPECT_THAT(told(json), ElementsAre("o.json:1 name text_too_long"));
}

TEST(Faults, ATextAsLongAsAFieldMayBeIsGood) {
    EXPECT_THAT(inspected({{"phones.csv", "id,service_id,number,description\np1,s1,211," +
                                              std::string(field_bytes_max, 'x') + "\n"}})
                    .faults,
                IsEmpty());
}

TEST(Faults, WhatTheStandardRequiresMustBeThere) {
    const auto package = inspected({{"phones.csv", "id,service_id,number\np1,s1,\n,s1,211\n"}});
    EXPECT_THAT(told(package),
                ElementsAre("phones.csv:3 id id_missing", "phones.csv:2 number field_missing"));
}

TEST(Faults, BadBytesTooManyColumnsAndOpenQuotesAreNamed) {
    const auto package = inspected(
        {{"phones.csv",
          "id,service_id,number\np1,s1,\xff\xfe\np2,s1,211,more\np3,s1,\"211\np4,s1,311\n"}});
    EXPECT_THAT(told(package),
                ElementsAre("phones.csv:2 number not_utf8", "phones.csv:3  columns_too_many",
                            "phones.csv:4  quote_open"));
}

TEST(Faults, BrokenJsonIsNamedWithItsLine) {
    const auto package = read_json_text("{\"id\":\"o\",\n\"name\": }", "o.json");
    EXPECT_THAT(told(package), ElementsAre("o.json:2  json_broken"));
    EXPECT_THAT(told(read_json_text("{} {}", "o.json")), Contains("o.json:1  json_broken"));
    EXPECT_THAT(told(read_json_text("{\"id\":\"\xff\",\"name\":\"n\"}", "o.json")),
                Contains("o.json:1 id not_utf8"));
    EXPECT_THAT(told(read_json_text("[1]", "o.json")), ElementsAre("o.json:1  not_a_row"));
    EXPECT_THAT(told(read_json_text(std::string(40, '[') + std::string(40, ']'), "o.json")),
                SizeIs(1));
}

TEST(Faults, ALevelOrAGateThatNobodyKnowsIsNamed) {
    const auto package = inspected({{"locations.csv",
                                     "id,location_type,confidentiality,front_gate\n"
                                     "l1,physical,secret,\n"
                                     "l2,physical,hidden,nowhere\n"
                                     "l3,physical,hidden,l1\n"}});
    EXPECT_THAT(told(package),
                ElementsAre("locations.csv:2 confidentiality confidentiality_unknown",
                            "locations.csv:3 front_gate front_gate_unknown"));
}

TEST(Faults, OneIdWithTwoStoriesIsNamed) {
    const auto package = read_json_text(
        R"({"id":"o","name":"n","description":"d","phones":[{"id":"p","number":"211"}],)"
        R"("services":[{"id":"s","name":"s","status":"active",)"
        R"("phones":[{"id":"p","number":"311"}]}]})",
        "o.json");
    EXPECT_THAT(told(package), ElementsAre("o.json:1 number id_twice"));
}

TEST(Faults, ABadRowTakesThoseThatReferToItAlongAndSaysSo) {
    auto package = inspected({{"locations.csv",
                               "id,location_type,latitude,longitude\n"
                               "l1,physical,999,0\nl2,physical,45,-73\n"},
                              {"phones.csv", "id,location_id,number\np1,l1,211\np2,l2,311\n"},
                              {"languages.csv", "id,phone_id,name\ng1,p1,fr\ng2,p2,fr\n"}});
    keep_good_rows(package);
    EXPECT_THAT(told(package),
                ElementsAre("locations.csv:2 latitude coordinates_out_of_range",
                            "phones.csv:2  refers_to_bad", "languages.csv:2  refers_to_bad"));
    EXPECT_EQ(package.faults[2].value, "phone/p1");
    std::vector<std::string> ids;
    for (const auto& row : package.rows) ids.push_back(row.id());
    EXPECT_THAT(ids, ElementsAre("l2", "p2", "g2", "o1", "s1"));
    package.faults.clear();
    inspect(package);
    EXPECT_THAT(package.faults, IsEmpty());
}

TEST(Faults, OnlyWhatIsClearMayBeTakenAsGiven) {
    EXPECT_TRUE(bearable("coordinates_out_of_range"));
    EXPECT_TRUE(bearable("reference_missing"));
    EXPECT_FALSE(bearable("id_twice"));
    EXPECT_FALSE(bearable("confidentiality_unknown"));
    EXPECT_FALSE(bearable("not_utf8"));
}

// A hundred thousand rows with a fault planted in every thousandth: each is named by its row.
TEST(Faults, EachOfAHundredThousandRowsIsLookedAt) {
    std::string phones = "id,service_id,number\n";
    std::vector<std::string> planted;
    for (int i = 2; i <= 100'001; ++i) {
        const auto id = "p" + std::to_string(i);
        const auto at = "phones.csv:" + std::to_string(i);
        if (i % 4000 == 0) {
            phones += "p2,s1,211\n";
            planted.push_back(at + " id id_twice");
        } else if (i % 4000 == 1000) {
            phones += id + ",s9,211\n";
            planted.push_back(at + " service_id reference_missing");
        } else if (i % 4000 == 2000) {
            phones += id + ",s1,\n";
            planted.push_back(at + " number field_missing");
        } else if (i % 4000 == 3000) {
            phones += id + ",s1,211,x\n";
            planted.push_back(at + "  columns_too_many");
        } else {
            phones += id + ",s1,514 555-0123\n";
        }
    }
    const auto package = inspected({{"phones.csv", phones}});
    EXPECT_THAT(told(package), ::testing::UnorderedElementsAreArray(planted));
}

}  // namespace
}  // namespace relais::hsds
