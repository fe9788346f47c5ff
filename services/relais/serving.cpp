// serve, gateway, dispatcher, treasurer, notifier: wires services to one process, by hand, and ends
// them in order. They start together, so that the gateway can say "not ready" while Redis is still
// away; they end from the outside in: no new request, then no new decision, then no new message.
#include <algorithm>
#include <csignal>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/base/check.hpp"
#include "common/runtime/process.hpp"
#include "services/dispatcher/dispatcher.hpp"
#include "services/gateway/gateway.hpp"
#include "services/notifier/notifier.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/inner_door.hpp"
#include "services/treasurer/treasurer.hpp"

namespace relais::cli {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

// A service that cannot end in this time is ended by us: what it had in hand stays pending in the
// store and comes back.
constexpr std::chrono::seconds stop_patience{30};

class Service {
public:
    virtual ~Service() = default;
    [[nodiscard]] virtual awaitable<Result<void>> start() = 0;
    [[nodiscard]] virtual awaitable<void> stop() = 0;
    [[nodiscard]] virtual bool ready() const = 0;
};

template <class Duty>
class Of final : public Service {
public:
    Of(runtime::Process& process, const Secret& secret) : duty_(process, secret) {}
    awaitable<Result<void>> start() override { return duty_.start(); }
    awaitable<void> stop() override { return duty_.stop(); }
    bool ready() const override { return duty_.ready(); }

private:
    Duty duty_;
};

template <class Duty>
std::unique_ptr<Service> make(runtime::Process& process, const Secret& secret) {
    return std::make_unique<Of<Duty>>(process, secret);
}

class Serving {
public:
    explicit Serving(runtime::Process& process)
        : process_(process), signals_(process.io, SIGTERM, SIGINT), patience_(process.io) {}

    void add(std::unique_ptr<Service> service) { services_.push_back(std::move(service)); }

    // Only a process that is not a gateway has a port for metrics of its own.
    Result<void> open_inner_door() {
        inner_door_ = std::make_unique<InnerDoor>(process_, [this] {
            return std::ranges::all_of(services_, [](const auto& one) { return one->ready(); });
        });
        return inner_door_->open();
    }

    int run() {
        for (const auto& service : services_) {
            asio::co_spawn(process_.io, start(*service), bugs_are_fatal);
        }
        asio::co_spawn(process_.io, wait_for_signal(), bugs_are_fatal);
        process_.io.run();
        return exit_code_;
    }

private:
    // A service is owned by services_, which outlives the executor's work.
    awaitable<void> start(Service& service) {  // NOLINT(*-reference-coroutine-parameters)
        const auto started = co_await service.start();
        if (!started && stopping_) co_return;  // told to end before Redis was there
        if (!started) {
            process_.log.error("start_refused", {{"operation", started.error().operation},
                                                 {"cause", started.error().cause}});
            exit_code_ = exit_refused;
            signals_.cancel();
            co_return;
        }
        if (++started_ == services_.size()) process_.log.info("started");
    }

    awaitable<void> wait_for_signal() {
        co_await signals_.async_wait(asio::as_tuple(asio::use_awaitable));
        process_.log.info("stopping");
        stopping_ = true;
        patience_.expires_after(stop_patience);
        patience_.async_wait([this](const boost::system::error_code& cancelled) {
            if (cancelled) return;
            process_.log.error("stop_too_slow");
            exit_code_ = exit_refused;
            process_.io.stop();
        });
        for (const auto& service : services_) co_await service->stop();
        if (inner_door_ != nullptr) co_await inner_door_->close();
        process_.log.info("stopped");
        process_.io.stop();
    }

    runtime::Process& process_;
    asio::signal_set signals_;
    asio::steady_timer patience_;
    std::vector<std::unique_ptr<Service>> services_;  // in the order in which they end
    std::unique_ptr<InnerDoor> inner_door_;
    std::size_t started_ = 0;
    bool stopping_ = false;
    int exit_code_ = exit_done;
};

int serve(const Console& console, const std::string& duty, const std::string& file) {
    auto config = runtime::load_config(file);
    if (!config) return console.refuse(config.error());
    runtime::Process process(std::move(*config), duty == "serve" ? "relais" : duty);
    const auto secret = runtime::load_secret(process.config.data_dir);
    if (!secret) return console.refuse(secret.error());

    Serving serving(process);
    const bool all = duty == "serve";
    if (all || duty == "gateway") serving.add(make<gateway::Gateway>(process, *secret));
    if (all || duty == "dispatcher") serving.add(make<dispatcher::Dispatcher>(process, *secret));
    if (all || duty == "treasurer") serving.add(make<treasurer::Treasurer>(process, *secret));
    if (all || duty == "notifier") serving.add(make<notifier::Notifier>(process, *secret));
    if (duty != "serve" && duty != "gateway" && process.config.metrics_port != 0) {
        if (const auto open = serving.open_inner_door(); !open) return console.refuse(open.error());
    }
    return serving.run();
}

}  // namespace

void add_serving(CLI::App& app, const Console& console, Run& run) {
    for (const std::string duty : {"serve", "gateway", "dispatcher", "treasurer", "notifier"}) {
        auto* command = app.add_subcommand(duty, console.words("help_" + duty));
        const auto file = std::make_shared<std::string>();
        command->add_option("--config", *file, console.words("help_config"))->required();
        command->callback([duty, file, &run] {
            run = [duty, file](Console& speaker) { return serve(speaker, duty, *file); };
        });
    }
}

}  // namespace relais::cli
