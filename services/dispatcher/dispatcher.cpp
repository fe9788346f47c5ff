#include "services/dispatcher/dispatcher.hpp"

#include <array>

#include "common/domain/beds.hpp"
#include "common/domain/directory_aggregate.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/listing.hpp"
#include "common/domain/lookout.hpp"
#include "common/runtime/duties.hpp"
#include "common/runtime/redis_settings.hpp"
#include "common/runtime/zone_watch.hpp"
#include "common/store/courier.hpp"
#include "common/store/live_known.hpp"
#include "common/store/opening.hpp"
#include "common/store/owner.hpp"
#include "common/store/timekeeper.hpp"
#include "services/dispatcher/gap_watch.hpp"

namespace relais::dispatcher {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

struct Case {
    using State = domain::CaseState;
    static std::optional<v1::CaseSummary> summary(const State& state) {
        if (state.version == 0) return std::nullopt;
        return domain::summary(state);
    }
};

struct WholeDirectory {
    using State = domain::DirectoryState;
    static std::optional<v1::CaseSummary> summary(const State&) { return std::nullopt; }
};

struct Lookout {
    using State = domain::LookoutState;
    static std::optional<v1::CaseSummary> summary(const State&) { return std::nullopt; }
};

struct Beds {
    using State = domain::BedsState;
    static std::optional<v1::CaseSummary> summary(const State&) { return std::nullopt; }
};

struct Listing {
    using State = domain::ListingState;
    // The index knows every listing by its name: whoever starts reads them from there.
    static std::optional<v1::CaseSummary> summary(const State& state) {
        if (state.version == 0) return std::nullopt;
        v1::CaseSummary summary;
        summary.set_version(state.version);
        return summary;
    }
};

std::vector<std::string> inboxes(const std::vector<store::Partition>& partitions) {
    std::vector<std::string> keys;
    for (const auto& partition : partitions) keys.push_back(partition.inbox());
    return keys;
}

std::vector<store::Partition> mail_partitions() {
    auto partitions = store::case_partitions();
    partitions.push_back(store::directory_partition());
    partitions.push_back(store::lookout_partition());
    return partitions;
}

std::vector<store::Partition> timed_partitions() {
    auto partitions = store::case_partitions();
    partitions.insert(partitions.end(), store::bed_partitions().begin(),
                      store::bed_partitions().end());
    return partitions;
}

}  // namespace

class Dispatcher::Impl {
public:
    Impl(runtime::Process& process, const Secret& secret)
        : process_(process),
          executor_(process.io.get_executor()),
          secret_(secret),
          client_(executor_, runtime::redis_settings(process.config)),
          case_reads_(executor_, runtime::redis_settings(process.config)),
          directory_reads_(executor_, runtime::redis_settings(process.config)),
          lookout_reads_(executor_, runtime::redis_settings(process.config)),
          bed_reads_(executor_, runtime::redis_settings(process.config)),
          listing_reads_(executor_, runtime::redis_settings(process.config)),
          mail_reads_(executor_, runtime::redis_settings(process.config)),
          feed_reads_(executor_, runtime::redis_settings(process.config)),
          lanes_{redis::Client(executor_, runtime::redis_settings(process.config)),
                 redis::Client(executor_, runtime::redis_settings(process.config)),
                 redis::Client(executor_, runtime::redis_settings(process.config))},
          deadlines_(executor_, runtime::redis_settings(process.config)),
          store_(client_, secret, {&lanes_[0], &lanes_[1], &lanes_[2]}),
          due_store_(deadlines_, secret),
          clock_(client_),
          feed_(feed_reads_, {store::directory_partition()}),
          directory_(store_, feed_),
          known_(store_),
          case_inbox_(case_reads_, client_, consumer(inboxes(store::case_partitions()))),
          directory_inbox_(directory_reads_, client_,
                           consumer({store::directory_partition().inbox()})),
          lookout_inbox_(lookout_reads_, client_, consumer({store::lookout_partition().inbox()})),
          bed_inbox_(bed_reads_, client_, consumer(inboxes(store::bed_partitions()))),
          listing_inbox_(listing_reads_, client_, consumer(inboxes(store::listing_partitions()))),
          cases_(executor_, store_, clock_, directory_, case_inbox_,
                 std::string(store::dispatcher_group),
                 {.on_fault = [this](const Fault& fault) { say(fault); },
                  .on_commit = [this](const auto& events,
                                      const auto& commit) { committed(events, commit); },
                  .on_quarantine = [this](const store::Entry& entry) { quarantined(entry); },
                  .known = &known_.now()}),
          directories_(executor_, store_, clock_, directory_, directory_inbox_,
                       std::string(store::dispatcher_group), quiet_watch()),
          lookouts_(executor_, store_, clock_, directory_, lookout_inbox_,
                    std::string(store::dispatcher_group), quiet_watch()),
          beds_(executor_, store_, clock_, directory_, bed_inbox_,
                std::string(store::dispatcher_group), bed_watch()),
          listings_(executor_, store_, clock_, directory_, listing_inbox_,
                    std::string(store::dispatcher_group), quiet_watch()),
          gaps_(executor_, store_, clock_, directory_, process.workers, process.config.instance,
                [this](const Fault& fault) { say(fault); }),
          timekeeper_(executor_, due_store_, clock_, timed_partitions(),
                      [this](const Fault& fault) { say(fault); }),
          courier_(store_, mail_reads_, client_, "courier-" + process.config.instance,
                   mail_partitions(), [this](const Fault& fault) { say(fault); }) {
        describe_metrics();
    }

