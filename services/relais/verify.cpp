// verify: reads every aggregate from its events alone and compares with what the store believes:
// versions without a gap, the hash chain, the state replayed against the summary that lists read,
// and a timer for every deadline; of a fund also that its book adds up, that no source is
// overdrawn, and that its snapshot says the same. Papers on this disk that no event names are told
// too: what was cut short between the two, which harms nobody. It changes nothing and may run
// beside the services.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <set>

#include <boost/asio/steady_timer.hpp>
#include <google/protobuf/util/message_differencer.h>
#include <spdlog/fmt/fmt.h>

#include "common/domain/beds.hpp"
#include "common/domain/case.hpp"
#include "common/domain/contact.hpp"
#include "common/domain/directory_aggregate.hpp"
#include "common/domain/fund/fund_reading.hpp"
#include "common/domain/listing.hpp"
#include "common/domain/lookout.hpp"
#include "common/runtime/config.hpp"
#include "common/runtime/redis_settings.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/pause.hpp"
#include "common/store/store.hpp"
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"

namespace relais::cli {
namespace {

using boost::asio::awaitable;

// A live aggregate moves between two reads of it; one that never holds still this often is told.
constexpr int looks_max = 8;
constexpr std::chrono::milliseconds look_again{250};

struct Finding {
    std::string aggregate;
    std::string what;
};

struct Verdict {
    std::size_t cases = 0;
    std::size_t contacts = 0;
    std::size_t events = 0;
    std::vector<Finding> findings;
    std::vector<std::string> papers;  // that nothing names, below data_dir
};

// A paper is kept before its event is written: one that is young may be on its way.
std::vector<std::string> papers_without(const std::set<std::string>& named,
                                        const std::filesystem::path& data_dir) {
    namespace fs = std::filesystem;
    constexpr std::size_t folder_letters = 2;  // evidence/ab/<hash>; the log stands beside
    std::vector<std::string> papers;
    std::error_code wrong;
    for (fs::recursive_directory_iterator each(data_dir / "evidence", wrong), end;
         !wrong && each != end; each.increment(wrong)) {
        const auto name = each->path().filename().string();
        const bool is_paper =
            each->is_regular_file(wrong) &&
            each->path().parent_path().filename().string().size() == folder_letters;
        if (!is_paper || named.contains(name)) continue;
        const auto age = fs::file_time_type::clock::now() - each->last_write_time(wrong);
        if (!wrong && age > std::chrono::hours(1))
            papers.push_back(each->path().lexically_relative(data_dir).string());
    }
    std::ranges::sort(papers);
    return papers;
}

class Verification {
public:
    Verification(redis::Client& client, const Secret& secret, const runtime::Config& config)
        : client_(client),
          store_(client, secret),
          funds_(config.funds),
          data_dir_(config.data_dir) {}

    awaitable<Result<Verdict>> run() {
        auto partitions = store::all_partitions();
        std::ranges::move(store::fund_partitions(funds_), std::back_inserter(partitions));
        for (const auto& partition : partitions) {
            auto aggregates = co_await store_.aggregates(partition);
            if (!aggregates) co_return std::unexpected(aggregates.error());
            for (const auto& aggregate : *aggregates) {
                auto verified = co_await verify(partition, aggregate);
                if (!verified) co_return std::unexpected(verified.error());
            }
        }
        verdict_.papers = papers_without(named_, data_dir_);
        co_return std::move(verdict_);
    }

private:
    // Also of requests that were settled long ago and are forgotten: their papers stay.
    awaitable<Result<void>> note_papers(std::string aggregate) {
        const auto read = co_await store_.read(
            aggregate, {}, [this](store::EventPage page) -> awaitable<Result<void>> {
                v1::Event event;
                for (const auto& bytes : page.events) {
                    if (!event.ParseFromString(bytes)) continue;
                    const auto& fund = event.fund();
                    if (fund.has_evidence_added())
                        named_.insert(to_hex(fund.evidence_added().evidence().content()));
                    if (fund.funding_received().has_paper())
                        named_.insert(to_hex(fund.funding_received().paper().content()));
                }
                co_return Result<void>{};
            });
        if (!read) co_return std::unexpected(read.error());
        co_return Result<void>{};
    }

