// The form of an entry: what it shows, reads and keeps, and where a fault stands.
#include <algorithm>

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "common/domain/directory_change.hpp"
#include "services/gateway/screens/edit_screen.hpp"
#include "services/gateway/screens/house.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway {
namespace {

using screens::EditScreen;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const domain::WallClock toronto("America/Toronto");

v1::DirectoryEntry entry_of(const std::string& kind, const std::string& id) {
    for (const auto& entry : domain::difference({}, drill_directory()->data()).put()) {
        const auto name = domain::name_of(entry);
        if (name.kind() == kind && name.id() == id) return entry;
    }
    ADD_FAILURE() << kind << "/" << id;
    return {};
}

screens::ReadEntry read(const v1::DirectoryEntry& stands, const http::Fields& typed,
                        domain::Editable editable = {.standing = true, .rest = true}) {
    return screens::read_entry(stands, typed, editable, false, toronto);
}

void type(http::Fields& fields, const std::string& id, const std::string& value) {
    std::erase_if(fields, [&](const auto& field) { return field.first == id; });
    if (!value.empty()) fields.emplace_back(id, value);
}

TEST(EntryForm, KeepsEveryEntryOfTheDemoToTheBitWhenNothingIsTouched) {
    int looked_at = 0;
    for (const auto& entry : domain::difference({}, drill_directory()->data()).put()) {
        if (screens::groups_of(domain::name_of(entry).kind()) == nullptr) continue;
        ++looked_at;
        const auto same = read(entry, screens::fields_of(entry, "Nom", toronto));
        EXPECT_TRUE(same.wrongs.empty());
        EXPECT_EQ(same.entry.SerializeAsString(), entry.SerializeAsString())
            << entry.ShortDebugString();
    }
    EXPECT_GT(looked_at, 300);
}

TEST(EntryForm, KeepsWhatItCannotShow) {
    auto stands = entry_of("organization", "vigie");
    auto& first = *stands.mutable_organization()->mutable_membership(0);
    first.mutable_from()->set_seconds(first.from().seconds() + 17);  // a form shows minutes
    auto& agreement = *stands.mutable_organization()->mutable_agreement();
    agreement.set_zone("America/Toronto");
    auto& hours = *agreement.add_hours();
    hours.set_until_minute(1440);  // and this as midnight
    hours.add_weekdays(v1::Weekday::friday);
    auto typed = screens::fields_of(stands, {}, toronto);
    type(typed, "membership-0-state", "suspended");
    const auto one = read(stands, typed).entry.organization();
    EXPECT_EQ(one.membership(0).state(), v1::MembershipStep::suspended);
    EXPECT_EQ(one.membership(0).from().seconds(), first.from().seconds());
    EXPECT_EQ(one.agreement().SerializeAsString(), agreement.SerializeAsString());
}

TEST(EntryForm, WritesAnEntryAnewFromWhatItShowsOfIt) {
    for (const auto& entry : domain::difference({}, drill_directory()->data()).put()) {
        const auto kind = domain::name_of(entry).kind();
        if (screens::groups_of(kind) == nullptr) continue;
        const auto typed = screens::fields_of(entry, "Nom", toronto);
        const auto anew = screens::read_entry(screens::empty_entry(kind), typed,
                                              {.standing = true, .rest = true}, true, toronto);
        EXPECT_TRUE(anew.wrongs.empty());
        EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(anew.entry, entry))
            << anew.entry.ShortDebugString() << "\n"
            << entry.ShortDebugString();
    }
}

