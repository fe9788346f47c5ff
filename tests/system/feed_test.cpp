// The live feed as a browser hears it: Server-Sent Events that tell of each commit, and go on where
// a listener left off.
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/house.hpp"
#include "tests/system/promises.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

class Feed : public testing::Test {
protected:
    // Listens for a while and gives everything that was said.
    RawReply listen(const std::string& path, const std::string& role, milliseconds time,
                    const std::string& last_id = {}) {
        std::string request = "GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " +
                              house_.token(role) + "\r\n";
        if (!last_id.empty()) request += "Last-Event-ID: " + last_id + "\r\n";
        return send_raw(house_.port(), request + "\r\n", time);
    }
    static std::string last_id_of(const std::string& stream) {
        const auto at = stream.rfind("\nid: ");
        if (at == std::string::npos) return {};
        const auto end = stream.find('\n', at + 1);
        return stream.substr(at + 5, end - at - 5);
    }
    Received answered_alert(std::string& id) {
        house_.phones().mark();
        id = house_.raised_case({});
        auto page = house_.phones().want({.person = "health-1"}, between(0ms, 2'000ms));
        EXPECT_TRUE(page);
        return page.value_or(Received{});
    }

    House house_{{.waits = {.rung = 60'000ms}}};
};

TEST_F(Feed, TellsTheCoordinatorOfEveryCommitAndGoesOnWhereSheLeftOff) {
    RawReply heard;
    std::string id;
    {
        const std::jthread listener{[&] { heard = listen("/v1/feed", "coordinator", 2'500ms); }};
        std::this_thread::sleep_for(500ms);
        const auto page = answered_alert(id);
        EXPECT_EQ(house_.answer(page, "accept").status, 200U);
    }
    EXPECT_EQ(heard.status(), 200U) << heard.bytes;
    EXPECT_NE(heard.bytes.find("text/event-stream"), std::string::npos);
    EXPECT_NE(heard.bytes.find(id), std::string::npos);
    for (const auto* kind : {"case_opened", "page_handed_over", "page_answered", "need_covered"}) {
        EXPECT_NE(heard.bytes.find(kind), std::string::npos) << kind;
    }
    const auto position = last_id_of(heard.bytes);
    ASSERT_FALSE(position.empty()) << heard.bytes;

    std::string missed;
    const auto page = answered_alert(missed);
    EXPECT_EQ(house_.answer(page, "accept").status, 200U);
    const auto later = listen("/v1/feed", "coordinator", 1'000ms, position);
    EXPECT_NE(later.bytes.find(missed), std::string::npos) << "what happened while she was away";
    EXPECT_EQ(later.bytes.find(id), std::string::npos) << "and nothing that she has heard";
    house_.close();
}

TEST_F(Feed, TellsAWorkerOfHerOwnCaseOnlyAndNeverWho) {
    const auto other = house_.add_account("worker", "another-worker");
    std::string own;
    std::string foreign;
    RawReply heard;
    {
        const std::jthread listener{[&] { heard = listen("/v1/feed", "worker", 2'000ms); }};
        std::this_thread::sleep_for(500ms);
        const auto page = answered_alert(own);
        EXPECT_EQ(house_.answer(page, "accept").status, 200U);
        house_.phones().mark();
        const auto theirs =
            house_.web().post("/v1/alerts", AlertText{.needs = {"legal_help"}}.json(), other);
        EXPECT_EQ(theirs.status, 201U) << theirs.body;
        foreign = text_at(theirs.json(), "caseId");
        ASSERT_TRUE(house_.phones().want({.person = "legal-1"}, between(0ms, 2'000ms)));
        EXPECT_EQ(house_.web().get("/v1/cases/" + foreign, house_.token("worker")).status, 403U);
        EXPECT_EQ(house_.web().get("/v1/cases/" + foreign + "/feed", house_.token("worker")).status,
                  403U);
    }
    EXPECT_NE(heard.bytes.find(own), std::string::npos) << heard.bytes;
    EXPECT_EQ(heard.bytes.find(foreign), std::string::npos) << "somebody else's case";
    EXPECT_EQ(heard.bytes.find("health-1"), std::string::npos) << "never who";
    house_.close();
}

}  // namespace
}  // namespace relais::system
