// Reading as a member of a group: what was handed out and not settled always comes back.
#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

class Consuming : public StoreTest {
protected:
    static std::vector<std::string> ids(const std::vector<Entry>& entries) {
        std::vector<std::string> ids;
        for (const Entry& entry : entries) {
            v1::Command made;
            EXPECT_TRUE(made.ParseFromString(entry.bytes));
            ids.push_back(made.command_id());
        }
        return ids;
    }
    void submit(const std::vector<std::string>& commands) {
        for (const std::string& id : commands) good(store.submit(command(id), "h"));
    }
    using Ids = std::vector<std::string>;
};

TEST_F(Consuming, GivesWhatIsThereInOrderAndThenWaits) {
    submit({"one", "two"});
    Consumer reader = consumer({at.inbox()});
    EXPECT_EQ(ids(good(reader.take())), (Ids{"one", "two"}));
    EXPECT_TRUE(good(reader.take()).empty());
    submit({"three"});
    EXPECT_EQ(ids(good(reader.take())), Ids{"three"});
}

TEST_F(Consuming, ReadsManyStreamsInTheirOrder) {
    Commit commit = commit_of({taken("raise")}, 0, "", 1);
    commit.outbox_rest = {message("rest")};
    commit.outbox_first = {message("first")};
    good(store.commit(commit));
    const auto entries =
        good(consumer({at.outbox_first(), at.outbox_rest()}, "n", "notifier").take());
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].key, at.outbox_first());
    EXPECT_EQ(entries[1].bytes, message("rest").SerializeAsString());
}

TEST_F(Consuming, ADeadMembersOwnEntriesComeFirstWhenItIsBack) {
    submit({"one", "two"});
    {
        EXPECT_EQ(good(consumer({at.inbox()}).take()).size(), 2u);
    }
    submit({"three"});
    Consumer back = consumer({at.inbox()});
    EXPECT_EQ(ids(good(back.take())), (Ids{"one", "two"}));
    EXPECT_EQ(ids(good(back.take())), Ids{"three"});
    EXPECT_TRUE(good(back.take()).empty());
}

TEST_F(Consuming, GivesUnsettledEntriesAgainWhenAsked) {
    submit({"one"});
    Consumer reader = consumer({at.inbox()});
    good(reader.take());
    reader.again();
    EXPECT_EQ(ids(good(reader.take())), Ids{"one"});
}

TEST_F(Consuming, GivesUnsettledEntriesAgainAfterAFault) {
    submit({"one"});
    Consumer reader = consumer({at.inbox()});
    EXPECT_EQ(ids(good(reader.take())), Ids{"one"});
    server.kill_9();
    EXPECT_FALSE(run(reader.take()));
    server.start();
    run_until(io, [this] { return blocking.connected() && client.connected(); });
    EXPECT_EQ(ids(good(reader.take())), Ids{"one"});
}

TEST_F(Consuming, OwnEntriesOfManyPagesAreAllGiven) {
    Ids all;
    for (int i = 0; i < 150; ++i) all.push_back("command " + std::to_string(i));
    submit(all);
    Ids first;
    for (Consumer dying = consumer({at.inbox()}); first.size() < all.size();)
        for (std::string& id : ids(good(dying.take()))) first.push_back(std::move(id));
    Ids again;
    for (Consumer back = consumer({at.inbox()}); again.size() < all.size();)
        for (std::string& id : ids(good(back.take()))) again.push_back(std::move(id));
    EXPECT_EQ(again, all);
}

TEST_F(Consuming, AnotherMemberTakesOverWhatADeadOneHeld) {
    submit({"one"});
    good(consumer({at.inbox()}, "dispatcher-1").take());
    Consumer other = consumer({at.inbox()}, "dispatcher-2");
    EXPECT_TRUE(good(other.take()).empty());
    EXPECT_EQ(ids(good(other.take_over())), Ids{"one"});
    EXPECT_EQ(other.vanished(), 0u);
}

TEST_F(Consuming, AnEntryThatVanishedWhilePendingIsCountedAndNotGiven) {
    submit({"one", "two"});
    const auto entries = good(consumer({at.inbox()}).take());
    ask({"XDEL", at.inbox(), entries.at(0).id});
    Consumer back = consumer({at.inbox()});
    EXPECT_EQ(ids(good(back.take())), Ids{"two"});
    EXPECT_EQ(back.vanished(), 1u);
    EXPECT_EQ(pending(at.inbox(), "dispatcher"), 1);
}

TEST_F(Consuming, DoesNotTakeOverFromItself) {
    submit({"mine"});
    Consumer reader = consumer({at.inbox()}, "dispatcher-1");
    good(reader.take());
    submit({"theirs"});
    Consumer other = consumer({at.inbox()}, "dispatcher-2");
    good(other.take());
    const auto before = server.aof_bytes();
    EXPECT_EQ(ids(good(other.take_over())), Ids{"mine"});
    EXPECT_GT(server.aof_bytes(), before);
    const auto after = server.aof_bytes();
    EXPECT_TRUE(good(other.take_over()).empty());
    EXPECT_EQ(server.aof_bytes(), after) << "nothing to take: nothing written";
}

TEST_F(Consuming, TakesOverNoMoreThanAskedAndTheRestNextTime) {
    Ids all;
    for (int i = 0; i < 100; ++i) all.push_back("command " + std::to_string(i));
    submit(all);
    Consumer reader = consumer({at.inbox()}, "dispatcher-1");
    while (!good(reader.take()).empty()) {
    }
    Consumer other = consumer({at.inbox()}, "dispatcher-2");
    Ids taken = ids(good(other.take_over()));
    EXPECT_EQ(taken.size(), 64u);
    for (std::string& id : ids(good(other.take_over()))) taken.push_back(std::move(id));
    EXPECT_EQ(taken, all);
}

TEST_F(Consuming, TakingOverCountsWhatVanished) {
    submit({"one"});
    const auto entries = good(consumer({at.inbox()}).take());
    ask({"XDEL", at.inbox(), entries.at(0).id});
    Consumer other = consumer({at.inbox()}, "dispatcher-2");
    EXPECT_TRUE(good(other.take_over()).empty());
    EXPECT_EQ(other.vanished(), 1u);
}

TEST_F(Consuming, MakesItsGroupsAgainWhenRedisLostItsData) {
    Consumer reader = consumer({at.inbox()});
    ask({"FLUSHALL"});
    submit({"one"});
    EXPECT_FALSE(run(reader.take()));
    EXPECT_EQ(ids(good(reader.take())), Ids{"one"});
}

}  // namespace
}  // namespace relais::test
