// The event store: the only code that knows how Redis holds our truth. Each state change is one
// Redis Function (functions/*.lua, each with its contract), all or nothing.
//
// Promises: what submit() accepted is fsync'd; commit() happens entirely or not at all, exactly
// once for its triggers; nothing here decides anything about a case.
// Every method may end in a Fault; `unknown` and `timeout` mean that it may have happened: ask
// again with the same ids, the functions are idempotent.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/redis/client.hpp"
#include "common/store/keys.hpp"
#include "relais/v1/api.pb.h"
#include "relais/v1/command.pb.h"
#include "relais/v1/event.pb.h"

namespace relais::store {

using boost::asio::awaitable;

// What became of a command, as far as is known.
struct Outcome {
    enum class State { pending, accepted, rejected };
    State state = State::pending;
    std::uint64_t version = 0;  // accepted: of the aggregate after it
    v1::Rejection::Code rejection = v1::Rejection::none;
};

// How a quarantined command is answered. It was not decided, so no reason of the core fits; the
// nearest true one is that its aggregate could do nothing with it.
inline constexpr v1::Rejection::Code quarantined = v1::Rejection::command_not_for_this_aggregate;

struct Timer {
    std::string name;
    Instant due;
};

// A command taken from an inbox, by whoever must settle it.
struct Trigger {
    std::string entry;  // stream id in the partition's inbox
    v1::Command command;
    v1::Rejection::Code rejection = v1::Rejection::none;  // as decided
};

struct Commit {
    Partition partition;
    std::string aggregate;
    std::uint64_t expected_version = 0;
    std::string chain;  // hash over all events so far (32 bytes; empty at version 0)
    Instant now;
    std::vector<v1::Event> events;  // versions expected_version+1 …
    std::optional<v1::CaseSummary> summary;
    std::string indexed;  // of what is no case: what the index says of it instead
    std::vector<Timer> arm;
    std::vector<std::string> disarm;
    std::vector<v1::Message> outbox_first;
    std::vector<v1::Message> outbox_rest;
    std::vector<v1::Command> mail;
    v1::Echo echo;
    std::vector<Trigger> triggers;  // 1 to 64, settled by this commit
    std::string group;              // the consumer group that holds the triggers
};

struct Committed {
    enum class State {
        done,
        stale,    // the aggregate has moved on: load, decide again
        already,  // a trigger was settled before: drop it, decide the others again
    };
    State state = State::done;
    std::string chain;                 // done: the new head
    std::vector<std::string> settled;  // already: entries that are no longer pending
};

// A commit that has left: what may be decided on top of it needs its chain before its reply.
struct Sent {
    std::string chain;  // of the head, once it is done
    awaitable<Result<Committed>> reply;
};

struct History {
    std::vector<v1::Event> events;  // oldest first
    std::uint64_t version = 0;      // of the head
    std::string chain;              // of the head
};

// How far a history was read.
struct Place {
    std::uint64_t version = 0;
    std::string chain;  // hash over all events up to there
};

// Events as they are stored, oldest first; their versions follow one another.
struct EventPage {
    std::uint64_t first = 0;  // version
    std::vector<std::string> events;
};
using TakePage = std::function<awaitable<Result<void>>(EventPage)>;

// Summaries as they are kept: who reads many of them does so elsewhere.
struct SummaryPage {
    std::vector<std::string> summaries;  // each a CaseSummary; one may come twice
    std::string cursor;                  // of the next page; "0": this was the last
};

struct Fired {
    std::size_t count = 0;
    std::optional<Instant> next_due;  // of what is left in this partition
};

class Store {
public:
    // `lanes` are further connections for writing. Redis reads only some 16 KiB of one connection
    // between two fsyncs, so that many commits at once share an fsync better over several.
    // Writes of one partition keep to one lane.
    Store(redis::Client& client, const Secret& secret, std::vector<redis::Client*> lanes = {});

    // Loads the function library of this release (idempotent) and makes the consumer groups.
    [[nodiscard]] awaitable<Result<void>> prepare();
    // Refuses (unsafe) and names the setting when Redis is configured so that promises are void.
    [[nodiscard]] awaitable<Result<void>> check_settings();

