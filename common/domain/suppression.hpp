// Which rows of a table are left out, so that nobody can be counted by whoever reads it.
//
// A row is a group of people, its cells are how many of them are of each kind. A row with a cell of
// fewer than `least` people is left out with all its cells, and so is one that is withheld. Then
// more rows go with it, the smallest first, until at least two are left out and the rows left out
// hold together at least `least` people in every column. All rows left out are told as one.
//
// Why that is enough. Let H be the rows left out, r one of them, c a column. Known at most are the
// sum S_c of the column over H (the total minus what is told) and, where rows were told before by
// another table, the sum n_r ≥ least of each row of H. Then the cell of r and c may be every whole
// number from max(0, n_r + S_c − N) to min(n_r, S_c), N being the sum of all n in H: a table with
// given margins can be filled with whole numbers for each of them. The four differences of those
// bounds are n_r; S_c; N − n_r, which is another row of H or more; and N − S_c, which is at least
// the sum of another column. Each is at least `least`. So every cell left out may have least + 1
// values or more, and none can be had from its row, its column, or both. Where row sums are not
// known either (a table of counts: one column), the cell may be 0 to S_c: the same.
//
// Tables by territory and by hour share nothing but their totals, and any filling of the one goes
// with any filling of the other. Tables inside of a row (the needs of a sector) are made of that
// row alone, and only when it is told. Two periods that overlap can be subtracted from each other:
// whoever publishes keeps to one series of periods.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace relais::domain {

// Below so many people nothing is told: the coalition's rule.
inline constexpr std::uint32_t least_told = 11;

struct CountedRow {
    std::vector<std::uint32_t> cells;
    bool withheld = false;  // as if it were small
};

// For each row whether it is left out.
[[nodiscard]] std::vector<bool> left_out(std::span<const CountedRow> rows,
                                         std::uint32_t least = least_told);

}  // namespace relais::domain
