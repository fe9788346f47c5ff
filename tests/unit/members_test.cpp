// Who belongs, who rests, who is gone: what changes about people while cases go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/coverage.hpp"
#include "tests/unit/demo_drill.hpp"
#include "tests/unit/rosters.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::MembershipStep;
using v1::Reason;

constexpr auto care = v1::Need::immediate_care;

v1::Organization& organization(World& world, const std::string& id) {
    auto& all = *world.data().mutable_organizations();
    return *std::ranges::find(all, id, [](const auto& one) -> const auto& { return one.id(); });
}

void step(v1::Organization& organization, MembershipStep::State state, Instant from) {
    auto& added = *organization.add_membership();
    added.set_state(state);
    *added.mutable_from() = stamp(text_of(from));
}

v1::Reason::Code why_not(const std::vector<v1::Event>& events, const std::string& person) {
    for (const auto& event : events)
        for (const auto& passed : event.rung_reached().passed_over())
            if (passed.person() == person) return passed.reason();
    return Reason::unknown;
}

TEST(Membership, IsAppliedAdmittedSuspendedAndEnded) {
    v1::Organization house;
    EXPECT_TRUE(domain::member_at(&house, night)) << "nothing told: it always was";
    step(house, MembershipStep::applied, night);
    step(house, MembershipStep::admitted, night + 1h);
    step(house, MembershipStep::suspended, night + 2h);
    step(house, MembershipStep::admitted, night + 3h);
    step(house, MembershipStep::ended, night + 4h);
    std::vector<bool> member;
    for (int half = -1; half < 10; ++half)
        member.push_back(domain::member_at(&house, night + half * 30min));
    EXPECT_THAT(member, ElementsAre(false, false, false, true, true, false, false, true, true,
                                    false, false));
}

TEST(Membership, PeopleAndRostersEndWithItToTheMillisecond) {
    World world;
    auto& hospital = organization(world, "hospital");
    step(hospital, MembershipStep::admitted, night - 24h);
    step(hospital, MembershipStep::ended, night + 1h);
    const auto directory = world.directory();
    const auto& roster = *directory->rosters(v1::Sector::health, "06")[0];
    const auto& timetable = directory->timetable(roster);
    EXPECT_THAT(timetable.on_call(night + 1h - 1ms), Not(IsEmpty()));
    EXPECT_THAT(timetable.on_call(night + 1h), IsEmpty());
    bool gap = false;
    for (const auto& line : domain::coverage(*directory, night, night + 2h))
        for (const auto& hole : domain::gaps(line))
            gap = gap || (line.sector == v1::Sector::health && line.territory == "06" &&
                          hole.from == night + 1h);
    EXPECT_TRUE(gap) << "whoever watches the rosters sees it";
}

TEST(Membership, WhoeverDoesNotBelongIsPassedOverByName) {
    World world;
    auto& hospital = organization(world, "hospital");
    step(hospital, MembershipStep::admitted, night - 24h);
    step(hospital, MembershipStep::suspended, night - 1h);
    Story story{world};
    const auto events = story.alert({care});
    EXPECT_THAT(paged(events), ElementsAre("coralie")) << "the chain still ends at a human";
    EXPECT_EQ(why_not(events, "nadia"), Reason::membership_not_active);
}

TEST(Membership, ARosterEndsWithItsOwnOrganizationToo) {
    World world;
    auto& house = *world.data().add_organizations();
    house.set_id("agency");
    step(house, MembershipStep::applied, night - 24h);
    world.data().mutable_rosters(0)->set_organization("agency");
    Story story{world};
    EXPECT_EQ(why_not(story.alert({care}), "nadia"), Reason::membership_not_active);
}

TEST(Membership, TheSuspendedMemberOfTheDemoIsNotCalledAndIsSaidNotTo) {
    Drill drill{v1::Need::crisis_intervention};
    drill.rehearse();
    EXPECT_THAT(drill.organizations(v1::Need::crisis_intervention), ElementsAre("veilleuse"));
    EXPECT_THAT(drill.passed_over(v1::Need::crisis_intervention, Reason::membership_not_active),
                Contains(testing::StartsWith("vigie")));
    drill.at -= std::chrono::days(80);  // before it was suspended
    drill.alert.add_exclusions()->set_organization("veilleuse");
    EXPECT_THAT(drill.rehearse().organizations(v1::Need::crisis_intervention),
                ElementsAre("vigie"));
}

TEST(Agreement, HoldsForItsSectorsTerritoriesAndHours) {
    World world;
    auto& agreement = *organization(world, "hospital").mutable_agreement();
    world.data().mutable_rosters(0)->set_organization("hospital");
    const auto reason = [&] {
        Story story{world};
        return why_not(story.alert({care}), "nadia");
    };
    EXPECT_EQ(reason(), Reason::unknown);
    agreement.add_sectors(v1::Sector::shelter);
    EXPECT_EQ(reason(), Reason::outside_agreement);
    agreement.add_sectors(v1::Sector::health);
    agreement.add_territories("13");
    EXPECT_EQ(reason(), Reason::outside_agreement);
    agreement.add_territories("06");
    EXPECT_EQ(reason(), Reason::unknown);
    auto& hours = *agreement.add_hours();  // it is two in the morning
    hours.set_from_minute(6 * 60);
    hours.set_until_minute(22 * 60);
    agreement.set_zone("America/Toronto");
    EXPECT_EQ(reason(), Reason::outside_agreement);
    hours.set_until_minute(3 * 60);
    EXPECT_EQ(reason(), Reason::unknown);
}

