#include "common/store/store.hpp"

#include "common/base/check.hpp"
#include "common/store/reply.hpp"

namespace relais::store {
namespace {

using redis::Args;
using redis::Reply;

constexpr std::size_t triggers_max = 64;
// Of one commit: what a turn of Redis stays well under a few milliseconds for. The largest event is
// a whole directory with its sealed cards.
constexpr std::size_t commit_bytes_max = 16u << 20;
constexpr std::size_t commit_items_max = 8'192;
constexpr std::size_t command_bytes_max = 16u << 20;

v1::Echo complete(v1::Echo echo, const Commit& commit, std::uint64_t version) {
    if (echo.aggregate().empty()) echo.set_aggregate(commit.aggregate);
    if (echo.version() == 0) echo.set_version(version);
    if (!echo.outcomes().empty()) return echo;
    for (const Trigger& trigger : commit.triggers) {
        if (trigger.command.command_id().empty()) continue;
        auto* outcome = echo.add_outcomes();
        outcome->set_command_id(trigger.command.command_id());
        outcome->set_rejection(trigger.rejection);
    }
    return echo;
}

Args commit_keys(const Commit& commit) {
    const Partition& at = commit.partition;
    Args args{"FCALL",
              "commit_1",
              "",
              at.inbox(),
              at.events(commit.aggregate),
              at.head(commit.aggregate),
              at.index(),
              at.timers(),
              at.outbox_first(),
              at.outbox_rest(),
              at.mail(),
              at.feed()};
    for (const Trigger& trigger : commit.triggers)
        if (!trigger.command.command_id().empty())
            args.push_back(at.seen(trigger.command.command_id()));
    args[2] = std::to_string(args.size() - 3);
    return args;
}

// The events as bytes, each hashed onto the chain.
std::string chained(const Commit& commit, Args& events) {
    std::string chain = commit.chain;
    std::uint64_t version = commit.expected_version;
    for (const v1::Event& event : commit.events) {
        check(event.version() == ++version, "a commit's events follow its expected version");
        events.push_back(event.SerializeAsString());
        chain = as_text(chain_hash(chain, events.back()));
    }
    return chain;
}

struct CommitCall {
    Args args;
    std::string chain;
};

CommitCall call_of(const Commit& commit) {
    Args events;
    CommitCall call{commit_keys(commit), chained(commit, events)};
    const std::uint64_t version = commit.expected_version + events.size();
    Args& args = call.args;
    args.reserve(args.size() + 16 + 3 * commit.triggers.size() + events.size() +
                 2 * commit.arm.size() + commit.disarm.size() + commit.outbox_first.size() +
                 commit.outbox_rest.size() + commit.mail.size());
    args.insert(args.end(),
                {commit.aggregate, commit.group, std::to_string(commit.expected_version),
                 std::to_string(version), call.chain, std::to_string(to_ms(commit.now)),
                 commit.summary ? commit.summary->SerializeAsString() : commit.indexed,
                 complete(commit.echo, commit, version).SerializeAsString()});
    for (const std::size_t size :
         {commit.triggers.size(), events.size(), commit.arm.size(), commit.disarm.size(),
          commit.outbox_first.size(), commit.outbox_rest.size(), commit.mail.size()})
        args.push_back(std::to_string(size));
    args.push_back(commit.chain);
    for (const Trigger& trigger : commit.triggers) {
        args.push_back(trigger.entry);
        args.push_back(outcome_text(trigger.rejection, version));
        args.emplace_back(trigger.command.command_id().empty() ? "" : "1");
    }
    std::ranges::move(events, std::back_inserter(args));
    for (const Timer& timer : commit.arm) {
        args.push_back(timer.name);
        args.push_back(std::to_string(to_ms(timer.due)));
    }
    args.insert(args.end(), commit.disarm.begin(), commit.disarm.end());
    for (const v1::Message& message : commit.outbox_first)
        args.push_back(message.SerializeAsString());
    for (const v1::Message& message : commit.outbox_rest)
        args.push_back(message.SerializeAsString());
    for (const v1::Command& command : commit.mail) args.push_back(command.SerializeAsString());
    return call;
}

Result<void> sized(const Args& args) {
    if (args.size() > commit_items_max)
        return fault(FaultCode::refused, "commit_1", "more than commit_items_max");
    std::size_t bytes = 0;
    for (const std::string& arg : args) bytes += arg.size();
    if (bytes > commit_bytes_max)
        return fault(FaultCode::refused, "commit_1", "more than commit_bytes_max");
    return {};
}

Result<Committed> committed_of(const Reply& reply, std::string chain) {
    if (reply.text == "d") return Committed{Committed::State::done, std::move(chain), {}};
    if (reply.text == "s") return Committed{Committed::State::stale, {}, {}};
    if (reply.elements.size() < 2)
        return fault(FaultCode::malformed, "commit_1", "an unknown reply");
    Committed already{Committed::State::already, {}, {}};
    for (std::size_t i = 1; i < reply.elements.size(); ++i)
        already.settled.push_back(reply.elements[i].text);
    return already;
}

awaitable<Result<Committed>> refused(Fault why) { co_return std::unexpected(std::move(why)); }

awaitable<Result<Committed>> committed(awaitable<Result<Reply>> call, std::string chain) {
    const Result<Reply> reply = co_await std::move(call);
    if (!reply) co_return std::unexpected(reply.error());
    co_return committed_of(*reply, std::move(chain));
}

}  // namespace

Store::Store(redis::Client& client, const Secret& secret, std::vector<redis::Client*> lanes)
    : client_(client), secret_(secret), lanes_(std::move(lanes)) {
    lanes_.insert(lanes_.begin(), &client_);
}

Partition Store::partition_of(std::string_view aggregate) const {
    return store::partition_of(secret_, aggregate);
}

awaitable<Result<Reply>> Store::invoke(const Partition& at, Args args) {
    redis::Client& lane = *lanes_[std::hash<std::string>{}(at.tag) % lanes_.size()];
    auto reply = lane.call(args);
    return once_more(lane, std::move(args), std::move(reply));
}

// A Redis that came back without its data has forgotten the functions as well: nothing was done, so
// they are given again and the call is made again, once.
awaitable<Result<Reply>> Store::once_more(redis::Client& lane, Args args,
                                          awaitable<Result<Reply>> first) {
    Result<Reply> reply = co_await std::move(first);
    if (reply || !says(reply.error(), "Function not found")) co_return reply;
    const Result<void> prepared = co_await prepare();
    if (!prepared) co_return std::unexpected(prepared.error());
    co_return co_await lane.call(args);
}

awaitable<Result<Outcome>> Store::submit(v1::Command command, std::string body_hash) {
    if (command.command_id().empty() || command.aggregate().empty())
        co_return fault(FaultCode::malformed, "submit_1", "a command without id or aggregate");
    const Partition at = partition_of(command.aggregate());
    Args args{"FCALL",
              "submit_1",
              "2",
              at.inbox(),
              at.seen(command.command_id()),
              std::move(body_hash),
              command.SerializeAsString()};
    if (args.back().size() > command_bytes_max)
        co_return fault(FaultCode::refused, "submit_1", "more than command_bytes_max");
    const Result<Reply> reply = co_await invoke(at, std::move(args));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->text == "c")
        co_return fault(FaultCode::conflict, "submit_1", "this id was used with another body");
    const auto outcome = outcome_of(reply->text);
    if (!outcome) co_return fault(FaultCode::malformed, "submit_1", "an unknown reply");
    co_return *outcome;
}

