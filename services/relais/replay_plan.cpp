// Choices are made by a plain (unkeyed) hash, so that a neighbourhood always lies in the same
// territory and a call always asks for the same needs, whatever the service's secret is.
#include "services/relais/replay_plan.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <spdlog/fmt/fmt.h>

#include "common/base/keyed_hash.hpp"

namespace relais::cli {
namespace {

constexpr std::uint32_t wait_min_ms = 50;
constexpr std::uint32_t wait_at_most_ms = 1'000;

std::uint64_t stable_hash(const std::string& text) {
    const auto hash = plain_hash(text);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = value << 8 | hash[i];
    return value;
}

// What can be asked for: the needs of each sector that the directory has rules for.
using Offer = std::map<v1::Sector::Code, std::vector<PlannedNeed>>;

Offer offer_of(const v1::Directory& directory) {
    Offer offer;
    for (const auto& rule : directory.need_rules()) {
        PlannedNeed need{
            .need = rule.need(), .sector = rule.sector(), .quota = std::max(1U, rule.quota())};
        for (const auto& ladder : directory.ladders()) {
            if (ladder.id() == rule.ladder() && ladder.rungs_size() > 0) {
                need.first_wait_ms = ladder.rungs(0).wait_ms();
            }
        }
        offer[rule.sector()].push_back(need);
    }
    return offer;
}

// One need of each sector, in an order of the call's own.
std::vector<PlannedNeed> needs_of(const Offer& offer, std::uint64_t call) {
    std::vector<std::pair<std::uint64_t, PlannedNeed>> ordered;
    for (const auto& [sector, needs] : offer) {
        const auto hash = stable_hash(fmt::format("need/{}/{}", call, static_cast<int>(sector)));
        ordered.emplace_back(hash, needs[(hash >> 32) % needs.size()]);
    }
    std::ranges::sort(ordered, {}, [](const auto& entry) { return entry.first; });
    std::vector<PlannedNeed> needs;
    for (auto& [hash, need] : ordered) needs.push_back(need);
    return needs;
}

std::string territory_of(const std::vector<std::string>& territories,
                         const std::string& neighbourhood) {
    if (territories.empty()) return {};
    return territories[stable_hash("neighbourhood/" + neighbourhood) % territories.size()];
}

std::optional<Duration> delay_of(const CallRow& row) {
    if (!row.responding || !row.dispatched) return {};
    return std::max(Duration{0}, *row.responding - *row.dispatched);
}

bool inside(const Span& span, Instant at) {
    return (!span.from || at >= *span.from) && (!span.to || at < *span.to);
}

}  // namespace

ReplayPlan plan_replay(const std::vector<CallRow>& rows, const v1::Directory& directory,
                       const Span& span) {
    const auto offer = offer_of(directory);
    std::vector<std::string> territories;
    for (const auto& territory : directory.territories()) territories.push_back(territory.id());
    std::ranges::sort(territories);

    std::map<std::uint64_t, std::vector<const CallRow*>> calls;
    for (const auto& row : rows) calls[row.call].push_back(&row);
    ReplayPlan plan;
    for (const auto& [call, units] : calls) {
        const auto timed = std::ranges::find_if(units, [](auto* row) { return !!row->received; });
        if (timed == units.end()) {
            ++plan.without_time;
            continue;
        }
        if (!inside(span, *(*timed)->received)) continue;
        PlannedAlert alert{.call = call,
                           .received = *(*timed)->received,
                           .territory = territory_of(territories, units.front()->neighbourhood),
                           .needs = needs_of(offer, call)};
        for (std::size_t i = 0; i < units.size(); ++i) {
            ++plan.rows;
            plan.incomplete += units[i]->incomplete ? 1 : 0;
            plan.out_of_order += units[i]->out_of_order ? 1 : 0;
            if (i < alert.needs.size())
                alert.needs[i].answers_after = delay_of(*units[i]);
            else
                ++plan.units_without_need;
        }
        alert.needs.resize(std::min(alert.needs.size(), units.size()));
        plan.alerts.push_back(std::move(alert));
    }
    std::ranges::stable_sort(plan.alerts, {}, &PlannedAlert::received);
    return plan;
}

std::optional<Pace> parse_pace(std::string_view text) {
    if (text == "max") return Pace{.speed = 1, .at_most = true};
    Pace pace;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, pace.speed);
    if (error != std::errc{} || rest != end || !(pace.speed >= 0.1 && pace.speed <= 100'000)) {
        return {};
    }
    return pace;
}

v1::Directory squeezed(v1::Directory directory, const Pace& pace) {
    const auto shorter = [&](std::uint32_t wait_ms, double by) {
        return std::max(wait_min_ms, static_cast<std::uint32_t>(wait_ms / by));
    };
    for (auto& ladder : *directory.mutable_ladders()) {
        for (auto& rung : *ladder.mutable_rungs()) {
            // The last rung's longest wait keeps its proportion to the rung's own.
            const double by = pace.at_most ? rung.wait_ms() / double{wait_at_most_ms} : pace.speed;
            if (rung.wait_ms() == 0) continue;
            if (rung.wait_max_ms() > 0) rung.set_wait_max_ms(shorter(rung.wait_max_ms(), by));
            rung.set_wait_ms(shorter(rung.wait_ms(), by));
        }
    }
    return directory;
}

Duration squeezed(Duration delay, const PlannedNeed& need, const Pace& pace) {
    const double by = pace.at_most
                          ? std::max(need.first_wait_ms, wait_at_most_ms) / double{wait_at_most_ms}
                          : pace.speed;
    return Duration{static_cast<std::int64_t>(static_cast<double>(delay.count()) / by)};
}

}  // namespace relais::cli
