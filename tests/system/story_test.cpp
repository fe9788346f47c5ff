// A night on call, told with the real processes: who rings, when, and who must not.
// Rungs wait two seconds here, so a machine under load has about one and a half to be late in.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/house.hpp"
#include "tests/system/promises.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;
using testing::Test;

constexpr auto at_once = between(0ms, 1'500ms);

class Story : public Test {
protected:
    explicit Story(House::Options options = {}) : house_(std::move(options)) {}
    void TearDown() override {
        EXPECT_TRUE(await_quiet(house_.archive(), 5'000ms));
        for (const auto& broken : broken_promises(house_.archive(), told_, house_.phones())) {
            ADD_FAILURE() << broken;
        }
        house_.close();
    }

    std::string raise(AlertText alert) {
        alert.id = fresh_uuid();
        house_.phones().mark();
        const auto id = house_.raised_case(alert);
        told_[alert.id] = id;
        return id;
    }
    Received want(const std::string& person, Between when, const std::string& kind = "page") {
        return house_.phones().want({.person = person, .kind = kind}, when).value_or(Received{});
    }
    void answers(const Received& page, const std::string& answer) {
        const auto reply = house_.answer(page, answer);
        EXPECT_TRUE(reply.status == 200 || reply.status == 303) << reply.status << reply.body;
    }

    House house_;
    Acknowledged told_;
};

TEST_F(Story, PagesEverySectorAtOnceAndAnAcceptanceCovers) {
    const auto id = raise({.needs = {"immediate_care", "emergency_shelter", "legal_help"}});
    const auto care = want("health-1", at_once);
    const auto roof = want("shelter-1", at_once);
    const auto law = want("legal-1", at_once);
    EXPECT_EQ(care.code, roof.code);
    answers(care, "accept");
    answers(roof, "accept");
    answers(law, "accept");
    for (const auto* need : {"immediate_care", "emergency_shelter", "legal_help"}) {
        EXPECT_EQ(house_.need_state(id, need), "covered") << need;
    }
}

TEST_F(Story, OpeningTheLinkChangesNothingAndOneTapAnswersOnce) {
    const auto id = raise({});
    const auto page = want("health-1", at_once);
    for (const std::string method : {"GET", "HEAD", "GET"}) {
        Web::Call open;
        open.method = method;
        open.target = page.link;
        EXPECT_EQ(house_.web().send(open).status, 200U) << method;
    }
    EXPECT_EQ(house_.need_state(id, "immediate_care"), "paging");
    answers(page, "accept");
    answers(page, "accept");
    EXPECT_EQ(house_.need_state(id, "immediate_care"), "covered");
    int answered = 0;
    for (const auto& event : house_.archive().history("case/" + id).events) {
        answered += event.has_page_answered() ? 1 : 0;
    }
    EXPECT_EQ(answered, 1) << "the same tap twice has one effect";
}

TEST_F(Story, ADeclineClimbsAtOnce) {
    raise({});
    answers(want("health-1", at_once), "decline");
    answers(want("health-2", between(0ms, 1'800ms)), "accept");
}

TEST_F(Story, SilenceClimbsAfterTheWaitAndStandsTheFirstDownOnceCovered) {
    raise({});
    want("health-1", at_once);
    answers(want("health-2", between(1'900ms, 3'500ms)), "accept");
    want("health-1", between(1'900ms, 5'000ms), "stand_down");
}

TEST_F(Story, WhoComesSaysThatSheIsThereAndThatItIsDone) {
    const auto id = raise({});
    const auto page = want("health-1", at_once);
    answers(page, "accept");
    answers(page, "in_contact");
    EXPECT_EQ(house_.need_state(id, "immediate_care"), "engaged");
    answers(page, "arrived");
    answers(page, "done");
    EXPECT_EQ(house_.need_state(id, "immediate_care"), "met");
}

TEST_F(Story, WhoCannotGoOnIsReplacedAtOnceAndNotCalledAgain) {
    const auto id = raise({});
    const auto page = want("health-1", at_once);
    answers(page, "accept");
    EXPECT_EQ(house_.need_state(id, "immediate_care"), "covered");
    answers(page, "release");
    answers(want("health-2", between(0ms, 1'800ms)), "accept");
    EXPECT_EQ(house_.need_state(id, "immediate_care"), "covered");
}

TEST_F(Story, AnAnswerAfterTheStandDownIsThankedKeptOnceAndChangesNothing) {
    const auto id = raise({});
    const auto slow = want("health-1", at_once);
    answers(want("health-2", between(1'900ms, 3'500ms)), "accept");
    want("health-1", between(1'900ms, 5'000ms), "stand_down");
    const auto before = house_.archive().history("case/" + id).version;
    const auto stands = house_.need_state(id, "immediate_care");
    for (const std::string answer : {"accept", "decline", "dance"}) {
        const auto late = house_.answer(slow, answer);
        EXPECT_LT(late.status, 500U) << late.body;
        EXPECT_EQ(late.body.find("health-2"), std::string::npos) << "never who";
    }
    const auto after = house_.archive().history("case/" + id);
    ASSERT_EQ(after.version, before + 1);
    EXPECT_TRUE(after.events.back().has_page_noted());
    EXPECT_EQ(house_.need_state(id, "immediate_care"), stands);
}

TEST_F(Story, AnEmptyRungIsSkippedAtOnceForTheNeighbour) {
    const auto id = raise({.territory = "16"});
    answers(want("health-1", at_once), "accept");
    int empty = 0;
    for (const auto& event : house_.archive().history("case/" + id).events) {
        empty += event.has_rung_reached() && event.rung_reached().picks().empty() ? 1 : 0;
    }
    EXPECT_EQ(empty, 2) << "both rungs of territory 16 are empty, and that is said";
}

TEST_F(Story, TheLastRungAsksTheCoordinatorAgainUntilSheAnswers) {
    raise({.territory = "16"});
    want("health-1", at_once);
    want("coordination-1", between(1'900ms, 3'500ms));
    want("coordination-1", between(3'900ms, 6'000ms));
    answers(want("coordination-1", between(7'800ms, 10'500ms)), "accept");
    want("health-1", between(7'800ms, 12'000ms), "stand_down");
}

TEST_F(Story, PoliceAreNeverPagedWithoutHerConsent) {
    const auto id = raise({.needs = {"police_protection", "immediate_care"}});
    answers(want("health-1", at_once), "accept");
    EXPECT_EQ(house_.need_state(id, "police_protection"), "awaiting_consent");
    const auto other =
        raise({.needs = {"police_protection"},
               .more = R"("consents": [{"sector": "police", "basis": "imminent_danger"}])"});
    answers(want("police-1", at_once), "accept");
    EXPECT_EQ(house_.need_state(other, "police_protection"), "covered");
    EXPECT_EQ(house_.need_state(id, "police_protection"), "awaiting_consent");
}

TEST_F(Story, TheWorkersFollowUpNeverSaysWho) {
    const auto id = raise({});
    answers(want("health-1", at_once), "accept");
    const auto follow_up = house_.web().get("/v1/cases/" + id, house_.token("worker"));
    EXPECT_EQ(follow_up.status, 200U);
    EXPECT_NE(follow_up.body.find("covered"), std::string::npos);
    const auto timeline = house_.web().get("/v1/cases/" + id + "/timeline", house_.token("worker"));
    for (const auto& body : {follow_up.body, timeline.body}) {
        EXPECT_EQ(body.find("health-1"), std::string::npos) << body;
        EXPECT_EQ(body.find("org-health"), std::string::npos) << body;
    }
    EXPECT_NE(house_.read_case(id).body.find("immediate_care"), std::string::npos);
}

TEST_F(Story, TheSameAlertTwentyTimesAtOnceIsOneCase) {
    const AlertText alert{.id = fresh_uuid()};
    std::atomic<int> same = 0;
    house_.phones().mark();
    const auto id = house_.raised_case(alert);
    told_[alert.id] = id;
    std::vector<std::thread> callers;
    for (int i = 0; i < 20; ++i) {
        callers.emplace_back([&] {
            const auto reply = house_.raise(alert);
            if (reply.status == 201 && text_at(reply.json(), "caseId") == id) ++same;
        });
    }
    for (auto& caller : callers) caller.join();
    EXPECT_EQ(same, 20);
    answers(want("health-1", at_once), "accept");
    const auto other = house_.raise({.id = alert.id, .needs = {"legal_help"}});
    EXPECT_EQ(other.status, 409U);
    EXPECT_EQ(other.code(), "conflict");
}

TEST_F(Story, OrderlyStopsLoseNothing) {
    for (int round = 0; round < 3; ++round) {
        raise({.needs = {"immediate_care", "legal_help"}});
        for (const auto service : every_service) {
            EXPECT_EQ(house_.stop(service, 10'000ms), 0) << name_of(service);
        }
        house_.start_all();
        house_.await_ready();
        answers(*house_.phones().first({.person = "health-1"}, 5'000ms), "accept");
        answers(*house_.phones().first({.person = "legal-1"}, 5'000ms), "accept");
    }
    house_.phones().want_everything();  // a slow start may have let a rung's wait pass
}

class PatientStory : public Story {
protected:
    PatientStory() : Story({.waits = {.rung = 20'000ms}}) {}
};

TEST_F(PatientStory, AWayThatFailsIsFollowedByTheNext) {
    house_.phones().behave("health-1", "first", {.status = 500});
    raise({});
    const auto page =
        house_.phones().want({.person = "health-1", .way = "second"}, between(0ms, 15'000ms));
    ASSERT_TRUE(page);
    answers(*page, "accept");
}

TEST_F(PatientStory, AWayThatHangsIsFollowedByTheNextAndHoldsUpNobodyElse) {
    house_.phones().behave("health-1", "first", {.hang = true});
    raise({.needs = {"immediate_care", "legal_help"}});
    answers(want("legal-1", at_once), "accept");
    const auto page =
        house_.phones().want({.person = "health-1", .way = "second"}, between(0ms, 15'000ms));
    ASSERT_TRUE(page);
    answers(*page, "accept");
}

class OneProcessStory : public Story {
protected:
    OneProcessStory() : Story({.one_process = true}) {}
};

TEST_F(OneProcessStory, ServeDoesItAllInOneProcess) {
    const auto id = raise({});
    answers(want("health-1", at_once), "decline");
    answers(want("health-2", between(0ms, 1'800ms)), "accept");
    EXPECT_EQ(house_.need_state(id, "immediate_care"), "covered");
    EXPECT_EQ(house_.stop(Service::gateway, 10'000ms), 0);
}

}  // namespace
}  // namespace relais::system
