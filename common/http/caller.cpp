#include "common/http/caller.hpp"

namespace relais::http {

std::string caller_of(const Request& request) {
    const bool beside_us =
        request.peer == "127.0.0.1" || request.peer == "::1" || request.peer == "::ffff:127.0.0.1";
    auto told = request.field("x-forwarded-for");
    if (!beside_us || told.empty()) return request.peer;
    told = told.substr(told.rfind(',') + 1);  // npos + 1: all of it
    while (told.starts_with(' ')) told.remove_prefix(1);
    return std::string(told);
}

}  // namespace relais::http
