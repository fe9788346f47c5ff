#include "services/gateway/screens/match_words.hpp"

#include <algorithm>
#include <vector>

namespace relais::gateway {
namespace {

std::string name_of(const v1::MatchPerson& person) {
    return person.name().empty() ? person.person() : person.name();
}

std::string reason_key(int code) {
    return "reason." + v1::Reason::Code_Name(static_cast<v1::Reason::Code>(code));
}

}  // namespace

std::string MatchWords::joined(const std::string& first, const std::string& second) const {
    return first.empty() ? second : say("match.joined", {{"first", first}, {"second", second}});
}

std::string MatchWords::picked(const v1::MatchPerson& person) const {
    std::string reasons;
    for (const int code : person.reasons())
        reasons = joined(reasons, code == v1::Reason::on_call
                                      ? say("match.on_call", {{"layer", person.layer()}})
                                      : say(reason_key(code)));
    if (person.copy()) reasons = joined(reasons, say("match.copy"));
    const auto* organization = directory_.organization(person.organization());
    const bool named = organization != nullptr && !organization->name().empty();
    return say("match.pick",
               {{"who", name_of(person)},
                {"organization", named ? organization->name() : person.organization()},
                {"reasons", reasons}});
}

std::string MatchWords::reason(const v1::MatchPerson& person) const {
    const auto why = say(reason_key(person.reasons(0)));
    if (!person.has_until()) return why;
    const auto until = words_.time_of_day(language_, person.until().seconds() * 1000, zone_);
    return say("match.until", {{"reason", why}, {"time", until}});
}

std::string MatchWords::passed(const v1::MatchPerson& person) const {
    return say("match.passed_one", {{"who", name_of(person)}, {"reason", reason(person)}});
}

std::string MatchWords::summary(const v1::MatchRung& rung) const {
    std::vector<std::string> reasons;
    for (const auto& person : rung.passed_over()) {
        auto why = reason(person);
        if (std::ranges::find(reasons, why) == reasons.end()) reasons.push_back(std::move(why));
    }
    std::string listed;
    for (const auto& why : reasons) listed += (listed.empty() ? "" : ", ") + why;
    return say("match.passed", {{"n", std::int64_t{rung.passed_over_size()}}, {"reasons", listed}});
}

std::string MatchWords::rung(const v1::MatchRung& rung) const {
    std::string all;
    for (const auto& person : rung.picks()) all = joined(all, picked(person));
    if (rung.picks().empty()) all = say("match.nobody");
    return rung.passed_over().empty() ? all : joined(all, summary(rung));
}

std::string MatchWords::opened(const v1::MatchNeed& need) const {
    const bool by_rule = !need.named() && directory_.data().packages().end() ==
                                              std::ranges::find(directory_.data().packages(),
                                                                need.package(), &v1::Package::id);
    auto text = need.named() ? say("match.opened_named")
                : by_rule    ? say("match.opened_rule")
                             : say("match.opened_package", {{"package", need.package()}});
    for (const int code : need.rules())
        text = joined(text, say("rule." + v1::Rule::Code_Name(static_cast<v1::Rule::Code>(code))));
    return text;
}

std::string MatchWords::consent(const v1::MatchNeed& need) const {
    if (need.consent() == v1::ConsentBasis::unknown) return say("match.consent_awaited");
    return say("match.consent_given",
               {{"basis", say("consent_basis." + v1::ConsentBasis::Code_Name(need.consent()))}});
}

std::string MatchWords::when(const v1::MatchRung& rung) const {
    const auto reach = say("reach." + v1::Rung::Reach_Name(rung.reach()));
    const auto time = words_.time_of_day(language_, rung.at().seconds() * 1000, zone_);
    const auto text = say("match.rung", {{"time", time}, {"reach", reach}});
    return rung.last() ? joined(text, say("match.last")) : text;
}

void write_names(v1::MatchAnswer& answer,
                 const std::function<std::string(const std::string& person)>& name_of) {
    for (auto& need : *answer.mutable_needs())
        for (auto& rung : *need.mutable_rungs())
            for (auto* people : {rung.mutable_picks(), rung.mutable_passed_over()})
                for (auto& person : *people) person.set_name(name_of(person.person()));
}

void write_words(const words::Words& words, words::Language language,
                 const domain::Directory& directory, const std::string& zone,
                 v1::MatchAnswer& answer) {
    const MatchWords spoken(words, language, directory, zone);
    for (auto& need : *answer.mutable_needs())
        for (auto& rung : *need.mutable_rungs()) rung.set_words(spoken.rung(rung));
}

}  // namespace relais::gateway
