// Papers, the bank, the book and the month of the fund over HTTP.
#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <sodium.h>
#include <sys/resource.h>

#include "common/store/keys.hpp"
#include "tests/http/gateway_fund_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

class GatewayEvidence : public GatewayFundTest {
protected:
    http::Answer show(const std::string& request, const std::string& bytes,
                      const std::string& role = "clerk", const std::string& id = {}) {
        return ask(http::Method::post,
                   "/v1/fund/requests/" + request + "/evidence?id=" + (id.empty() ? uuid() : id),
                   role, bytes, {{"content-type", "application/octet-stream"}});
    }
    static std::string weeks_ago() {
        const std::chrono::year_month_day day(
            std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) -
            std::chrono::days(30));
        char text[32];
        std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                      static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
        return text;
    }
    std::vector<fs::path> files() const {
        std::vector<fs::path> found;
        const fs::path folder = redis_.folder() / "evidence";
        if (!fs::exists(folder)) return found;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && entry.path().filename() != "opened.log")
                found.push_back(entry.path());
        return found;
    }
};

TEST_F(GatewayEvidence, AFileIsSealedOnDiskAndOpenedByWhoKeepsTheFund) {
    const auto request = paid();
    const auto id = uuid();
    ASSERT_EQ(show(request, a_pdf, "clerk", id).status, 200u);
    EXPECT_EQ(show(request, a_pdf, "clerk", id).status, 200u);
    ASSERT_EQ(files().size(), 1u);
    EXPECT_EQ(fs::status(files()[0]).permissions() & fs::perms::mask,
              fs::perms::owner_read | fs::perms::owner_write);
    std::ifstream sealed(files()[0], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(sealed), {}};
    EXPECT_THAT(bytes, Not(HasSubstr("forty dollars")));
    EXPECT_EQ(state_of(request), v1::FundRequest::evidenced);

    const auto path = "/v1/fund/requests/" + request + "/evidence/" + id;
    for (const auto* role : {"worker", "coordinator", "admin", "privacy"})
        EXPECT_EQ(get(path, role).status, 403u) << role;
    EXPECT_EQ(read<v1::FileOpenings>("/v1/fund/openings", "privacy").openings_size(), 0);
    const auto opened = get(path, "board");
    EXPECT_EQ(opened.status, 200u);
    EXPECT_EQ(opened.body, a_pdf);
    EXPECT_EQ(field_of(opened, "content-type"), "application/pdf");
    const auto openings = read<v1::FileOpenings>("/v1/fund/openings", "privacy");
    ASSERT_EQ(openings.openings_size(), 1);
    EXPECT_EQ(openings.openings(0).person(), "board");
    EXPECT_EQ(openings.openings(0).evidence(), id);
}

TEST_F(GatewayEvidence, TheSameFileForTheSameRequestIsOnePaperAndItIsSaid) {
    const auto request = paid();
    ASSERT_EQ(show(request, a_pdf).status, 200u);
    for (int again = 0; again < 2; ++again) {
        const auto answer = show(request, a_pdf);
        EXPECT_EQ(answer.status, 409u);
        EXPECT_EQ(text_at(answer, "code"), "paper_known");
        EXPECT_THAT(text_at(answer, "title"), HasSubstr("counts once"));
    }
    EXPECT_EQ(read<v1::FundRequestView>("/v1/fund/requests/" + request, "clerk").evidence_size(),
              1);
    EXPECT_EQ(files().size(), 1u);
}

TEST_F(GatewayEvidence, TheSameFileForAnotherRequestIsOneFile) {
    ASSERT_EQ(show(paid(), a_pdf).status, 200u);
    ASSERT_EQ(show(paid(), a_pdf).status, 200u);
    EXPECT_EQ(files().size(), 1u);
}

TEST_F(GatewayEvidence, WhatIsNoPaperIsRefusedInWordsAndNotKept) {
    const auto request = paid();
    for (const auto& bytes : {std::string("GIF89a"), std::string("<html>"), std::string("MZ"),
                              std::string(" %PDF-1.7")}) {
        const auto answer = show(request, bytes);
        EXPECT_EQ(answer.status, 422u);
        EXPECT_EQ(text_at(answer, "code"), "file_kind_not_taken");
    }
    EXPECT_EQ(show(request, a_pdf + std::string(5u << 20, 'x')).status, 413u);
    EXPECT_EQ(show(approved(), a_pdf).status, 409u);  // nothing was sent yet
    EXPECT_EQ(show("nobody", a_pdf).status, 404u);
    EXPECT_EQ(show(request, a_pdf, "worker").status, 404u);
    EXPECT_THAT(files(), IsEmpty());
    const auto limit = a_pdf + std::string((5u << 20) - a_pdf.size(), 'x');
    EXPECT_EQ(show(request, limit).status, 200u);
}

