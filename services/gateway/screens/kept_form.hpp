// What somebody typed outlives her session. A form that is sent after the session has ended, or
// from a screen of the one before, changes nothing and comes back with all that is in it: she signs
// in on it, and it goes out in the same step. What was typed is in that answer alone: never in an
// address, never kept by us.
#pragma once

#include <optional>

#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {

// Where a kept form asks for a code.
inline constexpr const char* kept_code = "sign_in_code";

// A code is pasted: spaces and line ends come along.
[[nodiscard]] std::string code_in(const http::Fields& fields, std::string_view name);

// Who sends a form: known by her session, or by the code that she gives with it.
struct Sender {
    std::optional<Visitor> visitor = {};  // nothing: refused
    std::string set_cookie = {};          // she has just signed in
    Refused refused = {};
    std::string csrf = {};  // with which it can be sent again as it is; empty: she signs in first
};
[[nodiscard]] awaitable<Sender> sender_of(HousePtr house, http::Request request,
                                          http::Fields fields);
// What is said of a form that came back: what happened, and that nothing is lost.
[[nodiscard]] std::string kept_words(const View& view, const Sender& sender,
                                     const http::Fields& fields);

// The screen on which it came back: it is sent from there, with a code or as it is.
[[nodiscard]] http::Response kept_screen(const House& house, const http::Request& request,
                                         const http::Fields& fields, const Sender& sender);

// A route that takes a form, and keeps it.
[[nodiscard]] http::Route keeping(const HousePtr& house, http::Route route);

}  // namespace relais::gateway::screens
