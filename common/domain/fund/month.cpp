#include "common/domain/fund/month.hpp"

#include <algorithm>

#include "common/domain/fund/journal.hpp"
#include "common/domain/fund/money.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t months_max = 120;

std::string month_after(const std::string& month) {
    int year = std::stoi(month.substr(0, 4));
    int number = std::stoi(month.substr(5, 2)) + 1;
    if (number > 12) {
        number = 1;
        ++year;
    }
    return std::to_string(year) + (number < 10 ? "-0" : "-") + std::to_string(number);
}

}  // namespace

bool is_month(const std::string& text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 7 || text[4] != '-') return false;
    for (const std::size_t at : {0u, 1u, 2u, 3u, 5u, 6u})
        if (!digit(at)) return false;
    const int month = (text[5] - '0') * 10 + (text[6] - '0');
    return month >= 1 && month <= 12;
}

MonthEnd month_end(const FundState& state, const std::string& month) {
    if (state.rules->month_of(state.last_now) <= month)
        return {.version = state.version, .balances = state.book.balances()};
    const auto after = state.month_ends.upper_bound(month);
    return after == state.month_ends.begin() ? MonthEnd{} : std::prev(after)->second;
}

std::vector<std::string> open_months(const FundState& state, Instant now) {
    std::vector<std::string> months;
    if (state.rules == nullptr || state.version == 0) return months;
    const auto running = state.rules->month_of(std::max(now, state.last_now));
    auto month = state.rules->month_of(state.last_now);
    if (!state.month_ends.empty()) month = std::min(month, state.month_ends.begin()->first);
    if (!state.periods.empty()) month = month_after(state.periods.rbegin()->first);
    for (; month < running && months.size() < months_max; month = month_after(month))
        months.push_back(month);
    return months;
}

std::string month_text(const std::string& fund, const std::string& month, const MonthEnd& end) {
    std::string text = "relais fund month 1\nfund " + fund + "\nmonth " + month + "\nversion " +
                       std::to_string(end.version) + "\n";
    std::vector<std::string> lines;
    for (const auto& [name, balance] : end.balances)
        lines.push_back(ledger_name(balance.account()) + " " + plain_amount(balance.cents()) +
                        "\n");
    std::ranges::sort(lines);
    for (const auto& line : lines) text += line;
    return text;
}

}  // namespace relais::domain
