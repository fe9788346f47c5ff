// Every link that somebody is shown opens for her: everybody of the story, signed in as people are,
// goes through the screens that she may open, follows every link, and sends each form of them
// empty, as a thumb may; what then stands there has links as well.
#include <deque>

#include "tests/http/links_in.hpp"
#include "tests/http/walk_tables.hpp"
#include "tests/http/wire.hpp"

namespace relais::gateway {
namespace {

using http::testing::Wire;
using test::Form;

// Of one kind of address, with its ids and choices left out, so many are gone through: the links of
// all are followed, but a year of days looks the same.
constexpr int of_a_kind = 2;

class EveryLink : public SightStory, public ::testing::WithParamInterface<bool> {
protected:
    http::Answer send_form(const std::string& path, const std::string& body) {
        return ask(http::Method::post, path, "", body,
                   {{"origin", "http://relais.example"},
                    {"content-type", "application/x-www-form-urlencoded"},
                    {"accept", "text/html"},
                    {"cookie", cookie_}});
    }
    void enter(const std::string& token) {
        cookie_.clear();
        const auto answer = send_form("/sign-in", "code=" + tokens_.at(token) + "&next=%2F");
        ASSERT_EQ(answer.status, 303u) << token << answer.body;
        const auto set = field_of(answer, "set-cookie");
        cookie_ = set.substr(0, set.find(';'));
    }

    // What an address gives in the end; followed where it leads elsewhere.
    http::Answer open(std::string address) {
        http::Answer answer;
        for (int hops = 0; hops < 3; ++hops) {
            answer = ask(http::Method::get, address, "", {},
                         {{"cookie", cookie_}, {"accept", "text/html"}});
            if (answer.status != 303 && answer.status != 302) break;
            address = field_of(answer, "location");
        }
        return answer;
    }

    // How a live view begins; then it is left.
    std::string listened(const std::string& path) {
        const auto listen = [](EveryLink& self, std::string to,
                               std::string& told) -> boost::asio::awaitable<bool> {
            Wire wire(self.process_->io, self.gateway_->port());
            co_await wire.send("GET " + to + " HTTP/1.1\r\nHost: a\r\nCookie: " + self.cookie_ +
                               "\r\n\r\n");
            told = co_await wire.read_until("\r\n");
            co_return true;
        };
        std::string told;
        run(listen(*this, path, told));
        return told;
    }

    void follow(const std::string& from, const std::string& address) {
        if (!followed_.insert(address).second) return;
        ++links_;
        if (address.ends_with("/feed")) {
            EXPECT_EQ(listened(address), "HTTP/1.1 200 OK\r\n")
                << "LINK|" << who_ << "|" << from << "|" << address;
            return;
        }
        const auto answer = open(address);
        EXPECT_EQ(answer.status, 200u) << "LINK|" << who_ << "|" << from << "|" << address;
        if (answer.status == 200 && answer.body.starts_with("<!doctype html"))
            screens_.emplace_back(address, answer.body);
    }

    void look_through(const std::string& address, const std::string& html, bool forms) {
        const auto found = test::links_in(html, address.substr(0, address.find('?')));
        for (const auto& lost : found.lost)
            ADD_FAILURE() << "ANCHOR|" << who_ << "|" << address << "|" << lost;
        for (const auto& link : found.links) follow(address, link);
        // A screen that loads itself again must have something to load.
        if (found.live) follow(address, address);
        if (forms)
            for (const auto& form : found.forms) send(address, form);
    }

    void send(const std::string& from, const Form& form) {
        // A voucher's code is its key, whoever comes without it.
        if (form.action == "/sign-out" || form.action.starts_with("/v/") ||
            !sent_.insert(test::kind_of_address(form.action)).second)
            return;
        ++forms_;
        const auto answer = send_form(form.action, form.hidden);
        const bool barred = answer.status == 401 || answer.status == 403 || answer.status == 404 ||
                            answer.status == 405 || answer.status >= 500;
        EXPECT_FALSE(barred) << "FORM|" << who_ << "|" << from << "|" << form.action << "|"
                             << answer.status;
        if (answer.status == 303) follow(form.action, field_of(answer, "location"));
        if (answer.body.starts_with("<!doctype html"))
            look_through(form.action, answer.body, false);
    }

    void go_through(const Somebody& who) {
        who_ = who.token;
        followed_.clear();
        sent_.clear();
        screens_.clear();
        std::map<std::string, int> gone_through;
        enter(who.token);
        follow("", "/");
        for (const auto& door : doors())
            for (const auto& path : screens_of(door)) {
                const auto answer = open(path);
                if (answer.status == 200 && answer.body.starts_with("<!doctype html"))
                    screens_.emplace_back(path, answer.body);
            }
        while (!screens_.empty()) {
            const auto [address, html] = std::move(screens_.front());
            screens_.pop_front();
            if (++gone_through[test::kind_of_address(address)] <= of_a_kind)
                look_through(address, html, true);
        }
    }

    // Where a screen may be read, by its address alone.
    std::vector<std::string> screens_of(const Door& door) const {
        std::vector<std::string> all;
        if (!door.route.starts_with("GET /") || door.route.starts_with("GET /v1/")) return all;
        for (const auto& path : door.paths)
            for (const auto& one : filled(path))
                if (one != "/sign-in" && !one.starts_with("/a/") && !one.contains("none"))
                    all.push_back(one);
        return all;
    }

    std::string who_, cookie_;
    std::set<std::string> followed_, sent_;
    std::deque<std::pair<std::string, std::string>> screens_;  // to go through
    int links_ = 0, forms_ = 0;
};

TEST_P(EveryLink, OpensForWhoeverIsShownIt) {
    const bool restricted = GetParam();
    call(restricted);
    ASSERT_FALSE(HasFatalFailure());
    come();
    ASSERT_FALSE(HasFatalFailure());
    for (const auto& who : everybody(restricted)) {
        if (who.token.empty() || who.token == "machine" || who.as_the_others) continue;
        // To whoever has no part in it the house looks the same, restricted or not.
        const bool apart = allowed(who, Step::coming, restricted).fields.empty();
        if (!restricted || !apart || who.token == "off_duty") go_through(who);
    }
    EXPECT_GT(links_, 500);
    EXPECT_GT(forms_, 50);
}

INSTANTIATE_TEST_SUITE_P(Sight, EveryLink, ::testing::Values(false, true),
                         [](const auto& info) { return info.param ? "Restricted" : "Open"; });

}  // namespace
}  // namespace relais::gateway
