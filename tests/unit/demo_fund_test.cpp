// The demo's fund: what it is put with must be sound, and whoever signs must be in the demo's
// directory.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "common/domain/directory.hpp"
#include "common/domain/fund/fund_rules.hpp"
#include "relais/v1/fund_reading.pb.h"

namespace relais::test {
namespace {

template <class Message>
Message read(const std::string& name) {
    std::ifstream file(std::string(DEMO_DIR) + "/" + name);
    std::ostringstream text;
    text << file.rdbuf();
    Message message;
    const auto parsed = google::protobuf::util::JsonStringToMessage(text.str(), &message);
    EXPECT_TRUE(parsed.ok()) << parsed.ToString();
    return message;
}

TEST(DemoFund, MayBeUsedAndItsPeopleExist) {
    const auto file = read<v1::FundFile>("fund.json");
    EXPECT_TRUE(domain::settings_sound(file.settings()));
    const domain::Directory directory(read<v1::DirectoryFile>("directory.json").directory());
    for (const auto& one : file.settings().signatories())
        EXPECT_NE(directory.person(one.person()), nullptr) << one.person();
    for (const auto& payer : file.settings().payers())
        for (const auto& territory : payer.territories())
            EXPECT_NE(directory.territory(territory), nullptr) << territory;
    for (const auto& vendor : file.settings().vendors()) {
        EXPECT_TRUE(file.cards().contains(vendor.id())) << vendor.id();
        EXPECT_FALSE(vendor.has_card()) << vendor.id();
        if (!vendor.organization().empty())
            EXPECT_NE(directory.organization(vendor.organization()), nullptr);
    }
}

TEST(DemoFund, PaysEachJourneyAndHasMoneyThatEnds) {
    const auto settings = read<v1::FundFile>("fund.json").settings();
    std::set<std::pair<int, int>> journeys;
    for (const auto& one : settings.expenses()) journeys.insert({one.kind(), one.scope()});
    for (const auto kind : {v1::Expense::plane, v1::Expense::bus, v1::Expense::train})
        for (const auto scope : {v1::Expense::intermunicipal, v1::Expense::interprovincial,
                                 v1::Expense::international})
            EXPECT_TRUE(journeys.contains({kind, scope})) << kind << " " << scope;
    EXPECT_TRUE(std::ranges::any_of(settings.sources(), [](const v1::FundSource& one) {
        return one.from_ms() > 0 && one.until_ms() > one.from_ms();
    }));
}

}  // namespace
}  // namespace relais::test
