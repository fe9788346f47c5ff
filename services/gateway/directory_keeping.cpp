// Keeping the directory right: what nobody has looked at for long, who says that it is still so,
// and whose dues are behind.
#include <algorithm>

#include "common/domain/directory_rights.hpp"
#include "common/domain/freshness.hpp"
#include "common/domain/on_call_answers.hpp"
#include "common/domain/scopes.hpp"
#include "services/gateway/directory_desk.hpp"
#include "services/gateway/directory_put.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

std::string seen_name(const ApiPorts& ports, const domain::Directory& directory,
                      const v1::Account& by, const std::string& id) {
    const auto* person = directory.person(id);
    const bool seen = person != nullptr && sees_name(by, person->organization());
    return seen ? ports.desk.name_of(id) : std::string();
}

}  // namespace

v1::StaleEntries stale_list(const ApiPorts& ports, words::Language language,
                            const v1::Account& by) {
    const auto directory = ports.directory.current();
    auto stale = domain::stale_entries(*directory, ports.clock.now());
    const auto hers = [&](const domain::Stale& one) {
        return !one.owner.empty() && one.owner == by.person();
    };
    if (!sees_everybody(by)) std::erase_if(stale, [&](const auto& one) { return !hers(one); });
    std::ranges::stable_partition(stale, hers);
    v1::StaleEntries list;
    list.set_revision(directory->revision());
    for (const auto& one : stale) {
        v1::FoundEntry found;
        *found.mutable_entry() = one.entry;
        describe_entry(ports, *directory, language, by, found);
        auto& line = *list.add_entries();
        *line.mutable_entry() = one.entry;
        line.set_title(found.title());
        line.set_detail(found.detail());
        line.set_owner(one.owner);
        line.set_owner_name(seen_name(ports, *directory, by, one.owner));
        if (one.last == nullptr) continue;
        *line.mutable_assured() = one.last->at();
        line.set_assured_by(one.last->person());
    }
    return list;
}

awaitable<Answered<std::uint64_t>> assure_entries(ApiPorts& ports, v1::Assuring asked,
                                                  v1::Account by) {
    if (asked.entries().empty())
        co_return std::unexpected(
            Refused{.status = 400, .code = "missing_field", .detail = "entries"});
    const auto directory = ports.directory.current();
    for (const auto& name : asked.entries()) {
        if (!entry_of(directory->data(), name))
            co_return std::unexpected(Refused{
                .status = 404, .code = "entry_unknown", .detail = name.kind() + "/" + name.id()});
        if (!has_role(by, v1::Role::admin) &&
            !domain::may_assure(*directory, name, by.person(), ports.clock.now()))
            co_return std::unexpected(Refused{.status = 403, .code = "entry_not_hers"});
    }
    v1::ChangeDirectory change;
    *change.mutable_assured() = asked.entries();
    change.set_why("assured");
    co_return co_await change_in_place(ports, std::move(change), {}, by);
}

Answered<v1::DuesList> dues_list(const ApiPorts& ports, const v1::Account& by) {
    const auto directory = ports.directory.current();
    const Instant now = ports.clock.now();
    if (!sees_everybody(by) && !domain::may(*directory, by.person(), v1::Scope::membership, now))
        return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    v1::DuesList list;
    for (const auto* one : domain::dues_past(directory->data(), now)) {
        auto& line = *list.add_organizations();
        line.set_organization(one->id());
        line.set_name(one->name());
        *line.mutable_paid_until() = one->dues_paid_until();
        line.set_representative(one->representative());
        line.set_representative_name(seen_name(ports, *directory, by, one->representative()));
    }
    return list;
}

}  // namespace relais::gateway
