// The coalition's figures: what counts, how it is counted, and what is left out so that nobody can
// be recognized. The laws of leaving out stand in tests/property/figures_laws_test.cpp.
#include "common/domain/figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::CountedRow;
using domain::FigureSums;
using ::testing::ElementsAre;
using v1::Figure;

std::vector<bool> out(const std::vector<CountedRow>& rows) { return domain::left_out(rows); }

TEST(Suppression, LeavesLargeRowsAsTheyAre) {
    EXPECT_THAT(out({{{11}}, {{500}}, {{12}}}), ElementsAre(false, false, false));
}

TEST(Suppression, ASmallRowTakesTheSmallestOtherWithIt) {
    EXPECT_THAT(out({{{50}}, {{3}}, {{20}}, {{90}}}), ElementsAre(false, true, true, false));
}

TEST(Suppression, NobodyIsAShareOfLessThanTheLeast) {
    // Two rows of nobody would be known to hold nobody.
    EXPECT_THAT(out({{{0}}, {{0}}, {{40}}, {{60}}}), ElementsAre(true, true, true, false));
    EXPECT_THAT(out({{{6}}, {{5}}, {{40}}}), ElementsAre(true, true, false));
    EXPECT_THAT(out({{{6}}, {{4}}, {{40}}}), ElementsAre(true, true, true));
}

TEST(Suppression, ARowIsLeftOutForAnyOfItsCellsAndEveryColumnHasEnough) {
    EXPECT_THAT(out({{{50, 3}}, {{60, 4}}, {{70, 30}}, {{80, 40}}}),
                ElementsAre(true, true, true, false));
}

TEST(Suppression, WhatIsWithheldIsAsIfItWereSmall) {
    EXPECT_THAT(out({{{50}, true}, {{40}}, {{30}}}), ElementsAre(true, false, true));
}

TEST(NearestRank, IsAValueThatSomebodyHad) {
    std::vector<std::uint32_t> values{5, 1, 4, 2, 3, 10, 9, 8, 7, 6};
    EXPECT_EQ(domain::nearest_rank(values, 50), 5u);
    EXPECT_EQ(domain::nearest_rank(values, 90), 9u);
    values.push_back(11);
    EXPECT_EQ(domain::nearest_rank(values, 50), 6u);
    EXPECT_EQ(domain::nearest_rank(values, 90), 10u);
    std::vector<std::uint32_t> one{7};
    EXPECT_EQ(domain::nearest_rank(one, 90), 7u);
}

