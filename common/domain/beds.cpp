#include "common/domain/beds.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "common/base/check.hpp"
#include "common/domain/on_call_answers.hpp"

namespace relais::domain {
namespace {

constexpr std::string_view aggregate_prefix = "beds/";
constexpr std::string_view deadline_prefix = "hold/";
constexpr std::size_t id_bytes_max = 64;

// It stands in names of timers, in addresses and on screens.
bool is_id(const std::string& text) {
    return !text.empty() && text.size() <= id_bytes_max && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

bool is_minor(v1::AgeBand::Code band) {
    return band == v1::AgeBand::under_14 || band == v1::AgeBand::from_14_to_17 ||
           band == v1::AgeBand::possibly_minor;
}

bool admits_age(const v1::BedKind& kind, const v1::BedWish& wish) {
    const auto band = wish.age_band();
    const auto admits = [&](v1::AgeBand::Code one) {
        return std::ranges::find(kind.age_bands(), one) != kind.age_bands().end();
    };
    if (kind.age_bands().empty()) return !is_minor(band);
    if (band == v1::AgeBand::unknown)  // whoever names the kind has looked at it
        return !wish.kind().empty() || admits(v1::AgeBand::from_18_to_25) ||
               admits(v1::AgeBand::over_25);
    return admits(band) ||
           (band == v1::AgeBand::possibly_minor && admits(v1::AgeBand::from_14_to_17));
}

bool admits_gender(const v1::BedKind& kind, v1::GenderPreference::Code gender) {
    return gender == v1::GenderPreference::unknown || kind.genders().empty() ||
           std::ranges::find(kind.genders(), gender) != kind.genders().end();
}

bool well_formed(const v1::BedKind& kind) {
    return is_id(kind.id()) &&
           std::ranges::all_of(kind.age_bands(),
                               [](int band) {
                                   return band != v1::AgeBand::unknown &&
                                          v1::AgeBand::Code_IsValid(band);
                               }) &&
           std::ranges::all_of(kind.genders(), [](int gender) {
               return gender != v1::GenderPreference::unknown &&
                      v1::GenderPreference::Code_IsValid(gender);
           });
}

class Decider {
public:
    Decider(const BedsState& state, const v1::Command& command, Instant now,
            const Directory& directory)
        : state_(state), now_(std::max(now, state.last_now)) {
        const auto* shelter = directory.organization(state.organization());
        // A timer's name is parted from its aggregate by the first bar.
        open_ = shelter != nullptr && shelter->sector() == v1::Sector::shelter &&
                shelter->id().find('|') == std::string::npos;
        event_.set_version(state.version + 1);
        event_.set_now_ms(to_ms(now_));
        event_.set_command_id(command.command_id());
        *event_.mutable_actor() = command.actor();
    }

    // Every number is looked at before the first becomes so.
    Decision tell(const v1::TellBeds& tell) {
        if (!open_) return no(v1::Rejection::shelter_unknown);
        std::set<std::string> named(tell.removed().begin(), tell.removed().end());
        for (const auto& item : tell.items()) named.insert(item.kind());
        const int names = tell.items_size() + tell.removed_size();
        if (names == 0 || std::cmp_not_equal(named.size(), names))
            return no(v1::Rejection::beds_not_understood);
        v1::BedsTold& told = *event_.mutable_beds_told();
        for (const auto& item : tell.items()) {
            auto count = counted(item);
            if (!count) return no(count.error());
            *told.add_counts() = std::move(*count);
        }
        for (const auto& id : tell.removed()) {
            const auto* kind = state_.kind(id);
            if (kind == nullptr) return no(v1::Rejection::bed_kind_unknown);
            if (kind->occupied + state_.held(id) > 0) return no(v1::Rejection::beds_over_capacity);
            told.add_removed(id);
        }
        if (std::cmp_greater(evolve(state_, event_).kinds.size(), bed_kinds_max))
            return no(v1::Rejection::beds_not_understood);
        return happened();
    }

    Decision hold(const v1::HoldBed& asked) {
        const auto beds = std::max(asked.beds(), 1u);
        const auto until = instant(asked.until_ms());
        if (const auto known = state_.holds.find(asked.hold()); known != state_.holds.end()) {
            const bool same = known->second.case_code == asked.case_code() &&
                              known->second.beds == beds && known->second.until == until;
            return same ? nothing() : no(v1::Rejection::beds_not_understood);
        }
        if (ended(asked.hold()) != nullptr) return no(v1::Rejection::hold_over);
        if (!open_) return no(v1::Rejection::shelter_unknown);
        if (!is_id(asked.hold()) || !is_id(asked.case_code()) || until <= now_ ||
            until > now_ + hold_longest)
            return no(v1::Rejection::beds_not_understood);
        if (!asked.wish().kind().empty() && state_.kind(asked.wish().kind()) == nullptr)
            return no(v1::Rejection::bed_kind_unknown);
        const auto* kind = chosen(asked.wish(), beds);
        if (kind == nullptr) return no(v1::Rejection::no_bed_free);
        auto& hold = *event_.mutable_bed_held()->mutable_hold();
        hold.set_id(asked.hold());
        hold.set_kind(kind->kind.id());
        hold.set_beds(beds);
        hold.set_case_code(asked.case_code());
        hold.set_until_ms(asked.until_ms());
        return happened();
    }

    // What still stands may be confirmed, even when its time is over and the clock has not come
    // round to it: nobody else has got it meanwhile.
    Decision confirm(const std::string& hold) {
        const auto known = state_.holds.find(hold);
        if (known == state_.holds.end()) return gone(hold);
        if (!open_) return no(v1::Rejection::shelter_unknown);
        if (known->second.confirmed) return nothing();
        event_.mutable_hold_confirmed()->set_hold(hold);
        return happened();
    }

    // Giving back is always possible, also when the shelter is no more.
    Decision release(const v1::ReleaseHold& release) {
        if (const auto* over = ended(release.hold()))
            return !release.arrived() || over->arrived ? nothing() : no(v1::Rejection::hold_over);
        if (!state_.holds.contains(release.hold())) return gone(release.hold());
        event_.mutable_hold_released()->set_hold(release.hold());
        event_.mutable_hold_released()->set_arrived(release.arrived());
        return happened();
    }

    Decision fire(const std::string& deadline) {
        if (!deadline.starts_with(deadline_prefix)) return nothing();
        const auto id = deadline.substr(deadline_prefix.size());
        const auto hold = state_.holds.find(id);
        if (hold == state_.holds.end() || hold->second.confirmed || hold->second.until > now_)
            return nothing();
        event_.mutable_hold_expired()->set_hold(id);
        event_.mutable_hold_expired()->set_due_ms(to_ms(hold->second.until));
        return happened();
    }

private:
    static Decision no(v1::Rejection::Code why) { return std::unexpected(why); }
    static Decision nothing() { return std::vector<v1::Event>{}; }
    Decision happened() { return std::vector{std::move(event_)}; }

    [[nodiscard]] const BedsState::Ended* ended(const std::string& hold) const {
        const auto found = std::ranges::find(state_.ended, hold, &BedsState::Ended::hold);
        return found == state_.ended.end() ? nullptr : &*found;
    }
    [[nodiscard]] Decision gone(const std::string& hold) const {
        return no(ended(hold) == nullptr ? v1::Rejection::hold_unknown : v1::Rejection::hold_over);
    }

    // Reserved beds first: they are kept for just this.
    [[nodiscard]] const BedsState::Kind* chosen(const v1::BedWish& wish, std::uint32_t beds) const {
        const BedsState::Kind* best = nullptr;
        for (const auto& each : state_.kinds) {
            if (!fits(each.kind, wish) || state_.free(each) < beds) continue;
            if (best == nullptr || (each.kind.reserved() && !best->kind.reserved())) best = &each;
        }
        return best;
    }

    std::expected<v1::BedCount, v1::Rejection::Code> counted(const v1::TellBeds::Item& item) const {
        const auto* known = state_.kind(item.kind());
        if (known == nullptr && !item.has_attributes())
            return std::unexpected(v1::Rejection::bed_kind_unknown);
        v1::BedCount count;
        if (known != nullptr) {
            *count.mutable_kind() = known->kind;
            count.set_capacity(known->capacity);
            count.set_occupied(known->occupied);
        }
        if (item.has_occupied_was() && item.occupied_was() != count.occupied())
            return std::unexpected(v1::Rejection::beds_moved_on);
        if (item.has_attributes()) *count.mutable_kind() = item.attributes();
        count.mutable_kind()->set_id(item.kind());
        if (item.has_capacity()) count.set_capacity(item.capacity());
        if (item.has_occupied()) count.set_occupied(item.occupied());
        if (!well_formed(count.kind()) || count.capacity() > beds_of_a_kind_max ||
            count.occupied() > beds_of_a_kind_max)
            return std::unexpected(v1::Rejection::beds_not_understood);
        if (count.occupied() + state_.held(item.kind()) > count.capacity())
            return std::unexpected(v1::Rejection::beds_over_capacity);
        return count;
    }

    const BedsState& state_;
    Instant now_;
    bool open_ = false;
    v1::Event event_;
};

void tell(BedsState& state, const v1::BedsTold& told, Instant now) {
    for (const auto& count : told.counts()) {
        auto place = std::ranges::find(state.kinds, count.kind().id(),
                                       [](const BedsState::Kind& each) { return each.kind.id(); });
        if (place == state.kinds.end()) place = state.kinds.emplace(place);
        *place = {count.kind(), count.capacity(), count.occupied(), now};
    }
    for (const auto& id : told.removed())
        std::erase_if(state.kinds,
                      [&](const BedsState::Kind& each) { return each.kind.id() == id; });
}

void end(BedsState& state, const std::string& id, bool arrived) {
    const auto hold = state.holds.find(id);
    check(hold != state.holds.end(), "a hold ends once");
    if (arrived)
        for (auto& each : state.kinds)
            if (each.kind.id() == hold->second.kind) each.occupied += hold->second.beds;
    state.holds.erase(hold);
    state.ended.push_back({id, arrived});
    while (state.ended.size() > ended_holds_kept) state.ended.pop_front();
}

}  // namespace

std::string BedsState::organization() const {
    check(aggregate.starts_with(aggregate_prefix), "beds are of an organization");
    return aggregate.substr(aggregate_prefix.size());
}

const BedsState::Kind* BedsState::kind(const std::string& id) const {
    const auto found =
        std::ranges::find(kinds, id, [](const Kind& each) { return each.kind.id(); });
    return found == kinds.end() ? nullptr : &*found;
}

std::uint32_t BedsState::held(const std::string& kind) const {
    std::uint32_t beds = 0;
    for (const auto& [id, hold] : holds)
        if (hold.kind == kind) beds += hold.beds;
    return beds;
}

std::uint32_t BedsState::free(const Kind& kind) const {
    return kind.capacity - kind.occupied - held(kind.kind.id());
}

std::string beds_of(const std::string& organization) {
    return std::string(aggregate_prefix) + organization;
}

bool fits(const v1::BedKind& kind, const v1::BedWish& wish) {
    return (wish.kind().empty() || wish.kind() == kind.id()) &&
           (kind.reserved() || !wish.reserved()) && admits_age(kind, wish) &&
           admits_gender(kind, wish.gender()) && (kind.children() || !wish.children()) &&
           (kind.pets() || !wish.pets()) && (kind.accessible() || !wish.accessible()) &&
           (kind.substance_use() || !wish.substance_use()) &&
           (kind.medication() || !wish.medication()) && (kind.no_status() || !wish.no_status()) &&
           kind.security_level() >= wish.security_level() &&
           (kind.individual_programme() || !wish.individual_programme());
}

Decision decide(const BedsState& state, const v1::Command& command, Instant now,
                const Directory& directory) {
    Decider decider(state, command, now, directory);
    if (command.has_tell_beds()) return decider.tell(command.tell_beds());
    if (command.has_hold_bed()) return decider.hold(command.hold_bed());
    if (command.has_confirm_hold()) return decider.confirm(command.confirm_hold().hold());
    if (command.has_release_hold()) return decider.release(command.release_hold());
    if (command.has_fire_deadline()) return decider.fire(command.fire_deadline().deadline());
    return std::unexpected(v1::Rejection::command_not_for_this_aggregate);
}

BedsState evolve(BedsState state, const v1::Event& event) {
    check(event.version() == state.version + 1, "events are folded in order");
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    if (event.has_beds_told()) {
        tell(state, event.beds_told(), state.last_now);
    } else if (event.has_bed_held()) {
        const auto& hold = event.bed_held().hold();
        state.holds[hold.id()] = {.kind = hold.kind(),
                                  .beds = hold.beds(),
                                  .case_code = hold.case_code(),
                                  .until = instant(hold.until_ms())};
    } else if (event.has_hold_confirmed()) {
        state.holds.at(event.hold_confirmed().hold()).confirmed = true;
    } else if (event.has_hold_released()) {
        end(state, event.hold_released().hold(), event.hold_released().arrived());
    } else {
        check(event.has_hold_expired(), "an event of another aggregate");
        end(state, event.hold_expired().hold(), false);
    }
    return state;
}

std::map<std::string, Instant> deadlines(const BedsState& state) {
    std::map<std::string, Instant> all;
    for (const auto& [id, hold] : state.holds)
        if (!hold.confirmed) all[std::string(deadline_prefix) + id] = hold.until;
    return all;
}

v1::ShelterBeds beds_answer(const BedsState& state) {
    v1::ShelterBeds answer;
    answer.set_organization(state.organization());
    answer.set_version(state.version);
    for (const auto& each : state.kinds) {
        auto& kind = *answer.add_kinds();
        *kind.mutable_kind() = each.kind;
        kind.set_capacity(each.capacity);
        kind.set_occupied(each.occupied);
        kind.set_held(state.held(each.kind.id()));
        kind.set_free(state.free(each));
        *kind.mutable_told() = stamp_of(each.told);
    }
    for (const auto& [id, hold] : state.holds) {
        auto& held = *answer.add_holds();
        held.set_hold(id);
        held.set_kind(hold.kind);
        held.set_beds(hold.beds);
        held.set_case_code(hold.case_code);
        held.set_confirmed(hold.confirmed);
        if (!hold.confirmed) *held.mutable_until() = stamp_of(hold.until);
    }
    return answer;
}

}  // namespace relais::domain
