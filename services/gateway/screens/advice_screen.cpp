#include "services/gateway/screens/advice_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/case_codes.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/need_mark.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

// What it is about: needs that were named with the question, for whoever may know it.
std::string subject(const View& view, const CaseReading& reading) {
    std::string all;
    for (const auto& event : reading.events)
        for (const auto& item : event.case_opened().alert().needs())
            all += (all.empty() ? "" : ", ") + view.say("need." + v1::Need::Kind_Name(item.need()));
    return all;
}

Data reasons(const View& view) {
    Data all = list();
    for (const auto& [outcome, why] : told_outcomes) {
        if (outcome != v1::Outcome::unmet) continue;
        const std::string because = v1::Outcome::Why_Name(why);
        Data one = object();
        one.set("value", v1::Outcome::Code_Name(outcome) + "/" + because);
        one.set("words", view.say("outcome_why." + because));
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

std::string advice_view(const View& view, const CaseReading& reading, const SealedView& sealed,
                        const NameOf& person, const Forms& forms, const Acting& acting) {
    const auto& state = reading.state;
    const auto* question = state.need(v1::Need::unknown);
    const auto standing = question == nullptr ? v1::Need::paging : question->state;
    const bool answered = state.sealed.contains(v1::SealedField::advice);
    const auto mark = mark_of(standing);
    Data data = object();
    data.set("whole", forms.whole);
    data.set("csrf", forms.csrf);
    if (!forms.notice.empty()) data.set("notice", forms.notice);
    if (!forms.done.empty()) data.set("done", forms.done);
    data.set("id", state.uuid());
    data.set("title", view.say("advice.title", {{"code", state.code}}));
    data.set("drill", state.drill);
    data.set("state", mark.state);
    data.set("glyph", mark.glyph);
    data.set("words", view.say(answered ? "advice.answered"
                                        : "advice.state_" + v1::Need::State_Name(standing)));
    const auto about = subject(view, reading);
    if (!about.empty()) data.set("about", view.say("advice.about", {{"what", about}}));
    set_sealed(view, reading, sealed, person, forms, data);
    // Nobody has to say why she reads what was answered to her.
    data.set("may_read",
             answered && !acting.coordinator && sealed.opened.field != v1::SealedField::advice);
    data.set("all_fields", acting.coordinator);
    data.set("asker", !acting.coordinator);
    data.set("may_answer", acting.coordinator && !state.closed);
    // Where she writes: once she has read the question, and nothing went wrong.
    data.set("writes_now",
             forms.notice.empty() && sealed.opened.field == v1::SealedField::note && !answered);
    data.set("typed", value_of(forms.typed, "advice"));
    data.set("may_take", acting.coordinator && !state.closed && question != nullptr &&
                             !question->settled() && !question->owned());
    const bool settled = question != nullptr && question->settled();
    data.set("may_leave", acting.coordinator && !state.closed && !settled);
    data.set("outcomes", reasons(view));
    data.set("may_close", acting.coordinator && !state.closed && settled);
    data.set("closed", state.closed);
    for (const char* name : {"command", "command_2", "command_3", "command_4", "command_5"})
        data.set(name, forms.new_uuid());
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::advice_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
