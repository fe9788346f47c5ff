// A fund in memory: read on from its snapshot, followed by the echoes of its commits, and made anew
// from its events whenever a snapshot is not to be believed.
#include "common/store/live_fund.hpp"

#include "common/domain/fund/fund_snapshot.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/snapshots.hpp"
#include "tests/store/fixture.hpp"
#include "tests/unit/fund.hpp"
#include "tests/unit/fund_text.hpp"

namespace relais::test {
namespace {

using store::Feed;
using store::FundAt;
using store::LiveFund;

class Funds : public StoreTest {
protected:
    Funds() {
        ask({"XGROUP", "CREATE", there.inbox(), std::string(store::dispatcher_group), "0",
             "MKSTREAM"});
    }
    ~Funds() override {
        feed.stop();
        blocking.stop();
        client.stop();
        io.restart();
        io.run_for(std::chrono::milliseconds(500));
    }
    // What the story tells and was not committed yet, as the treasurer would.
    void commit() {
        Commit one = commit_of({taken("up to " + std::to_string(story.history.size()), fund)},
                               committed, chain, 0, fund);
        one.events.assign(story.history.begin() + static_cast<std::ptrdiff_t>(committed),
                          story.history.end());
        chain = good(store.commit(one)).chain;
        committed = story.history.size();
    }
    void ask_for(int requests) {
        for (int i = 0; i < requests; ++i)
            EXPECT_TRUE(story.ask("r" + std::to_string(story.history.size()), dollars(0, 10)));
        commit();
    }
    FundAt load() {
        told.clear();
        return good(store::load_fund(store, fund,
                                     [this](const Fault& fault) { told.push_back(fault.cause); }));
    }
    void save(const FundAt& of) {
        good(store::save_snapshot(store, fund, of.place(), store::snapshot_of(of.state),
                                  std::chrono::milliseconds(0)));
    }
    [[nodiscard]] std::string expected() {
        story.state.moved.clear();
        return text_of(story.state);
    }
    void follow() {
        boost::asio::co_spawn(io, feed.run(), [](std::exception_ptr) {});
    }

