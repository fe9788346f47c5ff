// A case without anybody in it: what happened is told, and nothing by which she, or whoever came,
// could be known.
#include "common/domain/review_pack.hpp"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int deep_enough = 4;

// Every text that is empty, in everything that an event carries, at whatever depth.
void plant(Message& message, int depth) {
    const auto* reflection = message.GetReflection();
    const auto* type = message.GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
        const auto* field = type->field(i);
        const bool text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
        const bool inside = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
        const bool one_of_many = field->real_containing_oneof() != nullptr;
        if (text && field->is_repeated()) {
            reflection->AddString(&message, field, "planted");
        } else if (text && reflection->GetString(message, field).empty()) {
            reflection->SetString(&message, field, "planted");
        } else if (inside && field->is_repeated()) {
            for (int j = 0; j < reflection->FieldSize(message, field); ++j)
                plant(*reflection->MutableRepeatedMessage(&message, field, j), depth + 1);
        } else if (inside && depth < deep_enough &&
                   (!one_of_many || reflection->HasField(message, field))) {
            plant(*reflection->MutableMessage(&message, field), depth + 1);
        }
    }
}

std::string json_of(const v1::ReviewPack& pack) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(pack, &json).ok());
    return json;
}

class Packs : public ::testing::Test {
protected:
    Packs() {
        v1::Command alert;
        auto& open = *alert.mutable_open_case();
        open.set_alert_id(alert_uuid);
        open.set_code("TOKA-RILU");
        open.set_territory("06");
        open.add_languages("xx-planted");
        open.set_age_band(v1::AgeBand::from_18_to_25);
        open.add_circumstances(v1::Circumstance::substance_use);
        open.set_headcount(4242);
        for (const auto need : {v1::Need::immediate_care, v1::Need::emergency_shelter})
            open.add_needs()->set_need(need);
        alert.mutable_actor()->set_role(v1::Role::worker);
        story.when(alert);
        pass(30s);
        story.answer(story.page_of("nadia"), v1::Answer::accept, 10);
        pass(20min);
        story.fire("promise/immediate_care");  // she is reminded
        story.fire("promise/immediate_care");  // and does not come
        pass(1min);
        story.answer(story.page_of("omar"), v1::Answer::accept, 5);
        story.answer(story.page_of("omar"), v1::Answer::arrived);
        story.answer(story.page_of("ines"), v1::Answer::decline);
        v1::Command refuse;
        refuse.mutable_refuse_need()->set_need(v1::Need::emergency_shelter);
        story.when(refuse);
    }
    void pass(Duration time) { story.now += time; }
    domain::Sight sight(bool coordinates = true) {
        auto state = story.state;
        state.closed = true;
        return domain::Sight::of_review(
            {.person = "who-looks-back", .coordinator = coordinates, .on_duty = coordinates}, true,
            state, story.history);
    }
    v1::ReviewPack pack(bool coordinates = true, bool many_near = false) {
        return domain::review_pack(story.state, story.history, sight(coordinates), many_near);
    }
    static const v1::PackNeed& need(const v1::ReviewPack& pack, v1::Need::Kind kind) {
        for (const auto& one : pack.needs())
            if (one.need() == kind) return one;
        ADD_FAILURE() << "no such need";
        return pack.needs(0);
    }

    World world;
    Story story{world};
};

TEST_F(Packs, TellWhatWasAskedPromisedKeptAndBroken) {
    const auto told = pack();
    const auto& care = need(told, v1::Need::immediate_care);
    EXPECT_EQ(care.promises(), 2u);
    EXPECT_EQ(care.broken(), 1u);
    EXPECT_EQ(care.kept(), 1u);
    EXPECT_GE(care.rungs(), 2u);
    EXPECT_EQ(care.reopened(), 1u);
    EXPECT_EQ(care.asked_minutes(), 0u);
    EXPECT_EQ(care.covered_minutes(), 0u) << "thirty seconds";
    const auto& shelter = need(told, v1::Need::emergency_shelter);
    EXPECT_EQ(shelter.declined(), 1u);
    EXPECT_EQ(shelter.state(), v1::Need::refused);
    EXPECT_TRUE(shelter.has_settled_minutes());
    EXPECT_GT(told.milestones_size(), 2);
}

TEST_F(Packs, TellPeopleByWhatTheyDidAndInWhichOrder) {
    std::vector<std::string> answers;
    for (const auto& step : pack().steps())
        if (step.kind() == "page_answered")
            answers.push_back(v1::Sector::Code_Name(step.who().sector()) +
                              std::to_string(step.who().number()) + " " +
                              v1::Answer::Kind_Name(step.answer()));
    EXPECT_THAT(answers, ElementsAre("health1 accept", "health2 accept", "health2 arrived",
                                     "shelter1 decline"));
}

