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

Answered<v1::Command> put_command(ApiPorts& ports, v1::Directory directory,
                                  const std::vector<KeyedCard>& cards, const v1::Account& by) {
    v1::Command command;
    // Each put is a wish of its own: putting an older file again must have its effect.
    command.set_command_id("directory/" + fresh_id(ports.entropy) + fresh_id(ports.entropy));
    command.set_aggregate("directory");
    command.mutable_actor()->set_role(allowing_role(by));
    command.mutable_actor()->set_person(by.person());
    command.mutable_actor()->set_organization(by.organization());
    command.set_issued_ms(to_ms(ports.clock.now()));
    auto& put = *command.mutable_put_directory();
    *put.mutable_directory() = std::move(directory);
    put.mutable_directory()->clear_revision();
    for (const auto& [card, key] : cards) {
        auto sealed = store::seal_card(ports.keys, key, command.command_id(), card);
        if (!sealed) return std::unexpected(refused_for(sealed.error()));
        *put.add_cards() = std::move(*sealed);
    }
    return command;
}

}  // namespace

Answered<std::vector<KeyedCard>> with_fresh_keys(
    store::KeyRing& keys, const google::protobuf::RepeatedPtrField<v1::Card>& cards) {
    std::vector<KeyedCard> keyed;
    for (const auto& card : cards) {
        const auto key = keys.take_key();
        if (!key) return std::unexpected(refused_for(key.error()));
        keyed.push_back({card, *key});
    }
    return keyed;
}

Answered<std::vector<KeyedCard>> standing_cards(const ApiPorts& ports) {
    std::vector<KeyedCard> keyed;
    for (const auto& person : ports.directory.current()->data().people()) {
        const auto* sealed = ports.directory.card(person.id());
        if (sealed == nullptr) continue;
        auto card = ports.directory.open_card(ports.keys, person.id());
        if (!card) return std::unexpected(refused_for(card.error()));
        keyed.push_back({std::move(*card), sealed->card().key()});
    }
    return keyed;
}

awaitable<Answered<std::uint64_t>> put_in_place(ApiPorts& ports, v1::Directory directory,
                                                std::vector<KeyedCard> cards,
                                                std::uint64_t expected_revision,
                                                const v1::Account& by) {
    auto command = put_command(ports, std::move(directory), cards, by);
    if (!command) co_return std::unexpected(command.error());
    command->mutable_put_directory()->set_expected_revision(expected_revision);
    const std::string hash(as_text(ports.secret.hash("directory", command->command_id())));
    const auto decided = co_await ports.submitter.submit(std::move(*command), hash);
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    // So that whoever put it reads it back at once.
    if (ports.directory.current()->revision() < decided->version)
        if (const auto loaded = co_await ports.directory.load(); !loaded)
            co_return std::unexpected(refused_for(loaded.error()));
    co_return decided->version;
}

std::string fresh_id(Entropy& entropy) {
    std::array<std::byte, 8> random;
    entropy.fill(random);
    return to_hex({reinterpret_cast<const char*>(random.data()), random.size()});
}

}  // namespace relais::gateway
