// How the coalition is made: who is admitted, what a committee may do, who changes what, and how
// soon a member answers.
#include "tests/unit/coalition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/admission.hpp"
#include "common/domain/directory_change.hpp"
#include "common/domain/directory_history.hpp"
#include "common/domain/directory_rights.hpp"
#include "common/domain/rehearsal.hpp"
#include "common/domain/scopes.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using v1::MembershipStep;
using v1::Rejection;

constexpr auto care = v1::Need::immediate_care;

std::vector<std::string> said(const std::vector<domain::DirectoryFault>& faults) {
    std::vector<std::string> lines;
    for (const auto& fault : faults)
        lines.push_back(fault.path + " " + fault.reason + " " + fault.value);
    return lines;
}

TEST(Kinds, CommitteesCriteriaAndMilestonesAreEntriesLikeAllOthers) {
    Coalition coalition;
    const auto before = coalition.data();
    auto after = before;
    after.mutable_committees(0)->add_members("nadia");
    after.mutable_criteria()->RemoveLast();
    after.add_milestones()->set_milestone(v1::Milestone::pivot_named);
    const auto change = domain::difference(before, after);
    EXPECT_EQ(domain::apply(before, change).SerializeAsString(), after.SerializeAsString());
    std::vector<std::string> told;
    for (const auto& one : domain::changes_between(before, after))
        told.push_back(one.entry().kind() + "/" + one.entry().id() + " " +
                       v1::EntryChange::Kind_Name(one.kind()));
    EXPECT_THAT(told,
                UnorderedElementsAre("committee/members changed", "criterion/training removed",
                                     "milestone/pivot_named added"));
}

TEST(CoalitionFaults, AreNamedWithTheirPathReasonAndValue) {
    Coalition coalition;
    auto& data = coalition.data();
    auto& committee = *data.mutable_committees(0);
    committee.add_members("ghost");
    committee.set_chair("omar");
    committee.add_scopes(v1::Scope::unknown);
    committee.clear_name_en();
    data.add_criteria()->set_id("charter");
    coalition.hospital().add_criteria_met("kindness");
    coalition.hospital().set_representative("ines");
    organization_of(data, "police").set_representative("ghost");
    for (int i = 0; i < 2; ++i) data.add_milestones()->set_milestone(v1::Milestone::safe_place);
    data.mutable_milestones(0)->set_within_minutes(240);
    data.add_milestones()->set_within_minutes(1);
    EXPECT_THAT(
        said(domain::faults_of(data)),
        UnorderedElementsAre(
            "criteria[2].id id_twice charter", "committees[0].nameEn name_missing members",
            "committees[0].members[1] person_unknown ghost",
            "committees[0].chair chair_not_member omar",
            "committees[0].scopes[1] scope_unknown members",
            "criteria[2].nameFr name_missing charter", "criteria[2].nameEn name_missing charter",
            "organizations[0].representative representative_elsewhere ines",
            "organizations[0].criteriaMet[0] criterion_unknown kindness",
            "organizations[2].representative person_unknown ghost",
            "milestones[1].milestone milestone_twice safe_place",
            "milestones[1].withinMinutes minutes_missing ",
            "milestones[2].milestone milestone_unknown "));
}

TEST(Admission, AsksForEveryCriterionAndARepresentativeOfThatOrganization) {
    Coalition coalition;
    auto hospital = coalition.hospital();
    hospital.clear_representative();
    hospital.add_criteria_met("charter");
    add_step(hospital, MembershipStep::admitted, night);
    EXPECT_EQ(coalition.change(Coalition::putting(hospital), night), Rejection::directory_faulty);
    const auto after = domain::apply(coalition.state.data, Coalition::putting(hospital));
    EXPECT_THAT(said(domain::admission_faults(coalition.state.data, after)),
                UnorderedElementsAre("organizations[0].criteriaMet criterion_not_met training",
                                     "organizations[0].representative representative_missing "
                                     "hospital"));
    hospital.add_criteria_met("training");
    hospital.set_representative("nadia");
    EXPECT_EQ(coalition.change(Coalition::putting(hospital), night), Rejection::none);
}

TEST(Admission, PutsNobodyOutWhoStandsAlready) {
    Coalition coalition;
    auto& night_shelter = organization_of(coalition.data(), "night-shelter");
    add_step(night_shelter, MembershipStep::admitted, night - 24h);
    coalition.state = Coalition::put(coalition.data());
    auto renamed = night_shelter;
    renamed.set_name("Halte");
    EXPECT_EQ(coalition.change(Coalition::putting(renamed), night), Rejection::none);
    add_step(renamed, MembershipStep::suspended, night);
    EXPECT_EQ(coalition.change(Coalition::putting(renamed), night), Rejection::none)
        << "to suspend asks for nothing";
    add_step(renamed, MembershipStep::admitted, night + 1h);
    EXPECT_EQ(coalition.change(Coalition::putting(renamed), night), Rejection::directory_faulty)
        << "to come back asks for everything";
}

