// The screens about rosters: who is on call, coverage, a roster as a week and as a month. Asked for
// as a browser does, from the demo's directory.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/coverage_screen.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/on_call_screen.hpp"
#include "services/gateway/screens/roster_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RosterScreens : public ::testing::Test {
protected:
    RosterScreens() {
        Door door{.who = [this](http::Request) { return who(); },
                  .sign_in = {},
                  .sign_out = {},
                  .from_our_screens = [](const http::Request&) { return false; }};
        routes_ = screen_routes(
            {.desk = desk_,
             .door = std::move(door),
             .words = drill_words(),
             .directory = [this] { return directory_; },
             .change_roster = {},
             .calendar_address = [this](v1::CalendarSubject subject, bool renew,
                                        v1::Account) { return address(std::move(subject), renew); },
             .clock = clock_,
             .new_uuid = {},
             .apart = drill_apart,
             .calendars = [this](v1::Roster) { return calendars(); },
             .settings = {}});
        account_.set_organization("hopital-clairiere");
        account_.add_roles(v1::Role::worker);
    }
    awaitable<Answered<Visitor>> who() { co_return Visitor{account_, "token"}; }
    awaitable<std::vector<CalendarShown>> calendars() { co_return calendars_; }
    void become(v1::Role::Code role) {
        account_.clear_roles();
        account_.add_roles(role);
    }
    awaitable<Answered<std::string>> address(v1::CalendarSubject subject, bool renew) {
        renewed_ += renew ? 1 : 0;
        co_return "https://relais.example/calendar/" + subject.person() + subject.roster() + ".ics";
    }
    http::Response get(const std::string& pattern, const std::string& query = {},
                       const std::string& id = {}) {
        return ask(http::Method::get, pattern, query, id);
    }
    http::Response ask(http::Method method, const std::string& pattern,
                       const std::string& query = {}, const std::string& id = {}) {
        const auto route = std::ranges::find_if(routes_, [&](const auto& one) {
            return one.method == method && one.pattern == pattern;
        });
        EXPECT_NE(route, routes_.end()) << pattern;
        http::Request request;
        request.method = method;
        request.path = pattern;
        request.query = query;
        if (!id.empty()) request.params["id"] = id;
        return run(route->handler(std::move(request)));
    }

    DrillDesk desk_;
    StillClock clock_;
    v1::Account account_;
    std::vector<http::Route> routes_;
    int renewed_ = 0;
    std::vector<CalendarShown> calendars_;
    domain::DirectoryPtr directory_ = drill_directory();
};

TEST_F(RosterScreens, ShowWhoIsOnCallToEverybodyCoordinationFirst) {
    for (const auto role : {v1::Role::worker, v1::Role::responder, v1::Role::coordinator,
                            v1::Role::steward, v1::Role::admin, v1::Role::privacy}) {
        become(role);
        const auto screen = get("/on-call");
        EXPECT_EQ(screen.status, 200u);
        EXPECT_LT(screen.body.find("<h2>Coordination"), screen.body.find("<h2>Police"));
        EXPECT_THAT(screen.body,
                    AllOf(HasSubstr("jusqu’au"), HasSubstr("Derrière"), Not(HasSubstr("style="))));
    }
}

TEST_F(RosterScreens, NameOnlyThoseWhomTheReaderMaySee) {
    const auto hers = get("/on-call", "territory=06").body;
    EXPECT_THAT(hers, HasSubstr("Nom de hopital-clairiere"));
    EXPECT_THAT(hers, AllOf(Not(HasSubstr("Nom de maison-fanal")), HasSubstr("Une personne de ")));
    EXPECT_THAT(hers, Not(HasSubstr("tél. de")));
    become(v1::Role::coordinator);
    EXPECT_THAT(get("/on-call", "territory=06").body,
                AllOf(HasSubstr("Nom de maison-fanal"), HasSubstr("tél. de maison-fanal"),
                      Not(HasSubstr("Une personne de "))));
}

TEST_F(RosterScreens, ShowTheMomentThatWasAskedForOnTheClockOfThePlace) {
    EXPECT_THAT(get("/on-call", "date=2026-11-01&time=02:30&territory=06").body,
                AllOf(HasSubstr("1er\u00a0novembre\u00a02026, 02\u00a0h\u00a030"),
                      HasSubstr("value=\"06\" selected")));
    for (const auto* odd : {"date=2026-02-30&time=02:30", "time=25:00", "territory=99",
                            "date=9999-01-01", "date=%3Cscript%3E"})
        EXPECT_THAT(get("/on-call", odd).body,
                    AllOf(HasSubstr("Voici maintenant"), HasSubstr("2026-11-21"),
                          Not(HasSubstr("<script>"))))
            << odd;
}

