// The service as seen from outside: HTTP by libcurl, one connection a call, and raw bytes on a
// socket for what no honest client would send.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/system/json.hpp"

namespace relais::system {

struct Reply {
    unsigned status = 0;  // 0: no answer
    std::map<std::string, std::string> fields;
    std::string body;
    [[nodiscard]] Json json() const { return parse_json(body); }
    [[nodiscard]] std::string code() const { return text_at(json(), "code"); }
};

class Web {
public:
    struct Call {
        std::string method = "GET";
        std::string target;  // a path, or a whole URL
        std::string body;
        std::string token;  // bearer; empty: none
        std::string type = "application/json";
        std::vector<std::string> fields;  // "Name: value"
        std::chrono::milliseconds timeout{10'000};
    };
    explicit Web(std::string base) : base_(std::move(base)) {}

    [[nodiscard]] Reply send(const Call& call) const;
    [[nodiscard]] Reply get(std::string target, std::string token = {}) const;
    [[nodiscard]] Reply post(std::string target, std::string body, std::string token = {}) const;
    [[nodiscard]] Reply put(std::string target, std::string body, std::string token = {}) const;
    [[nodiscard]] Reply post_form(std::string target, std::string body) const;
    [[nodiscard]] const std::string& base() const { return base_; }

private:
    std::string base_;
};

// Sends bytes as they are and reads until the other side closes, or the time is over.
struct RawReply {
    std::string bytes;
    bool closed = false;
    [[nodiscard]] unsigned status() const;
    [[nodiscard]] int answers() const;  // how many responses came back
};
[[nodiscard]] RawReply send_raw(std::uint16_t port, std::string_view bytes,
                                std::chrono::milliseconds patience = std::chrono::seconds{3});

}  // namespace relais::system