    const std::string fund = "fund/main";
    const Partition there = store.partition_of(fund);
    FundStory story;
    std::uint64_t committed = 0;
    std::string chain;
    std::vector<std::string> told;
    Feed feed{blocking, {there}};
    LiveFund live{store, feed, {"main"}};
};

TEST_F(Funds, HaveEachAPartitionOfTheirOwnAndNoOtherNameHasOne) {
    EXPECT_EQ(there.inbox(), "{f:main}:inbox");
    EXPECT_EQ(store::partition_of_key(there.snapshot(fund)), there);
    EXPECT_EQ(store.partition_of("fund/a}:b"), store::directory_partition());
    EXPECT_EQ(store.partition_of("fund/"), store::directory_partition());
}

TEST_F(Funds, AreNothingBeforeTheFirstSettings) {
    good(live.load());
    EXPECT_EQ(live.fund("main"), nullptr);
    EXPECT_EQ(live.fund("another"), nullptr);
    EXPECT_EQ(live.ids(), std::vector<std::string>{"main"});
}

TEST_F(Funds, AreReadFromAllTheirEvents) {
    ask_for(700);  // several pages
    good(live.load());
    ASSERT_NE(live.fund("main"), nullptr);
    EXPECT_EQ(text_of(*live.fund("main")), expected());
    EXPECT_EQ(load().chain, chain);
}

TEST_F(Funds, OfALongHistoryAreReadPageAfterPageWithoutKeepingIt) {
    for (int i = 0; i < 3; ++i) ask_for(2'000);  // more than is kept while the chain is followed
    const auto all = good(store::fold_fund(store, fund));
    EXPECT_EQ(text_of(all.state), expected());
    EXPECT_EQ(all.chain, chain);
}

TEST_F(Funds, AreFollowedAndSayWhatChanged) {
    commit();
    good(live.load());
    follow();
    std::vector<std::string> changed;
    live.on_change([&](const std::string& id) { changed.push_back(id); });
    const auto* before = live.fund("main");
    ask_for(3);
    run_until(io, [this] { return live.fund("main")->version == committed; });
    EXPECT_EQ(text_of(*live.fund("main")), expected());
    EXPECT_EQ(live.fund("main"), before) << "folded in place";
    ASSERT_FALSE(changed.empty());
    EXPECT_EQ(changed.front(), "main");
}

TEST_F(Funds, AreReadAnewWhenRedisLostWhatWasKnown) {
    ask_for(5);
    good(live.load());
    follow();
    for (const auto& key : ask({"KEYS", "{f:main}:*"}).elements)
        if (!key.text.ends_with("inbox")) ask({"DEL", key.text});
    story = FundStory();
    committed = 0;
    chain.clear();
    ask_for(1);
    good(live.load());
    EXPECT_EQ(text_of(*live.fund("main")), expected());
}

TEST_F(Funds, GoOnFromTheirSnapshotAndNeedNoOlderEvent) {
    ask_for(300);
    const auto at_snapshot = committed;
    save(load());
    ask_for(20);
    ask({"XTRIM", there.events(fund), "MINID", std::to_string(at_snapshot + 1) + "-0"});
    const auto loaded = load();
    EXPECT_TRUE(told.empty());
    EXPECT_EQ(text_of(loaded.state), expected());
    EXPECT_EQ(text_of(loaded.state.book, story.history), text_of(story.state.book, story.history));
    EXPECT_EQ(loaded.chain, chain);
    EXPECT_FALSE(run(store::fold_fund(store, fund))) << "the events are indeed gone";
}

TEST_F(Funds, KeepOneSnapshotOnly) {
    for (int i = 0; i < 3; ++i) {
        ask_for(10);
        save(load());
    }
    EXPECT_EQ(good(store::snapshot_head(store, fund))->at.version, committed);
    const auto keys = ask({"KEYS", there.snapshot(fund) + "*"}).elements;
    EXPECT_EQ(keys.size(), 2u) << "its head and one slot";
}

TEST_F(Funds, AreNotReadFromASnapshotThatIsHalfWritten) {
    ask_for(10);
    save(load());
    ask_for(10);
    store::SnapshotWriter writer(store, fund);
    good(writer.begin());
    good(writer.add("half of it"));
    EXPECT_EQ(text_of(load().state), expected());
    EXPECT_TRUE(told.empty()) << "the one before is read";
    save(load());
    EXPECT_EQ(text_of(load().state), expected());
}

// Whatever is done to a snapshot, the state is that of the events, and it is said.
struct Damage {
    const char* name;
    std::function<void(Funds&, const std::string&, const std::string&)> do_it;  // head, slot
    const char* said;
};
void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

class Damaged : public Funds, public ::testing::WithParamInterface<Damage> {
public:
    using Funds::ask;
};

TEST_P(Damaged, SnapshotIsNotBelieved) {
    ask_for(30);
    save(load());
    ask_for(5);
    const auto head = there.snapshot(fund);
    const auto slot = head + ":" + good(store::snapshot_head(store, fund))->slot;
    GetParam().do_it(*this, head, slot);
    const auto loaded = load();
    EXPECT_EQ(text_of(loaded.state), expected());
    EXPECT_EQ(loaded.chain, chain);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told.front().find(GetParam().said), std::string::npos) << told.front();
    good(live.load());
    EXPECT_EQ(text_of(*live.fund("main")), expected());
}

redis::Reply in(Funds& funds, redis::Args args) {
    return static_cast<Damaged&>(funds).ask(std::move(args));
}

INSTANTIATE_TEST_SUITE_P(
    Each, Damaged,
    ::testing::Values(
        Damage{"another build",
               [](Funds& f, const auto& head, const auto&) { in(f, {"HSET", head, "form", "x"}); },
               "another build"},
        Damage{"a byte",
               [](Funds& f, const auto&, const auto& slot) {
                   auto part = in(f, {"HGET", slot, "0"}).text;
                   part[part.size() / 2] = static_cast<char>(part[part.size() / 2] + 1);
                   in(f, {"HSET", slot, "0", part});
               },
               "damaged"},
        Damage{"a part",
               [](Funds& f, const auto&, const auto& slot) { in(f, {"HDEL", slot, "0"}); },
               "damaged"},
        Damage{"all parts", [](Funds& f, const auto&, const auto& slot) { in(f, {"DEL", slot}); },
               "damaged"},
        Damage{"the head",
               [](Funds& f, const auto& head, const auto&) {
                   in(f, {"HSET", head, "version", "many"});
               },
               "its head"},
        Damage{
            "the version",
            [](Funds& f, const auto& head, const auto&) { in(f, {"HSET", head, "version", "9"}); },
            "of another"},
        Damage{"ahead of the events",
               [](Funds& f, const auto& head, const auto&) {
                   in(f, {"HSET", head, "version", "99999"});
               },
               "of another"},
        Damage{"the chain",
               [](Funds& f, const auto& head, const auto&) {
                   in(f, {"HSET", head, "chain", std::string(32, 'x')});
               },
               "chain"}));

}  // namespace
}  // namespace relais::test
