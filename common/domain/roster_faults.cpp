// What is wrong with a roster and with absences. Only what holds whenever one looks: a file may
// tell of the past, so nothing here asks what time it is.
#include <algorithm>
#include <string>

#include <fmt/core.h>

#include "common/domain/fault_list.hpp"
#include "common/domain/roster.hpp"

namespace relais::domain {
namespace {

// Far beyond any plan, and far below where counting months or minutes would overflow.
constexpr std::uint32_t length_max = 10'000;

// A swap that is longer is judged by this much of it.
constexpr Duration swap_looked_at = std::chrono::days(366);

bool valid(const google::protobuf::Timestamp& stamp) {
    constexpr std::int64_t year_1 = -62'135'596'800;
    constexpr std::int64_t year_9999_over = 253'402'300'800;
    return stamp.seconds() >= year_1 && stamp.seconds() < year_9999_over && stamp.nanos() >= 0 &&
           stamp.nanos() < 1'000'000'000;
}

bool in_order(const google::protobuf::Timestamp& from, const google::protobuf::Timestamp& until) {
    return valid(from) && valid(until) && instant_of(from) < instant_of(until);
}

template <class Entry>
bool lasts(const Entry& entry) {
    return entry.has_from() && entry.has_until() && in_order(entry.from(), entry.until());
}

class RosterInspection {
public:
    RosterInspection(const v1::Roster& roster, std::string path, const Ids& people,
                     FaultList& faults)
        : roster_(roster), path_(std::move(path)), people_(people), faults_(faults) {}

    void run() {
        const auto before = faults_.size();
        if (!roster_.owner().empty())
            faults_.refer(people_, roster_.owner(), path_ + ".owner", "person_unknown");
        if (roster_.layers().empty()) add("layers", "layers_missing", roster_.id());
        each("layers", roster_.layers(),
             [this](const auto& layer, const std::string& at) { inspect(layer, at); });
        each("overrides", roster_.overrides(),
             [this](const auto& entry, const std::string& at) { inspect(entry, at); });
        each("temporarySchedules", roster_.temporary_schedules(),
             [this](const auto& schedule, const std::string& at) {
                 period(schedule, at);
                 inspect(schedule.shifts(), at);
             });
        each("swaps", roster_.swaps(),
             [this](const auto& swap, const std::string& at) { inspect(swap, at); });
        each("calendars", roster_.calendars(),
             [this](const auto& source, const std::string& at) { inspect(source, at); });
        inspect_overlaps();
        // Whose a shift is can only be asked of a roster without other faults.
        if (faults_.size() == before && zone_known(roster_.zone())) inspect_owners_of_swaps();
    }

private:
    template <class Entries, class Inspect>
    void each(const std::string& list, const Entries& entries, Inspect inspect_one) {
        faults_.collect(path_ + "." + list, entries);
        for (int i = 0; i < entries.size(); ++i)
            inspect_one(entries[i], fmt::format("{}.{}[{}]", path_, list, i));
    }

    void add(const std::string& where, const std::string& reason, const std::string& value) {
        faults_.add(path_ + "." + where, reason, value);
    }
    void person(const std::string& id, const std::string& at) {
        faults_.refer(people_, id, at, "person_unknown");
    }
    template <class People>
    void people(const People& listed, const std::string& at, const std::string& none) {
        if (listed.empty()) faults_.add(at, none);
        for (int i = 0; i < listed.size(); ++i)
            person(listed[i], fmt::format("{}.people[{}]", at, i));
    }
    template <class Entry>
    void period(const Entry& entry, const std::string& at) {
        if (!lasts(entry)) faults_.add(at, "period_wrong");
    }
    template <class Codes>
    void weekdays(const Codes& codes, const std::string& at) {
        for (int i = 0; i < codes.size(); ++i)
            if (codes[i] < v1::Weekday::monday || codes[i] > v1::Weekday::sunday)
                faults_.add(fmt::format("{}.weekdays[{}]", at, i), "weekday_wrong");
    }

