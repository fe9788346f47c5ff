// The routes of the fund: who may come where, what a form becomes, and that a refusal is told where
// it was asked.
#include "tests/unit/screens_fund_routes.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/ids.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(FundRoutes, LeadAStewardToTheFund) {
    become(v1::Role::steward, "stella");
    EXPECT_EQ(location(get("/")), "/fund");
    EXPECT_THAT(get("/fund").body, HasSubstr("<a href=\"/fund\" aria-current=\"page\">Fonds<"));
}

TEST_F(FundRoutes, CountWhatWaitsInTheLinkOfWhoeverSigns) {
    fund_.asked("r1");
    become(v1::Role::steward, "stella");
    EXPECT_THAT(get("/fund").body, HasSubstr(">Fonds (1)<"));
    become(v1::Role::worker, "demo-worker");
    EXPECT_THAT(get("/alert").body, Not(HasSubstr("href=\"/fund\"")));
}

TEST_F(FundRoutes, AreClosedToWhoeverHasNoPartInTheFund) {
    for (const char* screen : {"/fund", "/fund/ageing", "/fund/statements", "/fund/bank",
                               "/fund/months", "/fund/settings"})
        EXPECT_EQ(get(screen).status, 403U) << screen;
    fund_.asked("r1");
    EXPECT_EQ(get("/fund/requests/{id}", "id", "r1").status, 404U);
}

TEST_F(FundRoutes, TellWhoKeepsTheFundThatSheAsksForNoCase) {
    become(v1::Role::steward, "stella");
    const auto told = get("/cases/{id}/fund", "id", case_);
    EXPECT_EQ(told.status, 403U);
    EXPECT_THAT(told.body, AllOf(HasSubstr("ne demande pas pour un dossier"),
                                 HasSubstr("class=\"button\" href=\"/fund\"")));
    become(v1::Role::privacy, "petra");
    EXPECT_THAT(get("/cases/{id}/fund", "id", case_).body, Not(HasSubstr("href=\"/fund\"")));
}

TEST_F(FundRoutes, TakeAnAdvanceOfNoCase) {
    become(v1::Role::steward, "stella");
    const auto given =
        post("/fund", "", "",
             "do=advance&expense=advance&advance_to=wilma&amount=50&command=" + fund_wish);
    EXPECT_EQ(location(given), "/fund");
    ASSERT_EQ(fund_.askings.size(), 1U);
    EXPECT_EQ(fund_.askings[0].advance_to(), "wilma");
    EXPECT_EQ(fund_.askings[0].case_id(), "");
}

TEST_F(FundRoutes, TakeAWorkerFromHerCaseToATaxiInTwoTaps) {
    EXPECT_THAT(get("/cases/{id}", "id", case_).body,
                HasSubstr("<a class=\"button\" href=\"/cases/" + case_ + "/fund\""));
    const auto chosen = get("/cases/{id}/fund", "id", case_, "expense=taxi");
    EXPECT_THAT(chosen.body, AllOf(HasSubstr(">Demander</button>"),
                                   HasSubstr("data-feed=\"/v1/cases/" + case_ + "/feed\"")));
    const auto sent = post("/cases/{id}/fund", "id", case_,
                           "command=" + fund_wish + "&expense=taxi&amount=40&urgency=now");
    EXPECT_EQ(location(sent), "/cases/" + case_ + "/fund?asked=1");
    ASSERT_EQ(fund_.askings.size(), 1U);
    EXPECT_EQ(fund_.askings[0].case_id(), case_);
    const auto after = get("/cases/{id}/fund", "id", case_, "asked=1");
    EXPECT_THAT(after.body,
                AllOf(HasSubstr("C’est demandé"), HasSubstr("en attente d’une signature")));
    EXPECT_THAT(get("/cases/{id}", "id", case_).body, HasSubstr("en attente d’une signature"));
}

