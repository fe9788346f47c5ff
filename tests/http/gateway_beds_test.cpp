// Beds of a shelter over HTTP: who may see and do what, and what is said when it is no.
#include <google/protobuf/util/json_util.h>

#include "relais/v1/beds.pb.h"
#include "relais/v1/plan.pb.h"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

const std::string commands = "/v1/beds/night-shelter/commands";
// Far ahead is refused; an hour from now, by the machine's clock, which is the store's.
std::string in_an_hour() {
    const auto at = std::chrono::system_clock::now() + std::chrono::hours(1);
    return std::to_string(
        std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

class GatewayBeds : public GatewayTest {
protected:
    GatewayBeds() {
        EXPECT_EQ(
            send("coordinator", R"("tellBeds":{"items":[{"kind":"women","capacity":2,"occupied":1,)"
                                R"("attributes":{"genders":["woman"],"pets":true}}]})")
                .status,
            200u);
    }
    http::Answer send(const std::string& role, const std::string& body, int number = 0) {
        const int id = number == 0 ? ++next_ : number;
        auto uuid = std::to_string(id);
        uuid = "00000000-0000-4000-8000-" + std::string(12 - uuid.size(), '0') + uuid;
        return post(commands, role, R"({"commandId":")" + uuid + "\"," + body + "}");
    }
    http::Answer hold(const std::string& role, const std::string& id) {
        return send(role, R"("holdBed":{"hold":")" + id + R"(","caseCode":"K4M7","untilMs":")" +
                              in_an_hour() + "\"}");
    }
    v1::Beds beds(const std::string& role, const std::string& query = {}) {
        const auto answer = get("/v1/beds" + query, role);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        v1::Beds read;
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &read).ok());
        return read;
    }
    int next_ = 1'000;
};

TEST_F(GatewayBeds, TheCoordinationHoldsConfirmsAndGivesBack) {
    EXPECT_EQ(hold("coordinator", "h1").status, 200u);
    auto told = beds("coordinator");
    ASSERT_EQ(told.shelters_size(), 1);
    EXPECT_EQ(told.shelters(0).organization(), "night-shelter");
    EXPECT_EQ(told.shelters(0).kinds(0).free(), 0u);
    EXPECT_EQ(told.shelters(0).holds(0).case_code(), "K4M7");
    const auto full = hold("coordinator", "h2");
    EXPECT_EQ(full.status, 409u);
    EXPECT_EQ(text_at(full, "code"), "no_bed_free");
    EXPECT_EQ(send("coordinator", R"("confirmHold":{"hold":"h1"})").status, 200u);
    EXPECT_TRUE(beds("coordinator").shelters(0).holds(0).confirmed());
    EXPECT_EQ(send("coordinator", R"("releaseHold":{"hold":"h1","arrived":true})").status, 200u);
    told = beds("coordinator");
    EXPECT_EQ(told.shelters(0).kinds(0).occupied(), 2u);
    EXPECT_EQ(told.shelters(0).holds_size(), 0);
}

TEST_F(GatewayBeds, OnlyTheCoordinationHolds) {
    EXPECT_EQ(hold("worker", "h1").status, 403u);
    EXPECT_EQ(hold("admin", "h1").status, 403u);
    EXPECT_EQ(hold("", "h1").status, 401u);
    EXPECT_EQ(beds("coordinator").shelters(0).holds_size(), 0);
}

TEST_F(GatewayBeds, WhoWorksElsewhereSeesAndCountsNothing) {
    EXPECT_EQ(beds("worker").shelters_size(), 0);
    EXPECT_EQ(send("worker", R"("tellBeds":{"items":[{"kind":"women","occupied":0}]})").status,
              403u);
    EXPECT_EQ(beds("coordinator").shelters(0).kinds(0).occupied(), 1u);
}

TEST_F(GatewayBeds, TellsOnlyWhatFitsAWish) {
    EXPECT_EQ(beds("coordinator", "?gender=woman&pets=true").shelters(0).kinds_size(), 1);
    EXPECT_EQ(beds("coordinator", "?gender=man").shelters(0).kinds_size(), 0);
    EXPECT_EQ(beds("coordinator", "?ageBand=possibly_minor").shelters(0).kinds_size(), 0);
    EXPECT_EQ(get("/v1/beds?pets=perhaps", "coordinator").status, 400u);
    EXPECT_EQ(get("/v1/beds?ageBand=old", "coordinator").status, 400u);
}

