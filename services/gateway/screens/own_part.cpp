#include "services/gateway/screens/own_part.hpp"

#include <algorithm>
#include <vector>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/answer_screen.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

// What is still to be said after it, as the form sends it.
std::vector<const char*> steps_after(domain::PageState state) {
    switch (state) {
        case domain::PageState::accepted:
        case domain::PageState::broken:
            return {"in_contact", "arrived", "done"};
        case domain::PageState::in_contact:
            return {"arrived", "done"};
        case domain::PageState::arrived:
            return {"done"};
        case domain::PageState::raised:
        case domain::PageState::handed_over:
        case domain::PageState::done:
        case domain::PageState::released:
        case domain::PageState::declined:
        case domain::PageState::exhausted:
        case domain::PageState::stood_down:
            return {};
    }
    return {};
}

}  // namespace

const std::pair<const std::string, domain::PageRecord>* own_page(const domain::NeedState& need,
                                                                 const std::string& person) {
    const auto found = std::ranges::find_if(need.pages, [&](const auto& one) {
        const auto& page = one.second;
        return !person.empty() && page.person == person && !page.copy && need.counts(page) &&
               (page.coming() || page.state == domain::PageState::broken);
    });
    return found == need.pages.end() ? nullptr : &*found;
}

std::string own_part_view(const View& view, const domain::CaseState& state,
                          const domain::NeedState& need, const Forms& forms,
                          const std::string& person) {
    const auto* page = own_page(need, person);
    if (page == nullptr || state.over()) return {};
    Data steps = list();
    for (const char* step : steps_after(page->second.state)) {
        Data one = object();
        one.set("value", step);
        one.set("words", view.say(std::string("answer.say_") + step));
        steps.push_back(std::move(one));
    }
    Data data = object();
    data.set("id", state.uuid());
    data.set("csrf", forms.csrf);
    data.set("command", forms.new_uuid());
    data.set("page", page->first);
    data.set("code", v1::Need::Kind_Name(need.kind));
    const bool late = page->second.state == domain::PageState::broken;
    data.set("late", late);
    data.set("awaited", !late && page->second.reminded);
    data.set("later", page->second.may_come_later());
    data.set("etas", told_etas(view));
    data.set("goes_on", !steps.list_value().empty());
    data.set("steps", std::move(steps));
    data.set("reasons", own_reasons(view));
    return fill(view, embedded::own_part_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