TEST_F(FundRoutes, ShowOnACaseOnlyWhatIsUnderWay) {
    post("/cases/{id}/fund", "id", case_,
         "command=" + fund_wish + "&expense=taxi&amount=40&urgency=now");
    ASSERT_TRUE(fund_.story.reserve(fund_wish));
    EXPECT_THAT(get("/cases/{id}", "id", case_).body, HasSubstr("/fund/requests/" + fund_wish));
    v1::FundCommand refusal;
    refusal.mutable_void_request()->set_request(fund_wish);
    ASSERT_TRUE(fund_.story.when(test::by("simone"), refusal));
    EXPECT_THAT(get("/cases/{id}", "id", case_).body,
                Not(HasSubstr("/fund/requests/" + fund_wish)));
    EXPECT_THAT(get("/cases/{id}/fund", "id", case_).body,
                HasSubstr("/fund/requests/" + fund_wish));
}

TEST_F(FundRoutes, GiveBackWhatWasNotTaken) {
    fund_.refuse = Refused{.status = 422, .code = "amount_not_whole"};
    const auto refused =
        post("/cases/{id}/fund", "id", case_,
             "command=" + fund_wish + "&expense=taxi&other_amount=40%2C001&urgency=planned");
    EXPECT_EQ(refused.status, 422U);
    EXPECT_THAT(refused.body, AllOf(HasSubstr("fraction de cent"), HasSubstr("value=\"40,001\""),
                                    HasSubstr("value=\"planned\" selected")));
    fund_.refuse = Refused{.status = 503, .code = "store_away"};
    EXPECT_THAT(
        post("/cases/{id}/fund", "id", case_, "command=" + fund_wish + "&expense=taxi&amount=40")
            .body,
        AllOf(HasSubstr("Le besoin, lui, continue"), HasSubstr("418 555-0199")));
}

TEST_F(FundRoutes, SignAndGiveTheVoucherInOneTap) {
    fund_.asked("r1");
    become(v1::Role::steward, "stella");
    const auto signed_ =
        post("/fund/requests/{id}", "id", "r1",
             "do=approve_voucher&command=" + fund_wish + "&seen=4000&vendor=&back=%2Fboard");
    EXPECT_EQ(location(signed_), "/board");
    EXPECT_EQ(fund_.story.state_of("r1"), v1::FundRequest::sent);
    EXPECT_EQ(fund_.story.state.request("r1")->payments.size(), 1U);
}

// She signs for a total: a form that outlives her session shows it before it goes out.
TEST_F(FundRoutes, ShowTheTotalOfAFormThatIsKept) {
    fund_.asked("r1");
    signed_in_ = false;
    const auto kept = post("/fund/requests/{id}", "id", "r1",
                           "do=approve&command=" + fund_wish + "&seen=150000&vendor=&back=%2Ffund");
    EXPECT_EQ(kept.status, 401U);
    EXPECT_THAT(kept.body, HasSubstr("Vous signez 1\u00a0500,00\u00a0$"));
    const auto asked = post("/cases/{id}/fund", "id", case_,
                            "expense=taxi&amount=40&other_amount=33%2C50&command=" + fund_wish);
    EXPECT_THAT(asked.body, HasSubstr("Montant écrit\u00a0: 33,50"));
    EXPECT_THAT(post("/fund/requests/{id}", "id", "r1", "do=refuse&seen=x").body,
                Not(HasSubstr("Vous signez")));
}

TEST_F(FundRoutes, LeadNobodyElsewhere) {
    fund_.asked("r1");
    become(v1::Role::steward, "stella");
    const auto done =
        post("/fund/requests/{id}", "id", "r1",
             "do=approve&command=" + fund_wish + "&seen=4000&back=https%3A%2F%2Fevil.example");
    EXPECT_EQ(location(done), "/");
}

TEST_F(FundRoutes, SayThatTheTotalMovedOnWhereItWasSigned) {
    fund_.asked("r1");
    become(v1::Role::steward, "stella");
    const auto refused = post("/fund/requests/{id}", "id", "r1",
                              "do=approve&command=" + fund_wish + "&seen=3900&vendor=");
    EXPECT_EQ(refused.status, 409U);
    EXPECT_THAT(refused.body, AllOf(HasSubstr("Le total a changé"), HasSubstr("40,00")));
    EXPECT_EQ(fund_.story.state_of("r1"), v1::FundRequest::asked);
}

