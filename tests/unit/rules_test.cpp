// The rules of the trade, one by one, on the demo's directory: a nurse in Montréal raises an alert
// at three in the morning, and we read who would be called.
#include "common/domain/rules.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "tests/unit/demo_drill.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using v1::Circumstance;
using v1::Need;
using v1::Reason;
using v1::Rule;

constexpr auto shelter = Need::emergency_shelter;
constexpr auto care = Need::immediate_care;

std::vector<Need::Kind> order(const Drill& drill) {
    std::vector<Need::Kind> kinds;
    for (const auto& need : drill.answer.needs()) kinds.push_back(need.need());
    return kinds;
}

void consent(Drill& drill, v1::Sector::Code sector, v1::ConsentBasis::Code basis) {
    auto& given = *drill.alert.add_consents();
    given.set_sector(sector);
    given.set_basis(basis);
}

TEST(Rules, R1_AMinorOrPossiblyOneOpensYouthProtectionAndNoHouseForAdults) {
    for (const auto age :
         {v1::AgeBand::under_14, v1::AgeBand::from_14_to_17, v1::AgeBand::possibly_minor}) {
        Drill drill{shelter};
        drill.alert.set_age_band(age);
        drill.rehearse();
        const auto* youth = drill.need(Need::youth_protection);
        ASSERT_NE(youth, nullptr);
        EXPECT_FALSE(youth->named());
        EXPECT_THAT(youth->rules(), ElementsAre(Rule::minor));
        EXPECT_EQ(youth->consent(), v1::ConsentBasis::youth_protection_act);
        EXPECT_THAT(drill.organizations(Need::youth_protection), ElementsAre("jeunesse-verger"));
        EXPECT_THAT(drill.organizations(shelter), Not(Contains("maison-fanal")));
        EXPECT_THAT(drill.passed_over(shelter, Reason::adults_only), Not(IsEmpty()));
    }
}

TEST(Rules, R1_AnAdultOpensNothingOfIt) {
    Drill drill{shelter};
    drill.alert.set_age_band(v1::AgeBand::over_25);
    drill.rehearse();
    EXPECT_EQ(drill.need(Need::youth_protection), nullptr);
    EXPECT_THAT(drill.organizations(shelter), ElementsAre("maison-fanal"));
    EXPECT_THAT(drill.passed_over(shelter, Reason::minors_only),
                Contains(testing::StartsWith("toit-des-possibles")));
}

TEST(Rules, R2_AnOfficialOpensASocialWorkerAndALawyer) {
    for (const auto who : {v1::IdentifiedBy::police_officer, v1::IdentifiedBy::border_officer,
                           v1::IdentifiedBy::labour_inspector}) {
        Drill drill{shelter};
        drill.alert.set_identified_by(who);
        drill.rehearse();
        for (const auto kind : {Need::social_worker, Need::legal_help}) {
            ASSERT_NE(drill.need(kind), nullptr);
            EXPECT_THAT(drill.need(kind)->rules(), ElementsAre(Rule::identified_by_official));
            EXPECT_EQ(drill.need(kind)->consent(), v1::ConsentBasis::unknown)
                << "open, and paged once she agrees";
        }
    }
    Drill nurse{shelter};
    nurse.alert.set_identified_by(v1::IdentifiedBy::health_worker);
    EXPECT_THAT(order(nurse.rehearse()), ElementsAre(shelter));
}

TEST(Rules, R2_WithHerConsentTheyAreCalledAtOnce) {
    Drill drill{shelter};
    drill.alert.set_identified_by(v1::IdentifiedBy::police_officer);
    consent(drill, v1::Sector::legal, v1::ConsentBasis::verbal);
    drill.rehearse();
    EXPECT_EQ(drill.need(Need::legal_help)->consent(), v1::ConsentBasis::verbal);
    EXPECT_EQ(drill.need(Need::legal_help)->rungs(0).at().seconds() * 1000, to_ms(saturday_night));
}

TEST(Rules, R3_PoliceComeByConsentSeriousRiskOrImminentDangerAlone) {
    using v1::ConsentBasis;
    const auto basis_with = [](std::vector<ConsentBasis::Code> given) {
        Drill drill{Need::police_protection};
        for (const auto basis : given) consent(drill, v1::Sector::police, basis);
        return drill.rehearse().need(Need::police_protection)->consent();
    };
    EXPECT_EQ(basis_with({}), ConsentBasis::unknown) << "naming the need is not enough";
    EXPECT_EQ(basis_with({ConsentBasis::youth_protection_act}), ConsentBasis::unknown);
    for (const auto basis : {ConsentBasis::verbal, ConsentBasis::written,
                             ConsentBasis::serious_risk, ConsentBasis::imminent_danger})
        EXPECT_EQ(basis_with({basis}), basis);
}

