// Amounts as people type them, the book, and its export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/fund/journal.hpp"
#include "tests/unit/fund.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using R = v1::Rejection;

std::string read(std::string_view text, std::string_view currency = {}) {
    const auto cents = domain::parse_amount(text, currency);
    return cents ? std::to_string(*cents) : R::Code_Name(cents.error());
}

TEST(NameTable, KnowsEachTextOnceByItsNumber) {
    domain::NameTable names;
    EXPECT_EQ(names.find("nobody"), std::nullopt);
    EXPECT_EQ(names.number_of(""), 0u);
    for (std::uint32_t n = 1; n < 5'000; ++n) ASSERT_EQ(names.number_of(std::to_string(n)), n);
    for (std::uint32_t n = 1; n < 5'000; ++n) {
        ASSERT_EQ(names.number_of(std::to_string(n)), n);
        ASSERT_EQ(names[n], std::to_string(n));
    }
    EXPECT_EQ(names[0], "");
    EXPECT_EQ(names.find("4999"), 4'999u);
    EXPECT_EQ(names.find("5000"), std::nullopt);
    EXPECT_EQ(names.size(), 5'000u);
}

TEST(Money, IsReadAsPeopleTypeIt) {
    for (const char* text : {"12,50 $", "12.50", "12,5", "$12.50", "CAD 12.50", "12,50\u00A0$"})
        EXPECT_EQ(read(text), "1250") << text;
    EXPECT_EQ(read("12"), "1200");
    EXPECT_EQ(read("1 234,50 $"), "123450");
    EXPECT_EQ(read("1\u202F234,50"), "123450");
    EXPECT_EQ(read("0,01"), "1");
    EXPECT_EQ(read("100000000.00"), "10000000000");
}

TEST(Money, IsRefusedWithTheReason) {
    EXPECT_EQ(read("0"), "amount_not_positive");
    EXPECT_EQ(read("-5"), "amount_not_positive");
    EXPECT_EQ(read("−5,00 $"), "amount_not_positive");
    EXPECT_EQ(read("12.345"), "amount_not_whole");
    EXPECT_EQ(read("1,234"), "amount_not_whole");
    EXPECT_EQ(read("100000000.01"), "amount_too_large");
    EXPECT_EQ(read("99999999999999999999999999"), "amount_too_large");
    EXPECT_EQ(read("12 USD"), "currency_not_ours");
    EXPECT_EQ(read("12 €"), "currency_not_ours");
    EXPECT_EQ(read("12", "USD"), "currency_not_ours");
    EXPECT_EQ(read("12", "CAD"), "1200");
    for (const char* text :
         {"", " ", "$", "douze", "1e3", "NaN", "1.2.3", ".50", "12.", "+5", "١٢"})
        EXPECT_EQ(read(text), "request_not_understood") << text;
}

TEST(Money, OfACommandIsCheckedLikewise) {
    EXPECT_EQ(domain::cents_of(dollars(12)), 1200);
    EXPECT_EQ(domain::cents_of(dollars(0)).error(), R::amount_not_positive);
    EXPECT_EQ(domain::cents_of(dollars(-1)).error(), R::amount_not_positive);
    EXPECT_EQ(domain::cents_of(dollars(100'000'000, 1)).error(), R::amount_too_large);
    auto foreign = dollars(12);
    foreign.set_currency("USD");
    EXPECT_EQ(domain::cents_of(foreign).error(), R::currency_not_ours);
}

TEST(Money, IsWrittenAsALedgerWritesIt) {
    EXPECT_EQ(domain::plain_amount(123'456), "1234.56");
    EXPECT_EQ(domain::plain_amount(-5), "-0.05");
    EXPECT_EQ(domain::plain_amount(0), "0.00");
    EXPECT_EQ(domain::plain_amount(INT64_MIN), "-92233720368547758.08");
}

v1::FundTransfer transfer(std::uint64_t version, std::int64_t from, std::int64_t to) {
    v1::FundTransfer one;
    one.set_id("fund/main/" + std::to_string(version) + "/0");
    one.set_kind(v1::FundTransfer::funded);
    one.set_source("city");
    const auto leg = [&](v1::FundAccount::Kind kind, const std::string& of, std::int64_t cents) {
        auto& added = *one.add_legs();
        *added.mutable_account() = domain::account_of(kind, of);
        added.set_cents(cents);
    };
    leg(v1::FundAccount::funder, "ville", from);
    leg(v1::FundAccount::source, "city", to);
    return one;
}

TEST(Book, KeepsWhatWasWrittenAndAlwaysAddsUpToZero) {
    domain::Book book;
    book.post(transfer(1, -500, 500), night);
    book.post(transfer(2, 200, -200), night);
    EXPECT_EQ(book.balance(domain::account_of(v1::FundAccount::source, "city")), 300);
    EXPECT_EQ(book.balance(domain::account_of(v1::FundAccount::source, "moon")), 0);
    EXPECT_EQ(book.sum(), 0);
    ASSERT_TRUE(book.find("fund/main/2/0"));
    EXPECT_EQ(book.find("fund/main/2/0")->SerializeAsString(),
              transfer(2, 200, -200).SerializeAsString());
    for (const char* unknown : {"fund/main/3/0", "fund/main/2/1", "fund/other/2/0", "2/0", "",
                                "fund/main/02/0", "fund/main/2/0/0"})
        EXPECT_FALSE(book.find(unknown)) << unknown;
    EXPECT_EQ(book.balances().size(), 2u);
}

TEST(BookDeath, StopsAtATransferThatIsNone) {
    domain::Book book;
    book.post(transfer(2, -500, 500), night);
    EXPECT_DEATH(book.post(transfer(3, -500, 501), night), "add up to zero");
    EXPECT_DEATH(book.post(transfer(3, INT64_MIN, INT64_MIN), night), "add up to zero");
    EXPECT_DEATH(book.post(transfer(2, -500, 500), night), "written once");
    EXPECT_DEATH(book.post(transfer(1, -500, 500), night), "written once");
}

TEST(Book, SaysBeforehandWhatWouldOverflow) {
    domain::Book book;
    EXPECT_TRUE(book.fits(transfer(1, -domain::balance_cents_max, domain::balance_cents_max)));
    book.post(transfer(1, -domain::balance_cents_max, domain::balance_cents_max), night);
    EXPECT_FALSE(book.fits(transfer(2, -1, 1)));
    EXPECT_FALSE(book.fits(transfer(2, INT64_MIN + 1, INT64_MAX)));
    EXPECT_TRUE(book.fits(transfer(2, 1, -1)));
}

TEST(Journal, IsAJournalOfHledgerAndRowsOfCsv) {
    FundStory fund;
    fund.pay("r1");
    const domain::Journal journal("America/Toronto");
    std::string text, rows;
    for (const auto& event : fund.history) {
        text += journal.hledger(event);
        rows += journal.csv(event);
    }
    EXPECT_THAT(text, HasSubstr("2026-11-18 (fund/main/2/0) funded  ; source:city, by:stella\n"
                                "    funder:ville  -1000.00 CAD\n"
                                "    source:city  1000.00 CAD\n"));
    EXPECT_THAT(text, HasSubstr("reservation  ; source:city, request:r1, case:K4M7, by:simone\n"
                                "    source:city  -40.00 CAD\n"
                                "    envelope:K4M7:taxi  40.00 CAD\n"));
    EXPECT_THAT(rows, HasSubstr(",paid,envelope:K4M7:taxi,-4000,city,r1,K4M7,stella,,,,\n"));
}

TEST(Journal, LetsNoNameEndALine) {
    FundStory fund;
    auto event = fund.history.at(1);
    event.mutable_actor()->set_person("eve\n2026-01-01 x");
    const domain::Journal journal("America/Toronto");
    EXPECT_THAT(journal.hledger(event), HasSubstr("by:?\n"));
    EXPECT_THAT(journal.csv(event), HasSubstr(",?,,,,\n"));
}

}  // namespace
}  // namespace relais::test
