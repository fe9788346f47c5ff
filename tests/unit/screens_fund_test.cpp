// The screens of the fund: what each person is shown, what she is not, and that one tap is enough.
#include "tests/unit/screens_fund.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/fund/ask_screen.hpp"
#include "services/gateway/screens/fund/bank_screen.hpp"
#include "services/gateway/screens/fund/book_screen.hpp"
#include "services/gateway/screens/fund/card.hpp"
#include "services/gateway/screens/fund/fund_screen.hpp"
#include "services/gateway/screens/fund/request_screen.hpp"
#include "services/gateway/screens/fund/settings_screen.hpp"
#include "services/gateway/screens/fund/voucher_screen.hpp"
#include "services/gateway/screens/fund/wishes.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using words::Language;

const std::string space = "\u00a0";

class FundScreens : public ::testing::Test {
protected:
    [[nodiscard]] View view(Language language = Language::fr) const {
        return {.words = drill_words(), .language = language, .now = fund_.story.now};
    }
    v1::FundRequestView request(const std::string& id, const v1::Account& by,
                                Language language = Language::fr) {
        return run(fund_.request("", id, language, by)).value();
    }
    std::string card(const std::string& id, const v1::Account& by,
                     Language language = Language::fr) {
        return card_view(view(language), drill_look(fund_, by), request(id, by, language));
    }
    std::string life(const std::string& id, const v1::Account& by,
                     Language language = Language::fr) {
        return request_screen_view(view(language), drill_look(fund_, by),
                                   {.request = request(id, by, language)});
    }
    std::string ask(AskScreen screen, Language language = Language::fr) {
        screen.case_id = "c1";
        screen.code = "tilo-mera";
        return ask_view(view(language), drill_look(fund_, worker_), screen);
    }
    void night() { fund_.story.now = test::at_night; }

    FundDrill fund_;
    v1::Account worker_ = fund_account(v1::Role::worker, "wanda", "hospital");
    v1::Account steward_ = fund_account(v1::Role::steward, "stella");
    v1::Account board_ = fund_account(v1::Role::steward, "board");
    v1::Account coordinator_ = fund_account(v1::Role::coordinator, "coralie");
};

// ── Asking ──

TEST_F(FundScreens, AskForATaxiWithOneTapAfterTheChoice) {
    const auto html = ask({.form = {.request = fund_wish, .expense = "taxi"}});
    EXPECT_THAT(
        html, AllOf(HasSubstr("name=\"csrf\" value=\"token\""),
                    HasSubstr("name=\"command\" value=\"" + fund_wish + "\""),
                    HasSubstr("name=\"expense\" value=\"taxi\""), HasSubstr("value=\"40\" checked"),
                    HasSubstr("value=\"now\" selected"), HasSubstr(">Demander</button>")));
    EXPECT_THAT(html, Not(HasSubstr("required"))) << "nothing has to be written";
}

TEST_F(FundScreens, OfferEachExpenseWithItsWordsAndNothingOfTheStaff) {
    const auto html = ask({.form = {.request = fund_wish}});
    EXPECT_THAT(html, AllOf(HasSubstr("/cases/c1/fund?expense=taxi"), HasSubstr(">Nuit d’hôtel<"),
                            Not(HasSubstr("Avance")), Not(HasSubstr("Frais de banque"))));
    EXPECT_THAT(ask({.form = {.request = fund_wish}}, Language::en), HasSubstr(">Hotel night<"));
    EXPECT_THAT(html, Not(HasSubstr("<form"))) << "first she chooses";
}

TEST_F(FundScreens, AskForNoAmountThatTheListTells) {
    const auto html = ask({.form = {.request = fund_wish, .expense = "food"}});
    EXPECT_THAT(html, AllOf(HasSubstr("liste du fonds"), Not(HasSubstr("name=\"amount\"")),
                            Not(HasSubstr("other_amount"))));
    EXPECT_THAT(ask({.form = {.request = fund_wish, .expense = "interpreter"}}),
                HasSubstr("name=\"other_amount\""));
}

