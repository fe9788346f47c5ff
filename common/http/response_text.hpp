// A Response as bytes.
#pragma once

#include <string>

#include "common/http/message.hpp"

namespace relais::http {

struct Framing {
    bool keep_alive = true;
    bool http_1_0 = false;
    bool head_only = false;  // the request was HEAD
};

// Status line and fields, then the body; of a stream the head alone, chunked on HTTP/1.1. A field
// that would break out of its line is a bug of ours: nothing comes back.
[[nodiscard]] std::optional<std::string> response_text(const Response& response,
                                                       const Framing& framing);
[[nodiscard]] std::string chunk_text(std::string_view piece);

}  // namespace relais::http
