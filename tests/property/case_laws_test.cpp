// Laws that hold over every history: whatever is asked of a case, in whatever order, however often
// and however late. A history is a list of rough wishes; what they mean depends on where the case
// stands when they come.
#include <algorithm>
#include <set>

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

const std::vector<v1::Need::Kind> all_needs{v1::Need::immediate_care, v1::Need::emergency_shelter,
                                            v1::Need::police_protection};

enum class Wish {
    answer,
    hand_over,
    undelivered,
    exhausted,
    take,
    give_back,
    settle,
    add,
    consent,
    withdraw,
    refuse,
    offer,
    be_pivot,
    milestone,
    pathway,
    close,
    reopen,
    fire,
    again
};

struct Step {
    Wish wish;
    unsigned which;  // page or need, modulo how many there are
    unsigned detail;
    unsigned seconds;  // that pass first
};

[[maybe_unused]] void showValue(const Step& step, std::ostream& out) {
    out << "{wish " << static_cast<int>(step.wish) << ", which " << step.which << ", detail "
        << step.detail << ", after " << step.seconds << " s}";
}

// Answers and deadlines are what most of a night is made of.
rc::Gen<Wish> wishes() {
    return rc::gen::weightedElement<Wish>({{6, Wish::answer},
                                           {2, Wish::hand_over},
                                           {1, Wish::undelivered},
                                           {1, Wish::exhausted},
                                           {1, Wish::take},
                                           {1, Wish::give_back},
                                           {1, Wish::settle},
                                           {1, Wish::add},
                                           {1, Wish::consent},
                                           {1, Wish::withdraw},
                                           {1, Wish::refuse},
                                           {1, Wish::offer},
                                           {1, Wish::be_pivot},
                                           {1, Wish::milestone},
                                           {1, Wish::pathway},
                                           {1, Wish::close},
                                           {1, Wish::reopen},
                                           {5, Wish::fire},
                                           {1, Wish::again}});
}

rc::Gen<std::vector<Step>> histories() {
    return rc::gen::container<std::vector<Step>>(
        rc::gen::construct<Step>(wishes(), rc::gen::arbitrary<unsigned>(),
                                 rc::gen::arbitrary<unsigned>(), rc::gen::inRange(0u, 400u)));
}

std::vector<std::string> pages_of(const Story& story) {
    std::vector<std::string> pages;
    for (const auto& event : story.history)
        for (const auto& pick : event.rung_reached().picks()) pages.push_back(pick.page());
    return pages;
}

v1::Command command_for(const Step& step, const Story& story) {
    v1::Command command;
    const auto pages = pages_of(story);
    const std::string page = pages.empty() ? "none" : pages[step.which % pages.size()];
    const auto need = all_needs[step.which % all_needs.size()];
    switch (step.wish) {
        case Wish::answer:
            command.mutable_answer_page()->set_page(page);
            command.mutable_answer_page()->set_answer(
                static_cast<v1::Answer::Kind>(1 + step.detail % 6));
            command.mutable_answer_page()->set_eta_minutes(step.detail % 40);
            break;
        case Wish::hand_over:
            command.mutable_report_handover()->set_page(page);
            command.mutable_report_handover()->set_at_ms(to_ms(story.now));
            break;
        case Wish::undelivered:
            command.mutable_report_undelivered()->set_page(page);
            command.mutable_report_undelivered()->set_way(step.detail % 2);
            break;
        case Wish::exhausted:
            command.mutable_report_exhausted()->set_page(page);
            break;
        case Wish::take:
            command.mutable_take_need()->set_need(need);
            break;
        case Wish::give_back:
            command.mutable_release_need()->set_need(need);
            break;
        case Wish::settle:
            command.mutable_settle_need()->set_need(need);
            command.mutable_settle_need()->set_outcome(
                static_cast<v1::Outcome::Code>(1 + step.detail % 3));
            command.mutable_settle_need()->set_why(v1::Outcome::settled_elsewhere);
            break;
        case Wish::add:
            command.mutable_add_need()->set_need(need);
            break;
        case Wish::withdraw:
            command.mutable_withdraw_consent()->set_sector(
                step.detail % 2 == 0 ? v1::Sector::health : v1::Sector::shelter);
            break;
        case Wish::offer:
            command.mutable_offer_pivot()->set_person(step.detail % 2 == 0 ? "ines" : "omar");
            break;
        case Wish::be_pivot:
            command.mutable_answer_pivot()->set_accept(step.detail % 3 != 0);
            break;
        case Wish::milestone:
            command.mutable_reach_milestone()->set_milestone(v1::Milestone::safe_place);
            break;
        case Wish::pathway:
            command.mutable_hand_to_pathway()->add_steps()->set_need("transitional_housing");
            break;
        case Wish::close:
            command.mutable_close_case();
            break;
        case Wish::reopen:
            command.mutable_reopen_case()->set_reason("she_came_back");
            break;
        case Wish::consent:
            command.mutable_give_consent()->set_need(need);
            command.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
            break;
        case Wish::refuse:
            command.mutable_refuse_need()->set_need(need);
            break;
        case Wish::fire:
        case Wish::again: {
            const auto armed = domain::deadlines(story.state);
            command.mutable_fire_deadline()->set_deadline("term");
            if (armed.empty()) break;
            auto chosen = armed.begin();
            std::advance(chosen, static_cast<long>(step.detail % armed.size()));
            command.mutable_fire_deadline()->set_deadline(chosen->first);
            break;
        }
    }
    return command;
}