TEST_F(FundScreens, CountNightsUpToWhatMayBeAskedAtOnce) {
    const auto html = ask({.form = {.request = fund_wish, .expense = "hotel_night"}});
    EXPECT_THAT(html, AllOf(HasSubstr("Combien de nuits"), HasSubstr("<option value=\"5\">"),
                            HasSubstr("name=\"criterion\"")));
    const auto taxi = ask({.form = {.request = fund_wish, .expense = "taxi"}});
    EXPECT_THAT(taxi, AllOf(Not(HasSubstr("name=\"quantity\"")), Not(HasSubstr("criterion"))));
}

TEST_F(FundScreens, GiveBackWhatSheTypedAndSayWhatWasWrong) {
    AskScreen screen{.form = {.request = fund_wish, .expense = "taxi", .amount = "77,50"}};
    screen.notice = "pourquoi";
    screen.form.note = hostile;
    const auto html = ask(screen);
    EXPECT_THAT(html, AllOf(HasSubstr("role=\"alert\">pourquoi"), HasSubstr("value=\"77,50\""),
                            Not(HasSubstr(hostile)), HasSubstr("&lt;script&gt;")));
}

TEST_F(FundScreens, ReadAFormOfAsking) {
    const auto form = read_ask_form({{"command", fund_wish},
                                     {"expense", "hotel_night"},
                                     {"quantity", "2"},
                                     {"household", "x"},
                                     {"amount", "40"},
                                     {"other_amount", "95,25"},
                                     {"urgency", "planned"},
                                     {"criterion", "no"}});
    const auto asking = asking_of(form, "c1");
    EXPECT_EQ(asking.request(), fund_wish);
    EXPECT_EQ(asking.case_id(), "c1");
    EXPECT_EQ(asking.quantity(), 2u);
    EXPECT_EQ(asking.household(), 1u);
    EXPECT_EQ(asking.amount(), "95,25") << "what is typed is meant";
    EXPECT_EQ(asking.urgency(), v1::FundRequest::planned);
    EXPECT_EQ(asking.criterion(), v1::FundFacts::no);
}

TEST_F(FundScreens, SayThatWhatWasAskedIsKeptWhileTheFundIsAway) {
    CaseReading reading;
    domain::FundRecord asked;
    asked.request = "r9";
    asked.expense = "taxi";
    reading.state.funds.push_back(asked);
    const auto look = drill_look(fund_, worker_);
    const auto heard = heard_of(view(), look, reading, {});
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].what, "Taxi");
    EXPECT_THAT(heard[0].words, HasSubstr("Le besoin continue"));
    const auto piece = case_fund_view(view(), look, {.case_id = "c1", .heard = heard});
    EXPECT_THAT(piece, HasSubstr("Le besoin continue"));
}

TEST_F(FundScreens, TellHerThatARuleSaidNoAndWhichOne) {
    CaseReading reading;
    domain::FundRecord asked;
    asked.request = "r9";
    asked.expense = "taxi";
    asked.fund_version = 4;
    asked.state = v1::FundRequest::refused;
    asked.rejection = v1::Rejection::funds_short;
    reading.state.funds.push_back(asked);
    asked.request = "r10";
    asked.rejection = v1::Rejection::none;
    asked.refused = v1::FundRequest::too_much;
    reading.state.funds.push_back(asked);
    // No event is there to be read: a restricted case shows her none.
    const auto heard = heard_of(view(), drill_look(fund_, worker_), reading, {});
    ASSERT_EQ(heard.size(), 2U);
    const auto all = heard[0].words + heard[1].words;
    EXPECT_THAT(all, HasSubstr("Il ne reste pas assez d’argent"));
    EXPECT_THAT(all, HasSubstr("demandez à nouveau pour moins"));
}

// ── Signing ──

TEST_F(FundScreens, LetTheCoordinatorSignAtNightWithOneButton) {
    night();
    fund_.asked("r1", "taxi", test::dollars(140));
    const auto html = card("r1", coordinator_);
    EXPECT_THAT(html,
                AllOf(HasSubstr("Dossier tilo-mera"), HasSubstr("Quelqu’un attend"),
                      HasSubstr("Cette nuit, vous pouvez approuver, seule, jusqu’à 500,00" + space),
                      HasSubstr("dans les 24 heures"), HasSubstr("name=\"seen\" value=\"14000\""),
                      HasSubstr("name=\"do\" value=\"approve_voucher\""),
                      HasSubstr("name=\"csrf\" value=\"token\""),
                      HasSubstr("name=\"command\" value=\"" + fund_wish)));
    EXPECT_THAT(card("r1", coordinator_, Language::en),
                AllOf(HasSubstr("Tonight you may approve, alone, up to $500.00 in all"),
                      HasSubstr("Approve $140.00 and give the voucher")));
}

