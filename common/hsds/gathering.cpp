#include "common/hsds/gathering.hpp"

#include <boost/json/parse.hpp>

#include "common/base/ids.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

// Bytes of the UTF-8 character that begins a text; 0 when it begins with none.
std::size_t character_size(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool longer = first == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = first == 0xed && byte(1) > 0x9f;
        return follows(1) && follows(2) && !longer && !surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool longer = first == 0xf0 && byte(1) < 0x90;
        const bool beyond = first == 0xf4 && byte(1) > 0x8f;
        return follows(1) && follows(2) && follows(3) && !longer && !beyond ? 4 : 0;
    }
    return 0;
}

bool says_where(const Row& row, std::string_view field) {
    return !above_by_field(row.table(), field).empty();
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto size = character_size(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

std::string beginning(std::string_view value) {
    std::string out;
    while (!value.empty() && out.size() < told_bytes_max) {
        const auto size = character_size(value);
        out += size == 0 ? std::string_view("\xef\xbf\xbd") : value.substr(0, size);
        value.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return value.empty() ? out : out + "…";
}

bool is_json_number(std::string_view text) {
    if (text.empty() || text.size() > told_bytes_max) return false;
    if (text.front() != '-' && (text.front() < '0' || text.front() > '9')) return false;
    boost::json::error_code failed;
    const auto parsed = boost::json::parse({text.data(), text.size()}, failed);
    return !failed && parsed.is_number();
}

std::string text_of_json(std::string_view json) {
    boost::json::error_code failed;
    const auto parsed = boost::json::parse({json.data(), json.size()}, failed);
    if (failed || !parsed.is_string()) return std::string(json);
    return {parsed.get_string().data(), parsed.get_string().size()};
}

std::uint32_t Gathering::begin_file(const std::string& name) {
    package_.files.push_back(name);
    return static_cast<std::uint32_t>(package_.files.size() - 1);
}

void Gathering::fault(const Place& place, const Row& row, std::string field, std::string code,
                      std::string_view value) {
    package_.faults.push_back({.file = package_.files[place.file],
                               .row = place.row,
                               .table = row.table(),
                               .id = beginning(row.id()),
                               .field = std::move(field),
                               .code = std::move(code),
                               .value = beginning(value)});
}

std::optional<std::uint32_t> Gathering::keep(Row row, Place place) {
    if (row.id().empty() && table_named(row.table()) == nullptr)
        row.set_id(name_uuid(row.table() + "/" + row.SerializeAsString()));
    if (row.id().empty()) {
        fault(place, row, "id", "id_missing", {});
        return std::nullopt;
    }
    if (package_.rows.size() == rows_max) {
        if (!package_.faults.empty() && package_.faults.back().code == "rows_too_many")
            return std::nullopt;
        fault(place, row, {}, "rows_too_many", std::to_string(rows_max));
        return std::nullopt;
    }
    const auto number = static_cast<std::uint32_t>(package_.rows.size());
    index_.add(row, number);
    package_.rows.push_back(std::move(row));
    package_.places.push_back(place);
    return number;
}

std::optional<std::uint32_t> Gathering::add(Row row, Place place) {
    if (!row.id().empty() && index_.find(row.table(), row.id())) {
        fault(place, row, "id", "id_twice", row.id());
        return std::nullopt;
    }
    return keep(std::move(row), place);
}

std::optional<std::uint32_t> Gathering::add_again(Row row, Place place) {
    const auto known = row.id().empty() ? std::nullopt : index_.find(row.table(), row.id());
    if (!known) return keep(std::move(row), place);
    Row& first = package_.rows[*known];
    for (auto& field : *row.mutable_fields()) {
        const auto* stands = field_of(first, field.name());
        if (stands == nullptr) {
            *first.add_fields() = std::move(field);
        } else if (stands->value() == field.value() && stands->kind() == field.kind()) {
            continue;
        } else if (says_where(row, field.name())) {
            const auto above = above_by_field(row.table(), field.name());
            if (above != "*") hang_under(first, above, field.value());
        } else {
            fault(place, row, field.name(), "id_twice", field.value());
        }
    }
    package_.places[*known].bad = package_.places[*known].bad || place.bad;
    return known;
}

}  // namespace relais::hsds
