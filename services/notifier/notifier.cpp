#include "services/notifier/notifier.hpp"

#include <array>

#include "common/domain/contact.hpp"
#include "common/http/client.hpp"
#include "common/runtime/duties.hpp"
#include "common/runtime/redis_settings.hpp"
#include "common/store/courier.hpp"
#include "common/store/opening.hpp"
#include "common/store/owner.hpp"
#include "services/notifier/calendar_reader.hpp"
#include "services/notifier/sandbox.hpp"
#include "services/notifier/sender.hpp"
#include "services/notifier/webhook.hpp"

namespace relais::notifier {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

struct Contact {
    using State = domain::ContactState;
    static std::optional<v1::CaseSummary> summary(const State&) { return std::nullopt; }
};

enum class Lane { first, rest, inbox };

std::vector<std::string> keys_of(Lane lane, const std::vector<std::string>& funds) {
    std::vector<std::string> keys;
    if (lane != Lane::inbox)
        for (const auto& partition : store::case_partitions())
            keys.push_back(lane == Lane::first ? partition.outbox_first()
                                               : partition.outbox_rest());
    if (lane == Lane::rest) {
        keys.push_back(store::lookout_partition().outbox_rest());
        for (const auto& partition : store::fund_partitions(funds))
            keys.push_back(partition.outbox_rest());
    }
    if (lane != Lane::first)
        for (const auto& partition : store::contact_partitions())
            keys.push_back(lane == Lane::inbox ? partition.inbox() : partition.outbox_rest());
    return keys;
}

}  // namespace

class Notifier::Impl {
public:
    Impl(runtime::Process& process, const Secret& secret)
        : process_(process),
          executor_(process.io.get_executor()),
          secret_(secret),
          settings_(runtime::redis_settings(process.config)),
          client_(executor_, settings_),
          first_reads_(executor_, settings_),
          rest_reads_(executor_, settings_),
          contact_reads_(executor_, settings_),
          mail_reads_(executor_, settings_),
          feed_reads_(executor_, settings_),
          http_(executor_, process.config.webhook_loopback ? http::Client::Reach::loopback_too
                                                           : http::Client::Reach::public_only),
          lanes_{redis::Client(executor_, runtime::redis_settings(process.config)),
                 redis::Client(executor_, runtime::redis_settings(process.config)),
                 redis::Client(executor_, runtime::redis_settings(process.config))},
          store_(client_, secret, {&lanes_[0], &lanes_[1], &lanes_[2]}),
          clock_(client_),
          feed_(feed_reads_, {store::directory_partition()}),
          directory_(store_, feed_),
          first_(first_reads_, client_, consumer(Lane::first)),
          rest_(rest_reads_, client_, consumer(Lane::rest)),
          contact_inbox_(contact_reads_, client_, consumer(Lane::inbox)),
          contacts_(executor_, store_, clock_, directory_, contact_inbox_,
                    std::string(store::notifier_group),
                    {.on_fault = [this](const Fault& fault) { say(fault); },
                     .on_commit = [](const auto&, const auto&) {},
                     .on_quarantine =
                         [this](const store::Entry& entry) {
                             process_.log.error("quarantined", {{"entry", entry.id}});
                         }}),
          courier_(store_, mail_reads_, client_, "courier-contact-" + process.config.instance,
                   store::contact_partitions(), [this](const Fault& fault) { say(fault); }) {
        process_.metrics.describe("relais_pages_total", "Messages, by channel and outcome");
        process_.metrics.describe("relais_outbox_age_seconds",
                                  "From the commit of a message to the moment it was taken");
    }

