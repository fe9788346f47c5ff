// What every test of the fund says of a decision.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fund.hpp"

namespace relais::test {

class FundTest : public testing::Test {
protected:
    using Rejection = v1::Rejection;
    using Request = v1::FundRequest;
    using Account = v1::FundAccount;

    static void told(const domain::Decision& decision) {
        ASSERT_TRUE(decision) << v1::Rejection::Code_Name(decision.error());
        EXPECT_FALSE(decision->empty());
    }
    static void unchanged(const domain::Decision& decision) {
        ASSERT_TRUE(decision) << v1::Rejection::Code_Name(decision.error());
        EXPECT_TRUE(decision->empty());
    }
    static void refused(const domain::Decision& decision, v1::Rejection::Code why) {
        ASSERT_FALSE(decision) << "nobody said " << v1::Rejection::Code_Name(why);
        EXPECT_EQ(decision.error(), why) << v1::Rejection::Code_Name(decision.error());
    }
    // A case hears of a refusal by an event.
    void answered(const domain::Decision& decision, v1::Rejection::Code why) {
        told(decision);
        ASSERT_TRUE(decision->back().fund().has_request_refused());
        const auto& refusal = decision->back().fund().request_refused();
        EXPECT_EQ(refusal.rejection(), why) << v1::Rejection::Code_Name(refusal.rejection());
        EXPECT_EQ(refusal.why(), v1::FundRequest::by_rule);
        ASSERT_FALSE(fund.mailed.empty());
        EXPECT_EQ(fund.mailed.back().note_fund().news().rejection(), why);
    }
    template <class Change>
    domain::Decision with(const v1::Actor& actor, Change change) {
        v1::FundCommand command;
        change(command);
        return fund.when(actor, command);
    }
    template <class Change>
    void settings(Change change) {
        auto changed = fund.state.rules->data();
        change(changed);
        told(fund.put(changed));
    }

    FundStory fund;
};

}  // namespace relais::test
