// Every telephone of a test: one webhook receiver with an address for each way of each person.
// It keeps what came, when, and whether it was signed rightly, and can be told to fail.
//
//   phones.want({.person = "health-1", .kind = "page"}, between(0ms, 1500ms));
//   …
//   phones.unexpected()  → what came and nobody wanted: at the end of a test, a failure
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/system/hook_server.hpp"

namespace relais::system {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Measured from mark(), the moment the test calls its beginning.
struct Between {
    milliseconds from;
    milliseconds until;
};
[[nodiscard]] constexpr Between between(milliseconds from, milliseconds until) {
    return {from, until};
}

struct Received {
    std::string id;  // webhook-id: the same at every attempt
    std::string person;
    std::string way;
    std::string kind;  // "page", "stand_down"
    std::string code;
    std::string link;  // the answer link; empty in a stand-down
    std::string body;
    Steady::time_point at;
    int times = 0;    // how often it was taken with a good answer
    int refused = 0;  // how often we answered badly on purpose
    bool signed_rightly = false;
    bool wanted = false;
};

struct Wanted {
    std::string person;
    std::string kind = "page";
    std::string way = {};   // empty: any
    std::string code = {};  // empty: any
};

class Telephones {
public:
    Telephones();

    [[nodiscard]] std::string address(const std::string& person, const std::string& way) const;
    [[nodiscard]] static std::string secret(const std::string& person, const std::string& way);
    void behave(const std::string& person, const std::string& way, HookReply reply);

    void mark();
    // Waits for it; nothing (with a test failure) when it came too early, or not in time.
    [[nodiscard]] std::optional<Received> want(const Wanted& wanted, Between when);
    // The first that fits, without a wish about when; marks it as wanted.
    [[nodiscard]] std::optional<Received> first(const Wanted& wanted, milliseconds patience);
    [[nodiscard]] std::vector<Received> all() const;
    [[nodiscard]] std::vector<std::string> unexpected() const;
    void want_everything();                   // of tests in which anything may come again
    [[nodiscard]] std::string bytes() const;  // all bodies and fields that ever came
    [[nodiscard]] std::vector<std::string> wrongly_signed() const;

private:
    HookReply take(const HookRequest& request);
    Received* find(const Wanted& wanted);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Steady::time_point mark_ = Steady::now();
    bool everything_ = false;
    std::vector<std::unique_ptr<Received>> received_;
    std::map<std::string, Received*> by_id_;
    std::map<std::string, HookReply> behaviours_;
    std::string bytes_;
    HookServer server_;  // last: its thread uses all the above
};

}  // namespace relais::system
