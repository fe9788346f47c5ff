// Who is on call, coverage, rosters. A form asks by address, so that an answer can be kept, sent
// and printed; what makes no sense in it shows the present instead, and says so.
#include <algorithm>

#include "common/domain/freshness.hpp"
#include "services/gateway/screens/coverage_screen.hpp"
#include "services/gateway/screens/directory_screen.hpp"
#include "services/gateway/screens/on_call_screen.hpp"
#include "services/gateway/screens/roster_screen.hpp"
#include "services/gateway/screens/route_set.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway::screens {
namespace {

domain::SeenName names_for(const House& house, const Visitor& visitor) {
    return [&](const std::string& person, const std::string& organization) {
        return sees_name(visitor.account, organization) ? house.desk().name_of(person)
                                                        : std::string{};
    };
}

Frame frame_of(const House& house, const View& view, const http::Request& request,
               const Visitor& visitor, std::string_view title) {
    Frame frame = house.frame(view, request, visitor);
    frame.title = view.say(title) + " · " + frame.title;
    frame.kind = "wide";
    return frame;
}

// The moment that a form asks for, by the wall clock of the place that is shown.
Instant moment_in(const http::Request& request, const domain::WallClock& clock, Instant now,
                  OnCallChoice& choice) {
    const std::string date = request.query_value("date");
    const std::string time = request.query_value("time");
    const auto day = date.empty() ? day_of(clock, now) : day_in(date);
    const auto wall_now = clock.at(now);
    const auto minutes =
        time.empty() ? wall_now - std::chrono::floor<std::chrono::days>(wall_now) : time_in(time);
    const bool asked = !date.empty() || !time.empty();
    const bool good = day && minutes;
    choice.wrong = choice.wrong || !good;
    const Instant at = asked && good ? clock.reaches(*day + *minutes) : now;
    choice.date = day_text(day_of(clock, at));
    choice.time = time_text(clock.at(at));
    return at;
}

awaitable<http::Response> show_on_call(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto directory = house->ports().directory();
    OnCallChoice choice;
    choice.own = house->own_links(*visitor);
    choice.territory = request.query_value("territory");
    if (!choice.territory.empty() && directory->territory(choice.territory) == nullptr) {
        choice.territory.clear();
        choice.wrong = true;
    }
    const View view = house->view(request, visitor->account.language(), choice.territory);
    const domain::WallClock clock(view.zone);
    const Instant at = moment_in(request, clock, view.now, choice);
    v1::OnCallAnswer answer;
    co_await house->ports().apart([&] {
        answer = domain::on_call_answer(*directory, {.from = at, .territory = choice.territory});
    });
    domain::write_names(*answer.mutable_on_call(), names_for(*house, *visitor));
    const auto telephone = [&](const std::string& person) {
        return sees_everybody(visitor->account) ? house->desk().telephone_of(person)
                                                : std::string{};
    };
    co_return house->screen(request, frame_of(*house, view, request, *visitor, "on_call.title"),
                            on_call_view(view, *directory, answer, choice, telephone));
}

awaitable<http::Response> show_coverage(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {v1::Role::coordinator, v1::Role::admin});
    if (!visitor) co_return visitor.error();
    const auto directory = house->ports().directory();
    CoverageChoice choice;
    choice.territory = request.query_value("territory");
    if (directory->territory(choice.territory) == nullptr) choice.territory.clear();
    const View view = house->view(request, visitor->account.language(), choice.territory);
    const domain::WallClock clock(view.zone);
    choice.first = day_of(clock, view.now);
    const auto last = choice.first + std::chrono::days(coverage_days);
    choice.sector = request.query_value("sector");
    const auto day = day_in(request.query_value("day"));
    if (day && *day >= choice.first && *day < last &&
        !domain::names_fault(*directory, {.sector = choice.sector}) && !choice.sector.empty())
        choice.day = day;
    v1::CoverageAnswer answer;
    co_await house->ports().apart([&] {
        answer = domain::coverage_answer(*directory, {.from = clock.reaches(choice.first),
                                                      .to = clock.reaches(last),
                                                      .territory = choice.territory});
    });
    co_return house->screen(request, frame_of(*house, view, request, *visitor, "coverage.title"),
                            coverage_view(view, *directory, answer, clock, choice));
}