std::string person_for(const v1::Command& command, const Story& story) {
    if (command.has_answer_pivot()) return "ines";
    if (!command.has_answer_page()) return "coralie";
    const auto* need = story.state.need_of_page(command.answer_page().page());
    return need == nullptr ? "nobody" : need->pages.at(command.answer_page().page()).person;
}

bool waits(const domain::PageRecord& page) {
    return page.state == domain::PageState::raised || page.state == domain::PageState::handed_over;
}

// The promises of the core, looked at from outside after every step.
void hold_promises(const Story& story) {
    const auto armed = domain::deadlines(story.state);
    const auto armed_for = [&](const char* kind, v1::Need::Kind need) {
        return armed.contains(domain::deadline_name(kind, need));
    };
    if (story.state.closed) RC_ASSERT(armed.empty());
    for (const auto& need : story.state.needs) {
        if (need.open()) RC_ASSERT(armed_for("rung", need.kind) || armed_for("consent", need.kind));
        if (story.state.closed) RC_ASSERT(need.settled());
        if (need.owned()) RC_ASSERT(need.accepted() >= need.quota || !need.taken_by.empty());
        for (const auto& [id, page] : need.pages) {
            if (!need.open()) RC_ASSERT(!waits(page));
            // What somebody promised has an end, as long as it is needed.
            const bool promised = page.state == domain::PageState::accepted &&
                                  need.kind != v1::Need::unknown && !need.settled();
            if (promised) RC_ASSERT(armed_for("promise", need.kind));
        }
    }
}

// Nobody of a sector is paged while its consent is awaited or was taken back, nor the excluded
// ever, nor anybody once the case is closed or the need is not open.
void hold_consent(const std::vector<v1::Event>& history) {
    domain::CaseState state;
    state.aggregate = case_aggregate;
    std::set<int> consented;
    for (const auto& event : history) {
        if (event.has_need_opened() && event.need_opened().has_consent())
            consented.insert(event.need_opened().need());
        if (event.has_consent_given()) consented.insert(event.consent_given().need());
        if (event.has_need_refused()) consented.erase(event.need_refused().need());
        if (event.has_consent_withdrawn())
            for (const auto& need : state.needs)
                if (need.sector == event.consent_withdrawn().sector()) consented.erase(need.kind);
        for (const auto& pick : event.rung_reached().picks()) {
            RC_ASSERT(pick.person() != "omar");
            const bool coordinator = pick.person() == "coralie" || pick.person() == "denis";
            RC_ASSERT(coordinator || consented.contains(event.rung_reached().need()));
            RC_ASSERT(!pick.reasons().empty());
            RC_ASSERT(!state.closed && state.need(event.rung_reached().need())->open());
        }
        state = domain::evolve(std::move(state), event);
    }
}

