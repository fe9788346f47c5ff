// Laws of beds over every history: whatever is told, held, confirmed and given back, in whatever
// order, however often and however late.
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/unit/beds.hpp"

namespace relais::test {
namespace {

enum class Wish { tell, tap, remove, hold, confirm, release, arrive, fire, again };

struct Step {
    Wish wish;
    unsigned which;  // kind or hold
    unsigned detail;
    unsigned minutes;  // that pass first
};

rc::Gen<std::vector<Step>> histories() {
    return rc::gen::container<std::vector<Step>>(rc::gen::construct<Step>(
        rc::gen::element(Wish::tell, Wish::tap, Wish::remove, Wish::hold, Wish::hold, Wish::hold,
                         Wish::confirm, Wish::release, Wish::arrive, Wish::fire, Wish::fire,
                         Wish::again),
        rc::gen::inRange(0u, 12u), rc::gen::inRange(0u, 6u), rc::gen::inRange(0u, 90u)));
}

std::string kind_for(const Step& step) { return "kind-" + std::to_string(step.which % 3); }
std::string hold_for(const Step& step) { return "hold-" + std::to_string(step.which); }

v1::Command telling(const Step& step) {
    v1::Command command;
    auto& tell = *command.mutable_tell_beds();
    *tell.add_items() = count(kind_for(step), step.detail, step.which % 4, step.detail % 2 == 0);
    if (step.minutes % 2 == 0) *tell.add_items() = count("kind-9", step.which, step.detail);
    return command;
}

v1::Command command_for(const Step& step, const BedsStory& story) {
    v1::Command command;
    switch (step.wish) {
        case Wish::tell:
            return telling(step);
        case Wish::tap: {
            auto& item = *command.mutable_tell_beds()->add_items();
            item.set_kind(kind_for(step));
            const auto* kind = story.state.kind(kind_for(step));
            item.set_occupied_was(kind == nullptr ? 0 : kind->occupied);
            item.set_occupied(item.occupied_was() + 1);
            break;
        }
        case Wish::remove:
            command.mutable_tell_beds()->add_removed(kind_for(step));
            break;
        case Wish::hold: {
            auto& hold = *command.mutable_hold_bed();
            hold.set_hold(hold_for(step));
            hold.set_case_code("K4M7");
            if (step.detail > 2) hold.mutable_wish()->set_kind(kind_for(step));
            hold.set_beds(step.detail % 3);
            hold.set_until_ms(to_ms(story.now + std::chrono::minutes(step.minutes)));
            break;
        }
        case Wish::confirm:
            command.mutable_confirm_hold()->set_hold(hold_for(step));
            break;
        case Wish::release:
        case Wish::arrive:
            command.mutable_release_hold()->set_hold(hold_for(step));
            command.mutable_release_hold()->set_arrived(step.wish == Wish::arrive);
            break;
        case Wish::fire:
        case Wish::again:
            command.mutable_fire_deadline()->set_deadline("hold/" + hold_for(step));
            break;
    }
    return command;
}

// What there is, by kind, as a shelter's own paper would have it: counted from the events without
// any code of the core.
struct Paper {
    struct Row {
        std::uint32_t capacity = 0, occupied = 0, held = 0;
    };
    std::map<std::string, Row> rows;
    std::map<std::string, std::pair<std::string, std::uint32_t>> holds;
    std::map<std::string, int> ends;
    std::set<std::string> confirmed;

