// The limits of a case, each of them aloud, and nobody lost behind one.
#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/limits.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using v1::LimitReached;
using v1::Rejection;

Story paging(World world = World{}) {
    Story story{world};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    return story;
}

// As many as an hour may wake.
Story woken(World world = World{}) {
    auto story = paging(std::move(world));
    story.state.paged_at.assign(domain::pages_max, story.now);
    return story;
}

// The next event is the last one that a history has room for.
Story nearly_full(World world = World{}) {
    auto story = paging(std::move(world));
    story.state.version = domain::events_max - 1;
    return story;
}

std::vector<v1::Event> call_by_hand(Story& story, const std::string& person = "lise") {
    v1::Command command;
    command.mutable_page_person()->set_need(care);
    command.mutable_page_person()->set_person(person);
    command.mutable_page_person()->set_reason(v1::OverrideReason::knows_her);
    return story.when(command, "coralie");
}

const v1::LimitReached* said_in(const std::vector<v1::Event>& events) {
    const auto found = std::ranges::find_if(events, &v1::Event::has_limit_reached);
    return found == events.end() ? nullptr : &found->limit_reached();
}

std::vector<std::string> told_of(const v1::LimitReached& reached) {
    std::vector<std::string> people;
    for (const auto& message : reached.messages())
        if (message.kind() == v1::Message::limit) people.push_back(message.person());
    return people;
}

World with_privacy() {
    World world;
    auto& committee = *world.data().add_committees();
    committee.set_id("privacy");
    committee.add_scopes(v1::Scope::privacy);
    committee.add_members("paul");
    return world;
}

// Each kind is there once in a case, so the limit stands beyond what can be asked for.
TEST(Limits, OfNeedsIsMoreThanThereAreKinds) {
    EXPECT_LE(static_cast<std::size_t>(v1::Need::Kind_descriptor()->value_count()),
              domain::needs_max);
    auto story = paging();
    add_need(story, care);
    EXPECT_EQ(story.rejection, Rejection::need_already_there);
}

// ── pages of an hour ──

TEST(Limits, OfPagesHoldTheLaddersAndCallTheCoordinatorOnce) {
    auto story = woken();
    const Instant again = story.now + domain::pages_window;
    const auto events = story.fire("rung/immediate_care");
    const auto* said = said_in(events);
    ASSERT_NE(said, nullptr);
    EXPECT_EQ(said->limit(), LimitReached::pages);
    EXPECT_EQ(said->count(), domain::pages_max);
    EXPECT_EQ(instant(said->until_ms()), again);
    EXPECT_THAT(paged(events), ElementsAre("coralie"));
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), again);
    EXPECT_LT(domain::deadlines(story.state).at("rung/unknown"), again) << "she is asked again";
    const auto added = add_need(story, shelter);
    EXPECT_EQ(said_in(added), nullptr) << "said once";
    EXPECT_THAT(paged(added), IsEmpty());
    EXPECT_EQ(domain::deadlines(story.state).at("rung/emergency_shelter"), again);
    EXPECT_EQ(domain::summary(story.state).needs(0).due_ms(), to_ms(again));
}

TEST(Limits, OfPagesPassWithTheHourAndTheLaddersGoOnWhereTheyWere) {
    auto story = woken();
    story.fire("rung/immediate_care");
    add_need(story, shelter);
    const auto events = story.fire("rung/immediate_care");
    EXPECT_EQ(said_in(events), nullptr);
    EXPECT_THAT(paged(events), UnorderedElementsAre("omar", "ines"))
        << "each at its own rung, at once";
    EXPECT_EQ(story.state.need(care)->rung, 1u);
    EXPECT_EQ(story.state.need(shelter)->rung, 0u);
    story.fire("rung/immediate_care");
    std::map<std::string, int> times;
    for (const auto& person : paged(story.history)) ++times[person];
    for (const auto* person : {"nadia", "omar", "ines", "lise"}) EXPECT_EQ(times[person], 1);
}

// A rung of which nobody is left goes on at once, but not within an hour that is full.
TEST(Limits, OfPagesHoldWhatADeclineWouldCall) {
    auto story = woken();
    const auto events = story.answer(story.page_of("nadia"), v1::Answer::decline);
    EXPECT_NE(said_in(events), nullptr);
    EXPECT_THAT(paged(events), ElementsAre("coralie"));
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("omar"));
}

TEST(Limits, OfPagesNeverHoldTheCoordinatorsOwnPage) {
    auto story = woken();
    story.fire("rung/immediate_care");
    EXPECT_THAT(paged(story.fire("rung/unknown")), Contains("coralie"));
    add_need(story, v1::Need::police_protection);
    story.rejection = Rejection::none;
    const auto asked = story.fire("consent/police_protection");
    EXPECT_THAT(paged(asked), ElementsAre("coralie")) << "to settle it with her";
}

