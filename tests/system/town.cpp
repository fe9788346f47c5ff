// "health-1" alone has two ways, so that a test can break her first one.
#include "tests/system/town.hpp"

#include <initializer_list>

#include <google/protobuf/util/json_util.h>

#include "common/base/check.hpp"

namespace relais::system {
namespace {

constexpr const char* surname = "Larochelle-Quidam";

void add_territory(v1::Directory& directory, const std::string& id, const std::string& neighbour) {
    auto* territory = directory.add_territories();
    territory->set_id(id);
    territory->set_name_fr("Ville " + id);
    territory->set_name_en("Town " + id);
    territory->set_zone("America/Toronto");
    territory->add_neighbours(neighbour);
}

void add_organization(v1::Directory& directory, const std::string& name, v1::Sector::Code sector) {
    auto* organization = directory.add_organizations();
    organization->set_id("org-" + name);
    organization->set_name("Maison " + name);
    organization->set_sector(sector);
}

void add_person(v1::DirectoryFile& file, const Telephones& phones, const std::string& id,
                const std::string& organization) {
    auto* person = file.mutable_directory()->add_people();
    person->set_id(id);
    person->set_organization("org-" + organization);
    person->add_languages("fr");
    person->add_languages("en");
    auto* card = file.add_cards();
    card->set_person(id);
    card->set_name(id + " " + surname);
    for (const std::string way : {"first", "second"}) {
        if (way == "second" && id != "health-1") continue;
        auto* listed = person->add_ways();
        listed->set_id(way);
        listed->set_channel(v1::Channel::webhook);
        auto* address = card->add_ways();
        address->set_way(way);
        address->set_address(phones.address(id, way));
        address->set_secret(Telephones::secret(id, way));
    }
}

v1::Roster& add_roster(v1::Directory& directory, const std::string& name,
                       std::initializer_list<const char*> territories) {
    auto* roster = directory.add_rosters();
    roster->set_id("roster-" + name);
    roster->set_organization("org-" + name);
    roster->set_zone("America/Toronto");
    for (const auto* territory : territories) roster->add_territories(territory);
    return *roster;
}

void add_layer(v1::Roster& roster, std::uint32_t level, const std::string& person) {
    auto* layer = roster.add_layers();
    layer->set_id("layer-" + std::to_string(level));
    layer->set_level(level);
    layer->mutable_rotation()->add_turns()->add_people(person);
    layer->mutable_rotation()->set_length(7);
    layer->mutable_rotation()->set_start_date("2020-01-06");
}

void add_sector(v1::DirectoryFile& file, const Telephones& phones, v1::Sector::Code sector) {
    const auto& name = v1::Sector::Code_Name(sector);
    add_organization(*file.mutable_directory(), name, sector);
    auto& roster = add_roster(*file.mutable_directory(), name, {"06"});
    roster.set_sector(sector);
    for (std::uint32_t level : {1U, 2U}) {
        const auto person = name + "-" + std::to_string(level);
        add_person(file, phones, person, name);
        add_layer(roster, level, person);
    }
}

void add_coordination(v1::DirectoryFile& file, const Telephones& phones) {
    add_organization(*file.mutable_directory(), "coordination", v1::Sector::victim_services);
    add_person(file, phones, "coordination-1", "coordination");
    auto& roster = add_roster(*file.mutable_directory(), "coordination", {"06", "16"});
    roster.set_coordination(true);
    add_layer(roster, 1, "coordination-1");
}

void add_rung(v1::Ladder& ladder, v1::Rung::Reach reach, std::uint32_t level, milliseconds wait,
              milliseconds wait_max = {}) {
    auto* rung = ladder.add_rungs();
    rung->set_reach(reach);
    rung->set_level(level);
    rung->set_wait_ms(static_cast<std::uint32_t>(wait.count()));
    rung->set_wait_max_ms(static_cast<std::uint32_t>(wait_max.count()));
}

void add_rule(v1::Directory& directory, v1::Need::Kind need, v1::Sector::Code sector) {
    auto* rule = directory.add_need_rules();
    rule->set_need(need);
    rule->set_sector(sector);
    rule->set_quota(1);
    rule->set_ladder("short");
    rule->set_explicit_consent(sector == v1::Sector::police);
}

}  // namespace

v1::DirectoryFile town(const Telephones& phones, const Waits& waits) {
    v1::DirectoryFile file;
    auto& directory = *file.mutable_directory();
    add_territory(directory, "06", "16");
    add_territory(directory, "16", "06");
    auto* ladder = directory.add_ladders();
    ladder->set_id("short");
    add_rung(*ladder, v1::Rung::territory, 1, waits.rung);
    add_rung(*ladder, v1::Rung::territory, 0, waits.rung);
    add_rung(*ladder, v1::Rung::neighbours, 0, waits.rung);
    add_rung(*ladder, v1::Rung::coordinator, 0, waits.last, waits.last_max);
    for (const auto& [need, sector] :
         {std::pair{v1::Need::immediate_care, v1::Sector::health},
          std::pair{v1::Need::emergency_shelter, v1::Sector::shelter},
          std::pair{v1::Need::crisis_intervention, v1::Sector::crisis},
          std::pair{v1::Need::legal_help, v1::Sector::legal},
          std::pair{v1::Need::interpretation, v1::Sector::interpreter},
          std::pair{v1::Need::police_protection, v1::Sector::police}}) {
        add_sector(file, phones, sector);
        add_rule(directory, need, sector);
    }
    add_coordination(file, phones);
    // Whoever signs in during a test is somebody: an account of nobody opens nothing.
    for (const char* person : {"worker-person", "responder-person", "coordinator-person",
                               "admin-person", "privacy-person", "another-worker"})
        add_person(file, phones, person, "health");
    auto* package = directory.add_packages();
    package->set_id("welcome");
    package->add_needs(v1::Need::immediate_care);
    package->add_needs(v1::Need::emergency_shelter);
    return file;
}

std::string to_json(const v1::DirectoryFile& file) {
    std::string text;
    check(google::protobuf::util::MessageToJsonString(file, &text).ok(), "a directory as JSON");
    return text;
}

}  // namespace relais::system