TEST_F(FundRoutes, ShowACoordinatorOnHerBoardWhatSheMaySign) {
    fund_.asked("r1");
    become(v1::Role::coordinator, "coralie");
    EXPECT_THAT(get("/board").body, Not(HasSubstr("À approuver")));
    fund_.story.now = test::at_night;
    fund_.asked("r2");
    EXPECT_THAT(get("/board").body,
                AllOf(HasSubstr("À approuver"), HasSubstr("action=\"/fund/requests/r2\""),
                      HasSubstr("name=\"back\" value=\"/board\""),
                      Not(HasSubstr("attendent votre signature"))));
    for (const char* more : {"r3", "r4", "r5", "r6", "r7", "r8"}) fund_.asked(more);
    EXPECT_THAT(get("/board").body, HasSubstr("autres demandes attendent votre signature"))
        << "five are shown, and that there are more";
}

TEST_F(FundRoutes, TakeAPaperWithItsBytes) {
    fund_.asked("r1");
    become(v1::Role::steward, "stella");
    const auto taken =
        send_file("/fund/requests/{id}/evidence", "r1",
                  part("command", fund_wish) + part("kind", "invoice") + part("amount", "40,00"),
                  "%PDF-1.7\r\n\x01");
    EXPECT_EQ(location(taken), "/fund/requests/r1");
    ASSERT_EQ(fund_.papers.size(), 1U);
    EXPECT_EQ(fund_.papers[0].bytes, "%PDF-1.7\r\n\x01");
    EXPECT_EQ(fund_.papers[0].kind, v1::FundEvidence::invoice);
    EXPECT_EQ(fund_.papers[0].id, fund_wish);
    const auto none =
        send_file("/fund/requests/{id}/evidence", "r1", part("command", fund_wish), "");
    EXPECT_EQ(none.status, 422U);
    EXPECT_THAT(none.body, HasSubstr("il est vide"));
}

TEST_F(FundRoutes, TellOfEachLineOfAStatementThatCouldNotBeRead) {
    become(v1::Role::steward, "stella");
    fund_.taken.set_taken(2);
    auto& bad = *fund_.taken.add_bad();
    bad.set_line(4);
    bad.set_reason("date_not_understood");
    const auto taken = send_file("/fund/bank", "",
                                 part("do", "read") + part("command", fund_wish) +
                                     part("account", "compte") + part("format", "csv"),
                                 "2026-11-01;x;-4\n");
    EXPECT_EQ(taken.status, 200U);
    EXPECT_THAT(taken.body, AllOf(HasSubstr("2 lignes nouvelles"), HasSubstr("la date ne peut")));
    ASSERT_EQ(fund_.statements.size(), 1U);
    EXPECT_EQ(fund_.statements[0].bytes, "2026-11-01;x;-4\n");
    EXPECT_EQ(fund_.statements[0].bank_account, "compte");
}

TEST_F(FundRoutes, CloseAMonthOnce) {
    become(v1::Role::steward, "board");
    const auto done =
        post("/fund/months", "", "", "command=" + fund_wish + "&month=2026-10&digest=0aff");
    EXPECT_EQ(location(done), "/fund/months");
    EXPECT_EQ(fund_.closed, std::vector<std::string>{"2026-10"});
}

TEST_F(FundRoutes, LetAVendorRedeemWithoutSigningIn) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.issue("r1", "V-77"));
    EXPECT_THAT(get("/v/{number}", "number", "V-77").body,
                AllOf(HasSubstr("action=\"/v/V-77\""), Not(HasSubstr("Taxi")),
                      Not(HasSubstr("40,00")), HasSubstr("?lang=en"), Not(HasSubstr("<nav"))));
    EXPECT_THAT(get("/v/{number}", "number", "V-00").body, HasSubstr("action=\"/v/V-00\""));
    const auto thanks = post("/v/{number}", "number", "V-77", "code=abc&amount=40");
    EXPECT_EQ(thanks.status, 200U);
    EXPECT_THAT(thanks.body, HasSubstr("Merci, c’est noté"));
    EXPECT_EQ(fund_.story.state_of("r1"), v1::FundRequest::paid);
    fund_.refuse = Refused{.status = 409, .code = "voucher_used"};
    const auto used = post("/v/{number}", "number", "V-77", "code=abc&amount=40");
    EXPECT_THAT(used.body, AllOf(HasSubstr("déjà servi"), Not(HasSubstr("<form method=\"post\""))));
}

