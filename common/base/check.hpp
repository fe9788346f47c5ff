// The difference between a bug and bad luck. check() states what must hold; when it does not, the
// process stops at once, the supervisor starts it again and state is replayed. It stays on in
// release builds: going on with a broken invariant is how a page gets lost.
#pragma once

#include <exception>
#include <source_location>
#include <string_view>

namespace relais {

void check(bool holds, std::string_view what,
           std::source_location where = std::source_location::current());

// How a coroutine that nobody waits for ends: an exception that got so far is a bug. (Asio's own
// `detached` would swallow it, and the duty would be missing without a word.)
inline constexpr auto bugs_are_fatal = [](std::exception_ptr bug) {
    if (bug) std::rethrow_exception(bug);
};

}  // namespace relais
