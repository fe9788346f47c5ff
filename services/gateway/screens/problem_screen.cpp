#include "services/gateway/screens/problem_screen.hpp"

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {

std::string problem_words(const View& view, const std::string& code) {
    const std::string key = "problem." + code;
    return view.say(view.words.has(key) ? key : "problem.internal");
}

std::string refusal_words(const View& view, const Refused& refused, const std::string& telephone) {
    auto words = problem_words(view, refused.code);
    if (asks_to_call(refused.code) && !telephone.empty())
        words += " " + view.say("refusal.call", {{"telephone", telephone}});
    return words;
}

std::string problem_view(const View& view, const Refused& refused, const std::string& telephone) {
    Data data = object();
    const auto title = "refusal.title_" + refused.code;
    data.set("title", view.say(view.words.has(title) ? title : "refusal.title"));
    const auto words = "refusal.words_" + refused.code;
    const bool said = view.words.has(words);
    data.set("words", said ? view.say(words) : problem_words(view, refused.code));
    data.set("goes_back", said);
    if (refused.retry_after_s > 0) {
        const auto seconds = static_cast<std::int64_t>(refused.retry_after_s);
        data.set("retry", view.say("refusal.retry", {{"s", seconds}}));
    }
    if (refused.since_ms > 0)
        data.set("since", view.say("refusal.since", {{"moment", view.moment(refused.since_ms)}}));
    if ((refused.status >= 500 || asks_to_call(refused.code)) && !telephone.empty()) {
        const auto* key = refused.status >= 500 ? "refusal.telephone" : "refusal.call";
        data.set("telephone", view.say(key, {{"telephone", telephone}}));
    }
    data.set("back", true);
    return fill(view.words, view.language, embedded::problem_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
