// Who is whom. The administrator puts a directory whole; with one fault it is
// refused whole, and every fault is named. Cards are sealed here, a key a person.
#include <algorithm>
#include <map>

#include "services/gateway/api_support.hpp"
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
    auto faults = domain::faults_of(file.directory());
    for (auto& fault : faults) fault.path = "directory." + fault.path;
    std::ranges::move(faults_of_cards(file), std::back_inserter(faults));
    if (!faults.empty())
        co_return ports.problems.answer(faults, request, caller.account.language());
    const auto put = co_await put_in_place(ports, std::move(file), caller.account);
    if (!put) co_return std::unexpected(put.error());
    co_return json_response(200, "{\"revision\":" + std::to_string(*put) + "}");
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
    add(http::Method::put, "/v1/directory", ports.config.directory_bytes_max, {Role::admin},
        put_directory);
}

}  // namespace relais::gateway