TEST(Rules, R3_RefusingPoliceChangesNothingElse) {
    Drill without{shelter, care};
    Drill with{shelter, care, Need::police_protection};
    without.rehearse();
    with.rehearse();
    for (const auto kind : {shelter, care})
        EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*without.need(kind),
                                                                       *with.need(kind)));
}

TEST(Rules, R4_ALanguageThatTheWorkerDoesNotSpeakOpensAnInterpreter) {
    Drill drill{shelter};
    drill.alert.add_languages("es");
    drill.rehearse();
    ASSERT_NE(drill.need(Need::interpretation), nullptr);
    EXPECT_THAT(drill.need(Need::interpretation)->rules(), ElementsAre(Rule::language));
    EXPECT_TRUE(drill.every_call_says(Need::interpretation, Reason::speaks_language));
    for (const auto& person : drill.called(Need::interpretation))
        EXPECT_THAT(drill.directory->person(person)->languages(), Contains("es"));
    EXPECT_THAT(drill.passed_over(Need::interpretation, Reason::language_not_spoken),
                Not(IsEmpty()));

    drill.by.set_person("parvis-2");  // speaks Spanish herself
    EXPECT_EQ(drill.rehearse().need(Need::interpretation), nullptr);
}

TEST(Rules, R4_ADialectThatIsAskedForIsMeant) {
    Drill drill{Need::interpretation};
    drill.alert.add_languages("es-419");
    drill.rehearse();
    EXPECT_THAT(drill.called(Need::interpretation), IsEmpty());
    const auto& last = *drill.need(Need::interpretation)->rungs().rbegin();
    EXPECT_EQ(last.picks_size(), 1) << "the coordinator";
}

TEST(Rules, R5_ARemovalDeadlineGoesBeforeAllButLifeSafety) {
    Drill drill{Need::spiritual_support, shelter, Need::immigration_defence, care};
    drill.alert.set_deadline_ms(to_ms(saturday_night + std::chrono::hours(9)));
    EXPECT_THAT(order(drill.rehearse()),
                ElementsAre(care, Need::immigration_defence, Need::spiritual_support, shelter));
    drill.alert.clear_deadline_ms();
    EXPECT_THAT(order(drill.rehearse()),
                ElementsAre(Need::spiritual_support, shelter, Need::immigration_defence, care));
    Drill opened{shelter};
    opened.alert.add_circumstances(Circumstance::detention_or_removal);
    EXPECT_THAT(order(opened.rehearse()), ElementsAre(Need::immigration_defence, shelter));
}

TEST(Rules, R6_OrganizedCrimeSleepsOutsideTheDangerArea) {
    Drill drill{shelter};
    drill.alert.add_circumstances(Circumstance::organized_crime);
    drill.rehearse();
    EXPECT_TRUE(drill.answer.restricted());
    EXPECT_THAT(drill.organizations(shelter), Not(Contains("maison-fanal")));
    EXPECT_TRUE(drill.every_call_says(shelter, Reason::outside_danger_area));
    EXPECT_THAT(drill.passed_over(shelter, Reason::in_danger_area),
                Contains(testing::StartsWith("maison-fanal")));
    for (int rung = 0; rung + 1 < drill.need(shelter)->rungs_size(); ++rung)
        for (const auto& organization : drill.organizations(shelter, rung))
            EXPECT_NE(drill.directory->organization(organization)->place(), "06");
}

TEST(Rules, R6_OnlyTheUnitForItIsCalledAmongPolice) {
    Drill drill{Need::police_protection};
    drill.alert.set_territory("03");
    drill.alert.add_circumstances(Circumstance::organized_crime);
    consent(drill, v1::Sector::police, v1::ConsentBasis::verbal);
    drill.rehearse();
    EXPECT_THAT(drill.passed_over(Need::police_protection, Reason::credential_missing),
                Not(IsEmpty()));
    for (int rung = 0; rung + 1 < drill.need(Need::police_protection)->rungs_size(); ++rung)
        EXPECT_TRUE(drill.every_call_says(Need::police_protection, Reason::trained, rung));
}

