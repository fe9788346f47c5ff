#include "tests/system/redis.hpp"

#include <csignal>
#include <thread>

#include "common/base/check.hpp"

namespace relais::system {

Redis::Redis(std::filesystem::path data, const std::vector<std::string>& settings)
    : data_(std::move(data)) {
    const std::filesystem::path deploy = RELAIS_SOURCE_DIR "/deploy";
    std::filesystem::create_directories(data_ / "ops");
    std::filesystem::copy_file(deploy / "redis-start", data_ / "ops" / "redis-start");
    auto text = read_file(deploy / "redis.conf");
    for (const auto& setting : settings) text += setting + "\n";
    write_file(data_ / "ops" / "redis.conf", text);
    start();
}

void Redis::start() {
    std::filesystem::remove(socket());
    process_ = std::make_unique<Child>(Child::Command{
        {(data_ / "ops" / "redis-start").string(), data_.string()}, data_ / "redis.log"});
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{15};
    while (run({"redis-cli", "-s", socket(), "ping"}).output != "PONG\n") {
        check(process_->running() && std::chrono::steady_clock::now() < until,
              "redis starts: " + read_file(data_ / "redis.log"));
        std::this_thread::sleep_for(milliseconds{5});
    }
}

void Redis::kill_9() { process_->kill_hard(); }

void Redis::freeze() { ::kill(pid(), SIGSTOP); }

void Redis::thaw() { ::kill(pid(), SIGCONT); }

int Redis::repairs() const {
    const auto log = read_file(folder() / "repairs.log");
    int count = 0;
    for (auto at = log.find("is torn:"); at != std::string::npos;
         at = log.find("is torn:", at + 1)) {
        ++count;
    }
    return count;
}

}  // namespace relais::system
