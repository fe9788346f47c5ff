#include "services/gateway/voucher_paper.hpp"

#include <memory>

#include <qrencode.h>

namespace relais::gateway {
namespace {

// No vowels (no words), no 0 O 1 I L, no S beside 5, no B beside 8, no Z beside 2, no V beside U.
constexpr std::string_view alphabet = "23456789CDFGHJKMNPQRTWXY";
constexpr std::size_t number_signs = 8, code_signs = 9, group = 4;

// Two bytes a sign: how much likelier one sign is than another helps nobody.
std::string spell(const Hash256& hash, std::size_t signs) {
    std::string text;
    for (std::size_t i = 0; i < signs; ++i) {
        const unsigned pair = hash[2 * i] * 256u + hash[2 * i + 1];
        text += alphabet[pair % alphabet.size()];
    }
    return text;
}

std::string grouped(const std::string& signs) {
    std::string text;
    for (std::size_t i = 0; i < signs.size(); ++i) {
        if (i > 0 && i % group == 0) text += '-';
        text += signs[i];
    }
    return text;
}

// Nothing when a sign is none of ours.
std::string signs_in(std::string_view typed, std::size_t most) {
    std::string signs;
    for (char c : typed) {
        if (c == '-' || c == ' ' || c == '.') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (alphabet.find(c) == alphabet.npos || signs.size() == most) return {};
        signs += c;
    }
    return signs;
}

}  // namespace

VoucherNames voucher_names(const Secret& secret, std::string_view fund, std::string_view wish) {
    const auto from = std::string(fund) + "\n" + std::string(wish);
    VoucherNames names;
    names.number = grouped(spell(secret.hash("voucher number", from), number_signs));
    names.code = grouped(spell(secret.hash("voucher code", from), code_signs));
    names.payment = "voucher-" + names.number;
    return names;
}

std::string voucher_number(std::string_view typed) {
    const auto signs = signs_in(typed, number_signs);
    return signs.size() == number_signs ? grouped(signs) : std::string();
}

std::string code_hash(const Secret& secret, std::string_view number, std::string_view typed) {
    const auto signs = signs_in(typed, code_signs);
    const auto text = std::string(number) + "\n" + grouped(signs);
    return std::string(as_text(secret.hash("voucher code kept", text)));
}

std::string qr_svg(const std::string& text) {
    constexpr int quiet = 4;  // modules of margin, as the standard asks
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
    if (code == nullptr) return {};
    const int side = code->width + 2 * quiet;
    std::string path;
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if ((code->data[y * code->width + x] & 1) != 0)
                path +=
                    "M" + std::to_string(x + quiet) + " " + std::to_string(y + quiet) + "h1v1h-1z";
    const auto size = std::to_string(side);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size +
           "\" shape-rendering=\"crispEdges\" role=\"img\"><path fill=\"#fff\" d=\"M0 0h" + size +
           "v" + size + "H0z\"/><path d=\"" + path + "\"/></svg>";
}

}  // namespace relais::gateway
