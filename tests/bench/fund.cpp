// The emergency fund: reservations of one fund by 256 people at once, each durable; and how soon it
// is ready again with many transfers behind it, from its snapshot and from its events alone.
#include "tests/unit/fund.hpp"

#include <algorithm>
#include <future>
#include <span>
#include <unordered_map>

#include <boost/asio/use_future.hpp>

#include "common/base/check.hpp"
#include "common/store/feed.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/pause.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/fund_history.hpp"
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
    std::vector<double> all(std::span<const v1::Command> commands, std::size_t open) {
        took_.clear();
        std::size_t next = 0;
        while (took_.size() < commands.size()) {
            while (next < commands.size() && begun_.size() < open)
                begin(commands[next++], steady_clock::now());
            io_.run_one();
        }
        return std::move(took_);
    }
    // So many a second, at most so many open; how long each took since its time had come.
    std::vector<double> paced(std::span<const v1::Command> commands, std::size_t open,
                              double per_s) {
        took_.clear();
        const std::chrono::duration<double> apart(1 / per_s);
        const auto start = steady_clock::now();
        std::size_t next = 0;
        while (took_.size() < commands.size()) {
            const auto time_of = [&](std::size_t i) {
                return start + std::chrono::duration_cast<steady_clock::duration>(
                                   static_cast<double>(i) * apart);
            };
            while (next < commands.size() && begun_.size() < open &&
                   time_of(next) <= steady_clock::now()) {
                begin(commands[next], time_of(next));
                ++next;
            }
            if (io_.poll() == 0 && next < commands.size() && begun_.size() < open)
                io_.run_one_until(time_of(next));
            else if (next == commands.size() || begun_.size() >= open)
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
    void begin(const v1::Command& command, steady_clock::time_point at) {
        begun_[command.command_id()] = at;
        boost::asio::co_spawn(io_, submit(command), bugs_are_fatal);
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

}  // namespace

FundNumbers measure_fund(std::size_t reservations, std::size_t open) {
    system::Treasury treasury;
    Callers callers(treasury);
    const auto opening = fund_opening();
    const std::vector opens{said("settings", test::by("root", v1::Role::admin), opening[0]),
                            said("money", test::by("stella"), opening[1])};
    static_cast<void>(callers.all(opens, 1));
    std::vector<v1::Command> ask, reserve;
    for (std::size_t i = 0; i < 3 * reservations; ++i) {
        const auto id = "r" + std::to_string(i);
        v1::FundCommand command;
        command.mutable_reserve_funds()->set_request(id);
        ask.push_back(said("ask-" + id, test::by("wanda", v1::Role::worker, "hospital"),
                           fund_wish(id, 1'00)));
        reserve.push_back(said("reserve-" + id, test::by("stella"), command));
    }
    const auto asked = [&](std::size_t part) {
        const auto from = part * reservations;
        static_cast<void>(callers.all(std::span(ask).subspan(from, reservations), open));
        return std::span<const v1::Command>(reserve).subspan(from, reservations);
    };
    FundNumbers numbers;
    const auto first = asked(0);
    const auto begun = steady_clock::now();
    auto took = callers.all(first, open);
    numbers.reserved_per_s = static_cast<double>(reservations) / (ms_since(begun) / 1'000);
    numbers.p50_ms = at_part(took, 0.5);
    numbers.p99_ms = at_part(took, 0.99);
    took = callers.paced(asked(1), open, 5'000);
    numbers.paced_p99_ms = at_part(took, 0.99);
    took = callers.paced(asked(2), open, 10'000);
    numbers.paced_twice_p99_ms = at_part(took, 0.99);
    return numbers;
}

FundStartNumbers measure_fund_start(std::size_t transfers, bool settled) {
    system::Treasury treasury;
    treasury.kill(1);  // nothing is there to be lost
    boost::asio::io_context io{1};
    redis::Settings settings;
    settings.unix_socket = treasury.redis().socket();
    settings.call_timeout = std::chrono::minutes(1);
    redis::Client client(io.get_executor(), settings);
    store::Store store(client, treasury.archive().secret());
    const auto run = [&](auto work) {
        auto done = boost::asio::co_spawn(io, std::move(work), boost::asio::use_future);
        while (done.wait_for(0ms) != std::future_status::ready) io.run_one();
        return done.get();
    };
    FundHistory history(client, store, the_fund);
    for (int number = 0; history.state().book.size() < transfers; ++number) {
        history.live(settled);
        if (number % 200 == 199) run(history.write());
    }
    run(history.write());
    FundStartNumbers numbers{.transfers = history.state().book.size(),
                             .events = history.state().version,
                             .requests = history.state().requests.size()};
    auto begun = steady_clock::now();
    auto anew = run(store::fold_fund(store, the_fund));
    check(anew.has_value(), "it is folded");
    numbers.rebuilt_ms = ms_since(begun);
    auto parts = store::snapshot_of(anew->state);
    for (const auto& part : parts) numbers.snapshot_mb += static_cast<double>(part.size()) / 1e6;
    check(run(store::save_snapshot(store, the_fund, anew->place(), parts, 0ms)).has_value(),
          "it is kept");
    const auto kept = run(
        store::load_fund(store, the_fund, [](const Fault& fault) { check(false, fault.cause); }));
    check(kept.has_value(), "it is read");
    numbers.same = store::snapshot_of(kept->state) == parts && kept->chain == anew->chain;
    client.stop();
    io.restart();
    io.run();
    // From the start of the process until the first thing that was asked of it is committed.
    Callers callers(treasury);
    begun = steady_clock::now();
    treasury.start(1);
    const std::vector more{said("more", test::by("stella"), fund_opening()[1])};
    static_cast<void>(callers.all(more, 1));
    numbers.ready_ms = ms_since(begun);
    return numbers;
}

}  // namespace relais::bench