awaitable<Result<Committed>> Store::commit(const Commit& commit) { return send(commit).reply; }

Sent Store::send(const Commit& commit) {
    check(!commit.triggers.empty() && commit.triggers.size() <= triggers_max,
          "a commit settles 1 to 64 triggers");
    check(commit.partition == partition_of(commit.aggregate), "a commit is for its partition");
    CommitCall call = call_of(commit);
    if (const Result<void> fits = sized(call.args); !fits)
        return {call.chain, refused(fits.error())};
    auto reply = committed(invoke(commit.partition, std::move(call.args)), call.chain);
    return {std::move(call.chain), std::move(reply)};
}

awaitable<Result<Fired>> Store::fire(Partition partition, Instant now, std::size_t most) {
    const Result<Reply> reply =
        co_await invoke(partition, {"FCALL", "fire_1", "2", partition.timers(), partition.inbox(),
                                    std::to_string(to_ms(now)), std::to_string(most)});
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.size() != 2)
        co_return fault(FaultCode::malformed, "fire_1", "an unknown reply");
    Fired fired{static_cast<std::size_t>(reply->elements[0].integer), std::nullopt};
    if (const auto due = number_of(reply->elements[1].text))
        fired.next_due = instant(static_cast<std::int64_t>(*due));
    co_return fired;
}

