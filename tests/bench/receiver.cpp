// The receiver of the bench, a process of its own: takes webhooks and writes one line for each,
// "<monotonic ns> <message id>", at once. It judges nothing.
//   relais_bench_receiver FILE   prints its port and works until it is ended
#include <cstdio>
#include <ctime>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "tests/system/hook_server.hpp"

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const int file = ::open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) return 1;
    const relais::system::HookServer server{[file](const relais::system::HookRequest& request) {
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        const auto id = request.fields.find("webhook-id");
        const auto line = std::to_string(now.tv_sec * 1'000'000'000LL + now.tv_nsec) + " " +
                          (id == request.fields.end() ? "-" : id->second) + "\n";
        const bool kept =
            ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
        return relais::system::HookReply{.status = kept ? 204U : 500U};
    }};
    std::printf("%u\n", server.port());
    std::fflush(stdout);
    for (;;) ::pause();
}
