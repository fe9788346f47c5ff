#include "services/gateway/screens/house.hpp"

#include <algorithm>
#include <ranges>
#include <vector>

#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

// 'same-origin' rather than 'no-referrer': a browser told never to refer also hides the Origin of
// our own forms, by which we know them. Nothing is told to any other site either way.
const http::Fields& screen_headers() {
    static const http::Fields headers{
        {"Content-Type", "text/html; charset=utf-8"},
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
         "form-action 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "same-origin"},
        {"X-Content-Type-Options", "nosniff"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"X-Robots-Tag", "noindex, nofollow"},
    };
    return headers;
}

std::string chosen_language(const http::Request& request) {
    const std::string asked = request.query_value("lang");
    return asked == "fr" || asked == "en" ? asked : std::string{};
}

}  // namespace

bool has(const v1::Account& account, v1::Role::Code role) {
    return std::ranges::find(account.roles(), role) != account.roles().end();
}

std::string asked_address(const http::Request& request) {
    std::string address = request.path;
    for (const auto part : std::views::split(std::string_view(request.query), '&')) {
        const std::string_view kept(part);
        if (kept.empty() || kept.starts_with("lang=")) continue;
        address += (address.size() == request.path.size() ? '?' : '&');
        address += kept;
    }
    return address;
}

std::string value_of(const http::Fields& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &http::Fields::value_type::first);
    return found == fields.end() ? std::string{} : found->second;
}

http::Response see_other(std::string location) {
    http::Response response;
    response.status = 303;
    response.fields = {{"Location", std::move(location)}, {"Cache-Control", "no-store"}};
    return response;
}

http::Response document(unsigned status, std::string html) {
    http::Response response;
    response.status = status;
    response.fields = screen_headers();
    response.body = std::move(html);
    return response;
}

words::Language House::language(const http::Request& request, const std::string& told) const {
    if (const auto chosen = chosen_language(request); !chosen.empty()) {
        return words::language_of(chosen);
    }
    if (const auto kept = request.cookie("lang"); kept == "fr" || kept == "en") {
        return words::language_of(kept);
    }
    return words::language_of(told.empty() ? std::string(request.field("accept-language")) : told);
}

View House::view(const http::Request& request, const std::string& told,
                 const std::string& territory) const {
    View view{
        .words = ports_.words, .language = language(request, told), .now = ports_.clock.now()};
    const auto directory = ports_.directory();
    if (const auto* known = directory->territory(territory)) view.zone = known->zone();
    return view;
}

NameOf House::person_names() const {
    return [this](const std::string& person) { return ports_.desk.name_of(person); };
}

NameOf House::territory_names(words::Language language) const {
    return [directory = ports_.directory(), language](const std::string& id) {
        const auto* known = directory->territory(id);
        if (known == nullptr) return id;
        return language == words::Language::fr ? known->name_fr() : known->name_en();
    };
}

awaitable<std::expected<Visitor, http::Response>> House::visitor(
    http::Request request, std::initializer_list<v1::Role::Code> roles) const {
    const std::vector<v1::Role::Code> wanted(roles);
    auto visitor = co_await ports_.door.who(request);
    if (!visitor) {
        const bool asks = request.method == http::Method::get;
        if (visitor.error().status == 401 && asks) {
            co_return std::unexpected(see_other("/sign-in?next=" + request.path));
        }
        co_return std::unexpected(refused(request, visitor.error()));
    }
    const bool allowed = wanted.empty() || std::ranges::any_of(wanted, [&](auto role) {
                             return has(visitor->account, role);
                         });
    if (!allowed) {
        co_return std::unexpected(refused(request, Refused{.status = 403, .code = "forbidden"},
                                          visitor->account.language()));
    }
    co_return std::move(*visitor);
}

OwnLinks House::own_links(const Visitor& visitor) const {
    const auto& account = visitor.account;
    const bool known = ports_.directory()->person(account.person()) != nullptr;
    return {.in_directory = known,
            .may_be_away = known && std::ranges::any_of(change_roles, [&](auto role) {
                               return has(account, role);
                           })};
}

Frame House::frame(const View& view, const http::Request& request, const Visitor& visitor) const {
    const auto& account = visitor.account;
    const bool coordinates = has(account, v1::Role::coordinator);
    Frame frame;
    frame.language = view.language;
    frame.title = view.say("frame.name");
    frame.path = asked_address(request);
    frame.csrf = visitor.csrf;
    const auto add = [&](const char* href, const char* words) {
        frame.nav.push_back({href, view.say(words), request.path == href});
    };
    if (coordinates) {
        add("/board", "board.nav");
        add("/telephones", "telephones.nav");
    }
    // Whoever signs sees how many wait for it.
    if (const auto waiting = waiting_count(*this, account)) {
        const auto words =
            *waiting > 0 ? view.say("fund.nav_waiting", {{"n", *waiting}}) : view.say("fund.nav");
        frame.nav.push_back({"/fund", words, request.path == "/fund"});
    }
    if (has(account, v1::Role::responder) || has(account, v1::Role::worker))
        add("/mine", "mine.nav");
    add("/on-call", "on_call.nav");
    if (coordinates || has(account, v1::Role::admin)) {
        add("/coverage", "coverage.nav");
        add("/match", "match.nav");
    }
    add("/rosters", "rosters.nav");
    add("/directory", "directory.nav");
    const auto directory = ports_.directory();
    const auto* hers = directory->organization(account.organization());
    if (coordinates || has(account, v1::Role::admin) ||
        (hers != nullptr && hers->sector() == v1::Sector::shelter))
        add("/beds", "beds.nav");
    if (coordinates || has(account, v1::Role::admin) || has(account, v1::Role::privacy))
        add("/figures", "figures.nav");
    if (has(account, v1::Role::privacy)) add("/access", "access.nav");
    if (coordinates || has(account, v1::Role::worker)) add("/alert", "alert.nav");
    // A quick way out for whoever may be watched; a coordinator sits at her own desk.
    if (!coordinates) frame.exit_url = ports_.settings.exit_url;
    return frame;
}

http::Response House::screen(const http::Request& request, const Frame& frame,
                             const std::string& inside, unsigned status) const {
    auto response = document(status, framed(ports_.words, frame, inside));
    if (const auto chosen = chosen_language(request); !chosen.empty()) {
        std::string cookie =
            "lang=" + chosen + "; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly";
        if (ports_.settings.secure_cookies) cookie += "; Secure";
        response.fields.emplace_back("Set-Cookie", std::move(cookie));
    }
    return response;
}

http::Response House::refused(const http::Request& request, const Refused& refused,
                              const std::string& told) const {
    // What was sent is not sent again by a link.
    const bool asked = request.method == http::Method::get;
    return problem_response(ports_.words, language(request, told), refused,
                            ports_.settings.emergency_telephone,
                            asked ? asked_address(request) : "/");
}

}  // namespace relais::gateway::screens

namespace relais::gateway {

http::Response problem_response(const words::Words& words, words::Language language,
                                const Refused& refused, const std::string& emergency_telephone,
                                std::string path) {
    const screens::View view{.words = words, .language = language};
    screens::Frame frame;
    frame.language = language;
    frame.title = view.say("frame.name");
    frame.path = std::move(path);
    frame.script = refused.code == "too_large";  // it leads back to what was typed
    auto response = screens::document(
        refused.status,
        screens::framed(words, frame, screens::problem_view(view, refused, emergency_telephone)));
    if (refused.retry_after_s > 0) {
        response.fields.emplace_back("Retry-After", std::to_string(refused.retry_after_s));
    }
    return response;
}

}  // namespace relais::gateway