TEST_F(FundRoutes, TryNoCodeForAForeignPage) {
    http::Request request;
    request.params["number"] = "V-77";
    request.fields = {{"origin", "http://evil.example"}};
    request.body = "code=abc";
    EXPECT_EQ(ask(http::Method::post, "/v/{number}", request).status, 403U);
    EXPECT_TRUE(fund_.said.empty());
}

TEST_F(FundRoutes, PrintAPaperForWhoeverAsked) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.issue("r1", "V-77"));
    EXPECT_EQ(get("/fund/vouchers/{number}", "number", "V-77").status, 404U);
    become(v1::Role::worker, "wanda", "hospital");
    EXPECT_THAT(
        get("/fund/vouchers/{number}", "number", "V-77").body,
        AllOf(HasSubstr("<svg>https://relais.example/v/V-77</svg>"), HasSubstr("/print.css"),
              HasSubstr("<header class=\"screen\"><a href=\"/fund/requests/r1\">")));
}

TEST_F(FundRoutes, LeadWhoeverAskedBackToHerCase) {
    fund_.asked("r1");
    become(v1::Role::worker, "wanda", "hospital");
    const auto& owner = fund_.story.state.request("r1")->asked.reply_to();
    const auto back = "href=\"/cases/" + owner.substr(owner.find('/') + 1) + "\"";
    EXPECT_THAT(get("/fund/requests/{id}", "id", "r1").body, HasSubstr(back));
    become(v1::Role::steward, "stella");
    EXPECT_THAT(get("/fund/requests/{id}", "id", "r1").body,
                AllOf(Not(HasSubstr(back)), HasSubstr("href=\"/fund\"")));
}

TEST_F(FundRoutes, TakeWhatAFunderGaveWithThePaperThatShowsIt) {
    become(v1::Role::steward, "stella");
    const auto taken = send_file("/fund/deposits", "",
                                 part("command", fund_wish) + part("do", "receive") +
                                     part("source", "city") + part("amount", "250") +
                                     part("day", "2026-11-20") + part("reference", "ville-2026"),
                                 "%PDF-1.7\r\n\x01");
    EXPECT_EQ(location(taken), "/fund/deposits");
    ASSERT_EQ(fund_.money_in.size(), 1U);
    const auto& given = fund_.money_in[0];
    EXPECT_EQ(given.id, fund_wish);
    EXPECT_EQ(given.source, "city");
    EXPECT_EQ(given.amount, "250");
    EXPECT_EQ(given.day, "2026-11-20");
    EXPECT_EQ(given.reference, "ville-2026");
    EXPECT_EQ(given.bytes, "%PDF-1.7\r\n\x01");
    EXPECT_THAT(get("/fund/deposits").body,
                AllOf(HasSubstr("250,00"), HasSubstr("ville-2026"), HasSubstr("Noter un dépôt")));
    EXPECT_THAT(get("/fund").body, HasSubstr("href=\"/fund/deposits\""));
    become(v1::Role::worker, "wanda", "hospital");
    EXPECT_EQ(get("/fund/deposits").status, 403U);
}

// Its file is lost, for a browser sends none twice by itself; what she typed is not.
TEST_F(FundRoutes, KeepTheFormOfAPaperThatIsTooLarge) {
    const auto takes = [&](const std::string& pattern) {
        return std::ranges::find_if(routes_,
                                    [&](const auto& one) {
                                        return one.method == http::Method::post &&
                                               one.pattern == pattern;
                                    })
            ->body_max;
    };
    for (const char* pattern : {"/fund/requests/{id}/evidence", "/fund/deposits", "/fund/bank"})
        EXPECT_GT(takes(pattern), 3U * domain::evidence_bytes_max) << pattern;
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    become(v1::Role::steward, "stella");
    fund_.refuse = Refused{.status = 413, .code = "body_too_large"};
    const auto paper = send_file("/fund/requests/{id}/evidence", "r1",
                                 part("command", fund_wish) + part("do", "evidence") +
                                     part("kind", "invoice") + part("amount", "39,95"),
                                 "%PDF-1.7");
    EXPECT_EQ(paper.status, 413U);
    EXPECT_THAT(paper.body, AllOf(HasSubstr("5 Mio au plus"), HasSubstr("value=\"39,95\""),
                                  HasSubstr("<option value=\"invoice\" selected>")));
    const auto deposit = send_file("/fund/deposits", "",
                                   part("command", fund_wish) + part("do", "receive") +
                                       part("source", "city") + part("amount", "250"),
                                   "%PDF-1.7");
    EXPECT_EQ(deposit.status, 413U);
    EXPECT_THAT(deposit.body,
                AllOf(HasSubstr("value=\"250\""), HasSubstr("<option value=\"city\" selected>")));
}

