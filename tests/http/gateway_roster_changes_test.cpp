// Changing who is on call over HTTP: who may, what a preview tells, and what happens when two
// people change the same roster.
#include <google/protobuf/util/json_util.h>

#include "common/store/pause.hpp"
#include "relais/v1/roster_change.pb.h"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string health = "/v1/rosters/roster-health-06/changes";
// Far ahead, so that it is never over.
const std::string in_time = R"("from":"2096-11-20T08:00:00Z","until":"2096-11-20T12:00:00Z")";

std::string with_revision(int revision, const std::string& body) {
    return "{\"expectedRevision\":" + std::to_string(revision) + "," + body + "}";
}
// Somebody else stands in nadia's place, first in health.
std::string replaced_by(const std::string& by) {
    return R"("addOverride":{"kind":"replace","person":"nadia","by":")" + by + "\"," + in_time +
           "}";
}
const std::string asked_swap = R"("askSwap":{"id":"s","askedBy":"nadia",)" + in_time + "}";

class ARosterChange : public GatewayTest {
protected:
    v1::RosterChangeAnswer told(const http::Answer& answer) {
        EXPECT_EQ(answer.status, 200u) << answer.body;
        v1::RosterChangeAnswer read;
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &read).ok());
        return read;
    }
    v1::DirectoryFile directory() {
        v1::DirectoryFile file;
        const auto answer = get("/v1/directory", "admin");
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &file).ok());
        return file;
    }
};

TEST_F(ARosterChange, IsPreviewedWithoutChangingAnything) {
    const auto answer =
        told(post(health + "?preview=true", "coordinator", "{" + replaced_by("lise") + "}"));
    EXPECT_FALSE(answer.done());
    EXPECT_EQ(answer.revision(), 1u);
    ASSERT_EQ(answer.before_size(), 1);
    EXPECT_EQ(answer.before(0).name(), "Name of nadia");
    ASSERT_EQ(answer.after_size(), 1);
    EXPECT_EQ(answer.after(0).name(), "Name of lise");
    EXPECT_EQ(directory().directory().revision(), 1u);
}

TEST_F(ARosterChange, StandsAtOnceAndKeepsEveryCardReadable) {
    const auto before = directory();
    const auto answer = told(post(health, "coordinator", with_revision(1, replaced_by("lise"))));
    EXPECT_TRUE(answer.done());
    EXPECT_EQ(answer.revision(), 2u);
    auto after = directory();
    EXPECT_EQ(after.directory().revision(), 2u);
    ASSERT_EQ(after.directory().rosters(0).overrides_size(), 1);
    EXPECT_EQ(after.directory().rosters(0).overrides(0).id(), answer.id());
    ASSERT_EQ(after.cards_size(), before.cards_size());
    for (int i = 0; i < after.cards_size(); ++i)
        EXPECT_EQ(after.cards(i).SerializeAsString(), before.cards(i).SerializeAsString());
    EXPECT_THAT(get("/v1/oncall?at=2096-11-20T09:00:00Z&sector=health", "coordinator").body,
                HasSubstr("Name of lise"));
    const auto removed =
        told(post(health, "admin", with_revision(2, "\"removeOverride\":\"" + answer.id() + "\"")));
    EXPECT_EQ(removed.after(0).person(), "nadia");
    EXPECT_EQ(directory().directory().rosters(0).overrides_size(), 0);
}

TEST_F(ARosterChange, OnARevisionThatMovedOnIsToldWhatWasAskedAndWhatStands) {
    told(post(health, "coordinator", with_revision(1, replaced_by("lise"))));
    for (const auto* query : {"", "?preview=true"}) {
        const auto late = post(health + query, "admin", with_revision(1, replaced_by("omar")));
        EXPECT_EQ(late.status, 409u) << late.body;
        EXPECT_EQ(field_of(late, "content-type"), "application/problem+json");
        EXPECT_EQ(text_at(late, "code"), "revision_moved_on");
        const auto problem = json_of(late.body);
        EXPECT_EQ(problem.fields().at("revision").number_value(), 2);
        const auto& asked = problem.fields().at("asked").struct_value().fields();
        EXPECT_EQ(asked.at("addOverride").struct_value().fields().at("by").string_value(), "omar");
        const auto& stands = problem.fields().at("stands").struct_value().fields();
        ASSERT_EQ(stands.at("rosters").list_value().values_size(), 1);
        EXPECT_THAT(stands.at("rosters").list_value().values(0).ShortDebugString(),
                    HasSubstr("lise"));
    }
    EXPECT_EQ(directory().directory().revision(), 2u);
}

