// The emergency fund: reservations of one fund by 256 people at once, each durable; and how soon it
// is ready again with many transfers behind it, from its snapshot and from its events alone.
#include "tests/unit/fund.hpp"

#include <algorithm>
#include <future>
#include <unordered_map>

#include <boost/asio/use_future.hpp>

#include "common/base/check.hpp"
#include "common/store/feed.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/pause.hpp"
#include "tests/bench/bench.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/system/fund_rush.hpp"

namespace relais::bench {
namespace {

using std::chrono::steady_clock;
using std::chrono_literals::operator""ms;
using system::the_fund;

double ms_since(steady_clock::time_point begun) {
    return std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
}

double at_part(std::vector<double>& of, double part) {
    std::ranges::sort(of);
    return of[static_cast<std::size_t>(part * static_cast<double>(of.size() - 1))];
}

v1::FundSettings wide_settings() {
    auto settings = test::small_settings();
    settings.mutable_limits()->set_requests_open_max(1'000'000);
    return settings;
}

// Many callers over one connection each way; whoever asked is told by the echo of the commit.
class Callers {
public:
    explicit Callers(system::Treasury& treasury)
        : redis_(io_.get_executor(), settings(treasury)),
          feed_reads_(io_.get_executor(), settings(treasury)),
          store_(redis_, treasury.archive().secret()),
          feed_(feed_reads_, {store_.partition_of(the_fund)}),
          echoes_(feed_.listen([this](const store::FeedItem& item) { settled(item); })) {
        boost::asio::co_spawn(io_, feed_.run(), bugs_are_fatal);
        const auto ready = feed_.on_gap([this] { following_ = true; });
        while (!following_) io_.run_one();
    }
    ~Callers() {
        feed_.stop();
        feed_reads_.stop();
        redis_.stop();
        io_.restart();
        io_.run_for(100ms);
    }
    // Everything, with so many open; how long each took.
    std::vector<double> all(const std::vector<v1::Command>& commands, std::size_t open) {
        took_.clear();
        std::size_t next = 0;
        while (took_.size() < commands.size()) {
            while (next < commands.size() && begun_.size() < open) {
                begun_[commands[next].command_id()] = steady_clock::now();
                boost::asio::co_spawn(io_, submit(commands[next++]), bugs_are_fatal);
            }
            io_.run_one();
        }
        return std::move(took_);
    }

private:
    static redis::Settings settings(system::Treasury& treasury) {
        redis::Settings settings;
        settings.unix_socket = treasury.redis().socket();
        return settings;
    }
    store::awaitable<void> submit(v1::Command command) {
        const auto hash = plain_hash(command.SerializeAsString());
        const auto outcome = co_await store_.submit(command, std::string(as_text(hash)));
        check(outcome.has_value(), "it is submitted");
    }
    void settled(const store::FeedItem& item) {
        for (const auto& outcome : item.echo.outcomes()) {
            const auto begun = begun_.find(outcome.command_id());
            if (begun == begun_.end()) continue;
            check(outcome.rejection() == v1::Rejection::none, "it is accepted");
            took_.push_back(ms_since(begun->second));
            begun_.erase(begun);
        }
    }

    boost::asio::io_context io_{1};
    redis::Client redis_;
    redis::Client feed_reads_;
    store::Store store_;
    store::Feed feed_;
    store::Feed::Subscription echoes_;
    bool following_ = false;
    std::unordered_map<std::string, steady_clock::time_point> begun_;
    std::vector<double> took_;
};

v1::Command said(const std::string& id, const v1::Actor& actor, const v1::FundCommand& body) {
    v1::Command command;
    command.set_command_id(id);
    command.set_aggregate(the_fund);
    *command.mutable_actor() = actor;
    *command.mutable_fund() = body;
    return command;
}

v1::FundCommand asking(const std::string& id, std::int64_t cents) {
    v1::FundCommand command;
    auto& wish = *command.mutable_request_funds();
    wish = test::FundStory::wish(id, "taxi", test::dollars(0, cents), "cab");
    wish.clear_reply_to();
    wish.clear_case_code();
    wish.mutable_facts()->clear_territory();
    return command;
}

std::vector<v1::Command> opening() {
    v1::FundCommand settings;
    *settings.mutable_put_settings()->mutable_settings() = wide_settings();
    v1::FundCommand money;
    money.mutable_receive_funding()->set_source("city");
    *money.mutable_receive_funding()->mutable_amount() = test::dollars(5'000'000);
    return {said("settings", test::by("root", v1::Role::admin), settings),
            said("money", test::by("stella"), money)};
}

// A history as the treasurer would have written it, straight into the stream: what is measured is
// the reading of it.
class Past {
public:
    explicit Past(redis::Client& client, store::Store& store)
        : client_(client), at_(store.partition_of(the_fund)) {
        state_.aggregate = the_fund;
        for (const auto& command : opening()) decide(command);
    }
    std::size_t transfers() const { return state_.book.size(); }
    std::uint64_t version() const { return state_.version; }

