#include "common/domain/figures_told.hpp"

#include <algorithm>

namespace relais::domain {
namespace {

using v1::Figure;
using Group = FigureSums::Group;
using Split = FigureSums::Split;

constexpr unsigned half = 50;
constexpr unsigned nine_tenths = 90;

const Split& split_of(const Group& group, Figure::Kind kind) {
    static const Split none;
    const auto found = group.splits.find(kind);
    return found == group.splits.end() ? none : found->second;
}

bool enough(const Split& split) { return split.yes >= least_told && split.no >= least_told; }

void tell_minutes(const Split& split, Figure& figure) {
    auto minutes = split.minutes;
    figure.set_median_minutes(nearest_rank(minutes, half));
    figure.set_ninetieth_minutes(nearest_rank(minutes, nine_tenths));
}

void tell_whole(const Split& split, Figure::Kind kind, v1::FigureRow& row) {
    auto& figure = *row.add_figures();
    figure.set_kind(kind);
    const auto of = std::uint64_t{split.yes} + split.no;
    figure.set_share_percent(static_cast<std::uint32_t>((split.yes * 100ULL + of / 2) / of));
    if (kind == Figure::unmet || kind == Figure::reported) figure.set_number(split.yes);
    if (split.minutes.size() >= least_told) tell_minutes(split, figure);
}

void tell_alone(const Group& group, const Split& split, Figure::Kind kind, v1::FigureRow& row) {
    if (group.count < 2 * least_told || split.minutes.size() < least_told) return;
    auto& figure = *row.add_figures();
    figure.set_kind(kind);
    tell_minutes(split, figure);
}

void add_to(Group& sum, const Group& group) {
    sum.count += group.count;
    for (const auto& [kind, split] : group.splits) {
        auto& into = sum.splits[kind];
        into.yes += split.yes;
        into.no += split.no;
        into.minutes.insert(into.minutes.end(), split.minutes.begin(), split.minutes.end());
    }
}

struct Row {
    v1::FigureRow told;
    Group group;
    const std::vector<NamedGroup>* parts = nullptr;  // null: of the rest
};

// Groups that are large enough, and one row for all the others.
std::vector<Row> rows_of(const std::vector<NamedGroup>& groups) {
    std::vector<CountedRow> counts;
    for (const auto& one : groups) counts.push_back({{one.group->count}, one.withheld});
    const auto out = left_out(counts);
    std::vector<Row> rows;
    Row rest;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto& one = groups[i];
        if (out[i]) {
            rest.told.add_rest(one.name);
            add_to(rest.group, *one.group);
        } else {
            auto& row =
                rows.emplace_back(Row{.told = {}, .group = *one.group, .parts = &one.parts});
            row.told.set_group(one.name);
        }
    }
    if (rest.told.rest_size() > 0) rows.push_back(std::move(rest));
    for (auto& row : rows) row.told.set_count(row.group.count);
    return rows;
}

void tell_kind(Figure::Kind kind, std::vector<Row>& rows) {
    std::vector<CountedRow> cells;
    for (const auto& row : rows) {
        const auto& split = split_of(row.group, kind);
        cells.push_back({{split.yes, split.no}});
    }
    const auto out = left_out(cells);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!out[i]) tell_whole(split_of(rows[i].group, kind), kind, rows[i].told);
}

}  // namespace

std::vector<NamedGroup> named(const std::map<std::string, Group>& groups) {
    std::vector<NamedGroup> all;
    for (const auto& [name, group] : groups) all.push_back({.name = name, .group = &group});
    return all;
}

ToldOf told_of(std::initializer_list<const Group*> groups) {
    ToldOf told;
    for (const auto* group : groups)
        for (const auto& [kind, split] : group->splits)
            (enough(split) ? told.shares : told.alone).insert(kind);
    return told;
}

bool share_told(const v1::FigureRow& row, Figure::Kind kind) {
    return std::ranges::any_of(row.figures(), [&](const Figure& figure) {
        return figure.kind() == kind && figure.has_share_percent();
    });
}

v1::FigureRow whole_row(const Group& group, const ToldOf& told) {
    v1::FigureRow row;
    row.set_count(group.count);
    for (const auto& [kind, split] : group.splits) {
        if (told.never.contains(kind)) continue;
        if (told.shares.contains(kind))
            tell_whole(split, kind, row);
        else if (told.alone.contains(kind))
            tell_alone(group, split, kind, row);
    }
    return row;
}

std::vector<v1::FigureRow> told_rows(const std::vector<NamedGroup>& groups, const ToldOf& whole) {
    auto rows = rows_of(groups);
    if (rows.size() == 1 && rows.front().parts == nullptr) return {};
    for (int number = 1; number < v1::Figure::Kind_ARRAYSIZE; ++number) {
        const auto kind = static_cast<Figure::Kind>(number);
        if (whole.never.contains(kind)) continue;
        if (whole.shares.contains(kind)) tell_kind(kind, rows);
        if (!whole.alone.contains(kind)) continue;
        for (auto& row : rows) tell_alone(row.group, split_of(row.group, kind), kind, row.told);
    }
    std::vector<v1::FigureRow> told;
    for (auto& row : rows) {
        if (row.parts != nullptr && row.parts->size() > 1) {
            ToldOf here{.shares = {}, .alone = whole.alone, .never = whole.never};
            for (const auto& figure : row.told.figures())
                if (figure.has_share_percent()) here.shares.insert(figure.kind());
            for (auto& part : told_rows(*row.parts, here)) *row.told.add_parts() = std::move(part);
        }
        told.push_back(std::move(row.told));
    }
    return told;
}

}  // namespace relais::domain
