#include "tests/statements/reading.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

statements::Reading read(const std::string& bytes) {
    EXPECT_EQ(statements::format_of(bytes), v1::BankStatement::ofx);
    return statements::read(bytes, v1::BankStatement::ofx, {});
}

const std::string sgml_head =
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n"
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CAD\r\n<BANKTRANLIST>\r\n";
const std::string sgml_tail =
    "</BANKTRANLIST><LEDGERBAL><BALAMT>1000.00<DTASOF>20261130</LEDGERBAL></STMTRS></OFX>\r\n";

std::string transaction(const std::string& amount, const std::string& day, const std::string& id) {
    return "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>" + day + "<TRNAMT>" + amount + "<FITID>" + id +
           "<NAME>Taxi &amp; co<MEMO>K4M7</STMTTRN>\r\n";
}

TEST(OfxStatement, ReadsWhatIsNeverClosed) {
    const auto reading = read(sgml_head + transaction("-45.50", "20261103120000[-5:EST]", "F1") +
                              transaction("20,00", "20261104", "F2") + sgml_tail);
    EXPECT_THAT(lines_of(reading),
                ElementsAre("2026-11-03 -4550 Taxi & co K4M7", "2026-11-04 2000 Taxi & co K4M7"));
    EXPECT_EQ(reading.lines[1].id, "F2");
    EXPECT_EQ(reading.closing_cents, 100'000);
    EXPECT_THAT(bad_of(reading), IsEmpty());
}

TEST(OfxStatement, ReadsXmlByTheSameRule) {
    const auto reading = read(
        "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\n<OFX><STMTRS>\n"
        "<CURDEF>CAD</CURDEF><BANKTRANLIST><STMTTRN>\n<DTPOSTED>20261103</DTPOSTED>\n"
        "<TRNAMT>-9.99</TRNAMT><FITID>A</FITID><NAME>H\u00f4tel</NAME></STMTTRN></BANKTRANLIST>\n"
        "</STMTRS></OFX>");
    EXPECT_THAT(lines_of(reading), ElementsAre("2026-11-03 -999 Hôtel"));
    EXPECT_THAT(bad_of(reading), IsEmpty());
}

TEST(OfxStatement, GoodEntriesComeInAndBadOnesAreNamedByTheirLine) {
    const auto reading =
        read(sgml_head + transaction("-45.50", "20261103", "F1") +
             transaction("many", "20261103", "F2") + transaction("-1.00", "someday", "F3") +
             "<STMTTRN><TRNAMT>-2.00\r\n" + transaction("-3.00", "20261105", "F5") +
             "<<<>>> &&&\r\n" + "<STMTTRN><DTPOSTED>20261106<TRNAMT>-4.00");
    EXPECT_THAT(lines_of(reading),
                ElementsAre("2026-11-03 -4550 Taxi & co K4M7", "2026-11-05 -300 Taxi & co K4M7"));
    EXPECT_THAT(bad_of(reading), ElementsAre("10 amount_not_understood", "11 date_not_understood",
                                             "12 entry_not_ended", "15 entry_not_ended"));
}

TEST(OfxStatement, AnAccountInAnotherCurrencyIsNotOurs) {
    auto head = sgml_head;
    head.replace(head.find("CAD"), 3, "USD");
    const auto reading = read(head + transaction("-45.50", "20261103", "F1") + sgml_tail);
    EXPECT_THAT(reading.lines, IsEmpty());
    EXPECT_THAT(bad_of(reading), ElementsAre("9 currency_not_ours"));
    EXPECT_EQ(reading.closing_cents, std::nullopt);
}

TEST(OfxStatement, EntitiesOfItsOwnMeanNothing) {
    const auto reading = read(
        "<!DOCTYPE OFX [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<OFX><STMTTRN><DTPOSTED>"
        "20261103<TRNAMT>-1.00<NAME>&x;</STMTTRN></OFX>");
    EXPECT_THAT(lines_of(reading), ElementsAre("2026-11-03 -100 &x;"));
}

}  // namespace
}  // namespace relais::test
