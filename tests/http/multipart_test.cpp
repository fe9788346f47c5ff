// Forms that carry a file: whole, or nothing.
#include "common/http/multipart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const std::string type = "multipart/form-data; boundary=----x7";

std::string part(const std::string& disposition, const std::string& content) {
    return "------x7\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content +
           "\r\n";
}
const std::string last = "------x7--\r\n";

TEST(Multipart, KeepsEveryByteOfAFile) {
    const std::string file("%PDF\r\n\0--\r\n------x\r\n", 22);
    const auto body = part("name=\"csrf\"", "token") +
                      part("name=\"file\"; filename=\"reçu.pdf\"\r\nContent-Type: x/y", file) +
                      last;
    const auto parts = parse_multipart(type, body);
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].content, "token");
    EXPECT_FALSE((*parts)[0].is_file);
    EXPECT_EQ((*parts)[1].name, "file");
    EXPECT_TRUE((*parts)[1].is_file);
    EXPECT_EQ((*parts)[1].content, file);
}

TEST(Multipart, GivesTheFieldsOfAFormInEitherShape) {
    Request request{.fields = {{"content-type", type}},
                    .body = part("name=\"csrf\"", "token") +
                            part("name=\"file\"; filename=\"a\"", "bytes") +
                            part("name=\"why\"", "é") + last};
    EXPECT_THAT(*form_fields(request), ElementsAre(Pair("csrf", "token"), Pair("why", "é")));
    request.fields = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = "csrf=token&why=%C3%A9";
    EXPECT_THAT(*form_fields(request), ElementsAre(Pair("csrf", "token"), Pair("why", "é")));
}

TEST(Multipart, TakesAFieldThatIsEmpty) {
    const auto parts = parse_multipart(type, part("name=\"note\"", "") + last);
    ASSERT_TRUE(parts);
    EXPECT_EQ((*parts)[0].content, "");
}

TEST(Multipart, ThatIsNotWholeIsNothing) {
    const auto good = part("name=\"a\"", "1") + last;
    ASSERT_TRUE(parse_multipart(type, good));
    for (std::size_t cut = 0; cut + 4 <= good.size(); ++cut)
        EXPECT_FALSE(parse_multipart(type, good.substr(0, cut))) << cut;
    EXPECT_FALSE(parse_multipart("multipart/form-data", good));
    EXPECT_FALSE(parse_multipart("multipart/form-data; boundary=other", good));
    EXPECT_FALSE(parse_multipart("text/plain; boundary=----x7", good));
    EXPECT_FALSE(parse_multipart(type, part("filename=\"a\"", "1") + last));
    EXPECT_FALSE(parse_multipart(type, part("name=\"a", "1") + last));
}

TEST(Multipart, HasSoManyPartsAndNoMore) {
    std::string body;
    for (std::size_t i = 0; i < parts_max; ++i) body += part("name=\"a\"", "1");
    EXPECT_TRUE(parse_multipart(type, body + last));
    EXPECT_FALSE(parse_multipart(type, body + part("name=\"a\"", "1") + last));
}

}  // namespace
}  // namespace relais::http