    void inspect(const v1::Layer& layer, const std::string& at) {
        const auto before = faults_.size();
        if (layer.level() == 0) faults_.add(at + ".level", "level_missing", layer.id());
        // What a calendar gives may be nothing, and stands there only once it was read.
        const bool read = std::ranges::any_of(
            roster_.calendars(), [&](const auto& source) { return source.layer() == layer.id(); });
        if (!read && layer.has_rotation() == !layer.shifts().empty())
            faults_.add(at, "rotation_or_shifts", layer.id());
        for (int i = 0; i < layer.windows_size(); ++i)
            inspect(layer.windows(i), fmt::format("{}.windows[{}]", at, i), layer.id());
        if (layer.has_rotation()) inspect(layer.rotation(), at + ".rotation", layer.id());
        inspect(layer.shifts(), at);
        if (faults_.size() == before && layer.has_rotation()) inspect_meeting(layer, at);
    }

    void inspect(const v1::Window& window, const std::string& at, const std::string& layer) {
        if (window.from_minute() >= minutes_a_day || window.until_minute() > minutes_a_day ||
            !v1::Weekday::Code_IsValid(window.until_weekday()))
            faults_.add(at, "window_wrong", layer);
        else if (window.from_minute() == window.until_minute() &&
                 window.until_weekday() == v1::Weekday::unknown)
            faults_.add(at, "window_never_opens", layer);
        weekdays(window.weekdays(), at);
    }

    void inspect(const v1::Rotation& rotation, const std::string& at, const std::string& layer) {
        if (rotation.length() == 0) faults_.add(at + ".length", "length_missing", layer);
        if (rotation.length() > length_max) faults_.add(at + ".length", "length_too_long", layer);
        if (rotation.interval() > length_max)
            faults_.add(at + ".interval", "length_too_long", layer);
        if (!v1::Rotation::Unit_IsValid(rotation.unit()))
            faults_.add(at + ".unit", "unit_unknown", layer);
        if (rotation.handoff_minute() >= minutes_a_day)
            faults_.add(at + ".handoffMinute", "handoff_wrong", layer);
        if (!date_of(rotation.start_date()))
            faults_.add(at + ".startDate", "date_wrong", rotation.start_date());
        weekdays(rotation.weekdays(), at);
        if (rotation.turns().empty()) faults_.add(at + ".turns", "turns_missing", layer);
        for (int i = 0; i < rotation.turns_size(); ++i)
            people(rotation.turns(i).people(), fmt::format("{}.turns[{}]", at, i), "turn_empty");
    }

    // A window that opens only on days on which the rotation has nobody never opens.
    void inspect_meeting(const v1::Layer& layer, const std::string& at) {
        WeekHours manned;
        const auto days = weekdays_of(layer.rotation().weekdays());
        for (int day = 0; day < 7; ++day)
            if ((days >> day & 1) != 0)
                manned.add(day * minutes_a_day + layer.rotation().handoff_minute(), minutes_a_day);
        for (int i = 0; i < layer.windows_size(); ++i) {
            WeekHours open;
            open.add(layer.windows(i));
            if (!open.meets(manned))
                faults_.add(fmt::format("{}.windows[{}]", at, i), "window_never_opens", layer.id());
        }
    }

    void inspect(const google::protobuf::RepeatedPtrField<v1::Shift>& shifts,
                 const std::string& at) {
        for (int i = 0; i < shifts.size(); ++i) {
            const auto shift_at = fmt::format("{}.shifts[{}]", at, i);
            period(shifts[i], shift_at);
            people(shifts[i].people(), shift_at, "shift_empty");
        }
    }

    void inspect(const v1::Override& entry, const std::string& at) {
        period(entry, at);
        person(entry.person(), at + ".person");
        if (entry.kind() == v1::Override::unknown || !v1::Override::Kind_IsValid(entry.kind()))
            faults_.add(at + ".kind", "kind_missing", entry.id());
        if (entry.kind() == v1::Override::replace) person(entry.by(), at + ".by");
    }

