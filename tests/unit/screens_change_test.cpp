// Changing a roster by form: shown first, confirmed on the revision that was shown, and shown anew
// when somebody else was faster. Behind it stands the core itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/roster_change.hpp"
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
                      .from_our_screens = {}},
             .words = drill_words(),
             .directory = drill_directory,
             .change_roster = [this](v1::RosterChange change, bool preview,
                                     v1::Account) { return make(std::move(change), preview); },
             .clock = clock_,
             .new_uuid = [] { return drill_alert; },
             .coverage = drill_coverage,
             .calendars = {},
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
    http::Response ask(http::Method method, const std::string& body = {},
                       const std::string& roster = "garde-grenier") {
        for (const auto& route : routes_) {
            if (route.method != method || route.pattern != "/rosters/{id}/change") continue;
            http::Request request;
            request.method = method;
            request.path = "/rosters/" + roster + "/change";
            request.params["id"] = roster;
            request.body = body;
            return run(route.handler(request));
        }
        ADD_FAILURE() << "no such route";
        return {};
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
                AllOf(HasSubstr("name=\"what\""), HasSubstr("datetime-local"),
                      HasSubstr("value=\"token\""), Not(HasSubstr("name=\"revision\"")),
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
    account_.clear_roles();
    account_.add_roles(v1::Role::responder);
    account_.set_person("grenier-2");
    const auto form = ask(http::Method::get).body;
    EXPECT_THAT(form, AllOf(HasSubstr("value=\"absence\""), HasSubstr("value=\"swap\""),
                            Not(HasSubstr("value=\"replace\"")), Not(HasSubstr("id=\"by\""))));
}

}  // namespace
}  // namespace relais::gateway
