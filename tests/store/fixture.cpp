#include "tests/store/fixture.hpp"

#include <algorithm>

namespace relais::test {

v1::Command command(std::string id, std::string aggregate) {
    v1::Command made;
    made.set_command_id(std::move(id));
    made.set_aggregate(std::move(aggregate));
    made.mutable_answer_page()->set_page("p");
    return made;
}

v1::Event event(std::uint64_t version, std::string command_id) {
    v1::Event made;
    made.set_version(version);
    made.set_command_id(std::move(command_id));
    made.mutable_page_exhausted()->set_page("page " + std::to_string(version));
    return made;
}

v1::Message message(std::string id) {
    v1::Message made;
    made.set_id(std::move(id));
    return made;
}

StoreTest::StoreTest()
    : client(io.get_executor(), settings()), blocking(io.get_executor(), settings()) {
    if (!run(store.prepare())) throw std::runtime_error("the store cannot be prepared");
}

redis::Settings StoreTest::settings() const {
    redis::Settings settings;
    settings.unix_socket = server.socket();
    return settings;
}

std::vector<std::string> StoreTest::bytes_in(const std::string& stream) {
    std::vector<std::string> bytes;
    for (const redis::Reply& entry : ask({"XRANGE", stream, "-", "+"}).elements)
        bytes.push_back(entry.elements[1].elements[1].text);
    return bytes;
}

std::int64_t StoreTest::pending(const std::string& stream, std::string_view group) {
    return ask({"XPENDING", stream, std::string(group)}).elements.front().integer;
}

Consumer StoreTest::consumer(std::vector<std::string> keys, std::string name,
                             std::string_view group) {
    Consumer::Settings settings;
    settings.group = group;
    settings.name = std::move(name);
    settings.keys = std::move(keys);
    settings.block = std::chrono::milliseconds(20);
    settings.takeover_after = std::chrono::milliseconds(0);
    return {blocking, client, std::move(settings)};
}

Trigger StoreTest::taken(const std::string& id, const std::string& aggregate) {
    Trigger trigger;
    trigger.command = command(id, aggregate);
    good(store.submit(trigger.command, "hash of " + id));
    const std::string inbox = store.partition_of(aggregate).inbox();
    const redis::Reply read = ask({"XREADGROUP", "GROUP", std::string(store::dispatcher_group),
                                   "dispatcher-1", "COUNT", "1", "STREAMS", inbox, ">"});
    trigger.entry = read.elements[0].elements[1].elements[0].elements[0].text;
    return trigger;
}

Commit StoreTest::commit_of(std::vector<Trigger> triggers, std::uint64_t version, std::string chain,
                            std::size_t events, const std::string& aggregate) {
    Commit commit;
    commit.partition = store.partition_of(aggregate);
    commit.aggregate = aggregate;
    commit.expected_version = version;
    commit.chain = std::move(chain);
    commit.now = instant(1'764'000'000'123);
    for (std::size_t i = 1; i <= events; ++i)
        commit.events.push_back(event(version + i, triggers.front().command.command_id()));
    commit.triggers = std::move(triggers);
    commit.group = store::dispatcher_group;
    return commit;
}

std::string StoreTest::everything() {
    std::vector<std::string> keys;
    for (const redis::Reply& key : ask({"KEYS", "*"}).elements) keys.push_back(key.text);
    std::ranges::sort(keys);
    std::string all;
    for (const std::string& key : keys) all += key + "\n" + ask({"DUMP", key}).text + "\n";
    return all;
}

}  // namespace relais::test
