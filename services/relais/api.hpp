// The API as a subcommand calls it: JSON in and out, a problem+json becomes a Problem.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <google/protobuf/message.h>

#include "common/http/client.hpp"
#include "relais/v1/api.pb.h"
#include "services/relais/access.hpp"

namespace relais::cli {

// Why not. Status 0: there was no answer.
struct Problem {
    unsigned status = 0;
    std::string code = {};
    std::string words = {};
    std::string body = {};  // as it came, for what it tells beside

    // The same request may be sent again, with the same id.
    [[nodiscard]] bool passing() const { return status == 0 || status == 429 || status >= 500; }
};

template <class T>
using Asked = std::expected<T, Problem>;

class Api {
public:
    Api(boost::asio::any_io_executor executor, std::string url, words::Language language);

    [[nodiscard]] boost::asio::awaitable<Asked<std::string>> get(
        std::string path, std::string token,
        std::chrono::milliseconds timeout = std::chrono::seconds{30});
    [[nodiscard]] boost::asio::awaitable<Asked<std::string>> post(
        std::string path, std::string token, std::string json,
        std::chrono::milliseconds timeout = std::chrono::seconds{10});
    [[nodiscard]] boost::asio::awaitable<Asked<std::string>> put(std::string path,
                                                                 std::string token,
                                                                 std::string json);
    // Every case that she sees, page by page.
    [[nodiscard]] boost::asio::awaitable<Asked<v1::Cases>> cases(std::string token);
    // A file as it is; what it is its bytes tell.
    [[nodiscard]] boost::asio::awaitable<Asked<std::string>> post_file(std::string path,
                                                                       std::string token,
                                                                       std::string bytes);
    // A form, as the button of an answer link sends it.
    [[nodiscard]] boost::asio::awaitable<Asked<std::string>> post_form(std::string url,
                                                                       std::string form);

private:
    [[nodiscard]] boost::asio::awaitable<Asked<std::string>> send(http::Call call);

    http::Client client_;
    std::string url_;
    std::string language_;
};

// An id is free text; in a path only letters, digits and a few signs stand for themselves.
[[nodiscard]] std::string in_path(const std::string& id);

// What is not known is left out: an older client goes on reading a newer service.
[[nodiscard]] bool from_json(const std::string& json, google::protobuf::Message& message);
[[nodiscard]] std::string to_json(const google::protobuf::Message& message);
// On many lines, for a file that people read and change.
[[nodiscard]] std::string to_file_json(const google::protobuf::Message& message);

int refuse(const Console& console, const Problem& problem);

// Runs one question to its end, for the subcommands that ask only one.
template <class T>
std::optional<T> run_alone(boost::asio::io_context& io, boost::asio::awaitable<T> question) {
    std::optional<T> answer;
    boost::asio::co_spawn(io, std::move(question), [&](std::exception_ptr error, T value) {
        if (!error) answer = std::move(value);
        io.stop();
    });
    io.run();
    return answer;
}

}  // namespace relais::cli
