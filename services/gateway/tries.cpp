#include "services/gateway/tries.hpp"

#include <algorithm>

namespace relais::gateway {
namespace {

// An address of IPv6 is a house, not a telephone: whoever has one has 2^64 of them.
std::string network_of(const std::string& address) {
    if (address.find(':') == address.npos || address.starts_with("::ffff:")) return address;
    std::size_t end = 0;
    for (int groups = 0; groups < 4 && end != address.npos; ++groups)
        end = address.find(':', end + 1);
    return address.substr(0, end);
}

}  // namespace

bool Tries::take(const std::string& address, Instant now) {
    std::erase_if(spent_, [&](const auto& one) { return one.second <= now; });
    const auto network = network_of(address);
    const auto known = spent_.find(network);
    if (known == spent_.end() && spent_.size() >= addresses_max) return false;
    const auto until = std::max(known == spent_.end() ? now : known->second, now) + each_;
    if (until > now + each_ * most_) return false;
    spent_[network] = until;
    return true;
}

}  // namespace relais::gateway
