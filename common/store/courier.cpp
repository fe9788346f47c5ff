#include "common/store/courier.hpp"

#include <map>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/base/check.hpp"
#include "common/store/pause.hpp"

namespace relais::store {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds takeover_every{5};
constexpr Duration pause_after_fault{100};

Consumer::Settings reading(std::string name, const std::vector<Partition>& from,
                           const Lease* lease) {
    Consumer::Settings settings;
    if (lease != nullptr) {
        settings.may_read = [lease](const std::string& key) { return lease->holds(key); };
        settings.takeover_after = lease_takeover;
    }
    settings.group = courier_group;
    settings.name = std::move(name);
    for (const Partition& partition : from) settings.keys.push_back(partition.mail());
    return settings;
}

std::string target_of(const Entry& entry) {
    v1::Command command;
    return command.ParseFromString(entry.bytes) ? command.aggregate() : std::string();
}

}  // namespace

Courier::Courier(Store& store, redis::Client& blocking, redis::Client& other, std::string name,
                 std::vector<Partition> from, OnFault on_fault, const Lease* lease)
    : store_(store),
      mail_(blocking, other, reading(std::move(name), from, lease)),
      on_fault_(std::move(on_fault)) {}

awaitable<void> Courier::run() {
    auto next_takeover = std::chrono::steady_clock::now() + takeover_every;
    while (!stopped_) {
        auto entries = co_await mail_.take();
        if (entries && std::chrono::steady_clock::now() >= next_takeover && entries->empty()) {
            next_takeover = std::chrono::steady_clock::now() + takeover_every;
            entries = co_await mail_.take_over();
        }
        if (stopped_) break;
        tell_vanished();
        if (entries)
            co_await carry(std::move(*entries));
        else
            on_fault_(entries.error());
    }
}

void Courier::tell_vanished() {
    if (mail_.vanished() == vanished_told_) return;
    vanished_told_ = mail_.vanished();
    on_fault_(Fault{FaultCode::corrupt, "read the mail", "entries vanished while pending"});
}

// Targets side by side, so that they share Redis' one fsync; one target's mail in its order.
awaitable<void> Courier::carry(std::vector<Entry> entries) {
    std::map<std::string, std::vector<Entry>> by_target;
    for (Entry& entry : entries) by_target[target_of(entry)].push_back(std::move(entry));
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer all_done(executor, asio::steady_timer::time_point::max());
    std::size_t left = by_target.size();
    for (auto& [target, mail] : by_target)
        asio::co_spawn(executor, carry_in_order(std::move(mail)), [&](std::exception_ptr problem) {
            if (--left == 0) all_done.cancel();
            bugs_are_fatal(problem);
        });
    while (left > 0) co_await all_done.async_wait(asio::as_tuple(asio::use_awaitable));
}

awaitable<void> Courier::carry_in_order(std::vector<Entry> entries) {
    for (const Entry& entry : entries) {
        for (;;) {
            const Result<void> carried = co_await carry_one(entry);
            if (carried) break;
            on_fault_(carried.error());
            if (stopped_) co_return;  // still pending: it is carried after the restart
            co_await pause(pause_after_fault);
        }
    }
}

awaitable<Result<void>> Courier::carry_one(const Entry& entry) {
    const auto from = partition_of_key(entry.key);
    check(from.has_value(), "mail belongs to a partition");
    v1::Command command;
    Result<void> submitted = fault(FaultCode::malformed, "carry mail", "not a command");
    if (command.ParseFromString(entry.bytes)) {
        const auto hash = plain_hash(entry.bytes);
        const auto outcome = co_await store_.submit(command, std::string(as_text(hash)));
        submitted = outcome ? Result<void>{} : Result<void>(std::unexpected(outcome.error()));
    }
    if (submitted) co_return co_await store_.acknowledge_mail(*from, entry.id);
    const FaultCode code = submitted.error().code;
    if (code != FaultCode::malformed && code != FaultCode::conflict) co_return submitted;
    on_fault_(submitted.error());
    co_return co_await store_.quarantine(*from, std::string(courier_group), entry.id, entry.bytes,
                                         submitted.error().cause);
}

}  // namespace relais::store
