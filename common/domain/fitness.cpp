#include "common/domain/fitness.hpp"

#include <algorithm>
#include <array>

namespace relais::domain {
namespace {

using v1::Circumstance;
using v1::Reason;

// R7: these may change who comes first. They never turn anybody away.
constexpr std::array never_turned_away_for{Circumstance::substance_use, Circumstance::mental_health,
                                           Circumstance::precarious_status,
                                           Circumstance::no_health_card};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// "es" covers "es-MX", not the other way round: a dialect that is asked for is meant.
bool covers(std::string_view asked, std::string_view spoken) {
    if (asked.size() > spoken.size()) return false;
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (lower(asked[i]) != lower(spoken[i])) return false;
    return asked.size() == spoken.size() || spoken[asked.size()] == '-';
}

bool of_the_house(std::string_view language) {
    return covers("fr", language) || covers("en", language);
}

// An interpreter is called for what nobody here speaks anyway, in her dialect if she named one.
bool interprets(const CaseState& state, const v1::Person& person) {
    const bool only_ours = std::ranges::all_of(state.languages, of_the_house);
    return std::ranges::any_of(state.languages, [&](const std::string& asked) {
        return (only_ours || !of_the_house(asked)) &&
               std::ranges::any_of(person.languages(), [&](const std::string& spoken) {
                   return covers(asked, spoken);
               });
    });
}

bool understands(const CaseState& state, const v1::Person& person) {
    return std::ranges::any_of(state.languages, [&](const std::string& asked) {
        return std::ranges::any_of(person.languages(), [&](const std::string& spoken) {
            return covers(asked, spoken) || covers(spoken, asked);
        });
    });
}

bool demanded(const v1::Demand& demand, const CaseState& state) {
    return demand.when().empty() || std::ranges::any_of(demand.when(), [&](int circumstance) {
               return state.has(static_cast<Circumstance::Code>(circumstance));
           });
}

Obstacle lacks(const v1::Person& person, v1::Credential::Kind kind, Instant at) {
    Obstacle found{Reason::credential_missing};
    for (const auto& held : person.credentials()) {
        if (held.kind() != kind) continue;
        if (!held.has_expires() || at < instant_of(held.expires())) return {};
        found = {Reason::credential_expired};
    }
    return found;
}

Obstacle lacks_what_it_takes(const Choice& choice, const v1::Person& person) {
    const auto* rule = choice.directory.rule(choice.need.kind);
    if (rule == nullptr) return {};
    for (const auto& demand : rule->demands()) {
        if (!demand.required() || !demanded(demand, choice.state)) continue;
        if (const auto lack = lacks(person, demand.credential(), choice.at)) return lack;
    }
    return {};
}

bool soft(int circumstance) {
    return std::ranges::find(never_turned_away_for, circumstance) != never_turned_away_for.end();
}

// What the organization is not made for: who is with her is a hard filter, R7's are not.
bool cannot_receive(const CaseState& state, const v1::Organization& organization, bool hard) {
    return std::ranges::any_of(organization.cannot_receive(), [&](int circumstance) {
        return soft(circumstance) != hard &&
               state.has(static_cast<Circumstance::Code>(circumstance));
    });
}

// Youth protection decides who is a minor: nobody is kept from it because her age was not told.
Reason::Code wrong_age(const CaseState& state, v1::Sector::Code sector,
                       const v1::Organization& organization) {
    const auto serves = [&](v1::AgeGroup::Code group) {
        return organization.serves().empty() ||
               std::ranges::find(organization.serves(), group) != organization.serves().end();
    };
    if (state.minor() && !serves(v1::AgeGroup::minors)) return Reason::adults_only;
    const bool undecided =
        state.age_band == v1::AgeBand::unknown && sector == v1::Sector::youth_protection;
    if (!state.minor() && !undecided && !serves(v1::AgeGroup::adults)) return Reason::minors_only;
    return Reason::unknown;
}

// R6: whom organized crime may look for sleeps elsewhere. Where a house stands must be known, and
// when nobody named a place to be kept from her, it is the one where she was found.
bool in_danger_area(const Choice& choice, const v1::Organization* organization) {
    if (choice.need.sector != v1::Sector::shelter || !choice.state.restricted()) return false;
    if (organization == nullptr || organization->place().empty()) return true;
    const bool named = std::ranges::any_of(choice.state.exclusions, [](const auto& exclusion) {
        return !exclusion.territory.empty();
    });
    return !named && organization->place() == choice.state.territory;
}

// The organization alone: whom it serves, and where it stands.
Reason::Code not_made_for_her(const Choice& choice, const v1::Organization* organization) {
    if (organization != nullptr) {
        const auto age = wrong_age(choice.state, choice.need.sector, *organization);
        if (age != Reason::unknown) return age;
        if (cannot_receive(choice.state, *organization, true)) return Reason::cannot_receive;
    }
    return in_danger_area(choice, organization) ? Reason::in_danger_area : Reason::unknown;
}

// What a bed must admit, whatever is done about R7.
v1::BedWish bed_for(const CaseState& state) {
    v1::BedWish wish;
    wish.set_age_band(state.age_band);
    wish.set_gender(state.gender);
    wish.set_children(state.has(Circumstance::children_with_her));
    wish.set_pets(state.has(Circumstance::pets));
    wish.set_accessible(state.has(Circumstance::disability));
    wish.set_security_level(state.restricted() ? 1 : 0);
    return wish;
}

FreeBeds::Answer bed_in(const Choice& choice, const v1::Organization* house) {
    if (choice.need.sector != v1::Sector::shelter || house == nullptr)
        return FreeBeds::Answer::not_told;
    const auto hard = bed_for(choice.state);
    auto wish = hard;
    wish.set_substance_use(choice.state.has(Circumstance::substance_use));
    wish.set_no_status(choice.state.has(Circumstance::precarious_status));
    return choice.known.beds.answer(house->id(), hard, wish, choice.state.code);
}

// Where nothing wider is asked before the coordinator, R7 turns nobody away.
bool widest(const Choice& choice) {
    const auto* ladder = choice.directory.ladder(choice.need.ladder);
    return choice.rung.reach() == v1::Rung::province || ladder == nullptr ||
           std::ranges::none_of(ladder->rungs(), [](const v1::Rung& rung) {
               return rung.reach() == v1::Rung::province;
           });
}

Reason::Code no_bed(const Choice& choice, const v1::Organization* house) {
    const auto bed = bed_in(choice, house);
    if (bed == FreeBeds::Answer::none_free) return Reason::no_bed_free;
    const bool soft = bed == FreeBeds::Answer::soft && !widest(choice);
    return soft || bed == FreeBeds::Answer::none_for_her ? Reason::no_bed_for_her : Reason::unknown;
}

// From 22:00 to 06:00 where her roster is.
bool at_night(const Timetable& timetable, Instant at) {
    using namespace std::chrono_literals;
    const auto wall = timetable.clock().at(at);
    const auto since_midnight = wall - std::chrono::floor<std::chrono::days>(wall);
    return since_midnight >= 22h || since_midnight < 6h;
}

Obstacle tired(const Choice& choice, const Candidate& candidate) {
    const auto& rest = candidate.person->rest();
    const Instant last = choice.known.load.last_page(candidate.person->id());
    if (rest.after_night_minutes() != 0 && last != Instant{}) {
        const Instant until = last + std::chrono::minutes(rest.after_night_minutes());
        if (choice.at < until && at_night(choice.directory.timetable(*candidate.roster), last))
            return {Reason::resting, until};
    }
    if (rest.most_acceptances() != 0 &&
        choice.known.load.acceptances(candidate.person->id(), choice.at) >= rest.most_acceptances())
        return {Reason::load_ceiling};
    return {};
}

// Who said that she cannot is not asked again, whoever is still expected need not be. When a ladder
// starts again, or a rung is asked again, whoever was silent is called anew.
Reason::Code paged_before(const Choice& choice, const Candidate& candidate) {
    auto why = Reason::unknown;
    for (const auto& [id, page] : choice.need.pages) {
        if (page.person != candidate.person->id()) continue;
        const bool expected = page.coming() || page.state == PageState::broken;
        if (expected && page.round >= choice.need.counts_from) return Reason::already_paged;
        const bool said_no = page.state == PageState::declined || page.state == PageState::released;
        if (page.round != choice.need.round) {
            if (said_no) why = Reason::declined_before;
            continue;
        }
        const bool asked_again = choice.repeat > 0 && page.rung == choice.number && !said_no;
        if (!asked_again) return Reason::already_paged;
    }
    // Whoever gave an escort back is not called for it a moment later.
    const auto gave_back = [&](const EscortRecord& escort) {
        return !escort.over() && escort.person.empty() &&
               escort.said_no.contains(candidate.person->id());
    };
    if (choice.need.kind == v1::Need::accompaniment &&
        std::ranges::any_of(choice.state.escorts, gave_back))
        return Reason::declined_before;
    return why;
}

// What holds on every rung, the coordinator's too.
Reason::Code absolute(const Choice& choice, const Candidate& candidate) {
    const auto& person = *candidate.person;
    const auto* served = choice.directory.organization(candidate.roster->organization());
    const auto why = excluded(choice.state, person, {candidate.organization, served});
    if (why != Reason::unknown) return why;
    if (!member_at(candidate.organization, choice.at) || !member_at(served, choice.at))
        return Reason::membership_not_active;
    if (person.ways().empty()) return Reason::no_way;
    return person.ways(0).unverified() ? Reason::way_not_verified : Reason::unknown;
}

}  // namespace

v1::Reason::Code excluded(const CaseState& state, const v1::Person& person,
                          const Organizations& organizations) {
    const auto any_is = [&](const std::string& id) {
        return !id.empty() && (id == person.organization() ||
                               std::ranges::any_of(organizations, [&](const auto* one) {
                                   return one != nullptr && one->id() == id;
                               }));
    };
    const auto any_stands_in = [&](const std::string& territory) {
        return !territory.empty() && std::ranges::any_of(organizations, [&](const auto* one) {
            return one != nullptr && one->place() == territory;
        });
    };
    // Each kind over the whole list: the reason does not depend on what was written first.
    const auto any_excludes = [&](const auto& meant) {
        return std::ranges::any_of(state.exclusions, meant);
    };
    if (any_excludes(
            [&](const Excluded& one) { return !one.person.empty() && one.person == person.id(); }))
        return Reason::excluded_person;
    if (any_excludes([&](const Excluded& one) { return any_is(one.organization); }))
        return Reason::excluded_organization;
    if (any_excludes([&](const Excluded& one) { return any_stands_in(one.territory); }))
        return Reason::excluded_place;
    for (const auto& hers : person.exclusions()) {
        const auto meets = [](const std::string& mine, const std::string& of_the_alert) {
            return !mine.empty() && mine == of_the_alert;
        };
        const bool of_another = std::ranges::any_of(state.taken_in, [&](const TakenIn& taken) {
            return meets(hers.person(), taken.raised_by) ||
                   meets(hers.organization(), taken.raised_by_organization);
        });
        if (of_another || meets(hers.person(), state.raised_by) ||
            meets(hers.organization(), state.raised_by_organization) ||
            meets(hers.territory(), state.territory))
            return Reason::conflict_of_interest;
    }
    return Reason::unknown;
}

bool gender_allowed(const Choice& choice, const v1::Person& person) {
    const auto asked = choice.state.gender_preference;
    return asked == v1::GenderPreference::unknown || person.gender() == asked ||
           choice.state.gender_may_relax || choice.set_aside(v1::OverridableRule::responder_gender);
}

bool house_is_closed_to_her(const Choice& choice, const v1::Organization* house) {
    if (choice.need.sector != v1::Sector::shelter) return false;
    if (in_danger_area(choice, house)) return true;
    return house != nullptr &&
           wrong_age(choice.state, choice.need.sector, *house) != Reason::unknown;
}

Obstacle obstacle(const Choice& choice, const Candidate& candidate) {
    if (const auto why = absolute(choice, candidate); why != Reason::unknown) return {why};
    const auto& person = *candidate.person;
    const auto& rung = choice.rung;
    const auto paged = paged_before(choice, candidate);
    if (candidate.on_call.trainee && paged != Reason::unknown) return {paged};
    if (choice.coordinator()) return {};
    if (!candidate.agreed) return {Reason::outside_agreement};
    if (rung.level() != 0 && !candidate.on_call.trainee && candidate.on_call.level > rung.level())
        return {Reason::not_on_call_at_this_level};
    if (paged != Reason::unknown) return {paged};
    const auto* served = choice.directory.organization(candidate.roster->organization());
    const auto* house = served == nullptr ? candidate.organization : served;
    if (const auto why = not_made_for_her(choice, house); why != Reason::unknown) return {why};
    if (const auto why = no_bed(choice, house); why != Reason::unknown) return {why};
    if (!gender_allowed(choice, person)) return {Reason::gender_not_as_asked};
    // An interpreter who does not speak the language is no interpreter.
    if (choice.need.sector == v1::Sector::interpreter && !choice.state.languages.empty() &&
        !interprets(choice.state, person))
        return {Reason::language_not_spoken};
    if (const auto lack = lacks_what_it_takes(choice, person)) return lack;
    return tired(choice, candidate);
}

Fit fit(const Choice& choice, const Candidate& candidate) {
    Fit found;
    const auto& state = choice.state;
    const auto* served = choice.directory.organization(candidate.roster->organization());
    if (served == nullptr) served = candidate.organization;
    if (served != nullptr) {
        found.indigenous = state.indigenous_wished && served->indigenous() &&
                           !choice.set_aside(v1::OverridableRule::indigenous_first);
        const auto bed = bed_in(choice, served);
        found.receives = !cannot_receive(state, *served, false) && bed != FreeBeds::Answer::soft;
        found.reserved_bed = bed == FreeBeds::Answer::reserved;
        found.bed = found.reserved_bed || bed == FreeBeds::Answer::free;
    }
    found.speaks = choice.need.sector == v1::Sector::interpreter
                       ? interprets(state, *candidate.person)
                       : understands(state, *candidate.person);
    found.gender_as_asked = state.gender_preference != v1::GenderPreference::unknown &&
                            candidate.person->gender() == state.gender_preference;
    if (const auto* rule = choice.directory.rule(choice.need.kind))
        for (const auto& demand : rule->demands())
            if (demanded(demand, state) &&
                !lacks(*candidate.person, demand.credential(), choice.at))
                ++found.trained;
    return found;
}

}  // namespace relais::domain
