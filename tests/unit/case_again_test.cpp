// What comes up again: a need after its outcome, people who are gone, a pivot whose sector she
// wants no more. Who counted once does not count for ever.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::Answer;
using v1::Need;

class Again : public testing::Test {
protected:
    Again() { story.alert({care}); }

    std::vector<v1::Event> ask(auto set, const std::string& person = "coralie") {
        v1::Command command;
        set(command);
        return story.when(command, person);
    }
    void settle_as_met() { settle(story, care, v1::Outcome::met); }
    std::vector<v1::Event> it_comes_up_again() { return add_need(story, care); }
    // Anything that happens: only then does a case look at who is gone.
    std::vector<v1::Event> something_happens() {
        return ask([](v1::Command& command) {
            command.mutable_reach_milestone()->set_milestone(v1::Milestone::review_24h);
        });
    }
    void ends(const std::string& organization) {
        end_membership(world, organization, story.now);
        story.directory = world.directory();
        story.now += 1s;
    }

    World world;
    Story story{world};
};

TEST_F(Again, WhoWasDoneTheLastTimeDoesNotCountAndMayBeCalled) {
    const auto first = story.page_of("nadia");
    story.answer(first, Answer::accept);
    story.answer(first, Answer::done);
    ASSERT_EQ(story.state.need(care)->state, Need::met);
    EXPECT_THAT(paged(it_comes_up_again()), ElementsAre("nadia"));
    EXPECT_EQ(story.state.need(care)->accepted(), 0u);
    story.answer(story.page_of("nadia"), Answer::accept);
    EXPECT_EQ(story.state.need(care)->state, Need::covered) << "and nobody is with her yet";
    EXPECT_THAT(kinds(story.answer(story.page_of("nadia"), Answer::release)),
                Contains("need_reopened"));
}

TEST_F(Again, AnOldArrivalDoesNotEndTheNewNeed) {
    const auto old = story.page_of("nadia");
    story.answer(old, Answer::accept);
    story.answer(old, Answer::arrived);
    settle_as_met();
    it_comes_up_again();
    EXPECT_THAT(kinds(story.answer(old, Answer::done)), Not(Contains("need_settled")));
    EXPECT_EQ(story.state.need(care)->state, Need::paging);
}

TEST_F(Again, WhoTookItTheLastTimeDoesNotOwnIt) {
    ask([](v1::Command& command) { command.mutable_take_need()->set_need(care); });
    settle_as_met();
    it_comes_up_again();
    EXPECT_EQ(story.state.need(care)->taken_by, "");
    story.answer(story.page_of("nadia"), Answer::accept);
    story.answer(story.page_of("nadia"), Answer::release);
    EXPECT_EQ(story.state.need(care)->state, Need::paging);
}

TEST_F(Again, WhoWasLetGoOfCannotCoverIt) {
    const auto page = story.page_of("nadia");
    story.handed_over(page);
    ends("hospital");
    something_happens();
    EXPECT_THAT(kinds(story.answer(page, Answer::accept)), ElementsAre("page_noted"));
    EXPECT_EQ(story.state.need(care)->state, Need::paging);
}

TEST_F(Again, WhoTookItAndBelongsNoMoreGivesItBack) {
    ask([](v1::Command& command) { command.mutable_take_need()->set_need(care); }, "omar");
    ends("hospital");
    EXPECT_THAT(kinds(something_happens()), Contains("need_released"));
    EXPECT_EQ(story.state.need(care)->taken_by, "");
}

TEST_F(Again, SheSaysYesWhileTheCoordinatorOwnsWhatWaitedForIt) {
    ask([](v1::Command& command) { command.mutable_add_need()->set_need(police); });
    ask([](v1::Command& command) { command.mutable_take_need()->set_need(police); });
    ASSERT_EQ(story.state.need(police)->state, Need::covered);
    const auto events = ask([](v1::Command& command) {
        command.mutable_give_consent()->set_need(police);
        command.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
    });
    EXPECT_THAT(paged(events), ElementsAre("sergeant"));
    EXPECT_EQ(story.state.need(police)->taken_by, "");
}

