// The treasurer on a private Redis: what it commits beside the events, what it fires and carries,
// what it keeps, and what it puts aside.
#include "services/treasurer/treasurer.hpp"

#include "common/store/groups.hpp"
#include "common/store/snapshots.hpp"
#include "relais/v1/fund_reading.pb.h"
#include "tests/store/fixture.hpp"
#include "tests/unit/fund.hpp"

namespace relais::test {
namespace {

class AtWork : public StoreTest {
protected:
    AtWork() { put_directory(); }
    ~AtWork() override { stop(); }

    void start() {
        runtime::Config config;
        config.data_dir = server.folder();
        config.redis_socket = server.socket();
        config.funds = {"main"};
        config.log_level = "error";
        process = std::make_unique<runtime::Process>(config, "test");
        treasurer = std::make_unique<treasurer::Treasurer>(*process, secret);
        ASSERT_TRUE(test::run(process->io, treasurer->start()));
        EXPECT_TRUE(treasurer->ready());
    }
    void stop() {
        if (!treasurer) return;
        const auto end = [](treasurer::Treasurer& of) -> boost::asio::awaitable<bool> {
            co_await of.stop();
            co_return true;
        };
        test::run(process->io, end(*treasurer));
        treasurer.reset();
        process.reset();
    }
    void until(const std::function<bool()>& done) { run_until(process->io, done); }

