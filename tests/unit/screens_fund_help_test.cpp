// Where somebody who sees the fund for the first time stood still: what the screens say there.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/fund/ask_screen.hpp"
#include "services/gateway/screens/fund/bank_screen.hpp"
#include "services/gateway/screens/fund/card.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/fund/fund_screen.hpp"
#include "services/gateway/screens/fund/request_screen.hpp"
#include "services/gateway/screens/fund/settings_screen.hpp"
#include "tests/unit/screens_fund.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using words::Language;

class FundHelp : public ::testing::Test {
protected:
    [[nodiscard]] View view(Language language = Language::fr) const {
        return {.words = drill_words(), .language = language, .now = fund_.story.now};
    }
    std::string life(const std::string& id, const v1::Account& by, v1::FundVendorCard payee = {},
                     const http::Fields& typed = {}) {
        auto look = drill_look(fund_, by);
        look.forms.typed = typed;
        return request_screen_view(view(), look,
                                   {.request = run(fund_.request("", id, Language::fr, by)).value(),
                                    .payee = std::move(payee)});
    }
    std::string card(const std::string& id, const v1::Account& by) {
        return card_view(view(), drill_look(fund_, by),
                         run(fund_.request("", id, Language::fr, by)).value());
    }
    void paid(const std::string& id) {
        fund_.asked(id);
        ASSERT_TRUE(fund_.story.approve(id, test::by("simone")));
        ASSERT_TRUE(fund_.story.send(id, "p1"));
        ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    }

    FundDrill fund_;
    v1::Account worker_ = fund_account(v1::Role::worker, "wanda", "hospital");
    v1::Account steward_ = fund_account(v1::Role::steward, "stella");
    v1::Account simone_ = fund_account(v1::Role::steward, "simone");
};

TEST_F(FundHelp, ShowsHerRequestAndNotTheWholeListOnceSheAsked) {
    AskScreen screen{.case_id = "c1", .code = "tilo-mera", .form = {.request = fund_wish}};
    screen.asked = true;
    screen.may_ask = true;
    const auto html = ask_view(view(), drill_look(fund_, worker_), screen);
    EXPECT_THAT(html, AllOf(HasSubstr("C’est demandé"), HasSubstr("Demander autre chose"),
                            Not(HasSubstr("?expense=taxi"))));
    screen.asked = false;
    EXPECT_THAT(ask_view(view(), drill_look(fund_, worker_), screen),
                AllOf(HasSubstr("?expense=taxi"), Not(HasSubstr("Demander autre chose"))));
}

TEST_F(FundHelp, SaysHowAnAmountIsWritten) {
    const auto told = [&](const std::string& code, const std::string& typed) {
        return refused_words(view(), {.status = 422, .code = code}, {typed});
    };
    EXPECT_THAT(told("request_not_understood", "abc"), HasSubstr("comme 40 ou 12,50"));
    EXPECT_THAT(told("request_not_understood", "40"), HasSubstr("n’a pas été comprise"));
    EXPECT_THAT(told("amount_not_positive", "0"), HasSubstr("plus grand que zéro"));
}

TEST_F(FundHelp, OpensAFormThatWasRefusedWithWhatWasTyped) {
    paid("r1");
    const http::Fields typed{
        {"do", "no_receipt"}, {"reason", "lost"}, {"amount", "abc"}, {"note", "tombé du <sac>"}};
    const auto html = life("r1", worker_, {}, typed);
    EXPECT_THAT(
        html, AllOf(HasSubstr("<details data-key=\"no_receipt\" open>"), HasSubstr("value=\"abc\""),
                    HasSubstr("value=\"lost\" selected"), HasSubstr("tombé du &lt;sac&gt;")));
    EXPECT_THAT(life("r1", worker_), HasSubstr("<details data-key=\"no_receipt\">"));
}

TEST_F(FundHelp, FillsNoOtherFormOfTheSameKind) {
    const auto act = [](const std::string& flag) {
        return Act{.what = "settle_flag",
                   .summary = "s",
                   .action = "/fund",
                   .fields = {{.name = "note", .label = "n", .kind = ActField::Kind::note}},
                   .hidden = {{"flag", flag}},
                   .key = flag};
    };
    auto forms = drill_look(fund_, steward_).forms;
    forms.typed = {{"do", "settle_flag"}, {"flag", "b"}, {"note", "vu"}};
    const auto html = acts_view(view(), {act("a"), act("b")}, forms);
    EXPECT_THAT(html, AllOf(HasSubstr("data-key=\"settle_flag-a\">"),
                            HasSubstr("data-key=\"settle_flag-b\" open>")));
    EXPECT_EQ(html.find(">vu<"), html.rfind(">vu<"));
}

