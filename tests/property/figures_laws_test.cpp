// Laws of what is left out of figures: whoever tries to work out a number that was left out finds
// more than one that could be it, and many.
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "common/domain/figures.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::CountedRow;
using v1::Figure;

// ── every filling of a small table ──

constexpr std::uint32_t least = 3;

struct Secret {
    std::vector<std::vector<std::uint32_t>> cells;  // of the rows that are left out
    std::vector<std::uint32_t> columns;             // what the total minus what is told gives
    bool row_sums = false;                          // whether they are known as well
};

// Calls back with each filling that agrees with all that is known.
class Reader {
public:
    explicit Reader(const Secret& secret) : secret_(secret), left_(secret.columns) {
        filling_.assign(secret.cells.size(), std::vector<std::uint32_t>(left_.size()));
        values_.assign(secret.cells.size(),
                       std::vector<std::set<std::uint32_t>>(secret.columns.size()));
        fill(0, 0, 0);
    }
    // The values that each cell may have.
    [[nodiscard]] const std::vector<std::vector<std::set<std::uint32_t>>>& values() const {
        return values_;
    }

private:
    void fill(std::size_t row, std::size_t column, std::uint32_t sum) {
        if (row == secret_.cells.size()) {
            for (const auto rest : left_)
                if (rest > 0) return;
            for (std::size_t r = 0; r < filling_.size(); ++r)
                for (std::size_t c = 0; c < left_.size(); ++c) values_[r][c].insert(filling_[r][c]);
            return;
        }
        if (column == left_.size()) {
            std::uint32_t told = 0;
            for (const auto cell : secret_.cells[row]) told += cell;
            if (!secret_.row_sums || told == sum) fill(row + 1, 0, 0);
            return;
        }
        const auto most = left_[column];
        for (std::uint32_t value = 0; value <= most; ++value) {
            filling_[row][column] = value;
            left_[column] = most - value;
            fill(row, column + 1, sum + value);
        }
        left_[column] = most;
    }

    const Secret& secret_;
    std::vector<std::uint32_t> left_;
    std::vector<std::vector<std::uint32_t>> filling_;
    std::vector<std::vector<std::set<std::uint32_t>>> values_;
};

// Nothing: nothing was left out, or the total is not told either.
std::optional<Secret> secret_of(const std::vector<CountedRow>& rows, bool row_sums) {
    const auto out = domain::left_out(rows, least);
    Secret secret{.cells = {}, .columns = {}, .row_sums = row_sums};
    secret.columns.resize(rows.front().cells.size());
    std::vector<std::uint32_t> total(secret.columns.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (out[i]) secret.cells.push_back(rows[i].cells);
        for (std::size_t c = 0; c < total.size(); ++c) {
            total[c] += rows[i].cells[c];
            if (out[i]) secret.columns[c] += rows[i].cells[c];
            if (!out[i]) EXPECT_GE(rows[i].cells[c], least);
        }
    }
    for (const auto column : total)
        if (column < least) return {};
    if (secret.cells.empty()) return {};
    return secret;
}

void expect_many(const Secret& secret) {
    const Reader reader(secret);
    for (const auto& row : reader.values())
        for (const auto& values : row) {
            RC_ASSERT(values.size() > least);
            RC_ASSERT(*values.rbegin() - *values.begin() >= least);
        }
}

TEST(LawsOfFigures, ACountThatIsLeftOutCouldBeMany) {
    EXPECT_TRUE(rc::check([] {
        const auto counts =
            *rc::gen::container<std::vector<std::uint32_t>>(4, rc::gen::inRange(0u, 9u));
        std::vector<CountedRow> rows;
        for (const auto count : counts) rows.push_back({{count}});
        rows.front().withheld = *rc::gen::arbitrary<bool>();
        if (const auto secret = secret_of(rows, false)) expect_many(*secret);
    }));
}

TEST(LawsOfFigures, AShareThatIsLeftOutCouldBeManyEvenWhereItsRowIsKnown) {
    EXPECT_TRUE(rc::check([] {
        std::vector<CountedRow> rows;
        for (int i = 0; i < 3; ++i) {
            const auto yes = *rc::gen::inRange(0u, 8u);
            const auto no = *rc::gen::inRange(yes < least ? least - yes : 0u, 8u);
            rows.push_back({{yes, no}});
        }
        if (const auto secret = secret_of(rows, true)) expect_many(*secret);
    }));
}

// ── figures as they are given ──

struct Case {
    unsigned territory, hour, needs, covered, accepted, state;
};

