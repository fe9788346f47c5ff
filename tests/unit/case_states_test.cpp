// The state machine, walked: in every state of a need, every command is an event or a refusal with
// a name, and never a fault. What a row says is what README.md of the core says.
#include <array>
#include <functional>
#include <map>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using v1::Answer;
using v1::Need;

constexpr auto care = Need::immediate_care;

Story open_case() {
    Story story{World{}};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    return story;
}

Story after(std::vector<Answer::Kind> answers) {
    auto story = open_case();
    for (const auto answer : answers) story.answer(story.page_of("nadia"), answer, 10);
    return story;
}

Story settled(v1::Outcome::Code outcome) {
    auto story = open_case();
    v1::Command command;
    command.mutable_settle_need()->set_need(care);
    command.mutable_settle_need()->set_outcome(outcome);
    command.mutable_settle_need()->set_why(v1::Outcome::settled_elsewhere);
    story.when(command, "coralie");
    return story;
}

Story awaiting_consent() {
    auto story = open_case();
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(v1::Sector::health);
    story.when(command);
    return story;
}

Story closed() {
    auto story = settled(v1::Outcome::met);
    v1::Command command;
    command.mutable_close_case();
    story.when(command, "coralie");
    return story;
}

const std::map<std::string, std::function<Story()>>& states() {
    static const std::map<std::string, std::function<Story()>> all{
        {"awaiting_consent", awaiting_consent},
        {"paging", open_case},
        {"covered", [] { return after({Answer::accept}); }},
        {"engaged", [] { return after({Answer::accept, Answer::in_contact}); }},
        {"met", [] { return settled(v1::Outcome::met); }},
        {"refused", [] { return settled(v1::Outcome::refused_by_her); }},
        {"unmet", [] { return settled(v1::Outcome::unmet); }},
        {"closed", closed},
    };
    return all;
}

using Row = std::map<std::string, std::string>;  // state → the first event, or the refusal

v1::Command answer(const Story& story, Answer::Kind kind) {
    v1::Command command;
    command.mutable_answer_page()->set_page(story.page_of("nadia"));
    command.mutable_answer_page()->set_answer(kind);
    return command;
}

std::string outcome(Story story, const v1::Command& command, const std::string& person) {
    const auto events = story.when(command, person);
    if (story.rejection != v1::Rejection::none)
        return "no: " + v1::Rejection::Code_Name(story.rejection);
    return events.empty() ? "nothing" : domain::kind_of(events[0]);
}

void expect_row(const std::string& name, const Row& row, const std::string& person,
                const std::function<v1::Command(const Story&)>& make) {
    for (const auto& [state, story_of] : states()) {
        const auto story = story_of();
        EXPECT_EQ(outcome(story, make(story), person), row.at(state)) << name << " in " << state;
    }
}

// What is stored is told for years: no code without a name may enter.
TEST(States, TakeNoReasonThatHasNoName) {
    auto story = states().at("paging")();
    v1::Command settle;
    settle.mutable_settle_need()->set_need(care);
    settle.mutable_settle_need()->set_outcome(v1::Outcome::unmet);
    settle.mutable_settle_need()->set_why(static_cast<v1::Outcome::Why>(99));
    story.when(settle, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::reason_missing);
    v1::Command take;
    take.mutable_take_need()->set_need(care);
    story.when(take, "coralie");
    v1::Command release;
    release.mutable_release_need()->set_need(care);
    release.mutable_release_need()->set_reason(static_cast<v1::DeclineReason::Code>(99));
    story.when(release, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::reason_missing);
}

TEST(States, EachIsReached) {
    for (const auto& [name, story_of] : states()) {
        const auto story = story_of();
        if (name == "closed")
            EXPECT_TRUE(story.state.closed);
        else
            EXPECT_EQ(Need::State_Name(story.state.need(care)->state), name);
    }
}

// In the order of a life: awaiting consent, paging, covered, engaged, met, refused, unmet, closed.
Row row(const std::array<std::string, 8>& says) {
    return {{"awaiting_consent", says[0]},
            {"paging", says[1]},
            {"covered", says[2]},
            {"engaged", says[3]},
            {"met", says[4]},
            {"refused", says[5]},
            {"unmet", says[6]},
            {"closed", says[7]}};
}

