// Good files, broken at random: whatever comes, an answer does, in time. The seed is printed;
// RELAIS_SEED repeats it.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

#include <gtest/gtest.h>

#include "common/calendar/shifts.hpp"
#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

constexpr int rounds = 5'000;
constexpr double round_seconds_max = under_sanitizer ? 60.0 : 1.0;

class Breaker {
public:
    explicit Breaker(unsigned seed) : random_(seed) {}

    std::string broken(std::string text) {
        const int times = pick(1, 4);
        for (int nth = 0; nth < times && !text.empty(); ++nth) once(text);
        return text;
    }

    int pick(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }

private:
    std::size_t place(const std::string& text) {
        return static_cast<std::size_t>(pick(0, static_cast<int>(text.size()) - 1));
    }

    void once(std::string& text) {
        const std::size_t from = place(text);
        const auto length = static_cast<std::size_t>(pick(1, 60));
        switch (pick(0, 11)) {
            case 0:
                text[from] = static_cast<char>(pick(0, 255));
                break;
            case 1:
                text.erase(from, length);
                break;
            case 2:
                text.insert(from, text.substr(place(text), length));
                break;
            case 3:
                text.insert(from, words[static_cast<std::size_t>(pick(0, words_last))]);
                break;
            case 4:
                text.resize(text.size() - text.size() / 50);
                break;
            case 5:
            case 6:
                swap_lines(text);
                break;
            default:
                number(text);
                break;
        }
    }

    // Another digit in the place of one: another date, zone, rule or sequence, and still a file.
    void number(std::string& text) {
        const std::size_t at = text.find_first_of("0123456789", place(text));
        if (at != std::string::npos) text[at] = static_cast<char>('0' + pick(0, 9));
    }

    void swap_lines(std::string& text) {
        const std::size_t a = text.find('\n', place(text));
        const std::size_t b = text.find('\n', place(text));
        if (a == std::string::npos || b == std::string::npos) return;
        const std::string line = text.substr(a, text.find('\n', a + 1) - a);
        text.erase(a, line.size());
        text.insert(std::min(b, text.size()), line);
    }

    static constexpr const char* words[] = {"\r\n",
                                            ";",
                                            ":",
                                            ",",
                                            "\"",
                                            "=",
                                            "\\",
                                            "99999999",
                                            "-",
                                            "\r\nRRULE:FREQ=HOURLY",
                                            "BYSETPOS=-1",
                                            ";COUNT=",
                                            ";INTERVAL=",
                                            "\r\n ",
                                            "\r\nBEGIN:VEVENT",
                                            "TZID=",
                                            "VALUE=DATE:",
                                            "PT",
                                            "\xc3\xa9",
                                            "RANGE=THISANDFUTURE:",
                                            "VALUE=PERIOD:"};
    static constexpr int words_last = static_cast<int>(std::size(words)) - 1;

    std::mt19937 random_;
};

TEST(BrokenCalendar, IsAnsweredInTimeWhateverStandsInIt) {
    const char* given = std::getenv("RELAIS_SEED");
    const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atol(given))
                                           : static_cast<unsigned>(std::random_device{}());
    std::printf("  seed %u\n", seed);
    Breaker breaker(seed);
    const std::vector<std::string> good{fixture("google.ics"), fixture("outlook.ics"),
                                        fixture("apple.ics")};
    const People nobody({}, {});
    int refused = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::string bytes =
            breaker.broken(good[static_cast<std::size_t>(breaker.pick(0, 2))]);
        const std::clock_t begin = std::clock();
        const auto reading = read_calendar(
            bytes, {at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")}, "America/Toronto");
        if (reading) static_cast<void>(shifts_of(*reading, nobody));
        const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        ASSERT_LT(seconds, round_seconds_max) << "seed " << seed << " round " << round;
        if (!reading) {
            ++refused;
            continue;
        }
        for (const Occurrence& one : reading->occurrences) ASSERT_LT(one.from, one.until);
    }
    std::printf("  %d files, %d refused\n", rounds, refused);
    EXPECT_GT(refused, 0);
    EXPECT_LT(refused, rounds);
}

}  // namespace
}  // namespace relais::calendar
