// Everything wrong with the rows of a package: what the standard requires of a row, where its
// references lead, and what our two fields of it say.
#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "common/hsds/gathering.hpp"
#include "common/hsds/levels.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

constexpr double latitude_max = 90;
constexpr double longitude_max = 180;

bool within(std::string_view text, double most) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && end == text.data() + text.size() && value >= -most &&
           value <= most;
}

class Inspection {
public:
    explicit Inspection(Package& package) : package_(package), index_(package.rows) {
        for (const auto& fault : package.faults)
            told_.insert(key_of(fault.file, fault.row, fault.field));
    }

    void run() {
        for (std::uint32_t number = 0; number < package_.rows.size(); ++number) {
            row_ = number;
            const Row& row = package_.rows[number];
            name(row);
            required(row);
            references(row);
            coordinates(row);
            level(row);
        }
    }

private:
    void fault(std::string_view field, const char* code, std::string_view value) {
        const Row& row = package_.rows[row_];
        Place& place = package_.places[row_];
        place.bad = true;
        package_.faults.push_back({.file = package_.files[place.file],
                                   .row = place.row,
                                   .table = row.table(),
                                   .id = beginning(row.id()),
                                   .field = std::string(field),
                                   .code = code,
                                   .value = beginning(value)});
    }

    static std::string key_of(const std::string& file, std::uint32_t row, std::string_view field) {
        return std::to_string(row).append(" ").append(field).append(" ").append(file);
    }
    // A value that is wrong in another way is not missing as well.
    [[nodiscard]] bool told(std::string_view field) const {
        const Place& place = package_.places[row_];
        return told_.contains(key_of(package_.files[place.file], place.row, field));
    }

    // Names are a line: they stand in keys, in addresses and before people.
    void name(const Row& row) {
        const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
        if (std::ranges::any_of(row.id(), control)) fault("id", "id_wrong", row.id());
    }

    void required(const Row& row) {
        const auto* table = table_named(row.table());
        if (table == nullptr) return;
        for (const auto& field : table->fields)
            if (field.required && value_of(row, field.name).empty() && !told(field.name))
                fault(field.name, "field_missing", {});
    }

    void references(const Row& row) {
        for (const auto& link : links_of(row))
            if (!index_.find(link)) fault(link.field, "reference_missing", link.id);
        if (const auto gate = value_of(row, front_gate_field); !gate.empty())
            if (!index_.find("location", gate) && !index_.find("phone", gate))
                fault(front_gate_field, "front_gate_unknown", gate);
    }

    void coordinates(const Row& row) {
        constexpr std::array both = {std::pair{"latitude", latitude_max},
                                     std::pair{"longitude", longitude_max}};
        if (row.table() != "location") return;
        for (const auto& [field, most] : both)
            if (const auto value = value_of(row, field); !value.empty() && !within(value, most))
                fault(field, "coordinates_out_of_range", value);
    }

    void level(const Row& row) {
        const auto said = value_of(row, confidentiality_field);
        if (!said.empty() && !level_named(said))
            fault(confidentiality_field, "confidentiality_unknown", said);
    }

    Package& package_;
    Index index_;
    std::unordered_set<std::string> told_;  // by the reading
    std::uint32_t row_ = 0;
};

}  // namespace

void inspect(Package& package) { Inspection(package).run(); }

bool bearable(std::string_view code) {
    constexpr std::array codes = {"field_missing", "reference_missing", "coordinates_out_of_range"};
    return std::ranges::find(codes, code) != codes.end();
}

void keep_good_rows(Package& package) {
    const Index index(package.rows);
    std::vector<std::vector<std::uint32_t>> referring(package.rows.size());
    std::vector<std::uint32_t> bad;
    for (std::uint32_t number = 0; number < package.rows.size(); ++number) {
        if (package.places[number].bad) bad.push_back(number);
        for (const auto& link : links_of(package.rows[number]))
            if (const auto other = index.find(link)) referring[*other].push_back(number);
    }
    while (!bad.empty()) {
        const auto gone = bad.back();
        bad.pop_back();
        for (const auto number : referring[gone]) {
            Place& place = package.places[number];
            if (place.bad) continue;
            place.bad = true;
            bad.push_back(number);
            package.faults.push_back(
                {.file = package.files[place.file],
                 .row = place.row,
                 .table = package.rows[number].table(),
                 .id = beginning(package.rows[number].id()),
                 .field = {},
                 .code = "refers_to_bad",
                 .value = package.rows[gone].table() + "/" + beginning(package.rows[gone].id())});
        }
    }
    std::size_t kept = 0;
    for (std::size_t number = 0; number < package.rows.size(); ++number) {
        if (package.places[number].bad) continue;
        if (kept != number) package.rows[kept] = std::move(package.rows[number]);
        package.places[kept++] = package.places[number];
    }
    package.rows.resize(kept);
    package.places.resize(kept);
}

}  // namespace relais::hsds
