// What is derived can be derived again, and not guessed.
#include "common/base/ids.hpp"

#include <gtest/gtest.h>

#include "common/base/keyed_hash.hpp"

namespace relais::test {
namespace {

const std::string uuid = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c11";

TEST(CaseIds, AreTheSameForARetryOfTheSameAlert) {
    EXPECT_EQ(case_of_alert(uuid), case_of_alert(uuid));
    EXPECT_TRUE(canonical_uuid(case_of_alert(uuid).value()));
    EXPECT_NE(case_of_alert(uuid), case_of_alert("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c12"));
}

TEST(Uuids, AreCanonicalOrRefused) {
    EXPECT_EQ(canonical_uuid("7D0A2C7E-6A35-4A0F-9F0C-0D5A3B0A1C11"), uuid);
    for (const char* bad : {"", "7d0a2c7e6a354a0f9f0c0d5a3b0a1c11", "not-a-uuid",
                            "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c1g"})
        EXPECT_FALSE(canonical_uuid(bad)) << bad;
}

TEST(AnswerTokens, CarryTheirPageAndNobodyElseCanMakeOne) {
    const Secret ours{Hash256{1}};
    const Secret theirs{Hash256{2}};
    const auto page = page_id(uuid, 7, 3).value();
    const auto token = answer_token(ours, page);
    EXPECT_LE(token.size(), 52u) << "short enough for a text message";
    EXPECT_EQ(page_of_token(ours, token), page);
    EXPECT_FALSE(page_of_token(theirs, token));
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto forged = token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_NE(page_of_token(ours, forged), page) << i;
    }
    EXPECT_FALSE(page_of_token(ours, ""));
    EXPECT_FALSE(page_of_token(ours, token + "A"));
}

TEST(CaseCodes, AreFourSyllables) {
    const auto code = case_code(Secret{Hash256{1}}, uuid);
    ASSERT_EQ(code.size(), 9u);
    EXPECT_EQ(code[4], '-');
    EXPECT_NE(code, case_code(Secret{Hash256{2}}, uuid));
}

}  // namespace
}  // namespace relais::test
