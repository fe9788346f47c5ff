// The doors of a case: what ties it to others, what comes in clear and is sealed, whose list it
// stands on, what can be given to her.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

#include "common/store/pause.hpp"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string other_alert = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22";
const std::string way = R"("ways":[{"kind":"telephone","value":"canary-514"}])";

class Doors : public GatewayTest {
protected:
    std::string uuid() {
        return "11111111-2222-4333-8444-555555555" + std::to_string(100 + commands_++);
    }
    http::Answer command(const std::string& id, const std::string& role, const std::string& body) {
        return post("/v1/cases/" + id + "/commands", role,
                    R"({"commandId":")" + uuid() + "\"," + body + "}");
    }
    http::Answer door(const std::string& id, const std::string& role, const std::string& name,
                      const std::string& body) {
        return post("/v1/cases/" + id + "/" + name, role,
                    R"({"commandId":")" + uuid() + "\"" + (body.empty() ? "" : "," + body) + "}");
    }
    http::Answer read(const std::string& id, const std::string& role, const std::string& field) {
        return door(id, role, "readings",
                    R"("readField":{"field":")" + field + R"(","reason":"to_meet_her"})");
    }
    static std::string told(const http::Answer& answer) {
        return std::to_string(answer.status) + " " + text_at(answer, "code");
    }
    std::string code_of(const std::string& id) {
        return text_at(get("/v1/cases/" + id, "coordinator"), "code");
    }
    std::int64_t now_ms() {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
    std::string in_hours(int hours) { return std::to_string(now_ms() + hours * 3'600'000LL); }
    static std::string stamp(std::int64_t ms) {
        std::time_t at = ms / 1000;
        std::tm utc{};
        gmtime_r(&at, &utc);
        std::array<char, 32> text{};
        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
        return text.data();
    }
    std::string move(const std::string& more = {}) {
        return R"("destination":"canary-Moncton","receiving":"omar","departAt":")" +
               stamp(now_ms() + 3'600'000) + R"(","arriveAt":")" + stamp(now_ms() + 36'000'000) +
               "\"" + more;
    }
    void accept(const std::string& id) {
        const auto pick = first_pick(id);
        EXPECT_EQ(command(id, "responder",
                          R"("answerPage":{"page":")" + pick.page() +
                              R"(","answer":"accept","etaMinutes":20})")
                      .status,
                  200u);
    }
    // Everything that Redis and the process keep on disk.
    std::string on_disk() {
        std::string all;
        for (const auto& file : std::filesystem::recursive_directory_iterator(redis_.folder())) {
            if (!file.is_regular_file()) continue;
            std::ifstream stream(file.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(stream), {});
        }
        return all;
    }
    int commands_ = 0;
};

TEST_F(Doors, TakeNoTieThatMakesNoSense) {
    const auto id = raise();
    const auto refused = [&](const std::string& body) {
        return told(command(id, "coordinator", body));
    };
    for (const std::string body :
         {R"("proposeReferral":{"organization":"night-shelter","need":"Her name is"})",
          R"("proposeReferral":{"organization":"night-shelter"})",
          R"("proposeReferral":{"organization":"x","need":"job_support","answerByMs":"-5"})",
          R"("planEscort":{"fromMs":"1","untilMs":"2"})",
          R"("planEscort":{"purpose":"court","fromMs":"1","untilMs":"9999999999999999"})",
          R"("reportEscort":{"escort":"4","state":"agreed"})",
          R"("reportRelocation":{"state":"planned"})",
          R"("shareWithSector":{"sector":"health","fields":["unknown"]})",
          R"("unmergeCase":{"reason":"Two People!"})",
          R"("planRelocation":{"receiving":"omar","departMs":"1","arriveMs":"2"})"})
        EXPECT_EQ(refused(body), "400 invalid_field") << body;
    for (const std::string body :
         {R"("linkCase":{})", R"("mergeCase":{})", R"("proposeReferral":{"need":"job_support"})",
          R"("answerReferral":{"accept":true})", R"("completeReferral":{})",
          R"("revokeReferral":{})", R"("answerEscort":{})", R"("startClock":{"fromMs":"5"})",
          R"("noteClock":{"done":true})"})
        EXPECT_EQ(refused(body), "400 missing_field") << body;
    EXPECT_EQ(refused(R"("shareWithSector":{"fields":["health"]})"), "400 sector_unknown");
    const auto clear =
        command(id, "coordinator", R"("planRelocation":{"destination":{"box":"Y2xlYXI="}})");
    EXPECT_THAT(text_at(clear, "detail"), HasSubstr("/relocation"));
}

