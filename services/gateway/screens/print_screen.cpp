#include "services/gateway/screens/print_screen.hpp"

#include <relais_screens_embedded.hpp>

#include "common/domain/wall_clock.hpp"
#include "common/words/instants.hpp"
#include "services/gateway/screens/follow_up_screen.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/need_mark.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/timeline_words.hpp"

namespace relais::gateway::screens {
namespace {

Data needs_of(const View& view, const domain::CaseState& state) {
    Data all = list();
    for (const auto& need : state.needs) {
        if (need.kind == v1::Need::unknown) continue;  // a call to the coordination
        Data one = object();
        one.set("need", view.say("need." + v1::Need::Kind_Name(need.kind)));
        std::string words = view.say("need_state." + state_word(need));
        if (need.settled() && need.why != v1::Outcome::why_unknown)
            words += ", " + view.say("outcome_why." + v1::Outcome::Why_Name(need.why));
        one.set("words", words);
        all.push_back(std::move(one));
    }
    return all;
}

Data event_of(const View& view, const CaseReading& reading, const v1::Event& event,
              const PrintNames& names) {
    const auto& person = names.person;
    Data why = list();
    const bool told = reading.sight.sees(domain::Field::pages);
    const auto reasons = told ? reasons_in_words(view.words, view.language, event, person)
                              : std::vector<std::string>{};
    for (const auto& reason : reasons) why.push_back(Data{reason});
    Data one = object();
    one.set("at", view.time(event.now_ms()));
    one.set("words", event_in_words(view.words, view.language, event, reading.state, person,
                                    names.directory.get()));
    one.set("has_why", !reasons.empty());
    one.set("why", std::move(why));
    return one;
}

Data days_of(const View& view, const CaseReading& reading, const TimelineChoice& choice,
             const PrintNames& names) {
    const domain::WallClock clock(view.zone);
    Data all = list();
    Data events = list();
    std::optional<LocalDay> day;
    std::int64_t day_ms = 0;
    const auto close = [&] {
        if (!day) return;
        Data one = object();
        one.set("day", words::date(view.language, day_ms, view.zone));
        one.set("events", std::move(events));
        all.push_back(std::move(one));
        events = list();
    };
    for (const auto& event : reading.events) {
        if (!choice.filter.passes(event, reading.state)) continue;
        const auto here = day_of(clock, instant(event.now_ms()));
        if (day != here) close();
        day = here;
        day_ms = event.now_ms();
        events.push_back(event_of(view, reading, event, names));
    }
    close();
    return all;
}

}  // namespace

std::string choice_words(const View& view, const TimelineChoice& choice) {
    std::vector<std::string> parts;
    const auto& filter = choice.filter;
    if (filter.need) parts.push_back(view.say("need." + v1::Need::Kind_Name(*filter.need)));
    if (filter.happening) parts.push_back(view.say("timeline_filter." + choice.kind));
    if (filter.from)
        parts.push_back(
            view.say("timeline_filter.since", {{"moment", view.moment(to_ms(*filter.from))}}));
    if (filter.until)
        parts.push_back(
            view.say("timeline_filter.before", {{"moment", view.moment(to_ms(*filter.until))}}));
    return joined(parts);
}

std::string printed(const View& view, const std::string& title, const std::string& inside,
                    PrintStyle style, const std::string& query, const WayBack& back) {
    Data data = object();
    data.set("has_back", !back.href.empty());
    data.set("back", back.href);
    data.set("back_words", back.words);
    data.set("lang", std::string(words::tag(view.language)));
    data.set("title", title);
    data.set("path", (query.empty() ? "?" : query + "&") + "lang=");
    data.set("linked", style == PrintStyle::linked);
    if (style == PrintStyle::linked) {
        data.set("style", address_of("/print.css"));
        data.set("icon", address_of("/icon.svg"));
    } else {
        data.set("rules", embedded::print_css());
    }
    data.set("main", inside);
    return fill(view.words, view.language, embedded::print_mustache(), std::move(data));
}

std::string timeline_print_view(const View& view, const CaseReading& reading,
                                const TimelineChoice& choice, const PrintNames& names) {
    const auto& state = reading.state;
    Data data = object();
    data.set("title", view.say("timeline.title", {{"code", state.code}}));
    data.set("restricted", state.restricted());
    data.set("made", view.say("print.made",
                              {{"who", names.made_for}, {"moment", view.moment(to_ms(view.now))}}));
    const auto opened = view.moment(to_ms(state.opened_at));
    data.set("opened",
             state.territory.empty()
                 ? view.say("print.opened", {{"moment", opened}})
                 : view.say("timeline.opened",
                            {{"moment", opened}, {"territory", names.territory(state.territory)}}));
    data.set("term", state.term_reached
                         ? view.say("timeline.over")
                         : view.say("timeline.term", {{"moment", view.moment(to_ms(state.term))}}));
    data.set("zone", view.say("print.zone", {{"zone", view.zone}}));
    if (const auto chosen = choice_words(view, choice); !chosen.empty())
        data.set("chosen", view.say("print.chosen", {{"what", chosen}}));
    data.set("count",
             has_needs(state) ? covered_words(view, "timeline.summary", state) : std::string{});
    data.set("needs", needs_of(view, state));
    data.set("days", days_of(view, reading, choice, names));
    return fill(view.words, view.language, embedded::timeline_print_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
