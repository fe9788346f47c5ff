// The tabular form: a file a table, with the columns that some row uses, and a datapackage.json
// that says how each column is to be read, so that a number comes back as a number.
#include <algorithm>
#include <map>

#include "common/hsds/formula_guard.hpp"
#include "common/hsds/packages.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

struct Column {
    std::string name;
    std::string type;  // of all its cells, or "any": then a cell is JSON
};

std::string_view type_of(const Row::Field& field, bool number) {
    if (field.kind() == Row::Field::number) return "number";
    if (field.kind() == Row::Field::boolean) return "boolean";
    // An empty text is not the same as none; a text where the standard has a number stays a text.
    const bool plain = field.kind() == Row::Field::text && !field.value().empty() && !number;
    return plain ? "string" : "any";
}

std::vector<Column> columns_of(const std::vector<const Row*>& rows, const Table* table) {
    std::vector<std::string> order{"id"};
    if (table != nullptr)
        for (const auto& field : table->fields) order.push_back(field.name);
    std::map<std::string, std::string, std::less<>> types{{"id", "string"}};
    for (const auto* row : rows)
        for (const auto& field : row->fields()) {
            const auto* standard = table == nullptr ? nullptr : table->field(field.name());
            const auto type = type_of(field, standard != nullptr && standard->number);
            const auto [at, fresh] = types.try_emplace(field.name(), type);
            if (!fresh && at->second != type) at->second = "any";
            if (fresh && standard == nullptr) order.push_back(field.name());
        }
    std::vector<Column> columns;
    for (const auto& name : order)
        if (const auto type = types.extract(name)) columns.push_back({name, type.mapped()});
    return columns;
}

void write_cell(std::string& out, std::string_view typed) {
    const auto text = guarded(typed);
    const bool plain = text.find_first_of(",\"\r\n") == std::string::npos &&
                       !text.starts_with(' ') && !text.ends_with(' ');
    if (plain) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

std::string json_of(const Row::Field& field) {
    if (field.kind() == Row::Field::null) return "null";
    return field.kind() == Row::Field::text ? json_text(field.value()) : field.value();
}

std::string table_text(const std::vector<const Row*>& rows, const std::vector<Column>& columns) {
    std::string out;
    for (const auto& column : columns) {
        out += out.empty() ? "" : ",";
        write_cell(out, column.name);
    }
    out += '\n';
    for (const auto* row : rows) {
        bool first = true;
        for (const auto& column : columns) {
            if (!std::exchange(first, false)) out += ',';
            if (column.name == "id") {
                write_cell(out, row->id());
            } else if (const auto* field = field_of(*row, column.name)) {
                write_cell(out, column.type == "any" ? json_of(*field) : field->value());
            }
        }
        out += '\n';
    }
    return out;
}

std::string resource_text(const std::string& table, const std::string& path,
                          const std::vector<Column>& columns) {
    std::string fields;
    for (const auto& column : columns)
        fields += std::string(fields.empty() ? "" : ",\n") +
                  "          {\"name\": " + json_text(column.name) + ", \"type\": \"" +
                  column.type + "\"}";
    return "    {\n      \"name\": " + json_text(table) + ",\n      \"path\": " + json_text(path) +
           ",\n      \"format\": \"csv\",\n      \"mediatype\": \"text/csv\",\n"
           "      \"profile\": \"tabular-data-resource\",\n      \"schema\": {\n"
           "        \"fields\": [\n" +
           fields + "\n        ]\n      }\n    }";
}

std::string description_text(const Row* extras, const std::string& resources) {
    std::string text = "{\n";
    if (extras == nullptr)
        text += "  \"name\": " + json_text(our_package_name) + ",\n";
    else
        for (const auto& field : extras->fields())
            text += "  " + json_text(field.name()) + ": " + json_of(field) + ",\n";
    return text + "  \"resources\": [\n" + resources + "\n  ]\n}\n";
}

// A name of a file, whatever a source called its table.
std::string file_of(const std::string& table) {
    std::string name;
    for (const char c : table) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '-';
        name += plain ? c : '_';
    }
    return name + ".csv";
}

}  // namespace

std::vector<File> write_csv(const std::vector<Row>& rows) {
    std::vector<std::string> order;
    for (const auto& table : tables()) order.push_back(table.name);
    std::map<std::string, std::vector<const Row*>> by_table;
    const Row* extras = nullptr;
    for (const auto& row : rows) {
        if (row.table() == "datapackage") {
            extras = &row;
            continue;
        }
        auto& rows_of_it = by_table[row.table()];
        if (rows_of_it.empty() && table_named(row.table()) == nullptr) order.push_back(row.table());
        rows_of_it.push_back(&row);
    }
    std::vector<File> files(1);
    std::string resources;
    for (const auto& table : order) {
        const auto found = by_table.find(table);
        if (found == by_table.end()) continue;
        const auto columns = columns_of(found->second, table_named(table));
        const auto path = file_of(table);
        resources += (resources.empty() ? "" : ",\n") + resource_text(table, path, columns);
        files.push_back({path, table_text(found->second, columns)});
    }
    files.front() = {"datapackage.json", description_text(extras, resources)};
    return files;
}

}  // namespace relais::hsds
