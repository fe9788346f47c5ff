#include "services/gateway/screens/calendar_screen.hpp"

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {

std::string calendar_view(const View& view, const CalendarScreen& screen) {
    const bool hers = screen.roster.empty();
    Data data = object();
    data.set("csrf", screen.csrf);
    data.set("roster", screen.roster);
    data.set("of_roster", !hers);
    data.set("renewed", screen.renewed);
    data.set("lead",
             view.say(hers ? "calendar_address.lead_person" : "calendar_address.lead_roster"));
    data.set("address", screen.address);
    // Calendar programs are known by this scheme, and follow what they open by it.
    data.set("open", "webcal" + screen.address.substr(screen.address.find("://")));
    return fill(view.words, view.language, embedded::calendar_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
