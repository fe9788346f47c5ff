// Two alerts for one person, and cases that have to do with each other: what is asked over the mail
// between them, what stops and what never does, and how it is undone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/two_cases.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::Answer;
using v1::Need;

TEST(Merging, StopsTheDuplicatesPagesOnlyOnceTheOtherHasTakenItIn) {
    Two two;
    const auto asked = two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
    EXPECT_THAT(kinds(asked), ElementsAre("merge_asked"));
    EXPECT_TRUE(two.duplicate.state.need(care)->open())
        << "nothing stops before the other says yes";
    EXPECT_TRUE(domain::deadlines(two.duplicate.state).contains("rung/immediate_care"));
    two.carry(two.duplicate, asked);
    EXPECT_EQ(two.duplicate.state.merged_into, two.kept.state.uuid());
    EXPECT_THAT(domain::deadlines(two.duplicate.state), IsEmpty());
    EXPECT_EQ(two.duplicate.state.need(care)->pages.begin()->second.state,
              domain::PageState::stood_down);
    EXPECT_TRUE(domain::summary(two.duplicate.state).closed());
}

TEST(Merging, WhatTheOtherLackedIsWantedThereNow) {
    Two two;
    two.merge();
    const auto* wanted = two.kept.state.need(shelter);
    ASSERT_NE(wanted, nullptr);
    EXPECT_EQ(wanted->state, Need::paging);
    EXPECT_EQ(wanted->basis, v1::ConsentBasis::verbal);
    EXPECT_THAT(paged(two.kept.history), Contains("ines"));
    EXPECT_EQ(two.kept.state.needs.size(), 2U) << "what both wanted is wanted once";
}

// What a duplicate hands over, as it would come over the mail.
v1::Command taking(const std::string& ask = "7") {
    v1::Command command;
    auto& taken = *command.mutable_take_in_case();
    taken.set_duplicate("elsewhere");
    taken.set_ask(ask);
    taken.set_territory("06");
    auto& need = *taken.add_needs();
    need.set_need(shelter);
    need.set_basis(v1::ConsentBasis::verbal);
    return command;
}

v1::Command giving_back(const std::string& ask = "7", const std::string& duplicate = "elsewhere") {
    v1::Command command;
    command.mutable_give_back_case()->set_duplicate(duplicate);
    command.mutable_give_back_case()->set_ask(ask);
    return command;
}

TEST(Merging, BringsWhomNeitherAlertMustBring) {
    Two two;
    auto asked = taking();
    asked.mutable_take_in_case()->add_exclusions()->set_person("ines");
    two.kept.when(asked, "");
    EXPECT_THAT(paged(two.kept.history), Not(Contains("ines")));
    EXPECT_THAT(paged(two.kept.history), Contains("paul"));
    asked.mutable_take_in_case()->set_duplicate("another");
    asked.mutable_take_in_case()->set_restricted(true);
    two.kept.when(asked, "");
    EXPECT_TRUE(two.kept.state.restricted()) << "one that few may see stays so";
}

TEST(Merging, WhomTheOtherAlertMustNotBringComesNoMore) {
    Two two;
    two.kept.answer(two.kept.page_of("nadia"), Answer::accept, 10);
    ASSERT_TRUE(two.kept.state.need(care)->owned());
    auto asked = taking();
    asked.mutable_take_in_case()->add_exclusions()->set_person("nadia");
    two.kept.when(asked, "");
    EXPECT_TRUE(two.kept.state.need(care)->open()) << "somebody else comes";
    EXPECT_FALSE(domain::Sight({.person = "nadia", .responder = true}, two.kept.state).any());
}

TEST(Merging, WhatTheOtherAlertTellsOfHerHoldsUntilTheyAreTwoAgain) {
    Two two;
    auto asked = taking();
    asked.mutable_take_in_case()->set_age_band(v1::AgeBand::from_14_to_17);
    asked.mutable_take_in_case()->set_gender_preference(v1::GenderPreference::woman);
    asked.mutable_take_in_case()->add_circumstances(v1::Circumstance::pregnant);
    asked.mutable_take_in_case()->set_deadline_ms(to_ms(night + 2h));
    two.kept.when(asked, "");
    EXPECT_TRUE(two.kept.state.minor());
    EXPECT_EQ(two.kept.state.gender_preference, v1::GenderPreference::woman);
    EXPECT_TRUE(two.kept.state.has(v1::Circumstance::pregnant));
    EXPECT_EQ(two.kept.state.removal_due, night + 2h);
    two.kept.when(giving_back(), "");
    EXPECT_FALSE(two.kept.state.minor());
    EXPECT_FALSE(two.kept.state.has(v1::Circumstance::pregnant));
    EXPECT_EQ(two.kept.state.removal_due, Instant{});
}

