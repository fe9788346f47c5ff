// What the screens of the fund say at its edges: her own request at night, a case that was closed
// while she typed, a voucher that ended, a source that did, two who signed at once, a witness who
// is searched for.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/fund/ask_screen.hpp"
#include "services/gateway/screens/fund/card.hpp"
#include "services/gateway/screens/fund/request_screen.hpp"
#include "tests/unit/screens_fund.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using words::Language;

class FundEdgesTold : public ::testing::Test {
protected:
    [[nodiscard]] View view(Language language = Language::fr) const {
        return {.words = drill_words(), .language = language, .now = fund_.story.now};
    }
    v1::FundRequestView request(const std::string& id, const v1::Account& by) {
        return run(fund_.request("", id, Language::fr, by)).value();
    }
    std::string card(const std::string& id, const v1::Account& by) {
        return card_view(view(), drill_look(fund_, by), request(id, by));
    }
    std::string life(const std::string& id, const v1::Account& by,
                     Language language = Language::fr) {
        return request_screen_view(
            view(language), drill_look(fund_, by),
            {.request = request(id, by), .witnesses = {{.value = "w1", .words = "Édith"}}});
    }
    std::string ask(AskScreen screen, Language language = Language::fr) {
        screen.case_id = "c1";
        screen.code = "tilo-mera";
        return ask_view(view(language), drill_look(fund_, worker_), screen);
    }
    void asked_by(const std::string& id, const std::string& person) {
        auto wish = test::FundStory::wish(id, "taxi", test::dollars(40), "cab");
        wish.set_requester(person);
        ASSERT_TRUE(fund_.story.mail(wish));
    }
    [[nodiscard]] std::string moment(Instant at) const { return view().moment(to_ms(at)); }

    FundDrill fund_;
    v1::Account worker_ = fund_account(v1::Role::worker, "wanda", "hospital");
    v1::Account steward_ = fund_account(v1::Role::steward, "stella");
    v1::Account coordinator_ = fund_account(v1::Role::coordinator, "coralie");
};

const std::string reserves = "name=\"do\" value=\"reserve\"";

TEST_F(FundEdgesTold, AtNightHerOwnRequestIsNotOfferedToBePutAsideAndWhoSignsIsNamed) {
    fund_.story.now = test::at_night;
    asked_by("own", "coralie");
    asked_by("other", "wanda");
    EXPECT_THAT(life("own", coordinator_),
                AllOf(Not(HasSubstr(reserves)), Not(HasSubstr("value=\"approve")),
                      HasSubstr("une autre personne doit signer"),
                      HasSubstr("Signent pour le fonds\u00a0: Nom de stella, Nom de simone")));
    EXPECT_THAT(life("other", coordinator_), HasSubstr(reserves));
    asked_by("hers", "stella");
    EXPECT_THAT(life("hers", steward_), AllOf(HasSubstr(reserves), HasSubstr("Nom de simone"),
                                              Not(HasSubstr("fonds\u00a0: Nom de stella"))))
        << "who signs may put her own aside, and is not told to sign it";
}

TEST_F(FundEdgesTold, NoMoreIsOfferedToBePutAsideThanTheNightAllows) {
    fund_.story.now = test::at_night;
    fund_.asked("r1", "taxi", test::dollars(501));
    EXPECT_THAT(life("r1", coordinator_), Not(HasSubstr(reserves)));
    fund_.story.now = test::afternoon + std::chrono::hours(48);
    EXPECT_THAT(life("r1", coordinator_), Not(HasSubstr(reserves))) << "by day";
}

TEST_F(FundEdgesTold, SigningComesBeforePuttingAside) {
    fund_.asked("r1");
    const auto html = life("r1", steward_);
    EXPECT_LT(html.find("value=\"approve_voucher\""), html.find(reserves));
    EXPECT_LT(html.find("name=\"do\" value=\"refuse\""), html.find(reserves));
    EXPECT_THAT(html, Not(HasSubstr("data-key=\"reserve\" open")));
}

TEST_F(FundEdgesTold, WhatIsPaidShowsWhenItWasPaidAndNotWhenItsVoucherWasGiven) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.issue("r1", "V-1"));
    const auto given = moment(fund_.story.now);
    EXPECT_THAT(life("r1", steward_), HasSubstr("Le bon n’a pas encore servi<br>" + given));
    fund_.story.now += std::chrono::minutes(97);
    ASSERT_TRUE(fund_.story.redeem("V-1", std::string(32, 'k')));
    EXPECT_THAT(life("r1", steward_), HasSubstr("Payé<br>" + moment(fund_.story.now)));
}

