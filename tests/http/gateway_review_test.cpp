// Looking back, over HTTP: a timeline filtered, as a table and for paper; a case without anybody in
// it; figures. Through the same cut as everything, and only for whoever may.
#include <google/protobuf/util/time_util.h>

#include "services/gateway/csv_text.hpp"
#include "services/gateway/figures_desk.hpp"
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
    // Refused by her, and over.
    void close(const std::string& id) {
        int number = 0;
        for (const std::string body :
             {R"("refuseNeed":{"need":"immediate_care"})", R"("closeCase":{})"}) {
            const auto said = post("/v1/cases/" + id + "/commands", "coordinator",
                                   R"({"commandId":"11111111-2222-4333-8444-55555555512)" +
                                       std::to_string(number++) + "\"," + body + "}");
            EXPECT_EQ(said.status, 200u) << said.body;
        }
    }
    // So many cases, as the index has them, opened at an instant that is long over.
    void open_then(std::int64_t at_ms, int count) {
        redis::Settings settings;
        settings.unix_socket = redis_.socket();
        redis::Client client(process_->io.get_executor(), settings);
        for (int i = 0; i < count; ++i) {
            v1::CaseSummary one;
            one.set_case_id("long-ago-" + std::to_string(i));
            one.set_territory("06");
            one.set_opened_ms(at_ms);
            EXPECT_TRUE(run(client.call({"HSET", store::case_partitions()[0].index(),
                                         "case/" + one.case_id(), one.SerializeAsString()})));
        }
        client.stop();
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
    committee("walid", {v1::Scope::case_review});
    for (const std::string role : {"coordinator", "other_worker"}) {
        const auto live = get(door, role);
        EXPECT_EQ(live.status, 409u) << role;
        EXPECT_EQ(text_at(live, "code"), "case_not_closed");
    }
    EXPECT_THAT(get("/cases/" + id, "coordinator").body, Not(HasSubstr("review-pack")));
    close(id);
    const auto pack = get(door, "coordinator");
    EXPECT_EQ(pack.status, 200u) << pack.body;
    EXPECT_THAT(pack.body,
                AllOf(HasSubstr("immediate_care"), HasSubstr("\"whole\":true"),
                      Not(HasSubstr("nadia")), Not(HasSubstr(id)), Not(HasSubstr("\"06\""))));
    EXPECT_THAT(get("/cases/" + id, "coordinator").body, HasSubstr("review-pack"));
    for (const std::string role : {"worker", "responder", "admin", "privacy"}) {
        EXPECT_EQ(get(door, role).status, 403u) << role;
        EXPECT_EQ(get("/cases/" + id + "/review-pack", role).status, 403u) << role;
    }
    const auto hers = get("/cases/" + id + "/review-pack", "other_worker");
    EXPECT_EQ(hers.status, 200u);
    EXPECT_THAT(hers.body, AllOf(HasSubstr("T+0:00"), HasSubstr("What worked"),
                                 Not(HasSubstr("nadia")), Not(HasSubstr(id))));
    EXPECT_EQ(get(path(id), "other_worker").status, 403u) << "the case itself stays closed to her";
}

TEST_F(LookingBack, WhoWasCalledReadsNoPackOfIt) {
    const auto id = raise();
    first_pick(id);
    committee("nadia", {v1::Scope::case_review});
    close(id);
    const auto refused = get("/v1/cases/" + id + "/review-pack", "responder");
    EXPECT_EQ(refused.status, 403u);
    EXPECT_EQ(text_at(refused, "code"), "had_a_part");
}

TEST_F(LookingBack, ARestrictedCaseIsSectorsAndTimesForTheCommittee) {
    const auto answer = post("/v1/alerts", "worker",
                             alert(test::alert_uuid, R"("circumstances":["organized_crime"])"));
    const auto id = text_at(answer, "caseId");
    first_pick(id);
    const std::string door = "/v1/cases/" + id + "/review-pack";
    close(id);
    EXPECT_EQ(get(door, "off_duty").status, 403u);
    EXPECT_THAT(get(door, "coordinator").body, HasSubstr("immediate_care"));
    committee("walid", {v1::Scope::case_review});
    const auto hers = get(door, "other_worker");
    EXPECT_EQ(hers.status, 200u);
    EXPECT_THAT(hers.body, AllOf(HasSubstr("health"), HasSubstr("askedMinutes"),
                                 Not(HasSubstr("immediate_care")), Not(HasSubstr("steps"))));
}