TEST(Merging, AlertsThatTellOtherThingsArePerhapsTwoPeople) {
    const auto declined = [](auto change) {
        Two two;
        auto known = taking("1");
        known.mutable_take_in_case()->set_duplicate("first");
        known.mutable_take_in_case()->set_age_band(v1::AgeBand::over_25);
        two.kept.when(known, "");
        auto asked = taking();
        change(*asked.mutable_take_in_case());
        const auto events = two.kept.when(asked, "");
        return events.at(0).taking_in_declined().why();
    };
    using v1::MergeDecline;
    EXPECT_EQ(declined([](auto& c) { c.set_age_band(v1::AgeBand::from_14_to_17); }),
              MergeDecline::differs);
    EXPECT_EQ(declined([](auto& c) { c.set_territory("13"); }), MergeDecline::differs);
    EXPECT_EQ(declined([](auto& c) { c.set_drill(true); }), MergeDecline::differs);
}

TEST(Merging, ANeedThatTheOtherHasSettledIsWantedThereFirst) {
    Two two;
    settle(two.kept, care, v1::Outcome::met);
    two.merge();
    EXPECT_TRUE(two.duplicate.state.merged_into.empty());
    EXPECT_TRUE(two.duplicate.state.need(care)->open()) << "she is still called for here";
    EXPECT_EQ(two.duplicate.history.back().merge_declined().why(), v1::MergeDecline::need_settled);
}

TEST(Merging, WhatWasToldSinceItWasAskedIsNotLost) {
    const auto after = [](const v1::Command& told) {
        Two two;
        const auto asked = two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
        two.duplicate.when(told, "coralie");
        EXPECT_EQ(two.duplicate.rejection, v1::Rejection::none);
        two.carry(two.duplicate, asked);
        EXPECT_TRUE(two.duplicate.state.merged_into.empty());
        EXPECT_TRUE(two.kept.state.taken_in.empty());
        return two.duplicate.history.back().merge_declined().why();
    };
    v1::Command add;
    add.mutable_add_need()->set_need(Need::police_protection);
    EXPECT_EQ(after(add), v1::MergeDecline::changed);
    v1::Command withdraw;
    withdraw.mutable_withdraw_consent()->set_sector(v1::Sector::shelter);
    EXPECT_EQ(after(withdraw), v1::MergeDecline::changed);
    v1::Command restrict;
    restrict.mutable_restrict_case()->set_restricted(true);
    restrict.mutable_restrict_case()->set_reason("known_in_the_network");
    EXPECT_EQ(after(restrict), v1::MergeDecline::changed);
}

TEST(Merging, AWordAboutAnEarlierAskingMergesNothing) {
    Two two;
    const auto first = two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
    two.duplicate.fire("merge");
    two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
    two.carry(two.duplicate, first);
    EXPECT_TRUE(two.duplicate.state.merged_into.empty());
    EXPECT_TRUE(two.duplicate.state.merging) << "the second asking still waits";
    EXPECT_TRUE(two.kept.state.taken_in.empty()) << "what the first brought was given back";
}

TEST(Merging, TwoDuplicatesOfOneAndTheFirstIsSomebodyElse) {
    Two two;
    two.kept.when(taking(), "");
    auto second = taking();
    second.mutable_take_in_case()->set_duplicate("second");
    two.kept.when(second, "");
    two.kept.when(giving_back(), "");
    EXPECT_TRUE(two.kept.state.need(shelter)->open()) << "the second is still her";
    EXPECT_EQ(two.kept.state.taken_in.size(), 1U);
    EXPECT_THAT(two.kept.when(giving_back("6", "second"), ""), IsEmpty()) << "of another asking";
}

TEST(Merging, HerWordHereIsNotPutAsideByAnOlderOne) {
    Two two;
    add_need(two.kept, shelter);
    v1::Command withdraw;
    withdraw.mutable_withdraw_consent()->set_sector(v1::Sector::shelter);
    two.kept.when(withdraw);
    two.kept.when(taking(), "");
    EXPECT_EQ(two.kept.state.need(shelter)->state, Need::awaiting_consent);
    EXPECT_EQ(two.kept.state.need(shelter)->basis, v1::ConsentBasis::unknown);
}

