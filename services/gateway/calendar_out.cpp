#include "services/gateway/calendar_out.hpp"

#include <algorithm>
#include <map>

namespace relais::gateway {
namespace {

constexpr std::chrono::days mark_every{128};
// Longer than most turns: a shift that does not stand for months keeps its own borders.
constexpr std::chrono::days beyond{35};
// A list of regions would hide the day in a calendar's month.
constexpr int places_named_max = 2;

Instant mark_before(Instant at) {
    const auto since = at.time_since_epoch();
    auto marks = since / mark_every;
    if (since < marks * mark_every) --marks;
    return Instant{marks * mark_every};
}

// Where the timetable is asked, so that shifts are cut as seldom as may be, and always alike.
calendar::Window asked(calendar::Window window) {
    return {mark_before(window.from - beyond), mark_before(window.to + beyond) + mark_every};
}

const v1::Roster* roster_of(const domain::Directory& directory, std::string_view id) {
    const auto& rosters = directory.data().rosters();
    const auto found = std::ranges::find(rosters, id, &v1::Roster::id);
    return found == rosters.end() ? nullptr : &*found;
}

words::Language language_of(const domain::Directory& directory, const CalendarOf& of) {
    if (of.kind == CalendarOf::Kind::roster) return words::Language::fr;
    const auto* person = directory.person(of.id);
    const bool told = person != nullptr && !person->languages().empty();
    return told ? words::language_of(person->languages(0)) : words::Language::fr;
}

// Says each thing once: a roster has thousands of shifts and a handful of people.
class Speaker {
public:
    Speaker(const domain::Directory& directory, const CalendarOf& of, const words::Words& words,
            const NameOf& name_of)
        : directory_(directory),
          of_(of),
          words_(words),
          name_of_(name_of),
          language_(language_of(directory, of)) {}

    [[nodiscard]] std::string title() const {
        if (of_.kind == CalendarOf::Kind::person) return say("title_person");
        const auto* roster = roster_of(directory_, of_.id);
        return roster == nullptr ? std::string{}
                                 : say("title_roster", {{"roster", roster_words(*roster)}});
    }
    const std::string& summary(const RosterShift& one) {
        auto& text = summaries_[{one.roster, one.shift.who.person}];
        if (!text.empty()) return text;
        words::Arguments said{{"roster", roster_words(*one.roster)}};
        if (of_.kind == CalendarOf::Kind::person) return text = say("own_shift", said);
        said["name"] = name_of_(one.shift.who.person);
        return text = say("roster_shift", said);
    }
    const std::string& place(const domain::OnCall& who) {
        auto& text = places_[{who.trainee, who.level}];
        if (!text.empty()) return text;
        if (who.trainee) return text = say("trainee");
        return text = say("level", {{"n", static_cast<std::int64_t>(who.level)}});
    }

private:
    [[nodiscard]] std::string say(const std::string& key,
                                  const words::Arguments& arguments = {}) const {
        return words_.say(language_, "calendar." + key, arguments);
    }
    [[nodiscard]] std::string roster_words(const v1::Roster& roster) const {
        const std::string sector =
            roster.coordination()
                ? say("coordination")
                : words_.say(language_, "sector." + v1::Sector::Code_Name(roster.sector()));
        return sector + " · " + places(roster);
    }
    [[nodiscard]] std::string places(const v1::Roster& roster) const {
        if (roster.territories_size() > places_named_max)
            return say("places", {{"n", std::int64_t{roster.territories_size()}}});
        std::string text;
        for (const auto& id : roster.territories()) {
            const auto* territory = directory_.territory(id);
            const auto& name = language_ == words::Language::en && !territory->name_en().empty()
                                   ? territory->name_en()
                                   : territory->name_fr();
            text += (text.empty() ? "" : " · ") + (name.empty() ? id : name);
        }
        return text;
    }

    const domain::Directory& directory_;
    const CalendarOf& of_;
    const words::Words& words_;
    const NameOf& name_of_;
    words::Language language_;
    std::map<std::pair<const v1::Roster*, std::string>, std::string> summaries_;
    std::map<std::pair<bool, std::uint32_t>, std::string> places_;
};

}  // namespace

bool known(const domain::Directory& directory, const CalendarOf& of) {
    switch (of.kind) {
        case CalendarOf::Kind::person:
            return directory.person(of.id) != nullptr;
        case CalendarOf::Kind::roster:
            return roster_of(directory, of.id) != nullptr;
    }
    return false;
}

std::vector<RosterShift> shifts_of(const domain::Directory& directory, const CalendarOf& of,
                                   calendar::Window window) {
    const bool whole = of.kind == CalendarOf::Kind::roster;
    const auto [from, to] = asked(window);
    std::vector<RosterShift> shifts;
    for (const auto& roster : directory.data().rosters()) {
        if (whole && roster.id() != of.id) continue;
        for (auto& shift : directory.timetable(roster).shifts(from, to)) {
            const bool hers = whole || shift.who.person == of.id;
            if (hers && shift.from < window.to && window.from < shift.until)
                shifts.push_back({&roster, std::move(shift)});
        }
    }
    std::ranges::stable_sort(shifts, {}, [](const RosterShift& one) { return one.shift.from; });
    return shifts;
}

calendar::WrittenCalendar in_words(const domain::Directory& directory, const CalendarOf& of,
                                   const std::vector<RosterShift>& shifts,
                                   const words::Words& words, const NameOf& name_of,
                                   Instant stamp) {
    Speaker speaker(directory, of, words, name_of);
    calendar::WrittenCalendar calendar{.name = speaker.title(), .stamp = stamp, .shifts = {}};
    calendar.shifts.reserve(shifts.size());
    for (const auto& one : shifts) {
        const auto& who = one.shift.who;
        calendar.shifts.push_back({.key = {one.roster->id(), who.layer, who.person},
                                   .from = one.shift.from,
                                   .until = one.shift.until,
                                   .summary = speaker.summary(one),
                                   .label = speaker.place(who)});
    }
    return calendar;
}

}  // namespace relais::gateway
