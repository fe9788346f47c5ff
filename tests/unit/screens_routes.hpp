// The routes of the screens over a drill: a door that one code opens, and whoever asks.
#pragma once

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/screens_drill.hpp"

namespace relais::gateway {

class RoutesTest : public ::testing::Test {
protected:
    RoutesTest() {
        Door door{
            .who = [this](http::Request request) { return who(std::move(request)); },
            .sign_in = [this](std::string code) { return open_door(std::move(code)); },
            .sign_out = [](http::Request) { return close_door(); },
            .from_our_screens =
                [](const http::Request& request) {
                    return request.field("origin") == "http://relais.test";
                },
        };
        routes_ = screen_routes(
            {.desk = desk_,
             .door = std::move(door),
             .words = drill_words(),
             .directory = drill_directory,
             .change_roster = {},
             .calendar_address = {},
             .clock = clock_,
             .new_uuid = [] { return drill_alert; },
             .apart = drill_apart,
             .settings = {.emergency_telephone = "418 555-0199"},
             .read_figures = [](std::string month,
                                v1::Account) { return drill_figures(std::move(month)); }});
        account_.set_person("demo-worker");
        account_.set_organization("hopital-clairiere");
        account_.add_roles(v1::Role::worker);
    }

    awaitable<Answered<Visitor>> who(http::Request request) {
        if (!signed_in_) {
            co_return std::unexpected(Refused{.status = 401, .code = "unauthenticated"});
        }
        if (stale_ && request.method == http::Method::post &&
            request.body.find("csrf=token") == std::string::npos) {
            co_return std::unexpected(Refused{.status = 403, .code = "csrf"});
        }
        co_return Visitor{account_, "token"};
    }
    awaitable<Answered<Entered>> open_door(std::string code) {
        if (code != "bon") {
            co_return std::unexpected(Refused{.status = 401, .code = "unauthenticated"});
        }
        signed_in_ = true;
        co_return Entered{{account_, "token"}, "relais=abc; Path=/"};
    }
    static awaitable<Answered<std::string>> close_door() { co_return std::string("relais="); }

    http::Response ask(http::Method method, const std::string& pattern, http::Request request) {
        const auto route = std::ranges::find_if(routes_, [&](const auto& one) {
            return one.method == method && one.pattern == pattern;
        });
        EXPECT_NE(route, routes_.end()) << pattern;
        request.method = method;
        if (request.path.empty()) request.path = pattern;
        return run(route->handler(std::move(request)));
    }
    http::Response get(const std::string& pattern, http::Request request = {}) {
        return ask(http::Method::get, pattern, std::move(request));
    }
    http::Response post(const std::string& pattern, const std::string& body,
                        http::Request request = {}) {
        request.fields.emplace_back("origin", "http://relais.test");
        request.body = body;
        return ask(http::Method::post, pattern, std::move(request));
    }
    static http::Request with(const std::string& name, const std::string& value) {
        http::Request request;
        request.params[name] = value;
        return request;
    }
    static std::string field(const http::Response& response, const std::string& name) {
        for (const auto& [have, value] : response.fields) {
            if (have == name) return value;
        }
        return {};
    }
    void coordinate() {
        account_.clear_roles();
        account_.add_roles(v1::Role::coordinator);
    }

    DrillDesk desk_;
    StillClock clock_;
    v1::Account account_;
    bool signed_in_ = true;
    bool stale_ = false;  // forms must carry the token of the session
    std::vector<http::Route> routes_;
};

}  // namespace relais::gateway