TEST(Merging, WhoFollowedTheDuplicateIsAskedToFollowTheOther) {
    Two two;
    auto asked = taking();
    asked.mutable_take_in_case()->set_pivot("omar");
    two.kept.when(asked, "");
    EXPECT_EQ(two.kept.state.pivot_offered, "omar");
}

TEST(Merging, TheClockThatRunsOutFirstCounts) {
    Two two;
    auto asked = taking();
    auto& clock = *asked.mutable_take_in_case()->add_clocks();
    clock.set_clock("care");
    clock.set_warn_ms(to_ms(night + 1h));
    clock.set_due_ms(to_ms(night + 5h));
    two.kept.when(asked, "");
    EXPECT_EQ(domain::deadlines(two.kept.state).at("clock/care"), night + 1h);
}

TEST(Merging, AMandatoryNeedStaysMandatoryWhileTheyAreOne) {
    Two two;
    auto asked = taking();
    asked.mutable_take_in_case()->mutable_needs(0)->set_mandatory(true);
    asked.mutable_take_in_case()->add_needs()->set_need(care);
    asked.mutable_take_in_case()->mutable_needs(1)->set_mandatory(true);
    two.kept.when(asked, "");
    EXPECT_TRUE(two.kept.state.mandatory(*two.kept.state.need(shelter)));
    settle(two.kept, care, v1::Outcome::unmet, v1::Outcome::no_service);
    EXPECT_EQ(two.kept.rejection, v1::Rejection::mandatory_need);
    two.kept.when(giving_back(), "");
    EXPECT_FALSE(two.kept.state.mandatory(*two.kept.state.need(shelter)));
}

TEST(Merging, NobodyOnHerWayIsSentHome) {
    Two two;
    two.duplicate.answer(two.duplicate.page_of("nadia"), Answer::accept, 10);
    two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::somebody_coming);
}

TEST(Merging, AYesInBetweenWinsAndTheOtherGivesBackWhatItTook) {
    Two two;
    const auto asked = two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
    two.duplicate.answer(two.duplicate.page_of("ines"), Answer::accept, 10);
    two.carry(two.duplicate, asked);
    EXPECT_TRUE(two.duplicate.state.merged_into.empty());
    EXPECT_FALSE(two.duplicate.state.merging);
    EXPECT_TRUE(two.duplicate.state.need(shelter)->owned());
    EXPECT_TRUE(two.kept.state.taken_in.empty());
    // Which of the needs are still hers, the coordinator says.
    EXPECT_TRUE(two.kept.state.need(Need::unknown)->open());
}

TEST(Merging, WithoutAWordFromTheOtherNothingHasChanged) {
    Two two;
    const auto asked = two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
    EXPECT_THAT(kinds(two.duplicate.fire("merge")), ElementsAre("merge_declined"));
    EXPECT_TRUE(two.duplicate.state.need(care)->open());
    // The word comes after all: what the other took in is given back.
    two.carry(two.duplicate, asked);
    EXPECT_TRUE(two.duplicate.state.merged_into.empty());
    EXPECT_TRUE(two.kept.state.taken_in.empty());
}

TEST(Merging, TwoThatAskEachOtherBothGoOn) {
    Two two;
    const auto one = two.duplicate.when(merge_into(two.kept.state.uuid()), "coralie");
    const auto other = two.kept.when(merge_into(two.duplicate.state.uuid()), "denis");
    const auto letter = [](const Story& from, const std::vector<v1::Event>& events) {
        return domain::effects(from.state.aggregate, events).mail.at(0);
    };
    const auto at_kept = two.kept.when(letter(two.duplicate, one), "");
    const auto at_duplicate = two.duplicate.when(letter(two.kept, other), "");
    two.carry(two.kept, at_kept);
    two.carry(two.duplicate, at_duplicate);
    EXPECT_TRUE(two.kept.state.merged_into.empty());
    EXPECT_TRUE(two.duplicate.state.merged_into.empty());
    EXPECT_TRUE(two.kept.state.need(care)->open());
    EXPECT_TRUE(two.duplicate.state.need(care)->open());
}

TEST(Merging, AClosedCaseTakesNothingIn) {
    Two two;
    settle(two.kept, care, v1::Outcome::met);
    v1::Command close;
    close.mutable_close_case();
    two.kept.when(close, "coralie");
    ASSERT_TRUE(two.kept.state.closed);
    two.merge();
    EXPECT_TRUE(two.duplicate.state.merged_into.empty());
    EXPECT_EQ(two.duplicate.history.back().merge_declined().why(), v1::MergeDecline::over);
}

