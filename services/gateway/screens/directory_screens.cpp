// The directory on screens: whoever is signed in finds who serves what; who coordinates also reads
// what became of an entry. Names are shown where they may be seen.
#include <algorithm>

#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/directory_screen.hpp"
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

awaitable<http::Response> show_directory(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const View view = house->view(request, visitor->account.language());
    const DirectoryChoice choice{.text = request.query_value("q"),
                                 .kind = request.query_value("kind")};
    const auto found = co_await house->ports().directory_desk.find(choice.text, choice.kind,
                                                                   view.language, visitor->account);
    co_return house->screen(request, frame_of(*house, view, request, *visitor),
                            directory_view(view, choice, found));
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
