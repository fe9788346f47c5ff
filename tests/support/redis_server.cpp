#include "tests/support/redis_server.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace relais::test {
namespace {

std::filesystem::path fresh_folder() {
    std::string name = std::filesystem::temp_directory_path() / "relais-redis-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return name;
}

std::vector<std::string> arguments(const RedisServer& server) {
    const std::string folder = server.folder();
    return {"redis-server",
            "--port",
            "0",
            "--unixsocket",
            server.socket(),
            "--unixsocketperm",
            "700",
            "--dir",
            folder,
            "--daemonize",
            "no",
            "--logfile",
            folder + "/redis.log",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--aof-load-truncated",
            "no",
            "--no-appendfsync-on-rewrite",
            "no",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
            "--hz",
            "100"};
}

[[noreturn]] void become(std::vector<std::string> args, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);  // the test was gone before we asked
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int stream : {0, 1, 2}) dup2(null, stream);
    std::vector<char*> raw;
    for (std::string& arg : args) raw.push_back(arg.data());
    raw.push_back(nullptr);
    execvp(raw[0], raw.data());
    _exit(127);
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> settings)
    : folder_(fresh_folder()), settings_(std::move(settings)) {
    start();
}

RedisServer::~RedisServer() {
    kill_9();
    std::error_code ignored;  // a folder left behind is no reason to fail
    std::filesystem::remove_all(folder_, ignored);
}

void RedisServer::start() {
    if (running()) return;
    std::vector<std::string> args = arguments(*this);
    args.insert(args.end(), settings_.begin(), settings_.end());
    std::filesystem::remove(socket());
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ == 0) become(std::move(args), parent);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!answers()) {
        const bool ended = waitpid(pid_, nullptr, WNOHANG) == pid_;
        if (ended) pid_ = -1;
        if (ended || std::chrono::steady_clock::now() > deadline) {
            kill_9();
            throw std::runtime_error("redis-server does not start: see " + folder_.string());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void RedisServer::kill_9() {
    if (!running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

void RedisServer::freeze() { kill(pid_, SIGSTOP); }

void RedisServer::thaw() { kill(pid_, SIGCONT); }

std::uintmax_t RedisServer::aof_bytes() const {
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_ / "appendonlydir"))
        bytes += file.file_size();
    return bytes;
}

void RedisServer::lose_data() { std::filesystem::remove_all(folder_ / "appendonlydir"); }

bool RedisServer::answers() const {
    const int connection = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) return false;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = socket();
    path.copy(&address.sun_path[0], sizeof address.sun_path - 1);
    bool ready = false;
    if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        write(connection, "PING\r\n", 6) == 6) {
        std::array<char, 8> answer{};
        ready = read(connection, answer.data(), answer.size() - 1) > 0 && answer[1] == 'P';
    }
    close(connection);
    return ready;
}

}  // namespace relais::test