    awaitable<Result<void>> start() {
        auto opened = co_await store::open_store(
            store_, clock_,
            [this](const Fault& fault) { process_.log.fault("waiting for Redis", fault); },
            stopping_, store::groups_of_funds(process_.config.funds));
        if (!opened) co_return opened;
        auto ring = store::KeyRing::open(process_.config.data_dir / "keys.db");
        if (!ring) co_return std::unexpected(ring.error());
        keys_ = std::move(*ring);
        if (auto loaded = co_await directory_.load(); !loaded) say(loaded.error());
        postroom_ = std::make_unique<Postroom>(
            Postroom{process_, secret_, store_, clock_, directory_, *keys_, words_});
        directory_.on_change([this] { postroom_->forget_cards(); });
        postroom_->channels[v1::Channel::webhook] =
            std::make_unique<Webhook>(http_, clock_, process_.config.webhook_timeout);
        postroom_->channels[v1::Channel::sandbox] = std::make_unique<Sandbox>(client_, clock_);
        first_sender_ = std::make_unique<Sender>(executor_, *postroom_, first_, "first");
        rest_sender_ = std::make_unique<Sender>(executor_, *postroom_, rest_, "rest");
        calendars_ = std::make_unique<CalendarReader>(
            CalendarReader::Ports{process_, secret_, store_, clock_, directory_, *keys_});
        duties_.begin(clock_.run());
        duties_.begin(feed_.run());
        duties_.begin(first_sender_->run());
        duties_.begin(rest_sender_->run());
        duties_.begin(contacts_.run());
        duties_.begin(courier_.run());
        duties_.begin(calendars_->run());
        ready_ = true;
        process_.log.info("notifier at work");
        co_return Result<void>{};
    }

    awaitable<void> stop() {
        ready_ = false;
        stopping_ = true;
        if (first_sender_) first_sender_->stop();
        if (rest_sender_) rest_sender_->stop();
        if (calendars_) calendars_->stop();
        contacts_.stop();
        courier_.stop();
        clock_.stop();
        feed_.stop();
        for (auto* reads :
             {&first_reads_, &rest_reads_, &contact_reads_, &mail_reads_, &feed_reads_})
            reads->stop();
        co_await duties_.ended();
        for (auto& lane : lanes_) lane.stop();
        client_.stop();
        process_.log.info("notifier stopped");
    }

    [[nodiscard]] bool ready() const { return ready_; }

private:
    store::Consumer::Settings consumer(Lane lane) const {
        return {.group = std::string(store::notifier_group),
                .name = "notifier-" + process_.config.instance,
                .keys = keys_of(lane, process_.config.funds),
                .most = 256};
    }

    void say(const Fault& fault) {
        process_.metrics.count("relais_faults_total", R"(service="notifier")");
        process_.log.fault("fault", fault);
    }

    runtime::Process& process_;
    asio::any_io_executor executor_;
    const Secret& secret_;
    redis::Settings settings_;
    redis::Client client_;
    redis::Client first_reads_;
    redis::Client rest_reads_;
    redis::Client contact_reads_;
    redis::Client mail_reads_;
    redis::Client feed_reads_;
    http::Client http_;
    words::Words words_;
    std::array<redis::Client, 3> lanes_;  // commits at once share an fsync better over several
    store::Store store_;
    store::StoreClock clock_;
    store::Feed feed_;
    store::LiveDirectory directory_;
    store::Consumer first_;
    store::Consumer rest_;
    store::Consumer contact_inbox_;
    store::Owner<Contact> contacts_;
    store::Courier courier_;
    std::unique_ptr<store::KeyRing> keys_;
    std::unique_ptr<Postroom> postroom_;
    std::unique_ptr<Sender> first_sender_;
    std::unique_ptr<Sender> rest_sender_;
    std::unique_ptr<CalendarReader> calendars_;
    runtime::Duties duties_{executor_};
    bool ready_ = false;
    bool stopping_ = false;
};

Notifier::Notifier(runtime::Process& process, const Secret& secret)
    : impl_(std::make_unique<Impl>(process, secret)) {}
Notifier::~Notifier() = default;
awaitable<Result<void>> Notifier::start() { co_return co_await impl_->start(); }
awaitable<void> Notifier::stop() { co_await impl_->stop(); }
bool Notifier::ready() const { return impl_->ready(); }

}  // namespace relais::notifier
