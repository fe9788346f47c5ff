// What is kept for later: papers on the disk, lines of a bank that are read again, words that were
// sealed, notices that go on by another way.
#include <filesystem>

#include "services/notifier/notifier.hpp"
#include "tests/http/gateway_fund_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

const std::string another_pdf = "%PDF-1.7\nAnother receipt.\n";

class GatewayPapers : public GatewayFundTest {
protected:
    http::Answer show(const std::string& request, const std::string& bytes,
                      const std::string& more = {}, const std::string& id = {}) {
        return ask(
            http::Method::post,
            "/v1/fund/requests/" + request + "/evidence?id=" + (id.empty() ? uuid() : id) + more,
            "clerk", bytes, {{"content-type", "application/octet-stream"}});
    }
    std::size_t files() const {
        const fs::path folder = redis_.folder() / "evidence";
        if (!fs::exists(folder)) return 0;
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && entry.path().filename() != "opened.log") ++count;
        return count;
    }
};

TEST_F(GatewayPapers, WhatTheCoreRefusesIsNotKept) {
    const auto request = paid();
    EXPECT_EQ(text_at(show(request, a_pdf, "&kind=no_receipt"), "code"), "evidence_not_understood");
    EXPECT_EQ(text_at(show(request, a_pdf, "&replaces=nothing"), "code"),
              "evidence_not_understood");
    EXPECT_EQ(text_at(show(request, a_pdf, "&amount=-3"), "code"), "amount_not_positive");
    EXPECT_EQ(files(), 0u);
    for (std::size_t i = 0; i < domain::evidence_max; ++i)
        ASSERT_EQ(show(request, a_pdf + std::to_string(i), "&amount=1").status, 200u) << i;
    EXPECT_EQ(files(), domain::evidence_max);
    EXPECT_EQ(text_at(show(request, another_pdf, "&amount=1"), "code"), "limit_reached");
    EXPECT_EQ(files(), domain::evidence_max);
}

// The id was used for something else: nobody could know before it was handed in.
TEST_F(GatewayPapers, WhatIsRefusedOnlyWhenItIsHandedInIsTakenAwayUnlessItIsSomebodysPaper) {
    const auto id = uuid();
    const auto first = paid();
    const auto second = paid();
    ASSERT_EQ(show(first, a_pdf, {}, id).status, 200u);
    EXPECT_EQ(show(second, another_pdf, {}, id).status, 409u);
    EXPECT_EQ(files(), 1u) << "it was kept before the answer, and nothing names it";
    EXPECT_EQ(show(second, a_pdf, {}, id).status, 409u);
    EXPECT_EQ(files(), 1u) << "the same paper shows another payment";
    const auto opened = get("/v1/fund/requests/" + first + "/evidence/" + id, "board");
    EXPECT_EQ(opened.body, a_pdf);
}

class GatewayReadAgain : public GatewayFundTest {
protected:
    v1::StatementAnswer give(const std::string& bytes, const std::string& mapping) {
        const auto answer =
            ask(http::Method::post, "/v1/fund/statements?account=main&format=csv&" + mapping,
                "stella", bytes, {{"content-type", "text/csv"}});
        EXPECT_EQ(answer.status, 200u) << answer.body;
        return parsed<v1::StatementAnswer>(answer);
    }
    int lines() {
        const auto all = read<v1::MatchProposals>("/v1/fund/matches", "stella");
        return all.proposals_size() + all.unmatched_size();
    }
};

TEST_F(GatewayReadAgain, WithABetterMappingAFileGivesWhatItDidNotGiveAndNothingTwice) {
    const std::string file =
        "day,what,more,amount,value day\n"
        "2026-11-20,Taxi,Bleu,-40.00,2026-11-20\n"
        "2026-11-20,Taxi,Rouge,-40.00,2026-11-20\n"
        "pending,Hotel,Nord,-120.00,2026-11-21\n"
        "pending,Taxi,Bleu,-40.00,2026-11-20\n";
    const auto first = give(file, "first=2&date=1&text=2&amount=4");
    EXPECT_EQ(first.taken(), 2u);
    EXPECT_EQ(first.bad_size(), 2);
    EXPECT_EQ(lines(), 2);
    // The same reading again is the same statement.
    EXPECT_EQ(give(file, "first=2&date=1&text=2&amount=4").known(), 2u);
    // The right day, and the text that says more: two lines came in already, under other texts.
    const auto better = give(file, "first=2&date=5&text=3&amount=4");
    EXPECT_EQ(better.taken(), 2u);
    EXPECT_EQ(better.known(), 2u);
    EXPECT_EQ(better.bad_size(), 0);
    EXPECT_EQ(lines(), 4);
    // And once more, in whatever way: nothing is new.
    const auto again = give(file, "first=2&date=5&text=3&amount=4");
    EXPECT_EQ(again.taken(), 0u);
    EXPECT_EQ(give(file, "first=2&date=5&text=2&amount=4").taken(), 0u);
    EXPECT_EQ(lines(), 4);
}

