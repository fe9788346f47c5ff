#include "common/store/fund_past.hpp"

#include <tuple>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "common/domain/fund/fund_snapshot.hpp"
#include "common/store/pause.hpp"
#include "common/store/snapshots.hpp"

namespace relais::store {
namespace {

constexpr int tries = 3;  // a newer snapshot may take the place of one that is being read

std::unexpected<Fault> no_use(const std::string& aggregate, const std::string& cause) {
    return fault(FaultCode::corrupt, "use a snapshot", aggregate + ": " + cause);
}

// What its parts say: one is folded while the next one is inspected and the one after it travels.
class PartsReader {
public:
    PartsReader(Store& store, std::string aggregate, SnapshotHead head, FundWork work)
        : store_(store),
          aggregate_(std::move(aggregate)),
          head_(std::move(head)),
          work_(std::move(work)) {}

    awaitable<Result<FundAt>> read() {
        using boost::asio::experimental::awaitable_operators::operator&&;
        if (head_.parts > 0) travels_ = ask_for_part(store_, aggregate_, head_, 0);
        auto next = co_await inspected(0);
        for (std::size_t i = 0; i < head_.parts && next; ++i) {
            Result<void> folds{};
            std::tie(next, folds) = co_await (inspected(i + 1) && folded(std::move(*next)));
            if (!folds) co_return std::unexpected(folds.error());
        }
        if (!next) co_return std::unexpected(next.error());
        if (digest_ != head_.digest) co_return damaged();
        FundAt fund(aggregate_);
        fund.state = reader_.take();
        fund.chain = std::move(head_.at.chain);
        if (fund.state.aggregate != aggregate_ || fund.state.version != head_.at.version)
            co_return no_use(aggregate_, "it is of another");
        co_return fund;
    }

private:
    // An empty one behind the last.
    awaitable<Result<v1::FundSnapshot>> inspected(std::size_t index) {
        v1::FundSnapshot part;
        if (index >= head_.parts) co_return part;
        const auto reply = co_await std::move(*travels_);
        if (!reply) co_return std::unexpected(reply.error());
        if (index + 1 < head_.parts) travels_ = ask_for_part(store_, aggregate_, head_, index + 1);
        bool readable = false;
        co_await work_.inspect([&] {
            digest_ = as_text(chain_hash(digest_, reply->text));
            readable = part.ParseFromString(reply->text);
        });
        if (!readable) co_return damaged();
        co_return part;
    }
    awaitable<Result<void>> folded(v1::FundSnapshot part) {
        bool readable = false;
        co_await work_.fold([&] { readable = reader_.read(std::move(part)); });
        if (!readable) co_return damaged();
        co_return Result<void>{};
    }
    [[nodiscard]] std::unexpected<Fault> damaged() const {
        return no_use(aggregate_, "its parts are damaged");
    }

    Store& store_;
    std::string aggregate_;
    SnapshotHead head_;
    FundWork work_;
    std::optional<awaitable<Result<redis::Reply>>> travels_;
    domain::FundSnapshotReader reader_;
    std::string digest_;
};

// Nothing: there is none.
awaitable<Result<std::optional<FundAt>>> read_snapshot(  // NOLINT(*-reference-coroutine-*)
    Store& store, std::string aggregate, FundWork work) {
    for (int left = tries;; --left) {
        const auto head = co_await snapshot_head(store, aggregate);
        if (!head) co_return std::unexpected(head.error());
        if (!*head) co_return std::optional<FundAt>{};
        if ((*head)->form != domain::fund_form)
            co_return no_use(aggregate, "another build wrote it");
        auto fund = co_await PartsReader(store, aggregate, **head, work).read();
        if (fund) co_return std::optional(std::move(*fund));
        const auto now = co_await snapshot_head(store, aggregate);
        const bool newer = now && *now && (*now)->at.version != (*head)->at.version;
        if (!newer || left == 1) co_return std::unexpected(fund.error());
    }
}

awaitable<Result<void>> catch_up(  // NOLINT(*-reference-coroutine-parameters)
    Store& store, FundAt& fund, DoWork work) {
    const auto read =
        co_await store.read(fund.state.aggregate, fund.place(),
                            [&fund, &work](EventPage page) -> awaitable<Result<void>> {
                                Result<void> folded{};
                                co_await work([&] { folded = fold(fund, page); });
                                co_return folded;
                            });
    if (!read) co_return std::unexpected(read.error());
    co_return Result<void>{};
}

}  // namespace

Result<void> fold(FundAt& fund, const EventPage& page) {
    const auto corrupt = [&](std::uint64_t version, const char* how) {
        return fault(FaultCode::corrupt, "fold a fund",
                     fund.state.aggregate + ": event " + std::to_string(version) + how);
    };
    std::uint64_t version = page.first;
    for (const std::string& bytes : page.events) {
        if (version <= fund.state.version) {
            ++version;
            continue;
        }
        v1::Event event;
        if (!event.ParseFromString(bytes) || !event.has_fund())
            return corrupt(version, " cannot be read");
        if (event.version() != version || version != fund.state.version + 1)
            return corrupt(version, " does not follow");
        evolve(fund.state, event);
        fund.chain = as_text(chain_hash(fund.chain, bytes));
        ++version;
    }
    fund.state.moved.clear();
    return {};
}

awaitable<Result<FundAt>> fold_fund(  // NOLINT(*-reference-coroutine-parameters)
    Store& store, std::string aggregate, DoWork work) {
    FundAt fund(aggregate);
    if (auto read = co_await catch_up(store, fund, work); !read)
        co_return std::unexpected(read.error());
    co_return fund;
}

awaitable<Result<FundAt>> load_fund(  // NOLINT(*-reference-coroutine-parameters)
    Store& store, std::string aggregate, std::function<void(const Fault&)> told, FundWork work) {
    auto fund = co_await read_snapshot(store, aggregate, work);
    Result<void> usable{};
    if (!fund) usable = std::unexpected(fund.error());
    if (fund && *fund) usable = co_await catch_up(store, **fund, work.fold);
    if (usable && *fund) co_return std::move(**fund);
    if (!usable && usable.error().code != FaultCode::corrupt)
        co_return std::unexpected(usable.error());
    if (!usable) told(usable.error());
    co_return co_await fold_fund(store, std::move(aggregate), std::move(work.fold));
}

std::vector<std::string> snapshot_of(const domain::FundState& state) {
    std::vector<std::string> parts;
    domain::write_snapshot(
        state, [&](const v1::FundSnapshot& part) { parts.push_back(part.SerializeAsString()); });
    return parts;
}

awaitable<Result<void>> save_snapshot(  // NOLINT(*-reference-coroutine-parameters)
    Store& store, std::string aggregate, Place at, std::vector<std::string> parts,
    std::chrono::milliseconds between) {
    SnapshotWriter writer(store, std::move(aggregate));
    auto done = co_await writer.begin();
    for (std::string& part : parts) {
        if (!done) break;
        done = co_await writer.add(std::move(part));
        if (done && between.count() > 0) co_await pause(between);
    }
    if (done) done = co_await writer.end(std::move(at), std::string(domain::fund_form));
    co_return done;
}

}  // namespace relais::store
