// Stands between a Redis client and its server and keeps every byte that the client sends, so that
// the same bytes can be sent again by nobody but the socket.
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace relais::bench {

class Tap {
public:
    Tap(std::string listen_on, std::string server);  // Unix sockets
    Tap(const Tap&) = delete;
    Tap& operator=(const Tap&) = delete;
    ~Tap();
    [[nodiscard]] const std::string& socket() const { return listen_on_; }
    // All that was sent so far; only while nobody sends.
    [[nodiscard]] std::string taken() const { return taken_; }
    void forget() { taken_.clear(); }

private:
    void run();
    std::string listen_on_;
    std::string server_;
    int listener_;
    std::atomic<bool> stopping_ = false;
    std::string taken_;
    std::thread thread_;
};

[[nodiscard]] int connect_unix(const std::string& path);

// Sends bytes that hold `calls` calls as fast as Redis takes them, reads that many replies; the
// seconds it took. Any error reply stops the bench.
[[nodiscard]] double send_pipelined(const std::string& server, const std::string& bytes,
                                    std::size_t calls);

}  // namespace relais::bench
