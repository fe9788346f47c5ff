// Limits in time that care and the law set, what she lets a sector see, and an offer that nobody
// answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using domain::Field;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using v1::SharedField;

World with_clocks() {
    World world;
    auto& care_rule = *world.data().add_clocks();
    care_rule.set_id("care");
    care_rule.set_circumstance(v1::Circumstance::sexual_violence);
    care_rule.set_within_hours(72);
    care_rule.set_warn_hours(60);
    auto& permit = *world.data().add_clocks();
    permit.set_id("permit");
    permit.set_within_hours(180 * 24);
    permit.set_warn_hours(30 * 24);
    permit.set_of_status(true);
    return world;
}

Story violence(World world = with_clocks()) {
    Story story{world};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_code("TOKA-RILU");
    open.set_raised_ms(to_ms(night - 10min));
    open.add_circumstances(v1::Circumstance::sexual_violence);
    open.add_needs()->set_need(care);
    story.when(command);
    return story;
}

std::vector<v1::Event> note(Story& story, const std::string& clock, bool done) {
    v1::Command command;
    command.mutable_note_clock()->set_clock(clock);
    command.mutable_note_clock()->set_done(done);
    return story.when(command, "coralie");
}

std::vector<v1::Event> start(Story& story, const std::string& clock, Instant from) {
    v1::Command command;
    command.mutable_start_clock()->set_clock(clock);
    command.mutable_start_clock()->set_from_ms(to_ms(from));
    return story.when(command, "coralie");
}

TEST(Clocks, StartByThemselvesFromFirstContact) {
    const auto story = violence();
    ASSERT_EQ(story.state.clocks.size(), 1U);
    EXPECT_EQ(story.state.clocks[0].due, night - 10min + 72h);
    EXPECT_EQ(domain::deadlines(story.state).at("clock/care"), night - 10min + 12h);
    Story other{with_clocks()};
    other.alert({care});
    EXPECT_THAT(other.state.clocks, IsEmpty());
}

TEST(Clocks, CallTheCoordinatorInTimeAndSayWhenTheyHavePassed) {
    auto story = violence();
    EXPECT_THAT(paged(story.fire("clock/care")), ElementsAre("coralie"));
    EXPECT_EQ(domain::deadlines(story.state).at("clock/care"), night - 10min + 72h);
    const auto passed = story.fire("clock/care");
    ASSERT_EQ(kinds(passed).front(), "clock_ran_out");
    ASSERT_EQ(passed[0].clock_ran_out().messages_size(), 2) << "whoever is on duty, at each level";
    EXPECT_EQ(passed[0].clock_ran_out().messages(0).person(), "coralie");
    EXPECT_FALSE(domain::deadlines(story.state).contains("clock/care"));
}

TEST(Clocks, ThatPassedDuringAnOutageAreToldOnce) {
    auto story = violence();
    story.now = night + 80h;
    const auto passed = story.fire("clock/care");
    EXPECT_EQ(kinds(passed)[0], "clock_ran_out");
    EXPECT_THAT(paged(passed), ElementsAre("coralie"));
    EXPECT_FALSE(domain::deadlines(story.state).contains("clock/care"));
}

TEST(Clocks, EndWithWhatBecameOfThem) {
    auto story = violence();
    EXPECT_THAT(kinds(note(story, "care", true)), ElementsAre("clock_noted"));
    EXPECT_FALSE(domain::deadlines(story.state).contains("clock/care"));
    EXPECT_THAT(note(story, "care", true), IsEmpty());
    note(story, "care", false);
    EXPECT_EQ(story.rejection, v1::Rejection::clock_over);
    note(story, "nothing", true);
    EXPECT_EQ(story.rejection, v1::Rejection::clock_unknown);
}

// 8 March and 1 November 2026 have 23 and 25 hours in Montréal: a permit ends with its last day all
// the same, and neither an hour before nor after.
TEST(Clocks, OfTheLawEndWithTheirLastDayWhenTheClocksChange) {
    using std::chrono::sys_days;
    using namespace std::chrono;
    const auto due = [](Instant from) {
        Story story{with_clocks()};
        story.now = from;
        story.alert({care});
        start(story, "permit", from);
        return story.state.clocks.at(0).due;
    };
    const auto utc = [](year_month_day day) { return time_point_cast<Duration>(sys_days(day)); };
    // Issued in winter at 21:30, the day after already in UTC: the 180th day after 9 November 2025
    // is 8 May 2026, whose end is 04:00 UTC in summer time.
    EXPECT_EQ(due(utc(2025y / 11 / 10) + 2h + 30min), utc(2026y / 5 / 9) + 4h - 1s);
    // On either side of the hour that does not exist.
    for (const auto minute : {6h + 59min, 7h + 0min})
        EXPECT_EQ(due(utc(2026y / 3 / 8) + minute), utc(2026y / 9 / 5) + 4h - 1s);
    // In the hour that comes twice, both times; the 180 days end in winter time's opposite.
    for (const auto minute : {5h + 30min, 6h + 30min})
        EXPECT_EQ(due(utc(2026y / 11 / 1) + minute), utc(2027y / 5 / 1) + 4h - 1s);
    // From summer into winter: it ends in the night of the change, or just beside it.
    EXPECT_EQ(due(utc(2026y / 5 / 5) + 12h), utc(2026y / 11 / 2) + 5h - 1s) << "of 25 hours";
    EXPECT_EQ(due(utc(2026y / 5 / 4) + 12h), utc(2026y / 11 / 1) + 4h - 1s) << "the day before";
    EXPECT_EQ(due(utc(2025y / 9 / 9) + 12h), utc(2026y / 3 / 9) + 4h - 1s) << "of 23 hours";
}

