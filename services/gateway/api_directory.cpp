// Who is whom. The administrator puts a directory whole; with one fault it is
// refused whole, and every fault is named. Cards are sealed here, a key a person.
#include <algorithm>
#include <array>
#include <map>

#include "common/store/cards.hpp"
#include "services/gateway/api_support.hpp"
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

Answered<v1::Command> put_command(ApiPorts& ports, const v1::DirectoryFile& file,
                                  const Caller& caller) {
    std::array<std::byte, 16> random;
    ports.entropy.fill(random);
    v1::Command command;
    // Each put is a wish of its own: putting an older file again must have its effect.
    command.set_command_id("directory/" +
                           to_hex({reinterpret_cast<const char*>(random.data()), random.size()}));
    command.set_aggregate("directory");
    command.mutable_actor()->set_role(Role::admin);
    command.mutable_actor()->set_person(caller.account.person());
    command.mutable_actor()->set_organization(caller.account.organization());
    command.set_issued_ms(to_ms(ports.clock.now()));
    auto& put = *command.mutable_put_directory();
    *put.mutable_directory() = file.directory();
    put.mutable_directory()->clear_revision();
    for (const auto& card : file.cards()) {
        const auto key = ports.keys.take_key();
        if (!key) return std::unexpected(refused_for(key.error()));
        auto sealed = store::seal_card(ports.keys, *key, command.command_id(), card);
        if (!sealed) return std::unexpected(refused_for(sealed.error()));
        *put.add_cards() = std::move(*sealed);
    }
    return command;
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
    auto command = put_command(ports, file, caller);
    if (!command) co_return std::unexpected(command.error());
    const std::string hash(as_text(ports.secret.hash("directory", command->command_id())));
    const auto decided = co_await ports.submitter.submit(std::move(*command), hash);
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    // So that whoever put it reads it back at once.
    if (ports.directory.current()->revision() < decided->version)
        if (const auto loaded = co_await ports.directory.load(); !loaded)
            co_return std::unexpected(refused_for(loaded.error()));
    co_return json_response(200, "{\"revision\":" + std::to_string(decided->version) + "}");
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
