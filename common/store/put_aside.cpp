#include "common/store/put_aside.hpp"

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/store/pause.hpp"

namespace relais::store {
namespace {

Partition partition_of(const Entry& entry) {
    const auto partition = partition_of_key(entry.key);
    check(partition.has_value(), "an inbox belongs to a partition");
    return *partition;
}

}  // namespace

awaitable<bool> put_aside(Store& store, std::string group, Entry entry, std::string reason,
                          std::function<void(const Fault&)> on_fault, const bool& stopping) {
    for (;;) {
        const auto gone =
            co_await store.quarantine(partition_of(entry), group, entry.id, entry.bytes, reason);
        if (gone) co_return true;
        on_fault(gone.error());
        if (stopping) co_return false;
        co_await pause(std::chrono::milliseconds(100));
    }
}

awaitable<std::optional<std::uint64_t>> count_try(Store& store, Entry entry,
                                                  std::function<void(const Fault&)> on_fault,
                                                  const bool& stopping) {
    for (;;) {
        const auto tries = co_await store.count_failure(partition_of(entry), entry.id);
        if (tries) co_return *tries;
        on_fault(tries.error());
        if (stopping) co_return std::nullopt;
        co_await pause(std::chrono::milliseconds(100));
    }
}

awaitable<void> raise_alarm(Store& store, const Secret& secret, Alarm alarm,
                            std::function<void(const Fault&)> on_fault, const bool& stopping) {
    const std::string uuid = name_uuid(alarm.reference);
    v1::Command command;
    command.set_command_id("alarm/" + alarm.reference);
    command.set_aggregate("case/" + uuid);
    command.mutable_actor()->set_role(v1::Role::system);
    auto& raised = *command.mutable_raise_alarm();
    raised.set_code(case_code(secret, uuid));
    raised.set_alarm(alarm.code);
    raised.set_reference(alarm.reference);
    raised.set_territory(alarm.territory);
    for (;;) {
        const auto done = co_await store.submit(command, alarm.reference);
        if (done || stopping) co_return;
        on_fault(done.error());
        co_await pause(std::chrono::milliseconds(200));
    }
}

awaitable<void> forget_tries(Store& store, Entry entry) {
    static_cast<void>(co_await store.forget_failures(partition_of(entry), entry.id));
}

}  // namespace relais::store
