#include "services/gateway/directory_put.hpp"

#include <array>

#include "common/store/cards.hpp"

namespace relais::gateway {
namespace {

using v1::Role;

// The role that allowed it, as the event will say.
Role::Code allowing_role(const v1::Account& by) {
    for (const auto role : {Role::admin, Role::coordinator})
        if (has_role(by, role)) return role;
    return Role::responder;
}

v1::Command command_by(ApiPorts& ports, const v1::Account& by) {
    v1::Command command;
    // Each put is a wish of its own: putting an older file again must have its effect.
    command.set_command_id("directory/" + fresh_id(ports.entropy) + fresh_id(ports.entropy));
    command.set_aggregate("directory");
    command.mutable_actor()->set_role(allowing_role(by));
    command.mutable_actor()->set_person(by.person());
    command.mutable_actor()->set_organization(by.organization());
    command.set_issued_ms(to_ms(ports.clock.now()));
    return command;
}

Answered<v1::SealedCard> seal(ApiPorts& ports, const Result<std::uint64_t>& key,
                              const std::string& command_id, const v1::Card& card) {
    if (!key) return std::unexpected(refused_for(key.error()));
    auto sealed = store::seal_card(ports.keys, *key, command_id, card);
    if (!sealed) return std::unexpected(refused_for(sealed.error()));
    return std::move(*sealed);
}

awaitable<Answered<std::uint64_t>> in_place(ApiPorts& ports, v1::Command command) {
    const std::string hash(as_text(ports.secret.hash("directory", command.command_id())));
    const auto decided = co_await ports.submitter.submit(std::move(command), hash);
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    // So that whoever put it reads it back at once.
    if (ports.directory.current()->revision() < decided->version)
        if (const auto loaded = co_await ports.directory.load(); !loaded)
            co_return std::unexpected(refused_for(loaded.error()));
    co_return decided->version;
}

}  // namespace

awaitable<Answered<std::uint64_t>> put_in_place(ApiPorts& ports, v1::DirectoryFile file,
                                                const v1::Account& by) {
    auto command = command_by(ports, by);
    auto& put = *command.mutable_put_directory();
    *put.mutable_directory() = std::move(*file.mutable_directory());
    put.mutable_directory()->clear_revision();
    for (const auto& card : file.cards()) {
        auto sealed = seal(ports, ports.keys.take_key(), command.command_id(), card);
        if (!sealed) co_return std::unexpected(sealed.error());
        *put.add_cards() = std::move(*sealed);
    }
    co_return co_await in_place(ports, std::move(command));
}

awaitable<Answered<std::uint64_t>> change_in_place(ApiPorts& ports, v1::ChangeDirectory change,
                                                   std::vector<v1::Card> cards,
                                                   const v1::Account& by) {
    auto command = command_by(ports, by);
    *command.mutable_change_directory() = std::move(change);
    for (const auto& card : cards) {
        const auto* standing = ports.directory.card(card.person());
        const auto key = standing == nullptr ? ports.keys.take_key()
                                             : Result<std::uint64_t>(standing->card().key());
        auto sealed = seal(ports, key, command.command_id(), card);
        if (!sealed) co_return std::unexpected(sealed.error());
        *command.mutable_change_directory()->add_cards() = std::move(*sealed);
    }
    co_return co_await in_place(ports, std::move(command));
}

std::string fresh_id(Entropy& entropy) {
    std::array<std::byte, 8> random;
    entropy.fill(random);
    return to_hex({reinterpret_cast<const char*>(random.data()), random.size()});
}

}  // namespace relais::gateway
