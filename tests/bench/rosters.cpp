// Who is on call for 1,000 rosters of 5 layers, and a year of coverage of 17 territories x 12
// sectors, beside the bars of the design. In memory, one thread: Google Benchmark alone.
#include <string>

#include <benchmark/benchmark.h>

#include "common/domain/coverage.hpp"

namespace relais::bench {
namespace {

constexpr int territories = 17;
constexpr int sectors = 12;
const Instant start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21};

v1::Layer& add_layer(v1::Roster& roster, std::uint32_t level, v1::Rotation::Unit unit) {
    auto& layer = *roster.add_layers();
    layer.set_id("layer-" + std::to_string(roster.layers_size()));
    layer.set_level(level);
    auto& rotation = *layer.mutable_rotation();
    rotation.set_unit(unit);
    rotation.set_length(1);
    rotation.set_start_date("2020-01-06");
    rotation.set_handoff_minute(8 * 60);
    for (int turn = 0; turn < 4; ++turn) {
        const auto person = roster.id() + "-" + std::to_string(roster.layers_size() * 4 + turn);
        rotation.add_turns()->add_people(person);
    }
    return layer;
}

void add_window(v1::Layer& layer, std::uint32_t from, std::uint32_t until) {
    auto& window = *layer.add_windows();
    window.set_from_minute(from);
    window.set_until_minute(until);
}

// Day, night, working days by turns of a day, weekends of a higher priority, and somebody behind.
void add_roster(v1::Directory& data, const std::string& id, v1::Sector::Code sector,
                const std::string& territory) {
    auto& roster = *data.add_rosters();
    roster.set_id(id);
    roster.set_sector(sector);
    roster.add_territories(territory);
    roster.set_zone("America/Toronto");
    add_window(add_layer(roster, 1, v1::Rotation::weekly), 8 * 60, 20 * 60);
    add_window(add_layer(roster, 1, v1::Rotation::weekly), 20 * 60, 8 * 60);
    auto& work = add_layer(roster, 1, v1::Rotation::daily);
    for (int day = v1::Weekday::monday; day <= v1::Weekday::friday; ++day)
        work.mutable_rotation()->add_weekdays(static_cast<v1::Weekday::Code>(day));
    auto& weekend = add_layer(roster, 1, v1::Rotation::weekly);
    weekend.set_priority(1);
    add_window(weekend, 17 * 60, 8 * 60);
    weekend.mutable_windows(0)->add_weekdays(v1::Weekday::friday);
    weekend.mutable_windows(0)->set_until_weekday(v1::Weekday::monday);
    add_layer(roster, 2, v1::Rotation::monthly);
    for (const auto& layer : roster.layers())
        for (const auto& turn : layer.rotation().turns()) {
            auto& person = *data.add_people();
            person.set_id(turn.people(0));
            person.add_ways()->set_channel(v1::Channel::sandbox);
        }
}

v1::Directory directory_of(int rosters) {
    v1::Directory data;
    for (int number = 0; number < territories; ++number)
        data.add_territories()->set_id(std::to_string(number));
    for (int number = 0; number < rosters; ++number)
        add_roster(data, "roster-" + std::to_string(number),
                   static_cast<v1::Sector::Code>(1 + number % sectors),
                   std::to_string(number / sectors % territories));
    return data;
}

void on_call(benchmark::State& state) {
    const domain::Directory directory(directory_of(1'000));
    Instant at = start;
    for (auto _ : state) {
        at += std::chrono::minutes(37);
        for (const auto& roster : directory.data().rosters())
            benchmark::DoNotOptimize(directory.timetable(roster).on_call(at));
    }
    state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(on_call)
    ->Name("on call, 1,000 rosters of 5 layers; bar 20 ms")
    ->Unit(benchmark::kMillisecond);

void standing(benchmark::State& state) {
    const domain::Directory directory(directory_of(1'000));
    for (auto _ : state)
        for (const auto& roster : directory.data().rosters())
            benchmark::DoNotOptimize(directory.timetable(roster).standing(start));
}
BENCHMARK(standing)->Name("and until when each stands")->Unit(benchmark::kMillisecond);

void year_of_coverage(benchmark::State& state) {
    const domain::Directory directory(directory_of(territories * sectors));
    for (auto _ : state)
        benchmark::DoNotOptimize(
            domain::coverage(directory, start, start + std::chrono::days(365)));
}
BENCHMARK(year_of_coverage)
    ->Name("a year of coverage, 17 x 12; bar 1,000 ms")
    ->Unit(benchmark::kMillisecond);

void compile(benchmark::State& state) {
    const auto data = directory_of(1'000);
    for (auto _ : state) benchmark::DoNotOptimize(domain::Directory(data).revision());
}
BENCHMARK(compile)->Name("making a directory of 1,000 rosters")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace relais::bench

BENCHMARK_MAIN();