    // Asked, reserved, approved, sent, paid less than was reserved: four transfers.
    void live(int number) {
        const auto id = "request-" + std::to_string(number);
        now_ += std::chrono::seconds(30);
        decide(said("", test::by("wanda", v1::Role::worker, "hospital"), asking(id, 10'00)));
        v1::FundCommand command;
        command.mutable_approve_request()->set_request(id);
        *command.mutable_approve_request()->mutable_seen() = test::dollars(10);
        decide(said("", test::by("simone"), command));
        command.mutable_send_payment()->set_payment("p" + id);
        command.mutable_send_payment()->set_request(id);
        command.mutable_send_payment()->set_way(v1::FundPayment::transfer);
        decide(said("", test::by("stella"), command));
        command.mutable_tell_payment()->set_payment("p" + id);
        command.mutable_tell_payment()->set_told(v1::FundPayment::paid);
        command.mutable_tell_payment()->set_basis(v1::FundPayment::vendor_said);
        *command.mutable_tell_payment()->mutable_amount() = test::dollars(9);
        decide(said("", test::by("stella"), command));
    }
    store::awaitable<bool> write() {
        calls_.push_back({"HSET", at_.head(the_fund), "version", std::to_string(state_.version),
                          "chain", chain_, "now", "0"});
        for (const auto& reply : co_await client_.call_all(std::exchange(calls_, {})))
            check(reply.has_value(), reply ? "" : reply.error().cause);
        co_return true;
    }

private:
    void decide(const v1::Command& command) {
        const auto decision = domain::decide(state_, command, now_, directory_);
        check(decision.has_value(), "the past was allowed");
        for (const auto& event : *decision) {
            domain::evolve(state_, event);
            const auto bytes = event.SerializeAsString();
            chain_ = as_text(chain_hash(chain_, bytes));
            calls_.push_back(
                {"XADD", at_.events(the_fund), std::to_string(event.version()) + "-0", "b", bytes});
        }
    }

    redis::Client& client_;
    store::Partition at_;
    domain::FundState state_;
    domain::Directory directory_{v1::Directory()};
    Instant now_ = test::afternoon;
    std::string chain_;
    std::vector<redis::Args> calls_;
};

}  // namespace

FundNumbers measure_fund(std::size_t reservations, std::size_t open) {
    system::Treasury treasury;
    Callers callers(treasury);
    for (const auto& command : opening()) static_cast<void>(callers.all({command}, 1));
    std::vector<v1::Command> ask, reserve;
    for (std::size_t i = 0; i < reservations; ++i) {
        const auto id = "r" + std::to_string(i);
        v1::FundCommand command;
        command.mutable_reserve_funds()->set_request(id);
        ask.push_back(
            said("ask-" + id, test::by("wanda", v1::Role::worker, "hospital"), asking(id, 1'00)));
        reserve.push_back(said("reserve-" + id, test::by("stella"), command));
    }
    static_cast<void>(callers.all(ask, open));
    FundNumbers numbers;
    const auto begun = steady_clock::now();
    auto took = callers.all(reserve, open);
    numbers.reserved_per_s = static_cast<double>(reservations) / (ms_since(begun) / 1'000);
    numbers.p50_ms = at_part(took, 0.5);
    numbers.p99_ms = at_part(took, 0.99);
    return numbers;
}

FundStartNumbers measure_fund_start(std::size_t transfers) {
    test::RedisServer server;
    boost::asio::io_context io{1};
    redis::Settings settings;
    settings.unix_socket = server.socket();
    settings.call_timeout = std::chrono::minutes(1);
    redis::Client client(io.get_executor(), settings);
    const Secret secret{Hash256{7}};
    store::Store store(client, secret);
    FundStartNumbers numbers;
    const auto run = [&](auto work) {
        auto done = boost::asio::co_spawn(io, std::move(work), boost::asio::use_future);
        while (done.wait_for(0ms) != std::future_status::ready) io.run_one();
        return done.get();
    };
    Past past(client, store);
    for (int number = 0; past.transfers() < transfers; ++number) {
        past.live(number);
        if (number % 200 == 199) run(past.write());
    }
    run(past.write());
    numbers.transfers = past.transfers();
    numbers.events = past.version();
    auto begun = steady_clock::now();
    const auto anew = run(store::fold_fund(store, the_fund));
    check(anew.has_value(), "it is folded");
    numbers.rebuilt_ms = ms_since(begun);
    auto parts = store::snapshot_of(anew->state);
    for (const auto& part : parts) numbers.snapshot_mib += static_cast<double>(part.size()) / 1e6;
    check(run(store::save_snapshot(store, the_fund, anew->place(), parts, 0ms)).has_value(),
          "it is kept");
    begun = steady_clock::now();
    const auto kept = run(
        store::load_fund(store, the_fund, [](const Fault& fault) { check(false, fault.cause); }));
    check(kept.has_value(), "it is read");
    numbers.ready_ms = ms_since(begun);
    numbers.same = store::snapshot_of(kept->state) == parts && kept->chain == anew->chain;
    client.stop();
    io.restart();
    io.run();
    return numbers;
}

}  // namespace relais::bench