class GatewayNotes : public GatewayFundTest {
protected:
    std::string path(const std::string& request) const {
        return "/v1/fund/requests/" + request + "/notes";
    }
};

TEST_F(GatewayNotes, OfARefusalAreReadByWhoKeepsTheFundWhoRefusedAndWhoAsked) {
    const auto case_id = raise();
    const auto request =
        ask_for("worker", R"("caseId":")" + case_id + R"(","expense":"taxi","amount":"40")");
    await_event(case_id, "fund_noted");
    ASSERT_EQ(
        tell("coordinator", R"("refuseRequest":{"request":")" + request + R"(","why":"too_much"})",
             "Her brother drives her")
            .status,
        200u);
    EXPECT_THAT(stored(), Not(HasSubstr("brother")));
    EXPECT_THAT(get("/v1/fund/requests/" + request, "clerk").body, Not(HasSubstr("brother")));
    for (const auto* role : {"worker", "coordinator", "clerk", "board"}) {
        const auto read = get(path(request), role);
        EXPECT_EQ(read.status, 200u) << role << read.body;
        EXPECT_THAT(read.body, AllOf(HasSubstr("Her brother drives her"), HasSubstr("refusal")));
        EXPECT_THAT(get("/fund/requests/" + request, role).body, HasSubstr("/notes\""));
    }
    for (const auto* role : {"other_worker", "responder", "off_duty", "admin", "privacy"}) {
        EXPECT_THAT(get(path(request), role).body, Not(HasSubstr("brother"))) << role;
        EXPECT_NE(get(path(request), role).status, 200u) << role;
    }
    const auto openings = read<v1::FileOpenings>("/v1/fund/openings", "privacy");
    EXPECT_EQ(openings.openings_size(), 4);
    EXPECT_EQ(openings.openings(0).evidence(), "note");
    EXPECT_EQ(openings.openings(3).person(), "wanda");
    const auto screen = ask(http::Method::post, "/fund/requests/" + request + "/notes", "clerk", {},
                            {{"content-type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(screen.status, 200u);
    EXPECT_THAT(screen.body, HasSubstr("Her brother drives her"));
}

TEST_F(GatewayNotes, OfMoneyThatCameBackAreForWhoKeepsTheFund) {
    const auto request = paid();
    ASSERT_EQ(tell("stella",
                   R"("refundPayment":{"payment":"p-)" + request + R"(","amount":{"cents":"500"}})",
                   "She never took it")
                  .status,
              200u);
    EXPECT_THAT(get(path(request), "board").body,
                AllOf(HasSubstr("She never took it"), HasSubstr("refund")));
    for (const auto* role : {"worker", "coordinator", "admin", "privacy"})
        EXPECT_NE(get(path(request), role).status, 200u) << role;
    EXPECT_EQ(get(path(approved()), "board").status, 404u) << "nothing was written";
}

// The first way leads nowhere: the notice comes by the second.
TEST_F(GatewayFundTest, ANoticeGoesOnByTheNextWay) {
    auto file = directory_file();
    for (auto& person : *file.mutable_directory()->mutable_people()) {
        if (person.id() != "stella") continue;
        person.clear_ways();
        for (const auto* id : {"first", "second"}) {
            auto& way = *person.add_ways();
            way.set_id(id);
            way.set_channel(std::string_view(id) == "first" ? v1::Channel::webhook
                                                            : v1::Channel::sandbox);
        }
    }
    for (auto& card : *file.mutable_cards()) {
        if (card.person() != "stella") continue;
        card.clear_ways();
        for (const auto* id : {"first", "second"}) {
            auto& way = *card.add_ways();
            way.set_way(id);
            way.set_address(std::string_view(id) == "first" ? "https://127.0.0.1:1/gone"
                                                            : "second telephone");
        }
    }
    put_directory(file);
    notifier::Notifier notifier(*process_, secret_);
    ASSERT_TRUE(run(notifier.start()));
    ask_for("clerk", R"("expense":"taxi","amount":"40")");
    std::string rang;
    for (int turn = 0; turn < 500 && !rang.contains("\"stella\""); ++turn) {
        boost::asio::steady_timer timer(process_->io.get_executor(), std::chrono::milliseconds(50));
        const auto wait = [&]() -> boost::asio::awaitable<bool> {
            co_await timer.async_wait(boost::asio::use_awaitable);
            co_return true;
        };
        run(wait());
        rang = get("/v1/sandbox/messages", "admin").body;
    }
    EXPECT_THAT(rang, AllOf(HasSubstr("\"stella\""), HasSubstr("/fund")));
    const auto stop = [&]() -> boost::asio::awaitable<bool> {
        co_await notifier.stop();
        co_return true;
    };
    run(stop());
}

}  // namespace
}  // namespace relais::gateway
