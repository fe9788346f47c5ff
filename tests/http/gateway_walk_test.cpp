// The matrix of sight through every door: everybody of it, at each step of a case in which
// everything is planted, goes through every route that the gateway has. What the matrix denies her
// stands in no answer, and what it grants her stands in one at least.
#include <algorithm>
#include <functional>
#include <tuple>

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

// A path with its ids filled in, and whether it is that of the case of who asked for advice.
struct Filled {
    std::string path;
    bool of_advice = false;
};

// Fields of the matrix as they are looked for: any of their words will do.
using Sought = std::tuple<Mark::Of, Field, v1::Sector::Code>;
Sought sought(const Mark& mark) { return {mark.of, mark.field, mark.sector}; }

// Choices of a form are those of the whole directory, whoever comes.
std::string without_choices(std::string text) {
    std::string kept;
    std::size_t from = 0;
    for (auto at = text.find("<option"); at != text.npos; at = text.find("<option", from)) {
        kept.append(text, from, at - from);
        from = std::min(text.find("</option>", at), text.size());
    }
    return kept.append(text, from, text.npos);
}

class MatrixWalk : public SightStory, public ::testing::WithParamInterface<bool> {
protected:
    std::vector<Filled> filled(const std::string& path) const {
        const auto id = [](const std::string& one) { return one.empty() ? "none" : one; };
        auto one = replaced(path, "ROSTER", canary::roster + "-health");
        one = replaced(one, "REQUEST", id(request_));
        one = replaced(one, "VOUCHER", id(voucher_));
        one = replaced(one, "EVIDENCE", id(evidence_));
        one = replaced(one, "LINK", answer_link_.empty() ? "/a/none" : answer_link_);
        if (!has(one, "CASE")) return {{one}};
        std::vector<Filled> all;
        for (const auto& of : {case_, twin_, advice_})
            if (!of.empty()) all.push_back({replaced(one, "CASE", of), of == advice_});
        return all;
    }

    // What a live view tells from the beginning of everything; then it is left.
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
        const auto answer = ask(
            method, path, token, door.body,
            {{"content-type", form ? "application/x-www-form-urlencoded" : "application/json"}});
        EXPECT_LT(answer.status, 500u) << door.route << " " << path << " as " << token;
        return without_choices(answer.body);
    }

    // Every door, or those alone that are read, with what each says.
    void each_door(const Somebody& who, bool forms,
                   const std::function<void(const std::string& where, bool of_advice,
                                            const std::string& text)>& look) {
        for (const auto& door : doors()) {
            if (!forms && !door.route.starts_with("GET")) continue;
            for (const auto& path : door.paths)
                for (const auto& to : filled(path))
                    look(who.token + " " + door.route + " " + path, to.of_advice,
                         asked_at(door, to.path, who.token));
        }
    }

    // What the house says of itself, before there is a case.
    void hear_the_empty_house(const std::vector<Somebody>& all) {
        for (const auto& who : all)
            each_door(who, true, [&](const std::string& where, bool, const std::string& text) {
                auto& heard = before_[where];
                heard.whole = std::hash<std::string>{}(text);
                for (const auto& mark : marks())
                    if (const auto times = count(text, mark.text); times > 0)
                        heard.times[mark.text] = times;
            });
    }

    void look(const Somebody& who, const Allowed& may, const std::string& where,
              const std::string& text) {
        auto& heard = before_[where];
        if (heard.whole == std::hash<std::string>{}(text)) return;
        // Who reads what is sealed is told to who watches over it.
        const bool log = who.reads_the_log && has(where, "access");
        for (const auto& mark : marks()) {
            const auto times = count(text, mark.text);
            if (times == 0) continue;
            if (may_see(who, may, mark)) {
                seen_.insert(sought(mark));
            } else if (times > heard.times[mark.text] && !log) {
                const auto at = text.find(mark.text);
                ADD_FAILURE() << "LEAK|" << where << "|" << step_ << "|" << mark.text << "|"
                              << text.substr(at > 90 ? at - 90 : 0, 150) << "|";
            }
        }
    }

    // What is sealed is opened for whoever the matrix lets ask, and for nobody else.
    void ask_for_what_is_sealed(const Somebody& who, const Allowed& may) {
        if (who.token.empty()) return;
        for (const auto& seal : seals()) {
            const auto answer = read_sealed(case_, who.token, seal.name);
            const bool opened = answer.status == 200 || answer.status == 202;
            EXPECT_TRUE(opened ? may.sees(seal.field)
                               : answer.status == 403 && !may.sees(seal.field))
                << "SEAL|" << who.token << "|" << step_ << "|" << seal.name << "|" << answer.body;
            EXPECT_EQ(has(answer.body, seal.text), answer.status == 200) << answer.body;
        }
        const auto advice = read_sealed(advice_, who.token, "advice");
        EXPECT_EQ(has(advice.body, canary::advice), allowed_of_advice(who).sees(Field::advice))
            << "SEAL|" << who.token << "|advice|" << advice.body;
        const auto record = say(case_, who.token, "her-record", "");
        for (const auto& seal : seals())
            EXPECT_TRUE(!has(record.body, seal.text) || may.sees(seal.field))
                << "SEAL|" << who.token << "|" << step_ << "|record|" << seal.name;
    }

    void walk(const Somebody& who, Step step, bool restricted) {
        const auto may = allowed(who, step, restricted);
        const auto may_of_advice = allowed_of_advice(who);
        if (step == Step::coming) ask_for_what_is_sealed(who, may);
        each_door(who, step == Step::coming,
                  [&](const std::string& where, bool of_advice, const std::string& text) {
                      look(who, of_advice ? may_of_advice : may, where, text);
                  });
    }

    struct Heard {
        std::size_t whole = 0;                     // a hash
        std::map<std::string, std::size_t> times;  // each mark
    };
    std::map<std::string, Heard> before_;
    std::set<Sought> seen_;  // by somebody who may
    int step_ = 0;
};

class Doors : public GatewayTest {};

TEST_F(Doors, AllStandInTheTableOfTheWalk) {
    std::set<std::string> real, walked;
    for (const auto& table : {gateway_->api_table(), gateway_->screen_table()})
        real.insert(table.begin(), table.end());
    for (const auto& door : doors()) EXPECT_TRUE(walked.insert(door.route).second) << door.route;
    EXPECT_EQ(walked, real);
}

TEST_P(MatrixWalk, ShowsEverybodyWhatIsHersAtEachStepAndNothingElse) {
    const bool restricted = GetParam();
    const auto all = everybody(restricted);
    hear_the_empty_house(all);
    for (const auto step : steps) {
        step_ = static_cast<int>(step);
        switch (step) {
            case Step::called:
                call(restricted);
                break;
            case Step::coming:
                come();
                break;
            case Step::released:
                release();
                break;
            case Step::closed:
                close();
                break;
        }
        ASSERT_FALSE(HasFatalFailure());
        for (const auto& who : all)
            if (step == Step::coming || !who.as_the_others) walk(who, step, restricted);
    }
    // And it would have found them: what is granted to anybody was seen by somebody who may.
    for (const auto& mark : marks())
        EXPECT_TRUE(mark.only_hidden || seen_.contains(sought(mark))) << mark.text;
}

INSTANTIATE_TEST_SUITE_P(Sight, MatrixWalk, ::testing::Values(false),
                         [](const auto& info) { return info.param ? "Restricted" : "Open"; });

}  // namespace
}  // namespace relais::gateway
