// A reading as a test compares it: lines as "2026-11-03 -4550 text", bad ones as "4 reason".
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "common/statements/statement.hpp"

namespace relais::test {

using Texts = std::vector<std::string>;

inline Texts lines_of(const statements::Reading& reading) {
    Texts texts;
    for (const auto& line : reading.lines) {
        const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(line.booked)};
        const auto two = [](unsigned number) {
            return (number < 10 ? "0" : "") + std::to_string(number);
        };
        texts.push_back(std::to_string(static_cast<int>(day.year())) + "-" +
                        two(static_cast<unsigned>(day.month())) + "-" +
                        two(static_cast<unsigned>(day.day())) + " " + std::to_string(line.cents) +
                        (line.text.empty() ? "" : " " + line.text));
    }
    return texts;
}

inline Texts bad_of(const statements::Reading& reading) {
    Texts texts;
    for (const auto& bad : reading.bad)
        texts.push_back(std::to_string(bad.line()) + " " + bad.reason());
    return texts;
}

}  // namespace relais::test
