// The emergency fund over HTTP: asked, signed, paid by a voucher; who may see and do what; and what
// is said when it is no.
#include <google/protobuf/util/json_util.h>

#include "tests/http/gateway_fund_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using GatewayFund = GatewayFundTest;

TEST_F(GatewayFund, IsAskedForACaseSignedAtNightWithOneTapAndPaidByAVoucher) {
    const auto case_id = raise();
    const auto request = ask_for("worker", R"("caseId":")" + case_id +
                                               R"(","expense":"taxi","amount":"45,50",)"
                                               R"("urgency":"now","note":"At the back door")");
    EXPECT_THAT(await_event(case_id, "fund_noted").fund_noted().news().request(), request);
    const auto waiting = read<v1::FundRequests>("/v1/fund/requests", "coordinator");
    ASSERT_EQ(waiting.requests_size(), 1);
    EXPECT_EQ(waiting.requests(0).may_approve(), v1::ApprovalRule::night);
    EXPECT_EQ(waiting.requests(0).cents(), 4'550);
    EXPECT_EQ(waiting.requests(0).case_code(), timeline(case_id).summary().code());
    EXPECT_EQ(waiting.requests(0).requester_name(), "Name of wanda");
    EXPECT_EQ(read<v1::FundRequestView>("/v1/fund/requests/" + request, "coordinator").note(),
              "At the back door");
    EXPECT_EQ(approve("coordinator", request, 4'551).status, 409u);  // not what she looked at
    const auto signed_now = approve("coordinator", request, 4'550);
    EXPECT_EQ(signed_now.status, 200u) << signed_now.body;

    const auto paper = parsed<v1::VoucherPaper>(post("/v1/fund/requests/" + request + "/vouchers",
                                                     "coordinator", R"({"id":")" + uuid() + "\"}"));
    EXPECT_EQ(paper.cents(), 4'550);
    EXPECT_EQ(paper.address(), "http://relais.example/v/" + paper.number());
    // Whoever asked for it hands it to her.
    const auto hers = read<v1::VoucherPaper>("/v1/fund/vouchers/" + paper.number(), "worker");
    EXPECT_EQ(hers.code(), paper.code());
    EXPECT_EQ(get("/v1/fund/vouchers/" + paper.number(), "other_worker").status, 404u);

    const auto redeemed = post("/v1/vouchers/" + paper.number() + "/redemption", "",
                               R"({"code":")" + paper.code() + R"(","amount":"40"})");
    ASSERT_EQ(redeemed.status, 200u) << redeemed.body;
    EXPECT_EQ(parsed<v1::VoucherPaper>(redeemed).cents(), 4'000);
    EXPECT_THAT(redeemed.body, Not(HasSubstr(paper.code())));
    EXPECT_EQ(state_of(request), v1::FundRequest::paid);
}

TEST_F(GatewayFund, TheSameRequestIsOneAndAnotherBodyIsAConflict) {
    const auto id = uuid();
    const std::string taxi = R"("expense":"taxi","amount":"40","note":"words")";
    EXPECT_EQ(asked("clerk", taxi, id).status, 200u);
    EXPECT_EQ(asked("clerk", taxi, id).status, 200u);
    const auto other = asked("clerk", R"("expense":"taxi","amount":"41")", id);
    EXPECT_EQ(other.status, 409u);
    EXPECT_EQ(text_at(other, "code"), "conflict");
    EXPECT_EQ(read<v1::FundRequests>("/v1/fund/requests", "clerk").requests_size(), 1);
}

TEST_F(GatewayFund, AWrongAmountIsRefusedInWordsAndNothingMoves) {
    const auto before = version();
    const auto refused = [&](const std::string& amount, const std::string& code) {
        const auto answer =
            asked("clerk", R"("expense":"taxi","amount":")" + amount + "\"", uuid());
        EXPECT_EQ(answer.status, 422u) << amount;
        EXPECT_EQ(text_at(answer, "code"), code) << amount;
        EXPECT_NE(text_at(answer, "title"), "") << amount;
    };
    refused("0", "amount_not_positive");
    refused("-45.50", "amount_not_positive");
    refused("45.505", "amount_not_whole");
    refused("99999999999999999999", "amount_too_large");
    refused("6000", "amount_too_large");
    refused("45 USD", "currency_not_ours");
    refused("forty", "request_not_understood");
    EXPECT_EQ(text_at(asked("clerk", R"("expense":"food","amount":"12")", uuid()), "code"),
              "amount_is_computed");
    EXPECT_EQ(text_at(asked("clerk", R"("expense":"yacht","amount":"12")", uuid()), "code"),
              "expense_unknown");
    const auto id = approved();
    EXPECT_EQ(version(), before + 3);  // asked, reserved, approved: nothing of the above
    EXPECT_EQ(text_at(tell("stella", R"("sendPayment":{"request":")" + id +
                                         R"(","payment":"p1","way":"transfer",)"
                                         R"("amount":{"cents":"4001"}})"),
                      "code"),
              "more_than_reserved");
    EXPECT_EQ(version(), before + 3);
}

TEST_F(GatewayFund, ATextIsSealedAndAVendorHasNoNameInTheStore) {
    ask_for("clerk", R"("expense":"taxi","amount":"40","note":"Behind the church")");
    const auto id = ask_for("clerk", R"("expense":"taxi","amount":"41")");
    EXPECT_EQ(tell("stella", R"("refuseRequest":{"request":")" + id + R"(","why":"too_much"})",
                   "Ask the city instead")
                  .status,
              200u);
    const auto bytes = stored();
    EXPECT_THAT(bytes, HasSubstr("taxi"));
    for (const auto* secret : {"Behind the church", "Ask the city", "Secret name", "IBAN"})
        EXPECT_THAT(bytes, Not(HasSubstr(secret)));
    const auto file = read<v1::FundFile>("/v1/fund/settings", "stella");
    EXPECT_EQ(file.cards().at("cab").name(), "Secret name of cab");
    for (const auto* role : {"admin", "worker"})
        EXPECT_THAT(read<v1::FundFile>("/v1/fund/settings", role).cards(), IsEmpty()) << role;
    EXPECT_THAT(get("/v1/fund/settings", "worker").body, Not(HasSubstr("cab")));
    // A note in the form of a seal was not sealed by us.
    EXPECT_EQ(tell("stella", R"("refuseRequest":{"request":")" + id +
                                 R"(","why":"too_much","note":{"box":"aGVsbG8="}})")
                  .status,
              400u);
}

