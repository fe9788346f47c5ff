#include "tests/bench/line.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/check.hpp"

namespace relais::bench {

std::int64_t monotonic_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

Line::Line(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0,
          "the gateway listens");
}

Line::~Line() { ::close(socket_); }

bool Line::read_more() {
    char bytes[4096];
    const auto count = ::recv(socket_, bytes, sizeof(bytes), 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
}

Line::Answer Line::post(std::string_view path, std::string_view token, std::string_view body) {
    std::string request = "POST ";
    request.append(path).append(" HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ");
    request.append(token).append("\r\nContent-Type: application/json\r\nContent-Length: ");
    request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    Answer answer;
    answer.sent_ns = monotonic_ns();
    check(::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) ==
              static_cast<ssize_t>(request.size()),
          "a request is sent whole");
    std::size_t head = 0;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_more()) return answer;
    }
    std::size_t length = 0;
    std::string lower = buffer_.substr(0, head);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (const auto field = lower.find("content-length: "); field != std::string::npos) {
        std::from_chars(lower.data() + field + 16, lower.data() + lower.size(), length);
    }
    while (buffer_.size() < head + 4 + length) {
        if (!read_more()) return answer;
    }
    answer.answered_ns = monotonic_ns();
    answer.status = static_cast<unsigned>(std::strtoul(buffer_.c_str() + 9, nullptr, 10));
    answer.body = buffer_.substr(head + 4, length);
    buffer_.erase(0, head + 4 + length);
    return answer;
}

void Arrivals::read() {
    in_.clear();
    char bytes[65'536];
    while (in_.read(bytes, sizeof(bytes)) || in_.gcount() > 0) {
        partial_.append(bytes, static_cast<std::size_t>(in_.gcount()));
    }
    std::size_t begin = 0;
    for (auto end = partial_.find('\n'); end != std::string::npos;
         begin = end + 1, end = partial_.find('\n', begin)) {
        const auto space = partial_.find(' ', begin);
        const auto ns = std::strtoll(partial_.c_str() + begin, nullptr, 10);
        const auto id = partial_.substr(space + 1, end - space - 1);
        auto& one = cases_[id.substr(0, id.find('/'))];
        if (one.first_ns == 0) one.first_ns = ns;
        one.last_ns = last_ns_ = ns;
        if (++one.times[id] == 1) ++messages_;
    }
    partial_.erase(0, begin);
}

std::size_t Arrivals::count(const std::string& case_id) const {
    const auto found = cases_.find(case_id);
    return found == cases_.end() ? 0 : found->second.times.size();
}

double share_of(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto at = std::min(values.size() - 1,
                             static_cast<std::size_t>(share * static_cast<double>(values.size())));
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
    return values[at];
}

}  // namespace relais::bench
