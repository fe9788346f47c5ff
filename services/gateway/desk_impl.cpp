#include "services/gateway/desk_impl.hpp"

#include <algorithm>
#include <array>

#include "common/base/ids.hpp"
#include "common/domain/rules.hpp"
#include "services/gateway/alert_check.hpp"
#include "services/gateway/case_commands.hpp"
#include "services/gateway/codes.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/safe_contact.hpp"
#include "services/gateway/sandbox_reader.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

using v1::Role;

Refused forbidden(std::string detail = {}) {
    return {.status = 403, .code = "forbidden", .detail = std::move(detail)};
}

std::string case_aggregate(const std::string& case_id) { return "case/" + case_id; }

// The role that allowed it, as the event will say.
void act_as(v1::Command& command, const v1::Account& by, std::span<const Role::Code> roles) {
    const auto role =
        std::ranges::find_if(roles, [&](Role::Code one) { return has_role(by, one); });
    command.mutable_actor()->set_role(role == roles.end() ? Role::unknown : *role);
    command.mutable_actor()->set_person(by.person());
    command.mutable_actor()->set_organization(by.organization());
}

void without_role(v1::Account& account, Role::Code role) {
    v1::Account kept;
    for (const int one : account.roles())
        if (one != role) kept.add_roles(static_cast<Role::Code>(one));
    *account.mutable_roles() = kept.roles();
}

// The case that a command names beside its own; null: none.
std::string* other_named(v1::Command& command) {
    if (command.has_link_case()) return command.mutable_link_case()->mutable_other();
    if (command.has_merge_case()) return command.mutable_merge_case()->mutable_into();
    return nullptr;
}

constexpr std::array raises = {Role::worker, Role::coordinator, Role::system};
constexpr std::array steers = {Role::coordinator, Role::worker, Role::responder};
constexpr std::array answers = {Role::responder, Role::coordinator, Role::worker};
constexpr std::array allows = {Role::coordinator, Role::privacy};

}  // namespace

DeskImpl::DeskImpl(const Secret& secret, store::Store& store, const Clock& clock,
                   store::LiveDirectory& directory, store::KeyRing& keys, Submitter& submitter,
                   runtime::Metrics& metrics)
    : secret_(secret),
      store_(store),
      clock_(clock),
      directory_(directory),
      keys_(keys),
      submitter_(submitter),
      metrics_(metrics) {}

std::string DeskImpl::body_hash(std::string_view purpose, std::string_view body) const {
    return std::string(as_text(secret_.hash(purpose, body)));
}

awaitable<Answered<Raised>> DeskImpl::raise_alert(v1::Alert alert, v1::Account by) {
    const bool allowed =
        std::ranges::any_of(raises, [&](Role::Code role) { return has_role(by, role); });
    if (!allowed || by.person().empty()) co_return std::unexpected(forbidden());
    // Directory and clock first: a pointer to the revision that the check was made with.
    const auto directory = directory_.current();
    if (auto good = check_alert(alert, *directory, clock_.now()); !good)
        co_return std::unexpected(good.error());
    alert.set_alert_id(*canonical_uuid(alert.alert_id()));
    auto command = alert_command(alert, by);
    if (!command) co_return std::unexpected(command.error());
    Raised raised{.case_id = case_of_alert(alert.alert_id()).value(),
                  .code = command->open_case().code()};
    // Over what the caller meant: sealing is different every time.
    std::string hash = body_hash("alert", by.person() + "\n" + alert.SerializeAsString());
    const auto decided = co_await submitter_.submit(std::move(*command), std::move(hash));
    if (!decided) co_return std::unexpected(decided.error());
    raised.decided = decided->decided;
    metrics_.count("relais_alerts_total",
                   raised.decided ? "outcome=\"decided\"" : "outcome=\"recorded\"");
    co_return raised;
}

Answered<v1::Command> DeskImpl::alert_command(const v1::Alert& alert, const v1::Account& by) {
    const std::string case_id = case_of_alert(alert.alert_id()).value();
    v1::Command command;
    command.set_command_id("alert/" + alert.alert_id());
    command.set_aggregate(case_aggregate(case_id));
    act_as(command, by, raises);
    command.set_issued_ms(to_ms(clock_.now()));
    *command.mutable_open_case() = domain::open_case_of(alert, by.person());
    command.mutable_open_case()->set_code(case_code(secret_, case_id));
    command.mutable_open_case()->set_raised_ms(command.issued_ms());
    if (auto sealed = seal_texts(alert, command); !sealed) return std::unexpected(sealed.error());
    return command;
}

