// A timeline by need, by kind of happening and by time: nothing that happens in a case is without a
// kind, and a filter shows what it says and no more.
#include "common/domain/timeline_filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::Happening;
using domain::TimelineFilter;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(Happenings, AreTotalOverTheEventsOfACase) {
    const auto* body = v1::Event::descriptor()->FindOneofByName("body");
    for (int index = 0; index < body->field_count(); ++index) {
        v1::Event event;
        event.GetReflection()->MutableMessage(&event, body->field(index));
        if (domain::folds_into_case(event)) {
            EXPECT_TRUE(domain::happening_of(event)) << body->field(index)->name();
        }
    }
    v1::Event elsewhere;
    elsewhere.mutable_beds_told();
    EXPECT_FALSE(domain::happening_of(elsewhere));
    EXPECT_FALSE(domain::happening_of({}));
}

TEST(Happenings, HaveANameEach) {
    EXPECT_EQ(domain::happening_named("asked"), Happening::asked);
    EXPECT_EQ(domain::happening_named("answered"), Happening::answered);
    EXPECT_EQ(domain::happening_named("failed"), Happening::failed);
    EXPECT_EQ(domain::happening_named("decided"), Happening::decided);
    EXPECT_EQ(domain::happening_named("read"), Happening::read);
    EXPECT_FALSE(domain::happening_named("all"));
    EXPECT_FALSE(domain::happening_named(""));
}

class Filters : public ::testing::Test {
protected:
    Filters() {
        story.alert({v1::Need::immediate_care, v1::Need::emergency_shelter});
        story.now += 1min;
        story.answer(story.page_of("nadia"), v1::Answer::accept, 10);
        story.now += 1min;
        story.answer(story.page_of("nadia"), v1::Answer::release);
    }
    std::vector<std::string> shown(const TimelineFilter& filter) const {
        std::vector<v1::Event> all;
        for (const auto& event : story.history)
            if (filter.passes(event, story.state)) all.push_back(event);
        return kinds(all);
    }
    World world;
    Story story{world};
};

TEST_F(Filters, OfNothingShowEverything) { EXPECT_EQ(shown({}), kinds(story.history)); }

TEST_F(Filters, ByNeedShowWhatHappenedToItAndToWhoeverWasCalledForIt) {
    const auto care = shown({.need = v1::Need::immediate_care});
    EXPECT_THAT(care, Contains("page_answered"));
    EXPECT_THAT(care, Contains("need_covered"));
    EXPECT_THAT(care, Not(Contains("case_opened")));
    const auto shelter = shown({.need = v1::Need::emergency_shelter});
    EXPECT_THAT(shelter, ElementsAre("need_opened", "rung_reached"));
    EXPECT_THAT(shown({.need = v1::Need::spiritual_support}), ElementsAre());
}

TEST_F(Filters, ByKindAndByTimeShowNoMore) {
    EXPECT_THAT(shown({.happening = Happening::failed}), ElementsAre("need_reopened"));
    EXPECT_THAT(shown({.happening = Happening::read}), ElementsAre());
    const auto early = shown({.until = night + 1min});
    EXPECT_THAT(early, Contains("case_opened"));
    EXPECT_THAT(early, Not(Contains("page_answered")));
    const auto late = shown({.from = night + 1min});
    EXPECT_THAT(late, Contains("page_answered"));
    EXPECT_THAT(late, Not(Contains("case_opened")));
    EXPECT_EQ(early.size() + late.size(), story.history.size());
}

TEST_F(Filters, FollowAWithdrawalToTheNeedsOfItsSector) {
    v1::Event withdrawn;
    withdrawn.mutable_consent_withdrawn()->set_sector(v1::Sector::health);
    EXPECT_TRUE(TimelineFilter{.need = v1::Need::immediate_care}.passes(withdrawn, story.state));
    EXPECT_FALSE(
        TimelineFilter{.need = v1::Need::emergency_shelter}.passes(withdrawn, story.state));
    // A code of what comes after the 72 hours is no need of the case.
    v1::Event referred;
    referred.mutable_referral_proposed()->set_need("psychotherapy");
    EXPECT_EQ(domain::need_of(referred, story.state), nullptr);
}

}  // namespace
}  // namespace relais::test
