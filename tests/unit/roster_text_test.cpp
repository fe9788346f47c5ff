// What the commands about rosters print: known answers on a small directory, on a calm night, over
// a gap that is told to the second, and on the night of 25 hours.
#include <gmock/gmock.h>

#include "common/domain/on_call_answers.hpp"
#include "common/words/instants.hpp"
#include "services/relais/coverage_text.hpp"
#include "services/relais/stand_text.hpp"
#include "tests/unit/rosters.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

// The world's health roster of territory 06: nadia first, omar behind.
class RosterText : public testing::Test {
protected:
    RosterText() {
        world.data().mutable_territories(0)->set_name_fr("Montréal");
        world.data().mutable_territories(1)->set_name_fr("Laval");
    }
    [[nodiscard]] v1::Roster& health() { return *world.data().mutable_rosters(0); }
    void empty(const std::string& from, const std::string& until) {
        for (const auto* person : {"nadia", "omar"})
            change(health(), v1::Override::remove, person, from, until);
    }
    [[nodiscard]] v1::CoverageAnswer coverage(const std::string& from, const std::string& to) {
        directory = world.directory();
        return domain::coverage_answer(
            *directory, {.from = utc(from), .to = utc(to), .sector = "health", .territory = "06"});
    }
    [[nodiscard]] std::string told(const std::string& from, const std::string& to,
                                   bool all = false) {
        const auto answer = coverage(from, to);
        return cli::coverage_text(french, *directory, answer, all);
    }
    World world;
    domain::DirectoryPtr directory;
    cli::Console french{words::Language::fr};
};

TEST_F(RosterText, TellsAGapInWordsToTheSecond) {
    empty("2026-12-03T07:00:00Z", "2026-12-03T07:37:00Z");
    const auto text = told("2026-12-03T05:00:00Z", "2026-12-04T05:00:00Z");
    EXPECT_THAT(text, HasSubstr("vide 37\u00a0min, de 02\u00a0h\u00a000\u00a0min\u00a000\u00a0s à "
                                "02\u00a0h\u00a037\u00a0min\u00a000\u00a0s le 3\u00a0décembre"
                                "\u00a02026\n"));
    EXPECT_THAT(text, HasSubstr("██◐█████████████████████\n"));
    EXPECT_THAT(text, HasSubstr("Santé\n   06 Montréal\n"));
}

