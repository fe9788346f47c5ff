// Who reads a sealed field, and who allows it: written down before anything is opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/planted.hpp"
#include "tests/unit/sight_by_hand.hpp"

namespace relais::test {
namespace {

using domain::Sight;

class Reading : public testing::Test {
protected:
    // Whoever was called is in the directory, or she would be let go of first.
    Reading() {
        world.organization("planted-clinic", Sector::crisis);
        for (const char* who : {"planted-pivot", "planted-escort", "planted-receiving"}) {
            auto& person = *world.data().add_people();
            person.set_id(who);
            person.add_ways()->set_id("phone");
        }
        for (const auto& [sector, need] : one_need_of_each)
            for (const char* who : {"me-", "other-"}) {
                auto& person = *world.data().add_people();
                person.set_id(who + Sector::Code_Name(sector));
                person.add_ways()->set_id("phone");
            }
    }
    std::vector<v1::Event> when(Planted& planted, v1::Command command, v1::Role::Code role,
                                const std::string& person, Instant at = night) {
        command.set_aggregate(planted.state.aggregate);
        command.mutable_actor()->set_role(role);
        command.mutable_actor()->set_person(person);
        const auto decided = domain::decide(planted.state, command, at, *world.directory());
        rejection = decided ? v1::Rejection::none : decided.error();
        if (!decided) return {};
        for (const auto& event : *decided)
            planted.state = domain::evolve(std::move(planted.state), event);
        return *decided;
    }
    std::vector<v1::Event> read(Planted& planted, v1::SealedField::Code field, v1::Role::Code role,
                                const std::string& person, bool glass = false, Instant at = night) {
        v1::Command command;
        command.mutable_read_field()->set_field(field);
        command.mutable_read_field()->set_reason(v1::ReadingReason::to_reach_her);
        command.mutable_read_field()->set_break_glass(glass);
        return when(planted, command, role, person, at);
    }
    std::vector<v1::Event> allow(Planted& planted, const std::string& reading, v1::Role::Code role,
                                 const std::string& person, Instant at = night) {
        v1::Command command;
        command.mutable_allow_reading()->set_reading(reading);
        return when(planted, command, role, person, at);
    }
    World world;
    v1::Rejection::Code rejection = v1::Rejection::none;
};

TEST_F(Reading, IsForThoseWhoNeedItAndAlwaysWrittenDown) {
    using Sealed = v1::SealedField;
    for (const auto& [sector, need] : one_need_of_each)
        for (const auto field : {Sealed::safe_contact, Sealed::note, Sealed::her_words})
            for (const auto phase :
                 {domain::Phase::before, domain::Phase::accepted, domain::Phase::after}) {
                Planted planted(false);
                planted.me(sector, phase);
                const auto events =
                    read(planted, field, v1::Role::responder, "me-" + Sector::Code_Name(sector));
                const bool may = phase == domain::Phase::accepted && asks_for.contains(sector) &&
                                 asks_for.at(sector).contains(Sealed::Code_Name(field));
                EXPECT_EQ(kinds(events),
                          may ? std::vector<std::string>{"field_read"} : std::vector<std::string>{})
                    << Sector::Code_Name(sector) << " " << Sealed::Code_Name(field);
                EXPECT_EQ(rejection, may ? v1::Rejection::none : v1::Rejection::sight_not_allowed);
            }
    Planted planted(false);
    EXPECT_EQ(kinds(read(planted, Sealed::note, v1::Role::coordinator, "coralie")),
              std::vector<std::string>{"field_read"});
    for (const auto role : {v1::Role::worker, v1::Role::privacy, v1::Role::admin}) {
        read(planted, Sealed::note, role, "planted-raiser");
        EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
    }
}

TEST_F(Reading, WantsAReasonAndSomethingToRead) {
    Planted planted(false);
    v1::Command command;
    command.mutable_read_field()->set_field(v1::SealedField::note);
    when(planted, command, v1::Role::coordinator, "coralie");
    EXPECT_EQ(rejection, v1::Rejection::reason_missing);
    planted.state.sealed.clear();
    read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie");
    EXPECT_EQ(rejection, v1::Rejection::field_not_told);
}

TEST_F(Reading, OfARestrictedCaseTakesTwoPeopleWithinAQuarterOfAnHour) {
    Planted planted(true);
    const auto ask = [&](Instant at) {
        return read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie", false, at);
    };
    const auto asked = ask(night);
    ASSERT_EQ(kinds(asked), std::vector<std::string>{"reading_asked"});
    const auto reading = asked[0].reading_asked().reading();
    EXPECT_TRUE(ask(night).empty()) << "asked once, and still awaited";
    allow(planted, reading, v1::Role::coordinator, "coralie");
    EXPECT_EQ(rejection, v1::Rejection::second_person_needed);
    allow(planted, reading, v1::Role::worker, "planted-raiser");
    EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
    allow(planted, "999", v1::Role::privacy, "paule");
    EXPECT_EQ(rejection, v1::Rejection::reading_unknown);
    const auto allowed = allow(planted, reading, v1::Role::privacy, "paule");
    ASSERT_EQ(kinds(allowed), std::vector<std::string>{"field_read"});
    EXPECT_EQ(allowed[0].field_read().allowed_by(), "paule");
    const auto read_now = ask(night + 14min);
    ASSERT_EQ(kinds(read_now), std::vector<std::string>{"field_read"});
    EXPECT_EQ(read_now[0].field_read().allowed_by(), "paule");
    EXPECT_EQ(kinds(ask(night + 16min)), std::vector<std::string>{"reading_asked"});
}

// A quarter of an hour is short: whoever may allow it is told at once.
TEST_F(Reading, ThatWaitsIsToldToThoseWhoMayAllowIt) {
    auto& committee = *world.data().add_committees();
    committee.add_scopes(v1::Scope::privacy);
    committee.add_members("lise");
    Planted planted(true);
    planted.state.territory = "06";
    const auto asked =
        read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie")[0].reading_asked();
    Names told;
    for (const auto& message : asked.messages()) {
        EXPECT_EQ(message.kind(), v1::Message::reading);
        told.insert(message.person());
    }
    EXPECT_EQ(told, (Names{"lise", "denis"})) << "and never whoever asks";
}

TEST_F(Reading, AnAgreementThatComesTooLateIsNone) {
    Planted planted(true);
    const auto asked =
        read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie")[0].reading_asked();
    allow(planted, asked.reading(), v1::Role::privacy, "paule", night + 15min);
    EXPECT_EQ(rejection, v1::Rejection::reading_unknown);
}

TEST_F(Reading, ABrokenSealIsToldAtOnce) {
    auto& committee = *world.data().add_committees();
    committee.add_scopes(v1::Scope::privacy);
    committee.add_members("lise");
    Planted planted(true);
    planted.state.territory = "06";
    planted.me(Sector::police, domain::Phase::accepted);
    read(planted, v1::SealedField::note, v1::Role::responder, "me-police");
    EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
    const auto events =
        read(planted, v1::SealedField::note, v1::Role::responder, "me-police", true);
    ASSERT_EQ(kinds(events), std::vector<std::string>{"field_read"});
    EXPECT_TRUE(events[0].field_read().break_glass());
    Names told;
    for (const auto& message : domain::effects(case_aggregate, events).rest) {
        EXPECT_EQ(message.kind(), v1::Message::seal_broken);
        told.insert(message.person());
    }
    EXPECT_EQ(told, (Names{"lise", "coralie", "denis"}));
    read(planted, v1::SealedField::note, v1::Role::worker, "a-stranger", true);
    EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
}

// By hand, from the rules: who has a live part may read tonight what finds or saves her; where she
// is of a restricted case takes two people, whatever the hour. Nobody else breaks anything.
TEST_F(Reading, SealsAreBrokenByThoseWithALivePartForWhatALifeMayNeed) {
    using Sealed = v1::SealedField;
    using Fields = std::set<Sealed::Code>;
    using domain::Phase;
    const Fields tonight{Sealed::safe_contact, Sealed::note};
    const Fields only_note{Sealed::note};
    struct Row {
        std::string person;
        v1::Role::Code role;
        Phase phase;
        Fields open, restricted;
    };
    std::vector<Row> rows{
        {"coralie", v1::Role::coordinator, Phase::before, {}, only_note},
        {"planted-pivot", v1::Role::responder, Phase::before, {}, only_note},
        {"planted-receiving", v1::Role::responder, Phase::before, {Sealed::note}, only_note},
        {"planted-escort", v1::Role::responder, Phase::before, {}, only_note},
        // What she wrote she knows; a stolen tablet must show nothing.
        {"planted-raiser", v1::Role::worker, Phase::before, {}, {}},
        {"somebody-else", v1::Role::worker, Phase::before, {}, {}},
        {"lise", v1::Role::privacy, Phase::before, {}, {}},
        {"anna", v1::Role::admin, Phase::before, {}, {}},
        {"me-health", v1::Role::responder, Phase::accepted, {}, only_note},
        {"me-legal", v1::Role::responder, Phase::accepted, {Sealed::note}, only_note},
        {"me-police", v1::Role::responder, Phase::accepted, tonight, only_note},
        {"me-interpreter", v1::Role::responder, Phase::accepted, tonight, only_note},
    };
    for (const auto& [sector, need] : one_need_of_each)
        for (const auto phase : {Phase::before, Phase::after})
            rows.push_back({"me-" + Sector::Code_Name(sector), v1::Role::responder, phase, {}, {}});
    for (const auto& row : rows)
        for (const bool restricted : {false, true}) {
            Fields broken;
            for (const auto field : {Sealed::safe_contact, Sealed::note, Sealed::her_words,
                                     Sealed::destination, Sealed::advice}) {
                Planted planted(restricted);
                planted.state.sealed.insert({Sealed::destination, Sealed::advice});
                for (const auto& [sector, need] : one_need_of_each)
                    if (row.person == "me-" + Sector::Code_Name(sector))
                        planted.me(sector, row.phase);
                const auto events = read(planted, field, row.role, row.person, true);
                // What she may read anyhow is read as ever, and no seal is broken.
                if (!events.empty() && events[0].field_read().break_glass()) broken.insert(field);
            }
            EXPECT_EQ(broken, restricted ? row.restricted : row.open)
                << row.person << " phase " << int(row.phase) << " restricted " << restricted;
        }
}

TEST_F(Reading, NoSealIsBrokenByWhoseWordSheTookBackOrWhoIsDoneOrOnceItIsOver) {
    const auto glass = [&](Planted& planted, const std::string& who) {
        read(planted, v1::SealedField::note, v1::Role::responder, who, true);
        return rejection;
    };
    Planted planted(true);
    planted.me(Sector::police, domain::Phase::accepted);
    planted.me(Sector::legal, domain::Phase::accepted);
    EXPECT_EQ(glass(planted, "me-police"), v1::Rejection::none);
    planted.state.withdrawn.insert(Sector::police);
    EXPECT_EQ(glass(planted, "me-police"), v1::Rejection::sight_not_allowed);
    EXPECT_EQ(glass(planted, "me-legal"), v1::Rejection::none);
    for (auto& need : planted.state.needs) need.state = v1::Need::met;
    EXPECT_EQ(glass(planted, "me-legal"), v1::Rejection::sight_not_allowed);
    EXPECT_EQ(glass(planted, "planted-pivot"), v1::Rejection::none);
    planted.state.pivot.clear();
    EXPECT_EQ(glass(planted, "planted-pivot"), v1::Rejection::sight_not_allowed);
    planted.state.closed = true;
    planted.state.territory = "06";
    const auto asked = read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie", true);
    EXPECT_EQ(kinds(asked), std::vector<std::string>{"reading_asked"}) << "two people have time";
}

// The tick changes nothing for where she is: it is asked for, and a second person hears at once.
TEST_F(Reading, WhereSheIsOfARestrictedCaseIsAskedForWhateverIsTicked) {
    Planted planted(true);
    planted.state.sealed.insert(v1::SealedField::destination);
    for (const auto field : {v1::SealedField::safe_contact, v1::SealedField::destination})
        EXPECT_EQ(kinds(read(planted, field, v1::Role::coordinator, "coralie", true)),
                  std::vector<std::string>{"reading_asked"});
}

TEST_F(Reading, SealsAreBrokenSomeTimesAnHourAndNoMore) {
    Planted planted(true);
    const auto glass = [&](const std::string& who, Instant at) {
        read(planted, v1::SealedField::note, v1::Role::coordinator, who, true, at);
        return rejection;
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(glass("coralie", night + 1min * i), v1::Rejection::none);
    EXPECT_EQ(glass("coralie", night + 5min), v1::Rejection::limit_reached);
    EXPECT_EQ(glass("denis", night + 5min), v1::Rejection::none) << "each has her own";
    EXPECT_EQ(glass("coralie", night + 1h), v1::Rejection::none);
    EXPECT_EQ(glass("coralie", night + 1h), v1::Rejection::limit_reached);
    EXPECT_TRUE(domain::cut(planted.state,
                            Sight({.person = "planted-pivot", .responder = true}, planted.state))
                    .seals_broken.empty());
}

TEST_F(Reading, NoGlassIsBrokenWhereNoneStands) {
    Planted planted(false);
    const auto events =
        read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie", true);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_FALSE(events[0].field_read().break_glass());
}

}  // namespace
}  // namespace relais::test
