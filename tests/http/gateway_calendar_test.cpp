// Calendar addresses, over HTTP: who may have which, what they give, and that a revoked one is
// gone.
#include <google/protobuf/util/json_util.h>

#include "common/calendar/read_calendar.hpp"
#include "services/gateway/calendar_address.hpp"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string addresses = "/v1/calendar-addresses";
const std::string hers = R"({"person":"nadia"})";
const std::string rosters = R"({"roster":"roster-health-06"})";

class ACalendarAddress : public GatewayTest {
protected:
    // The path of an address.
    std::string path_of(const std::string& subject, const std::string& role) {
        const auto answer = post(addresses, role, subject);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        const std::string house = "http://relais.example";
        const auto address = text_at(answer, "address");
        EXPECT_TRUE(address.starts_with(house + "/calendar/")) << address;
        EXPECT_TRUE(address.ends_with(".ics")) << address;
        return address.substr(house.size());
    }
};

TEST_F(ACalendarAddress, OfOneselfIsForEveryoneAndAnyOtherForWhoeverMakesRosters) {
    EXPECT_EQ(post(addresses, "responder", hers).status, 200u);
    EXPECT_EQ(post(addresses, "worker", hers).status, 403u);
    EXPECT_EQ(post(addresses, "responder", R"({"person":"omar"})").status, 403u);
    EXPECT_EQ(post(addresses, "responder", rosters).status, 403u);
    EXPECT_EQ(post(addresses, "", hers).status, 401u);
    for (const auto* role : {"coordinator", "admin"}) {
        EXPECT_EQ(post(addresses, role, hers).status, 200u);
        EXPECT_EQ(post(addresses, role, rosters).status, 200u);
    }
    EXPECT_EQ(post(addresses + "/revoke", "worker", hers).status, 403u);
    EXPECT_EQ(post(addresses + "/revoke", "responder", rosters).status, 403u);
    EXPECT_EQ(post(addresses + "/revoke", "", hers).status, 401u);
}

TEST_F(ACalendarAddress, IsNotGivenForNobodyOrTwo) {
    const auto code = [&](const std::string& body) {
        return text_at(post(addresses, "admin", body), "code");
    };
    EXPECT_EQ(code("{}"), "missing_field");
    EXPECT_EQ(code(R"({"person":"nadia","roster":"roster-health-06"})"), "missing_field");
    EXPECT_EQ(code(R"({"person":"nobody"})"), "person_unknown");
    EXPECT_EQ(code(R"({"roster":"nadia"})"), "roster_unknown");
    EXPECT_EQ(code(R"({"telephone":"555"})"), "unknown_field");
    EXPECT_EQ(code("["), "malformed_body");
    EXPECT_EQ(post(addresses, "admin", std::string(8'192, ' ')).status, 413u);
}

TEST_F(ACalendarAddress, GivesTheShiftsToWhoeverKnowsIt) {
    const auto path = path_of(hers, "responder");
    EXPECT_EQ(path_of(hers, "admin"), path);
    const auto answer = get(path, "");
    ASSERT_EQ(answer.status, 200u) << answer.body;
    EXPECT_EQ(field_of(answer, "content-type"), "text/calendar; charset=utf-8");
    EXPECT_THAT(field_of(answer, "cache-control"), HasSubstr("private, max-age="));
    EXPECT_THAT(answer.body, HasSubstr("SUMMARY:Garde\u00a0: Santé · Montréal\r\n"));
    for (const auto* never :
         {"telephone", "Name of", "nadia", "hook", "roster-", "@exemple", "tel:"})
        EXPECT_THAT(answer.body, Not(HasSubstr(never)));
}

TEST_F(ACalendarAddress, OfARosterIsReadBackToItsTimetable) {
    const auto answer = get(path_of(rosters, "coordinator"), "");
    ASSERT_EQ(answer.status, 200u);
    EXPECT_THAT(answer.body, Not(HasSubstr("telephone of")));
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const calendar::Window window{now - std::chrono::days(6), now + std::chrono::days(89)};
    const auto reading = calendar::read_calendar(answer.body, window, "America/Toronto");
    ASSERT_TRUE(reading);
    const domain::Directory directory(directory_file().directory());
    const auto& roster = directory.data().rosters(0);
    ASSERT_EQ(roster.id(), "roster-health-06");
    using Told = std::tuple<Instant, Instant, std::string>;
    std::multiset<Told> told;
    for (const auto& shift : directory.timetable(roster).shifts(window.from, window.to))
        told.emplace(shift.from, shift.until,
                     "Santé · Montréal\u00a0: Name of " + shift.who.person);
    std::multiset<Told> read;
    for (const auto& one : reading->occurrences)
        read.emplace(std::max(one.from, window.from), std::min(one.until, window.to),
                     one.text->summary);
    EXPECT_EQ(read, told);
    EXPECT_EQ(told.size(), 2u);
}

TEST_F(ACalendarAddress, ThatIsRevokedIsGoneAtOnceAndTheNextIsAnother) {
    const auto old = path_of(hers, "responder");
    const auto of_roster = path_of(rosters, "admin");
    ASSERT_EQ(get(old, "").status, 200u);
    EXPECT_EQ(post(addresses + "/revoke", "responder", hers).status, 204u);
    EXPECT_EQ(get(old, "").status, 404u);
    EXPECT_EQ(get(of_roster, "").status, 200u);
    const auto next = path_of(hers, "responder");
    EXPECT_NE(next, old);
    EXPECT_EQ(get(next, "").status, 200u);
}

TEST_F(ACalendarAddress, ThatIsNoneSaysTheSameWhateverItLacks) {
    const auto good = path_of(hers, "responder");
    EXPECT_EQ(post(addresses + "/revoke", "responder", hers).status, 204u);
    auto forged = path_of(hers, "responder");
    forged[forged.size() - 8] = forged[forged.size() - 8] == 'A' ? 'B' : 'A';
    const auto stranger =
        "/calendar/" + calendar_token(secret_, {CalendarOf::Kind::person, "nobody"}, 0) + ".ics";
    const auto foreign =
        "/calendar/" + calendar_token(Secret{Hash256{1}}, {CalendarOf::Kind::person, "nadia"}, 1) +
        ".ics";
    const auto unknown = get(good, "").body;
    EXPECT_THAT(unknown, HasSubstr("\"not_found\""));
    for (const auto& path :
         {forged, stranger, foreign, std::string("/calendar/x"), std::string("/calendar/.ics"),
          std::string("/calendar/%00.ics"), std::string("/calendar/cGFiYw.ics"),
          path_of(hers, "admin") + "x", "/calendar/" + std::string(1'900, 'A') + ".ics"}) {
        const auto answer = get(path, "");
        EXPECT_EQ(answer.status, 404u) << path;
        EXPECT_EQ(answer.body, unknown) << path;
    }
}

TEST_F(ACalendarAddress, IsNotSentAgainWhileItIsTheSame) {
    const auto path = path_of(hers, "responder");
    const auto first = get(path, "");
    const auto tag = field_of(first, "etag");
    ASSERT_NE(tag, "");
    const auto again = ask(http::Method::get, path, "", {}, {{"if-none-match", tag}});
    EXPECT_EQ(again.status, 304u);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(ask(http::Method::get, path, "", {}, {{"if-none-match", "\"other\""}}).status, 200u);
    const auto head = ask(http::Method::head, path, "");
    EXPECT_EQ(head.status, 200u);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(field_of(head, "etag"), tag);
    EXPECT_EQ(ask(http::Method::post, path, "admin").status, 405u);
}

}  // namespace
}  // namespace relais::gateway
