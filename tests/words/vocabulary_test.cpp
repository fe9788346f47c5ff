// Every code that a person may meet has its words: the vocabulary is read from protobuf's own
// descriptors, so that a new value without words fails here and not on somebody's screen.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "common/words/words.hpp"
#include "relais/v1/api.pb.h"
#include "relais/v1/plan.pb.h"

namespace relais::words {
namespace {

const Words& words() {
    static const Words all;
    return all;
}

void expect_words(const google::protobuf::EnumDescriptor* codes, const std::string& section,
                  const std::string& without = {}) {
    for (int index = 0; index < codes->value_count(); ++index) {
        const std::string name = codes->value(index)->name();
        if (name != without) {
            EXPECT_TRUE(words().has(section + "." + name)) << section << "." << name;
        }
    }
}

TEST(Vocabulary, HasWordsForEveryValue) {
    expect_words(v1::Need::Kind_descriptor(), "need", "unknown");
    expect_words(v1::Need::Kind_descriptor(), "need_plain", "unknown");
    expect_words(v1::Need::State_descriptor(), "need_state");
    expect_words(v1::Sector::Code_descriptor(), "sector");
    expect_words(v1::AgeBand::Code_descriptor(), "age_band");
    expect_words(v1::GenderPreference::Code_descriptor(), "gender_preference");
    expect_words(v1::IdentifiedBy::Code_descriptor(), "identified_by");
    expect_words(v1::Circumstance::Code_descriptor(), "circumstance");
    expect_words(v1::ConsentBasis::Code_descriptor(), "consent_basis");
    expect_words(v1::Rule::Code_descriptor(), "rule", "unknown");
    expect_words(v1::Role::Code_descriptor(), "role");
    expect_words(v1::Channel::Code_descriptor(), "channel");
    expect_words(v1::Message::Kind_descriptor(), "message_kind");
    expect_words(v1::Answer::Kind_descriptor(), "answer_kind");
    expect_words(v1::Rung::Reach_descriptor(), "reach");
    expect_words(v1::Reason::Code_descriptor(), "reason");
    expect_words(v1::Rejection::Code_descriptor(), "rejection");
    expect_words(v1::BedPlan::Left::Reason_descriptor(), "bed_plan");
    expect_words(v1::DeclineReason::Code_descriptor(), "decline_reason");
    expect_words(v1::Outcome::Code_descriptor(), "outcome");
    expect_words(v1::Outcome::Why_descriptor(), "outcome_why");
    expect_words(v1::NeedReopened::Why_descriptor(), "reopened_why");
    expect_words(v1::Milestone::Kind_descriptor(), "milestone");
    expect_words(v1::Milestone::State_descriptor(), "milestone_state");
    expect_words(v1::SealedField::Code_descriptor(), "sealed_field");
    expect_words(v1::ReadingReason::Code_descriptor(), "reading_reason");
    expect_words(v1::OverridableRule::Code_descriptor(), "overridable_rule");
    expect_words(v1::OverrideReason::Code_descriptor(), "override_reason");
    expect_words(v1::Urgency::Code_descriptor(), "urgency");
    expect_words(v1::Confidentiality::Code_descriptor(), "confidentiality");
    expect_words(v1::Scope::Code_descriptor(), "scope");
    expect_words(v1::MembershipStep::State_descriptor(), "membership_state");
    expect_words(v1::SharedField::Code_descriptor(), "shared_field");
    expect_words(v1::SafeContact::Way::Kind_descriptor(), "safe_way");
    expect_words(v1::Referral::State_descriptor(), "referral_state");
    expect_words(v1::Referral::Why_descriptor(), "referral_why");
    expect_words(v1::Escort::Purpose_descriptor(), "escort_purpose");
    expect_words(v1::Escort::State_descriptor(), "escort_state");
    expect_words(v1::Relocation::State_descriptor(), "relocation_state");
    expect_words(v1::MergeDecline::Why_descriptor(), "merge_decline");
    expect_words(v1::PivotDeclined::Why_descriptor(), "pivot_why");
    expect_words(v1::AgeGroup::Code_descriptor(), "age_group", "unknown");
    expect_words(v1::Credential::Kind_descriptor(), "credential", "unknown");
}

TEST(Vocabulary, HasAProblemForEveryRejection) {
    expect_words(v1::Rejection::Code_descriptor(), "problem", "none");
}

TEST(Vocabulary, HasWordsForEveryEvent) {
    const auto* body = v1::Event::descriptor()->FindOneofByName("body");
    ASSERT_NE(body, nullptr);
    for (int index = 0; index < body->field_count(); ++index) {
        const std::string kind = body->field(index)->name();
        EXPECT_TRUE(words().has("event." + kind)) << kind;
    }
}

}  // namespace
}  // namespace relais::words