    void send(const std::string& id, const v1::Actor& actor, const v1::FundCommand& wanted) {
        v1::Command command;
        command.set_command_id(id);
        command.set_aggregate(fund);
        *command.mutable_actor() = actor;
        *command.mutable_fund() = wanted;
        good(store.submit(command, "hash of " + id));
    }
    void settle(const std::string& id, v1::Rejection::Code as = v1::Rejection::none) {
        Outcome outcome;
        until([&] {
            outcome = *good(store.outcome(fund, id));
            return outcome.state != Outcome::State::pending;
        });
        EXPECT_EQ(outcome.rejection, as) << v1::Rejection::Code_Name(outcome.rejection);
    }
    void put_settings() {
        v1::FundCommand command;
        *command.mutable_put_settings()->mutable_settings() = small_settings();
        send("settings", by("root", v1::Role::admin), command);
        command.mutable_receive_funding()->set_source("city");
        *command.mutable_receive_funding()->mutable_amount() = dollars(1'000);
        send("money", by("stella"), command);
    }
    void ask_for(const std::string& request, v1::Money amount = dollars(40)) {
        v1::FundCommand command;
        auto& wish = *command.mutable_request_funds();
        wish = FundStory::wish(request, "taxi", std::move(amount), "cab");
        wish.set_reply_to(a_case);
        send("ask " + request, by_service(), command);
    }
    void approve(const std::string& request, v1::Money seen = dollars(40)) {
        v1::FundCommand command;
        command.mutable_approve_request()->set_request(request);
        *command.mutable_approve_request()->mutable_seen() = std::move(seen);
        send("approve " + request, by("simone"), command);
    }
    void void_it(const std::string& request) {
        v1::FundCommand command;
        command.mutable_void_request()->set_request(request);
        send("void " + request, by("stella"), command);
    }
    // When it is due, in ms; 0: it is not armed.
    std::int64_t armed(const std::string& name) {
        const auto score = ask({"ZSCORE", there.timers(), fund + "|" + name});
        return score.is_nil() ? 0 : std::stoll(score.text);
    }
    v1::FundSummary summary() {
        v1::FundSummary read;
        EXPECT_TRUE(read.ParseFromString(ask({"HGET", there.index(), fund}).text));
        return read;
    }
    // Commands that wait for a case.
    std::vector<v1::Command> mailed(const Partition& to) {
        std::vector<v1::Command> all;
        for (const auto& bytes : bytes_in(to.inbox()))
            EXPECT_TRUE(all.emplace_back().ParseFromString(bytes));
        return all;
    }

    const std::string fund = "fund/main";
    const Partition there = store.partition_of(fund);
    FundStory story;
    std::unique_ptr<runtime::Process> process;
    std::unique_ptr<treasurer::Treasurer> treasurer;

private:
    void put_directory() {
        Commit commit = commit_of({taken("directory", "directory")}, 0, "", 0, "directory");
        v1::Event event;
        event.set_version(1);
        *event.mutable_directory_put()->mutable_directory() = story.directory->data();
        event.mutable_directory_put()->mutable_directory()->set_revision(1);
        commit.events = {event};
        good(store.commit(commit));
    }
};

TEST_F(AtWork, DecidesAndTellsTheCaseAndWhoeverMaySign) {
    start();
    put_settings();
    ask_for("r1");
    settle("ask r1");
    EXPECT_EQ(good(store.load(fund)).version, 3u);
    EXPECT_GT(armed("asked/r1"), 0);
    until([&] { return !mailed(at).empty(); });
    const auto news = mailed(at).front().note_fund().news();
    EXPECT_EQ(news.fund(), "main");
    EXPECT_EQ(news.request(), "r1");
    EXPECT_EQ(news.state(), v1::FundRequest::asked);
    const auto notices = bytes_in(there.outbox_rest());
    ASSERT_FALSE(notices.empty()) << "to those who may sign";
    v1::Message notice;
    ASSERT_TRUE(notice.ParseFromString(notices.front()));
    EXPECT_EQ(notice.kind(), v1::Message::fund_asked);
    EXPECT_EQ(notice.code(), "K4M7");

    approve("r1");
    settle("approve r1");
    EXPECT_EQ(armed("asked/r1"), 0) << "it is answered";
    EXPECT_GT(armed("reservation/r1"), 0);
    EXPECT_EQ(summary().reserved_cents(), 40'00);
    EXPECT_EQ(summary().available_cents(), 960'00);
    EXPECT_EQ(summary().requests_open(), 1u);
    until([&] {
        return process->metrics.text().contains("relais_fund_reserved_cents{fund=\"main\"} 4000");
    });
}

TEST_F(AtWork, AnswersACaseAlsoWhereThereIsNoFundYetAndRefusesEverybodyElse) {
    start();
    ask_for("early");
    approve("early");
    settle("approve early", v1::Rejection::fund_unknown);
    until([&] { return !mailed(at).empty(); });
    EXPECT_EQ(mailed(at).front().note_fund().news().rejection(), v1::Rejection::fund_unknown);
}

TEST_F(AtWork, TakesManyAtOnce) {
    start();
    put_settings();
    settle("money");
    stop();
    const auto before = length(there.feed());
    for (int i = 0; i < 200; ++i) ask_for("r" + std::to_string(i), dollars(0, 10));
    start();
    settle("ask r199");
    EXPECT_EQ(good(store.load(fund)).version, 2u + 200 + 199) << "one rings, the others are held";
    EXPECT_LE(length(there.feed()) - before, 8) << "commits of 64";
    EXPECT_EQ(pending(there.inbox(), store::treasurer_group), 0);
}

TEST_F(AtWork, FiresWhatComesDueAndArmsAgainWhatCameTooEarly) {
    start();
    put_settings();
    ask_for("r1");
    approve("r1");
    settle("approve r1");
    const auto due = armed("reservation/r1");
    ask({"ZADD", there.timers(), "1", fund + "|reservation/r1"});
    until([&] { return armed("reservation/r1") == due; });

    v1::FundCommand command;
    auto& voucher = *command.mutable_issue_voucher()->mutable_voucher();
    voucher.set_number("V-1");
    voucher.set_request("r1");
    voucher.set_code_hash(std::string(32, 'k'));
    const auto now = std::chrono::system_clock::now().time_since_epoch() + 300ms;
    voucher.set_until_ms(std::chrono::duration_cast<Duration>(now).count());
    command.mutable_issue_voucher()->set_payment("pay-1");
    send("issue", by("stella"), command);
    settle("issue");
    until([&] { return good(store.last_event(fund))->command_id().empty(); });
    const auto history = good(store.load(fund));
    EXPECT_TRUE(std::ranges::any_of(history.events, [](const v1::Event& event) {
        return event.fund().has_voucher_expired();
    })) << "nobody came with it";
    EXPECT_EQ(armed("voucher/V-1"), 0);
    EXPECT_GT(armed("reservation/r1"), 0) << "it may be sent another way";
}

TEST_F(AtWork, KeepsASnapshotAtItsStopAndStartsFromIt) {
    start();
    put_settings();
    for (int i = 0; i < 600; ++i) ask_for("r" + std::to_string(i), dollars(0, 10));
    settle("ask r599");
    const auto version = good(store.load(fund)).version;
    stop();
    EXPECT_EQ(good(store::snapshot_head(store, fund))->at.version, version);
    ask({"XTRIM", there.events(fund), "MINID", std::to_string(version + 1) + "-0"});
    start();
    approve("r7", dollars(0, 10));
    settle("approve r7");
    void_it("r8");
    settle("void r8");
    EXPECT_EQ(summary().reserved_cents(), 10);
}

TEST_F(AtWork, SettlesOnceWhatItHadInHandWhenItDied) {
    start();
    put_settings();
    ask_for("r1");
    settle("ask r1");
    stop();
    approve("r1");
    ask({"XREADGROUP", "GROUP", std::string(store::treasurer_group), "treasurer-1", "COUNT", "9",
         "STREAMS", there.inbox(), ">"});
    start();
    settle("approve r1");
    EXPECT_EQ(summary().reserved_cents(), 40'00);
    EXPECT_EQ(good(store.load(fund)).version, 5u) << "reserved and approved, once";
}

// Both taps lie in the inbox before anything is decided: they are decided in one go, each on what
// the one before it left.
TEST_F(AtWork, OfThoseWhoSignAtOnceAsManyCountAsAreNeeded) {
    start();
    put_settings();
    ask_for("small");
    ask_for("large", dollars(900));
    v1::FundCommand settings;
    *settings.mutable_put_settings()->mutable_settings() = small_settings();
    settings.mutable_put_settings()->mutable_settings()->mutable_limits()->set_single_cents(500'00);
    settings.mutable_put_settings()->set_expected_revision(1);
    send("tighter", by("root", v1::Role::admin), settings);
    settle("tighter");
    stop();
    const auto sign = [&](const std::string& person, const std::string& request,
                          std::int64_t amount) {
        v1::FundCommand command;
        command.mutable_approve_request()->set_request(request);
        *command.mutable_approve_request()->mutable_seen() = dollars(amount);
        send(person + " " + request, by(person), command);
    };
    for (const char* person : {"stella", "simone", "board"}) {
        sign(person, "small", 40);
        sign(person, "large", 900);
    }
    start();
    settle("stella small");
    settle("simone small", v1::Rejection::request_out_of_turn);
    settle("board small", v1::Rejection::request_out_of_turn);
    settle("stella large");
    settle("simone large");
    settle("board large", v1::Rejection::request_out_of_turn);
    EXPECT_EQ(summary().reserved_cents(), 940'00) << "each was put apart once";
}

// Who does not hold the lease reads nothing, fires nothing and carries nothing; once it is given
// back, the rest goes on with what lay there.
TEST_F(AtWork, RestsWhileAnotherOneWorks) {
    start();
    put_settings();
    ask_for("r1");
    settle("ask r1");
    until([&] { return !mailed(at).empty(); });
    stop();
    const auto heard = mailed(at).size();
    ask({"SET", there.lease(), "treasurer-9", "PX", "600000"});
    ask({"ZADD", there.timers(), "1", fund + "|asked/r1"});
    v1::Command word = mailed(at).front();
    word.set_command_id("fund/main/99/0");
    ask({"XADD", there.mail(), "*", "b", word.SerializeAsString()});
    start();
    approve("r1");
    const auto begin = std::chrono::steady_clock::now();
    until([&] { return std::chrono::steady_clock::now() > begin + 1'500ms; });
    EXPECT_EQ(armed("asked/r1"), 1) << "a deadline is fired by who holds the lease";
    EXPECT_EQ(mailed(at).size(), heard) << "mail is carried by who holds the lease";
    EXPECT_EQ(good(store.load(fund)).version, 3u);
    ask({"DEL", there.lease()});
    settle("approve r1");
    until([&] { return mailed(at).size() > heard && armed("asked/r1") == 0; });
}

TEST_F(AtWork, PutsAsideWhatCannotBeReadAndPagesTheCoordinator) {
    start();
    put_settings();
    ask({"XADD", there.inbox(), "*", "b", "\xff\xff not a command"});
    ask_for("r1");
    settle("ask r1");
    std::vector<v1::Command> alarms;
    until([&] {
        alarms.clear();
        for (const auto& partition : store::case_partitions())
            for (auto& command : mailed(partition))
                if (command.has_raise_alarm()) alarms.push_back(command);
        return !alarms.empty();
    });
    ASSERT_EQ(alarms.size(), 1u);
    EXPECT_EQ(alarms[0].raise_alarm().alarm(), "fund_quarantined");
    EXPECT_NE(alarms[0].raise_alarm().reference().find(there.inbox()), std::string::npos);
    EXPECT_EQ(bytes_in(there.quarantine()), std::vector<std::string>{"\xff\xff not a command"});
}

TEST_F(AtWork, WithoutAnyFundIsReadyAndIdle) {
    runtime::Config config;
    config.data_dir = server.folder();
    config.redis_socket = server.socket();
    config.funds = {};
    config.log_level = "error";
    process = std::make_unique<runtime::Process>(config, "test");
    treasurer = std::make_unique<treasurer::Treasurer>(*process, secret);
    ASSERT_TRUE(test::run(process->io, treasurer->start()));
    EXPECT_TRUE(treasurer->ready());
    EXPECT_EQ(process->metrics.text().find("relais_faults_total{"), std::string::npos);
}

}  // namespace
}  // namespace relais::test
