// Laws of matching over generated directories and alerts: nobody is called against a hard filter or
// an exclusion, whoever is on call is told about, and the order in which things were written down
// changes nothing. The filters are written here a second time, plainly, from the rule book.
#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "common/base/ids.hpp"
#include "common/domain/matching.hpp"
#include "common/domain/rehearsal.hpp"
#include "tests/unit/rosters.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::Candidates;
using v1::Circumstance;
using v1::Reason;

const std::vector<std::string> places{"06", "13", "15"};
const std::vector<std::string> tongues{"fr", "en", "es", "ar"};
const std::vector<v1::Need::Kind> asked{v1::Need::immediate_care, v1::Need::emergency_shelter,
                                        v1::Need::interpretation, v1::Need::police_protection};

// A seed is easier to shrink by than a directory, and replays the same.
class Makings {
public:
    explicit Makings(unsigned seed) : dice_(seed) {}
    bool maybe(unsigned one_in) { return below(one_in) == 0; }
    std::size_t below(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(dice_);
    }
    template <class List>
    const auto& one_of(const List& list) {
        const auto at = below(static_cast<std::size_t>(list.size()));
        return *std::next(list.begin(), static_cast<std::ptrdiff_t>(at));
    }

    void organizations(v1::Directory& data, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            auto& made = *data.add_organizations();
            made.set_id("org-" + std::to_string(i));
            if (!maybe(4)) made.set_place(one_of(places));
            if (maybe(4)) made.add_serves(maybe(2) ? v1::AgeGroup::adults : v1::AgeGroup::minors);
            if (maybe(4))
                made.add_cannot_receive(maybe(2) ? Circumstance::pets
                                                 : Circumstance::substance_use);
            made.set_indigenous(maybe(4));
            if (maybe(4)) {
                auto& step = *made.add_membership();
                step.set_state(v1::MembershipStep::admitted);
                *step.mutable_from() = stamp("2026-01-01T00:00:00Z");
                auto& after = *made.add_membership();
                after.set_state(v1::MembershipStep::suspended);
                *after.mutable_from() = stamp(text_of(night + (maybe(2) ? -1h : 1h)));
            }
            if (maybe(5)) made.mutable_agreement()->add_territories(one_of(places));
        }
    }

    void person(v1::Directory& data, const std::string& id) {
        auto& made = *data.add_people();
        made.set_id(id);
        made.set_organization(one_of(data.organizations()).id());
        made.add_languages(one_of(tongues));
        if (maybe(2)) made.add_languages(one_of(tongues));
        auto& way = *made.add_ways();
        way.set_id("t");
        way.set_channel(v1::Channel::sandbox);
        way.set_unverified(maybe(6));
        made.set_gender(static_cast<v1::GenderPreference::Code>(below(3)));
        if (maybe(2)) {
            auto& held = *made.add_credentials();
            held.set_kind(v1::Credential::vetted_interpreter);
            if (maybe(3)) *held.mutable_expires() = stamp(text_of(night + (maybe(2) ? -1h : 1h)));
        }
        if (maybe(6)) made.add_exclusions()->set_organization("org-0");
        if (maybe(3)) made.mutable_rest()->set_after_night_minutes(300);
    }

    void roster(v1::Directory& data, v1::Sector::Code sector, std::size_t number) {
        auto& made = *data.add_rosters();
        made.set_id("roster-" + std::to_string(number));
        made.set_sector(sector);
        made.set_coordination(sector == v1::Sector::unknown);
        made.set_organization(one_of(data.organizations()).id());
        made.set_zone("America/Toronto");
        for (const auto& place : places)
            if (made.coordination() || maybe(2)) made.add_territories(place);
        if (made.territories().empty()) made.add_territories(one_of(places));
        for (std::uint32_t level = 1; level <= 2; ++level) {
            std::set<std::string> turn;
            for (std::size_t i = 0; i < 1 + below(3); ++i) turn.insert(one_of(data.people()).id());
            auto& front =
                layer(made, "level-" + std::to_string(level), {Group(turn.begin(), turn.end())},
                      v1::Rotation::weekly, "2020-01-06");
            front.set_level(level);
            front.set_trainee(level == 2 && maybe(4));
        }
    }

    v1::Directory directory() {
        v1::Directory data;
        for (std::size_t i = 0; i < places.size(); ++i) {
            auto& territory = *data.add_territories();
            territory.set_id(places[i]);
            territory.set_zone("America/Toronto");
            territory.add_neighbours(places[(i + 1) % places.size()]);
        }
        organizations(data, 5);
        for (int i = 0; i < 12; ++i) person(data, "person-" + std::to_string(i));
        std::size_t number = 0;
        for (const auto sector : {v1::Sector::health, v1::Sector::shelter, v1::Sector::interpreter,
                                  v1::Sector::police, v1::Sector::unknown})
            for (int i = 0; i < 3; ++i) roster(data, sector, number++);
        rules(data);
        return data;
    }

    void rules(v1::Directory& data) {
        auto& ladder = *data.add_ladders();
        ladder.set_id("standard");
        for (const auto reach : {v1::Rung::territory, v1::Rung::neighbours, v1::Rung::province,
                                 v1::Rung::coordinator}) {
            auto& rung = *ladder.add_rungs();
            rung.set_reach(reach);
            rung.set_wait_ms(60'000);
            rung.set_level(reach == v1::Rung::territory ? 1 : 0);
        }
        const auto rule = [&](v1::Need::Kind need, v1::Sector::Code sector) -> v1::NeedRule& {
            auto& made = *data.add_need_rules();
            made.set_need(need);
            made.set_sector(sector);
            made.set_quota(1);
            made.set_ladder("standard");
            return made;
        };
        rule(asked[0], v1::Sector::health);
        rule(asked[1], v1::Sector::shelter);
        auto& demand = *rule(asked[2], v1::Sector::interpreter).add_demands();
        demand.set_credential(v1::Credential::vetted_interpreter);
        demand.set_required(true);
        rule(asked[3], v1::Sector::police);
    }

    v1::OpenCase alert() {
        v1::OpenCase open;
        open.set_territory(one_of(places));
        for (const auto need : asked) open.add_needs()->set_need(need);
        for (const auto what : {Circumstance::organized_crime, Circumstance::pets,
                                Circumstance::substance_use, Circumstance::indigenous})
            if (maybe(3)) open.add_circumstances(what);
        if (maybe(2)) open.add_languages(one_of(tongues));
        open.set_age_band(static_cast<v1::AgeBand::Code>(below(6)));
        open.set_gender_preference(static_cast<v1::GenderPreference::Code>(below(3)));
        open.set_gender_may_relax(maybe(3));
        if (maybe(2)) open.add_exclusions()->set_person("person-3");
        if (maybe(3)) open.add_exclusions()->set_organization("org-1");
        if (maybe(3)) open.add_exclusions()->set_territory(one_of(places));
        return open;
    }

    template <class List>
    void shuffle(List& list) {
        std::vector<typename List::value_type> all(list.begin(), list.end());
        std::ranges::shuffle(all, dice_);
        list.Assign(all.begin(), all.end());
    }

private:
    std::mt19937 dice_;
};

