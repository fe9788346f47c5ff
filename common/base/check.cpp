#include "common/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace relais {

void check(bool holds, std::string_view what, std::source_location where) {
    if (holds) [[likely]]
        return;
    std::fprintf(stderr, "%s:%u: broken invariant: %.*s\n", where.file_name(), where.line(),
                 static_cast<int>(what.size()), what.data());
    std::abort();
}

}  // namespace relais