// What care asks, and what the law gives in hours, is elapsed time in any night.
TEST(Clocks, OfHoursAreElapsedTimeWhenTheClocksChange) {
    auto world = with_clocks();
    auto& review = *world.data().add_clocks();
    review.set_id("review");
    review.set_within_hours(48);
    review.set_of_status(true);
    Story story{world};
    story.now = instant(1'772'946'000'000);  // 8 March 2026, midnight in Montréal
    story.alert({care});
    start(story, "review", story.now);
    EXPECT_EQ(story.state.clocks.at(0).due, story.now + 48h);
}

TEST(Clocks, OfTheLawAreToldByHandAndOutliveTheCase) {
    Story story{with_clocks()};
    story.alert({care});
    settle(story, care, v1::Outcome::met);
    start(story, "permit", night - 24h);
    EXPECT_EQ(story.state.clocks.at(0).kind, SharedField::status);
    v1::Command offer;
    offer.mutable_offer_pivot()->set_person("ines");
    story.when(offer, "ines");
    v1::Command close;
    close.mutable_close_case();
    story.when(close, "coralie");
    ASSERT_TRUE(story.state.closed);
    const auto near = story.fire("clock/permit");
    EXPECT_EQ(story.now, night - 24h + 150 * 24h - 1h) << "the same hour of the wall, in summer";
    EXPECT_THAT(kinds(near), ElementsAre("clock_nearing")) << "what is closed wakes nobody up";
    std::vector<std::string> told;
    for (const auto& message : domain::effects(case_aggregate, near).rest)
        told.push_back(message.person());
    EXPECT_THAT(told, UnorderedElementsAre("ines", "coralie", "denis"));
}

TEST(Clocks, AreToldForTimesThatCanBe) {
    Story story{with_clocks()};
    story.alert({care});
    start(story, "permit", night + 1h);
    EXPECT_EQ(story.rejection, v1::Rejection::times_out_of_order);
    start(story, "permit", night - 200 * 24h);
    EXPECT_EQ(story.rejection, v1::Rejection::times_out_of_order);
    start(story, "nothing", night);
    EXPECT_EQ(story.rejection, v1::Rejection::clock_unknown);
    start(story, "permit", night);
    EXPECT_THAT(start(story, "permit", night), IsEmpty());
    EXPECT_THAT(start(story, "permit", night - 1h), IsEmpty()) << "of the same day";
    EXPECT_THAT(kinds(start(story, "permit", night - 24h)), ElementsAre("clocks_started"));
    EXPECT_EQ(story.state.clocks.size(), 1U);
}

TEST(Clocks, AreSeenByWhoMaySeeWhatTheyTell) {
    auto story = violence();
    start(story, "permit", night);
    story.answer(story.page_of("nadia"), v1::Answer::accept, 5);
    const auto nurse =
        domain::cut(story.state, {{.person = "nadia", .responder = true}, story.state});
    ASSERT_EQ(nurse.clocks.size(), 1U);
    EXPECT_EQ(nurse.clocks[0].clock, "care");
}

// ── what she lets a sector see ──

std::vector<v1::Event> share(Story& story, v1::Sector::Code sector,
                             std::vector<SharedField::Code> fields,
                             v1::ConsentBasis::Code basis = v1::ConsentBasis::verbal) {
    v1::Command command;
    command.mutable_share_with_sector()->set_sector(sector);
    command.mutable_share_with_sector()->set_basis(basis);
    for (const auto field : fields) command.mutable_share_with_sector()->add_fields(field);
    return story.when(command, "coralie");
}

struct Officer : Story {
    Officer() : Story(World{}) {
        v1::Command command;
        auto& open = *command.mutable_open_case();
        open.set_territory("06");
        open.add_circumstances(v1::Circumstance::precarious_status);
        open.add_circumstances(v1::Circumstance::substance_use);
        for (const auto need : {care, shelter, police}) open.add_needs()->set_need(need);
        auto& consent = *open.add_consents();
        consent.set_sector(v1::Sector::police);
        consent.set_basis(v1::ConsentBasis::verbal);
        when(command);
        answer(page_of("sergeant"), v1::Answer::accept, 5);
        answer(page_of("ines"), v1::Answer::accept, 5);
    }
    [[nodiscard]] domain::Sight sight() const {
        return {{.person = "sergeant", .responder = true}, state};
    }
};

