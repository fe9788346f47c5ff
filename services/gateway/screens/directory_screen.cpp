#include "services/gateway/screens/directory_screen.hpp"

#include <google/protobuf/util/time_util.h>
#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

constexpr const char* kinds[] = {"organization", "person",    "roster", "territory",
                                 "committee",    "criterion", "ladder", "need_rule",
                                 "package",      "milestone", "clock"};
constexpr int stale_shown_max = 12;  // who keeps more than that right begins with the oldest

Data line_of(const View& view, const v1::FoundEntry& entry) {
    Data line = object();
    line.set("href", address_of_entry(entry.entry()));
    line.set("title", entry.title());
    line.set("detail", entry.detail());
    line.set("kind", view.say("directory_kind." + entry.entry().kind()));
    return line;
}

std::int64_t ms_of(const google::protobuf::Timestamp& stamp) {
    return google::protobuf::util::TimeUtil::TimestampToMilliseconds(stamp);
}

std::string day_of_moment(const View& view, const google::protobuf::Timestamp& stamp) {
    return day_text(day_of(domain::WallClock(view.zone), domain::instant_of(stamp)));
}

std::string named(const EntryPage& page, const std::string& person) {
    return person.empty() || !page.name_of ? person : page.name_of(person);
}

template <class Add>
void add_organization(const View& view, const EntryPage& page, const Add& add) {
    const auto& one = page.data.organization();
    add("membership", view.say("membership_state." + v1::MembershipStep::State_Name(
                                                         domain::membership_at(one, view.now))));
    add("representative", named(page, one.representative()));
    if (page.criteria > 0)
        add("criteria",
            view.say("directory.criteria_of", {{"n", std::int64_t{one.criteria_met_size()}},
                                               {"all", std::int64_t{page.criteria}}}));
    if (one.has_dues_paid_until()) add("dues", day_of_moment(view, one.dues_paid_until()));
    if (const auto within = one.agreement().acknowledge_within_ms(); within > 0)
        add("acknowledge", view.say("directory.seconds", {{"s", std::int64_t{within / 1'000}}}));
}

template <class Add>
void add_coalition(const View& view, const EntryPage& page, const Add& add) {
    const auto& entry = page.data;
    if (entry.has_organization()) add_organization(view, page, add);
    if (entry.has_committee()) {
        add("chair", named(page, entry.committee().chair()));
        std::vector<std::string> scopes;
        for (const auto scope : entry.committee().scopes())
            scopes.push_back(
                view.say("scope." + v1::Scope::Code_Name(static_cast<v1::Scope::Code>(scope))));
        add("scopes", joined(scopes));
    }
    if (entry.has_clock())
        add("within",
            view.say("directory.hours", {{"n", std::int64_t{entry.clock().within_hours()}}}));
    if (entry.has_milestone())
        add("within", view.say("directory.minutes",
                               {{"n", std::int64_t{entry.milestone().within_minutes()}}}));
}

// What an entry says of itself, a line each.
Data facts_of(const View& view, const EntryPage& page) {
    const auto& entry = page.data;
    Data facts = list();
    const auto add = [&](const std::string& name, const std::string& value) {
        if (value.empty()) return;
        Data fact = object();
        fact.set("name", view.say("directory." + name));
        fact.set("value", value);
        facts.push_back(std::move(fact));
    };
    add_coalition(view, page, add);
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

// Who said last that it is so, and the button to say it again.
void set_keeping(const View& view, const EntryPage& page, Data& data) {
    data.set("has_notice", !page.notice.empty());
    data.set("notice", page.notice.empty() ? std::string() : view.say(page.notice));
    data.set("csrf", page.csrf);
    data.set("address", address_of_entry(page.entry.entry()));
    data.set("may_edit", page.may_edit);
    data.set("may_assure", page.may_assure);
    data.set("dated", page.dated);
    std::string assured = view.say("directory.never_assured");
    if (page.assurance != nullptr) {
        const auto& person = page.assurance->person();
        assured = view.say(
            person.empty() ? "directory.assured" : "directory.assured_by",
            {{"date", view.moment(ms_of(page.assurance->at()))}, {"who", named(page, person)}});
    }
    data.set("assured", assured);
}

Data stale_line(const View& view, const v1::StaleEntry& entry) {
    Data line = object();
    line.set("href", address_of_entry(entry.entry()));
    line.set("tap", "/directory/" + entry.entry().kind() + "/" + entry.entry().id() + "/assure");
    line.set("title", entry.title());
    line.set("kind", view.say("directory_kind." + entry.entry().kind()));
    line.set("when",
             entry.has_assured()
                 ? view.say("directory.assured", {{"date", day_of_moment(view, entry.assured())}})
                 : view.say("directory.nobody_yet"));
    const auto& who = entry.owner_name().empty() ? entry.owner() : entry.owner_name();
    line.set("who", who.empty() ? std::string() : view.say("directory.stale_of", {{"who", who}}));
    return line;
}

// The first of them, and how many more there are.
void set_stale(const View& view, const std::vector<const v1::StaleEntry*>& entries,
               const std::string& name, Data& data) {
    Data lines = list();
    for (const auto* entry : entries) {
        if (lines.list_value().size() == stale_shown_max) break;
        lines.push_back(stale_line(view, *entry));
    }
    const auto more = static_cast<std::int64_t>(entries.size()) - stale_shown_max;
    data.set("has_" + name, !entries.empty());
    data.set(name, std::move(lines));
    data.set("more_" + name,
             more > 0 ? view.say("directory.stale_more", {{"n", more}}) : std::string());
}

void set_to_keep(const View& view, const ToKeep& keep, Data& data) {
    std::vector<const v1::StaleEntry*> own, others;
    for (const auto& entry : keep.stale.entries())
        (!entry.owner().empty() && entry.owner() == keep.person ? own : others).push_back(&entry);
    set_stale(view, own, "own", data);
    set_stale(view, others, "others", data);
    Data behind = list();
    for (const auto& one : keep.dues.organizations()) {
        Data line = object();
        line.set("href", "/directory/organization/" + one.organization());
        line.set("words",
                 view.say("directory.dues_line",
                          {{"name", one.name()}, {"date", day_of_moment(view, one.paid_until())}}));
        behind.push_back(std::move(line));
    }
    data.set("has_dues", !keep.dues.organizations().empty());
    data.set("dues", std::move(behind));
    Data additions = list();
    for (const auto& kind : keep.new_kinds) {
        Data one = object();
        one.set("href", "/directory/" + kind + "/new");
        one.set("words", view.say("directory.new", {{"kind", view.say("directory_kind." + kind)}}));
        additions.push_back(std::move(one));
    }
    data.set("has_new", !keep.new_kinds.empty());
    data.set("new", std::move(additions));
    data.set("csrf", keep.csrf);
    data.set("has_notice", !keep.notice.empty());
    data.set("notice", keep.notice.empty() ? std::string() : view.say(keep.notice));
}

}  // namespace

std::string address_of_entry(const v1::EntryName& name) {
    return name.kind() == "roster" ? "/rosters/" + name.id()
                                   : "/directory/" + name.kind() + "/" + name.id();
}

std::string assured_words(const View& view, const v1::Assurance* assurance, const NameOf& name_of) {
    if (assurance == nullptr) return view.say("directory.never_assured");
    const auto& person = assurance->person();
    const auto date = view.moment(ms_of(assurance->at()));
    if (person.empty()) return view.say("directory.assured", {{"date", date}});
    return view.say("directory.assured_by",
                    {{"date", date}, {"who", name_of ? name_of(person) : person}});
}

std::string directory_view(const View& view, const DirectoryChoice& choice,
                           const v1::FoundEntries& found, const ToKeep& keep) {
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
    set_to_keep(view, keep, data);
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
    data.set("has_detail", !page.entry.detail().empty());
    data.set("detail", page.entry.detail());
    data.set("kind", view.say("directory_kind." + page.entry.entry().kind()));
    data.set("id", page.entry.entry().id());
    data.set("facts", facts_of(view, page));
    set_keeping(view, page, data);
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
