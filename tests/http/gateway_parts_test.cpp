// The parts of the gateway that need no store: signatures, problems, what an alert may hold.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/rules.hpp"
#include "services/gateway/alert_check.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/case_list.hpp"
#include "services/gateway/json_text.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/standard_webhook.hpp"
#include "tests/unit/world.hpp"

namespace relais::gateway {
namespace {

using test::World;
using ::testing::HasSubstr;
using ::testing::Not;

// The published example of the Standard Webhooks libraries.
constexpr std::int64_t signed_at = 1'614'265'330;
constexpr std::string_view example_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

http::Request example() {
    return {.method = http::Method::post,
            .path = "/hooks/receipts",
            .fields = {{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                       {"webhook-timestamp", "1614265330"},
                       {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}},
            .body = "{\"test\": 2432232314}"};
}

void set_field(http::Request& request, std::string_view name, std::string value) {
    for (auto& field : request.fields)
        if (field.first == name) field.second = std::move(value);
}

TEST(StandardWebhook, TakesThePublishedExample) {
    EXPECT_EQ(check_signature(example_secret, example(), signed_at), Signature::right);
    EXPECT_EQ(check_signature(example_secret, example(), signed_at + 300), Signature::right);
    EXPECT_EQ(check_signature(example_secret, example(), signed_at - 300), Signature::right);
    auto rotated = example();
    set_field(rotated, "webhook-signature",
              "v2,x v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    EXPECT_EQ(check_signature(example_secret, rotated, signed_at), Signature::right);
}

TEST(StandardWebhook, RefusesWhatIsNotOfTheSecretOrTheHour) {
    EXPECT_EQ(check_signature(example_secret, example(), signed_at + 301), Signature::wrong);
    EXPECT_EQ(check_signature(example_secret, example(), signed_at - 301), Signature::wrong);
    EXPECT_EQ(check_signature("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", example(), signed_at),
              Signature::wrong);
    EXPECT_EQ(check_signature("", example(), signed_at), Signature::wrong);
    auto changed = example();
    changed.body += " ";
    EXPECT_EQ(check_signature(example_secret, changed, signed_at), Signature::wrong);
    for (const auto* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
        auto forged = example();
        set_field(forged, name, "1");
        EXPECT_EQ(check_signature(example_secret, forged, signed_at), Signature::wrong) << name;
        set_field(forged, name, "");
        EXPECT_EQ(check_signature(example_secret, forged, signed_at), Signature::missing) << name;
    }
}

TEST(JsonText, QuotesWhateverIsInAText) {
    EXPECT_EQ(json_string("a\"b\\c\n<é😀"), "\"a\\\"b\\\\c\\u000a\\u003cé😀\"");
    EXPECT_EQ(json_string("\xff\xc3(\xed\xa0\x80"),
              "\"\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

class AProblem : public ::testing::Test {
protected:
    words::Words words_;
    Problems problems_{words_, "1-800-555-0172"};
};

TEST_F(AProblem, IsSaidInTheCallersLanguage) {
    const auto title = [&](std::string accepted, const std::string& of_account) {
        const auto response =
            problems_.answer(Refused{.status = 403, .code = "forbidden"},
                             {.fields = {{"accept-language", std::move(accepted)}}}, of_account);
        EXPECT_THAT(response.body, HasSubstr("\"code\":\"forbidden\""));
        return response.body;
    };
    EXPECT_NE(title("fr-CA", ""), title("en-CA", ""));
    EXPECT_EQ(title("", ""), title("fr", ""));
    EXPECT_EQ(title("fr", "en"), title("en", ""));
}

TEST_F(AProblem, OfAServiceThatIsAwaySaysWhenAndWhomToCall) {
    const auto response =
        problems_.answer(refused_for(Fault{FaultCode::unavailable, "submit", ""}), {});
    EXPECT_EQ(response.status, 503u);
    EXPECT_THAT(response.body, HasSubstr("\"telephone\":\"1-800-555-0172\""));
    EXPECT_THAT(response.body, HasSubstr("\"retryAfter\":5"));
    EXPECT_THAT(response.fields, ::testing::Contains(::testing::Pair("Retry-After", "5")));
}

TEST_F(AProblem, HasWordsForEveryRejectionOfTheCore) {
    const auto* codes = v1::Rejection::Code_descriptor();
    for (int i = 0; i < codes->value_count(); ++i) {
        const auto code = static_cast<v1::Rejection::Code>(codes->value(i)->number());
        if (code == v1::Rejection::none) continue;
        EXPECT_NE(refused_for(code).status, 500u) << codes->value(i)->name();
        EXPECT_TRUE(words_.has("problem." + refused_for(code).code)) << codes->value(i)->name();
    }
}

TEST_F(AProblem, HasWordsForEveryRefusalOfTheGate) {
    for (const auto* code : {"malformed_request",
                             "not_found",
                             "method_not_allowed",
                             "too_large",
                             "request_timeout",
                             "too_many_requests",
                             "internal",
                             "csrf",
                             "unauthenticated",
                             "forbidden",
                             "link_invalid",
                             "directory_missing",
                             "store_away",
                             "overloaded",
                             "timeout",
                             "conflict",
                             "unknown_field",
                             "invalid_field",
                             "missing_field",
                             "malformed_body",
                             "need_unknown",
                             "unsupported_media_type",
                             "signature_missing",
                             "signature_wrong"})
        EXPECT_TRUE(words_.has(std::string("problem.") + code)) << code;
}

TEST_F(AProblem, ListsEveryFaultOfADirectory) {
    const auto response = problems_.answer({{"rosters[0].zone", "zone_unknown", "America/Atlantis"},
                                            {"people[1].id", "id_twice", "a"}},
                                           {}, "en");
    EXPECT_EQ(response.status, 422u);
    EXPECT_THAT(response.body, HasSubstr("\"path\":\"rosters[0].zone\""));
    EXPECT_THAT(response.body, HasSubstr("\"value\":\"America/Atlantis\""));
    EXPECT_THAT(response.body, HasSubstr("\"reason\":\"id_twice\""));
}

v1::CaseSummary opened(std::int64_t ms, bool closed = false) {
    v1::CaseSummary summary;
    summary.set_opened_ms(ms);
    summary.set_case_id("00000000-0000-4000-8000-00000000000" + std::to_string(ms));
    summary.set_closed(closed);
    return summary;
}

std::vector<std::int64_t> times(const CasePage& page) {
    std::vector<std::int64_t> all;
    for (const auto& summary : page.cases) all.push_back(summary.opened_ms());
    return all;
}

TEST(ACaseList, GivesPagesThatLeaveNothingOutAndNothingTwice) {
    std::vector<std::int64_t> seen;
    std::string after;
    do {
        auto list = CaseList::of({.limit = 2, .after = after});
        ASSERT_TRUE(list);
        for (const std::int64_t ms : {5, 1, 4, 2, 3, 3}) list->take(opened(ms));
        auto page = std::move(*list).page();
        EXPECT_LE(page.cases.size(), 2u);
        for (const auto ms : times(page)) seen.push_back(ms);
        after = page.next;
    } while (!after.empty());
    EXPECT_THAT(seen, ::testing::ElementsAre(1, 2, 3, 4, 5));
}

TEST(ACaseList, KeepsOfWhatIsAsideTheNewestAlone) {
    const auto closed = [](const v1::CaseSummary& one) { return one.closed(); };
    auto board = CaseList::of({.aside = closed, .aside_most = 2});
    auto none = CaseList::of({.aside = closed});
    for (const std::int64_t ms : {1, 2, 3, 4, 5}) {
        board->take(opened(ms, ms != 2));
        none->take(opened(ms, ms != 2));
    }
    EXPECT_THAT(times(std::move(*board).page()), ::testing::ElementsAre(2, 4, 5));
    EXPECT_THAT(times(std::move(*none).page()), ::testing::ElementsAre(2));
}

TEST(ACaseList, TakesNoPlaceThatNoPageGave) {
    for (const auto* after : {"x", "5", "5.", ".5", "5.not-an-id", "5x.00000000-0000-4000-8000-0"})
        EXPECT_FALSE(CaseList::of({.limit = 1, .after = after})) << after;
}

class ABody : public ::testing::Test {
protected:
    static std::string code_of(std::string body, std::string type = "application/json") {
        v1::Alert alert;
        const auto read = read_body(
            {.fields = {{"content-type", std::move(type)}}, .body = std::move(body)}, alert);
        return read ? "good" : std::to_string(read.error().status) + " " + read.error().code;
    }
};

TEST_F(ABody, IsReadStrictly) {
    EXPECT_EQ(code_of(R"({"alertId":"x","needs":[{"need":"legal_help"}]})"), "good");
    EXPECT_EQ(code_of("{}", "application/json; charset=utf-8"), "good");
    EXPECT_EQ(code_of("{}", "text/plain"), "415 unsupported_media_type");
    EXPECT_EQ(code_of("{}", ""), "415 unsupported_media_type");
    EXPECT_EQ(code_of(R"({"shoeSize":42})"), "400 unknown_field");
    EXPECT_EQ(code_of(R"({"needs":[{"need":"a_pony"}]})"), "400 invalid_field");
    EXPECT_EQ(code_of(R"({"headcount":"many"})"), "400 invalid_field");
    EXPECT_EQ(code_of(R"({"note":"[[{\"["})"), "good") << "brackets in a text are text";
    for (const std::string& body :
         {std::string(""), std::string("[]"), std::string("{"), std::string("{\"note\":\"\xff\"}"),
          "{\"needs\":" + std::string(200, '[') + std::string(200, ']') + "}"})
        EXPECT_EQ(code_of(body), "400 malformed_body") << body;
    EXPECT_EQ(code_of("\xff\xff", "application/x-protobuf"), "400 malformed_body");
}

TEST_F(ABody, IsNeverRepeatedInWhatIsWrongWithIt) {
    v1::Alert alert;
    const auto read = read_body({.fields = {{"content-type", "application/json"}},
                                 .body = "{\"note\":\"her own words\", oops}"},
                                alert);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().detail, Not(HasSubstr("her own words")));
}

class AnAlert : public ::testing::Test {
protected:
    static v1::Alert good() {
        v1::Alert alert;
        alert.set_alert_id(test::alert_uuid);
        alert.set_territory("06");
        alert.add_needs()->set_need(v1::Need::immediate_care);
        alert.add_languages("fr-CA");
        return alert;
    }
    static std::string checked(const v1::Alert& alert) {
        const auto result = check_alert(alert, *World().directory(), test::night);
        return result ? "good" : result.error().code + " " + result.error().detail;
    }
    template <class Change>
    static std::string changed(Change change) {
        auto alert = good();
        change(alert);
        return checked(alert);
    }
};

TEST_F(AnAlert, MayHoldLittleOrMuch) {
    EXPECT_EQ(checked(good()), "good");
    EXPECT_EQ(changed([](auto& a) { a.clear_needs(); }), "good");
    EXPECT_EQ(changed([](auto& a) { a.set_headcount(500); }), "good");
    EXPECT_EQ(changed([](auto& a) {
                  std::string text;
                  for (int i = 0; i < 2'000; ++i) text += "é";
                  a.set_note(text);
              }),
              "good");
    EXPECT_EQ(changed([](auto& a) { a.add_exclusions()->set_person("nadia"); }), "good");
}

TEST_F(AnAlert, IsRefusedForTheFirstFieldThatIsWrong) {
    EXPECT_EQ(changed([](auto& a) { a.clear_alert_id(); }), "missing_field alertId");
    EXPECT_THAT(changed([](auto& a) { a.set_alert_id("7"); }), HasSubstr("invalid_field alertId"));
    EXPECT_EQ(changed([](auto& a) { a.clear_territory(); }), "missing_field territory");
    EXPECT_EQ(changed([](auto& a) { a.set_territory("99"); }), "territory_unknown territory");
    EXPECT_EQ(changed([](auto& a) { a.add_needs(); }), "need_unknown needs[1].need");
    EXPECT_EQ(
        changed([](auto& a) { a.mutable_needs(0)->set_need(static_cast<v1::Need::Kind>(4'711)); }),
        "need_unknown needs[0].need");
    EXPECT_THAT(changed([](auto& a) { a.mutable_needs(0)->set_wish("Her free text"); }),
                HasSubstr("needs[0].wish"));
    EXPECT_THAT(changed([](auto& a) {
                    for (int i = 0; i < 18; ++i) *a.add_needs() = a.needs(0);
                }),
                HasSubstr("needs: too many"));
    EXPECT_THAT(changed([](auto& a) { a.set_headcount(501); }), HasSubstr("headcount"));
    EXPECT_THAT(changed([](auto& a) { a.add_languages("fr CA"); }), HasSubstr("languages[1]"));
    EXPECT_THAT(changed([](auto& a) { a.add_circumstances(v1::Circumstance::unknown); }),
                HasSubstr("circumstances[0]"));
    EXPECT_THAT(changed([](auto& a) { a.set_note(std::string(2'001, 'x')); }), HasSubstr("note"));
    EXPECT_THAT(changed([](auto& a) { a.mutable_deadline()->set_seconds(1LL << 55); }),
                HasSubstr("deadline"));
    EXPECT_THAT(changed([](auto& a) {
                    auto& consent = *a.add_consents();
                    consent.set_sector(v1::Sector::police);
                    consent.set_basis(v1::ConsentBasis::verbal);
                    consent.set_attested_by("somebody-else");
                }),
                HasSubstr("consents[0].attestedBy"));
    EXPECT_THAT(changed([](auto& a) { a.add_exclusions()->set_person("nadja"); }),
                HasSubstr("exclusions[0].person"));
    EXPECT_THAT(changed([](auto& a) { a.add_exclusions(); }), HasSubstr("exclusions[0]"));
}

TEST_F(AnAlert, IsAttestedByWhoeverRaisedIt) {
    auto alert = good();
    auto& consent = *alert.add_consents();
    consent.set_sector(v1::Sector::police);
    consent.set_basis(v1::ConsentBasis::verbal);
    const auto open = domain::open_case_of(alert, "wanda");
    EXPECT_EQ(open.consents(0).attested_by(), "wanda");
    EXPECT_EQ(open.headcount(), 1u);
}

}  // namespace
}  // namespace relais::gateway
