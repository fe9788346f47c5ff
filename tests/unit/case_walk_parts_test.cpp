// The parts of a case, each in its real states: a page, a referral, who goes with her, a move, a
// limit in time, a reading, who follows the case.
#include <gmock/gmock.h>

#include "tests/unit/case_walk.hpp"

namespace relais::test {
namespace {

using C = v1::Command;
using v1::Answer;

World town() {
    World world;
    world.organization("boussole", v1::Sector::victim_services);
    world.roster(v1::Sector::victim_services, "06", {{"vera"}, {"yann"}});
    auto& permit = *world.data().add_clocks();
    permit.set_id("permit");
    permit.set_within_hours(100);
    permit.set_warn_hours(24);
    return world;
}

Story open_case(bool restricted = false) {
    Story story{town()};
    C command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(care);
    open.mutable_note()->set_box("sealed");
    if (restricted) open.add_circumstances(v1::Circumstance::organized_crime);
    story.when(command);
    return story;
}

// Said by whoever says it, one after the other.
struct Said {
    std::function<C(const Story&)> command;
    std::string person = "coralie";
};

Story after(std::vector<Said> all, bool restricted = false) {
    auto story = open_case(restricted);
    for (const auto& one : all) {
        story.when(one.command(story), one.person);
        EXPECT_EQ(story.rejection, v1::Rejection::none)
            << v1::Rejection::Code_Name(story.rejection);
    }
    return story;
}

State state(std::string name, std::vector<Said> all, bool restricted = false) {
    return {std::move(name), [all = std::move(all), restricted] { return after(all, restricted); }};
}

// ── a page ──

auto says(Answer::Kind kind) {
    return [kind](const Story& story) {
        C command;
        command.mutable_answer_page()->set_page(story.page_of("nadia"));
        command.mutable_answer_page()->set_answer(kind);
        command.mutable_answer_page()->set_eta_minutes(10);
        return command;
    };
}

Story nadia(std::initializer_list<Answer::Kind> answers) {
    auto story = open_case();
    story.handed_over(story.page_of("nadia"));
    for (const auto answer : answers) story.answer(story.page_of("nadia"), answer, 10);
    return story;
}

Story not_kept() {
    auto story = nadia({Answer::accept});
    story.fire("promise/immediate_care");
    story.fire("promise/immediate_care");
    return story;
}

Story sent_home() {
    auto story = nadia({});
    story.fire("rung/immediate_care");
    story.answer(story.page_of("omar"), Answer::accept, 10);
    return story;
}

Story unreachable() {
    auto story = open_case();
    C command;
    command.mutable_report_exhausted()->set_page(story.page_of("nadia"));
    story.when(command);
    return story;
}

std::vector<State> states_of_a_page() {
    return {
        {"raised", [] { return open_case(); }},
        {"waiting", [] { return nadia({}); }},
        {"accepted", [] { return nadia({Answer::accept}); }},
        {"in contact", [] { return nadia({Answer::accept, Answer::in_contact}); }},
        {"arrived", [] { return nadia({Answer::accept, Answer::arrived}); }},
        {"done", [] { return nadia({Answer::accept, Answer::arrived, Answer::done}); }},
        {"not kept", not_kept},
        {"declined", [] { return nadia({Answer::decline}); }},
        {"released", [] { return nadia({Answer::accept, Answer::release}); }},
        {"stood down", sent_home},
        {"no way", unreachable},
    };
}

TEST(Parts, OfAPageAnswerEveryWord) {
    const auto report = [](auto set) {
        return [set](const Story& story) {
            C command;
            set(command, story.page_of("nadia"));
            return command;
        };
    };
    walk(states_of_a_page(),
         {{"accept", says(Answer::accept),
           "page_answered page_answered nothing no:page_already_answered "
           "no:page_already_answered nothing page_answered page_answered page_answered "
           "page_noted page_answered",
           "nadia"},
          {"decline", says(Answer::decline),
           "page_answered page_answered no:page_already_answered no:page_already_answered "
           "no:page_already_answered nothing page_answered nothing nothing page_noted "
           "page_answered",
           "nadia"},
          {"in contact", says(Answer::in_contact),
           "no:answer_out_of_turn no:answer_out_of_turn page_answered nothing "
           "no:page_already_answered nothing page_answered no:answer_out_of_turn "
           "no:answer_out_of_turn page_noted no:answer_out_of_turn",
           "nadia"},
          {"arrived", says(Answer::arrived),
           "no:answer_out_of_turn no:answer_out_of_turn page_answered page_answered "
           "nothing nothing page_answered no:answer_out_of_turn no:answer_out_of_turn "
           "page_noted no:answer_out_of_turn",
           "nadia"},
          {"done", says(Answer::done),
           "no:answer_out_of_turn no:answer_out_of_turn page_answered page_answered "
           "page_answered nothing page_answered no:answer_out_of_turn "
           "no:answer_out_of_turn page_noted no:answer_out_of_turn",
           "nadia"},
          {"release", says(Answer::release),
           "no:answer_out_of_turn no:answer_out_of_turn page_answered page_answered "
           "page_answered nothing page_answered nothing nothing page_noted "
           "no:answer_out_of_turn",
           "nadia"},
          {"somebody else", says(Answer::accept),
           "no:page_of_someone_else no:page_of_someone_else no:page_of_someone_else "
           "no:page_of_someone_else no:page_of_someone_else no:page_of_someone_else "
           "no:page_of_someone_else no:page_of_someone_else no:page_of_someone_else "
           "no:page_of_someone_else no:page_of_someone_else",
           "omar"},
          {"handed over",
           report([](C& c, const std::string& id) { c.mutable_report_handover()->set_page(id); }),
           "page_handed_over nothing nothing nothing nothing nothing nothing nothing "
           "nothing nothing page_handed_over"},
          {"undelivered", report([](C& c, const std::string& id) {
               c.mutable_report_undelivered()->set_page(id);
           }),
           "page_undelivered page_undelivered nothing nothing nothing nothing nothing "
           "nothing nothing nothing nothing"},
          {"exhausted",
           report([](C& c, const std::string& id) { c.mutable_report_exhausted()->set_page(id); }),
           "page_exhausted nothing nothing nothing nothing nothing nothing nothing "
           "nothing nothing nothing"}});
}

// ── a referral ──

TEST(Parts, OfAReferralAnswerEveryWord) {
    const Said refer{wish([](C& c) {
        c.mutable_propose_referral()->set_organization("boussole");
        c.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
    })};
    const auto of = [](auto set) {
        return wish([set](C& c, const Story& story) {
            c.mutable_actor()->set_role(v1::Role::responder);
            c.mutable_actor()->set_organization("boussole");
            set(c, story.state.referrals.front().id);
        });
    };
    const auto answer = [&](bool accept) {
        return of([accept](C& c, const std::string& id) {
            c.mutable_answer_referral()->set_referral(id);
            c.mutable_answer_referral()->set_accept(accept);
        });
    };
    const auto done =
        of([](C& c, const std::string& id) { c.mutable_complete_referral()->set_referral(id); });
    const auto revoke = wish([](C& c, const Story& story) {
        c.mutable_revoke_referral()->set_referral(story.state.referrals.front().id);
    });
    const State expired{"expired", [refer] {
                            auto story = after({refer});
                            story.fire("referral/" + story.state.referrals.front().id);
                            return story;
                        }};
    walk({state("proposed", {refer}), state("accepted", {refer, {answer(true), "vera"}}),
          state("declined", {refer, {answer(false), "vera"}}),
          state("done", {refer, {answer(true), "vera"}, {done, "vera"}}),
          state("revoked", {refer, {revoke}}), expired},
         {{"propose", refer.command,
           "nothing nothing referral_proposed referral_proposed referral_proposed "
           "referral_proposed"},
          {"yes", answer(true),
           "referral_answered nothing no:referral_over no:referral_over no:referral_over "
           "no:referral_over",
           "vera"},
          {"no", answer(false),
           "referral_answered referral_answered nothing no:referral_over no:referral_over "
           "no:referral_over",
           "vera"},
          {"done", done,
           "no:answer_out_of_turn referral_ended no:referral_over nothing "
           "no:referral_over no:referral_over",
           "vera"},
          {"revoke", revoke,
           "referral_ended referral_ended no:referral_over no:referral_over nothing "
           "no:referral_over"}});
}

// ── who goes with her ──

TEST(Parts, OfAnEscortAnswerEveryWord) {
    const auto plan = [](const char* person) {
        return Said{wish([person](C& c) {
            c.mutable_plan_escort()->set_from_ms(to_ms(night + 4h));
            c.mutable_plan_escort()->set_until_ms(to_ms(night + 5h));
            c.mutable_plan_escort()->set_person(person);
        })};
    };
    const auto answer = [](bool accept) {
        return wish([accept](C& c, const Story& story) {
            c.mutable_actor()->set_role(v1::Role::responder);
            c.mutable_answer_escort()->set_escort(story.state.escorts.front().id);
            c.mutable_answer_escort()->set_accept(accept);
        });
    };
    const auto report = [](v1::Escort::State said) {
        return wish([said](C& c, const Story& story) {
            c.mutable_report_escort()->set_escort(story.state.escorts.front().id);
            c.mutable_report_escort()->set_state(said);
        });
    };
    const auto with_her = report(v1::Escort::with_her);
    const auto ended = report(v1::Escort::ended);
    const auto dropped = report(v1::Escort::dropped);
    const Said yes{answer(true), "vera"};
    const State late{"nobody said yes", [plan] {
                         auto story = after({plan("vera")});
                         story.fire("escort/" + story.state.escorts.front().id);
                         return story;
                     }};
    walk({state("asked", {plan("vera")}), state("not asked", {plan("")}), late,
          state("agreed", {plan("vera"), yes}),
          state("with her", {plan("vera"), yes, {with_her, "vera"}}),
          state("ended", {plan("vera"), yes, {with_her, "vera"}, {ended, "vera"}}),
          state("dropped", {plan("vera"), {dropped}})},
         {{"plan", plan("vera").command,
           "nothing escort_planned nothing nothing nothing escort_planned escort_planned"},
          {"yes", yes.command,
           "escort_answered no:escort_of_someone_else escort_answered nothing nothing "
           "no:escort_over no:escort_over",
           "vera"},
          {"no", answer(false),
           "escort_answered no:escort_of_someone_else escort_answered escort_answered "
           "escort_answered no:escort_over no:escort_over",
           "vera"},
          {"somebody else's yes", yes.command,
           "no:escort_of_someone_else no:escort_of_someone_else no:escort_of_someone_else "
           "no:escort_of_someone_else no:escort_of_someone_else no:escort_over "
           "no:escort_over",
           "yann"},
          {"with her", with_her,
           "no:answer_out_of_turn no:answer_out_of_turn no:answer_out_of_turn "
           "escort_reported nothing no:escort_over no:escort_over",
           "vera"},
          {"ended", ended,
           "no:answer_out_of_turn no:answer_out_of_turn no:answer_out_of_turn "
           "escort_reported escort_reported nothing no:escort_over",
           "vera"},
          {"dropped", dropped,
           "escort_reported escort_reported escort_reported escort_reported "
           "escort_reported no:escort_over nothing"}});
}

// ── a move ──

TEST(Parts, OfAMoveAnswerEveryWord) {
    const Said plan{wish([](C& c) {
        auto& planned = *c.mutable_plan_relocation();
        planned.mutable_destination()->set_box("sealed");
        planned.set_receiving("vera");
        planned.set_depart_ms(to_ms(night + 1h));
        planned.set_arrive_ms(to_ms(night + 2h));
    })};
    const auto answer = [](bool accept) {
        return wish([accept](C& c) { c.mutable_answer_relocation()->set_accept(accept); });
    };
    const auto report = [](v1::Relocation::State said) {
        return wish([said](C& c) { c.mutable_report_relocation()->set_state(said); });
    };
    const auto departed = report(v1::Relocation::departed);
    const auto arrived = report(v1::Relocation::arrived);
    const auto dropped = report(v1::Relocation::dropped);
    const Said yes{answer(true), "vera"};
    walk({state("none", {}), state("planned", {plan}),
          state("nobody receives", {plan, {answer(false), "vera"}}), state("agreed", {plan, yes}),
          state("departed", {plan, yes, {departed}}),
          state("arrived", {plan, yes, {departed}, {arrived, "vera"}}),
          state("dropped", {plan, {dropped}})},
         {{"plan", plan.command,
           "relocation_planned relocation_planned relocation_planned no:moves_open "
           "no:moves_open relocation_planned relocation_planned"},
          {"yes", yes.command,
           "no:relocation_unknown relocation_answered no:relocation_unknown nothing "
           "nothing no:relocation_over no:relocation_over",
           "vera"},
          {"no", answer(false),
           "no:relocation_unknown relocation_answered no:relocation_unknown "
           "relocation_answered relocation_answered no:relocation_over no:relocation_over",
           "vera"},
          {"somebody else's yes", yes.command,
           "no:relocation_unknown no:relocation_unknown no:relocation_unknown "
           "no:relocation_unknown no:relocation_unknown no:relocation_unknown "
           "no:relocation_unknown",
           "yann"},
          {"departed", departed,
           "no:relocation_unknown no:answer_out_of_turn no:answer_out_of_turn "
           "relocation_reported nothing no:relocation_over no:relocation_over"},
          {"arrived", arrived,
           "no:relocation_unknown no:answer_out_of_turn no:answer_out_of_turn "
           "no:answer_out_of_turn relocation_reported nothing no:relocation_over",
           "vera"},
          {"dropped", dropped,
           "no:relocation_unknown relocation_reported relocation_reported "
           "relocation_reported relocation_reported no:relocation_over nothing"}});
}

// ── a limit in time ──

TEST(Parts, OfAClockAnswerEveryWord) {
    const auto start = wish([](C& c) {
        c.mutable_start_clock()->set_clock("permit");
        c.mutable_start_clock()->set_from_ms(to_ms(night));
    });
    const auto note = [](bool done) {
        return wish([done](C& c) {
            c.mutable_note_clock()->set_clock("permit");
            c.mutable_note_clock()->set_done(done);
        });
    };
    const auto struck = [start](int times) {
        return [start, times] {
            auto story = after({{start}});
            for (int i = 0; i < times; ++i) story.fire("clock/permit");
            return story;
        };
    };
    walk({state("none", {}),
          state("running", {{start}}),
          {"near", struck(1)},
          {"ran out", struck(2)},
          state("done", {{start}, {note(true)}}),
          state("not done", {{start}, {note(false)}})},
         {{"start", start,
           "clocks_started nothing nothing no:times_out_of_order clocks_started "
           "clocks_started"},
          {"note done", note(true),
           "no:clock_unknown clock_noted clock_noted clock_noted nothing no:clock_over"},
          {"note not done", note(false),
           "no:clock_unknown clock_noted clock_noted clock_noted no:clock_over nothing"}});
}

// ── a reading of what is sealed ──

TEST(Parts, OfAReadingAnswerEveryWord) {
    const auto read = wish([](C& c) {
        c.mutable_read_field()->set_field(v1::SealedField::note);
        c.mutable_read_field()->set_reason(v1::ReadingReason::to_meet_her);
    });
    const auto break_glass = wish([](C& c) {
        c.mutable_read_field()->set_field(v1::SealedField::note);
        c.mutable_read_field()->set_reason(v1::ReadingReason::life_in_danger);
        c.mutable_read_field()->set_break_glass(true);
    });
    const auto allow = wish([](C& c, const Story& story) {
        const auto& readings = story.state.readings;
        c.mutable_actor()->set_role(v1::Role::privacy);
        c.mutable_allow_reading()->set_reading(readings.empty() ? "0" : readings.back().reading);
    });
    const State too_late{"too late", [read] {
                             auto story = after({{read}}, true);
                             story.now += 16min;
                             return story;
                         }};
    walk(
        {state("of no restricted case", {}), state("not asked", {}, true),
         state("asked", {{read}}, true), state("allowed", {{read}, {allow, "prisca"}}, true),
         too_late},
        {{"read", read, "field_read reading_asked nothing field_read reading_asked"},
         {"somebody else reads", read,
          "field_read reading_asked reading_asked reading_asked reading_asked", "denis"},
         {"break the glass", break_glass, "field_read field_read field_read field_read field_read"},
         {"break it, called and no more", break_glass,
          "field_read no:sight_not_allowed no:sight_not_allowed no:sight_not_allowed "
          "no:sight_not_allowed",
          "nadia"},
         {"allow", allow,
          "no:reading_unknown no:reading_unknown field_read nothing no:reading_unknown", "prisca"},
         {"allow her own", allow,
          "no:reading_unknown no:reading_unknown no:second_person_needed "
          "no:second_person_needed no:reading_unknown"}});
}

// ── who follows the case ──

TEST(Parts, OfAPivotAnswerEveryWord) {
    const auto offer = [](const char* person) {
        return wish([person](C& c) { c.mutable_offer_pivot()->set_person(person); });
    };
    const auto answer = [](bool accept) {
        return wish([accept](C& c) { c.mutable_answer_pivot()->set_accept(accept); });
    };
    const State proposed{"proposed", [] { return nadia({Answer::accept, Answer::in_contact}); }};
    walk({state("nobody", {}), proposed, state("offered", {{offer("nadia")}}),
          state("hers", {{offer("nadia")}, {answer(true), "nadia"}}),
          state("declined", {{offer("nadia")}, {answer(false), "nadia"}})},
         {{"offer to her", offer("nadia"),
           "pivot_offered pivot_offered nothing no:pivot_already pivot_offered"},
          {"offer to another", offer("ines"),
           "pivot_offered pivot_offered pivot_offered pivot_offered pivot_offered"},
          {"offer to nobody known", offer("ghost"),
           "no:person_unknown no:person_unknown no:person_unknown no:person_unknown "
           "no:person_unknown"},
          {"her yes", answer(true),
           "no:pivot_not_offered pivot_accepted pivot_accepted nothing "
           "no:pivot_not_offered",
           "nadia"},
          {"her no", answer(false),
           "no:pivot_not_offered pivot_declined pivot_declined no:pivot_not_offered "
           "no:pivot_not_offered",
           "nadia"},
          {"somebody else's yes", answer(true),
           "no:pivot_not_offered no:pivot_not_offered no:pivot_not_offered "
           "no:pivot_not_offered no:pivot_not_offered",
           "omar"}});
}

}  // namespace
}  // namespace relais::test
