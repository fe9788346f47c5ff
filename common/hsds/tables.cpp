#include "common/hsds/tables.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <unordered_map>

namespace relais::hsds {
namespace {

struct Written {
    const char* name;
    const char* list;
    const char* fields;  // * required, # a number
};

// A row may only hang under one of a table before its own, so that rows never hang in a ring.
constexpr std::array written = {
    Written{"organization", "organizations",
            "id* name* alternate_name description* email website tax_status tax_id "
            "year_incorporated# legal_status logo uri parent_organization_id"},
    Written{"program", "programs", "id* organization_id name* alternate_name description*"},
    Written{"service", "services",
            "id* organization_id* program_id name* alternate_name description url email status* "
            "interpretation_services application_process fees_description wait_time fees "
            "accreditations eligibility_description minimum_age# maximum_age# assured_date "
            "assurer_email licenses alert last_modified"},
    Written{"service_at_location", "service_at_locations",
            "id* service_id* location_id description"},
    Written{"location", "locations",
            "id* location_type* url organization_id name alternate_name description transportation "
            "latitude# longitude# external_identifier external_identifier_type confidentiality "
            "front_gate"},
    Written{"contact", "contacts",
            "id* organization_id service_id service_at_location_id location_id name title "
            "department email confidentiality"},
    Written{"phone", "phones",
            "id* location_id service_id organization_id contact_id service_at_location_id number* "
            "extension# type description confidentiality"},
    Written{"address", "addresses",
            "id* location_id attention address_1* address_2 city* region state_province* "
            "postal_code* country* address_type*"},
    Written{"organization_identifier", "organization_identifiers",
            "id* organization_id identifier_scheme identifier_type* identifier*"},
    Written{"url", "urls", "id* label url* organization_id service_id"},
    Written{"service_area", "service_areas",
            "id* service_id service_at_location_id name description extent extent_type uri"},
    Written{"schedule", "schedules",
            "id* service_id location_id service_at_location_id valid_from valid_to dtstart "
            "timezone# until count# wkst freq interval# byday byweekno bymonthday byyearday "
            "description opens_at closes_at schedule_link attending_type notes"},
    Written{"funding", "funding", "id* organization_id service_id source"},
    Written{"language", "languages", "id* service_id location_id phone_id name code note"},
    Written{"accessibility", "accessibility", "id* location_id description details url"},
    Written{"cost_option", "cost_options",
            "id* service_id* valid_from valid_to option currency amount# amount_description"},
    Written{"required_document", "required_documents", "id* service_id document uri"},
    Written{"unit", "units", "id* name* scheme identifier uri"},
    Written{"service_capacity", "service_capacities",
            "id* service_id* unit_id* available# maximum# description updated*"},
    Written{"taxonomy", "taxonomies", "id* name* description* uri version"},
    Written{"taxonomy_term", "taxonomy_terms",
            "id* code name* description* parent_id taxonomy language taxonomy_id term_uri"},
    Written{"attribute", "attributes",
            "id* link_id* taxonomy_term_id* link_type link_entity* value label"},
    Written{"metadata", "metadata",
            "id* resource_id* resource_type* last_action_date* last_action_type* field_name* "
            "previous_value* replacement_value* updated_by*"},
    Written{"meta_table_description", "meta_table_descriptions", "id* name language character_set"},
};

constexpr std::array withins = {
    Within{"service_at_location", "location", "location_id", "location"},
    Within{"service_at_location", "service", "service_id", "service"},
    Within{"service", "organization", "organization_id", "organization"},
    Within{"service", "program", "program_id", "program"},
    Within{"attribute", "taxonomy_term", "taxonomy_term_id", "taxonomy_term"},
    Within{"taxonomy_term", "taxonomy_detail", "taxonomy_id", "taxonomy"},
    Within{"service_capacity", "unit", "unit_id", "unit"},
};

std::vector<Table> made() {
    std::vector<Table> all;
    for (const auto& one : written) {
        Table table{.name = one.name, .list = one.list, .fields = {}};
        std::istringstream words(one.fields);
        for (std::string word; words >> word;) {
            Field field;
            for (; word.ends_with('*') || word.ends_with('#'); word.pop_back())
                (word.back() == '*' ? field.required : field.number) = true;
            field.name = word;
            table.fields.push_back(std::move(field));
        }
        all.push_back(std::move(table));
    }
    return all;
}

using Names = std::unordered_map<std::string_view, const Table*>;

// Files are named after the table, after its list, or by habit.
Names made_names() {
    Names names;
    for (const auto& table : tables()) {
        names.emplace(table.name, &table);
        names.emplace(table.list, &table);
    }
    const auto also = [&](std::string_view name, std::string_view table) {
        names.emplace(name, names.at(table));
    };
    also("services_at_location", "service_at_location");
    also("accessibilities", "accessibility");
    also("fundings", "funding");
    return names;
}

// What a row of `table` refers to without hanging under it.
bool refers_only(std::string_view table, std::string_view field) {
    return (table == "service_at_location" && field == "location_id") ||
           (table == "service" && field == "program_id") || field == "taxonomy_term_id" ||
           field == "unit_id" || field == "parent_organization_id";
}

}  // namespace

const Field* Table::field(std::string_view wanted) const {
    const auto found = std::ranges::find(fields, wanted, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

const std::vector<Table>& tables() {
    static const std::vector<Table> all = made();
    return all;
}

const Table* table_named(std::string_view name) {
    static const Names names = made_names();
    const auto found = names.find(name);
    return found == names.end() ? nullptr : found->second;
}

const Table* table_of_list(std::string_view key) {
    if (key == "additional_urls" || key == "additional_websites") return table_named("url");
    if (key == "capacities") return table_named("service_capacity");
    const auto* table = table_named(key);
    return table != nullptr && key == table->list ? table : nullptr;
}

std::string list_key(std::string_view table, std::string_view above) {
    if (table == "url") return above == "organization" ? "additional_websites" : "additional_urls";
    if (table == "service_capacity") return "capacities";
    const auto* known = table_named(table);
    return known == nullptr ? std::string(table) : known->list;
}

const Within* within_by_key(std::string_view table, std::string_view key) {
    const auto found = std::ranges::find_if(withins, [&](const Within& each) {
        return (table.empty() || each.table == table) && each.key == key;
    });
    return found == withins.end() ? nullptr : &*found;
}

const Within* within_by_field(std::string_view table, std::string_view field) {
    const auto found = std::ranges::find_if(
        withins, [&](const Within& each) { return each.table == table && each.field == field; });
    return found == withins.end() ? nullptr : &*found;
}

std::string field_to(std::string_view table, std::string_view above) {
    if (table == "attribute") return "link_id";
    if (table == "metadata") return "resource_id";
    return std::string(above) + "_id";
}

std::string_view above_by_field(std::string_view table, std::string_view field) {
    if ((table == "attribute" && field == "link_id") ||
        (table == "metadata" && field == "resource_id"))
        return "*";
    if (!field.ends_with("_id") || refers_only(table, field)) return {};
    const auto* above = table_named(field.substr(0, field.size() - 3));
    const bool written_out = above != nullptr && field.substr(0, field.size() - 3) == above->name;
    return written_out && may_hang(table, above->name) ? std::string_view(above->name)
                                                       : std::string_view{};
}

bool is_about_others(std::string_view table) { return table == "attribute" || table == "metadata"; }

bool may_hang(std::string_view table, std::string_view above) {
    if (is_about_others(table)) return !is_about_others(above);
    const auto* higher = table_named(above);
    const auto* lower = table_named(table);
    return higher != nullptr && !refers_only(table, field_to(table, above)) &&
           (lower == nullptr || higher < lower);
}

}  // namespace relais::hsds
