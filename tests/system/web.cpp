// Nothing is kept between calls: a killed gateway must look like a refused connection, never like a
// stale one.
#include "tests/system/web.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/check.hpp"

namespace relais::system {
namespace {

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, size * count);
    return size * count;
}

std::size_t take_field(char* bytes, std::size_t size, std::size_t count, void* into) {
    const std::string_view line{bytes, size * count};
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) {
        std::string name{line.substr(0, colon)};
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        auto value = line.substr(colon + 1);
        while (!value.empty() && std::isspace(static_cast<unsigned char>(value.front()))) {
            value.remove_prefix(1);
        }
        while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back()))) {
            value.remove_suffix(1);
        }
        static_cast<std::map<std::string, std::string>*>(into)->insert_or_assign(name, value);
    }
    return size * count;
}

bool curl_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Lines field_lines(const Web::Call& call) {
    curl_slist* lines = nullptr;
    auto add = [&](const std::string& line) { lines = curl_slist_append(lines, line.c_str()); };
    if (!call.token.empty()) add("Authorization: Bearer " + call.token);
    if (!call.body.empty() && !call.type.empty()) add("Content-Type: " + call.type);
    add("Expect:");
    for (const auto& field : call.fields) add(field);
    return {lines, curl_slist_free_all};
}

}  // namespace

Reply Web::send(const Call& call) const {
    check(curl_ready(), "libcurl");
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle{curl_easy_init(),
                                                                     curl_easy_cleanup};
    auto* curl = handle.get();
    const auto url = call.target.starts_with("http") ? call.target : base_ + call.target;
    const auto lines = field_lines(call);
    Reply reply;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    if (call.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    if (call.method == "POST" || call.method == "PUT") {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(call.body.size()));
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply.fields);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(call.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    long status = 0;
    if (curl_easy_perform(curl) == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    }
    reply.status = static_cast<unsigned>(status);
    return reply;
}

Reply Web::get(std::string target, std::string token) const {
    Call call;
    call.target = std::move(target);
    call.token = std::move(token);
    return send(call);
}

Reply Web::post(std::string target, std::string body, std::string token) const {
    Call call;
    call.method = "POST";
    call.target = std::move(target);
    call.body = std::move(body);
    call.token = std::move(token);
    return send(call);
}

Reply Web::put(std::string target, std::string body, std::string token) const {
    Call call;
    call.method = "PUT";
    call.target = std::move(target);
    call.body = std::move(body);
    call.token = std::move(token);
    return send(call);
}

Reply Web::post_form(std::string target, std::string body) const {
    Call call;
    call.method = "POST";
    call.target = std::move(target);
    call.body = std::move(body);
    call.type = "application/x-www-form-urlencoded";
    call.fields.push_back("Origin: " + base_);
    return send(call);
}

unsigned RawReply::status() const {
    return bytes.starts_with("HTTP/1.1 ")
               ? static_cast<unsigned>(std::strtoul(bytes.c_str() + 9, nullptr, 10))
               : 0;
}

int RawReply::answers() const {
    int count = 0;
    for (auto found = bytes.find("HTTP/1.1 "); found != std::string::npos;
         found = bytes.find("HTTP/1.1 ", found + 1)) {
        ++count;
    }
    return count;
}

RawReply send_raw(std::uint16_t port, std::string_view bytes, std::chrono::milliseconds patience) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    RawReply reply;
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
        (void)::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        const auto until = std::chrono::steady_clock::now() + patience;
        char buffer[4096];
        while (!reply.closed && std::chrono::steady_clock::now() < until) {
            pollfd waiting{socket, POLLIN, 0};
            if (::poll(&waiting, 1, 100) <= 0) continue;
            const auto count = ::recv(socket, buffer, sizeof(buffer), 0);
            if (count <= 0)
                reply.closed = true;
            else
                reply.bytes.append(buffer, static_cast<std::size_t>(count));
        }
    }
    ::close(socket);
    return reply;
}

}  // namespace relais::system