TEST_F(Doors, AdviceIsAskedAnsweredAndReadByWhoAsked) {
    EXPECT_EQ(told(post("/v1/alerts", "worker", alert(test::alert_uuid, R"("advice":true)"))),
              "400 missing_field")
        << "nobody could answer what was not asked";
    const auto raised =
        post("/v1/alerts", "worker",
             alert(test::alert_uuid, R"("advice":true,"note":"What may I ask her?")"));
    ASSERT_EQ(raised.status, 201u) << raised.body;
    const auto id = text_at(raised, "caseId");
    EXPECT_EQ(told(command(id, "coordinator", R"("closeCase":{})")), "409 advice_missing");
    EXPECT_EQ(told(command(id, "coordinator", R"("giveAdvice":{"advice":{"box":"Y2xlYXI="}})")),
              "400 invalid_field");
    EXPECT_EQ(told(door(id, "worker", "advice", R"("advice":"x")")), "403 forbidden");
    EXPECT_EQ(told(door(id, "coordinator", "advice", R"("advice":"")")), "422 invalid_field");
    EXPECT_EQ(
        told(door(id, "coordinator", "advice", R"("advice":")" + std::string(4'001, 'x') + "\"")),
        "422 invalid_field");
    EXPECT_EQ(door(id, "coordinator", "advice", R"("advice":"canary-advice")").status, 200u);
    EXPECT_EQ(on_disk().find("canary-advice"), std::string::npos) << "sealed before it is kept";
    EXPECT_EQ(text_at(read(id, "worker", "advice"), "text"), "canary-advice");
    EXPECT_EQ(read(id, "other_worker", "advice").status, 403u);
    EXPECT_EQ(command(id, "coordinator", R"("closeCase":{})").status, 200u);
    EXPECT_EQ(text_at(read(id, "worker", "advice"), "text"), "canary-advice") << "still there";
    EXPECT_EQ(told(door(raise(other_alert), "coordinator", "advice", R"("advice":"x")")),
              "409 not_asked_for_advice");
}

TEST_F(Doors, AreOpenedByWhoMay) {
    const auto id = raise();
    const std::string times =
        R"("fromMs":")" + in_hours(2) + R"(","untilMs":")" + in_hours(4) + "\"";
    const std::vector<std::string> steering{
        R"("proposeReferral":{"organization":"night-shelter","need":"job_support",)"
        R"("basis":"verbal"})",
        R"("revokeReferral":{"referral":"1"})", R"("planEscort":{"purpose":"court",)" + times + "}",
        R"("reportEscort":{"escort":"1","state":"dropped"})",
        R"("startClock":{"clock":"permit","fromMs":"5"})"};
    for (const auto& body : steering)
        for (const std::string role : {"worker", "other_worker", "responder", "privacy"})
            EXPECT_EQ(told(command(id, role, body)), "403 forbidden") << role << " " << body;
    for (const auto& body : {R"("mergeCase":{"into":")" + id + "\"}",
                             std::string(R"("unmergeCase":{"reason":"two_people"})")})
        EXPECT_NE(command(id, "worker", body).status, 200u) << body;
    for (const std::string role : {"other_worker", "responder", "privacy"})
        for (const std::string body :
             {R"("shareWithSector":{"sector":"health","fields":["status"],"basis":"verbal"})",
              R"("noteClock":{"clock":"kit","done":true})"})
            EXPECT_EQ(told(command(id, role, body)), "403 forbidden") << role << " " << body;
    // What one case says to another is said by mail, and by nobody's hand.
    for (const std::string body :
         {R"("takeInCase":{"duplicate":"x"})", R"("confirmMerge":{"into":"x"})",
          R"("giveBackCase":{"duplicate":"x"})"})
        EXPECT_EQ(told(command(id, "coordinator", body)), "403 forbidden") << body;
    EXPECT_EQ(told(command(id, "worker", R"("answerReferral":{"referral":"1","accept":true})")),
              "403 forbidden");
}

