#include "services/gateway/screens/directory_screen.hpp"

#include <google/protobuf/util/time_util.h>
#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

constexpr const char* kinds[] = {"organization", "person", "roster",
                                 "territory",    "ladder", "package"};

// A roster has a screen of its own.
std::string address_of_entry(const v1::EntryName& name) {
    return name.kind() == "roster" ? "/rosters/" + name.id()
                                   : "/directory/" + name.kind() + "/" + name.id();
}

Data line_of(const View& view, const v1::FoundEntry& entry) {
    Data line = object();
    line.set("href", address_of_entry(entry.entry()));
    line.set("title", entry.title());
    line.set("detail", entry.detail());
    line.set("kind", view.say("directory_kind." + entry.entry().kind()));
    return line;
}

// What an entry says of itself, a line each.
Data facts_of(const View& view, const v1::DirectoryEntry& entry) {
    Data facts = list();
    const auto add = [&](const std::string& name, const std::string& value) {
        if (value.empty()) return;
        Data fact = object();
        fact.set("name", view.say("directory." + name));
        fact.set("value", value);
        facts.push_back(std::move(fact));
    };
    if (entry.has_person()) {
        add("languages", joined(entry.person().languages()));
        std::string ways;
        for (const auto& way : entry.person().ways())
            ways.append(ways.empty() ? "" : ", ")
                .append(view.say("channel." + v1::Channel::Code_Name(way.channel())));
        add("ways", ways);
    }
    if (entry.has_territory()) {
        add("zone", entry.territory().zone());
        add("neighbours", joined(entry.territory().neighbours()));
    }
    if (entry.has_ladder()) add("rungs", std::to_string(entry.ladder().rungs_size()));
    if (entry.has_package()) {
        std::string needs;
        for (const auto need : entry.package().needs())
            needs.append(needs.empty() ? "" : ", ")
                .append(view.say("need." + v1::Need::Kind_Name(static_cast<v1::Need::Kind>(need))));
        add("needs", needs);
    }
    return facts;
}

Data change_of(const View& view, const v1::EntryChange& change) {
    Data line = object();
    const auto who = change.name().empty() ? change.person() : change.name();
    line.set("when",
             view.moment(google::protobuf::util::TimeUtil::TimestampToMilliseconds(change.at())));
    line.set("who", who.empty() ? view.say("role." + v1::Role::Code_Name(change.role())) : who);
    line.set("what", view.say("directory_change." + v1::EntryChange::Kind_Name(change.kind())));
    line.set("why", change.why());
    line.set("revision", std::to_string(change.revision()));
    Data fields = list();
    for (const auto& field : change.fields()) {
        Data one = object();
        one.set("path", field.path());
        one.set("before", field.before().empty() ? "—" : field.before());
        one.set("after", field.after().empty() ? "—" : field.after());
        fields.push_back(std::move(one));
    }
    line.set("has_fields", !change.fields().empty());
    line.set("fields", std::move(fields));
    return line;
}

}  // namespace

std::string directory_view(const View& view, const DirectoryChoice& choice,
                           const v1::FoundEntries& found) {
    Data options = list();
    for (const auto* kind : kinds) {
        Data option = object();
        option.set("id", std::string(kind));
        option.set("words", view.say(std::string("directory_kind.") + kind));
        option.set("chosen", choice.kind == kind);
        options.push_back(std::move(option));
    }
    Data entries = list();
    for (const auto& entry : found.entries()) entries.push_back(line_of(view, entry));
    Data data = object();
    data.set("text", choice.text);
    data.set("kinds", std::move(options));
    data.set("entries", std::move(entries));
    data.set("empty", found.entries().empty());
    data.set("more", found.more());
    return fill(view.words, view.language, embedded::directory_mustache(), std::move(data));
}

std::string entry_view(const View& view, const EntryPage& page) {
    Data links = list();
    for (const auto& group : page.links) {
        if (group.entries.empty()) continue;
        Data one = object();
        Data entries = list();
        for (const auto& entry : group.entries) entries.push_back(line_of(view, entry));
        one.set("title", group.title);
        one.set("entries", std::move(entries));
        links.push_back(std::move(one));
    }
    Data data = object();
    data.set("title", page.entry.title());
    data.set("detail", page.entry.detail());
    data.set("kind", view.say("directory_kind." + page.entry.entry().kind()));
    data.set("id", page.entry.entry().id());
    data.set("facts", facts_of(view, page.data));
    data.set("links", std::move(links));
    data.set("has_history", page.history != nullptr);
    if (page.history != nullptr) {
        Data changes = list();
        for (const auto& change : page.history->changes())
            changes.push_back(change_of(view, change));
        data.set("changes", std::move(changes));
    }
    return fill(view.words, view.language, embedded::entry_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
