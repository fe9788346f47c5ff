// Rows as they come out of files, into one package: each id once, each with where it was read.
#pragma once

#include <string>

#include "common/hsds/packages.hpp"

namespace relais::hsds {

class Gathering {
public:
    explicit Gathering(Package& package) : package_(package) {}

    std::uint32_t begin_file(const std::string& name);
    // A row of a table that stands for itself: an id may come once. Gives its number; nothing when
    // it cannot be kept.
    std::optional<std::uint32_t> add(Row row, Place place);
    // As add; the same row may be told again under another one, with less or with more said.
    std::optional<std::uint32_t> add_again(Row row, Place place);
    Row& row(std::uint32_t number) { return package_.rows[number]; }
    void fault(const Place& place, const Row& row, std::string field, std::string code,
               std::string_view value);

private:
    std::optional<std::uint32_t> keep(Row row, Place place);

    Package& package_;
    Index index_;
};

// True when it is UTF-8 as it should be.
[[nodiscard]] bool is_utf8(std::string_view text);
// The beginning of a wrong value, whole characters only.
[[nodiscard]] std::string beginning(std::string_view value);
// The text of a JSON string; what stands there when it is none.
[[nodiscard]] std::string text_of_json(std::string_view json);
[[nodiscard]] bool is_json_number(std::string_view text);

}  // namespace relais::hsds
