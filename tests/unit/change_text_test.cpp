// What a change does, as it is read in a terminal.
#include "services/relais/change_text.hpp"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

namespace relais::cli {
namespace {

TEST(AChangeInATerminal, IsToldInTheTimeOfItsRosterThroughTheNightOfTheChange) {
    v1::RosterChangeAnswer answer;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                    R"({"before": [{"roster": "r", "zone": "America/Toronto", "person": "ana",
                        "name": "Ana B.", "layer": "jour", "level": 1,
                        "from": "2026-11-01T05:30:00Z", "until": "2026-11-01T06:30:00Z"}],
                        "gapsNew": [{"sector": "health", "territories": ["06", "13"],
                        "from": "2026-11-01T05:30:00Z", "until": "2026-11-01T06:30:00Z"}]})",
                    &answer)
                    .ok());
    EXPECT_EQ(change_text(Console(words::Language::en), answer),
              "Before\n"
              "  2026-11-01 01:30:00 EDT  2026-11-01 01:30:00 EST  Ana B.  ana  1  jour  r\n"
              "New gaps\n"
              "  2026-11-01 01:30:00 EDT  2026-11-01 01:30:00 EST  Health  06, 13");
    EXPECT_EQ(change_text(Console(words::Language::en), {}), "The same people stay on call.");
}

}  // namespace
}  // namespace relais::cli
