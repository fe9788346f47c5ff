#include "services/gateway/sandbox_reader.hpp"

#include <algorithm>

#include "common/store/keys.hpp"

namespace relais::gateway {
namespace {

// A reply of XRANGE: [[id, [field, value, …]], …]; the bytes are in field "b".
SandboxBatch batch_of(const redis::Reply& reply, std::string next) {
    SandboxBatch batch{.messages = {}, .next = std::move(next)};
    for (const auto& entry : reply.elements) {
        if (entry.elements.size() != 2) continue;
        const auto& fields = entry.elements[1].elements;
        v1::SandboxMessage message;
        if (fields.size() >= 2 && message.ParseFromString(fields[1].text))
            batch.messages.push_back(std::move(message));
        batch.next = entry.elements[0].text;
    }
    return batch;
}

}  // namespace

boost::asio::awaitable<Result<SandboxBatch>> sandbox_after(redis::Client& client, std::string after,
                                                           std::size_t most) {
    const auto reply = co_await client.call({"XRANGE", std::string(store::sandbox_key),
                                             after.empty() ? "-" : "(" + after, "+", "COUNT",
                                             std::to_string(most)});
    if (!reply) co_return std::unexpected(reply.error());
    co_return batch_of(*reply, after);
}

boost::asio::awaitable<Result<SandboxBatch>> sandbox_newest(redis::Client& client,
                                                            std::size_t most) {
    auto reply = co_await client.call(
        {"XREVRANGE", std::string(store::sandbox_key), "+", "-", "COUNT", std::to_string(most)});
    if (!reply) co_return std::unexpected(reply.error());
    std::ranges::reverse(reply->elements);
    co_return batch_of(*reply, {});
}

bool is_stream_id(std::string_view text) {
    const auto dash = text.find('-');
    const auto number = [](std::string_view part) {
        return !part.empty() && part.size() <= 19 &&
               std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    return dash != text.npos && number(text.substr(0, dash)) && number(text.substr(dash + 1));
}

}  // namespace relais::gateway
