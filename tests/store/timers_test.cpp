// fire_1: due timers become commands, in order, and nothing is written when nothing is due.
#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

class Fire : public StoreTest {
protected:
    void arm(std::vector<store::Timer> timers) {
        Commit commit = commit_of({taken("arm")}, 0, "", 1);
        commit.arm = std::move(timers);
        good(store.commit(commit));
    }
    std::vector<std::string> fired() {
        std::vector<std::string> names;
        for (const Entry& entry : good(consumer({at.inbox()}).take())) {
            v1::Command made;
            EXPECT_TRUE(made.ParseFromString(entry.bytes));
            EXPECT_EQ(made.aggregate(), a_case);
            EXPECT_EQ(made.command_id(), "");
            names.push_back(made.fire_deadline().deadline() + "@" +
                            std::to_string(made.fire_deadline().due_ms()));
        }
        return names;
    }
};

TEST_F(Fire, MovesWhatIsDueIntoTheInboxInOrderOfTime) {
    arm({{"c", instant(1'764'000'000'003)},
         {"a", instant(1'764'000'000'001)},
         {"later", instant(1'764'000'000'009)},
         {"b|with a bar", instant(1'764'000'000'002)}});
    const store::Fired done = good(store.fire(at, instant(1'764'000'000'003), 10));
    EXPECT_EQ(done.count, 3u);
    EXPECT_EQ(done.next_due, instant(1'764'000'000'009));
    EXPECT_EQ(fired(), (std::vector<std::string>{"a@1764000000001", "b|with a bar@1764000000002",
                                                 "c@1764000000003"}));
    EXPECT_EQ(ask({"ZCARD", at.timers()}).integer, 1);
}

TEST_F(Fire, MovesNoMoreThanAsked) {
    arm({{"a", instant(1)}, {"b", instant(2)}, {"c", instant(3)}});
    const store::Fired done = good(store.fire(at, instant(10), 2));
    EXPECT_EQ(done.count, 2u);
    EXPECT_EQ(done.next_due, instant(3)) << "already due: the caller comes again at once";
    EXPECT_EQ(fired(), (std::vector<std::string>{"a@1", "b@2"}));
}

TEST_F(Fire, OnlyReadsWhenNothingIsDue) {
    arm({{"a", instant(1'000)}});
    const auto before = server.aof_bytes();
    const store::Fired done = good(store.fire(at, instant(999), 10));
    EXPECT_EQ(done.count, 0u);
    EXPECT_EQ(done.next_due, instant(1'000));
    EXPECT_EQ(server.aof_bytes(), before);
    good(store.fire(at, instant(1'000), 10));
    EXPECT_GT(server.aof_bytes(), before) << "the measure must be able to fail";
}

TEST_F(Fire, SaysThatNothingIsLeft) {
    const store::Fired done = good(store.fire(at, instant(1), 10));
    EXPECT_EQ(done.count, 0u);
    EXPECT_FALSE(done.next_due);
}

}  // namespace
}  // namespace relais::test
