#include "services/dispatcher/gap_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/domain/lookout.hpp"
#include "common/store/pause.hpp"

namespace relais::dispatcher {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::minutes look_every{10};
// Somebody who mends a roster makes several changes: what they come to is worth telling.
constexpr std::chrono::milliseconds settle_time{500};

}  // namespace

GapWatch::GapWatch(asio::any_io_executor executor, store::Store& store, const Clock& clock,
                   const store::LiveDirectory& directory, runtime::WorkerPool& workers,
                   std::string name, std::function<void(const Fault&)> on_fault)
    : store_(store),
      clock_(clock),
      directory_(directory),
      workers_(workers),
      name_(std::move(name)),
      on_fault_(std::move(on_fault)),
      timer_(std::move(executor)) {}

asio::awaitable<void> GapWatch::run() {
    while (!stopping_) {
        changed_ = false;
        co_await look();
        if (!changed_ && !stopping_) {
            timer_.expires_after(look_every);
            co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        if (changed_ && !stopping_) co_await store::pause(settle_time);
    }
}

void GapWatch::stop() {
    stopping_ = true;
    timer_.cancel();
}

void GapWatch::changed() {
    changed_ = true;
    timer_.cancel();
}

asio::awaitable<void> GapWatch::look() {
    const auto directory = directory_.current();
    if (directory->revision() == 0) co_return;
    const Instant now = clock_.now();
    auto gaps = co_await workers_.run([directory, now] {
        return domain::upcoming_gaps(*directory, now, now + domain::lookout_ahead);
    });
    co_await report(std::move(gaps), now);
}

asio::awaitable<void> GapWatch::report(v1::ReportGaps gaps, Instant at) {
    v1::Command command;
    command.set_command_id("gaps/" + name_ + "/" + std::to_string(to_ms(at)));
    command.set_aggregate("lookout");
    command.mutable_actor()->set_role(v1::Role::system);
    command.set_issued_ms(to_ms(at));
    *command.mutable_report_gaps() = std::move(gaps);
    while (!stopping_) {
        const auto done = co_await store_.submit(command, command.command_id());
        if (done) co_return;
        on_fault_(done.error());
        co_await store::pause(std::chrono::milliseconds(200));
    }
}

}  // namespace relais::dispatcher
