#include "services/gateway/screens/roster_choice.hpp"

namespace relais::gateway::screens {
namespace {

const std::string& name_of(const View& view, const v1::Territory& territory) {
    return view.language == words::Language::fr ? territory.name_fr() : territory.name_en();
}

}  // namespace

std::string territories_words(const View& view, const domain::Directory& directory,
                              const std::vector<std::string>& ids) {
    const auto all = static_cast<std::size_t>(directory.data().territories_size());
    if (all > 1 && ids.size() == all) return view.say("on_call.everywhere");
    std::string text;
    for (const auto& id : ids) {
        const auto* territory = directory.territory(id);
        text +=
            (text.empty() ? "" : ", ") + (territory == nullptr ? id : name_of(view, *territory));
    }
    return text;
}

Data territory_options(const View& view, const domain::Directory& directory,
                       const std::string& chosen) {
    Data options = list();
    for (const auto& territory : directory.data().territories()) {
        Data one = object();
        one.set("id", territory.id());
        one.set("words", name_of(view, territory));
        one.set("chosen", territory.id() == chosen);
        options.push_back(std::move(one));
    }
    return options;
}

}  // namespace relais::gateway::screens