TEST(Rules, R7_NothingThatSheLivesWithTurnsHerAway) {
    Drill plain{shelter, care, Need::basic_needs};
    Drill burdened{shelter, care, Need::basic_needs};
    for (const auto what : {Circumstance::substance_use, Circumstance::mental_health,
                            Circumstance::precarious_status, Circumstance::no_health_card})
        burdened.alert.add_circumstances(what);
    plain.rehearse();
    burdened.rehearse();
    for (const auto kind : {shelter, care, Need::basic_needs}) {
        EXPECT_EQ(burdened.called(kind).size(), plain.called(kind).size());
        EXPECT_THAT(burdened.passed_over(kind, Reason::cannot_receive), IsEmpty());
    }
    // The house that is not made for it is asked last, and still asked.
    auto& everybody_else = *burdened.alert.add_exclusions();
    everybody_else.set_organization("maison-fanal");
    burdened.alert.add_exclusions()->set_organization("ourse");
    burdened.rehearse();
    EXPECT_THAT(burdened.organizations(shelter), ElementsAre("oree"));
    EXPECT_TRUE(burdened.every_call_says(shelter, Reason::situation_relaxed));
}

TEST(Rules, R8_DeclaredAndWishedIsOfferedFirstAndInPlaceOfNothing) {
    Drill drill{shelter, care, Need::indigenous_support};
    drill.alert.add_circumstances(Circumstance::indigenous);
    EXPECT_THAT(order(drill.rehearse()), ElementsAre(Need::indigenous_support, shelter, care));
    EXPECT_THAT(drill.organizations(Need::indigenous_support), ElementsAre("quatre-vents"));
    EXPECT_THAT(drill.organizations(shelter), ElementsAre("ourse"));
    EXPECT_TRUE(drill.every_call_says(shelter, Reason::indigenous_service));
    EXPECT_EQ(drill.need(shelter)->rungs(0).at().seconds(),
              drill.need(care)->rungs(0).at().seconds());
}

TEST(Rules, R8_NothingIsInferredFromOneWithoutTheOther) {
    Drill declared{shelter};
    declared.alert.add_circumstances(Circumstance::indigenous);
    declared.alert.add_languages("moe");
    declared.rehearse();
    EXPECT_EQ(declared.need(Need::indigenous_support), nullptr);
    EXPECT_THAT(declared.organizations(shelter), ElementsAre("maison-fanal"));
    Drill wished{shelter, Need::indigenous_support};
    EXPECT_THAT(order(wished.rehearse()), ElementsAre(shelter, Need::indigenous_support));
    EXPECT_THAT(wished.organizations(shelter), ElementsAre("maison-fanal"));
}

TEST(Rules, R9_HerPreferenceBindsUntilSheSaysOtherwise) {
    Drill drill{shelter, care};
    drill.alert.set_gender_preference(v1::GenderPreference::man);
    drill.rehearse();
    for (const auto kind : {shelter, care})
        for (int rung = 0; rung + 1 < drill.need(kind)->rungs_size(); ++rung)
            for (const auto& person : drill.called(kind, rung))
                EXPECT_EQ(drill.directory->person(person)->gender(), v1::GenderPreference::man);
    EXPECT_THAT(drill.passed_over(shelter, Reason::gender_not_as_asked), Not(IsEmpty()));

    drill.alert.set_gender_may_relax(true);
    drill.rehearse();
    EXPECT_THAT(drill.passed_over(shelter, Reason::gender_not_as_asked), IsEmpty());
    EXPECT_FALSE(drill.called(shelter).empty());
}

TEST(Rules, R11_AnExclusionIsAbsoluteOnEveryRung) {
    Drill drill{shelter};
    const auto first = *drill.rehearse().called(shelter).begin();
    drill.alert.add_exclusions()->set_person(first);
    drill.alert.add_exclusions()->set_organization("ourse");
    drill.alert.add_exclusions()->set_territory("15");  // where the Orée stands
    drill.alert.add_exclusions()->set_organization("coordination");
    drill.rehearse();
    for (int rung = 0; rung < drill.need(shelter)->rungs_size(); ++rung) {
        EXPECT_THAT(drill.called(shelter, rung), Not(Contains(first)));
        EXPECT_THAT(drill.organizations(shelter, rung), Not(Contains("ourse")));
        EXPECT_THAT(drill.organizations(shelter, rung), Not(Contains("oree")));
        EXPECT_THAT(drill.organizations(shelter, rung), Not(Contains("coordination")));
    }
    EXPECT_THAT(drill.passed_over(shelter, Reason::excluded_person), ElementsAre(first));
    EXPECT_THAT(drill.passed_over(shelter, Reason::excluded_place), Not(IsEmpty()));
    EXPECT_THAT(drill.passed_over(shelter, Reason::excluded_organization), Not(IsEmpty()));
}