// Émile between Edith and Fatou; first those of the house that asked; and nobody who asked, gets
// the money or looks.
TEST_F(FundRoutes, OfferWitnessesAsPeopleLookForNames) {
    fund_.asked("r1");
    ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("r1", "p1"));
    ASSERT_TRUE(fund_.story.told("p1", v1::FundPayment::paid));
    become(v1::Role::steward, "stella");
    const auto html = get("/fund/requests/{id}", "id", "r1").body;
    const auto begin = html.find("<datalist id=\"no_receipt-witness-list\">");
    ASSERT_NE(begin, std::string::npos);
    const auto list = html.substr(begin, html.find("</datalist>", begin) - begin);
    const auto somebody = drill_directory()->data().people(0).id();
    EXPECT_THAT(list, AllOf(HasSubstr("value=\"" + desk_.name_of(somebody) + "\""),
                            Not(HasSubstr("value=\"" + desk_.name_of("stella") + "\"")),
                            Not(HasSubstr("value=\"" + desk_.name_of("wanda") + "\""))));
    // She types a name; who has it is who is meant.
    const auto say = [&](const std::string& typed) {
        post("/fund/requests/{id}", "id", "r1",
             "do=no_receipt&reason=lost&witness=" + typed + "&command=" + fund_wish);
        return fund_.wishes.back().command.add_evidence().evidence().witness();
    };
    EXPECT_EQ(say("Nom+de+" + somebody), somebody);
    EXPECT_EQ(say("personne"), "personne") << "whom nobody knows is refused by the core";
}

TEST_F(FundRoutes, TellWhoSignsSecondWhatTheFirstDid) {
    fund_.asked("r1");
    const auto sign = [&](const char* person) {
        become(v1::Role::steward, person);
        return post("/fund/requests/{id}", "id", "r1",
                    "do=approve&command=" + fund_wish + "&seen=4000&vendor=&back=%2Ffund");
    };
    EXPECT_EQ(location(sign("stella")), "/fund");
    const auto second = sign("simone");
    EXPECT_EQ(second.status, 409U);
    EXPECT_THAT(second.body, AllOf(HasSubstr("Une autre personne a signé entre-temps"),
                                   HasSubstr("<h2>Signatures</h2>")));
    EXPECT_EQ(fund_.story.state.request("r1")->approvals.size(), 1U);
}

TEST_F(FundRoutes, SayThatTheCaseWasClosedWhileSheTypedAndKeepIt) {
    const auto decide = [&](auto change) {
        v1::Command command;
        command.mutable_actor()->set_person("demo-coordinator");
        command.mutable_actor()->set_role(v1::Role::coordinator);
        change(command);
        const auto decided = desk_.decide(case_, command);
        ASSERT_TRUE(decided) << decided.error().code;
    };
    const auto needs = desk_.reading(case_).state.needs;
    for (const auto& need : needs)
        decide([&](v1::Command& command) {
            command.mutable_settle_need()->set_need(need.kind);
            command.mutable_settle_need()->set_outcome(v1::Outcome::met);
        });
    decide([](v1::Command& command) { command.mutable_close_case(); });
    fund_.refuse = Refused{.status = 409, .code = "case_already_closed"};
    EXPECT_THAT(get("/cases/{id}/fund", "id", case_).body,
                AllOf(HasSubstr("Ce dossier est fermé"), Not(HasSubstr("Ce que vous aviez"))));
    const auto sent = post("/cases/{id}/fund", "id", case_,
                           "expense=taxi&other_amount=33%2C50&note=quai&command=" + fund_wish);
    EXPECT_EQ(sent.status, 409U);
    EXPECT_THAT(sent.body, AllOf(HasSubstr("Ce dossier est fermé"), HasSubstr("33,50"),
                                 HasSubstr("quai"), Not(HasSubstr("id=\"ask\""))));
}

}  // namespace
}  // namespace relais::gateway