TEST_F(FundHelp, LetsTheAnswerOfAnotherPayerBeNotedWhereItIsAskedFor) {
    fund_.asked("r1", "hotel_night", test::dollars(95), "inn", v1::FundRequest::planned);
    ASSERT_EQ(fund_.story.state_of("r1"), v1::FundRequest::routed);
    EXPECT_THAT(card("r1", steward_),
                AllOf(HasSubstr("value=\"payer\""), HasSubstr("name=\"back\" value=\"/fund\""),
                      HasSubstr("value=\"cannot_wait\"")));
    EXPECT_THAT(card("r1", worker_), HasSubstr("value=\"cannot_wait\""));
}

TEST_F(FundHelp, NamesWhomToPayAndHow) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    v1::FundVendorCard payee;
    payee.set_name("Taxi du Port");
    payee.set_paid_to("virement 7");
    EXPECT_THAT(life("r1", steward_, payee), HasSubstr("Taxi du Port, virement 7"));
    auto advance = test::FundStory::wish("a1", "advance", test::dollars(50), "");
    advance.set_advance_to("wilma");
    ASSERT_TRUE(fund_.story.mail(advance));
    ASSERT_TRUE(fund_.story.approve("a1", test::by("simone")));
    EXPECT_THAT(life("a1", steward_), AllOf(HasSubstr("<summary>Remettre l’avance</summary>"),
                                            Not(HasSubstr("Payer autrement"))));
}

TEST_F(FundHelp, SaysWhyWhoSignedCannotFinishIt) {
    paid("r1");
    ASSERT_TRUE(fund_.story.show("r1", "e1", test::dollars(40)));
    ASSERT_EQ(fund_.story.state_of("r1"), v1::FundRequest::evidenced);
    EXPECT_THAT(life("r1", simone_), HasSubstr("Il reste à la terminer. Qui a demandé"));
    EXPECT_THAT(life("r1", worker_), Not(HasSubstr("Il reste à la terminer")));
}

TEST_F(FundHelp, LetsWhoKeepsTheFundGiveAnAdvanceOfNoCase) {
    const auto shown = [&](const Choices& colleagues) {
        return fund_view(view(), drill_look(fund_, steward_),
                         fund_.view("", Language::fr, steward_).value(), colleagues);
    };
    EXPECT_THAT(shown({{.value = "wilma", .words = "Wilma"}}),
                AllOf(HasSubstr("Donner une avance"), HasSubstr("value=\"wilma\""),
                      HasSubstr("name=\"expense\" value=\"advance\"")));
    EXPECT_THAT(shown({}), Not(HasSubstr("Donner une avance")));
}

TEST_F(FundHelp, PutsWhatIsDueFirstOnTop) {
    v1::FundAgeing ageing;
    for (const int day : {40, 9, 0, 20}) {
        auto& age = *ageing.add_ages();
        age.set_of("r" + std::to_string(day));
        if (day > 0) age.mutable_due()->set_seconds(day * 86'400);
    }
    const auto html = ageing_view(view(), drill_look(fund_, steward_), ageing);
    const auto at = [&](const char* id) { return html.find(id); };
    EXPECT_LT(at("requests/r9\""), at("requests/r20\""));
    EXPECT_LT(at("requests/r20\""), at("requests/r40\""));
    EXPECT_LT(at("requests/r40\""), at("requests/r0\""));
}

TEST_F(FundHelp, FoldsTheColumnsOfAFileAndShowsADateAsItLooks) {
    const auto look = drill_look(fund_, steward_);
    const auto html = bank_view(view(), look, {}, nullptr, nullptr);
    EXPECT_THAT(html, AllOf(HasSubstr("<details data-key=\"read-first_line-more\">"),
                            HasSubstr("value=\"%Y-%m-%d\" selected>2026-11-30<")));
    StatementGiven typed;
    typed.mapping.set_date_form("%d/%m/%Y");
    EXPECT_THAT(bank_view(view(), look, {}, nullptr, &typed),
                AllOf(HasSubstr("<details data-key=\"read-first_line-more\" open>"),
                      HasSubstr("value=\"%d/%m/%Y\" selected")));
}

TEST_F(FundHelp, SaysWhenTheNightOfTheCoordinationIs) {
    auto settings = fund_.story.state.rules->data();
    settings.mutable_limits()->set_night_from_minute(18 * 60);
    settings.mutable_limits()->set_night_until_minute(8 * 60 + 30);
    ASSERT_TRUE(fund_.story.put(settings));
    EXPECT_THAT(settings_view(view(), drill_look(fund_, steward_)),
                HasSubstr("de 18\u00a0h\u00a000 à 08\u00a0h\u00a030"));
}

}  // namespace
}  // namespace relais::gateway::screens
