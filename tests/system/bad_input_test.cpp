// What must be refused: each with a stable code as problem+json in the caller's language, nothing
// changed, and the connection safe. One house for all of them: after every refusal it must still be
// the house it was before.
#include <optional>

#include <gtest/gtest.h>

#include "tests/system/house.hpp"
#include "tests/system/promises.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

std::optional<House>& shared() {
    static std::optional<House> house;
    return house;
}

class BadInput : public testing::Test {
protected:
    static void SetUpTestSuite() { shared().emplace(); }
    static void TearDownTestSuite() {
        shared()->phones().want_everything();  // the canaries' pages
        shared()->close();
        shared().reset();
    }
    void SetUp() override { before_ = snapshot(); }
    void TearDown() override {
        EXPECT_EQ(snapshot(), before_) << "something changed";
        EXPECT_EQ(house().raise({}).status, 201U) << "a good alert must still be taken";
        EXPECT_TRUE(await_quiet(house().archive(), 5'000ms));
    }

    House& house() { return *shared(); }
    const Web& web() { return house().web(); }

    // Cases, their events, and the directory's revision.
    std::string snapshot() {
        EXPECT_TRUE(await_quiet(house().archive(), 5'000ms));
        std::string text;
        for (const auto& aggregate : house().archive().case_aggregates()) {
            text += aggregate + " " + std::to_string(needs_of(aggregate)) + "\n";
        }
        const auto history = house().archive().history("directory");
        return text + "directory " + std::to_string(history.version);
    }
    // Deadlines move on by themselves; what a caller could have changed is the set of needs.
    std::size_t needs_of(const std::string& aggregate) {
        return house().archive().fold(aggregate, house().archive().history(aggregate)).needs.size();
    }

    void refused(const Reply& reply, unsigned status, const std::string& code) {
        EXPECT_EQ(reply.status, status) << code << ": " << reply.body;
        EXPECT_EQ(reply.code(), code) << reply.body;
        const auto type = reply.fields.find("content-type");
        ASSERT_NE(type, reply.fields.end());
        EXPECT_EQ(type->second, "application/problem+json");
        EXPECT_FALSE(text_at(reply.json(), "title").empty());
        EXPECT_EQ(text_at(reply.json(), "status"), std::to_string(status));
    }
    Reply post_alert(const std::string& body) {
        return web().post("/v1/alerts", body, house().token("worker"));
    }
    std::string alert_with(const std::string& member) { return AlertText{.more = member}.json(); }

private:
    std::string before_;
};

TEST_F(BadInput, ABodyThatIsNotWhatItShouldBe) {
    const std::string good = AlertText{}.json();
    refused(post_alert(good.substr(0, good.size() - 3)), 400, "malformed_body");
    refused(post_alert("[]"), 400, "malformed_body");
    refused(post_alert(" "), 400, "malformed_body");
    for (const std::size_t depth : {200U, 20'000U}) {
        const auto deep = std::string(depth, '[') + std::string(depth, ']');
        refused(post_alert(alert_with("\"languages\": " + deep)), 400, "malformed_body");
    }
    refused(post_alert(R"({"alertId": ")" + fresh_uuid() +
                       R"(", "territory": "06", "needs": [[{"need": "legal_help"}]]})"),
            400, "malformed_body");
    refused(post_alert(alert_with("\"shoeSize\": 42")), 400, "unknown_field");
    refused(post_alert(alert_with("\"note\": \"" + std::string(70'000, 'x') + "\"")), 413,
            "too_large");
    refused(post_alert(alert_with("\"note\": \"\xff\xfe\"")), 400, "malformed_body");
    Web::Call text;
    text.method = "POST";
    text.target = "/v1/alerts";
    text.body = good;
    text.token = house().token("worker");
    text.type = "text/plain";
    refused(web().send(text), 415, "unsupported_media_type");
}

TEST_F(BadInput, AValueThatNobodyKnows) {
    refused(house().raise({.territory = "99"}), 422, "territory_unknown");
    refused(house().raise({.needs = {"a_pony"}}), 400, "invalid_field");
    refused(post_alert(R"({"territory": "06", "needs": [{"need": "legal_help"}]})"), 400,
            "missing_field");
    refused(post_alert(R"({"alertId": "not-a-uuid", "territory": "06"})"), 400, "invalid_field");
    refused(post_alert("{\"alertId\": \"" + fresh_uuid() + "\"}"), 400, "missing_field");
}

TEST_F(BadInput, WhoMayNotAndWhoIsNobody) {
    const auto body = AlertText{}.json();
    refused(web().post("/v1/alerts", body), 401, "unauthenticated");
    refused(web().post("/v1/alerts", body, "rl_no_such_token"), 401, "unauthenticated");
    refused(web().post("/v1/alerts", body, house().token("responder")), 403, "forbidden");
    refused(web().put("/v1/directory", "{}", house().token("worker")), 403, "forbidden");
    refused(web().get("/v1/cases"), 401, "unauthenticated");
    refused(web().get("/v1/feed"), 401, "unauthenticated");
}

TEST_F(BadInput, WordsAreInTheCallersLanguage) {
    Web::Call call;
    call.target = "/v1/cases";
    call.fields = {"Accept-Language: fr-CA"};
    const auto french = text_at(web().send(call).json(), "title");
    call.fields = {"Accept-Language: en-CA"};
    const auto english = text_at(web().send(call).json(), "title");
    EXPECT_NE(french, english);
    call.fields = {};
    EXPECT_EQ(text_at(web().send(call).json(), "title"), french) << "French is the source";
}

TEST_F(BadInput, AWrongMethodOrAddress) {
    Web::Call wrong;
    wrong.method = "PUT";
    wrong.target = "/v1/alerts";
    wrong.body = "{}";
    const auto reply = web().send(wrong);
    refused(reply, 405, "method_not_allowed");
    EXPECT_NE(reply.fields.at("allow").find("POST"), std::string::npos);
    wrong.method = "DELETE";
    refused(web().send(wrong), 405, "method_not_allowed");
    refused(web().get("/v1/nothing", house().token("worker")), 404, "not_found");
    refused(web().get("/v1/cases/" + fresh_uuid(), house().token("coordinator")), 404,
            "case_unknown");
}

TEST_F(BadInput, AnAnswerLinkThatIsNotOurs) {
    for (const std::string token : {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "..%2f..%2fv1"}) {
        EXPECT_EQ(web().get("/a/" + token).status, 404U) << token;
        EXPECT_EQ(web().post_form("/a/" + token, "answer=accept").status, 404U) << token;
    }
}

TEST_F(BadInput, AnUnsignedCallBack) {
    const std::string receipt = R"({"id": "x", "status": "delivered"})";
    refused(web().post("/hooks/receipts", receipt), 401, "signature_missing");
    Web::Call forged;
    forged.method = "POST";
    forged.target = "/hooks/receipts";
    forged.body = receipt;
    forged.fields = {"webhook-id: x", "webhook-timestamp: 1", "webhook-signature: v1,AAAA"};
    refused(web().send(forged), 401, "signature_wrong");
}

TEST_F(BadInput, ADirectoryWithFaultsIsRefusedWholeWithEachPath) {
    auto file = town(house().phones());
    auto& directory = *file.mutable_directory();
    directory.mutable_territories(0)->set_zone("America/Atlantis");
    directory.mutable_rosters(0)
        ->mutable_layers(0)
        ->mutable_rotation()
        ->mutable_turns(0)
        ->set_people(0, "nobody-7");
    directory.mutable_organizations(1)->set_id(directory.organizations(0).id());
    const auto reply = house().put_directory(file);
    refused(reply, 422, "directory_faulty");
    for (const auto* part :
         {"territories[0].zone", "America/Atlantis", "nobody-7",
          "rosters[0].layers[0].rotation.turns[0].people[0]", "organizations[1].id"}) {
        EXPECT_NE(reply.body.find(part), std::string::npos) << part << " in " << reply.body;
    }
}

// The requests that Debian's Beast accepts and must not. A smuggled one would raise an alert.
class Smuggling : public BadInput {
protected:
    std::string alert_request() {
        const auto body = AlertText{}.json();
        return "POST /v1/alerts HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " +
               house().token("worker") + "\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    void answered_once_and_closed(const std::string& bytes, const std::string& what) {
        const auto reply = send_raw(house().port(), bytes);
        EXPECT_EQ(reply.answers(), 1) << what << ": " << reply.bytes;
        EXPECT_GE(reply.status(), 400U) << what;
        EXPECT_LT(reply.status(), 502U) << what;
        EXPECT_TRUE(reply.closed) << what;
    }
    std::string post(const std::string& fields, const std::string& body = {}) {
        return "POST /v1/alerts HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
    }
};

TEST_F(Smuggling, AmbiguousLengthsEndTheConnection) {
    const auto inner = alert_request();
    const auto length = "Content-Length: " + std::to_string(inner.size()) + "\r\n";
    const std::string chunk = "0\r\n\r\n";
    const std::map<std::string, std::string> shapes{
        {"xchunked and length", post("Transfer-Encoding: xchunked\r\n" + length, inner)},
        {"identity and length", post("Transfer-Encoding: identity\r\n" + length, inner)},
        {"chunked, identity", post("Transfer-Encoding: chunked, identity\r\n" + length, inner)},
        {"xchunked alone", post("Transfer-Encoding: xchunked\r\n", inner)},
        {"chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", chunk + inner)},
        {"chunked and length", post("Transfer-Encoding: chunked\r\n" + length, chunk + inner)},
        {"folded chunked", post("Transfer-Encoding:\r\n chunked\r\n", chunk + inner)},
        {"folded field", post("X-Note: a\r\n b\r\n" + length, inner)},
        {"two equal lengths", post(length + length, inner)},
        {"two lengths", post(length + "Content-Length: 0\r\n", inner)},
        {"two hosts", post("Host: other\r\n" + length, inner)},
        {"space before colon", post("Content-Length : 5\r\n", inner)},
        {"chunked in 1.0",
         "POST /v1/alerts HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk +
             inner},
        {"no host", "POST /v1/alerts HTTP/1.1\r\n" + length + "\r\n" + inner},
    };
    for (const auto& [what, bytes] : shapes) answered_once_and_closed(bytes, what);
}

TEST_F(Smuggling, StrangeTargetsAndMethodsEndTheConnection) {
    for (const std::string line :
         {"GET /v1/\xe9t\xe9 HTTP/1.1", "CONNECT h:80 HTTP/1.1", "GET http://h/readyz HTTP/1.1",
          "OPTIONS * HTTP/1.1", "GET /readyz HTTP/2.0"}) {
        answered_once_and_closed(line + "\r\nHost: h\r\n\r\n", line);
    }
    answered_once_and_closed("GET /" + std::string(3'000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
                             "a long target");
    std::string many = "GET /readyz HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 150; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
    answered_once_and_closed(many + "\r\n", "many fields");
}

TEST_F(Smuggling, ATrailerIsNoIdentity) {
    const auto body = AlertText{}.json();
    char size[16];
    std::snprintf(size, sizeof(size), "%zx", body.size());
    const auto bytes = post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                            std::string{size} + "\r\n" + body + "\r\n0\r\nAuthorization: Bearer " +
                                house().token("worker") + "\r\n\r\n");
    const auto status = send_raw(house().port(), bytes, 1'500ms).status();
    EXPECT_TRUE(status == 401 || status == 400) << status;
}

TEST_F(Smuggling, EndlessTrailersAndExtensionsAreCutOff) {
    const std::string head = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    std::string trailers = "0\r\n";
    while (trailers.size() < 600'000) trailers += "X-Trailer: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n";
    const auto one = send_raw(house().port(), post(head, trailers + "\r\n"));
    EXPECT_TRUE(one.closed);
    EXPECT_LE(one.answers(), 1);
    const auto two = send_raw(house().port(),
                              post(head, "1;" + std::string(500'000, 'e') + "\r\na\r\n0\r\n\r\n"));
    EXPECT_TRUE(two.closed);
    EXPECT_LE(two.answers(), 1);
}

}  // namespace
}  // namespace relais::system
