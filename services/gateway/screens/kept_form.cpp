#include "services/gateway/screens/kept_form.hpp"

#include <charconv>

#include <relais_screens_embedded.hpp>

#include "common/http/multipart.hpp"
#include "common/words/amounts.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

constexpr std::size_t code_bytes_max = 512;  // that a kept form has more than the first

std::string encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string all;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain)
            all += c;
        else
            all += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return all;
}

// The form as she sends it once she is known: without the code, with the token of her session.
std::string sent_again(const http::Fields& fields, const std::string& csrf) {
    std::string body = "csrf=" + encoded(csrf);
    for (const auto& [name, value] : fields)
        if (name != "csrf" && name != kept_code) body += "&" + encoded(name) + "=" + encoded(value);
    return body;
}

// The money that a form is about: she reads what she signs or sends before she does. Empty: none.
std::string money_words(const View& view, const http::Fields& fields) {
    const auto seen = value_of(fields, "seen");
    std::int64_t cents = 0;
    const auto [end, error] = std::from_chars(seen.data(), seen.data() + seen.size(), cents);
    if (!seen.empty() && error == std::errc{} && end == seen.data() + seen.size())
        return view.say("kept.signs", {{"total", words::amount(view.language, cents)}});
    auto typed = value_of(fields, "other_amount");
    if (typed.empty()) typed = value_of(fields, "amount");
    return typed.empty() ? std::string{} : view.say("kept.amount", {{"amount", typed}});
}

awaitable<http::Response> keep(HousePtr house, http::Handler handler, http::Request request) {
    // A file is not kept: it is hers still, and its bytes are no fields.
    const bool carries = request.field("content-type").starts_with(http::multipart_type);
    auto fields = carries ? std::nullopt : http::parse_form(request.body);
    if (!fields || !house->ports().door.from_our_screens(request))
        co_return co_await handler(std::move(request));
    const auto sender = co_await sender_of(house, request, *fields);
    if (!sender.visitor) co_return kept_screen(*house, request, *fields, sender);
    if (sender.set_cookie.empty()) co_return co_await handler(std::move(request));
    const auto session = sender.set_cookie.substr(0, sender.set_cookie.find(';'));
    request.fields.insert(request.fields.begin(), {"cookie", session});
    request.body = sent_again(*fields, sender.visitor->csrf);
    auto response = co_await handler(std::move(request));
    response.fields.emplace_back("Set-Cookie", sender.set_cookie);
    co_return response;
}

}  // namespace

std::string code_in(const http::Fields& fields, std::string_view name) {
    const auto text = value_of(fields, name);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

awaitable<Sender> sender_of(HousePtr house, http::Request request, http::Fields fields) {
    const auto& door = house->ports().door;
    if (const auto code = code_in(fields, kept_code); !code.empty()) {
        // The session begins here, as at the door: for our own screens only.
        if (!door.from_our_screens(request))
            co_return Sender{.refused = {.status = 403, .code = "csrf"}};
        auto entered = co_await door.sign_in(code);
        if (!entered) co_return Sender{.refused = entered.error()};
        co_return Sender{.visitor = std::move(entered->visitor), .set_cookie = entered->set_cookie};
    }
    auto visitor = co_await door.who(request);
    if (visitor) co_return Sender{.visitor = std::move(*visitor)};
    Sender sender{.refused = visitor.error()};
    if (sender.refused.code != "csrf" || !door.from_our_screens(request)) co_return sender;
    // She has signed in again elsewhere: the form is of the session before.
    request.method = http::Method::get;
    if (auto looks = co_await door.who(std::move(request))) sender.csrf = std::move(looks->csrf);
    co_return sender;
}

std::string kept_words(const View& view, const Sender& sender, const http::Fields& fields) {
    const auto& refused = sender.refused;
    if (refused.status >= 500) return view.say("kept.away");
    if (refused.status == 401)
        return view.say(code_in(fields, kept_code).empty() ? "kept.ended" : "kept.wrong");
    if (refused.code == "csrf") return view.say("kept.stale");
    return view.say("kept.refused", {{"why", problem_words(view, refused.code)}});
}

http::Response kept_screen(const House& house, const http::Request& request,
                           const http::Fields& fields, const Sender& sender) {
    const View view = house.view(request);
    const bool away = sender.refused.status >= 500;
    Data typed = list();
    for (const auto& [name, value] : fields) {
        if (name == kept_code || (name == "csrf" && (!away || !sender.csrf.empty()))) continue;
        Data one = object();
        one.set("name", name);
        one.set("value", value);
        typed.push_back(std::move(one));
    }
    Data data = object();
    data.set("words", kept_words(view, sender, fields));
    data.set("path", request.path);
    if (const auto money = money_words(view, fields); !money.empty()) data.set("money", money);
    data.set("typed", std::move(typed));
    if (!sender.csrf.empty()) data.set("csrf", sender.csrf);
    data.set("signs_in", sender.csrf.empty() && !away);
    data.set("field", kept_code);
    if (const auto& telephone = house.ports().settings.emergency_telephone; !telephone.empty())
        data.set("telephone", view.say("kept.telephone", {{"telephone", telephone}}));
    Frame frame;
    frame.language = view.language;
    frame.title = view.say("frame.name");
    frame.path = "/";
    frame.exit_url = house.ports().settings.exit_url;
    return house.screen(request, frame,
                        fill(view.words, view.language, embedded::kept_mustache(), std::move(data)),
                        sender.refused.status);
}

http::Route keeping(const HousePtr& house, http::Route route) {
    route.body_max += code_bytes_max;
    route.handler = [house, handler = std::move(route.handler)](http::Request request) {
        return keep(house, handler, std::move(request));
    };
    return route;
}

}  // namespace relais::gateway::screens
