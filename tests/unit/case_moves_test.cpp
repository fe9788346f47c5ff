// Who goes with her, and a move to another place: who is asked, who is called when nobody says yes,
// who looks when somebody is late, and who knows where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using domain::Field;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Answer;
using v1::Escort;
using v1::Need;
using v1::Relocation;

World with_escorts() {
    World world;
    world.organization("boussole", v1::Sector::victim_services);
    world.roster(v1::Sector::victim_services, "06", {{"vera"}, {"yann"}});
    world.rule(Need::accompaniment, v1::Sector::victim_services);
    return world;
}

struct Escorted : Story {
    explicit Escorted(const std::string& person = "vera", const World& world = with_escorts(),
                      std::chrono::hours ahead = 6h)
        : Story(world) {
        alert({care});
        v1::Command command;
        auto& plan = *command.mutable_plan_escort();
        plan.set_purpose(Escort::court);
        plan.set_from_ms(to_ms(night + ahead));
        plan.set_until_ms(to_ms(night + ahead + 3h));
        plan.set_person(person);
        when(command, "coralie");
    }
    [[nodiscard]] const domain::EscortRecord& escort() const { return state.escorts.at(0); }
    [[nodiscard]] std::string deadline() const { return "escort/" + escort().id; }
    std::vector<v1::Event> say(const std::string& person, bool accept) {
        v1::Command command;
        command.mutable_answer_escort()->set_escort(escort().id);
        command.mutable_answer_escort()->set_accept(accept);
        return when(command, person);
    }
    std::vector<v1::Event> report(const std::string& person, Escort::State what) {
        v1::Command command;
        command.mutable_report_escort()->set_escort(escort().id);
        command.mutable_report_escort()->set_state(what);
        if (person == "coralie") command.mutable_actor()->set_role(v1::Role::coordinator);
        return when(command, person);
    }
    [[nodiscard]] domain::Sight sight(const std::string& person) const {
        return {{.person = person, .organization = "boussole", .responder = true}, state};
    }
};

TEST(Escorts, GoTheirWayFromAskedToEnded) {
    Escorted story;
    EXPECT_EQ(domain::deadlines(story.state).at(story.deadline()), night + 4h);
    EXPECT_THAT(kinds(story.say("vera", true)), ElementsAre("escort_answered"));
    EXPECT_EQ(story.escort().sector, v1::Sector::victim_services);
    EXPECT_EQ(domain::deadlines(story.state).at(story.deadline()), night + 6h + 10min);
    story.now = night + 6h;
    EXPECT_THAT(kinds(story.report("vera", Escort::with_her)), ElementsAre("escort_reported"));
    EXPECT_EQ(domain::deadlines(story.state).at(story.deadline()), night + 9h + 30min);
    story.report("vera", Escort::ended);
    EXPECT_TRUE(story.escort().over());
    EXPECT_FALSE(domain::deadlines(story.state).contains(story.deadline()));
}

TEST(Escorts, ANoCallsWhoeverIsOnCallInTime) {
    Escorted story;
    EXPECT_THAT(kinds(story.say("vera", false)), ElementsAre("escort_answered"));
    EXPECT_EQ(story.escort().state, Escort::planned);
    EXPECT_FALSE(story.sight("vera").any());
    const auto called = story.fire(story.deadline());
    EXPECT_EQ(story.now, night + 4h);
    EXPECT_THAT(paged(called), ElementsAre("yann")) << "vera has said that she cannot";
    EXPECT_TRUE(story.state.need(Need::accompaniment)->open());
    // Whoever comes for it goes with her.
    story.handed_over(story.page_of("yann"));
    story.answer(story.page_of("yann"), Answer::accept, 30);
    EXPECT_EQ(story.escort().person, "yann");
    EXPECT_EQ(story.escort().state, Escort::agreed);
}