TEST_F(FundScreens, SayWhySheMayNotSign) {
    fund_.asked("r1", "taxi", test::dollars(140));
    const auto html = card("r1", coordinator_);
    EXPECT_THAT(html, AllOf(HasSubstr("Vous ne signez pas pour le fonds"),
                            Not(HasSubstr("value=\"approve"))));
    const auto small = card("r1", fund_account(v1::Role::steward, "small"));
    EXPECT_THAT(small,
                AllOf(HasSubstr("Vous suivez ce dossier"), Not(HasSubstr("do\" value=\"approve"))));
}

TEST_F(FundScreens, LetHerChooseAVendorWhereNoneWasAskedFor) {
    auto settings = fund_.story.state.rules->data();
    auto& second = *settings.add_vendors();
    second.set_id("cab-2");
    second.add_expenses("taxi");
    ASSERT_TRUE(fund_.story.put(settings));
    fund_.asked("r1", "taxi", test::dollars(40), "");
    EXPECT_THAT(card("r1", steward_), AllOf(HasSubstr("<select id=\"vendor-r1\" name=\"vendor\">"),
                                            HasSubstr(vendor_secret + " cab-2")));
    fund_.asked("r2", "hotel_night", test::dollars(40), "");
    EXPECT_THAT(card("r2", steward_), AllOf(Not(HasSubstr("<select id=\"vendor-r2\"")),
                                            HasSubstr("name=\"vendor\" value=\"inn\"")));
}

TEST_F(FundScreens, SayThatNobodyCanBePaidForIt) {
    auto settings = fund_.story.state.rules->data();
    for (auto& vendor : *settings.mutable_vendors()) vendor.set_over(true);
    ASSERT_TRUE(fund_.story.put(settings));
    fund_.asked("r1", "taxi", test::dollars(40), "");
    EXPECT_THAT(card("r1", steward_),
                AllOf(HasSubstr("Aucun fournisseur"), Not(HasSubstr("do\" value=\"approve"))));
}

TEST_F(FundScreens, TellTheWorkerWhereHersStandsAndNotWhere) {
    fund_.asked("r1", "hotel_night", test::dollars(95), "inn");
    auto html = card("r1", worker_);
    EXPECT_THAT(html,
                AllOf(HasSubstr("en attente d’une signature"), HasSubstr("Annuler la demande"),
                      Not(HasSubstr(vendor_secret)), Not(HasSubstr("inn")),
                      Not(HasSubstr("do\" value=\"approve")), Not(HasSubstr(note_secret))));
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.issue("r1", "V-77"));
    html = card("r1", worker_);
    EXPECT_THAT(html, AllOf(HasSubstr("bon à imprimer"), HasSubstr("/fund/vouchers/V-77"),
                            Not(HasSubstr(vendor_secret))));
    EXPECT_THAT(card("r1", worker_, Language::en), HasSubstr("Approved: voucher to print"));
}

// ── The fund at a glance ──

TEST_F(FundScreens, ShowWhatWaitsAndWhatEachSourceHas) {
    fund_.asked("r1");
    const auto html = fund_view(view(), drill_look(fund_, steward_),
                                fund_.view("", Language::fr, steward_).value());
    EXPECT_THAT(html,
                AllOf(HasSubstr("1 demande attend"), HasSubstr("Ville, urgence"),
                      HasSubstr("1" + space + "000,00" + space + "$"), HasSubstr("/fund/bank"),
                      HasSubstr("/fund/settings"), HasSubstr("Nom de wanda")));
    night();
    const auto coordinator = fund_view(view(), drill_look(fund_, coordinator_),
                                       fund_.view("", Language::fr, coordinator_).value());
    EXPECT_THAT(coordinator, AllOf(HasSubstr("1 demande attend"), Not(HasSubstr("/fund/bank")),
                                   Not(HasSubstr("/fund/settings"))));
}

TEST_F(FundScreens, RaiseTheAlarmWhenTheBookDoesNotAddUp) {
    auto fund = fund_.view("", Language::fr, steward_).value();
    EXPECT_THAT(fund_view(view(), drill_look(fund_, steward_), fund),
                Not(HasSubstr("ne tombe pas à zéro")));
    fund.set_balanced(false);
    EXPECT_THAT(fund_view(view(), drill_look(fund_, steward_), fund),
                HasSubstr("ne tombe pas à zéro"));
}