TEST(Gone, APersonRemovedWhileBeingPagedIsSaidToBeAndTheNeedGoesOn) {
    World world;
    Story story{world};
    story.alert({care});
    const auto page = story.page_of("nadia");
    story.handed_over(page);
    for (auto& layer : *world.data().mutable_rosters(0)->mutable_layers())
        layer.mutable_rotation()->mutable_turns(0)->set_people(0, "omar");
    auto& people = *world.data().mutable_people();
    people.erase(std::ranges::find(people, "nadia", [](const auto& one) { return one.id(); }));
    story.directory = world.directory();
    const auto events = story.answer(page, v1::Answer::accept);
    EXPECT_EQ(story.rejection, v1::Rejection::none);
    EXPECT_THAT(kinds(events), ElementsAre("page_stood_down", "rung_reached"));
    EXPECT_EQ(events[0].page_stood_down().reason(), Reason::not_in_directory);
    EXPECT_FALSE(events[0].page_stood_down().has_message());
    EXPECT_THAT(paged(events), ElementsAre("omar"));
    EXPECT_EQ(story.state.need(care)->accepted(), 0u);
}

TEST(Gone, AnOrganizationThatEndsInTheMiddleOfACaseLeavesItToTheOthers) {
    World world;
    world.data()
        .mutable_rosters(0)
        ->mutable_layers(1)
        ->mutable_rotation()
        ->mutable_turns(0)
        ->set_people(0, "lise");
    world.organization("clinic", v1::Sector::health);
    world.person("lise").set_organization("clinic");
    auto& hospital = organization(world, "hospital");
    step(hospital, MembershipStep::admitted, night - 24h);
    step(hospital, MembershipStep::ended, night + 10s);
    Story story{world};
    story.alert({care});
    story.now += 5s;
    EXPECT_THAT(kinds(story.handed_over(story.page_of("nadia"))), ElementsAre("page_handed_over"));
    const auto events = story.fire("rung/immediate_care");
    EXPECT_EQ(events[0].page_stood_down().reason(), Reason::membership_not_active);
    EXPECT_TRUE(events[0].page_stood_down().has_message()) << "she was reached: she is told";
    EXPECT_THAT(paged(events), ElementsAre("lise"));
}

TEST(Excluded, NobodyTakesANeedThatSheMustBeKeptFrom) {
    World world;
    Story story{world};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(care);
    open.add_exclusions()->set_person("denis");
    story.when(command);
    v1::Command take;
    take.mutable_take_need()->set_need(care);
    story.when(take, "denis");
    EXPECT_EQ(story.rejection, v1::Rejection::excluded_for_her);
    story.when(take, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::none);
}

// Nadia and Omar stand together; both rest after a night page.
class Tired : public testing::Test {
protected:
    Tired() {
        world.data().mutable_rosters(0)->mutable_layers(1)->set_level(1);
        v1::Event paged_before;
        paged_before.set_now_ms(to_ms(night - 1h));  // one in the morning
        paged_before.mutable_rung_reached()->add_picks()->set_person("nadia");
        known.load.note(paged_before);
    }
    std::vector<v1::Event> alert() {
        v1::Command command;
        command.set_aggregate(case_aggregate);
        command.mutable_open_case()->set_territory("06");
        command.mutable_open_case()->add_needs()->set_need(care);
        domain::CaseState state;
        state.aggregate = case_aggregate;
        return *domain::decide(state, command, night, *world.directory(), known);
    }

    World world;
    domain::Known known;
};

TEST_F(Tired, TheLongestRestedIsAskedFirst) {
    EXPECT_THAT(paged(alert()), ElementsAre("omar"));
    known = {};
    EXPECT_THAT(paged(alert()), ElementsAre("nadia")) << "in the order of the roster otherwise";
}

TEST_F(Tired, SheRestsAfterANightPageForAsLongAsSheSaid) {
    world.person("nadia").mutable_rest()->set_after_night_minutes(240);
    const auto events = alert();
    ASSERT_EQ(why_not(events, "nadia"), Reason::resting);
    for (const auto& event : events)
        for (const auto& passed : event.rung_reached().passed_over())
            if (passed.person() == "nadia") EXPECT_EQ(passed.until_ms(), to_ms(night + 3h));
    world.person("nadia").mutable_rest()->set_after_night_minutes(60);
    EXPECT_EQ(why_not(alert(), "nadia"), Reason::enough_paged) << "she has rested";
}

