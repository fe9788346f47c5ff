// The matrix of sight through every door: everybody of it, at each step of a case in which
// everything is planted, goes through every route that the gateway has. What the matrix denies her
// stands in no answer, and what it grants her stands in one at least.
#include <algorithm>
#include <functional>
#include <map>
#include <ranges>
#include <tuple>

#include <boost/asio/steady_timer.hpp>

#include "tests/http/walk_tables.hpp"
#include "tests/http/wire.hpp"

namespace relais::gateway {
namespace {

using http::testing::Wire;

bool has(const std::string& text, std::string_view word) { return text.find(word) != text.npos; }

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t times = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++times;
    return times;
}

// With which eyes is seen what a path leads to.
enum class Of : std::uint8_t { hers, advice, pack };

// Fields of the matrix as they are looked for: any of their words will do.
using Sought = std::tuple<Mark::Of, std::string, v1::Sector::Code>;
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
    // What every live view tells from the beginning of everything; then it is left. All of them at
    // once: each is waited for as long, and they wait together.
    std::map<std::string, std::string> listened(const std::string& token) {
        const auto listen = [](SightStory& self, std::string to, std::string key,
                               std::string& told) -> boost::asio::awaitable<void> {
            Wire wire(self.process_->io, self.gateway_->port());
            boost::asio::steady_timer enough(self.process_->io, std::chrono::milliseconds(40));
            enough.async_wait([&wire](const auto& error) {
                if (!error) wire.close();
            });
            co_await wire.send("GET " + to + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                               (key.empty() ? "" : "Authorization: Bearer " + key + "\r\n") +
                               "Last-Event-ID: 0\r\n\r\n");
            told = co_await wire.read_all();
        };
        std::map<std::string, std::string> told;
        for (const auto& door : doors())
            if (door.route.ends_with("/feed"))
                for (const auto& path : door.paths)
                    for (const auto& to : filled(path)) told.emplace(to, std::string{});
        std::size_t open = told.size();
        for (auto& [path, text] : told)
            boost::asio::co_spawn(process_->io,
                                  listen(*this, path, token.empty() ? "" : tokens_.at(token), text),
                                  [&open](const std::exception_ptr& thrown) {
                                      --open;
                                      EXPECT_FALSE(thrown) << "a live view";
                                  });
        test::run_until(process_->io, [&open] { return open == 0; });
        if (const auto all = told.find("/v1/feed"); all != told.end())
            all->second = without_advice(all->second);
        return told;
    }

    // In the view of all cases, that of who asked for advice is another one.
    std::string without_advice(const std::string& told) const {
        std::string kept;
        for (const auto piece : told | std::views::split(std::string_view("\n\n")))
            if (advice_.empty() || !std::string_view(piece).contains(advice_))
                kept.append(std::string_view(piece)).append("\n\n");
        return kept;
    }

    http::Answer answered(const Door& door, const std::string& path, const std::string& token) {
        const auto method = door.route.starts_with("GET")   ? http::Method::get
                            : door.route.starts_with("PUT") ? http::Method::put
                                                            : http::Method::post;
        const bool form = method != http::Method::get && !path.starts_with("/v1/");
        auto body = filled(door.body).front();
        if (const auto at = body.find("UUID"); at != body.npos) body.replace(at, 4, uuid());
        auto answer = ask(method, path, token, std::move(body),
                          {{"content-type", !door.type.empty() ? door.type
                                            : form             ? "application/x-www-form-urlencoded"
                                                               : "application/json"}});
        EXPECT_LT(answer.status, 500u) << door.route << " " << path << " as " << token;
        return answer;
    }

    // What is refused tells no more of it than what is shown.
    void ask_what_is_refused(const Somebody& who, const Allowed& may, const Allowed& of_advice) {
        for (const auto& door : refused_doors())
            for (const auto& path : door.paths)
                for (const auto& to : filled(path)) {
                    const auto answer = answered(door, to, who.token);
                    EXPECT_GE(answer.status, 400u) << who.token << " " << to << " " << door.body;
                    look(who, has(to, advice_) ? of_advice : may,
                         who.token + " refused " + door.route, told_in(answer));
                }
    }

    // All of it: what a header names got out as well.
    static std::string told_in(const http::Answer& answer) {
        auto text = without_choices(answer.body);
        for (const auto& [name, value] : answer.fields) text += "\n" + name + ": " + value;
        return text;
    }

    // Every door, or those alone that are read, with what each says.
    void each_door(
        const Somebody& who, bool forms,
        const std::function<void(const std::string& where, Of of, const std::string& text)>& look) {
        const auto live = listened(who.token);
        for (const auto& door : doors()) {
            if (!forms && !door.route.starts_with("GET")) continue;
            for (const auto& path : door.paths)
                for (const auto& to : filled(path)) {
                    const bool advice = !advice_.empty() && has(to, advice_);
                    look(who.token + " " + door.route + " " + path,
                         door.pack ? Of::pack
                         : advice  ? Of::advice
                                   : Of::hers,
                         door.route.ends_with("/feed") ? live.at(to)
                                                       : told_in(answered(door, to, who.token)));
                }
        }
    }