v1::Actor worker() {
    v1::Actor by;
    by.set_person("worker");
    by.set_organization("org-0");
    return by;
}

struct Told {
    v1::Directory data;
    v1::OpenCase alert;
    domain::Known known;
    domain::DirectoryPtr directory;
    v1::MatchAnswer answer;
};

Told told(unsigned seed) {
    Makings makings(seed);
    Told made{makings.directory(), makings.alert(), {}, {}, {}};
    v1::Event before;
    before.set_now_ms(to_ms(night - 2h));
    for (int i = 0; i < 4; ++i)
        before.mutable_rung_reached()->add_picks()->set_person("person-" + std::to_string(i));
    made.known.load.note(before);
    made.directory = std::make_shared<const domain::Directory>(made.data);
    made.answer = *domain::rehearse(made.alert, worker(), *made.directory, night, made.known);
    return made;
}

bool has(const v1::OpenCase& alert, Circumstance::Code what) {
    return std::ranges::find(alert.circumstances(), what) != alert.circumstances().end();
}

const v1::Roster& roster_of(const Told& told, const std::string& id) {
    return *std::ranges::find(told.directory->data().rosters(), id,
                              [](const auto& one) { return one.id(); });
}

void no_exclusion(const Told& told, const v1::Person& person, const v1::Organization& own,
                  const v1::Organization& served) {
    for (const auto& exclusion : told.alert.exclusions()) {
        RC_ASSERT(exclusion.person().empty() || exclusion.person() != person.id());
        for (const auto* one : {&own, &served}) {
            RC_ASSERT(exclusion.organization().empty() || exclusion.organization() != one->id());
            RC_ASSERT(exclusion.territory().empty() || exclusion.territory() != one->place());
        }
    }
    RC_ASSERT(person.exclusions().empty());  // all of them are about org-0, which raised it
}

