#include "services/gateway/screens/timeline_screen.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>
#include <tuple>

#include <relais_screens_embedded.hpp>

#include "common/domain/effects.hpp"
#include "common/domain/wall_clock.hpp"
#include "common/words/order.hpp"
#include "services/gateway/screens/awaits.hpp"
#include "services/gateway/screens/follow_up_screen.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/need_mark.hpp"
#include "services/gateway/screens/print_screen.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/timeline_words.hpp"

namespace relais::gateway::screens {
namespace {

constexpr std::array<const char*, 3> take_reasons{
    "coordinator_will_follow", "partner_reached_by_telephone", "already_on_site"};

struct Standing {
    std::string state;  // class
    std::string glyph;
    std::string words;
};

Standing standing(const View& view, const domain::CaseState& state, const domain::NeedState& need) {
    // Nobody is called any more where it was merged away.
    if (need.open() && !state.merged_into.empty())
        return {"refused", "–", view.say("timeline.need_elsewhere")};
    const std::string words = view.say("need_state." + state_word(need));
    if (need.open() && need.on_last_rung) return {"last", "▲", view.say("timeline.last_rung")};
    if (domain::told_state(need) == v1::Need::covered && somebody_awaited(need)) {
        const auto late = mark_of(v1::Need::awaiting_consent);
        return {late.state, late.glyph, view.say("need_state.awaited")};
    }
    const auto mark = mark_of(domain::told_state(need));
    return {mark.state, mark.glyph, words};
}

// What else is worth knowing of a need, a line each.
Data lines_of(const View& view, const domain::NeedState& need, std::int64_t due_ms, bool over,
              const NameOf& person) {
    Data lines = list();
    const auto add = [&](std::string line) { lines.push_back(Data{std::move(line)}); };
    if (!need.taken_by.empty()) add(view.say("timeline.owner", {{"who", person(need.taken_by)}}));
    for (const auto& [id, page] : need.pages) {
        const auto say = [&](const char* key) {
            add(view.say(key, {{"who", person(page.person)}}));
        };
        if (still_expected(need, page)) say("timeline.still_expected");
        if (!page.coming() || page.copy) continue;
        say(page.engaged() ? "timeline.with_her" : "timeline.owner");
        if (awaited(page)) say("timeline.awaited");
    }
    if (need.settled() && need.why != v1::Outcome::why_unknown)
        add(view.say("outcome_why." + v1::Outcome::Why_Name(need.why)));
    if (need.state == v1::Need::covered) {
        if (const auto arrives = arrival_ms(need); arrives > 0) {
            add(view.say(arrives < to_ms(view.now) ? "timeline.arrives_over" : "timeline.arrives",
                         {{"time", view.time(arrives)}}));
        }
    }
    if (!over && need.open() && need.rung && !need.on_last_rung) {
        add(view.say("timeline.rung", {{"rung", std::int64_t{*need.rung} + 1}}));
    }
    std::set<std::string_view> called;
    for (const auto& [id, page] : need.pages)
        if (!page.copy) called.insert(page.person);
    add(view.say("timeline.pages", {{"n", static_cast<std::int64_t>(called.size())}}));
    if (!over && need.open() && due_ms > 0) {
        add(view.say("timeline.due", {{"time", view.time(due_ms)}}));
    }
    return lines;
}

Data choice(std::string value, std::string words) {
    Data one = object();
    one.set("value", std::move(value));
    one.set("words", std::move(words));
    return one;
}

Data reasons(const View& view) {
    Data all = list();
    for (const char* code : take_reasons)
        all.push_back(choice(code, view.say(std::string("take_reason.") + code)));
    return all;
}

// Who was asked for it and said no, or raised the alert, is not who is wanted now.
bool said_no(const domain::NeedState& need, const std::string& person) {
    return std::ranges::any_of(need.pages, [&](const auto& one) {
        const auto& page = one.second;
        return page.person == person && need.counts(page) &&
               (page.state == domain::PageState::declined ||
                page.state == domain::PageState::released);
    });
}

// Of the need's sector, those on call first; each with the languages that she speaks.
Data people_to_call(const View& view, const domain::CaseState& state, const domain::NeedState& need,
                    const TimelineNames& names, const Acting& acting) {
    std::vector<std::tuple<bool, std::string, std::string>> lines;
    for (const auto& one : acting.askable) {
        if (one.sector != need.sector || one.person == state.raised_by || said_no(need, one.person))
            continue;
        std::vector<std::string> parts;
        const auto* person = names.directory ? names.directory->person(one.person) : nullptr;
        if (person != nullptr)
            for (const auto& tag : person->languages()) {
                const auto key = "language." + tag;
                parts.push_back(view.words.has(key) ? view.say(key) : tag);
            }
        std::string words = names.person(one.person);
        if (!parts.empty()) words += " (" + joined(parts) + ")";
        if (one.on_call) words = view.say("timeline.call_on_duty", {{"who", words}});
        lines.emplace_back(!one.on_call, words, one.person);
    }
    std::ranges::sort(lines, {}, [&](const auto& line) {
        const auto& [off, words, id] = line;
        return std::tuple(off, words::sort_key(view.language, words), id);
    });
    Data all = list();
    for (const auto& [off, words, id] : lines) all.push_back(choice(id, words));
    return all;
}

// R14: rules to set aside, people to call by hand, and why.
void set_steering(const View& view, const domain::CaseState& state, const domain::NeedState& need,
                  const TimelineNames& names, const Acting& acting, Data& data) {
    Data because = list();
    for (int code = 1; v1::OverrideReason::Code_IsValid(code); ++code) {
        const auto name =
            v1::OverrideReason::Code_Name(static_cast<v1::OverrideReason::Code>(code));
        because.push_back(choice(name, view.say("override_reason." + name)));
    }
    Data rules = list();
    const auto overridable = domain::overridable(state, need);
    for (const auto rule : overridable) {
        const auto name = v1::OverridableRule::Code_Name(rule);
        rules.push_back(choice(name, view.say("overridable_rule." + name)));
    }
    Data people = people_to_call(view, state, need, names, acting);
    const bool open =
        need.state == v1::Need::paging && need.kind != v1::Need::unknown && !state.over();
    data.set("may_set_aside", open && !overridable.empty());
    data.set("may_call", open && !people.list_value().empty());
    data.set("because", std::move(because));
    data.set("rules", std::move(rules));
    data.set("people", std::move(people));
}

// Of two needs, the one that waits more for whoever looks.
int urgency(const domain::NeedState& need) {
    if (need.open() && need.on_last_rung) return 0;
    if (domain::her_word_awaited(need)) return 1;
    return need.open() ? 2 : 3;
}

Data needs_of(const View& view, const domain::CaseState& state,
              std::vector<domain::NeedState> needs, const Forms& forms, const TimelineNames& names,
              const Acting& acting) {
    const auto summary = domain::summary(state);
    std::ranges::stable_sort(needs, {}, urgency);
    Data all = list();
    for (const auto& need : needs) {
        const auto& [kind, glyph, words] = standing(view, state, need);
        const auto told = std::ranges::find(summary.needs(), need.kind, &v1::NeedSummary::need);
        const std::int64_t due = told == summary.needs().end() ? 0 : told->due_ms();
        const std::string code = v1::Need::Kind_Name(need.kind);
        Data one = object();
        one.set("state", kind);
        one.set("glyph", glyph);
        one.set("words", words);
        const bool call = need.kind == v1::Need::unknown;
        one.set("need", view.say(call ? std::string("timeline.call_to_us") : "need." + code));
        one.set("code", code);
        one.set("take", view.say(call ? "timeline.take_call" : "timeline.take"));
        auto lines = list();
        if (call)  // what for, before who is called
            for (auto& line : awaits_of(view, state, names.directory.get(), names.person))
                lines.push_back(Data{std::move(line)});
        for (auto& line : lines_of(view, need, due, state.over(), names.person).list_value())
            lines.push_back(std::move(line));
        one.set("lines", std::move(lines));
        one.set("may_take", acting.coordinator && need.open() && !state.over());
        one.set("more", need_forms_view(view, state, need, forms, acting));
        one.set("command", forms.new_uuid());
        one.set("reasons", reasons(view));
        set_steering(view, state, need, names, acting, one);
        all.push_back(std::move(one));
    }
    return all;
}

// What is to be decided stands open, the most urgent first; what has its outcome is one tap away,
// as long as anything is left to decide. A call to the coordination is no need of hers: it stands
// before them, as what awaits whoever coordinates.
void set_needs(const View& view, const domain::CaseState& state, const Forms& forms,
               const TimelineNames& names, const Acting& acting, Data& data) {
    std::vector<domain::NeedState> left;
    std::vector<domain::NeedState> settled;
    std::vector<domain::NeedState> calls;
    for (const auto& need : state.needs)
        if (need.kind != v1::Need::unknown)
            (need.settled() ? settled : left).push_back(need);
        else if (!need.settled() && !state.over())
            calls.push_back(need);
    if (left.empty()) std::swap(left, settled);
    const auto html = [&](std::vector<domain::NeedState> needs) {
        Data part = object();
        part.set("id", state.uuid());
        part.set("csrf", forms.csrf);
        part.set("needs", needs_of(view, state, std::move(needs), forms, names, acting));
        return fill(view.words, view.language, embedded::timeline_needs_mustache(),
                    std::move(part));
    };
    data.set("has_calls", !calls.empty());
    data.set("calls", html(std::move(calls)));
    data.set("has_needs", has_needs(state));
    data.set("has_settled", !settled.empty());
    data.set("settled_count",
             view.say("timeline.settled", {{"n", static_cast<std::int64_t>(settled.size())}}));
    data.set("needs", html(std::move(left)));
    data.set("settled", html(std::move(settled)));
}

// The time alone is clear for what happened today; a case runs for three days.
std::string at(const View& view, std::int64_t ms) {
    constexpr std::int64_t hours_20 = 20 * 3'600'000;
    return to_ms(view.now) - ms < hours_20 ? view.time(ms) : view.moment(ms);
}

Data options(std::vector<std::pair<std::string, std::string>> named, const std::string& chosen) {
    Data all = list();
    for (auto& [value, words] : named) {
        Data one = choice(value, std::move(words));
        one.set("chosen", value == chosen);
        all.push_back(std::move(one));
    }
    return all;
}

// What to look for, and what can be taken away of it.
void set_choice(const View& view, const CaseReading& reading, const TimelineChoice& choice,
                Data& data) {
    std::vector<std::pair<std::string, std::string>> needs;
    for (const auto& need : reading.state.needs) {
        const auto name = v1::Need::Kind_Name(need.kind);
        needs.emplace_back(name, view.say("need." + name));
    }
    std::vector<std::pair<std::string, std::string>> kinds;
    for (const auto name : domain::happening_names)
        kinds.emplace_back(name, view.say("timeline_filter." + std::string(name)));
    const domain::WallClock clock(view.zone);
    const auto edge = [&](const char* name, const std::optional<Instant>& at) {
        if (at) data.set(name, day_text(day_of(clock, *at)) + "T" + time_text(clock.at(*at)));
    };
    edge("from", choice.filter.from);
    edge("until", choice.filter.until);
    data.set("filter_needs", options(std::move(needs), choice.need));
    data.set("filter_kinds", options(std::move(kinds), choice.kind));
    data.set("filtered", choice.any());
    data.set("looking", choice.any() || !choice.wrong.empty());
    if (!choice.wrong.empty()) data.set("wrong", view.say("timeline_filter.wrong_" + choice.wrong));
    const auto query = query_of(choice);
    data.set("query", query);
    data.set("export", query + (query.empty() ? "?" : "&") + "format=csv&lang=" +
                           std::string(words::tag(view.language).substr(0, 2)));
    const auto shown = std::ranges::count_if(reading.events, [&](const v1::Event& event) {
        return choice.filter.passes(event, reading.state);
    });
    data.set("shown", view.say("timeline_filter.shown",
                               {{"what", choice_words(view, choice)},
                                {"n", std::int64_t{shown}},
                                {"of", static_cast<std::int64_t>(reading.events.size())}}));
}

// Newest first. What is older than a glance is one tap away, unless it was asked for.
void set_events(const View& view, const CaseReading& reading, const TimelineNames& names,
                const TimelineChoice& choice, Data& data) {
    constexpr std::size_t newest_max = 12;
    const auto& person = names.person;
    Data newest = list();
    Data older = list();
    std::size_t count = 0;
    for (const auto& event : std::views::reverse(reading.events)) {
        if (!choice.filter.passes(event, reading.state)) continue;
        Data why = list();
        const auto reasons = reasons_in_words(view.words, view.language, event, person);
        for (const auto& reason : reasons) why.push_back(Data{reason});
        const bool last = event.has_rung_reached() && event.rung_reached().last();
        Data one = object();
        one.set("version", std::to_string(event.version()));
        one.set("at", at(view, event.now_ms()));
        one.set("kind", last ? std::string("last_rung") : domain::kind_of(event));
        one.set("words", event_in_words(view.words, view.language, event, reading.state, person,
                                        names.directory.get()));
        one.set("has_why", !reasons.empty());
        one.set("chose", event.has_rung_reached());
        one.set("why", std::move(why));
        (++count <= newest_max || choice.any() ? newest : older).push_back(std::move(one));
    }
    const auto html = [&](Data events) {
        Data part = object();
        part.set("id", reading.state.uuid());
        part.set("events", std::move(events));
        return fill(view.words, view.language, embedded::timeline_events_mustache(),
                    std::move(part));
    };
    const auto left = static_cast<std::int64_t>(older.list_value().size());
    data.set("has_older", left > 0);
    data.set("older_count", view.say("timeline.older", {{"n", left}}));
    data.set("newest", html(std::move(newest)));
    data.set("older", html(std::move(older)));
}

}  // namespace

bool is_take_reason(std::string_view code) {
    return std::ranges::any_of(take_reasons, [&](const char* known) { return code == known; });
}

std::string timeline_view(const View& view, const CaseReading& reading, const SealedView& sealed,
                          const TimelineNames& names, const Forms& forms, const Acting& acting,
                          const TimelineChoice& choice) {
    const auto& state = reading.state;
    Data data = object();
    data.set("whole", forms.whole);
    data.set("csrf", forms.csrf);
    if (!forms.notice.empty()) data.set("notice", forms.notice);
    if (!forms.done.empty()) data.set("done", forms.done);
    data.set("id", state.uuid());
    data.set("title", view.say("timeline.title", {{"code", state.code}}));
    data.set("opened",
             view.say("timeline.opened", {{"moment", view.moment(to_ms(state.opened_at))},
                                          {"territory", names.territory(state.territory)}}));
    const std::string who =
        state.raised_by.empty() ? view.say("role.system") : names.person(state.raised_by);
    data.set("raised_by", view.say("timeline.raised_by", {{"who", who}}));
    const bool here = state.merged_into.empty();
    data.set("here", here);
    data.set("looked_back", state.closed);
    data.set("term", !here ? view.say("timeline.merged")
                     : state.term_reached
                         ? view.say("timeline.over")
                         : view.say("timeline.term", {{"moment", view.moment(to_ms(state.term))}}));
    if (here && !state.alarm.empty()) {
        const std::string key = "alarm." + state.alarm;
        data.set("alarm", view.words.has(key) ? view.say(key) : state.alarm);
    }
    data.set("drill", state.drill);
    data.set("restricted", state.restricted());
    if (has_needs(state)) data.set("count", covered_words(view, "timeline.summary", state));
    set_needs(view, state, forms, names, acting, data);
    data.set("fund", acting.fund);
    data.set("more", case_forms_view(view, state, forms, acting));
    set_events(view, reading, names, choice, data);
    set_choice(view, reading, choice, data);
    set_sealed(view, reading, sealed, names.person, forms, data);
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::timeline_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
