#include "services/gateway/roster_changes.hpp"

#include "common/domain/directory_change.hpp"
#include "common/domain/roster_change.hpp"
#include "services/gateway/directory_put.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

using v1::Role;

std::unexpected<ChangeRefused> no(Refused refused) {
    return std::unexpected(ChangeRefused{.refused = std::move(refused)});
}

bool coordinates(const v1::Account& by) {
    return has_role(by, Role::admin) || has_role(by, Role::coordinator);
}

const v1::Roster* roster_of(const v1::Directory& directory, const std::string& id) {
    const auto found = std::ranges::find(directory.rosters(), id, &v1::Roster::id);
    return found == directory.rosters().end() ? nullptr : &*found;
}

Answered<void> may_change(const v1::Directory& directory, const v1::RosterChange& change,
                          const v1::Account& by) {
    if (directory.revision() == 0)
        return std::unexpected(Refused{.status = 404, .code = "directory_missing"});
    if (!domain::is_of_absence(change) && roster_of(directory, change.roster()) == nullptr)
        return std::unexpected(
            Refused{.status = 404, .code = "roster_unknown", .detail = change.roster()});
    if (!coordinates(by) && !domain::is_hers(directory, change, by.person()))
        return std::unexpected(Refused{.status = 403, .code = "not_hers"});
    return {};
}

// With what stands now: of the roster, or of the absences that the caller may know.
ChangeRefused moved_on(const v1::Directory& directory, const v1::RosterChange& change,
                       const v1::Account& by) {
    ChangeRefused refused{.refused = refused_for(v1::Rejection::revision_moved_on)};
    refused.stands.set_revision(directory.revision());
    if (const auto* roster = roster_of(directory, change.roster()))
        *refused.stands.add_rosters() = *roster;
    if (domain::is_of_absence(change))
        for (const auto& absence : directory.absences())
            if (coordinates(by) || absence.person() == by.person())
                *refused.stands.add_absences() = absence;
    return refused;
}

// Names are for the coordination, and for whoever works in the same organization.
void name_people(const ApiPorts& ports, const domain::Directory& directory, const v1::Account& by,
                 google::protobuf::RepeatedPtrField<v1::ChangedShift>& shifts) {
    for (auto& shift : shifts) {
        const auto* person = directory.person(shift.person());
        if (sees_name(by, person == nullptr ? std::string() : person->organization()))
            shift.set_name(ports.desk.name_of(shift.person()));
    }
}

v1::RosterChangeAnswer answer_of(const ApiPorts& ports, const domain::Directory& directory,
                                 const v1::Directory& changed, const v1::RosterChange& change,
                                 const v1::Account& by) {
    auto answer = domain::preview(directory.data(), changed, change, ports.clock.now());
    answer.set_revision(directory.revision());
    name_people(ports, directory, by, *answer.mutable_before());
    name_people(ports, directory, by, *answer.mutable_after());
    return answer;
}

}  // namespace

awaitable<ChangeAnswered> change_roster(ApiPorts& ports, v1::RosterChange change, bool preview,
                                        v1::Account by) {
    if (!preview && change.expected_revision() == 0)
        co_return no({.status = 400,
                      .code = "missing_field",
                      .detail = "expectedRevision: the one that a preview tells"});
    // A revision that the caller has read elsewhere may not have come here yet.
    if (ports.directory.current()->revision() < change.expected_revision())
        if (const auto loaded = co_await ports.directory.load(); !loaded)
            co_return no(refused_for(loaded.error()));
    const auto directory = ports.directory.current();
    if (auto may = may_change(directory->data(), change, by); !may) co_return no(may.error());
    const auto revision = directory->revision();
    if (change.expected_revision() != 0 && change.expected_revision() != revision)
        co_return std::unexpected(moved_on(directory->data(), change, by));
    domain::give_id(change, fresh_id(ports.entropy));
    auto changed = domain::apply(directory->data(), change, ports.clock.now());
    if (!changed)
        co_return std::unexpected(ChangeRefused{.refused = {.status = 422, .code = "change_faulty"},
                                                .faults = std::move(changed.error())});
    auto answer = answer_of(ports, *directory, *changed, change, by);
    if (preview) co_return answer;
    auto entries = domain::difference(directory->data(), *changed);
    entries.set_expected_revision(revision);
    entries.set_why(domain::why_of(change));
    const auto put = co_await change_in_place(ports, std::move(entries), {}, by);
    if (!put && put.error().code == "revision_moved_on") {
        if (const auto loaded = co_await ports.directory.load(); !loaded)
            co_return no(refused_for(loaded.error()));
        co_return std::unexpected(moved_on(ports.directory.current()->data(), change, by));
    }
    if (!put) co_return no(put.error());
    answer.set_revision(*put);
    answer.set_done(true);
    co_return answer;
}

}  // namespace relais::gateway