TEST_F(ARosterChange, OfTwoAtOnceIsMadeByOneOfThem) {
    const auto ask_both = [](ARosterChange& self) -> boost::asio::awaitable<std::vector<unsigned>> {
        std::vector<unsigned> statuses;
        const auto call = [&self, &statuses](std::string by) -> boost::asio::awaitable<void> {
            http::Call call{
                .method = http::Method::post,
                .url = "http://127.0.0.1:" + std::to_string(self.gateway_->port()) + health,
                .fields = {{"authorization", "Bearer " + self.tokens_.at("coordinator")},
                           {"content-type", "application/json"}},
                .body = with_revision(1, replaced_by(by)),
                .timeout = std::chrono::seconds(15)};
            const auto answer = co_await self.client_->send(std::move(call));
            statuses.push_back(answer ? answer->status : 0);
        };
        const auto executor = co_await boost::asio::this_coro::executor;
        for (const auto* by : {"lise", "omar"})
            boost::asio::co_spawn(executor, call(by), [](std::exception_ptr) {});
        while (statuses.size() < 2) co_await store::pause(std::chrono::milliseconds(5));
        std::ranges::sort(statuses);
        co_return statuses;
    };
    EXPECT_THAT(run(ask_both(*this)), ElementsAre(200u, 409u));
    EXPECT_EQ(directory().directory().revision(), 2u);
    EXPECT_EQ(directory().directory().rosters(0).overrides_size(), 1);
}

TEST_F(ARosterChange, WithFaultsIsToldAllOfThemAndChangesNothing) {
    const auto answer =
        post(health, "coordinator",
             with_revision(1, R"("addOverride":{"kind":"replace","person":"ghost","by":"phantom",)"
                              R"("from":"2020-01-01T00:00:00Z","until":"2020-01-02T00:00:00Z"})"));
    EXPECT_EQ(answer.status, 422u);
    EXPECT_EQ(text_at(answer, "code"), "change_faulty");
    for (const auto* part : {"addOverride.person", "ghost", "addOverride.by", "phantom",
                             "addOverride.until", "period_past", "it is already over"})
        EXPECT_THAT(answer.body, HasSubstr(part));
    EXPECT_EQ(directory().directory().revision(), 1u);
}

TEST_F(ARosterChange, IsARespondersWhereItIsHers) {
    EXPECT_EQ(post(health, "worker", with_revision(1, asked_swap)).status, 403u);
    const auto refused = post(health, "responder", with_revision(1, replaced_by("omar")));
    EXPECT_EQ(refused.status, 403u);
    EXPECT_EQ(text_at(refused, "code"), "not_hers");
    const auto asked = told(post(health, "responder", with_revision(1, asked_swap)));
    EXPECT_EQ(asked.after_size(), 0);
    EXPECT_EQ(
        post(health, "responder", with_revision(2, R"("takeSwap":{"id":"s","takenBy":"omar"})"))
            .status,
        403u);
    const auto taken = told(
        post(health, "coordinator", with_revision(2, R"("takeSwap":{"id":"s","takenBy":"omar"})")));
    EXPECT_EQ(taken.before(0).person(), "nadia");
    const auto back = post(health, "responder", with_revision(3, R"("takeBackSwap":"s")"));
    EXPECT_EQ(told(back).revision(), 4u);
    // Of another organization, as far as the account says: she sees who by id, not by name.
    EXPECT_THAT(back.body, Not(HasSubstr("Name of")));
}

TEST_F(ARosterChange, OfAnAbsenceIsOfNoRoster) {
    const std::string absence = R"("addAbsence":{"person":"nadia",)" + in_time + "}";
    EXPECT_EQ(post(health, "responder", with_revision(1, absence)).status, 400u);
    EXPECT_EQ(post("/v1/absences", "coordinator", with_revision(1, asked_swap)).status, 400u);
    const auto away = told(post("/v1/absences", "responder", with_revision(1, absence)));
    EXPECT_EQ(away.before(0).person(), "nadia");
    EXPECT_EQ(directory().directory().absences(0).id(), away.id());
    const auto late = post("/v1/absences", "responder", with_revision(1, absence));
    EXPECT_EQ(late.status, 409u);
    EXPECT_THAT(late.body, HasSubstr("\"stands\":{\"absences\":[{"));
}

TEST_F(ARosterChange, NeedsARosterABodyAndARevision) {
    EXPECT_EQ(post("/v1/rosters/ponies/changes", "admin", with_revision(1, asked_swap)).status,
              404u);
    EXPECT_EQ(text_at(post(health, "admin", "{" + asked_swap + "}"), "code"), "missing_field");
    EXPECT_EQ(text_at(post(health + "?preview=perhaps", "admin", "{" + asked_swap + "}"), "code"),
              "invalid_field");
    EXPECT_EQ(post(health, "admin", R"({"expectedRevision":1})").status, 422u);
    EXPECT_EQ(post("/v1/absences", "admin", R"({"expectedRevision":1})").status, 400u);
}

}  // namespace
}  // namespace relais::gateway
