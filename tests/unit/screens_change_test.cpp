// Changing a roster by form: shown first, confirmed on the revision that was shown, and shown anew
// when somebody else was faster. Behind it stands the core itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/change_form.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AChangeForm : public ::testing::Test {
protected:
    AChangeForm() {
        routes_ = screen_routes(
            {.desk = desk_,
             .door = {.who = [this](http::Request) { return who(); },
                      .sign_in = {},
                      .sign_out = {},
                      .from_our_screens = [](const http::Request&) { return false; }},
             .words = drill_words(),
             .directory = drill_directory,
             .change_roster = [this](v1::RosterChange change, bool preview,
                                     v1::Account) { return make(std::move(change), preview); },
             .calendar_address = {},
             .clock = clock_,
             .new_uuid = [] { return drill_alert; },
             .apart = drill_apart,
             .settings = {}});
        account_.set_person("demo-coordonnatrice");
        account_.add_roles(v1::Role::coordinator);
    }
    awaitable<Answered<Visitor>> who() { co_return Visitor{account_, "token"}; }
    awaitable<ChangeAnswered> make(v1::RosterChange change, bool preview) {
        asked_.push_back(change);
        const auto& before = drill_directory()->data();
        if (change.expected_revision() != 0 && change.expected_revision() != revision_) {
            ChangeRefused refused{.refused = {.status = 409, .code = "revision_moved_on"}};
            refused.stands.set_revision(revision_);
            co_return std::unexpected(refused);
        }
        domain::give_id(change, "new");
        auto after = domain::apply(before, change, clock_.now());
        if (!after)
            co_return std::unexpected(ChangeRefused{
                .refused = {.status = 422, .code = "change_faulty"}, .faults = after.error()});
        auto answer = domain::preview(before, *after, change, clock_.now());
        answer.set_revision(revision_);
        answer.set_done(!preview);
        if (!preview) ++made_;
        co_return answer;
    }
    http::Response send(const std::string& pattern, http::Request request) {
        for (const auto& route : routes_)
            if (route.method == request.method && route.pattern == pattern)
                return run(route.handler(request));
        ADD_FAILURE() << "no such route: " << pattern;
        return {};
    }
    http::Response ask(http::Method method, const std::string& body = {},
                       const std::string& roster = "garde-grenier") {
        return send("/rosters/{id}/change", {.method = method,
                                             .path = "/rosters/" + roster + "/change",
                                             .body = body,
                                             .params = {{"id", roster}}});
    }
    std::string shown(const std::string& query) {
        return send("/rosters/{id}/change", {.path = "/rosters/garde-grenier/change",
                                             .query = query,
                                             .params = {{"id", "garde-grenier"}}})
            .body;
    }
    // What the last request asked for.
    [[nodiscard]] v1::RosterChange asked() const {
        return asked_.empty() ? v1::RosterChange{} : asked_.back();
    }
    void become_responder() {
        account_.clear_roles();
        account_.add_roles(v1::Role::responder);
        account_.set_person("grenier-2");
    }
    // Somebody who stands in the roster is replaced for a morning.
    static std::string replacement() {
        const auto directory = drill_directory();
        for (const auto& roster : directory->data().rosters())
            if (roster.id() == "garde-grenier")
                for (const auto& one :
                     directory->timetable(roster).on_call(instant(drill_began_ms + 86'400'000)))
                    return "what=replace&person=" + one.person + "&by=grenier-9" +
                           "&from=2026-11-22T00%3A00&until=2026-11-22T12%3A00";
        return {};
    }

    DrillDesk desk_;
    StillClock clock_;
    v1::Account account_;
    std::vector<http::Route> routes_;
    std::vector<v1::RosterChange> asked_;
    std::uint64_t revision_ = 7;
    int made_ = 0;
};

TEST_F(AChangeForm, IsShownAndChangesNothing) {
    const auto response = ask(http::Method::get);
    EXPECT_EQ(response.status, 200u);
    EXPECT_THAT(response.body,
                AllOf(HasSubstr("?what=replace"), HasSubstr("?what=layer"),
                      Not(HasSubstr("datetime-local")), HasSubstr("value=\"token\""),
                      Not(HasSubstr("name=\"revision\"")),
                      // What stands already is of this roster alone.
                      HasSubstr("value=\"echange-pris\""), Not(HasSubstr("end_absence"))));
    EXPECT_TRUE(asked_.empty());
    EXPECT_EQ(ask(http::Method::get, {}, "ponies").status, 404u);
    account_.clear_roles();
    account_.add_roles(v1::Role::worker);
    EXPECT_EQ(ask(http::Method::get).status, 403u);
}

