// The routes of the fund as a browser meets them, with a desk in memory behind: what every test of
// them shares.
#pragma once

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/screens_fund.hpp"

namespace relais::gateway {

class FundClock : public Clock {
public:
    explicit FundClock(const FundDrill& fund) : fund_(fund) {}
    [[nodiscard]] Instant now() const override { return fund_.story.now; }

private:
    const FundDrill& fund_;
};

class FundRoutes : public ::testing::Test {
protected:
    FundRoutes() {
        Door door{.who = [this](http::Request request) { return who(std::move(request)); },
                  .sign_in = {},
                  .sign_out = {},
                  .from_our_screens =
                      [](const http::Request& request) {
                          return request.field("origin") == "http://relais.test";
                      }};
        routes_ = screen_routes({.desk = desk_,
                                 .door = std::move(door),
                                 .words = drill_words(),
                                 .directory = drill_directory,
                                 .change_roster = {},
                                 .calendar_address = {},
                                 .clock = clock_,
                                 .new_uuid = [] { return fund_wish; },
                                 .apart = drill_apart,
                                 .settings = {.emergency_telephone = "418 555-0199"},
                                 .fund = {.desk = &fund_, .qr = [](const std::string& text) {
                                              return "<svg>" + text + "</svg>";
                                          }}});
        case_ = desk_.open();
        become(v1::Role::worker, "demo-worker", "hopital-clairiere");
    }
    awaitable<Answered<Visitor>> who(http::Request) {
        if (!signed_in_)
            co_return std::unexpected(Refused{.status = 401, .code = "unauthenticated"});
        co_return Visitor{account_, "token"};
    }
    void become(v1::Role::Code role, const std::string& person,
                const std::string& organization = "coalition") {
        account_ = fund_account(role, person, organization);
    }
    http::Response ask(http::Method method, const std::string& pattern, http::Request request) {
        const auto route = std::ranges::find_if(routes_, [&](const auto& one) {
            return one.method == method && one.pattern == pattern;
        });
        EXPECT_NE(route, routes_.end()) << pattern;
        request.method = method;
        if (request.path.empty()) request.path = pattern;
        return run(route->handler(std::move(request)));
    }
    http::Response get(const std::string& pattern, const std::string& name = {},
                       const std::string& value = {}, const std::string& query = {}) {
        http::Request request;
        if (!name.empty()) request.params[name] = value;
        request.query = query;
        return ask(http::Method::get, pattern, std::move(request));
    }
    http::Response post(const std::string& pattern, const std::string& name,
                        const std::string& value, const std::string& body) {
        http::Request request;
        request.fields = {{"origin", "http://relais.test"},
                          {"content-type", "application/x-www-form-urlencoded"}};
        if (!name.empty()) request.params[name] = value;
        request.body = body;
        return ask(http::Method::post, pattern, std::move(request));
    }
    http::Response send_file(const std::string& pattern, const std::string& id,
                             const std::string& fields, const std::string& bytes) {
        http::Request request;
        request.fields = {{"origin", "http://relais.test"},
                          {"content-type", "multipart/form-data; boundary=b"}};
        request.params["id"] = id;
        request.body =
            fields +
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n" + bytes +
            "\r\n--b--\r\n";
        return ask(http::Method::post, pattern, std::move(request));
    }
    static std::string part(const std::string& name, const std::string& value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value +
               "\r\n";
    }
    static std::string location(const http::Response& response) {
        for (const auto& [have, value] : response.fields)
            if (have == "Location") return value;
        return {};
    }

    DrillDesk desk_;
    FundDrill fund_;
    FundClock clock_{fund_};
    v1::Account account_;
    bool signed_in_ = true;
    std::string case_;
    std::vector<http::Route> routes_;
};

}  // namespace relais::gateway
