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

enum class Wish { answer, hand_over, undelivered, exhausted, take, consent, refuse, fire, again };

struct Step {
    Wish wish;
    unsigned which;  // page or need, modulo how many there are
    unsigned detail;
    unsigned seconds;  // that pass first
};

rc::Gen<std::vector<Step>> histories() {
    return rc::gen::container<std::vector<Step>>(rc::gen::construct<Step>(
        rc::gen::element(Wish::answer, Wish::hand_over, Wish::undelivered, Wish::exhausted,
                         Wish::take, Wish::consent, Wish::refuse, Wish::fire, Wish::fire,
                         Wish::again),
        rc::gen::arbitrary<unsigned>(), rc::gen::arbitrary<unsigned>(),
        rc::gen::inRange(0u, 400u)));
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
            command.mutable_answer_page()->set_answer(step.detail % 3 != 0 ? v1::Answer::decline
                                                                           : v1::Answer::accept);
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
            auto chosen = armed.begin();
            std::advance(chosen, static_cast<long>(step.detail % armed.size()));
            command.mutable_fire_deadline()->set_deadline(chosen->first);
            break;
        }
    }
    return command;
}

std::string person_for(const v1::Command& command, const Story& story) {
    if (!command.has_answer_page()) return "coralie";
    const auto* need = story.state.need_of_page(command.answer_page().page());
    return need == nullptr ? "nobody" : need->pages.at(command.answer_page().page()).person;
}

// The promises of the core, looked at from outside after every step.
void hold_promises(const Story& story) {
    const auto armed = domain::deadlines(story.state);
    for (const auto& need : story.state.needs) {
        const bool due = armed.contains(domain::deadline_name("rung", need.kind)) ||
                         armed.contains(domain::deadline_name("consent", need.kind));
        if (need.open()) RC_ASSERT(due);
        if (need.state == v1::Need::covered)
            RC_ASSERT(need.accepted() >= need.quota || !need.taken_by.empty());
        if (!need.open())
            for (const auto& [id, page] : need.pages)
                RC_ASSERT(page.state != domain::PageState::raised &&
                          page.state != domain::PageState::handed_over);
    }
}

// Nobody of a sector is paged while its consent is awaited, nor the excluded ever.
void hold_consent(const std::vector<v1::Event>& history) {
    std::set<int> consented;
    for (const auto& event : history) {
        if (event.has_need_opened() && event.need_opened().has_consent())
            consented.insert(event.need_opened().need());
        if (event.has_consent_given()) consented.insert(event.consent_given().need());
        for (const auto& pick : event.rung_reached().picks()) {
            RC_ASSERT(pick.person() != "omar");
            const bool coordinator = pick.person() == "coralie" || pick.person() == "denis";
            RC_ASSERT(coordinator || consented.contains(event.rung_reached().need()));
            RC_ASSERT(!pick.reasons().empty());
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
        const Step step{
            *rc::gen::element(Wish::answer, Wish::hand_over, Wish::undelivered, Wish::exhausted,
                              Wish::take, Wish::consent, Wish::refuse, Wish::fire),
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
