#include "services/gateway/screens/named_choices.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "common/calendar/folding.hpp"
#include "common/words/order.hpp"

namespace relais::gateway::screens {
namespace {

std::string plain_words(const domain::Directory& directory, const NameOf& name_of,
                        const v1::Person& person) {
    const auto* hers = directory.organization(person.organization());
    const auto name = name_of(person.id());
    return hers == nullptr ? name : name + ", " + hers->name();
}

// The words of everybody, each once.
std::map<std::string, std::string> people_by_words(const domain::Directory& directory,
                                                   const NameOf& name_of) {
    std::map<std::string, std::string> all;
    std::set<std::string> twice;
    for (const auto& person : directory.data().people()) {
        const auto words = plain_words(directory, name_of, person);
        if (!all.emplace(words, person.id()).second) twice.insert(words);
    }
    for (const auto& words : twice) all.erase(words);
    for (const auto& person : directory.data().people())
        if (const auto words = plain_words(directory, name_of, person); twice.contains(words))
            all.emplace(words + " (" + person.id() + ")", person.id());
    return all;
}

std::map<std::string, std::string> words_by_person(const domain::Directory& directory,
                                                   const NameOf& name_of) {
    std::map<std::string, std::string> all;
    for (const auto& [words, id] : people_by_words(directory, name_of)) all.emplace(id, words);
    return all;
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return first == text.npos ? std::string{}
                              : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

constexpr const char* nobody = "?";  // no id: what was typed goes no further

// Whoever is called so, by what is offered or by the name alone, however it is written.
std::vector<std::string> people_called(const domain::Directory& directory, const NameOf& name_of,
                                       const std::string& text) {
    const auto all = people_by_words(directory, name_of);
    if (const auto found = all.find(text); found != all.end()) return {found->second};
    const calendar::Folding folded;
    const auto wanted = folded(text);
    std::vector<std::string> called;
    for (const auto& [words, id] : all)
        if (folded(words) == wanted || folded(name_of(id)) == wanted) called.push_back(id);
    return called;
}

bool names_a_person(const std::string& field) {
    return field == "person" || field == "receiving" || field == "other_person";
}

bool names_an_organization(const std::string& field) {
    return field == "organization" || field.starts_with("organization_");
}

// Empty when nobody is called so.
std::string organization_called(const domain::Directory& directory, const std::string& text) {
    if (directory.organization(text) != nullptr) return text;
    for (const auto& one : directory.data().organizations())
        if (organization_words(directory, one.id()) == text) return one.id();
    return {};
}

Data option(const std::string& value, const std::string& words) {
    Data one = object();
    one.set("value", value);
    one.set("words", words);
    return one;
}

}  // namespace

std::string person_words(const domain::Directory& directory, const NameOf& name_of,
                         const std::string& person) {
    const auto all = words_by_person(directory, name_of);
    const auto found = all.find(person);
    return found == all.end() ? person : found->second;
}

std::string organization_words(const domain::Directory& directory,
                               const std::string& organization) {
    const auto* known = directory.organization(organization);
    if (known == nullptr) return organization;
    const auto same = std::ranges::count(directory.data().organizations(), known->name(),
                                         &v1::Organization::name);
    return same > 1 ? known->name() + " (" + organization + ")" : known->name();
}

Data people_options(const View& view, const domain::CaseState& state,
                    const std::vector<domain::Askable>& askable, const domain::Directory& directory,
                    const NameOf& name_of) {
    const auto named = words_by_person(directory, name_of);
    const auto fits = [&](const domain::Askable& one) {
        return std::ranges::find(state.needs, one.sector, &domain::NeedState::sector) !=
               state.needs.end();
    };
    using Line = std::tuple<bool, bool, std::string, std::string, const domain::Askable*>;
    std::vector<Line> lines;
    for (const auto& one : askable)
        if (const auto found = named.find(one.person); found != named.end())
            lines.emplace_back(!one.on_call, !fits(one),
                               words::sort_key(view.language, found->second), found->second, &one);
    std::ranges::sort(lines);
    Data all = list();
    for (const auto& [off, elsewhere, key, value, one] : lines) {
        const auto sector = view.say("sector." + v1::Sector::Code_Name(one->sector));
        all.push_back(
            option(value, off ? sector : view.say("choice.on_call", {{"sector", sector}})));
    }
    return all;
}

Data organization_options(const View& view, const domain::Directory& directory) {
    std::vector<std::string> names;
    for (const auto& one : directory.data().organizations())
        names.push_back(organization_words(directory, one.id()));
    std::ranges::sort(
        names, {}, [&](const std::string& name) { return words::sort_key(view.language, name); });
    Data all = list();
    for (const auto& name : names) all.push_back(option(name, {}));
    return all;
}

std::expected<http::Fields, std::string> with_ids(http::Fields fields,
                                                  const domain::Directory& directory,
                                                  const NameOf& name_of) {
    for (auto& [name, value] : fields) {
        const bool person = names_a_person(name);
        if (!person && !names_an_organization(name)) continue;
        auto text = trimmed(value);
        value = text;
        if (text.empty()) continue;
        if (!person) {
            value = organization_called(directory, text);
            if (value.empty()) return std::unexpected("organization_unknown");
        } else if (directory.person(text) == nullptr) {
            const auto called = people_called(directory, name_of, text);
            if (called.size() > 1) return std::unexpected("person_several");
            value = called.empty() ? nobody : called.front();
        }
    }
    return fields;
}

}  // namespace relais::gateway::screens
