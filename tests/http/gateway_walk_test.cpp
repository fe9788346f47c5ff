// The matrix of sight through every door: everybody of it, at each step of a case in which
// everything is planted, goes through every route that the gateway has. What the matrix denies her
// stands in no answer, and what it grants her stands in one at least.
#include <boost/asio/steady_timer.hpp>

#include "tests/http/walk_tables.hpp"
#include "tests/http/wire.hpp"

namespace relais::gateway {
namespace {

using domain::Field;
using http::testing::Wire;

bool has(const std::string& text, std::string_view word) { return text.find(word) != text.npos; }

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t times = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++times;
    return times;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    if (const auto at = text.find(what); at != text.npos) text.replace(at, what.size(), with);
    return text;
}

class MatrixWalk : public SightStory, public ::testing::WithParamInterface<bool> {
protected:
    std::vector<std::string> filled(const std::string& path) const {
        auto one = replaced(path, "ROSTER", canary::roster + "-health");
        one = replaced(one, "REQUEST", request_.empty() ? "none" : request_);
        one = replaced(one, "VOUCHER", voucher_.empty() ? "none" : voucher_);
        one = replaced(one, "EVIDENCE", evidence_.empty() ? "none" : evidence_);
        one = replaced(one, "LINK", answer_link_.empty() ? "/a/none" : answer_link_);
        one = replaced(one, "CALENDAR", calendar_path_.empty() ? "/calendar/none" : calendar_path_);
        if (!has(one, "CASE")) return {one};
        std::vector<std::string> all;
        for (const auto& id : {case_, twin_, advice_})
            if (!id.empty()) all.push_back(replaced(one, "CASE", id));
        return all;
    }

    // What a live view has told from the beginning of everything, and then it is left.
    std::string listened(const std::string& path, const std::string& token) {
        const auto listen = [](SightStory& self, std::string to, std::string key,
                               std::string& told) -> boost::asio::awaitable<bool> {
            Wire wire(self.process_->io, self.gateway_->port());
            boost::asio::steady_timer enough(self.process_->io, std::chrono::milliseconds(60));
            enough.async_wait([&wire](const auto& error) {
                if (!error) wire.close();
            });
            co_await wire.send("GET " + to + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                               (key.empty() ? "" : "Authorization: Bearer " + key + "\r\n") +
                               "Last-Event-ID: 0\r\n\r\n");
            told = co_await wire.read_all();
            co_return true;
        };
        std::string told;
        run(listen(*this, path, token.empty() ? "" : tokens_.at(token), told));
        return told;
    }

    std::string asked_at(const Door& door, const std::string& path, const std::string& token) {
        if (door.route.ends_with("/feed")) return listened(path, token);
        const auto method = door.route.starts_with("GET")   ? http::Method::get
                            : door.route.starts_with("PUT") ? http::Method::put
                                                            : http::Method::post;
        const bool form = method != http::Method::get && !path.starts_with("/v1/");
        const auto answer = ask(method, path, token, door.body,
                                {{"content-type", form ? "application/x-www-form-urlencoded"
                                                       : "application/json"}});
        EXPECT_LT(answer.status, 500u) << door.route << " " << path << " as " << token;
        return answer.body;
    }

    void look(const Somebody& who, const Allowed& may, const std::string& where,
              const std::string& text) {
        for (std::size_t i = 0; i < marks().size(); ++i) {
            const auto& mark = marks()[i];
            const auto there = count(text, mark.text);
            if (there == 0) continue;
            if (may_see(who, may, mark)) seen_.insert(i);
            else if (there > before_[who.token + " " + where][mark.text]) {
                const auto at = text.find(mark.text);
                ADD_FAILURE() << "as \"" << who.token << "\" at step " << step_ << ", " << where
                              << " tells " << mark.text << ": "
                              << text.substr(at > 90 ? at - 90 : 0, 150);
            }
        }
    }

    std::set<std::size_t> seen_;  // marks, by whoever walks
    std::map<std::string, std::map<std::string, std::size_t>> before_;
    int step_ = 0;
};

TEST_P(MatrixWalk, GoesThroughEveryRouteThatThereIs) {
    std::set<std::string> real, walked;
    for (const auto& table : {gateway_->api_table(), gateway_->screen_table()})
        real.insert(table.begin(), table.end());
    for (const auto& door : doors()) EXPECT_TRUE(walked.insert(door.route).second) << door.route;
    EXPECT_EQ(walked, real);
}

TEST_P(MatrixWalk, Walk) {
    const bool restricted = GetParam();
    const auto all = everybody(restricted);
    // What the house says of itself, before there is a case.
    for (const auto& who : all)
        for (const auto& door : doors())
            for (const auto& path : door.paths)
                for (const auto& to : filled(path)) {
                    const auto text = asked_at(door, to, who.token);
                    for (const auto& mark : marks())
                        if (const auto n = count(text, mark.text); n > 0)
                            before_[who.token + " " + door.route + " " + path][mark.text] = n;
                }
    for (const auto step : steps) {
        step_ = static_cast<int>(step);
        if (step == Step::called) call(restricted);
        if (step == Step::coming) come();
        if (step == Step::released) release();
        if (step == Step::closed) close();
        ASSERT_FALSE(HasFatalFailure());
        for (const auto& who : all) {
            seen_.clear();
            const auto may = allowed(who, step, restricted);
            for (const auto& door : doors())
                for (const auto& path : door.paths)
                    for (const auto& to : filled(path))
                        look(who, may, door.route + " " + path, asked_at(door, to, who.token));
            for (std::size_t i = 0; i < marks().size(); ++i)
                if (may_see(who, may, marks()[i]) && !seen_.contains(i))
                    ADD_FAILURE() << "as \"" << who.token << "\" at step " << step_
                                  << " nothing tells " << marks()[i].text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Sight, MatrixWalk, ::testing::Values(false, true),
                         [](const auto& info) { return info.param ? "Restricted" : "Open"; });

}  // namespace
}  // namespace relais::gateway
