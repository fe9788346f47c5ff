// What somebody may not see is cut away before it is told; the words must not say something else
// because of it. Every kind of event, with whatever may stand in it, reads the same to a worker, a
// responder, a pivot and a service as to the coordination, but for the names. A screen, paper and a
// table take the words from the same place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "services/gateway/screens/timeline_words.hpp"
#include "tests/unit/planted.hpp"

namespace relais::gateway {
namespace {

using domain::Viewer;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using test::Planted;
using testing::HasSubstr;
using testing::Not;
using words::Language;

constexpr int variants = 16;

const words::Words& catalogue() {
    static const words::Words words;
    return words;
}

// Somebody, as whoever may not know names reads her.
std::string hidden(const std::string&) { return std::string(domain::hidden_name); }

std::string text_for(const std::string& name) {
    if (name == "page") return "me-health";
    if (name == "escort") return "e";
    if (name == "referral") return "r";
    if (name == "request") return "planted-request";
    return "planted-steward";
}

// Each field says something that is in the planted case, or one of what it may say.
void fill(Message& message, int variant, int depth) {
    const auto* reflection = message.GetReflection();
    for (int each = 0; each < message.GetDescriptor()->field_count(); ++each) {
        const auto* field = message.GetDescriptor()->field(each);
        const bool many = field->is_repeated();
        switch (field->cpp_type()) {
            case FieldDescriptor::CPPTYPE_STRING:
                many ? reflection->AddString(&message, field, text_for(field->name()))
                     : reflection->SetString(&message, field, text_for(field->name()));
                break;
            case FieldDescriptor::CPPTYPE_ENUM: {
                const bool need = field->enum_type() == v1::Need::Kind_descriptor();
                const auto& values = *field->enum_type();
                const auto value = need ? v1::Need::immediate_care
                                        : values.value(variant % values.value_count())->number();
                many ? reflection->AddEnumValue(&message, field, value)
                     : reflection->SetEnumValue(&message, field, value);
                break;
            }
            case FieldDescriptor::CPPTYPE_BOOL:
                if (!many) reflection->SetBool(&message, field, variant % 2 != 0);
                break;
            case FieldDescriptor::CPPTYPE_INT64:
                if (!many) reflection->SetInt64(&message, field, to_ms(test::night) + variant);
                break;
            case FieldDescriptor::CPPTYPE_UINT64:
                if (!many) reflection->SetUInt64(&message, field, 7);
                break;
            case FieldDescriptor::CPPTYPE_UINT32:
                if (!many)
                    reflection->SetUInt32(&message, field,
                                          static_cast<std::uint32_t>(1 + variant % 3));
                break;
            case FieldDescriptor::CPPTYPE_MESSAGE:
                if (depth > 0 && !field->is_map())
                    fill(many ? *reflection->AddMessage(&message, field)
                              : *reflection->MutableMessage(&message, field),
                         variant, depth - 1);
                break;
            default:
                break;
        }
    }
}

v1::Event event_of(const FieldDescriptor* body, int variant) {
    v1::Event event;
    event.set_version(99);
    event.set_now_ms(to_ms(test::night));
    event.mutable_actor()->set_person("planted-steward");
    fill(*event.GetReflection()->MutableMessage(&event, body), variant, 2);
    return event;
}

const std::vector<Viewer> viewers{
    {.person = "planted-raiser", .worker = true},
    {.person = "me-health", .responder = true},
    {.person = "planted-pivot", .responder = true},
    {.person = "planted-escort", .responder = true},
    {.person = "anybody", .organization = "planted-clinic", .responder = true},
};

class TimelineTold : public testing::Test {
protected:
    TimelineTold() { planted.me(v1::Sector::health, domain::Phase::accepted); }

    // Empty: it is not told.
    std::string told(const v1::Event& event, const Viewer& viewer, Language language) const {
        const domain::Sight sight(viewer, planted.state);
        const auto events = domain::cut({event}, planted.state, sight);
        if (events.empty()) return {};
        return event_in_words(catalogue(), language, events.front(),
                              domain::cut(planted.state, sight), hidden);
    }
    std::string whole(v1::Event event, const Viewer& viewer, Language language) const {
        // How many they are is not for everybody; nothing is said of it then.
        const domain::Sight sight(viewer, planted.state);
        if (event.has_case_opened() && !sight.sees(domain::Field::circumstances))
            event.mutable_case_opened()->mutable_alert()->clear_headcount();
        return event_in_words(catalogue(), language, event, planted.state, hidden);
    }
    v1::Event approved(v1::ApprovalRule::Code rule) const {
        v1::Event event;
        auto& news = *event.mutable_fund_noted()->mutable_news();
        news.set_request("planted-request");
        news.set_fund_version(9);
        news.set_state(v1::FundRequest::approved);
        news.set_cents(45'00);
        news.set_person("planted-steward");
        news.set_rule(rule);
        return event;
    }

    Planted planted{false};
};

TEST_F(TimelineTold, SaysTheSameToWhoeverSeesLessOfIt) {
    const auto* body = v1::Event::descriptor()->FindOneofByName("body");
    int compared = 0;
    for (int kind = 0; kind < body->field_count(); ++kind)
        for (int variant = 0; variant < variants; ++variant) {
            const auto event = event_of(body->field(kind), variant);
            for (const auto& viewer : viewers)
                for (const auto language : {Language::fr, Language::en}) {
                    const auto words = told(event, viewer, language);
                    if (words.empty()) continue;
                    ++compared;
                    ASSERT_EQ(words, whole(event, viewer, language))
                        << body->field(kind)->name() << " as " << viewer.person << " reads it";
                }
        }
    EXPECT_GT(compared, 1'000) << "somebody reads something";
}

TEST_F(TimelineTold, WhatWasApprovedIsApprovedAlsoForWhoMayNotKnowByWhichRule) {
    for (const auto& viewer : {viewers[0], viewers[2]}) {
        for (const auto rule : {v1::ApprovalRule::petty, v1::ApprovalRule::night}) {
            const auto fr = told(approved(rule), viewer, Language::fr);
            EXPECT_THAT(fr, HasSubstr("approuvés"));
            EXPECT_THAT(fr, Not(HasSubstr("annulé")));
            EXPECT_THAT(told(approved(rule), viewer, Language::en), HasSubstr("$45.00 approved"));
        }
        EXPECT_THAT(told(approved(v1::ApprovalRule::unknown), viewer, Language::fr),
                    HasSubstr("annulé"));
    }
}

TEST_F(TimelineTold, HowManyTheyAreIsNotGuessedForWhoMayNotKnow) {
    v1::Event event;
    event.mutable_case_opened()->mutable_alert()->set_headcount(3);
    EXPECT_THAT(told(event, viewers[0], Language::fr), HasSubstr("3 personnes"));
    const Viewer driver{.person = "me-material_aid", .responder = true};
    planted.me(v1::Sector::material_aid, domain::Phase::accepted);
    const auto cut = told(event, driver, Language::fr);
    EXPECT_THAT(cut, HasSubstr("Alerte reçue"));
    EXPECT_THAT(cut, Not(HasSubstr("personne")));
}

}  // namespace
}  // namespace relais::gateway