TEST(Admission, IsNotGainedBySayingNothing) {
    Coalition coalition;
    auto hospital = coalition.hospital();
    hospital.clear_membership();
    EXPECT_EQ(coalition.change(Coalition::putting(hospital), night), Rejection::directory_faulty);
    v1::Organization fresh;
    fresh.set_id("fresh");
    EXPECT_EQ(coalition.change(Coalition::putting(fresh), night), Rejection::directory_faulty);
    add_step(fresh, MembershipStep::applied, night);
    EXPECT_EQ(coalition.change(Coalition::putting(fresh), night), Rejection::none);
}

TEST(Scopes, AreThoseOfACommitteeWhileItsMemberBelongs) {
    Coalition coalition;
    auto& coalition_itself = organization_of(coalition.data(), "coalition");
    add_step(coalition_itself, MembershipStep::admitted, night - 1h);
    add_step(coalition_itself, MembershipStep::ended, night + 1h);
    const auto directory = coalition.world.directory();
    EXPECT_TRUE(domain::may(*directory, "coralie", v1::Scope::membership, night));
    EXPECT_FALSE(domain::may(*directory, "coralie", v1::Scope::privacy, night));
    EXPECT_FALSE(domain::may(*directory, "denis", v1::Scope::membership, night));
    EXPECT_FALSE(domain::may(*directory, "coralie", v1::Scope::membership, night + 1h));
    EXPECT_FALSE(domain::may(*directory, "", v1::Scope::membership, night));
    EXPECT_TRUE(domain::belongs(*directory, "coralie", night + 1h - 1ms));
    EXPECT_FALSE(domain::belongs(*directory, "coralie", night + 1h));
    EXPECT_FALSE(domain::belongs(*directory, "stranger", night));
}

// Nadia speaks for the hospital, coralie sits on the committee; the hospital is admitted.
class Rights : public testing::Test {
protected:
    Rights() {
        for (const char* id : {"charter", "training"}) coalition.hospital().add_criteria_met(id);
        add_step(coalition.hospital(), MembershipStep::admitted, night - 24h);
        directory = coalition.world.directory();
    }
    template <class Entry>
    bool may(const std::string& person, const Entry& entry, Instant at = night) {
        return domain::may_change(*directory, Coalition::putting(entry), person, at);
    }

    Coalition coalition;
    domain::DirectoryPtr directory;
};

