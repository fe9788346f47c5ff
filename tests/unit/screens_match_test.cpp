// Who would be called, as a screen: filled in by hand or for a case; nobody is called by looking.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class MatchScreens : public ::testing::Test {
protected:
    MatchScreens() {
        Door door{.who = [this](http::Request) { return who(); },
                  .sign_in = {},
                  .sign_out = {},
                  .from_our_screens = [](const http::Request&) { return false; }};
        routes_ = screen_routes({.desk = desk_,
                                 .door = std::move(door),
                                 .words = drill_words(),
                                 .directory = drill_directory,
                                 .change_roster = {},
                                 .calendar_address = {},
                                 .clock = clock_,
                                 .new_uuid = [] { return drill_alert; },
                                 .apart = drill_apart,
                                 .settings = {}});
        account_.set_person("coordination-1");
        account_.set_organization("coordination");
        account_.add_roles(v1::Role::coordinator);
    }
    awaitable<Answered<Visitor>> who() { co_return Visitor{account_, "token"}; }
    http::Response ask(http::Method method, const std::string& pattern, const std::string& query,
                       const std::string& body, const std::string& id = {}) {
        const auto route = std::ranges::find_if(routes_, [&](const auto& one) {
            return one.method == method && one.pattern == pattern;
        });
        EXPECT_NE(route, routes_.end());
        http::Request request;
        request.method = method;
        request.path = pattern;
        request.query = query;
        request.body = body;
        if (!id.empty()) request.params["id"] = id;
        return run(route->handler(std::move(request)));
    }
    http::Response get(const std::string& query = {}) {
        return ask(http::Method::get, "/match", query, {});
    }
    http::Response post(const std::string& body) {
        return ask(http::Method::post, "/match", {}, body);
    }

    DrillDesk desk_;
    StillClock clock_;
    v1::Account account_;
    std::vector<http::Route> routes_;
};

TEST_F(MatchScreens, ShowEveryRungAndWhyAndCallNobody) {
    const auto screen = post(
        "territory=06&need=emergency_shelter&age_band=from_14_to_17&language=es&date=2026-11-21&"
        "time=03:00");
    EXPECT_EQ(screen.status, 200u);
    EXPECT_THAT(screen.body,
                AllOf(HasSubstr("Hébergement d’urgence · Hébergement"),
                      HasSubstr("de garde, couche nuit"), HasSubstr("reçoit les adultes seulement"),
                      HasSubstr("Protection de la jeunesse"), HasSubstr("le signalement reste à"),
                      HasSubstr("On attend son accord"), HasSubstr("sans relâche jusqu’à"),
                      HasSubstr("03\u00a0h\u00a000"), Not(HasSubstr("style="))));
    EXPECT_TRUE(desk_.alerts.empty());
    EXPECT_TRUE(desk_.commands.empty());
}

TEST_F(MatchScreens, KeepWhatWasFilledInWhenItMakesNoSense) {
    const auto screen = post("territory=99&need=emergency_shelter&date=2026-02-30&time=03:00");
    EXPECT_EQ(screen.status, 422u);
    EXPECT_THAT(screen.body, AllOf(HasSubstr("Ce moment ne peut pas être lu."),
                                   HasSubstr("value=\"2026-02-30\""),
                                   HasSubstr("value=\"emergency_shelter\" checked")));
}

TEST_F(MatchScreens, LeadFromAChoiceOfACaseToItsRehearsal) {
    const auto id = desk_.open();
    const auto timeline = ask(http::Method::get, "/cases/{id}", {}, {}, id);
    const std::string link = "/match?case=" + id + "&amp;version=";
    ASSERT_THAT(timeline.body, HasSubstr(link));
    const auto& events = desk_.reading(id).events;
    const auto rung =
        std::ranges::find_if(events, [](const auto& event) { return event.has_rung_reached(); });
    const auto screen = get("case=" + id + "&version=" + std::to_string(rung->version()));
    EXPECT_EQ(screen.status, 200u);
    EXPECT_THAT(screen.body,
                AllOf(HasSubstr(desk_.reading(id).state.code), HasSubstr("<section class=\"tree\""),
                      Not(HasSubstr("action=\"/match\""))));
    for (const auto& pick : rung->rung_reached().picks())
        EXPECT_THAT(screen.body, HasSubstr("Nom de " + pick.person())) << "the same choice again";
    EXPECT_EQ(get("case=" + id + "&version=999").status, 404u);
}

TEST_F(MatchScreens, AreForCoordinationAndAdministrationAlone) {
    for (const auto role : {v1::Role::worker, v1::Role::responder, v1::Role::steward}) {
        account_.clear_roles();
        account_.add_roles(role);
        EXPECT_EQ(get().status, 403u);
        EXPECT_EQ(post("territory=06&need=emergency_shelter").status, 403u);
    }
    account_.clear_roles();
    account_.add_roles(v1::Role::admin);
    EXPECT_EQ(get().status, 200u);
}

}  // namespace
}  // namespace relais::gateway::screens
