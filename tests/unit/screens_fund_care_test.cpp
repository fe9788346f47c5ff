// Where whoever uses the fund might do harm by mistake: the same thing asked twice, a deposit told
// wrong, a line matched wrong, a source that cannot pay, a paper that is too large.
#include "tests/unit/screens_fund_routes.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string other_form = "1c3c1a52-0b1d-4c7e-9a51-3d6a1f2e8b99";

class FundCareRoutes : public FundRoutes {
protected:
    FundCareRoutes() {
        fund_.story.now = std::max(fund_.story.now, instant(desk_.now_ms()));
        desk_.pass(to_ms(fund_.story.now) - desk_.now_ms());
        ask_through(fund_, desk_);
    }
    http::Response form(const std::string& id, const std::string& expense = "taxi") {
        return get("/cases/{id}/fund", "id", case_, "expense=" + expense + "&form=" + id);
    }
    http::Response send(const std::string& id, const std::string& seen = {}) {
        return post("/cases/{id}/fund", "id", case_,
                    "command=" + id + "&expense=taxi&amount=40&urgency=now&seen=" + seen);
    }
    void later(Duration time) {
        fund_.story.now += time;
        desk_.pass(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
    }
    [[nodiscard]] std::size_t requests() const { return fund_.story.state.requests.size(); }
    // Of the first form that does this.
    static std::string act_in(const std::string& html, const std::string& what) {
        const auto button = html.find("name=\"do\" value=\"" + what + "\"");
        const auto begin = html.find("<details data-key=\"" + what);
        return button == std::string::npos ? std::string{} : html.substr(begin, button - begin);
    }
};

TEST_F(FundCareRoutes, AFormThatIsSentAgainAfterComingBackIsOneRequest) {
    EXPECT_THAT(get("/cases/{id}/fund", "id", case_).body,
                HasSubstr("/fund?expense=taxi&amp;form=" + fund_wish));
    EXPECT_THAT(form(fund_wish).body,
                AllOf(HasSubstr("name=\"command\" value=\"" + fund_wish), HasSubstr(">Demander<"),
                      Not(HasSubstr("Déjà demandé"))));
    EXPECT_EQ(location(send(fund_wish)), "/cases/" + case_ + "/fund?asked=1");
    later(std::chrono::minutes(3));
    const auto again = send(fund_wish);  // from the form that the browser kept
    EXPECT_EQ(location(again), "/cases/" + case_ + "/fund?expense=taxi&form=" + fund_wish);
    EXPECT_EQ(requests(), 1U);
    const auto told = form(fund_wish).body;  // or from one that it read anew
    EXPECT_THAT(told, AllOf(HasSubstr("Déjà demandé à "), HasSubstr("Taxi, en attente."),
                            HasSubstr("Rien n’a été envoyé une deuxième fois"),
                            HasSubstr("En demander un de plus"), Not(HasSubstr("id=\"ask\""))));
}

TEST_F(FundCareRoutes, WhatWasAskedAlreadyIsSeenBeforeItIsAskedAgainAndMayBe) {
    send(fund_wish);
    later(std::chrono::minutes(10));
    const auto shown = form(other_form).body;
    EXPECT_THAT(shown,
                AllOf(HasSubstr("Déjà demandé pour ce dossier"), HasSubstr("<li>Taxi, demandé à "),
                      HasSubstr(", en attente</li>"), HasSubstr(">Demander en plus<"),
                      HasSubstr("name=\"seen\" value=\"" + fund_wish)));
    EXPECT_THAT(form(other_form, "hotel_night").body, Not(HasSubstr("Déjà demandé")));
    EXPECT_EQ(location(send(other_form, fund_wish)), "/cases/" + case_ + "/fund?asked=1");
    EXPECT_EQ(requests(), 2U);
    later(std::chrono::hours(13));
    EXPECT_THAT(form("5c3c1a52-0b1d-4c7e-9a51-3d6a1f2e8b99").body, Not(HasSubstr("Déjà demandé")));
}

// Sent, come back to, changed, and sent again: what was sent stays, and she decides.
TEST_F(FundCareRoutes, AFormThatWasChangedAfterItWasSentSendsNothingByItself) {
    send(other_form);
    const auto changed = post("/cases/{id}/fund", "id", case_,
                              "command=" + other_form + "&expense=taxi&amount=60&quantity=2");
    EXPECT_EQ(changed.status, 409U);
    EXPECT_EQ(requests(), 1U);
    EXPECT_THAT(changed.body, AllOf(HasSubstr("Rien n’est encore envoyé"), HasSubstr(">Demander"),
                                    HasSubstr("value=\"60\"")));
}

// Two tabs: the second form was shown before the first was sent.
TEST_F(FundCareRoutes, WhatCameSinceSheLookedIsShownBeforeHersIsSent) {
    send(fund_wish);
    const auto held = send(other_form);
    EXPECT_EQ(held.status, 409U);
    EXPECT_EQ(requests(), 1U);
    EXPECT_THAT(held.body, AllOf(HasSubstr("Rien n’est encore envoyé"),
                                 HasSubstr("name=\"command\" value=\"" + other_form),
                                 HasSubstr("name=\"seen\" value=\"" + fund_wish)));
    EXPECT_EQ(location(send(other_form, fund_wish)), "/cases/" + case_ + "/fund?asked=1");
    EXPECT_EQ(requests(), 2U);
}

TEST_F(FundCareRoutes, WhoeverSignsIsToldWhatItLooksLike) {
    fund_.asked("r1");
    fund_.story.now += std::chrono::minutes(20);
    fund_.asked("r2");
    become(v1::Role::steward, "stella");
    for (const auto& html : {get("/fund").body, get("/fund/requests/{id}", "id", "r2").body})
        EXPECT_THAT(html,
                    AllOf(HasSubstr("<a href=\"/fund/requests/r1\">Ressemble à la demande de "),
                          HasSubstr("40,00"), HasSubstr("value=\"approve_voucher\"")));
    become(v1::Role::worker, "wanda", "hospital");
    EXPECT_THAT(get("/fund/requests/{id}", "id", "r2").body,
                HasSubstr("Ressemble à la demande de "));
    fund_.asked("r3", "hotel_night", test::dollars(100), "");
    EXPECT_THAT(get("/fund/requests/{id}", "id", "r3").body, Not(HasSubstr("Ressemble")));
}

TEST_F(FundCareRoutes, ADepositIsCorrectedByAnotherEntryAndReadsAsCorrected) {
    become(v1::Role::steward, "stella");
    ASSERT_TRUE(fund_.story.receive("city", test::dollars(5'000)));
    const auto all = domain::fund_deposits(fund_.story.state);
    const auto& wrong = all.deposits(0);
    const auto act = act_in(get("/fund/deposits").body, "correct");
    EXPECT_THAT(act, AllOf(HasSubstr("Rien ne s’efface"), HasSubstr("retire 5\u00a0000,00"),
                           HasSubstr("value=\"" + wrong.transfer() + "\""), HasSubstr("required")));
    const auto say = [&](const std::string& why) {
        return post("/fund/deposits", "", "",
                    "do=correct&command=" + fund_wish + "&transfer=" + wrong.transfer() +
                        "&deposit=" + wrong.id() + "&why=" + why);
    };
    const auto silent = say("");
    EXPECT_EQ(silent.status, 422U);
    EXPECT_EQ(location(say("wrong_amount")), "/fund/deposits?again=" + wrong.id());
    const auto after = get("/fund/deposits", "", "", "again=" + wrong.id()).body;
    EXPECT_THAT(after, AllOf(HasSubstr("n’est plus compté dans la source «\u00a0Ville"),
                             HasSubstr("par Nom de stella\u00a0: montant erroné"),
                             HasSubstr("value=\"5000.00\""), HasSubstr("5\u00a0000,00")));
    const auto twice = say("wrong_amount");
    EXPECT_THAT(twice.body, HasSubstr("déjà corrigée"));
    fund_.refuse = Refused{.status = 409, .code = "request_out_of_turn"};
    EXPECT_THAT(say("wrong_amount").body, HasSubstr("Défaites d’abord ce rapprochement"));
}

// Money that does not exist could be spent.
TEST_F(FundCareRoutes, ADepositThatIsToldAlreadyIsShownFirstAndMayBeToldAgain) {
    become(v1::Role::steward, "stella");
    const auto tell = [&](const std::string& command, const std::string& seen) {
        return send_file("/fund/deposits", "",
                         part("command", command) + part("do", "receive") + part("source", "city") +
                             part("amount", "250") + part("day", "2026-11-20") + part("seen", seen),
                         "%PDF-1.7\r\n\x01");
    };
    ASSERT_EQ(location(tell(fund_wish, "")), "/fund/deposits");
    const std::string other = "7d4b8f8e-30b6-4c55-8f5e-0c5f0a1f2b10";
    const auto shown = tell(other, "");
    EXPECT_EQ(shown.status, 409U);
    EXPECT_THAT(shown.body, AllOf(HasSubstr("Ce dépôt est déjà noté"), HasSubstr("value=\"250\"")));
    EXPECT_EQ(fund_.money_in.size(), 1U);
    const std::string mark = "name=\"seen\" value=\"";
    const auto from = shown.body.find(mark);
    ASSERT_NE(from, std::string::npos);
    const auto at = from + mark.size();
    const auto seen = shown.body.substr(at, shown.body.find('"', at) - at);
    EXPECT_EQ(location(tell(other, seen)), "/fund/deposits");
    EXPECT_EQ(fund_.money_in.size(), 2U);
}

TEST_F(FundCareRoutes, AMatchIsUndoneWithItsReason) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    const auto paid = fund_.story.state.book.unmatched().back().id;
    v1::FundCommand read, match;
    auto& statement = *read.mutable_read_statement()->mutable_statement();
    statement.set_id("s1");
    statement.set_bank_account("compte");
    statement.set_format(v1::BankStatement::csv);
    statement.set_content(std::string(32, 's'));
    statement.add_lines()->set_id("l1");
    statement.mutable_lines(0)->set_cents(-40'00);
    ASSERT_TRUE(fund_.story.when(test::by("stella"), read));
    match.mutable_match_line()->set_statement("s1");
    match.mutable_match_line()->set_line("l1");
    match.mutable_match_line()->add_transfers(paid);
    ASSERT_TRUE(fund_.story.when(test::by("stella"), match));
    become(v1::Role::steward, "simone");
    // The same movement in another file of the bank: no tap alone makes a fee of it.
    auto& again = *read.mutable_read_statement()->mutable_statement();
    again.set_id("s2");
    again.set_content(std::string(32, 't'));
    again.mutable_lines(0)->set_id("l2");
    again.mutable_lines(0)->set_reference("VIR 2");
    ASSERT_TRUE(fund_.story.when(test::by("stella"), read));
    const auto aside = get("/fund/bank").body;
    EXPECT_THAT(aside, HasSubstr("est déjà traitée («"));
    EXPECT_THAT(
        act_in(aside, "aside"),
        AllOf(HasSubstr("name=\"why\" required><option value=\"\">"), Not(HasSubstr("selected"))));
    const auto act = act_in(get("/fund/bank").body, "unmatch");
    EXPECT_THAT(act, AllOf(HasSubstr("Défaire ce rapprochement"), HasSubstr("restent notés"),
                           HasSubstr("value=\"l1\"")));
    const auto undo = [&](const std::string& why) {
        return post("/fund/bank", "", "",
                    "do=unmatch&command=" + fund_wish + "&statement=s1&line=l1&why=" + why);
    };
    EXPECT_EQ(undo("").status, 422U);
    EXPECT_EQ(location(undo("wrong_entry")), "/fund/bank?undone=1");
    EXPECT_THAT(get("/fund/bank", "", "", "undone=1").body,
                AllOf(HasSubstr("C’est défait"), HasSubstr("value=\"match\""),
                      HasSubstr("par Nom de simone\u00a0: la mauvaise écriture")));
}

TEST_F(FundCareRoutes, OnlyASourceThatCanPayIsOffered) {
    fund_.asked("r1", "taxi", test::dollars(40), "");
    v1::FundCommand back;
    back.mutable_give_back_funding()->set_source("city");
    *back.mutable_give_back_funding()->mutable_amount() = test::dollars(970);
    ASSERT_TRUE(fund_.story.when(test::by("stella"), back));
    become(v1::Role::steward, "stella");
    const auto act = act_in(get("/fund/requests/{id}", "id", "r1").body, "reserve");
    EXPECT_THAT(act, AllOf(HasSubstr("<option value=\"province\" selected>"),
                           Not(HasSubstr("<option value=\"city\"")),
                           Not(HasSubstr("<option value=\"interpreters\"")),
                           HasSubstr("Celles qui ne peuvent pas payer"),
                           HasSubstr("Il ne reste pas assez d’argent")));
    back.mutable_give_back_funding()->set_source("province");
    *back.mutable_give_back_funding()->mutable_amount() = test::dollars(9'990);
    ASSERT_TRUE(fund_.story.when(test::by("stella"), back));
    EXPECT_THAT(get("/fund/requests/{id}", "id", "r1").body,
                AllOf(HasSubstr("Aucune source ne peut payer"),
                      Not(HasSubstr("name=\"do\" value=\"reserve\""))));
}

TEST_F(FundCareRoutes, AnEmptyFileIsSaidInWordsOfItsOwn) {
    become(v1::Role::steward, "stella");
    const auto deposit = send_file("/fund/deposits", "",
                                   part("command", fund_wish) + part("do", "receive") +
                                       part("source", "city") + part("amount", "250"),
                                   "");
    EXPECT_EQ(deposit.status, 422U);
    EXPECT_THAT(deposit.body, AllOf(HasSubstr("il est vide"), HasSubstr("value=\"250\"")));
    EXPECT_TRUE(fund_.money_in.empty());
    EXPECT_THAT(get("/fund/deposits").body,
                AllOf(HasSubstr("data-most=\"5242880\""), HasSubstr("5 Mio au plus")));
    const auto page = problem_response(drill_words(), words::Language::fr,
                                       {.status = 413, .code = "too_large"}, "418 555-0199");
    EXPECT_THAT(page.body, AllOf(HasSubstr("Revenez au formulaire"), HasSubstr("data-back hidden"),
                                 HasSubstr("/live.js")));
}

TEST_F(FundCareRoutes, AMonthShowsWhatWasSignedAndHowAnybodyChecksIt) {
    FundMonth month{.closed = true};
    month.view.set_period("2026-12");
    month.view.set_closed_by("board");
    month.view.set_digest(std::string(32, '\x3c'));
    month.view.set_signature(std::string(64, '\x5a'));
    month.view.set_key(std::string(64, 'a'));
    *month.view.mutable_totals() = domain::fund_balances(fund_.story.state).balances();
    fund_.told_months = {month};
    become(v1::Role::steward, "stella");
    EXPECT_THAT(
        get("/fund/months").body,
        AllOf(HasSubstr("Signé\u00a0: 11\u00a0500,00"), HasSubstr("par Nom de board"),
              HasSubstr("Vérifier sans nous"), HasSubstr("openssl pkeyutl -verify -rawin -pubin"),
              HasSubstr("302a300506032b6570032100" + std::string(64, 'a')),
              HasSubstr("/v1/fund/periods/2026-12/text"), HasSubstr("--end 2027-01-01")));
    EXPECT_THAT(get("/fund/months", "", "", "lang=en").body,
                AllOf(HasSubstr("Check it without us"), HasSubstr("Signed: ")));
}

}  // namespace
}  // namespace relais::gateway
