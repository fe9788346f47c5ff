#include "services/treasurer/treasurer.hpp"

#include "common/domain/fund/fund_news.hpp"
#include "common/domain/fund/fund_reading.hpp"
#include "common/runtime/duties.hpp"
#include "common/runtime/redis_settings.hpp"
#include "common/store/courier.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/groups.hpp"
#include "common/store/lease.hpp"
#include "common/store/opening.hpp"
#include "common/store/owner.hpp"
#include "common/store/timekeeper.hpp"
#include "services/treasurer/snapshotter.hpp"

namespace relais::treasurer {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

struct Fund {
    using State = domain::FundState;
    // A case is told what stands right after the event.
    static void fold(State& state, const v1::Event& event, std::vector<v1::Command>& mail) {
        domain::evolve(state, event);
        domain::tell_cases(state, event, mail);
    }
    static std::string summary(const State& state) {
        return state.version == 0 ? "" : domain::fund_summary(state).SerializeAsString();
    }
    static awaitable<Result<store::FundAt>> load(store::Store& store, std::string aggregate,
                                                 const store::OwnerWatch& watch) {
        return store::load_fund(store, std::move(aggregate), watch.on_fault,
                                {.inspect = watch.beside});
    }
};

std::vector<std::string> aggregates(const std::vector<std::string>& funds) {
    std::vector<std::string> names;
    for (const auto& fund : funds) names.push_back(domain::fund_of(fund));
    return names;
}

}  // namespace

class Treasurer::Impl {
public:
    Impl(runtime::Process& process, const Secret& secret)
        : process_(process),
          executor_(process.io.get_executor()),
          secret_(secret),
          aggregates_(aggregates(process.config.funds)),
          partitions_(store::fund_partitions(process.config.funds)),
          client_(executor_, runtime::redis_settings(process.config)),
          inbox_reads_(executor_, runtime::redis_settings(process.config)),
          mail_reads_(executor_, runtime::redis_settings(process.config)),
          feed_reads_(executor_, runtime::redis_settings(process.config)),
          store_(client_, secret),
          clock_(client_),
          feed_(feed_reads_, {store::directory_partition()}),
          directory_(store_, feed_),
          lease_(executor_, client_, partitions_, "treasurer-" + process.config.instance,
                 {.on_fault = [this](const Fault& fault) { say(fault); },
                  .on_change = [this](const auto& partition,
                                      bool held) { say_whose(partition, held); }}),
          inbox_(inbox_reads_, client_, consumer()),
          funds_(executor_, store_, clock_, directory_, inbox_, std::string(store::treasurer_group),
                 {.on_fault = [this](const Fault& fault) { say(fault); },
                  .on_commit = [this](const auto&, const auto& commit) { committed(commit); },
                  .on_quarantine = [this](const store::Entry& entry) { quarantined(entry); },
                  .known = nullptr,
                  .beside = [this](std::function<void()> work) -> awaitable<void> {
                      co_await process_.workers.run(std::move(work));
                  }}),
          timekeeper_(
              executor_, store_, clock_, partitions_, [this](const Fault& fault) { say(fault); },
              [this](const store::Partition& of) { return lease_.holds(of.inbox()); }),
          courier_(
              store_, mail_reads_, client_, "courier-fund-" + process.config.instance, partitions_,
              [this](const Fault& fault) { say(fault); }, &lease_),
          snapshotter_(process, secret, aggregates_, [this](const Fault& fault) { say(fault); }) {
        describe_metrics();
    }

    awaitable<Result<void>> start() {
        auto opened = co_await store::open_store(
            store_, clock_,
            [this](const Fault& fault) { process_.log.fault("waiting for Redis", fault); },
            stopping_, store::groups_of_funds(process_.config.funds));
        if (!opened) co_return opened;
        if (auto loaded = co_await directory_.load(); !loaded) say(loaded.error());
        // A fund that cannot be read yet is read when it is asked for something.
        for (const auto& aggregate : aggregates_)
            if (auto loaded = co_await funds_.load(aggregate); !loaded) say(loaded.error());
        duties_.begin(clock_.run());
        duties_.begin(feed_.run());
        if (!partitions_.empty()) {
            duties_.begin(lease_.run());
            duties_.begin(timekeeper_.run());
            duties_.begin(courier_.run());
            duties_.begin(funds_.run());
            duties_.begin(snapshotter_.run());
        }
        ready_ = true;
        process_.log.info("treasurer at work");
        co_return Result<void>{};
    }

    awaitable<void> stop() {
        ready_ = false;
        stopping_ = true;
        lease_.stop();
        timekeeper_.stop();
        courier_.stop();
        funds_.stop();
        snapshotter_.stop();
        clock_.stop();
        feed_.stop();
        // Ends the blocking reads; what they had taken stays pending for whoever comes next.
        for (auto* reads : {&inbox_reads_, &mail_reads_, &feed_reads_}) reads->stop();
        co_await duties_.ended();
        co_await lease_.give_back();
        co_await snapshotter_.save_all();
        client_.stop();
        process_.log.info("treasurer stopped");
    }

