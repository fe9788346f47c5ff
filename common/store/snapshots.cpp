#include "common/store/snapshots.hpp"

#include "common/store/reply.hpp"

namespace relais::store {
namespace {

using redis::Args;
using redis::Reply;

std::string slot_key(const Store& store, const std::string& aggregate, const std::string& slot) {
    return store.partition_of(aggregate).snapshot(aggregate) + ":" + slot;
}

}  // namespace

awaitable<Result<std::optional<SnapshotHead>>> snapshot_head(  // NOLINT(*-reference-coroutine-*)
    Store& store, std::string aggregate) {
    const Args args{"HMGET",   store.partition_of(aggregate).snapshot(aggregate),
                    "version", "chain",
                    "form",    "slot",
                    "parts",   "digest"};
    const Result<Reply> reply = co_await store.client().call(args);
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.size() != 6)
        co_return fault(FaultCode::malformed, "read a snapshot", "an unknown reply");
    const auto& fields = reply->elements;
    if (fields[0].is_nil()) co_return std::optional<SnapshotHead>{};
    const auto version = number_of(fields[0].text);
    const auto parts = number_of(fields[4].text);
    if (!version || !parts)
        co_return fault(FaultCode::corrupt, "read a snapshot", aggregate + ": its head");
    co_return SnapshotHead{.at = {.version = *version, .chain = fields[1].text},
                           .form = fields[2].text,
                           .slot = fields[3].text,
                           .parts = *parts,
                           .digest = fields[5].text};
}

awaitable<Result<Reply>> ask_for_part(Store& store, const std::string& aggregate,
                                      const SnapshotHead& head, std::size_t index) {
    return store.client().call(
        {"HGET", slot_key(store, aggregate, head.slot), std::to_string(index)});
}

std::string SnapshotWriter::key(const std::string& slot) const {
    return slot_key(store_, aggregate_, slot);
}

awaitable<Result<void>> SnapshotWriter::begin() {
    const auto head = co_await snapshot_head(store_, aggregate_);
    // A head that cannot be read is written anew: nobody can use what it names.
    if (!head && head.error().code != FaultCode::corrupt) co_return std::unexpected(head.error());
    slot_ = head && *head && (*head)->slot == "0" ? "1" : "0";
    const auto emptied = co_await store_.client().call({"UNLINK", key(slot_)});
    if (!emptied) co_return std::unexpected(emptied.error());
    co_return Result<void>{};
}

awaitable<Result<void>> SnapshotWriter::add(std::string part) {
    digest_ = as_text(chain_hash(digest_, part));
    const auto kept = co_await store_.client().call(
        {"HSET", key(slot_), std::to_string(parts_++), std::move(part)});
    if (!kept) co_return std::unexpected(kept.error());
    co_return Result<void>{};
}

awaitable<Result<void>> SnapshotWriter::end(Place at, std::string form) {
    const Args args{"HSET",    store_.partition_of(aggregate_).snapshot(aggregate_),
                    "version", std::to_string(at.version),
                    "chain",   std::move(at.chain),
                    "form",    std::move(form),
                    "slot",    slot_,
                    "parts",   std::to_string(parts_),
                    "digest",  digest_};
    const auto named = co_await store_.client().call(args);
    if (!named) co_return std::unexpected(named.error());
    const auto gone = co_await store_.client().call({"UNLINK", key(slot_ == "0" ? "1" : "0")});
    if (!gone) co_return std::unexpected(gone.error());
    co_return Result<void>{};
}

}  // namespace relais::store
