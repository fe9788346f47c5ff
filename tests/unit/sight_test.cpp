// Who sees what: every role, sector and phase against every field, with planted values. What is
// expected stands here by hand, from what the coalition asked for, and not from the matrix.
#include "common/domain/sight.hpp"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/planted.hpp"
#include "tests/unit/sight_by_hand.hpp"

namespace relais::test {
namespace {

using domain::Sight;
using domain::Viewer;

// Everything that could leave the house about it, as one text.
std::string everything(const CaseState& state, const std::vector<v1::Event>& events) {
    std::string all = domain::summary(state).DebugString() + state.territory + " " +
                      v1::AgeBand::Code_Name(state.age_band) + " " + state.raised_by + " ";
    for (const auto& language : state.languages) all += language + " ";
    for (const auto circumstance : state.circumstances)
        all += v1::Circumstance::Code_Name(circumstance) + " ";
    for (const auto& exclusion : state.exclusions) all += exclusion.person + " ";
    for (const auto& need : state.needs)
        for (const auto& [id, page] : need.pages) all += "by " + page.person + " ";
    for (const auto& other : state.linked) all += other + " ";
    for (const auto& referral : state.referrals) all += referral.organization + " ";
    for (const auto& escort : state.escorts) all += escort.person + " ";
    for (const auto& clock : state.clocks) all += clock.clock + " ";
    if (state.relocation) all += state.relocation->receiving + " ";
    for (const auto& asked : state.funds) all += asked.expense + " " + asked.asked_by + " ";
    // Ids of pages name nobody in the service; here they are names, to be told apart.
    for (auto event : events) {
        if (event.has_page_answered()) event.mutable_page_answered()->clear_page();
        if (event.has_page_stood_down()) event.mutable_page_stood_down()->clear_page();
        for (auto& pick : *event.mutable_rung_reached()->mutable_picks()) pick.clear_page();
        all += event.DebugString();
    }
    return all;
}

bool speaks_of(const std::string& text, const char* what) {
    return text.find(what) != std::string::npos;
}

// What is really there, by field.
Names seen(const Planted& planted, const Sight& sight, Sector::Code own) {
    if (!sight.any()) return {};
    const auto state = domain::cut(planted.state, sight);
    const auto events = domain::cut(planted.events, planted.state, sight);
    const auto text = everything(state, events);
    Names found;
    const auto look = [&](const char* field, std::initializer_list<const char*> values) {
        for (const char* value : values)
            if (speaks_of(text, value)) found.insert(field);
    };
    look("territory", {"planted-territory"});
    look("age_band", {"from_18_to_25"});
    look("languages", {"xx-planted"});
    look("circumstances", {"children_with_her", "organized_crime"});
    look("health", {"substance_use", "planted-clock-health"});
    look("status", {"precarious_status", "deadline_ms", "planted-clock-status"});
    look("links", {"planted-link"});
    look("referral", {"planted-clinic"});
    look("escort", {"planted-escort"});
    look("move", {"planted-receiving"});
    look("shelter", {"other-shelter"});
    look("money", {"planted-taxi"});
    look("responder_names", {"planted-steward"});
    if (!sight.sees(domain::Field::pages))
        EXPECT_FALSE(speaks_of(text, "planted-vendor")) << "it would say where she sleeps";
    if (own != Sector::police) look("police", {"police_protection"});
    for (const auto& [sector, need] : one_need_of_each) {
        if (sector != own && sector != Sector::police)
            look("other_needs", {v1::Need::Kind_Name(need).c_str()});
        if (sector != Sector::shelter)
            look("responder_names", {("other-" + Sector::Code_Name(sector)).c_str()});
    }
    look("arrival", {"arrives_ms"});
    look("pages", {"planted-passed-over", "planted-roster", "planted-exclusion"});
    if (!events.empty()) found.insert("timeline");
    EXPECT_EQ(speaks_of(text, "planted-raiser"),
              sight.sees(domain::Field::pages) || sight.is_hers("planted-raiser"));
    return found;
}

Names responder_sees(Sector::Code sector, domain::Phase phase, bool restricted) {
    Planted planted(restricted);
    planted.me(sector, phase);
    const Sight sight({.person = "me-" + Sector::Code_Name(sector), .responder = true},
                      planted.state);
    return seen(planted, sight, sector);
}

TEST(Sight, AResponderSeesWhatHerSectorMayFromHerAcceptanceToHerRelease) {
    for (const bool restricted : {false, true})
        for (const auto& [sector, expected] : on_her_way) {
            const auto name = Sector::Code_Name(sector);
            EXPECT_EQ(responder_sees(sector, domain::Phase::before, restricted), nothing) << name;
            EXPECT_EQ(responder_sees(sector, domain::Phase::accepted, restricted), expected)
                << name;
            EXPECT_EQ(responder_sees(sector, domain::Phase::after, restricted), nothing) << name;
        }
}

TEST(Sight, EveryOtherRoleSeesWhatIsHersAndNothingElse) {
    struct Row {
        Viewer viewer;
        Names open, restricted;
    };
    const std::vector<Row> rows{
        {{.person = "planted-pivot", .responder = true}, followed, followed},
        {{.person = "planted-escort", .responder = true},
         goes_with(Sector::health),
         goes_with(Sector::health)},
        {{.person = "planted-receiving", .responder = true}, received, received},
        {{.person = "anybody", .organization = "planted-clinic", .responder = true},
         taken_on(Sector::crisis),
         taken_on(Sector::crisis)},
        {{.person = "anybody", .organization = "planted-clinic", .worker = true}, nothing, nothing},
        {{.person = "c", .coordinator = true, .on_duty = true}, everything_clear, everything_clear},
        {{.person = "c", .coordinator = true, .on_duty = false}, everything_clear, nothing},
        // Covered, arrives about 02:40; never who or whence.
        {{.person = "planted-raiser", .worker = true}, raised, raised_restricted},
        {{.person = "somebody-else", .worker = true}, nothing, nothing},
        {{.person = "planted-raiser", .responder = true}, nothing, nothing},
        {{.person = "p", .privacy = true}, nothing, nothing},
        {{.person = "steward"}, nothing, nothing},
        {{}, nothing, nothing},
        {{.person = {}, .worker = true, .responder = true}, nothing, nothing},
    };
    for (const auto& row : rows)
        for (const bool restricted : {false, true}) {
            const Planted planted(restricted);
            EXPECT_EQ(seen(planted, Sight(row.viewer, planted.state), Sector::unknown),
                      restricted ? row.restricted : row.open)
                << row.viewer.person << " restricted " << restricted;
        }
}

TEST(Sight, AListShowsNoMoreThanTheCase) {
    for (const bool restricted : {false, true}) {
        const Planted planted(restricted);
        const auto listed = [&](const Viewer& viewer) {
            return domain::cut(domain::summary(planted.state), viewer);
        };
        EXPECT_FALSE(listed({.person = "somebody-else", .worker = true}));
        EXPECT_FALSE(listed({.person = "p", .privacy = true}));
        EXPECT_EQ(listed({.person = "c", .coordinator = true}).has_value(), !restricted);
        const auto hers = listed({.person = "planted-raiser", .worker = true});
        ASSERT_TRUE(hers);
        EXPECT_EQ(hers->territory().empty(), restricted);
        EXPECT_EQ(hers->needs_size(), 12);
    }
}

// A call to the coordination is no need of hers: nobody else counts or lists it. Whoever asked for
// advice sees her question.
TEST(Sight, ACallToTheCoordinationIsForWhoeverCoordinates) {
    const auto called = [](bool advice) {
        Planted planted(false);
        planted.state.advice = advice;
        auto& call = planted.state.needs.emplace_back();
        call.state = v1::Need::paging;
        return planted;
    };
    const auto sees = [](const Planted& planted, const Viewer& viewer) {
        const Sight sight(viewer, planted.state);
        const auto listed = domain::cut(domain::summary(planted.state), viewer);
        const auto unknown = [](const auto& need) { return need.need() == v1::Need::unknown; };
        const bool in_list = listed && std::ranges::any_of(listed->needs(), unknown);
        const auto cut = domain::cut(planted.state, sight);
        EXPECT_EQ(in_list, cut.need(v1::Need::unknown) != nullptr) << viewer.person;
        return in_list;
    };
    const Viewer raiser{.person = "planted-raiser", .worker = true};
    EXPECT_TRUE(sees(called(false), {.person = "c", .coordinator = true, .on_duty = true}));
    EXPECT_FALSE(sees(called(false), raiser));
    EXPECT_FALSE(sees(called(false), {.person = "planted-pivot", .responder = true}));
    EXPECT_TRUE(sees(called(true), raiser));
    EXPECT_EQ(domain::summary(called(false).state).settled(), 0U);
}

}  // namespace
}  // namespace relais::test