void no_hard_filter(const Told& told, v1::Need::Kind need, const v1::Person& person,
                    const v1::Organization& served, Instant at) {
    const auto& alert = told.alert;
    const bool minor = alert.age_band() >= v1::AgeBand::under_14 &&
                       alert.age_band() <= v1::AgeBand::possibly_minor;
    for (const int group : served.serves())
        RC_ASSERT(group == (minor ? v1::AgeGroup::minors : v1::AgeGroup::adults));
    for (const int what : served.cannot_receive())
        RC_ASSERT(what != Circumstance::pets || !has(alert, Circumstance::pets));
    if (alert.gender_preference() != v1::GenderPreference::unknown && !alert.gender_may_relax())
        RC_ASSERT(person.gender() == alert.gender_preference());
    if (need == v1::Need::emergency_shelter && has(alert, Circumstance::organized_crime)) {
        RC_ASSERT(!served.place().empty());
        const bool named = std::ranges::any_of(
            alert.exclusions(), [](const auto& one) { return !one.territory().empty(); });
        RC_ASSERT(named || served.place() != alert.territory());
    }
    if (need != v1::Need::interpretation) return;
    RC_ASSERT(!person.credentials().empty());
    RC_ASSERT(!person.credentials(0).has_expires() ||
              at < domain::instant_of(person.credentials(0).expires()));
    for (const auto& language : alert.languages())
        RC_ASSERT(std::ranges::find(person.languages(), language) != person.languages().end());
}

void rested(const Told& told, const v1::Person& person, Instant at) {
    const bool paged = told.known.load.last_page(person.id()) != Instant{};
    RC_ASSERT(!paged || !person.has_rest() || at >= night + 3h);
}

template <class Each>
void each_rung(const Told& told, Each each) {
    for (const auto& need : told.answer.needs())
        for (const auto& rung : need.rungs()) each(need, rung);
}

TEST(MatchingLaws, NoCallBreaksAnExclusionOrAHardFilter) {
    EXPECT_TRUE(rc::check([](unsigned seed) {
        const auto story = told(seed);
        each_rung(story, [&](const auto& need, const auto& rung) {
            const Instant at = domain::instant_of(rung.at());
            for (const auto& pick : rung.picks()) {
                const auto& person = *story.directory->person(pick.person());
                const auto& own = *story.directory->organization(person.organization());
                const auto& served =
                    *story.directory->organization(roster_of(story, pick.roster()).organization());
                no_exclusion(story, person, own, served);
                RC_ASSERT(!person.ways(0).unverified());
                RC_ASSERT(domain::member_at(&own, at) && domain::member_at(&served, at));
                if (rung.last()) continue;
                no_hard_filter(story, need.need(), person, served, at);
                rested(story, person, at);
            }
        });
    }));
}

TEST(MatchingLaws, WhoeverIsOnCallIsCalledOrPassedOverOnceWithACode) {
    EXPECT_TRUE(rc::check([](unsigned seed) {
        const auto story = told(seed);
        each_rung(story, [&](const auto& need, const auto& rung) {
            std::set<std::string> seen;
            for (const auto& pick : rung.picks()) {
                RC_ASSERT(seen.insert(pick.person()).second);
                RC_ASSERT(!pick.reasons().empty());
            }
            for (const auto& passed : rung.passed_over()) {
                RC_ASSERT(seen.insert(passed.person()).second);
                RC_ASSERT(passed.reasons_size() == 1 && passed.reasons(0) != Reason::unknown);
            }
            if (rung.reach() == v1::Rung::neighbours) return;
            const auto sector = rung.last() ? v1::Sector::unknown : need.sector();
            const bool everywhere = rung.reach() == v1::Rung::province;
            for (const auto& place : places) {
                if (!everywhere && place != story.alert.territory()) continue;
                for (const auto* roster : story.directory->rosters(sector, place))
                    for (const auto& one :
                         story.directory->timetable(*roster).on_call(domain::instant_of(rung.at())))
                        RC_ASSERT(seen.contains(one.person));
            }
        });
    }));
}