TEST_F(FundScreens, LetOnlyTheBoardSettleAFlag) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    fund_.story.now += std::chrono::days(14);
    ASSERT_TRUE(fund_.story.fire("evidence/r1"));
    const auto shown = [&](const v1::Account& by) {
        return fund_view(view(), drill_look(fund_, by), fund_.view("", Language::fr, by).value());
    };
    EXPECT_THAT(shown(steward_), AllOf(HasSubstr("Pièce attendue"), Not(HasSubstr("settle_flag"))));
    EXPECT_THAT(shown(board_), AllOf(HasSubstr("name=\"flag\" value=\"evidence_missing/r1\""),
                                     HasSubstr("value=\"settle_flag\"")));
}

// ── The life of a request ──

TEST_F(FundScreens, AskAboutMoneyOfUnknownFateAndOfferNoWayToSendItAgain) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    EXPECT_THAT(life("r1", steward_), HasSubstr("name=\"do\" value=\"send\""));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    const auto html = life("r1", steward_);
    EXPECT_THAT(html,
                AllOf(HasSubstr("name=\"do\" value=\"tell\""),
                      HasSubstr("name=\"payment\" value=\"p1\""), HasSubstr("value=\"not_paid\""),
                      HasSubstr("value=\"unknown\""), Not(HasSubstr("name=\"do\" value=\"send\"")),
                      Not(HasSubstr("name=\"do\" value=\"voucher\""))));
}

TEST_F(FundScreens, NameTheRuleOfEachSignature) {
    night();
    fund_.asked("r1", "taxi", test::dollars(140));
    ASSERT_TRUE(fund_.story.approve("r1", test::by("coralie", v1::Role::coordinator)));
    const auto html = life("r1", steward_);
    EXPECT_THAT(html,
                AllOf(HasSubstr("Nom de coralie"), HasSubstr("de nuit, seule, jusqu’à 500,00"),
                      HasSubstr("Votre signature est la deuxième"), HasSubstr(note_secret)));
    EXPECT_THAT(life("r1", worker_), AllOf(Not(HasSubstr("Nom de coralie")),
                                           HasSubstr("Une personne qui signe pour le fonds")));
}

TEST_F(FundScreens, TakePapersFromWhoeverAskedAndAWitnessWhereThereIsNone) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    RequestScreen screen{.request = request("r1", worker_), .witnesses = {{"wilma", "Wilma"}}};
    const auto html = request_screen_view(view(), drill_look(fund_, worker_), screen);
    EXPECT_THAT(html,
                AllOf(HasSubstr("action=\"/fund/requests/r1/evidence\" enctype=\"multipart"),
                      HasSubstr("type=\"file\""), HasSubstr("value=\"no_receipt\""),
                      HasSubstr("<option value=\"Wilma\">"), Not(HasSubstr("value=\"refund\""))));
}

TEST_F(FundScreens, LetSomebodyApartReconcile) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    ASSERT_TRUE(fund_.story.show("r1", "e1", test::dollars(40)));
    EXPECT_THAT(life("r1", steward_), AllOf(HasSubstr("value=\"reconcile\""),
                                            HasSubstr("/v1/fund/requests/r1/evidence/e1")));
    EXPECT_THAT(life("r1", worker_), Not(HasSubstr("reconcile\"")));
}

// ── Books ──

TEST_F(FundScreens, TellAFunderHerOwnMoneyAndNoCase) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    const auto said =
        run(fund_.statement("", "ville", "2026-11-01", "2026-12-01", Language::en, steward_))
            .value();
    const auto paper = statement_paper_view(view(Language::en), drill_look(fund_, steward_), said);
    EXPECT_THAT(paper,
                AllOf(HasSubstr("Taxi"), HasSubstr("$1,000.00"), HasSubstr("-$40.00"),
                      HasSubstr("$960.00"), Not(HasSubstr("tilo-mera")), Not(HasSubstr("wanda"))));
    const auto screen =
        statement_view(view(), drill_look(fund_, steward_),
                       {.funder = "ville", .from = "2026-11-01", .until = "2026-12-01"}, &said);
    EXPECT_THAT(screen, HasSubstr("/fund/statements/print?funder=ville&amp;from=2026-11-01"));
}