TEST(Escorts, WhoSaysYesAfterAllEndsTheCallInHerPlace) {
    Escorted story("paul");
    const auto late = story.fire(story.deadline());
    EXPECT_THAT(paged(late), ElementsAre("vera"));
    story.handed_over(story.page_of("vera"));
    const auto yes = story.say("paul", true);
    EXPECT_THAT(kinds(yes), ElementsAre("escort_answered", "page_stood_down", "need_settled",
                                        "milestone_reached"));
    EXPECT_FALSE(domain::effects(story.state.aggregate, yes).rest.empty()) << "vera is thanked";
    EXPECT_FALSE(domain::deadlines(story.state).contains("rung/accompaniment"));
    EXPECT_TRUE(domain::deadlines(story.state).contains(story.deadline())) << "somebody looks";
}

TEST(Escorts, AYesToOneEndsNoCallThatAnotherNeeds) {
    Escorted story("paul");
    v1::Command command;
    auto& plan = *command.mutable_plan_escort();
    plan.set_purpose(Escort::hospital);
    plan.set_from_ms(to_ms(night + 6h));
    plan.set_until_ms(to_ms(night + 7h));
    plan.set_person("omar");
    story.when(command, "coralie");
    story.fire(story.deadline());  // of both: they begin at one instant
    EXPECT_TRUE(story.state.escorts.back().late);
    EXPECT_THAT(kinds(story.say("paul", true)), ElementsAre("escort_answered"));
    EXPECT_TRUE(story.state.need(Need::accompaniment)->open()) << "nobody goes to the hospital yet";
}

TEST(Escorts, AYesEndsNoCallThatWasThereBefore) {
    Escorted story("paul");
    add_need(story, Need::accompaniment);
    story.fire(story.deadline());
    EXPECT_THAT(kinds(story.say("paul", true)), ElementsAre("escort_answered"));
    EXPECT_TRUE(story.state.need(Need::accompaniment)->open()) << "she wants company tonight too";
}

TEST(Escorts, WhoCannotGoOnIsReplaced) {
    Escorted story("");
    story.fire(story.deadline());
    story.answer(story.page_of("vera"), Answer::accept, 30);
    ASSERT_EQ(story.escort().person, "vera");
    story.answer(story.page_of("vera"), Answer::release);
    EXPECT_EQ(story.escort().state, Escort::planned);
    EXPECT_TRUE(story.state.need(Need::accompaniment)->open());
    EXPECT_FALSE(story.sight("vera").any());
}

TEST(Escorts, AnUrgentOneLeavesTimeToAnswer) {
    Escorted story("vera", with_escorts(), 1h);
    EXPECT_EQ(domain::deadlines(story.state).at(story.deadline()), night + 10min);
}

TEST(Escorts, NotBegunOrNotBackCallsTheCoordinatorOnce) {
    Escorted story;
    story.say("vera", true);
    EXPECT_THAT(paged(story.fire(story.deadline())), ElementsAre("coralie"));
    EXPECT_FALSE(domain::deadlines(story.state).contains(story.deadline()));
    EXPECT_TRUE(story.state.need(Need::unknown)->open()) << "somebody owns it until it is answered";
    story.answer(story.page_of("coralie"), Answer::accept);
    story.report("vera", Escort::with_her);
    EXPECT_THAT(paged(story.fire(story.deadline())), ElementsAre("coralie"));
}

TEST(Escorts, HerRefusalOfCompanyStands) {
    Escorted story("");
    add_need(story, Need::accompaniment);
    v1::Command refuse;
    refuse.mutable_refuse_need()->set_need(Need::accompaniment);
    story.when(refuse);
    const auto late = story.fire(story.deadline());
    EXPECT_THAT(paged(late), ElementsAre("coralie"));
    EXPECT_EQ(story.state.need(Need::accompaniment)->state, Need::refused);
}

TEST(Escorts, SightIsThatOfHerSectorWhileSheGoes) {
    Escorted story;
    EXPECT_TRUE(story.sight("vera").sees(Field::territory)) << "to answer she must know where";
    EXPECT_FALSE(story.sight("vera").sees(Field::circumstances));
    story.say("vera", true);
    EXPECT_TRUE(story.sight("vera").sees(Field::circumstances));
    EXPECT_EQ(domain::cut(story.state, story.sight("vera")).escorts.size(), 1U);
    EXPECT_THAT(domain::cut(story.state, story.sight("yann")).escorts, IsEmpty());
    story.report("vera", Escort::ended);
    EXPECT_FALSE(story.sight("vera").any());
}