TEST(Merging, IsUndone) {
    Two two;
    two.merge();
    two.unmerge();
    EXPECT_TRUE(two.duplicate.state.merged_into.empty());
    EXPECT_EQ(two.duplicate.state.need(care)->state, Need::paging);
    EXPECT_TRUE(domain::deadlines(two.duplicate.state).contains("rung/immediate_care"));
    // The consent was the other's: nobody of the sector is called until she is asked herself.
    EXPECT_EQ(two.kept.state.need(shelter)->state, Need::awaiting_consent);
    EXPECT_EQ(two.kept.state.need(shelter)->basis, v1::ConsentBasis::unknown);
    EXPECT_FALSE(two.kept.state.need(shelter)->rung_has_open_page());
    EXPECT_THAT(paged(two.kept.fire("consent/emergency_shelter")), ElementsAre("coralie"));
    EXPECT_TRUE(two.kept.state.need(Need::unknown)->open());
    EXPECT_TRUE(two.kept.state.need(care)->open());
}

// The house says in whose name it is read: who may ask the case that goes on.
std::vector<v1::Event> read(Story& story, const std::string& goes_on_in, bool restricted = false,
                            v1::SealedField::Code field = v1::SealedField::safe_contact) {
    v1::Command command;
    auto& wish = *command.mutable_read_field();
    wish.set_field(field);
    wish.set_reason(v1::ReadingReason::to_reach_her);
    wish.set_goes_on_in(goes_on_in);
    wish.set_restricted_there(restricted);
    command.mutable_actor()->set_role(v1::Role::responder);
    return story.when(command, "paul");
}

struct TwoWithAContact : Two {
    TwoWithAContact() {
        v1::Command told;
        told.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("sealed");
        tell(duplicate, told);
    }
};

TEST(Merging, HowSheIsReachedIsReadWhereItLiesByWhoMayReadItWhereItGoesOn) {
    TwoWithAContact two;
    const auto into = two.kept.state.uuid();
    read(two.duplicate, into);
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::sight_not_allowed) << "they are two";
    two.merge();
    ASSERT_EQ(two.kept.state.taken_in.size(), 1u);
    EXPECT_EQ(two.kept.state.taken_in[0].safe_contact_until, night + 24h);
    EXPECT_THAT(kinds(read(two.duplicate, into)), ElementsAre("field_read"));
    EXPECT_EQ(two.duplicate.history.back().field_read().person(), "paul");
    for (const auto& other : {std::string{}, std::string("third")}) {
        EXPECT_THAT(read(two.duplicate, other), IsEmpty());
        EXPECT_EQ(two.duplicate.rejection, v1::Rejection::sight_not_allowed) << other;
    }
    two.duplicate.state.sealed.insert(v1::SealedField::note);
    EXPECT_THAT(read(two.duplicate, into, false, v1::SealedField::note), IsEmpty());
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::sight_not_allowed) << "her contact alone";
}

TEST(Merging, HowSheIsReachedIsReadByTwoWhereItGoesOnIsRestricted) {
    TwoWithAContact two;
    two.merge();
    EXPECT_THAT(kinds(read(two.duplicate, two.kept.state.uuid(), true)),
                ElementsAre("reading_asked"));
}

TEST(Merging, HowSheIsReachedIsReadNoMoreAfterADayOrOnceTheyAreTwo) {
    TwoWithAContact two;
    two.merge();
    two.duplicate.now = night + 24h;
    EXPECT_THAT(read(two.duplicate, two.kept.state.uuid()), IsEmpty());
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::field_not_told);
    two.duplicate.now = night + 1h;
    two.unmerge();
    EXPECT_THAT(two.kept.state.taken_in, IsEmpty());
    EXPECT_THAT(read(two.duplicate, two.kept.state.uuid()), IsEmpty());
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::sight_not_allowed);
}

