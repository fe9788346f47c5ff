#include "common/calendar/folding.hpp"

#include <unicode/translit.h>

#include "common/base/check.hpp"

namespace relais::calendar {

class Folding::Rules {
public:
    Rules() {
        UErrorCode status = U_ZERO_ERROR;
        made_.reset(icu::Transliterator::createInstance(
            "NFKD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower", UTRANS_FORWARD, status));
        check(U_SUCCESS(status) && made_, "names can be folded");
    }

    [[nodiscard]] std::string apply(std::string_view text) const {
        auto wide = icu::UnicodeString::fromUTF8(
            icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
        made_->transliterate(wide);
        std::string folded;
        wide.toUTF8String(folded);
        return folded;
    }

private:
    std::unique_ptr<icu::Transliterator> made_;
};

Folding::Folding() : rules_(std::make_unique<Rules>()) {}
Folding::~Folding() = default;
Folding::Folding(Folding&&) noexcept = default;
Folding& Folding::operator=(Folding&&) noexcept = default;

std::string Folding::operator()(std::string_view text) const {
    const std::string folded = rules_->apply(text);
    const bool address = folded.contains('@') && !folded.starts_with('@');
    std::string words;
    for (const char c : folded) {
        const bool letter = static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9');
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (letter || (address && !blank))
            words.push_back(c);
        else if (!words.empty() && words.back() != ' ')
            words.push_back(' ');
    }
    if (words.ends_with(' ')) words.pop_back();
    return words;
}

}  // namespace relais::calendar