TEST_F(Doors, LinkACaseByItsCodeToOneThatTheAskerSees) {
    const auto id = raise();
    const auto other = raise(other_alert);
    const std::string by_code = R"("linkCase":{"other":")" + code_of(other) + "\"}";
    EXPECT_EQ(told(command(id, "coordinator", R"("linkCase":{"other":"tilo-mera-none"})")),
              "404 case_unknown");
    EXPECT_EQ(told(command(id, "coordinator", R"("linkCase":{"other":")" + id + "\"}")),
              "422 case_of_itself");
    // On the screen in words for a person: what to check, whom to call.
    const auto form = ask(http::Method::post, "/cases/" + id, "coordinator",
                          "action=link&command=" + uuid() + "&other=tilo-mera-none",
                          {{"content-type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(form.status, 404u);
    EXPECT_THAT(form.body, AllOf(HasSubstr("letter by letter"), HasSubstr("1-800-555-0172")));
    auto typed = code_of(other);
    std::ranges::transform(typed, typed.begin(), [](unsigned char c) { return std::tolower(c); });
    const std::string as_typed = R"("linkCase":{"other":" )" + typed + " \"}";
    EXPECT_EQ(command(id, "coordinator", as_typed).status, 200u) << "spaces, small letters";
    EXPECT_EQ(command(id, "coordinator", by_code).status, 200u);
    EXPECT_EQ(await_event(id, "case_linked").case_linked().other(), other);
    EXPECT_EQ(await_event(other, "case_linked").case_linked().other(), id);
    // To her a case of somebody else's is no case.
    const auto foreign =
        post("/v1/alerts", "other_worker", alert("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c33"));
    const std::string theirs = R"("linkCase":{"other":")" + text_at(foreign, "caseId") + "\"}";
    EXPECT_EQ(told(command(id, "worker", theirs)), "404 case_unknown");
    EXPECT_EQ(command(id, "worker", R"("linkCase":{"apart":true,"other":")" + other + "\"}").status,
              200u);
}

TEST_F(Doors, LeadWhoRaisedADuplicateToWhereItGoesOn) {
    const auto id = raise();
    const auto answer = post("/v1/alerts", "other_worker", alert(other_alert));
    const auto duplicate = text_at(answer, "caseId");
    EXPECT_EQ(get("/v1/cases/" + id, "other_worker").status, 403u);
    EXPECT_EQ(
        command(duplicate, "coordinator", R"("mergeCase":{"into":")" + code_of(id) + "\"}").status,
        200u);
    await_event(duplicate, "case_merged");
    EXPECT_EQ(text_at(get("/v1/cases/" + duplicate, "other_worker"), "mergedInto"), id);
    const auto screen = get("/cases/" + duplicate, "other_worker");
    EXPECT_THAT(screen.body, AllOf(HasSubstr("href=\"/cases/" + id), HasSubstr(code_of(id))));
    EXPECT_EQ(get("/v1/cases/" + id, "other_worker").status, 200u);
    EXPECT_EQ(command(id, "other_worker", R"("refuseNeed":{"need":"immediate_care"})").status, 200u)
        << "she speaks for her there as well";
}

