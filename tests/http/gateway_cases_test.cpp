// Alerts, cases, commands and answers, over HTTP.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <google/protobuf/util/json_util.h>

#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string another_uuid = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c12";
const std::string third_uuid = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c13";
const std::string command_uuid = "11111111-2222-4333-8444-555555555555";

class ACase : public GatewayTest {
protected:
    http::Answer command(const std::string& case_id, const std::string& role,
                         const std::string& body, const std::string& id = command_uuid) {
        return post("/v1/cases/" + case_id + "/commands", role,
                    R"({"commandId":")" + id + "\"," + body + "}");
    }
    int events_of(const std::string& case_id, const std::string& kind) {
        int count = 0;
        for (const auto& entry : timeline(case_id).entries()) count += entry.kind() == kind ? 1 : 0;
        return count;
    }
};

TEST_F(ACase, IsOpenedOnceByAnAlertThatIsSentAgain) {
    const auto first = post("/v1/alerts", "worker", alert(test::alert_uuid));
    EXPECT_EQ(first.status, 201u) << first.body;
    EXPECT_EQ(field_of(first, "location"), "/v1/cases/" + text_at(first, "caseId"));
    const auto again = post("/v1/alerts", "worker", alert(test::alert_uuid));
    EXPECT_EQ(again.status, 201u);
    EXPECT_EQ(again.body, first.body);
    const auto other = post("/v1/alerts", "worker", alert(test::alert_uuid, R"("headcount":2)"));
    EXPECT_EQ(other.status, 409u);
    EXPECT_EQ(text_at(other, "code"), "conflict");
    const auto stranger = post("/v1/alerts", "other_worker", alert(test::alert_uuid));
    EXPECT_EQ(stranger.status, 409u) << "the same words by somebody else are another wish";
    EXPECT_EQ(events_of(text_at(first, "caseId"), "case_opened"), 1);
}

TEST_F(ACase, OpensWhenItsAlertComesInTwiceAtTheSameTime) {
    std::vector<http::Answer> answers;
    for (int i = 0; i < 8; ++i) {
        http::Call call{
            .method = http::Method::post,
            .url = "http://127.0.0.1:" + std::to_string(gateway_->port()) + "/v1/alerts",
            .fields = {{"authorization", "Bearer " + tokens_.at("worker")},
                       {"content-type", "application/json"}},
            .body = alert(test::alert_uuid)};
        boost::asio::co_spawn(process_->io, client_->send(std::move(call)),
                              [&](const std::exception_ptr&, Result<http::Answer> answer) {
                                  answers.push_back(answer.value_or(http::Answer{}));
                              });
    }
    test::run_until(process_->io, [&] { return answers.size() == 8; });
    for (const auto& answer : answers) {
        EXPECT_EQ(answer.status, 201u) << answer.body;
        EXPECT_EQ(answer.body, answers[0].body);
    }
    EXPECT_EQ(events_of(text_at(answers[0], "caseId"), "case_opened"), 1);
}

TEST_F(ACase, TakesProtobufToo) {
    v1::Alert alert;
    alert.set_alert_id(test::alert_uuid);
    alert.set_territory("06");
    const auto answer =
        ask(http::Method::post, "/v1/alerts", "worker", alert.SerializeAsString(),
            {{"content-type", "application/x-protobuf"}, {"accept", "application/x-protobuf"}});
    // It names no need, and this directory opens none by default.
    EXPECT_EQ(answer.status, 422u) << answer.body;
    EXPECT_EQ(text_at(answer, "code"), "no_need");
    alert.set_alert_id(another_uuid);
    alert.add_needs()->set_need(v1::Need::immediate_care);
    const auto good =
        ask(http::Method::post, "/v1/alerts", "worker", alert.SerializeAsString(),
            {{"content-type", "application/x-protobuf"}, {"accept", "application/x-protobuf"}});
    EXPECT_EQ(good.status, 201u);
    v1::AlertAccepted accepted;
    EXPECT_TRUE(accepted.ParseFromString(good.body));
    EXPECT_EQ(accepted.case_id(), case_of_alert(another_uuid).value());
}

TEST_F(ACase, IsNotOpenedByWhoMayNot) {
    EXPECT_EQ(post("/v1/alerts", "", alert(test::alert_uuid)).status, 401u);
    EXPECT_EQ(post("/v1/alerts", "responder", alert(test::alert_uuid)).status, 403u);
    EXPECT_EQ(get("/v1/cases/" + case_of_alert(test::alert_uuid).value(), "coordinator").status,
              404u);
}

