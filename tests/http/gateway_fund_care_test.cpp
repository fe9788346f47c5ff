// Where whoever uses the fund might do harm by mistake, through the real doors: asked twice, told
// wrong, matched wrong.
#include "tests/http/gateway_fund_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class GatewayFundCare : public GatewayFundTest {
protected:
    http::Answer send_form(const std::string& path, const std::string& role,
                           const std::string& body) {
        return ask(http::Method::post, path, role, body,
                   {{"content-type", "application/x-www-form-urlencoded"},
                    {"origin", "http://relais.example"}});
    }
    // What the case mailed, the fund reads in its own time.
    bool known(const std::string& request) {
        for (int turn = 0; turn < 200; ++turn) {
            if (get("/v1/fund/requests/" + request, "stella").status == 200) return true;
            boost::asio::steady_timer timer(process_->io.get_executor(),
                                            std::chrono::milliseconds(20));
            const auto wait = [&]() -> boost::asio::awaitable<bool> {
                co_await timer.async_wait(boost::asio::use_awaitable);
                co_return true;
            };
            run(wait());
        }
        return false;
    }
    http::Answer deposit(const std::string& more) {
        return ask(http::Method::post, "/v1/fund/deposits?source=city&id=" + uuid() + more,
                   "stella", "", {{"content-type", "application/octet-stream"}});
    }
    v1::FundDeposits deposits() { return read<v1::FundDeposits>("/v1/fund/deposits", "board"); }
};

TEST_F(GatewayFundCare, TheSameFormAgainIsTheSameRequestAndAnotherIsSeenFirst) {
    const auto path = "/cases/" + raise() + "/fund";
    const auto first = uuid(), second = uuid();
    const auto form = [&](const std::string& id, const std::string& more = {}) {
        return "command=" + id + "&expense=taxi&amount=40&urgency=now" + more;
    };
    ASSERT_EQ(send_form(path, "worker", form(first)).status, 303u);
    const auto again = send_form(path, "worker", form(first));
    ASSERT_EQ(again.status, 303u);
    const auto back = field_of(again, "location");
    EXPECT_THAT(back, HasSubstr("form=" + first));
    EXPECT_THAT(get(back, "worker").body,
                AllOf(HasSubstr("Asked already at "), HasSubstr("Ask for one more")));
    const auto held = send_form(path, "worker", form(second));
    EXPECT_EQ(held.status, 409u);
    EXPECT_THAT(held.body, HasSubstr("Nothing is sent yet"));
    EXPECT_EQ(get("/v1/fund/requests/" + second, "stella").status, 404u);
    ASSERT_EQ(send_form(path, "worker", form(second, "&seen=" + first)).status, 303u);

    ASSERT_TRUE(known(first) && known(second));
    const auto view = read<v1::FundRequestView>("/v1/fund/requests/" + second, "stella");
    ASSERT_EQ(view.alike_size(), 1);
    EXPECT_EQ(view.alike(0).request(), first);
    EXPECT_EQ(view.alike(0).cents(), 4'000);
    EXPECT_THAT(get("/fund", "stella").body, HasSubstr("Looks like the request of "));
    // Whoever asked sees her own; somebody else's is not hers to see.
    EXPECT_EQ(read<v1::FundRequestView>("/v1/fund/requests/" + first, "worker").alike_size(), 1);
}

TEST_F(GatewayFundCare, OnlyWhoSeesTheMoneyIsToldWhichSourceCanPay) {
    const auto path = "/cases/" + raise() + "/fund";
    const auto id = uuid();
    ASSERT_EQ(send_form(path, "worker", "command=" + id + "&expense=taxi&amount=40").status, 303u);
    ASSERT_TRUE(known(id));
    const auto view = read<v1::FundRequestView>("/v1/fund/requests/" + id, "stella");
    ASSERT_GE(view.sources_size(), 2);
    EXPECT_TRUE(view.sources(0).first());
    EXPECT_EQ(read<v1::FundRequestView>("/v1/fund/requests/" + id, "worker").sources_size(), 0);
}

TEST_F(GatewayFundCare, ADepositIsCorrectedAndSaysByWhomAndWhy) {
    ASSERT_EQ(deposit("&amount=5000&reference=ville-2026").status, 200u);
    const auto wrong = deposits().deposits(0);
    const auto available = [&] {
        return read<v1::FundView>("/v1/fund", "stella").sources(0).available_cents();
    };
    const auto before = available();
    const auto correct = [&](const std::string& why) {
        return tell("simone", R"("correctTransfer":{"transfer":")" + wrong.transfer() +
                                  R"(","why":")" + why + "\"}");
    };
    EXPECT_EQ(correct("because of Mme Roy").status, 400u);
    ASSERT_EQ(correct("wrong_amount").status, 200u);
    EXPECT_EQ(available(), before - 5'000'00);
    const auto after = deposits().deposits(0);
    EXPECT_EQ(after.id(), wrong.id());
    EXPECT_EQ(after.corrected().why(), "wrong_amount");
    EXPECT_EQ(after.corrected().person(), "simone");
    EXPECT_GT(after.corrected().at().seconds(), 0);
    EXPECT_EQ(text_at(correct("wrong_amount"), "code"), "transfer_corrected_already");
    EXPECT_THAT(get("/fund/deposits", "stella").body, HasSubstr("wrong amount"));
    EXPECT_THAT(
        get("/v1/fund/journal", "clerk").body,
        AllOf(HasSubstr("reference:ville-2026"), HasSubstr("corrects:" + wrong.transfer())));
}

