// RESP2 both ways: arguments to bytes, bytes to replies. hiredis formats and reads; this file keeps
// its C out of ours. It knows no socket.
//
// What a hostile or broken server may make us hold is bounded: bytes and elements of one reply, and
// nesting (hiredis reads 7 arrays deep). Above a bound the stream cannot be followed any more, so
// the reader says so once and for all, and its owner drops the connection.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/redis/client.hpp"

struct redisReader;

namespace relais::redis {

[[nodiscard]] std::string format(const Args& args);

class ReplyReader {
public:
    explicit ReplyReader(std::size_t reply_bytes_max);
    ~ReplyReader();
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;

    // False when there is no whole reply (yet); a Fault when the stream cannot be followed.
    void feed(std::string_view bytes);
    [[nodiscard]] Result<bool> next(Reply& reply);

private:
    std::size_t reply_bytes_max_;
    std::size_t bytes_since_reply_ = 0;
    redisReader* reader_;
};

}  // namespace relais::redis
