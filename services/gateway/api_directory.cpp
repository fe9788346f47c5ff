// Who is whom. The administrator puts a directory whole; with one fault it is
// refused whole, and every fault is named. Cards are sealed here, a key a person.
#include <algorithm>
#include <charconv>
#include <map>

#include "services/gateway/api_support.hpp"
#include "services/gateway/directory_desk.hpp"
#include "services/gateway/directory_put.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

// Who put it gets it back whole, cards opened; who only works with it sees no address.
awaitable<AnyResponse> get_directory(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    const auto directory = ports.directory.current();
    if (directory->revision() == 0)
        co_return std::unexpected(Refused{.status = 404, .code = "directory_missing"});
    v1::DirectoryFile file;
    *file.mutable_directory() = directory->data();
    if (caller.is(Role::admin))
        for (const auto& person : directory->data().people())
            if (auto card = ports.directory.open_card(ports.keys, person.id()))
                *file.add_cards() = std::move(*card);
    co_return message_response(200, request, file);
}

// Cards that would lead nowhere: of nobody, twice, without the address of a way.
std::vector<domain::DirectoryFault> faults_of_cards(const v1::DirectoryFile& file) {
    std::vector<domain::DirectoryFault> faults;
    std::map<std::string, const v1::Person*> people;
    for (const auto& person : file.directory().people()) people[person.id()] = &person;
    std::map<std::string, const v1::Card*> cards;
    for (int i = 0; i < file.cards_size(); ++i) {
        const auto& card = file.cards(i);
        const std::string path = "cards[" + std::to_string(i) + "].person";
        if (!people.contains(card.person()))
            faults.push_back({path, "person_unknown", card.person()});
        else if (!cards.emplace(card.person(), &card).second)
            faults.push_back({path, "id_twice", card.person()});
    }
    for (int i = 0; i < file.directory().people_size(); ++i) {
        const auto& person = file.directory().people(i);
        const auto card = cards.find(person.id());
        for (int w = 0; w < person.ways_size(); ++w) {
            const bool there =
                card != cards.end() &&
                std::ranges::any_of(card->second->ways(), [&](const v1::WayAddress& way) {
                    return way.way() == person.ways(w).id() && !way.address().empty();
                });
            if (!there)
                faults.push_back(
                    {"directory.people[" + std::to_string(i) + "].ways[" + std::to_string(w) + "]",
                     "address_missing", person.ways(w).id()});
        }
    }
    return faults;
}

awaitable<AnyResponse> put_directory(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    v1::DirectoryFile file;
    if (auto read = read_body(request, file); !read) co_return std::unexpected(read.error());
    auto faults = co_await ports.workers.run([&] { return domain::faults_of(file.directory()); });
    for (auto& fault : faults) fault.path = "directory." + fault.path;
    std::ranges::move(faults_of_cards(file), std::back_inserter(faults));
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

awaitable<AnyResponse> get_entry(ApiPorts& ports, const http::Request& request, const Caller&) {
    v1::EntryName name;
    name.set_kind(said(request, "kind"));
    name.set_id(said(request, "id"));
    const auto entry = entry_of(ports.directory.current()->data(), name);
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
    add(http::Method::get, "/v1/directory/entries/{kind}/{id}", 0, {Role::admin, Role::coordinator},
        get_entry);
    add(http::Method::get, "/v1/directory/history", 0, {Role::admin, Role::coordinator},
        get_history);
    add(http::Method::post, "/v1/directory/changes", ports.config.directory_bytes_max,
        {Role::admin}, post_edit);
    add(http::Method::put, "/v1/directory", ports.config.directory_bytes_max, {Role::admin},
        put_directory);
}

}  // namespace relais::gateway