// Where it lies: the duplicate's own log has it, and whoever raised either alert reads neither.
TEST_F(Doors, ReadHowADuplicateReachesHerFromWhereItGoesOn) {
    const auto id = raise();
    const auto duplicate =
        text_at(post("/v1/alerts", "other_worker", alert(other_alert)), "caseId");
    const auto read_it = [&](const std::string& role, const std::string& more = {}) {
        return door(id, role, "readings",
                    R"("readField":{"field":"safe_contact","reason":"to_reach_her","duplicate":")" +
                        duplicate + "\"" + more + "}");
    };
    EXPECT_EQ(
        door(duplicate, "coordinator", "safe-contact", R"("safeContact":{)" + way + "}").status,
        200u);
    EXPECT_EQ(told(read_it("coordinator")), "409 case_not_merged");
    EXPECT_EQ(
        command(duplicate, "coordinator", R"("mergeCase":{"into":")" + code_of(id) + "\"}").status,
        200u);
    await_event(duplicate, "case_merged");
    const std::string forged = R"(,"goesOnIn":")" + id + "\"";
    EXPECT_EQ(read_it("worker", forged).status, 403u) << "what the house writes is not hers to say";
    const auto opened = read_it("coordinator");
    EXPECT_EQ(opened.status, 200u);
    EXPECT_THAT(opened.body, HasSubstr("canary-514"));
    EXPECT_THAT(get("/v1/access-log?case=" + duplicate, "privacy").body, HasSubstr("field_read"));
    EXPECT_THAT(get("/v1/access-log?case=" + id, "privacy").body, Not(HasSubstr("field_read")));
    EXPECT_EQ(command(duplicate, "coordinator", R"("unmergeCase":{"reason":"two_people"})").status,
              200u);
    EXPECT_EQ(told(read_it("coordinator")), "409 case_not_merged");
}

TEST_F(Doors, SealWhereSheIsTaken) {
    const auto id = raise();
    EXPECT_EQ(door(id, "worker", "relocation", move()).status, 403u);
    EXPECT_EQ(door(id, "responder", "relocation", move()).status, 403u);
    EXPECT_EQ(door(id, "admin", "relocation", move()).status, 403u);
    EXPECT_EQ(told(door(id, "coordinator", "relocation", R"("receiving":"omar")")),
              "422 invalid_field");
    EXPECT_EQ(
        told(door(id, "coordinator", "relocation",
                  R"("destination":"x","receiving":"omar","departAt":"2026-01-01T00:00:00Z")")),
        "422 invalid_field");
    EXPECT_EQ(told(door(id, "coordinator", "relocation",
                        R"("destination":"x","receiving":"nobody","departAt":")" + stamp(now_ms()) +
                            R"(","arriveAt":")" + stamp(now_ms() + 9'000'000) + "\"")),
              "404 person_unknown");
    const auto done = door(id, "coordinator", "relocation", move());
    ASSERT_EQ(done.status, 200u) << done.body;
    EXPECT_EQ(await_event(id, "relocation_planned").relocation_planned().receiving(), "omar");
    EXPECT_THAT(on_disk(), Not(HasSubstr("canary")));
    for (const std::string role : {"worker", "responder", "coordinator"})
        EXPECT_THAT(get("/v1/cases/" + id + "/timeline", role).body, Not(HasSubstr("canary")));
    EXPECT_EQ(read(id, "worker", "destination").status, 403u);
    EXPECT_EQ(text_at(read(id, "coordinator", "destination"), "text"), "canary-Moncton");
    EXPECT_THAT(get("/v1/access-log?case=" + id, "privacy").body, HasSubstr("destination"));
}

TEST_F(Doors, SealHowSheMayBeReachedAndTellItInItsParts) {
    const auto id = raise();
    const auto tell = [&](const std::string& body) {
        return told(door(id, "worker", "safe-contact", body));
    };
    EXPECT_EQ(tell(""), "422 invalid_field");
    EXPECT_EQ(tell(R"("safeContact":{"hours":"evenings"})"), "400 invalid_field");
    EXPECT_EQ(tell(R"("safeContact":{"ways":[{"value":"514"}]})"), "400 invalid_field");
    EXPECT_EQ(tell(R"("safeContact":{"ways":[{"kind":"telephone"}]})"), "400 invalid_field");
    EXPECT_EQ(tell(R"("text":"by her sister","safeContact":{)" + way + "}"), "422 invalid_field");
    EXPECT_EQ(told(door(id, "other_worker", "safe-contact", R"("safeContact":{)" + way + "}")),
              "403 forbidden");
    EXPECT_EQ(tell(R"("safeContact":{)" + way + R"(,"safeWord":"canary-maple"})"), "200 ");
    EXPECT_THAT(on_disk(), Not(HasSubstr("canary")));
    const auto opened = read(id, "coordinator", "safe_contact");
    EXPECT_THAT(text_at(opened, "text"),
                AllOf(HasSubstr("Call: canary-514"), HasSubstr("leave no message")));
    EXPECT_THAT(opened.body, HasSubstr(R"("safeWord":"canary-maple")"));
    // A text stays readable as it is.
    EXPECT_EQ(tell(R"("text":"{by her sister}")"), "200 ");
    const auto text = read(id, "coordinator", "safe_contact");
    EXPECT_EQ(text_at(text, "text"), "{by her sister}");
    EXPECT_THAT(text.body, Not(HasSubstr("safeContact")));
}

