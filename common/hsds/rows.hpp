// Rows as they stand in a listing, and what they refer to. A row hangs under another when it is a
// part of it (a telephone of a location); it only refers to what stands for itself (a term).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "relais/v1/listing.pb.h"

namespace relais::hsds {

using Row = v1::ListingRow;

// Null when the row does not say it.
[[nodiscard]] const Row::Field* field_of(const Row& row, std::string_view name);
// Empty when the row does not say it.
[[nodiscard]] std::string_view value_of(const Row& row, std::string_view name);
void set_field(Row& row, std::string_view name, std::string value,
               Row::Field::Kind kind = Row::Field::text);
void remove_field(Row& row, std::string_view name);

struct Link {
    std::string_view field;
    std::string_view table;  // "*": any
    std::string_view id;
    bool hangs = true;  // false: it refers only
};
[[nodiscard]] std::vector<Link> links_of(const Row& row);
// The row hangs under one more: by its own field, or beside another of the same table.
void hang_under(Row& row, std::string_view table, std::string_view id);

// Which row an id is of. Rows outlive it and stay where they are.
class Index {
public:
    template <class Rows>
    explicit Index(const Rows& rows) {
        std::uint32_t number = 0;
        for (const Row& row : rows) add(row, number++);
    }
    Index() = default;
    void add(const Row& row, std::uint32_t number);
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view table,
                                                    std::string_view id) const;
    // What an attribute or metadata is about: it never hangs under another of those two.
    [[nodiscard]] std::optional<std::uint32_t> find(const Link& link) const;

private:
    std::unordered_map<std::string, std::uint32_t> rows_;  // "<table>/<id>"
    std::unordered_map<std::string, std::uint32_t> any_;   // by id alone
};

}  // namespace relais::hsds