TEST_F(RosterScreens, ShowItsCalendarsToThoseWhoCanMendThem) {
    auto data = directory_->data();
    auto& roster = *data.mutable_rosters(0);
    roster.set_owner(data.people(0).id());
    roster.add_calendars()->set_id("google");
    directory_ = std::make_shared<const domain::Directory>(data);
    calendars_ = {{.source = roster.calendars(0),
                   .at = instant(drill_began_ms),
                   .fault = "status_503",
                   .good_at = instant(drill_began_ms - 3'600'000),
                   .entries = 3,
                   .notes = {{.problem = "unknown_person",
                              .event = "Garde " + hostile,
                              .detail = "Maude",
                              .candidates = {},
                              .line = 9}},
                   .more = 2}};
    EXPECT_THAT(get("/rosters/{id}", "", roster.id()).body, Not(HasSubstr("google")));
    account_.set_person(roster.owner());
    const auto hers = get("/rosters/{id}", "", roster.id()).body;
    EXPECT_THAT(hers, AllOf(HasSubstr("google, dérogations"), HasSubstr("son hôte a répondu 503"),
                            HasSubstr("Ce qui a été lu reste en place, 21\u00a0novembre"),
                            HasSubstr("Maude · ce nom n’est pas dans le répertoire"),
                            HasSubstr("Et 2 autres."), Not(HasSubstr("<script>"))));
    become(v1::Role::coordinator);
    calendars_[0].fault.clear();
    EXPECT_THAT(get("/rosters/{id}", "", roster.id()).body,
                AllOf(HasSubstr("3 quarts"), Not(HasSubstr("Ne se lit plus"))));
}

TEST_F(RosterScreens, KeepCoverageForThoseWhoCanMendIt) {
    EXPECT_EQ(get("/coverage").status, 403u);
    become(v1::Role::responder);
    EXPECT_EQ(get("/coverage").status, 403u);
    EXPECT_THAT(get("/on-call").body, Not(HasSubstr("href=\"/coverage\"")));
    become(v1::Role::admin);
    EXPECT_EQ(get("/coverage").status, 200u);
    EXPECT_THAT(get("/on-call").body, HasSubstr("href=\"/coverage\""));
}

TEST_F(RosterScreens, ShowEveryGapInWordsAndLeadToItsInstants) {
    become(v1::Role::coordinator);
    const auto all = get("/coverage").body;
    EXPECT_THAT(all, AllOf(HasSubstr("dans les 14 prochains jours"),
                           HasSubstr("37\u00a0min, de 02\u00a0h\u00a011\u00a0min\u00a023\u00a0s"),
                           HasSubstr("Chaque case montre le pire"), Not(HasSubstr("style="))));
    const auto day = get("/coverage", "territory=06&sector=police&day=2026-11-22").body;
    EXPECT_THAT(day, AllOf(HasSubstr("id=\"day\""), HasSubstr("Police, dimanche 22"),
                           HasSubstr("Couvert, ")));
    // A day that is not shown, or no sector, opens nothing.
    for (const auto* odd : {"sector=police&day=2026-12-30", "day=2026-11-22",
                            "sector=ponies&day=2026-11-22", "sector=police&day=x"})
        EXPECT_THAT(get("/coverage", odd).body, Not(HasSubstr("id=\"day\""))) << odd;
}

TEST_F(RosterScreens, ShowARosterAsAWeekWithItsLayersAndAsAMonth) {
    const std::string id = "garde-maison-fanal";
    EXPECT_THAT(get("/rosters").body, HasSubstr("href=\"/rosters/" + id + "\""));
    const auto week = get("/rosters/{id}", "week=2026-10-29", id).body;
    EXPECT_THAT(
        week, AllOf(HasSubstr("Semaine du 26\u00a0octobre\u00a02026"), HasSubstr("jour, niveau 1"),
                    HasSubstr("?week=2026-11-02"), HasSubstr("?month=2026-10")));
    const auto month = get("/rosters/{id}", "month=2026-12", id).body;
    EXPECT_THAT(week, testing::Not(HasSubstr("/change"))) << "a worker only looks";
    become(v1::Role::coordinator);
    EXPECT_THAT(get("/rosters/{id}", "", id).body,
                HasSubstr("/rosters/" + std::string(id) + "/change"));
    EXPECT_THAT(month, AllOf(HasSubstr("décembre\u00a02026"), HasSubstr("?month=2027-01"),
                             HasSubstr("class=\"outside\""), HasSubstr("Une personne de ")));
    EXPECT_EQ(get("/rosters/{id}", "", "none").status, 404u);
    EXPECT_THAT(get("/rosters/{id}", "week=x", id).body,
                HasSubstr("Semaine du 16\u00a0novembre\u00a02026"));
}