TEST(MatchingLaws, TheOrderInWhichThingsAreWrittenChangesNothing) {
    EXPECT_TRUE(rc::check([](unsigned seed) {
        const auto story = told(seed);
        Makings other(seed + 1);
        auto data = story.data;
        other.shuffle(*data.mutable_territories());
        other.shuffle(*data.mutable_organizations());
        other.shuffle(*data.mutable_people());
        other.shuffle(*data.mutable_rosters());
        other.shuffle(*data.mutable_need_rules());
        auto alert = story.alert;
        other.shuffle(*alert.mutable_exclusions());
        other.shuffle(*alert.mutable_languages());
        const domain::Directory directory(data);
        const auto again = domain::rehearse(alert, worker(), directory, night, story.known);
        const bool same = again->SerializeAsString() == story.answer.SerializeAsString();
        RC_ASSERT(same);
    }));
}

// R11 and R14: whatever the coordinator sets aside, and whomever she calls by hand.
TEST(MatchingLaws, NoOverrideBreaksAnExclusion) {
    EXPECT_TRUE(rc::check([](unsigned seed) {
        const auto story = told(seed);
        domain::CaseState state;
        state.aggregate = "case/" + name_uuid("law");
        const auto safe = [&](const std::string& id) {
            const auto& person = *story.directory->person(id);
            no_exclusion(story, person, *story.directory->organization(person.organization()), {});
            RC_ASSERT(!person.ways(0).unverified());
        };
        const auto tell = [&](v1::Command command) {
            command.set_aggregate(state.aggregate);
            *command.mutable_actor() = worker();
            const auto decision =
                domain::decide(state, command, night, *story.directory, story.known);
            if (!decision) return;
            for (const auto& event : *decision) {
                state = domain::evolve(std::move(state), event);
                for (const auto& pick : event.rung_reached().picks()) safe(pick.person());
                if (event.has_person_paged()) safe(event.person_paged().person());
            }
        };
        v1::Command opening;
        *opening.mutable_open_case() = story.alert;
        tell(opening);
        for (const auto need : asked) {
            for (const auto rule :
                 {v1::OverridableRule::indigenous_first, v1::OverridableRule::responder_gender}) {
                v1::Command command;
                auto& wish = *command.mutable_override_rule();
                wish.set_need(need);
                wish.set_rule(rule);
                wish.set_reason(v1::OverrideReason::she_agreed);
                tell(command);
            }
            for (const auto& person : story.directory->data().people()) {
                v1::Command command;
                auto& wish = *command.mutable_page_person();
                wish.set_need(need);
                wish.set_person(person.id());
                wish.set_reason(v1::OverrideReason::she_asked);
                tell(command);
            }
        }
    }));
}

// The laws are not empty: calls and every kind of pass-over do happen.
TEST(MatchingLaws, AreAboutSomething) {
    std::set<int> codes;
    std::size_t calls = 0;
    for (unsigned seed = 0; seed < 400; ++seed)
        each_rung(told(seed), [&](const auto&, const auto& rung) {
            calls += static_cast<std::size_t>(rung.picks_size());
            for (const auto& passed : rung.passed_over()) codes.insert(passed.reasons(0));
        });
    EXPECT_GT(calls, 1'000u);
    for (const auto code :
         {Reason::excluded_person, Reason::excluded_organization, Reason::excluded_place,
          Reason::conflict_of_interest, Reason::membership_not_active, Reason::outside_agreement,
          Reason::way_not_verified, Reason::adults_only, Reason::minors_only,
          Reason::gender_not_as_asked, Reason::language_not_spoken, Reason::credential_missing,
          Reason::credential_expired, Reason::cannot_receive, Reason::in_danger_area,
          Reason::resting, Reason::already_paged, Reason::enough_paged})
        EXPECT_TRUE(codes.contains(code)) << Reason::Code_Name(code);
}

}  // namespace
}  // namespace relais::test
