// Changing entries of the directory after a preview, and reading what became of them.
#include <algorithm>
#include <map>

#include "common/domain/admission.hpp"
#include "common/domain/directory_change.hpp"
#include "common/domain/directory_effect.hpp"
#include "common/domain/directory_rights.hpp"
#include "services/gateway/directory_desk.hpp"
#include "services/gateway/directory_put.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

std::unexpected<EditRefused> no(Refused refused) {
    return std::unexpected(EditRefused{.refused = std::move(refused)});
}

// As given, else as it stands.
std::optional<v1::Card> card_of(const ApiPorts& ports, const v1::DirectoryEdit& edit,
                                const std::string& person) {
    const auto given = std::ranges::find(edit.cards(), person, &v1::Card::person);
    if (given != edit.cards().end()) return *given;
    auto standing = ports.directory.open_card(ports.keys, person);
    if (!standing) return std::nullopt;
    return std::move(*standing);
}

// Addresses are written and never shown: what a card leaves empty is as it stands on hers.
void keep_what_stands(const ApiPorts& ports, v1::DirectoryEdit& edit) {
    for (auto& card : *edit.mutable_cards()) {
        const auto standing = ports.directory.open_card(ports.keys, card.person());
        if (!standing) continue;
        if (card.name().empty()) card.set_name(standing->name());
        for (auto& way : *card.mutable_ways()) {
            const auto known = std::ranges::find(standing->ways(), way.way(), &v1::WayAddress::way);
            if (known == standing->ways().end() || !way.address().empty()) continue;
            way.set_address(known->address());
            if (way.secret().empty()) way.set_secret(known->secret());
        }
    }
}

// Of who is put: cards of nobody, and ways that would lead nowhere.
void add_card_faults(const ApiPorts& ports, const v1::DirectoryEdit& edit,
                     std::vector<domain::DirectoryFault>& faults) {
    for (int i = 0; i < edit.cards_size(); ++i) {
        const auto& holder = edit.cards(i).person();
        const bool put = std::ranges::any_of(edit.put(), [&](const v1::DirectoryEntry& entry) {
            return (entry.has_person() && entry.person().id() == holder) ||
                   (entry.has_roster() && "roster/" + entry.roster().id() == holder);
        });
        if (!put)
            faults.push_back({"cards[" + std::to_string(i) + "].person", "person_unknown", holder});
    }
    for (int i = 0; i < edit.put_size(); ++i) {
        const auto& person = edit.put(i).person();
        const auto card = person.id().empty() ? std::nullopt : card_of(ports, edit, person.id());
        for (int w = 0; w < person.ways_size(); ++w) {
            const bool there =
                card && std::ranges::any_of(card->ways(), [&](const v1::WayAddress& way) {
                    return way.way() == person.ways(w).id() && !way.address().empty();
                });
            if (!there)
                faults.push_back(
                    {"put[" + std::to_string(i) + "].person.ways[" + std::to_string(w) + "]",
                     "address_missing", person.ways(w).id()});
        }
    }
}

std::vector<domain::DirectoryFault> faults_of_edit(const ApiPorts& ports,
                                                   const v1::DirectoryEdit& edit,
                                                   std::vector<domain::DirectoryFault> known) {
    std::vector<domain::DirectoryFault> faults;
    for (int i = 0; i < edit.put_size(); ++i)
        if (domain::name_of(edit.put(i)).id().empty())
            faults.push_back({"put[" + std::to_string(i) + "]", "id_missing", ""});
    for (int i = 0; i < edit.removed_size(); ++i)
        if (!entry_of(ports.directory.current()->data(), edit.removed(i)))
            faults.push_back({"removed[" + std::to_string(i) + "]", "entry_unknown",
                              edit.removed(i).kind() + "/" + edit.removed(i).id()});
    std::ranges::move(known, std::back_inserter(faults));
    add_card_faults(ports, edit, faults);
    return faults;
}

// Takes long: every fault is looked for, and what is covered is worked out twice.
std::vector<domain::DirectoryFault> weigh(const v1::Directory& before, const v1::Directory& after,
                                          Instant now, v1::DirectoryEditAnswer& answer) {
    auto faults = domain::faults_of(after);
    std::ranges::move(domain::admission_faults(before, after), std::back_inserter(faults));
    for (auto& entry : domain::changes_between(before, after))
        *answer.add_changes() = std::move(entry);
    if (faults.empty()) domain::tell_effect(before, after, now, answer);
    return faults;
}

}  // namespace

std::optional<v1::DirectoryEntry> entry_of(const v1::Directory& directory,
                                           const v1::EntryName& name) {
    v1::ChangeDirectory asked;
    *asked.add_removed() = name;
    const auto found = domain::difference({}, domain::only(directory, asked));
    if (found.put().empty()) return std::nullopt;
    return found.put(0);
}

awaitable<Answered<v1::DirectoryHistory>> read_history(ApiPorts& ports,
                                                       domain::HistoryQuestion question,
                                                       v1::Account by) {
    auto events = co_await ports.store.load("directory");
    if (!events) co_return std::unexpected(refused_for(events.error()));
    auto history =
        co_await ports.workers.run([&] { return domain::history_of(events->events, question); });
    const auto directory = ports.directory.current();
    for (auto& change : *history.mutable_changes()) {
        const auto* person = directory->person(change.person());
        if (person != nullptr && sees_name(by, person->organization()))
            change.set_name(ports.desk.name_of(change.person()));
    }
    co_return history;
}

awaitable<EditAnswered> edit_directory(ApiPorts& ports, v1::DirectoryEdit edit, bool preview,
                                       v1::Account by) {
    if (!preview && edit.expected_revision() == 0)
        co_return no({.status = 400,
                      .code = "missing_field",
                      .detail = "expectedRevision: the one that a preview tells"});
    if (ports.directory.current()->revision() < edit.expected_revision())
        if (const auto loaded = co_await ports.directory.load(); !loaded)
            co_return no(refused_for(loaded.error()));
    const auto directory = ports.directory.current();
    if (edit.expected_revision() != 0 && edit.expected_revision() != directory->revision())
        co_return no(refused_for(v1::Rejection::revision_moved_on));
    v1::ChangeDirectory change;
    *change.mutable_put() = edit.put();
    *change.mutable_removed() = edit.removed();
    change.set_expected_revision(directory->revision());
    change.set_why(edit.why().empty() ? "edited" : edit.why());
    if (!has_role(by, v1::Role::admin) &&
        !domain::may_change(*directory, change, by.person(), ports.clock.now()))
        co_return no({.status = 403, .code = "entry_not_hers"});
    keep_what_stands(ports, edit);
    const auto changed = domain::apply(directory->data(), change);
    v1::DirectoryEditAnswer answer;
    answer.set_revision(directory->revision());
    auto known = co_await ports.workers.run(
        [&, now = ports.clock.now()] { return weigh(directory->data(), changed, now, answer); });
    if (auto faults = faults_of_edit(ports, edit, std::move(known)); !faults.empty())
        co_return std::unexpected(EditRefused{.refused = {.status = 422, .code = "change_faulty"},
                                              .faults = std::move(faults)});
    if (preview) co_return answer;
    const auto put = co_await change_in_place(ports, std::move(change),
                                              {edit.cards().begin(), edit.cards().end()}, by);
    if (!put) co_return no(put.error());
    answer.set_revision(*put);
    answer.set_done(true);
    co_return answer;
}

}  // namespace relais::gateway
