#include "services/gateway/screens/change_form.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway::screens {
namespace {

// More lines than anybody types; a form that has more is cut there and shown so.
constexpr std::size_t lines_max = 60;
constexpr std::size_t people_max = 8;
constexpr std::uint32_t day_minutes = domain::minutes_a_day;

constexpr std::array plain_fields = {
    std::pair{"what", &ChangeForm::what},
    std::pair{"person", &ChangeForm::person},
    std::pair{"by", &ChangeForm::by},
    std::pair{"from", &ChangeForm::from},
    std::pair{"until", &ChangeForm::until},
    std::pair{"return_from", &ChangeForm::return_from},
    std::pair{"return_until", &ChangeForm::return_until},
    std::pair{"id", &ChangeForm::id},
    std::pair{"level", &ChangeForm::level},
    std::pair{"of", &ChangeForm::of},
    std::pair{"priority", &ChangeForm::priority},
    std::pair{"trainee", &ChangeForm::trainee},
    std::pair{"length", &ChangeForm::length},
    std::pair{"unit", &ChangeForm::unit},
    std::pair{"start", &ChangeForm::start},
    std::pair{"handoff", &ChangeForm::handoff},
};

std::string at(const char* list, std::size_t index, const std::string& name) {
    return std::string(list) + "-" + std::to_string(index) + "-" + name;
}

std::vector<std::string> people_in(const http::Fields& fields, const char* list,
                                   std::size_t index) {
    std::vector<std::string> people;
    for (std::size_t place = 0; place < people_max; ++place)
        if (auto person = value_of(fields, at(list, index, std::to_string(place))); !person.empty())
            people.push_back(std::move(person));
    return people;
}

std::string days_in(const http::Fields& fields, const std::string& name) {
    std::string days;
    for (const auto& [field, value] : fields)
        if (field == name && value.size() == 1 && value >= "1" && value <= "7") days += value;
    std::ranges::sort(days);
    days.erase(std::ranges::unique(days).begin(), days.end());
    return days;
}

template <class Entry>
void set_period(const std::string& from_text, const std::string& until_text,
                const domain::WallClock& clock, Entry& entry) {
    if (const auto from = wall_time_in(from_text))
        *entry.mutable_from() = domain::stamp_of(clock.reaches(*from));
    if (const auto until = wall_time_in(until_text))
        *entry.mutable_until() = domain::stamp_of(clock.reaches(*until));
}

// 0 when it is no number: the core refuses it wherever it must not be.
std::uint32_t number(const std::string& text) {
    std::uint32_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? value : 0;
}

// What is no time of day lies after the end of the day, and is refused there.
std::uint32_t minute(const std::string& text) {
    constexpr std::uint32_t wrong = day_minutes + 1;
    const auto time = time_in(text);
    return time ? static_cast<std::uint32_t>(time->count()) : wrong;
}

std::string time_of(std::uint32_t minute) {
    return time_text(domain::WallTime(std::chrono::minutes(minute % day_minutes)));
}

std::string person_of(const std::string& text) {
    static constexpr std::string_view mark = " · ";
    const auto found = text.rfind(mark);
    return found == text.npos ? text : text.substr(found + mark.size());
}

template <class Entry>
void set_people(const std::vector<std::string>& people, Entry& entry) {
    for (const auto& person : people) entry.add_people(person_of(person));
}

// Midnight ends the day; where a weekday is told, it is that day's own.
v1::Window window_of(const ChangeForm::Window& form) {
    v1::Window window;
    window.set_from_minute(minute(form.from));
    window.set_until_weekday(static_cast<v1::Weekday::Code>(number(form.weekday)));
    const auto until = minute(form.until);
    window.set_until_minute(until == 0 && form.weekday.empty() ? day_minutes : until);
    for (const char day : form.days) window.add_weekdays(static_cast<v1::Weekday::Code>(day - '0'));
    return window;
}

ChangeForm::Window form_of(const v1::Window& window) {
    ChangeForm::Window form{.from = time_of(window.from_minute()),
                            .until = time_of(window.until_minute())};
    for (const auto day : window.weekdays()) form.days += std::to_string(day);
    if (window.until_weekday() == v1::Weekday::unknown) return form;
    // The midnight that ends a day begins the next one.
    const bool over = window.until_minute() == day_minutes;
    form.weekday = std::to_string(over ? window.until_weekday() % 7 + 1 : window.until_weekday());
    return form;
}

// What the form does not show of a layer that stands (days without anybody, an interval, shifts
// that were given one by one) stays.
v1::Layer layer_of(const ChangeForm& form, const v1::Roster& roster) {
    v1::Layer layer;
    for (const auto& one : roster.layers())
        if (one.id() == form.of) layer = one;
    layer.set_id(form.of.empty() ? form.id : form.of);
    layer.set_level(number(form.level));
    layer.set_priority(number(form.priority));
    layer.set_trainee(!form.trainee.empty());
    layer.clear_windows();
    for (const auto& window : form.windows) *layer.add_windows() = window_of(window);
    if (!layer.shifts().empty()) return layer;
    auto& rotation = *layer.mutable_rotation();
    v1::Rotation::Unit unit{};
    constexpr auto no_unit = static_cast<v1::Rotation::Unit>(99);
    rotation.set_unit(v1::Rotation::Unit_Parse(form.unit, &unit) ? unit : no_unit);
    rotation.set_length(number(form.length));
    rotation.set_start_date(form.start);
    rotation.set_handoff_minute(minute(form.handoff));
    rotation.clear_turns();
    for (const auto& turn : form.turns) set_people(turn, *rotation.add_turns());
    return layer;
}

v1::TemporarySchedule schedule_of(const ChangeForm& form, const domain::WallClock& clock) {
    v1::TemporarySchedule schedule;
    set_period(form.from, form.until, clock, schedule);
    for (const auto& one : form.shifts) {
        auto& shift = *schedule.add_shifts();
        const bool whole = one.from.empty() && one.until.empty();
        set_period(whole ? form.from : one.from, whole ? form.until : one.until, clock, shift);
        shift.set_level(number(one.level));
        set_people(one.people, shift);
    }
    return schedule;
}

v1::ShiftSwap swap_of(const ChangeForm& form, const domain::WallClock& clock) {
    v1::ShiftSwap swap;
    swap.set_asked_by(form.person);
    set_period(form.from, form.until, clock, swap);
    if (form.return_from.empty() && form.return_until.empty()) return swap;
    const auto from = wall_time_in(form.return_from);
    const auto until = wall_time_in(form.return_until);
    // Half of a period is a mistake: as one of no length the core will say so.
    const bool whole = from && until;
    *swap.mutable_return_from() =
        domain::stamp_of(clock.reaches(whole ? *from : domain::WallTime{}));
    *swap.mutable_return_until() =
        domain::stamp_of(clock.reaches(whole ? *until : domain::WallTime{}));
    return swap;
}

v1::Override override_of(const ChangeForm& form, v1::Override::Kind kind,
                         const domain::WallClock& clock) {
    v1::Override entry;
    entry.set_kind(kind);
    entry.set_person(form.person);
    if (kind == v1::Override::replace) entry.set_by(form.by);
    if (kind == v1::Override::add) entry.set_level(number(form.level));
    set_period(form.from, form.until, clock, entry);
    return entry;
}

}  // namespace

