// A rehearsal over HTTP: who may ask, what is refused, and that nobody is called.
#include <google/protobuf/util/json_util.h>

#include "relais/v1/match.pb.h"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using MatchOverHttp = GatewayTest;

const std::string question = R"({"alert":{"territory":"06","needs":[{"need":"immediate_care"}],)"
                             R"("exclusions":[{"person":"omar"}]},"at":"2026-11-18T07:00:00Z"})";

TEST_F(MatchOverHttp, TellsEveryRungWithNamesReasonsAndWords) {
    const auto answer = post("/v1/match", "coordinator", question);
    ASSERT_EQ(answer.status, 200u) << answer.body;
    v1::MatchAnswer match;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &match).ok());
    ASSERT_EQ(match.needs_size(), 1);
    const auto& rungs = match.needs(0).rungs();
    ASSERT_EQ(rungs.size(), 4);
    EXPECT_EQ(rungs[0].picks(0).name(), "Name of nadia");
    EXPECT_EQ(rungs[1].passed_over(0).reasons(0), v1::Reason::already_paged);
    EXPECT_TRUE(rungs[3].last());
    EXPECT_EQ(rungs[3].picks(0).person(), "coralie");
    EXPECT_THAT(rungs[0].words(), HasSubstr("not to be called for her"));
    EXPECT_EQ(answer.body, post("/v1/match", "admin", question).body) << "the same every time";
    EXPECT_THAT(get("/v1/cases", "coordinator").body, Not(HasSubstr("caseId")))
        << "nothing is kept";
}

TEST_F(MatchOverHttp, IsForCoordinationAndAdministrationAlone) {
    EXPECT_EQ(post("/v1/match", "worker", question).status, 403u);
    EXPECT_EQ(post("/v1/match", "responder", question).status, 403u);
    EXPECT_EQ(post("/v1/match", "", question).status, 401u);
}

TEST_F(MatchOverHttp, RefusesWhatAnAlertWouldBeRefusedFor) {
    const auto refused = [&](const std::string& body, unsigned status, const std::string& code) {
        const auto answer = post("/v1/match", "coordinator", body);
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(text_at(answer, "code"), code);
    };
    refused(R"({"alert":{"territory":"99","needs":[{"need":"immediate_care"}]}})", 422,
            "territory_unknown");
    refused(R"({"alert":{"territory":"06"}})", 422, "no_need");
    refused(R"({"alert":{"territory":"06"},"when":"now"})", 400, "unknown_field");
    refused(R"({"alert":{"territory":"06"},"raisedBy":"ghost"})", 422, "person_unknown");
}

}  // namespace
}  // namespace relais::gateway
