// Who comes to the fund's doors from outside, with what is no text, or too late.
#include "tests/http/gateway_fund_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class GatewayFundEdges : public GatewayFundTest {
protected:
    http::Answer guess(const std::string& forwarded) {
        return ask(http::Method::post, "/v1/vouchers/2222-2222/redemption", "",
                   R"({"code":"2222-2222-2"})",
                   {{"content-type", "application/json"}, {"x-forwarded-for", forwarded}});
    }
};

// The proxy beside us adds whom it speaks for at the end; what stands before, anybody may write.
TEST_F(GatewayFundEdges, VendorsBehindAProxyEachHaveTheirOwnTriesAndNobodyWritesHerself) {
    for (int i = 0; i < 10; ++i) EXPECT_NE(guess("203.0.113.7").status, 429u) << i;
    EXPECT_EQ(guess("203.0.113.7").status, 429u);
    EXPECT_EQ(guess("198.51.100.9, 203.0.113.7").status, 429u) << "written by the caller";
    EXPECT_EQ(guess("::ffff:203.0.113.7").status, 429u) << "the same address";
    EXPECT_NE(guess("203.0.113.8").status, 429u);
    EXPECT_NE(guess("203.0.113.7, 198.51.100.9").status, 429u);
}

TEST_F(GatewayFundEdges, WhatIsNoTextIsRefusedInWordsAtEveryDoorAndChangesNothing) {
    const auto request = paid();
    const auto before = version();
    const std::string bad = "\xff\xfe\xc3";
    const std::string id = uuid();
    const auto refused = [&](const http::Answer& answer, const std::string& door) {
        EXPECT_EQ(answer.status, 400u) << door << " " << answer.body;
        EXPECT_FALSE(text_at(answer, "detail").empty() && text_at(answer, "title").empty()) << door;
    };
    const auto body = [&](const std::string& path, const std::string& role,
                          const std::string& json) { refused(post(path, role, json), path); };
    const auto start = R"({"id":")" + id + "\",";
    body("/v1/fund/requests", "clerk",
         R"({"request":")" + id + R"(","expense":"taxi","amount":"4","note":")" + bad + "\"}");
    body("/v1/fund/commands", "stella",
         start + R"("command":{"refuseRequest":{"request":")" + request +
             R"(","why":"too_much"}},"note":")" + bad + "\"}");
    body("/v1/fund/commands", "stella",
         start + R"("command":{"tellPayment":{"payment":")" + bad + "\"}}}");
    body("/v1/fund/requests/" + request + "/vouchers", "stella",
         start + R"("amount":")" + bad + "\"}");
    body("/v1/fund/vouchers/2222-2222/redemption", "stella", R"({"code":")" + bad + "\"}");
    body("/v1/vouchers/2222-2222/redemption", "", R"({"code":")" + bad + "\"}");
    body("/v1/fund/periods", "board", start + R"("month":")" + bad + "\"}");
    refused(ask(http::Method::put, "/v1/fund/settings?id=" + id, "admin",
                R"({"cards":{"cab":{"name":")" + bad + R"("}},"settings":{}})"),
            "settings");
    const auto bytes = [&](const std::string& path) {
        refused(ask(http::Method::post, path, "stella", a_pdf,
                    {{"content-type", "application/octet-stream"}}),
                path);
    };
    bytes("/v1/fund/statements?account=%FF%FE&date=1&amount=2");
    bytes("/v1/fund/requests/" + request + "/evidence?id=%FF");
    bytes("/v1/fund/requests/" + request + "/evidence?id=" + id + "&kind=%FF");
    refused(get("/v1/fund/statement?funder=%FF&from=2026-01-01&until=2027-01-01", "stella"),
            "statement");
    EXPECT_EQ(version(), before);
}

TEST_F(GatewayFundEdges, AResponderSeesNothingOfTheCasesRequestsOnceSheIsReleased) {
    const auto case_id = raise();
    const auto request =
        ask_for("worker", R"("caseId":")" + case_id + R"(","expense":"taxi","amount":"40")");
    await_event(case_id, "fund_noted");
    const auto command = [&](const std::string& role, const std::string& what) {
        const auto answer = post("/v1/cases/" + case_id + "/commands", role,
                                 R"({"commandId":")" + uuid() + "\"," + what + "}");
        EXPECT_EQ(answer.status, 200u) << answer.body;
    };
    const auto pick = first_pick(case_id);
    command("responder",
            R"("answerPage":{"page":")" + pick.page() + R"(","answer":"accept","etaMinutes":20})");
    const auto screen = "/cases/" + case_id + "/fund";
    EXPECT_EQ(get(screen, "responder").status, 200u);
    const auto own =
        ask_for("responder", R"("caseId":")" + case_id + R"(","expense":"taxi","amount":"30")");
    command("coordinator", R"("refuseNeed":{"need":"immediate_care"})");
    EXPECT_EQ(get(screen, "responder").status, 403u);
    EXPECT_EQ(asked("responder", R"("caseId":")" + case_id + R"(","expense":"taxi","amount":"30")",
                    uuid())
                  .status,
              403u);
    const auto code = timeline(case_id).summary().code();
    for (const auto& path : {std::string("/v1/fund/requests"), "/v1/fund/requests?case=" + code,
                             "/v1/fund/requests?case=case/" + case_id})
        EXPECT_THAT(get(path, "responder").body, Not(HasSubstr(request))) << path;
    EXPECT_EQ(get("/v1/fund/requests/" + request, "responder").status, 404u);
    EXPECT_EQ(get("/fund/requests/" + request, "responder").status, 404u);
    EXPECT_THAT(get("/v1/fund/requests?case=" + code, "worker").body, HasSubstr(request));
    static_cast<void>(own);
}

}  // namespace
}  // namespace relais::gateway