TEST(Escorts, AreRefusedByName) {
    Escorted story;
    story.say("yann", true);
    EXPECT_EQ(story.rejection, v1::Rejection::escort_of_someone_else);
    story.report("vera", Escort::with_her);
    EXPECT_EQ(story.rejection, v1::Rejection::escort_of_someone_else) << "nobody goes yet";
    story.say("vera", true);
    story.report("vera", Escort::dropped);
    EXPECT_EQ(story.rejection, v1::Rejection::answer_out_of_turn) << "hers is to say no";
    story.report("coralie", Escort::dropped);
    EXPECT_TRUE(story.escort().over());
    story.say("vera", true);
    EXPECT_EQ(story.rejection, v1::Rejection::escort_over);
    v1::Command unknown;
    unknown.mutable_answer_escort()->set_escort("99");
    story.when(unknown, "vera");
    EXPECT_EQ(story.rejection, v1::Rejection::escort_unknown);
}

TEST(Escorts, TimesMustFollowEachOther) {
    Story story{with_escorts()};
    story.alert({care});
    const auto plan = [&](Instant from, Instant until) {
        v1::Command command;
        command.mutable_plan_escort()->set_from_ms(to_ms(from));
        command.mutable_plan_escort()->set_until_ms(to_ms(until));
        story.when(command, "coralie");
        return story.rejection;
    };
    EXPECT_EQ(plan(night + 2h, night + 1h), v1::Rejection::times_out_of_order);
    EXPECT_EQ(plan(night - 2h, night - 1h), v1::Rejection::times_out_of_order);
    EXPECT_EQ(plan(night, night + 200h), v1::Rejection::times_out_of_order);
    EXPECT_EQ(plan(night - 1h, night + 1h), v1::Rejection::none) << "it may have begun";
}

TEST(Escorts, ThatAreUnderWayKeepTheCaseOpen) {
    Escorted story;
    settle(story, care, v1::Outcome::met);
    v1::Command close;
    close.mutable_close_case();
    story.when(close, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::moves_open);
}

TEST(Escorts, WhoBelongsNoMoreGoesWithNobody) {
    auto world = with_escorts();
    end_membership(world, "boussole", night + 1h);
    Escorted story("vera", world);
    story.say("vera", true);
    story.now = night + 2h;
    story.handed_over(story.page_of("nadia"));
    EXPECT_EQ(story.escort().state, Escort::planned);
}

TEST(Escorts, AreDroppedWhenSheTakesHerWordBack) {
    Escorted story;
    story.say("vera", true);
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(v1::Sector::victim_services);
    const auto events = story.when(command);
    EXPECT_EQ(story.escort().state, Escort::dropped);
    EXPECT_EQ(events.back().escort_reported().message().person(), "vera") << "she is told";
    story.say("vera", true);
    EXPECT_EQ(story.rejection, v1::Rejection::escort_over);
}

TEST(Escorts, NobodyOfASectorThatSheWantsNoMoreIsCalledOrAsked) {
    for (const std::string asked : {"", "vera"}) {
        Escorted story(asked);
        v1::Command command;
        command.mutable_withdraw_consent()->set_sector(v1::Sector::victim_services);
        story.when(command);
        EXPECT_EQ(story.rejection, v1::Rejection::none);
        EXPECT_TRUE(story.escort().over());
        command.mutable_plan_escort()->set_purpose(Escort::hospital);
        command.mutable_plan_escort()->set_from_ms(to_ms(night + 1h));
        command.mutable_plan_escort()->set_until_ms(to_ms(night + 2h));
        command.mutable_plan_escort()->set_person("vera");
        story.when(command, "coralie");
        EXPECT_EQ(story.rejection, v1::Rejection::consent_missing);
        command.mutable_plan_escort()->clear_person();
        story.when(command, "coralie");
        const auto late = story.fire("escort/" + story.state.escorts.back().id);
        EXPECT_THAT(paged(late), ElementsAre("coralie"))
            << "a human looks; the sector is not called";
    }
}