    awaitable<Result<void>> start() {
        auto opened = co_await store::open_store(
            store_, clock_,
            [this](const Fault& fault) { process_.log.fault("waiting for Redis", fault); },
            stopping_);
        if (!opened) co_return opened;
        if (auto loaded = co_await directory_.load(); !loaded) say(loaded.error());
        co_await recall();
        duties_.begin(clock_.run());
        duties_.begin(zones_.run());
        duties_.begin(feed_.run());
        duties_.begin(timekeeper_.run());
        duties_.begin(courier_.run());
        duties_.begin(cases_.run());
        duties_.begin(directories_.run());
        duties_.begin(lookouts_.run());
        duties_.begin(beds_.run());
        duties_.begin(listings_.run());
        duties_.begin(gaps_.run());
        directory_.on_change([this] { gaps_.changed(); });
        ready_ = true;
        process_.log.info("dispatcher at work");
        co_return Result<void>{};
    }

    awaitable<void> stop() {
        ready_ = false;
        stopping_ = true;
        timekeeper_.stop();
        zones_.stop();
        courier_.stop();
        cases_.stop();
        directories_.stop();
        lookouts_.stop();
        beds_.stop();
        listings_.stop();
        gaps_.stop();
        clock_.stop();
        feed_.stop();
        // Ends the blocking reads; what they had taken stays pending for whoever comes next.
        for (auto* reads : {&case_reads_, &directory_reads_, &lookout_reads_, &bed_reads_,
                            &listing_reads_, &mail_reads_, &feed_reads_})
            reads->stop();
        co_await duties_.ended();
        for (auto& lane : lanes_) lane.stop();
        deadlines_.stop();
        client_.stop();
        process_.log.info("dispatcher stopped");
    }

    [[nodiscard]] bool ready() const { return ready_; }

private:
    store::Consumer::Settings consumer(std::vector<std::string> keys) const {
        return {.group = std::string(store::dispatcher_group),
                .name = "dispatcher-" + process_.config.instance,
                .keys = std::move(keys)};
    }

    // Of an aggregate whose commits need no numbers of their own.
    store::OwnerWatch quiet_watch() {
        return {.on_fault = [this](const Fault& fault) { say(fault); },
                .on_commit = [this](const auto&, const auto& commit) { armed(commit); },
                .on_quarantine = [this](const store::Entry& entry) { quarantined(entry); },
                .known = nullptr};
    }

    store::OwnerWatch bed_watch() {
        auto watch = quiet_watch();
        watch.on_commit = [this](const auto& events, const auto& commit) {
            armed(commit);
            if (!known_.note(commit.aggregate, events))
                duties_.begin(look_again(commit.aggregate.substr(commit.aggregate.find('/') + 1)));
        };
        return watch;
    }

    // Who was woken lately and which beds are free must not be forgotten by a restart. But nobody
    // waits for it: after thousands of cases the rest is read while we work, and what cannot be
    // read spares nobody; people come all the same.
    awaitable<void> recall() {
        duties_.begin(remember());
        for (int i = 0; i < 100 && !remembered_ && !stopping_; ++i)
            co_await store::pause(std::chrono::milliseconds(10));
        for (auto& shelter : store::shelters_of(*directory_.current()))
            co_await look_again(std::move(shelter));
    }
    awaitable<void> remember() {
        if (auto read = co_await known_.read_load(clock_.now()); !read) say(read.error());
        remembered_ = true;
    }
    awaitable<void> look_again(std::string shelter) {
        if (auto read = co_await known_.read_beds(std::move(shelter)); !read) say(read.error());
    }

