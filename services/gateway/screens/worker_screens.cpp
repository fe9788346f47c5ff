// Raising an alert by form. What she typed comes back to her whenever it was not recorded, and the
// alert's id stays with it, so that sending it again is the same alert.
#include <algorithm>

#include "common/base/ids.hpp"
#include "services/gateway/screens/alert_screen.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

// Enough to find tonight's; the rest stands on nobody's telephone.
constexpr std::size_t yours_max = 3;

awaitable<std::vector<v1::CaseSummary>> her_open_cases(HousePtr house, v1::Account account) {
    // Only a convenience: when it fails, the form must still be there.
    auto cases = co_await house->desk().cases(account);
    if (!cases) co_return std::vector<v1::CaseSummary>{};
    std::erase_if(*cases, [&](const auto& summary) {
        return summary.over() || summary.raised_by() != account.person();
    });
    std::ranges::sort(*cases, std::greater{}, &v1::CaseSummary::opened_ms);
    if (cases->size() > yours_max) cases->resize(yours_max);
    co_return std::move(*cases);
}

http::Response alert_screen(const House& house, const http::Request& request,
                            const Visitor& visitor, AlertScreen screen, unsigned status) {
    const View view = house.view(request, visitor.account.language(), screen.form.territory);
    screen.csrf = visitor.csrf;
    screen.may_drill = has(visitor.account, v1::Role::coordinator);
    return house.screen(request, house.frame(view, request, visitor),
                        alert_view(view, screen, *house.ports().directory()), status);
}

awaitable<http::Response> show_alert(HousePtr house, http::Request request) {
    const auto visitor =
        co_await house->visitor(request, {v1::Role::worker, v1::Role::coordinator});
    if (!visitor) co_return visitor.error();
    AlertScreen screen;
    screen.form.alert_id = house->ports().new_uuid();
    const auto directory = house->ports().directory();
    if (const auto* hers = directory->organization(visitor->account.organization())) {
        screen.form.identified_by = identified_by_of(hers->sector());
    }
    screen.yours = co_await her_open_cases(house, visitor->account);
    // Where she was last time is most likely where she is.
    if (!screen.yours.empty()) screen.form.territory = screen.yours.front().territory();
    co_return alert_screen(*house, request, *visitor, std::move(screen), 200);
}

std::string why_not(const House& house, const View& view, const Refused& refused) {
    if (refused.code == "conflict") return view.say("alert.error_conflict");
    if (refused.status >= 500) {
        return view.say("alert.error_away",
                        {{"telephone", house.ports().settings.emergency_telephone}});
    }
    return view.say("alert.error_refused", {{"why", problem_words(view, refused.code)}});
}

awaitable<http::Response> raise_alert(HousePtr house, http::Request request) {
    const auto visitor =
        co_await house->visitor(request, {v1::Role::worker, v1::Role::coordinator});
    if (!visitor) co_return visitor.error();
    AlertScreen screen;
    const auto fields = http::parse_form(request.body);
    if (fields) screen.form = read_alert_form(*fields);
    screen.form.drill = screen.form.drill && has(visitor->account, v1::Role::coordinator);
    if (!fields || !canonical_uuid(screen.form.alert_id)) {
        screen.form.alert_id = house->ports().new_uuid();
        screen.faults.push_back({"territory", "alert.error_form"});
    }
    std::ranges::copy(faults_of(screen.form, *house->ports().directory()),
                      std::back_inserter(screen.faults));
    unsigned status = 422;
    if (screen.faults.empty()) {
        const auto raised =
            co_await house->desk().raise_alert(alert_of(screen.form), visitor->account);
        if (raised) co_return see_other("/cases/" + raised->case_id + "?raised=1");
        const View view = house->view(request, visitor->account.language());
        screen.refusal = why_not(*house, view, raised.error());
        status = raised.error().status;
        if (raised.error().code == "conflict") screen.form.alert_id = house->ports().new_uuid();
    }
    screen.yours = co_await her_open_cases(house, visitor->account);
    co_return alert_screen(*house, request, *visitor, std::move(screen), status);
}

}  // namespace

void add_worker_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/alert", 0,
                      [house](http::Request request) { return show_alert(house, request); }});
    routes.push_back({http::Method::post, "/alert", alert_form_bytes_max,
                      [house](http::Request request) { return raise_alert(house, request); }});
}

}  // namespace relais::gateway::screens
