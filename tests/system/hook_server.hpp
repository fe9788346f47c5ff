// A webhook receiver on loopback, as a partner would run one: takes POSTs, hands each to a
// function, answers what that function says. Its own thread. It knows nothing of what it receives;
// it speaks just enough HTTP/1.1 for a client of ours (Content-Length bodies, kept-alive
// connections).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

namespace relais::system {

struct HookRequest {
    std::string target;
    std::map<std::string, std::string> fields;  // names in lower case
    std::string body;
};

struct HookReply {
    unsigned status = 204;
    bool hang = false;                  // never answer; the connection stays open
    bool close = false;                 // close without a word
    std::chrono::milliseconds after{};  // answer only then
};

class HookServer {
public:
    using Handler = std::function<HookReply(const HookRequest&)>;  // called on the server's thread
    // Port 0: any free one.
    explicit HookServer(Handler handler, std::uint16_t port = 0);
    HookServer(const HookServer&) = delete;
    HookServer& operator=(const HookServer&) = delete;
    ~HookServer();
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace relais::system