TEST_F(ACase, IsReadByItsWorkerAndByTheCoordinatorOnly) {
    const std::string id = raise();
    first_pick(id);
    for (const std::string path : {"", "/timeline"}) {
        EXPECT_EQ(get("/v1/cases/" + id + path, "worker").status, 200u);
        EXPECT_EQ(get("/v1/cases/" + id + path, "coordinator").status, 200u);
        EXPECT_EQ(get("/v1/cases/" + id + path, "other_worker").status, 403u);
        EXPECT_EQ(get("/v1/cases/" + id + path, "responder").status, 403u);
        EXPECT_EQ(get("/v1/cases/" + id + path, "").status, 401u);
        EXPECT_EQ(get("/v1/cases/" + another_uuid + path, "coordinator").status, 404u);
        EXPECT_EQ(get("/v1/cases/nonsense" + path, "coordinator").status, 404u);
    }
    EXPECT_THAT(get("/v1/cases", "worker").body, HasSubstr(id));
    EXPECT_THAT(get("/v1/cases", "coordinator").body, HasSubstr(id));
    EXPECT_THAT(get("/v1/cases", "other_worker").body, Not(HasSubstr(id)));
    EXPECT_EQ(get("/v1/cases", "admin").status, 403u);
}

TEST_F(ACase, IsListedPageByPage) {
    const std::set<std::string> raised{raise(), raise("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22"),
                                       raise("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c23")};
    std::set<std::string> listed;
    std::string next;
    for (int pages = 1; pages <= 3; ++pages) {
        const auto answer =
            get("/v1/cases?limit=1" + (next.empty() ? "" : "&after=" + next), "coordinator");
        ASSERT_EQ(answer.status, 200u) << answer.body;
        v1::Cases cases;
        ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &cases).ok());
        ASSERT_EQ(cases.cases_size(), 1);
        listed.insert(cases.cases(0).case_id());
        next = cases.next();
        EXPECT_EQ(next.empty(), pages == 3);
    }
    EXPECT_EQ(listed, raised);
    for (const auto* wrong : {"limit=0", "limit=1001", "limit=x", "after=x"})
        EXPECT_EQ(get(std::string("/v1/cases?") + wrong, "coordinator").status, 400u) << wrong;
}

TEST_F(ACase, TellsWhoeverHadAPartThatItHasEndedAndWhomToCall) {
    const std::string id = raise();
    const auto pick = first_pick(id);
    const auto told = [&](const std::string& path) { return get(path + id, "responder"); };
    EXPECT_EQ(text_at(told("/v1/cases/"), "code"), "part_awaited") << "her answer comes first";
    EXPECT_EQ(post("/v1/cases/" + id + "/commands", "responder",
                   R"({"commandId":")" + another_uuid + R"(","answerPage":{"page":")" +
                       pick.page() + R"(","answer":"decline"}})")
                  .status,
              200u);
    const auto over = told("/v1/cases/");
    EXPECT_EQ(text_at(over, "code"), "part_over");
    EXPECT_EQ(text_at(over, "telephone"), "1-800-555-0172");
    EXPECT_EQ(text_at(over, "since").substr(0, 2), "20") << over.body;
    const auto screen = told("/cases/").body;
    EXPECT_THAT(screen, AllOf(HasSubstr("Your part has ended"), HasSubstr("Since: "),
                              HasSubstr("Thank you"), HasSubstr("1-800-555-0172"),
                              Not(HasSubstr("Your role does not allow"))));
    // Whether it goes on is not for her: word for word the same once it is closed.
    EXPECT_EQ(command(id, "coordinator",
                      R"("settleNeed":{"need":"immediate_care","outcome":"met"})", third_uuid)
                  .status,
              200u);
    EXPECT_EQ(command(id, "coordinator", R"("closeCase":{})").status, 200u);
    EXPECT_EQ(told("/v1/cases/").body, over.body);
    EXPECT_EQ(told("/cases/").body, screen);
    EXPECT_EQ(text_at(get("/v1/cases/" + id, "other_worker"), "code"), "forbidden");
}

TEST_F(ACase, NamesNobodyToTheWorkerWhoRaisedIt) {
    const std::string id = raise();
    const auto pick = first_pick(id);
    const auto whole = get("/v1/cases/" + id + "/timeline", "coordinator").body;
    EXPECT_THAT(whole, HasSubstr(pick.person()));
    EXPECT_THAT(whole, HasSubstr("Name of " + pick.person()));
    const auto hers = get("/v1/cases/" + id + "/timeline", "worker").body;
    EXPECT_THAT(hers, HasSubstr("rung_reached"));
    EXPECT_THAT(hers, Not(HasSubstr(pick.person())));
}

TEST_F(ACase, IsAnsweredByItsLinkOnce) {
    const std::string id = raise();
    const auto pick = first_pick(id);
    const std::string link = "/a/" + answer_token(secret_, pick.page());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(get(link, "").status, 200u);
    EXPECT_EQ(events_of(id, "page_answered"), 0) << "looking at a link changes nothing";
    const auto answer = [&](const std::string& form) {
        return ask(http::Method::post, link, "", form,
                   {{"content-type", "application/x-www-form-urlencoded"},
                    {"origin", "http://127.0.0.1:" + std::to_string(gateway_->port())}});
    };
    for (const auto* form :
         {"answer=accept&eta=20", "answer=accept&eta=20", "answer=accept&eta=40"})
        EXPECT_LT(answer(form).status, 400u) << form;
    EXPECT_EQ(events_of(id, "page_answered"), 1);
    EXPECT_EQ(events_of(id, "need_covered"), 1);
    EXPECT_EQ(get("/a/" + std::string(50, 'A'), "").status, 404u);
}