class FiguresOfAYear : public ::testing::Test {
protected:
    FiguresOfAYear() {
        world.territory("01", "America/Toronto", {});
        world.territory("11-iles", "America/Halifax", {});
        world.rule(v1::Need::legal_help, v1::Sector::legal);
        world.rule(v1::Need::immigration_defence, v1::Sector::legal);
        world.rule(v1::Need::indigenous_support, v1::Sector::indigenous_services);
    }
    v1::CaseSummary summary(const std::string& territory, Instant at = night) {
        v1::CaseSummary one;
        one.set_case_id(std::to_string(++cases_));
        one.set_territory(territory);
        one.set_opened_ms(to_ms(at));
        return one;
    }
    static void need(v1::CaseSummary& one, v1::Need::Kind kind, v1::Sector::Code sector,
                     std::optional<int> covered_minutes, v1::Need::State state = v1::Need::met) {
        auto& added = *one.add_needs();
        added.set_need(kind);
        added.set_sector(sector);
        added.set_state(state);
        if (covered_minutes) added.set_covered_ms(one.opened_ms() + *covered_minutes * 60'000);
    }
    static void milestone(v1::CaseSummary& one, std::optional<int> reached_minutes) {
        auto& stand = *one.add_milestones();
        stand.set_milestone(v1::Milestone::first_acceptance);
        stand.set_due_ms(one.opened_ms() + 5 * 60'000);
        stand.set_state(reached_minutes ? v1::Milestone::reached : v1::Milestone::missed);
        if (reached_minutes) stand.set_reached_ms(one.opened_ms() + *reached_minutes * 60'000);
    }
    void add(int times, const std::string& territory, std::optional<int> accepted = 2) {
        for (int i = 0; i < times; ++i) {
            auto one = summary(territory);
            milestone(one, accepted);
            all.push_back(one);
        }
    }
    v1::Figures count(bool indigenous = false) {
        FigureSums sums({night - 24h, night + 24h}, world.directory());
        for (const auto& one : all) sums.add(one);
        return sums.figures(indigenous);
    }
    static const v1::FigureRow* row(const google::protobuf::RepeatedPtrField<v1::FigureRow>& rows,
                                    const std::string& group) {
        for (const auto& one : rows)
            if (one.group() == group) return &one;
        return nullptr;
    }
    static const Figure* figure(const v1::FigureRow& row, Figure::Kind kind) {
        for (const auto& one : row.figures())
            if (one.kind() == kind) return &one;
        return nullptr;
    }
    static std::vector<std::string> rest(
        const google::protobuf::RepeatedPtrField<v1::FigureRow>& rows) {
        if (rows.empty()) return {};
        const auto& last = rows[rows.size() - 1];
        return {last.rest().begin(), last.rest().end()};
    }

    World world;
    std::vector<v1::CaseSummary> all;

private:
    int cases_ = 0;
};

TEST_F(FiguresOfAYear, SayNothingOfFewerThanEleven) {
    add(10, "06");
    auto told = count();
    EXPECT_FALSE(told.given());
    EXPECT_FALSE(told.has_cases());
    EXPECT_EQ(told.territories_size() + told.hours_size() + told.sectors_size(), 0);
    add(1, "06");
    EXPECT_EQ(count().cases().count(), 11u);
}

TEST_F(FiguresOfAYear, KeepOutWhatWasNobodysEmergency) {
    add(15, "06");
    for (int i = 0; i < 30; ++i) {
        auto one = summary("06", i < 10 ? night - 25h : i < 20 ? night + 24h : night);
        if (i % 5 == 0 && i >= 20) one.set_drill(true);
        if (i % 5 == 1 && i >= 20) one.set_advice(true);
        if (i % 5 == 2 && i >= 20) one.set_merged_into("another");
        if (i % 5 == 3 && i >= 20) one.set_alarm("put_aside");
        if (i % 5 == 4 && i >= 20) one.set_case_id("1");  // counted already
        all.push_back(one);
    }
    EXPECT_EQ(count().cases().count(), 15u);
}

TEST_F(FiguresOfAYear, TellMedianNinetiethAndWhoWasInTime) {
    add(20, "06", 2);
    add(12, "06", 30);
    add(8, "06", std::nullopt);
    const auto told = count();
    const auto* accepted = figure(told.cases(), Figure::first_acceptance);
    ASSERT_NE(accepted, nullptr);
    EXPECT_EQ(accepted->share_percent(), 50u);
    EXPECT_EQ(accepted->median_minutes(), 2u);
    EXPECT_EQ(accepted->ninetieth_minutes(), 30u);
    EXPECT_FALSE(accepted->has_number());
}

TEST_F(FiguresOfAYear, AMilestoneStillAheadCountsForNobody) {
    add(15, "06", 2);
    for (int i = 0; i < 15; ++i) {
        auto one = summary("06");
        milestone(one, std::nullopt);
        one.mutable_milestones(0)->set_state(v1::Milestone::ahead);
        all.push_back(one);
    }
    const auto told = count();
    const auto* accepted = figure(told.cases(), Figure::first_acceptance);
    ASSERT_NE(accepted, nullptr);
    EXPECT_FALSE(accepted->has_share_percent()) << "nobody was late: fewer than eleven";
    EXPECT_EQ(accepted->median_minutes(), 2u);
}

TEST_F(FiguresOfAYear, LeaveOutASmallTerritoryWithAnother) {
    add(60, "06");
    add(20, "13");
    add(3, "01");
    const auto told = count();
    ASSERT_NE(row(told.territories(), "06"), nullptr);
    EXPECT_EQ(row(told.territories(), "06")->count(), 60u);
    EXPECT_EQ(row(told.territories(), "13"), nullptr);
    EXPECT_THAT(rest(told.territories()), ElementsAre("01", "11-iles", "13"));
    EXPECT_EQ(told.territories(1).count(), 23u);
}

TEST_F(FiguresOfAYear, CountHoursWhereTheCaseIs) {
    add(30, "06");       // 2 a.m. in Montréal
    add(20, "11-iles");  // 3 a.m. there
    const auto told = count();
    ASSERT_NE(row(told.hours(), "02"), nullptr);
    EXPECT_EQ(row(told.hours(), "02")->count(), 30u);
    EXPECT_EQ(row(told.hours(), "03"), nullptr) << "left out beside those with nobody";
    add(15, "06");
    all.back().set_opened_ms(to_ms(night + 2h));
    EXPECT_EQ(count().hours(0).count(), 44u);
}

TEST_F(FiguresOfAYear, TellNeedsBySectorAndWithinIt) {
    for (int i = 0; i < 60; ++i) {
        auto one = summary(i < 30 ? "06" : "13");
        need(one, v1::Need::legal_help, v1::Sector::legal, i < 40 ? std::optional(i) : std::nullopt,
             i % 2 == 0 ? v1::Need::met : v1::Need::unmet);
        if (i < 30)
            need(one, v1::Need::immigration_defence, v1::Sector::legal,
                 i < 15 ? std::optional(9) : std::nullopt);
        need(one, v1::Need::emergency_shelter, v1::Sector::shelter, 5);
        all.push_back(one);
    }
    const auto told = count();
    EXPECT_EQ(told.needs().count(), 150u);
    const auto* legal = row(told.sectors(), "legal");
    ASSERT_NE(legal, nullptr);
    EXPECT_EQ(legal->count(), 90u);
    EXPECT_EQ(row(legal->parts(), "immigration_defence")->count(), 30u);
    EXPECT_EQ(row(legal->parts(), "legal_help")->count(), 60u);
    const auto* unmet = figure(told.needs(), Figure::unmet);
    ASSERT_NE(unmet, nullptr);
    EXPECT_EQ(unmet->number(), 30u);
    EXPECT_EQ(row(told.territories(), "06"), nullptr) << "left out beside those with nobody";
    EXPECT_EQ(figure(*row(told.territories(), "13"), Figure::unmet)->number(), 15u);
}

// A share that is left out beside others would be had from its parts.
TEST_F(FiguresOfAYear, TellNoShareOfAPartWhoseWholeIsLeftOut) {
    for (int i = 0; i < 200; ++i) {
        auto one = summary("06");
        need(one, v1::Need::emergency_shelter, v1::Sector::shelter, 5);
        if (i < 12) need(one, v1::Need::crisis_intervention, v1::Sector::crisis, 5);
        const auto legal = i % 2 == 0 ? std::optional(5) : std::nullopt;
        if (i < 30) need(one, v1::Need::legal_help, v1::Sector::legal, legal);
        if (i < 30) need(one, v1::Need::immigration_defence, v1::Sector::legal, legal);
        all.push_back(one);
    }
    const auto told = count();
    EXPECT_EQ(figure(told.needs(), Figure::covered)->share_percent(), 89u);
    const auto* legal = row(told.sectors(), "legal");
    ASSERT_NE(legal, nullptr);
    EXPECT_EQ(figure(*legal, Figure::covered), nullptr) << "nobody was left out elsewhere";
    ASSERT_EQ(legal->parts_size(), 2);
    for (const auto& part : legal->parts()) EXPECT_EQ(figure(part, Figure::covered), nullptr);
}

TEST_F(FiguresOfAYear, AreGivenOfIndigenousServicesOnlyToThoseWhomTheirPeopleChose) {
    for (int i = 0; i < 60; ++i) {
        auto one = summary("06");
        need(one, v1::Need::indigenous_support, v1::Sector::indigenous_services, 5);
        need(one, v1::Need::emergency_shelter, v1::Sector::shelter, 5);
        need(one, v1::Need::legal_help, v1::Sector::legal, 5);
        if (i < 30) need(one, v1::Need::immediate_care, v1::Sector::health, 5);
        all.push_back(one);
    }
    EXPECT_EQ(row(count(true).sectors(), "indigenous_services")->count(), 60u);
    const auto told = count(false);
    EXPECT_EQ(row(told.sectors(), "indigenous_services"), nullptr);
    EXPECT_EQ(told.DebugString().find("indigenous_support"), std::string::npos);
    EXPECT_THAT(rest(told.sectors()), ::testing::Contains("indigenous_services"));
    EXPECT_NE(row(told.sectors(), "shelter"), nullptr);
}

// How often police came is what the sector says of itself: where that is left out, it is not told
// by another name.
TEST_F(FiguresOfAYear, TellOfPoliceOnlyWhereTheSectorIsTold) {
    const auto fill = [&](int police, int without) {
        all.clear();
        for (int i = 0; i < 100; ++i) {
            auto one = summary("06");
            need(one, v1::Need::emergency_shelter, v1::Sector::shelter, 5);
            if (i < police)
                need(one, v1::Need::police_protection, v1::Sector::police,
                     i < police - without ? std::optional(4) : std::nullopt, v1::Need::covered);
            else
                need(one, v1::Need::legal_help, v1::Sector::legal,
                     i % 2 == 0 ? std::optional(5) : std::nullopt);
            if (i < 20)
                need(one, v1::Need::crisis_intervention, v1::Sector::crisis,
                     i < 10 ? std::optional(5) : std::nullopt);
            if (i % 2 == 0) need(one, v1::Need::immediate_care, v1::Sector::health, std::nullopt);
            all.push_back(one);
        }
        return count();
    };
    const auto told = fill(40, 15);
    const auto* reported = figure(told.cases(), Figure::reported);
    ASSERT_NE(reported, nullptr);
    EXPECT_EQ(reported->number(), 25u);
    EXPECT_EQ(figure(fill(40, 3).cases(), Figure::reported), nullptr);
}

}  // namespace
}  // namespace relais::test
