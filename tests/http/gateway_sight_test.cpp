// Who sees, reads and steers what of one case, told door by door for the roles that matter most:
// before her acceptance, after it, and when she is not needed any more. Everybody through every
// route: gateway_walk_test.
#include "services/gateway/desk.hpp"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string planted =
    R"("note":"canary-note","herWords":"canary-words","safeContact":"canary-contact",)"
    R"("ageBand":"from_18_to_25","circumstances":["substance_use","precarious_status","pets"])";

class SightOverHttp : public GatewayTest {
protected:
    std::string raise_planted(const std::string& more = {}) {
        const auto answer = post("/v1/alerts", "worker", alert(test::alert_uuid, planted + more));
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return text_at(answer, "caseId");
    }
    std::string uuid() {
        const auto number = std::to_string(100 + commands_++);
        return "11111111-2222-4333-8444-555555555" + number;
    }
    http::Answer command(const std::string& id, const std::string& role, const std::string& body) {
        return post("/v1/cases/" + id + "/commands", role,
                    R"({"commandId":")" + uuid() + "\"," + body + "}");
    }
    http::Answer read(const std::string& id, const std::string& role, const std::string& field,
                      const std::string& more = {}) {
        return post("/v1/cases/" + id + "/readings", role,
                    R"({"commandId":")" + uuid() + R"(","readField":{"field":")" + field +
                        R"(","reason":"to_meet_her")" + more + "}}");
    }
    void accept(const std::string& id) {
        const auto pick = first_pick(id);
        EXPECT_EQ(command(id, "responder",
                          R"("answerPage":{"page":")" + pick.page() +
                              R"(","answer":"accept","etaMinutes":20})")
                      .status,
                  200u);
    }
    // Everything that she can look at, one after the other.
    std::string all_doors(const std::string& id, const std::string& role) {
        std::string all;
        for (const auto& path :
             {std::string("/v1/cases"), "/v1/cases/" + id, "/v1/cases/" + id + "/timeline",
              "/cases/" + id, "/cases/" + id + "?fragment=1", std::string("/board"),
              "/match?case=" + id, "/cases/" + id + "/print",
              "/v1/cases/" + id + "/timeline?format=csv",
              "/v1/cases/" + id + "/timeline?format=html", "/v1/cases/" + id + "/review-pack",
              "/cases/" + id + "/review-pack", std::string("/figures"), "/v1/access-log?case=" + id,
              "/access?case=" + id}) {
            const auto answer = get(path, role);
            all += answer.body;
        }
        return all;
    }
    int commands_ = 0;
};

TEST_F(SightOverHttp, NoDoorShowsASealedTextAndFewShowANameOrAReason) {
    const auto id = raise_planted();
    first_pick(id);
    accept(id);
    for (const std::string role :
         {"worker", "other_worker", "responder", "coordinator", "admin", "privacy"}) {
        const auto all = all_doors(id, role);
        EXPECT_THAT(all, Not(HasSubstr("canary"))) << role;
        const bool whole = role == "coordinator";
        EXPECT_EQ(all.find("Name of omar") != all.npos, whole) << role;
        EXPECT_EQ(all.find("passedOver") != all.npos, whole) << role;
    }
    for (const std::string role : {"other_worker", "admin", "privacy"})
        EXPECT_THAT(all_doors(id, role), Not(HasSubstr("immediate_care"))) << role;
    EXPECT_THAT(all_doors(id, "worker"), Not(HasSubstr("nadia")));
}

