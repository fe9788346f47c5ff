// Who would be called: for an alert that is filled in, or for a case at the instant of one of its
// choices. What is filled in is posted, so that no address holds anything about her.
#include <algorithm>
#include <charconv>

#include "common/domain/rehearsal.hpp"
#include "common/domain/rules.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/match_screen.hpp"
#include "services/gateway/screens/match_words.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

constexpr auto allowed = {v1::Role::coordinator, v1::Role::admin};

http::Response show(const House& house, const http::Request& request, const Visitor& visitor,
                    MatchScreen screen, unsigned status = 200) {
    const auto directory = house.ports().directory();
    const View view = house.view(request, visitor.account.language(), screen.form.territory);
    write_names(screen.answer, house.person_names());
    screen.csrf = visitor.csrf;
    Frame frame = house.frame(view, request, visitor);
    frame.title = view.say("match.title") + " · " + frame.title;
    frame.kind = "wide";
    return house.screen(request, frame, match_view(view, screen, *directory), status);
}

awaitable<http::Response> show_case(HousePtr house, http::Request request, Visitor visitor) {
    const auto& account = visitor.account;
    const auto reading = co_await house->desk().read_case(request.query_value("case"), account);
    if (!reading) co_return house->refused(request, reading.error(), account.language());
    if (!reading->sight.sees(domain::Field::pages))
        co_return house->refused(request, Refused{.status = 403, .code = "forbidden"},
                                 account.language());
    const auto text = request.query_value("version");
    std::uint64_t version = 1;
    std::from_chars(text.data(), text.data() + text.size(), version);
    const auto& first = reading->events.front();
    const auto chosen = std::ranges::find(reading->events, version, &v1::Event::version);
    // An alarm of the service has no alert to rehearse.
    if (chosen == reading->events.end() || !first.has_case_opened())
        co_return house->refused(request, Refused{.status = 404, .code = "not_found"},
                                 account.language());
    MatchScreen screen;
    screen.of_case = reading->state.code;
    screen.form.territory = reading->state.territory;
    auto answer = domain::rehearse(first.case_opened().alert(), first.actor(),
                                   *house->ports().directory(), instant(chosen->now_ms()));
    if (!answer)
        co_return house->refused(
            request, Refused{.status = 422, .code = v1::Rejection::Code_Name(answer.error())},
            account.language());
    screen.answer = std::move(*answer);
    co_return show(*house, request, visitor, std::move(screen));
}

awaitable<http::Response> show_match(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, allowed);
    if (!visitor) co_return visitor.error();
    if (!request.query_value("case").empty())
        co_return co_await show_case(house, request, std::move(*visitor));
    co_return show(*house, request, *visitor, {});
}

// Nothing: what was typed is no moment. Both empty: now.
std::optional<Instant> moment_of(const MatchScreen& screen, const View& view) {
    if (screen.date.empty() && screen.time.empty()) return view.now;
    const auto day = day_in(screen.date);
    const auto minutes = time_in(screen.time);
    if (!day || !minutes) return std::nullopt;
    return domain::WallClock(view.zone).reaches(*day + *minutes);
}

awaitable<http::Response> rehearse(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, allowed);
    if (!visitor) co_return visitor.error();
    const auto fields = http::parse_form(request.body).value_or(http::Fields{});
    const auto directory = house->ports().directory();
    const auto& account = visitor->account;
    MatchScreen screen;
    screen.form = read_alert_form(fields);
    screen.may_relax = value_of(fields, "may_relax") == "yes";
    screen.date = value_of(fields, "date");
    screen.time = value_of(fields, "time");
    const View view = house->view(request, account.language(), screen.form.territory);
    for (const auto& fault : faults_of(screen.form, *directory))
        screen.faults.push_back(view.say(fault.words, {{"most", fault.most}}));
    const auto at = moment_of(screen, view);
    if (!at) screen.faults.push_back(view.say("match.at_wrong"));
    if (!screen.faults.empty()) co_return show(*house, request, *visitor, std::move(screen), 422);

    auto alert = domain::open_case_of(alert_of(screen.form), account.person());
    alert.set_gender_may_relax(screen.may_relax);
    v1::Actor by;
    by.set_role(v1::Role::worker);
    by.set_person(account.person());
    by.set_organization(account.organization());
    domain::Known known;
    if (house->ports().known_at) {
        auto told = co_await house->ports().known_at(*at);
        if (!told) co_return house->refused(request, told.error(), account.language());
        known = std::move(*told);
    }
    auto answer = domain::rehearse(alert, by, *directory, *at, known);
    if (!answer) {
        screen.faults.push_back(
            answer.error() == v1::Rejection::no_need
                ? view.say("match.no_need")
                : problem_words(view, v1::Rejection::Code_Name(answer.error())));
        co_return show(*house, request, *visitor, std::move(screen), 422);
    }
    screen.answer = std::move(*answer);
    co_return show(*house, request, *visitor, std::move(screen));
}

}  // namespace

void add_match_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/match", 0,
                      [house](http::Request request) { return show_match(house, request); }});
    routes.push_back({http::Method::post, "/match", small_form_bytes_max,
                      [house](http::Request request) { return rehearse(house, request); }});
}

}  // namespace relais::gateway::screens
