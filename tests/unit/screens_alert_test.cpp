// The alert by form: it means what the API's alert means, it keeps what was typed, and the police
// are never a slip of the finger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/alert_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

AlertForm filled() {
    return read_alert_form({{"alert_id", drill_alert},
                            {"territory", "06"},
                            {"identified_by", "health_worker"},
                            {"need", "emergency_shelter"},
                            {"need", "immediate_care"},
                            {"need", "not_a_need"},
                            {"age_band", "from_18_to_25"},
                            {"language", "ro"},
                            {"circumstance", "pregnant"},
                            {"headcount", " 2 "},
                            {"gender", "woman"},
                            {"note", "ligne un\r\nligne deux"}});
}

std::vector<std::string> fields(const std::vector<FormFault>& faults) {
    std::vector<std::string> names;
    for (const auto& fault : faults) names.push_back(fault.field);
    return names;
}

std::string shown(const AlertForm& form, std::vector<FormFault> faults = {}) {
    const DrillDesk desk;
    const AlertScreen screen{
        .form = form, .faults = std::move(faults), .refusal = {}, .csrf = "token", .yours = {}};
    return alert_view(drill_view(desk), screen, *drill_directory());
}

TEST(AlertForm, BecomesTheAlertOfTheApi) {
    const auto form = filled();
    ASSERT_TRUE(faults_of(form, *drill_directory()).empty());
    const auto alert = alert_of(form);
    EXPECT_EQ(alert.alert_id(), drill_alert);
    EXPECT_EQ(alert.territory(), "06");
    ASSERT_EQ(alert.needs_size(), 2);
    EXPECT_EQ(alert.identified_by(), v1::IdentifiedBy::health_worker);
    EXPECT_EQ(alert.age_band(), v1::AgeBand::from_18_to_25);
    EXPECT_EQ(alert.gender_preference(), v1::GenderPreference::woman);
    EXPECT_EQ(alert.headcount(), 2U);
    EXPECT_EQ(alert.languages(0), "ro");
    EXPECT_EQ(alert.circumstances(0), v1::Circumstance::pregnant);
    EXPECT_EQ(alert.note(), "ligne un\nligne deux");
    EXPECT_EQ(alert.consents_size(), 0);
}

TEST(AlertForm, NeedsNothingButATerritory) {
    const auto form = read_alert_form({{"alert_id", drill_alert}, {"territory", "11-iles"}});
    EXPECT_TRUE(faults_of(form, *drill_directory()).empty());
    EXPECT_EQ(alert_of(form).needs_size(), 0);
}

TEST(AlertForm, CallsThePoliceOnlyWhenSheClearlyWants) {
    auto form = filled();
    form.needs.insert("police_protection");
    EXPECT_EQ(fields(faults_of(form, *drill_directory())),
              std::vector<std::string>{"police_consent"});
    form.police_consent = true;
    ASSERT_TRUE(faults_of(form, *drill_directory()).empty());
    const auto alert = alert_of(form);
    ASSERT_EQ(alert.consents_size(), 1);
    EXPECT_EQ(alert.consents(0).sector(), v1::Sector::police);
    EXPECT_EQ(alert.consents(0).basis(), v1::ConsentBasis::verbal);
    form.needs.erase("police_protection");
    EXPECT_FALSE(faults_of(form, *drill_directory()).empty());
}

TEST(AlertForm, SaysWhatIsWrongWhereItIs) {
    auto form = filled();
    form.territory = "99";
    form.headcount = "beaucoup";
    form.note = std::string(text_bytes_max + 1, 'a');
    EXPECT_EQ(fields(faults_of(form, *drill_directory())),
              (std::vector<std::string>{"territory", "headcount", "note"}));
    for (const char* wrong : {"0", "-3", "1e9", "99999999999", "2.5"}) {
        form = filled();
        form.headcount = wrong;
        EXPECT_FALSE(faults_of(form, *drill_directory()).empty()) << wrong;
    }
}

TEST(AlertForm, AsksWhoeverWantsAdviceForHerQuestion) {
    auto form = read_alert_form({{"territory", "06"}, {"advice", "yes"}});
    const auto faults = faults_of(form, *drill_directory());
    EXPECT_EQ(fields(faults), std::vector<std::string>{"note"});
    EXPECT_THAT(shown(form, faults), HasSubstr("name=\"note\" rows=\"3\" aria-invalid=\"true\""));
    form.note = "Que puis-je lui demander ?";
    EXPECT_TRUE(faults_of(form, *drill_directory()).empty());
}

TEST(AlertScreen, KeepsWhatWasTyped) {
    auto form = filled();
    form.territory = "";
    form.needs.insert("police_protection");
    form.her_words = "je veux dormir";
    const std::string html = shown(form, faults_of(form, *drill_directory()));
    EXPECT_THAT(html, HasSubstr("value=\"emergency_shelter\" checked"));
    EXPECT_THAT(html, HasSubstr("value=\"police_protection\" checked"));
    EXPECT_THAT(html, HasSubstr("value=\"ro\" selected"));
    EXPECT_THAT(html, HasSubstr("je veux dormir"));
    EXPECT_THAT(html, HasSubstr(drill_alert));
    EXPECT_THAT(html, HasSubstr("Choisissez le territoire où elle se trouve."));
    EXPECT_THAT(html, HasSubstr("href=\"#police_consent\""));
}

TEST(AlertScreen, EscapesWhatWasTyped) {
    auto form = filled();
    form.alert_id = form.note = form.her_words = form.headcount = form.safe.hours = hostile;
    const std::string html = shown(form);
    EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), HasSubstr("&lt;script&gt;")));
}

TEST(AlertScreen, OffersEveryNeedOnceAndPresetsNoConsent) {
    const std::string html = shown(read_alert_form({{"alert_id", drill_alert}}));
    const auto* needs = v1::Need::Kind_descriptor();
    for (int index = 1; index < needs->value_count(); ++index) {
        const std::string tick = "name=\"need\" value=\"" + needs->value(index)->name() + "\"";
        const auto at = html.find(tick);
        ASSERT_NE(at, std::string::npos) << tick;
        EXPECT_EQ(html.find(tick, at + 1), std::string::npos) << tick;
    }
    EXPECT_THAT(html, Not(HasSubstr(" checked")));
}

TEST(AlertScreen, GuessesWhoSheIsFromWhereSheWorks) {
    EXPECT_EQ(identified_by_of(v1::Sector::police), "police_officer");
    EXPECT_EQ(identified_by_of(v1::Sector::health), "health_worker");
    EXPECT_EQ(identified_by_of(v1::Sector::unknown), "unknown");
}

}  // namespace
}  // namespace relais::gateway::screens
