// The calendar library as a program, for tests that need a process of its own or another language.
//   bounded    reads standard input as a file of the year 2026, under the kernel's limits, and says
//              "<ms> <KiB> <answer>"
//   unlimited  the same without our own limits: the control
//   write      a calendar of some shifts; shifts: the same as "from|until|summary" lines, in UTC
//   rules      for each line "start<TAB>from<TAB>to<TAB>rule" of standard input the starts it gives
#include <cstdio>
#include <fstream>
#include <iostream>

#include <fmt/chrono.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/calendar/read_calendar.hpp"
#include "common/calendar/write_calendar.hpp"
#include "tests/calendar/reading.hpp"

namespace relais::calendar {
namespace {

constexpr rlim_t seconds_max = under_sanitizer ? 60 : 1;
constexpr long memory_kib_max = 64 * 1024;

long status_kib(const std::string& key) {
    std::ifstream file("/proc/self/status");
    for (std::string word; file >> word;)
        if (word == key + ":") {
            long kib = 0;
            file >> kib;
            return kib;
        }
    return 0;
}

void limit_process() {
    const rlimit processor{seconds_max, seconds_max};
    setrlimit(RLIMIT_CPU, &processor);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    if (under_sanitizer) return;
    const auto bytes = static_cast<rlim_t>(status_kib("VmSize") + memory_kib_max) * 1024;
    const rlimit memory{bytes, bytes};
    setrlimit(RLIMIT_AS, &memory);
}

std::string read_input() {
    struct stat about{};
    fstat(STDIN_FILENO, &about);
    std::string all;
    all.reserve(static_cast<std::size_t>(about.st_size));  // growing would leave free memory behind
    char some[65536];
    for (std::size_t got = 0; (got = std::fread(some, 1, sizeof some, stdin)) > 0;)
        all.append(some, got);
    return all;
}

double used_ms() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return ms(used.ru_utime) + ms(used.ru_stime);
}

ReadLimits no_limits() {
    ReadLimits none;
    none.steps_max = ~std::uint64_t{0};
    none.occurrences_max = ~std::size_t{0};
    return none;
}

int read_under_limits(const ReadLimits& limits) {
    const std::string bytes = read_input();
    const long before_kib = status_kib("VmRSS");
    const double before_ms = used_ms();
    limit_process();
    const Instant from{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
    const auto reading =
        read_calendar(bytes, {from, from + std::chrono::days{365}}, "America/Toronto", limits);
    fmt::print("{:.1f} {} ", used_ms() - before_ms, status_kib("VmHWM") - before_kib);
    if (!reading) {
        fmt::print("refused {}", code(reading.error().code));
        return 0;
    }
    fmt::print("{} occurrences, {} notes", reading->occurrences.size(), reading->notes.size());
    if (!reading->notes.empty()) fmt::print(", first {}", code(reading->notes.front().problem));
    return 0;
}

// Eight-hour shifts over both nights of change, with everything that wants escaping or folding.
WrittenCalendar written() {
    WrittenCalendar calendar;
    calendar.name = "Garde, hébergement; \\ 09";
    for (const auto& [first, count] : {std::pair{std::chrono::year{2026} / 3 / 7, 9},
                                       std::pair{std::chrono::year{2026} / 10 / 31, 9}}) {
        for (int nth = 0; nth < count; ++nth) {
            const Instant from =
                Instant{std::chrono::sys_days{first}} + std::chrono::hours{8 * nth};
            const std::string person = "p" + std::to_string(nth % 3);
            calendar.shifts.push_back({{"r-09-shelter", "nuit", person},
                                       from,
                                       from + std::chrono::hours{8},
                                       "Garde: " + person +
                                           ", hébergement; relève \\ très, très longue — " +
                                           std::string(40, 'x') + " été " + std::to_string(nth),
                                       "Première ligne\nDeuxième ligne"});
        }
    }
    calendar.stamp = Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
    return calendar;
}

void print_shifts() {
    for (const WrittenShift& shift : written().shifts) {
        const auto said = [](Instant at) {
            return fmt::format("{:%Y-%m-%d %H:%M}",
                               fmt::gmtime(static_cast<std::time_t>(to_ms(at) / 1000)));
        };
        fmt::print("{}|{}|{}\n", said(shift.from), said(shift.until), shift.summary);
    }
}

void print_rules() {
    std::string start, from, to, rule;
    const auto moment = [](const std::string& seconds) {
        return instant(std::stoll(seconds) * 1000);
    };
    while (std::getline(std::cin, start, '\t') && std::getline(std::cin, from, '\t') &&
           std::getline(std::cin, to, '\t') && std::getline(std::cin, rule)) {
        const std::string file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:" + start +
                                 "\r\nDURATION:PT1S\r\nRRULE:" + rule +
                                 "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        const auto reading = read_calendar(file, {moment(from), moment(to)}, "UTC");
        if (!reading) {
            fmt::print("refused {}\n", code(reading.error().code));
            continue;
        }
        for (const Occurrence& one : reading->occurrences)
            fmt::print("{} ", to_ms(one.from) / 1000);
        for (const Note& note : reading->notes) fmt::print("{} ", code(note.problem));
        fmt::print("\n");
    }
}

int run(const std::string& mode) {
    if (mode == "bounded") return read_under_limits({});
    if (mode == "unlimited") return read_under_limits(no_limits());
    if (mode == "write") fmt::print("{}", write_calendar(written(), Secret({1, 2, 3})));
    if (mode == "shifts") print_shifts();
    if (mode == "rules") print_rules();
    return 0;
}

}  // namespace
}  // namespace relais::calendar

int main(int count, char** words) { return count == 2 ? relais::calendar::run(words[1]) : 2; }
