#include "common/hsds/packages.hpp"

#include <map>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "common/hsds/reading.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

constexpr std::string_view description_name = "datapackage.json";

std::string_view last_part(std::string_view path) {
    const auto bar = path.rfind('/');
    return bar == path.npos ? path : path.substr(bar + 1);
}

std::string table_of_file(std::string_view name) {
    name = last_part(name);
    name = name.substr(0, name.rfind('.'));
    const auto* known = table_named(name);
    return known == nullptr ? std::string(name) : known->name;
}

// What datapackage.json says of the files beside it.
struct Described {
    std::map<std::string, std::string, std::less<>> tables;  // by file
    std::map<std::string, ColumnTypes, std::less<>> types;
};

std::string text_at(const boost::json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

void read_resource(const boost::json::object& resource, Described& described) {
    const auto path = text_at(resource, "path");
    const auto name = text_at(resource, "name");
    if (path.empty()) return;
    const auto* known = table_named(name);
    described.tables[path] = known != nullptr ? known->name
                             : name.empty()   ? table_of_file(path)
                                              : name;
    const auto* schema = resource.if_contains("schema");
    const auto* fields = schema != nullptr && schema->is_object()
                             ? schema->get_object().if_contains("fields")
                             : nullptr;
    if (fields == nullptr || !fields->is_array()) return;
    for (const auto& field : fields->get_array()) {
        if (!field.is_object()) continue;
        auto type = text_at(field.get_object(), "type");
        // The standard's own description calls many a number a string: there its fields say it.
        const auto* table = table_named(described.tables[path]);
        const auto* standard =
            table == nullptr ? nullptr : table->field(text_at(field.get_object(), "name"));
        if (type == "string" && standard != nullptr && standard->number) continue;
        described.types[path][text_at(field.get_object(), "name")] = std::move(type);
    }
}

// What it says beside its list of files is kept as a row.
void read_description(const File& file, Described& described, Gathering& gathering) {
    const auto number = gathering.begin_file(file.name);
    boost::json::error_code failed;
    const auto parsed = boost::json::parse(file.bytes, failed);
    if (failed || !parsed.is_object()) {
        gathering.fault({number, 1, true}, {}, {}, "json_broken", failed.message());
        return;
    }
    Row row;
    row.set_table("datapackage");
    row.set_id("datapackage");
    for (const auto& [key, value] : parsed.get_object()) {
        if (key == "resources") continue;
        if (value.is_string())
            set_field(row, key, std::string(value.get_string()));
        else
            set_field(row, key, boost::json::serialize(value), Row::Field::raw);
    }
    const auto* resources = parsed.get_object().if_contains("resources");
    if (resources != nullptr && resources->is_array())
        for (const auto& resource : resources->get_array())
            if (resource.is_object()) read_resource(resource.get_object(), described);
    const bool ours = value_of(row, "name") == our_package_name;
    if (!ours && !row.fields().empty()) gathering.add(std::move(row), {number, 1, false});
}

}  // namespace

Package read_package(const std::vector<File>& files) {
    Package package;
    Gathering gathering(package);
    Described described;
    for (const auto& file : files)
        if (last_part(file.name) == description_name) read_description(file, described, gathering);
    for (const auto& file : files) {
        const auto name = last_part(file.name);
        if (name == description_name) continue;
        if (name.ends_with(".json")) {
            read_json(file.bytes, file.name, gathering);
        } else {
            const auto table = described.tables.find(name);
            const auto types = described.types.find(name);
            read_csv(file.bytes, file.name,
                     table == described.tables.end() ? table_of_file(name) : table->second,
                     types == described.types.end() ? ColumnTypes{} : types->second, gathering);
        }
    }
    return package;
}

Package read_json_text(std::string_view json, const std::string& name) {
    Package package;
    Gathering gathering(package);
    read_json(json, name, gathering);
    return package;
}

}  // namespace relais::hsds
