// Read by hand: every library at hand either guesses a zone or accepts what follows the instant.
#include "services/relais/instant_text.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

namespace relais::cli {
namespace {

// Takes numbers and signs off the front of a text; once something did not fit, nothing does.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    // Exactly `digits` digits, at most `most`.
    int number(std::size_t digits, int most) {
        int value = 0;
        if (rest_.size() < digits) good_ = false;
        for (std::size_t i = 0; good_ && i < digits; ++i) {
            const char c = rest_[i];
            good_ = c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        good_ = good_ && value <= most;
        if (good_) rest_.remove_prefix(digits);
        return value;
    }
    bool take(char c) {
        if (!good_ || rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void want(char c) {
        if (!take(c)) good_ = false;
    }
    [[nodiscard]] bool digit_next() const {
        return good_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }
    [[nodiscard]] bool ended() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

std::chrono::milliseconds time_of_day(Reader& reader) {
    std::chrono::milliseconds time = std::chrono::hours{reader.number(2, 23)};
    reader.want(':');
    time += std::chrono::minutes{reader.number(2, 59)};
    if (!reader.take(':')) return time;
    time += std::chrono::seconds{reader.number(2, 59)};
    if (!reader.take('.')) return time;
    int unit = 100;
    time += std::chrono::milliseconds{reader.number(1, 9) * unit};
    while (reader.digit_next()) {
        unit /= 10;
        time += std::chrono::milliseconds{reader.number(1, 9) * unit};
    }
    return time;
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
    Reader reader(text);
    const std::chrono::year year{reader.number(4, 9999)};
    reader.want('-');
    const std::chrono::month month{static_cast<unsigned>(reader.number(2, 12))};
    reader.want('-');
    const std::chrono::day day{static_cast<unsigned>(reader.number(2, 31))};
    reader.want('T');
    const auto time = time_of_day(reader);
    std::chrono::minutes offset{};
    if (!reader.take('Z')) {
        const bool west = reader.take('-');
        if (!west) reader.want('+');
        offset = std::chrono::hours{reader.number(2, 14)};
        reader.want(':');
        offset += std::chrono::minutes{reader.number(2, 59)};
        if (west) offset = -offset;
    }
    const std::chrono::year_month_day date{year, month, day};
    if (!reader.ended() || !date.ok()) return {};
    return std::chrono::sys_days{date} + time - offset;
}

std::string instant_text(Instant at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(seconds.time_since_epoch().count()));
}

}  // namespace relais::cli
