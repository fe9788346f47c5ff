// What stands on the paper of a voucher: a number that cannot be guessed from another, and a code
// that only the paper has. Both are read aloud: no sign is taken for another, and whatever way they
// are typed they are the same.
#pragma once

#include <string>
#include <string_view>

#include "common/base/keyed_hash.hpp"

namespace relais::gateway {

struct VoucherNames {
    std::string number;   // "K7MX-4RTP"
    std::string code;     // "H4WN-9C2F-T"
    std::string payment;  // that issuing it sends
};
// From the id of a wish: the same wish is the same paper, and nobody without the secret makes one.
[[nodiscard]] VoucherNames voucher_names(const Secret& secret, std::string_view fund,
                                         std::string_view wish);
// As it is kept: capitals in groups, however it was typed; empty when it cannot be one.
[[nodiscard]] std::string voucher_number(std::string_view typed);
// What is kept of a code: keyed, and bound to its number.
[[nodiscard]] std::string code_hash(const Secret& secret, std::string_view number,
                                    std::string_view typed);

// The square that a telephone reads, as SVG; empty when it is too long for one.
[[nodiscard]] std::string qr_svg(const std::string& text);

}  // namespace relais::gateway
