// An HSDS package: files of JSON (one thing, a list, or pages of the standard's API) or of CSV (a
// folder, perhaps with its datapackage.json). What is read is told with everything wrong in it, by
// file and row; nothing is guessed, and nothing that was understood is left out.
//
//   read  ─►  faults  ─►  whole | as given | good rows only  ─►  listings   (grouping.hpp)
//
// No file, clock or socket is touched here. Any thread may call it; nothing is shared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/hsds/rows.hpp"

namespace relais::hsds {

// A field. Nobody reads more on a screen, and a package may not fill the memory with one text.
inline constexpr std::size_t field_bytes_max = 64u << 10;
// Of rows, in all files: ten times the largest directory of a province.
inline constexpr std::size_t rows_max = 1'000'000;
inline constexpr std::size_t columns_max = 512;
inline constexpr std::size_t told_bytes_max = 80;  // of a wrong value, in a fault

// What datapackage.json calls a package that came without one; it is no data.
inline constexpr std::string_view our_package_name = "relais-listings";

struct File {
    std::string name;  // "phones.csv", below the package's folder
    std::string bytes;
};

// Something wrong, so that whoever made the file finds it.
struct Fault {
    std::string file;
    std::uint32_t row = 0;  // CSV: as a spreadsheet counts, the heading is 1; JSON: the line
    std::string table, id, field;
    std::string code;   // words: "listing_fault.<code>"
    std::string value;  // its beginning
    bool operator==(const Fault&) const = default;
};

struct Place {
    std::uint32_t file = 0;
    std::uint32_t row = 0;
    bool bad = false;  // it cannot be taken as it stands
};

struct Package {
    std::vector<std::string> files;
    std::vector<Row> rows;
    std::vector<Place> places;  // of each row
    std::vector<Fault> faults;
};

[[nodiscard]] Package read_package(const std::vector<File>& files);
// The same for one JSON text.
[[nodiscard]] Package read_json_text(std::string_view json, const std::string& name);

// Adds every fault of what was read to those of the reading.
void inspect(Package& package);

// Whether a row with this fault may be taken all the same, when somebody says so: what it says may
// be wrong, but what it means is clear.
[[nodiscard]] bool bearable(std::string_view code);
// Takes bad rows away, and those that refer to them, and adds a fault for each of these.
void keep_good_rows(Package& package);

// Rows as one JSON text, an object of lists by table: "organizations" with what hangs under them,
// then other rows that hang under nothing.
[[nodiscard]] std::string write_json(const std::vector<Row>& rows);
// A file a table, and datapackage.json.
[[nodiscard]] std::vector<File> write_csv(const std::vector<Row>& rows);
// JSON text of a string, quotes included.
[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace relais::hsds