TEST_F(FundScreens, OfferWhatALineOfTheBankMayBeAndSetAsideTheRest) {
    v1::MatchProposals all;
    auto& one = *all.add_proposals();
    one.set_statement("s1");
    one.mutable_line()->set_id("l1");
    one.mutable_line()->set_cents(-4000);
    one.add_transfers("fund/main/9/0");
    one.set_why(v1::MatchProposal::reference);
    one.set_text(hostile);
    auto& paid = *one.add_of();
    paid.set_request("r1");
    paid.set_case_code("tilo-mera");
    paid.set_expense("taxi");
    paid.set_vendor("cab");
    auto& alone = *all.add_alone();
    alone.set_statement("s1");
    alone.mutable_line()->set_id("l2");
    v1::StatementAnswer taken;
    taken.set_taken(3);
    taken.set_known(1);
    auto& bad = *taken.add_bad();
    bad.set_line(17);
    bad.set_reason("amount_not_understood");
    const auto html = bank_view(view(), drill_look(fund_, steward_), all, &taken);
    EXPECT_THAT(html, AllOf(HasSubstr("3 lignes nouvelles, 1 déjà connue"),
                            HasSubstr("Ligne 17" + space + ": le montant ne peut pas être lu"),
                            HasSubstr("name=\"transfer\" value=\"fund/main/9/0\""),
                            HasSubstr("<a href=\"/fund/requests/r1\">tilo-mera · Taxi"),
                            HasSubstr("Notre numéro y figure"), Not(HasSubstr(hostile)),
                            HasSubstr("name=\"line\" value=\"l2\""),
                            HasSubstr("name=\"do\" value=\"aside\"")));
}

TEST_F(FundScreens, ReadHowAStatementIsMapped) {
    const auto given = statement_given({{"account", "compte"},
                                        {"format", "csv"},
                                        {"first_line", "2"},
                                        {"date", "1"},
                                        {"money_in", "4"},
                                        {"money_out", "3"},
                                        {"amount", ""},
                                        {"decimal_comma", "yes"}});
    EXPECT_EQ(given.format, v1::BankStatement::csv);
    EXPECT_EQ(given.mapping.money_in(), 4u);
    EXPECT_EQ(given.mapping.amount(), 0u);
    EXPECT_TRUE(given.mapping.decimal_comma());
}

TEST_F(FundScreens, CloseAMonthOnTheTotalsThatWereLookedAt) {
    FundMonth open{.may_close = true};
    open.view.set_period("2026-10");
    open.view.set_digest("\x0a\xff");
    auto& total = *open.view.add_totals();
    total.mutable_account()->set_kind(v1::FundAccount::source);
    total.mutable_account()->set_of("city");
    total.set_cents(96000);
    FundMonth closed{.closed = true};
    closed.view.set_period("2026-09");
    closed.view.set_closed_by("board");
    closed.view.set_key("abcd");
    const auto html = months_view(view(), drill_look(fund_, board_), {open, closed});
    EXPECT_THAT(html, AllOf(HasSubstr("name=\"digest\" value=\"0aff\""),
                            HasSubstr("name=\"month\" value=\"2026-10\""),
                            HasSubstr("Source · Ville, urgence"), HasSubstr("960,00"),
                            HasSubstr("Nom de board"), HasSubstr("abcd")));
    EXPECT_EQ(html.find("value=\"close\""), html.rfind("value=\"close\""));
}

TEST_F(FundScreens, ReadTheSettingsWithTheNamesOfVendors) {
    const auto html = settings_view(view(), drill_look(fund_, steward_));
    EXPECT_THAT(html, AllOf(HasSubstr(vendor_secret + " inn"), HasSubstr("100,00"),
                            HasSubstr("Nom de stella"), HasSubstr("90,00"), HasSubstr("AFU")));
}

TEST_F(FundScreens, TellHowOldIsWhatIsOut) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    fund_.story.now += std::chrono::days(15);
    const auto html =
        ageing_view(view(), drill_look(fund_, steward_), fund_.ageing("", steward_).value());
    EXPECT_THAT(html, AllOf(HasSubstr("Pièce attendue"), HasSubstr("15 jours"),
                            HasSubstr("C’était attendu"), HasSubstr("Nom de wanda")));
}