    // The house's own choices and names stand in a refusal as well, before there is a case.
    void hear_what_is_refused(const Somebody& who) {
        for (const auto& door : refused_doors()) {
            if (door.route == "POST /v1/alerts") continue;  // it would be taken
            for (const auto& path : door.paths)
                for (const auto& to : filled(path)) {
                    const auto text = told_in(answered(door, to, who.token));
                    auto& heard = before_[who.token + " refused " + door.route];
                    for (const auto& mark : marks()) {
                        auto& times = heard.times[mark.text];
                        times = std::max(times, count(text, mark.text));
                    }
                }
        }
    }

    // What the house says of itself, before there is a case.
    void hear_the_empty_house(const std::vector<Somebody>& all) {
        for (const auto& who : all) {
            hear_what_is_refused(who);
            each_door(who, !who.as_the_others,
                      [&](const std::string& where, Of, const std::string& text) {
                          auto& heard = before_[where];
                          heard.whole = std::hash<std::string>{}(text);
                          for (const auto& mark : marks())
                              if (const auto times = count(text, mark.text); times > 0)
                                  heard.times[mark.text] = times;
                      });
        }
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

    // What is sealed is opened for whoever may ask, and for nobody else; what an answer says
    // besides is looked at as that of any door.
    void ask_for_what_is_sealed(const Somebody& who, const Allowed& may) {
        if (who.token.empty()) return;
        for (const auto& seal : seals()) {
            const auto answer = read_sealed(case_, who.token, seal.name);
            const bool opened = answer.status == 200 || answer.status == 202;
            EXPECT_TRUE(opened ? may.sees(seal.field)
                               : answer.status == 403 && !may.sees(seal.field))
                << "SEAL|" << who.token << "|" << step_ << "|" << seal.name << "|" << answer.body;
            EXPECT_EQ(has(answer.body, seal.text), answer.status == 200) << answer.body;
            if (answer.status != 200) look(who, may, who.token + " seal", told_in(answer));
        }
        const auto advice = read_sealed(advice_, who.token, "advice");
        EXPECT_EQ(has(advice.body, canary::advice), allowed_of_advice(who).sees("advice"))
            << "SEAL|" << who.token << "|advice|" << advice.body;
        const auto record = say(case_, who.token, "her-record", "");
        for (const auto& seal : seals())
            EXPECT_TRUE(!has(record.body, seal.text) || may.sees(seal.field))
                << "SEAL|" << who.token << "|" << step_ << "|record|" << seal.name;
        if (record.status != 200) look(who, may, who.token + " record", told_in(record));
    }

    void walk(const Somebody& who, Step step, bool restricted) {
        const auto may = allowed(who, step, restricted);
        const auto of_advice = allowed_of_advice(who);
        const auto in_pack = allowed_in_pack(who, step, restricted);
        seen_.clear();
        if (step == Step::coming) {
            ask_for_what_is_sealed(who, may);
            ask_what_is_refused(who, may, of_advice);
        }
        each_door(who, step == Step::coming && !who.as_the_others,
                  [&](const std::string& where, Of of, const std::string& text) {
                      look(who,
                           of == Of::pack     ? in_pack
                           : of == Of::advice ? of_advice
                                              : may,
                           where, text);
                  });
        // And it would have found them: what is hers she saw.
        for (const auto& mark : marks())
            EXPECT_TRUE(!must_see(who, may, mark, step) || seen_.contains(sought(mark)))
                << "UNSEEN|" << who.token << "|" << step_ << "|" << mark.field << "|" << mark.text;
    }

    struct Heard {
        std::size_t whole = 0;                     // a hash
        std::map<std::string, std::size_t> times;  // each mark
    };
    std::map<std::string, Heard> before_;
    std::set<Sought> seen_;  // by her at this step
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

// Whoever is refused reads why: of each request that changes something, also when it made sense.
TEST_F(Doors, OfEachRequestOneThatMakesSenseIsRefused) {
    // Whoever is signed in may go, and make an address of her own anew.
    const std::set<std::string> never_refused{"POST /sign-out", "POST /calendar-address"};
    std::set<std::string> wanted, refused;
    for (const auto& door : doors())
        if (!door.route.starts_with("GET") && !never_refused.contains(door.route))
            wanted.insert(door.route);
    for (const auto& door : refused_doors()) refused.insert(door.route);
    EXPECT_EQ(refused, wanted);
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
}

INSTANTIATE_TEST_SUITE_P(Sight, MatrixWalk, ::testing::Values(false, true),
                         [](const auto& info) { return info.param ? "Restricted" : "Open"; });

}  // namespace
}  // namespace relais::gateway
