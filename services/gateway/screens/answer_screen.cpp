#include "services/gateway/screens/answer_screen.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

// Told choices rather than a free field: one tap, with cold hands.
constexpr std::array<std::int64_t, 3> etas_minutes{15, 30, 60};

struct Told {
    const char* key;                      // "answer.<key>" and "answer.<key>_next"
    std::vector<const char*> steps = {};  // what she may say next, as the form sends it
};

const Told& told(Standing standing) {
    static const std::map<Standing, Told> all{
        {Standing::asks, {"title"}},
        {Standing::accepted, {"thanks", {"in_contact", "arrived", "done"}}},
        {Standing::awaited, {"awaited", {"in_contact", "arrived", "done"}}},
        {Standing::in_contact, {"in_contact", {"arrived", "done"}}},
        {Standing::arrived, {"arrived", {"done"}}},
        {Standing::done, {"done"}},
        {Standing::late, {"late", {"in_contact", "arrived", "done"}}},
        {Standing::released, {"released"}},
        {Standing::declined, {"declined"}},
        {Standing::covered, {"covered"}},
        {Standing::stood_down, {"stood_down"}},
    };
    return all.at(standing);
}

// Nobody waits for a trainee: she is not asked to hurry, and owes no word later.
Told told_to_learner(Standing standing) {
    switch (standing) {
        case Standing::asks:
            return {"learn"};
        case Standing::declined:
        case Standing::released:
            return {"learns_not"};
        case Standing::covered:
        case Standing::stood_down:
            return told(standing);
        case Standing::accepted:
        case Standing::awaited:
        case Standing::in_contact:
        case Standing::arrived:
        case Standing::done:
        case Standing::late:
            return {"learns"};
    }
    std::unreachable();
}

