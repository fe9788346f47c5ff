#include "tests/statements/reading.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt>\n"
    "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CAD\">9.00</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>\n"
    "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CAD\">1000.00</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal>\n";
const std::string tail = "</Stmt></BkToCstmrStmt></Document>\n";

std::string entry(const std::string& amount, const std::string& direction = "DBIT",
                  const std::string& day = "2026-11-03", const std::string& more = "") {
    return "<Ntry><Amt Ccy=\"CAD\">" + amount + "</Amt><CdtDbtInd>" + direction +
           "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>" + day +
           "</Dt></BookgDt><ValDt><Dt>2026-12-31</Dt></ValDt><AcctSvcrRef>R" + amount +
           "</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>K4M7</EndToEndId></Refs>"
           "<AmtDtls><TxAmt><Amt Ccy=\"USD\">1.00</Amt></TxAmt></AmtDtls>"
           "<RmtInf><Ustrd>Taxi &amp; co</Ustrd></RmtInf></TxDtls></NtryDtls>" +
           more + "</Ntry>\n";
}

statements::Reading read(const std::string& bytes) {
    EXPECT_EQ(statements::format_of(bytes), v1::BankStatement::camt_053);
    return statements::read(bytes, v1::BankStatement::camt_053, {});
}

TEST(CamtStatement, ReadsEntriesAndWhatStandsAtTheEnd) {
    const auto reading = read(head + entry("45.50") + entry("20", "CRDT") + tail);
    EXPECT_THAT(lines_of(reading),
                ElementsAre("2026-11-03 -4550 K4M7 Taxi & co", "2026-11-03 2000 K4M7 Taxi & co"));
    EXPECT_EQ(reading.lines[0].id, "R45.50");
    EXPECT_EQ(reading.closing_cents, 100'000);
    EXPECT_THAT(bad_of(reading), IsEmpty());
}

TEST(CamtStatement, GoodEntriesComeInAndBadOnesAreNamedByTheirLine) {
    auto dollars = entry("1.00");
    dollars.replace(dollars.find("CAD"), 3, "USD");
    auto pending = entry("2.00");
    pending.replace(pending.find("BOOK"), 4, "PDNG");
    const auto reading =
        read(head + entry("45.50") + entry("lots") + entry("3.00", "SIDE") +
             entry("4.00", "DBIT", "soon") + dollars + pending + entry("5.00") + tail);
    EXPECT_THAT(lines_of(reading),
                ElementsAre("2026-11-03 -4550 K4M7 Taxi & co", "2026-11-03 -500 K4M7 Taxi & co"));
    EXPECT_THAT(bad_of(reading),
                ElementsAre("6 amount_not_understood", "7 amount_not_understood",
                            "8 date_not_understood", "9 currency_not_ours", "10 not_booked_yet"));
}

TEST(CamtStatement, WhatStandsBeforeTheDamageComesIn) {
    const auto reading = read(head + entry("45.50") + "<Ntry><Amt Ccy=");
    EXPECT_THAT(lines_of(reading), ElementsAre("2026-11-03 -4550 K4M7 Taxi & co"));
    EXPECT_THAT(bad_of(reading), ElementsAre("6 file_not_understood_from_here"));
}

TEST(CamtStatement, ADocumentTypeIsRefusedBeforeAnythingIsUnfolded) {
    const std::string hostile =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/passwd\">"
        "<!ENTITY y \"&x;&x;\">]>\n<Document xmlns=\"urn:camt.053\"><BkToCstmrStmt><Stmt>" +
        entry("1.00", "DBIT", "2026-11-03", "<AddtlNtryInf>&x;</AddtlNtryInf>") + tail;
    const auto reading = read(hostile);
    EXPECT_THAT(reading.lines, IsEmpty());
    EXPECT_THAT(bad_of(reading), ElementsAre("2 document_type_not_taken"));
}

TEST(CamtStatement, DepthHasAnEnd) {
    std::string deep = "<Document xmlns=\"urn:camt.053\">";
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_THAT(bad_of(read(deep)), ElementsAre("1 file_not_understood_from_here"));
}

}  // namespace
}  // namespace relais::test
