// Who is whom. The administrator puts a directory whole; with one fault it is
// refused whole, and every fault is named. Cards are sealed here, a key a person.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "common/domain/calendar_source.hpp"
#include "common/domain/directory_rights.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/directory_desk.hpp"
#include "services/gateway/directory_put.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

std::string card_of_roster(const v1::Roster& roster) { return "roster/" + roster.id(); }

// Who put it gets it back whole, cards opened; who only works with it sees no address.
awaitable<AnyResponse> get_directory(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    const auto directory = ports.directory.current();
    if (directory->revision() == 0)
        co_return std::unexpected(Refused{.status = 404, .code = "directory_missing"});
    v1::DirectoryFile file;
    *file.mutable_directory() = directory->data();
    const auto add_card = [&](const std::string& of) {
        if (auto card = ports.directory.open_card(ports.keys, of))
            *file.add_cards() = std::move(*card);
    };
    if (caller.is(Role::admin)) {
        for (const auto& person : directory->data().people()) add_card(person.id());
        for (const auto& roster : directory->data().rosters())
            if (!roster.calendars().empty()) add_card(card_of_roster(roster));
    }
    co_return message_response(200, request, file);
}

// Cards that would lead nowhere: of nobody, twice, without the address of a way or of a calendar.
class CardInspection {
public:
    explicit CardInspection(const v1::DirectoryFile& file) : file_(file) {}

    std::vector<domain::DirectoryFault> run() {
        collect();
        const auto& directory = file_.directory();
        for (int i = 0; i < directory.people_size(); ++i)
            inspect(directory.people(i), "directory.people[" + std::to_string(i) + "]");
        for (int i = 0; i < directory.rosters_size(); ++i)
            inspect(directory.rosters(i), "directory.rosters[" + std::to_string(i) + "]");
        return std::move(faults_);
    }

private:
    void collect() {
        std::set<std::string> known;
        for (const auto& person : file_.directory().people()) known.insert(person.id());
        for (const auto& roster : file_.directory().rosters()) known.insert(card_of_roster(roster));
        for (int i = 0; i < file_.cards_size(); ++i) {
            const auto& card = file_.cards(i);
            const std::string path = "cards[" + std::to_string(i) + "].person";
            const bool of_roster = card.person().starts_with("roster/");
            if (!known.contains(card.person()))
                faults_.push_back(
                    {path, of_roster ? "roster_unknown" : "person_unknown", card.person()});
            else if (!cards_.emplace(card.person(), &card).second)
                faults_.push_back({path, "id_twice", card.person()});
        }
    }

    void inspect(const v1::Person& person, const std::string& path) {
        for (int w = 0; w < person.ways_size(); ++w)
            if (address(person.id(), person.ways(w).id()).empty())
                faults_.push_back({path + ".ways[" + std::to_string(w) + "]", "address_missing",
                                   person.ways(w).id()});
    }

    // The address itself is told to nobody, right or wrong.
    void inspect(const v1::Roster& roster, const std::string& path) {
        for (int c = 0; c < roster.calendars_size(); ++c) {
            const auto& source = roster.calendars(c);
            const auto found = address(card_of_roster(roster), source.id());
            const auto at = path + ".calendars[" + std::to_string(c) + "]";
            if (found.empty())
                faults_.push_back({at, "address_missing", source.id()});
            else if (!found.starts_with("https://") && !found.starts_with("http://"))
                faults_.push_back({at, "calendar_address_wrong", source.id()});
        }
    }

    [[nodiscard]] std::string address(const std::string& of, const std::string& way) const {
        const auto card = cards_.find(of);
        if (card == cards_.end()) return {};
        const auto found = std::ranges::find(card->second->ways(), way, &v1::WayAddress::way);
        return found == card->second->ways().end() ? std::string{} : found->address();
    }

    const v1::DirectoryFile& file_;
    std::map<std::string, const v1::Card*> cards_;
    std::vector<domain::DirectoryFault> faults_;
};

awaitable<AnyResponse> put_directory(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    v1::DirectoryFile file;
    if (auto read = read_body(request, file); !read) co_return std::unexpected(read.error());
    *file.mutable_directory() =
        domain::keep_given(std::move(*file.mutable_directory()), ports.directory.current()->data());
    auto faults = co_await ports.workers.run([&] { return domain::faults_of(file.directory()); });
    for (auto& fault : faults) fault.path = "directory." + fault.path;
    std::ranges::move(CardInspection(file).run(), std::back_inserter(faults));
    if (!faults.empty())
        co_return ports.problems.answer(faults, request, caller.account.language());
    const auto put = co_await put_in_place(ports, std::move(file), caller.account);
    if (!put) co_return std::unexpected(put.error());
    co_return json_response(200, "{\"revision\":" + std::to_string(*put) + "}");
}

std::string said(const http::Request& request, const std::string& param) {
    const auto found = request.params.find(param);
    return found == request.params.end() ? std::string() : found->second;
}

awaitable<AnyResponse> find_entries(ApiPorts& ports, DirectorySearch& search,
                                    const http::Request& request, const Caller& caller) {
    const auto found =
        co_await search.find({.text = request.query_value("q"),
                              .kind = request.query_value("kind"),
                              .language = words::language_of(caller.account.language())},
                             caller.account);
    co_return message_response(200, request, found, Absent::shown);
}

