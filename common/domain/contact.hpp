// The contact of a responder: the ways that reach her, tried one after the other once the first
// has failed. The first message of a page leaves straight from the case; only what went wrong comes
// here, and the case hears "handed over" or "exhausted".
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/domain/case.hpp"

namespace relais::domain {

struct ContactState {
    struct OpenPage {
        v1::Message message;  // as last sent
        std::string reply_to;
        bool operator==(const OpenPage& other) const;
    };
    std::string aggregate;  // "contact/<person>"
    std::uint64_t version = 0;
    Instant last_now{};
    std::map<std::string, OpenPage> pages;  // waiting for the outcome of a message
    bool operator==(const ContactState&) const = default;
};

[[nodiscard]] Decision decide(const ContactState& state, const v1::Command& command, Instant now,
                              const Directory& directory);
[[nodiscard]] ContactState evolve(ContactState state, const v1::Event& event);
[[nodiscard]] std::map<std::string, Instant> deadlines(const ContactState& state);

}  // namespace relais::domain
