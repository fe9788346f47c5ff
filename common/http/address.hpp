// Which addresses a client may reach: those of the public Internet (RFC 6890 and its registries,
// read the strict way: what is not plainly public is refused), and loopback where a setting says
// so.
#pragma once

#include <sys/socket.h>

namespace relais::http {

enum class AddressKind { public_one, loopback, other };

[[nodiscard]] AddressKind kind_of(const sockaddr* address, socklen_t size);

}  // namespace relais::http
