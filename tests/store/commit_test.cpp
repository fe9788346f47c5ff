// commit_1: everything or nothing, once.
#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

class CommitFunction : public StoreTest {
protected:
    // A commit that uses every part.
    Commit full(std::vector<Trigger> triggers) {
        Commit commit = commit_of(std::move(triggers), 0, "", 2);
        commit.summary.emplace().set_code("ZOBA-KIRE");
        commit.arm = {{"rung/1", instant(1'764'000'090'000)},
                      {"term", instant(9'007'199'254'740'991)}};
        commit.outbox_first = {message("first")};
        commit.outbox_rest = {message("rest 1"), message("rest 2")};
        commit.mail = {command("mailed", "contact/p1")};
        return commit;
    }
};

TEST_F(CommitFunction, WritesEveryPartAndSettlesItsTriggers) {
    const Commit commit = full({taken("one"), taken("two")});
    const Committed done = good(store.commit(commit));
    ASSERT_EQ(done.state, Committed::State::done);

    EXPECT_EQ(bytes_in(at.events(a_case)), (std::vector{commit.events[0].SerializeAsString(),
                                                        commit.events[1].SerializeAsString()}));
    const auto first = ask({"XRANGE", at.events(a_case), "-", "+", "COUNT", "1"});
    EXPECT_EQ(first.elements[0].elements[0].text, "1-0");
    const auto head = ask({"HMGET", at.head(a_case), "version", "chain", "now"});
    EXPECT_EQ(head.elements[0].text, "2");
    EXPECT_EQ(head.elements[1].text, done.chain);
    EXPECT_EQ(head.elements[2].text, "1764000000123");
    EXPECT_EQ(good(store.summary(a_case))->code(), "ZOBA-KIRE");
    EXPECT_EQ(ask({"ZSCORE", at.timers(), a_case + "|rung/1"}).text, "1764000090000");
    EXPECT_EQ(ask({"ZSCORE", at.timers(), a_case + "|term"}).text, "9007199254740991");
    EXPECT_EQ(bytes_in(at.outbox_first()), std::vector{message("first").SerializeAsString()});
    EXPECT_EQ(bytes_in(at.outbox_rest()), (std::vector{message("rest 1").SerializeAsString(),
                                                       message("rest 2").SerializeAsString()}));
    EXPECT_EQ(bytes_in(at.mail()),
              std::vector{command("mailed", "contact/p1").SerializeAsString()});
    EXPECT_EQ(ask({"GET", at.seen("two")}).text, "a2\nhash of two");
    EXPECT_GT(ask({"TTL", at.seen("two")}).integer, 604'000);
    EXPECT_EQ(length(at.inbox()), 0);
    EXPECT_EQ(pending(at.inbox(), "dispatcher"), 0);
    v1::Echo echo;
    ASSERT_TRUE(echo.ParseFromString(bytes_in(at.feed()).at(0)));
    EXPECT_EQ(echo.aggregate(), a_case);
    EXPECT_EQ(echo.version(), 2u);
    ASSERT_EQ(echo.outcomes_size(), 2);
    EXPECT_EQ(echo.outcomes(1).command_id(), "two");
}

TEST_F(CommitFunction, TheNextOneGoesOnFromItsHeadAndDisarms) {
    const Committed first = good(store.commit(full({taken("one")})));
    Commit second = commit_of({taken("two")}, 2, first.chain, 1);
    second.disarm = {"rung/1"};
    second.arm = {{"term", instant(5)}};
    const Committed done = good(store.commit(second));
    ASSERT_EQ(done.state, Committed::State::done);
    EXPECT_TRUE(ask({"ZSCORE", at.timers(), a_case + "|rung/1"}).is_nil());
    EXPECT_EQ(ask({"ZSCORE", at.timers(), a_case + "|term"}).text, "5");
    EXPECT_EQ(good(store.load(a_case)).chain, done.chain);
    EXPECT_EQ(good(store.summary(a_case))->code(), "ZOBA-KIRE") << "no summary: the last one stays";
}

TEST_F(CommitFunction, IsStaleWhenTheAggregateHasMovedOnAndChangesNothing) {
    good(store.commit(full({taken("one")})));
    const Commit late = full({taken("two")});
    const std::string before = everything();
    EXPECT_EQ(good(store.commit(late)).state, Committed::State::stale);
    EXPECT_EQ(everything(), before);
}

TEST_F(CommitFunction, NamesTheTriggersThatWereSettledBeforeAndChangesNothing) {
    const Trigger one = taken("one");
    const Committed first = good(store.commit(full({one})));
    const Trigger two = taken("two");
    const std::string before = everything();
    const Committed again = good(store.commit(commit_of({one, two}, 2, first.chain, 1)));
    EXPECT_EQ(again.state, Committed::State::already);
    EXPECT_EQ(again.settled, std::vector{one.entry});
    EXPECT_EQ(everything(), before);
}

TEST_F(CommitFunction, TheSameCommitTwiceHasOneEffect) {
    const Commit commit = full({taken("one")});
    good(store.commit(commit));
    const std::string before = everything();
    EXPECT_EQ(good(store.commit(commit)).state, Committed::State::already);
    EXPECT_EQ(everything(), before);
}

TEST_F(CommitFunction, WithoutEventsIsARejectionThatIsKeptAndEchoed) {
    Trigger trigger = taken("one");
    trigger.rejection = v1::Rejection::case_unknown;
    ASSERT_EQ(good(store.commit(commit_of({trigger}, 0, "", 0))).state, Committed::State::done);
    const Outcome outcome = *good(store.outcome(a_case, "one"));
    EXPECT_EQ(outcome.state, Outcome::State::rejected);
    EXPECT_EQ(outcome.rejection, v1::Rejection::case_unknown);
    EXPECT_EQ(ask({"EXISTS", at.events(a_case), at.head(a_case)}).integer, 0);
    v1::Echo echo;
    ASSERT_TRUE(echo.ParseFromString(bytes_in(at.feed()).at(0)));
    EXPECT_EQ(echo.outcomes(0).rejection(), v1::Rejection::case_unknown);
}

TEST_F(CommitFunction, ATriggerWithoutCommandIdLeavesNoSeenKey) {
    good(store.commit(full({taken("one")})));
    good(store.fire(at, instant(1'764'000'090'000), 10));
    const Entry fired = good(consumer({at.inbox()}).take()).at(0);
    Trigger trigger{fired.id, {}, v1::Rejection::none};
    ASSERT_TRUE(trigger.command.ParseFromString(fired.bytes));
    const std::string chain = good(store.load(a_case)).chain;
    const auto keys = ask({"DBSIZE"}).integer;
    ASSERT_EQ(good(store.commit(commit_of({trigger}, 2, chain, 1))).state, Committed::State::done);
    EXPECT_EQ(ask({"DBSIZE"}).integer, keys);
}

TEST_F(CommitFunction, IsRefusedAsAWholeWhenEventsAreAheadOfTheirHead) {
    const Commit commit = full({taken("one")});
    ask({"XADD", at.events(a_case), "7-0", "b", "planted"});
    const std::string before = everything();
    const auto committed = run(store.commit(commit));
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, FaultCode::refused);
    EXPECT_EQ(everything(), before);
}

TEST_F(CommitFunction, IsRefusedAsAWholeWhenMemoryIsFull) {
    const Commit commit = full({taken("one")});
    const std::string before = everything();
    ask({"CONFIG", "SET", "maxmemory", "1"});
    const auto committed = run(store.commit(commit));
    ask({"CONFIG", "SET", "maxmemory", "0"});
    ASSERT_FALSE(committed);
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(good(store.commit(commit)).state, Committed::State::done);
}

TEST_F(CommitFunction, RefusesArgumentsThatDoNotAddUp) {
    const std::string before = everything();
    redis::Args args{"FCALL", "commit_1", "9"};
    for (int i = 0; i < 9; ++i) args.push_back(at.inbox());
    args.insert(args.end(), {a_case, "dispatcher", "0", "1", "c", "1", "", "e", "1", "1", "0", "0",
                             "0", "0", "0", "", "1-0", "a1", "1"});
    const auto reply = run(client.call(args));
    ASSERT_FALSE(reply);
    EXPECT_TRUE(reply.error().cause.starts_with("BADARGS")) << reply.error().cause;
    EXPECT_EQ(everything(), before);
}

// What was decided on top of a commit that came too late, when somebody else's had as many events.
TEST_F(CommitFunction, IsStaleWhereAnotherReachedTheVersionThatItExpects) {
    const auto another = commit_of({taken("another's")}, 0, "", 1);
    ASSERT_EQ(good(store.commit(another)).state, Committed::State::done);
    const Commit late = commit_of({taken("late")}, 0, "", 1);
    auto sent = store.send(late);
    auto behind = store.send(commit_of({taken("behind")}, 1, sent.chain, 1));
    const std::string before = everything();
    EXPECT_EQ(good(std::move(sent.reply)).state, Committed::State::stale);
    EXPECT_EQ(good(std::move(behind.reply)).state, Committed::State::stale);
    EXPECT_EQ(everything(), before);
}

TEST_F(CommitFunction, SettlesSixtyFourTriggersAtOnce) {
    std::vector<Trigger> triggers;
    for (int i = 0; i < 64; ++i) triggers.push_back(taken("command " + std::to_string(i)));
    ASSERT_EQ(good(store.commit(commit_of(triggers, 0, "", 64))).state, Committed::State::done);
    EXPECT_EQ(length(at.inbox()), 0);
    EXPECT_EQ(good(store.load(a_case)).version, 64u);
}

TEST_F(CommitFunction, ArmsAThousandTimersAndRefusesMoreAsAWhole) {
    Commit commit = full({taken("one")});
    for (int i = 3; i <= 1'000; ++i) commit.arm.push_back({"t" + std::to_string(i), instant(i)});
    commit.arm.push_back({"one too many", instant(1)});
    const std::string before = everything();
    EXPECT_FALSE(run(store.commit(commit)));
    EXPECT_EQ(everything(), before);
    commit.arm.pop_back();
    EXPECT_EQ(good(store.commit(commit)).state, Committed::State::done);
    EXPECT_EQ(ask({"ZCARD", at.timers()}).integer, 1'000);
}

TEST_F(CommitFunction, OverSeveralLanesIsTheSame) {
    redis::Client lane(io.get_executor(), settings());
    Store wide(client, secret, {&lane, &blocking});
    Commit commit = full({taken("one")});
    EXPECT_EQ(good(wide.commit(commit)).state, Committed::State::done);
    EXPECT_EQ(good(store.commit(commit)).state, Committed::State::already);
    EXPECT_EQ(good(wide.load(a_case)).version, 2u);
}

TEST_F(CommitFunction, SurvivesAKillOfRedis) {
    const Commit commit = full({taken("one")});
    const Committed done = good(store.commit(commit));
    server.kill_9();
    server.start();
    run_until(io, [this] { return client.connected(); });
    EXPECT_EQ(good(store.load(a_case)).chain, done.chain);
    EXPECT_EQ(good(store.commit(commit)).state, Committed::State::already);
}

}  // namespace
}  // namespace relais::test
