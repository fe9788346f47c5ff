#include "common/domain/freshness.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "common/domain/directory_change.hpp"
#include "common/domain/on_call_answers.hpp"

namespace relais::domain {
namespace {

using Key = std::pair<std::string, std::string>;

template <class Named>
Key key_of(const Named& named) {
    return {named.kind(), named.id()};
}

bool names(const v1::Assurance& assurance, const v1::EntryName& name) {
    return assurance.id() == name.id() && assurance.kind() == name.kind();
}

auto place_of(v1::Directory& directory, const v1::EntryName& name) {
    return std::ranges::find_if(*directory.mutable_assurances(),
                                [&](const auto& one) { return names(one, name); });
}

void assure_one(v1::Directory& directory, const v1::EntryName& name, const std::string& person,
                Instant at) {
    const auto found = place_of(directory, name);
    auto& assurance =
        found == directory.mutable_assurances()->end() ? *directory.add_assurances() : *found;
    assurance.set_kind(name.kind());
    assurance.set_id(name.id());
    assurance.set_person(person);
    *assurance.mutable_at() = stamp_of(at);
}

}  // namespace

void assure(v1::Directory& directory, const v1::ChangeDirectory& change, const std::string& person,
            Instant at) {
    for (const auto& name : change.removed())
        if (const auto found = place_of(directory, name);
            found != directory.mutable_assurances()->end())
            directory.mutable_assurances()->erase(found);
    for (const auto& entry : change.put()) assure_one(directory, name_of(entry), person, at);
    for (const auto& name : change.assured()) assure_one(directory, name, person, at);
}

void assure_whole(v1::Directory& after, const v1::Directory& before, const std::string& person,
                  Instant at) {
    std::map<Key, v1::Assurance> known;
    for (const auto& one : before.assurances()) known[key_of(one)] = one;
    const auto changed = difference(before, after);
    for (const auto& name : changed.removed()) known.erase(key_of(name));
    for (const auto& entry : changed.put()) {
        const auto name = name_of(entry);
        auto& assurance = known[key_of(name)];
        assurance.set_kind(name.kind());
        assurance.set_id(name.id());
        assurance.set_person(person);
        *assurance.mutable_at() = stamp_of(at);
    }
    after.clear_assurances();
    for (auto& [key, one] : known) *after.add_assurances() = std::move(one);
}

const v1::Assurance* assurance_of(const v1::Directory& directory, const v1::EntryName& name) {
    const auto& all = directory.assurances();
    const auto found = std::ranges::find_if(all, [&](const auto& one) { return names(one, name); });
    return found == all.end() ? nullptr : &*found;
}

std::string owner_of(const Directory& directory, const v1::EntryName& name) {
    const auto of_organization = [&](const std::string& id) {
        const auto* organization = directory.organization(id);
        return organization == nullptr ? std::string() : organization->representative();
    };
    if (name.kind() == "organization") return of_organization(name.id());
    if (const auto* person = name.kind() == "person" ? directory.person(name.id()) : nullptr)
        return of_organization(person->organization());
    if (name.kind() != "roster") return {};
    const auto& rosters = directory.data().rosters();
    const auto found = std::ranges::find(rosters, name.id(), &v1::Roster::id);
    return found == rosters.end() ? std::string() : found->owner();
}

std::vector<Stale> stale_entries(const Directory& directory, Instant now) {
    std::map<Key, const v1::Assurance*> known;
    for (const auto& one : directory.data().assurances()) known[key_of(one)] = &one;
    std::vector<Stale> stale;
    const auto look = [&](const char* kind, const auto& entries) {
        for (const auto& entry : entries) {
            const auto found = known.find({kind, entry.id()});
            const auto* last = found == known.end() ? nullptr : found->second;
            if (last != nullptr && now - instant_of(last->at()) < fresh_for) continue;
            auto& one = stale.emplace_back();
            one.entry.set_kind(kind);
            one.entry.set_id(entry.id());
            one.owner = owner_of(directory, one.entry);
            one.last = last;
        }
    };
    look("organization", directory.data().organizations());
    look("person", directory.data().people());
    look("roster", directory.data().rosters());
    std::ranges::stable_sort(stale, {}, [](const Stale& one) {
        return one.last == nullptr ? Instant{} : instant_of(one.last->at());
    });
    return stale;
}

}  // namespace relais::domain
