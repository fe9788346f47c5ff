// Loading a history and verifying it; summaries; settings that void our promises.
#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

class Load : public StoreTest {
protected:
    std::string committed(std::uint64_t version, const std::string& chain, std::size_t events) {
        const Trigger trigger = taken("from " + std::to_string(version));
        return good(store.commit(commit_of({trigger}, version, chain, events))).chain;
    }
};

TEST_F(Load, OfAnUnknownAggregateIsEmpty) {
    const auto history = good(store.load(a_case));
    EXPECT_TRUE(history.events.empty());
    EXPECT_EQ(history.version, 0u);
    EXPECT_EQ(history.chain, "");
}

TEST_F(Load, GivesAllEventsOldestFirst) {
    const std::string chain = committed(3, committed(0, "", 3), 700);
    const auto history = good(store.load(a_case));
    ASSERT_EQ(history.events.size(), 703u);
    EXPECT_EQ(history.events[702].version(), 703u);
    EXPECT_EQ(history.version, 703u);
    EXPECT_EQ(history.chain, chain);
}

TEST_F(Load, GivesOnlyWhatCameAfterAVersion) {
    committed(3, committed(0, "", 3), 2);
    const auto history = good(store.load(a_case, 3));
    ASSERT_EQ(history.events.size(), 2u);
    EXPECT_EQ(history.events[0].version(), 4u);
    EXPECT_TRUE(good(store.load(a_case, 5)).events.empty());
    EXPECT_EQ(run(store.load(a_case, 6)).error().code, FaultCode::corrupt);
}

TEST_F(Load, SeesAnEventThatWasChanged) {
    committed(0, "", 3);
    const auto events = ask({"XRANGE", at.events(a_case), "-", "+"});
    ask({"DEL", at.events(a_case)});
    for (std::uint64_t version = 1; version <= 3; ++version) {
        v1::Event changed = event(version, "from 0");
        if (version == 2) changed.mutable_page_exhausted()->set_page("another page");
        ask({"XADD", at.events(a_case), std::to_string(version) + "-0", "b",
             changed.SerializeAsString()});
    }
    const auto history = run(store.load(a_case));
    ASSERT_FALSE(history);
    EXPECT_EQ(history.error().code, FaultCode::corrupt);
    EXPECT_NE(history.error().cause.find("chain"), std::string::npos) << history.error().cause;
}

TEST_F(Load, SeesAnEventThatIsMissing) {
    committed(0, "", 3);
    ask({"XDEL", at.events(a_case), "2-0"});
    EXPECT_EQ(run(store.load(a_case)).error().code, FaultCode::corrupt);
}

TEST_F(Load, SeesAnEndThatIsMissing) {
    committed(0, "", 3);
    ask({"XDEL", at.events(a_case), "3-0"});
    EXPECT_EQ(run(store.load(a_case)).error().code, FaultCode::corrupt);
}

TEST_F(Load, GivesTheLastEventAlone) {
    EXPECT_FALSE(good(store.last_event(a_case)));
    committed(0, "", 3);
    EXPECT_EQ(good(store.last_event(a_case))->version(), 3u);
}

TEST_F(Load, ListsWhatIsInAPartition) {
    committed(0, "", 1);
    EXPECT_EQ(good(store.aggregates(at)), std::vector{a_case});
    EXPECT_TRUE(good(store.aggregates(store::directory_partition())).empty());
}

TEST_F(Load, GivesTheSummariesOfAllCasePartitions) {
    for (const std::string& aggregate : {a_case, another_case}) {
        Commit commit = commit_of({taken("open " + aggregate, aggregate)}, 0, "", 1, aggregate);
        commit.summary.emplace().set_case_id(aggregate);
        good(store.commit(commit));
    }
    EXPECT_EQ(good(store.summaries()).size(), 2u);
    EXPECT_FALSE(good(store.summary("case/unknown")));
    EXPECT_FALSE(good(store.outcome(a_case, "unknown")));
}

TEST_F(Load, FindsTheSettingsOfThisServerSafe) { EXPECT_TRUE(run(store.check_settings())); }

struct Unsafe {
    const char* setting;
    const char* value;
};

class UnsafeSetting : public StoreTest, public ::testing::WithParamInterface<Unsafe> {};

TEST_P(UnsafeSetting, IsNamedWithWhatWasFoundAndWhatIsWanted) {
    const auto [setting, value] = GetParam();
    ask({"CONFIG", "SET", setting, value});
    const auto checked = run(store.check_settings());
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, FaultCode::unsafe);
    EXPECT_NE(checked.error().cause.find(std::string(setting) + " is \"" + value),
              std::string::npos)
        << checked.error().cause;
    EXPECT_NE(checked.error().cause.find("must be \""), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(EachOne, UnsafeSetting,
                         ::testing::Values(Unsafe{"appendonly", "no"},
                                           Unsafe{"appendfsync", "everysec"},
                                           Unsafe{"aof-load-truncated", "yes"},
                                           Unsafe{"save", "3600 1"},
                                           Unsafe{"maxmemory-policy", "allkeys-lru"},
                                           Unsafe{"no-appendfsync-on-rewrite", "yes"}));

}  // namespace
}  // namespace relais::test
