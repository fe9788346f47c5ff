#include "tests/bench/tap.hpp"

#include <algorithm>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/check.hpp"
#include "tests/bench/line.hpp"

namespace relais::bench {
namespace {

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(&address.sun_path[0], sizeof(address.sun_path) - 1);
    return address;
}

void send_all(int socket, const char* bytes, std::size_t size) {
    while (size > 0) {
        const auto sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
}

}  // namespace

int connect_unix(const std::string& path) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(path);
    check(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0,
          "redis listens on its socket");
    return socket;
}

Tap::Tap(std::string listen_on, std::string server)
    : listen_on_(std::move(listen_on)),
      server_(std::move(server)),
      listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto address = address_of(listen_on_);
    ::unlink(listen_on_.c_str());
    check(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
              ::listen(listener_, 4) == 0,
          "a tap listens");
    thread_ = std::thread{[this] { run(); }};
}

Tap::~Tap() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
}

void Tap::run() {
    int client = -1;
    int server = -1;
    char bytes[65'536];
    while (!stopping_) {
        pollfd waiting[3] = {{listener_, POLLIN, 0}, {client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(waiting, client < 0 ? 1 : 3, 50) <= 0) continue;
        if ((waiting[0].revents & POLLIN) != 0) {
            client = ::accept(listener_, nullptr, nullptr);
            server = connect_unix(server_);
            continue;
        }
        for (const auto& [from, to] : {std::pair{1, 2}, std::pair{2, 1}}) {
            if ((waiting[from].revents & (POLLIN | POLLHUP)) == 0) continue;
            const auto count = ::recv(waiting[from].fd, bytes, sizeof(bytes), 0);
            if (count <= 0) {
                stopping_ = true;
                continue;
            }
            if (from == 1) taken_.append(bytes, static_cast<std::size_t>(count));
            send_all(waiting[to].fd, bytes, static_cast<std::size_t>(count));
        }
    }
    if (client >= 0) ::close(client);
    if (server >= 0) ::close(server);
}

double send_pipelined(const std::string& server, const std::string& bytes, std::size_t calls) {
    const int socket = connect_unix(server);
    const auto begin = monotonic_ns();
    std::thread sender{[&] { send_all(socket, bytes.data(), bytes.size()); }};
    std::size_t replies = 0;
    char received[65'536];
    while (replies < calls) {
        const auto count = ::recv(socket, received, sizeof(received), 0);
        check(count > 0, "redis answers");
        const std::string_view text{received, static_cast<std::size_t>(count)};
        check(text.find("-ERR") == std::string_view::npos, "no call is refused");
        // Each reply of a commit is the bulk string "$1\r\nd\r\n": one 'd' a reply.
        replies += static_cast<std::size_t>(std::ranges::count(text, 'd'));
    }
    const auto end = monotonic_ns();
    sender.join();
    ::close(socket);
    return static_cast<double>(end - begin) / 1e9;
}

}  // namespace relais::bench
