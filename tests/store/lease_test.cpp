// The lease of a partition, against a real Redis: one holder at a time, the next one when it is
// silent or gives it back; and a reader that rests while it is another's.
#include "common/store/lease.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

using std::chrono_literals::operator""ms;
using Steady = std::chrono::steady_clock;

class Leases : public StoreTest {
protected:
    struct Holder {
        Holder(Leases& test, const std::string& name)
            : lease(test.io.get_executor(), test.client, {test.at}, name,
                    {.on_fault = [](const Fault&) {},
                     .on_change = [this](const Partition&, bool held) { told.push_back(held); }}) {
            boost::asio::co_spawn(test.io, lease.run(), boost::asio::detached);
        }
        std::vector<bool> told;
        store::Lease lease;
    };
    ~Leases() override {
        for (auto& holder : holders_) holder->lease.stop();
        io.restart();
        io.run_for(50ms);
    }
    store::Lease& lease(const std::string& name) {
        holders_.push_back(std::make_unique<Holder>(*this, name));
        run_until(io, [&] { return !holders_.back()->told.empty(); });
        return holders_.back()->lease;
    }
    bool has(const store::Lease& lease) const { return lease.holds(at.inbox()); }
    static boost::asio::awaitable<bool> given_back(store::Lease& lease) {
        co_await lease.give_back();
        co_return true;
    }
    std::chrono::milliseconds until(const std::function<bool()>& done) {
        const auto begin = Steady::now();
        run_until(io, done);
        return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begin);
    }

private:
    std::vector<std::unique_ptr<Holder>> holders_;
};

TEST_F(Leases, AreHeldByOneAndRenewed) {
    auto& first = lease("one");
    auto& second = lease("two");
    EXPECT_TRUE(has(first));
    EXPECT_FALSE(has(second));
    const auto end = Steady::now() + store::lease_term + 500ms;
    until([&] { return Steady::now() > end; });
    EXPECT_TRUE(has(first));
    EXPECT_FALSE(has(second));
    EXPECT_FALSE(first.holds("{c99}:inbox")) << "of another partition it says nothing";
}

TEST_F(Leases, ArePassedOnWithinThreeSecondsWhenTheHolderIsSilent) {
    auto& first = lease("one");
    auto& second = lease("two");
    first.stop();
    EXPECT_LT(until([&] { return has(second); }), 3'000ms);
    EXPECT_FALSE(has(first)) << "it counts its own term from before it asked";
}

TEST_F(Leases, ArePassedOnAtOnceWhenTheyAreGivenBack) {
    auto& first = lease("one");
    auto& second = lease("two");
    run(given_back(second));
    EXPECT_EQ(ask({"GET", at.lease()}).text, "one") << "nobody gives back what is another's";
    first.stop();
    run(given_back(first));
    EXPECT_FALSE(has(first));
    EXPECT_LT(until([&] { return has(second); }), 1'000ms);
}

TEST_F(Leases, AreHeldByWhoeverCannotAsk) {
    ask({"FUNCTION", "FLUSH"});
    auto& first = lease("one");
    auto& second = lease("two");
    EXPECT_TRUE(has(first));
    EXPECT_TRUE(has(second));
}

TEST_F(Leases, LetAReaderRestAndThenTakeWhatTheOneBeforeHadInHand) {
    good(store.submit(command("one"), "h"));
    good(store.submit(command("two"), "h"));
    EXPECT_EQ(good(consumer({at.inbox()}, "dead").take()).size(), 2u);
    bool held = false;
    Consumer reader(blocking, client,
                    {.group = std::string(store::dispatcher_group),
                     .name = "next",
                     .keys = {at.inbox()},
                     .block = 20ms,
                     .takeover_after = 50ms,
                     .may_read = [&](const std::string&) { return held; }});
    good(store.submit(command("three"), "h"));
    EXPECT_TRUE(good(reader.take()).empty());
    EXPECT_TRUE(good(reader.take_over()).empty());
    EXPECT_EQ(pending(at.inbox(), store::dispatcher_group), 2);
    run_until(io, [begin = Steady::now()] { return Steady::now() > begin + 100ms; });
    held = true;
    EXPECT_EQ(good(reader.take()).size(), 2u) << "what the dead one had, before anything new";
    EXPECT_EQ(good(reader.take()).size(), 1u);
}

}  // namespace
}  // namespace relais::test
