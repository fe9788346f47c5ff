#include "services/gateway/tries.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

namespace relais::gateway {
namespace {

constexpr std::ptrdiff_t network_bytes = 8;

// An address of IPv6 is a house, not a telephone: whoever has one has 2^64 of them. However it is
// written, it is the same one; what is no address stands for itself.
std::string network_of(const std::string& told) {
    namespace ip = boost::asio::ip;
    boost::system::error_code wrong;
    const auto address = ip::make_address(told, wrong);
    if (wrong) return told;
    if (address.is_v4()) return address.to_string();
    if (address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + network_bytes, bytes.end(), 0);
    return ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace

std::optional<Instant> Tries::next(const std::string& network, Instant now) {
    std::erase_if(spent_, [&](const auto& one) { return one.second <= now; });
    const auto known = spent_.find(network);
    if (known == spent_.end() && spent_.size() >= addresses_max) return std::nullopt;
    const auto until = (known == spent_.end() ? now : known->second) + each_;
    if (until > now + each_ * most_) return std::nullopt;
    return until;
}

bool Tries::has(const std::string& address, Instant now) {
    return next(network_of(address), now).has_value();
}

bool Tries::take(const std::string& address, Instant now) {
    const auto network = network_of(address);
    const auto until = next(network, now);
    if (until) spent_[network] = *until;
    return until.has_value();
}

}  // namespace relais::gateway
