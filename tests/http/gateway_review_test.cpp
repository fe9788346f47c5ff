// Looking back, over HTTP: a timeline filtered, as a table and for paper; a case without anybody in
// it; figures. Through the same cut as everything, and only for whoever may.
#include <google/protobuf/util/time_util.h>

#include "services/gateway/csv_text.hpp"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using google::protobuf::util::TimeUtil;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(CsvText, QuotesWhatMustBeAndLetsNothingRun) {
    EXPECT_EQ(csv_line({"a", "b c", ""}), "a,b c,\r\n");
    EXPECT_EQ(csv_line({"a,b", "say \"no\"", "two\nlines"}),
              "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\r\n");
    EXPECT_EQ(csv_line({"=1+1", "+1", "-1", "@x", "\tx"}), "'=1+1,'+1,'-1,'@x,'\tx\r\n");
    EXPECT_EQ(csv_line({"=A1,B1"}), "\"'=A1,B1\"\r\n");
    EXPECT_EQ(csv_line({"été – 3"}), "été – 3\r\n");
}

class LookingBack : public GatewayTest {
protected:
    std::string path(const std::string& id, const std::string& more = {}) {
        return "/v1/cases/" + id + "/timeline" + more;
    }
    std::size_t entries(const std::string& id, const std::string& more) {
        const auto answer = get(path(id, more), "coordinator");
        EXPECT_EQ(answer.status, 200u) << answer.body;
        const auto json = json_of(answer.body);
        const auto found = json.fields().find("entries");
        return found == json.fields().end()
                   ? 0
                   : static_cast<std::size_t>(found->second.list_value().values_size());
    }
    // Whoever stands on a committee with these scopes.
    void committee(const std::string& person, std::initializer_list<v1::Scope::Code> scopes) {
        auto file = directory_file();
        auto& one = *file.mutable_directory()->add_committees();
        one.set_id("reviewers");
        one.set_name_fr("Revue");
        one.set_name_en("Review");
        one.add_members(person);
        for (const auto scope : scopes) one.add_scopes(scope);
        put_directory(file);
    }
    void raise_many(int count) {
        for (int i = 0; i < count; ++i) {
            const auto number = std::to_string(100 + i);
            raise("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1" + number);
        }
    }
};

TEST_F(LookingBack, ATimelineIsFilteredByNeedKindAndTime) {
    const auto id = raise();
    first_pick(id);
    const auto all = entries(id, "");
    EXPECT_EQ(entries(id, "?kind=all"), all);
    EXPECT_LT(entries(id, "?kind=asked"), all);
    EXPECT_EQ(entries(id, "?kind=read"), 0u);
    EXPECT_GE(entries(id, "?need=immediate_care"), 2u);
    EXPECT_EQ(entries(id, "?need=legal_help"), 0u);
    EXPECT_EQ(entries(id, "?until=2020-01-01"), 0u);
    EXPECT_EQ(entries(id, "?from=2020-01-01T00:00:00Z"), all);
    for (const std::string wrong : {"?kind=everything", "?need=love", "?from=yesterday",
                                    "?from=2026-01-02&until=2026-01-01", "?format=pdf"}) {
        const auto answer = get(path(id, wrong), "coordinator");
        EXPECT_EQ(answer.status, 400u) << wrong;
        EXPECT_EQ(text_at(answer, "code"), "invalid_field");
    }
    EXPECT_THAT(text_at(get(path(id, "?kind=x"), "coordinator"), "detail"),
                HasSubstr("asked, answered, failed, decided, read"));
}

TEST_F(LookingBack, ATimelineIsATableAndADocument) {
    const auto id = raise();
    first_pick(id);
    const auto csv = get(path(id, "?format=csv"), "coordinator");
    EXPECT_THAT(field_of(csv, "content-type"), StartsWith("text/csv; charset=utf-8"));
    EXPECT_THAT(field_of(csv, "content-disposition"), HasSubstr(".csv"));
    EXPECT_THAT(csv.body, StartsWith("Number,Instant (UTC),Local time,What,Need,"));
    EXPECT_THAT(csv.body, AllOf(HasSubstr("Name of nadia"), HasSubstr("\r\n2,")));
    EXPECT_THAT(get(path(id, "?format=csv&lang=fr"), "coordinator").body, StartsWith("Numéro,"));
    const auto html = get(path(id, "?format=html"), "coordinator");
    EXPECT_THAT(html.body, AllOf(HasSubstr("<style>"), HasSubstr("Name of coralie"),
                                 Not(HasSubstr("<link")), Not(HasSubstr("<nav"))));
    const auto print = get("/cases/" + id + "/print", "coordinator");
    EXPECT_EQ(print.status, 200u);
    EXPECT_THAT(print.body, AllOf(HasSubstr("/print.css?v="), HasSubstr("Name of nadia"),
                                  HasSubstr("Made for Name of coralie"), Not(HasSubstr("<nav"))));
    EXPECT_THAT(field_of(print, "content-security-policy"), HasSubstr("style-src 'self'"));
}

TEST_F(LookingBack, WhatSheMayNotSeeIsInNoFile) {
    const auto id = raise();
    first_pick(id);
    for (const auto& door :
         {path(id, "?format=csv"), path(id, "?format=html"), "/cases/" + id + "/print"}) {
        const auto hers = get(door, "worker");
        EXPECT_EQ(hers.status, 200u) << door;
        EXPECT_THAT(hers.body, AllOf(Not(HasSubstr("nadia")), Not(HasSubstr("omar")))) << door;
        for (const std::string role : {"other_worker", "responder", "admin", "privacy"})
            EXPECT_EQ(get(door, role).status, 403u) << door << role;
    }
}

