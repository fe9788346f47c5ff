// fork and exec by hand: posix_spawn cannot ask the kernel to end the child with its parent.
#include "tests/system/child.hpp"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/check.hpp"

namespace relais::system {
namespace {

// From the mask of signals caught, which the kernel shows.
bool catches(pid_t pid, int signal) {
    std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string word; status >> word;) {
        if (word != "SigCgt:") continue;
        std::uint64_t caught = 0;
        status >> std::hex >> caught;
        return (caught >> (signal - 1) & 1U) != 0;
    }
    return false;
}

[[noreturn]] void become(const Child::Command& command, std::vector<char*>& args) {
    prctl(PR_SET_PDEATHSIG, command.death_signal);
    const int output = ::open(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int input = ::open("/dev/null", O_RDONLY);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0) _exit(126);
    ::close_range(3, ~0U, 0);
    execvp(args[0], args.data());
    _exit(127);
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

Child::Child(Command command) {
    std::vector<char*> args;
    for (auto& arg : command.args) args.push_back(arg.data());
    args.push_back(nullptr);
    pid_ = ::fork();
    check(pid_ >= 0, "fork");
    if (pid_ == 0) become(command, args);
}

Child::~Child() { kill_hard(); }

void Child::reap(int status) { ended_ = code_of(status); }

bool Child::running() {
    int status = 0;
    if (!ended_ && ::waitpid(pid_, &status, WNOHANG) == pid_) reap(status);
    return !ended_;
}

void Child::kill_hard() {
    if (!running()) return;
    ::kill(pid_, SIGKILL);
    int status = 0;
    if (::waitpid(pid_, &status, 0) == pid_) reap(status);
}

std::optional<int> Child::wait(milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (running() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(milliseconds{5});
    }
    return ended_;
}

void Child::wait_until_it_can_be_stopped(milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (running() && !catches(pid_, SIGTERM) && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(milliseconds{5});
    }
}

std::optional<int> Child::stop(milliseconds patience) {
    if (running()) ::kill(pid_, SIGTERM);
    return wait(patience);
}

Finished run(std::vector<std::string> args, milliseconds patience,
             const std::filesystem::path& folder) {
    const TempFolder temporary{false};
    const auto output = temporary.path() / "output";
    Child child{{std::move(args), output, folder}};
    const auto code = child.wait(patience);
    child.kill_hard();
    return {code.value_or(-1), read_file(output)};
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write_file(const std::filesystem::path& file, std::string_view text) {
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    check(out.good(), "write a file of the test");
}

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(socket, any, length) == 0 && ::getsockname(socket, any, &length) == 0;
    ::close(socket);
    check(bound, "a free port");
    return ntohs(address.sin_port);
}

TempFolder::TempFolder(bool tell) : tell_(tell) {
    auto name = (std::filesystem::temp_directory_path() / "relais-system-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "a temporary folder");
    path_ = name;
}

TempFolder::~TempFolder() {
    if (tell_ && testing::Test::HasFailure()) {
        std::fprintf(stderr, "kept for whoever looks into it: %s\n", path_.c_str());
        return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace relais::system
