// One choice among 2,000 people of 300 organizations: every rung of a need, from the territory to
// the whole province, beside the bar of 200 us. In memory, one thread.
#include "common/domain/matching.hpp"

#include <string>

#include <benchmark/benchmark.h>

#include "common/domain/beds.hpp"

namespace relais::bench {
namespace {

constexpr int territories = 17;
constexpr int sectors = 12;
constexpr int organizations = 300;
constexpr int people_of_each = 7;  // 2,100 in all
const Instant now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21};

void add_people(v1::Directory& data, int organization) {
    const auto home = std::to_string(organization);
    for (int number = 0; number < people_of_each; ++number) {
        auto& person = *data.add_people();
        person.set_id("person-" + home + "-" + std::to_string(number));
        person.set_organization("organization-" + home);
        person.add_languages("fr");
        person.add_languages(number % 3 == 0 ? "es" : "en");
        person.set_gender(number % 4 == 0 ? v1::GenderPreference::man
                                          : v1::GenderPreference::woman);
        person.add_ways()->set_channel(v1::Channel::sandbox);
        person.add_credentials()->set_kind(v1::Credential::trafficking_training);
        person.mutable_rest()->set_after_night_minutes(480);
        person.add_exclusions()->set_organization("organization-0");
    }
}

// Two by day, two by night, one behind them.
void add_roster(v1::Directory& data, int organization, v1::Sector::Code sector) {
    const auto home = std::to_string(organization);
    auto& roster = *data.add_rosters();
    roster.set_id("roster-" + home);
    roster.set_organization("organization-" + home);
    roster.set_sector(sector);
    roster.set_zone("America/Toronto");
    roster.add_territories(std::to_string(organization % territories));
    int next = 0;
    const auto layer = [&](std::uint32_t level, std::uint32_t from, std::uint32_t until,
                           int people) {
        auto& added = *roster.add_layers();
        added.set_id("layer-" + std::to_string(roster.layers_size()));
        added.set_level(level);
        auto& window = *added.add_windows();
        window.set_from_minute(from);
        window.set_until_minute(until);
        auto& rotation = *added.mutable_rotation();
        rotation.set_unit(v1::Rotation::weekly);
        rotation.set_length(1);
        rotation.set_start_date("2020-01-06");
        auto& turn = *rotation.add_turns();
        for (int i = 0; i < people; ++i)
            turn.add_people("person-" + home + "-" + std::to_string(next++));
    };
    layer(1, 8 * 60, 20 * 60, 2);
    layer(1, 20 * 60, 8 * 60, 2);
    layer(2, 0, 24 * 60, 1);
}

v1::Directory directory_of() {
    v1::Directory data;
    for (int number = 0; number < territories; ++number) {
        auto& territory = *data.add_territories();
        territory.set_id(std::to_string(number));
        for (int near = 1; near <= 4; ++near)
            territory.add_neighbours(std::to_string((number + near) % territories));
    }
    for (int number = 0; number < organizations; ++number) {
        auto& organization = *data.add_organizations();
        organization.set_id("organization-" + std::to_string(number));
        organization.set_place(std::to_string(number % territories));
        add_people(data, number);
        add_roster(data, number, static_cast<v1::Sector::Code>(1 + number % sectors));
    }
    auto& rule = *data.add_need_rules();
    rule.set_need(v1::Need::emergency_shelter);
    rule.set_sector(v1::Sector::shelter);
    auto& demand = *rule.add_demands();
    demand.set_credential(v1::Credential::trafficking_training);
    demand.set_required(true);
    return data;
}

// Of every house; the last kind admits her.
domain::BedsState three_kinds_of(const std::string& organization) {
    domain::BedsState beds;
    beds.aggregate = domain::beds_of(organization);
    for (int number = 0; number < 3; ++number) {
        domain::BedsState::Kind kind{.kind = {}, .capacity = 4, .occupied = 1, .told = now};
        kind.kind.set_id(std::to_string(number));
        kind.kind.set_pets(number == 2);
        kind.kind.set_security_level(2);
        beds.kinds.push_back(std::move(kind));
    }
    return beds;
}

void choice(benchmark::State& state, v1::Rung::Reach reach) {
    const domain::Directory directory(directory_of());
    domain::CaseState alert;
    alert.territory = "2";
    alert.languages = {"es"};
    alert.gender_preference = v1::GenderPreference::woman;
    alert.circumstances = {v1::Circumstance::organized_crime, v1::Circumstance::pets};
    alert.raised_by_organization = "organization-0";
    for (int number = 0; number < 5; ++number)
        alert.exclusions.push_back({{}, "organization-" + std::to_string(number * 36 + 2)});
    domain::NeedState need;
    need.kind = v1::Need::emergency_shelter;
    need.sector = v1::Sector::shelter;
    v1::Rung rung;
    rung.set_reach(reach);
    domain::Known known;
    v1::Event paged;
    paged.set_now_ms(to_ms(now - std::chrono::hours(2)));
    for (const auto& person : directory.data().people())
        if (person.id().ends_with("-2"))
            paged.mutable_rung_reached()->add_picks()->set_person(person.id());
    known.load.note(paged);
    for (const auto& organization : directory.data().organizations())
        known.beds.put(three_kinds_of(organization.id()));
    std::size_t judged = 0;
    for (auto _ : state) {
        const auto found = domain::match({alert, need, rung, directory, now, known});
        judged = found.picks.size() + found.passed_over.size();
        benchmark::DoNotOptimize(judged);
    }
    state.SetLabel(std::to_string(judged) + " on call");
}
BENCHMARK_CAPTURE(choice, territory, v1::Rung::territory)
    ->Name("a choice, 2,100 people, 300 organizations: territory; bar 200 us")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(choice, neighbours, v1::Rung::neighbours)
    ->Name("the same, its neighbours")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(choice, province, v1::Rung::province)
    ->Name("the same, the whole province")
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace relais::bench