TEST_F(LookingBack, WhereACaseWasIsToldOnceElevenWereThere) {
    raise_many(10);
    const auto id = raise("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c99");
    first_pick(id);
    close(id);
    const std::string door = "/v1/cases/" + id + "/review-pack";
    EXPECT_THAT(get(door, "coordinator").body, HasSubstr("\"territory\":\"06\""));
}

// The last month that is over, as an address writes it, and an instant within it.
struct LastMonth {
    LastMonth() {
        const std::chrono::year_month_day today(
            std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
        // On its first night, days of the coalition's clock are still those of the month before.
        const auto back = unsigned(today.day()) == 1 ? 2 : 1;
        const auto month = today.year() / today.month() - std::chrono::months(back);
        middle_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::sys_days(month / 15).time_since_epoch())
                        .count();
        const auto number = unsigned(month.month());
        text =
            std::to_string(int(month.year())) + (number < 10 ? "-0" : "-") + std::to_string(number);
    }
    std::string text;
    std::int64_t middle_ms = 0;
};

TEST_F(LookingBack, FiguresAreCountedForWhoeverMayHaveThem) {
    const LastMonth last;
    raise_many(11);  // of the month that runs: nobody reads of them yet
    const auto door = "/v1/figures?month=" + last.text;
    open_then(last.middle_ms, 10);
    EXPECT_THAT(get(door, "coordinator").body, HasSubstr("\"least\":11"));
    EXPECT_THAT(get(door, "coordinator").body, Not(HasSubstr("\"cases\"")));
    open_then(last.middle_ms, 11);
    const auto told = get(door, "coordinator");
    EXPECT_THAT(told.body, AllOf(HasSubstr("\"count\":11"), HasSubstr("\"given\":true")));
    for (const std::string role : {"admin", "privacy"}) EXPECT_EQ(get(door, role).status, 200u);
    for (const std::string role : {"worker", "responder"}) {
        EXPECT_EQ(get(door, role).status, 403u) << role;
        EXPECT_EQ(get("/figures", role).status, 403u) << role;
    }
    EXPECT_THAT(get(door + "&format=csv", "privacy").body,
                AllOf(StartsWith("Table,Group,How many,"), HasSubstr("\r\nAll,Cases,11")));
    EXPECT_THAT(get("/figures?month=" + last.text, "privacy").body,
                AllOf(HasSubstr("11 cases"), HasSubstr("fewer than 11 people")));
}

// Two windows that differ by a second tell of one woman: there are months, and nothing else.
TEST(FigureMonths, AreWholeOnTheCoalitionsClockAndOver) {
    const auto instant_of = [](const char* text) {
        google::protobuf::Timestamp stamp;
        EXPECT_TRUE(TimeUtil::FromString(text, &stamp));
        return instant(TimeUtil::TimestampToMilliseconds(stamp));
    };
    const auto now = instant_of("2026-12-01T05:00:00Z");  // midnight in Montréal
    const auto november = figure_month("2026-11", now);
    ASSERT_TRUE(november);
    EXPECT_EQ(november->from, instant_of("2026-11-01T04:00:00Z")) << "still in summer time";
    EXPECT_EQ(november->until, now);
    EXPECT_EQ(figure_month("2026-11", now - std::chrono::milliseconds(1)).error().code,
              "month_not_over");
    EXPECT_EQ(figure_month("2026-10", now)->until, november->from)
        << "they meet, and never overlap";
    for (const char* other : {"2026", "2026-11-01", "2026-Q3", "2026-11-01T00:00:01Z", "2026-13",
                              " 2026-10", "2026-1", "last"}) {
        EXPECT_EQ(figure_month(other, now).error().code, "figures_by_month") << other;
        EXPECT_EQ(figure_month(other, now).error().status, 400u);
    }
    EXPECT_EQ(figure_month("", now).error().code, "missing_field");
}

TEST_F(LookingBack, APeriodThatIsNoMonthIsRefusedInWords) {
    const auto code = [&](const std::string& query) {
        return text_at(get("/v1/figures" + query, "coordinator"), "code");
    };
    EXPECT_EQ(code(""), "missing_field");
    EXPECT_EQ(code("?from=2026-01-01&until=2026-02-01"), "missing_field");
    EXPECT_EQ(code("?month=2026-01-01"), "figures_by_month");
    EXPECT_EQ(code("?month=2100-01"), "month_not_over");
    const auto screen = get("/figures?month=soon", "coordinator");
    EXPECT_EQ(screen.status, 400u);
    EXPECT_THAT(screen.body, AllOf(HasSubstr("role=\"alert\""), HasSubstr("id=\"month\""),
                                   HasSubstr("whole months")));
}

}  // namespace
}  // namespace relais::gateway