TEST_F(GatewayFund, AVendorThatIsPutAgainWithoutACardKeepsIt) {
    auto file = settings_file();
    file.clear_cards();
    file.set_expected_revision(1);
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(file, &json).ok());
    const auto path = "/v1/fund/settings?id=" + uuid();
    EXPECT_EQ(ask(http::Method::put, path, "stella", json).status, 403u);
    ASSERT_EQ(ask(http::Method::put, path, "board", json).status, 200u);
    EXPECT_EQ(read<v1::FundFile>("/v1/fund/settings", "board").cards().at("inn").name(),
              "Secret name of inn");
    const auto moved_on = ask(http::Method::put, "/v1/fund/settings?id=" + uuid(), "admin", json);
    EXPECT_EQ(text_at(moved_on, "code"), "settings_moved_on");
}

// Each door and each role: what no row grants is refused, whatever else is wrong with it.
TEST_F(GatewayFund, OpensEachDoorToWhomTheTableNames) {
    const auto id = paid();
    const std::map<std::string, std::vector<std::string>> doors{
        {"/v1/fund", {"coordinator", "stella", "clerk"}},
        {"/v1/fund/settings",
         {"worker", "other_worker", "responder", "service", "coordinator", "off_duty", "stella",
          "clerk", "admin"}},
        {"/v1/fund/requests",
         {"worker", "other_worker", "responder", "service", "coordinator", "off_duty", "stella",
          "clerk"}},
        {"/v1/fund/requests/" + id, {"coordinator", "stella", "clerk"}},
        {"/v1/fund/balances", {"stella", "clerk"}},
        {"/v1/fund/ageing", {"stella", "clerk"}},
        {"/v1/fund/statement?funder=ville&from=2026-01-01&until=2030-01-01", {"stella", "clerk"}},
        {"/v1/fund/journal", {"stella", "clerk"}},
        {"/v1/fund/journal.csv", {"stella", "clerk"}},
        {"/v1/fund/periods", {"stella", "clerk"}},
        {"/v1/fund/matches", {"stella", "clerk"}},
        {"/v1/fund/openings", {"privacy"}},
    };
    for (const auto& [path, open_to] : doors) {
        EXPECT_EQ(get(path, "").status, 401u) << path;
        for (const auto& [role, token] : tokens_) {
            if (role == "simone" || role == "board") continue;
            const bool may = std::ranges::find(open_to, role) != open_to.end();
            const auto status = get(path, role).status;
            if (may)
                EXPECT_EQ(status, 200u) << path << " " << role;
            else
                EXPECT_TRUE(status == 403 || status == 404) << path << " " << role << " " << status;
        }
    }
    for (const auto* role : {"worker", "responder", "off_duty", "admin", "privacy"}) {
        EXPECT_EQ(approve(role, id, 4'000).status, 403u) << role;
        EXPECT_EQ(asked(role, R"("expense":"taxi","amount":"40")", uuid()).status, 403u) << role;
        EXPECT_EQ(
            tell(role, R"("tellPayment":{"payment":"p-)" + id + R"(","told":"not_paid"})").status,
            403u)
            << role;
    }
    EXPECT_EQ(tell("stella", R"("writeOff":{"request":"x"})").status, 403u);
    EXPECT_EQ(tell("coordinator", R"("reconcileRequest":{"request":"x"})").status, 403u);
    for (const auto* command :
         {R"("requestFunds":{})", R"("issueVoucher":{})", R"("putSettings":{})",
          R"("closePeriod":{})", R"("readStatement":{})", R"("redeemVoucher":{})"})
        EXPECT_EQ(text_at(tell("board", command), "code"), "invalid_field") << command;
    EXPECT_EQ(tell("board", R"("closeEnvelope":{"caseCode":"K4M7"})").status, 403u);
    EXPECT_EQ(text_at(get("/v1/fund?fund=nowhere", "clerk"), "code"), "fund_unknown");
}

TEST_F(GatewayFund, AWorkerSeesWhatBecameOfHersAndNotWhichVendor) {
    const auto case_id = raise();
    const auto request =
        ask_for("worker", R"("caseId":")" + case_id + R"(","expense":"hotel_night","amount":"90")");
    await_event(case_id, "fund_noted");
    ASSERT_EQ(approve("stella", request, 9'000, "inn").status, 200u);
    const auto hers = get("/v1/fund/requests?case=" + timeline(case_id).summary().code(), "worker");
    const auto told = parsed<v1::FundRequests>(hers);
    ASSERT_EQ(told.requests_size(), 1);
    EXPECT_EQ(told.requests(0).state(), v1::FundRequest::approved);
    EXPECT_THAT(hers.body, Not(HasSubstr("inn")));
    EXPECT_THAT(parsed<v1::FundRequests>(get("/v1/fund/requests", "other_worker")).requests(),
                IsEmpty());
    // Not needed any more, says who asked; nobody else of the field does.
    const auto wish = R"("voidRequest":{"request":")" + request + R"(","why":"not_needed"})";
    EXPECT_EQ(tell("other_worker", wish).status, 403u);
    EXPECT_EQ(tell("worker", wish).status, 200u);
}

TEST_F(GatewayFund, ACaseOfSomebodyElseCannotBeAskedFor) {
    const auto case_id = raise();
    const auto answer = asked(
        "other_worker", R"("caseId":")" + case_id + R"(","expense":"taxi","amount":"40")", uuid());
    EXPECT_EQ(answer.status, 403u) << answer.body;
    EXPECT_EQ(read<v1::FundRequests>("/v1/fund/requests", "clerk").requests_size(), 0);
}

// ── Vouchers ──

class GatewayVoucher : public GatewayFundTest {
protected:
    GatewayVoucher() {
        const auto answer = post("/v1/fund/requests/" + approved() + "/vouchers", "stella",
                                 R"({"id":")" + wish_ + "\"}");
        EXPECT_EQ(answer.status, 200u) << answer.body;
        paper_ = parsed<v1::VoucherPaper>(answer);
    }
    http::Answer redeem(const std::string& number, const std::string& code,
                        const std::string& amount = {}, http::Fields fields = {}) {
        return ask(http::Method::post, "/v1/vouchers/" + number + "/redemption", "",
                   R"({"code":")" + code + R"(","amount":")" + amount + "\"}", std::move(fields));
    }
    static std::string told(const http::Answer& answer) {
        return std::to_string(answer.status) + " " + text_at(answer, "code") + " " +
               text_at(answer, "title") + text_at(answer, "detail");
    }

    const std::string wish_ = "0000f00d-0000-4000-8000-00000000cafe";
    v1::VoucherPaper paper_;
};

TEST_F(GatewayVoucher, TheSameWishIsTheSamePaper) {
    const auto view = read<v1::FundRequests>("/v1/fund/requests", "clerk").requests(0);
    const auto again = post("/v1/fund/requests/" + view.request() + "/vouchers", "stella",
                            R"({"id":")" + wish_ + "\"}");
    EXPECT_EQ(parsed<v1::VoucherPaper>(again).number(), paper_.number());
    EXPECT_EQ(parsed<v1::VoucherPaper>(again).code(), paper_.code());
    EXPECT_THAT(stored(), Not(HasSubstr(paper_.code())));
}

TEST_F(GatewayVoucher, AWrongNumberAndAWrongCodeAreAnsweredAlike) {
    const auto wrong_code = redeem(paper_.number(), "2222-2222-2");
    EXPECT_EQ(text_at(wrong_code, "code"), "voucher_not_understood");
    EXPECT_EQ(told(redeem("2222-2222", paper_.code())), told(wrong_code));
    EXPECT_EQ(told(redeem("hello", paper_.code())), told(wrong_code));
    EXPECT_EQ(told(redeem(paper_.number(), "2222-2222-2", "lots")), told(wrong_code));
    // The third in a row locks it, and says so: whoever holds the paper needs another.
    EXPECT_EQ(text_at(redeem(paper_.number(), "3333-3333-3"), "code"), "voucher_locked");
    EXPECT_EQ(text_at(redeem(paper_.number(), "4444-4444-4"), "code"), "voucher_locked");
    EXPECT_EQ(text_at(redeem(paper_.number(), paper_.code()), "code"), "voucher_locked");
    EXPECT_EQ(read<v1::FundView>("/v1/fund", "stella").flags(0).flag().kind(),
              v1::FundFlag::voucher_guessed);
}

TEST_F(GatewayVoucher, IsRedeemedOnceHoweverItIsTyped) {
    auto typed = paper_.code();
    std::erase(typed, '-');
    for (auto& c : typed) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(text_at(redeem(paper_.number(), typed, "40,01"), "code"), "voucher_differs");
    EXPECT_EQ(text_at(redeem(paper_.number(), typed, "lots"), "code"), "request_not_understood");
    EXPECT_EQ(redeem(paper_.number(), typed, "39.99").status, 200u);
    EXPECT_EQ(redeem(paper_.number(), typed, "39.99").status, 200u);  // its answer was lost
    EXPECT_EQ(text_at(redeem(paper_.number(), typed, "40"), "code"), "voucher_used");
    EXPECT_EQ(text_at(redeem(paper_.number(), "2222-2222-2"), "code"), "voucher_not_understood");
}

TEST_F(GatewayVoucher, OnTheTelephoneSomebodyOfTheStaffTypesIt) {
    const auto path = "/v1/fund/vouchers/" + paper_.number() + "/redemption";
    const auto body = R"({"code":")" + paper_.code() + "\"}";
    EXPECT_EQ(post(path, "worker", body).status, 403u);
    const auto done = post(path, "coordinator", body);
    EXPECT_EQ(done.status, 200u) << done.body;
    EXPECT_EQ(parsed<v1::VoucherPaper>(done).state(), v1::FundVoucher::redeemed);
}

