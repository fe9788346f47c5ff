// The owner of an aggregate and a command that cannot be decided: the process dies over it, is
// started again, and after a few lives the command is put aside while its neighbours go on.
#include "common/store/owner.hpp"

#include <set>

#include "tests/store/fixture.hpp"

namespace relais::test {

// The smallest aggregate there is: each command becomes one event. It dies of a poisoned one.
struct Tally {
    std::string aggregate;
    std::uint64_t version = 0;
    Instant last_now{};
};
struct Death : std::runtime_error {
    Death() : std::runtime_error("the core's check failed") {}
};

using Decided = std::expected<std::vector<v1::Event>, v1::Rejection::Code>;

Decided decide(const Tally& state, const v1::Command& command, Instant, const domain::Directory&) {
    if (command.command_id().starts_with("poison")) throw Death();
    if (command.command_id().starts_with("refused"))
        return std::unexpected(v1::Rejection::need_unknown);
    return std::vector{event(state.version + 1, command.command_id())};
}
Tally evolve(Tally state, const v1::Event& event) {
    state.version = event.version();
    return state;
}
store::Deadlines deadlines(const Tally&) { return {}; }

namespace {

struct Kind {
    using State = Tally;
    static std::optional<v1::CaseSummary> summary(const State&) { return std::nullopt; }
};

// One life of the process that owns the inboxes, from start to orderly stop or death.
class Life {
public:
    Life(const redis::Settings& settings, const Secret& secret, std::vector<std::string> keys)
        : client_(io_.get_executor(), settings),
          reads_(io_.get_executor(), settings),
          feed_reads_(io_.get_executor(), settings),
          store_(client_, secret),
          feed_(feed_reads_, {store::directory_partition()}),
          directory_(store_, feed_),
          consumer_(reads_, client_,
                    {.group = std::string(store::dispatcher_group),
                     .name = "dispatcher-1",
                     .keys = std::move(keys),
                     .block = std::chrono::milliseconds(20)}),
          owner_(
              io_.get_executor(), store_, clock_, directory_, consumer_,
              std::string(store::dispatcher_group),
              {.on_fault = [this](const Fault& fault) { faults.push_back(fault.operation); },
               .on_commit = [this](const auto& events, const auto&) { commits += events.size(); },
               .on_quarantine = [this](const Entry& entry) { aside.push_back(entry.bytes); }}) {}

    // True when it lived until `done`; false when it died before.
    bool lives_until(const std::function<bool(Life&)>& done) {
        bool ended = false;
        try {
            boost::asio::co_spawn(io_, owner_.run(), [&](std::exception_ptr problem) {
                if (problem) std::rethrow_exception(problem);
                ended = true;
            });
            run_until(io_, [&] { return done(*this); });
            owner_.stop();
            run_until(io_, [&] { return ended; });
            return true;
        } catch (const Death&) {
            return false;
        }
    }