TEST_F(GatewayEvidence, ADepositHasADayAndAPaperThatIsSealedOnDisk) {
    const auto deposit = [&](const std::string& id, const std::string& more,
                             const std::string& bytes, const std::string& role = "stella") {
        return ask(http::Method::post, "/v1/fund/deposits?source=city&id=" + id + more, role, bytes,
                   {{"content-type", "application/octet-stream"}});
    };
    const auto before = version();
    const auto id = uuid();
    const auto more = "&amount=250,50&day=" + weeks_ago() + "&reference=ville-2026";
    ASSERT_EQ(deposit(id, more, a_pdf).status, 200u);
    EXPECT_EQ(deposit(id, more, a_pdf).status, 200u);  // a second tap
    EXPECT_EQ(version(), before + 1);
    EXPECT_EQ(files().size(), 1u);
    const auto told = read<v1::FundDeposits>("/v1/fund/deposits", "board");
    const auto& newest = told.deposits(0);
    EXPECT_EQ(newest.cents(), 250'50);
    EXPECT_EQ(newest.reference(), "ville-2026");
    EXPECT_TRUE(newest.paper());
    EXPECT_LT(newest.on().seconds(), newest.told().seconds());
    const auto path = "/v1/fund/deposits/" + newest.id() + "/paper";
    EXPECT_EQ(get(path, "worker").status, 403u);
    EXPECT_EQ(read<v1::FileOpenings>("/v1/fund/openings", "privacy").openings_size(), 0);
    EXPECT_EQ(get(path, "board").body, a_pdf);
    EXPECT_EQ(read<v1::FileOpenings>("/v1/fund/openings", "privacy").openings(0).evidence(),
              "deposit-" + newest.id());
    EXPECT_EQ(get("/v1/fund/deposits/1/paper", "board").status, 404u);

    EXPECT_EQ(text_at(deposit(uuid(), "&amount=10&day=2999-01-01", a_pdf), "code"), "day_wrong");
    EXPECT_EQ(text_at(deposit(uuid(), "&amount=10&day=15+janvier", a_pdf), "code"), "day_wrong");
    EXPECT_EQ(deposit(uuid(), "&amount=0", a_pdf).status, 422u);
    EXPECT_EQ(deposit(uuid(), "&amount=10", "GIF89a").status, 422u);
    EXPECT_EQ(deposit(uuid(), "&amount=10&reference=pour+Mme+Roy", "").status, 400u);
    EXPECT_EQ(deposit(uuid(), "&amount=10", a_pdf, "worker").status, 403u);
    EXPECT_EQ(version(), before + 1);
    EXPECT_EQ(files().size(), 1u);
    ASSERT_EQ(deposit(uuid(), "&amount=10", "").status, 200u);  // a letter may come later
    EXPECT_FALSE(read<v1::FundDeposits>("/v1/fund/deposits", "clerk").deposits(0).paper());
}

TEST_F(GatewayEvidence, AFullDiskIsSaidAndNothingIsHalfThere) {
    const auto request = paid();
    const auto before = version();
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit was{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &was), 0);
    rlimit small = was;
    small.rlim_cur = 256u << 10;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto answer = show(request, a_pdf + std::string(1u << 20, 'x'));
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &was), 0);
    std::signal(SIGXFSZ, SIG_DFL);
    EXPECT_EQ(answer.status, 507u) << answer.body;
    EXPECT_EQ(text_at(answer, "code"), "no_room");
    EXPECT_THAT(files(), IsEmpty());
    EXPECT_EQ(version(), before);
    EXPECT_EQ(show(request, a_pdf + std::string(1u << 20, 'x')).status, 200u);
}

TEST_F(GatewayEvidence, NoReceiptNeedsAWitnessAndAReason) {
    const auto request = paid();
    const auto no_receipt = [&](const std::string& more) {
        return tell("clerk", R"("addEvidence":{"evidence":{"id":"none","request":")" + request +
                                 R"(","kind":"no_receipt")" + more + "}}");
    };
    EXPECT_EQ(text_at(no_receipt(""), "code"), "witness_missing");
    EXPECT_EQ(no_receipt(R"(,"witness":"simone","reason":"machine","size":3)").status, 400u);
    EXPECT_EQ(no_receipt(R"(,"witness":"simone","reason":"machine")").status, 200u);
    EXPECT_EQ(state_of(request), v1::FundRequest::evidenced);
}