    void end(const std::string& id, bool arrived) {
        RC_ASSERT(++ends[id] == 1);
        const auto& [kind, beds] = holds.at(id);
        rows.at(kind).held -= beds;
        if (arrived) rows.at(kind).occupied += beds;
        holds.erase(id);
    }
    void write(const v1::Event& event) {
        for (const auto& told : event.beds_told().counts()) {
            rows[told.kind().id()].capacity = told.capacity();
            rows[told.kind().id()].occupied = told.occupied();
        }
        for (const auto& id : event.beds_told().removed()) rows.erase(id);
        if (event.has_bed_held()) {
            const auto& hold = event.bed_held().hold();
            RC_ASSERT(!holds.contains(hold.id()) && !ends.contains(hold.id()));
            holds[hold.id()] = {hold.kind(), hold.beds()};
            rows.at(hold.kind()).held += hold.beds();
        }
        if (event.has_hold_released())
            end(event.hold_released().hold(), event.hold_released().arrived());
        if (event.has_hold_confirmed()) confirmed.insert(event.hold_confirmed().hold());
        if (event.has_hold_expired()) {
            RC_ASSERT(!confirmed.contains(event.hold_expired().hold()));
            RC_ASSERT(event.hold_expired().due_ms() <= event.now_ms());
            end(event.hold_expired().hold(), false);
        }
        for (const auto& [id, row] : rows) RC_ASSERT(row.occupied + row.held <= row.capacity);
    }
};

std::string text_of(const domain::BedsState& state) {
    auto answer = domain::beds_answer(state);
    for (auto& kind : *answer.mutable_kinds()) kind.clear_told();
    answer.clear_version();
    return answer.SerializeAsString();
}

BedsStory tell(const std::vector<Step>& steps) {
    BedsStory story;
    story.tell({count("kind-0", 5, 1), count("kind-1", 3, 0, true)});
    v1::Command last;
    last.mutable_tell_beds();
    for (const auto& step : steps) {
        story.now += std::chrono::minutes(step.minutes);
        const auto command = step.wish == Wish::again ? last : command_for(step, story);
        if (story.when(command)) {
            const auto once = text_of(story.state);
            story.when(command);
            RC_ASSERT(text_of(story.state) == once);
        }
        last = command;
    }
    return story;
}

TEST(BedLaws, NeverMoreHeldAndOccupiedThanThereIsAndAHoldEndsOnce) {
    EXPECT_TRUE(rc::check("at every prefix", [] {
        const auto story = tell(*histories());
        Paper paper;
        for (const auto& event : story.history) paper.write(event);
        RC_ASSERT(paper.holds.size() == story.state.holds.size());
        for (const auto& kind : story.state.kinds) {
            const auto& row = paper.rows.at(kind.kind.id());
            RC_ASSERT(row.occupied == kind.occupied && row.capacity == kind.capacity);
            RC_ASSERT(row.held == story.state.held(kind.kind.id()));
        }
        RC_CLASSIFY(!paper.ends.empty(), "a hold ended");
        RC_CLASSIFY(!paper.holds.empty(), "a hold stands");
    }));
}

TEST(BedLaws, WhatIsHeldHasADeadlineOrIsConfirmed) {
    EXPECT_TRUE(rc::check("at the end of every history", [] {
        const auto story = tell(*histories());
        const auto armed = domain::deadlines(story.state);
        for (const auto& [id, hold] : story.state.holds)
            RC_ASSERT(hold.confirmed != armed.contains("hold/" + id));
    }));
}

TEST(BedLaws, ReplayGivesTheSameStateFromAnyPrefix) {
    EXPECT_TRUE(rc::check("fold(a + b) = fold(fold(a), b)", [] {
        const auto story = tell(*histories());
        domain::BedsState replayed;
        replayed.aggregate = story.state.aggregate;
        for (const auto& event : story.history) {
            v1::Event read;
            RC_ASSERT(read.ParseFromString(event.SerializeAsString()));
            replayed = domain::evolve(std::move(replayed), read);
        }
        RC_ASSERT(text_of(replayed) == text_of(story.state));
        RC_ASSERT(replayed.ended == story.state.ended);
        RC_ASSERT(replayed.holds == story.state.holds);
        RC_ASSERT(replayed.version == story.state.version);
    }));
}

}  // namespace
}  // namespace relais::test
