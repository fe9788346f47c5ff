// The parts of the fund's desk that need no store: names of vouchers, tries, files by their bytes.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/http/caller.hpp"
#include "services/gateway/evidence_files.hpp"
#include "services/gateway/tries.hpp"
#include "services/gateway/voucher_paper.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const Secret secret{Hash256{7, 2}};

TEST(VoucherPaper, NamesAreOfTheWishAndOfNobodyElse) {
    const auto names = voucher_names(secret, "coalition", "w1");
    EXPECT_EQ(names.number, voucher_names(secret, "coalition", "w1").number);
    EXPECT_EQ(names.code, voucher_names(secret, "coalition", "w1").code);
    std::set<std::string> all;
    for (int i = 0; i < 2'000; ++i) {
        const auto one = voucher_names(secret, "coalition", std::to_string(i));
        EXPECT_TRUE(all.insert(one.number).second);
        EXPECT_TRUE(all.insert(one.code).second);
        EXPECT_EQ(voucher_number(one.number), one.number);
        EXPECT_EQ(one.number.find_first_of("01BILOSUVZ"), one.number.npos) << one.number;
    }
    EXPECT_NE(names.number, voucher_names(secret, "main", "w1").number);
    EXPECT_NE(names.number, voucher_names(Secret{Hash256{1}}, "coalition", "w1").number);
}

TEST(VoucherPaper, ANumberIsTheSameHoweverItIsTyped) {
    EXPECT_EQ(voucher_number("k7mx4rtp"), "K7MX-4RTP");
    EXPECT_EQ(voucher_number(" K7MX 4RTP."), "K7MX-4RTP");
    for (const auto* wrong : {"", "K7MX-4RT", "K7MX-4RTP2", "K7MX-4RT0", "K7MX-4RT\x80", "-------"})
        EXPECT_EQ(voucher_number(wrong), "") << wrong;
}

TEST(VoucherPaper, ACodeIsBoundToItsNumber) {
    const auto kept = code_hash(secret, "K7MX-4RTP", "H4WN-9C2F-T");
    EXPECT_EQ(kept.size(), 32u);
    EXPECT_EQ(code_hash(secret, "K7MX-4RTP", "h4wn 9c2f t"), kept);
    EXPECT_NE(code_hash(secret, "K7MX-4RTQ", "H4WN-9C2F-T"), kept);
    EXPECT_NE(code_hash(secret, "K7MX-4RTP", "H4WN-9C2F-W"), kept);
    EXPECT_NE(code_hash(secret, "K7MX-4RTP", ""), kept);
}

TEST(VoucherPaper, TheSquareIsAPictureWithoutScript) {
    const auto svg = qr_svg("https://relais.example/v/K7MX-4RTP");
    EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    EXPECT_THAT(svg, HasSubstr("</svg>"));
    EXPECT_NE(svg, qr_svg("https://relais.example/v/K7MX-4RTQ"));
    EXPECT_EQ(qr_svg(std::string(10'000, 'x')), "");
}

TEST(Tries, HaveABudgetThatComesBackWithTime) {
    Tries tries(3, std::chrono::seconds(10));
    Instant now = instant(1'000'000);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(tries.take("192.0.2.1", now)) << i;
    EXPECT_FALSE(tries.take("192.0.2.1", now));
    EXPECT_TRUE(tries.take("192.0.2.2", now));
    EXPECT_FALSE(tries.take("192.0.2.1", now + std::chrono::seconds(9)));
    now += std::chrono::seconds(10);
    EXPECT_TRUE(tries.take("192.0.2.1", now));
    EXPECT_FALSE(tries.take("192.0.2.1", now));
    now += std::chrono::hours(1);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(tries.take("192.0.2.1", now)) << i;
}

TEST(Tries, AHouseIsOneAddress) {
    Tries tries(1, std::chrono::seconds(10));
    const Instant now = instant(1'000'000);
    EXPECT_TRUE(tries.take("2001:db8:1:2:3::4", now));
    EXPECT_FALSE(tries.take("2001:db8:1:2:9::8", now));
    EXPECT_TRUE(tries.take("2001:db8:1:3:3::4", now));
    EXPECT_TRUE(tries.take("::ffff:192.0.2.1", now));
    EXPECT_TRUE(tries.take("::ffff:192.0.2.2", now));
}

TEST(Tries, AnAddressIsTheSameHoweverItIsWritten) {
    Tries tries(1, std::chrono::seconds(10));
    const Instant now = instant(1'000'000);
    EXPECT_TRUE(tries.take("2001:db8::1", now));  // its network is 2001:db8:0:0
    EXPECT_FALSE(tries.take("2001:db8:0:0:1::", now));
    EXPECT_FALSE(tries.take("2001:0DB8::ff:ff:ff:ff", now));
    EXPECT_TRUE(tries.take("2001:db8:0:1::1", now));
    EXPECT_TRUE(tries.take("::ffff:192.0.2.1", now));
    EXPECT_FALSE(tries.take("192.0.2.1", now));
    EXPECT_FALSE(tries.take("::FFFF:c000:201", now));
    EXPECT_TRUE(tries.take("::1", now));
    EXPECT_FALSE(tries.take("::2", now));
    EXPECT_TRUE(tries.take("no address", now));
    EXPECT_FALSE(tries.take("no address", now));
}

TEST(Tries, OnlyWhatStandsBesideUsIsBelieved) {
    http::Request request{.fields = {{"x-forwarded-for", "9.9.9.9, 203.0.113.7"}},
                          .peer = "198.51.100.1"};
    EXPECT_EQ(http::caller_of(request), "198.51.100.1");
    request.peer = "127.0.0.1";
    EXPECT_EQ(http::caller_of(request), "203.0.113.7");
    request.fields = {};
    EXPECT_EQ(http::caller_of(request), "127.0.0.1");
}

TEST(EvidenceFiles, KindsAreKnownByTheirFirstBytes) {
    EXPECT_EQ(file_type_of("%PDF-1.4\n"), v1::FundEvidence::pdf);
    EXPECT_EQ(file_type_of("\xff\xd8\xff\xe0JFIF"), v1::FundEvidence::jpeg);
    EXPECT_EQ(file_type_of(std::string_view("\x89PNG\r\n\x1a\n\0", 9)), v1::FundEvidence::png);
    for (const auto* other : {"", "%PD", "<svg", "GIF89a", "\x89PNG", "PK\x03\x04"})
        EXPECT_EQ(file_type_of(other), v1::FundEvidence::none);
}

}  // namespace
}  // namespace relais::gateway
