#include "services/gateway/screens/telephones_screen.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

constexpr std::size_t telephones_shown_max = 40;
constexpr std::size_t messages_shown_max = 5;

struct Telephone {
    std::string person;
    std::vector<const v1::SandboxMessage*> messages;  // newest first
};

// The telephone that rang last comes first.
std::vector<Telephone> telephones_of(const std::vector<v1::SandboxMessage>& newest_first) {
    std::vector<Telephone> all;
    std::map<std::string, std::size_t> place;
    for (const auto& message : newest_first) {
        const auto [found, fresh] = place.try_emplace(message.person(), all.size());
        if (fresh) all.push_back({message.person(), {}});
        all[found->second].messages.push_back(&message);
    }
    return all;
}

Data messages_of(const View& view, const Telephone& telephone) {
    Data all = list();
    for (const auto* message : telephone.messages) {
        if (all.list_value().size() == messages_shown_max) break;
        // The link stands below as a button; the text is shown as it was sent, without it.
        std::string text = message->text();
        if (const auto at = text.find(message->link());
            !message->link().empty() && at != text.npos) {
            text.erase(at);
        }
        Data one = object();
        one.set("kind", std::string(v1::Message::Kind_Name(message->kind())));
        one.set("at", view.time(message->at_ms()));
        one.set("text", text);
        one.set("code", message->code());
        if (message->link().starts_with("http")) one.set("link", message->link());
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

std::string telephones_view(const View& view, std::vector<v1::SandboxMessage> messages,
                            const NameOf& person, bool whole) {
    std::ranges::sort(messages, std::greater{}, [](const auto& message) {
        return std::tuple(message.at_ms(), message.id());
    });
    Data telephones = list();
    for (const auto& telephone : telephones_of(messages)) {
        if (telephones.list_value().size() == telephones_shown_max) break;
        const auto count = static_cast<std::int64_t>(telephone.messages.size());
        Data one = object();
        one.set("name", person(telephone.person));
        one.set("label", telephone.messages.front()->label());
        one.set("count", view.say("telephones.messages", {{"n", count}}));
        one.set("messages", messages_of(view, telephone));
        telephones.push_back(std::move(one));
    }
    Data data = object();
    data.set("whole", whole);
    data.set("empty", messages.empty());
    data.set("telephones", std::move(telephones));
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::telephones_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
