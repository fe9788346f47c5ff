// Sealed fields: first the reading is committed, then the seal is opened; and the log of it.
#include <algorithm>
#include <array>

#include "common/base/ids.hpp"
#include "common/domain/limits.hpp"
#include "services/gateway/codes.hpp"
#include "services/gateway/desk_impl.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/safe_contact.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

using v1::Role;

// The one that sees most comes first.
constexpr std::array reads = {Role::coordinator, Role::responder, Role::privacy, Role::worker};

Refused forbidden() { return {.status = 403, .code = "forbidden"}; }

struct Found {
    const v1::Sealed* sealed = nullptr;
    std::string command;  // that it was sealed for
};

// The newest that had been told when the reading was committed, and no newer one.
Found sealed_in(const std::vector<v1::Event>& events, v1::SealedField::Code field,
                std::uint64_t version) {
    Found found;
    for (const auto& event : events) {
        if (event.version() > version) break;
        const auto& alert = event.case_opened().alert();
        const auto take = [&](bool there, const v1::Sealed& sealed) {
            if (there) found = {&sealed, event.command_id()};
        };
        if (field == v1::SealedField::note) take(alert.has_note(), alert.note());
        if (field == v1::SealedField::her_words) take(alert.has_her_words(), alert.her_words());
        const auto& move = event.relocation_planned();
        if (field == v1::SealedField::destination) take(move.has_destination(), move.destination());
        if (field == v1::SealedField::advice)
            take(event.has_advice_given(), event.advice_given().advice());
        if (field != v1::SealedField::safe_contact) continue;
        take(alert.has_safe_contact(), alert.safe_contact());
        take(event.has_safe_contact_told(), event.safe_contact_told().safe_contact());
    }
    return found;
}

}  // namespace

Answered<v1::Command> DeskImpl::reading_command(const std::string& uuid, const v1::Command& command,
                                                const v1::Account& by) {
    const auto id = canonical_uuid(command.command_id());
    if (!id || !command.has_read_field())
        return std::unexpected(Refused{.status = 400, .code = "invalid_field"});
    const auto role =
        std::ranges::find_if(reads, [&](Role::Code one) { return has_role(by, one); });
    if (by.person().empty() || role == reads.end()) return std::unexpected(forbidden());
    v1::Command asked;
    asked.set_command_id("read/" + *id);
    asked.set_aggregate("case/" + uuid);
    asked.set_issued_ms(to_ms(clock_.now()));
    asked.mutable_actor()->set_role(*role);
    asked.mutable_actor()->set_person(by.person());
    asked.mutable_actor()->set_organization(by.organization());
    *asked.mutable_read_field() = command.read_field();
    return asked;
}

// Of another alert that goes on in this case, its safe contact alone. What the one that goes on
// says of whoever asks is written here, never by her.
awaitable<Answered<std::string>> DeskImpl::where_it_lies(std::string uuid, v1::ReadField& wish,
                                                         const v1::Account& by) {
    wish.clear_goes_on_in();
    wish.clear_restricted_there();
    const bool of_another = !wish.duplicate().empty();
    if (wish.field() != v1::SealedField::safe_contact) {
        if (of_another) co_return std::unexpected(refused_for(v1::Rejection::field_not_told));
        co_return uuid;
    }
    const auto lies = co_await load_case(of_another ? wish.duplicate() : uuid);
    if (!lies) co_return std::unexpected(lies.error());
    const auto& into = lies->state.merged_into;
    if (of_another && into != uuid)
        co_return std::unexpected(refused_for(v1::Rejection::case_not_merged));
    if (into.empty()) co_return uuid;
    const auto goes_on = co_await load_case(into);
    if (!goes_on) co_return std::unexpected(goes_on.error());
    const auto& state = goes_on->state;
    const domain::Sight sight(viewer(by, state.territory), state);
    if (domain::sees_contact_of(state, sight, lies->state.uuid())) wish.set_goes_on_in(into);
    wish.set_restricted_there(state.restricted());
    co_return lies->state.uuid();
}

bool DeskImpl::broke_too_many(const std::string& person, const std::string& command) {
    auto& broken = seals_broken_[person];
    const auto since = clock_.now() - domain::seals_window;
    std::erase_if(broken, [&](const auto& one) { return one.second <= since; });
    return std::ssize(broken) >= domain::seals_max && !broken.contains(command);
}

awaitable<Answered<Opened>> DeskImpl::read_field(std::string case_id, v1::Command command,
                                                 v1::Account by) {
    const auto named = canonical_uuid(case_id);
    if (!named) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    const auto field = command.read_field().field();
    const std::string meant = command.read_field().SerializeAsString();
    if (command.read_field().break_glass() && broke_too_many(by.person(), command.command_id()))
        co_return std::unexpected(refused_for(v1::Rejection::limit_reached));
    const std::string id = command.command_id();
    const auto uuid = co_await where_it_lies(*named, *command.mutable_read_field(), by);
    if (!uuid) co_return std::unexpected(uuid.error());
    auto asked = reading_command(*uuid, command, by);
    if (!asked) co_return std::unexpected(asked.error());
    const std::string asked_id = asked->command_id();
    std::string hash = body_hash("read field", by.person() + "\n" + *uuid + "\n" + meant);
    const auto decided = co_await submitter_.submit(std::move(*asked), std::move(hash));
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    const auto reading = co_await load_case(*uuid);
    if (!reading) co_return std::unexpected(reading.error());
    // The same request again, much later, opens nothing any more.
    const auto read = std::ranges::find_if(reading->events, [&](const v1::Event& event) {
        return event.has_field_read() && event.command_id() == asked_id &&
               event.field_read().person() == by.person() && event.field_read().field() == field &&
               clock_.now() < instant(event.now_ms()) + domain::reading_stands;
    });
    if (read == reading->events.end()) co_return Opened{.text = {}, .awaited = true};
    if (read->field_read().break_glass()) seals_broken_[by.person()][id] = instant(read->now_ms());
    const auto found = sealed_in(reading->events, field, read->version());
    if (found.sealed == nullptr || !reading->state.sealed.contains(field))
        co_return std::unexpected(refused_for(v1::Rejection::field_not_told));
    auto text = keys_.open(*found.sealed, {reading->state.aggregate, found.command,
                                           v1::SealedField::Code_Name(field)});
    if (!text) co_return std::unexpected(refused_for(text.error()));
    Opened opened{.text = std::move(*text)};
    if (field == v1::SealedField::safe_contact) opened.safe_contact = safe_contact_in(opened.text);
    co_return opened;
}

awaitable<Answered<AccessLog>> DeskImpl::access_log(std::string named, v1::Account by) {
    if (!has_role(by, Role::privacy)) co_return std::unexpected(forbidden());
    auto uuid = canonical_uuid(named);
    if (!uuid) {
        const auto read = co_await each_summary([&](const v1::CaseSummary& one) {
            if (one.code() == case_code_in(named)) uuid = one.case_id();
        });
        if (!read) co_return std::unexpected(read.error());
        if (!uuid) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    }
    auto reading = co_await load_case(*uuid);
    if (!reading) co_return std::unexpected(reading.error());
    std::erase_if(reading->events, [](const v1::Event& event) {
        const bool full = event.limit_reached().limit() == v1::LimitReached::events;
        return !event.has_reading_asked() && !event.has_field_read() && !full;
    });
    co_return AccessLog{*uuid, reading->state.code, std::move(reading->events)};
}

}  // namespace relais::gateway