Answered<void> DeskImpl::seal_texts(const v1::Alert& alert, v1::Command& command) {
    const std::string safe =
        alert.has_reached_safely() ? sealable(alert.reached_safely()) : alert.safe_contact();
    if (safe.empty() && alert.note().empty() && alert.her_words().empty()) return {};
    const auto key = keys_.take_key();
    if (!key) return std::unexpected(refused_for(key.error()));
    auto& open = *command.mutable_open_case();
    const auto seal = [&](const std::string& field, const std::string& text,
                          v1::Sealed* (v1::OpenCase::*place)()) -> Answered<void> {
        if (text.empty()) return {};
        auto sealed = keys_.seal(*key, {command.aggregate(), command.command_id(), field}, text);
        if (!sealed) return std::unexpected(refused_for(sealed.error()));
        *(open.*place)() = std::move(*sealed);
        return {};
    };
    auto done = seal("safe_contact", safe, &v1::OpenCase::mutable_safe_contact);
    if (done) done = seal("note", alert.note(), &v1::OpenCase::mutable_note);
    if (done) done = seal("her_words", alert.her_words(), &v1::OpenCase::mutable_her_words);
    return done;
}

awaitable<Answered<std::uint64_t>> DeskImpl::command(std::string case_id, v1::Command command,
                                                     v1::Account by) {
    if (auto good = check_case_command(command); !good) co_return std::unexpected(good.error());
    const std::string hash = body_hash(
        "case command", by.person() + "\n" + case_id + "\n" + command.SerializeAsString());
    if (std::string* other = other_named(command)) {
        const auto found = co_await other_case(*other, by);
        if (!found) co_return std::unexpected(found.error());
        if (canonical_uuid(case_id) == *found)
            co_return std::unexpected(refused_for(v1::Rejection::case_of_itself));
        *other = *found;
    }
    co_return co_await ask_case(std::move(case_id), std::move(command), hash, std::move(by));
}

// By somebody who may: the coordinator, whoever raised it, whoever follows it through.
awaitable<Answered<std::uint64_t>> DeskImpl::ask_case(std::string case_id, v1::Command command,
                                                      std::string hash, v1::Account by) {
    const auto uuid = canonical_uuid(case_id);
    if (!uuid) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    if (by.person().empty()) co_return std::unexpected(forbidden());
    command.set_command_id("api/" + *canonical_uuid(command.command_id()));
    command.set_aggregate(case_aggregate(*uuid));
    command.set_issued_ms(to_ms(clock_.now()));
    const auto summary = co_await store_.summary(command.aggregate());
    if (!summary) co_return std::unexpected(refused_for(summary.error()));
    if (!*summary) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    const auto& stands = **summary;
    const bool coordinates = has_role(by, Role::coordinator);
    // R6: of a restricted case only who is on duty for it sees anything, or steers.
    const bool sees = !stands.restricted() || viewer(by, stands.territory()).on_duty;
    // Whose alert was merged into it speaks for her there as well.
    const bool raised =
        stands.raised_by() == by.person() ||
        std::ranges::find(stands.also_raised_by(), by.person()) != stands.also_raised_by().end();
    const Asker who{.coordinator = coordinates && sees,
                    .responder = has_role(by, Role::responder) || coordinates,
                    .privacy = has_role(by, Role::privacy),
                    .raised_it = has_role(by, Role::worker) && raised,
                    .pivot = stands.pivot() == by.person()};
    if (!may_ask(command, who)) co_return std::unexpected(forbidden());
    // Off duty she acts in a restricted case, if at all, as what else she is: the core believes a
    // role.
    v1::Account acting = by;
    if (coordinates && !sees) without_role(acting, Role::coordinator);
    if (command.has_allow_reading())
        act_as(command, acting, allows);
    else
        act_as(command, acting, command.has_answer_page() ? std::span(answers) : std::span(steers));
    const auto decided = co_await submitter_.submit(std::move(command), hash);
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    co_return decided->version;
}

}  // namespace relais::gateway