TEST_F(Doors, TakeWithAnAlertOneWayOfTellingHowSheIsReached) {
    const auto both =
        post("/v1/alerts", "worker",
             alert(test::alert_uuid, R"("safeContact":"x","reachedSafely":{)" + way + "}"));
    EXPECT_EQ(told(both), "400 invalid_field");
    const auto answer =
        post("/v1/alerts", "worker", alert(test::alert_uuid, R"("reachedSafely":{)" + way + "}"));
    ASSERT_EQ(answer.status, 201u) << answer.body;
    const auto id = text_at(answer, "caseId");
    first_pick(id);
    EXPECT_THAT(on_disk(), Not(HasSubstr("canary")));
    EXPECT_THAT(read(id, "coordinator", "safe_contact").body, HasSubstr(R"("value":"canary-514")"));
}

TEST_F(Doors, GiveHerHerOwnRecordAndNobodysName) {
    const auto answer =
        post("/v1/alerts", "worker",
             alert(test::alert_uuid, R"("herWords":"canary-sleep","note":"canary-note",)"
                                     R"("reachedSafely":{)" +
                                         way + "}"));
    const auto id = text_at(answer, "caseId");
    accept(id);
    for (const std::string role : {"worker", "other_worker", "responder", "service"})
        EXPECT_EQ(told(door(id, role, "her-record", "")), "403 forbidden") << role;
    EXPECT_EQ(told(post("/v1/cases/" + id + "/her-record", "coordinator", "{}")),
              "400 invalid_field");
    const auto record = door(id, "coordinator", "her-record", R"("language":"fr")");
    ASSERT_EQ(record.status, 200u) << record.body;
    EXPECT_THAT(record.body, AllOf(HasSubstr("canary-sleep"), HasSubstr("canary-514"),
                                   HasSubstr("Soins"), Not(HasSubstr("canary-note"))));
    for (const std::string name : {"nadia", "omar", "wanda", "coralie"})
        EXPECT_THAT(record.body, Not(HasSubstr(name))) << name;
    const auto log = get("/v1/access-log?case=" + id, "privacy").body;
    EXPECT_THAT(log, AllOf(HasSubstr("her_words"), HasSubstr("safe_contact"),
                           HasSubstr("she_asked"), HasSubstr("coralie")));
    // Whoever follows her through may give it to her too.
    EXPECT_EQ(command(id, "coordinator", R"("offerPivot":{"person":"nadia"})").status, 200u);
    EXPECT_EQ(command(id, "responder", R"("answerPivot":{"accept":true})").status, 200u);
    EXPECT_EQ(door(id, "responder", "her-record", "").status, 200u);
}

TEST_F(Doors, WantASecondPersonForTheRecordOfARestrictedCase) {
    const auto answer =
        post("/v1/alerts", "worker",
             alert(test::alert_uuid,
                   R"("herWords":"canary-sleep","circumstances":["organized_crime"])"));
    const auto id = text_at(answer, "caseId");
    first_pick(id);
    EXPECT_EQ(door(id, "off_duty", "her-record", "").status, 403u);
    const auto first = door(id, "coordinator", "her-record", "");
    EXPECT_THAT(first.body, AllOf(HasSubstr(R"("awaited":true)"), Not(HasSubstr("canary"))));
    const auto asked = await_event(id, "reading_asked").reading_asked().reading();
    EXPECT_EQ(command(id, "privacy", R"("allowReading":{"reading":")" + asked + "\"}").status,
              200u);
    EXPECT_THAT(door(id, "coordinator", "her-record", "").body, HasSubstr("canary-sleep"));
}