    awaitable<Result<void>> verify(store::Partition partition, std::string aggregate) {
        std::string wrong;
        for (int look = 0; look < looks_max; ++look) {
            if (look > 0) co_await store::pause(look_again);
            if (aggregate.starts_with("fund/")) {
                auto compared = co_await compare_fund(partition, aggregate, look == 0);
                if (!compared) co_return std::unexpected(compared.error());
                wrong = *compared;
                if (wrong.empty()) break;
                continue;
            }
            const auto history = co_await store_.load(aggregate);
            if (!history && history.error().code != FaultCode::corrupt) {
                co_return std::unexpected(history.error());
            }
            if (!history) {
                wrong = history.error().cause;
                break;
            }
            if (look == 0) verdict_.events += history->events.size();
            auto compared = co_await compare(partition, aggregate, *history);
            if (!compared) co_return std::unexpected(compared.error());
            wrong = *compared;
            if (wrong.empty()) break;
        }
        if (aggregate.starts_with("case/")) ++verdict_.cases;
        if (aggregate.starts_with("contact/")) ++verdict_.contacts;
        if (!wrong.empty()) verdict_.findings.push_back({aggregate, wrong});
        co_return Result<void>{};
    }

    // What does not agree; empty when all does.
    awaitable<Result<std::string>> compare(store::Partition partition, std::string aggregate,
                                           store::History history) {
        std::map<std::string, Instant> deadlines;
        if (aggregate.starts_with("case/")) {
            const auto state = replayed<domain::CaseState>(aggregate, history);
            auto summary = co_await store_.summary(aggregate);
            if (!summary) co_return std::unexpected(summary.error());
            if (!*summary) co_return "no summary";
            if (!google::protobuf::util::MessageDifferencer::Equals(domain::summary(state),
                                                                    **summary)) {
                co_return "the summary is not the state of its events";
            }
            deadlines = domain::deadlines(state);
        } else if (aggregate.starts_with("contact/")) {
            deadlines = domain::deadlines(replayed<domain::ContactState>(aggregate, history));
        } else if (aggregate == "directory") {
            if (!domain::faults_of(replayed<domain::DirectoryState>(aggregate, history).data)
                     .empty())
                co_return "what stands is faulty";
        } else if (aggregate == "lookout") {
            deadlines = domain::deadlines(replayed<domain::LookoutState>(aggregate, history));
        } else if (aggregate.starts_with("beds/")) {
            const auto state = replayed<domain::BedsState>(aggregate, history);
            for (const auto& each : state.kinds)
                if (each.occupied + state.held(each.kind.id()) > each.capacity)
                    co_return fmt::format("more beds taken than there are of {}", each.kind.id());
            deadlines = domain::deadlines(state);
        } else if (aggregate.starts_with("listing/")) {
            const auto state = replayed<domain::ListingState>(aggregate, history);
            if (state.stands && state.digest.empty()) co_return "a listing without its digest";
        }
        co_return co_await compare_timers(partition, aggregate, deadlines);
    }

    // Its history may be too long to be held: it is folded as it is read.
    awaitable<Result<std::string>> compare_fund(store::Partition partition, std::string aggregate,
                                                bool first) {
        const auto fund = co_await store::fold_fund(store_, aggregate);
        if (!fund && fund.error().code == FaultCode::corrupt) co_return fund.error().cause;
        if (!fund) co_return std::unexpected(fund.error());
        const auto& state = fund->state;
        if (first) verdict_.events += state.version;
        if (auto noted = co_await note_papers(aggregate); !noted)
            co_return std::unexpected(noted.error());
        if (state.book.sum() != 0) co_return "the book does not add up to zero";
        if (state.rules != nullptr)
            for (const auto& source : state.rules->data().sources())
                if (!source.overdraw() && state.available(source.id()) < 0)
                    co_return fmt::format("the source {} is below zero", source.id());
        const auto summary = co_await client_.call({"HGET", partition.index(), aggregate});
        if (!summary) co_return std::unexpected(summary.error());
        if (summary->text != domain::fund_summary(state).SerializeAsString())
            co_return "the summary is not the state of its events";
        const auto kept = co_await store::load_fund(store_, aggregate, [](const Fault&) {});
        if (!kept) co_return std::unexpected(kept.error());
        if (store::snapshot_of(kept->state) != store::snapshot_of(state))
            co_return "its snapshot is not the state of its events";
        co_return co_await compare_timers(partition, aggregate, domain::deadlines(state));
    }

