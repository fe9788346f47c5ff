#include "services/gateway/screens/roster_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/words/instants.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/on_call_screen.hpp"
#include "services/gateway/screens/roster_choice.hpp"

namespace relais::gateway::screens {
namespace {

using std::chrono::days;

std::vector<std::string> territories_of(const v1::Roster& roster) {
    return {roster.territories().begin(), roster.territories().end()};
}

// "08 h 00 – 20 h 00"; empty: the whole day.
std::string hours(const View& view, const v1::Stand& stand, Instant begin, Instant end) {
    const Instant from = std::max(begin, domain::instant_of(stand.from()));
    const Instant until = std::min(end, domain::instant_of(stand.until()));
    if (from == begin && until == end) return {};
    return from == begin  ? view.say("rosters.to", {{"until", view.time(to_ms(until))}})
           : until == end ? view.say("rosters.from", {{"from", view.time(to_ms(from))}})
                          : view.say("rosters.between", {{"from", view.time(to_ms(from))},
                                                         {"until", view.time(to_ms(until))}});
}

// Who stands in a day, in one layer or in all.
Data stands_in(const View& view, const domain::Directory& directory, const v1::ShiftsAnswer& answer,
               Instant begin, Instant end, const std::string& layer = {}) {
    std::vector<v1::Stand> here;
    for (const auto& stand : answer.shifts())
        if ((layer.empty() || stand.layer() == layer) &&
            domain::instant_of(stand.until()) > begin && domain::instant_of(stand.from()) < end)
            here.push_back(stand);
    // Whoever is asked first stands first; within that, by the hour.
    std::ranges::stable_sort(here, {}, &v1::Stand::level);
    Data all = list();
    for (const auto& stand : here) {
        Data one = object();
        one.set("name", stand_name(view, directory, stand));
        if (auto text = hours(view, stand, begin, end); !text.empty()) one.set("hours", text);
        one.set("trainee", stand.trainee());
        one.set("behind", stand.level() > 1);
        all.push_back(std::move(one));
    }
    return all;
}

// The layers as written, then whatever else put somebody there: overrides, temporary schedules.
std::vector<std::string> layers_of(const v1::Roster& roster, const v1::ShiftsAnswer& answer) {
    std::vector<std::string> layers;
    for (const auto& layer : roster.layers()) layers.push_back(layer.id());
    for (const auto& stand : answer.shifts())
        if (std::ranges::find(layers, stand.layer()) == layers.end())
            layers.push_back(stand.layer());
    return layers;
}

std::string layer_words(const View& view, const v1::Roster& roster, const std::string& id) {
    const auto layer =
        std::ranges::find(roster.layers(), id, [](const auto& one) { return one.id(); });
    if (layer == roster.layers().end()) return view.say("rosters.change", {{"id", id}});
    return view.say(layer->trainee() ? "rosters.layer_trainee" : "rosters.layer",
                    {{"id", id}, {"level", std::int64_t{layer->level()}}});
}

Data week_rows(const View& view, const domain::Directory& directory, const v1::Roster& roster,
               const v1::ShiftsAnswer& answer, const domain::WallClock& clock,
               const RosterPeriod& period) {
    Data rows = list();
    for (const auto& layer : layers_of(roster, answer)) {
        Data cells = list();
        for (auto day = period.first; day < period.last; day += days(1)) {
            const Instant begin = clock.reaches(day);
            Data one = object();
            one.set("date", words::weekday(view.language, to_ms(begin), view.zone));
            one.set("stands",
                    stands_in(view, directory, answer, begin, clock.reaches(day + days(1)), layer));
            cells.push_back(std::move(one));
        }
        Data row = object();
        row.set("layer", layer_words(view, roster, layer));
        row.set("cells", std::move(cells));
        rows.push_back(std::move(row));
    }
    return rows;
}

Data month_rows(const View& view, const domain::Directory& directory,
                const v1::ShiftsAnswer& answer, const domain::WallClock& clock,
                const RosterPeriod& period, LocalDay month) {
    Data rows = list();
    for (auto monday = period.first; monday < period.last; monday += days(7)) {
        Data cells = list();
        for (auto day = monday; day < monday + days(7); day += days(1)) {
            const Instant begin = clock.reaches(day);
            Data one = object();
            one.set("date", words::weekday(view.language, to_ms(begin), view.zone));
            one.set("outside", month_of(day) != month);
            one.set("stands",
                    stands_in(view, directory, answer, begin, clock.reaches(day + days(1))));
            cells.push_back(std::move(one));
        }
        Data row = object();
        row.set("cells", std::move(cells));
        rows.push_back(std::move(row));
    }
    return rows;
}

void set_turning(Data& data, const v1::Roster& roster, const RosterChoice& choice) {
    const auto week = [&](LocalDay day) {
        return "/rosters/" + roster.id() + "?week=" + day_text(monday_of(day));
    };
    const auto month = [&](LocalDay day) {
        return "/rosters/" + roster.id() + "?month=" + month_text(day);
    };
    data.set("before",
             choice.month ? month(months_later(choice.first, -1)) : week(choice.first - days(7)));
    data.set("after",
             choice.month ? month(months_later(choice.first, 1)) : week(choice.first + days(7)));
    // The middle of a week tells its month.
    data.set("other", choice.month ? week(choice.first) : month(choice.first + days(3)));
}

std::string hours_words(const View& view, std::uint32_t seconds) {
    return words::hours(view.words, view.language, seconds * std::int64_t{1'000});
}

// Only where somebody's name may be seen: nobody compares people without names.
void set_fairness(const View& view, const domain::Directory& directory,
                  const v1::FairnessAnswer& answer, Data& data) {
    const auto& burdens = answer.rosters(0).burdens();
    data.set("weighed",
             std::ranges::any_of(burdens, [](const auto& one) { return !one.name().empty(); }));
    const auto date = [&](Instant at) { return words::date(view.language, to_ms(at), view.zone); };
    data.set("weighed_period",
             view.say("fairness.period",
                      {{"from", date(domain::instant_of(answer.from()))},
                       // The last instant is out.
                       {"to", date(domain::instant_of(answer.to()) - std::chrono::minutes(1))}}));
    std::uint64_t whole = 0;
    for (const auto& one : burdens) whole += one.seconds();
    Data rows = list();
    for (const auto& burden : burdens) {
        Data one = object();
        one.set("name", person_words(view, directory, burden.name(), burden.organization()));
        one.set("hours", hours_words(view, burden.seconds()));
        one.set("nights", hours_words(view, burden.night_seconds()));
        one.set("weekends", hours_words(view, burden.weekend_seconds()));
        const auto percent =
            whole == 0 ? 0 : (burden.seconds() * std::uint64_t{100} + whole / 2) / whole;
        one.set("percent", std::to_string(percent));
        one.set("share",
                view.say("fairness.share_of", {{"n", static_cast<std::int64_t>(percent)}}));
        rows.push_back(std::move(one));
    }
    data.set("burdens", std::move(rows));
}

Data note_rows(const View& view, const std::vector<CalendarNote>& notes) {
    Data rows = list();
    for (const auto& note : notes) {
        Data one = object();
        one.set("event", note.event);
        const auto key = "calendar_problem." + note.problem;
        one.set("words", view.words.has(key) ? view.say(key) : note.problem);
        if (!note.detail.empty() && note.detail != note.event) one.set("detail", note.detail);
        if (!note.candidates.empty()) one.set("candidates", joined(note.candidates));
        rows.push_back(std::move(one));
    }
    return rows;
}

Data calendar_rows(const View& view, const std::vector<CalendarShown>& calendars) {
    Data rows = list();
    for (const auto& calendar : calendars) {
        Data one = object();
        const auto& source = calendar.source;
        one.set("what", source.layer().empty()
                            ? view.say("rosters.calendar_overrides", {{"id", source.id()}})
                            : view.say("rosters.calendar_layer",
                                       {{"id", source.id()}, {"layer", source.layer()}}));
        if (!calendar.at)
            one.set("state", view.say("rosters.calendar_never"));
        else if (calendar.fault.empty())
            one.set("state", view.say("rosters.calendar_good",
                                      {{"at", view.moment(to_ms(*calendar.at))},
                                       {"n", static_cast<std::int64_t>(calendar.entries)}}));
        else
            one.set("fails", view.say("rosters.calendar_fails",
                                      {{"at", view.moment(to_ms(*calendar.at))},
                                       {"words", calendar_fault_words(view.words, view.language,
                                                                      calendar.fault)}}));
        if (!calendar.fault.empty() && calendar.good_at)
            one.set("state", view.say("rosters.calendar_stays",
                                      {{"at", view.moment(to_ms(*calendar.good_at))}}));
        one.set("has_notes", !calendar.notes.empty());
        one.set("notes", note_rows(view, calendar.notes));
        if (calendar.more > 0)
            one.set("more", view.say("rosters.calendar_more",
                                     {{"n", static_cast<std::int64_t>(calendar.more)}}));
        rows.push_back(std::move(one));
    }
    return rows;
}

}  // namespace

RosterPeriod weighed_period(const RosterChoice& choice, LocalDay today) {
    if (choice.month) return {choice.first, months_later(choice.first, 1)};
    return {today - days(28), today + days(28)};
}

RosterPeriod period_of(const RosterChoice& choice) {
    if (!choice.month) return {choice.first, choice.first + days(7)};
    return {monday_of(choice.first), monday_of(months_later(choice.first, 1) - days(1)) + days(7)};
}

std::string roster_list_view(const View& view, const domain::Directory& directory) {
    Data sectors = list();
    for (int code = 0; code < v1::Sector::Code_ARRAYSIZE; ++code) {
        const auto sector = domain::sector_name(static_cast<v1::Sector::Code>(code));
        Data rosters = list();
        for (const auto& roster : directory.data().rosters()) {
            if (domain::sector_name(roster) != sector) continue;
            Data one = object();
            one.set("id", roster.id());
            one.set("where", territories_words(view, directory, territories_of(roster)));
            const auto* organization = directory.organization(roster.organization());
            one.set("organization",
                    organization == nullptr ? roster.organization() : organization->name());
            rosters.push_back(std::move(one));
        }
        Data one = object();
        one.set("title", sector_title(view, sector));
        one.set("rosters", std::move(rosters));
        sectors.push_back(std::move(one));
    }
    Data data = object();
    data.set("sectors", std::move(sectors));
    return fill(view.words, view.language, embedded::rosters_mustache(), std::move(data));
}

std::string roster_view(const View& view, const domain::Directory& directory,
                        const v1::Roster& roster, const RosterAnswers& answers,
                        const domain::WallClock& clock, const RosterChoice& choice,
                        RosterRights rights) {
    const auto period = period_of(choice);
    Data data = object();
    data.set("assured", rights.assured);
    data.set("may_assure", rights.assure);
    data.set("csrf", rights.csrf);
    data.set("thanks", rights.thanks);
    data.set("has_calendars", !answers.calendars.empty());
    data.set("calendars", calendar_rows(view, answers.calendars));
    data.set("may_change", rights.change);
    data.set("may_follow", rights.follow);
    data.set("title", sector_title(view, domain::sector_name(roster)));
    data.set("where", territories_words(view, directory, territories_of(roster)));
    data.set("id", roster.id());
    data.set("month", choice.month);
    const auto first = to_ms(clock.reaches(choice.first));
    data.set("period", choice.month
                           ? words::month(view.language, first, view.zone)
                           : view.say("rosters.week_of",
                                      {{"date", words::date(view.language, first, view.zone)}}));
    Data heads = list();
    for (auto day = period.first; day < period.first + days(7); day += days(1)) {
        const auto begin = to_ms(clock.reaches(day));
        Data one = object();
        one.set("short", words::short_weekday(view.language, begin, view.zone));
        if (!choice.month) one.set("date", words::short_date(view.language, begin, view.zone));
        heads.push_back(std::move(one));
    }
    data.set("days", std::move(heads));
    data.set("rows", choice.month
                         ? month_rows(view, directory, answers.shifts, clock, period, choice.first)
                         : week_rows(view, directory, roster, answers.shifts, clock, period));
    set_fairness(view, directory, answers.fairness, data);
    set_turning(data, roster, choice);
    return fill(view.words, view.language, embedded::roster_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