TEST_F(ACase, IsSteeredByRole) {
    const std::string id = raise();
    const std::string take = R"("takeNeed":{"need":"immediate_care","reason":"by_telephone"})";
    EXPECT_EQ(command(id, "worker", take).status, 403u);
    EXPECT_EQ(command(id, "responder", take).status, 403u);
    EXPECT_EQ(command(id, "", take).status, 401u);
    const auto done = command(id, "coordinator", take);
    EXPECT_EQ(done.status, 200u) << done.body;
    EXPECT_EQ(command(id, "coordinator", take).body, done.body) << "the same wish, one effect";
    EXPECT_EQ(await_event(id, "need_taken").actor().person(), "coralie");
    EXPECT_EQ(events_of(id, "need_taken"), 1);
    const auto late = command(id, "coordinator", take, another_uuid);
    EXPECT_EQ(late.status, 409u);
    EXPECT_EQ(text_at(late, "code"), "need_already_covered");
}

TEST_F(ACase, LetsItsWorkerSayHerNo) {
    const std::string id = raise();
    const std::string refuse = R"("refuseNeed":{"need":"immediate_care"})";
    EXPECT_EQ(command(id, "other_worker", refuse).status, 403u);
    EXPECT_EQ(command(id, "worker", refuse).status, 200u);
    EXPECT_EQ(await_event(id, "need_refused").actor().person(), "wanda");
}

TEST_F(ACase, IsAnsweredBySomebodySignedInForHerOwnPageOnly) {
    const std::string id = raise();
    const auto pick = first_pick(id);
    ASSERT_EQ(pick.person(), "nadia");
    const std::string accept =
        R"("answerPage":{"page":")" + pick.page() + R"(","answer":"accept","etaMinutes":15})";
    EXPECT_EQ(command(id, "worker", accept).status, 403u);
    const auto other = command(id, "coordinator", accept);
    EXPECT_EQ(other.status, 403u);
    EXPECT_EQ(text_at(other, "code"), "page_of_someone_else");
    EXPECT_EQ(command(id, "responder", accept, another_uuid).status, 200u);
    EXPECT_EQ(await_event(id, "page_answered").page_answered().eta_minutes(), 15u);
}

TEST_F(ACase, TakesNoCommandThatPretends) {
    const std::string id = raise();
    const std::string good = R"("refuseNeed":{"need":"immediate_care"})";
    const auto code = [&](const std::string& body, const std::string& uuid = command_uuid) {
        const auto answer = command(id, "coordinator", body, uuid);
        return std::to_string(answer.status) + " " + text_at(answer, "code");
    };
    EXPECT_EQ(code(good + R"(,"aggregate":"case/x")"), "400 invalid_field");
    EXPECT_EQ(code(good + R"(,"actor":{"role":"admin"})"), "400 invalid_field");
    EXPECT_EQ(code(good + R"(,"issuedMs":"5")"), "400 invalid_field");
    EXPECT_EQ(code(good, "7"), "400 invalid_field");
    EXPECT_EQ(code(good, ""), "400 missing_field");
    EXPECT_EQ(code(R"("takeNeed":{"need":"immediate_care","reason":"Her name is"})"),
              "400 invalid_field");
    EXPECT_EQ(code(R"("fireDeadline":{"deadline":"term"})"), "403 forbidden");
    EXPECT_EQ(code(R"("putDirectory":{})"), "403 forbidden");
    EXPECT_EQ(code(R"("reportHandover":{"page":"x"})"), "403 forbidden");
    EXPECT_EQ(code(R"("refuseNeed":{})"), "400 need_unknown");
    EXPECT_EQ(code(R"("giveConsent":{"need":"immediate_care"})"), "400 invalid_field");
    EXPECT_EQ(events_of(id, "need_refused"), 0);
}

TEST_F(ACase, LeavesNoClearTextInTheStore) {
    const auto answer = post("/v1/alerts", "worker",
                             alert(test::alert_uuid, R"("note":"canary-note-4711",)"
                                                     R"("herWords":"canary-words-4711",)"
                                                     R"("safeContact":"canary-contact-4711")"));
    ASSERT_EQ(answer.status, 201u) << answer.body;
    first_pick(text_at(answer, "caseId"));
    int files = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(redis_.folder())) {
        if (!file.is_regular_file()) continue;
        ++files;
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        EXPECT_EQ(bytes.find("canary-"), std::string::npos) << file.path();
        if (file.path().extension() == ".aof")
            EXPECT_NE(bytes.find("alert/" + test::alert_uuid), std::string::npos);
    }
    EXPECT_GE(files, 2);
    EXPECT_THAT(get("/metrics", "").body, Not(HasSubstr("canary-")));
}

}  // namespace
}  // namespace relais::gateway
