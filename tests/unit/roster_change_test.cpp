// Changing a roster: what is refused and why, what stands afterwards, and what a preview tells.
#include "common/domain/roster_change.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/directory_aggregate.hpp"
#include "tests/unit/rosters.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::instant_of;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::string past = "2026-11-18T01:00:00Z";
const std::string now_text = "2026-11-18T07:00:00Z";  // as `night`
const std::string soon = "2026-11-18T08:00:00Z";
const std::string later = "2026-11-18T12:00:00Z";
const std::string tomorrow = "2026-11-19T08:00:00Z";
const std::string day_after = "2026-11-20T08:00:00Z";

// The health roster of the small world in 06: nadia first, omar behind, all the time.
class ARosterChange : public testing::Test {
protected:
    ARosterChange() { wish.set_roster("roster-health-06"); }

    [[nodiscard]] v1::Roster& roster() { return *world.data().mutable_rosters(0); }
    [[nodiscard]] std::vector<std::string> faults() {
        const auto changed = domain::apply(world.data(), wish, night);
        std::vector<std::string> lines;
        if (!changed)
            for (const auto& fault : changed.error())
                lines.push_back(fault.path + " " + fault.reason + " " + fault.value);
        return lines;
    }
    // What stands once the wish is granted.
    [[nodiscard]] v1::Directory changed() {
        auto after = domain::apply(world.data(), wish, night);
        EXPECT_TRUE(after) << after.error().front().path << " " << after.error().front().reason;
        return after.value_or(v1::Directory{});
    }
    [[nodiscard]] v1::RosterChangeAnswer preview() {
        return domain::preview(world.data(), changed(), wish, night);
    }
    v1::Override& replace(const std::string& from, const std::string& until) {
        auto& override = *wish.mutable_add_override();
        override.set_id("cover");
        override.set_kind(v1::Override::replace);
        override.set_person("nadia");
        override.set_by("lise");
        return last(override, from, until);
    }

    World world;
    v1::RosterChange wish;
};

std::vector<std::string> lines(const google::protobuf::RepeatedPtrField<v1::ChangedShift>& shifts) {
    std::vector<std::string> told;
    for (const auto& shift : shifts)
        told.push_back(text_of(instant_of(shift.from())) + " " +
                       text_of(instant_of(shift.until())) + " " + shift.person());
    return told;
}

std::vector<std::string> lines(const google::protobuf::RepeatedPtrField<v1::ChangedGap>& gaps) {
    std::vector<std::string> told;
    for (const auto& gap : gaps) {
        told.push_back(text_of(instant_of(gap.from())) + " " + text_of(instant_of(gap.until())) +
                       " " + gap.sector());
        for (const auto& territory : gap.territories()) told.back() += " " + territory;
    }
    return told;
}

TEST_F(ARosterChange, LeavesEverythingElseAsItWas) {
    replace(soon, later);
    auto expected = world.data();
    *expected.mutable_rosters(0)->add_overrides() = wish.add_override();
    EXPECT_EQ(changed().SerializeAsString(), expected.SerializeAsString());
}

TEST_F(ARosterChange, OfNothingOrOfAnUnknownRosterIsRefused) {
    EXPECT_THAT(faults(), ElementsAre(" change_missing "));
    replace(soon, later);
    wish.set_roster("ponies");
    EXPECT_THAT(faults(), ElementsAre("roster roster_unknown ponies"));
}

TEST_F(ARosterChange, IsToldEverythingThatIsWrongAtOnceInItsOwnFields) {
    auto& override = replace(past, now_text);
    override.set_by("ghost");
    override.set_person("phantom");
    EXPECT_THAT(faults(), ElementsAre("addOverride.person person_unknown phantom",
                                      "addOverride.by person_unknown ghost",
                                      "addOverride.until period_past "));
}

TEST_F(ARosterChange, DoesNotReckonWithAnInstantOutsideOfTime) {
    replace(soon, later).mutable_until()->set_seconds(9'000'000'000'000'000'000);
    EXPECT_THAT(faults(), ElementsAre("addOverride period_wrong "));
}

TEST_F(ARosterChange, IsRefusedUnderAnIdThatIsUsed) {
    change(roster(), v1::Override::add, "omar", soon, later).set_id("cover");
    replace(soon, later);
    EXPECT_THAT(faults(), ElementsAre("addOverride.id id_twice cover"));
}