ChangeForm read_change_form(const http::Fields& fields) {
    ChangeForm form;
    for (const auto& [name, value] : fields)
        for (const auto& [plain, member] : plain_fields)
            if (name == plain) form.*member = value;
    for (std::size_t i = 0; i < lines_max; ++i) {
        if (auto turn = people_in(fields, "turn", i); !turn.empty())
            form.turns.push_back(std::move(turn));
        ChangeForm::Window window{.from = value_of(fields, at("window", i, "from")),
                                  .until = value_of(fields, at("window", i, "until")),
                                  .weekday = value_of(fields, at("window", i, "weekday")),
                                  .days = days_in(fields, at("window", i, "day"))};
        if (window != ChangeForm::Window{}) form.windows.push_back(std::move(window));
        ChangeForm::Shift shift{.from = value_of(fields, at("shift", i, "from")),
                                .until = value_of(fields, at("shift", i, "until")),
                                .level = value_of(fields, at("shift", i, "level")),
                                .people = people_in(fields, "shift", i)};
        if (!shift.people.empty() || !shift.from.empty() || !shift.until.empty())
            form.shifts.push_back(std::move(shift));
    }
    return form;
}

http::Fields fields_of(const ChangeForm& form) {
    http::Fields fields;
    for (const auto& [name, member] : plain_fields) fields.emplace_back(name, form.*member);
    const auto add_people = [&](const char* list, std::size_t i, const auto& people) {
        for (std::size_t place = 0; place < people.size(); ++place)
            fields.emplace_back(at(list, i, std::to_string(place)), people[place]);
    };
    for (std::size_t i = 0; i < form.turns.size(); ++i) add_people("turn", i, form.turns[i]);
    for (std::size_t i = 0; i < form.windows.size(); ++i) {
        const auto& window = form.windows[i];
        fields.emplace_back(at("window", i, "from"), window.from);
        fields.emplace_back(at("window", i, "until"), window.until);
        fields.emplace_back(at("window", i, "weekday"), window.weekday);
        for (const char day : window.days)
            fields.emplace_back(at("window", i, "day"), std::string(1, day));
    }
    for (std::size_t i = 0; i < form.shifts.size(); ++i) {
        const auto& shift = form.shifts[i];
        fields.emplace_back(at("shift", i, "from"), shift.from);
        fields.emplace_back(at("shift", i, "until"), shift.until);
        fields.emplace_back(at("shift", i, "level"), shift.level);
        add_people("shift", i, shift.people);
    }
    return fields;
}

