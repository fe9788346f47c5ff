// The echo of commits: followed live, resumed from a position, refused when it was trimmed.
#include "common/store/feed.hpp"

#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

using store::Feed;
using store::FeedItem;
using store::FeedPosition;

TEST(Position, IsWrittenAndReadBackAndLeavesOutWhatIsMalformed) {
    FeedPosition position;
    position.advance(Partition{"c07"}, "17-3");
    position.advance(store::directory_partition(), "5-0");
    position.advance(store::fund_partitions({"main"}).front(), "6-1");
    EXPECT_EQ(position.text(), "c07:17-3,dir:5-0,f:main:6-1");
    const FeedPosition read = FeedPosition::parse(
        "c07:17-3,,dir:5-0,c99:1-0,c01:x,c02,r03:4,f:main:6-1,f::1-0,f:a b:1-0");
    EXPECT_EQ(read.text(), position.text());
    EXPECT_EQ(read.at(Partition{"c08"}), "0-0");
    EXPECT_EQ(FeedPosition::parse("\r\nevil").text(), "");
}

class Following : public StoreTest {
protected:
    void commit(const std::string& id) {
        Trigger trigger = taken(id);
        trigger.rejection = v1::Rejection::case_unknown;
        good(store.commit(commit_of({trigger}, 0, "", 0)));
    }
    static std::vector<std::string> ids(const std::vector<FeedItem>& items) {
        std::vector<std::string> ids;
        for (const FeedItem& item : items) ids.push_back(item.echo.outcomes(0).command_id());
        return ids;
    }
    void start() {
        boost::asio::co_spawn(io, feed.run(), [](std::exception_ptr) {});
        const auto begun = feed.on_gap([this] { ++gaps; });
        run_until(io, [this] { return gaps > 0; });
        gaps = 0;
    }
    ~Following() override {
        feed.stop();
        blocking.stop();
        io.restart();
        io.run_for(std::chrono::milliseconds(300));
    }
    using Ids = std::vector<std::string>;

    Feed feed{blocking, store::all_partitions()};
    int gaps = 0;
};

TEST_F(Following, TellsEveryListenerOfACommit) {
    start();
    Ids one;
    Ids two;
    const auto first = feed.listen([&](const FeedItem& item) { one = ids({item}); });
    const auto second = feed.listen([&](const FeedItem& item) { two = ids({item}); });
    commit("seen");
    run_until(io, [&] { return !two.empty(); });
    EXPECT_EQ(one, Ids{"seen"});
    EXPECT_EQ(two, Ids{"seen"});
    EXPECT_NE(feed.position().at(at), "0-0");
}

TEST_F(Following, AListenerThatEndsItselfIsToldOnce) {
    start();
    int told = 0;
    int others = 0;
    Feed::Subscription once;
    once = feed.listen([&](const FeedItem&) {
        ++told;
        once = Feed::Subscription();
    });
    const auto stays = feed.listen([&](const FeedItem&) { ++others; });
    commit("one");
    commit("two");
    run_until(io, [&] { return others == 2; });
    EXPECT_EQ(told, 1);
}

TEST_F(Following, TellsOfAGapWhenRedisIsBackAndGoesOn) {
    start();
    const auto gap = feed.on_gap([this] { ++gaps; });
    server.kill_9();
    run_until(io, [this] { return !blocking.connected(); });
    server.start();
    run_until(io, [this] { return gaps > 0 && client.connected(); });
    Ids seen;
    const auto listener = feed.listen([&](const FeedItem& item) { seen = ids({item}); });
    commit("after");
    run_until(io, [&] { return !seen.empty(); });
    EXPECT_EQ(seen, Ids{"after"});
}

TEST_F(Following, GivesWhatCameAfterAPosition) {
    commit("one");
    FeedPosition position;
    position.advance(at, ask({"XREVRANGE", at.feed(), "+", "-"}).elements[0].elements[0].text);
    EXPECT_TRUE(good(feed.since(client, position, 10))->empty());
    commit("two");
    commit("three");
    EXPECT_EQ(ids(*good(feed.since(client, position, 10))), (Ids{"two", "three"}));
    EXPECT_EQ(ids(*good(feed.since(client, position, 1))), Ids{"two"});
    EXPECT_EQ(ids(*good(feed.since(client, FeedPosition(), 10))), (Ids{"one", "two", "three"}));
}

TEST_F(Following, SaysNothingRatherThanHalfWhenItWasTrimmed) {
    commit("one");
    FeedPosition after_one;
    after_one.advance(at, ask({"XREVRANGE", at.feed(), "+", "-"}).elements[0].elements[0].text);
    commit("two");
    commit("three");
    ask({"XTRIM", at.feed(), "MAXLEN", "1"});
    EXPECT_FALSE(good(feed.since(client, after_one, 10)));
    EXPECT_FALSE(good(feed.since(client, FeedPosition(), 10)));
    FeedPosition after_three;
    after_three.advance(at, ask({"XREVRANGE", at.feed(), "+", "-"}).elements[0].elements[0].text);
    EXPECT_TRUE(good(feed.since(client, after_three, 10)));
}

TEST_F(Following, SaysNothingWhenRedisIsBehindThePosition) {
    commit("one");
    FeedPosition ahead;
    ahead.advance(at, "99999999999999-0");
    EXPECT_FALSE(good(feed.since(client, ahead, 10)));
    ask({"DEL", at.feed()});
    EXPECT_FALSE(good(feed.since(client, ahead, 10)));
}

}  // namespace
}  // namespace relais::test