    awaitable<Result<std::string>> compare_timers(store::Partition partition, std::string aggregate,
                                                  std::map<std::string, Instant> deadlines) {
        for (const auto& [name, due] : deadlines) {
            auto score =
                co_await client_.call({"ZSCORE", partition.timers(), aggregate + "|" + name});
            if (!score) co_return std::unexpected(score.error());
            if (!score->is_nil()) continue;
            // A deadline that came due is a command in the inbox until it is decided.
            auto waiting = co_await client_.call({"XLEN", partition.inbox()});
            if (!waiting) co_return std::unexpected(waiting.error());
            if (waiting->integer == 0) co_return fmt::format("no timer for the deadline {}", name);
        }
        co_return std::string{};
    }

    template <class State>
    static State replayed(const std::string& aggregate, const store::History& history) {
        State state;
        state.aggregate = aggregate;
        for (const auto& event : history.events) state = evolve(std::move(state), event);
        return state;
    }

    redis::Client& client_;
    store::Store store_;
    std::vector<std::string> funds_;
    std::filesystem::path data_dir_;
    std::set<std::string> named_;  // papers, in hex
    Verdict verdict_;
};

int tell(const Console& console, const Verdict& verdict, bool json) {
    if (json) {
        std::string list;
        for (const auto& [aggregate, what] : verdict.findings) {
            list += fmt::format(R"({}{{"aggregate":{},"what":{}}})", list.empty() ? "" : ",",
                                json_string(aggregate), json_string(what));
        }
        std::string papers;
        for (const auto& paper : verdict.papers)
            papers += (papers.empty() ? "" : ",") + json_string(paper);
        console.line(
            fmt::format(R"({{"cases":{},"contacts":{},"events":{},"findings":[{}],"papers":[{}]}})",
                        verdict.cases, verdict.contacts, verdict.events, list, papers));
        return verdict.findings.empty() ? exit_done : exit_refused;
    }
    for (const auto& [aggregate, what] : verdict.findings) {
        console.line(fmt::format("{}  {}", aggregate, what));
    }
    for (const auto& paper : verdict.papers)
        console.line(fmt::format("{}  no event names it: harmless, it may be removed", paper));
    console.say("verified", {{"cases", static_cast<std::int64_t>(verdict.cases)},
                             {"events", static_cast<std::int64_t>(verdict.events)}});
    if (verdict.findings.empty()) return exit_done;
    return console.refuse("not_verified",
                          {{"n", static_cast<std::int64_t>(verdict.findings.size())}});
}

int verify(const Console& console, const std::string& file, bool json) {
    const auto config = runtime::load_config(file);
    if (!config) return console.refuse(config.error());
    const auto secret = runtime::load_secret(config->data_dir);
    if (!secret) return console.refuse(secret.error());
    boost::asio::io_context io{1};
    redis::Client client(io.get_executor(), runtime::redis_settings(*config));
    Verification verification(client, *secret, *config);
    const auto verdict = run_alone(io, verification.run());
    client.stop();
    if (!verdict) return console.refuse("not_understood");
    if (!*verdict) return console.refuse(verdict->error());
    return tell(console, **verdict, json);
}

}  // namespace

void add_verify(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("verify", console.words("help_verify"));
    const auto file = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    command->add_option("--config", *file, console.words("help_config"))->required();
    command->add_flag("--json", *json, console.words("help_json"));
    command->callback([file, json, &run] {
        run = [file, json](Console& speaker) { return verify(speaker, *file, *json); };
    });
}

}  // namespace relais::cli
