// The answer link. Looking (GET, HEAD) changes nothing: telephones and mail scanners look at every
// link. Only the form's POST answers, and a second one finds what the first one did.
#include <charconv>
#include <optional>

#include "services/gateway/screens/answer_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

// A day: whoever comes later than that is not coming tonight.
constexpr std::uint32_t eta_minutes_max = 24 * 60;

http::Response framed_answer(const House& house, const http::Request& request, const View& view,
                             const std::string& inside, unsigned status) {
    Frame frame;
    frame.language = view.language;
    frame.title = view.say("frame.name");
    frame.kind = "answer";
    frame.path = request.path;
    frame.script = false;
    return house.screen(request, frame, inside, status);
}

http::Response answer_screen(const House& house, const http::Request& request,
                             const PageReading& reading, bool not_understood, unsigned status) {
    const View view = house.view(request, reading.language);
    return framed_answer(house, request, view,
                         answer_view(view, reading, request.path, not_understood), status);
}

// A link that is cut short, forged or too old says the same as one that never was.
http::Response no_answer(const House& house, const http::Request& request, const Refused& refused) {
    if (refused.status >= 500) return house.refused(request, refused);
    const View view = house.view(request);
    return framed_answer(house, request, view,
                         link_invalid_view(view, house.ports().settings.emergency_telephone), 404);
}

// Nothing when it makes no sense.
std::optional<v1::AnswerPage> given(const http::Request& request) {
    const auto form = http::parse_form(request.body);
    v1::AnswerPage said;
    v1::Answer::Kind answer = v1::Answer::unknown;
    if (!form || !v1::Answer::Kind_Parse(value_of(*form, "answer"), &answer) ||
        answer == v1::Answer::unknown)
        return std::nullopt;
    said.set_answer(answer);
    if (answer == v1::Answer::decline || answer == v1::Answer::release) {
        v1::DeclineReason::Code reason = v1::DeclineReason::unknown;
        if (v1::DeclineReason::Code_Parse(value_of(*form, "reason"), &reason))
            said.set_reason(reason);
    }
    if (answer != v1::Answer::accept) return said;
    const std::string eta = value_of(*form, "eta");
    std::uint32_t minutes = 0;
    const auto [end, error] = std::from_chars(eta.data(), eta.data() + eta.size(), minutes);
    const bool whole = eta.empty() || (error == std::errc{} && end == eta.data() + eta.size());
    if (!whole || minutes > eta_minutes_max) return std::nullopt;
    said.set_eta_minutes(minutes);
    return said;
}

// A program may answer by the link as well; a browser must come from our own screen.
bool foreign(const House& house, const http::Request& request) {
    const bool browser =
        !request.field("origin").empty() || !request.field("sec-fetch-site").empty();
    return browser && !house.ports().door.from_our_screens(request);
}

awaitable<http::Response> show(HousePtr house, http::Request request) {
    const auto reading = co_await house->desk().read_page(request.params["token"]);
    if (!reading) co_return no_answer(*house, request, reading.error());
    co_return answer_screen(*house, request, *reading, false, 200);
}

awaitable<http::Response> answer(HousePtr house, http::Request request) {
    if (foreign(*house, request)) {
        co_return house->refused(request, Refused{.status = 403, .code = "csrf"});
    }
    const std::string token = request.params["token"];
    const auto said = given(request);
    if (said) {
        const auto answered = co_await house->desk().answer_page(token, *said);
        if (answered) co_return answer_screen(*house, request, *answered, false, 200);
        if (answered.error().status >= 500) co_return house->refused(request, answered.error());
    }
    // Not understood, or too late: the screen says how it stands now.
    const auto reading = co_await house->desk().read_page(token);
    if (!reading) co_return no_answer(*house, request, reading.error());
    const bool not_understood = !said.has_value();
    const bool asks = standing_of(*reading) == Standing::asks;
    co_return answer_screen(*house, request, *reading, not_understood && asks,
                            not_understood ? 400 : 200);
}

}  // namespace

void add_answer_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/a/{token}", 0,
                      [house](http::Request request) { return show(house, request); }});
    routes.push_back({http::Method::post, "/a/{token}", small_form_bytes_max,
                      [house](http::Request request) { return answer(house, request); }});
}

}  // namespace relais::gateway::screens
