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

Answered<v1::SealedCard> sealed(ApiPorts& ports, const v1::Command& command, const v1::Card& card,
                                const v1::SealedCard* standing) {
    const auto key =
        standing != nullptr ? Result<std::uint64_t>{standing->card().key()} : ports.keys.take_key();
    if (!key) return std::unexpected(refused_for(key.error()));
    auto box = store::seal_card(ports.keys, *key, command.command_id(), card);
    if (!box) return std::unexpected(refused_for(box.error()));
    return std::move(*box);
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
        auto box = sealed(ports, command, card, nullptr);
        if (!box) co_return std::unexpected(box.error());
        *put.add_cards() = std::move(*box);
    }
    co_return co_await in_place(ports, std::move(command));
}

awaitable<Answered<std::uint64_t>> change_in_place(ApiPorts& ports, v1::ChangeDirectory change,
                                                   const v1::Account& by,
                                                   std::vector<v1::Card> cards) {
    auto command = command_by(ports, by);
    for (const auto& card : cards) {
        auto box = sealed(ports, command, card, ports.directory.card(card.person()));
        if (!box) co_return std::unexpected(box.error());
        *change.add_cards() = std::move(*box);
    }
    *command.mutable_change_directory() = std::move(change);
    co_return co_await in_place(ports, std::move(command));
}

std::string fresh_id(Entropy& entropy) {
    std::array<std::byte, 8> random;
    entropy.fill(random);
    return to_hex({reinterpret_cast<const char*>(random.data()), random.size()});
}

}  // namespace relais::gateway