TEST_F(RosterScreens, WeighWhatEachCarriesForThoseWhoMayReadNames) {
    const std::string id = "garde-maison-fanal";
    EXPECT_THAT(get("/rosters/{id}", "month=2026-12", id).body, Not(HasSubstr("Charge de garde")));
    become(v1::Role::coordinator);
    const auto month = get("/rosters/{id}", "month=2026-12", id).body;
    EXPECT_THAT(month, AllOf(HasSubstr("Charge de garde"), HasSubstr("Nom de maison-fanal"),
                             HasSubstr("Du 1er\u00a0décembre\u00a02026 au 31\u00a0décembre"
                                       "\u00a02026")));
    // Four weeks to either side of Saturday the 21st.
    const auto week = get("/rosters/{id}", "", id).body;
    EXPECT_THAT(week, HasSubstr("Du 24\u00a0octobre\u00a02026 au 18\u00a0décembre\u00a02026"));
    const auto first = week.find("<meter max=\"100\"");
    ASSERT_NE(first, week.npos);
    EXPECT_THAT(week.substr(first), HasSubstr("\u00a0%"));
}

TEST_F(RosterScreens, ShowHerHerOwnCalendarAddressAndChangeItAtAPress) {
    account_.set_person("hopital-clairiere-1");
    become(v1::Role::responder);
    EXPECT_THAT(get("/on-call").body,
                AllOf(HasSubstr("href=\"/calendar-address\""), HasSubstr("href=\"/away\"")));
    EXPECT_THAT(get("/mine").body, HasSubstr("href=\"/calendar-address\""));
    EXPECT_THAT(
        get("/calendar-address").body,
        AllOf(HasSubstr("value=\"https://relais.example/calendar/hopital-clairiere-1.ics\""),
              HasSubstr("href=\"webcal://relais.example/"), Not(HasSubstr("nouvelle"))));
    EXPECT_EQ(renewed_, 0);
    const auto pressed = ask(http::Method::post, "/calendar-address");
    EXPECT_EQ(pressed.status, 303u);
    EXPECT_EQ(renewed_, 1);
    EXPECT_THAT(get("/calendar-address", "renewed=1").body, HasSubstr("nouvelle adresse"));
    // Of a roster: what may be had is decided behind, here is only the way.
    const std::string id = "garde-maison-fanal";
    EXPECT_THAT(get("/rosters/{id}", "", id).body, Not(HasSubstr("/calendar-address\"")));
    become(v1::Role::coordinator);
    EXPECT_THAT(get("/rosters/{id}", "", id).body,
                HasSubstr("href=\"/rosters/" + id + "/calendar-address\""));
    EXPECT_THAT(get("/rosters/{id}/calendar-address", "", id).body,
                HasSubstr("/calendar/" + id + ".ics"));
    account_.set_person("nobody-of-the-directory");
    EXPECT_THAT(get("/on-call").body, Not(HasSubstr("href=\"/calendar-address\"")));
}

TEST_F(RosterScreens, KeepWhatWasAskedWhenTheLanguageChanges) {
    EXPECT_THAT(get("/on-call", "date=2026-11-01&lang=fr&time=02%3A30&territory=06").body,
                HasSubstr("href=\"/on-call?date=2026-11-01&amp;time=02%3A30&amp;territory=06"
                          "&amp;lang=en\""));
    EXPECT_THAT(get("/rosters/{id}", "lang=en&month=2026-12", "garde-maison-fanal").body,
                HasSubstr("?month=2026-12&amp;lang=fr\""));
    EXPECT_THAT(get("/on-call").body, HasSubstr("href=\"/on-call?lang=en\""));
    EXPECT_THAT(get("/on-call", "territory=%3Cscript%3E&x=\"><script>").body,
                Not(HasSubstr("<script>")));
}

TEST(LocalDays, AreReadStrictly) {
    EXPECT_EQ(day_text(day_in("2026-11-01").value()), "2026-11-01");
    EXPECT_EQ(day_text(month_in("2026-02").value()), "2026-02-01");
    EXPECT_EQ(time_in("23:59").value(), std::chrono::minutes(1439));
    for (const auto* odd :
         {"", "2026-11-31", "2026-11-1", "1999-01-01", "2026-11-01 ", "-026-11-01"})
        EXPECT_FALSE(day_in(odd)) << odd;
    for (const auto* odd : {"24:00", "1:00", "12:60", "12:0a"}) EXPECT_FALSE(time_in(odd)) << odd;
    EXPECT_EQ(day_text(monday_of(*day_in("2026-11-01"))), "2026-10-26");
    EXPECT_EQ(day_text(months_later(*month_in("2026-12"), 1)), "2027-01-01");
}

}  // namespace
}  // namespace relais::gateway::screens
