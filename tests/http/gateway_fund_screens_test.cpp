// The screens of the fund in front of a real treasurer: from a worker's taxi to a vendor who is
// paid, by forms alone.
#include "tests/http/gateway_fund_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What stands between two texts; empty: they are not there.
std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto begins = text.find(from);
    if (begins == text.npos) return {};
    const auto at = begins + from.size();
    return text.substr(at, text.find(to, at) - at);
}

class GatewayFundScreens : public GatewayFundTest {
protected:
    http::Answer send_form(const std::string& path, const std::string& role,
                           const std::string& body) {
        return ask(http::Method::post, path, role, body,
                   {{"content-type", "application/x-www-form-urlencoded"},
                    {"origin", "http://relais.example"}});
    }
    // The screen once it says so: what one service mails, the other reads.
    std::string await_screen(const std::string& path, const std::string& role,
                             const std::string& wanted) {
        for (int turn = 0; turn < 200; ++turn) {
            auto answer = get(path, role);
            if (answer.body.find(wanted) != std::string::npos) return answer.body;
            pass(std::chrono::milliseconds(20));
        }
        ADD_FAILURE() << path << " never says " << wanted << "\n" << get(path, role).body;
        return {};
    }
    void pass(std::chrono::milliseconds time) {
        boost::asio::steady_timer timer(process_->io.get_executor(), time);
        const auto wait = [&]() -> boost::asio::awaitable<bool> {
            co_await timer.async_wait(boost::asio::use_awaitable);
            co_return true;
        };
        run(wait());
    }
};

TEST_F(GatewayFundScreens, AWorkerAsksForATaxiTheCoordinatorSignsAndTheVendorIsPaid) {
    const auto path = "/cases/" + raise() + "/fund";
    EXPECT_THAT(get(path + "?expense=taxi", "worker").body, HasSubstr("value=\"now\" selected"));
    const auto id = uuid();
    const auto form = "command=" + id + "&expense=taxi&amount=40&urgency=now";
    ASSERT_EQ(send_form(path, "worker", form).status, 303u);
    ASSERT_EQ(send_form(path, "worker", form).status, 303u) << "twice is one";
    const auto waiting = await_screen(path, "worker", "Asked, waiting for a signature");
    EXPECT_THAT(waiting, AllOf(HasSubstr("$40.00"), Not(HasSubstr("Secret name"))));

    const auto seen = get("/fund", "coordinator").body;
    EXPECT_THAT(seen, AllOf(HasSubstr("Approve $40.00 and give the voucher"),
                            HasSubstr("Tonight you may approve, alone, up to $500.00"),
                            HasSubstr("Secret name of cab")));
    const auto action = "/fund/requests/" + id;
    EXPECT_THAT(seen, HasSubstr("action=\"" + action + "\""));
    EXPECT_EQ(send_form(action, "coordinator",
                        "do=approve_voucher&command=" + uuid() + "&seen=3900&vendor=cab")
                  .status,
              409u)
        << "not the total that stands";
    const auto done =
        send_form(action, "coordinator",
                  "do=approve_voucher&command=" + uuid() + "&seen=4000&vendor=cab&back=%2Ffund");
    EXPECT_EQ(done.status, 303u) << done.body;

    const auto approved = await_screen(path, "worker", "Approved: voucher to print");
    const auto number = between(approved, "/fund/vouchers/", "\"");
    const auto paper = get("/fund/vouchers/" + number, "worker").body;
    EXPECT_THAT(paper, AllOf(HasSubstr("<svg"), HasSubstr("http://relais.example/v/" + number),
                             Not(HasSubstr("Secret name")), Not(HasSubstr("wanda"))));
    EXPECT_EQ(get("/fund/vouchers/" + number, "other_worker").status, 404u);
    const auto code = between(paper, "Code</th><td class=\"told\">", "<");

    EXPECT_THAT(get("/v/" + number, "").body, Not(HasSubstr("40.00")));
    EXPECT_EQ(send_form("/v/" + number, "", "code=wrong&amount=35").status, 403u);
    const auto thanks = send_form("/v/" + number, "", "code=" + code + "&amount=35%2C00");
    EXPECT_EQ(thanks.status, 200u);
    EXPECT_THAT(thanks.body, HasSubstr("35,00"));
    EXPECT_EQ(state_of(id), v1::FundRequest::paid);
    const auto used = send_form("/v/" + number, "", "code=" + code + "&amount=40");
    EXPECT_EQ(used.status, 409u);
    EXPECT_THAT(used.body, HasSubstr("déjà servi"));
}

