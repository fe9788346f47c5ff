// What Open Referral HSDS 3 says of its tables: their names in CSV and as lists in JSON, their
// fields, and how rows refer to each other. The standard's own words; nothing of ours but the two
// extension fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::hsds {

// Ours, on a location, a telephone or a contact: who may see it, as Confidentiality.Code.
inline constexpr std::string_view confidentiality_field = "confidentiality";
// Ours, on a location: the location or telephone that stands in its place for whoever may not see
// it.
inline constexpr std::string_view front_gate_field = "front_gate";
// Ours: further rows that a row hangs under, a line each, "contact/<id>", where a table has room
// for one of a kind only.
inline constexpr std::string_view also_under_field = "also_under";
inline constexpr char also_under_between = '\n';  // an id may have blanks in it
// In our JSON, rows of tables that the standard does not have, and which table each is of.
inline constexpr std::string_view other_tables_key = "other_tables";
inline constexpr std::string_view table_field = "table";

struct Field {
    std::string name;
    bool required = false;
    bool number = false;
};

struct Table {
    std::string name;  // "address"
    std::string list;  // "addresses": its file, and its key in the JSON of the row above
    std::vector<Field> fields;

    [[nodiscard]] const Field* field(std::string_view wanted) const;
};

[[nodiscard]] const std::vector<Table>& tables();
// By its name, the name of its list or of a file; null when the standard has no such table.
[[nodiscard]] const Table* table_named(std::string_view name);
// The table of a list in JSON: "additional_urls" are rows of "url".
[[nodiscard]] const Table* table_of_list(std::string_view key);
// Under which key rows of a table stand in the JSON of a row of `above`.
[[nodiscard]] std::string list_key(std::string_view table, std::string_view above);

// A row that stands as an object in another, which refers to it: {"service_at_location",
// "location", "location_id", "location"}.
struct Within {
    std::string_view table, key, field, of;
};
// Without a table: of any.
[[nodiscard]] const Within* within_by_key(std::string_view table, std::string_view key);
[[nodiscard]] const Within* within_by_field(std::string_view table, std::string_view field);

// The field by which a row of `table` says what it hangs under: "service_id", "link_id".
[[nodiscard]] std::string field_to(std::string_view table, std::string_view above);
// The table above, when `field` of `table` says what the row hangs under. "*": of any table.
// Empty: it says something else.
[[nodiscard]] std::string_view above_by_field(std::string_view table, std::string_view field);
// Attributes and metadata: about any row, but not about each other.
[[nodiscard]] bool is_about_others(std::string_view table);
// Whether rows of a table may be parts of a row of another.
[[nodiscard]] bool may_hang(std::string_view table, std::string_view above);

}  // namespace relais::hsds