TEST_F(AChangeForm, ShowsTheEffectAndTheRevisionThatIsConfirmed) {
    const auto response = ask(http::Method::post, replacement());
    EXPECT_EQ(response.status, 200u);
    EXPECT_THAT(response.body, AllOf(HasSubstr("name=\"revision\" value=\"7\""),
                                     HasSubstr("name=\"from\" value=\"2026-11-22T00:00\""),
                                     HasSubstr("Avant"), HasSubstr("Après")));
    EXPECT_EQ(made_, 0);
    const auto done = ask(http::Method::post, replacement() + "&revision=7");
    EXPECT_EQ(done.status, 303u);
    EXPECT_EQ(made_, 1);
    // Midnight in Montréal.
    EXPECT_EQ(asked_.back().add_override().from().seconds(), 1'795'323'600);
}

TEST_F(AChangeForm, ShowsTheEffectAnewWhenSomebodyElseWasFaster) {
    revision_ = 8;
    const auto late = ask(http::Method::post, replacement() + "&revision=7");
    EXPECT_EQ(late.status, 409u);
    EXPECT_THAT(late.body,
                AllOf(HasSubstr("entre-temps"), HasSubstr("name=\"revision\" value=\"8\"")));
    EXPECT_EQ(made_, 0);
}

TEST_F(AChangeForm, SaysEverythingThatIsWrongAndKeepsWhatWasTyped) {
    const auto wrong = ask(http::Method::post,
                           "what=replace&person=ghost&by=%3Cscript%3E&from=2026-11-22T00%3A00");
    EXPECT_EQ(wrong.status, 422u);
    EXPECT_THAT(
        wrong.body,
        AllOf(HasSubstr("(ghost)"), HasSubstr("&lt;script&gt;"), HasSubstr("il faut un début"),
              HasSubstr("value=\"2026-11-22T00:00\""), Not(HasSubstr("<script>"))));
}

TEST_F(AChangeForm, OffersAResponderWhatIsHers) {
    become_responder();
    EXPECT_THAT(ask(http::Method::get).body,
                AllOf(HasSubstr("?what=absence"), HasSubstr("?what=swap"),
                      Not(HasSubstr("?what=replace")), Not(HasSubstr("end_layer"))));
    // She is not asked who she is.
    EXPECT_THAT(shown("what=swap"), AllOf(HasSubstr("name=\"person\" value=\"grenier-2\""),
                                          Not(HasSubstr("<select id=\"person\""))));
}

TEST_F(AChangeForm, ShowsOnlyTheFieldsOfWhatWasChosen) {
    EXPECT_THAT(shown("what=replace"),
                AllOf(HasSubstr("id=\"by\""), HasSubstr("datetime-local"),
                      Not(HasSubstr("id=\"level\"")), Not(HasSubstr("?what=add"))));
    EXPECT_THAT(shown("what=add"), AllOf(HasSubstr("id=\"level\""), Not(HasSubstr("id=\"by\""))));
    EXPECT_THAT(shown("what=swap"), HasSubstr("id=\"return_from\""));
    EXPECT_THAT(shown("what=schedule"),
                AllOf(HasSubstr("id=\"shift-1-0\""), Not(HasSubstr("id=\"person\""))));
    EXPECT_THAT(shown("what=layer"), AllOf(HasSubstr("id=\"turn-2-1\""), HasSubstr("id=\"start\""),
                                           HasSubstr("value=\"Nom de grenier-1 · grenier-1\""),
                                           Not(HasSubstr("datetime-local"))));
    EXPECT_THAT(shown("what=ponies"), Not(HasSubstr("datetime-local")));
}

TEST_F(AChangeForm, AddsAtALevelAndSwapsWithSomethingInReturn) {
    ask(http::Method::post,
        "what=add&person=grenier-9&level=2&from=2026-11-22T00:00&until=2026-11-22T12:00");
    EXPECT_EQ(asked().add_override().level(), 2u);
    const std::string swap =
        "what=swap&person=grenier-2&from=2026-12-01T08:00&until=2026-12-01T20:00";
    ask(http::Method::post, swap);
    EXPECT_TRUE(asked().has_ask_swap());
    EXPECT_FALSE(asked().ask_swap().has_return_from());
    ask(http::Method::post, swap + "&return_from=2026-12-08T08:00&return_until=2026-12-08T20:00");
    EXPECT_EQ(
        asked().ask_swap().return_until().seconds() - asked().ask_swap().return_from().seconds(),
        12 * 3600);
    const auto half = ask(http::Method::post, swap + "&return_until=2026-12-08T20:00");
    EXPECT_EQ(half.status, 422u);
    EXPECT_THAT(half.body, HasSubstr("id=\"return_from-wrong\""));
}

TEST_F(AChangeForm, PutsATemporaryScheduleWithItsShifts) {
    const auto effect =
        ask(http::Method::post,
            "what=schedule&from=2026-12-01T08:00&until=2026-12-02T08:00"
            "&shift-0-level=1&shift-1-0=Nom+de+grenier-3+%C2%B7+grenier-3&shift-1-1=grenier-4"
            "&shift-1-level=2&shift-4-0=grenier-5&shift-4-from=2026-12-01T20:00"
            "&shift-4-until=2026-12-02T08:00&shift-4-level=1");
    EXPECT_EQ(effect.status, 200u) << effect.body;
    const auto schedule = asked().add_temporary_schedule();
    ASSERT_EQ(schedule.shifts_size(), 2);
    // Without times of its own it lasts as long as the schedule.
    EXPECT_EQ(schedule.shifts(0).from().seconds(), schedule.from().seconds());
    EXPECT_EQ(schedule.shifts(0).until().seconds(), schedule.until().seconds());
    EXPECT_THAT(schedule.shifts(0).people(), ::testing::ElementsAre("grenier-3", "grenier-4"));
    EXPECT_EQ(schedule.shifts(0).level(), 2u);
    EXPECT_EQ(schedule.shifts(1).until().seconds() - schedule.shifts(1).from().seconds(),
              12 * 3600);
    // What is confirmed is what was shown.
    EXPECT_THAT(effect.body, HasSubstr("name=\"shift-1-0\" value=\"grenier-5\""));
}

const std::string evening =
    "what=layer&id=soir&level=2&priority=1&trainee=yes&length=2&unit=daily&start=2026-12-01"
    "&handoff=20%3A00&turn-0-0=Nom+de+grenier-1+%C2%B7+grenier-1&turn-3-0=grenier-2"
    "&turn-3-1=grenier-3&window-0-from=20%3A00&window-0-until=00%3A00&window-0-day=5&window-0-day="
    "1";

TEST_F(AChangeForm, PutsALayerWithItsRotationAndItsWindows) {
    const auto effect = ask(http::Method::post, evening);
    EXPECT_EQ(effect.status, 200u) << effect.body;
    const auto layer = asked().put_layer();
    EXPECT_EQ(layer.id(), "soir");
    EXPECT_EQ(layer.level(), 2u);
    EXPECT_EQ(layer.priority(), 1u);
    EXPECT_TRUE(layer.trainee());
    EXPECT_EQ(layer.rotation().unit(), v1::Rotation::daily);
    EXPECT_EQ(layer.rotation().length(), 2u);
    EXPECT_EQ(layer.rotation().start_date(), "2026-12-01");
    EXPECT_EQ(layer.rotation().handoff_minute(), 20u * 60);
    ASSERT_EQ(layer.rotation().turns_size(), 2);
    EXPECT_THAT(layer.rotation().turns(0).people(), ::testing::ElementsAre("grenier-1"));
    EXPECT_THAT(layer.rotation().turns(1).people(),
                ::testing::ElementsAre("grenier-2", "grenier-3"));
    ASSERT_EQ(layer.windows_size(), 1);
    EXPECT_EQ(layer.windows(0).until_minute(), 1440u);
    EXPECT_THAT(layer.windows(0).weekdays(),
                ::testing::ElementsAre(v1::Weekday::monday, v1::Weekday::friday));
    ask(http::Method::post, evening + "&revision=7");
    EXPECT_EQ(made_, 1);
}

TEST_F(AChangeForm, SaysWhatIsWrongBesideItsFieldAndLosesNothing) {
    const auto wrong = ask(http::Method::post,
                           "what=layer&id=&length=x&start=2026-13-01&handoff=25%3A00&level=1"
                           "&turn-0-0=grenier-1&turn-1-0=ghost&window-0-from=8h"
                           "&window-0-until=20%3A00&window-0-day=3");
    EXPECT_EQ(wrong.status, 422u);
    for (const auto* field : {"id", "length", "start", "handoff", "turn-1-0", "window-0-from"})
        EXPECT_THAT(wrong.body, HasSubstr("id=\"" + std::string(field) + "-wrong\"")) << field;
    for (const auto* typed : {"x", "2026-13-01", "25:00", "ghost", "8h", "20:00"})
        EXPECT_THAT(wrong.body, HasSubstr("value=\"" + std::string(typed) + "\"")) << typed;
    EXPECT_THAT(wrong.body,
                AllOf(Not(HasSubstr("id=\"turn-0-0-wrong\"")), HasSubstr("value=\"3\" checked"),
                      HasSubstr("href=\"#turn-1-0\"")));
    const auto taken = ask(http::Method::post, "what=layer&id=nuit&turn-0-0=grenier-1");
    EXPECT_EQ(taken.status, 422u);
    EXPECT_THAT(taken.body, HasSubstr("id=\"id-wrong\""));
}

TEST_F(AChangeForm, GivesMoreLinesAndKeepsWhatWasTyped) {
    const auto more = ask(http::Method::post, evening + "&more=1").body;
    EXPECT_THAT(more, AllOf(HasSubstr("id=\"turn-6-0\""), HasSubstr("value=\"soir\""),
                            HasSubstr("grenier-3")));
    EXPECT_TRUE(asked_.empty());
}

TEST_F(AChangeForm, ChangesALayerThatStandsAndTakesItAway) {
    EXPECT_THAT(shown("what=layer&of=nuit"),
                AllOf(HasSubstr("Couche nuit"), HasSubstr("name=\"of\" value=\"nuit\""),
                      HasSubstr("value=\"20:00\""), Not(HasSubstr("id=\"id\""))));
    ask(http::Method::post, "what=end_layer&id=nuit");
    EXPECT_EQ(asked().remove_layer(), "nuit");
}

// Whoever looks at a layer and confirms it has changed nothing, whatever the form does not show.
TEST_F(AChangeForm, LeavesEveryLayerOfTheDemoAsItStands) {
    int layers = 0;
    for (const auto& roster : drill_directory()->data().rosters())
        for (const auto& layer : roster.layers()) {
            const auto form = screens::form_of(layer);
            const auto again = screens::read_change_form(screens::fields_of(form));
            EXPECT_EQ(again, form);
            const auto change = change_of(again, &roster, domain::WallClock(roster.zone()));
            EXPECT_EQ(change.put_layer().DebugString(), layer.DebugString()) << roster.id();
            ++layers;
        }
    EXPECT_GT(layers, 35);
}

TEST_F(AChangeForm, LetsAResponderSayThatSheIsAway) {
    become_responder();
    const auto form = send("/away", {.path = "/away"}).body;
    EXPECT_THAT(form, AllOf(HasSubstr("Je serai absente"), HasSubstr("America/Toronto"),
                            HasSubstr("datetime-local"), Not(HasSubstr("?what="))));
    const std::string period = "&from=2026-11-22T00:00&until=2026-11-29T00:00";
    // Only ever herself, whatever a form says.
    const auto effect = send("/away", {.method = http::Method::post,
                                       .path = "/away",
                                       .body = "what=absence&person=grenier-9" + period});
    EXPECT_EQ(effect.status, 200u);
    EXPECT_EQ(asked().add_absence().person(), "grenier-2");
    EXPECT_EQ(asked().roster(), "");
    const auto done = send("/away", {.method = http::Method::post,
                                     .path = "/away",
                                     .body = "what=absence&revision=7" + period});
    EXPECT_EQ(done.status, 303u);
    EXPECT_EQ(made_, 1);
    send("/away", {.method = http::Method::post, .path = "/away", .body = "what=end_absence&id=x"});
    EXPECT_EQ(asked().remove_absence(), "x");
    send("/away",
         {.method = http::Method::post, .path = "/away", .body = "what=end_layer&id=nuit"});
    EXPECT_TRUE(asked().has_add_absence());
    account_.clear_person();
    EXPECT_EQ(send("/away", {.path = "/away"}).status, 403u);
}

}  // namespace
}  // namespace relais::gateway
