// Bytes in, one request out: Beast's parser behind the gate. No socket and no clock, so that every
// shape of request can be tried on it directly.
//
// Promises: what Beast accepts and must not (two Hosts, a transfer coding besides `chunked`, folded
// lines, repeated lengths, foreign forms of target …) is a Refusal; the fields are those of the
// head, trailers are dropped; no more than the limits is ever kept. After a Refusal the connection
// has no next request: what follows in the bytes cannot be trusted.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string_view>

#include "common/http/server.hpp"

namespace relais::http {

class RequestReader {
public:
    explicit RequestReader(const ServerSettings& settings);
    ~RequestReader();
    RequestReader(RequestReader&&) noexcept;
    RequestReader& operator=(RequestReader&&) noexcept;

    // Takes the head off the front of the bytes once it is there whole; false: more is needed.
    [[nodiscard]] std::expected<bool, Refusal> read_head(std::string_view& bytes);
    // Then, with the limit of its route, the body. True once it is whole.
    [[nodiscard]] std::expected<bool, Refusal> read_body(std::string_view& bytes,
                                                         std::size_t body_max);

    // Valid once the head is read.
    [[nodiscard]] Request& request();
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool http_1_0() const;
    [[nodiscard]] bool expects_continue() const;

private:
    struct Parsed;
    std::unique_ptr<Parsed> parsed_;
    const ServerSettings* settings_;
    std::size_t scanned_ = 0;  // bytes that were searched for the head's end in vain
};

}  // namespace relais::http
