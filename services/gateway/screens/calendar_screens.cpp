// One's own calendar address, and that of a roster for those who make rosters. It is shown as it
// stands: to look changes nothing, to change it needs the button.
#include "services/gateway/screens/calendar_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

v1::CalendarSubject subject_of(const http::Request& request, const Visitor& visitor) {
    v1::CalendarSubject subject;
    if (const auto id = request.params.find("id"); id != request.params.end())
        subject.set_roster(id->second);
    else
        subject.set_person(visitor.account.person());
    return subject;
}

awaitable<http::Response> answer(HousePtr house, http::Request request, bool renew) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto subject = subject_of(request, *visitor);
    const auto address = co_await house->ports().calendar_address(subject, renew, visitor->account);
    if (!address) co_return house->refused(request, address.error(), visitor->account.language());
    if (renew) co_return see_other(request.path + "?renewed=1");
    const View view = house->view(request, visitor->account.language());
    co_return house->screen(
        request, house->frame(view, request, *visitor),
        calendar_view(view, {.address = *address,
                             .roster = subject.roster(),
                             .csrf = visitor->csrf,
                             .renewed = request.query_value("renewed") == "1"}));
}

}  // namespace

void add_calendar_routes(const HousePtr& house, Routes& routes) {
    for (const auto* pattern : {"/calendar-address", "/rosters/{id}/calendar-address"}) {
        routes.push_back({http::Method::get, pattern, 0, [house](http::Request request) {
                              return answer(house, request, false);
                          }});
        routes.push_back({http::Method::post, pattern, small_form_bytes_max,
                          [house](http::Request request) { return answer(house, request, true); }});
    }
}

}  // namespace relais::gateway::screens