TEST(EntryForm, ReadsEachShapeOfField) {
    const auto stands = entry_of("organization", "oree");
    auto typed = screens::fields_of(stands, {}, toronto);
    type(typed, "name", "Maison neuve");
    type(typed, "place", "06");
    type(typed, "serves", "minors");
    type(typed, "indigenous", "yes");
    type(typed, "dues_paid_until", "2028-04-01");
    type(typed, "agreement-acknowledge_within_ms", "7.5");
    typed.emplace_back("membership-2-state", "applied");
    typed.emplace_back("membership-2-from", "2026-11-20T08:00");
    const auto made = read(stands, typed);
    ASSERT_TRUE(made.wrongs.empty());
    const auto& one = made.entry.organization();
    EXPECT_EQ(one.name(), "Maison neuve");
    EXPECT_EQ(one.place(), "06");
    ASSERT_EQ(one.serves_size(), 1);
    EXPECT_EQ(one.serves(0), v1::AgeGroup::minors);
    EXPECT_TRUE(one.indigenous());
    EXPECT_EQ(one.dues_paid_until().seconds(), 1'838'174'400) << "at midnight, in Montréal";
    EXPECT_EQ(one.agreement().acknowledge_within_ms(), 7'500u);
    ASSERT_EQ(one.membership_size(), 1);
    EXPECT_EQ(one.membership(0).from().seconds(), 1'795'179'600);
    EXPECT_EQ(made.lines.at("membership"), std::vector<int>{2});
}

TEST(EntryForm, LeavesWhatIsNotHersAsItIs) {
    const auto stands = entry_of("organization", "vigie");
    auto typed = screens::fields_of(stands, {}, toronto);
    type(typed, "name", "Autre nom");
    typed.emplace_back("membership-3-state", "admitted");
    typed.emplace_back("membership-3-from", "2026-11-20T08:00");
    const auto rest = read(stands, typed, {.rest = true}).entry.organization();
    EXPECT_EQ(rest.name(), "Autre nom");
    EXPECT_EQ(rest.membership_size(), 3);
    const auto standing = read(stands, typed, {.standing = true}).entry.organization();
    EXPECT_EQ(standing.name(), stands.organization().name());
    EXPECT_EQ(standing.membership_size(), 4);
}

TEST(EntryForm, SaysWhatCannotBeRead) {
    const auto stands = entry_of("organization", "oree");
    auto typed = screens::fields_of(stands, {}, toronto);
    type(typed, "dues_paid_until", "demain");
    type(typed, "agreement-acknowledge_within_ms", "vite");
    const auto made = read(stands, typed);
    std::vector<std::string> wrongs;
    for (const auto& [field, reason] : made.wrongs) wrongs.push_back(field + " " + reason);
    EXPECT_THAT(wrongs,
                testing::UnorderedElementsAre("dues_paid_until date_wrong",
                                              "agreement-acknowledge_within_ms number_wrong"));
}

TEST(EntryForm, TakesPeopleByNameAndWritesACardThatKeepsWhatIsLeftEmpty) {
    const auto committee = entry_of("committee", "clinique");
    auto typed = screens::fields_of(committee, {}, toronto);
    typed.emplace_back("members-7", "Rosalie Toussaint · parvis-3");
    EXPECT_EQ(*read(committee, typed).entry.committee().members().rbegin(), "parvis-3");
    const auto person = entry_of("person", "boussole-1");
    typed = screens::fields_of(person, "Ancien nom", toronto);
    type(typed, "card_name", "Nouveau nom");
    typed.emplace_back("ways-4-id", "courriel");
    typed.emplace_back("ways-4-channel", "webhook");
    typed.emplace_back("ways-4-address", "https://exemple.test/");
    const auto card = read(person, typed).card;
    ASSERT_TRUE(card);
    EXPECT_EQ(card->name(), "Nouveau nom");
    ASSERT_EQ(card->ways_size(), 2);
    EXPECT_EQ(card->ways(0).address(), "");
    EXPECT_EQ(card->ways(1).address(), "https://exemple.test/");
}

class EditView : public testing::Test {
protected:
    void open(const std::string& kind, const std::string& id) {
        screen.name.set_kind(kind);
        screen.name.set_id(id);
        screen.title = "La <Halte>";
        screen.stands = entry_of(kind, id);
        screen.typed = screens::fields_of(screen.stands, "Nom", toronto);
        screen.card_name = "Nom";
        screen.editable = {.standing = true, .rest = true};
        screen.csrf = "jeton";
    }
    std::string html() {
        return screens::edit_view(view, screen, *drill_directory(),
                                  [](const std::string& id) { return "Nom de " + id; });
    }

    const screens::View view{.words = drill_words(), .language = words::Language::fr, .now = {}};
    EditScreen screen;
};

TEST_F(EditView, ShowsFieldsWithWhatStandsAndNeverAnAddress) {
    open("person", "boussole-1");
    const auto shown = html();
    EXPECT_THAT(shown, HasSubstr("name=\"csrf\" value=\"jeton\""));
    EXPECT_THAT(shown, HasSubstr("<input id=\"languages\" name=\"languages\" value=\"fr"));
    EXPECT_THAT(shown,
                HasSubstr("<input id=\"ways-0-address\" name=\"ways-0-address\" value=\"\""));
    EXPECT_THAT(shown, HasSubstr("La &lt;Halte&gt;"));
    EXPECT_THAT(shown, Not(HasSubstr("555-01")));
}

TEST_F(EditView, ShowsOnlyThePartThatIsHers) {
    open("organization", "vigie");
    screen.editable = {.rest = true};
    EXPECT_THAT(html(),
                AllOf(HasSubstr("id=\"name\""), Not(HasSubstr("id=\"membership-0-state\""))));
    screen.editable = {.standing = true};
    EXPECT_THAT(html(),
                AllOf(Not(HasSubstr("id=\"name\"")), HasSubstr("id=\"membership-0-state\"")));
}

TEST_F(EditView, AFaultStandsBesideTheFieldWhereItWasTyped) {
    open("organization", "vigie");
    // Her second step was emptied: the third one typed is the second one read.
    for (const char* part : {"state", "from"})
        type(screen.typed, std::string("membership-1-") + part, "");
    const auto made = read(screen.stands, screen.typed);
    screen.wrongs =
        screens::wrongs_of(view, screen, made,
                           {{"organizations[7].membership[1]", "membership_wrong", ""},
                            {"organizations[7].criteriaMet", "criterion_not_met", "charte"},
                            {"organizations[8].place", "territory_unknown", "99"},
                            {"put[0].organization.representative", "person_unknown", ""}},
                           drill_directory()->data(), 7);
    std::vector<std::string> fields;
    for (const auto& [field, words] : screen.wrongs) fields.push_back(field);
    EXPECT_THAT(fields,
                testing::ElementsAre("membership-2-state", "criteria_met", "", "representative"));
    EXPECT_THAT(
        html(),
        AllOf(HasSubstr("href=\"#membership-2-state\""),
              HasSubstr("aria-describedby=\"membership-2-state-wrong\""),
              HasSubstr("chaque critère doit être rempli (La charte de la coalition est signée)")));
}

TEST_F(EditView, APreviewTellsFieldByFieldWhatChangesAndWhatEndsWithIt) {
    open("organization", "boussole");
    type(screen.typed, "name", "La Boussole de nuit");
    screen.typed.emplace_back("membership-0-state", "suspended");
    screen.typed.emplace_back("membership-0-from", "2026-11-20T08:00");
    auto made = read(screen.stands, screen.typed);
    v1::DirectoryEditAnswer answer;
    answer.set_revision(7);
    auto& gap = *answer.add_gaps_new();
    gap.set_sector("victim_services");
    gap.add_territories("06");
    screen.preview = {std::move(made.entry), answer};
    const auto shown = html();
    EXPECT_THAT(shown, HasSubstr("Aide aux personnes La Boussole → La Boussole de nuit"));
    EXPECT_THAT(shown, HasSubstr("— → Suspendu"));
    EXPECT_THAT(shown, HasSubstr("finissent au même instant"));
    EXPECT_THAT(shown, HasSubstr("Nouveaux trous"));
    EXPECT_THAT(shown, HasSubstr("name=\"revision\" value=\"7\""));
    EXPECT_THAT(shown, HasSubstr("type=\"hidden\" name=\"name\" value=\"La Boussole de nuit\""));
}

TEST_F(EditView, APreviewTellsOfACardThatItChangesAndNeverWhatAnAddressIs) {
    open("person", "boussole-1");
    type(screen.typed, "card_name", "Autre");
    screen.typed.emplace_back("ways-0-address", "514 555-0100");
    screen.preview = {read(screen.stands, screen.typed).entry, {}};
    const auto shown = html();
    const auto effect = shown.substr(0, shown.find("class=\"send\""));
    EXPECT_THAT(effect, HasSubstr("Nom → Autre"));
    EXPECT_EQ(effect.find("Nom → Autre"), effect.rfind("Nom → Autre")) << "once";
    EXPECT_THAT(effect, AllOf(HasSubstr("… → donnée de nouveau"), Not(HasSubstr("555-0100"))));
}

class AnEdit : public testing::Test {
protected:
    AnEdit() {
        Door door{.who = [this](http::Request) { return who(); },
                  .sign_in = {},
                  .sign_out = {},
                  .from_our_screens = [](const http::Request&) { return false; }};
        routes_ = screen_routes({.desk = desk_,
                                 .door = std::move(door),
                                 .words = drill_words(),
                                 .directory = drill_directory,
                                 .change_roster = {},
                                 .calendar_address = {},
                                 .clock = clock_,
                                 .new_uuid = {},
                                 .apart = drill_apart,
                                 .directory_desk = directory_.ports(),
                                 .settings = {}});
        become("demo-admin", v1::Role::admin);
    }
    awaitable<Answered<Visitor>> who() { co_return Visitor{account_, "jeton"}; }
    void become(const std::string& person, v1::Role::Code role) {
        account_.Clear();
        account_.set_person(person);
        account_.add_roles(role);
    }
    http::Response ask(http::Method method, const std::string& kind, const std::string& id,
                       const std::string& body = {}, const std::string& verb = "/edit") {
        http::Request request;
        request.method = method;
        request.params["kind"] = kind;
        if (!id.empty()) request.params["id"] = id;
        request.path = "/directory/" + kind + "/" + (id.empty() ? "new" : id + verb);
        request.body = body;
        const std::string pattern =
            id.empty() ? "/directory/{kind}/new" : "/directory/{kind}/{id}" + verb;
        const auto route = std::ranges::find_if(routes_, [&](const auto& one) {
            return one.method == method && one.pattern == pattern;
        });
        EXPECT_NE(route, routes_.end()) << pattern;
        return run(route->handler(std::move(request)));
    }
    http::Response get(const std::string& kind, const std::string& id) {
        return ask(http::Method::get, kind, id);
    }
    http::Response post(const std::string& kind, const std::string& id, const std::string& body) {
        return ask(http::Method::post, kind, id, body);
    }

    DrillDesk desk_;
    StillClock clock_;
    DrillDirectory directory_;
    v1::Account account_;
    std::vector<http::Route> routes_;
};

TEST_F(AnEdit, IsShownFirstAndMadeOnlyOnTheRevisionThatWasShown) {
    const std::string typed =
        "name_fr=Comit%C3%A9&name_en=Committee&members-0=coordination-1"
        "&chair=coordination-1&scopes=membership";
    const auto shown = post("committee", "coordination", typed);
    EXPECT_EQ(shown.status, 200U);
    EXPECT_THAT(shown.body, HasSubstr("Comité de coordination → Comité"));
    EXPECT_THAT(shown.body, HasSubstr("name=\"revision\" value=\"1\""));
    EXPECT_TRUE(directory_.edits.empty()) << "nothing has changed";
    const auto made = post("committee", "coordination", typed + "&revision=1");
    EXPECT_EQ(made.status, 303U);
    ASSERT_EQ(directory_.edits.size(), 1U);
    EXPECT_EQ(directory_.edits[0].expected_revision(), 1U);
    EXPECT_EQ(directory_.edits[0].put(0).committee().members_size(), 1);
}

TEST_F(AnEdit, LosesNothingWhenItIsFaultyOrSomebodyElseWasFaster) {
    const auto faulty =
        post("committee", "coordination", "name_fr=Un+nom&members-0=coordination-1&chair=parvis-1");
    EXPECT_EQ(faulty.status, 422U);
    EXPECT_THAT(faulty.body, AllOf(HasSubstr("value=\"Un nom\""), HasSubstr("href=\"#chair\""),
                                   HasSubstr("href=\"#name_en\"")));
    directory_.revision = 4;
    const auto late = post("committee", "coordination",
                           "name_fr=Un+nom&name_en=A+name&members-0=coordination-1&revision=1");
    EXPECT_EQ(late.status, 409U);
    EXPECT_THAT(late.body, AllOf(HasSubstr("value=\"Un nom\""), HasSubstr("changé entre-temps"),
                                 HasSubstr("name=\"revision\" value=\"4\"")));
}

TEST_F(AnEdit, OfANewEntryDoesNotTakeThePlaceOfOneThatStands) {
    EXPECT_THAT(get("organization", "").body, HasSubstr("value=\"applied\" selected"));
    const auto twice = post("criterion", "", "id=charte&name_fr=Charte&name_en=Charter");
    EXPECT_EQ(twice.status, 422U);
    EXPECT_THAT(twice.body, HasSubstr("href=\"#id\""));
    EXPECT_THAT(post("criterion", "", "id=a/b&name_fr=Charte&name_en=Charter").body,
                HasSubstr("traits d’union"));
    EXPECT_EQ(post("criterion", "", "name_fr=Charte&name_en=Charter").status, 422U);
    EXPECT_EQ(post("criterion", "", "id=aide&name_fr=Aide&name_en=Help").status, 200U);
    EXPECT_EQ(post("milestone", "", "milestone=safe_place&within_minutes=5").status, 422U);
}

TEST_F(AnEdit, IsForWhomTheEntryBelongsTo) {
    become("boussole-1", v1::Role::responder);  // she speaks for her organization
    EXPECT_EQ(get("organization", "boussole").status, 200U);
    EXPECT_EQ(get("person", "boussole-2").status, 200U);
    EXPECT_EQ(get("organization", "parvis").status, 403U);
    EXPECT_EQ(get("ladder", "standard").status, 403U);
    EXPECT_THAT(get("organization", "boussole").body, Not(HasSubstr("id=\"membership-0-state\"")));
    become("boussole-2", v1::Role::responder);
    EXPECT_EQ(get("person", "boussole-2").status, 403U);
    become("demo-admin", v1::Role::admin);
    EXPECT_EQ(get("organization", "nobody").status, 404U);
    EXPECT_EQ(get("roster", "garde-parvis").status, 404U) << "it has a screen of its own";
}

TEST_F(AnEdit, IsSparedByOneTapWhereNothingIsToChange) {
    become("boussole-1", v1::Role::responder);
    const auto tapped = ask(http::Method::post, "person", "boussole-2", "from=list", "/assure");
    EXPECT_EQ(tapped.status, 303U);
    ASSERT_EQ(directory_.assured.size(), 1U);
    EXPECT_EQ(directory_.assured[0].entries(0).id(), "boussole-2");
}

}  // namespace
}  // namespace relais::gateway