TEST_F(ARosterChange, OfAnOverrideShowsWhoStandsBeforeAndAfter) {
    replace(soon, later);
    const auto told = preview();
    EXPECT_EQ(told.id(), "cover");
    EXPECT_THAT(lines(told.before()), ElementsAre(soon + " " + later + " nadia"));
    EXPECT_THAT(lines(told.after()), ElementsAre(soon + " " + later + " lise"));
    EXPECT_THAT(lines(told.gaps_new()), IsEmpty());
}

TEST_F(ARosterChange, ThatBeganIsShownFromNowOn) {
    replace(past, later);
    EXPECT_THAT(lines(preview().after()), ElementsAre(now_text + " " + later + " lise"));
}

TEST_F(ARosterChange, ThatEmptiesASectorShowsTheNewGapExactly) {
    roster().mutable_layers()->DeleteSubrange(1, 1);  // nobody behind nadia
    change(roster(), v1::Override::add, "omar", "2026-11-18T10:00:00Z", "2026-11-18T10:37:00Z");
    auto& override = replace(soon, later);
    override.set_kind(v1::Override::remove);
    const auto told = preview();
    EXPECT_THAT(lines(told.gaps_new()),
                ElementsAre(soon + " 2026-11-18T10:00:00Z health 06",
                            "2026-11-18T10:37:00Z " + later + " health 06"));
    EXPECT_THAT(lines(told.gaps_closed()), IsEmpty());
}

TEST_F(ARosterChange, ThatFillsAGapShowsItClosedInEachTerritoryAtOnce) {
    roster().mutable_layers()->DeleteSubrange(1, 1);
    roster().add_territories("13");
    world.data().mutable_rosters()->DeleteSubrange(1, 1);  // the other one of 13
    change(roster(), v1::Override::remove, "nadia", past, day_after);
    wish.set_remove_override("change-1");
    const auto told = preview();
    EXPECT_THAT(lines(told.gaps_closed()),
                ElementsAre(now_text + " " + day_after + " health 06 13"));
    EXPECT_THAT(lines(told.gaps_new()), IsEmpty());
}

TEST_F(ARosterChange, ThatRemovesWhatHasBegunEndsItNow) {
    change(roster(), v1::Override::add, "lise", past, later);
    wish.set_remove_override("change-1");
    const auto after = changed();
    ASSERT_EQ(after.rosters(0).overrides_size(), 1);
    EXPECT_EQ(instant_of(after.rosters(0).overrides(0).until()), night);
}

TEST_F(ARosterChange, ThatRemovesWhatIsToComeTakesItAway) {
    change(roster(), v1::Override::add, "lise", soon, later);
    wish.set_remove_override("change-1");
    EXPECT_THAT(changed().rosters(0).overrides(), IsEmpty());
}

TEST_F(ARosterChange, OfWhatIsOverOrWasNeverThereIsRefused) {
    change(roster(), v1::Override::add, "lise", past, now_text);
    wish.set_remove_override("change-1");
    EXPECT_THAT(faults(), ElementsAre("removeOverride period_past change-1"));
    wish.set_remove_override("change-2");
    EXPECT_THAT(faults(), ElementsAre("removeOverride entry_unknown change-2"));
    wish.set_remove_layer("level-3");
    EXPECT_THAT(faults(), ElementsAre("removeLayer entry_unknown level-3"));
}

TEST_F(ARosterChange, PutsALayerInThePlaceOfTheOneWithItsId) {
    auto& layer = *wish.mutable_put_layer() = roster().layers(0);
    layer.mutable_rotation()->mutable_turns(0)->set_people(0, "lise");
    EXPECT_EQ(changed().rosters(0).layers(0).SerializeAsString(), layer.SerializeAsString());
    const auto told = preview();
    EXPECT_EQ(instant_of(told.until()) - instant_of(told.from()), std::chrono::days(28));
    EXPECT_EQ(told.before(0).person(), "nadia");
    EXPECT_EQ(told.after(0).person(), "lise");
    layer.set_id("level-3");
    EXPECT_EQ(changed().rosters(0).layers_size(), 3);
}

TEST_F(ARosterChange, OfALayerIsNotForbiddenByASwapThatIsOver) {
    swap(roster(), "nadia", "omar", past, now_text);
    wish.set_remove_layer("level-1");
    EXPECT_THAT(changed().rosters(0).swaps(), IsEmpty());
    swap(roster(), "nadia", "omar", soon, later);
    EXPECT_THAT(faults(), ElementsAre("rosters[0].swaps[0].askedBy swap_not_hers nadia"));
}

