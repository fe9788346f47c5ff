// Every shape of request that Debian's Beast accepts and must not, and those that are right.
#include "common/http/request_reader.hpp"

#include <string>

#include <gtest/gtest.h>

namespace relais::http {
namespace {

// What became of some bytes: "refused 400", "more", or the body and what was left over.
struct Outcome {
    std::string what = {};
    Request request = {};
    std::string left = {};
    std::string detail = {};
};

Outcome read(std::string_view bytes, std::size_t body_max = 1'000) {
    const ServerSettings settings;
    RequestReader reader(settings);
    const auto refused = [](const Refusal& refusal) {
        return Outcome{.what = "refused " + std::to_string(refusal.status),
                       .detail = refusal.detail};
    };
    const auto head = reader.read_head(bytes);
    if (!head) return refused(head.error());
    if (!*head) return {.what = "more"};
    const auto body = reader.read_body(bytes, body_max);
    if (!body) return refused(body.error());
    if (!*body) return {.what = "more"};
    return {.what = "whole", .request = reader.request(), .left = std::string(bytes)};
}

std::string head(std::string_view fields) {
    return "POST /v1/alerts HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

TEST(Gate, LetsAPlainRequestThrough) {
    const auto got = read(
        "POST /v1/alerts?x=1 HTTP/1.1\r\nHost: a.test:8072\r\nX-One: 1\r\nContent-Length: "
        "4\r\n\r\nbodyGET / HTTP/1.1\r\n");
    EXPECT_EQ(got.what, "whole") << got.detail;
    EXPECT_EQ(got.request.method, Method::post);
    EXPECT_EQ(got.request.path, "/v1/alerts");
    EXPECT_EQ(got.request.query, "x=1");
    EXPECT_EQ(got.request.field("x-one"), "1");
    EXPECT_EQ(got.request.body, "body");
    EXPECT_EQ(got.left, "GET / HTTP/1.1\r\n");
}

TEST(Gate, LetsAChunkedBodyThrough) {
    const auto got =
        read(head("Transfer-Encoding: Chunked\r\n") + "3\r\nbod\r\n1;ext=1\r\ny\r\n0\r\n\r\nrest");
    EXPECT_EQ(got.what, "whole") << got.detail;
    EXPECT_EQ(got.request.body, "body");
    EXPECT_EQ(got.left, "rest");
}

TEST(Gate, WantsExactlyOneHost) {
    EXPECT_EQ(read("GET / HTTP/1.1\r\n\r\n").what, "refused 400");
    EXPECT_EQ(read("GET / HTTP/1.0\r\n\r\n").what, "refused 400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n").what, "refused 400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost:\r\n\r\n").what, "refused 400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a b\r\n\r\n").what, "refused 400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n").what, "refused 400");
}

TEST(Gate, KnowsNoTransferCodingButChunked) {
    for (const auto* coding :
         {"xchunked", "identity", "chunked, identity", "chunked, chunked", "gzip, chunked", "",
          "chunked;q=1", "\"chunked\"", "chunked,", "\vchunked"}) {
        const std::string field = "Transfer-Encoding: " + std::string(coding) + "\r\n";
        EXPECT_EQ(read(head(field) + "0\r\n\r\n").what, "refused 400") << coding;
        EXPECT_EQ(read(head(field + "Content-Length: 5\r\n") + "0\r\n\r\n").what, "refused 400")
            << coding;
    }
}