TEST(Escorts, PoliceGoWithHerByHerConsentOnly) {
    Story story{with_escorts()};
    story.alert({care});
    v1::Command command;
    command.mutable_plan_escort()->set_from_ms(to_ms(night + 1h));
    command.mutable_plan_escort()->set_until_ms(to_ms(night + 2h));
    command.mutable_plan_escort()->set_person("sergeant");
    story.when(command, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::consent_missing);
    add_need(story, police, v1::ConsentBasis::verbal);
    story.when(command, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::none);
}

TEST(Escorts, AHumanLooksWhenWhoeverWasCalledForItIsNotNeeded) {
    Escorted story("");
    story.fire(story.deadline());
    v1::Command refuse;
    refuse.mutable_refuse_need()->set_need(Need::accompaniment);
    EXPECT_THAT(paged(story.when(refuse)), ElementsAre("coralie"));
}

TEST(Escorts, WhoTakesTheNeedTakesTheEscort) {
    Escorted story("");
    story.fire(story.deadline());
    v1::Command take;
    take.mutable_take_need()->set_need(Need::accompaniment);
    story.when(take, "coralie");
    EXPECT_EQ(story.escort().person, "coralie");
}

// ── a move ──

struct Moving : Story {
    explicit Moving(const World& world = with_escorts()) : Story(world) {
        alert({care});
        plan();
    }
    void plan(const std::string& receiving = "lise") {
        v1::Command command;
        auto& plan = *command.mutable_plan_relocation();
        plan.mutable_destination()->set_box("sealed");
        plan.set_receiving(receiving);
        plan.set_depart_ms(to_ms(night + 5h));
        plan.set_arrive_ms(to_ms(night + 12h));
        when(command, "coralie");
    }
    std::vector<v1::Event> say(bool accept, const std::string& person = "lise") {
        v1::Command command;
        command.mutable_answer_relocation()->set_accept(accept);
        return when(command, person);
    }
    std::vector<v1::Event> report(Relocation::State what, const std::string& person = "coralie") {
        v1::Command command;
        command.mutable_report_relocation()->set_state(what);
        if (person == "coralie") command.mutable_actor()->set_role(v1::Role::coordinator);
        return when(command, person);
    }
    [[nodiscard]] domain::Sight sight(const std::string& person) const {
        return {{.person = person, .responder = true}, state};
    }
};

TEST(Moves, WhoReceivesHerFollowsHerOnceSheHasArrived) {
    Moving story;
    story.say(true);
    story.now = night + 5h;
    story.report(Relocation::departed);
    EXPECT_TRUE(story.state.pivot.empty());
    EXPECT_THAT(kinds(story.report(Relocation::arrived, "lise")),
                ElementsAre("relocation_reported", "pivot_accepted", "need_opened", "rung_reached",
                            "milestone_reached"));
    EXPECT_EQ(story.state.pivot, "lise");
}

TEST(Moves, WhatIsStillLookedForWhereSheWasCallsTheCoordinator) {
    for (const bool covered : {false, true}) {
        Moving story;
        if (covered) story.answer(story.page_of("nadia"), Answer::accept, 600);
        story.say(true);
        story.report(Relocation::departed);
        story.report(Relocation::arrived, "lise");
        const auto* call = story.state.need(Need::unknown);
        EXPECT_EQ(call != nullptr && call->open(), !covered);
    }
}

TEST(Moves, NobodyLeavesBeforeSomebodyReceivesHer) {
    Moving story;
    story.report(Relocation::departed);
    EXPECT_EQ(story.rejection, v1::Rejection::answer_out_of_turn);
}

TEST(Moves, ANoCallsTheCoordinator) {
    Moving story;
    EXPECT_THAT(paged(story.say(false)), ElementsAre("coralie"));
    EXPECT_FALSE(domain::deadlines(story.state).contains("relocation"));
    story.plan("omar");
    EXPECT_EQ(story.state.relocation->receiving, "omar");
    EXPECT_TRUE(domain::deadlines(story.state).contains("relocation"));
}

