// A small world to decide in: two territories, three sectors, a coordinator; and a story, which is
// a case that is told command by command. No socket, no clock, no sleep.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/base/ids.hpp"
#include "common/domain/case.hpp"
#include "common/domain/effects.hpp"

namespace relais::test {

using namespace std::chrono_literals;

inline const std::string alert_uuid = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c11";
inline const std::string case_aggregate = "case/" + case_of_alert(alert_uuid).value();
// Wednesday, 2 a.m. in Montréal.
inline constexpr Instant night = instant(1'794'985'200'000);

class World {
public:
    World() {
        territory("06", "America/Toronto", {"13"});
        territory("13", "America/Toronto", {"06"});
        organization("hospital", v1::Sector::health);
        organization("night-shelter", v1::Sector::shelter);
        organization("police", v1::Sector::police);
        organization("coalition", v1::Sector::unknown);
        roster(v1::Sector::health, "06", {{"nadia"}, {"omar"}});
        roster(v1::Sector::health, "13", {{"lise"}});
        roster(v1::Sector::shelter, "06", {{"ines"}, {"paul"}});
        roster(v1::Sector::police, "06", {{"sergeant"}});
        roster(v1::Sector::unknown, "06", {{"coralie"}, {"denis"}});
        roster(v1::Sector::unknown, "13", {{"coralie"}});
        ladder("standard");
        rule(v1::Need::immediate_care, v1::Sector::health);
        rule(v1::Need::emergency_shelter, v1::Sector::shelter);
        rule(v1::Need::police_protection, v1::Sector::police).set_explicit_consent(true);
    }

    [[nodiscard]] v1::Directory& data() { return data_; }
    [[nodiscard]] v1::Person& person(const std::string& id) {
        for (auto& person : *data_.mutable_people())
            if (person.id() == id) return person;
        ADD_FAILURE() << "no such person: " << id;
        return *data_.add_people();
    }
    [[nodiscard]] domain::DirectoryPtr directory() const {
        return std::make_shared<const domain::Directory>(data_);
    }

