// Mail between aggregates: at least once on the way, once in effect.
#include "common/store/courier.hpp"

#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

class Carrying : public StoreTest {
protected:
    // A commit of the case that mails these commands.
    void mail(std::vector<v1::Command> commands) {
        Commit commit = commit_of({taken("mail")}, 0, "", 1);
        commit.mail = std::move(commands);
        good(store.commit(commit));
    }
    void start() {
        boost::asio::co_spawn(io, courier.run(), [this](std::exception_ptr) { ended = true; });
    }
    void stop() {
        courier.stop();
        blocking.stop();
        run_until(io, [this] { return ended; });
    }
    bool empty() { return length(at.mail()) == 0 && pending(at.mail(), store::courier_group) == 0; }

    const std::string contact = "contact/p1";
    const Partition there = store.partition_of(contact);
    std::vector<Fault> faults;
    bool ended = false;
    store::Courier courier{store,  blocking,
                           client, "courier-1",
                           {at},   [this](const Fault& fault) { faults.push_back(fault); }};
};

TEST_F(Carrying, SubmitsAtTheTargetInOrderAndAcknowledges) {
    mail({command("m1", contact), command("m2", contact), command("m3", "contact/p2")});
    start();
    run_until(io, [this] { return empty(); });
    stop();
    EXPECT_EQ(bytes_in(there.inbox()).at(0), command("m1", contact).SerializeAsString());
    EXPECT_EQ(bytes_in(there.inbox()).at(1), command("m2", contact).SerializeAsString());
    EXPECT_EQ(good(store.outcome("contact/p2", "m3"))->state, Outcome::State::pending);
    EXPECT_TRUE(faults.empty());
}

TEST_F(Carrying, CarriesAgainWhatACrashLeftWithOneEffect) {
    mail({command("m1", contact)});
    const std::string bytes = command("m1", contact).SerializeAsString();
    // The one before took it, submitted it and died.
    ask({"XREADGROUP", "GROUP", "courier", "courier-1", "STREAMS", at.mail(), ">"});
    good(store.submit(command("m1", contact), std::string(as_text(plain_hash(bytes)))));
    start();
    run_until(io, [this] { return empty(); });
    stop();
    EXPECT_EQ(length(there.inbox()), 1);
}

TEST_F(Carrying, PutsAsideWhatCanNeverBeSubmittedAndGoesOn) {
    good(store.submit(command("m1", contact), "another body"));
    mail({command("m1", contact), command("m2", contact)});
    ask({"XADD", at.mail(), "*", "b", "\xff\xff"});
    start();
    run_until(io, [this] { return empty(); });
    stop();
    EXPECT_EQ(length(at.quarantine()), 2);
    EXPECT_EQ(length(there.inbox()), 2);
    EXPECT_EQ(faults.size(), 2u);
    EXPECT_EQ(good(store.outcome(contact, "m1"))->state, Outcome::State::pending)
        << "the command that owns this id is not settled by another's fault";
}

TEST_F(Carrying, GoesOnWhenRedisIsBack) {
    start();
    run_until(io, [this] { return blocking.connected(); });
    server.kill_9();
    run_until(io, [this] { return !faults.empty(); });
    server.start();
    run_until(io, [this] { return client.connected(); });
    mail({command("m1", contact)});
    run_until(io, [this] { return empty(); });
    stop();
    EXPECT_EQ(length(there.inbox()), 1);
}

}  // namespace
}  // namespace relais::test
