// What people have lately been woken for and taken on, as far as whoever decides has seen it. It
// ranks and spares people; it never decides whether somebody comes at all.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/clock.hpp"
#include "relais/v1/event.pb.h"

namespace relais::domain {

// An acceptance weighs for half a day: nobody tells us when she came home.
inline constexpr Duration acceptance_weighs = std::chrono::hours(12);

class Load {
public:
    // Of each case in the order in which they were committed; the same event twice counts once.
    void note(const v1::Event& event);
    // The epoch when none was seen.
    [[nodiscard]] Instant last_page(const std::string& person) const;
    [[nodiscard]] std::size_t acceptances(const std::string& person, Instant at) const;

private:
    struct Acceptance {
        std::string page;
        Instant at;
    };
    struct Of {
        Instant last_page{};
        std::vector<Acceptance> accepted;
    };
    void accept(const std::string& page, const std::string& person, Instant now);
    void let_go(const std::string& page);

    std::unordered_map<std::string, Of> people_;
    std::unordered_map<std::string, std::string> holders_;  // by accepted page
};

}  // namespace relais::domain
