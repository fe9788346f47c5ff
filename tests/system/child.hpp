// One process of the house under test: started with its output in a file, killed hard or asked to
// stop, always reaped. It dies with the test, whatever happens to the test.
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace relais::system {

using std::chrono::milliseconds;

class Child {
public:
    struct Command {
        std::vector<std::string> args;      // args[0]: the program
        std::filesystem::path output;       // stdout and stderr, appended
        std::filesystem::path folder = {};  // working folder; empty: where we are
        int death_signal = SIGKILL;         // what it gets when the test dies
    };
    explicit Child(Command command);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    void kill_hard();                                              // SIGKILL, reaped
    [[nodiscard]] std::optional<int> stop(milliseconds patience);  // SIGTERM; the exit code
    // Waits until SIGTERM is asked of its own code: sooner, it would end the process as it starts.
    void wait_until_it_can_be_stopped(milliseconds patience);
    [[nodiscard]] std::optional<int> wait(milliseconds patience);  // nothing: it still runs
    [[nodiscard]] bool running();
    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    void reap(int status);
    pid_t pid_ = -1;
    std::optional<int> ended_;  // exit code, or 128 + signal
};

struct Finished {
    int code = -1;  // 128 + signal when killed; -1 when it had to be ended
    std::string output;
};
// Runs a command to its end, with its output.
[[nodiscard]] Finished run(std::vector<std::string> args,
                           milliseconds patience = milliseconds{20'000},
                           const std::filesystem::path& folder = {});

[[nodiscard]] std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, std::string_view text);
// A port nobody listens on at this moment.
[[nodiscard]] std::uint16_t free_port();
// A folder of our own under the system's temporary folder, removed at the end; kept, and named,
// when a test failed and `tell` says that it is worth a look.
class TempFolder {
public:
    explicit TempFolder(bool tell = true);
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    bool tell_;
};

}  // namespace relais::system