awaitable<AnyResponse> get_entry(ApiPorts& ports, const http::Request& request,
                                 const Caller& caller) {
    v1::EntryName name;
    name.set_kind(said(request, "kind"));
    name.set_id(said(request, "id"));
    const auto& account = caller.account;
    const auto directory = ports.directory.current();
    if (!sees_everybody(account) &&
        !domain::editable(*directory, name, account.person(), ports.clock.now()).any())
        co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    const auto entry = entry_of(directory->data(), name);
    if (!entry)
        co_return std::unexpected(Refused{
            .status = 404, .code = "entry_unknown", .detail = name.kind() + "/" + name.id()});
    co_return message_response(200, request, *entry);
}

awaitable<AnyResponse> get_history(ApiPorts& ports, const http::Request& request,
                                   const Caller& caller) {
    domain::HistoryQuestion question{.kind = request.query_value("kind"),
                                     .id = request.query_value("id")};
    const std::string before = request.query_value("before");
    const auto [end, error] =
        std::from_chars(before.data(), before.data() + before.size(), question.before);
    if (!before.empty() && (error != std::errc{} || end != before.data() + before.size()))
        co_return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = "before: a revision"});
    const auto history = co_await read_history(ports, question, caller.account);
    if (!history) co_return std::unexpected(history.error());
    co_return message_response(200, request, *history, Absent::shown);
}

awaitable<AnyResponse> get_stale(ApiPorts& ports, const http::Request& request,
                                 const Caller& caller) {
    const auto language = words::language_of(caller.account.language());
    co_return message_response(200, request, stale_list(ports, language, caller.account),
                               Absent::shown);
}

awaitable<AnyResponse> get_dues(ApiPorts& ports, const http::Request& request,
                                const Caller& caller) {
    const auto list = dues_list(ports, caller.account);
    if (!list) co_return std::unexpected(list.error());
    co_return message_response(200, request, *list, Absent::shown);
}

awaitable<AnyResponse> post_assurances(ApiPorts& ports, const http::Request& request,
                                       const Caller& caller) {
    v1::Assuring asked;
    if (auto read = read_body(request, asked); !read) co_return std::unexpected(read.error());
    const auto done = co_await assure_entries(ports, std::move(asked), caller.account);
    if (!done) co_return std::unexpected(done.error());
    co_return json_response(200, "{\"revision\":" + std::to_string(*done) + "}");
}

awaitable<AnyResponse> post_edit(ApiPorts& ports, const http::Request& request,
                                 const Caller& caller) {
    v1::DirectoryEdit edit;
    if (auto read = read_body(request, edit); !read) co_return std::unexpected(read.error());
    const auto preview = request.query_value("preview");
    if (!preview.empty() && preview != "true" && preview != "false")
        co_return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = "preview: true or false"});
    const auto answer =
        co_await edit_directory(ports, std::move(edit), preview == "true", caller.account);
    const auto& language = caller.account.language();
    if (!answer && !answer.error().faults.empty())
        co_return ports.problems.answer(answer.error().faults, request, language,
                                        answer.error().refused.code);
    if (!answer) co_return std::unexpected(answer.error().refused);
    co_return message_response(200, request, *answer, Absent::shown);
}

}  // namespace

void add_directory_routes(Routes& routes, ApiPorts& ports) {
    const auto add = [&](http::Method method, std::string pattern, std::size_t body_max,
                         std::vector<Role::Code> roles, auto answer) {
        routes.push_back(
            {method, std::move(pattern), body_max,
             for_roles(ports, std::move(roles),
                       [&ports, answer](const http::Request& request, const Caller& caller) {
                           return answer(ports, request, caller);
                       })});
    };
    add(http::Method::get, "/v1/directory", 0, {Role::admin, Role::coordinator}, get_directory);
    const auto search = std::make_shared<DirectorySearch>(ports);
    routes.push_back(
        {http::Method::get, "/v1/directory/entries", 0,
         for_everyone(ports, [&ports, search](const http::Request& request, const Caller& caller) {
             return find_entries(ports, *search, request, caller);
         })});
    const auto add_open = [&](http::Method method, std::string pattern, std::size_t body_max,
                              auto answer) {
        routes.push_back({method, std::move(pattern), body_max,
                          for_everyone(ports, [&ports, answer](const http::Request& request,
                                                               const Caller& caller) {
                              return answer(ports, request, caller);
                          })});
    };
    add_open(http::Method::get, "/v1/directory/entries/{kind}/{id}", 0, get_entry);
    add_open(http::Method::get, "/v1/directory/stale", 0, get_stale);
    add_open(http::Method::get, "/v1/directory/dues", 0, get_dues);
    add_open(http::Method::post, "/v1/directory/assurances", limits::assuring_bytes,
             post_assurances);
    add(http::Method::get, "/v1/directory/history", 0, {Role::admin, Role::coordinator},
        get_history);
    add_open(http::Method::post, "/v1/directory/changes", ports.config.directory_bytes_max,
             post_edit);
    add(http::Method::put, "/v1/directory", ports.config.directory_bytes_max, {Role::admin},
        put_directory);
}

}  // namespace relais::gateway