TEST_F(GatewayFundCare, ADepositMayHaveADayOfLastYearAndNoOlderOne) {
    const auto day = [](int back) {
        const auto at = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) -
                        std::chrono::days(back);
        const std::chrono::year_month_day date(at);
        char text[32];
        std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
        return std::string(text);
    };
    EXPECT_EQ(deposit("&amount=10&day=" + day(300)).status, 200u);
    EXPECT_LT(deposits().deposits(0).on().seconds(), deposits().deposits(0).told().seconds());
    EXPECT_EQ(text_at(deposit("&amount=10&day=" + day(370)), "code"), "day_too_old");
}

TEST_F(GatewayFundCare, AMatchIsUndoneByNameAndWithAReason) {
    static_cast<void>(paid());
    const auto taken =
        ask(http::Method::post, "/v1/fund/statements?account=main&first=1&date=1&text=2&amount=3",
            "stella", "2026-11-20,Taxi bleu,-40.00\n", {{"content-type", "text/csv"}});
    ASSERT_EQ(taken.status, 200u) << taken.body;
    const auto all = [&] { return read<v1::MatchProposals>("/v1/fund/matches", "stella"); };
    const auto one = all().proposals(0);
    const auto line = R"({"statement":")" + one.statement() + R"(","line":")" + one.line().id();
    ASSERT_EQ(
        tell("stella", "\"matchLine\":" + line + R"(","transfers":[")" + one.transfers(0) + "\"]}")
            .status,
        200u);
    const auto matched = all();
    EXPECT_EQ(matched.proposals_size(), 0);
    ASSERT_EQ(matched.matched_size(), 1);
    EXPECT_EQ(matched.matched(0).person(), "stella");
    EXPECT_EQ(matched.matched(0).text(), "Taxi bleu");
    EXPECT_EQ(matched.matched(0).why_not(), v1::Rejection::none);
    EXPECT_EQ(tell("simone", "\"unmatchLine\":" + line + R"(","why":"It was wrong."})").status,
              400u);
    ASSERT_EQ(tell("simone", "\"unmatchLine\":" + line + R"(","why":"wrong_entry"})").status, 200u);
    const auto undone = all();
    EXPECT_EQ(undone.matched_size(), 0);
    ASSERT_EQ(undone.proposals_size(), 1);
    EXPECT_EQ(undone.proposals(0).undone().person(), "simone");
    EXPECT_EQ(undone.proposals(0).undone().why(), "wrong_entry");
    EXPECT_THAT(get("/fund/bank", "stella").body, HasSubstr("the wrong entry"));
}

TEST_F(GatewayFundCare, AnEmptyPaperIsNoPaper) {
    const auto request = paid();
    const auto answer =
        ask(http::Method::post, "/v1/fund/requests/" + request + "/evidence?id=" + uuid(), "clerk",
            "", {{"content-type", "application/octet-stream"}});
    EXPECT_EQ(answer.status, 422u);
    EXPECT_EQ(text_at(answer, "code"), "file_empty");
}

}  // namespace
}  // namespace relais::gateway