TEST_F(Doors, ListForAResponderWhatIsHers) {
    const auto id = raise();
    first_pick(id);
    EXPECT_THAT(get("/v1/cases", "service").body, Not(HasSubstr(id)));

    // Called, and not answered: the code that her message says, and no more.
    const auto called = get("/v1/cases", "responder").body;
    EXPECT_THAT(called, AllOf(HasSubstr(id), HasSubstr(code_of(id)),
                              Not(HasSubstr("immediate_care")), Not(HasSubstr("\"06\""))));
    EXPECT_THAT(get("/mine", "responder").body,
                AllOf(HasSubstr("href=\"/a/"), Not(HasSubstr("/cases/"))));
    accept(id);
    const auto coming = get("/v1/cases", "responder").body;
    EXPECT_THAT(coming, AllOf(HasSubstr("immediate_care"), HasSubstr("\"06\""),
                              Not(HasSubstr("wanda")), Not(HasSubstr("\"nadia\""))));
    EXPECT_THAT(get("/mine", "responder").body, HasSubstr("href=\"/cases/" + id));
    EXPECT_EQ(command(id, "coordinator", R"("refuseNeed":{"need":"immediate_care"})").status, 200u);
    EXPECT_THAT(get("/v1/cases", "responder").body, Not(HasSubstr(id)));
    EXPECT_THAT(get("/mine", "responder").body,
                AllOf(Not(HasSubstr(id)), HasSubstr("No case is waiting for you")));
}

TEST_F(Doors, OpenToAServiceWithAReferralAndCloseWithIt) {
    const auto id = raise();
    const std::string propose =
        R"("proposeReferral":{"organization":"night-shelter","need":"job_support",)"
        R"("basis":"verbal"})";
    EXPECT_EQ(get("/cases/" + id, "service").status, 403u);
    ASSERT_EQ(command(id, "coordinator", propose).status, 200u);
    const auto referral = await_event(id, "referral_proposed").referral_proposed().referral();
    EXPECT_THAT(get("/v1/cases", "service").body, HasSubstr(id));
    EXPECT_THAT(get("/mine", "service").body, HasSubstr("href=\"/cases/" + id));
    EXPECT_THAT(get("/cases/" + id, "service").body,
                AllOf(HasSubstr("value=\"accept_referral\""), Not(HasSubstr("Name of nadia"))));
    const std::string yes = R"("answerReferral":{"accept":true,"referral":")" + referral + "\"}";
    EXPECT_EQ(told(command(id, "responder", yes)), "403 referral_of_someone_else");
    EXPECT_EQ(command(id, "service", yes).status, 200u);
    EXPECT_THAT(get("/cases/" + id, "service").body, HasSubstr("value=\"complete_referral\""));
    EXPECT_EQ(
        command(id, "coordinator",
                R"("revokeReferral":{"why":"she_changed_her_mind","referral":")" + referral + "\"}")
            .status,
        200u);
    EXPECT_EQ(get("/cases/" + id, "service").status, 403u);
    EXPECT_THAT(get("/v1/cases", "service").body, Not(HasSubstr(id)));
}

TEST_F(Doors, LetNobodyOffDutySpeakAsCoordinatorOfARestrictedCase) {
    const auto answer = post("/v1/alerts", "worker",
                             alert(test::alert_uuid, R"("circumstances":["organized_crime"])"));
    const auto id = text_at(answer, "caseId");
    const std::string plan = R"("planEscort":{"purpose":"court","person":"omar","fromMs":")" +
                             in_hours(2) + R"(","untilMs":")" + in_hours(4) + "\"}";
    EXPECT_EQ(told(command(id, "off_duty", plan)), "403 forbidden");
    ASSERT_EQ(command(id, "coordinator", plan).status, 200u);
    const auto escort = await_event(id, "escort_planned").escort_planned().escort();
    for (const std::string state : {"with_her", "ended"})
        EXPECT_EQ(told(command(
                      id, "off_duty",
                      R"("reportEscort":{"escort":")" + escort + R"(","state":")" + state + "\"}")),
                  "403 escort_of_someone_else");
}

}  // namespace
}  // namespace relais::gateway
