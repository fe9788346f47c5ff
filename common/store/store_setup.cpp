// What must be so before anything is promised: our functions and groups in place, and a Redis that
// keeps what it says it keeps.
#include <map>

#include "common/store/functions.hpp"
#include "common/store/groups.hpp"
#include "common/store/reply.hpp"
#include "common/store/store.hpp"

namespace relais::store {
namespace {

using redis::Args;
using redis::Reply;

struct Wanted {
    const char* setting;
    const char* value;
};
// Why each: deploy/redis.conf says it at its line.
constexpr Wanted wanted_settings[] = {
    {"appendonly", "yes"},
    {"appendfsync", "always"},
    {"aof-load-truncated", "no"},
    {"no-appendfsync-on-rewrite", "no"},
    {"save", ""},
    {"maxmemory-policy", "noeviction"},
};

// The code of our library as the server has it; empty when it has none.
std::string loaded_code(const Reply& list) {
    if (list.elements.empty()) return {};
    const auto& fields = list.elements.front().elements;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
        if (fields[i].text == "library_code") return fields[i + 1].text;
    return {};
}

Groups all_groups() {
    Groups groups;
    const auto sends = [&groups](const Partition& partition) {
        groups.emplace_back(partition.outbox_first(), notifier_group);
        groups.emplace_back(partition.outbox_rest(), notifier_group);
    };
    for (const Partition& partition : case_partitions()) {
        groups.emplace_back(partition.inbox(), dispatcher_group);
        sends(partition);
    }
    for (const Partition& partition : contact_partitions()) {
        groups.emplace_back(partition.inbox(), notifier_group);
        sends(partition);
    }
    for (const Partition& partition : bed_partitions())
        groups.emplace_back(partition.inbox(), dispatcher_group);
    for (const Partition& partition : listing_partitions())
        groups.emplace_back(partition.inbox(), dispatcher_group);
    for (const auto* partition : {&directory_partition(), &lookout_partition()})
        groups.emplace_back(partition->inbox(), dispatcher_group);
    sends(lookout_partition());
    for (const Partition& partition : all_partitions())
        groups.emplace_back(partition.mail(), courier_group);
    return groups;
}

}  // namespace

Groups groups_of_funds(const std::vector<std::string>& funds) {
    Groups groups;
    for (const Partition& partition : fund_partitions(funds)) {
        groups.emplace_back(partition.inbox(), treasurer_group);
        groups.emplace_back(partition.outbox_first(), notifier_group);
        groups.emplace_back(partition.outbox_rest(), notifier_group);
        groups.emplace_back(partition.mail(), courier_group);
    }
    return groups;
}

// From the beginning of the stream: what was submitted before the group was made is for it too.
awaitable<Result<void>> make_groups(redis::Client& client, Groups groups) {
    std::vector<Args> calls;
    for (const auto& [key, group] : groups)
        calls.push_back({"XGROUP", "CREATE", key, std::string(group), "0", "MKSTREAM"});
    const std::vector<Result<Reply>> replies = co_await client.call_all(calls);
    for (const Result<Reply>& reply : replies)
        if (!reply && !says(reply.error(), "BUSYGROUP")) co_return std::unexpected(reply.error());
    co_return Result<void>{};
}

awaitable<Result<void>> Store::prepare() {
    const std::string code(function_library);
    const Result<Reply> list = co_await client_.call(
        {"FUNCTION", "LIST", "LIBRARYNAME", std::string(function_library_name), "WITHCODE"});
    if (!list) co_return std::unexpected(list.error());
    if (loaded_code(*list) != code) {
        const Result<Reply> loaded = co_await client_.call({"FUNCTION", "LOAD", "REPLACE", code});
        if (!loaded) co_return std::unexpected(loaded.error());
    }
    co_return co_await make_groups(client_, all_groups());
}

awaitable<Result<void>> Store::check_settings() {
    Args args{"CONFIG", "GET"};
    for (const Wanted& wanted : wanted_settings) args.emplace_back(wanted.setting);
    const Result<Reply> reply = co_await client_.call(args);
    if (!reply) co_return std::unexpected(reply.error());
    std::map<std::string, std::string> found;
    for (std::size_t i = 0; i + 1 < reply->elements.size(); i += 2)
        found[reply->elements[i].text] = reply->elements[i + 1].text;
    std::string wrong;
    for (const Wanted& wanted : wanted_settings) {
        const auto setting = found.find(wanted.setting);
        if (setting != found.end() && setting->second == wanted.value) continue;
        wrong.append(wrong.empty() ? "" : "; ").append(wanted.setting).append(" is ");
        wrong.append(setting == found.end() ? "absent" : "\"" + setting->second + "\"");
        wrong.append(", must be \"").append(wanted.value).append("\"");
    }
    if (!wrong.empty()) co_return fault(FaultCode::unsafe, "check the settings of redis", wrong);
    co_return Result<void>{};
}

}  // namespace relais::store