TEST_F(LookingBack, APackIsForTheCoordinationAndForWhoeverReviews) {
    const auto id = raise();
    first_pick(id);
    const std::string door = "/v1/cases/" + id + "/review-pack";
    const auto pack = get(door, "coordinator");
    EXPECT_EQ(pack.status, 200u) << pack.body;
    EXPECT_THAT(pack.body,
                AllOf(HasSubstr("immediate_care"), HasSubstr("\"whole\":true"),
                      Not(HasSubstr("nadia")), Not(HasSubstr(id)), Not(HasSubstr("\"06\""))));
    for (const std::string role : {"worker", "responder", "admin", "privacy"}) {
        EXPECT_EQ(get(door, role).status, 403u) << role;
        EXPECT_EQ(get("/cases/" + id + "/review-pack", role).status, 403u) << role;
    }
    committee("nadia", {v1::Scope::case_review});
    const auto hers = get("/cases/" + id + "/review-pack", "responder");
    EXPECT_EQ(hers.status, 200u);
    EXPECT_THAT(hers.body, AllOf(HasSubstr("T+0:00"), HasSubstr("What worked"),
                                 Not(HasSubstr("nadia")), Not(HasSubstr(id))));
    EXPECT_EQ(get(path(id), "responder").status, 403u) << "the case itself stays closed to her";
}

TEST_F(LookingBack, ARestrictedCaseIsSectorsAndTimesForTheCommittee) {
    const auto answer = post("/v1/alerts", "worker",
                             alert(test::alert_uuid, R"("circumstances":["organized_crime"])"));
    const auto id = text_at(answer, "caseId");
    first_pick(id);
    const std::string door = "/v1/cases/" + id + "/review-pack";
    EXPECT_EQ(get(door, "off_duty").status, 403u);
    EXPECT_THAT(get(door, "coordinator").body, HasSubstr("immediate_care"));
    committee("nadia", {v1::Scope::case_review});
    const auto hers = get(door, "responder");
    EXPECT_EQ(hers.status, 200u);
    EXPECT_THAT(hers.body, AllOf(HasSubstr("health"), HasSubstr("askedMinutes"),
                                 Not(HasSubstr("immediate_care")), Not(HasSubstr("steps"))));
}

TEST_F(LookingBack, WhereACaseWasIsToldOnceElevenWereThere) {
    raise_many(10);
    const auto id = raise("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c99");
    first_pick(id);
    const std::string door = "/v1/cases/" + id + "/review-pack";
    EXPECT_THAT(get(door, "coordinator").body, HasSubstr("\"territory\":\"06\""));
}

TEST_F(LookingBack, FiguresAreCountedForWhoeverMayHaveThem) {
    raise_many(9);
    const auto day = [](int from_now) {
        const auto at = std::chrono::system_clock::now() + std::chrono::days(from_now);
        return TimeUtil::ToString(
                   TimeUtil::SecondsToTimestamp(std::chrono::system_clock::to_time_t(at)))
            .substr(0, 10);
    };
    const auto door = "/v1/figures?from=" + day(-2) + "&until=" + day(2);
    EXPECT_THAT(get(door, "coordinator").body, HasSubstr("\"least\":11"));
    EXPECT_THAT(get(door, "coordinator").body, Not(HasSubstr("\"cases\"")));
    raise("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c97");
    raise("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c98");
    const auto told = get(door, "coordinator");
    EXPECT_THAT(told.body, AllOf(HasSubstr("\"count\":11"), HasSubstr("\"given\":true")));
    for (const std::string role : {"admin", "privacy"}) EXPECT_EQ(get(door, role).status, 200u);
    for (const std::string role : {"worker", "responder"}) {
        EXPECT_EQ(get(door, role).status, 403u) << role;
        EXPECT_EQ(get("/figures", role).status, 403u) << role;
    }
    EXPECT_THAT(get(door + "&format=csv", "privacy").body,
                AllOf(StartsWith("Table,Group,How many,"), HasSubstr("\r\nAll,Cases,11")));
    EXPECT_THAT(get("/figures", "privacy").body,
                AllOf(HasSubstr("11 cases"), HasSubstr("fewer than 11 people")));
}

TEST_F(LookingBack, APeriodThatMakesNoSenseIsRefusedInWords) {
    const auto code = [&](const std::string& query) {
        return text_at(get("/v1/figures" + query, "coordinator"), "code");
    };
    EXPECT_EQ(code(""), "missing_field");
    EXPECT_EQ(code("?from=2026-01-01&until=soon"), "invalid_field");
    EXPECT_EQ(code("?from=2026-02-01&until=2026-01-01"), "period_wrong");
    EXPECT_EQ(code("?from=2020-02-01&until=2026-01-01"), "period_too_long");
    const auto screen = get("/figures?from=2026-02-01&until=2026-01-01", "coordinator");
    EXPECT_EQ(screen.status, 422u);
    EXPECT_THAT(screen.body, AllOf(HasSubstr("role=\"alert\""), HasSubstr("id=\"from\"")));
}

}  // namespace
}  // namespace relais::gateway
