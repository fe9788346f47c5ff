// Three Redis servers with the same content: commands waiting in the inboxes. On the first every
// commit is made through the store, one at a time; its bytes are kept. On the second the bytes are
// sent again, as fast as Redis takes them. On the third a real dispatcher works.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <thread>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/domain/effects.hpp"
#include "common/store/consumer.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/tap.hpp"
#include "tests/support/redis_server.hpp"

namespace relais::bench {
namespace {

using std::chrono_literals::operator""ms;
using system::Archive;
using system::Service;

v1::Command open_case(const Secret& secret, std::int64_t now_ms) {
    const auto alert = system::fresh_uuid();
    const auto uuid = case_of_alert(alert).value();
    v1::Command command;
    command.set_command_id(alert);
    command.set_aggregate("case/" + uuid);
    command.mutable_actor()->set_role(v1::Role::worker);
    command.mutable_actor()->set_person("worker-person");
    command.set_issued_ms(now_ms);
    auto& open = *command.mutable_open_case();
    open.set_alert_id(alert);
    open.set_code(case_code(secret, uuid));
    open.set_territory("06");
    open.set_raised_ms(now_ms);
    for (const auto& name : five_needs) {
        v1::Need::Kind kind{};
        check(v1::Need::Kind_Parse(name, &kind), "a need");
        open.add_needs()->set_need(kind);
    }
    return command;
}

store::Commit commit_of(const store::Entry& entry, const Archive& archive,
                        const domain::Directory& directory, Instant now) {
    store::Trigger trigger{.entry = entry.id, .command = {}};
    check(trigger.command.ParseFromString(entry.bytes), "a command");
    store::Commit commit;
    commit.aggregate = trigger.command.aggregate();
    commit.partition = archive.partition_of(commit.aggregate);
    commit.now = now;
    commit.group = store::dispatcher_group;
    domain::CaseState state;
    state.aggregate = commit.aggregate;
    auto decision = domain::decide(state, trigger.command, now, directory);
    check(decision.has_value(), "a case opens");
    commit.events = std::move(*decision);
    for (const auto& event : commit.events) state = domain::evolve(std::move(state), event);
    auto effects = domain::effects(commit.aggregate, commit.events);
    commit.outbox_first = std::move(effects.first);
    commit.outbox_rest = std::move(effects.rest);
    commit.mail = std::move(effects.mail);
    for (const auto& [name, due] : domain::deadlines(state)) commit.arm.push_back({name, due});
    commit.summary = domain::summary(state);
    for (const auto& event : commit.events) commit.echo.add_kinds(domain::kind_of(event));
    commit.triggers.push_back(std::move(trigger));
    return commit;
}

// Reads every waiting command as the group "dispatcher", so that it is pending.
std::vector<store::Entry> take_all(Archive& archive) {
    std::vector<store::Entry> all;
    for (const auto& partition : store::case_partitions()) {
        const auto reply =
            archive.call({"XREADGROUP", "GROUP", std::string{store::dispatcher_group}, "bench",
                          "STREAMS", partition.inbox(), ">"});
        if (reply.elements.empty()) continue;
        for (const auto& entry : reply.elements[0].elements[1].elements) {
            all.push_back(
                {partition.inbox(), entry.elements[0].text, entry.elements[1].elements[1].text});
        }
    }
    return all;
}

void copy_data(const system::Redis& from, test::RedisServer& to) {
    to.kill_9();
    std::filesystem::remove_all(to.folder() / "appendonlydir");
    std::filesystem::copy(from.folder() / "appendonlydir", to.folder() / "appendonlydir");
    to.start();
}

std::int64_t stream_ms(const std::string& id) {
    std::int64_t ms = 0;
    std::from_chars(id.data(), id.data() + id.size(), ms);
    return ms;
}

// The echoes of commits carry the instant of each: first to last is what the dispatcher took.
double dispatcher_rate(House& house, std::size_t cases) {
    for (const auto& partition : store::case_partitions()) {
        (void)house.archive().call({"DEL", partition.feed()});
    }
    house.start(Service::dispatcher);
    std::size_t waiting = cases;
    while (waiting > 0) {
        std::this_thread::sleep_for(20ms);
        waiting = 0;
        for (const auto& partition : store::case_partitions()) {
            waiting += house.archive().length(partition.inbox());
        }
    }
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = 0;
    for (const auto& partition : store::case_partitions()) {
        const auto echoes = house.archive().call({"XRANGE", partition.feed(), "-", "+"});
        for (const auto& echo : echoes.elements) {
            first = std::min(first, stream_ms(echo.elements[0].text));
            last = std::max(last, stream_ms(echo.elements[0].text));
        }
    }
    return static_cast<double>(cases) * 1'000.0 / static_cast<double>(last - first);
}

}  // namespace

CommitNumbers measure_commits(std::size_t cases) {
    House house{{.waits = {.rung = 600'000ms}}};
    auto& archive = house.archive();
    for (const auto service : system::every_service) (void)house.stop(service, 10'000ms);
    const auto put = archive.history("directory").events.back().directory_put();
    const domain::Directory directory{put.directory()};
    const auto now_ms = archive.now_ms();
    for (std::size_t i = 0; i < cases; ++i) {
        const auto command = open_case(archive.secret(), now_ms);
        (void)archive.get(
            [&](store::Store& store) { return store.submit(command, command.command_id()); });
    }
    test::RedisServer first;
    test::RedisServer second;
    copy_data(house.redis(), first);
    copy_data(house.redis(), second);

    CommitNumbers numbers;
    std::string bytes;
    {
        Archive plain{first.socket(), house.folder()};
        const auto entries = take_all(plain);
        check(entries.size() == cases, "every command waits");
        const Tap tap{first.folder() / "tap.sock", first.socket()};
        Archive tapped{tap.socket(), house.folder()};
        // Every other commit goes past the tap, so that its detour is in no number.
        std::vector<double> took;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto commit = commit_of(entries[i], plain, directory, instant(now_ms));
            auto& by = i % 2 == 0 ? plain : tapped;
            const auto begin = monotonic_ns();
            const auto done = by.get([&](store::Store& store) { return store.commit(commit); });
            const auto end = monotonic_ns();
            check(done.state == store::Committed::State::done, "a commit is done");
            if (i % 2 == 0) took.push_back(static_cast<double>(end - begin) / 1e6);
        }
        numbers.one_ms = share_of(took, 0.5);
        numbers.one_p99_ms = share_of(took, 0.99);
        bytes = tap.taken();
    }
    {
        Archive other{second.socket(), house.folder()};
        check(take_all(other).size() == cases, "every command waits");
    }
    const auto calls = cases / 2;
    numbers.bytes = static_cast<double>(bytes.size()) / static_cast<double>(calls);
    numbers.raw_per_s = static_cast<double>(calls) / send_pipelined(second.socket(), bytes, calls);
    numbers.dispatcher_per_s = dispatcher_rate(house, cases);
    return numbers;
}

}  // namespace relais::bench