    void territory(const std::string& id, const std::string& zone,
                   const std::vector<std::string>& neighbours) {
        auto& entry = *data_.add_territories();
        entry.set_id(id);
        entry.set_zone(zone);
        for (const auto& neighbour : neighbours) entry.add_neighbours(neighbour);
    }
    void organization(const std::string& id, v1::Sector::Code sector) {
        auto& entry = *data_.add_organizations();
        entry.set_id(id);
        entry.set_sector(sector);
    }
    // One turn a level: levels[0] is on call first, levels[1] stands behind.
    void roster(v1::Sector::Code sector, const std::string& territory,
                const std::vector<std::vector<std::string>>& levels) {
        auto& entry = *data_.add_rosters();
        entry.set_id("roster-" + v1::Sector::Code_Name(sector) + "-" + territory);
        entry.set_sector(sector);
        entry.set_coordination(sector == v1::Sector::unknown);
        entry.add_territories(territory);
        entry.set_zone("America/Toronto");
        for (std::size_t level = 0; level < levels.size(); ++level) {
            auto& layer = *entry.add_layers();
            layer.set_id("level-" + std::to_string(level + 1));
            layer.set_level(static_cast<std::uint32_t>(level + 1));
            layer.mutable_rotation()->set_length(7);
            layer.mutable_rotation()->set_start_date("2026-01-05");
            auto& turn = *layer.mutable_rotation()->add_turns();
            for (const auto& id : levels[level]) {
                turn.add_people(id);
                add_person(id, sector);
            }
        }
    }
    v1::NeedRule& rule(v1::Need::Kind need, v1::Sector::Code sector) {
        auto& entry = *data_.add_need_rules();
        entry.set_need(need);
        entry.set_sector(sector);
        entry.set_quota(1);
        entry.set_ladder("standard");
        return entry;
    }

private:
    void add_person(const std::string& id, v1::Sector::Code sector) {
        for (const auto& person : data_.people())
            if (person.id() == id) return;
        auto& person = *data_.add_people();
        person.set_id(id);
        for (const auto& organization : data_.organizations())
            if (organization.sector() == sector) person.set_organization(organization.id());
        person.add_languages("fr");
        for (const char* way : {"hook", "phone"}) {
            auto& entry = *person.add_ways();
            entry.set_id(way);
            entry.set_channel(v1::Channel::sandbox);
        }
    }
    void ladder(const std::string& id) {
        auto& entry = *data_.add_ladders();
        entry.set_id(id);
        const auto rung = [&](v1::Rung::Reach reach, std::uint32_t level, std::uint32_t wait_ms,
                              std::uint32_t wait_max_ms = 0) {
            auto& added = *entry.add_rungs();
            added.set_reach(reach);
            added.set_level(level);
            added.set_wait_ms(wait_ms);
            added.set_wait_max_ms(wait_max_ms);
        };
        rung(v1::Rung::territory, 1, 90'000);
        rung(v1::Rung::territory, 2, 60'000);
        rung(v1::Rung::neighbours, 0, 60'000);
        rung(v1::Rung::coordinator, 0, 120'000, 480'000);
    }

    v1::Directory data_;
};

class Story {
public:
    explicit Story(const World& world) : directory(world.directory()) {
        state.aggregate = case_aggregate;
    }

    // Decides and, when it is accepted, folds; gives what happened.
    std::vector<v1::Event> when(v1::Command command, const std::string& person = "worker") {
        command.set_aggregate(state.aggregate);
        if (command.command_id().empty())
            command.set_command_id("command-" + std::to_string(++commands_));
        command.mutable_actor()->set_person(person);
        auto decision = domain::decide(state, command, now, *directory);
        rejection = decision ? v1::Rejection::none : decision.error();
        if (!decision) return {};
        for (const auto& event : *decision) {
            state = domain::evolve(std::move(state), event);
            history.push_back(event);
        }
        return *decision;
    }

    std::vector<v1::Event> alert(const std::vector<v1::Need::Kind>& needs) {
        v1::Command command;
        auto& open = *command.mutable_open_case();
        open.set_alert_id(alert_uuid);
        open.set_code("TOKA-RILU");
        open.set_territory("06");
        for (const auto need : needs) open.add_needs()->set_need(need);
        return when(command);
    }
    std::vector<v1::Event> answer(const std::string& page, v1::Answer::Kind kind,
                                  std::uint32_t eta = 0) {
        v1::Command command;
        command.mutable_answer_page()->set_page(page);
        command.mutable_answer_page()->set_answer(kind);
        command.mutable_answer_page()->set_eta_minutes(eta);
        const auto* need = state.need_of_page(page);
        return when(command, need == nullptr ? "nobody" : need->pages.at(page).person);
    }
    std::vector<v1::Event> handed_over(const std::string& page) {
        v1::Command command;
        auto& report = *command.mutable_report_handover();
        report.set_page(page);
        report.set_message_id(page + "/0");
        report.set_at_ms(to_ms(now));
        return when(command);
    }
    // The deadline as its timer would fire it, at its own instant.
    std::vector<v1::Event> fire(const std::string& name) {
        const auto armed = domain::deadlines(state);
        const auto found = armed.find(name);
        if (found == armed.end()) {
            ADD_FAILURE() << "not armed: " << name;
            return {};
        }
        now = std::max(now, found->second);
        v1::Command command;
        command.mutable_fire_deadline()->set_deadline(name);
        command.mutable_fire_deadline()->set_due_ms(to_ms(found->second));
        return when(command);
    }
    // The page that a person was last sent.
    [[nodiscard]] std::string page_of(const std::string& person) const {
        std::string last;
        for (const auto& event : history)
            for (const auto& pick : event.rung_reached().picks())
                if (pick.person() == person) last = pick.page();
        return last;
    }

    domain::DirectoryPtr directory;
    domain::CaseState state;
    std::vector<v1::Event> history;
    Instant now = night;
    v1::Rejection::Code rejection = v1::Rejection::none;

private:
    int commands_ = 0;
};

inline std::vector<std::string> kinds(const std::vector<v1::Event>& events) {
    std::vector<std::string> names;
    for (const auto& event : events) names.push_back(domain::kind_of(event));
    return names;
}

inline std::vector<std::string> paged(const std::vector<v1::Event>& events) {
    std::vector<std::string> people;
    for (const auto& event : events)
        for (const auto& pick : event.rung_reached().picks()) people.push_back(pick.person());
    return people;
}

}  // namespace relais::test