TEST_F(Again, AStandDownOfWhoWasCalledAgainIsNoDuplicate) {
    const auto page = story.page_of("nadia");
    story.handed_over(page);
    story.fire("rung/immediate_care");
    story.answer(story.page_of("omar"), Answer::accept);
    story.answer(story.page_of("omar"), Answer::release);
    story.answer(page, Answer::accept);
    ask([](v1::Command& command) { command.mutable_refuse_need()->set_need(care); });
    std::set<std::string> ids;
    std::size_t told = 0;
    for (const auto& event : story.history) {
        const auto& down = event.page_stood_down();
        if (!event.has_page_stood_down() || down.message().person() != "nadia") continue;
        ++told;
        ids.insert(down.message().id());
    }
    EXPECT_EQ(told, 2u);
    EXPECT_EQ(ids.size(), 2u);
}

TEST_F(Again, AClosedCaseWakesNobody) {
    ask([](v1::Command& command) { command.mutable_offer_pivot()->set_person("coralie"); });
    settle_as_met();
    ask([](v1::Command& command) { command.mutable_close_case(); });
    ends("coalition");
    EXPECT_THAT(paged(story.answer(story.page_of("nadia"), Answer::accept)), IsEmpty());
    const auto reopened =
        ask([](v1::Command& command) { command.mutable_reopen_case()->set_reason("new_need"); });
    EXPECT_THAT(kinds(reopened), Contains("pivot_declined"));
}

TEST_F(Again, ARungThatIsAskedAgainIsAskedAsOneAndNotPersonByPerson) {
    World crowded;
    crowded.roster(v1::Sector::health, "06", {{"nadia", "omar", "olga"}});
    crowded.data().mutable_rosters(0)->CopyFrom(*crowded.data().mutable_rosters()->rbegin());
    crowded.data().mutable_rosters()->RemoveLast();
    crowded.data().mutable_ladders(0)->mutable_rungs(0)->set_times(2);
    Story many{crowded};
    many.alert({care});
    EXPECT_EQ(many.fire("rung/immediate_care")[0].rung_reached().repeat(), 1u);
    EXPECT_GT(many.fire("rung/immediate_care").back().rung_reached().rung(), 0u)
        << "twice, whoever is left";
}

// ── her word reaches the pivot ──

TEST_F(Again, PoliceWhoWereFirstInContactAreNotMadeThePivot) {
    ask([](v1::Command& command) {
        command.mutable_add_need()->set_need(police);
        command.mutable_add_need()->set_basis(v1::ConsentBasis::verbal);
    });
    story.answer(story.page_of("sergeant"), Answer::accept);
    EXPECT_THAT(kinds(story.answer(story.page_of("sergeant"), Answer::in_contact)),
                Not(Contains("pivot_proposed")));
}

TEST_F(Again, WhoWasProposedAndCannotGoOnDoesNotBecomeThePivot) {
    const auto page = story.page_of("nadia");
    story.answer(page, Answer::accept);
    story.answer(page, Answer::in_contact);
    ASSERT_EQ(story.state.pivot_proposed, "nadia");
    story.answer(page, Answer::release);
    ask([](v1::Command& command) { command.mutable_answer_pivot()->set_accept(true); }, "nadia");
    EXPECT_EQ(story.rejection, v1::Rejection::pivot_not_offered);
}

TEST_F(Again, ConsentTakenBackEndsTheFollowUpOfThatSector) {
    const auto page = story.page_of("nadia");
    story.answer(page, Answer::accept);
    story.answer(page, Answer::in_contact);
    ask([](v1::Command& command) { command.mutable_answer_pivot()->set_accept(true); }, "nadia");
    ASSERT_EQ(story.state.pivot, "nadia");
    const auto events = ask([](v1::Command& command) {
        command.mutable_withdraw_consent()->set_sector(v1::Sector::health);
    });
    EXPECT_EQ(story.state.pivot, "");
    EXPECT_THAT(paged(events), Contains("coralie")) << "a case is never left in silence";
}

TEST_F(Again, NoHandCallsAnotherSectorThanTheNeedIsOf) {
    const auto events = ask([](v1::Command& command) {
        command.mutable_page_person()->set_need(care);
        command.mutable_page_person()->set_person("sergeant");
        command.mutable_page_person()->set_reason(v1::OverrideReason::knows_her);
    });
    EXPECT_THAT(events, IsEmpty());
    EXPECT_EQ(story.rejection, v1::Rejection::consent_missing);
}

}  // namespace
}  // namespace relais::test