TEST_F(Rights, TheRepresentativeKeepsHerOrganizationRightAndDecidesNothingAboutItsMembership) {
    auto hospital = coalition.hospital();
    hospital.set_name("Hôpital de nuit");
    EXPECT_TRUE(may("nadia", hospital));
    EXPECT_FALSE(may("omar", hospital));
    EXPECT_FALSE(may("omar", coalition.hospital())) << "not even to say that it is still so";
    EXPECT_FALSE(may("coralie", hospital)) << "the committee decides about membership alone";
    auto police = organization_of(coalition.data(), "police");
    police.set_name("x");
    EXPECT_FALSE(may("nadia", police));
    hospital.mutable_dues_paid_until()->set_seconds(1'800'000'000);
    EXPECT_FALSE(may("nadia", hospital));
}

TEST_F(Rights, TheCommitteeAdmitsSuspendsAndEnds) {
    auto hospital = coalition.hospital();
    add_step(hospital, MembershipStep::suspended, night);
    EXPECT_TRUE(may("coralie", hospital));
    EXPECT_FALSE(may("nadia", hospital));
    v1::Organization fresh;
    fresh.set_id("fresh");
    EXPECT_TRUE(may("coralie", fresh));
    EXPECT_FALSE(may("nadia", fresh));
}

TEST_F(Rights, TheRepresentativeChangesHerOwnPeopleAndNobodyElses) {
    auto omar = coalition.world.person("omar");
    omar.add_languages("es");
    EXPECT_TRUE(may("nadia", omar));
    EXPECT_FALSE(may("omar", omar));
    omar.set_organization("police");
    EXPECT_FALSE(may("nadia", omar)) << "she sends nobody to another house";
    auto ines = coalition.world.person("ines");
    ines.set_organization("hospital");
    EXPECT_FALSE(may("nadia", ines)) << "nor takes anybody from one";
    v1::ChangeDirectory gone;
    *gone.add_removed() = entry("person", "omar");
    EXPECT_TRUE(domain::may_change(*directory, gone, "nadia", night));
    *gone.add_removed() = entry("roster", "roster-health-06");
    EXPECT_FALSE(domain::may_change(*directory, gone, "nadia", night));
}

TEST_F(Rights, AFormShowsWhatIsHersToChange) {
    const auto part = [&](const char* kind, const char* id, const char* person) {
        const auto editable = domain::editable(*directory, entry(kind, id), person, night);
        return std::string(editable.standing ? "standing " : "") + (editable.rest ? "rest" : "");
    };
    EXPECT_EQ(part("organization", "hospital", "nadia"), "rest");
    EXPECT_EQ(part("organization", "hospital", "coralie"), "standing ");
    EXPECT_EQ(part("organization", "", "coralie"), "standing rest");
    EXPECT_EQ(part("organization", "", "nadia"), "");
    EXPECT_EQ(part("person", "omar", "nadia"), "rest");
    EXPECT_EQ(part("person", "", "nadia"), "rest");
    EXPECT_EQ(part("person", "", "omar"), "");
    EXPECT_EQ(part("ladder", "standard", "nadia"), "");
}

TEST_F(Rights, EndWithTheMembership) {
    auto omar = coalition.world.person("omar");
    add_step(coalition.hospital(), MembershipStep::ended, night + 1h);
    directory = coalition.world.directory();
    EXPECT_TRUE(may("nadia", omar, night + 1h - 1ms));
    EXPECT_FALSE(may("nadia", omar, night + 1h));
    EXPECT_FALSE(domain::editable(*directory, entry("person", "omar"), "nadia", night + 1h).any());
    EXPECT_FALSE(domain::may_assure(*directory, entry("person", "omar"), "nadia", night + 1h));
    EXPECT_TRUE(domain::may_assure(*directory, entry("person", "omar"), "nadia", night));
    EXPECT_FALSE(domain::may_assure(*directory, entry("person", "omar"), "coralie", night));
}

// How long the first rung waits, in seconds.
std::uint32_t first_wait(World& world) {
    Story story{world};
    for (const auto& event : story.alert({care}))
        if (event.has_rung_reached()) return event.rung_reached().wait_ms() / 1'000;
    return 0;
}

TEST(Acknowledgement, ARungWaitsNoLongerThanEverybodyOnItAgreedTo) {
    World world;  // the first rung waits 90 seconds
    auto& agreement = *organization_of(world.data(), "hospital").mutable_agreement();
    EXPECT_EQ(first_wait(world), 90u);
    agreement.set_acknowledge_within_ms(30'000);
    EXPECT_EQ(first_wait(world), 30u);
    agreement.set_acknowledge_within_ms(300'000);
    EXPECT_EQ(first_wait(world), 90u) << "never longer";
    agreement.set_acknowledge_within_ms(1);
    EXPECT_EQ(first_wait(world), 5u) << "nobody answers in a millisecond";
}

TEST(Acknowledgement, TheSlowestOfARungCountsAndWhoeverAgreedToNothingLeavesItAsItIs) {
    World world;
    world.data().mutable_need_rules(0)->set_quota(2);
    auto& turn =
        *world.data().mutable_rosters(0)->mutable_layers(0)->mutable_rotation()->mutable_turns(0);
    turn.add_people("lise");
    world.organization("clinic", v1::Sector::health);
    world.person("lise").set_organization("clinic");
    organization_of(world.data(), "hospital")
        .mutable_agreement()
        ->set_acknowledge_within_ms(30'000);
    EXPECT_EQ(first_wait(world), 90u) << "the clinic agreed to nothing";
    organization_of(world.data(), "clinic").mutable_agreement()->set_acknowledge_within_ms(60'000);
    EXPECT_EQ(first_wait(world), 60u);
}

TEST(Acknowledgement, IsToldInARehearsal) {
    World world;
    organization_of(world.data(), "hospital")
        .mutable_agreement()
        ->set_acknowledge_within_ms(30'000);
    v1::OpenCase alert;
    alert.set_territory("06");
    alert.add_needs()->set_need(care);
    const auto answer = domain::rehearse(alert, {}, *world.directory(), night);
    ASSERT_TRUE(answer);
    std::vector<std::uint32_t> waits;
    for (const auto& rung : answer->needs(0).rungs()) waits.push_back(rung.wait_ms() / 1'000);
    EXPECT_THAT(waits, ElementsAre(30, 30, 30, 120))
        << "the hospital on three rungs, then the coordination";
}

TEST(Acknowledgement, TheLastRungIsStillAskedLessAndLessOften) {
    World world;  // 2 minutes, doubled up to 8
    organization_of(world.data(), "coalition")
        .mutable_agreement()
        ->set_acknowledge_within_ms(60'000);
    world.data().mutable_ladders(0)->mutable_rungs()->DeleteSubrange(0, 3);
    Story story{world};
    story.alert({care});
    std::vector<std::uint32_t> waits;
    for (int repeat = 0; repeat < 5; ++repeat) {
        story.fire("rung/immediate_care");
        waits.push_back(story.history.back().rung_reached().wait_ms() / 1'000);
    }
    EXPECT_THAT(waits, ElementsAre(120, 240, 480, 480, 480));
}

}  // namespace
}  // namespace relais::test
