// What is looked back at: a timeline for paper, a case without anybody in it, the figures.
#include "services/gateway/screens/figures_screen.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/print_screen.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/review_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

// The language that she chose is kept as on every screen, but nothing else is framed.
http::Response paper(const House& house, const http::Request& request, const View& view,
                     const std::string& title, const std::string& inside,
                     const std::string& query = {}) {
    auto response = house.screen(request, Frame{}, {});
    response.body = printed(view, title, inside, PrintStyle::linked, query);
    return response;
}

awaitable<http::Response> show_print(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(
        request, {v1::Role::worker, v1::Role::coordinator, v1::Role::responder});
    if (!visitor) co_return visitor.error();
    const auto& account = visitor->account;
    const auto reading = co_await house->desk().read_case(request.params["id"], account);
    if (!reading) co_return house->refused(request, reading.error(), account.language());
    const View view = house->view(request, account.language(), reading->state.territory);
    const auto choice = timeline_choice(request, view.zone);
    if (const auto good = filter_of(choice); !good)
        co_return house->refused(request, good.error(), account.language());
    const PrintNames names{.person = house->person_names(),
                           .territory = house->territory_names(view.language),
                           .made_for = house->desk().name_of(account.person()),
                           .directory = house->ports().directory()};
    co_return paper(*house, request, view,
                    view.say("timeline.title", {{"code", reading->state.code}}),
                    timeline_print_view(view, *reading, choice, names), query_of(choice));
}

awaitable<http::Response> show_review_pack(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto& account = visitor->account;
    const auto pack = co_await house->desk().review_pack(request.params["id"], account);
    if (!pack) co_return house->refused(request, pack.error(), account.language());
    const View view = house->view(request, account.language());
    co_return paper(*house, request, view, view.say("review.title"),
                    review_pack_view(view, *pack, house->territory_names(view.language)));
}

// Without a choice: the last one that is over.
FiguresChoice figures_choice(const http::Request& request, Instant now) {
    const auto this_month = month_of(day_of(domain::WallClock(figures_zone), now));
    const auto last = month_text(months_later(this_month, -1));
    const auto asked = request.query_value("month");
    return {.month = asked.empty() ? last : asked, .last = last};
}

awaitable<http::Response> show_figures(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(
        request, {v1::Role::coordinator, v1::Role::privacy, v1::Role::admin});
    if (!visitor) co_return visitor.error();
    const auto& account = visitor->account;
    const View view = house->view(request, account.language());
    auto choice = figures_choice(request, view.now);
    auto figures = co_await house->ports().read_figures(choice.month, account);
    if (!figures && (figures.error().status >= 500 || figures.error().status == 403))
        co_return house->refused(request, figures.error(), account.language());
    if (!figures) {
        choice.wrong = problem_words(view, figures.error().code);
        if (!month_in(choice.month)) choice.month.clear();
    }
    if (figures) say_rows(view, *house->ports().directory(), *figures);
    Frame frame = house->frame(view, request, *visitor);
    frame.title = view.say("figures.title") + " · " + frame.title;
    frame.kind = "wide";
    co_return house->screen(request, frame,
                            figures_view(view, figures ? &*figures : nullptr, choice),
                            figures ? 200 : figures.error().status);
}

}  // namespace

void add_review_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/cases/{id}/print", 0,
                      [house](http::Request request) { return show_print(house, request); }});
    routes.push_back({http::Method::get, "/cases/{id}/review-pack", 0,
                      [house](http::Request request) { return show_review_pack(house, request); }});
    routes.push_back({http::Method::get, "/figures", 0,
                      [house](http::Request request) { return show_figures(house, request); }});
}

}  // namespace relais::gateway::screens
