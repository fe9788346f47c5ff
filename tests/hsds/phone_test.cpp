#include "common/hsds/phone.hpp"

#include <gmock/gmock.h>

namespace relais::hsds {
namespace {

using ::testing::Optional;

TEST(Phone, DialsWhatIsCertainlyANumber) {
    EXPECT_THAT(dialled("514 555-0123"), Optional(std::string("+15145550123")));
    EXPECT_THAT(dialled("1 (514) 555-0123"), Optional(std::string("+15145550123")));
    EXPECT_THAT(dialled("+33 1 23 45 67 89"), Optional(std::string("+33123456789")));
    EXPECT_THAT(dialled("\"+44 1234 234567\"", "100"),
                Optional(std::string("+441234234567;ext=100")));
    EXPECT_THAT(dialled("514-555-0123 poste 12"), Optional(std::string("+15145550123;ext=12")));
    EXPECT_THAT(dialled("514.555.0123 x7"), Optional(std::string("+15145550123;ext=7")));
}

TEST(Phone, DialsNothingElse) {
    for (const auto* number :
         {"", "211", "555-0123", "dites 211", "514 555-CALL", "514 555-0123 ou 514 555-0124",
          "514 555-0123 / 438 555-0123", "+1 514 555 0123 +1 514", "014 555 0123", "++15145550123",
          "1234567890123456789", "javascript:alert(1)", "514 555-0123 poste Marie"})
        EXPECT_EQ(dialled(number), std::nullopt) << number;
    EXPECT_EQ(dialled("514 555-0123", "demander Marie"), std::nullopt);
}

}  // namespace
}  // namespace relais::hsds
