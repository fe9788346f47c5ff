// What ties a case to others, walked: in every state of the case, every such command is an event or
// a refusal with a name. The rows are those of README.md of the core.
#include <array>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using v1::Command;

World town() {
    World world;
    world.organization("boussole", v1::Sector::victim_services);
    world.roster(v1::Sector::victim_services, "06", {{"vera"}});
    auto& permit = *world.data().add_clocks();
    permit.set_id("permit");
    permit.set_within_hours(100);
    return world;
}

template <class Set>
Command made(Set set) {
    Command command;
    command.mutable_actor()->set_role(v1::Role::coordinator);
    set(command);
    return command;
}

const Command refer = made([](auto& c) {
    c.mutable_propose_referral()->set_organization("boussole");
    c.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
});
const Command merge = made([](auto& c) { c.mutable_merge_case()->set_into("other"); });
// The asking of `merge` in the case below: the version of its event.
Command confirm_of(const Story& story) {
    return made([&](auto& c) {
        c.mutable_confirm_merge()->set_into("other");
        for (const auto& event : story.history)
            if (event.has_merge_asked())
                c.mutable_confirm_merge()->set_ask(event.merge_asked().taken().ask());
    });
}
const Command unmerge = made([](auto& c) { c.mutable_unmerge_case()->set_reason("two_people"); });
const Command link = made([](auto& c) { c.mutable_link_case()->set_other("other"); });
const Command take_in = made([](auto& c) {
    c.mutable_take_in_case()->set_duplicate("third");
    c.mutable_take_in_case()->set_territory("06");
});
const Command give_back = made([](auto& c) { c.mutable_give_back_case()->set_duplicate("third"); });
const Command escort = made([](auto& c) {
    c.mutable_plan_escort()->set_from_ms(to_ms(night + 1h));
    c.mutable_plan_escort()->set_until_ms(to_ms(night + 2h));
});
const Command move = made([](auto& c) {
    c.mutable_plan_relocation()->mutable_destination()->set_box("sealed");
    c.mutable_plan_relocation()->set_receiving("vera");
    c.mutable_plan_relocation()->set_depart_ms(to_ms(night + 1h));
    c.mutable_plan_relocation()->set_arrive_ms(to_ms(night + 2h));
});
const Command share = made([](auto& c) {
    c.mutable_share_with_sector()->set_sector(v1::Sector::police);
    c.mutable_share_with_sector()->add_fields(v1::SharedField::status);
    c.mutable_share_with_sector()->set_basis(v1::ConsentBasis::verbal);
});
const Command clock = made([](auto& c) {
    c.mutable_start_clock()->set_clock("permit");
    c.mutable_start_clock()->set_from_ms(to_ms(night));
});

const Command ask_fund = made([](auto& c) {
    c.mutable_actor()->set_role(v1::Role::coordinator);
    c.mutable_ask_fund()->set_fund("main");
    c.mutable_ask_fund()->mutable_request()->set_request("taxi-1");
    c.mutable_ask_fund()->mutable_request()->set_expense("taxi");
});

Story open_case(bool advice = false) {
    Story story{town()};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_advice(advice);
    open.add_needs()->set_need(care);
    story.when(command);
    return story;
}

Story after(std::initializer_list<Command> commands) {
    auto story = open_case();
    for (const auto& command : commands) story.when(command, "coralie");
    return story;
}

Story closed() {
    auto story = open_case();
    settle(story, care, v1::Outcome::met);
    story.when(made([](auto& c) { c.mutable_close_case(); }), "coralie");
    return story;
}

// In this order: open, merging, merged, closed, advice.
std::array<Story, 5> states() {
    auto merged = after({merge});
    merged.when(confirm_of(merged), "coralie");
    return {open_case(), after({merge}), merged, closed(), open_case(true)};
}

std::string outcome(Story& story, const Command& command) {
    const auto events = story.when(command, "coralie");
    if (story.rejection != v1::Rejection::none)
        return "no: " + v1::Rejection::Code_Name(story.rejection);
    return events.empty() ? "nothing" : domain::kind_of(events[0]);
}

struct Row {
    const char* name;
    std::function<Command(const Story&)> command;
    std::array<std::string, 5> says;
};

std::function<Command(const Story&)> always(Command command) {
    return [command](const Story&) { return command; };
}

const std::string merged = "no: case_merged";
const std::string over = "no: case_closed";
const std::string nobody = "no: advice_only";