TEST(States, OfANeedAnswerEveryWordOfAResponder) {
    const std::string late = "page_noted";
    const std::string early = "no: answer_out_of_turn";
    const std::string said = "no: page_already_answered";
    const std::map<Answer::Kind, Row> rows{
        {Answer::accept, row({late, "page_answered", "nothing", said, late, late, late, late})},
        {Answer::decline, row({late, "page_answered", said, said, late, late, late, late})},
        {Answer::in_contact,
         row({late, early, "page_answered", "nothing", late, late, late, late})},
        {Answer::arrived,
         row({late, early, "page_answered", "page_answered", late, late, late, late})},
        {Answer::done,
         row({late, early, "page_answered", "page_answered", late, late, late, late})},
        {Answer::release,
         row({late, early, "page_answered", "page_answered", late, late, late, late})},
    };
    for (const auto& [kind, says] : rows)
        expect_row(Answer::Kind_Name(kind), says, "nadia",
                   [&](const Story& story) { return answer(story, kind); });
}

v1::Command settle_as_met() {
    v1::Command command;
    command.mutable_settle_need()->set_need(care);
    command.mutable_settle_need()->set_outcome(v1::Outcome::met);
    return command;
}

v1::Command consent() {
    v1::Command command;
    command.mutable_give_consent()->set_need(care);
    command.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
    return command;
}

struct ByHand {
    std::string name;
    std::function<v1::Command()> command;
    Row row;
};

template <class Set>
std::function<v1::Command()> with(Set set) {
    return [set] {
        v1::Command command;
        set(command);
        return command;
    };
}

const std::string there = "no: need_already_there";
const std::string ended = "no: need_settled";
const std::string none = "no: consent_not_given";
const std::string taken_back = "consent_withdrawn";
const std::string owned = "no: need_already_covered";
const std::string loose = "no: need_not_covered";
const std::string shut = "no: need_not_open";
const std::string closed_case = "no: case_closed";
const std::string not_yet = "no: needs_unsettled";
const std::string not_closed = "no: case_not_closed";

std::vector<ByHand> by_hand() {
    return {
        {"take", with([](auto& c) { c.mutable_take_need()->set_need(care); }),
         row({"need_taken", "need_taken", owned, owned, ended, shut, ended, closed_case})},
        {"release", with([](auto& c) { c.mutable_release_need()->set_need(care); }),
         row({loose, loose, loose, loose, loose, loose, loose, closed_case})},
        {"met", settle_as_met,
         row({"need_settled", "need_settled", "need_settled", "need_settled", "nothing", ended,
              ended, closed_case})},
        {"refuse", with([](auto& c) { c.mutable_refuse_need()->set_need(care); }),
         row({"need_refused", "need_refused", "need_refused", "need_refused", ended, "nothing",
              ended, closed_case})},
        {"consent", consent,
         row({"consent_given", shut, shut, shut, shut, "consent_given", shut, closed_case})},
        {"withdraw",
         with([](auto& c) { c.mutable_withdraw_consent()->set_sector(v1::Sector::health); }),
         row({none, "page_stood_down", "page_stood_down", "page_stood_down", taken_back, taken_back,
              taken_back, taken_back})},
        {"add", with([](auto& c) { c.mutable_add_need()->set_need(care); }),
         row({there, there, there, there, "consent_given", "consent_given", "consent_given",
              closed_case})},
        {"close", with([](auto& c) { c.mutable_close_case(); }),
         row({not_yet, not_yet, not_yet, not_yet, "case_closed", "case_closed", "case_closed",
              closed_case})},
        {"reopen", with([](auto& c) { c.mutable_reopen_case()->set_reason("she_came_back"); }),
         row({not_closed, not_closed, not_closed, not_closed, not_closed, not_closed, not_closed,
              "case_reopened"})},
    };
}

TEST(States, OfANeedAnswerEveryHand) {
    for (const auto& [name, command, row] : by_hand())
        expect_row(name, row, "coralie", [&](const Story&) { return command(); });
}

// Every body that a command can have, empty: decided in every state without a fault, and never with
// nothing said where it is not for a case at all.
TEST(States, SurviveEveryCommandThereIs) {
    const auto* body = v1::Command::descriptor()->FindOneofByName("body");
    for (int index = 0; index < body->field_count(); ++index) {
        v1::Command command;
        command.GetReflection()->MutableMessage(&command, body->field(index));
        for (const auto& [name, story_of] : states()) {
            auto story = story_of();
            const auto before = story.state;
            const auto events = story.when(command, "coralie");
            if (story.rejection != v1::Rejection::none)
                EXPECT_EQ(story.state, before) << body->field(index)->name() << " in " << name;
            for (const auto& event : events) EXPECT_TRUE(domain::folds_into_case(event));
        }
    }
}

}  // namespace
}  // namespace relais::test
