// Raising an alert by form. What she typed comes back to her whenever it was not recorded, and the
// alert's id stays with it, so that sending it again is the same alert.
#include <algorithm>

#include "common/base/ids.hpp"
#include "services/gateway/screens/alert_screen.hpp"
#include "services/gateway/screens/kept_form.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

// Enough to find tonight's; the rest stands on nobody's telephone.
constexpr std::size_t yours_max = 3;

awaitable<std::vector<v1::CaseSummary>> her_open_cases(HousePtr house, v1::Account account) {
    // Only a convenience: when it fails, the form must still be there.
    const auto not_hers = [me = account.person()](const v1::CaseSummary& summary) {
        return summary.over() || summary.raised_by() != me;
    };
    auto page = co_await house->desk().cases({.aside = not_hers}, account);
    if (!page) co_return std::vector<v1::CaseSummary>{};
    auto cases = std::move(page->cases);
    std::erase_if(cases, not_hers);
    std::ranges::sort(cases, std::greater{}, &v1::CaseSummary::opened_ms);
    if (cases.size() > yours_max) cases.resize(yours_max);
    co_return cases;
}

// A place's code, on this telephone alone, and sent back to this form alone.
constexpr const char* territory_cookie = "territory";

std::string kept_territory(const House& house, const AlertForm& form) {
    return std::string(territory_cookie) + "=" + form.territory +
           "; Path=/alert; Max-Age=2592000; SameSite=Strict; HttpOnly" +
           (house.ports().settings.secure_cookies ? "; Secure" : "");
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
    // Where the last alert of this telephone was, or hers, is most likely where she is.
    screen.form.territory = request.cookie(territory_cookie);
    if (directory->territory(screen.form.territory) == nullptr) {
        screen.form.territory.clear();
        if (!screen.yours.empty()) screen.form.territory = screen.yours.front().territory();
    }
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

bool raises(const Visitor& visitor) {
    return has(visitor.account, v1::Role::worker) || has(visitor.account, v1::Role::coordinator);
}

// Nobody is signed in any more, or somebody who raises no alerts: all that she typed stands there
// still, with the alert's id, and a code sends it.
http::Response kept_alert(const House& house, const http::Request& request,
                          const http::Fields& fields, Sender sender) {
    AlertScreen screen;
    screen.form = read_alert_form(fields);
    if (sender.visitor) sender.refused = {.status = 403, .code = "forbidden"};
    const View view = house.view(request, {}, screen.form.territory);
    screen.refusal = kept_words(view, sender, fields);
    screen.signs_in = sender.csrf.empty() && sender.refused.status < 500;
    screen.telephone = house.ports().settings.emergency_telephone;
    screen.csrf = sender.csrf.empty() ? value_of(fields, "csrf") : sender.csrf;
    Frame frame;
    frame.language = view.language;
    frame.title = view.say("frame.name");
    frame.path = "/alert";
    frame.exit_url = house.ports().settings.exit_url;
    return house.screen(request, frame, alert_view(view, screen, *house.ports().directory()),
                        sender.refused.status);
}

awaitable<http::Response> raise(HousePtr house, http::Request request, Visitor visitor,
                                http::Fields fields) {
    AlertScreen screen;
    screen.form = read_alert_form(fields);
    screen.form.drill = screen.form.drill && has(visitor.account, v1::Role::coordinator);
    if (!canonical_uuid(screen.form.alert_id)) {
        screen.form.alert_id = house->ports().new_uuid();
        screen.faults.push_back({"territory", "alert.error_form"});
    }
    std::ranges::copy(faults_of(screen.form, *house->ports().directory()),
                      std::back_inserter(screen.faults));
    unsigned status = 422;
    if (screen.faults.empty()) {
        const auto raised =
            co_await house->desk().raise_alert(alert_of(screen.form), visitor.account);
        if (raised) {
            auto response = see_other("/cases/" + raised->case_id + "?raised=1&done=alert");
            response.fields.emplace_back("Set-Cookie", kept_territory(*house, screen.form));
            co_return response;
        }
        const View view = house->view(request, visitor.account.language());
        screen.refusal = why_not(*house, view, raised.error());
        status = raised.error().status;
        if (raised.error().code == "conflict") screen.form.alert_id = house->ports().new_uuid();
    }
    screen.yours = co_await her_open_cases(house, visitor.account);
    co_return alert_screen(*house, request, visitor, std::move(screen), status);
}

awaitable<http::Response> raise_alert(HousePtr house, http::Request request) {
    const auto fields = http::parse_form(request.body);
    auto sender = co_await sender_of(house, request, fields.value_or(http::Fields{}));
    const bool may = sender.visitor && raises(*sender.visitor);
    if (!may && fields && house->ports().door.from_our_screens(request))
        co_return kept_alert(*house, request, *fields, std::move(sender));
    if (!sender.visitor) co_return house->refused(request, sender.refused);
    if (!may) co_return house->refused(request, Refused{.status = 403, .code = "forbidden"});
    const auto cookie = sender.set_cookie;
    auto response = co_await raise(house, std::move(request), std::move(*sender.visitor),
                                   fields.value_or(http::Fields{}));
    if (!cookie.empty()) response.fields.insert(response.fields.begin(), {"Set-Cookie", cookie});
    co_return response;
}

}  // namespace

void add_worker_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/alert", 0,
                      [house](http::Request request) { return show_alert(house, request); }});
    routes.push_back({http::Method::post, "/alert", alert_form_bytes_max,
                      [house](http::Request request) { return raise_alert(house, request); }});
}

}  // namespace relais::gateway::screens