TEST_F(GatewayBeds, TheSameIdHasOneEffectAndAnotherBodyIsAConflict) {
    const std::string tap =
        R"("tellBeds":{"items":[{"kind":"women","occupiedWas":1,"occupied":2}]})";
    EXPECT_EQ(send("coordinator", tap, 7).status, 200u);
    EXPECT_EQ(send("coordinator", tap, 7).status, 200u);
    EXPECT_EQ(text_at(send("coordinator", tap), "code"), "beds_moved_on");
    EXPECT_EQ(text_at(send("coordinator", R"("confirmHold":{"hold":"h"})", 7), "code"), "conflict");
    EXPECT_EQ(beds("coordinator").shelters(0).kinds(0).occupied(), 2u);
}

TEST_F(GatewayBeds, ARefusalChangesNothing) {
    const auto version = beds("coordinator").shelters(0).version();
    EXPECT_EQ(text_at(send("coordinator", R"("tellBeds":{"items":[{"kind":"women","occupied":0},)"
                                          R"({"kind":"men","occupied":1}]})"),
                      "code"),
              "bed_kind_unknown");
    EXPECT_EQ(
        text_at(send("coordinator", R"("tellBeds":{"items":[{"kind":"women","capacity":0}]})"),
                "code"),
        "beds_over_capacity");
    EXPECT_EQ(send("coordinator", R"("takeNeed":{"need":"transport"})").status, 403u);
    EXPECT_EQ(text_at(post(commands, "coordinator", R"({"confirmHold":{"hold":"h"}})"), "code"),
              "missing_field");
    EXPECT_EQ(text_at(post("/v1/beds/nowhere/commands", "coordinator",
                           R"({"commandId":"00000000-0000-4000-8000-00000000abcd",)"
                           R"("tellBeds":{"items":[{"kind":"w","attributes":{}}]}})"),
                      "code"),
              "shelter_unknown");
    EXPECT_EQ(beds("coordinator").shelters(0).version(), version);
}

TEST_F(GatewayBeds, PlansForManyAndSaysWhyNotWithoutHoldingAnything) {
    const std::string two = R"({"guests":[{"id":"a","wish":{"gender":"woman"}},)"
                            R"({"id":"b","wish":{"gender":"man"}}]})";
    EXPECT_EQ(post("/v1/beds/plan", "worker", two).status, 403u);
    const auto answer = post("/v1/beds/plan", "coordinator", two);
    ASSERT_EQ(answer.status, 200u) << answer.body;
    v1::BedPlan plan;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &plan).ok());
    ASSERT_EQ(plan.placed_size(), 1);
    EXPECT_EQ(plan.placed(0).guest(), "a");
    EXPECT_EQ(plan.placed(0).kind(), "women");
    ASSERT_EQ(plan.left_size(), 1);
    EXPECT_EQ(plan.left(0).reason(), v1::BedPlan::Left::fits_nowhere);
    EXPECT_NE(plan.left(0).words(), "");
    EXPECT_EQ(beds("coordinator").shelters(0).kinds(0).free(), 1u);
    EXPECT_EQ(text_at(post("/v1/beds/plan", "coordinator", R"({"guests":[]})"), "code"),
              "invalid_field");
}

TEST_F(GatewayBeds, AShelterThatEndsIsToldInWordsAndItsHoldsCanBeGivenBack) {
    ASSERT_EQ(hold("coordinator", "h1").status, 200u);
    auto file = directory_file();
    for (auto& organization : *file.mutable_directory()->mutable_organizations())
        if (organization.id() == "night-shelter") organization.set_sector(v1::Sector::health);
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(file, &json).ok());
    ASSERT_EQ(ask(http::Method::put, "/v1/directory", "admin", json).status, 200u);
    const auto refused = send("coordinator", R"("confirmHold":{"hold":"h1"})");
    EXPECT_EQ(text_at(refused, "code"), "shelter_unknown");
    EXPECT_NE(text_at(refused, "title"), "");
    EXPECT_EQ(send("coordinator", R"("releaseHold":{"hold":"h1"})").status, 200u);
}

}  // namespace
}  // namespace relais::gateway
