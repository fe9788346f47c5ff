// The directory on screens: whoever is signed in finds who serves what; who coordinates also reads
// what became of an entry. Names are shown where they may be seen.
#include <algorithm>

#include "common/domain/directory_rights.hpp"
#include "common/domain/freshness.hpp"
#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/directory_screen.hpp"
#include "services/gateway/screens/entry_form.hpp"
#include "services/gateway/screens/route_set.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway::screens {
namespace {

Frame frame_of(const House& house, const View& view, const http::Request& request,
               const Visitor& visitor) {
    Frame frame = house.frame(view, request, visitor);
    frame.title = view.say("directory.title") + " · " + frame.title;
    frame.kind = "wide";
    return frame;
}

domain::Editable editable_by(const House& house, const Visitor& visitor,
                             const v1::EntryName& name) {
    if (has(visitor.account, v1::Role::admin)) return {.standing = true, .rest = true};
    return domain::editable(*house.ports().directory(), name, visitor.account.person(),
                            house.ports().clock.now());
}

// Whoever searches has something else in mind.
ToKeep to_keep(const House& house, const View& view, const http::Request& request,
               const Visitor& visitor, const DirectoryChoice& choice) {
    ToKeep keep{.person = visitor.account.person(), .csrf = visitor.csrf, .notice = {}};
    if (request.query_value("assured") == "1") keep.notice = "directory.thanks";
    if (!choice.text.empty() || !choice.kind.empty()) return keep;
    const auto& desk = house.ports().directory_desk;
    keep.stale = desk.stale(view.language, visitor.account);
    if (auto dues = desk.dues(visitor.account)) keep.dues = std::move(*dues);
    for (const char* kind : {"organization", "person", "committee", "criterion", "territory",
                             "ladder", "need_rule", "package", "milestone", "clock"}) {
        v1::EntryName name;
        name.set_kind(kind);
        if (editable_by(house, visitor, name).rest) keep.new_kinds.emplace_back(kind);
    }
    return keep;
}

awaitable<http::Response> show_directory(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const View view = house->view(request, visitor->account.language());
    const DirectoryChoice choice{.text = request.query_value("q"),
                                 .kind = request.query_value("kind")};
    const auto found = co_await house->ports().directory_desk.find(choice.text, choice.kind,
                                                                   view.language, visitor->account);
    co_return house->screen(
        request, frame_of(*house, view, request, *visitor),
        directory_view(view, choice, found, to_keep(*house, view, request, *visitor, choice)));
}

v1::FoundEntry described(const House& house, const View& view, const Visitor& visitor,
                         std::string kind, const std::string& id) {
    v1::FoundEntry entry;
    entry.mutable_entry()->set_kind(std::move(kind));
    entry.mutable_entry()->set_id(id);
    house.ports().directory_desk.describe(view.language, visitor.account, entry);
    return entry;
}

// Where one goes on from an entry: to the people and rosters of an organization, to the
// organization and rosters of a person.
std::vector<EntryLinks> links_of(const House& house, const View& view, const Visitor& visitor,
                                 const v1::EntryName& name) {
    const auto directory = house.ports().directory();
    const auto& data = directory->data();
    EntryLinks organizations{.title = view.say("directory_kind.organization"), .entries = {}};
    EntryLinks people{.title = view.say("directory.people"), .entries = {}};
    EntryLinks rosters{.title = view.say("directory.rosters"), .entries = {}};
    const auto add = [&](EntryLinks& to, const char* kind, const std::string& id) {
        to.entries.push_back(described(house, view, visitor, kind, id));
    };
    for (const auto& committee : data.committees())
        if (name.kind() == "committee" && committee.id() == name.id())
            for (const auto& id : committee.members()) add(people, "person", id);
    if (name.kind() == "organization")
        for (const auto& person : data.people())
            if (person.organization() == name.id()) {
                add(people, "person", person.id());
                people.entries.back().clear_detail();  // it would say each time where one is
            }
    if (const auto* person = name.kind() == "person" ? directory->person(name.id()) : nullptr)
        add(organizations, "organization", person->organization());
    for (const auto& roster : data.rosters()) {
        const bool linked =
            (name.kind() == "organization" && roster.organization() == name.id()) ||
            (name.kind() == "person" && domain::stands_in(roster, name.id())) ||
            (name.kind() == "territory" &&
             std::ranges::find(roster.territories(), name.id()) != roster.territories().end());
        if (linked) add(rosters, "roster", roster.id());
    }
    return {std::move(organizations), std::move(people), std::move(rosters)};
}

void set_keeping(const House& house, const http::Request& request, const Visitor& visitor,
                 const domain::Directory& directory, EntryPage& page) {
    const auto& name = page.entry.entry();
    page.assurance = domain::assurance_of(directory.data(), name);
    page.dated = name.kind() == "organization" || name.kind() == "person";
    page.may_edit = groups_of(name.kind()) != nullptr && editable_by(house, visitor, name).any();
    page.may_assure = page.dated && (has(visitor.account, v1::Role::admin) ||
                                     domain::may_assure(directory, name, visitor.account.person(),
                                                        house.ports().clock.now()));
    page.csrf = visitor.csrf;
    page.criteria = directory.data().criteria_size();
    if (request.query_value("assured") == "1") page.notice = "directory.thanks";
    if (request.query_value("done") == "1") page.notice = "directory.done";
    page.name_of = [&house, &directory, account = visitor.account](const std::string& id) {
        const auto* person = directory.person(id);
        const bool seen = person != nullptr && sees_name(account, person->organization());
        return seen ? house.desk().name_of(id) : id;
    };
}

awaitable<http::Response> show_entry(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const View view = house->view(request, visitor->account.language());
    v1::EntryName name;
    name.set_kind(request.params["kind"]);
    name.set_id(request.params["id"]);
    const auto data = house->ports().directory_desk.entry(name);
    if (!data)
        co_return house->refused(request, Refused{.status = 404, .code = "entry_unknown"},
                                 visitor->account.language());
    EntryPage page{.entry = described(*house, view, *visitor, name.kind(), name.id()),
                   .data = *data,
                   .links = links_of(*house, view, *visitor, name)};
    const auto directory = house->ports().directory();
    set_keeping(*house, request, *visitor, *directory, page);
    Answered<v1::DirectoryHistory> history;
    if (sees_everybody(visitor->account)) {
        history = co_await house->ports().directory_desk.history(
            {.kind = name.kind(), .id = name.id()}, visitor->account);
        if (!history)
            co_return house->refused(request, history.error(), visitor->account.language());
        page.history = &*history;
    }
    co_return house->screen(request, frame_of(*house, view, request, *visitor),
                            entry_view(view, page));
}

}  // namespace

void add_directory_routes(const HousePtr& house, Routes& routes) {
    using http::Method;
    routes.push_back({Method::get, "/directory", 0,
                      [house](http::Request request) { return show_directory(house, request); }});
    routes.push_back({Method::get, "/directory/{kind}/{id}", 0,
                      [house](http::Request request) { return show_entry(house, request); }});
}

}  // namespace relais::gateway::screens
