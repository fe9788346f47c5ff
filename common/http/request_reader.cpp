#include "common/http/request_reader.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "common/base/check.hpp"

namespace relais::http {
namespace {

namespace bhttp = boost::beast::http;
using Parser = bhttp::request_parser<bhttp::string_body>;
using Head = Parser::value_type::header_type;

constexpr std::string_view head_end = "\r\n\r\n";
// One line of a chunk (its size and extensions) or all trailers must fit in this.
constexpr std::size_t chunk_line_max = 8'192;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::unexpected<Refusal> refuse(unsigned status, std::string code, std::string detail) {
    return std::unexpected(
        Refusal{.status = status, .code = std::move(code), .detail = std::move(detail)});
}

std::unexpected<Refusal> malformed(std::string detail) {
    return refuse(400, "malformed_request", std::move(detail));
}

std::optional<Method> method_of(bhttp::verb verb) {
    if (verb == bhttp::verb::get) return Method::get;
    if (verb == bhttp::verb::head) return Method::head;
    if (verb == bhttp::verb::post) return Method::post;
    if (verb == bhttp::verb::put) return Method::put;
    return std::nullopt;
}

// Beast unfolds lines silently; the bytes still show them.
bool has_folded_line(std::string_view head) {
    for (auto at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2))
        if (head[at + 2] == ' ' || head[at + 2] == '\t') return true;
    return false;
}

bool origin_form(std::string_view target) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f && c != '#'; };
    return !target.empty() && target.front() == '/' && std::ranges::all_of(target, printable);
}

bool host_form(std::string_view host) {
    const auto plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view(".-_:[]").find(c) != std::string_view::npos;
    };
    return !host.empty() && std::ranges::all_of(host, plain);
}

// Fields of which a second one would let two readers see two different requests.
constexpr std::array single_fields = {bhttp::field::content_length, bhttp::field::transfer_encoding,
                                      bhttp::field::authorization,  bhttp::field::content_type,
                                      bhttp::field::origin,         bhttp::field::expect};

std::expected<void, Refusal> check_framing(const Head& head) {
    if (head.count(bhttp::field::host) != 1) return malformed("exactly one Host is needed");
    if (!host_form(view(head[bhttp::field::host]))) return malformed("Host is not a host");
    for (const auto field : single_fields)
        if (head.count(field) > 1)
            return malformed("more than one " + std::string(bhttp::to_string(field)));
    // Beast reads "4, 4" as 4.
    const std::string_view length = view(head[bhttp::field::content_length]);
    if (!std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; }))
        return malformed("Content-Length is not one plain number");
    if (head.count(bhttp::field::transfer_encoding) == 0) return {};
    if (head.version() != 11) return malformed("Transfer-Encoding needs HTTP/1.1");
    if (head.count(bhttp::field::content_length) != 0)
        return malformed("Transfer-Encoding together with Content-Length");
    if (!boost::beast::iequals(head[bhttp::field::transfer_encoding], "chunked"))
        return malformed("the only transfer coding is chunked");
    return {};
}

std::expected<void, Refusal> check_head(const Head& head, const ServerSettings& settings) {
    if (!method_of(head.method())) {
        auto refusal = refuse(405, "method_not_allowed", "GET, HEAD, POST and PUT only");
        refusal.error().allow = "GET, HEAD, POST, PUT";
        return refusal;
    }
    if (head.target().size() > settings.target_bytes_max)
        return refuse(414, "too_large", "the target has too many bytes");
    if (!origin_form(view(head.target())))
        return malformed("the target is not in origin form and printable ASCII");
    if (static_cast<std::size_t>(std::distance(head.begin(), head.end())) > settings.fields_max)
        return refuse(431, "too_large", "too many fields");
    if (const auto framing = check_framing(head); !framing) return framing;
    const auto expect = head[bhttp::field::expect];
    if (!expect.empty() && !boost::beast::iequals(expect, "100-continue"))
        return refuse(417, "malformed_request", "the only expectation is 100-continue");
    return {};
}

