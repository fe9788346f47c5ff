// The difference between a bug and bad luck. check() states what must hold; when it does not, the
// process stops at once, the supervisor starts it again and state is replayed. It stays on in
// release builds: going on with a broken invariant is how a page gets lost.
#pragma once

#include <source_location>
#include <string_view>

namespace relais {

void check(bool holds, std::string_view what,
           std::source_location where = std::source_location::current());

}  // namespace relais
