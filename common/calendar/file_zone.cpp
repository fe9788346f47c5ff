// A VTIMEZONE becomes a list of changes, in order:
//   before ─┬─ 2026-03-08T07:00Z: -4 h ─┬─ 2026-11-01T06:00Z: -5 h ─┬─ …
// Rules are walked from 1970 on: Outlook begins in 1601, and nobody was on call then.
#include <algorithm>
#include <utility>

#include "common/calendar/content_line.hpp"
#include "common/calendar/zone.hpp"

namespace relais::calendar {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

struct Change {
    sys_seconds at;
    seconds before{0};
    seconds after{0};
};

class FileZone : public Zone {
public:
    explicit FileZone(std::vector<Change> changes) : changes_(std::move(changes)) {}

    [[nodiscard]] Instant instant_of(Local local) const override {
        // No offset is a whole day, so what happens a day before cannot matter.
        const sys_seconds near{local.time_since_epoch() - std::chrono::days{1}};
        auto next = std::ranges::lower_bound(changes_, near, {}, &Change::at);
        seconds offset = offset_before(next);
        for (; next != changes_.end(); ++next) {
            const sys_seconds at{local.time_since_epoch() - offset};
            if (at < next->at) return at;
            // It is past the change by the old offset and before it by the new one: skipped.
            if (sys_seconds{local.time_since_epoch() - next->after} < next->at) return next->at;
            offset = next->after;
        }
        return sys_seconds{local.time_since_epoch() - offset};
    }

    [[nodiscard]] Local local_of(Instant at) const override {
        const auto instant = std::chrono::floor<seconds>(at);
        const auto next = std::ranges::upper_bound(changes_, instant, {}, &Change::at);
        return Local{instant.time_since_epoch() + offset_before(next)};
    }

private:
    [[nodiscard]] seconds offset_before(std::vector<Change>::const_iterator next) const {
        return next == changes_.begin() ? changes_.front().before : std::prev(next)->after;
    }

    std::vector<Change> changes_;  // never empty
};

// STANDARD or DAYLIGHT.
struct Observance {
    std::optional<When> start;
    std::optional<seconds> before;
    std::optional<seconds> after;
    std::vector<Series> rules;
    std::vector<Instance> dates;
};

void fill(Observance& into, const Line& line, Said&& said) {
    if (auto* when = std::get_if<When>(&said)) into.start = *when;
    if (auto* offset = std::get_if<seconds>(&said))
        (same_word(line.name, "TZOFFSETFROM") ? into.before : into.after) = *offset;
    if (auto* series = std::get_if<Series>(&said)) into.rules.push_back(std::move(*series));
    if (auto* dates = std::get_if<std::vector<Instance>>(&said))
        std::ranges::move(*dates, std::back_inserter(into.dates));
}

std::optional<std::vector<Observance>> observances_of(const Block& block,
                                                      const ReadLimits& limits) {
    std::vector<Observance> all;
    for (const Line& line : block.lines) {
        if (same_word(line.name, "BEGIN")) {
            all.emplace_back();
            continue;
        }
        if (same_word(line.name, "TZID")) continue;
        auto said = read_line(line.text, limits);
        if (!said || all.empty()) return std::nullopt;
        fill(all.back(), line, std::move(*said));
    }
    return all;
}

// The local times, by the offset before, at which an observance begins.
std::expected<std::vector<Local>, Refusal> onsets(const Observance& of, Steps& steps, Local until) {
    std::vector<Local> all{of.start->at};
    for (const Instance& date : of.dates) {
        const bool utc = date.start.kind == When::Kind::utc;
        all.push_back(utc ? date.start.at + *of.before : date.start.at);
    }
    for (const Series& series : of.rules) {
        const auto ended = [&](Local at) {
            if (!series.until) return false;
            const bool utc = series.until->kind == When::Kind::utc;
            return (utc ? at - *of.before : at) > series.until->at;
        };
        const Local from{std::chrono::seconds{0}};
        auto times = times_of(series.rule, of.start->at, {from, until}, ended, steps);
        if (!times) return std::unexpected(times.error());
        std::ranges::copy(*times, std::back_inserter(all));
    }
    return all;
}

}  // namespace

std::expected<std::unique_ptr<Zone>, Refusal> file_zone(const Block& block,
                                                        const ReadLimits& limits, Steps& steps,
                                                        Instant until) {
    const auto observances = observances_of(block, limits);
    if (!observances) return nullptr;
    std::vector<Change> changes;
    const Local end{std::chrono::floor<seconds>(until).time_since_epoch() + std::chrono::days{2}};
    constexpr auto day = std::chrono::days{1};
    for (const Observance& one : *observances) {
        if (!one.start || !one.before || !one.after) return nullptr;
        if (std::chrono::abs(*one.before) >= day || std::chrono::abs(*one.after) >= day)
            return nullptr;
        const auto begins = onsets(one, steps, end);
        if (!begins) return std::unexpected(begins.error());
        for (const Local at : *begins)
            changes.push_back(
                {sys_seconds{at.time_since_epoch() - *one.before}, *one.before, *one.after});
        if (changes.size() > limits.zone_changes_max)
            return std::unexpected(Refusal::too_much_work);
    }
    if (changes.empty()) return nullptr;
    std::ranges::sort(changes, {}, &Change::at);
    return std::make_unique<FileZone>(std::move(changes));
}

}  // namespace relais::calendar
