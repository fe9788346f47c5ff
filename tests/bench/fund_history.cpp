#include "tests/bench/fund_history.hpp"

#include <utility>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/base/keyed_hash.hpp"
#include "common/domain/fund/month.hpp"
#include "tests/unit/fund.hpp"

namespace relais::bench {
namespace {

constexpr Duration between = std::chrono::minutes(21);  // 250,000 in ten years
constexpr int of_a_case = 3;

std::string id_of(const char* kind, int number) {
    return fmt::format("{}0c8a44-0000-4000-8000-{:012d}", kind, number);
}

v1::FundCommand paper_of(const std::string& request, const std::string& id) {
    v1::FundCommand command;
    auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
    evidence.set_id(id);
    evidence.set_request(request);
    evidence.set_kind(v1::FundEvidence::receipt);
    evidence.set_cents(9'00);
    evidence.set_content(std::string(32, 'h'));
    evidence.set_type(v1::FundEvidence::pdf);
    evidence.set_size(1'000);
    return command;
}

}  // namespace

std::vector<v1::FundCommand> fund_opening() {
    std::vector<v1::FundCommand> commands(2);
    auto& settings = *commands[0].mutable_put_settings()->mutable_settings();
    settings = test::small_settings();
    settings.mutable_limits()->set_requests_open_max(1'000'000);
    commands[1].mutable_receive_funding()->set_source("city");
    *commands[1].mutable_receive_funding()->mutable_amount() = test::dollars(5'000'000);
    return commands;
}

v1::FundCommand fund_wish(const std::string& id, std::int64_t cents) {
    v1::FundCommand command;
    auto& wish = *command.mutable_request_funds();
    wish = test::FundStory::wish(id, "taxi", test::dollars(0, cents), "cab");
    wish.clear_reply_to();
    wish.clear_case_code();
    wish.mutable_facts()->clear_territory();
    return command;
}

FundHistory::FundHistory(redis::Client& client, store::Store& store, const std::string& aggregate)
    : client_(client), at_(store.partition_of(aggregate)), now_(test::afternoon) {
    state_.aggregate = aggregate;
    const auto opening = fund_opening();
    decide(test::by("root", v1::Role::admin), opening[0]);
    decide(test::by("stella"), opening[1]);
}

void FundHistory::live(bool settled) {
    now_ += settled ? between : std::chrono::seconds(30);
    const int number = number_++;
    const auto request = id_of("4f", number);
    auto command = fund_wish(request, 10'00);
    auto& wish = *command.mutable_request_funds();
    wish.set_case_code(fmt::format("K{:05X}", number / of_a_case));
    wish.set_reply_to("case/" + id_of("3f", number / of_a_case));
    decide(test::by_service(), command);
    command.mutable_approve_request()->set_request(request);
    *command.mutable_approve_request()->mutable_seen() = test::dollars(10);
    decide(test::by("simone"), command);
    const auto payment = id_of("5f", number);
    command.mutable_send_payment()->set_payment(payment);
    command.mutable_send_payment()->set_request(request);
    command.mutable_send_payment()->set_way(v1::FundPayment::transfer);
    decide(test::by("stella"), command);
    command.mutable_tell_payment()->set_payment(payment);
    command.mutable_tell_payment()->set_told(v1::FundPayment::paid);
    command.mutable_tell_payment()->set_basis(v1::FundPayment::vendor_said);
    *command.mutable_tell_payment()->mutable_amount() = test::dollars(9);
    decide(test::by("stella"), command);
    if (!settled) return;
    decide(test::by("wanda", v1::Role::worker, "hospital"), paper_of(request, id_of("6f", number)));
    command.mutable_reconcile_request()->set_request(request);
    decide(test::by("small"), command);
    if (number % of_a_case == of_a_case - 1) {
        command.mutable_close_envelope()->set_case_code(fmt::format("K{:05X}", number / of_a_case));
        decide(test::by_service(), command);
    }
    close_months();
}

void FundHistory::close_months() {
    for (const auto& month : domain::open_months(state_, now_)) {
        const auto end = domain::month_end(state_, month);
        v1::FundCommand command;
        auto& close = *command.mutable_close_period();
        close.set_period(month);
        for (const auto& [name, balance] : end.balances) *close.add_totals() = balance;
        close.set_up_to_version(end.version);
        close.set_digest(std::string(32, 'd'));
        close.set_signature(std::string(64, 's'));
        close.set_key("key");
        decide(test::by("board"), command);
    }
}

store::awaitable<bool> FundHistory::write() {
    calls_.push_back({"HSET", at_.head(state_.aggregate), "version", std::to_string(state_.version),
                      "chain", chain_, "now", "0"});
    for (const auto& reply : co_await client_.call_all(std::exchange(calls_, {})))
        check(reply.has_value(), reply ? "" : reply.error().cause);
    co_return true;
}

void FundHistory::decide(const v1::Actor& actor, const v1::FundCommand& body) {
    v1::Command command;
    command.set_aggregate(state_.aggregate);
    *command.mutable_actor() = actor;
    *command.mutable_fund() = body;
    const auto decision = domain::decide(state_, command, now_, directory_);
    check(decision.has_value(), "the past was allowed");
    for (const auto& event : *decision) {
        domain::evolve(state_, event);
        const auto bytes = event.SerializeAsString();
        chain_ = as_text(chain_hash(chain_, bytes));
        calls_.push_back({"XADD", at_.events(state_.aggregate),
                          std::to_string(event.version()) + "-0", "b", bytes});
    }
    state_.moved.clear();
}

}  // namespace relais::bench
