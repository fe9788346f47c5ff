// Changing a roster by form, without script: it is shown what a change would do, and confirms it on
// the revision that was shown. If somebody else was faster, the same is shown anew on what stands.
// Saying that one is away is the same without a roster.
#include <algorithm>
#include <charconv>

#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/change_screen.hpp"
#include "services/gateway/screens/route_set.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway::screens {
namespace {

const v1::Roster* roster_of(const domain::Directory& directory, const std::string& id) {
    const auto& rosters = directory.data().rosters();
    const auto found = std::ranges::find(rosters, id, &v1::Roster::id);
    return found == rosters.end() ? nullptr : &*found;
}

// What every answer to a visitor is made of; the directory holds the roster, if there is one.
struct Here {
    HousePtr house;
    http::Request request;
    Visitor visitor;
    domain::DirectoryPtr directory;
    const v1::Roster* roster = nullptr;
    std::string zone = {};  // of the roster, or of the first in which she stands
};

std::string zone_of(const Here& here) {
    if (here.roster != nullptr) return here.roster->zone();
    for (const auto& roster : here.directory->data().rosters())
        if (domain::stands_in(roster, here.visitor.account.person())) return roster.zone();
    return View{.words = here.house->ports().words}.zone;
}

awaitable<std::expected<Here, http::Response>> here(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, change_roles);
    if (!visitor) co_return std::unexpected(visitor.error());
    Here found{house, request, std::move(*visitor), house->ports().directory()};
    const auto& account = found.visitor.account;
    const auto no = [&](unsigned status, std::string code) {
        return std::unexpected(house->refused(
            request, Refused{.status = status, .code = std::move(code)}, account.language()));
    };
    if (const auto id = request.params.find("id"); id != request.params.end()) {
        found.roster = roster_of(*found.directory, id->second);
        if (found.roster == nullptr) co_return no(404, "roster_unknown");
    } else if (account.person().empty()) {
        co_return no(403, "forbidden");
    }
    found.zone = zone_of(found);
    co_return found;
}

http::Response show(const Here& here, ChangeScreen screen, unsigned status = 200) {
    const auto& account = here.visitor.account;
    // What was refused may have been changed by somebody else: it is told as it stands.
    const auto directory = here.house->ports().directory();
    const auto* now = here.roster == nullptr ? nullptr : roster_of(*directory, here.roster->id());
    if (now == nullptr) now = here.roster;
    View view = here.house->view(here.request, account.language());
    view.zone = here.zone;
    screen.csrf = here.visitor.csrf;
    if (here.roster == nullptr || !sees_everybody(account)) screen.her = account.person();
    // As in every answer about rosters: names are for the coordination and one's own organization.
    const NameOf name_of = [&](const std::string& id) {
        const auto* person = directory->person(id);
        const bool seen =
            sees_name(account, person == nullptr ? std::string() : person->organization());
        return seen ? here.house->desk().name_of(id) : id;
    };
    return here.house->screen(here.request, here.house->frame(view, here.request, here.visitor),
                              change_view(view, screen, directory->data(), now, name_of), status);
}

// Without a roster there is one thing to say, and it is about herself.
ChangeForm asked_form(const Here& here, const http::Fields& fields) {
    auto form = read_change_form(fields);
    if (here.roster != nullptr) return form;
    if (form.what != "end_absence") form.what = "absence";
    form.person = here.visitor.account.person();
    return form;
}

// A new layer would take the place of the one that has its name.
bool name_is_taken(const Here& here, const ChangeForm& form) {
    return here.roster != nullptr && form.what == "layer" && form.of.empty() &&
           std::ranges::find(here.roster->layers(), form.id, &v1::Layer::id) !=
               here.roster->layers().end();
}

awaitable<http::Response> show_form(HousePtr house, http::Request request) {
    const auto found = co_await here(std::move(house), std::move(request));
    if (!found) co_return found.error();
    ChangeScreen screen;
    screen.form =
        asked_form(*found, http::parse_form(found->request.query).value_or(http::Fields{}));
    if (screen.form.what == "layer" && found->roster != nullptr)
        for (const auto& layer : found->roster->layers())
            if (layer.id() == screen.form.of) screen.form = form_of(layer);
    if (found->request.query_value("done") == "1") screen.notice = "change.done";
    co_return show(*found, std::move(screen));
}

// 0: nothing is confirmed yet, it is to be shown.
std::uint64_t revision_in(const http::Fields& fields) {
    const auto text = value_of(fields, "revision");
    std::uint64_t revision = 0;
    std::from_chars(text.data(), text.data() + text.size(), revision);
    return revision;
}

awaitable<http::Response> post_form(HousePtr house, http::Request request) {
    const auto found = co_await here(house, std::move(request));
    if (!found) co_return found.error();
    const auto fields = http::parse_form(found->request.body).value_or(http::Fields{});
    ChangeScreen screen;
    screen.form = asked_form(*found, fields);
    screen.more = !value_of(fields, "more").empty();
    if (screen.more) co_return show(*found, std::move(screen));
    if (name_is_taken(*found, screen.form)) {
        screen.faults.push_back({"putLayer.id", "id_twice", screen.form.id});
        co_return show(*found, std::move(screen), 422);
    }
    auto change = change_of(screen.form, found->roster, domain::WallClock(found->zone));
    change.set_expected_revision(revision_in(fields));
    const bool confirmed = change.expected_revision() != 0;
    const auto& account = found->visitor.account;
    auto answer = co_await house->ports().change_roster(change, !confirmed, account);
    if (answer && confirmed) co_return see_other(found->request.path + "?done=1");
    unsigned status = answer ? 200 : answer.error().refused.status;
    if (!answer && answer.error().stands.revision() != 0) {
        screen.notice = "change.moved_on";
        change.clear_expected_revision();
        answer = co_await house->ports().change_roster(change, true, account);
    }
    if (answer) {
        screen.preview = std::move(*answer);
    } else if (!answer.error().faults.empty()) {
        screen.faults = std::move(answer.error().faults);
    } else {
        co_return house->refused(found->request, answer.error().refused, account.language());
    }
    co_return show(*found, std::move(screen), status);
}

}  // namespace

void add_change_routes(const HousePtr& house, Routes& routes) {
    for (const auto* pattern : {"/rosters/{id}/change", "/away"}) {
        routes.push_back({http::Method::get, pattern, 0,
                          [house](http::Request request) { return show_form(house, request); }});
        routes.push_back({http::Method::post, pattern, change_form_bytes_max,
                          [house](http::Request request) { return post_form(house, request); }});
    }
}

}  // namespace relais::gateway::screens
