// A need that waits for her word: whoever holds it meanwhile, nobody comes for it yet.
#include "common/domain/her_word.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/two_cases.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using v1::Answer;
using v1::Need;

// Whoever of the coordination holds it meanwhile is no cover: it awaits her word, and reads so.
TEST(HerWord, IsAwaitedAfterTwoCasesAreTwoAgainWhoeverHoldsTheNeed) {
    const auto held = [](bool by_hand) {
        Two two;
        two.merge();
        two.unmerge();
        if (by_hand) {
            v1::Command take;
            take.mutable_take_need()->set_need(shelter);
            take.mutable_take_need()->set_reason("coordinator_will_follow");
            two.kept.when(take, "coralie");
        } else {
            two.kept.fire("consent/emergency_shelter");
            two.kept.answer(two.kept.page_of("coralie"), Answer::accept, 10);
        }
        return two;
    };
    for (const bool by_hand : {true, false}) {
        auto two = held(by_hand);
        const auto* wanted = two.kept.state.need(shelter);
        EXPECT_EQ(wanted->state, Need::covered) << "it has an owner, and no deadline";
        EXPECT_TRUE(domain::her_word_awaited(*wanted));
        const auto told = domain::summary(two.kept.state).needs(1);
        EXPECT_EQ(told.need(), shelter);
        EXPECT_EQ(told.state(), Need::awaiting_consent);
        v1::Command consent;
        consent.mutable_give_consent()->set_need(shelter);
        consent.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
        EXPECT_THAT(paged(two.kept.when(consent)), ElementsAre("ines"));
        EXPECT_FALSE(domain::her_word_awaited(*two.kept.state.need(shelter)));
        two.kept.answer(two.kept.page_of("ines"), Answer::accept, 10);
        EXPECT_EQ(domain::summary(two.kept.state).needs(1).state(), Need::covered);
    }
}

}  // namespace
}  // namespace relais::test