class GatewayBank : public GatewayFundTest {
protected:
    http::Answer give(const std::string& bytes, const std::string& role = "stella") {
        return ask(http::Method::post,
                   "/v1/fund/statements?account=main&first=2&date=1&text=2&amount=3", role, bytes,
                   {{"content-type", "text/csv"}});
    }
};

TEST_F(GatewayBank, AFileThatIsHalfGarbageIsHalfReadAndMatched) {
    const auto request = paid();
    const auto voucher = post("/v1/fund/requests/" + approved(2'000) + "/vouchers", "stella",
                              R"({"id":")" + uuid() + "\"}");
    const auto number = parsed<v1::VoucherPaper>(voucher).number();
    const auto file = "day,text,amount\n2026-11-20,Taxi bleu " + number +
                      ",-40.00\nsoon,?,-1.00\n2026-11-20,Alone,-7.77\n2026-11-20,x,1.005\n";
    EXPECT_EQ(give(file, "coordinator").status, 403u);
    const auto answer = parsed<v1::StatementAnswer>(give(file));
    EXPECT_EQ(answer.taken(), 2u);
    ASSERT_EQ(answer.bad_size(), 2);
    EXPECT_EQ(answer.bad(0).line(), 3u);
    EXPECT_EQ(answer.bad(0).reason(), "date_not_understood");
    EXPECT_THAT(stored(), Not(HasSubstr("Taxi bleu")));
    const auto again = parsed<v1::StatementAnswer>(give(file));
    EXPECT_EQ(again.taken(), 0u);
    EXPECT_EQ(again.known(), 2u);

    const auto proposals = read<v1::MatchProposals>("/v1/fund/matches", "stella");
    ASSERT_EQ(proposals.proposals_size(), 1);
    EXPECT_EQ(proposals.unmatched_size(), 1);
    const auto& one = proposals.proposals(0);
    EXPECT_EQ(one.text(), "Taxi bleu " + number);
    EXPECT_NE(one.line().reference(), "");  // our own number stands in it
    const auto matched =
        tell("stella", R"("matchLine":{"statement":")" + one.statement() + R"(","line":")" +
                           one.line().id() + R"(","transfers":[")" + one.transfers(0) + "\"]}");
    EXPECT_EQ(matched.status, 200u) << matched.body;
    EXPECT_EQ(read<v1::MatchProposals>("/v1/fund/matches", "stella").proposals_size(), 0);
    static_cast<void>(request);
}

TEST_F(GatewayBank, AFileInWhichNothingCanBeReadChangesNothing) {
    const auto before = version();
    const auto answer = give("\x01\x02\x03 garbage\nmore\n");
    EXPECT_EQ(answer.status, 422u);
    EXPECT_EQ(text_at(answer, "code"), "statement_not_understood");
    EXPECT_EQ(version(), before);
}

