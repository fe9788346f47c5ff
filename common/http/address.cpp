#include "common/http/address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <netinet/in.h>

namespace relais::http {
namespace {

struct Block4 {
    std::uint32_t network;
    int bits;
};
constexpr std::uint32_t ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}
constexpr std::array not_public4 = {
    Block4{ip4(0, 0, 0, 0), 8},        // this network
    Block4{ip4(10, 0, 0, 0), 8},       // private
    Block4{ip4(100, 64, 0, 0), 10},    // carrier NAT
    Block4{ip4(169, 254, 0, 0), 16},   // link-local, and the metadata of clouds
    Block4{ip4(172, 16, 0, 0), 12},    // private
    Block4{ip4(192, 0, 0, 0), 24},     // protocol assignments
    Block4{ip4(192, 0, 2, 0), 24},     // documentation
    Block4{ip4(192, 88, 99, 0), 24},   // 6to4 relay
    Block4{ip4(192, 168, 0, 0), 16},   // private
    Block4{ip4(198, 18, 0, 0), 15},    // benchmarks
    Block4{ip4(198, 51, 100, 0), 24},  // documentation
    Block4{ip4(203, 0, 113, 0), 24},   // documentation
    Block4{ip4(224, 0, 0, 0), 3},      // multicast and reserved, broadcast
};

bool within(std::uint32_t address, Block4 block) {
    return (address >> (32 - block.bits)) == (block.network >> (32 - block.bits));
}

AddressKind kind_of_v4(std::uint32_t address) {
    if (address >> 24 == 127) return AddressKind::loopback;
    const bool inside = std::ranges::any_of(
        not_public4, [address](Block4 block) { return within(address, block); });
    return inside ? AddressKind::other : AddressKind::public_one;
}

AddressKind kind_of_v6(const std::array<std::uint8_t, 16>& a) {
    constexpr std::array<std::uint8_t, 16> loopback = {0, 0, 0, 0, 0, 0, 0, 0,
                                                       0, 0, 0, 0, 0, 0, 0, 1};
    if (a == loopback) return AddressKind::loopback;
    // Global unicast is 2000::/3; mapped, translated, unique-local and link-local are outside.
    if (a[0] >> 5 != 1) return AddressKind::other;
    const auto starts = [&a](std::initializer_list<int> bytes) {
        return std::equal(bytes.begin(), bytes.end(), a.begin());
    };
    const bool protocol = starts({0x20, 0x01}) && a[2] < 2;               // 2001::/23, Teredo
    const bool documentation = starts({0x20, 0x01, 0x0d, 0xb8}) ||        // 2001:db8::/32
                               (starts({0x3f, 0xff}) && a[2] >> 4 == 0);  // 3fff::/20
    const bool six_to_four = starts({0x20, 0x02});                        // holds any IPv4 address
    return protocol || documentation || six_to_four ? AddressKind::other : AddressKind::public_one;
}

}  // namespace

AddressKind kind_of(const sockaddr* address, socklen_t size) {
    if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return kind_of_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return kind_of_v6(bytes);
    }
    return AddressKind::other;
}

}  // namespace relais::http