// The matrix alone says who: whoever sees how she is reached by the case itself.
TEST(Merging, WhoMayAskTheCaseKnowsThatAnotherAlertToldItToo) {
    TwoWithAContact two;
    two.merge();
    const domain::Sight coordinator({.person = "coralie", .coordinator = true}, two.kept.state);
    EXPECT_TRUE(domain::sees_contact_of(two.kept.state, coordinator, "duplicate"));
    EXPECT_FALSE(domain::sees_contact_of(two.kept.state, coordinator, "third"));
    two.kept.answer(two.kept.page_of("nadia"), Answer::accept);
    const domain::Sight nurse({.person = "nadia", .responder = true}, two.kept.state);
    EXPECT_TRUE(domain::sees_contact_of(two.kept.state, nurse, "duplicate"));
    const auto seen = domain::cut(two.kept.state, nurse).taken_in;
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].duplicate, "duplicate");
    EXPECT_THAT(seen[0].code + seen[0].raised_by, IsEmpty());
    const domain::Sight raiser({.person = "worker", .worker = true}, two.kept.state);
    EXPECT_FALSE(domain::sees_contact_of(two.kept.state, raiser, "duplicate"));
    EXPECT_THAT(domain::cut(two.kept.state, raiser).taken_in, IsEmpty());
}

TEST(Merging, InAMergedCaseNothingIsDoneButUndoingIt) {
    Two two;
    two.merge();
    v1::Command add;
    add.mutable_add_need()->set_need(Need::police_protection);
    two.duplicate.when(add, "coralie");
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::case_merged);
    two.duplicate.when(merge_into("third"), "coralie");
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::case_merged);
    // A late answer is thanked, and wakes nothing.
    EXPECT_THAT(kinds(two.duplicate.answer(two.duplicate.page_of("nadia"), Answer::accept)),
                ElementsAre("page_noted"));
}

TEST(Merging, IsRefusedByName) {
    Two two;
    two.duplicate.when(merge_into("duplicate"), "coralie");
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::case_of_itself);
    two.duplicate.when(merge_into("a"), "coralie");
    two.duplicate.when(merge_into("b"), "coralie");
    EXPECT_EQ(two.duplicate.rejection, v1::Rejection::merge_under_way);
    v1::Command undo;
    undo.mutable_unmerge_case()->set_reason("two_people");
    two.kept.when(undo, "coralie");
    EXPECT_EQ(two.kept.rejection, v1::Rejection::case_not_merged);
    Two others;
    others.merge();
    others.kept.when(merge_into("third"), "coralie");
    EXPECT_EQ(others.kept.rejection, v1::Rejection::others_merged_here);
    undo.mutable_unmerge_case()->clear_reason();
    others.duplicate.when(undo, "coralie");
    EXPECT_EQ(others.duplicate.rejection, v1::Rejection::reason_missing);
}

TEST(Merging, WhoRaisedTheDuplicateSeesWhereItGoesOn) {
    Two two;
    two.duplicate.state.raised_by = "street-worker";
    two.merge();
    const domain::Sight sight({.person = "street-worker", .worker = true}, two.kept.state);
    EXPECT_TRUE(sight.any());
    EXPECT_FALSE(sight.sees(domain::Field::responder_names));
    EXPECT_FALSE(domain::Sight({.person = "somebody", .worker = true}, two.kept.state).any());
    const auto listed = domain::cut(domain::summary(two.kept.state),
                                    domain::Viewer{.person = "street-worker", .worker = true});
    ASSERT_TRUE(listed);
    EXPECT_EQ(listed->also_raised_by_size(), 0) << "not who else raised it";
}

TEST(Linking, IsToldToBothAndEndsThere) {
    Two two;
    v1::Command command;
    command.mutable_link_case()->set_other("duplicate");
    two.tell(two.kept, command);
    EXPECT_THAT(two.kept.state.linked, ElementsAre("duplicate"));
    EXPECT_THAT(two.duplicate.state.linked, ElementsAre(two.kept.state.uuid()));
    EXPECT_EQ(two.letters.size(), 1U);
    EXPECT_THAT(two.kept.when(command, "coralie"), IsEmpty()) << "it is so already";
    command.mutable_link_case()->set_apart(true);
    two.tell(two.duplicate, [&] {
        command.mutable_link_case()->set_other(two.kept.state.uuid());
        return command;
    }());
    EXPECT_THAT(two.kept.state.linked, IsEmpty());
    EXPECT_THAT(two.duplicate.state.linked, IsEmpty());
}

TEST(Linking, StopsNothing) {
    Two two;
    const auto before = domain::deadlines(two.kept.state);
    v1::Command command;
    command.mutable_link_case()->set_other("duplicate");
    two.tell(two.kept, command);
    EXPECT_EQ(domain::deadlines(two.kept.state), before);
}

}  // namespace
}  // namespace relais::test
