// Redis may be killed under us: a fault is asked again until it answers.
#include "tests/system/archive.hpp"

#include <cstdlib>

#include "common/runtime/config.hpp"

namespace relais::system {
namespace {

Secret secret_of(const std::filesystem::path& data_dir) {
    auto secret = runtime::load_secret(data_dir);
    check(secret.has_value(), "the secret of the service");
    return *secret;
}

redis::Settings settings_of(const std::string& socket) {
    redis::Settings settings;
    settings.unix_socket = socket;
    return settings;
}

}  // namespace

Archive::Archive(const std::string& redis_socket, const std::filesystem::path& data_dir)
    : work_(boost::asio::make_work_guard(io_)),
      secret_(secret_of(data_dir)),
      client_(io_.get_executor(), settings_of(redis_socket)),
      store_(client_, secret_),
      thread_([this] { io_.run(); }) {}

Archive::~Archive() {
    boost::asio::post(io_, [this] { client_.stop(); });
    work_.reset();
    thread_.join();
}

redis::Reply Archive::call(redis::Args args) {
    return get([&](store::Store& store) { return store.client().call(args); });
}

std::vector<std::string> Archive::case_aggregates() {
    std::vector<std::string> out;
    for (const auto& partition : store::case_partitions()) {
        auto some = get([&](store::Store& store) { return store.aggregates(partition); });
        std::ranges::copy_if(some, std::back_inserter(out), [](const std::string& aggregate) {
            return aggregate.starts_with("case/");
        });
    }
    return out;
}

store::History Archive::history(const std::string& aggregate) {
    return get([&](store::Store& store) { return store.load(aggregate); });
}

domain::CaseState Archive::fold(const std::string& aggregate, const store::History& history) const {
    domain::CaseState state;
    state.aggregate = aggregate;
    for (const auto& event : history.events) state = domain::evolve(std::move(state), event);
    return state;
}

std::map<std::string, std::int64_t> Archive::timers(const std::string& aggregate) {
    const auto key = partition_of(aggregate).timers();
    const auto reply = call({"ZRANGE", key, "0", "-1", "WITHSCORES"});
    std::map<std::string, std::int64_t> out;
    const auto prefix = aggregate + "|";
    for (std::size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
        const auto& member = reply.elements[i].text;
        if (!member.starts_with(prefix)) continue;
        out[member.substr(prefix.size())] =
            std::strtoll(reply.elements[i + 1].text.c_str(), nullptr, 10);
    }
    return out;
}

std::size_t Archive::length(const std::string& stream) {
    return static_cast<std::size_t>(call({"XLEN", stream}).integer);
}

store::Partition Archive::partition_of(const std::string& aggregate) const {
    return store::partition_of(secret_, aggregate);
}

std::int64_t Archive::now_ms() {
    const auto time = call({"TIME"});
    return std::strtoll(time.elements[0].text.c_str(), nullptr, 10) * 1000 +
           std::strtoll(time.elements[1].text.c_str(), nullptr, 10) / 1000;
}

}  // namespace relais::system
