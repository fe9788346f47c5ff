#include "services/gateway/screens/on_call_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/words/instants.hpp"
#include "services/gateway/screens/roster_choice.hpp"

namespace relais::gateway::screens {
namespace {

// On the clock of where she stands, which is not always the reader's.
std::string until(const View& view, const domain::Directory& directory, const v1::Stand& stand,
                  const std::string& chosen) {
    if (stand.cut_end()) return view.say("on_call.until_further");
    const auto* place = directory.territory(stand.territories(0));
    const auto& zone = !chosen.empty() || place == nullptr ? view.zone : place->zone();
    const auto at = to_ms(domain::instant_of(stand.until()));
    return view.say("on_call.until", {{"moment", words::short_moment(view.language, at, zone)}});
}

Data person(const View& view, const domain::Directory& directory, const v1::Stand& stand,
            const OnCallChoice& choice, const NameOf& telephone) {
    Data one = object();
    one.set("name", stand_name(view, directory, stand));
    one.set("until", until(view, directory, stand, choice.territory));
    one.set("place", view.say(stand.trainee()      ? "on_call.trainee"
                              : stand.level() == 1 ? "on_call.first"
                                                   : "on_call.behind"));
    one.set("first", stand.level() == 1 && !stand.trainee());
    if (const auto number = telephone(stand.person()); !number.empty())
        one.set("telephone", number);
    return one;
}

// One block a roster, in the order of the answer.
Data rosters(const View& view, const domain::Directory& directory, const v1::OnCallAnswer& answer,
             const std::string& sector, const OnCallChoice& choice, const NameOf& telephone) {
    Data all = list();
    const auto& stands = answer.on_call();
    for (auto at = stands.begin(); at != stands.end();) {
        const auto end = std::find_if(
            at, stands.end(), [&](const auto& one) { return one.roster() != at->roster(); });
        if (at->sector() != sector) {
            at = end;
            continue;
        }
        Data one = object();
        std::vector<std::string> where(at->territories().begin(), at->territories().end());
        one.set("where", territories_words(view, directory, where));
        one.set("roster", at->roster());
        Data people = list();
        for (; at != end; ++at) people.push_back(person(view, directory, *at, choice, telephone));
        one.set("people", std::move(people));
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

std::string person_words(const View& view, const domain::Directory& directory,
                         const std::string& name, const std::string& organization) {
    if (!name.empty()) return name;
    const auto* known = directory.organization(organization);
    return view.say("on_call.someone",
                    {{"organization", known == nullptr ? organization : known->name()}});
}

std::string stand_name(const View& view, const domain::Directory& directory,
                       const v1::Stand& stand) {
    return person_words(view, directory, stand.name(), stand.organization());
}

std::string sector_title(const View& view, const std::string& sector) {
    return view.say(sector == domain::coordination_sector ? "on_call.coordination"
                                                          : "sector." + sector);
}

std::string on_call_view(const View& view, const domain::Directory& directory,
                         const v1::OnCallAnswer& answer, const OnCallChoice& choice,
                         const NameOf& telephone) {
    Data sectors = list();
    for (int code = 0; code < v1::Sector::Code_ARRAYSIZE; ++code) {
        const auto sector = domain::sector_name(static_cast<v1::Sector::Code>(code));
        const auto alone = domain::left_alone(directory, answer, sector, choice.territory);
        Data one = object();
        one.set("title", sector_title(view, sector));
        one.set("rosters", rosters(view, directory, answer, sector, choice, telephone));
        if (!alone.empty())
            one.set("nobody", view.say("on_call.nobody",
                                       {{"where", territories_words(view, directory, alone)}}));
        sectors.push_back(std::move(one));
    }
    Data data = object();
    const auto at = to_ms(domain::instant_of(answer.at()));
    data.set("moment", view.moment(at));
    data.set("date", choice.date);
    data.set("time", choice.time);
    data.set("wrong", choice.wrong);
    choice.own.write(data);
    data.set("territories", territory_options(view, directory, choice.territory));
    data.set("sectors", std::move(sectors));
    data.set("as_of", view.say("on_call.printed", {{"moment", view.moment(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::on_call_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
