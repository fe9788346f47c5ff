#include "services/gateway/screens/change_fields.hpp"

#include <algorithm>
#include <array>

#include "common/words/instants.hpp"
#include "common/words/order.hpp"

namespace relais::gateway::screens {
namespace {

// What a path of the core is called on the form. Of a list the numbers are of the very same lines:
// what was left empty between them is left out when a form is read.
struct Called {
    std::string_view path, field;
};
constexpr std::array called = {
    Called{"", "from"},
    Called{"from", "from"},
    Called{"until", "until"},
    Called{"person", "person"},
    Called{"askedBy", "person"},
    Called{"by", "by"},
    Called{"takenBy", "by"},
    Called{"returnFrom", "return_from"},
    Called{"returnUntil", "return_until"},
    Called{"id", "id"},
    Called{"level", "level"},
    Called{"rotation.length", "length"},
    Called{"rotation.unit", "unit"},
    Called{"rotation.startDate", "start"},
    Called{"rotation.handoffMinute", "handoff"},
    Called{"rotation.turns", "turn-0-0"},
};

// "turn-2-1" for "rotation.turns[2].people[1]"; `rest` is put where no person is meant.
std::string line_of(std::string_view path, std::string_view list, const std::string& field,
                    const std::string& people, const std::string& rest) {
    if (!path.starts_with(list) || path.size() == list.size() || path[list.size()] != '[')
        return {};
    path.remove_prefix(list.size() + 1);
    const auto line = field + "-" + std::string(path.substr(0, path.find(']'))) + "-";
    constexpr std::string_view person = ".people[";
    const auto found = path.find(person);
    if (found == path.npos) return line + rest;
    path.remove_prefix(found + person.size());
    return line + people + std::string(path.substr(0, path.find(']')));
}

std::string field_of(const domain::DirectoryFault& fault) {
    constexpr std::array bodies = {"addOverride", "addAbsence",           "askSwap",
                                   "takeSwap",    "addTemporarySchedule", "putLayer"};
    const std::string_view whole = fault.path;
    const auto dot = std::min(whole.find('.'), whole.size());
    if (std::ranges::find(bodies, whole.substr(0, dot)) == bodies.end()) return {};
    const auto path = whole.substr(std::min(dot + 1, whole.size()));
    const auto found = std::ranges::find(called, path, &Called::path);
    if (found != called.end()) return std::string(found->field);
    if (auto turn = line_of(path, "rotation.turns", "turn", "", "0"); !turn.empty()) return turn;
    if (auto window = line_of(path, "windows", "window", "", "from"); !window.empty())
        return window;
    return line_of(path, "shifts", "shift", "", fault.reason == "shift_empty" ? "0" : "from");
}

class Fields {
public:
    Fields(const View& view, const ChangeScreen& screen, const v1::Directory& directory,
           const v1::Roster* roster, const NameOf& name_of)
        : view_(view),
          screen_(screen),
          form_(screen.form),
          directory_(directory),
          roster_(roster),
          name_of_(name_of),
          wrongs_(wrongs_of(view, screen)) {}

    Data groups() {
        constexpr std::array kinds = {"replace", "add", "remove", "absence", "swap", "schedule"};
        if (form_.what == "layer")
            layer();
        else if (std::ranges::find(kinds, form_.what) != kinds.end())
            dated();
        return std::move(groups_);
    }

private:
    // One row of fields; a group with a title is a fieldset.
    struct Row {
        std::vector<Data> fields;
    };
    [[nodiscard]] std::string say(const std::string& key,
                                  const words::Arguments& arguments = {}) const {
        return view_.say("change." + key, arguments);
    }
    // Every flag is set: the template would otherwise read that of what lies around.
    [[nodiscard]] Data field(const std::string& id, const std::string& label,
                             const std::string& value) const {
        Data one = object();
        one.set("id", id);
        one.set("label", label);
        one.set("value", value);
        for (const auto* flag :
             {"input", "person", "choice", "tick", "days", "invalid", "required", "on"})
            one.set(flag, false);
        one.set("typed", false);
        const auto wrong = std::ranges::find(wrongs_, id, &Wrongs::value_type::first);
        if (wrong == wrongs_.end()) return one;
        one.set("invalid", true);
        one.set("wrong", wrong->second);
        return one;
    }
    [[nodiscard]] Data input(const std::string& id, const std::string& label,
                             const std::string& value, const std::string& type = {},
                             bool required = false) const {
        Data one = field(id, label, value);
        one.set("input", true);
        one.set("typed", !type.empty());
        one.set("type", type);
        one.set("required", required);
        return one;
    }
    [[nodiscard]] Data person_text(const std::string& id, const std::string& label,
                                   const std::string& value) const {
        const bool known = std::ranges::find(directory_.people(), value, &v1::Person::id) !=
                           directory_.people().end();
        Data one = field(id, label, known ? name_of_(value) + " · " + value : value);
        one.set("person", true);
        return one;
    }
    [[nodiscard]] Data select(const std::string& id, const std::string& label, Data options,
                              bool required = false) const {
        Data one = field(id, label, {});
        one.set("choice", true);
        one.set("options", std::move(options));
        one.set("required", required);
        return one;
    }
    // One of a few numbers, and the one that stands if it is another.
    [[nodiscard]] Data numbers(const std::string& id, const std::string& label, int first, int last,
                               const std::string& chosen) const {
        Data options = list();
        bool known = chosen.empty();
        for (int i = first; i <= last; ++i) {
            const auto text = std::to_string(i);
            known = known || text == chosen;
            options.push_back(choice(text, text, text == chosen));
        }
        if (!known) options.push_back(choice(chosen, chosen, true));
        return select(id, label, std::move(options));
    }
    [[nodiscard]] std::string weekday(int code) const {
        // 1 January 2024 was a Monday.
        constexpr std::int64_t monday_ms = 1'704'110'400'000;
        return words::short_weekday(view_.language, monday_ms + (code - 1) * 86'400'000LL, "UTC");
    }