TEST_F(GatewayVoucher, AnAddressThatGuessesIsToldToWaitAndAnotherOneIsNot) {
    http::Answer last;
    for (int i = 0; i < 11; ++i) last = redeem("2222-2222", "2222-2222-2");
    EXPECT_EQ(last.status, 429u);
    EXPECT_EQ(text_at(last, "code"), "too_many_tries");
    EXPECT_NE(field_of(last, "retry-after"), "");
    EXPECT_EQ(redeem(paper_.number(), paper_.code()).status, 429u);
    // What stands before us on this machine says for whom it asks.
    EXPECT_EQ(
        redeem(paper_.number(), paper_.code(), {}, {{"x-forwarded-for", "9.9.9.9, 203.0.113.7"}})
            .status,
        200u);
}

TEST_F(GatewayVoucher, OnlyWrongCodesAreCountedAgainstAnAddress) {
    for (int i = 0; i < 9; ++i) {
        EXPECT_EQ(text_at(redeem(paper_.number(), paper_.code(), "lots"), "code"),
                  "request_not_understood");
        EXPECT_EQ(text_at(redeem(paper_.number(), paper_.code(), "40,01"), "code"),
                  "voucher_differs");
    }
    for (int i = 0; i < 12; ++i)  // its answer is lost again and again
        EXPECT_EQ(redeem(paper_.number(), paper_.code(), "39.99").status, 200u);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(text_at(redeem("2222-2222", "2222-2222-2"), "code"), "voucher_not_understood");
    EXPECT_EQ(redeem("2222-2222", "2222-2222-2").status, 429u);
    EXPECT_EQ(redeem(paper_.number(), paper_.code(), "39.99").status, 429u);
}

}  // namespace
}  // namespace relais::gateway
