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

}  // namespace
}  // namespace relais::gateway::screens