TEST_F(RosterText, ShowsTheNightOfTwentyFiveHoursWithASignForEach) {
    // From the second 01:30 to 02:00, and the whole next hour.
    empty("2026-11-01T06:30:00Z", "2026-11-01T08:00:00Z");
    const auto answer = coverage("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
    const auto bars = cli::day_bars(answer.lines(0), domain::WallClock("America/Toronto"));
    ASSERT_EQ(bars.size(), 1u);
    EXPECT_EQ(bars[0].length, 25h);
    EXPECT_EQ(bars[0].signs, "██◐○" + repeated("█", 21));
    const auto text = cli::coverage_text(french, *directory, answer, false);
    EXPECT_THAT(text, HasSubstr("de 01\u00a0h\u00a030\u00a0min\u00a000\u00a0s\u00a0(HNE) à 03"));
    EXPECT_THAT(text, HasSubstr("vide 1\u00a0h\u00a030\u00a0min"));
}

TEST_F(RosterText, TellsThinFromEmptyAndFromUnreachable) {
    change(health(), v1::Override::remove, "omar", "2026-12-03T06:00:00Z", "2026-12-03T08:00:00Z");
    change(health(), v1::Override::remove, "nadia", "2026-12-03T08:00:00Z", "2026-12-03T09:00:00Z");
    world.person("omar").clear_ways();
    empty("2026-12-03T09:00:00Z", "2026-12-03T10:00:00Z");
    const auto text = told("2026-12-03T05:00:00Z", "2026-12-03T11:00:00Z");
    EXPECT_THAT(text, HasSubstr("▄▄▄×○▄\n"));
    EXPECT_THAT(text, HasSubstr("injoignable 1\u00a0h, de 03"));
    EXPECT_THAT(text, HasSubstr("une seule personne, sans relève derrière elle, pendant 4\u00a0h"));
}

TEST_F(RosterText, FoldsDaysThatLookAlikeAndLinesThatAreCovered) {
    empty("2026-12-03T07:00:00Z", "2026-12-03T07:37:00Z");
    const auto text = told("2026-11-28T05:00:00Z", "2026-12-08T05:00:00Z");
    EXPECT_THAT(text, HasSubstr("28\u00a0nov. – 2\u00a0déc."));
    EXPECT_THAT(text, HasSubstr("4\u00a0déc. – 7\u00a0déc."));
    const auto calm = told("2026-11-20T05:00:00Z", "2026-11-28T05:00:00Z");
    EXPECT_THAT(calm, HasSubstr("1 de 1 ligne"));
    EXPECT_THAT(calm, Not(HasSubstr("█")));
    EXPECT_THAT(told("2026-11-20T05:00:00Z", "2026-11-28T05:00:00Z", true), HasSubstr("████"));
}

TEST_F(RosterText, SaysHowManyGapsItLeftOut) {
    for (int day = 10; day < 20; ++day)
        empty("2026-12-" + std::to_string(day) + "T07:00:00Z",
              "2026-12-" + std::to_string(day) + "T08:00:00Z");
    const std::string from = "2026-12-09T05:00:00Z";
    const std::string to = "2026-12-21T05:00:00Z";
    EXPECT_THAT(told(from, to), HasSubstr("et 2 autres trous"));
    EXPECT_THAT(told(from, to, true), HasSubstr("le 19\u00a0décembre"));
}

TEST_F(RosterText, SaysWhoStandsUntilWhenAndWhoLearns) {
    auto& learner = *health().add_layers();
    learner = health().layers(1);
    learner.set_id("stage");
    learner.set_trainee(true);
    learner.mutable_rotation()->mutable_turns(0)->set_people(0, "lise");
    change(health(), v1::Override::remove, "nadia", "2026-11-01T13:00:00Z", "2026-11-02T13:00:00Z");
    directory = world.directory();
    auto answer = domain::on_call_answer(
        *directory, {.from = utc("2026-11-01T05:30:00Z"), .sector = "health", .territory = "06"});
    domain::write_names(*answer.mutable_on_call(), [](const auto& person, const auto&) {
        return std::string(person == "nadia" ? "Nadia Roy" : "");
    });
    const auto text =
        cli::on_call_text(french, *directory, {.sector = {}, .territory = "06"}, answer);
    EXPECT_THAT(text, HasSubstr("Personne de garde\u00a0: Juridique\n  06"));
    EXPECT_THAT(text, HasSubstr("Nadia Roy"));
    EXPECT_THAT(text, HasSubstr("jusqu’au dim. 1er\u00a0nov., 08\u00a0h\u00a000"));
    EXPECT_THAT(text, HasSubstr("lise (en stage)"));
    EXPECT_THAT(text, HasSubstr("sans relève prévue"));
}

TEST_F(RosterText, WeighsWhatEachCarriesInHoursThatCanBeCompared) {
    auto& turns = *health().mutable_layers(1)->mutable_rotation()->mutable_turns(0);
    turns.add_people("lise");  // has a turn, and is never on call
    change(health(), v1::Override::remove, "lise", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z");
    change(health(), v1::Override::remove, "omar", "2026-11-02T05:00:00Z", "2026-11-02T17:30:00Z");
    directory = world.directory();
    auto answer = domain::fairness_answer(*directory, {.from = utc("2026-11-01T04:00:00Z"),
                                                       .to = utc("2026-11-03T05:00:00Z"),
                                                       .sector = "health",
                                                       .territory = "06"});
    domain::write_names(answer, [](const auto& person, const auto& organization) {
        return std::string(person == "nadia" && !organization.empty() ? "Nadia Roy" : "");
    });
    ASSERT_EQ(answer.rosters_size(), 1);
    const auto& burdens = answer.rosters(0).burdens();
    ASSERT_EQ(burdens.size(), 3);
    EXPECT_EQ(burdens[0].seconds(), 49u * 3600);
    EXPECT_EQ(burdens[0].weekend_seconds(), 25u * 3600);
    EXPECT_EQ(burdens[2].person(), "lise");
    EXPECT_EQ(burdens[2].seconds(), 0u);
    const auto text = cli::fairness_text(french, answer);
    EXPECT_THAT(text, HasSubstr("Nadia Roy  49\u00a0h"));
    EXPECT_THAT(text, HasSubstr("omar       36\u00a0h\u00a030"));
    EXPECT_THAT(text, HasSubstr("57\u00a0%  ██████████\n"));
    EXPECT_THAT(text, HasSubstr("43\u00a0%  ████████\n"));
    EXPECT_THAT(text, HasSubstr("0\u00a0%"));
}

TEST_F(RosterText, MarksShiftsThatAreCut) {
    change(health(), v1::Override::remove, "nadia", "2026-12-03T06:00:00Z", "2026-12-03T08:00:00Z");
    directory = world.directory();
    const auto answer = domain::shifts_answer(*directory, {.from = utc("2026-12-03T05:00:00Z"),
                                                           .to = utc("2026-12-03T11:00:00Z"),
                                                           .roster = "roster-health-06",
                                                           .person = "nadia"});
    const auto text = cli::shifts_text(french, *directory, answer);
    EXPECT_THAT(text, HasSubstr("… jeu. 3\u00a0déc., 00\u00a0h\u00a000"));
    EXPECT_THAT(text, HasSubstr("  jeu. 3\u00a0déc., 03\u00a0h\u00a000"));
    EXPECT_THAT(text, HasSubstr("06\u00a0h\u00a000 …"));
}

TEST_F(RosterText, RefusesWhatItCannotMean) {
    directory = world.directory();
    const auto fault = [&](domain::Question question) {
        const auto found = domain::period_fault(*directory, question);
        return found ? found->field + " " + found->reason : "none";
    };
    const Instant from = utc("2026-01-01T00:00:00Z");
    EXPECT_EQ(fault({.from = from, .to = from}), "to period_wrong");
    EXPECT_EQ(fault({.from = from, .to = from + 400 * 24h}), "none");
    EXPECT_EQ(fault({.from = from, .to = from + 400 * 24h + 1ms}), "to period_too_long");
    EXPECT_EQ(fault({.from = from, .to = from + 1h, .sector = "unknown"}), "sector sector_unknown");
    EXPECT_EQ(fault({.from = from, .to = from + 1h, .sector = "coordination"}), "none");
    EXPECT_EQ(fault({.from = from, .to = from + 1h, .territory = "9"}),
              "territory territory_unknown");
    EXPECT_EQ(fault({.from = from, .to = from + 1h, .roster = "x"}), "roster roster_unknown");
    EXPECT_EQ(fault({.from = from, .to = from + 1h, .person = "x"}), "person person_unknown");
}

TEST(Spans, AreSaidInBothLanguages) {
    const words::Words words;
    const auto from = to_ms(utc("2026-12-01T04:00:00Z"));
    const auto until = to_ms(utc("2026-12-02T05:00:05Z"));
    EXPECT_EQ(words::span(words, words::Language::fr, from, until, "America/Toronto"),
              "du 30\u00a0novembre\u00a02026 à 23\u00a0h\u00a000\u00a0min\u00a000\u00a0s au "
              "2\u00a0décembre\u00a02026 à 00\u00a0h\u00a000\u00a0min\u00a005\u00a0s");
    EXPECT_EQ(words::span(words, words::Language::en, from, from + 60'000, "America/Toronto"),
              "from 11:00:00\u00a0p.m. to 11:01:00\u00a0p.m. on November\u00a030, 2026");
    EXPECT_EQ(words::length(words, words::Language::fr, until - from),
              "1\u00a0j\u00a01\u00a0h\u00a05\u00a0s");
    EXPECT_EQ(words::length(words, words::Language::en, 0), "0\u00a0s");
}

}  // namespace
}  // namespace relais::test