TEST(Sharing, PoliceSeeHerStatusOnlyWhenShePermitsIt) {
    Officer story;
    EXPECT_FALSE(story.sight().sees(Field::status));
    share(story, v1::Sector::police, {SharedField::status});
    EXPECT_TRUE(story.sight().sees(Field::status));
    EXPECT_FALSE(story.sight().sees(Field::health));
    EXPECT_THAT(domain::cut(story.state, story.sight()).circumstances,
                ElementsAre(v1::Circumstance::precarious_status));
    share(story, v1::Sector::police, {});
    EXPECT_FALSE(story.sight().sees(Field::status)) << "she took it back";
}

TEST(Sharing, WhereSheIsShelteredIsHersToSay) {
    Officer story;
    EXPECT_EQ(domain::cut(story.state, story.sight()).need(shelter), nullptr);
    share(story, v1::Sector::police, {SharedField::shelter});
    const auto cut = domain::cut(story.state, story.sight());
    ASSERT_NE(cut.need(shelter), nullptr);
    EXPECT_EQ(cut.need(shelter)->pages.begin()->second.person, "ines");
    EXPECT_EQ(cut.need(care), nullptr);
}

TEST(Sharing, EndsWithTheSectorsConsentAndWithHerPart) {
    Officer story;
    share(story, v1::Sector::police, {SharedField::status});
    v1::Command withdraw;
    withdraw.mutable_withdraw_consent()->set_sector(v1::Sector::police);
    story.when(withdraw);
    EXPECT_THAT(story.state.shared, IsEmpty());
    EXPECT_FALSE(story.sight().sees(Field::status));
}

TEST(Sharing, WantsHerWord) {
    Officer story;
    share(story, v1::Sector::police, {SharedField::status}, v1::ConsentBasis::serious_risk);
    EXPECT_EQ(story.rejection, v1::Rejection::nothing_to_share);
    share(story, v1::Sector::police, {SharedField::status});
    EXPECT_THAT(share(story, v1::Sector::police, {SharedField::status}), IsEmpty());
    EXPECT_THAT(share(story, v1::Sector::legal, {}), IsEmpty());
    share(story, v1::Sector::police, {static_cast<SharedField::Code>(99)});
    EXPECT_EQ(story.rejection, v1::Rejection::nothing_to_share);
    share(story, v1::Sector::unknown, {SharedField::status});
    EXPECT_EQ(story.rejection, v1::Rejection::nothing_to_share);
}

TEST(Sharing, IsWithOneSectorAndNoOther) {
    Officer story;
    share(story, v1::Sector::health, {SharedField::status});
    EXPECT_FALSE(story.sight().sees(Field::status));
}

// ── an offer that nobody answers ──

std::vector<v1::Event> offer(Story& story, const std::string& person) {
    v1::Command command;
    command.mutable_offer_pivot()->set_person(person);
    return story.when(command, "coralie");
}

TEST(PivotOffer, EndsByItselfAndCallsTheCoordinatorWhereNobodyFollowsIt) {
    Story story{World{}};
    story.alert({care});
    offer(story, "ines");
    EXPECT_EQ(domain::deadlines(story.state).at("pivot_offer"), night + 15min);
    const auto ended = story.fire("pivot_offer");
    EXPECT_EQ(ended[0].pivot_declined().why(), v1::PivotDeclined::no_answer);
    EXPECT_THAT(paged(ended), ElementsAre("coralie"));
    EXPECT_TRUE(story.state.pivot_offered.empty());
}

TEST(PivotOffer, ANoCallsTheCoordinatorWhereNobodyFollowsIt) {
    Story story{World{}};
    story.alert({care});
    offer(story, "ines");
    v1::Command no;
    no.mutable_answer_pivot()->set_accept(false);
    EXPECT_THAT(paged(story.when(no, "ines")), ElementsAre("coralie"));
}

TEST(PivotOffer, WhoCannotGoOnIsProposedNoMoreAndSomebodyElseIs) {
    Story story{World{}};
    story.alert({care, shelter});
    for (const char* who : {"nadia", "ines"}) {
        story.answer(story.page_of(who), v1::Answer::accept, 5);
        story.answer(story.page_of(who), v1::Answer::in_contact);
    }
    ASSERT_EQ(story.state.pivot_proposed, "nadia");
    story.answer(story.page_of("nadia"), v1::Answer::release);
    EXPECT_EQ(story.state.pivot_proposed, "ines");
}

TEST(PivotOffer, WhoFollowsItGoesOn) {
    Story story{World{}};
    story.alert({care});
    offer(story, "ines");
    v1::Command yes;
    yes.mutable_answer_pivot()->set_accept(true);
    story.when(yes, "ines");
    EXPECT_FALSE(domain::deadlines(story.state).contains("pivot_offer"));
    offer(story, "omar");
    EXPECT_THAT(kinds(story.fire("pivot_offer")), ElementsAre("pivot_declined"));
    EXPECT_EQ(story.state.pivot, "ines");
}

}  // namespace
}  // namespace relais::test
