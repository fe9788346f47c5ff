// Who is on call, shifts and coverage, over HTTP: who may ask, what is refused, whose name is told.
#include <google/protobuf/util/json_util.h>

#include "relais/v1/on_call.pb.h"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string week = "?from=2026-10-29T04:00:00Z&to=2026-11-05T05:00:00Z";

class OnCallOverHttp : public GatewayTest {
protected:
    template <class Message>
    Message read(const std::string& path, const std::string& role) {
        Message message;
        const auto answer = get(path, role);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &message).ok());
        return message;
    }
    void refused(const std::string& path, unsigned status, const std::string& code,
                 const std::string& role = "coordinator") {
        const auto answer = get(path, role);
        EXPECT_EQ(answer.status, status) << path;
        EXPECT_EQ(text_at(answer, "code"), code) << path;
        EXPECT_EQ(field_of(answer, "content-type"), "application/problem+json");
    }
};

TEST_F(OnCallOverHttp, IsToldOfAnInstantAndUntilWhen) {
    const std::string night = "?at=2026-11-18T07:00:00Z";
    const auto all = get("/v1/oncall" + night, "coordinator");
    EXPECT_EQ(all.status, 200u) << all.body;
    EXPECT_THAT(all.body, HasSubstr("\"at\":\"2026-11-18T07:00:00Z\""));
    EXPECT_THAT(all.body, HasSubstr("\"name\":\"Name of nadia\""));
    const auto police =
        read<v1::OnCallAnswer>("/v1/oncall" + night + "&sector=police&territory=06", "coordinator");
    ASSERT_EQ(police.on_call_size(), 1);
    EXPECT_EQ(police.on_call(0).person(), "sergeant");
    EXPECT_EQ(police.on_call(0).organization(), "police");
    EXPECT_GT(police.on_call(0).until().seconds(), police.at().seconds());
    EXPECT_THAT(get("/v1/oncall?sector=coordination", "admin").body, HasSubstr("coralie"));
}

TEST_F(OnCallOverHttp, IsForEverybodyWhoIsSignedInButNamesAreNot) {
    for (const auto* role : {"worker", "responder", "admin"})
        EXPECT_EQ(get("/v1/oncall", role).status, 200u) << role;
    EXPECT_EQ(get("/v1/oncall", "").status, 401u);
    EXPECT_EQ(get("/v1/shifts" + week, "").status, 401u);
    // The test's worker belongs to an organization of her own.
    const auto seen = get("/v1/shifts" + week, "worker");
    EXPECT_EQ(seen.status, 200u) << seen.body;
    EXPECT_THAT(seen.body, HasSubstr("\"person\":\"nadia\""));
    EXPECT_THAT(seen.body, Not(HasSubstr("Name of")));
    EXPECT_THAT(get("/v1/shifts" + week, "admin").body, HasSubstr("Name of nadia"));
}

TEST_F(OnCallOverHttp, TellsShiftsOverTheNightThatIsAnHourLonger) {
    const auto shifts =
        read<v1::ShiftsAnswer>("/v1/shifts" + week + "&person=nadia&territory=06", "coordinator");
    ASSERT_EQ(shifts.shifts_size(), 1);
    EXPECT_TRUE(shifts.shifts(0).cut_start());
    EXPECT_TRUE(shifts.shifts(0).cut_end());
    EXPECT_EQ(shifts.shifts(0).until().seconds() - shifts.shifts(0).from().seconds(),
              (7 * 24 + 1) * 3600);
    EXPECT_EQ(read<v1::ShiftsAnswer>("/v1/shifts" + week + "&roster=roster-police-06", "admin")
                  .shifts(0)
                  .person(),
              "sergeant");
}

TEST_F(OnCallOverHttp, TellsCoverageToThoseWhoCanMendIt) {
    EXPECT_EQ(get("/v1/coverage" + week, "worker").status, 403u);
    EXPECT_EQ(get("/v1/coverage" + week, "responder").status, 403u);
    const auto all = read<v1::CoverageAnswer>("/v1/coverage" + week, "coordinator");
    EXPECT_EQ(all.lines_size(), 2 * 13);
    const auto one =
        read<v1::CoverageAnswer>("/v1/coverage" + week + "&sector=police&territory=06", "admin");
    ASSERT_EQ(one.lines_size(), 1);
    ASSERT_EQ(one.lines(0).stretches_size(), 1);
    EXPECT_EQ(one.lines(0).stretches(0).cover(), v1::CoverageStretch::thin);
    EXPECT_EQ(one.lines(0).zone(), "America/Toronto");
    EXPECT_EQ(
        read<v1::CoverageAnswer>("/v1/coverage" + week + "&sector=legal&territory=13", "admin")
            .lines(0)
            .stretches(0)
            .cover(),
        v1::CoverageStretch::empty);
}

TEST_F(OnCallOverHttp, TellsWhatBeingOnCallWeighsOnEach) {
    const auto path = "/v1/fairness" + week + "&roster=roster-police-06";
    const auto police = read<v1::FairnessAnswer>(path, "coordinator");
    ASSERT_EQ(police.rosters_size(), 1);
    ASSERT_GE(police.rosters(0).burdens_size(), 1);
    const auto& heaviest = police.rosters(0).burdens(0);
    EXPECT_EQ(heaviest.person(), "sergeant");
    EXPECT_EQ(heaviest.name(), "Name of sergeant");
    EXPECT_EQ(heaviest.seconds(), (7u * 24 + 1) * 3600);
    EXPECT_EQ(heaviest.weekend_seconds(), (2u * 24 + 1) * 3600);
    EXPECT_EQ(read<v1::FairnessAnswer>(path, "worker").rosters(0).burdens(0).name(), "");
    EXPECT_GT(read<v1::FairnessAnswer>("/v1/fairness" + week, "admin").rosters_size(), 1);
}

TEST_F(OnCallOverHttp, RefusesWhatItCannotMean) {
    refused("/v1/fairness" + week + "&roster=none", 422, "roster_unknown");
    refused("/v1/fairness?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z", 422, "period_wrong");
    refused("/v1/fairness" + week, 401, "unauthenticated", "");
    refused("/v1/oncall?sector=ponies", 400, "invalid_field");
    refused("/v1/oncall?at=tomorrow", 400, "invalid_field");
    refused("/v1/oncall?at=2026-11-01T01:30:00", 400, "invalid_field");
    refused("/v1/oncall?territory=99", 422, "territory_unknown");
    refused("/v1/shifts?from=2026-11-01T00:00:00Z", 400, "missing_field");
    refused("/v1/shifts" + week + "&roster=none", 422, "roster_unknown");
    refused("/v1/shifts" + week + "&person=nobody", 422, "person_unknown");
    refused("/v1/coverage?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z", 422, "period_wrong");
    refused("/v1/coverage?from=2026-01-01T00:00:00Z&to=2027-02-05T00:00:01Z", 422,
            "period_too_long");
    EXPECT_EQ(get("/v1/coverage?from=2026-01-01T00:00:00Z&to=2027-02-05T00:00:00Z", "admin").status,
              200u);
}

}  // namespace
}  // namespace relais::gateway
