#include "services/gateway/screens/answer_screen.hpp"

#include <array>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

// Told choices rather than a free field: one tap, with cold hands.
constexpr std::array<std::int64_t, 3> etas_minutes{15, 30, 60};

Data etas(const View& view) {
    Data all = list();
    for (const std::int64_t minutes : etas_minutes) {
        Data one = object();
        one.set("minutes", std::to_string(minutes));
        one.set("short", view.say("answer.eta", {{"minutes", minutes}}));
        one.set("words", view.say("answer.eta_words", {{"minutes", minutes}}));
        all.push_back(std::move(one));
    }
    return all;
}

struct Told {
    const char* title;
    const char* lead;
};

Told told(Standing standing) {
    switch (standing) {
        case Standing::asks:
            return {"answer.title", "answer.lead"};
        case Standing::accepted:
            return {"answer.thanks", "answer.thanks_next"};
        case Standing::declined:
            return {"answer.declined", "answer.declined_next"};
        case Standing::covered:
            return {"answer.covered", "answer.covered_next"};
        case Standing::stood_down:
            return {"answer.stood_down", "answer.stood_down_next"};
    }
    return {"answer.title", "answer.lead"};
}

}  // namespace

Standing standing_of(const PageReading& reading) {
    switch (reading.state) {
        case domain::PageState::accepted:
            return Standing::accepted;
        case domain::PageState::declined:
            return Standing::declined;
        case domain::PageState::stood_down:
            return Standing::stood_down;
        case domain::PageState::raised:
        case domain::PageState::handed_over:
        case domain::PageState::exhausted:
            break;
    }
    return reading.need_open ? Standing::asks : Standing::covered;
}

std::string answer_view(const View& view, const PageReading& reading, const std::string& path,
                        bool not_understood) {
    const Standing standing = standing_of(reading);
    const Told words = told(standing);
    Data data = object();
    data.set("title", view.say(words.title));
    data.set("code_words", view.say("answer.code", {{"code", reading.code}}));
    std::string lead = view.say(words.lead);
    if (standing == Standing::accepted && reading.eta_minutes > 0) {
        lead = view.say("answer.thanks_eta",
                        {{"minutes", static_cast<std::int64_t>(reading.eta_minutes)}}) +
               " " + lead;
    }
    data.set("lead", lead);
    if (not_understood) data.set("notice", view.say("answer.not_understood"));
    data.set("asks", standing == Standing::asks);
    data.set("path", path);
    data.set("etas", etas(view));
    return fill(view.words, view.language, embedded::answer_mustache(), std::move(data));
}

std::string link_invalid_view(const View& view) {
    Data data = object();
    data.set("title", view.say("answer.invalid_title"));
    data.set("lead", view.say("answer.invalid"));
    data.set("asks", false);
    return fill(view.words, view.language, embedded::answer_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
