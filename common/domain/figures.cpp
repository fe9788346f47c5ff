// Counting; what of it is told stands in figures_told.cpp.
#include "common/domain/figures.hpp"

#include <algorithm>

#include "common/domain/figures_told.hpp"
#include "common/domain/on_call_answers.hpp"
#include "common/domain/wall_clock.hpp"

namespace relais::domain {
namespace {

using v1::Figure;

std::uint32_t minutes_between(std::int64_t from_ms, std::int64_t until_ms) {
    return until_ms <= from_ms ? 0 : static_cast<std::uint32_t>((until_ms - from_ms) / 60'000);
}

// Figures of milestones bear their names and numbers.
static_assert(int{Figure::handed_over} == int{v1::Milestone::handed_over} &&
              int{Figure::first_acceptance} == int{v1::Milestone::first_acceptance} &&
              int{Figure::legal_contact} == int{v1::Milestone::legal_contact});

// Police came because it was asked for: the need was covered, or met.
bool reported(const v1::CaseSummary& summary) {
    return std::ranges::any_of(summary.needs(), [](const v1::NeedSummary& need) {
        return need.sector() == v1::Sector::police &&
               (need.covered_ms() > 0 || need.state() == v1::Need::met);
    });
}

void tell(FigureSums::Group& group, Figure::Kind kind, bool yes) {
    auto& split = group.splits[kind];
    ++(yes ? split.yes : split.no);
}

}  // namespace

bool counts_in_figures(const v1::CaseSummary& summary) {
    return !summary.drill() && !summary.advice() && summary.merged_into().empty() &&
           summary.alarm().empty();
}

std::uint32_t nearest_rank(std::vector<std::uint32_t>& values, unsigned percent) {
    std::ranges::sort(values);
    const std::size_t rank = (values.size() * percent + 99) / 100;
    return values[std::max<std::size_t>(rank, 1) - 1];
}

FigureSums::FigureSums(FigurePeriod period, DirectoryPtr directory)
    : period_(period), directory_(std::move(directory)) {
    // Every group that there could be: that one is left out does not tell that somebody was in it.
    for (const auto& territory : directory_->data().territories()) territories_[territory.id()];
    for (int hour = 0; hour < 24; ++hour) hours_[(hour < 10 ? "0" : "") + std::to_string(hour)];
    for (int code = 1; v1::Sector::Code_IsValid(code); ++code)
        sectors_[static_cast<v1::Sector::Code>(code)];
    for (const auto& rule : directory_->data().need_rules())
        kinds_[rule.sector()][v1::Need::Kind_Name(rule.need())];
}

std::string FigureSums::hour_of(const v1::CaseSummary& summary) {
    const auto* territory = directory_->territory(summary.territory());
    const std::string zone = territory == nullptr ? "America/Toronto" : territory->zone();
    auto& clock = clocks_[zone];
    if (!clock) clock = std::make_shared<const WallClock>(zone);
    const auto wall = clock->at(instant(summary.opened_ms()));
    const auto hour =
        std::chrono::floor<std::chrono::hours>(wall - std::chrono::floor<std::chrono::days>(wall));
    return (hour.count() < 10 ? "0" : "") + std::to_string(hour.count());
}

void FigureSums::add_need(Group& group, const v1::NeedSummary& need, std::int64_t opened_ms) {
    const bool covered = need.covered_ms() > 0;
    const auto cover = [&](Figure::Kind kind) {
        tell(group, kind, covered);
        if (covered)
            group.splits[kind].minutes.push_back(minutes_between(opened_ms, need.covered_ms()));
    };
    cover(Figure::covered);
    if (need.mandatory()) cover(Figure::mandatory);
    tell(group, Figure::unmet, need.state() == v1::Need::unmet);
}

void FigureSums::add_case(Group& group, const v1::CaseSummary& summary) const {
    ++group.count;
    tell(group, Figure::reported, reported(summary));
    for (const auto& stand : summary.milestones()) {
        if (stand.state() == v1::Milestone::ahead) continue;
        const auto kind = static_cast<Figure::Kind>(stand.milestone());
        const bool reached = stand.reached_ms() > 0;
        tell(group, kind, reached && stand.reached_ms() <= stand.due_ms());
        if (reached)
            group.splits[kind].minutes.push_back(
                minutes_between(summary.opened_ms(), stand.reached_ms()));
    }
}

void FigureSums::add(const v1::CaseSummary& summary) {
    const Instant opened = instant(summary.opened_ms());
    if (opened < period_.from || opened >= period_.until || !counts_in_figures(summary)) return;
    if (!seen_.insert(summary.case_id()).second) return;
    auto& territory = territories_[summary.territory()];
    auto& hour = hours_[hour_of(summary)];
    for (auto* group : {&cases_, &territory, &hour}) add_case(*group, summary);
    for (const auto& need : summary.needs()) {
        // The coordinator's own call for the case is no need of hers.
        if (need.need() == v1::Need::unknown || need.sector() == v1::Sector::unknown) continue;
        auto& sector = sectors_[need.sector()];
        auto& kind = kinds_[need.sector()][v1::Need::Kind_Name(need.need())];
        for (auto* group : {&needs_, &sector, &kind}) ++group->count;
        for (auto* group : {&needs_, &sector, &kind, &territory, &hour})
            add_need(*group, need, summary.opened_ms());
    }
}

v1::Figures FigureSums::figures(bool indigenous) const {
    v1::Figures told;
    *told.mutable_from() = stamp_of(period_.from);
    *told.mutable_until() = stamp_of(period_.until);
    told.set_least(least_told);
    told.set_given(cases_.count >= least_told);
    if (!told.given()) return told;

    std::vector<NamedGroup> sectors;
    for (const auto& [code, group] : sectors_)
        sectors.push_back(
            {.name = v1::Sector::Code_Name(code),
             .group = &group,
             .withheld = code == v1::Sector::indigenous_services && !indigenous,
             .parts = kinds_.contains(code) ? named(kinds_.at(code)) : std::vector<NamedGroup>{}});
    auto whole = told_of({&cases_, &needs_});
    std::vector<v1::FigureRow> rows;
    if (needs_.count >= least_told) rows = told_rows(sectors, whole);
    // Police came as often as its needs were covered: where that is left out, so is this.
    const bool police = std::ranges::any_of(rows, [](const v1::FigureRow& row) {
        return row.group() == v1::Sector::Code_Name(v1::Sector::police) &&
               share_told(row, Figure::covered);
    });
    if (!police) whole.never.insert(Figure::reported);

    *told.mutable_cases() = whole_row(cases_, whole);
    if (needs_.count >= least_told) *told.mutable_needs() = whole_row(needs_, whole);
    for (auto& row : rows) *told.add_sectors() = std::move(row);
    for (auto& row : told_rows(named(territories_), whole))
        *told.add_territories() = std::move(row);
    for (auto& row : told_rows(named(hours_), whole)) *told.add_hours() = std::move(row);
    return told;
}

}  // namespace relais::domain