std::vector<Row> rows() {
    const std::string unknown_referral = "no: referral_unknown";
    const std::string unknown_escort = "no: escort_unknown";
    const std::string unknown_move = "no: relocation_unknown";
    const std::string unknown_clock = "no: clock_unknown";
    const std::string unknown_request = "no: request_unknown";
    const std::string not_asked = "no: not_asked_for_advice";
    const std::string not_merged = "no: case_not_merged";
    const auto empty = [](auto set) { return always(made(set)); };
    return {
        {"link",
         always(link),
         {"case_linked", "case_linked", "case_linked", "case_linked", "case_linked"}},
        {"merge", always(merge), {"merge_asked", "nothing", "nothing", over, nobody}},
        {"confirm",
         confirm_of,
         {"merge_declined", "page_stood_down", "nothing", "merge_declined", "merge_declined"}},
        {"unmerge", always(unmerge), {not_merged, not_merged, "case_unmerged", over, not_merged}},
        {"take in",
         always(take_in),
         {"case_taken_in", "taking_in_declined", "taking_in_declined", "taking_in_declined",
          "taking_in_declined"}},
        {"give back", always(give_back), {"nothing", "nothing", "nothing", "nothing", "nothing"}},
        {"refer", always(refer), {"referral_proposed", "referral_proposed", merged, over, nobody}},
        {"answer referral",
         empty([](auto& c) { c.mutable_answer_referral(); }),
         {unknown_referral, unknown_referral, merged, unknown_referral, unknown_referral}},
        {"complete referral",
         empty([](auto& c) { c.mutable_complete_referral(); }),
         {unknown_referral, unknown_referral, merged, unknown_referral, unknown_referral}},
        {"revoke referral",
         empty([](auto& c) { c.mutable_revoke_referral(); }),
         {unknown_referral, unknown_referral, merged, unknown_referral, unknown_referral}},
        {"plan escort", always(escort), {"escort_planned", "escort_planned", merged, over, nobody}},
        {"answer escort",
         empty([](auto& c) { c.mutable_answer_escort(); }),
         {unknown_escort, unknown_escort, merged, over, unknown_escort}},
        {"report escort",
         empty([](auto& c) { c.mutable_report_escort(); }),
         {unknown_escort, unknown_escort, merged, over, unknown_escort}},
        {"plan move",
         always(move),
         {"relocation_planned", "relocation_planned", merged, over, nobody}},
        {"answer move",
         empty([](auto& c) { c.mutable_answer_relocation(); }),
         {unknown_move, unknown_move, merged, over, unknown_move}},
        {"report move",
         empty([](auto& c) { c.mutable_report_relocation(); }),
         {unknown_move, unknown_move, merged, over, unknown_move}},
        {"share",
         always(share),
         {"shared_with_sector", "shared_with_sector", merged, over, nobody}},
        {"start clock",
         always(clock),
         {"clocks_started", "clocks_started", merged, "clocks_started", nobody}},
        {"ask the fund", always(ask_fund), {"fund_asked", "fund_asked", merged, over, nobody}},
        {"hear of the fund",
         empty([](auto& c) {
             c.mutable_actor()->set_role(v1::Role::system);
             c.mutable_note_fund();
         }),
         {unknown_request, unknown_request, unknown_request, unknown_request, unknown_request}},
        {"give advice",
         empty([](auto& c) { c.mutable_give_advice()->mutable_advice()->set_box("sealed"); }),
         {not_asked, not_asked, merged, over, "advice_given"}},
        {"note clock",
         empty([](auto& c) { c.mutable_note_clock(); }),
         {unknown_clock, unknown_clock, merged, unknown_clock, unknown_clock}},
    };
}

TEST(TiesStates, AreReached) {
    const auto all = states();
    EXPECT_TRUE(all[1].state.merging);
    EXPECT_FALSE(all[2].state.merged_into.empty());
    EXPECT_TRUE(all[3].state.closed);
    EXPECT_TRUE(all[4].state.advice);
}

TEST(TiesStates, AnswerEveryCommand) {
    constexpr std::array names{"open", "merging", "merged", "closed", "advice"};
    for (const auto& row : rows()) {
        auto all = states();
        for (std::size_t i = 0; i < all.size(); ++i)
            EXPECT_EQ(outcome(all[i], row.command(all[i])), row.says[i])
                << row.name << " in " << names[i];
    }
}

}  // namespace
}  // namespace relais::test
