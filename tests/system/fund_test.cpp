// The emergency fund under a rush: 32 clients want 20,000 things of one fund while its treasurer
// and Redis are killed (kill -9) again and again. Afterwards the events are compared with what
// everybody was told: no money made or lost, none promised twice, nothing done twice, nothing
// forgotten.
//
// The checker is seen to fail: on what two treasurers write when a commit does not look at the
// version.
#include "common/domain/fund/fund.hpp"

#include <atomic>
#include <cstdio>
#include <random>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "common/domain/fund/journal.hpp"
#include "common/runtime/config.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/pause.hpp"
#include "common/store/snapshots.hpp"
#include "tests/system/archive.hpp"
#include "tests/system/child.hpp"
#include "tests/system/fund_paper.hpp"
#include "tests/system/redis.hpp"
#include "tests/unit/fund.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;
using store::Outcome;
using test::by;
using test::dollars;

constexpr int clients = 32;
constexpr int wanted = 20'000;
constexpr int kills_wanted = 50;
const std::string fund = "fund/main";
const std::string a_case = "case/3f0c8a44-0000-5000-8000-000000000001";

v1::FundSettings wide_settings() {
    auto settings = test::small_settings();
    settings.mutable_limits()->set_requests_open_max(100'000);
    return settings;
}

// A Redis and its treasurers, as an operator runs them.
class Treasury {
public:
    Treasury() : redis_(folder_.path(), {}) {
        start(1);
        check(runtime::load_secret(folder_.path()).has_value(), "a secret");
        archive_ = std::make_unique<Archive>(redis_.socket(), folder_.path());
    }
    void start(int instance) {
        const auto config = folder_.path() / ("relais-" + std::to_string(instance) + ".toml");
        write_file(config, "data_dir = '.'\nredis_socket = 'run/redis.sock'\nfunds = ['main']\n" +
                               std::string("log_level = 'warn'\ninstance = '") +
                               std::to_string(instance) + "'\n");
        treasurers_[instance] = std::make_unique<Child>(
            Child::Command{{RELAIS_BINARY, "treasurer", "--config", config.string()},
                           folder_.path() / "treasurer.log",
                           folder_.path()});
    }
    void kill(int instance) { treasurers_.at(instance)->kill_hard(); }
    [[nodiscard]] std::optional<int> stop(int instance) {
        return treasurers_.at(instance)->stop(30'000ms);
    }
    [[nodiscard]] Finished verify() const {
        const auto config = folder_.path() / "relais-1.toml";
        return run({RELAIS_BINARY, "verify", "--config", config.string()});
    }
    [[nodiscard]] Redis& redis() { return redis_; }
    [[nodiscard]] Archive& archive() { return *archive_; }
    // Every event as it lies there, in its order, whatever it says of itself.
    [[nodiscard]] std::vector<v1::Event> events() {
        const auto key = archive_->partition_of(fund).events(fund);
        std::vector<v1::Event> all;
        for (std::string from = "-";;) {
            const auto page = archive_->call({"XRANGE", key, from, "+", "COUNT", "2000"});
            for (const auto& entry : page.elements)
                check(all.emplace_back().ParseFromString(entry.elements[1].elements[1].text),
                      "an event");
            if (page.elements.empty()) return all;
            from = "(" + page.elements.back().elements[0].text;
        }
    }

private:
    TempFolder folder_;
    Redis redis_;
    std::map<int, std::unique_ptr<Child>> treasurers_;
    std::unique_ptr<Archive> archive_;
};

// What everybody was told.
struct Book {
    std::mt19937 random{11};
    FundAnswers answers;
    std::atomic<int> settled = 0;
    int asked_again = 0;
    int refused = 0;
    int other_bodies = 0;
    std::vector<std::string> strange;
};

// Somebody who wants something of the fund and asks, with the same id, until she is answered.
class Client {
public:
    Client(boost::asio::io_context& io, Treasury& treasury, Book& book, int number)
        : redis_(io.get_executor(), settings(treasury)),
          store_(redis_, treasury.archive().secret()),
          book_(book),
          number_(number) {}

    void stop() { redis_.stop(); }

    store::awaitable<Outcome> say(v1::Actor actor, v1::FundCommand body, bool again = false) {
        v1::Command command;
        command.set_command_id(std::to_string(number_) + "/" + std::to_string(++said_));
        command.set_aggregate(fund);
        *command.mutable_actor() = std::move(actor);
        *command.mutable_fund() = std::move(body);
        const auto outcome = co_await until_settled(command);
        auto& answer = book_.answers[command.command_id()];
        answer = {.accepted = outcome.state == Outcome::State::accepted,
                  .again = again,
                  .rejection = outcome.rejection};
        if (!answer.accepted) ++book_.refused;
        if (book_.random() % 20 == 0) co_await say_again(command, outcome);
        ++book_.settled;
        co_return outcome;
    }
    [[nodiscard]] unsigned any(unsigned below) {
        return static_cast<unsigned>(book_.random()) % below;
    }
    [[nodiscard]] std::string name(const char* kind) {
        return std::string(kind) + "-" + std::to_string(number_) + "-" + std::to_string(++named_);
    }

private:
    static redis::Settings settings(Treasury& treasury) {
        redis::Settings settings;
        settings.unix_socket = treasury.redis().socket();
        settings.backoff_max = 50ms;
        return settings;
    }
    static std::string hash_of(const v1::Command& command) {
        return std::string(as_text(plain_hash(command.fund().SerializeAsString())));
    }
    store::awaitable<Outcome> until_settled(v1::Command command) {
        for (auto wait = 1ms;; wait = std::min(wait * 2, milliseconds{20})) {
            const auto outcome = co_await store_.submit(command, hash_of(command));
            if (outcome && outcome->state != Outcome::State::pending) co_return *outcome;
            if (!outcome) ++book_.asked_again;
            if (!outcome && outcome.error().code == FaultCode::conflict)
                book_.strange.push_back(command.command_id() + " is a conflict");
            co_await store::pause(wait);
        }
    }
    // The same once more is the same; another body under its name is nothing.
    store::awaitable<void> say_again(v1::Command command, Outcome first) {
        const auto second = co_await until_settled(command);
        if (second.state != first.state || second.rejection != first.rejection ||
            second.version != first.version)
            book_.strange.push_back(command.command_id() + " is answered otherwise");
        *command.mutable_fund()->mutable_close_envelope()->mutable_case_code() = "K0K0";
        for (;;) {
            const auto other = co_await store_.submit(command, hash_of(command));
            if (!other && other.error().code == FaultCode::conflict) break;
            if (other) {
                book_.strange.push_back(command.command_id() + " takes another body");
                break;
            }
            co_await store::pause(10ms);
        }
        ++book_.other_bodies;
    }

    redis::Client redis_;
    store::Store store_;
    Book& book_;
    int number_;
    int said_ = 0;
    int named_ = 0;
};

// One request, and what may become of it.
class Wish {
public:
    explicit Wish(Client& client)
        : client_(client), id_(client.name("r")), cents_(1'00 + client.any(60) * 100) {}

    store::awaitable<void> live() {
        const auto asked = co_await ask(cents_, false);
        if (asked.state != Outcome::State::accepted) co_return;
        if (client_.any(10) == 0) co_await ask(cents_, true);
        if (client_.any(10) == 0) co_await ask(cents_ + 1, true);
        const auto way = client_.any(12);
        if (way == 0) co_return co_await let_go(true);
        if (way == 1) co_return co_await let_go(false);
        if (way < 5) co_await reserve();
        if (way == 5) co_return;  // nobody answers
        if (!co_await approve()) co_return;
        if (way == 6) co_return co_await let_go(false);
        if (way < 9)
            co_await by_voucher();
        else
            co_await by_transfer();
    }

private:
    store::awaitable<Outcome> ask(std::int64_t cents, bool again) {
        v1::FundCommand command;
        auto& wish = *command.mutable_request_funds();
        wish = test::FundStory::wish(id_, "taxi", dollars(0, cents), "cab");
        wish.clear_reply_to();
        wish.set_case_code("K" + std::to_string(client_.any(40)));
        if (again) wish.set_case_code(case_code_);
        case_code_ = wish.case_code();
        const bool mailed = cents_ % 8 == 0;
        if (mailed) wish.set_reply_to(a_case);
        co_return co_await client_.say(
            mailed ? test::by_service() : by("wanda", v1::Role::worker, "hospital"), command,
            again);
    }
    store::awaitable<void> reserve() {
        v1::FundCommand command;
        command.mutable_reserve_funds()->set_request(id_);
        co_await client_.say(by("stella"), command);
        co_await client_.say(by("stella"), command, true);
    }
    store::awaitable<bool> approve() {
        v1::FundCommand command;
        command.mutable_approve_request()->set_request(id_);
        *command.mutable_approve_request()->mutable_seen() = dollars(0, cents_);
        const auto done = co_await client_.say(by("simone"), command);
        if (client_.any(4) == 0) co_await client_.say(by("simone"), command, true);
        co_return done.state == Outcome::State::accepted;
    }
    store::awaitable<void> let_go(bool refuse) {
        v1::FundCommand command;
        if (refuse) {
            command.mutable_refuse_request()->set_request(id_);
            command.mutable_refuse_request()->set_why(v1::FundRequest::too_much);
        } else {
            command.mutable_void_request()->set_request(id_);
        }
        co_await client_.say(by("stella"), command);
        co_await client_.say(by("simone"), command, true);
    }
    store::awaitable<void> send(std::string payment, bool again = false) {
        v1::FundCommand command;
        command.mutable_send_payment()->set_payment(payment);
        command.mutable_send_payment()->set_request(id_);
        command.mutable_send_payment()->set_way(v1::FundPayment::transfer);
        co_await client_.say(by("stella"), command, again);
    }
    store::awaitable<void> tell(std::string payment, v1::FundPayment::Told told,
                                std::int64_t cents) {
        v1::FundCommand command;
        auto& tell = *command.mutable_tell_payment();
        tell.set_payment(payment);
        tell.set_told(told);
        tell.set_basis(v1::FundPayment::vendor_said);
        if (cents > 0) *tell.mutable_amount() = dollars(0, cents);
        co_await client_.say(by("stella"), command);
        if (client_.any(4) == 0) co_await client_.say(by("stella"), command, true);
    }
    store::awaitable<void> by_transfer() {
        auto payment = client_.name("p");
        co_await send(payment);
        if (client_.any(3) == 0) co_await send(payment, true);
        if (client_.any(4) == 0) co_await tell(payment, v1::FundPayment::unknown, 0);
        if (client_.any(3) == 0) {
            co_await tell(payment, v1::FundPayment::not_paid, 0);
            payment = client_.name("p");
            co_await send(payment);
        }
        co_await tell(payment, v1::FundPayment::paid, client_.any(2) == 0 ? 0 : cents_ - 1);
    }
    store::awaitable<void> by_voucher() {
        v1::FundCommand command;
        const auto number = client_.name("v");
        auto& voucher = *command.mutable_issue_voucher()->mutable_voucher();
        voucher.set_number(number);
        voucher.set_request(id_);
        voucher.set_code_hash(std::string(32, 'k'));
        command.mutable_issue_voucher()->set_payment(number);
        co_await client_.say(by("stella"), command);
        if (client_.any(5) == 0) {
            command.mutable_void_voucher()->set_number(number);
            co_await client_.say(by("stella"), command);
            co_return;
        }
        command.mutable_redeem_voucher()->set_number(number);
        command.mutable_redeem_voucher()->set_code_hash(std::string(32, 'x'));
        if (client_.any(5) == 0) co_await client_.say(v1::Actor{}, command);
        command.mutable_redeem_voucher()->set_code_hash(std::string(32, 'k'));
        co_await client_.say(v1::Actor{}, command);
        co_await client_.say(v1::Actor{}, command, true);
    }

    Client& client_;
    std::string id_;
    std::int64_t cents_;
    std::string case_code_;
};

// Clients on one thread, each with a connection of its own.
class Rush {
public:
    Rush(Treasury& treasury, Book& book) {
        for (int number = 0; number < clients; ++number)
            clients_.push_back(std::make_unique<Client>(io_, treasury, book, number));
    }
    // Each does its work; ends when all are done.
    void run(const std::function<store::awaitable<void>(Client&, int)>& work) {
        int left = clients;
        for (int number = 0; number < clients; ++number)
            boost::asio::co_spawn(io_, work(*clients_[static_cast<std::size_t>(number)], number),
                                  [&](std::exception_ptr bug) {
                                      bugs_are_fatal(bug);
                                      if (--left == 0) io_.stop();
                                  });
        io_.restart();
        io_.run();
    }
    ~Rush() {
        for (auto& client : clients_) client->stop();
        io_.restart();
        io_.run();
    }

private:
    boost::asio::io_context io_{1};
    std::vector<std::unique_ptr<Client>> clients_;
};

store::awaitable<void> open_fund(Client& client, std::int64_t whole_dollars) {
    v1::FundCommand command;
    *command.mutable_put_settings()->mutable_settings() = wide_settings();
    co_await client.say(by("root", v1::Role::admin), command);
    command.mutable_receive_funding()->set_source("city");
    *command.mutable_receive_funding()->mutable_amount() = dollars(whole_dollars);
    co_await client.say(by("stella"), command);
}

void kill_again_and_again(Treasury& treasury, const Book& book) {
    for (int kill = 1; kill <= kills_wanted; ++kill) {
        while (book.settled < kill * (wanted / (kills_wanted + 1)))
            std::this_thread::sleep_for(2ms);
        if (kill % 2 == 0) {
            treasury.kill(1);
            treasury.start(1);
        } else {
            treasury.redis().kill_9();
            treasury.redis().start();
        }
    }
}

std::map<std::string, std::int64_t> by_hledger(const std::vector<v1::Event>& events,
                                               const std::filesystem::path& file) {
    const domain::Journal journal("America/Toronto");
    auto text = domain::Journal::hledger_head();
    for (const auto& event : events) text += journal.hledger(event);
    write_file(file, text);
    const auto told = run(
        {"hledger", "-f", file.string(), "balance", "--flat", "--no-total", "-O", "csv"}, 60'000ms);
    EXPECT_EQ(told.code, 0) << told.output;
    std::map<std::string, std::int64_t> balances;
    std::istringstream lines(told.output);
    for (std::string line; std::getline(lines, line);) {
        const auto middle = line.find("\",\"");
        if (middle == line.npos || line.starts_with("\"account\"")) continue;
        std::string digits;
        for (const char c : line.substr(middle))
            if ((c >= '0' && c <= '9') || c == '-') digits += c;
        balances[line.substr(1, middle - 1)] = std::stoll(digits);
    }
    return balances;
}

// What the case that asked was told: each piece of news once.
void expect_news_once(Treasury& treasury) {
    const auto inbox = treasury.archive().partition_of(a_case).inbox();
    std::set<std::string> ids;
    const auto entries = treasury.archive().call({"XRANGE", inbox, "-", "+"}).elements;
    for (const auto& entry : entries) {
        v1::Command command;
        ASSERT_TRUE(command.ParseFromString(entry.elements[1].elements[1].text));
        EXPECT_TRUE(command.has_note_fund());
        EXPECT_TRUE(ids.insert(command.command_id()).second) << command.command_id();
    }
    EXPECT_GT(ids.size(), 100U);
    const auto mail = treasury.archive().partition_of(fund).mail();
    EXPECT_EQ(treasury.archive().length(mail), 0U) << "all of it was carried";
}

void expect_snapshot_as_events(Treasury& treasury) {
    std::vector<std::string> told;
    auto kept = treasury.archive().get([&](store::Store& store) {
        return store::load_fund(store, fund,
                                [&](const Fault& fault) { told.push_back(fault.cause); });
    });
    const auto head = treasury.archive().get(
        [](store::Store& store) { return store::snapshot_head(store, fund); });
    const auto anew =
        treasury.archive().get([](store::Store& store) { return store::fold_fund(store, fund); });
    ASSERT_TRUE(head.has_value()) << "it was kept at the stop";
    EXPECT_EQ(head->at.version, anew.state.version);
    EXPECT_TRUE(told.empty()) << told.front();
    EXPECT_EQ(store::snapshot_of(kept.state), store::snapshot_of(anew.state));
    EXPECT_EQ(kept.state.book.balances().size(), anew.state.book.balances().size());
    EXPECT_EQ(anew.state.book.sum(), 0);
}

TEST(Fund, NoMoneyIsLostOrSpentTwiceWhileTreasurerAndRedisDie) {
    Treasury treasury;
    Book book;
    {
        Rush rush(treasury, book);
        rush.run([](Client& client, int number) -> store::awaitable<void> {
            if (number == 0) co_await open_fund(client, 30'000);
        });
        std::thread killer([&] { kill_again_and_again(treasury, book); });
        rush.run([&book](Client& client, int) -> store::awaitable<void> {
            while (book.settled < wanted) {
                Wish wish(client);
                co_await wish.live();
            }
        });
        killer.join();
    }
    const auto quiet = std::chrono::steady_clock::now() + 10'000ms;
    while (treasury.archive().length(treasury.archive().partition_of(fund).mail()) > 0 &&
           std::chrono::steady_clock::now() < quiet)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(treasury.stop(1), 0);

    const auto events = treasury.events();
    for (const auto& broken : broken_by(events, book.answers)) ADD_FAILURE() << broken;
    for (const auto& strange : book.strange) ADD_FAILURE() << strange;
    expect_snapshot_as_events(treasury);
    expect_news_once(treasury);
    std::map<std::string, std::int64_t> counted;
    domain::FundState state;
    state.aggregate = fund;
    for (const auto& event : events) domain::evolve(state, event);
    for (const auto& [name, balance] : state.book.balances())
        counted[domain::ledger_name(balance.account())] = balance.cents();
    const TempFolder folder;
    EXPECT_EQ(by_hledger(events, folder.path() / "fund.journal"), counted);
    const auto verified = treasury.verify();
    EXPECT_EQ(verified.code, 0) << verified.output;
    EXPECT_GT(book.refused, 500) << "money was never short";
    EXPECT_GT(book.other_bodies, 500);
    std::printf("settled %d, refused %d, asked again %d, events %zu, transfers %zu, repairs %d\n",
                book.settled.load(), book.refused, book.asked_again, events.size(),
                state.book.size(), treasury.redis().repairs());
}

TEST(Fund, TwoThousandForTheLastDollarGetExactlyWhatFits) {
    Treasury treasury;
    Book book;
    Rush rush(treasury, book);
    rush.run([](Client& client, int number) -> store::awaitable<void> {
        if (number == 0) co_await open_fund(client, 1);
    });
    rush.run([](Client& client, int) -> store::awaitable<void> {
        for (int i = 0; i < 2'000 / clients + 1; ++i) {
            const auto id = client.name("last");
            v1::FundCommand command;
            auto& wish = *command.mutable_request_funds();
            wish = test::FundStory::wish(id, "taxi", dollars(0, 7), "cab");
            wish.clear_reply_to();
            co_await client.say(by("wanda", v1::Role::worker, "hospital"), command);
            command.mutable_reserve_funds()->set_request(id);
            co_await client.say(by("stella"), command);
        }
    });
    EXPECT_EQ(treasury.stop(1), 0);
    const auto events = treasury.events();
    for (const auto& broken : broken_by(events, book.answers)) ADD_FAILURE() << broken;
    FundPaper paper;
    for (const auto& event : events) paper.write(event);
    EXPECT_EQ(paper.reservations(), 14) << "98 cents; two are left";
}

// Both decide on the state that they know, and both are written: what the commit's look at the
// version prevents. Events lie there by their version, which would be the same look once more.
TEST(Fund, ACommitThatDoesNotLookAtTheVersionIsFound) {
    Treasury treasury;
    Book book;
    Rush rush(treasury, book);
    rush.run([](Client& client, int number) -> store::awaitable<void> {
        if (number == 0) co_await open_fund(client, 100);
    });
    treasury.start(2);
    std::this_thread::sleep_for(1'000ms);
    const auto library = treasury.archive().call({"FUNCTION", "LIST", "WITHCODE"});
    const auto& fields = library.elements.front().elements;
    auto code = fields[static_cast<std::size_t>(
                           std::ranges::find(fields, "library_code", &redis::Reply::text) -
                           fields.begin()) +
                       1]
                    .text;
    const auto take_out = [&](const std::string& what, const std::string& instead) {
        const auto at = code.find(what);
        ASSERT_NE(at, code.npos) << what;
        code.replace(at, what.size(), instead);
    };
    take_out("if version ~= args[3] then return 's' end", "");
    take_out("string.format('%.0f-0', base + i)", "'*'");
    // Ids of streams only grow: the next ones are made of the time.
    ASSERT_EQ(treasury.archive().call({"FUNCTION", "LOAD", "REPLACE", code}).text, "relais_1");
    rush.run([](Client& client, int) -> store::awaitable<void> {
        for (int i = 0; i < 30; ++i) {
            Wish wish(client);
            co_await wish.live();
        }
    });
    const auto broken = broken_by(treasury.events(), book.answers);
    EXPECT_FALSE(broken.empty());
    const auto finds = [&](const std::string& what) {
        return std::ranges::any_of(broken, [&](const auto& one) { return one.contains(what); });
    };
    EXPECT_TRUE(finds("it stands in place"));
    EXPECT_TRUE(finds("below zero") || finds("is written twice"));
}

}  // namespace
}  // namespace relais::system
