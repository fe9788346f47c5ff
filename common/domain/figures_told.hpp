// What of counted groups is told (figures.hpp says what, suppression.hpp why).
#pragma once

#include <set>

#include "common/domain/figures.hpp"

namespace relais::domain {

struct NamedGroup {
    std::string name;
    const FigureSums::Group* group = nullptr;
    bool withheld = false;
    std::vector<NamedGroup> parts = {};
};

[[nodiscard]] std::vector<NamedGroup> named(const std::map<std::string, FigureSums::Group>& groups);

// Which figures are told of the whole that rows are parts of.
struct ToldOf {
    std::set<v1::Figure::Kind> shares;  // whole
    std::set<v1::Figure::Kind> alone;   // medians, without their share, wherever there are enough
    std::set<v1::Figure::Kind> never = {};
};
[[nodiscard]] ToldOf told_of(std::initializer_list<const FigureSums::Group*> groups);

[[nodiscard]] v1::FigureRow whole_row(const FigureSums::Group& group, const ToldOf& told);
// The rows of a table; those that are left out are the last one, together. None, where that one
// would be all there is.
[[nodiscard]] std::vector<v1::FigureRow> told_rows(const std::vector<NamedGroup>& groups,
                                                   const ToldOf& whole);
[[nodiscard]] bool share_told(const v1::FigureRow& row, v1::Figure::Kind kind);

}  // namespace relais::domain