TEST_F(FundEdgesTold, AVoucherThatEndedIsSaidToWhoAskedAndToWhoSigns) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.issue("r1", "V-1"));
    ASSERT_TRUE(fund_.story.fire_when_due("voucher/V-1"));
    for (const auto& who : {worker_, steward_})
        EXPECT_THAT(card("r1", who),
                    AllOf(HasSubstr("Le bon n’a pas servi à temps"),
                          HasSubstr(moment(fund_.story.now + std::chrono::hours(48))),
                          Not(HasSubstr("/fund/vouchers/V-1")), HasSubstr("class=\"awaiting\"")));
    ASSERT_TRUE(fund_.story.issue("r1", "V-2"));
    EXPECT_THAT(card("r1", worker_),
                AllOf(HasSubstr("bon à imprimer"), Not(HasSubstr("pas servi à temps"))));
}

TEST_F(FundEdgesTold, ASourceThatEndedSinceIsSaidToWhoeverSendsItsMoney) {
    auto settings = fund_.story.state.rules->data();
    const auto end = fund_.story.now + std::chrono::hours(1);
    settings.mutable_sources(0)->set_until_ms(to_ms(end));
    ASSERT_TRUE(fund_.story.put(settings));
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    EXPECT_THAT(life("r1", steward_), Not(HasSubstr("se paie encore")));
    fund_.story.now = end;
    EXPECT_THAT(life("r1", steward_), AllOf(HasSubstr("terminée depuis le " + moment(end)),
                                            HasSubstr("value=\"voucher\"")));
    EXPECT_THAT(life("r1", steward_, Language::en), HasSubstr("is still paid"));
    ASSERT_TRUE(fund_.story.issue("r1", "V-1"));
    ASSERT_TRUE(fund_.story.redeem("V-1", std::string(32, 'k')));
    EXPECT_THAT(life("r1", steward_), Not(HasSubstr("se paie encore")))
        << "nothing is held any more";
}

TEST_F(FundEdgesTold, ACaseThatIsClosedSaysSoAndGivesBackWhatWasTyped) {
    AskScreen screen{.form = {.expense = "taxi", .amount = "33,50", .note = "près du quai"},
                     .may_ask = false,
                     .closed = true,
                     .typed = true};
    const auto html = ask(screen);
    EXPECT_THAT(html, AllOf(HasSubstr("Ce dossier est fermé"), HasSubstr("role=\"alert\""),
                            HasSubstr("Ce que vous aviez écrit"), HasSubstr("Taxi<br>33,50<br>"),
                            HasSubstr("près du quai"), Not(HasSubstr("<form"))));
    EXPECT_THAT(ask(screen, Language::en), HasSubstr("This case is closed"));
    screen.typed = false;
    EXPECT_THAT(ask(screen), AllOf(HasSubstr("Ce dossier est fermé"),
                                   Not(HasSubstr("Ce que vous aviez écrit"))));
}

// How many they are changes what food costs; a taxi is for as many as the case says.
TEST_F(FundEdgesTold, AskingBeginsWithWhatChangesThePrice) {
    const auto taxi = ask({.form = {.expense = "taxi"}});
    EXPECT_THAT(taxi, HasSubstr("<h1>Taxi, dossier tilo-mera</h1>"));
    const auto more = std::string("<details data-key=\"ask-more\">");
    EXPECT_LT(taxi.find("name=\"amount\""), taxi.find("name=\"urgency\""));
    EXPECT_LT(taxi.find(more), taxi.find("name=\"household\""));
    const auto food = ask({.form = {.expense = "food"}});
    EXPECT_LT(food.find("name=\"household\""), food.find(more));
    for (const auto& form : {taxi, food}) {
        const auto first = form.find("name=\"household\"");
        ASSERT_NE(first, std::string::npos);
        EXPECT_EQ(form.find("name=\"household\"", first + 1), std::string::npos) << "asked once";
    }
}

TEST_F(FundEdgesTold, AWitnessIsSearchedForByHerName) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    EXPECT_THAT(
        life("r1", worker_),
        AllOf(HasSubstr("name=\"witness\" list=\"no_receipt-witness-list\" value=\"\""),
              HasSubstr("<datalist id=\"no_receipt-witness-list\"><option value=\"Édith\">"),
              Not(HasSubstr("value=\"w1\""))));
}

}  // namespace
}  // namespace relais::gateway::screens