TEST_F(Tired, ADayPageIsNoNightPage) {
    known = {};
    v1::Event yesterday;
    yesterday.set_now_ms(to_ms(night - 5h));  // nine in the evening
    yesterday.mutable_rung_reached()->add_picks()->set_person("nadia");
    known.load.note(yesterday);
    world.person("nadia").mutable_rest()->set_after_night_minutes(1440);
    EXPECT_EQ(why_not(alert(), "nadia"), Reason::enough_paged);
}

TEST_F(Tired, NobodyIsAskedAboveHerCeilingUntilItIsBehindHer) {
    world.person("omar").mutable_rest()->set_most_acceptances(1);
    v1::Event accepted;
    accepted.set_now_ms(to_ms(night - 11h));
    auto& answered = *accepted.mutable_page_answered();
    answered.set_page("case/1/0");
    answered.set_person("omar");
    answered.set_answer(v1::Answer::accept);
    known.load.note(accepted);
    EXPECT_EQ(why_not(alert(), "omar"), Reason::load_ceiling);
    EXPECT_EQ(known.load.acceptances("omar", night + 1h), 0u) << "twelve hours later";
    v1::Event down;
    down.mutable_page_stood_down()->set_page("case/1/0");
    known.load.note(down);
    EXPECT_EQ(why_not(alert(), "omar"), Reason::unknown);
}

TEST_F(Tired, WhoeverIsOnDutyForCoordinationIsCalledTiredOrNot) {
    for (const char* person : {"nadia", "omar"})
        world.person(person).mutable_rest()->set_most_acceptances(1);
    for (const char* person : {"nadia", "omar", "coralie", "denis"}) {
        world.person(person).mutable_rest()->set_most_acceptances(1);
        v1::Event accepted;
        accepted.set_now_ms(to_ms(night));
        accepted.mutable_page_answered()->set_page(person);
        accepted.mutable_page_answered()->set_person(person);
        accepted.mutable_page_answered()->set_answer(v1::Answer::accept);
        known.load.note(accepted);
    }
    world.data().mutable_territories(0)->clear_neighbours();
    EXPECT_THAT(paged(alert()), ElementsAre("coralie"));
}

TEST(Credentials, CountUntilTheyExpire) {
    World world;
    auto& demand = *world.data().mutable_need_rules(0)->add_demands();
    demand.set_credential(v1::Credential::sexual_assault_care);
    demand.set_required(true);
    demand.add_when(v1::Circumstance::sexual_violence);
    auto& held = *world.person("nadia").add_credentials();
    held.set_kind(v1::Credential::sexual_assault_care);
    *held.mutable_expires() = stamp(text_of(night));
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(care);
    EXPECT_THAT(paged(Story{world}.when(command)), ElementsAre("nadia")) << "not asked for here";
    open.add_circumstances(v1::Circumstance::sexual_violence);
    Story story{world};
    const auto events = story.when(command);
    EXPECT_EQ(why_not(events, "nadia"), Reason::credential_expired);
    EXPECT_EQ(why_not(events, "omar"), Reason::not_on_call_at_this_level);
    EXPECT_EQ(why_not({events.back()}, "lise"), Reason::unknown);
    *held.mutable_expires() = stamp(text_of(night + 1ms));
    EXPECT_THAT(paged(Story{world}.when(command)), ElementsAre("nadia"));
}

TEST(MemberFaults, AreNamedWithTheirPathAndReason) {
    World world;
    auto& hospital = organization(world, "hospital");
    step(hospital, MembershipStep::ended, night);
    step(hospital, MembershipStep::admitted, night + 1h);
    hospital.set_place("99");
    hospital.mutable_agreement()->add_territories("98");
    hospital.mutable_agreement()->add_hours();
    auto& nadia = world.person("nadia");
    nadia.add_credentials();
    nadia.add_exclusions();
    nadia.add_exclusions()->set_organization("ghosts");
    nadia.mutable_ways(0)->set_unverified(true);
    nadia.mutable_rest()->set_after_night_minutes(100'000);
    world.data().mutable_need_rules(0)->add_demands();
    std::vector<std::string> said;
    for (const auto& fault : domain::faults_of(world.data()))
        said.push_back(fault.path + " " + fault.reason);
    EXPECT_THAT(said,
                testing::UnorderedElementsAre(
                    "organizations[0].membership[1] membership_wrong",
                    "organizations[0].agreement.hours[0] window_never_opens",
                    "organizations[0].agreement.zone zone_unknown",
                    "organizations[0].agreement.territories[0] territory_unknown",
                    "organizations[0].place territory_unknown",
                    "people[0].credentials[0].kind credential_unknown",
                    "people[0].exclusions[0] exclusion_empty",
                    "people[0].exclusions[1].organization organization_unknown",
                    "people[0].ways[1] way_order", "people[0].rest.afterNightMinutes rest_too_long",
                    "needRules[0].demands[0].credential credential_unknown"));
}

TEST(Ways, OneThatWasNeverVerifiedIsNoWay) {
    World world;
    for (auto& way : *world.person("nadia").mutable_ways()) way.set_unverified(true);
    Story story{world};
    EXPECT_EQ(why_not(story.alert({care}), "nadia"), Reason::way_not_verified);
}

}  // namespace
}  // namespace relais::test