TEST_F(SightOverHttp, AResponderSeesFromHerAcceptanceUntilSheIsNotNeeded) {
    const auto id = raise_planted();
    first_pick(id);
    for (const auto& path : {"/v1/cases/" + id, "/v1/cases/" + id + "/timeline", "/cases/" + id})
        EXPECT_EQ(get(path, "responder").status, 403u) << path;
    accept(id);
    const auto timeline = get("/v1/cases/" + id + "/timeline", "responder").body;
    EXPECT_THAT(timeline, HasSubstr("from_18_to_25"));
    EXPECT_THAT(timeline, HasSubstr("substance_use"));
    EXPECT_THAT(timeline, Not(HasSubstr("precarious_status")));
    EXPECT_THAT(timeline, Not(HasSubstr("wanda")));
    const auto screen = get("/cases/" + id, "responder");
    EXPECT_EQ(screen.status, 200u);
    EXPECT_THAT(screen.body, HasSubstr("id=\"read-note\""));
    EXPECT_THAT(screen.body, Not(HasSubstr("id=\"read-her_words\"")));
    EXPECT_EQ(read(id, "responder", "note").status, 200u);
    EXPECT_EQ(command(id, "coordinator", R"("refuseNeed":{"need":"immediate_care"})").status, 200u);
    for (const auto& path : {"/v1/cases/" + id, "/v1/cases/" + id + "/timeline", "/cases/" + id})
        EXPECT_EQ(get(path, "responder").status, 403u) << path;
    EXPECT_EQ(read(id, "responder", "note").status, 403u);
}

TEST_F(SightOverHttp, EveryReadingStandsInTheLog) {
    const auto id = raise_planted();
    first_pick(id);
    EXPECT_EQ(read(id, "worker", "note").status, 403u);
    EXPECT_EQ(read(id, "admin", "note").status, 403u);
    const auto opened = read(id, "coordinator", "her_words");
    EXPECT_EQ(opened.status, 200u);
    EXPECT_EQ(text_at(opened, "text"), "canary-words");
    EXPECT_EQ(get("/v1/access-log?case=" + id, "coordinator").status, 403u);
    const auto log = get("/v1/access-log?case=" + id, "privacy");
    EXPECT_EQ(log.status, 200u);
    EXPECT_THAT(log.body, HasSubstr("her_words"));
    EXPECT_THAT(log.body, HasSubstr("coralie"));
    EXPECT_THAT(log.body, Not(HasSubstr("\"note\"")));
    EXPECT_THAT(get("/access?case=" + id, "privacy").body, HasSubstr("Name of coralie"));
}

// Not only the routes before it: whoever comes to the desk by another way reads no more.
TEST_F(SightOverHttp, TheDeskItselfGivesTheLogToPrivacyAlone) {
    const auto id = raise_planted();
    EXPECT_EQ(read(id, "coordinator", "note").status, 200u);
    for (int role = 0; role < v1::Role::Code_ARRAYSIZE; ++role) {
        v1::Account by;
        by.set_person("coralie");
        by.add_roles(static_cast<v1::Role::Code>(role));
        const auto log = run(gateway_->desk().access_log(id, by));
        EXPECT_EQ(log.has_value(), role == v1::Role::privacy) << role;
        if (log)
            EXPECT_FALSE(log->events.empty());
        else
            EXPECT_EQ(log.error().code, "forbidden") << role;
    }
}

TEST_F(SightOverHttp, ARestrictedCaseIsReadByTwoTogetherOrTheSealIsBrokenAloud) {
    const auto answer = post(
        "/v1/alerts", "worker",
        alert(test::alert_uuid, R"("note":"canary-note","circumstances":["organized_crime"])"));
    const auto id = text_at(answer, "caseId");
    first_pick(id);
    EXPECT_EQ(read(id, "coordinator", "note").status, 202u);
    const auto asked = await_event(id, "reading_asked").reading_asked().reading();
    const std::string allow = R"("allowReading":{"reading":")" + asked + "\"}";
    EXPECT_EQ(text_at(command(id, "coordinator", allow), "code"), "second_person_needed");
    EXPECT_EQ(command(id, "worker", allow).status, 403u);
    EXPECT_EQ(command(id, "privacy", allow).status, 200u);
    EXPECT_EQ(text_at(read(id, "coordinator", "note"), "text"), "canary-note");
    EXPECT_EQ(read(id, "responder", "note").status, 403u);
    const std::string glass = R"(,"breakGlass":true)";
    EXPECT_EQ(read(id, "responder", "note", glass).status, 403u) << "called, and not answered";
    EXPECT_EQ(read(id, "worker", "note", glass).status, 403u) << "whoever raised it, neither";
    EXPECT_EQ(read(id, "privacy", "note", glass).status, 403u);
    accept(id);
    EXPECT_EQ(text_at(read(id, "responder", "note", glass), "text"), "canary-note");
    EXPECT_EQ(command(id, "coordinator", R"("withdrawConsent":{"sector":"health"})").status, 200u);
    EXPECT_EQ(read(id, "responder", "note", glass).status, 403u);
    EXPECT_THAT(get("/v1/access-log?case=" + id, "privacy").body, HasSubstr("breakGlass"));
}