Request request_of(const Head& head) {
    Request request;
    request.method = *method_of(head.method());
    const std::string_view target = view(head.target());
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != target.npos) request.query = target.substr(question + 1);
    for (const auto& field : head) {
        std::string name(view(field.name_string()));
        for (char& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        request.fields.emplace_back(std::move(name), view(field.value()));
    }
    return request;
}

}  // namespace

struct RequestReader::Parsed {
    Parser parser;
    Request request;
    // As the head said: trailers must not change them.
    bool keep_alive = false;
    bool http_1_0 = false;
    bool expects_continue = false;
};

RequestReader::RequestReader(const ServerSettings& settings) : settings_(&settings) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

std::expected<bool, Refusal> RequestReader::read_head(std::string_view& bytes) {
    // An empty line before a request is allowed (RFC 9112 §2.2); one, not a flood of them.
    if (scanned_ == 0 && bytes.starts_with("\r\n")) bytes.remove_prefix(2);
    const auto end = bytes.find(head_end, scanned_);
    const bool whole = end != bytes.npos;
    const std::size_t size = whole ? end + head_end.size() : bytes.size();
    if (size > settings_->head_bytes_max)
        return refuse(431, "too_large", "the head has too many bytes");
    if (!whole) {
        scanned_ = bytes.size() < head_end.size() ? 0 : bytes.size() - (head_end.size() - 1);
        return false;
    }
    const std::string_view head = bytes.substr(0, size);
    if (has_folded_line(head)) return malformed("folded field line");
    parsed_ = std::make_unique<Parsed>();
    parsed_->parser.header_limit(static_cast<std::uint32_t>(settings_->head_bytes_max) + 1);
    parsed_->parser.body_limit(boost::none);  // the route's limit is checked before Beast's turn
    boost::system::error_code error;
    const std::size_t taken = parsed_->parser.put(boost::asio::buffer(head), error);
    if (error || taken != head.size() || !parsed_->parser.is_header_done())
        return malformed(error ? error.message() : "not one head");
    if (const auto checked = check_head(parsed_->parser.get(), *settings_); !checked)
        return std::unexpected(checked.error());
    const Head& fields = parsed_->parser.get();
    parsed_->request = request_of(fields);
    parsed_->keep_alive = parsed_->parser.keep_alive();
    parsed_->http_1_0 = fields.version() == 10;
    parsed_->expects_continue = !parsed_->http_1_0 && fields.count(bhttp::field::expect) != 0;
    bytes.remove_prefix(size);
    return true;
}

std::expected<bool, Refusal> RequestReader::read_body(std::string_view& bytes,
                                                      std::size_t body_max) {
    check(parsed_ != nullptr, "the body comes after the head");
    Parser& parser = parsed_->parser;
    const auto too_large = [] {
        return refuse(413, "too_large", "the body has more bytes than this route takes");
    };
    const auto length = parser.content_length();
    if (length && *length > body_max) return too_large();
    parser.eager(true);
    while (!parser.is_done() && !bytes.empty()) {
        boost::system::error_code error;
        const std::size_t taken =
            parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
        bytes.remove_prefix(taken);
        if (parser.get().body().size() > body_max) return too_large();
        if (error == bhttp::error::need_more) {
            if (bytes.size() > chunk_line_max) return malformed("chunk line or trailers too long");
            if (taken == 0) return false;
        } else if (error) {
            return malformed(error.message());
        }
    }
    if (!parser.is_done()) return false;
    parsed_->request.body = std::move(parser.get().body());
    return true;
}

Request& RequestReader::request() { return parsed_->request; }
bool RequestReader::keep_alive() const { return parsed_->keep_alive; }
bool RequestReader::http_1_0() const { return parsed_->http_1_0; }
bool RequestReader::expects_continue() const { return parsed_->expects_continue; }

}  // namespace relais::http
