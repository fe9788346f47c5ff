#include "common/domain/suppression.hpp"

#include <algorithm>
#include <numeric>

namespace relais::domain {
namespace {

bool small(const CountedRow& row, std::uint32_t least) {
    return row.withheld || std::ranges::any_of(row.cells, [&](auto cell) { return cell < least; });
}

std::uint64_t size_of(const CountedRow& row) {
    return std::accumulate(row.cells.begin(), row.cells.end(), std::uint64_t{0});
}

// At least two, and enough people in every column.
bool enough(std::span<const CountedRow> rows, const std::vector<bool>& out, std::uint32_t least) {
    if (std::ranges::count(out, true) < 2) return false;
    for (std::size_t column = 0; column < rows.front().cells.size(); ++column) {
        std::uint64_t sum = 0;
        for (std::size_t row = 0; row < rows.size(); ++row)
            if (out[row]) sum += rows[row].cells[column];
        if (sum < least) return false;
    }
    return true;
}

}  // namespace

std::vector<bool> left_out(std::span<const CountedRow> rows, std::uint32_t least) {
    std::vector<bool> out(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out[i] = small(rows[i], least);
    if (std::ranges::count(out, true) == 0) return out;
    while (!enough(rows, out, least)) {
        std::size_t next = rows.size();
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!out[i] && (next == rows.size() || size_of(rows[i]) < size_of(rows[next])))
                next = i;
        if (next == rows.size()) break;  // all of them: only the total is left to tell
        out[next] = true;
    }
    return out;
}

}  // namespace relais::domain