TEST_F(ARosterChange, OfTheOnlyLayerIsRefused) {
    roster().mutable_layers()->DeleteSubrange(1, 1);
    wish.set_remove_layer("level-1");
    EXPECT_THAT(faults(), ElementsAre("rosters[0].layers layers_missing roster-health-06"));
}

TEST_F(ARosterChange, AddsNoTemporaryScheduleOverAnother) {
    for (const auto* id : {"storm", "ice"}) {
        auto& schedule = *wish.mutable_add_temporary_schedule();
        schedule.set_id(id);
        last(schedule, soon, later);
        if (std::string(id) == "storm") *roster().add_temporary_schedules() = schedule;
    }
    EXPECT_THAT(faults(), ElementsAre("addTemporarySchedule schedules_overlap storm"));
}

class AnAskedSwap : public ARosterChange {
protected:
    AnAskedSwap() {
        auto& asked = *wish.mutable_ask_swap();
        asked.set_id("s");
        asked.set_asked_by("nadia");
        last(asked, soon, later);
    }
    void ask() { world.data() = changed(); }
    void take(const std::string& by) {
        wish.mutable_take_swap()->set_id("s");
        wish.mutable_take_swap()->set_taken_by(by);
    }
};

TEST_F(AnAskedSwap, ChangesNothingUntilItIsTaken) {
    EXPECT_THAT(lines(preview().after()), IsEmpty());
    ask();
    take("lise");
    EXPECT_THAT(lines(preview().before()), ElementsAre(soon + " " + later + " nadia"));
    EXPECT_THAT(lines(preview().after()), ElementsAre(soon + " " + later + " lise"));
}

TEST_F(AnAskedSwap, OfSomebodyElsesShiftOrOverAlreadyIsRefused) {
    wish.mutable_ask_swap()->set_asked_by("lise");
    EXPECT_THAT(faults(), ElementsAre("askSwap.askedBy swap_not_hers lise"));
    last(*wish.mutable_ask_swap(), past, now_text);
    EXPECT_THAT(faults(),
                ElementsAre("askSwap.askedBy swap_not_hers lise", "askSwap.until period_past "));
}

TEST_F(AnAskedSwap, IsNotTakenByOneselfNorByNobody) {
    ask();
    take("nadia");
    EXPECT_THAT(faults(), ElementsAre("takeSwap.takenBy swap_with_oneself nadia"));
    take("");
    EXPECT_THAT(faults(), ElementsAre("takeSwap.takenBy person_unknown "));
    wish.mutable_take_swap()->set_id("t");
    EXPECT_THAT(faults(), ElementsAre("takeSwap.id entry_unknown t"));
}

TEST_F(AnAskedSwap, IsTakenOnce) {
    ask();
    take("lise");
    ask();
    take("omar");
    EXPECT_THAT(faults(), ElementsAre("takeSwap swap_taken lise"));
}

TEST_F(AnAskedSwap, IsTakenBackUntilItBegins) {
    ask();
    take("lise");
    ask();
    wish.set_take_back_swap("s");
    EXPECT_TRUE(changed().rosters(0).swaps(0).taken_back());
    EXPECT_THAT(lines(preview().after()), ElementsAre(soon + " " + later + " nadia"));
    *roster().mutable_swaps(0)->mutable_from() = stamp(past);
    EXPECT_THAT(faults(), ElementsAre("takeBackSwap swap_begun s"));
    *roster().mutable_swaps(0)->mutable_until() = stamp(now_text);
    EXPECT_THAT(faults(), ElementsAre("takeBackSwap period_past s"));
    roster().mutable_swaps(0)->set_taken_back(true);
    EXPECT_THAT(faults(), ElementsAre("takeBackSwap swap_taken_back s"));
    take("omar");
    EXPECT_THAT(faults(), ElementsAre("takeSwap swap_taken_back s"));
}

TEST_F(AnAskedSwap, WithAReturnShowsBoth) {
    *wish.mutable_ask_swap()->mutable_return_from() = stamp(tomorrow);
    *wish.mutable_ask_swap()->mutable_return_until() = stamp(day_after);
    ask();
    take("omar");
    // Omar stands behind already: where he stands first, he does not stand again.
    const auto told = preview();
    EXPECT_THAT(lines(told.before()),
                UnorderedElementsAre(soon + " " + later + " nadia", soon + " " + later + " omar",
                                     tomorrow + " " + day_after + " omar"));
    EXPECT_THAT(lines(told.after()), ElementsAre(soon + " " + later + " omar"));
}

