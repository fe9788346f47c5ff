// One form for all ways of writing a name: no accents, no case, letters as in ASCII where there is
// an equal (œ, ’), and one blank for whatever stands between words. An e-mail address keeps its
// signs. Making one takes a millisecond, so it is kept.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace relais::calendar {

class Folding {
public:
    Folding();
    ~Folding();
    Folding(Folding&&) noexcept;
    Folding& operator=(Folding&&) noexcept;

    [[nodiscard]] std::string operator()(std::string_view text) const;

private:
    class Rules;  // ICU's
    std::unique_ptr<Rules> rules_;
};

}  // namespace relais::calendar