TEST_F(GatewayFundScreens, AFileComesByAFormOfOurOwnOnly) {
    const auto request = paid();
    const auto signed_in =
        send_form("/sign-in", "", "code=" + tokens_.at("clerk") + "&next=%2Ffund");
    const auto cookie = between(field_of(signed_in, "set-cookie"), "", ";");
    ASSERT_FALSE(cookie.empty());
    const auto screen =
        ask(http::Method::get, "/fund/requests/" + request, "", "", {{"cookie", cookie}}).body;
    const auto csrf = between(screen, "name=\"csrf\" value=\"", "\"");
    ASSERT_FALSE(csrf.empty());
    const auto send = [&](const std::string& token, const std::string& bytes) {
        const auto part = [](const std::string& name, const std::string& value) {
            return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value +
                   "\r\n";
        };
        return ask(http::Method::post, "/fund/requests/" + request + "/evidence", "",
                   part("csrf", token) + part("command", uuid()) + part("kind", "receipt") +
                       "--b\r\nContent-Disposition: form-data; name=\"file\"; "
                       "filename=\"r.pdf\"\r\nContent-Type: application/pdf\r\n\r\n" +
                       bytes + "\r\n--b--\r\n",
                   {{"cookie", cookie},
                    {"origin", "http://relais.example"},
                    {"content-type", "multipart/form-data; boundary=b"}});
    };
    EXPECT_EQ(send("forged", a_pdf).status, 403u);
    EXPECT_EQ(send(csrf, "<html>").status, 422u);
    EXPECT_EQ(state_of(request), v1::FundRequest::paid);
    EXPECT_EQ(send(csrf, a_pdf).status, 303u);
    EXPECT_EQ(state_of(request), v1::FundRequest::evidenced);
}

TEST_F(GatewayFundScreens, ALineThatFitsNothingIsSetAside) {
    const std::string file = "2026-11-20,Frais mensuels,-7.77\nsoon,?,-1.00\n";
    const auto part = [](const std::string& name, const std::string& value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value +
               "\r\n";
    };
    const auto taken =
        ask(http::Method::post, "/fund/bank", "stella",
            part("do", "read") + part("command", uuid()) + part("account", "main") +
                part("format", "csv") + part("first_line", "1") + part("date", "1") +
                part("text", "2") + part("amount", "3") + part("date_form", "%Y-%m-%d") +
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s.csv\"\r\n\r\n" +
                file + "\r\n--b--\r\n",
            {{"content-type", "multipart/form-data; boundary=b"}});
    EXPECT_EQ(taken.status, 200u);
    EXPECT_THAT(taken.body, AllOf(HasSubstr("1 new line"), HasSubstr("Line 2: the date cannot"),
                                  HasSubstr("Frais mensuels")));
    const auto line = between(taken.body, "name=\"line\" value=\"", "\"");
    const auto statement = between(taken.body, "name=\"statement\" value=\"", "\"");
    const auto aside =
        send_form("/fund/bank", "stella",
                  "do=aside&command=" + uuid() + "&why=bank_fee&source=city&line=" + line +
                      "&statement=" + statement);
    EXPECT_EQ(aside.status, 303u) << aside.body;
    EXPECT_THAT(get("/fund/bank", "stella").body, HasSubstr("Nothing to match"));
}

}  // namespace
}  // namespace relais::gateway