// What is owned stays owned until it is settled, or somebody says why not; covered is said exactly
// when the quota is met.
void hold_covered(const std::vector<v1::Event>& history) {
    domain::CaseState state;
    state.aggregate = case_aggregate;
    for (const auto& event : history) {
        const auto before = state;
        state = domain::evolve(std::move(state), event);
        for (const auto& need : state.needs) {
            const auto* was = before.need(need.kind);
            if (was == nullptr || !was->owned() || need.owned()) continue;
            RC_ASSERT(event.has_need_settled() || event.has_need_refused() ||
                      event.has_consent_withdrawn() || event.has_consent_given() ||
                      event.need_reopened().why() != v1::NeedReopened::unknown);
        }
        if (event.has_need_covered()) {
            const auto* covered = before.need(event.need_covered().need());
            RC_ASSERT(covered->open() && covered->accepted() >= covered->quota);
        }
    }
}

Story tell(const std::vector<Step>& steps) {
    Story story{World{}};
    v1::Command opening;
    auto& open = *opening.mutable_open_case();
    open.set_territory("06");
    open.add_exclusions()->set_person("omar");
    for (const auto need : all_needs) open.add_needs()->set_need(need);
    story.when(opening);
    v1::Command last = opening;
    for (const auto& step : steps) {
        story.now += std::chrono::seconds(step.seconds);
        const auto command = step.wish == Wish::again ? last : command_for(step, story);
        story.when(command, person_for(command, story));
        hold_promises(story);
        last = command;
    }
    return story;
}

domain::CaseState replay(const std::vector<v1::Event>& history, std::size_t from,
                         domain::CaseState state) {
    for (std::size_t i = from; i < history.size(); ++i)
        state = domain::evolve(std::move(state), history[i]);
    return state;
}

TEST(CaseLaws, ReplayOfTheEventsEqualsTheState) {
    EXPECT_TRUE(rc::check([] {
        const auto story = tell(*histories());
        domain::CaseState empty;
        empty.aggregate = case_aggregate;
        RC_ASSERT(replay(story.history, 0, empty) == story.state);
        std::vector<v1::Event> through_the_wire;
        for (const auto& event : story.history) {
            through_the_wire.emplace_back();
            RC_ASSERT(through_the_wire.back().ParseFromString(event.SerializeAsString()));
        }
        RC_ASSERT(replay(through_the_wire, 0, empty) == story.state);
    }));
}

TEST(CaseLaws, TheSameCommandTwiceHasOneEffect) {
    EXPECT_TRUE(rc::check([] {
        auto story = tell(*histories());
        const Step step{*rc::gen::suchThat(wishes(), [](Wish wish) { return wish != Wish::again; }),
                        *rc::gen::arbitrary<unsigned>(), *rc::gen::arbitrary<unsigned>(), 0};
        const auto command = command_for(step, story);
        const auto person = person_for(command, story);
        story.when(command, person);
        const auto once = story.state;
        RC_ASSERT(story.when(command, person).empty());
        RC_ASSERT(story.state == once);
    }));
}

TEST(CaseLaws, NobodyIsPagedWithoutConsentOrAgainstAnExclusion) {
    EXPECT_TRUE(rc::check([] { hold_consent(tell(*histories()).history); }));
}

TEST(CaseLaws, WhatIsOwnedStaysSoUntilItIsSettledOrSomebodySaysWhy) {
    EXPECT_TRUE(rc::check([] { hold_covered(tell(*histories()).history); }));
}

TEST(CaseLaws, NothingThatLeavesCarriesMoreThanACodeAndWhomItIsFor) {
    EXPECT_TRUE(rc::check([] {
        const auto story = tell(*histories());
        std::set<std::string> ids;
        for (const auto& event : story.history)
            for (const auto& pick : event.rung_reached().picks()) {
                RC_ASSERT(ids.insert(pick.message().id()).second);
                const auto text = pick.message().ShortDebugString();
                for (const auto* word : {"health", "shelter", "police", "care", "\"06\""})
                    RC_ASSERT(text.find(word) == std::string::npos);
            }
    }));
}

// The replay law can fail: two dependent events swapped are not the same history.
TEST(CaseLaws, AReplayInAnotherOrderIsNoticed) {
    Story story{World{}};
    story.alert({v1::Need::immediate_care});
    auto swapped = story.history;
    std::swap(swapped[0], swapped[1]);
    domain::CaseState empty;
    empty.aggregate = case_aggregate;
    EXPECT_DEATH((void)replay(swapped, 0, empty), "events are folded in order");
}

}  // namespace
}  // namespace relais::test
