// submit_1, settle_1 and quarantine_1: keys before, call, keys after.
#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

class Submit : public StoreTest {};

TEST_F(Submit, PutsACommandIntoTheInboxOfItsAggregate) {
    const Outcome outcome = good(store.submit(command("one"), "h"));
    EXPECT_EQ(outcome.state, Outcome::State::pending);
    EXPECT_EQ(bytes_in(at.inbox()), std::vector<std::string>{command("one").SerializeAsString()});
    EXPECT_EQ(ask({"GET", at.seen("one")}).text, "p\nh");
    EXPECT_EQ(ask({"TTL", at.seen("one")}).integer, -1)
        << "a pending command must not be forgotten";
}

TEST_F(Submit, TheSameCommandTwiceWaitsOnce) {
    good(store.submit(command("one"), "h"));
    const std::string before = everything();
    EXPECT_EQ(good(store.submit(command("one"), "h")).state, Outcome::State::pending);
    EXPECT_EQ(everything(), before);
}

TEST_F(Submit, TheSameIdWithAnotherBodyIsAConflictAndChangesNothing) {
    good(store.submit(command("one"), "h"));
    const std::string before = everything();
    const auto outcome = run(store.submit(command("one"), "other"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, FaultCode::conflict);
    EXPECT_EQ(everything(), before);
}

TEST_F(Submit, ABodyHashMayHoldAnyByte) {
    const std::string hash("a\nb\0c\n", 6);
    good(store.submit(command("one"), hash));
    EXPECT_EQ(good(store.submit(command("one"), hash)).state, Outcome::State::pending);
    EXPECT_FALSE(run(store.submit(command("one"), std::string("a\nb\0d\n", 6))));
}

TEST_F(Submit, TellsTheEarlierOutcomeOnceTheCommandIsSettled) {
    Trigger good_one = taken("good");
    Trigger bad_one = taken("bad");
    bad_one.rejection = v1::Rejection::need_not_open;
    ASSERT_EQ(good(store.commit(commit_of({good_one, bad_one}, 0, "", 2))).state,
              Committed::State::done);
    const Outcome accepted = good(store.submit(command("good"), "hash of good"));
    EXPECT_EQ(accepted.state, Outcome::State::accepted);
    EXPECT_EQ(accepted.version, 2u);
    const Outcome rejected = good(store.submit(command("bad"), "hash of bad"));
    EXPECT_EQ(rejected.state, Outcome::State::rejected);
    EXPECT_EQ(rejected.rejection, v1::Rejection::need_not_open);
    EXPECT_EQ(length(at.inbox()), 0);
    EXPECT_FALSE(run(store.submit(command("good"), "another body")));
}

TEST_F(Submit, ACommandWithoutIdIsNotSent) {
    const auto outcome = run(store.submit(command(""), "h"));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, FaultCode::malformed);
    EXPECT_EQ(length(at.inbox()), 0);
}

TEST_F(Submit, GivesTheFunctionsAgainToARedisThatLostThem) {
    ask({"FUNCTION", "FLUSH", "SYNC"});
    EXPECT_EQ(good(store.submit(command("one"), "h")).state, Outcome::State::pending);
    EXPECT_EQ(length(at.inbox()), 1);
}

class Settle : public StoreTest {
protected:
    std::string sent() {
        Commit commit = commit_of({taken("raise")}, 0, "", 1);
        commit.outbox_first = {message("m")};
        good(store.commit(commit));
        return ask({"XREADGROUP", "GROUP", "notifier", "n", "STREAMS", at.outbox_first(), ">"})
            .elements[0]
            .elements[1]
            .elements[0]
            .elements[0]
            .text;
    }
};

TEST_F(Settle, TurnsTheOutcomeOfAMessageIntoACommandAndAcknowledgesTogether) {
    const std::string entry = sent();
    good(store.settle(at.outbox_first(), entry, command("handed-over")));
    EXPECT_EQ(length(at.outbox_first()), 0);
    EXPECT_EQ(pending(at.outbox_first(), "notifier"), 0);
    EXPECT_EQ(bytes_in(at.inbox()),
              std::vector<std::string>{command("handed-over").SerializeAsString()});
}

TEST_F(Settle, TwiceHasOneEffect) {
    const std::string entry = sent();
    good(store.settle(at.outbox_first(), entry, command("handed-over")));
    const std::string before = everything();
    good(store.settle(at.outbox_first(), entry, command("handed-over-again")));
    EXPECT_EQ(everything(), before);
}

TEST_F(Settle, ACommandThatWasSeenIsNotPutInAgain) {
    const std::string entry = sent();
    good(store.submit(command("receipt"), "h"));
    good(store.settle(at.outbox_first(), entry, command("receipt")));
    EXPECT_EQ(length(at.outbox_first()), 0);
    EXPECT_EQ(length(at.inbox()), 1);
}

TEST_F(Settle, WithoutACommandOnlyAcknowledges) {
    const std::string entry = sent();
    good(store.settle(at.outbox_first(), entry, std::nullopt));
    EXPECT_EQ(length(at.outbox_first()), 0);
    EXPECT_EQ(length(at.inbox()), 0);
}

TEST_F(Settle, RefusesACommandForAnotherPartition) {
    const std::string entry = sent();
    const auto settled =
        run(store.settle(at.outbox_first(), entry, command("elsewhere", "directory")));
    ASSERT_FALSE(settled);
    EXPECT_EQ(length(at.outbox_first()), 1);
}

class Quarantine : public StoreTest {};

TEST_F(Quarantine, KeepsTheCommandAndAnswersWhoeverAsks) {
    const Trigger trigger = taken("bad");
    const std::string bytes = trigger.command.SerializeAsString();
    good(store.quarantine(at, "dispatcher", trigger.entry, bytes, "undecidable"));
    EXPECT_EQ(bytes_in(at.quarantine()), std::vector<std::string>{bytes});
    EXPECT_EQ(length(at.inbox()), 0);
    EXPECT_EQ(pending(at.inbox(), "dispatcher"), 0);
    const Outcome outcome = good(store.submit(command("bad"), "hash of bad"));
    EXPECT_EQ(outcome.state, Outcome::State::rejected);
    EXPECT_EQ(outcome.rejection, store::quarantined);
    v1::Echo echo;
    ASSERT_TRUE(echo.ParseFromString(bytes_in(at.feed()).at(0)));
    EXPECT_EQ(echo.outcomes(0).command_id(), "bad");
}

TEST_F(Quarantine, TakesBytesThatAreNoCommandAndHasOneEffect) {
    ask({"XADD", at.inbox(), "*", "b", "\xff\xff"});
    const auto entries = good(consumer({at.inbox()}).take());
    good(store.quarantine(at, "dispatcher", entries.at(0).id, entries[0].bytes, "undecodable"));
    const std::string before = everything();
    good(store.quarantine(at, "dispatcher", entries[0].id, entries[0].bytes, "undecodable"));
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(bytes_in(at.quarantine()), std::vector<std::string>{"\xff\xff"});
    EXPECT_EQ(length(at.feed()), 0);
}

TEST_F(Quarantine, CountsFailuresOfAnEntryAndForgetsThemInTime) {
    EXPECT_EQ(good(store.count_failure(at, "1-0")), 1u);
    EXPECT_EQ(good(store.count_failure(at, "1-0")), 2u);
    EXPECT_EQ(good(store.count_failure(at, "2-0")), 1u);
    EXPECT_GT(ask({"TTL", at.failed("1-0")}).integer, 0);
}

}  // namespace
}  // namespace relais::test
