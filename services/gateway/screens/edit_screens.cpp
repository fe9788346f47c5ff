// Changing an entry of the directory by form, without script: it is shown what would change and
// what that does, and confirms it on the revision that was shown. If somebody else was faster, the
// same is shown anew on what stands; nothing that was typed is lost. Saying that an entry is still
// so is one tap.
#include <algorithm>
#include <charconv>

#include "common/domain/directory_change.hpp"
#include "services/gateway/screens/directory_screen.hpp"
#include "services/gateway/screens/edit_screen.hpp"
#include "services/gateway/screens/route_set.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway::screens {
namespace {

// What every answer is made of.
struct Here {
    HousePtr house;
    http::Request request;
    Visitor visitor;
    domain::DirectoryPtr directory;
    EditScreen screen;

    [[nodiscard]] View view() const { return house->view(request, visitor.account.language()); }
};

void look_up(Here& here, const std::string& kind, const std::string& id) {
    auto& screen = here.screen;
    const auto& ports = here.house->ports();
    screen.name.set_kind(kind);
    screen.name.set_id(id);
    screen.csrf = here.visitor.csrf;
    if (has(here.visitor.account, v1::Role::admin))
        screen.editable = {.standing = true, .rest = true};
    else
        screen.editable = domain::editable(*here.directory, screen.name,
                                           here.visitor.account.person(), ports.clock.now());
    if (id.empty()) {
        screen.stands = empty_entry(kind);
        return;
    }
    if (const auto entry = ports.directory_desk.entry(screen.name)) screen.stands = *entry;
    v1::FoundEntry found;
    *found.mutable_entry() = screen.name;
    ports.directory_desk.describe(here.view().language, here.visitor.account, found);
    screen.title = found.title();
    const bool named = screen.stands.has_person() &&
                       sees_name(here.visitor.account, screen.stands.person().organization());
    if (named) screen.card_name = here.house->desk().name_of(id);
}

awaitable<std::expected<Here, http::Response>> here(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return std::unexpected(visitor.error());
    Here found{.house = house,
               .request = request,
               .visitor = std::move(*visitor),
               .directory = house->ports().directory(),
               .screen = {}};
    const auto no = [&](unsigned status, std::string code) {
        return std::unexpected(house->refused(request,
                                              Refused{.status = status, .code = std::move(code)},
                                              found.visitor.account.language()));
    };
    const auto kind = request.params["kind"];
    const auto id = request.params.contains("id") ? request.params["id"] : std::string();
    if (groups_of(kind) == nullptr) co_return no(404, "entry_unknown");
    look_up(found, kind, id);
    if (found.screen.stands.entry_case() == v1::DirectoryEntry::ENTRY_NOT_SET)
        co_return no(404, "entry_unknown");
    if (!found.screen.editable.any()) co_return no(403, "entry_not_hers");
    co_return found;
}

http::Response show(const Here& here, unsigned status = 200) {
    const View view = here.view();
    const auto& account = here.visitor.account;
    const NameOf name_of = [&](const std::string& id) {
        const auto* person = here.directory->person(id);
        const bool seen = person != nullptr && sees_name(account, person->organization());
        return seen ? here.house->desk().name_of(id) : id;
    };
    Frame frame = here.house->frame(view, here.request, here.visitor);
    frame.title = view.say("directory.title") + " · " + frame.title;
    frame.kind = "wide";
    return here.house->screen(here.request, frame,
                              edit_view(view, here.screen, *here.directory, name_of), status);
}

awaitable<http::Response> show_form(HousePtr house, http::Request request) {
    auto found = co_await here(std::move(house), std::move(request));
    if (!found) co_return found.error();
    auto& screen = found->screen;
    const View view = found->view();
    const domain::WallClock clock(view.zone);
    screen.typed = fields_of(screen.stands, screen.card_name, clock);
    // Whoever is new has applied: it is admitted once somebody speaks for it.
    if (screen.name.id().empty() && screen.name.kind() == "organization") {
        v1::DirectoryEntry applied = screen.stands;
        auto& step = *applied.mutable_organization()->add_membership();
        step.set_state(v1::MembershipStep::applied);
        step.mutable_from()->set_seconds(to_ms(view.now) / 1'000);
        screen.typed = fields_of(applied, {}, clock);
    }
    co_return show(*found);
}

// 0: nothing is confirmed yet, it is to be shown.
std::uint64_t revision_in(const http::Fields& fields) {
    const auto text = value_of(fields, "revision");
    std::uint64_t revision = 0;
    std::from_chars(text.data(), text.data() + text.size(), revision);
    return revision;
}

// It stands in addresses of screens.
bool plain_id(const std::string& id) {
    return std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

// What is new must not take the place of what stands.
void check_name(const Here& here, ReadEntry& read) {
    if (!here.screen.name.id().empty()) return;
    const auto name = domain::name_of(read.entry);
    const std::string field = name.kind() == "need_rule"   ? "need"
                              : name.kind() == "milestone" ? "milestone"
                                                           : "id";
    if (name.id().empty() || name.id() == "unknown")
        read.wrongs.emplace_back(field, "id_missing");
    else if (!plain_id(name.id()))
        read.wrongs.emplace_back(field, "id_wrong");
    else if (here.house->ports().directory_desk.entry(name))
        read.wrongs.emplace_back(field, "id_twice");
}

// Where the entry stands in the list of its kind, or would.
int place_of(const Here& here, const v1::DirectoryEntry& entry) {
    const auto all = domain::difference({}, here.directory->data());
    const auto name = domain::name_of(entry);
    int place = 0;
    for (const auto& one : all.put()) {
        if (one.entry_case() != entry.entry_case()) continue;
        if (domain::name_of(one).id() == name.id()) break;
        ++place;
    }
    return place;
}

v1::DirectoryEdit edit_of(const ReadEntry& read, std::uint64_t revision) {
    v1::DirectoryEdit edit;
    *edit.add_put() = read.entry;
    if (read.card) *edit.add_cards() = *read.card;
    edit.set_expected_revision(revision);
    edit.set_why("edited");
    return edit;
}

awaitable<http::Response> post_form(HousePtr house, http::Request request) {
    auto found = co_await here(house, std::move(request));
    if (!found) co_return found.error();
    auto& screen = found->screen;
    screen.typed = http::parse_form(found->request.body).value_or(http::Fields{});
    const auto revision = revision_in(screen.typed);
    screen.more = !value_of(screen.typed, "more").empty();
    std::erase_if(screen.typed, [](const auto& field) {
        return field.first == "csrf" || field.first == "revision" || field.first == "more" ||
               field.second.empty();
    });
    if (screen.more) co_return show(*found);
    const View view = found->view();
    auto read = read_entry(screen.stands, screen.typed, screen.editable, screen.name.id().empty(),
                           domain::WallClock(view.zone));
    check_name(*found, read);
    if (!read.wrongs.empty()) {
        screen.wrongs = wrongs_of(view, screen, read, {}, found->directory->data(), 0);
        co_return show(*found, 422);
    }
    const auto& account = found->visitor.account;
    const auto& desk = house->ports().directory_desk;
    auto answer = co_await desk.edit(edit_of(read, revision), revision == 0, account);
    const auto name = domain::name_of(read.entry);
    if (answer && revision != 0)
        co_return see_other("/directory/" + name.kind() + "/" + name.id() + "?done=1");
    unsigned status = answer ? 200 : answer.error().refused.status;
    if (!answer && answer.error().refused.code == "revision_moved_on") {
        screen.notice = "change.moved_on";
        answer = co_await desk.edit(edit_of(read, 0), true, account);
    }
    if (answer) {
        screen.preview = {std::move(read.entry), std::move(*answer)};
    } else if (!answer.error().faults.empty()) {
        screen.wrongs = wrongs_of(view, screen, read, answer.error().faults,
                                  found->directory->data(), place_of(*found, read.entry));
    } else {
        co_return house->refused(found->request, answer.error().refused, account.language());
    }
    co_return show(*found, status);
}

awaitable<http::Response> post_assurance(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    v1::Assuring asked;
    auto& entry = *asked.add_entries();
    entry.set_kind(request.params["kind"]);
    entry.set_id(request.params["id"]);
    const auto done = co_await house->ports().directory_desk.assure(asked, visitor->account);
    if (!done) co_return house->refused(request, done.error(), visitor->account.language());
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    if (value_of(form, "from") == "list") co_return see_other("/directory?assured=1");
    co_return see_other(address_of_entry(entry) + "?assured=1");
}

}  // namespace

void add_edit_routes(const HousePtr& house, Routes& routes) {
    using http::Method;
    const auto add = [&](Method method, const char* pattern, std::size_t body_max, auto answer) {
        routes.push_back({method, pattern, body_max, [house, answer](http::Request request) {
                              return answer(house, std::move(request));
                          }});
    };
    for (const char* pattern : {"/directory/{kind}/new", "/directory/{kind}/{id}/edit"}) {
        add(Method::get, pattern, 0, show_form);
        add(Method::post, pattern, change_form_bytes_max, post_form);
    }
    add(Method::post, "/directory/{kind}/{id}/assure", small_form_bytes_max, post_assurance);
}

}  // namespace relais::gateway::screens
