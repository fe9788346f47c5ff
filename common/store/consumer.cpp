#include "common/store/consumer.hpp"

#include <optional>
#include <utility>

#include "common/store/groups.hpp"
#include "common/store/pause.hpp"
#include "common/store/reply.hpp"
#include "relais/v1/command.pb.h"

namespace relais::store {
namespace {

using boost::asio::awaitable;
using redis::Args;
using redis::Reply;

constexpr Duration pause_after_fault{100};
constexpr Duration pause_at_rest{50};
constexpr Duration call_slack{5'000};  // beyond the block: what a stalled disk may cost

// A timer's entry says which aggregate and deadline; the command is made here, so that everybody
// behind an inbox sees commands only.
std::string command_of_timer(std::string_view timer, std::string_view due) {
    v1::Command command;
    const std::size_t bar = timer.find('|');
    command.set_aggregate(std::string(timer.substr(0, bar)));
    auto& fire = *command.mutable_fire_deadline();
    if (bar != std::string_view::npos) fire.set_deadline(std::string(timer.substr(bar + 1)));
    fire.set_due_ms(static_cast<std::int64_t>(number_of(due).value_or(0)));
    return command.SerializeAsString();
}

Entry entry_of(const std::string& key, const Reply& reply) {
    Entry entry;
    entry.key = key;
    entry.id = reply.elements[0].text;
    if (const std::string* bytes = field_of(reply, "b")) {
        entry.bytes = *bytes;
    } else if (const std::string* timer = field_of(reply, "t")) {
        const std::string* due = field_of(reply, "due");
        entry.bytes = command_of_timer(*timer, due == nullptr ? "" : *due);
    }
    return entry;
}

// Pending, and its message gone: the fields are nil.
bool is_gone(const Reply& entry) { return entry.elements[1].is_nil(); }

bool has_form(const Reply& entry) { return entry.elements.size() == 2; }

}  // namespace

Consumer::Consumer(redis::Client& blocking, redis::Client& other, Settings settings)
    : blocking_(blocking), other_(other), settings_(std::move(settings)) {
    again();
}

void Consumer::again() {
    for (const std::string& key : settings_.keys) own_pending_[key] = "0";
}

Args Consumer::readable() const {
    Args keys;
    for (const std::string& key : settings_.keys)
        if (!settings_.may_read || settings_.may_read(key)) keys.push_back(key);
    return keys;
}

awaitable<Consumer::Entries> Consumer::take() {
    const Args keys = readable();
    const auto read_before = std::exchange(read_, keys.size());
    if (keys.empty()) {
        co_await pause(pause_at_rest);
        co_return std::vector<Entry>{};
    }
    if (settings_.may_read && keys.size() > read_before) left_behind_ = true;
    if (!own_pending_.empty()) {
        Entries own = co_await take_own(keys);
        if (!own || !own->empty()) co_return own;
    }
    // Whoever read them before may have died over some of it, and nobody waits for the next look.
    if (std::exchange(left_behind_, false)) {
        Entries left = co_await take_over();
        if (!left || !left->empty()) co_return left;
    }
    Args args{"XREADGROUP",    "GROUP",
              settings_.group, settings_.name,
              "COUNT",         std::to_string(settings_.most),
              "BLOCK",         std::to_string(settings_.block.count()),
              "STREAMS"};
    args.insert(args.end(), keys.begin(), keys.end());
    args.insert(args.end(), keys.size(), ">");
    co_return co_await read(std::move(args), settings_.block + call_slack);
}

awaitable<Consumer::Entries> Consumer::take_own(const Args& keys) {
    for (;;) {
        Args args{"XREADGROUP",   "GROUP", settings_.group,
                  settings_.name, "COUNT", std::to_string(settings_.most),
                  "STREAMS"};
        Args ids;
        for (const std::string& key : keys) {
            const auto cursor = own_pending_.find(key);
            if (cursor == own_pending_.end()) continue;
            args.push_back(key);
            ids.push_back(cursor->second);
        }
        if (ids.empty()) co_return std::vector<Entry>{};
        args.insert(args.end(), ids.begin(), ids.end());
        Entries entries = co_await read(std::move(args), call_slack);
        if (entries)
            for (Entry& entry : *entries) entry.again = true;
        if (!entries || !entries->empty()) co_return entries;
    }
}

awaitable<Consumer::Entries> Consumer::read(Args args, Duration timeout) {
    const Result<Reply> reply = co_await blocking_.call(args, timeout);
    if (!reply) {
        co_await recover(reply.error());
        co_return std::unexpected(reply.error());
    }
    std::vector<Entry> entries;
    for (const Reply& stream : reply->elements) {
        if (stream.elements.size() != 2) continue;
        const std::string& key = stream.elements[0].text;
        const auto own = own_pending_.find(key);
        if (own != own_pending_.end() && stream.elements[1].elements.empty())
            own_pending_.erase(own);
        for (const Reply& entry : stream.elements[1].elements) {
            if (!has_form(entry)) continue;
            if (own != own_pending_.end()) own->second = entry.elements[0].text;
            if (is_gone(entry)) {
                co_await forget(key, entry.elements[0].text);
            } else {
                entries.push_back(entry_of(key, entry));
            }
        }
    }
    co_return entries;
}

// What was handed out before the Fault may or may not be settled: it is asked for again. Groups
// are missing when Redis lost its data.
awaitable<void> Consumer::recover(const Fault& fault) {
    again();
    if (says(fault, "NOGROUP")) {
        Groups groups;
        for (const std::string& key : settings_.keys) groups.emplace_back(key, settings_.group);
        const auto made = co_await make_groups(other_, std::move(groups));
        if (made) co_return;  // else the next take() faults and comes here again
    }
    co_await pause(pause_after_fault);
}

awaitable<void> Consumer::forget(std::string key, std::string id) {
    ++vanished_;
    // A Fault changes nothing: the entry shows again at the next start, and is forgotten then.
    static_cast<void>(co_await other_.call({"XACK", key, settings_.group, id}));
}

awaitable<Consumer::Entries> Consumer::take_over() {
    const Args keys = readable();
    const std::string idle = std::to_string(settings_.takeover_after.count());
    const std::string most = std::to_string(settings_.most);
    std::vector<Args> calls;
    for (const std::string& key : keys)
        calls.push_back(
            {"FCALL", "claim_1", "1", key, settings_.group, settings_.name, idle, most});
    const std::vector<Result<Reply>> replies = co_await other_.call_all(calls);
    std::vector<Entry> entries;
    std::optional<Fault> failed;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (!replies[i]) {
            failed = replies[i].error();
            continue;  // what was claimed elsewhere is ours now and must be handed out
        }
        const auto& parts = replies[i]->elements;
        if (parts.size() != 2) continue;
        for (const Reply& entry : parts[0].elements) {
            if (!has_form(entry)) continue;
            entries.push_back(entry_of(keys[i], entry));
            entries.back().again = true;
        }
        vanished_ += static_cast<std::uint64_t>(parts[1].integer);
    }
    if (!failed) co_return entries;
    again();  // a claim may have happened although its reply was lost
    if (entries.empty()) co_return std::unexpected(*failed);
    co_return entries;
}

}  // namespace relais::store
