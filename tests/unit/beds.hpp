// A shelter of the small world, whose beds are told and held command by command.
#pragma once

#include <string>
#include <vector>

#include "common/domain/beds.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {

inline v1::TellBeds::Item count(const std::string& kind, std::uint32_t capacity,
                                std::uint32_t occupied, bool reserved = false) {
    v1::TellBeds::Item item;
    item.set_kind(kind);
    item.mutable_attributes()->set_reserved(reserved);
    item.set_capacity(capacity);
    item.set_occupied(occupied);
    return item;
}

class BedsStory {
public:
    BedsStory() { state.aggregate = domain::beds_of("night-shelter"); }

    domain::Decision when(v1::Command command) {
        command.set_command_id(std::to_string(history.size()));
        auto decision = domain::decide(state, command, now, *world.directory());
        if (!decision) return decision;
        for (const auto& event : *decision) {
            state = domain::evolve(std::move(state), event);
            history.push_back(event);
        }
        return decision;
    }
    domain::Decision tell(const std::vector<v1::TellBeds::Item>& items) {
        v1::Command command;
        command.mutable_tell_beds();
        for (const auto& item : items) *command.mutable_tell_beds()->add_items() = item;
        return when(command);
    }
    // One tap on a screen that shows how many were occupied.
    domain::Decision tap(const std::string& kind, std::uint32_t was, std::uint32_t is) {
        v1::TellBeds::Item item;
        item.set_kind(kind);
        item.set_occupied_was(was);
        item.set_occupied(is);
        return tell({item});
    }
    domain::Decision remove(const std::string& kind) {
        v1::Command command;
        command.mutable_tell_beds()->add_removed(kind);
        return when(command);
    }
    domain::Decision hold(const std::string& hold, const v1::BedWish& wish = {},
                          std::uint32_t beds = 1, Duration length = 2h) {
        v1::Command command;
        auto& asked = *command.mutable_hold_bed();
        asked.set_hold(hold);
        asked.set_case_code(case_code);
        *asked.mutable_wish() = wish;
        asked.set_beds(beds);
        asked.set_until_ms(to_ms(now + length));
        return when(command);
    }
    domain::Decision confirm(const std::string& hold) {
        v1::Command command;
        command.mutable_confirm_hold()->set_hold(hold);
        return when(command);
    }
    domain::Decision release(const std::string& hold, bool arrived = false) {
        v1::Command command;
        command.mutable_release_hold()->set_hold(hold);
        command.mutable_release_hold()->set_arrived(arrived);
        return when(command);
    }
    domain::Decision fire(const std::string& deadline) {
        v1::Command command;
        command.mutable_fire_deadline()->set_deadline(deadline);
        return when(command);
    }
    [[nodiscard]] std::uint32_t free(const std::string& kind) const {
        return state.free(*state.kind(kind));
    }

    World world;
    domain::BedsState state;
    std::vector<v1::Event> history;
    Instant now = night;
    std::string case_code = "K4M7";
};

}  // namespace relais::test
