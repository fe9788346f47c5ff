#include "services/gateway/screens/local_day.hpp"

#include <algorithm>

#include <google/protobuf/util/time_util.h>

#include "common/domain/on_call_answers.hpp"

namespace relais::gateway::screens {
namespace {

using std::chrono::year_month_day;

// "####-##" and the like: a digit where the pattern has one, otherwise the very sign.
bool looks_like(const std::string& text, std::string_view pattern) {
    return std::ranges::equal(text, pattern, [](char c, char wanted) {
        return wanted == '#' ? c >= '0' && c <= '9' : c == wanted;
    });
}

int number(const std::string& text, std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
    return value;
}

std::string two_digits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::optional<LocalDay> day(const std::string& text, int of_month) {
    const year_month_day date{std::chrono::year{number(text, 0, 4)},
                              std::chrono::month{static_cast<unsigned>(number(text, 5, 2))},
                              std::chrono::day{static_cast<unsigned>(of_month)}};
    // Outside of these the tz database is guessing, and so would we be.
    if (!date.ok() || number(text, 0, 4) < 2000 || number(text, 0, 4) > 2150) return {};
    return LocalDay{date};
}

}  // namespace

std::optional<LocalDay> day_in(const std::string& text) {
    if (!looks_like(text, "####-##-##")) return {};
    return day(text, number(text, 8, 2));
}

std::optional<LocalDay> month_in(const std::string& text) {
    if (!looks_like(text, "####-##")) return {};
    return day(text, 1);
}

std::optional<std::chrono::minutes> time_in(const std::string& text) {
    if (!looks_like(text, "##:##") || number(text, 0, 2) > 23 || number(text, 3, 2) > 59) return {};
    return std::chrono::minutes(number(text, 0, 2) * 60 + number(text, 3, 2));
}

std::optional<domain::WallTime> wall_time_in(const std::string& text) {
    if (text.size() != 16 || text[10] != 'T') return {};
    const auto day = day_in(text.substr(0, 10));
    const auto time = time_in(text.substr(11));
    if (!day || !time) return {};
    return *day + *time;
}

std::optional<Instant> instant_in(const std::string& text, const domain::WallClock& clock) {
    if (const auto day = day_in(text)) return clock.reaches(*day);
    if (const auto wall = wall_time_in(text)) return clock.reaches(*wall);
    google::protobuf::Timestamp stamp;
    if (!google::protobuf::util::TimeUtil::FromString(text, &stamp)) return {};
    return domain::instant_of(stamp);
}

std::string day_text(LocalDay at) {
    const year_month_day date(at);
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two_digits(static_cast<unsigned>(date.month())) + "-" +
           two_digits(static_cast<unsigned>(date.day()));
}

std::string month_text(LocalDay at) { return day_text(at).substr(0, 7); }

std::string time_text(domain::WallTime wall) {
    const auto minutes = (wall - std::chrono::floor<std::chrono::days>(wall)).count();
    return two_digits(static_cast<unsigned>(minutes / 60)) + ":" +
           two_digits(static_cast<unsigned>(minutes % 60));
}

LocalDay month_of(LocalDay at) {
    const year_month_day date(at);
    return LocalDay{date.year() / date.month() / 1};
}

LocalDay monday_of(LocalDay at) { return at - (std::chrono::weekday(at) - std::chrono::Monday); }

LocalDay months_later(LocalDay first, int count) {
    const year_month_day date(first);
    return LocalDay{(date.year() / date.month() + std::chrono::months(count)) / 1};
}

}  // namespace relais::gateway::screens
