#include <set>

#include "tests/statements/reading.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::StatementMapping mapping() {
    v1::StatementMapping columns;
    columns.set_first_line(2);
    columns.set_date(1);
    columns.set_amount(3);
    columns.set_text(2);
    return columns;
}

statements::Reading read(std::string_view bytes, const v1::StatementMapping& columns = mapping()) {
    return statements::read(bytes, v1::BankStatement::csv, columns);
}

TEST(CsvStatement, ReadsLinesWhateverTheirEnds) {
    const auto reading = read(
        "Date;Text;Amount\r\n2026-11-03;\"Taxi \"\"Bleu\"\"; night\";-45.50\r\n"
        "2026-11-04;Gift;1200.00");
    EXPECT_THAT(lines_of(reading),
                ElementsAre("2026-11-03 -4550 Taxi \"Bleu\"; night", "2026-11-04 120000 Gift"));
    EXPECT_THAT(bad_of(reading), IsEmpty());
}

TEST(CsvStatement, HalfGarbageGivesTheGoodLinesAndNamesTheOthers) {
    const auto reading = read(
        "Date,Text,Amount\n"
        "2026-11-03,good,-45.50\n"
        "yesterday,day,-1.00\n"
        "2026-02-30,no such day,-1.00\n"
        "2026-11-03,fraction,-1.005\n"
        "2026-11-03,word,lots\n"
        "2026-11-03,nothing,0.00\n"
        "2026-11-03,far,99999999999999999999\n"
        "2026-11-03\n"
        "\n"
        "2026-11-05,\"never closed,-3.00\n"
        "2026-11-06,last,7\n");
    EXPECT_THAT(lines_of(reading), ElementsAre("2026-11-03 -4550 good", "2026-11-06 700 last"));
    EXPECT_THAT(bad_of(reading),
                ElementsAre("3 date_not_understood", "4 date_not_understood",
                            "5 amount_not_understood", "6 amount_not_understood", "7 amount_zero",
                            "8 amount_too_large", "9 too_few_columns", "11 quote_not_closed"));
}

TEST(CsvStatement, AmountsAreReadAsBanksOfQuebecWriteThem) {
    auto columns = mapping();
    columns.set_first_line(1);
    columns.set_decimal_comma(true);
    columns.set_date_form("%d/%m/%Y");
    columns.set_separator(";");
    const auto reading = read(
        "03/11/2026;a;1 200,00 $\n03/11/2026;b;(45,50)\n03/11/2026;c;45,5-\n"
        "03/11/2026;d;\u2212"
        "1.234,00\n11/31/2026;e;1,00\n",
        columns);
    EXPECT_THAT(lines_of(reading), ElementsAre("2026-11-03 120000 a", "2026-11-03 -4550 b",
                                               "2026-11-03 -4550 c", "2026-11-03 -123400 d"));
    EXPECT_THAT(bad_of(reading), ElementsAre("5 date_not_understood"));
}

TEST(CsvStatement, OneColumnForWhatCameAndOneForWhatWent) {
    auto columns = mapping();
    columns.clear_amount();
    columns.set_first_line(1);
    columns.set_money_out(3);
    columns.set_money_in(4);
    const auto reading = read(
        "2026-11-03,out,45.50,\n2026-11-03,in,,20.00\n2026-11-03,minus,-3.00,0.00\n"
        "2026-11-03,both,1.00,2.00\n2026-11-03,none,,\n",
        columns);
    EXPECT_THAT(lines_of(reading),
                ElementsAre("2026-11-03 -4550 out", "2026-11-03 2000 in", "2026-11-03 -300 minus"));
    EXPECT_THAT(bad_of(reading), ElementsAre("4 amount_not_understood", "5 amount_zero"));
}

TEST(CsvStatement, AnAmountIsNeverMadeAHundredTimesLarger) {
    const auto reading = read(
        "head\n2026-11-03,a,\"45,50\"\n2026-11-03,b,\"1,234.50\"\n2026-11-03,c,\"12,34,567\"\n"
        "2026-11-03,d,\"1,234,567.00\"\n2026-11-03,e,\",500\"\n");
    EXPECT_THAT(lines_of(reading), ElementsAre("2026-11-03 123450 b", "2026-11-03 123456700 d"));
    EXPECT_THAT(bad_of(reading), ElementsAre("2 amount_not_understood", "4 amount_not_understood",
                                             "6 amount_not_understood"));
}

TEST(CsvStatement, LinesThatABankNumbersAnewEachMonthAreNotOne) {
    auto columns = mapping();
    columns.set_id(4);
    const auto november = read("head\n2026-11-03,taxi,-20.00,1\n", columns);
    const auto december = read("head\n2026-12-03,taxi,-20.00,1\n", columns);
    EXPECT_NE(november.lines.at(0).id, december.lines.at(0).id);
    EXPECT_EQ(november.lines[0].id, read("head\n2026-11-03,taxi,-20.00,1\n", columns).lines[0].id);
}

TEST(CsvStatement, ALineWithoutAnIdHasTheSameOneInEveryFile) {
    const std::string two = "2026-11-03,taxi,-20.00\n2026-11-03,taxi,-20.00\n";
    const auto once = read("head\n" + two);
    const auto again = read("head\n2026-11-02,other,-5.00\n" + two);
    ASSERT_EQ(once.lines.size(), 2u);
    ASSERT_EQ(again.lines.size(), 3u);
    EXPECT_NE(once.lines[0].id, once.lines[1].id);  // two taxis are two
    EXPECT_EQ(once.lines[0].id, again.lines[1].id);
    EXPECT_EQ(once.lines[1].id, again.lines[2].id);
}

TEST(CsvStatement, OldLettersBecomeNewOnes) {
    const auto reading = read("head\n2026-11-03,H\xf4tel de l\x92\xc9toile,-90.00\n");
    EXPECT_THAT(lines_of(reading), ElementsAre("2026-11-03 -9000 Hôtel de l’Étoile"));
}

TEST(CsvStatement, BytesThatAreNoTextAtAllAreNeverALine) {
    std::string noise;
    for (int i = 0; i < 20'000; ++i) noise += static_cast<char>((i * 7919) >> 3);
    EXPECT_THAT(read(noise).lines, IsEmpty());
    EXPECT_THAT(read("").lines, IsEmpty());
    EXPECT_LE(read(noise).bad.size(), statements::bad_max);
}

TEST(CsvStatement, MoreThanItsLimitIsToldAndNotTaken) {
    std::string long_file = "head\n";
    for (std::size_t i = 0; i < statements::lines_max + 2; ++i) long_file += "2026-11-03,x,-1.00\n";
    const auto reading = read(long_file);
    EXPECT_EQ(reading.lines.size(), statements::lines_max);
    EXPECT_THAT(bad_of(reading), ElementsAre("20002 too_many_lines", "20003 too_many_lines"));
}

}  // namespace
}  // namespace relais::test
