// The state machine, walked: in every state of a need, every command is an event or a refusal with
// a name, and never a fault. What a row says is what README.md of the core says.
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

TEST(States, EachIsReached) {
    for (const auto& [name, story_of] : states()) {
        const auto story = story_of();
        if (name == "closed")
            EXPECT_TRUE(story.state.closed);
        else
            EXPECT_EQ(Need::State_Name(story.state.need(care)->state), name);
    }
}

TEST(States, OfANeedAnswerEveryWordOfAResponder) {
    const std::map<Answer::Kind, Row> rows{
        {Answer::accept,
         {{"awaiting_consent", "page_noted"},
          {"paging", "page_answered"},
          {"covered", "nothing"},
          {"engaged", "no: page_already_answered"},
          {"met", "page_noted"},
          {"refused", "page_noted"},
          {"unmet", "page_noted"},
          {"closed", "page_noted"}}},
        {Answer::decline,
         {{"awaiting_consent", "page_noted"},
          {"paging", "page_answered"},
          {"covered", "no: page_already_answered"},
          {"engaged", "no: page_already_answered"},
          {"met", "page_noted"},
          {"refused", "page_noted"},
          {"unmet", "page_noted"},
          {"closed", "page_noted"}}},
        {Answer::in_contact,
         {{"awaiting_consent", "page_noted"},
          {"paging", "no: answer_out_of_turn"},
          {"covered", "page_answered"},
          {"engaged", "nothing"},
          {"met", "page_noted"},
          {"refused", "page_noted"},
          {"unmet", "page_noted"},
          {"closed", "page_noted"}}},
        {Answer::arrived,
         {{"awaiting_consent", "page_noted"},
          {"paging", "no: answer_out_of_turn"},
          {"covered", "page_answered"},
          {"engaged", "page_answered"},
          {"met", "page_noted"},
          {"refused", "page_noted"},
          {"unmet", "page_noted"},
          {"closed", "page_noted"}}},
        {Answer::done,
         {{"awaiting_consent", "page_noted"},
          {"paging", "no: answer_out_of_turn"},
          {"covered", "page_answered"},
          {"engaged", "page_answered"},
          {"met", "page_noted"},
          {"refused", "page_noted"},
          {"unmet", "page_noted"},
          {"closed", "page_noted"}}},
        {Answer::release,
         {{"awaiting_consent", "page_noted"},
          {"paging", "no: answer_out_of_turn"},
          {"covered", "page_answered"},
          {"engaged", "page_answered"},
          {"met", "page_noted"},
          {"refused", "page_noted"},
          {"unmet", "page_noted"},
          {"closed", "page_noted"}}},
    };
    for (const auto& [kind, row] : rows)
        expect_row(Answer::Kind_Name(kind), row, "nadia",
                   [&](const Story& story) { return answer(story, kind); });
}

struct ByHand {
    std::string name;
    v1::Command command;
    Row row;
};

std::vector<ByHand> by_hand() {
    std::vector<ByHand> all;
    const auto add = [&](std::string name, Row row) -> v1::Command& {
        all.push_back({std::move(name), {}, std::move(row)});
        return all.back().command;
    };
    add("take", {{"awaiting_consent", "need_taken"},
                 {"paging", "need_taken"},
                 {"covered", "no: need_already_covered"},
                 {"engaged", "no: need_already_covered"},
                 {"met", "no: need_settled"},
                 {"refused", "no: need_not_open"},
                 {"unmet", "no: need_settled"},
                 {"closed", "no: case_closed"}})
        .mutable_take_need()
        ->set_need(care);
    add("release", {{"awaiting_consent", "no: need_not_covered"},
                    {"paging", "no: need_not_covered"},
                    {"covered", "no: need_not_covered"},
                    {"engaged", "no: need_not_covered"},
                    {"met", "no: need_not_covered"},
                    {"refused", "no: need_not_covered"},
                    {"unmet", "no: need_not_covered"},
                    {"closed", "no: case_closed"}})
        .mutable_release_need()
        ->set_need(care);
    auto& met = *add("met", {{"awaiting_consent", "need_settled"},
                             {"paging", "need_settled"},
                             {"covered", "need_settled"},
                             {"engaged", "need_settled"},
                             {"met", "nothing"},
                             {"refused", "no: need_settled"},
                             {"unmet", "no: need_settled"},
                             {"closed", "no: case_closed"}})
                     .mutable_settle_need();
    met.set_need(care);
    met.set_outcome(v1::Outcome::met);
    add("refuse", {{"awaiting_consent", "need_refused"},
                   {"paging", "need_refused"},
                   {"covered", "need_refused"},
                   {"engaged", "need_refused"},
                   {"met", "no: need_settled"},
                   {"refused", "nothing"},
                   {"unmet", "no: need_settled"},
                   {"closed", "no: case_closed"}})
        .mutable_refuse_need()
        ->set_need(care);
    auto& consent = *add("consent", {{"awaiting_consent", "consent_given"},
                                     {"paging", "no: need_not_open"},
                                     {"covered", "no: need_not_open"},
                                     {"engaged", "no: need_not_open"},
                                     {"met", "no: need_not_open"},
                                     {"refused", "consent_given"},
                                     {"unmet", "no: need_not_open"},
                                     {"closed", "no: case_closed"}})
                         .mutable_give_consent();
    consent.set_need(care);
    consent.set_basis(v1::ConsentBasis::verbal);
    add("withdraw", {{"awaiting_consent", "no: consent_not_given"},
                     {"paging", "page_stood_down"},
                     {"covered", "page_stood_down"},
                     {"engaged", "page_stood_down"},
                     {"met", "no: consent_not_given"},
                     {"refused", "no: consent_not_given"},
                     {"unmet", "no: consent_not_given"},
                     {"closed", "no: case_closed"}})
        .mutable_withdraw_consent()
        ->set_sector(v1::Sector::health);
    add("add", {{"awaiting_consent", "no: need_already_there"},
                {"paging", "no: need_already_there"},
                {"covered", "no: need_already_there"},
                {"engaged", "no: need_already_there"},
                {"met", "consent_given"},
                {"refused", "consent_given"},
                {"unmet", "consent_given"},
                {"closed", "no: case_closed"}})
        .mutable_add_need()
        ->set_need(care);
    add("close", {{"awaiting_consent", "no: needs_unsettled"},
                  {"paging", "no: needs_unsettled"},
                  {"covered", "no: needs_unsettled"},
                  {"engaged", "no: needs_unsettled"},
                  {"met", "case_closed"},
                  {"refused", "case_closed"},
                  {"unmet", "case_closed"},
                  {"closed", "no: case_closed"}})
        .mutable_close_case();
    add("reopen", {{"awaiting_consent", "no: case_not_closed"},
                   {"paging", "no: case_not_closed"},
                   {"covered", "no: case_not_closed"},
                   {"engaged", "no: case_not_closed"},
                   {"met", "no: case_not_closed"},
                   {"refused", "no: case_not_closed"},
                   {"unmet", "no: case_not_closed"},
                   {"closed", "case_reopened"}})
        .mutable_reopen_case()
        ->set_reason("she_came_back");
    return all;
}

TEST(States, OfANeedAnswerEveryHand) {
    for (const auto& [name, command, row] : by_hand())
        expect_row(name, row, "coralie", [&](const Story&) { return command; });
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