rc::Gen<std::vector<Case>> cases() {
    const auto one = rc::gen::construct<Case>(rc::gen::element(0u, 0u, 0u, 0u, 1u, 1u, 2u, 3u),
                                              rc::gen::element(0u, 0u, 0u, 1u, 2u),
                                              rc::gen::inRange(0u, 64u), rc::gen::inRange(0u, 64u),
                                              rc::gen::inRange(0u, 12u), rc::gen::inRange(0u, 9u));
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 220), [one](std::size_t size) {
        return rc::gen::container<std::vector<Case>>(size, one);
    });
}

constexpr std::array kinds_of_need{
    std::pair{v1::Need::immediate_care, v1::Sector::health},
    std::pair{v1::Need::emergency_shelter, v1::Sector::shelter},
    std::pair{v1::Need::police_protection, v1::Sector::police},
    std::pair{v1::Need::legal_help, v1::Sector::legal},
    std::pair{v1::Need::immigration_defence, v1::Sector::legal},
    std::pair{v1::Need::indigenous_support, v1::Sector::indigenous_services},
};
constexpr std::array places{"06", "13", "01", "02"};

v1::CaseSummary summary_of(const Case& one, std::size_t id) {
    v1::CaseSummary summary;
    summary.set_case_id(std::to_string(id));
    summary.set_territory(places.at(one.territory));
    summary.set_opened_ms(to_ms(night) + one.hour * 3'600'000);
    auto& stand = *summary.add_milestones();
    stand.set_milestone(v1::Milestone::first_acceptance);
    stand.set_due_ms(summary.opened_ms() + 5 * 60'000);
    stand.set_state(one.accepted < 10    ? v1::Milestone::reached
                    : one.accepted == 10 ? v1::Milestone::missed
                                         : v1::Milestone::ahead);
    if (one.accepted < 10) stand.set_reached_ms(summary.opened_ms() + one.accepted * 60'000);
    for (std::size_t i = 0; i < kinds_of_need.size(); ++i) {
        if ((one.needs >> i & 1U) == 0) continue;
        auto& need = *summary.add_needs();
        need.set_need(kinds_of_need[i].first);
        need.set_sector(kinds_of_need[i].second);
        need.set_mandatory(i % 2 == 0);
        need.set_state(one.state == i ? v1::Need::unmet : v1::Need::covered);
        if ((one.covered >> i & 1U) != 0) need.set_covered_ms(summary.opened_ms() + 60'000);
    }
    return summary;
}

struct Yes {
    std::uint32_t yes = 0, no = 0;
};

// Counted plainly, beside the code that is tested.
class Truth {
public:
    explicit Truth(const std::vector<v1::CaseSummary>& all) : all_(all) {}

    // `in`: whether a case is in the row; `of`: whether one of its needs is.
    template <class In, class Of>
    [[nodiscard]] Yes of(Figure::Kind kind, In in, Of of) const {
        Yes sum;
        for (const auto& one : all_) {
            if (!in(one)) continue;
            if (kind == Figure::first_acceptance) {
                const auto& stand = one.milestones(0);
                if (stand.state() == v1::Milestone::ahead) continue;
                ++(stand.reached_ms() > 0 && stand.reached_ms() <= stand.due_ms() ? sum.yes
                                                                                  : sum.no);
            } else if (kind == Figure::reported) {
                bool police = false;
                for (const auto& need : one.needs())
                    police =
                        police || (need.sector() == v1::Sector::police && need.covered_ms() > 0);
                ++(police ? sum.yes : sum.no);
            } else {
                for (const auto& need : one.needs()) {
                    if (!of(need) || (kind == Figure::mandatory && !need.mandatory())) continue;
                    const bool yes = kind == Figure::unmet ? need.state() == v1::Need::unmet
                                                           : need.covered_ms() > 0;
                    ++(yes ? sum.yes : sum.no);
                }
            }
        }
        return sum;
    }

private:
    const std::vector<v1::CaseSummary>& all_;
};

using RowTruth = std::function<Yes(const std::string& group, Figure::Kind kind)>;

bool shares(const v1::FigureRow& row, Figure::Kind kind) {
    for (const auto& figure : row.figures())
        if (figure.kind() == kind && figure.has_share_percent()) return true;
    return false;
}

// What a table must hold to: `whole` is the row that it is a part of.
void expect_sound(const google::protobuf::RepeatedPtrField<v1::FigureRow>& rows,
                  const v1::FigureRow& whole, std::uint32_t count, const RowTruth& truth) {
    constexpr auto told_from = domain::least_told;
    if (rows.empty()) return;
    std::uint32_t sum = 0;
    for (const auto& row : rows) {
        sum += row.count();
        RC_ASSERT(row.count() >= told_from);
        RC_ASSERT(row.rest_size() != 1);
    }
    RC_ASSERT(sum == count);
    for (int number = 1; number < Figure::Kind_ARRAYSIZE; ++number) {
        const auto kind = static_cast<Figure::Kind>(number);
        Yes hidden;
        int rows_hidden = 0;
        for (const auto& row : rows) {
            Yes here;
            std::vector<std::string> groups(row.rest().begin(), row.rest().end());
            if (groups.empty()) groups.push_back(row.group());
            for (const auto& group : groups) {
                const auto part = truth(group, kind);
                here.yes += part.yes;
                here.no += part.no;
            }
            if (shares(row, kind)) {
                RC_ASSERT(shares(whole, kind));
                RC_ASSERT(here.yes >= told_from && here.no >= told_from);
            } else {
                ++rows_hidden;
                hidden.yes += here.yes;
                hidden.no += here.no;
            }
        }
        if (!shares(whole, kind) || rows_hidden == 0) continue;
        RC_ASSERT(rows_hidden >= 2);
        RC_ASSERT(hidden.yes >= told_from && hidden.no >= told_from);
    }
}

TEST(LawsOfFigures, NothingSmallIsGivenAndNothingThatWouldGiveItAway) {
    World world;
    for (const char* place : {"01", "02"}) world.territory(place, "America/Toronto", {});
    for (const auto& [need, sector] : kinds_of_need) world.rule(need, sector);
    const auto directory = world.directory();
    EXPECT_TRUE(rc::check([&] {
        std::vector<v1::CaseSummary> all;
        for (const auto& one : *cases()) all.push_back(summary_of(one, all.size()));
        domain::FigureSums sums({night - 24h, night + 24h}, directory);
        for (const auto& one : all) sums.add(one);
        const auto told = sums.figures(*rc::gen::arbitrary<bool>());
        RC_ASSERT(told.given() == (all.size() >= domain::least_told));
        if (!told.given()) return;
        const Truth truth(all);
        const auto any_need = [](const v1::NeedSummary&) { return true; };
        v1::FigureRow whole = told.cases();
        for (const auto& figure : told.needs().figures()) *whole.add_figures() = figure;
        const auto total = static_cast<std::uint32_t>(all.size());
        expect_sound(told.territories(), whole, total, [&](const auto& group, auto kind) {
            return truth.of(
                kind, [&](const auto& one) { return one.territory() == group; }, any_need);
        });
        expect_sound(told.hours(), whole, total, [&](const auto& group, auto kind) {
            const auto hour = std::stoi(group) - 2;
            return truth.of(
                kind,
                [&](const auto& one) {
                    return one.opened_ms() == to_ms(night) + hour * 3'600'000LL;
                },
                any_need);
        });
        const auto every_case = [](const v1::CaseSummary&) { return true; };
        const auto of_needs = [&](const auto& wanted) {
            return [&, wanted](const std::string& group, Figure::Kind kind) {
                if (kind < Figure::covered || kind == Figure::reported) return Yes{};
                return truth.of(kind, every_case,
                                [&](const auto& need) { return wanted(need) == group; });
            };
        };
        v1::FigureRow needs = told.needs();
        expect_sound(told.sectors(), needs, needs.count(), of_needs([](const auto& need) {
                         return v1::Sector::Code_Name(need.sector());
                     }));
        for (const auto& sector : told.sectors())
            expect_sound(sector.parts(), sector, sector.count(), of_needs([](const auto& need) {
                             return v1::Need::Kind_Name(need.need());
                         }));
        // Told by one name, it is told by the other.
        bool police = false;
        for (const auto& sector : told.sectors())
            police = police || (sector.group() == "police" && shares(sector, Figure::covered));
        RC_ASSERT(police || !shares(whole, Figure::reported));
    }));
}

// The order in which cases are read, and how often, changes nothing.
TEST(LawsOfFigures, AreTheSameInAnyOrder) {
    World world;
    const auto directory = world.directory();
    EXPECT_TRUE(rc::check([&] {
        std::vector<v1::CaseSummary> all;
        for (const auto& one : *cases()) all.push_back(summary_of(one, all.size()));
        const auto count = [&](auto begin, auto end, bool twice) {
            domain::FigureSums sums({night - 24h, night + 24h}, directory);
            for (auto at = begin; at != end; ++at)
                for (int times = twice ? 2 : 1; times > 0; --times) sums.add(*at);
            return sums.figures(true).SerializeAsString();
        };
        RC_ASSERT(count(all.begin(), all.end(), false) == count(all.rbegin(), all.rend(), true));
    }));
}

}  // namespace
}  // namespace relais::test