TEST_F(ARosterChange, AddsAnAbsenceThatIsFeltInEveryRoster) {
    wish.clear_roster();
    auto& absence = *wish.mutable_add_absence();
    absence.set_id("leave");
    absence.set_person("coralie");
    last(absence, soon, later);
    const auto told = preview();
    EXPECT_THAT(lines(told.before()),
                ElementsAre(soon + " " + later + " coralie", soon + " " + later + " coralie"));
    EXPECT_THAT(lines(told.gaps_new()), ElementsAre(soon + " " + later + " coordination 13"));
    world.data() = changed();
    wish.set_remove_absence("leave");
    EXPECT_THAT(lines(preview().gaps_closed()),
                ElementsAre(soon + " " + later + " coordination 13"));
}

TEST_F(ARosterChange, IsShownForSixtyDaysAtMost) {
    replace(soon, "2028-01-01T00:00:00Z");
    const auto told = preview();
    EXPECT_EQ(instant_of(told.until()) - instant_of(told.from()), std::chrono::days(60));
}

TEST_F(AnAskedSwap, IsHersWhenTheShiftIsAndTakenByWhoeverStandsInTheRoster) {
    EXPECT_TRUE(domain::is_hers(world.data(), wish, "nadia"));
    EXPECT_FALSE(domain::is_hers(world.data(), wish, "omar"));
    EXPECT_FALSE(domain::is_hers(world.data(), wish, ""));
    wish.mutable_ask_swap()->set_taken_by("omar");  // he has not said so
    EXPECT_FALSE(domain::is_hers(world.data(), wish, "nadia"));
    wish.mutable_ask_swap()->clear_taken_by();
    ask();
    take("omar");
    EXPECT_TRUE(domain::is_hers(world.data(), wish, "omar"));
    EXPECT_FALSE(domain::is_hers(world.data(), wish, "nadia"));
    take("ines");
    EXPECT_FALSE(domain::is_hers(world.data(), wish, "ines"));
    wish.set_take_back_swap("s");
    EXPECT_TRUE(domain::is_hers(world.data(), wish, "nadia"));
    EXPECT_FALSE(domain::is_hers(world.data(), wish, "omar"));
}

TEST_F(ARosterChange, IsHersWhenTheAbsenceIsAndNoOtherwise) {
    away(*world.data().mutable_absences(), "lise", soon, later);
    wish.set_remove_absence("absence-1");
    EXPECT_TRUE(domain::is_hers(world.data(), wish, "lise"));
    EXPECT_FALSE(domain::is_hers(world.data(), wish, "nadia"));
    wish.mutable_add_absence()->set_person("nadia");
    EXPECT_TRUE(domain::is_hers(world.data(), wish, "nadia"));
    replace(soon, later);
    EXPECT_FALSE(domain::is_hers(world.data(), wish, "nadia"));
}

TEST_F(ARosterChange, IsGivenAnIdWhereItHasNone) {
    replace(soon, later);
    domain::give_id(wish, "other");
    EXPECT_EQ(domain::id_of(wish), "cover");
    wish.mutable_add_override()->clear_id();
    domain::give_id(wish, "other");
    EXPECT_EQ(domain::id_of(wish), "other");
}

TEST(ADirectoryRevision, ThatMovedOnRefusesWhoeverThoughtOfAnEarlierOne) {
    domain::DirectoryState state;
    state.version = 7;
    v1::Command command;
    auto& put = *command.mutable_put_directory();
    *put.mutable_directory() = World().data();
    const auto decide = [&](std::uint64_t expected) {
        put.set_expected_revision(expected);
        const auto decision = domain::decide(state, command, night, domain::Directory{});
        return decision ? v1::Rejection::none : decision.error();
    };
    EXPECT_EQ(decide(7), v1::Rejection::none);
    EXPECT_EQ(decide(0), v1::Rejection::none);
    EXPECT_EQ(decide(6), v1::Rejection::revision_moved_on);
    EXPECT_EQ(decide(8), v1::Rejection::revision_moved_on);
}

}  // namespace
}  // namespace relais::test