Data steps(const View& view, const Told& words) {
    Data all = list();
    for (const char* step : words.steps) {
        Data one = object();
        one.set("value", step);
        one.set("words", view.say(std::string("answer.say_") + step));
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

Data told_etas(const View& view) {
    Data all = list();
    for (const std::int64_t minutes : etas_minutes) {
        Data one = object();
        one.set("minutes", std::to_string(minutes));
        one.set("short", view.say("answer.eta", {{"minutes", minutes}}));
        all.push_back(std::move(one));
    }
    return all;
}

Data own_reasons(const View& view) {
    Data all = list();
    for (int code = 0; code < v1::DeclineReason::Code_ARRAYSIZE; ++code) {
        const std::string name =
            v1::DeclineReason::Code_Name(static_cast<v1::DeclineReason::Code>(code));
        Data one = object();
        one.set("value", name);
        one.set("words", view.say("own_reason." + name));
        all.push_back(std::move(one));
    }
    return all;
}

Standing standing_of(const PageReading& reading) {
    static const std::map<domain::PageState, Standing> said{
        {domain::PageState::accepted, Standing::accepted},
        {domain::PageState::in_contact, Standing::in_contact},
        {domain::PageState::arrived, Standing::arrived},
        {domain::PageState::done, Standing::done},
        {domain::PageState::broken, Standing::late},
        {domain::PageState::released, Standing::released},
        {domain::PageState::declined, Standing::declined},
        {domain::PageState::stood_down, Standing::stood_down},
    };
    const auto found = said.find(reading.state);
    // Whoever was stood down may come after all where somebody is needed again.
    if (reading.state == domain::PageState::stood_down && reading.need_open) return Standing::asks;
    if (reading.state == domain::PageState::accepted && reading.reminded) return Standing::awaited;
    if (found != said.end()) return found->second;
    return reading.need_open ? Standing::asks : Standing::covered;
}

namespace {

// She is called as whoever coordinates, and has not answered.
bool decides(const PageReading& reading) {
    return reading.coordination && standing_of(reading) == Standing::asks;
}

// One call and its buttons. Where there are several, nothing tells them apart but their number:
// what each is for is read by whoever has accepted and signed in.
Data part(const View& view, const PageReading& reading, const std::string& path) {
    const Standing standing = standing_of(reading);
    const bool advises =
        reading.advice && (standing == Standing::asks || standing == Standing::accepted);
    const bool asked_to_decide = decides(reading);
    const bool decided = reading.coordination && standing == Standing::accepted;
    const Told words = reading.copy      ? told_to_learner(standing)
                       : advises         ? Told{standing == Standing::asks ? "advise" : "advises"}
                       : asked_to_decide ? Told{"decide"}
                       : decided         ? Told{"decided", {"done"}}
                                         : told(standing);
    const std::string key = std::string("answer.") + words.key;
    Data data = object();
    data.set("title", view.say(key));
    std::string lead = view.say(key + "_next");
    const bool comes = !advises && !reading.copy && !asked_to_decide && !decided;
    if (standing == Standing::accepted && reading.eta_minutes > 0 && comes) {
        lead = view.say("answer.thanks_eta",
                        {{"minutes", static_cast<std::int64_t>(reading.eta_minutes)}}) +
               " " + lead;
    }
    data.set("lead", lead);
    data.set("advises", advises && !reading.copy && standing == Standing::asks);
    data.set("asks", comes && standing == Standing::asks);
    data.set("later", comes && reading.may_come_later);
    const bool late = standing == Standing::awaited || standing == Standing::late;
    data.set("later_over", comes && late && !reading.may_come_later);
    data.set("later_open", standing != Standing::accepted);
    data.set("learns", reading.copy && standing == Standing::asks);
    data.set("decides", asked_to_decide);
    data.set("may_decline", !reading.copy && !asked_to_decide && standing == Standing::asks);
    data.set("goes_on", !words.steps.empty());
    data.set("steps", steps(view, words));
    data.set("may_release", !words.steps.empty());
    data.set("decline_reasons", own_reasons(view));
    data.set("path", path);
    data.set("etas", told_etas(view));
    return data;
}

}  // namespace

std::string answer_view(const View& view, const PageReading& reading, const std::string& path,
                        bool not_understood) {
    Data data = object();
    data.set("code_words", view.say("answer.code", {{"code", reading.code}}));
    data.set("drill", reading.drill);
    if (not_understood) data.set("notice", view.say("answer.not_understood"));
    Data parts = list();
    const auto decisions = std::ranges::count_if(reading.together, decides);
    // Whoever coordinates decides with the case before her: a tap without it would cover a need.
    if (decides(reading) || decisions > 0) data.set("case", "/cases/" + reading.case_id);
    const auto count = static_cast<std::int64_t>(reading.together.size()) - decisions;
    std::int64_t number = 0;
    // Equal calls that nothing tells apart are not answered here: the case says what each is for.
    for (const auto& one : reading.together) {
        if (decides(one)) continue;
        auto each = part(view, one, one.path);
        each.set("number", std::to_string(++number));
        const auto& what = each.get("title")->string_value();
        each.set("which",
                 view.say("answer.which", {{"number", number}, {"of", count}, {"what", what}}));
        parts.push_back(std::move(each));
    }
    if (reading.together.empty()) {
        auto only = part(view, reading, path);
        only.set("number", "1");
        only.set("which", false);
        data.set("title", only.get("title")->string_value());
        parts.push_back(std::move(only));
    } else {
        data.set("title", decisions > 0 ? view.say("answer.decide")
                                        : view.say("answer.several", {{"count", count}}));
        data.set("several",
                 view.say(decisions > 0 ? "answer.several_decide" : "answer.several_next"));
    }
    data.set("parts", std::move(parts));
    return fill(view.words, view.language, embedded::answer_mustache(), std::move(data));
}

std::string link_invalid_view(const View& view, const std::string& telephone) {
    Data data = object();
    data.set("title", view.say("answer.invalid_title"));
    auto words = view.say("answer.invalid");
    if (!telephone.empty()) words += " " + view.say("refusal.call", {{"telephone", telephone}});
    data.set("several", words);
    data.set("parts", list());
    return fill(view.words, view.language, embedded::answer_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