TEST(Rules, R11_AConflictOfInterestIsTheRespondersOwn) {
    Drill drill{Need::social_worker};
    // Number six is on call in one week of several.
    for (int week = 0; week < 8; ++week, drill.at += std::chrono::days(7))
        if (!drill.rehearse()
                 .passed_over(Need::social_worker, Reason::conflict_of_interest)
                 .empty())
            break;
    EXPECT_THAT(drill.passed_over(Need::social_worker, Reason::conflict_of_interest),
                ElementsAre("boussole-6"));
    drill.by.set_organization("veilleuse");
    EXPECT_THAT(drill.rehearse().passed_over(Need::social_worker, Reason::conflict_of_interest),
                IsEmpty());
}

TEST(Rules, R12_From16To25OpensTheStepIntoAdultLife) {
    for (const auto age : {v1::AgeBand::from_14_to_17, v1::AgeBand::from_18_to_25}) {
        Drill drill{shelter};
        drill.alert.set_age_band(age);
        drill.rehearse();
        ASSERT_NE(drill.need(Need::youth_transition), nullptr);
        EXPECT_THAT(drill.need(Need::youth_transition)->rules(),
                    ElementsAre(Rule::youth_transition));
    }
    Drill older{shelter};
    older.alert.set_age_band(v1::AgeBand::over_25);
    EXPECT_EQ(older.rehearse().need(Need::youth_transition), nullptr);
}

TEST(Rules, R14_EveryChoiceTellsItsCandidatesItsReasonsAndItsRules) {
    Drill drill{shelter, care, Need::interpretation};
    drill.alert.add_languages("es");
    drill.rehearse();
    EXPECT_GT(drill.answer.matching_version(), 0u);
    for (const auto& need : drill.answer.needs()) {
        for (const auto& rung : need.rungs()) {
            People seen;
            for (const auto& pick : rung.picks()) {
                EXPECT_TRUE(seen.insert(pick.person()).second);
                EXPECT_THAT(pick.reasons(), Contains(Reason::on_call));
            }
            for (const auto& passed : rung.passed_over()) {
                EXPECT_TRUE(seen.insert(passed.person()).second);
                EXPECT_NE(passed.reasons(0), Reason::unknown);
            }
            if (rung.reach() != v1::Rung::territory) continue;
            const Instant at = domain::instant_of(rung.at());
            for (const auto* roster : drill.directory->rosters(need.sector(), "06"))
                for (const auto& one : drill.directory->timetable(*roster).on_call(at))
                    EXPECT_THAT(seen, Contains(one.person));
        }
    }
}

TEST(Rules, PackagesOpenByWhoIdentifiedHerAndHerCircumstances) {
    Drill drill{};
    drill.alert.add_circumstances(Circumstance::forced_labour);
    drill.rehearse();
    EXPECT_THAT(order(drill), IsSupersetOf({Need::labour_rights, Need::basic_needs, shelter}));
    EXPECT_EQ(drill.need(Need::labour_rights)->package(), "travail");
    EXPECT_EQ(drill.need(Need::labour_rights)->consent(), v1::ConsentBasis::unknown);
}

TEST(Rules, NobodyInTheTerritoryClimbsToNeighboursTheProvinceAndTheCoordinator) {
    Drill drill{Need::legal_help};
    drill.alert.add_exclusions()->set_organization("parvis");
    drill.rehearse();
    const auto& rungs = drill.need(Need::legal_help)->rungs();
    std::vector<v1::Rung::Reach> reaches;
    for (const auto& rung : rungs) reaches.push_back(rung.reach());
    EXPECT_THAT(reaches, ElementsAre(v1::Rung::territory, v1::Rung::territory, v1::Rung::neighbours,
                                     v1::Rung::province, v1::Rung::coordinator));
    EXPECT_THAT(drill.called(Need::legal_help, 0), IsEmpty());
    EXPECT_THAT(drill.called(Need::legal_help, 2), IsEmpty()) << "the same office serves them";
    EXPECT_THAT(drill.organizations(Need::legal_help, 3), ElementsAre("passerelle"));
    EXPECT_THAT(drill.organizations(Need::legal_help, 4), ElementsAre("coordination"));
    EXPECT_TRUE(rungs.rbegin()->last());
}

}  // namespace
}  // namespace relais::test