// A stolen tablet must show nothing; what she wrote she knows, and the coordination answers.
TEST_F(SightOverHttp, WhoeverRaisedItBreaksNoSealAndReadsWhomToCall) {
    const auto id = raise_planted();
    first_pick(id);
    for (const std::string field : {"note", "safe_contact", "her_words"}) {
        const auto refused = read(id, "worker", field, R"(,"breakGlass":true)");
        EXPECT_EQ(refused.status, 403u) << field;
        EXPECT_EQ(text_at(refused, "code"), "sight_not_allowed");
        EXPECT_EQ(text_at(refused, "telephone"), "1-800-555-0172");
        EXPECT_THAT(text_at(refused, "title"), HasSubstr("call the coordination"));
    }
    EXPECT_THAT(get("/v1/access-log?case=" + id, "privacy").body, Not(HasSubstr("breakGlass")));
}

TEST_F(SightOverHttp, SealsAreBrokenSomeTimesAnHourInAllCasesTogether) {
    const auto break_one = [&](int number) {
        const auto id =
            text_at(post("/v1/alerts", "worker",
                         alert("7d0a2c7e-6a35-4a0f-9f0c-00000000000" + std::to_string(number),
                               R"("note":"canary-note","circumstances":["organized_crime"])")),
                    "caseId");
        first_pick(id);
        return read(id, "coordinator", "note", R"(,"breakGlass":true)");
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(text_at(break_one(i), "text"), "canary-note");
    EXPECT_EQ(text_at(break_one(3), "code"), "limit_reached");
}

TEST_F(SightOverHttp, ACoordinatorOffDutyNeitherSeesNorSteersARestrictedCase) {
    const auto answer = post("/v1/alerts", "worker",
                             alert(test::alert_uuid, R"("circumstances":["organized_crime"])"));
    const auto id = text_at(answer, "caseId");
    first_pick(id);
    EXPECT_EQ(get("/v1/cases/" + id, "off_duty").status, 403u);
    for (const std::string body :
         {R"("offerPivot":{})", R"("closeCase":{})", R"("takeNeed":{"need":"immediate_care"})",
          R"("restrictCase":{"restricted":false,"reason":"she_asked"})"})
        EXPECT_EQ(command(id, "off_duty", body).status, 403u) << body;
    EXPECT_EQ(command(id, "coordinator", R"("offerPivot":{})").status, 200u);
}

TEST_F(SightOverHttp, TheCoordinatorCallsByHandAndNobodyElseDoes) {
    const auto id = raise_planted();
    first_pick(id);
    const std::string call =
        R"("pagePerson":{"need":"immediate_care","person":"lise","reason":"knows_her"})";
    EXPECT_EQ(command(id, "worker", call).status, 403u);
    EXPECT_EQ(command(id, "responder", call).status, 403u);
    EXPECT_EQ(command(id, "coordinator", call).status, 200u);
    EXPECT_EQ(await_event(id, "person_paged").person_paged().person(), "lise");
    const std::string aside =
        R"("overrideRule":{"need":"immediate_care","rule":"responder_gender",)"
        R"("reason":"she_agreed"})";
    EXPECT_EQ(text_at(command(id, "coordinator", aside), "code"), "rule_not_overridable");
}

}  // namespace
}  // namespace relais::gateway
