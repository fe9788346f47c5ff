#include "tests/system/fund_rush.hpp"

#include "common/base/check.hpp"
#include "common/store/pause.hpp"
#include "tests/unit/fund.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;
using test::by;
using test::dollars;

v1::FundSettings wide_settings() {
    auto settings = test::small_settings();
    settings.mutable_limits()->set_requests_open_max(100'000);
    // One person signs all of it, and what she signs for one case adds up.
    settings.mutable_limits()->set_single_cents(1'000'000'00);
    settings.mutable_limits()->set_request_cents(1'000'000'00);
    for (auto& one : *settings.mutable_signatories()) one.set_limit_cents(1'000'000'00);
    return settings;
}

redis::Settings settings(Treasury& treasury) {
    redis::Settings settings;
    settings.unix_socket = treasury.redis().socket();
    settings.backoff_max = 50ms;
    return settings;
}

std::string hash_of(const v1::Command& command) {
    return std::string(as_text(plain_hash(command.fund().SerializeAsString())));
}

// One request, and what may become of it.
class Wish {
public:
    explicit Wish(FundClient& client)
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
        wish.mutable_facts()->clear_territory();  // there is no directory
        const bool mailed = cents_ % 8 == 0;
        if (mailed) wish.set_reply_to(asking_case);
        if (!mailed) wish.clear_case_code();  // it is nobody's case
        if (mailed) wish.set_case_code("K" + std::to_string(cents_ % 41));
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

    FundClient& client_;
    std::string id_;
    std::int64_t cents_;
};

}  // namespace

Treasury::Treasury() : redis_(folder_.path(), {}) {
    start(1);
    check(runtime::load_secret(folder_.path()).has_value(), "a secret");
    archive_ = std::make_unique<Archive>(redis_.socket(), folder_.path());
}
void Treasury::start(int instance) {
    const auto config = folder_.path() / ("relais-" + std::to_string(instance) + ".toml");
    write_file(config, "data_dir = '.'\nredis_socket = 'run/redis.sock'\nfunds = ['main']\n" +
                           std::string("log_level = 'warn'\ninstance = '") +
                           std::to_string(instance) + "'\n");
    treasurers_[instance] = std::make_unique<Child>(
        Child::Command{{RELAIS_BINARY, "treasurer", "--config", config.string()},
                       folder_.path() / "treasurer.log",
                       folder_.path()});
}
Finished Treasury::verify() const {
    const auto config = folder_.path() / "relais-1.toml";
    return system::run({RELAIS_BINARY, "verify", "--config", config.string()});
}
bool Treasury::has_read(int instance) {
    const auto inbox = archive_->partition_of(the_fund).inbox();
    const auto name = "treasurer-" + std::to_string(instance);
    const auto members = archive_->call({"XINFO", "CONSUMERS", inbox, "treasurer"});
    return std::ranges::any_of(members.elements,
                               [&](const auto& member) { return member.elements[1].text == name; });
}
std::vector<v1::Event> Treasury::events() {
    const auto key = archive_->partition_of(the_fund).events(the_fund);
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
FundClient::FundClient(boost::asio::io_context& io, Treasury& treasury, FundTold& told, int number)
    : redis_(io.get_executor(), settings(treasury)),
      store_(redis_, treasury.archive().secret()),
      told_(told),
      number_(number) {}

store::awaitable<Outcome> FundClient::say(v1::Actor actor, v1::FundCommand body, bool again) {
    v1::Command command;
    command.set_command_id(std::to_string(number_) + "/" + std::to_string(++said_));
    command.set_aggregate(the_fund);
    *command.mutable_actor() = std::move(actor);
    *command.mutable_fund() = std::move(body);
    const auto outcome = co_await until_settled(command);
    auto& answer = told_.answers[command.command_id()];
    answer = {.accepted = outcome.state == Outcome::State::accepted,
              .again = again,
              .rejection = outcome.rejection};
    if (!answer.accepted) ++told_.refused;
    if (told_.random() % 20 == 0) co_await say_again(command, outcome);
    ++told_.settled;
    co_return outcome;
}
store::awaitable<Outcome> FundClient::until_settled(v1::Command command) {
    for (auto wait = 1ms;; wait = std::min(wait * 2, milliseconds{20})) {
        const auto outcome = co_await store_.submit(command, hash_of(command));
        if (outcome && outcome->state != Outcome::State::pending) co_return *outcome;
        if (!outcome) ++told_.asked_again;
        if (!outcome && outcome.error().code == FaultCode::conflict)
            told_.strange.push_back(command.command_id() + " is a conflict");
        co_await store::pause(wait);
    }
}
// The same once more is the same; another body under its name is nothing.
store::awaitable<void> FundClient::say_again(v1::Command command, Outcome first) {
    const auto second = co_await until_settled(command);
    if (second.state != first.state || second.rejection != first.rejection ||
        second.version != first.version)
        told_.strange.push_back(command.command_id() + " is answered otherwise");
    *command.mutable_fund()->mutable_close_envelope()->mutable_case_code() = "K0K0";
    for (;;) {
        const auto other = co_await store_.submit(command, hash_of(command));
        if (!other && other.error().code == FaultCode::conflict) break;
        if (other) {
            told_.strange.push_back(command.command_id() + " takes another body");
            break;
        }
        co_await store::pause(10ms);
    }
    ++told_.other_bodies;
}
store::awaitable<void> open_fund(FundClient& client, std::int64_t whole_dollars) {
    v1::FundCommand command;
    *command.mutable_put_settings()->mutable_settings() = wide_settings();
    co_await client.say(by("root", v1::Role::admin), command);
    command.mutable_receive_funding()->set_source("city");
    *command.mutable_receive_funding()->mutable_amount() = dollars(whole_dollars);
    co_await client.say(by("stella"), command);
}

store::awaitable<void> live_a_wish(FundClient& client) {
    Wish wish(client);
    co_await wish.live();
}

Rush::Rush(Treasury& treasury, FundTold& told) {
    for (int number = 0; number < fund_clients; ++number)
        clients_.push_back(std::make_unique<FundClient>(io_, treasury, told, number));
}

void Rush::run(const Work& work) {
    int left = fund_clients;
    for (int number = 0; number < fund_clients; ++number)
        boost::asio::co_spawn(io_, work(*clients_[static_cast<std::size_t>(number)], number),
                              [&](std::exception_ptr bug) {
                                  bugs_are_fatal(bug);
                                  if (--left == 0) io_.stop();
                              });
    io_.restart();
    io_.run();
}

Rush::~Rush() {
    for (auto& client : clients_) client->stop();
    io_.restart();
    io_.run();
}

}  // namespace relais::system