awaitable<http::Response> show_rosters(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const View view = house->view(request, visitor->account.language());
    co_return house->screen(request, frame_of(*house, view, request, *visitor, "rosters.title"),
                            roster_list_view(view, *house->ports().directory()));
}

std::string assured_of(const House& house, const View& view, const Visitor& visitor,
                       const domain::Directory& directory, const v1::Roster& roster) {
    v1::EntryName name;
    name.set_kind("roster");
    name.set_id(roster.id());
    return assured_words(
        view, domain::assurance_of(directory.data(), name), [&](const std::string& id) {
            const auto* person = directory.person(id);
            const bool seen =
                person != nullptr && sees_name(visitor.account, person->organization());
            return seen ? house.desk().name_of(id) : id;
        });
}

awaitable<http::Response> show_roster(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto directory = house->ports().directory();
    const auto& rosters = directory->data().rosters();
    const auto roster =
        std::ranges::find(rosters, request.params["id"], [](const auto& one) { return one.id(); });
    if (roster == rosters.end())
        co_return house->refused(request, Refused{.status = 404, .code = "roster_unknown"},
                                 visitor->account.language());
    View view = house->view(request, visitor->account.language());
    view.zone = roster->zone();
    const auto& clock = directory->timetable(*roster).clock();
    const auto month = month_in(request.query_value("month"));
    const auto today = day_of(clock, view.now);
    const RosterChoice choice{
        .first = month ? *month : monday_of(day_in(request.query_value("week")).value_or(today)),
        .month = month.has_value()};
    const auto asked = [&](const RosterPeriod& period) {
        return domain::Question{.from = clock.reaches(period.first),
                                .to = clock.reaches(period.last),
                                .roster = roster->id()};
    };
    RosterAnswers answers;
    co_await house->ports().apart([&] {
        answers.shifts = domain::shifts_answer(*directory, asked(period_of(choice)));
        answers.fairness =
            domain::fairness_answer(*directory, asked(weighed_period(choice, today)));
    });
    domain::write_names(*answers.shifts.mutable_shifts(), names_for(*house, *visitor));
    domain::write_names(answers.fairness, names_for(*house, *visitor));
    if (!roster->calendars().empty() && sees_calendars(visitor->account, *roster))
        answers.calendars = co_await house->ports().calendars(*roster);
    const RosterRights rights{
        .change = std::ranges::any_of(change_roles,
                                      [&](auto role) { return has(visitor->account, role); }),
        .follow = sees_everybody(visitor->account),
        .assure = has(visitor->account, v1::Role::admin) ||
                  (!roster->owner().empty() && roster->owner() == visitor->account.person()),
        .csrf = visitor->csrf,
        .assured = assured_of(*house, view, *visitor, *directory, *roster),
        .thanks = request.query_value("assured") == "1"};
    co_return house->screen(request, frame_of(*house, view, request, *visitor, "rosters.title"),
                            roster_view(view, *directory, *roster, answers, clock, choice, rights));
}

}  // namespace

void add_roster_routes(const HousePtr& house, Routes& routes) {
    using http::Method;
    routes.push_back({Method::get, "/on-call", 0,
                      [house](http::Request request) { return show_on_call(house, request); }});
    routes.push_back({Method::get, "/coverage", 0,
                      [house](http::Request request) { return show_coverage(house, request); }});
    routes.push_back({Method::get, "/rosters", 0,
                      [house](http::Request request) { return show_rosters(house, request); }});
    routes.push_back({Method::get, "/rosters/{id}", 0,
                      [house](http::Request request) { return show_roster(house, request); }});
}

}  // namespace relais::gateway::screens