// ── Vouchers ──

TEST_F(FundScreens, PrintAVoucherThatSaysNoNeedNoCaseAndNoPerson) {
    fund_.asked("r1", "hotel_night", test::dollars(95), "inn");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.issue("r1", "V-77"));
    const auto paper = fund_.voucher("", "V-77", Language::fr, worker_).value();
    const auto html = voucher_paper_view(view(), paper, "<svg>qr</svg>", "418 555-0199");
    EXPECT_THAT(html, AllOf(HasSubstr("V-77"), HasSubstr("R7K2 M9QX"), HasSubstr("Nuit d’hôtel"),
                            HasSubstr("95,00"), HasSubstr("https://relais.example/v/V-77"),
                            HasSubstr("<svg>qr</svg>"), HasSubstr("418 555-0199")));
    EXPECT_THAT(html, AllOf(Not(HasSubstr("tilo-mera")), Not(HasSubstr("wanda")),
                            Not(HasSubstr(vendor_secret)), Not(HasSubstr("r1"))));
}

TEST_F(FundScreens, AskAVendorForTheCodeAndSayNothingOfTheNumber) {
    const auto html = redeem_view(view(Language::en), {.number = hostile});
    EXPECT_THAT(html, AllOf(HasSubstr("name=\"code\""), HasSubstr("name=\"amount\""),
                            Not(HasSubstr(hostile)), Not(HasSubstr("$"))));
    v1::VoucherPaper paper;
    paper.set_cents(3850);
    EXPECT_THAT(redeemed_view(view(), paper),
                AllOf(HasSubstr("Merci, c’est noté"), HasSubstr("38,50"), Not(HasSubstr("<form"))));
    EXPECT_FALSE(may_try_again({.status = 409, .code = "voucher_used"}));
    EXPECT_TRUE(may_try_again({.status = 403, .code = "voucher_not_understood"}));
}

// ── Wishes ──

TEST_F(FundScreens, MakeOneCommandOfEachForm) {
    const auto wish = fund_wish_of(
        {{"do", "approve"}, {"command", fund_wish}, {"seen", "4000"}, {"vendor", "cab"}}, "r1");
    ASSERT_TRUE(wish);
    EXPECT_EQ(wish->command.approve_request().seen().cents(), 4000);
    EXPECT_EQ(wish->command.approve_request().request(), "r1");
    const auto send = [&] {
        return fund_wish_of({{"do", "send"},
                             {"command", fund_wish},
                             {"way", "transfer"},
                             {"amount", "12,50"}},
                            "r1")
            .value();
    };
    EXPECT_EQ(send().command.send_payment().amount().cents(), 1250);
    EXPECT_EQ(send().command.send_payment().payment(), send().command.send_payment().payment());
    const auto no_receipt = fund_wish_of({{"do", "no_receipt"},
                                          {"command", fund_wish},
                                          {"reason", "dangerous"},
                                          {"witness", "wilma"},
                                          {"note", "vu"}},
                                         "r1");
    ASSERT_TRUE(no_receipt);
    EXPECT_EQ(no_receipt->command.add_evidence().evidence().witness(), "wilma");
    EXPECT_EQ(no_receipt->note, "vu");
}

TEST_F(FundScreens, MakeNothingOfAFormThatMakesNoSense) {
    const auto code = [](http::Fields fields) {
        fields.emplace_back("command", fund_wish);
        const auto wish = fund_wish_of(fields, "r1");
        return wish ? std::string() : wish.error();
    };
    EXPECT_EQ(code({{"do", "launch"}}), "malformed_body");
    EXPECT_EQ(code({{"do", "approve"}, {"seen", "forty"}}), "request_not_understood");
    EXPECT_EQ(code({{"do", "refuse"}, {"why", "by_rule"}}), "reason_missing");
    EXPECT_EQ(code({{"do", "refund"}, {"payment", "p"}, {"amount", "-1"}}), "amount_not_positive");
    EXPECT_EQ(code({{"do", "send"}, {"way", "voucher"}}), "request_not_understood");
    EXPECT_EQ(code({{"do", "no_receipt"}, {"reason", "lost"}}), "witness_missing");
    EXPECT_EQ(code({{"do", "match"}, {"line", "l1"}}), "transfer_unknown");
}

}  // namespace
}  // namespace relais::gateway::screens
