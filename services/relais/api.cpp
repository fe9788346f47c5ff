#include "services/relais/api.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <spdlog/fmt/fmt.h>

namespace relais::cli {
namespace {

// A week of cases in one list is some megabytes.
constexpr std::size_t answer_bytes_max = 256U << 20;

std::string text_of(const google::protobuf::Struct& json, const std::string& name) {
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? std::string{} : found->second.string_value();
}

Problem problem_of(const http::Answer& answer) {
    Problem problem{.status = answer.status, .body = answer.body};
    google::protobuf::Struct json;
    if (from_json(answer.body, json)) {
        problem.code = text_of(json, "code");
        problem.words = text_of(json, "title");
        if (const auto detail = text_of(json, "detail"); !detail.empty()) {
            problem.words += " (" + detail + ")";
        }
    }
    return problem;
}

std::string printed(const google::protobuf::Message& message,
                    const google::protobuf::util::JsonPrintOptions& options) {
    std::string json;
    // A message of ours always prints; an empty text would be refused by whoever reads it.
    if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) json.clear();
    return json;
}

// "http://host:port" of a link.
std::string origin_of(const std::string& url) {
    const auto host = url.find("://");
    return host == std::string::npos ? url : url.substr(0, url.find('/', host + 3));
}

}  // namespace

std::string in_path(const std::string& id) {
    std::string out;
    for (const char c : id) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        out += plain ? std::string(1, c)
                     : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return out;
}

Api::Api(boost::asio::any_io_executor executor, std::string url, words::Language language)
    // The operator names the service herself, and it is often on this very machine.
    : client_(std::move(executor), http::Client::Reach::loopback_too),
      url_(std::move(url)),
      language_(words::tag(language)) {}

boost::asio::awaitable<Asked<std::string>> Api::send(http::Call call) {
    call.answer_bytes_max = answer_bytes_max;
    call.fields.emplace_back("accept-language", language_);
    auto answer = co_await client_.send(std::move(call));
    if (!answer) {
        co_return std::unexpected(
            Problem{.status = 0, .code = "no_answer", .words = answer.error().cause});
    }
    if (answer->status < 200 || answer->status > 299)
        co_return std::unexpected(problem_of(*answer));
    co_return std::move(answer->body);
}

boost::asio::awaitable<Asked<std::string>> Api::get(std::string path, std::string token,
                                                    std::chrono::milliseconds timeout) {
    co_return co_await send(
        {.method = http::Method::get,
         .url = url_ + path,
         .fields = {{"authorization", "Bearer " + token}, {"accept", "application/json"}},
         .body = {},
         .timeout = timeout});
}

boost::asio::awaitable<Asked<v1::Cases>> Api::cases(std::string token) {
    v1::Cases all;
    do {
        const std::string after = all.next().empty() ? "" : "&after=" + all.next();
        const auto json = co_await get("/v1/cases?limit=1000" + after, token);
        if (!json) co_return std::unexpected(json.error());
        v1::Cases page;
        if (!from_json(*json, page)) co_return std::unexpected(Problem{});
        all.mutable_cases()->MergeFrom(page.cases());
        all.set_next(page.next());
    } while (!all.next().empty());
    co_return all;
}

boost::asio::awaitable<Asked<std::string>> Api::post(std::string path, std::string token,
                                                     std::string json,
                                                     std::chrono::milliseconds timeout) {
    co_return co_await send(
        {.method = http::Method::post,
         .url = url_ + path,
         .fields = {{"authorization", "Bearer " + token}, {"content-type", "application/json"}},
         .body = std::move(json),
         .timeout = timeout});
}

boost::asio::awaitable<Asked<std::string>> Api::put(std::string path, std::string token,
                                                    std::string json) {
    co_return co_await send(
        {.method = http::Method::put,
         .url = url_ + path,
         .fields = {{"authorization", "Bearer " + token}, {"content-type", "application/json"}},
         .body = std::move(json),
         .timeout = std::chrono::seconds{30}});
}

boost::asio::awaitable<Asked<std::string>> Api::post_file(std::string path, std::string token,
                                                          std::string bytes) {
    co_return co_await send({.method = http::Method::post,
                             .url = url_ + path,
                             .fields = {{"authorization", "Bearer " + token},
                                        {"content-type", "application/octet-stream"}},
                             .body = std::move(bytes),
                             .timeout = std::chrono::seconds{60}});
}

boost::asio::awaitable<Asked<std::string>> Api::post_form(std::string url, std::string form) {
    const auto origin = origin_of(url);
    co_return co_await send(
        {.method = http::Method::post,
         .url = std::move(url),
         .fields = {{"origin", origin}, {"content-type", "application/x-www-form-urlencoded"}},
         .body = std::move(form),
         .timeout = std::chrono::seconds{10}});
}

bool from_json(const std::string& json, google::protobuf::Message& message) {
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    return google::protobuf::util::JsonStringToMessage(json, &message, options).ok();
}

std::string to_json(const google::protobuf::Message& message) { return printed(message, {}); }

std::string to_file_json(const google::protobuf::Message& message) {
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    return printed(message, options);
}

int refuse(const Console& console, const Problem& problem) {
    if (problem.status == 0) return console.refuse("no_answer", {{"cause", problem.words}});
    return console.refuse("answered", {{"status", static_cast<std::int64_t>(problem.status)},
                                       {"code", problem.code},
                                       {"words", problem.words}});
}

}  // namespace relais::cli
