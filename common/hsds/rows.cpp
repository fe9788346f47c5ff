#include "common/hsds/rows.hpp"

#include <algorithm>

#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

std::string key_of(std::string_view table, std::string_view id) {
    std::string key;
    key.reserve(table.size() + id.size() + 1);
    return key.append(table).append("/").append(id);
}

}  // namespace

const Row::Field* field_of(const Row& row, std::string_view name) {
    const auto found = std::ranges::find_if(
        row.fields(), [&](const Row::Field& each) { return each.name() == name; });
    return found == row.fields().end() ? nullptr : &*found;
}

std::string_view value_of(const Row& row, std::string_view name) {
    if (name == "id") return row.id();
    const auto* field = field_of(row, name);
    return field == nullptr || field->kind() == Row::Field::null ? std::string_view{}
                                                                 : field->value();
}

void set_field(Row& row, std::string_view name, std::string value, Row::Field::Kind kind) {
    const auto found = std::ranges::find_if(
        *row.mutable_fields(), [&](const Row::Field& each) { return each.name() == name; });
    auto& field = found == row.mutable_fields()->end() ? *row.add_fields() : *found;
    field.set_name(std::string(name));
    field.set_value(std::move(value));
    field.set_kind(kind);
}

void remove_field(Row& row, std::string_view name) {
    auto& fields = *row.mutable_fields();
    fields.erase(std::remove_if(fields.begin(), fields.end(),
                                [&](const Row::Field& each) { return each.name() == name; }),
                 fields.end());
}

std::vector<Link> links_of(const Row& row) {
    std::vector<Link> links;
    for (const auto& field : row.fields()) {
        if (field.value().empty() || field.kind() == Row::Field::null) continue;
        const std::string_view name = field.name();
        if (name == also_under_field) {
            std::string_view rest = field.value();
            while (!rest.empty()) {
                const auto end = std::min(rest.find(also_under_between), rest.size());
                const auto one = rest.substr(0, end);
                if (const auto bar = one.find('/'); bar != one.npos)
                    links.push_back({name, one.substr(0, bar), one.substr(bar + 1)});
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
            continue;
        }
        if (const auto above = above_by_field(row.table(), name); !above.empty())
            links.push_back({name, above, field.value()});
        else if (const auto* within = within_by_field(row.table(), name))
            links.push_back({name, within->of, field.value(), false});
    }
    return links;
}

void hang_under(Row& row, std::string_view table, std::string_view id) {
    const auto name = field_to(row.table(), table);
    const auto stands = std::string(value_of(row, name));
    if (stands == id) return;
    if (stands.empty()) {
        set_field(row, name, std::string(id));
        return;
    }
    const auto one = key_of(table, id);
    for (const auto& link : links_of(row))
        if (link.field == also_under_field && link.table == table && link.id == id) return;
    const auto before = std::string(value_of(row, also_under_field));
    set_field(row, also_under_field, before.empty() ? one : before + also_under_between + one);
}

void Index::add(const Row& row, std::uint32_t number) {
    if (row.id().empty()) return;
    rows_.emplace(key_of(row.table(), row.id()), number);
    if (!is_about_others(row.table())) any_.emplace(row.id(), number);
}

std::optional<std::uint32_t> Index::find(std::string_view table, std::string_view id) const {
    const auto found = rows_.find(key_of(table, id));
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint32_t> Index::find(const Link& link) const {
    if (link.table != "*") return find(link.table, link.id);
    const auto found = any_.find(std::string(link.id));
    return found == any_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace relais::hsds
