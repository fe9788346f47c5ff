#include "services/gateway/screens/match_screen.hpp"

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/alert_screen.hpp"
#include "services/gateway/screens/match_words.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

Data rungs(const MatchWords& words, const v1::MatchNeed& need) {
    Data all = list();
    for (const auto& rung : need.rungs()) {
        Data picks = list();
        for (const auto& person : rung.picks()) picks.push_back(Data{words.picked(person)});
        Data passed = list();
        for (const auto& person : rung.passed_over()) passed.push_back(Data{words.passed(person)});
        Data one = object();
        one.set("when", words.when(rung));
        one.set("picks", std::move(picks));
        one.set("nobody", rung.picks().empty());
        one.set("has_passed", !rung.passed_over().empty());
        one.set("summary", words.summary(rung));
        one.set("passed", std::move(passed));
        all.push_back(std::move(one));
    }
    return all;
}

Data needs(const View& view, const MatchWords& words, const v1::MatchAnswer& answer) {
    Data all = list();
    for (const auto& need : answer.needs()) {
        const auto code = v1::Need::Kind_Name(need.need());
        Data one = object();
        one.set("code", code);
        one.set("need", view.say("need." + code));
        one.set("sector", view.say("sector." + v1::Sector::Code_Name(need.sector())));
        one.set("opened", words.opened(need));
        one.set("consent", words.consent(need));
        one.set("awaited", need.consent() == v1::ConsentBasis::unknown);
        one.set("rungs", rungs(words, need));
        all.push_back(std::move(one));
    }
    return all;
}

Data lines(const std::vector<std::string>& texts) {
    Data all = list();
    for (const auto& text : texts) all.push_back(Data{text});
    return all;
}

}  // namespace

std::string match_view(const View& view, const MatchScreen& screen,
                       const domain::Directory& directory) {
    Data data = object();
    data.set("csrf", screen.csrf);
    data.set("date", screen.date);
    data.set("time", screen.time);
    data.set("may_relax", screen.may_relax);
    data.set("has_faults", !screen.faults.empty());
    data.set("faults", lines(screen.faults));
    set_choices(view, screen.form, directory, data);
    const bool answered = !screen.answer.needs().empty();
    data.set("asking", screen.of_case.empty());
    data.set("answered", answered);
    if (!screen.of_case.empty())
        data.set("of_case", view.say("match.of_case", {{"code", screen.of_case}}));
    if (answered) {
        const auto* territory = directory.territory(screen.form.territory);
        const bool french = view.language == words::Language::fr;
        const std::string place = territory == nullptr ? screen.form.territory
                                  : french             ? territory->name_fr()
                                                       : territory->name_en();
        const auto at = screen.answer.at().seconds() * 1000;
        data.set("heading",
                 view.say("match.heading", {{"place", place}, {"moment", view.moment(at)}}));
        data.set("restricted", screen.answer.restricted());
        const MatchWords words(view.words, view.language, directory, view.zone);
        data.set("results", needs(view, words, screen.answer));
    }
    return fill(view.words, view.language, embedded::match_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
