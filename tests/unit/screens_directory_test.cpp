// What the screens of the directory show, and to whom.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/directory_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using testing::HasSubstr;
using testing::Not;

const View view{.words = drill_words(), .language = words::Language::fr, .now = Instant{}};

v1::FoundEntry shelter() {
    v1::FoundEntry entry;
    entry.mutable_entry()->set_kind("organization");
    entry.mutable_entry()->set_id("halte");
    entry.set_title("La <Halte>");
    entry.set_detail("Hébergement");
    return entry;
}

TEST(DirectoryScreen, LeadsFromWhatWasFoundToItsEntry) {
    v1::FoundEntries found;
    *found.add_entries() = shelter();
    auto& roster = *found.add_entries();
    roster.mutable_entry()->set_kind("roster");
    roster.mutable_entry()->set_id("nuits");
    const auto html = directory_view(view, {.text = "\"halte", .kind = "organization"}, found);
    EXPECT_THAT(html, HasSubstr("href=\"/directory/organization/halte\""));
    EXPECT_THAT(html, HasSubstr("href=\"/rosters/nuits\"")) << "it has a screen of its own";
    EXPECT_THAT(html, HasSubstr("La &lt;Halte&gt;"));
    EXPECT_THAT(html, HasSubstr("value=\"&quot;halte\""));
    EXPECT_THAT(html, HasSubstr("<option value=\"organization\" selected>"));
    EXPECT_THAT(html, Not(HasSubstr("précisez")));
}

TEST(DirectoryScreen, SaysWhenNothingOrTooMuchIsFound) {
    v1::FoundEntries found;
    EXPECT_THAT(directory_view(view, {.text = "x", .kind = ""}, found),
                HasSubstr("Rien de ce nom"));
    *found.add_entries() = shelter();
    found.set_more(true);
    EXPECT_THAT(directory_view(view, {.text = "", .kind = ""}, found), HasSubstr("précisez"));
}

TEST(DirectoryScreen, ShowsWhatBecameOfAnEntryOnlyWithAHistory) {
    EntryPage page{.entry = shelter(), .data = {}, .links = {}};
    EXPECT_THAT(entry_view(view, page), Not(HasSubstr("Ce qui a changé")));
    v1::DirectoryHistory history;
    auto& change = *history.add_changes();
    change.set_kind(v1::EntryChange::changed);
    change.set_name("Coralie");
    auto& field = *change.add_fields();
    field.set_path("name");
    field.set_before("La Halte");
    page.history = &history;
    const auto html = entry_view(view, page);
    EXPECT_THAT(html, HasSubstr("Ce qui a changé"));
    EXPECT_THAT(html, HasSubstr("Coralie"));
    EXPECT_THAT(html, HasSubstr("La Halte → —"));
}

TEST(DirectoryScreen, PutsOnesOwnFirstAndConfirmsEachWithOneTap) {
    ToKeep keep{.person = "nadia", .csrf = "jeton", .notice = "directory.thanks"};
    for (const char* owner : {"nadia", "omar"}) {
        auto& one = *keep.stale.add_entries();
        one.mutable_entry()->set_kind("person");
        one.mutable_entry()->set_id(std::string("of-") + owner);
        one.set_title("Fiche de " + std::string(owner));
        one.set_owner(owner);
    }
    auto& behind = *keep.dues.add_organizations();
    behind.set_organization("halte");
    behind.set_name("La Halte");
    behind.mutable_paid_until()->set_seconds(1'775'016'000);
    const auto html = directory_view(view, {}, {}, keep);
    EXPECT_THAT(html, HasSubstr("action=\"/directory/person/of-nadia/assure\""));
    EXPECT_THAT(html, HasSubstr("name=\"csrf\" value=\"jeton\""));
    EXPECT_THAT(html, Not(HasSubstr("/directory/person/of-omar/assure"))) << "it is not hers";
    EXPECT_THAT(html, HasSubstr("Fiche de omar"));
    EXPECT_THAT(html, HasSubstr("La Halte\u00a0: payée jusqu’au 2026-04-01"));
    EXPECT_THAT(html, HasSubstr("Merci, c’est noté."));
    EXPECT_LT(html.find("Fiche de nadia"), html.find("Fiche de omar"));
    EXPECT_THAT(directory_view(view, {}, {}), Not(HasSubstr("À confirmer")));
}

TEST(DirectoryScreen, SaysWhoConfirmedAnEntryAndOffersItToItsOwner) {
    EntryPage page{.entry = shelter(), .data = {}, .links = {}};
    page.dated = true;
    EXPECT_THAT(entry_view(view, page), HasSubstr("Personne n’a encore confirmé"));
    v1::Assurance assurance;
    assurance.set_person("nadia");
    page.assurance = &assurance;
    page.name_of = [](const std::string& id) { return "Nom de " + id; };
    const auto shown = entry_view(view, page);
    EXPECT_THAT(shown, HasSubstr("par Nom de nadia"));
    EXPECT_THAT(shown, Not(HasSubstr("/assure")));
    EXPECT_THAT(shown, Not(HasSubstr("/edit")));
    page.may_assure = page.may_edit = true;
    EXPECT_THAT(entry_view(view, page),
                HasSubstr("action=\"/directory/organization/halte/assure\""));
    EXPECT_THAT(entry_view(view, page), HasSubstr("href=\"/directory/organization/halte/edit\""));
}

TEST(DirectoryScreen, SaysWhereAMembershipStands) {
    EntryPage page{.entry = shelter(), .data = {}, .links = {}, .criteria = 4};
    auto& one = *page.data.mutable_organization();
    one.add_membership()->set_state(v1::MembershipStep::suspended);
    one.add_criteria_met("charte");
    one.mutable_agreement()->set_acknowledge_within_ms(45'000);
    const auto html = entry_view(view, page);
    for (const auto* fact : {"Suspendu", "1 de 4", "45\u00a0s"})
        EXPECT_THAT(html, HasSubstr(fact)) << fact;
}

}  // namespace
}  // namespace relais::gateway::screens