awaitable<Result<void>> Store::settle(std::string outbox_key, std::string entry,
                                      std::optional<v1::Command> command) {
    co_return co_await release(std::move(outbox_key), std::string(notifier_group), std::move(entry),
                               std::move(command));
}

awaitable<Result<void>> Store::acknowledge_mail(Partition from, std::string entry) {
    co_return co_await release(from.mail(), std::string(courier_group), std::move(entry),
                               std::nullopt);
}

awaitable<Result<void>> Store::release(std::string key, std::string group, std::string entry,
                                       std::optional<v1::Command> command) {
    const auto at = partition_of_key(key);
    if (!at) co_return fault(FaultCode::malformed, "settle_1", "a key without a partition");
    if (command && partition_of(command->aggregate()) != *at)
        co_return fault(FaultCode::malformed, "settle_1", "a command for another partition");
    const std::string bytes = command ? command->SerializeAsString() : std::string();
    const bool known = command && !command->command_id().empty();
    Args args{"FCALL", "settle_1", known ? "3" : "2", std::move(key), at->inbox()};
    if (known) args.push_back(at->seen(command->command_id()));
    args.insert(args.end(), {std::move(group), std::move(entry), bytes,
                             std::string(as_text(plain_hash(bytes)))});
    const Result<Reply> reply = co_await invoke(*at, std::move(args));
    if (!reply) co_return std::unexpected(reply.error());
    co_return Result<void>{};
}

awaitable<Result<void>> Store::quarantine(Partition partition, std::string group, std::string entry,
                                          std::string bytes, std::string reason) {
    v1::Command command;
    const bool mail = group == courier_group;  // its command may yet be pending elsewhere
    const bool known = command.ParseFromString(bytes) && !mail && !command.command_id().empty();
    const std::string stream = mail ? partition.mail() : partition.inbox();
    Args args{"FCALL", "quarantine_1",         known ? "4" : "3",
              stream,  partition.quarantine(), partition.feed()};
    v1::Echo echo;
    if (known) {
        args.push_back(partition.seen(command.command_id()));
        echo.set_aggregate(command.aggregate());
        auto* outcome = echo.add_outcomes();
        outcome->set_command_id(command.command_id());
        outcome->set_rejection(quarantined);
    }
    args.insert(args.end(),
                {std::move(group), std::move(entry), std::move(bytes), std::move(reason),
                 outcome_text(quarantined, 0), echo.SerializeAsString()});
    const Result<Reply> reply = co_await invoke(partition, std::move(args));
    if (!reply) co_return std::unexpected(reply.error());
    co_return Result<void>{};
}

awaitable<Result<std::uint64_t>> Store::count_failure(Partition partition, std::string entry) {
    const std::string key = partition.failed(entry);
    const std::vector<Args> calls{{"SET", key, "0", "EX", "604800", "NX"}, {"INCR", key}};
    const std::vector<Result<Reply>> replies = co_await client_.call_all(calls);
    if (!replies[1]) co_return std::unexpected(replies[1].error());
    co_return static_cast<std::uint64_t>(replies[1]->integer);
}

awaitable<Result<void>> Store::forget_failures(Partition partition, std::string entry) {
    const Result<Reply> reply = co_await client_.call({"DEL", partition.failed(entry)});
    if (!reply) co_return std::unexpected(reply.error());
    co_return Result<void>{};
}

}  // namespace relais::store