TEST_F(GatewayBank, ALongFileComesInPartsAndWhatOverlapsIsKnown) {
    std::string file = "day,text,amount\n";
    for (int i = 0; i < 2'500; ++i)
        file += "2026-11-" + std::string(i % 2 == 0 ? "03" : "04") + ",line " + std::to_string(i) +
                ",-1.00\n";
    EXPECT_EQ(parsed<v1::StatementAnswer>(give(file)).taken(), 2'500u);
    const auto more = parsed<v1::StatementAnswer>(give(file + "2026-11-05,new,-1.00\n"));
    EXPECT_EQ(more.taken(), 1u);
    EXPECT_EQ(more.known(), 2'500u);
}

TEST_F(GatewayBank, TheBookIsGivenWholeAndAStatementNamesNoCase) {
    const auto request = paid();
    const auto journal = get("/v1/fund/journal", "clerk");
    EXPECT_THAT(journal.body, HasSubstr("commodity 1000.00 CAD"));
    EXPECT_THAT(journal.body, HasSubstr("request:" + request));
    EXPECT_THAT(field_of(journal, "content-disposition"), HasSubstr("fund.journal"));
    EXPECT_THAT(get("/v1/fund/journal.csv", "clerk").body, HasSubstr("transfer,day,instant_ms"));
    const auto told =
        get("/v1/fund/statement?funder=ville&from=2026-01-01&until=2030-01-01", "stella");
    const auto statement = parsed<v1::FunderStatement>(told);
    EXPECT_EQ(statement.received_cents(), 100'000);
    EXPECT_EQ(statement.spent_cents(), 4'000);
    EXPECT_EQ(statement.closing_cents(), 96'000);
    EXPECT_THAT(told.body, Not(HasSubstr(request)));
    EXPECT_EQ(
        get("/v1/fund/statement?funder=nobody&from=2026-01-01&until=2030-01-01", "stella").status,
        400u);
    EXPECT_EQ(
        text_at(get("/v1/fund/statement?funder=ville&from=2026-02-01&until=2026-01-01", "stella"),
                "code"),
        "period_wrong");
}

TEST_F(GatewayBank, AMonthThatIsOnIsNotClosed) {
    EXPECT_EQ(read<v1::FundMonths>("/v1/fund/periods", "board").months_size(), 0);
    const auto far =
        post("/v1/fund/periods", "board", R"({"id":")" + uuid() + R"(","month":"2099-01"})");
    EXPECT_EQ(text_at(far, "code"), "period_not_over");
    EXPECT_EQ(
        post("/v1/fund/periods", "board", R"({"id":")" + uuid() + R"(","month":"soon"})").status,
        400u);
}

// Another fund, whose story was told forty days ago: a month of it is over.
class GatewayMonth : public GatewayFundTest {
protected:
    GatewayMonth() {
        const test::FundStory story;
        const auto shift = std::chrono::floor<std::chrono::milliseconds>(
                               std::chrono::system_clock::now() - std::chrono::days(40)) -
                           story.now;
        redis::Settings settings;
        settings.unix_socket = redis_.socket();
        redis::Client client(process_->io.get_executor(), settings);
        const auto at = store::partition_of(secret_, "fund/main");
        std::string chain;
        for (auto event : story.history) {
            event.set_now_ms(event.now_ms() + shift.count());
            const auto bytes = event.SerializeAsString();
            chain = as_text(chain_hash(chain, bytes));
            EXPECT_TRUE(run(client.call({"XADD", at.events("fund/main"),
                                         std::to_string(event.version()) + "-0", "b", bytes})));
        }
        EXPECT_TRUE(run(client.call({"HSET", at.head("fund/main"), "version",
                                     std::to_string(story.history.back().version()), "chain", chain,
                                     "now", "0"})));
        client.stop();
        // Nobody echoed it: whoever asks next reads it.
        const auto received =
            post("/v1/fund/commands", "stella",
                 R"({"id":")" + uuid() +
                     R"(","fund":"main","command":{"receiveFunding":{"source":"city",)"
                     R"("amount":{"cents":"100"}}}})");
        EXPECT_EQ(received.status, 200u) << received.body;
    }
    std::string last_month() {
        const auto all = read<v1::FundMonths>("/v1/fund/periods?fund=main", "board");
        return all.months().rbegin()->period().period();
    }
    static std::string month_after(const std::string& month) {
        const int year = std::stoi(month.substr(0, 4)), number = std::stoi(month.substr(5));
        const auto next = number == 12 ? 1 : number + 1;
        return std::to_string(number == 12 ? year + 1 : year) + (next < 10 ? "-0" : "-") +
               std::to_string(next);
    }
    static std::vector<std::string> runbook_blocks() {
        std::ifstream file(fs::path(RELAIS_SOURCE) / "runbooks/fund-month.md");
        const std::string text(std::istreambuf_iterator<char>(file), {});
        std::vector<std::string> blocks;
        for (auto at = text.find("```sh\n"); at != text.npos; at = text.find("```sh\n", at)) {
            const auto begin = at + 6, end = text.find("```", begin);
            blocks.push_back(text.substr(begin, end - begin));
            at = end + 3;
        }
        EXPECT_EQ(blocks.size(), 3u);
        return blocks;
    }
    http::Answer close(const std::string& role, const std::string& month,
                       const std::string& digest) {
        return post(
            "/v1/fund/periods?fund=main", role,
            R"({"id":")" + uuid() + R"(","month":")" + month + R"(","digest":")" + digest + "\"}");
    }
};

TEST_F(GatewayMonth, IsClosedAsItWasLookedAtAndSignedForWhoeverLooksAgain) {
    const auto before = read<v1::FundMonths>("/v1/fund/periods?fund=main", "board");
    ASSERT_GE(before.months_size(), 1);
    const auto& open = *before.months().rbegin();
    EXPECT_FALSE(open.closed());
    EXPECT_TRUE(open.may_close());
    EXPECT_THAT(open.text(), HasSubstr("source:city 1000.00\n"));
    const auto month = open.period().period();
    EXPECT_EQ(text_at(close("board", month, std::string(64, '0')), "code"), "totals_differ");
    EXPECT_EQ(text_at(close("clerk", month, ""), "code"), "not_a_signatory");
    const auto answer = close("board", month, to_hex(open.period().digest()));
    ASSERT_EQ(answer.status, 200u) << answer.body;
    const auto closed = parsed<v1::FundMonths::Month>(answer);
    EXPECT_EQ(closed.text(), open.text());
    EXPECT_EQ(closed.period().closed_by(), "board");
    EXPECT_EQ(text_at(close("simone", month, ""), "code"), "period_closed_already");

    // With what it shows anybody can look again.
    const auto shown = read<v1::FundMonths>("/v1/fund/periods?fund=main", "clerk").months();
    const auto& period = shown.rbegin()->period();
    const auto raw = [](const std::string& text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256(digest.data(), raw(shown.rbegin()->text()), shown.rbegin()->text().size());
    EXPECT_EQ(to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()}),
              to_hex(period.digest()));
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> key;
    ASSERT_EQ(sodium_hex2bin(key.data(), key.size(), period.key().data(), period.key().size(),
                             nullptr, nullptr, nullptr),
              0);
    const auto verified = [&](const std::string& text) {
        return crypto_sign_verify_detached(raw(period.signature()), raw(text), text.size(),
                                           key.data()) == 0;
    };
    EXPECT_TRUE(verified(period.digest()));
    EXPECT_FALSE(verified(std::string(32, 'x')));
}

// A day of a closed month: what was signed stays as it is.
TEST_F(GatewayMonth, ThatIsClosedIsNotChangedByADepositOfOneOfItsDays) {
    const auto month = last_month();
    ASSERT_EQ(close("board", month, "").status, 200u);
    const auto text = get("/v1/fund/periods/" + month + "/text?fund=main", "clerk").body;
    EXPECT_THAT(text, HasSubstr("relais fund month 1\n"));
    const auto given =
        ask(http::Method::post,
            "/v1/fund/deposits?fund=main&source=city&amount=70&day=" + month + "-28&id=" + uuid(),
            "stella", "", {{"content-type", "application/octet-stream"}});
    ASSERT_EQ(given.status, 200u) << given.body;
    EXPECT_EQ(get("/v1/fund/periods/" + month + "/text?fund=main", "clerk").body, text);
    EXPECT_THAT(get("/v1/fund/journal?fund=main", "clerk").body, HasSubstr("on:" + month + "-28"));
    EXPECT_EQ(get("/v1/fund/periods/2020-01/text?fund=main", "clerk").status, 404u);
    EXPECT_EQ(get("/v1/fund/periods/" + month + "/text?fund=main", "worker").status, 403u);
}

// With the commands of the runbook, and tools that are none of ours.
TEST_F(GatewayMonth, IsCheckedWithoutUsByTheCommandsOfTheRunbook) {
    const auto month = last_month();
    const auto closed = parsed<v1::FundMonths::Month>(close("board", month, ""));
    const auto& period = closed.period();
    const auto check = [&](const std::string& text) {
        const auto folder = redis_.folder() / "check";
        fs::remove_all(folder);
        fs::create_directories(folder);
        std::ofstream(folder / (month + ".txt")) << text;
        std::ofstream(folder / "fund.journal") << get("/v1/fund/journal?fund=main", "clerk").body;
        std::ofstream script(folder / "check.sh");
        script << "set -euo pipefail\ncd '" << folder.string() << "'\nmonth=" << month
               << "\nafter=" << month_after(month) << "-01\ndigest=" << to_hex(period.digest())
               << "\nsignature=" << to_hex(period.signature()) << "\nkey=" << period.key() << "\n";
        const auto blocks = runbook_blocks();
        for (std::size_t i = 1; i < blocks.size(); ++i) script << blocks[i];
        script.close();
        const auto out = folder / "out";
        const int status = std::system(
            ("bash '" + (folder / "check.sh").string() + "' > '" + out.string() + "' 2>&1")
                .c_str());
        std::ifstream said(out);
        return std::pair(status == 0, std::string(std::istreambuf_iterator<char>(said), {}));
    };
    const auto text = get("/v1/fund/periods/" + month + "/text?fund=main", "clerk").body;
    const auto [agrees, said] = check(text);
    EXPECT_TRUE(agrees) << said;
    EXPECT_THAT(said, HasSubstr("Signature Verified Successfully"));
    EXPECT_THAT(said, HasSubstr("The book agrees."));
    auto forged = text;
    forged.replace(forged.find("1000.00"), 7, "9000.00");
    EXPECT_FALSE(check(forged).first);
}

}  // namespace
}  // namespace relais::gateway
