// The fund as a clerk with a ruled sheet would keep it, from the events alone and without any code
// of the core; and what was told to those who asked. Whatever does not hold is a line.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "relais/v1/event.pb.h"

namespace relais::system {

// How a command was answered. `again`: what it says may have been so already.
struct FundAnswer {
    bool accepted = false;
    bool again = false;
    v1::Rejection::Code rejection = v1::Rejection::none;
};
using FundAnswers = std::map<std::string, FundAnswer>;  // by command id

class FundPaper {
public:
    void write(const v1::Event& event);
    [[nodiscard]] const std::vector<std::string>& broken() const { return broken_; }
    [[nodiscard]] const std::map<std::string, std::int64_t>& accounts() const { return accounts_; }
    [[nodiscard]] int reservations() const { return reservations_; }
    [[nodiscard]] const std::set<std::string>& commands() const { return commands_; }

private:
    struct Request {
        std::int64_t cents = 0;
        std::int64_t reserved = 0;
        int reservations = 0;
        int ends = 0;
        std::string open_payment;
    };
    void write(const v1::FundTransfer& transfer, const std::string& where);
    void say(const std::string& where, const std::string& what) {
        broken_.push_back(where + ": " + what);
    }

    std::map<std::string, std::int64_t> accounts_;
    std::map<std::string, Request> requests_;
    std::map<std::string, std::string> payments_;  // → request
    std::set<std::string> transfers_, told_, redeemed_, commands_;
    std::string command_;  // of the event before
    std::uint64_t version_ = 0;
    int reservations_ = 0;
    std::vector<std::string> broken_;
};

// All that is wrong with these events, and with them after what people were told.
[[nodiscard]] std::vector<std::string> broken_by(const std::vector<v1::Event>& events,
                                                 const FundAnswers& answers);

}  // namespace relais::system