// Where her call goes on already, or nobody is called any more, a word says it.
TEST(Limits, OfPagesAreToldToACoordinatorWhoIsCalledAlready) {
    auto story = paging();
    story.fire("term");
    story.state.paged_at.assign(domain::pages_max, story.now);
    story.answer(story.page_of("nadia"), v1::Answer::decline);
    ASSERT_NE(said_in(story.history), nullptr);
    story.state.held_until = {};
    story.state.paged_at.assign(domain::pages_max, story.now);
    const auto events = add_need(story, shelter);
    ASSERT_NE(said_in(events), nullptr);
    EXPECT_THAT(told_of(*said_in(events)), ElementsAre("coralie", "denis"));
    EXPECT_THAT(paged(events), IsEmpty());
}

TEST(Limits, OfPagesAreCountedWithinTheLastHourOnly) {
    auto story = woken();
    story.now += domain::pages_window;
    EXPECT_EQ(story.state.paged_lately(story.now), 0u);
    EXPECT_EQ(said_in(story.fire("rung/immediate_care")), nullptr)
        << "what is over an hour old stands in the list still, and does not count";
}

// Not one by one: the ladders would stop again, and say so again, with each page.
TEST(Limits, OfPagesPassWhenHalfOfThemAreAnHourOld) {
    auto story = paging();
    story.state.paged_at.clear();
    for (std::size_t index = 0; index < domain::pages_max; ++index)
        story.state.paged_at.push_back(night - 30min + std::chrono::seconds(index));
    story.fire("rung/immediate_care");
    const Instant again = domain::deadlines(story.state).at("rung/immediate_care");
    EXPECT_EQ(again, story.state.held_until);
    EXPECT_EQ(story.state.paged_lately(again - 1ms), domain::pages_resume + 2u) << "with coralie";
    EXPECT_EQ(story.state.paged_lately(again), domain::pages_resume + 1u);
}

TEST(Limits, OfPagesRefuseACallByHandInWords) {
    auto story = woken();
    EXPECT_THAT(call_by_hand(story), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::pages_at_limit);
    story.now += domain::pages_window;
    EXPECT_THAT(kinds(call_by_hand(story)), ElementsAre("person_paged"));
}

TEST(Limits, OfPagesCountACallByHand) {
    auto story = paging();
    story.state.paged_at.assign(domain::pages_max - 1, story.now);
    EXPECT_THAT(kinds(call_by_hand(story)), ElementsAre("person_paged"));
    EXPECT_THAT(call_by_hand(story, "omar"), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::pages_at_limit);
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("coralie"));
}

// To set a rule aside asks everybody again: it is said no to, and the rule stands.
TEST(Limits, OfPagesRefuseToAskAgain) {
    World world;
    for (const auto* person : {"nadia", "omar", "lise"})
        world.person(person).set_gender(v1::GenderPreference::man);
    Story story(world);
    v1::Command open;
    open.mutable_open_case()->set_alert_id(alert_uuid);
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->set_gender_preference(v1::GenderPreference::woman);
    open.mutable_open_case()->add_needs()->set_need(care);
    story.when(open);
    ASSERT_THAT(paged(story.history), ElementsAre("coralie"));
    v1::Command relax;
    relax.mutable_override_rule()->set_need(care);
    relax.mutable_override_rule()->set_rule(v1::OverridableRule::responder_gender);
    relax.mutable_override_rule()->set_reason(v1::OverrideReason::she_agreed);
    auto full = story;
    full.state.paged_at.assign(domain::pages_max, full.now);
    EXPECT_THAT(full.when(relax, "coralie"), IsEmpty());
    EXPECT_EQ(full.rejection, Rejection::pages_at_limit);
    auto held = story;
    held.state.held_until = held.now + 1ms;
    EXPECT_THAT(held.when(relax, "coralie"), IsEmpty());
    EXPECT_EQ(held.rejection, Rejection::pages_at_limit);
    held.now += 1ms;
    EXPECT_THAT(paged(held.when(relax, "coralie")), ElementsAre("nadia"));
}

// ── the length of a history ──

TEST(Limits, OfEventsAreToldOnceToTheCoordinatorAndToPrivacy) {
    auto story = nearly_full(with_privacy());
    const auto events = add_need(story, shelter);
    const auto* said = said_in(events);
    ASSERT_NE(said, nullptr);
    EXPECT_EQ(said->limit(), LimitReached::events);
    EXPECT_GE(said->count(), domain::events_max);
    EXPECT_EQ(said->until_ms(), 0);
    EXPECT_THAT(told_of(*said), ElementsAre("paul"));
    EXPECT_THAT(paged(events), Contains("coralie"));
    const auto more = story.answer(story.page_of("nadia"), v1::Answer::decline);
    EXPECT_EQ(said_in(more), nullptr);
    EXPECT_FALSE(more.empty());
}

