// What a replay says of a night, read from timelines.
#include "services/relais/replay_report.hpp"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

namespace relais::cli {
namespace {

using testing::ElementsAre;

v1::Event& add(v1::Timeline& timeline, std::int64_t now_ms) {
    auto& event = *timeline.add_entries()->mutable_event();
    event.set_now_ms(now_ms);
    return event;
}

void add_rung(v1::Timeline& timeline, std::int64_t now_ms, std::int64_t due_ms,
              const std::vector<std::string>& pages) {
    auto& rung = *add(timeline, now_ms).mutable_rung_reached();
    rung.set_due_ms(due_ms);
    for (const auto& page : pages) rung.add_picks()->set_page(page);
}

void add_handover(v1::Timeline& timeline, const std::string& page, std::int64_t at_ms) {
    auto& handed_over = *add(timeline, at_ms + 1).mutable_page_handed_over();
    handed_over.set_page(page);
    handed_over.set_at_ms(at_ms);
}

void add_answer(v1::Timeline& timeline, const std::string& page, std::int64_t now_ms,
                v1::Answer::Kind kind) {
    auto& answered = *add(timeline, now_ms).mutable_page_answered();
    answered.set_page(page);
    answered.set_answer(kind);
}

TEST(ReplayReport, MeasuresAnAcceptanceFromTheHandOverOfItsOwnPage) {
    v1::Timeline timeline;
    add_rung(timeline, 1'000, 0, {"a", "b"});
    add_handover(timeline, "a", 1'010);
    add_handover(timeline, "b", 1'500);
    add_answer(timeline, "a", 2'000, v1::Answer::decline);
    add_answer(timeline, "b", 3'000, v1::Answer::accept);
    EXPECT_THAT(measure(timeline).acceptance_s, ElementsAre(1.5));
}

TEST(ReplayReport, CallsLateWhatCameAfterItsDeadlineAndNothingElse) {
    v1::Timeline timeline;
    add_rung(timeline, 1'000, 0, {"a"});
    add_rung(timeline, 5'004, 5'000, {"b", "c"});
    add_handover(timeline, "c", 5'012);
    add_handover(timeline, "b", 5'009);
    const auto climbed = measure(timeline).escalations;
    ASSERT_EQ(climbed.size(), 1U);
    EXPECT_EQ(climbed[0].decided_late_ms, 4);
    EXPECT_EQ(climbed[0].paged_late_ms, 9);
}

TEST(ReplayReport, TakesTheDecisionOfAnEmptyRung) {
    v1::Timeline timeline;
    add_rung(timeline, 5'004, 5'000, {});
    EXPECT_EQ(measure(timeline).escalations.at(0).paged_late_ms, 4);
}

TEST(ReplayReport, FindsQuantilesByNearestRank) {
    const std::vector<double> values{5, 1, 4, 2, 3, 10, 9, 8, 7, 6};
    EXPECT_EQ(quantile(values, 0.5), 5);
    EXPECT_EQ(quantile(values, 0.9), 9);
    EXPECT_EQ(quantile(values, 0.99), 10);
    EXPECT_EQ(quantile(values, 1), 10);
    EXPECT_EQ(quantile({}, 0.5), 0);
}

TEST(ReplayReport, SaysInJsonWhatOtherSoftwareReadsFromIt) {
    ReplayReport report;
    report.sent = 3;
    report.accepted = 2;
    report.first_page_ms = {2, 4};
    report.escalations = {{.decided_late_ms = 1, .paged_late_ms = 7}};
    google::protobuf::Struct json;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(report_json(report), &json).ok());
    const auto& fields = json.fields();
    for (const auto* key : {"sent", "accepted", "lost", "first_page_ms", "acceptance_s",
                            "escalations", "last_rung"}) {
        EXPECT_TRUE(fields.contains(key)) << key;
    }
    EXPECT_EQ(fields.at("sent").number_value(), 3);
    EXPECT_EQ(fields.at("first_page_ms").struct_value().fields().at("max").number_value(), 4);
    const auto& late =
        fields.at("escalations").struct_value().fields().at("late_ms").struct_value();
    EXPECT_EQ(late.fields().at("p50").number_value(), 7);
}

TEST(ReplayReport, IsGoodOnlyWhenNothingWasLostOrLeftOpen) {
    EXPECT_TRUE(ReplayReport{}.good());
    ReplayReport lost;
    lost.lost = 1;
    EXPECT_FALSE(lost.good());
    ReplayReport refused;
    refused.sent = 1;
    EXPECT_FALSE(refused.good());
    ReplayReport open;
    open.unsettled = 1;
    EXPECT_FALSE(open.good());
    ReplayReport shortened;
    shortened.put_back = false;
    EXPECT_FALSE(shortened.good());
}

TEST(Table, AlignsColumnsByCharacters) {
    EXPECT_EQ(table({{"é", "a"}, {"bbb", "c"}}), "é    a\nbbb  c");
}

TEST(JsonString, EscapesWhatWouldEndIt) {
    EXPECT_EQ(json_string("a\"b\\c\n\x01é"), "\"a\\\"b\\\\c\\u000a\\u0001é\"");
}

}  // namespace
}  // namespace relais::cli