    std::vector<std::string> faults;
    std::size_t commits = 0;
    std::vector<std::string> aside;

private:
    struct Fixed : Clock {
        [[nodiscard]] Instant now() const override { return instant(1'764'000'000'000); }
    };
    boost::asio::io_context io_;
    Fixed clock_;
    redis::Client client_;
    redis::Client reads_;
    redis::Client feed_reads_;
    Store store_;
    store::Feed feed_;
    store::LiveDirectory directory_;
    Consumer consumer_;
    store::Owner<Kind> owner_;
};

class Owning : public StoreTest {
protected:
    std::vector<std::string> inboxes() {
        std::vector keys{at.inbox()};
        if (const auto other = store.partition_of(another_case).inbox(); other != at.inbox())
            keys.push_back(other);
        return keys;
    }
    void submit(const std::string& id, const std::string& aggregate = a_case) {
        good(store.submit(command(id, aggregate), "hash of " + id));
    }
    bool live(const std::function<bool(Life&)>& done) {
        Life life(settings(), secret, inboxes());
        const bool lived = life.lives_until(done);
        EXPECT_TRUE(life.faults.empty()) << life.faults.front();
        for (auto& bytes : life.aside) aside.push_back(bytes);
        return lived;
    }
    std::size_t waiting() {
        std::size_t entries = 0;
        for (const auto& key : inboxes()) entries += static_cast<std::size_t>(length(key));
        return entries;
    }
    std::vector<std::string> aside;
};

TEST_F(Owning, ACommandThatKillsIsPutAsideAfterFiveTriesAndItsNeighboursGoOn) {
    for (int i = 0; i < 20; ++i) submit("before " + std::to_string(i), another_case);
    submit("poison");
    for (int i = 0; i < 20; ++i)
        submit("after " + std::to_string(i), i % 2 ? a_case : another_case);
    const auto empty = [this](Life&) { return waiting() == 0; };
    int deaths = 0;
    while (!live(empty)) ASSERT_LT(++deaths, 20) << "it dies for ever";
    EXPECT_EQ(deaths, 6) << "the first time it is not known for what it is; then five tries";

    EXPECT_EQ(aside, std::vector{command("poison").SerializeAsString()});
    EXPECT_EQ(bytes_in(at.quarantine()), aside) << "kept for a human";
    EXPECT_EQ(good(store.load(a_case)).version + good(store.load(another_case)).version, 40u);
    EXPECT_EQ(good(store.outcome(a_case, "poison"))->state, Outcome::State::rejected);
    EXPECT_EQ(good(store.outcome(a_case, "after 1"))->state, Outcome::State::accepted);
    EXPECT_EQ(pending(at.inbox(), store::dispatcher_group), 0);
}

TEST_F(Owning, NobodyIsBlamedWhoOnlyStoodBesideIt) {
    submit("neighbour", another_case);
    submit("poison");
    // Lives that end from outside, at the worst moment: with everything in hand, nothing settled.
    for (int life = 0; life < 20; ++life) {
        Consumer taker = consumer(inboxes());
        good(taker.take());
    }
    int deaths = 0;
    while (!live([this](Life&) { return waiting() == 0; })) ASSERT_LT(++deaths, 20);
    EXPECT_EQ(aside, std::vector{command("poison").SerializeAsString()});
    EXPECT_EQ(good(store.load(another_case)).version, 1u);
    EXPECT_TRUE(ask({"KEYS", "*failed:*"}).elements.size() <= 1) << "counts of others are gone";
}

TEST_F(Owning, WhatWasInHandWhenTheProcessDiedIsSettledOnceByTheNext) {
    for (int i = 0; i < 10; ++i) submit("command " + std::to_string(i));
    good(consumer(inboxes()).take());  // taken, and then the process died
    submit("new");
    EXPECT_TRUE(live([this](Life&) { return waiting() == 0; }));
    EXPECT_EQ(good(store.load(a_case)).version, 11u);
    EXPECT_TRUE(aside.empty());
}

// Two owners of one aggregate: what this one decided ahead of a commit that came too late is void.
TEST_F(Owning, WhatWasDecidedAheadOfALateCommitIsDecidedAgain) {
    std::vector<Trigger> rivals;
    for (int i = 0; i < 8; ++i) {
        rivals.push_back(taken("rival " + std::to_string(i)));
        ask({"XCLAIM", at.inbox(), std::string(store::dispatcher_group), "dispatcher-2", "0",
             rivals.back().entry});
    }
    for (int i = 0; i < 1'000; ++i) submit("command " + std::to_string(i));
    EXPECT_TRUE(live([&](Life& life) {
        if (rivals.empty()) return waiting() == 0;
        if (life.commits < 100 * (8 - rivals.size())) return false;  // in the middle of its work
        const auto stands = good(store.load(a_case));
        const auto done =
            good(store.commit(commit_of({rivals.back()}, stands.version, stands.chain, 1)));
        if (done.state == store::Committed::State::done) rivals.pop_back();
        return false;
    }));
    std::set<std::string> once;
    for (const auto& each : good(store.load(a_case)).events)
        EXPECT_TRUE(once.insert(each.command_id()).second) << each.command_id() << " twice";
    EXPECT_EQ(once.size(), 1'008u);
    EXPECT_EQ(pending(at.inbox(), store::dispatcher_group), 0);
    EXPECT_EQ(good(store.outcome(a_case, "command 999"))->state, Outcome::State::accepted);
}

// Where nothing became of a commit's commands, the next one stands on the same version: it is done
// also when the one before it is not.
TEST_F(Owning, WhatTravelsBehindACommitThatIsNotDoneIsSettledOnce) {
    for (int i = 0; i < 1'000; ++i) submit("refused " + std::to_string(i));
    const auto entries = ask({"XRANGE", at.inbox(), "-", "+"}).elements;
    const std::string group(store::dispatcher_group);
    std::set<int> elsewhere;  // settled by somebody else, in the middle of the work
    EXPECT_TRUE(live([&](Life&) {
        if (waiting() == 1'000) return false;
        for (const int each : {150, 200, 250}) {
            const auto& entry = entries[static_cast<std::size_t>(each)].elements[0].text;
            if (ask({"XACK", at.inbox(), group, entry}).integer == 1) elsewhere.insert(each);
            if (elsewhere.contains(each)) ask({"XDEL", at.inbox(), entry});
        }
        return waiting() == 0;
    }));
    EXPECT_FALSE(elsewhere.empty());
    EXPECT_EQ(pending(at.inbox(), group), 0);
    for (int i = 0; i < 1'000; ++i) {
        const auto state = good(store.outcome(a_case, "refused " + std::to_string(i)))->state;
        EXPECT_EQ(state, elsewhere.contains(i) ? Outcome::State::pending : Outcome::State::rejected)
            << i;
    }
}

TEST_F(Owning, WhatCannotBeDecodedIsPutAsideAtOnce) {
    ask({"XADD", at.inbox(), "*", "b", "\xff\xff not a command"});
    submit("good");
    EXPECT_TRUE(live([this](Life&) { return waiting() == 0; }));
    EXPECT_EQ(aside, std::vector<std::string>{"\xff\xff not a command"});
    EXPECT_EQ(good(store.load(a_case)).version, 1u);
}

}  // namespace
}  // namespace relais::test
