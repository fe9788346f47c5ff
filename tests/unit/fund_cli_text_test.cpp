// What "relais fund" prints stays within a terminal of 80 columns, under its headings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/relais/fund_text.hpp"

namespace relais::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string uuid = "9b3c1a52-0b1d-4c7e-9a51-3d6a1f2e8b77";

void expect_in_a_terminal(const std::string& text) {
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        const auto line = text.substr(from, end - from);
        EXPECT_LE(characters(line), terminal_columns) << line;
        from = end + 1;
    }
}

class FundCliText : public testing::Test {
protected:
    Console console_{words::Language::fr};
};

TEST_F(FundCliText, ARequestWithALongStateFitsAndKeepsItsId) {
    v1::FundRequests requests;
    auto& one = *requests.add_requests();
    one.set_request(uuid);
    one.set_case_code("TOKA-RILU");
    one.set_words("Nuit d’hôtel");
    one.set_quantity(2);
    one.set_cents(240'00);
    one.set_state(v1::FundRequest::routed);
    one.set_payer_words("Aide financière d’urgence");
    const auto text = requests_text(console_, requests);
    expect_in_a_terminal(text);
    EXPECT_THAT(text, StartsWith("Dossier · Quoi · Montant · État · Demande\n"));
    EXPECT_THAT(text, HasSubstr("\nTOKA-RILU · Nuit d’hôtel × 2 · 240,00\u00a0$ · "));
    EXPECT_THAT(text, HasSubstr(uuid));
}

TEST_F(FundCliText, WhatIsNarrowIsATableUnderItsHeadings) {
    v1::FundAgeing ageing;
    auto& age = *ageing.add_ages();
    age.set_kind(v1::FundFlag::advance_overdue);
    age.set_of("a1");
    age.set_cents(50'00);
    age.set_days(31);
    const auto text = ageing_text(console_, ageing);
    expect_in_a_terminal(text);
    EXPECT_THAT(text, StartsWith("Quoi             Demande  Montant  Depuis\n"));
    EXPECT_THAT(text, HasSubstr("Avance à régler  a1       50,00\u00a0$  31 jours"));
}

TEST_F(FundCliText, ASourceWithALongNameFits) {
    v1::FundView view;
    view.set_words("Fonds d’urgence");
    for (const char* name : {"Ville de Montréal, dépannage des personnes sans abri", "Québec"}) {
        auto& source = *view.add_sources();
        source.set_words(name);
        source.set_received_cents(1'234'567'89);
        source.set_available_cents(1'234'567'89);
        source.set_over(true);
    }
    expect_in_a_terminal(fund_text(console_, view));
    EXPECT_THAT(fund_text(console_, view), HasSubstr("fermée en ce moment"));
}

TEST_F(FundCliText, AMonthToCloseFitsWithItsDigest) {
    v1::FundMonths months;
    auto& period = *months.add_months()->mutable_period();
    period.set_period("2026-10");
    period.set_digest(std::string(32, 'd'));
    const auto text = months_text(console_, months);
    expect_in_a_terminal(text);
    std::string hex;
    for (int i = 0; i < 32; ++i) hex += "64";
    EXPECT_THAT(text, HasSubstr(hex)) << "it is copied whole";
}

TEST(Folded, BreaksBetweenWordsAndKeepsALongOneWhole) {
    EXPECT_EQ(folded("un deux trois", 2, 8), "un deux\n  trois");
    EXPECT_EQ(folded("abc " + uuid, 2, 10), "abc\n  " + uuid);
    EXPECT_EQ(folded(""), "");
}

}  // namespace
}  // namespace relais::cli