    void group(const std::string& legend, const std::string& hint, std::vector<Row> rows) {
        Data lines = list();
        for (auto& row : rows) {
            Data fields = list();
            for (auto& one : row.fields) fields.push_back(std::move(one));
            Data line = object();
            line.set("fields", std::move(fields));
            lines.push_back(std::move(line));
        }
        Data one = object();
        one.set("titled", !legend.empty());
        one.set("legend", legend);
        one.set("explained", !hint.empty());
        one.set("explanation", hint);
        one.set("rows", std::move(lines));
        groups_.push_back(std::move(one));
    }

    [[nodiscard]] Row period() const {
        return {{input("from", say("from"), form_.from, "datetime-local", true),
                 input("until", say("until"), form_.until, "datetime-local", true)}};
    }

    void dated() {
        std::vector<Row> rows;
        Row who;
        // Who changes only what is hers is not asked who she is.
        if (screen_.her.empty() && form_.what != "schedule")
            who.fields.push_back(select("person", say(form_.what == "swap" ? "asker" : "person"),
                                        people_options(view_, directory_, name_of_, form_.person),
                                        true));
        if (form_.what == "replace")
            who.fields.push_back(select(
                "by", say("by"), people_options(view_, directory_, name_of_, form_.by), true));
        if (form_.what == "add")
            who.fields.push_back(numbers("level", say("level_first"), 1, 3, form_.level));
        if (!who.fields.empty()) rows.push_back(std::move(who));
        rows.push_back(period());
        group({}, {}, std::move(rows));
        if (form_.what == "swap")
            group(say("return"), say("return_hint"),
                  {{{input("return_from", say("from"), form_.return_from, "datetime-local"),
                     input("return_until", say("until"), form_.return_until, "datetime-local")}}});
        if (form_.what == "schedule") shifts();
    }

    void shifts() {
        const std::size_t lines = std::max<std::size_t>(2, form_.shifts.size() + 1) + more();
        for (std::size_t i = 0; i < lines; ++i) {
            const auto shift = i < form_.shifts.size() ? form_.shifts[i] : ChangeForm::Shift{};
            const auto at = "shift-" + std::to_string(i) + "-";
            Row people;
            for (std::size_t k = 0; k < std::max<std::size_t>(2, shift.people.size()); ++k)
                people.fields.push_back(
                    person_text(at + std::to_string(k), say("nth_person", {{"n", ordinal(k)}}),
                                k < shift.people.size() ? shift.people[k] : std::string{}));
            const Row when{{input(at + "from", say("from"), shift.from, "datetime-local"),
                            input(at + "until", say("until"), shift.until, "datetime-local"),
                            numbers(at + "level", say("level_first"), 1, 3, shift.level)}};
            group(say("shift", {{"n", ordinal(i)}}), i == 0 ? say("shifts_hint") : std::string{},
                  {people, when});
        }
    }

    void layer() {
        Row name;
        if (form_.of.empty()) name.fields.push_back(input("id", say("id"), form_.id, {}, true));
        name.fields.push_back(numbers("level", say("level_first"), 1, 3, form_.level));
        name.fields.push_back(numbers("priority", say("priority"), 0, 3, form_.priority));
        Data trainee = field("trainee", say("trainee"), "yes");
        trainee.set("tick", true);
        trainee.set("on", !form_.trainee.empty());
        group({}, say("priority_hint"), {name, {{trainee}}});
        rotation();
        windows();
    }