    [[nodiscard]] bool ready() const { return ready_; }

private:
    store::Consumer::Settings consumer() const {
        std::vector<std::string> keys;
        for (const auto& partition : partitions_) keys.push_back(partition.inbox());
        return {.group = std::string(store::treasurer_group),
                .name = "treasurer-" + process_.config.instance,
                .keys = std::move(keys),
                .most = 256,
                .takeover_after = store::lease_takeover,
                .may_read = [this](const std::string& key) { return lease_.holds(key); }};
    }

    void say(const Fault& fault) {
        process_.metrics.count("relais_faults_total", R"(service="treasurer")");
        process_.log.fault("fault", fault);
    }

    void say_whose(const store::Partition& partition, bool held) {
        process_.log.info(held ? "works on it" : "rests: another one works on it",
                          {{"fund", partition.tag}});
    }

    void committed(const store::Commit& commit) {
        for (const auto& timer : commit.arm) timekeeper_.armed(commit.partition, timer.due);
        snapshotter_.committed(commit.aggregate, commit.expected_version + commit.events.size());
        process_.metrics.count("relais_commits_total");
        for (const auto& trigger : commit.triggers)
            if (trigger.rejection != v1::Rejection::none)
                process_.metrics.count(
                    "relais_rejections_total",
                    "code=\"" + v1::Rejection::Code_Name(trigger.rejection) + "\"");
        show(commit.indexed);
    }

    void show(const std::string& summary_bytes) {
        v1::FundSummary summary;
        if (!summary.ParseFromString(summary_bytes) || summary.fund().empty()) return;
        const auto labels = "fund=\"" + summary.fund() + "\"";
        const auto gauge = [&](const char* name, auto value) {
            process_.metrics.gauge(name, static_cast<double>(value), labels);
        };
        gauge("relais_fund_available_cents", summary.available_cents());
        gauge("relais_fund_reserved_cents", summary.reserved_cents());
        gauge("relais_fund_requests_open", summary.requests_open());
        gauge("relais_fund_flags", summary.flags());
    }

    // Somebody may wait for what it asks: a human must look, tonight.
    void quarantined(const store::Entry& entry) {
        process_.metrics.count("relais_quarantined_total");
        process_.log.error("quarantined", {{"stream", entry.key}, {"entry", entry.id}});
        const auto& territories = directory_.current()->data().territories();
        duties_.begin(store::raise_alarm(
            store_, secret_,
            {.code = "fund_quarantined",
             .reference = entry.key + "/" + entry.id,
             .territory = territories.empty() ? "" : territories[0].id()},
            [this](const Fault& fault) { say(fault); }, stopping_));
    }

    void describe_metrics() {
        process_.metrics.describe("relais_commits_total", "Atomic commits done");
        process_.metrics.describe("relais_rejections_total", "Commands refused, by code");
        process_.metrics.describe("relais_quarantined_total", "Commands put aside for a human");
        process_.metrics.describe("relais_faults_total", "Faults waited out, by service");
        process_.metrics.describe("relais_fund_available_cents",
                                  "What the sources of a fund may still promise");
        process_.metrics.describe("relais_fund_reserved_cents", "What a fund holds for requests");
        process_.metrics.describe("relais_fund_requests_open",
                                  "Requests that are not sent yet, or whose fate is unknown");
        process_.metrics.describe("relais_fund_flags",
                                  "What the board must know and has not settled");
    }

    runtime::Process& process_;
    asio::any_io_executor executor_;
    const Secret& secret_;
    std::vector<std::string> aggregates_;
    std::vector<store::Partition> partitions_;
    redis::Client client_;
    redis::Client inbox_reads_;
    redis::Client mail_reads_;
    redis::Client feed_reads_;
    store::Store store_;
    store::StoreClock clock_;
    store::Feed feed_;
    store::LiveDirectory directory_;
    store::Lease lease_;
    store::Consumer inbox_;
    store::Owner<Fund> funds_;
    store::Timekeeper timekeeper_;
    store::Courier courier_;
    Snapshotter snapshotter_;
    runtime::Duties duties_{executor_};
    bool ready_ = false;
    bool stopping_ = false;
};

Treasurer::Treasurer(runtime::Process& process, const Secret& secret)
    : impl_(std::make_unique<Impl>(process, secret)) {}
Treasurer::~Treasurer() = default;
awaitable<Result<void>> Treasurer::start() { co_return co_await impl_->start(); }
awaitable<void> Treasurer::stop() { co_await impl_->stop(); }
bool Treasurer::ready() const { return impl_->ready(); }

}  // namespace relais::treasurer
