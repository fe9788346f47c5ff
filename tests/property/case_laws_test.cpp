// Laws that hold over every history: whatever is asked of a case, in whatever order, however often
// and however late.
#include <algorithm>
#include <map>
#include <set>

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "common/domain/limits.hpp"
#include "tests/property/case_histories.hpp"

namespace relais::test {
namespace {

bool waits(const domain::PageRecord& page) {
    return page.state == domain::PageState::raised || page.state == domain::PageState::handed_over;
}

// Whoever goes with her, and whatever a service was asked, has an instant at which somebody looks,
// or somebody was called because of it.
void hold_ties(const domain::CaseState& state, const std::map<std::string, Instant>& armed) {
    if (!state.merged_into.empty()) {
        // Nothing of it was cut off.
        RC_ASSERT(std::ranges::none_of(state.referrals, &domain::ReferralRecord::stands));
        RC_ASSERT(std::ranges::all_of(state.escorts, &domain::EscortRecord::over));
        RC_ASSERT(!state.relocation || state.relocation->over());
        return;
    }
    for (const auto& referral : state.referrals)
        RC_ASSERT(referral.stands() == armed.contains("referral/" + referral.id));
    for (const auto& escort : state.escorts) {
        RC_ASSERT(escort.over() || escort.late || armed.contains("escort/" + escort.id));
        RC_ASSERT((escort.state == v1::Escort::planned) == escort.person.empty() || escort.over());
        if (state.closed) RC_ASSERT(escort.over());
    }
    if (state.relocation && !state.relocation->over())
        RC_ASSERT(state.relocation->late || armed.contains("relocation"));
    if (!state.pivot_offered.empty()) RC_ASSERT(state.closed || armed.contains("pivot_offer"));
}

// The promises of the core, looked at from outside after every step.
void hold_promises(const Story& story) {
    const auto armed = domain::deadlines(story.state);
    const auto armed_for = [&](const char* kind, v1::Need::Kind need) {
        return armed.contains(domain::deadline_name(kind, need));
    };
    // What is over waits for nothing but what a service took on, and what the law counts.
    if (story.state.over())
        for (const auto& [name, due] : armed)
            RC_ASSERT(story.state.closed &&
                      (name.starts_with("referral/") || name.starts_with("clock/")));
    hold_ties(story.state, armed);
    if (!story.state.merged_into.empty()) {
        for (const auto& need : story.state.needs)
            for (const auto& [id, page] : need.pages)
                RC_ASSERT(!waits(page) && (need.settled() || !page.coming()));
        return;
    }
    for (const auto& need : story.state.needs) {
        if (need.open()) RC_ASSERT(armed_for("rung", need.kind) || armed_for("consent", need.kind));
        if (story.state.closed) RC_ASSERT(need.settled());
        if (need.owned()) RC_ASSERT(need.accepted() >= need.quota || !need.taken_by.empty());
        for (const auto& [id, page] : need.pages) {
            if (!need.open()) RC_ASSERT(!waits(page));
            // What somebody promised has an end, as long as it is needed.
            const bool promised = page.state == domain::PageState::accepted && !page.copy &&
                                  need.kind != v1::Need::unknown && !need.settled();
            if (promised) RC_ASSERT(armed_for("promise", need.kind));
        }
    }
}

// Nobody of a sector is paged while its consent is awaited or was taken back, nor the excluded
// ever, nor anybody once the case is closed or the need is not open.
void hold_consent(const std::vector<v1::Event>& history) {
    domain::CaseState state;
    state.aggregate = case_aggregate;
    std::set<int> consented;
    const auto excluded = [&](const std::string& person) {
        return std::ranges::find(state.exclusions, person, &domain::Excluded::person) !=
               state.exclusions.end();
    };
    for (const auto& event : history) {
        if (event.has_need_opened() && event.need_opened().has_consent())
            consented.insert(event.need_opened().need());
        if (event.has_consent_given()) consented.insert(event.consent_given().need());
        if (event.has_need_refused()) consented.erase(event.need_refused().need());
        if (event.has_consent_withdrawn())
            for (const auto& need : state.needs)
                if (need.sector == event.consent_withdrawn().sector()) consented.erase(need.kind);
        for (const auto& pick : event.rung_reached().picks()) {
            RC_ASSERT(!excluded(pick.person()));
            const bool coordinator = pick.person() == "coralie" || pick.person() == "denis";
            RC_ASSERT(coordinator || consented.contains(event.rung_reached().need()));
            RC_ASSERT(!pick.reasons().empty());
            RC_ASSERT(!state.over() && state.need(event.rung_reached().need())->open());
        }
        if (event.has_person_paged()) {
            const auto& paged = event.person_paged();
            RC_ASSERT(!excluded(paged.person()) && consented.contains(paged.need()));
            RC_ASSERT(!state.over() && state.need(paged.need())->open());
        }
        state = domain::evolve(std::move(state), event);
        // Nobody is left with her for whom she took her word back, whatever became of the need.
        if (!event.has_consent_withdrawn()) continue;
        for (const auto& need : state.needs)
            if (need.sector == event.consent_withdrawn().sector() &&
                need.basis == v1::ConsentBasis::unknown)
                for (const auto& [id, page] : need.pages)
                    RC_ASSERT(!page.coming() && !page.waiting());
    }
}

// What is owned stays owned until it is settled, or somebody says why not; covered is said exactly
// when the quota is met.
void hold_covered(const std::vector<v1::Event>& history) {
    domain::CaseState state;
    state.aggregate = case_aggregate;
    for (const auto& event : history) {
        const auto before = state;
        state = domain::evolve(std::move(state), event);
        for (const auto& need : state.needs) {
            const auto* was = before.need(need.kind);
            if (was == nullptr || !was->owned() || need.owned()) continue;
            RC_ASSERT(event.has_need_settled() || event.has_need_refused() ||
                      event.has_consent_withdrawn() || event.has_consent_given() ||
                      event.need_reopened().why() != v1::NeedReopened::unknown);
        }
        if (event.has_need_covered()) {
            const auto* covered = before.need(event.need_covered().need());
            RC_ASSERT(covered->open() && covered->accepted() >= covered->quota);
        }
    }
}

// Too many within an hour: the ladders and every hand wait, the coordinator is called, and it is
// said. Too long a history is said once, and from then on nothing is added.
void hold_limits(const std::vector<v1::Event>& history) {
    domain::CaseState state;
    state.aggregate = case_aggregate;
    for (const auto& event : history) {
        const Instant now = instant(event.now_ms());
        const auto lately = state.paged_lately(now);
        const bool woken = event.has_person_paged() ||
                           (event.rung_reached().picks_size() > 0 && !event.rung_reached().last());
        if (woken) RC_ASSERT(lately < domain::pages_max);
        if (woken && !event.has_person_paged()) RC_ASSERT(now >= state.held_until);
        const auto& said = event.limit_reached();
        if (said.limit() == v1::LimitReached::pages) {
            RC_ASSERT(lately >= domain::pages_max && now >= state.held_until);
            RC_ASSERT(instant(said.until_ms()) > now);
        }
        if (said.limit() == v1::LimitReached::events)
            RC_ASSERT(!state.history_full && state.version >= domain::events_max);
        const bool adds = event.has_person_paged() || event.has_escort_planned() ||
                          event.has_referral_proposed() || event.has_relocation_planned() ||
                          event.has_fund_asked() || event.has_case_reopened();
        if (adds) RC_ASSERT(!state.history_full);
        state = domain::evolve(std::move(state), event);
    }
}

// A limit that was reached was said, by the same decision.
void hold_said(const Story& story) {
    hold_promises(story);
    if (story.history.back().command_id().empty()) return;
    RC_ASSERT(story.state.history_full == (story.state.version >= domain::events_max));
    // Whoever waits for the hour to move on goes on when it has.
    const auto due = domain::deadlines(story.state);
    for (const auto& need : story.state.needs)
        if (need.state == v1::Need::paging && !need.rung && !story.state.over())
            RC_ASSERT(due.at("rung/" + v1::Need::Kind_Name(need.kind)) <=
                      std::max(story.now, story.state.held_until));
}

// Nothing sealed is read by chance: it was told, somebody said why, and of a restricted case two
// people read it together, but for a broken seal, which never shows where she is.
void hold_readings(const std::vector<v1::Event>& history) {
    domain::CaseState state;
    state.aggregate = case_aggregate;
    std::map<std::string, std::vector<Instant>> broken;
    for (const auto& event : history) {
        const auto& read = event.field_read();
        const Instant now = instant(event.now_ms());
        if (event.has_field_read()) {
            RC_ASSERT(state.sealed.contains(read.field()) && !read.person().empty());
            RC_ASSERT(read.reason() != v1::ReadingReason::unknown);
            RC_ASSERT(read.allowed_by() != read.person());
            if (state.restricted())
                RC_ASSERT((read.break_glass() ? read.field() == v1::SealedField::note
                                              : !read.allowed_by().empty()));
            if (read.field() == v1::SealedField::safe_contact && read.allowed_by().empty())
                RC_ASSERT(state.safe_contact_until > now);
        }
        if (read.break_glass()) {
            auto& times = broken[read.person()];
            times.push_back(now);
            RC_ASSERT(std::ranges::count_if(times, [&](Instant at) { return at + 1h > now; }) <= 3);
        }
        state = domain::evolve(std::move(state), event);
    }
}

// A request is asked once, and what is heard of it only goes forward; nothing is heard of what was
// not asked.
void hold_fund(const std::vector<v1::Event>& history) {
    std::map<std::string, std::uint64_t> heard;
    for (const auto& event : history) {
        if (event.has_fund_asked())
            RC_ASSERT(heard.emplace(event.fund_asked().request().request(), 0).second);
        if (!event.has_fund_noted()) continue;
        const auto& news = event.fund_noted().news();
        RC_ASSERT(heard.contains(news.request()) && heard.at(news.request()) < news.fund_version());
        heard.at(news.request()) = news.fund_version();
    }
}

// Whoever follows the case by now is known to the fund that it asked: asked with it, or told since.
void hold_followers(const Story& story) {
    std::set<std::string> known;
    bool asked = false;
    for (const auto& event : story.history) {
        asked = asked || !event.fund_asked().fund().empty();
        const auto& facts = event.fund_asked().request().facts();
        known.insert(facts.people().begin(), facts.people().end());
        known.insert(event.followers_told().people().begin(),
                     event.followers_told().people().end());
    }
    if (!asked) return;
    const auto told = [&](const std::string& person) {
        RC_ASSERT(person.empty() || known.contains(person));
    };
    told(story.state.raised_by);
    told(story.state.pivot);
    for (const auto& taken : story.state.taken_in) told(taken.raised_by);
    for (const auto& need : story.state.needs) {
        if (need.kind == v1::Need::unknown) continue;
        told(need.taken_by);
        for (const auto& [id, page] : need.pages)
            if (page.coming()) told(page.person);
    }
}

domain::CaseState replay(const std::vector<v1::Event>& history, std::size_t from,
                         domain::CaseState state) {
    for (std::size_t i = from; i < history.size(); ++i)
        state = domain::evolve(std::move(state), history[i]);
    return state;
}

TEST(CaseLaws, ReplayOfTheEventsEqualsTheState) {
    EXPECT_TRUE(rc::check([] {
        const auto story = tell(*histories(), hold_promises);
        domain::CaseState empty;
        empty.aggregate = case_aggregate;
        RC_ASSERT(replay(story.history, 0, empty) == story.state);
        std::vector<v1::Event> through_the_wire;
        for (const auto& event : story.history) {
            through_the_wire.emplace_back();
            RC_ASSERT(through_the_wire.back().ParseFromString(event.SerializeAsString()));
        }
        RC_ASSERT(replay(through_the_wire, 0, empty) == story.state);
    }));
}

TEST(CaseLaws, TheSameCommandTwiceHasOneEffect) {
    EXPECT_TRUE(rc::check([] {
        auto story = tell(*histories(), hold_promises);
        // A move is planned anew as often as it is told, each reading is written down, how she is
        // reached holds from then on, advice may be added to; what another case asks or says is
        // answered each time.
        const auto repeats = [](Wish wish) {
            return wish == Wish::again || wish == Wish::plan_move || wish == Wish::confirm ||
                   wish == Wish::take_in || wish == Wish::read || wish == Wish::safe_contact ||
                   wish == Wish::advise;
        };
        const Step step{*rc::gen::suchThat(wishes(), [&](Wish wish) { return !repeats(wish); }),
                        *rc::gen::arbitrary<unsigned>(), *rc::gen::arbitrary<unsigned>(), 0};
        const auto command = command_for(step, story);
        const auto person = person_for(command, story);
        story.when(command, person);
        const auto once = story.state;
        RC_ASSERT(story.when(command, person).empty());
        RC_ASSERT(story.state == once);
    }));
}

TEST(CaseLaws, NobodyIsPagedWithoutConsentOrAgainstAnExclusion) {
    EXPECT_TRUE(rc::check([] { hold_consent(tell(*histories(), hold_promises).history); }));
}

TEST(CaseLaws, WhatIsOwnedStaysSoUntilItIsSettledOrSomebodySaysWhy) {
    EXPECT_TRUE(rc::check([] { hold_covered(tell(*histories(), hold_promises).history); }));
}

TEST(CaseLaws, ALimitIsSaidAndHolds) {
    EXPECT_TRUE(rc::check([] { hold_limits(tell(*histories(), hold_said).history); }));
}

TEST(CaseLaws, NothingSealedIsReadAloneOrWithoutAReason) {
    EXPECT_TRUE(rc::check([] { hold_readings(tell(*histories(), hold_promises).history); }));
}

TEST(CaseLaws, TheFundIsAskedOnceAndHeardForward) {
    EXPECT_TRUE(rc::check([] {
        const auto story = tell(*histories(), hold_promises);
        hold_fund(story.history);
        hold_followers(story);
    }));
}

TEST(CaseLaws, NothingThatLeavesCarriesMoreThanACodeAndWhomItIsFor) {
    EXPECT_TRUE(rc::check([] {
        const auto story = tell(*histories(), hold_promises);
        std::set<std::string> ids;
        const auto asked = [&](const std::string& page) {
            return story.state.need_of_page(page)->pages.at(page);
        };
        for (const auto& event : story.history)
            for (const auto& pick : event.rung_reached().picks()) {
                // Nobody is asked without a message: her page's own, or one of hers of that
                // instant; on the last rung of a ladder, of the last minute.
                const auto& with = pick.message().page();
                RC_ASSERT(asked(with).person == pick.person());
                const auto since = asked(pick.page()).raised_at - asked(with).raised_at;
                RC_ASSERT(
                    since >= 0s &&
                    (event.rung_reached().last() ? since < domain::last_rung_quiet : since == 0s));
                RC_ASSERT(ids.insert(pick.message().id()).second == (with == pick.page()));
                const auto text = pick.message().ShortDebugString();
                for (const auto* word : {"health", "shelter", "police", "care", "\"06\""})
                    RC_ASSERT(text.find(word) == std::string::npos);
            }
    }));
}

// The replay law can fail: two dependent events swapped are not the same history.
TEST(CaseLaws, AReplayInAnotherOrderIsNoticed) {
    Story story{World{}};
    story.alert({v1::Need::immediate_care});
    auto swapped = story.history;
    std::swap(swapped[0], swapped[1]);
    domain::CaseState empty;
    empty.aggregate = case_aggregate;
    EXPECT_DEATH((void)replay(swapped, 0, empty), "events are folded in order");
}

}  // namespace
}  // namespace relais::test