    void say(const Fault& fault) {
        process_.metrics.count("relais_faults_total", R"(service="dispatcher")");
        process_.log.fault("fault", fault);
    }

    void armed(const store::Commit& commit) {
        for (const auto& timer : commit.arm) timekeeper_.armed(commit.partition, timer.due);
    }

    void committed(const std::vector<v1::Event>& events, const store::Commit& commit) {
        armed(commit);
        known_.note(commit.aggregate, events);
        process_.metrics.count("relais_commits_total");
        for (const auto& event : events) {
            process_.metrics.count("relais_events_total",
                                   "kind=\"" + domain::kind_of(event) + "\"");
            if (event.has_rung_reached() && event.rung_reached().due_ms() != 0) {
                const auto late = event.now_ms() - event.rung_reached().due_ms();
                process_.metrics.observe("relais_deadline_late_seconds",
                                         static_cast<double>(late) / 1000.0);
            }
        }
        for (const auto& trigger : commit.triggers)
            if (trigger.rejection != v1::Rejection::none)
                process_.metrics.count(
                    "relais_rejections_total",
                    "code=\"" + v1::Rejection::Code_Name(trigger.rejection) + "\"");
    }

    // Somebody's alert may be in it: a human must look, tonight.
    void quarantined(const store::Entry& entry) {
        process_.metrics.count("relais_quarantined_total");
        process_.log.error("quarantined", {{"stream", entry.key}, {"entry", entry.id}});
        const auto& territories = directory_.current()->data().territories();
        duties_.begin(store::raise_alarm(
            store_, secret_,
            {.code = "alert_quarantined",
             .reference = entry.key + "/" + entry.id,
             .territory = territories.empty() ? "" : territories[0].id()},
            [this](const Fault& fault) { say(fault); }, stopping_));
    }

    void describe_metrics() {
        process_.metrics.describe("relais_commits_total", "Atomic commits done");
        process_.metrics.describe("relais_events_total", "Events committed, by kind");
        process_.metrics.describe("relais_rejections_total", "Commands refused, by code");
        process_.metrics.describe("relais_deadline_late_seconds",
                                  "How late a ladder climbed after its deadline");
        process_.metrics.describe("relais_quarantined_total", "Commands put aside for a human");
        process_.metrics.describe("relais_faults_total", "Faults waited out, by service");
    }

    runtime::Process& process_;
    asio::any_io_executor executor_;
    const Secret& secret_;
    redis::Client client_;
    redis::Client case_reads_;
    redis::Client directory_reads_;
    redis::Client lookout_reads_;
    redis::Client bed_reads_;
    redis::Client listing_reads_;
    redis::Client mail_reads_;
    redis::Client feed_reads_;
    std::array<redis::Client, 3> lanes_;  // commits at once share an fsync better over several
    redis::Client deadlines_;             // what comes due does not wait behind commits
    store::Store store_;
    store::Store due_store_;
    store::StoreClock clock_;
    store::Feed feed_;
    store::LiveDirectory directory_;
    store::LiveKnown known_;
    store::Consumer case_inbox_;
    store::Consumer directory_inbox_;
    store::Consumer lookout_inbox_;
    store::Consumer bed_inbox_;
    store::Consumer listing_inbox_;
    store::Owner<Case> cases_;
    store::Owner<WholeDirectory> directories_;
    store::Owner<Lookout> lookouts_;
    store::Owner<Beds> beds_;
    store::Owner<Listing> listings_;
    GapWatch gaps_;
    store::Timekeeper timekeeper_;
    store::Courier courier_;
    runtime::ZoneWatch zones_{executor_, [this] { directory_.renew(); }};
    runtime::Duties duties_{executor_};
    bool ready_ = false;
    bool stopping_ = false;
    bool remembered_ = false;
};

Dispatcher::Dispatcher(runtime::Process& process, const Secret& secret)
    : impl_(std::make_unique<Impl>(process, secret)) {}
Dispatcher::~Dispatcher() = default;
awaitable<Result<void>> Dispatcher::start() { co_return co_await impl_->start(); }
awaitable<void> Dispatcher::stop() { co_await impl_->stop(); }
bool Dispatcher::ready() const { return impl_->ready(); }

}  // namespace relais::dispatcher