TEST(Moves, EachStepHasAnInstantAtWhichSomebodyLooks) {
    Moving story;
    EXPECT_EQ(domain::deadlines(story.state).at("relocation"), night + 30min);
    story.say(true);
    EXPECT_EQ(domain::deadlines(story.state).at("relocation"), night + 6h);
    story.now = night + 5h;
    story.report(Relocation::departed);
    EXPECT_EQ(domain::deadlines(story.state).at("relocation"), night + 13h);
    const auto late = story.fire("relocation");
    EXPECT_THAT(kinds(late), testing::Contains("relocation_late"));
    EXPECT_THAT(paged(late), ElementsAre("coralie"));
}

TEST(Moves, OnlyThoseWhoNeedItMayAskWhere) {
    Moving story;
    const auto may_ask = [&](const domain::Sight& sight) { return sight.sees(Field::move); };
    EXPECT_FALSE(may_ask(story.sight("lise"))) << "not before she said yes";
    story.say(true);
    EXPECT_TRUE(may_ask(story.sight("lise")));
    story.answer(story.page_of("nadia"), Answer::accept, 5);
    EXPECT_FALSE(may_ask(story.sight("nadia"))) << "the nurse heals; she need not know where to";
    EXPECT_FALSE(domain::cut(story.state, story.sight("nadia")).relocation);
    EXPECT_FALSE(may_ask({{.person = "worker", .worker = true}, story.state}));
    EXPECT_EQ(domain::field_of(v1::SealedField::destination), Field::move);
}

TEST(Moves, WhatSomebodyAgreedToIsDroppedBeforeAnotherIsPlanned) {
    Moving story;
    story.say(true);
    story.plan("omar");
    EXPECT_EQ(story.rejection, v1::Rejection::moves_open);
    const auto dropped = story.report(Relocation::dropped);
    EXPECT_EQ(dropped[0].relocation_reported().message().person(), "lise") << "she is told";
}

TEST(Moves, WhoReceivesHerIsNotOfASectorThatSheWantsNoMore) {
    Moving story;
    story.say(true);
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(v1::Sector::health);
    story.when(command);
    EXPECT_TRUE(story.state.relocation->receiving.empty());
    EXPECT_FALSE(story.sight("lise").any());
}

TEST(Moves, ADroppedOneLeavesNothingToRead) {
    Moving story;
    story.report(Relocation::dropped);
    EXPECT_FALSE(story.state.sealed.contains(v1::SealedField::destination));
    story.report(Relocation::arrived);
    EXPECT_EQ(story.rejection, v1::Rejection::relocation_over);
}

TEST(Moves, AreRefusedByName) {
    Moving story;
    story.say(true, "ines");
    EXPECT_EQ(story.rejection, v1::Rejection::relocation_unknown);
    story.report(Relocation::departed, "ines");
    EXPECT_EQ(story.rejection, v1::Rejection::sight_not_allowed);
    story.plan("nobody");
    EXPECT_EQ(story.rejection, v1::Rejection::person_unknown);
    Story none{World{}};
    none.alert({care});
    v1::Command command;
    command.mutable_report_relocation()->set_state(Relocation::arrived);
    none.when(command, "coralie");
    EXPECT_EQ(none.rejection, v1::Rejection::relocation_unknown);
    command.mutable_plan_relocation()->set_receiving("ines");
    none.when(command, "coralie");
    EXPECT_EQ(none.rejection, v1::Rejection::field_not_told);
}

TEST(Moves, WhoReceivesHerBelongsNoMore) {
    auto world = with_escorts();
    end_membership(world, "hospital", night + 1h);  // lise's
    Moving story(world);
    story.say(true);
    story.now = night + 2h;
    v1::Command command;
    command.mutable_reach_milestone()->set_milestone(v1::Milestone::review_24h);
    const auto events = story.when(command, "coralie");
    EXPECT_TRUE(story.state.relocation->receiving.empty());
    EXPECT_EQ(story.state.relocation->state, Relocation::planned);
}

}  // namespace
}  // namespace relais::test