TEST_F(Packs, CountTimesFromFirstContact) {
    auto moved = story.history;
    const auto shift = std::chrono::days(1'000);
    for (auto& event : moved) event.set_now_ms(to_ms(instant(event.now_ms()) + shift));
    moved[0].mutable_case_opened()->set_term_ms(
        to_ms(instant(moved[0].case_opened().term_ms()) + shift));
    auto state = story.state;
    state.milestones.clear();
    story.state.milestones.clear();
    EXPECT_EQ(json_of(domain::review_pack(state, moved, sight(), false)), json_of(pack()));
}

TEST_F(Packs, HoldNobodyAndNothingThatWasTyped) {
    auto planted = story.history;
    for (auto& event : planted) plant(event, 0);
    auto state = story.state;
    state.territory = "planted-territory";
    const auto json = json_of(domain::review_pack(state, planted, sight(), false));
    EXPECT_THAT(json, HasSubstr("immediate_care"));
    for (const std::string& secret :
         {std::string("planted"), std::string("TOKA"), std::string("from_18"),
          std::string("substance"), std::string("4242"), story.state.uuid(), alert_uuid,
          std::to_string(to_ms(night) / 100'000'000), std::string("2026")})
        EXPECT_THAT(json, Not(HasSubstr(secret)));
    for (const auto& person : world.data().people()) EXPECT_THAT(json, Not(HasSubstr(person.id())));
    for (const auto& one : world.data().organizations())
        EXPECT_THAT(json, Not(HasSubstr("\"" + one.id() + "\""))) << one.id();
    for (const auto& event : story.history)
        if (!event.command_id().empty()) {
            EXPECT_THAT(json, Not(HasSubstr(event.command_id())));
        }
}

TEST_F(Packs, TellWhereItWasOnlyWhenManyWereThere) {
    EXPECT_EQ(pack().territory(), "");
    EXPECT_EQ(pack(true, true).territory(), "06");
    EXPECT_EQ(pack(false, true).territory(), "06");
    story.state.restricted_by_hand = true;
    EXPECT_EQ(pack(false, true).territory(), "");
}

TEST_F(Packs, OfARestrictedCaseHoldSectorsAndTimesAlone) {
    story.state.restricted_by_hand = true;
    const auto told = pack(false);
    EXPECT_FALSE(told.whole());
    EXPECT_EQ(told.steps_size() + told.milestones_size(), 0);
    ASSERT_EQ(told.needs_size(), 2);
    v1::PackNeed bare;
    bare.set_sector(v1::Sector::health);
    bare.set_asked_minutes(0);
    bare.set_covered_minutes(0);
    EXPECT_EQ(told.needs(0).DebugString(), bare.DebugString());
    story.state.needs[0].sector = v1::Sector::police;
    EXPECT_EQ(pack(false).needs_size(), 1) << "nor whether police came";
    EXPECT_EQ(pack(true).needs_size(), 2) << "whoever is on duty for it sees all of it anyway";
}

// What the table says of a pack, by hand: who, and of which case.
TEST_F(Packs, AreOfWhatIsOverAndForNobodyWhoHadAPart) {
    const auto sees = [&](const domain::Viewer& viewer, bool reviews) {
        return domain::Sight::of_review(viewer, reviews, story.state, story.history).any();
    };
    const domain::Viewer reviewer{.person = "who-looks-back", .responder = true};
    EXPECT_FALSE(sees(reviewer, true)) << "it goes on";
    EXPECT_FALSE(sees({.person = "c", .coordinator = true, .on_duty = true}, false));
    story.state.closed = true;
    EXPECT_TRUE(sees(reviewer, true));
    EXPECT_FALSE(sees(reviewer, false));
    EXPECT_TRUE(sees({.person = "c", .coordinator = true}, false));
    // Who came, who broke her word, who said no: each would read there what is not hers.
    for (const char* part : {"nadia", "omar", "ines"})
        EXPECT_FALSE(sees({.person = part, .responder = true}, true)) << part;
    story.state.raised_by = "who-looks-back";
    EXPECT_FALSE(sees(reviewer, true));
    story.state.raised_by.clear();
    story.history.back().mutable_actor()->set_person("who-looks-back");
    EXPECT_FALSE(sees(reviewer, true)) << "she did something in it";
    story.history.back().mutable_actor()->set_person("c");
    story.state.restricted_by_hand = true;
    EXPECT_FALSE(sees({.person = "d", .coordinator = true}, false)) << "off duty";
    EXPECT_FALSE(sees({}, true));
}

}  // namespace
}  // namespace relais::test