ChangeForm form_of(const v1::Layer& layer) {
    ChangeForm form;
    form.what = "layer";
    form.id = layer.id();
    form.of = layer.id();
    form.level = std::to_string(layer.level());
    form.priority = std::to_string(layer.priority());
    if (layer.trainee()) form.trainee = "yes";
    for (const auto& window : layer.windows()) form.windows.push_back(form_of(window));
    if (!layer.has_rotation()) return form;
    const auto& rotation = layer.rotation();
    form.length = std::to_string(rotation.length());
    form.unit = v1::Rotation::Unit_Name(rotation.unit());
    form.start = rotation.start_date();
    form.handoff = time_of(rotation.handoff_minute());
    for (const auto& turn : rotation.turns())
        form.turns.emplace_back(turn.people().begin(), turn.people().end());
    return form;
}

v1::RosterChange change_of(const ChangeForm& form, const v1::Roster* roster,
                           const domain::WallClock& clock) {
    v1::RosterChange change;
    v1::Override::Kind kind{};
    if (form.what == "absence") {
        change.mutable_add_absence()->set_person(form.person);
        set_period(form.from, form.until, clock, *change.mutable_add_absence());
    } else if (form.what == "end_absence") {
        change.set_remove_absence(form.id);
    }
    if (roster == nullptr) return change;
    change.set_roster(roster->id());
    if (form.what == "swap") {
        *change.mutable_ask_swap() = swap_of(form, clock);
    } else if (form.what == "schedule") {
        *change.mutable_add_temporary_schedule() = schedule_of(form, clock);
    } else if (form.what == "layer") {
        *change.mutable_put_layer() = layer_of(form, *roster);
    } else if (form.what == "end_override") {
        change.set_remove_override(form.id);
    } else if (form.what == "end_schedule") {
        change.set_remove_temporary_schedule(form.id);
    } else if (form.what == "end_layer") {
        change.set_remove_layer(form.id);
    } else if (form.what == "take_swap") {
        change.mutable_take_swap()->set_id(form.id);
        change.mutable_take_swap()->set_taken_by(form.by);
    } else if (form.what == "back_swap") {
        change.set_take_back_swap(form.id);
    } else if (v1::Override::Kind_Parse(form.what, &kind)) {
        *change.mutable_add_override() = override_of(form, kind, clock);
    }
    return change;
}

}  // namespace relais::gateway::screens