    // Idempotent by command id: the same id and body hash gives the earlier outcome, another body
    // is a conflict. `body_hash` is over what the caller meant (before sealing).
    [[nodiscard]] awaitable<Result<Outcome>> submit(v1::Command command, std::string body_hash);
    // The call is made at once, not when its reply is first awaited.
    [[nodiscard]] Sent send(const Commit& commit);
    [[nodiscard]] awaitable<Result<Committed>> commit(const Commit& commit);
    // Moves at most `most` due timers of a partition into its inbox.
    [[nodiscard]] awaitable<Result<Fired>> fire(Partition partition, Instant now, std::size_t most);
    // The outcome of a message becomes a command in the inbox of the outbox's partition, and the
    // outbox entry is acknowledged, together. No command: only acknowledged.
    [[nodiscard]] awaitable<Result<void>> settle(std::string outbox_key, std::string entry,
                                                 std::optional<v1::Command> command);
    // Acknowledges a mail entry after its command was submitted at the target.
    [[nodiscard]] awaitable<Result<void>> acknowledge_mail(Partition from, std::string entry);
    // Takes a trigger out of the inbox, keeps it forever in the quarantine stream, and says so in
    // `seen` and on the feed. Idempotent.
    [[nodiscard]] awaitable<Result<void>> quarantine(Partition partition, std::string group,
                                                     std::string entry, std::string bytes,
                                                     std::string reason);
    // Counts a try to decide an entry, gives the count; and forgets it. Counted before the try, so
    // that one which ends the process was counted.
    [[nodiscard]] awaitable<Result<std::uint64_t>> count_failure(Partition partition,
                                                                 std::string entry);
    [[nodiscard]] awaitable<Result<void>> forget_failures(Partition partition, std::string entry);

    // Verifies versions and the hash chain of what it reads when it reads from the start.
    [[nodiscard]] awaitable<Result<History>> load(std::string aggregate,
                                                  std::uint64_t after_version = 0);
    // A long history, on from a place, page by page; ends where the head stood. The chain is
    // followed to the head before the first page is given: of what was changed or cut nothing is.
    [[nodiscard]] awaitable<Result<Place>> read(std::string aggregate, Place from, TakePage take);
    // The newest event only.
    [[nodiscard]] awaitable<Result<std::optional<v1::Event>>> last_event(std::string aggregate);
    [[nodiscard]] awaitable<Result<std::vector<v1::CaseSummary>>> summaries();
    // A page of one partition's, from the cursor "0" on: never more than a bounded reply at once.
    [[nodiscard]] awaitable<Result<SummaryPage>> summary_page(Partition partition,
                                                              std::string cursor);
    [[nodiscard]] awaitable<Result<std::optional<v1::CaseSummary>>> summary(std::string aggregate);
    [[nodiscard]] awaitable<Result<std::optional<Outcome>>> outcome(std::string aggregate,
                                                                    std::string command_id);
    // Every listing that was ever put, removed ones too.
    [[nodiscard]] awaitable<Result<std::vector<std::string>>> listings();
    // Every aggregate that has events in a partition (SCAN; for verify and tests).
    [[nodiscard]] awaitable<Result<std::vector<std::string>>> aggregates(Partition partition);

    [[nodiscard]] Partition partition_of(std::string_view aggregate) const;
    [[nodiscard]] redis::Client& client() { return client_; }

private:
    [[nodiscard]] awaitable<Result<redis::Reply>> invoke(const Partition& at, redis::Args args);
    [[nodiscard]] awaitable<Result<redis::Reply>> once_more(redis::Client& lane, redis::Args args,
                                                            awaitable<Result<redis::Reply>> first);
    [[nodiscard]] awaitable<Result<void>> release(std::string key, std::string group,
                                                  std::string entry,
                                                  std::optional<v1::Command> command);

    redis::Client& client_;
    const Secret& secret_;
    std::vector<redis::Client*> lanes_;  // client_ first
};

}  // namespace relais::store
