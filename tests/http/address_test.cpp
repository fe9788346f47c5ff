// Which addresses the client may reach, block by block.
#include "common/http/address.hpp"

#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace relais::http {
namespace {

AddressKind kind(const std::string& text) {
    sockaddr_storage storage{};
    auto* address = reinterpret_cast<sockaddr*>(&storage);
    if (text.find(':') == text.npos) {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
        v4->sin_family = AF_INET;
        EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &v4->sin_addr), 1) << text;
        return kind_of(address, sizeof(sockaddr_in));
    }
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    v6->sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr), 1) << text;
    return kind_of(address, sizeof(sockaddr_in6));
}

TEST(Address, OfThePublicInternetMayBeReached) {
    for (const auto* text : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1",
                             "172.32.0.1", "192.0.1.1", "198.17.0.1", "198.20.0.1",
                             "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888"})
        EXPECT_EQ(kind(text), AddressKind::public_one) << text;
}

TEST(Address, OfLoopbackIsToldApart) {
    for (const auto* text : {"127.0.0.1", "127.255.255.254", "::1"})
        EXPECT_EQ(kind(text), AddressKind::loopback) << text;
}

TEST(Address, OfEveryBlockThatIsNotPublicIsRefused) {
    for (const auto* text : {"0.0.0.0",          "0.1.2.3",
                             "10.0.0.1",         "10.255.255.255",
                             "100.64.0.1",       "100.127.255.255",
                             "169.254.169.254",  "172.16.0.1",
                             "172.31.255.255",   "192.0.0.1",
                             "192.0.2.1",        "192.88.99.1",
                             "192.168.0.1",      "198.18.0.1",
                             "198.19.255.255",   "198.51.100.1",
                             "203.0.113.1",      "224.0.0.1",
                             "239.1.1.1",        "240.0.0.1",
                             "255.255.255.255",  "::",
                             "::ffff:127.0.0.1", "::ffff:8.8.8.8",
                             "64:ff9b::7f00:1",  "100::1",
                             "2001::1",          "2001:1ff::1",
                             "2001:db8::1",      "2002:7f00:1::",
                             "3fff::1",          "3fff:fff::1",
                             "fc00::1",          "fd12::1",
                             "fe80::1",          "fec0::1",
                             "ff02::1"})
        EXPECT_EQ(kind(text), AddressKind::other) << text;
}

}  // namespace
}  // namespace relais::http
