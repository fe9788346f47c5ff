// What was set right by another transfer is as if it had not been: its paper shows again what it
// showed, and no line of the bank is matched with it.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

class FundCorrections : public FundTest {
protected:
    void advanced() {
        auto wish = FundStory::wish("a1", "advance", dollars(200), "");
        wish.set_advance_to("wilma");
        told(fund.mail(wish));
        told(fund.approve("a1", by("simone")));
        told(fund.send("a1", "pay-a1"));
        told(fund.told("pay-a1", v1::FundPayment::paid));
    }
    domain::Decision settle(std::int64_t cents, const std::string& evidence) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& settle = *command.mutable_settle_advance();
            settle.set_advance("a1");
            auto& spent = *settle.add_spent();
            spent.set_expense("food");
            spent.mutable_amount()->set_cents(cents);
            spent.set_evidence(evidence);
        });
    }
    domain::Decision correct(const std::string& transfer) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_correct_transfer()->set_transfer(transfer);
            command.mutable_correct_transfer()->set_why("wrong_amount");
        });
    }
    domain::Decision read(const std::string& line, std::int64_t cents) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& statement = *command.mutable_read_statement()->mutable_statement();
            statement.set_id("s1");
            statement.set_bank_account("chequing");
            statement.set_format(v1::BankStatement::csv);
            statement.set_content(std::string(32, 's'));
            statement.add_lines()->set_id(line);
            statement.mutable_lines(0)->set_cents(cents);
        });
    }
    domain::Decision match(const std::vector<std::string>& transfers) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_match_line()->set_statement("s1");
            command.mutable_match_line()->set_line("l1");
            for (const auto& id : transfers) command.mutable_match_line()->add_transfers(id);
        });
    }
    [[nodiscard]] std::string last_transfer() const {
        std::string last;
        for (const auto& event : fund.history)
            for (const auto* one : domain::transfers_of(event.fund())) last = one->id();
        return last;
    }
};

TEST_F(FundCorrections, OfASettlementLetItsPaperShowAsMuchAgain) {
    advanced();
    told(fund.show("a1", "e1", dollars(100)));
    told(fund.show("a1", "e2", dollars(100)));
    told(settle(60'00, "e1"));
    told(settle(40'00, "e1"));
    const auto wrong = last_transfer();
    refused(settle(1, "e1"), Rejection::evidence_not_enough);
    told(correct(wrong));
    refused(settle(40'01, "e1"), Rejection::evidence_not_enough);
    told(settle(40'00, "e1"));
    told(settle(100'00, "e2"));
    EXPECT_EQ(fund.state_of("a1"), Request::evidenced);
    EXPECT_EQ(fund.state.request("a1")->evidence.at("e1").used, 100'00);
}

TEST_F(FundCorrections, AndWhatTheyCorrectAreMatchedWithNoLine) {
    told(fund.receive("city", dollars(70)));
    const auto wrong = last_transfer();
    told(fund.receive("city", dollars(70)));
    const auto right = last_transfer();
    told(correct(wrong));
    told(read("l1", 70'00));
    refused(match({wrong}), Rejection::transfer_corrected_already);
    refused(match({right, wrong, last_transfer()}), Rejection::transfer_corrected_already);
    told(match({right}));
}

// Read again in a better way, a file gives what it did not give, and nothing twice.
TEST_F(FundCorrections, OfHowAFileIsReadDoubleNothing) {
    const auto statement = [](const std::string& id,
                              const std::vector<std::pair<std::string, std::int64_t>>& lines) {
        v1::BankStatement made;
        made.set_id(id);
        made.set_bank_account("chequing");
        made.set_format(v1::BankStatement::csv);
        made.set_content(std::string(32, 's'));
        for (const auto& [line, cents] : lines) {
            made.add_lines()->set_id(line);
            made.mutable_lines()->rbegin()->set_cents(cents);
        }
        return made;
    };
    const auto take = [&](const v1::BankStatement& read) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            *command.mutable_read_statement()->mutable_statement() = read;
        });
    };
    told(take(statement("first", {{"a", -5'00}, {"b", -5'00}, {"c", -7'00}})));
    refused(take(statement("second", {{"a", -5'00}, {"c", -7'00}})),
            Rejection::statement_read_already);
    // "a" keeps its id; "x" is "b" under another text; "y" and "z" are new.
    const auto better =
        statement("third", {{"a", -5'00}, {"x", -5'00}, {"y", -5'00}, {"z", -9'00}});
    EXPECT_EQ(domain::given_before(fund.state, better),
              (std::vector<bool>{true, true, false, false}));
    told(take(statement("third", {{"a", -5'00}, {"y", -5'00}, {"z", -9'00}})));
    EXPECT_EQ(fund.state.lines.size(), 5u);
    // A retry of the same reading leaves out the same lines.
    EXPECT_EQ(domain::given_before(fund.state, better),
              (std::vector<bool>{true, true, false, false}));
    auto elsewhere = better;
    elsewhere.set_bank_account("savings");
    EXPECT_EQ(domain::given_before(fund.state, elsewhere), std::vector<bool>(4, false));
}

}  // namespace
}  // namespace relais::test