TEST(Gate, RefusesChunkedTwice) {
    EXPECT_EQ(
        read(head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n")
            .what,
        "refused 400");
}

TEST(Gate, RefusesChunkedWithALengthInEitherOrder) {
    EXPECT_EQ(read(head("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n").what,
              "refused 400");
    EXPECT_EQ(read(head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n").what,
              "refused 400");
}

TEST(Gate, RefusesChunkedInHttp10) {
    EXPECT_EQ(
        read("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").what,
        "refused 400");
}

TEST(Gate, RefusesLengthsThatAreNotOnePlainNumber) {
    EXPECT_EQ(read(head("Content-Length: 4\r\nContent-Length: 4\r\n") + "body").what,
              "refused 400");
    for (const auto* length : {"4, 4", "+4", "-4", "0x4", "4a", "", "99999999999999999999999"})
        EXPECT_EQ(read(head("Content-Length: " + std::string(length) + "\r\n") + "body").what,
                  "refused 400")
            << length;
}

TEST(Gate, RefusesFoldedLines) {
    EXPECT_EQ(read(head("X-One: 1\r\n more\r\n")).what, "refused 400");
    EXPECT_EQ(read(head("X-One: 1\r\n\tmore\r\n")).what, "refused 400");
    EXPECT_EQ(read(head("Transfer-Encoding:\r\n chunked\r\n") + "0\r\n\r\n").what, "refused 400");
    EXPECT_EQ(read("GET / HTTP/1.1\r\n Host: a\r\n\r\n").what, "refused 400");
}

TEST(Gate, RefusesTargetsThatAreNotInOriginForm) {
    for (const auto* target : {"http://a/v1/alerts", "*", "a:80", "v1/alerts", "/caf\xc3\xa9",
                               "/\x80", "/a#b", "//\x7f"})
        EXPECT_EQ(read("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n").what,
                  "refused 400")
            << target;
}

TEST(Gate, KnowsFourMethods) {
    for (const auto* method : {"CONNECT", "TRACE", "DELETE", "PATCH", "OPTIONS", "get", "PRI"})
        EXPECT_EQ(read(std::string(method) + " / HTTP/1.1\r\nHost: a\r\n\r\n").what, "refused 405")
            << method;
}

TEST(Gate, RefusesFieldsOfIdentityThatComeTwice) {
    for (const auto* name : {"Authorization", "Content-Type", "Origin", "Expect"}) {
        const std::string field = std::string(name) + ": 100-continue\r\n";
        EXPECT_EQ(read(head(field + field)).what, "refused 400") << name;
    }
}

TEST(Gate, IgnoresTrailers) {
    const auto got = read(head("Transfer-Encoding: chunked\r\n") +
                          "0\r\nAuthorization: Bearer x\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n");
    EXPECT_EQ(got.what, "whole") << got.detail;
    EXPECT_EQ(got.request.field("authorization"), "");
    EXPECT_EQ(got.request.field("x-forwarded-for"), "");
}

TEST(Gate, BoundsHeadFieldsAndTarget) {
    EXPECT_EQ(read(head("X: " + std::string(8'192, 'x') + "\r\n")).what, "refused 431");
    EXPECT_EQ(read("GET / HTTP/1.1\r\nX: " + std::string(9'000, 'x')).what, "refused 431");
    std::string fields;
    for (int i = 0; i < 99; ++i) fields += "X: 1\r\n";
    EXPECT_EQ(read(head(fields)).what, "whole");
    EXPECT_EQ(read(head(fields + "X: 1\r\n")).what, "refused 431");
    const auto target = [](std::size_t size) {
        return "GET /" + std::string(size - 1, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    EXPECT_EQ(read(target(2'048)).what, "whole");
    EXPECT_EQ(read(target(2'049)).what, "refused 414");
}

TEST(Gate, BoundsTheBodyBeforeItIsRead) {
    EXPECT_EQ(read(head("Content-Length: 1001\r\n")).what, "refused 413");
    EXPECT_EQ(read(head("Content-Length: 1000\r\n")).what, "more");
    EXPECT_EQ(
        read(head("Transfer-Encoding: chunked\r\n") + "3e9\r\n" + std::string(1'001, 'x')).what,
        "refused 413");
}

TEST(Gate, BoundsChunkExtensionsAndTrailers) {
    const std::string chunked = head("Transfer-Encoding: chunked\r\n");
    EXPECT_EQ(read(chunked + "1;" + std::string(9'000, 'x')).what, "refused 400");
    std::string trailers = "0\r\n";
    for (int i = 0; i < 2'000; ++i) trailers += "X: 1\r\n";
    EXPECT_EQ(read(chunked + trailers).what, "refused 400");
}

TEST(Gate, RefusesBytesThatAreNotHttp) {
    for (const std::string& text :
         {std::string("\x16\x03\x01\x02\r\n\r\n"), std::string("GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
          std::string("GET / HTTP/1.1\nHost: a\n\r\n\r\n"), std::string("GET /\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 38),
          std::string("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")})
        EXPECT_EQ(read(text).what, "refused 400") << text;
}

TEST(Gate, AllowsOneEmptyLineBeforeARequest) {
    EXPECT_EQ(read("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").what, "whole");
}

TEST(Gate, KnowsOneExpectation) {
    EXPECT_EQ(read(head("Expect: 100-continue\r\n")).what, "whole");
    EXPECT_EQ(read(head("Expect: the-moon\r\n")).what, "refused 417");
}

// Cut anywhere, the same bytes give the same request.
TEST(Gate, ReadsTheSameHoweverTheBytesArrive) {
    const std::string whole =
        head("Transfer-Encoding: chunked\r\n") + "4\r\nbody\r\n2\r\n!!\r\n0\r\nT: 1\r\n\r\n";
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        const ServerSettings settings;
        RequestReader reader(settings);
        std::string buffer;
        bool head_done = false;
        bool body_done = false;
        for (const auto& piece : {whole.substr(0, cut), whole.substr(cut)}) {
            buffer += piece;
            std::string_view bytes = buffer;
            if (!head_done) head_done = reader.read_head(bytes).value();
            if (head_done && !body_done) body_done = reader.read_body(bytes, 100).value();
            buffer = std::string(bytes);
        }
        EXPECT_TRUE(body_done) << cut;
        EXPECT_EQ(reader.request().body, "body!!") << cut;
        EXPECT_EQ(buffer, "") << cut;
    }
}

}  // namespace
}  // namespace relais::http