    void rotation() {
        const auto stands = [&](const v1::Layer& one) {
            return one.id() == form_.of && !one.shifts().empty();
        };
        if (roster_ != nullptr && std::ranges::any_of(roster_->layers(), stands))
            return group(say("rotation"), say("given_shifts"), {});
        Data units = list();
        for (const std::string unit : {"hourly", "daily", "weekly", "monthly"})
            units.push_back(choice(unit, say("unit_" + unit), unit == form_.unit));
        group(say("rotation"), {},
              {{{input("length", say("length"), form_.length, {}, true),
                 select("unit", say("unit"), std::move(units))}},
               {{input("start", say("start"), form_.start, "date", true),
                 input("handoff", say("handoff"), form_.handoff, "time", true)}}});
        std::size_t places = 2;
        for (const auto& turn : form_.turns) places = std::max(places, turn.size());
        std::vector<Row> rows;
        for (std::size_t i = 0; i < std::max<std::size_t>(3, form_.turns.size() + 1) + more();
             ++i) {
            Row row;
            for (std::size_t k = 0; k < places; ++k) {
                const bool typed = i < form_.turns.size() && k < form_.turns[i].size();
                row.fields.push_back(
                    person_text("turn-" + std::to_string(i) + "-" + std::to_string(k),
                                say("turn", {{"n", ordinal(i)}, {"k", ordinal(k)}}),
                                typed ? form_.turns[i][k] : std::string{}));
            }
            rows.push_back(std::move(row));
        }
        group(say("turns"), say("turns_hint"), std::move(rows));
    }

    void windows() {
        std::vector<Row> rows;
        for (std::size_t i = 0; i < form_.windows.size() + 1 + more() / 2; ++i) {
            const auto window = i < form_.windows.size() ? form_.windows[i] : ChangeForm::Window{};
            const auto at = "window-" + std::to_string(i) + "-";
            Data weekdays = list();
            weekdays.push_back(choice("", say("any_day"), window.weekday.empty()));
            Data days = list();
            for (int code = 1; code <= 7; ++code) {
                const auto value = std::to_string(code);
                weekdays.push_back(choice(value, weekday(code), window.weekday == value));
                days.push_back(choice(value, weekday(code), window.days.contains(value)));
            }
            Data opens = field(at + "day", say("window_days"), {});
            opens.set("days", true);
            opens.set("options", std::move(days));
            rows.push_back({{input(at + "from", say("window_from"), window.from, "time"),
                             input(at + "until", say("window_until"), window.until, "time"),
                             select(at + "weekday", say("window_weekday"), std::move(weekdays))}});
            rows.push_back({{std::move(opens)}});
        }
        group(say("windows"), say("windows_hint"), std::move(rows));
    }

    [[nodiscard]] std::size_t more() const { return screen_.more ? 4 : 0; }
    static std::int64_t ordinal(std::size_t index) { return static_cast<std::int64_t>(index) + 1; }

    const View& view_;
    const ChangeScreen& screen_;
    const ChangeForm& form_;
    const v1::Directory& directory_;
    const v1::Roster* roster_;
    const NameOf& name_of_;
    const Wrongs wrongs_;
    Data groups_ = list();
};

}  // namespace

Wrongs wrongs_of(const View& view, const ChangeScreen& screen) {
    Wrongs wrongs;
    for (const auto& fault : screen.faults) {
        const auto key = "directory_fault." + fault.reason;
        const auto words = view.words.has(key) ? view.say(key) : fault.reason;
        wrongs.emplace_back(field_of(fault),
                            fault.value.empty() ? words : words + " (" + fault.value + ")");
    }
    return wrongs;
}

Data change_groups(const View& view, const ChangeScreen& screen, const v1::Directory& directory,
                   const v1::Roster* roster, const NameOf& name_of) {
    return Fields(view, screen, directory, roster, name_of).groups();
}

Data choice(const std::string& value, const std::string& words, bool on) {
    Data one = object();
    one.set("value", value);
    one.set("words", words);
    one.set("on", on);
    return one;
}

Data people_options(const View& view, const v1::Directory& directory, const NameOf& name_of,
                    const std::string& chosen) {
    std::vector<std::pair<std::string, std::string>> known;
    for (const auto& person : directory.people())
        known.emplace_back(name_of(person.id()), person.id());
    std::ranges::sort(known, {}, [&](const auto& one) {
        return std::pair(words::sort_key(view.language, one.first), one.second);
    });
    Data all = list();
    all.push_back(choice("", view.say("change.choose"), chosen.empty()));
    for (const auto& [name, id] : known)
        all.push_back(choice(id, name == id ? id : name + " · " + id, id == chosen));
    return all;
}

}  // namespace relais::gateway::screens