TEST(Limits, OfEventsOfAClosedCaseAreToldInAWordToBoth) {
    auto story = nearly_full(with_privacy());
    story.state.version = 1'000;
    settle(story, care, v1::Outcome::met);
    v1::Command close;
    close.mutable_close_case();
    story.when(close, "coralie");
    story.state.version = domain::events_max - 1;
    const auto events = story.answer(story.page_of("nadia"), v1::Answer::accept);
    ASSERT_NE(said_in(events), nullptr);
    EXPECT_THAT(told_of(*said_in(events)), UnorderedElementsAre("paul", "coralie", "denis"));
    EXPECT_THAT(paged(events), IsEmpty());
}

TEST(Limits, OfEventsRefuseWhatAddsInWords) {
    const auto refused = [](v1::Command command) {
        auto story = paging();
        story.state.version = domain::events_max;
        EXPECT_THAT(story.when(std::move(command), "coralie"), IsEmpty());
        return story.rejection;
    };
    v1::Command command;
    command.mutable_add_need()->set_need(shelter);
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_page_person()->set_need(care);
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_override_rule()->set_need(care);
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_offer_pivot()->set_person("nadia");
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_propose_referral()->set_organization("hospital");
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_plan_escort();
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_plan_relocation();
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_start_clock();
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_ask_fund();
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_share_with_sector()->add_fields(v1::SharedField::health);
    EXPECT_EQ(refused(command), Rejection::history_at_limit);
    command.mutable_share_with_sector()->clear_fields();
    EXPECT_NE(refused(command), Rejection::history_at_limit) << "to take it back adds nothing";
}

TEST(Limits, OfEventsHearEverythingThatEndsSomething) {
    const auto heard = [](const v1::Command& command, const std::string& person) {
        auto story = paging();
        story.answer(story.page_of("nadia"), v1::Answer::accept, 10);
        story.state.version = domain::events_max;
        story.when(command, person);
        return story.rejection;
    };
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(v1::Sector::health);
    EXPECT_EQ(heard(command, "worker"), Rejection::none);
    command.mutable_refuse_need()->set_need(care);
    EXPECT_EQ(heard(command, "worker"), Rejection::none);
    command.mutable_restrict_case()->set_restricted(true);
    command.mutable_restrict_case()->set_reason("organized_crime");
    EXPECT_EQ(heard(command, "coralie"), Rejection::none) << "fewer eyes, whatever it costs";
    command.mutable_link_case()->set_other("0b6a3a52-5d0c-4d56-8f0e-6a4f0c9f3b11");
    EXPECT_EQ(heard(command, "coralie"), Rejection::none) << "how it goes on in another";
    command.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("sealed");
    EXPECT_EQ(heard(command, "worker"), Rejection::none) << "whoever comes must reach her";
    command.mutable_hand_to_pathway()->add_steps()->set_need("transitional_housing");
    EXPECT_EQ(heard(command, "coralie"), Rejection::none);
}

// Somebody took it by her own hand and cannot go on, or a need waits for a word that she gives now:
// refused, nobody would come.
TEST(Limits, OfEventsLetNobodyBeLost) {
    auto taken = paging();
    v1::Command command;
    command.mutable_take_need()->set_need(care);
    command.mutable_take_need()->set_reason("coordinator_will_follow");
    taken.when(command, "coralie");
    taken.state.version = domain::events_max;
    command.mutable_release_need()->set_need(care);
    EXPECT_THAT(kinds(taken.when(command, "coralie")), Contains("need_reopened"));

    auto awaited = paging();
    add_need(awaited, police);
    ASSERT_EQ(awaited.rejection, Rejection::none);
    awaited.state.version = domain::events_max;
    command.mutable_give_consent()->set_need(police);
    command.mutable_give_consent()->set_basis(v1::ConsentBasis::written);
    EXPECT_THAT(paged(awaited.when(command)), Contains("sergeant"));
}

TEST(Limits, OfEventsAnswersDeadlinesAndTheEndGoOn) {
    auto story = paging();
    story.state.version = domain::events_max;
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), Contains("omar"));
    EXPECT_THAT(kinds(story.answer(story.page_of("nadia"), v1::Answer::accept, 10)),
                Contains("need_covered"));
    EXPECT_THAT(kinds(story.handed_over(story.page_of("omar"))), Not(Contains("limit_reached")));
    EXPECT_THAT(kinds(settle(story, care, v1::Outcome::met)), Contains("need_settled"));
    v1::Command close;
    close.mutable_close_case();
    EXPECT_THAT(kinds(story.when(close, "coralie")), Contains("case_closed"));
    v1::Command again;
    again.mutable_reopen_case()->set_reason("she_came_back");
    story.when(again, "coralie");
    EXPECT_EQ(story.rejection, Rejection::history_at_limit) << "it goes on in another, linked";
}

}  // namespace
}  // namespace relais::test
