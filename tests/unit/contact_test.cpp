// One way after the other, until one takes it or none is left.
#include "common/domain/contact.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Contact : public testing::Test {
protected:
    std::vector<v1::Event> when(const v1::Command& command) {
        auto decision = domain::decide(state, command, night, *World{}.directory());
        if (!decision) return {};
        for (const auto& event : *decision) state = domain::evolve(std::move(state), event);
        return *decision;
    }
    static v1::Command go_on(std::uint32_t failed_way) {
        v1::Command command;
        auto& message = *command.mutable_continue_page()->mutable_message();
        message.set_page("page");
        message.set_person("nadia");
        message.set_way(failed_way);
        command.mutable_continue_page()->set_reply_to("case/x");
        return command;
    }
    static v1::Command outcome(bool over, std::uint32_t way) {
        v1::Command command;
        if (over) {
            command.mutable_report_handover()->set_page("page");
            command.mutable_report_handover()->set_way(way);
        } else {
            command.mutable_report_undelivered()->set_page("page");
            command.mutable_report_undelivered()->set_way(way);
        }
        return command;
    }
    Contact() { state.aggregate = "contact/nadia"; }
    domain::ContactState state;
};

TEST_F(Contact, TriesTheNextWayAndTellsTheCaseWhenItWorked) {
    const auto events = when(go_on(0));
    ASSERT_THAT(kinds(events), ElementsAre("page_continued"));
    const auto leaves = domain::effects(state.aggregate, events);
    ASSERT_EQ(leaves.rest.size(), 1u);
    EXPECT_EQ(leaves.rest[0].id(), "page/1");
    EXPECT_EQ(leaves.rest[0].way_id(), "phone");
    const auto over = domain::effects(state.aggregate, when(outcome(true, 1)));
    ASSERT_EQ(over.mail.size(), 1u);
    EXPECT_EQ(over.mail[0].aggregate(), "case/x");
    EXPECT_TRUE(over.mail[0].has_report_handover());
    EXPECT_THAT(state.pages, IsEmpty());
}

TEST_F(Contact, SaysExhaustedWhenNoWayIsLeft) {
    when(go_on(0));
    const auto events = when(outcome(false, 1));
    ASSERT_THAT(kinds(events), ElementsAre("ways_exhausted"));
    EXPECT_TRUE(domain::effects(state.aggregate, events).mail[0].has_report_exhausted());
}

TEST_F(Contact, WhatComesTwiceOrLateChangesNothing) {
    when(go_on(0));
    EXPECT_THAT(when(go_on(0)), IsEmpty());
    EXPECT_THAT(when(outcome(false, 0)), IsEmpty());
    when(outcome(true, 1));
    EXPECT_THAT(when(outcome(true, 1)), IsEmpty());
}

}  // namespace
}  // namespace relais::test
