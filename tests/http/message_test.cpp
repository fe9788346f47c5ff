#include "common/http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Form, KeepsItsOrderAndNamesThatComeTwice) {
    const auto pairs = parse_form("need=legal_help&need=transport&note=a+b%26c%3d%C3%A9&empty=");
    ASSERT_TRUE(pairs);
    EXPECT_THAT(*pairs, ElementsAre(Pair("need", "legal_help"), Pair("need", "transport"),
                                    Pair("note", "a b&c=é"), Pair("empty", "")));
}

TEST(Form, WithABrokenEscapeIsNothing) {
    for (const auto* text : {"a=%", "a=%4", "a=%zz", "%=1", "a=1&b=%q0"})
        EXPECT_FALSE(parse_form(text)) << text;
}

TEST(Request, FindsACookieAmongOthers) {
    const Request request{.fields = {{"cookie", "a=1; __Host-relais=abc.def ;b=2"}}};
    EXPECT_EQ(request.cookie("__Host-relais"), "abc.def");
    EXPECT_EQ(request.cookie("relais"), "");
    EXPECT_EQ(request.cookie("b"), "2");
}

TEST(Request, DecodesItsQuery) {
    const Request request{.query = "at=2026-11-01T01%3A30%3A00Z&sector=police"};
    EXPECT_EQ(request.query_value("at"), "2026-11-01T01:30:00Z");
    EXPECT_EQ(request.query_value("sector"), "police");
    EXPECT_EQ(request.query_value("none"), "");
}

}  // namespace
}  // namespace relais::http