    void inspect(const v1::ShiftSwap& swap, const std::string& at) {
        period(swap, at);
        person(swap.asked_by(), at + ".askedBy");
        if (!swap.taken_by().empty()) person(swap.taken_by(), at + ".takenBy");
        if (!swap.taken_by().empty() && swap.taken_by() == swap.asked_by())
            faults_.add(at + ".takenBy", "swap_with_oneself", swap.taken_by());
        if ((swap.has_return_from() || swap.has_return_until()) &&
            !in_order(swap.return_from(), swap.return_until()))
            faults_.add(at + ".returnFrom", "period_wrong");
    }

    void inspect(const v1::CalendarSource& source, const std::string& at) {
        if (source.layer().empty()) return;
        const auto layer = std::ranges::find(roster_.layers(), source.layer(), &v1::Layer::id);
        if (layer == roster_.layers().end())
            faults_.add(at + ".layer", "layer_unknown", source.layer());
        else if (layer->has_rotation())
            faults_.add(at + ".layer", "layer_rotates", source.layer());
        // Each would take away what the other gives.
        if (!calendar_layers_.insert(source.layer()).second)
            faults_.add(at + ".layer", "layer_of_two_calendars", source.layer());
    }

    void inspect_overlaps() {
        for (int i = 0; i < roster_.temporary_schedules_size(); ++i) {
            const auto& late = roster_.temporary_schedules(i);
            for (int k = 0; k < i; ++k) {
                const auto& early = roster_.temporary_schedules(k);
                if (lasts(late) && lasts(early) &&
                    instant_of(late.from()) < instant_of(early.until()) &&
                    instant_of(early.from()) < instant_of(late.until()))
                    add(fmt::format("temporarySchedules[{}]", i), "schedules_overlap", early.id());
            }
        }
    }

    // By the layers and the swaps before it: an override or an absence that comes later makes no
    // swap wrong that was right when it was asked.
    void inspect_owners_of_swaps() {
        v1::Roster plain = roster_;
        plain.clear_overrides();
        plain.clear_temporary_schedules();
        plain.clear_swaps();
        const auto clock = std::make_shared<const WallClock>(roster_.zone());
        const auto owns = [&](const std::string& person, Instant from, Instant until) {
            const auto shifts =
                Timetable(plain, {}, clock).shifts(from, std::min(until, from + swap_looked_at));
            return std::ranges::any_of(
                shifts, [&](const Shift& shift) { return shift.who.person == person; });
        };
        for (int i = 0; i < roster_.swaps_size(); ++i) {
            const auto& swap = roster_.swaps(i);
            const auto at = fmt::format("swaps[{}].", i);
            if (swap.taken_back()) continue;
            if (!owns(swap.asked_by(), instant_of(swap.from()), instant_of(swap.until())))
                add(at + "askedBy", "swap_not_hers", swap.asked_by());
            if (!swap.taken_by().empty() && swap.has_return_from() &&
                !owns(swap.taken_by(), instant_of(swap.return_from()),
                      instant_of(swap.return_until())))
                add(at + "takenBy", "swap_not_hers", swap.taken_by());
            *plain.add_swaps() = swap;
        }
    }

    const v1::Roster& roster_;
    const std::string path_;
    const Ids& people_;
    FaultList& faults_;
    Ids calendar_layers_;
};

}  // namespace

void inspect_roster(const v1::Roster& roster, const std::string& path, const Ids& people,
                    FaultList& faults) {
    RosterInspection(roster, path, people, faults).run();
}

void inspect_absences(const Absences& absences, const Ids& people, FaultList& faults) {
    faults.collect("absences", absences);
    for (int i = 0; i < absences.size(); ++i) {
        const auto at = fmt::format("absences[{}]", i);
        faults.refer(people, absences[i].person(), at + ".person", "person_unknown");
        if (!lasts(absences[i])) faults.add(at, "period_wrong");
    }
}

}  // namespace relais::domain
