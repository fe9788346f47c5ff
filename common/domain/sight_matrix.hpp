// Who may see what of a case: this table, and nothing beside it. What no row grants is denied.
// Changing who sees what is changing a row here; a test holds it against the issue's own sentences.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "relais/v1/vocabulary.pb.h"

namespace relais::domain {

enum class Field : std::uint8_t {
    territory,
    age_band,
    languages,
    circumstances,  // who is with her, how she was exploited; whatever is not of the two below
    health,         // substance use, mental health, violence, pregnancy, disability, no card
    status,         // immigration: without papers, detained, to be removed
    shelter,        // which house
    police,         // whether police are involved
    other_needs,    // those that she was not called for
    responder_names,
    arrival,       // whether somebody comes, and when
    safe_contact,  // sealed, as the next two and the destination of a move: granted is to be
                   // allowed to ask for it
    note,
    her_words,
    ties,      // referrals, escorts, other cases that this one has to do with, what is shared
    move,      // that she is taken elsewhere, and (sealed) where
    advice,    // sealed: what was answered to somebody who only asked for advice
    money,     // what was asked of the emergency fund, and what became of it
    timeline,  // what happened, of the needs that may be seen
    pages,     // who was asked and why, in which order; everything that was decided
};
using Fields = std::uint32_t;

template <class... Each>
constexpr Fields fields(Each... each) {
    return (Fields{0} | ... | (Fields{1} << static_cast<unsigned>(each)));
}

// Whose eyes. Somebody may have several.
enum class Eyes : std::uint8_t {
    raiser,       // who raised it, as a worker
    responder,    // who was called for a need of a sector
    coordinator,  // of a restricted case: on duty for it
    pivot,        // follows every step of it; before: is asked for what no page is sent for
    receiving,    // follows her where she is taken
    referred,     // her organization is asked to take something on
    privacy,      // reads the access log, and allows readings; of the case itself nothing
    reviewer,  // of a committee that looks back: of a case without anybody in it, once it is over
    coming,    // on her way, with her, or goes with her: beside what her sector sees
};

// Of her own part in the case.
enum class Phase : std::uint8_t {
    before,    // called, and not answered
    accepted,  // on her way, or there
    after,     // released, stood down, declined, her word taken back; or the case is over
};

struct Grant {
    Eyes eyes;
    v1::Sector::Code sector;  // unknown: whichever
    Phase phase;
    Fields seen;
    Fields restricted;  // seen of a restricted case (R6): never more
    // Read alone by breaking the seal, while the case goes on: told at once to those who must know.
    Fields glass = 0;
    Fields glass_restricted = 0;
};

namespace matrix_of_sight {

using enum Field;
inline constexpr auto any_sector = v1::Sector::unknown;

inline constexpr Fields where_and_how = fields(territory, languages, arrival, timeline);
inline constexpr Fields basics = where_and_how | fields(age_band);
inline constexpr Fields whole =
    basics | fields(circumstances, health, status, shelter, police, other_needs, responder_names,
                    safe_contact, note, her_words, ties, move, advice, money, pages);
inline constexpr Fields raised =
    basics | fields(circumstances, health, status, police, other_needs, advice, money);
inline constexpr Fields raised_restricted = fields(arrival, police, other_needs, money);
inline constexpr Fields care = basics | fields(circumstances, health, safe_contact, note);
inline constexpr Fields house = basics | fields(circumstances, health, safe_contact);
inline constexpr Fields law = basics | fields(circumstances, status, safe_contact);
inline constexpr Fields social = law | fields(health, other_needs, note, her_words);
inline constexpr Fields follow =
    social | fields(shelter, police, responder_names, ties, move, money);
inline constexpr Fields received = house | fields(status, move);
inline constexpr Fields escort = basics | fields(circumstances);
inline constexpr Fields reviewed = fields(territory, police, other_needs, timeline);

// What a life may need tonight: how to find her, and what was written down about her.
inline constexpr Fields tonight = fields(safe_contact, note);
// Where she is, of a restricted case, takes two people together (R6), whatever the hour: the rules
// name no exception, and whoever looks for her may hold somebody's telephone.
inline constexpr Fields where_she_is = fields(territory, shelter, safe_contact, move);
inline constexpr Fields tonight_restricted = tonight & ~where_she_is;

}  // namespace matrix_of_sight

inline constexpr std::array sight_matrix = [] {
    using namespace matrix_of_sight;
    using enum Eyes;
    using enum Phase;
    using v1::Sector;
    return std::array{
        Grant{coordinator, any_sector, before, whole, whole},
        Grant{coordinator, any_sector, accepted, whole, whole, tonight, tonight_restricted},
        Grant{coordinator, any_sector, after, whole, whole},
        // Whoever is asked to follow it through, to go with her or to receive her sees where.
        Grant{pivot, any_sector, before, fields(territory, arrival), fields(arrival)},
        Grant{pivot, any_sector, accepted, follow, follow, tonight, tonight_restricted},
        Grant{receiving, any_sector, accepted, received, received, tonight, tonight_restricted},
        // Whether they can: not where she is, nor what happened to her.
        Grant{referred, any_sector, before, fields(age_band, languages, arrival), fields(arrival)},
        // A stolen tablet at a border post must not show the lawyer, nor what is sealed: what she
        // wrote she knows, and the coordination answers by telephone.
        Grant{raiser, any_sector, before, raised, raised_restricted},
        Grant{raiser, any_sector, accepted, raised, raised_restricted},
        Grant{raiser, any_sector, after, raised, raised_restricted},
        // A responder sees nothing before she accepts, and nothing once she is not needed.
        Grant{responder, Sector::police, accepted, escort, escort},
        Grant{responder, Sector::health, accepted, care, care},
        Grant{responder, Sector::shelter, accepted, house, house},
        Grant{responder, Sector::crisis, accepted, care, care},
        Grant{responder, Sector::legal, accepted, law, law},
        Grant{responder, Sector::youth_protection, accepted, care, care},
        Grant{responder, Sector::victim_services, accepted, social, social},
        Grant{responder, Sector::interpreter, accepted, where_and_how, where_and_how},
        Grant{responder, Sector::material_aid, accepted, basics, basics},
        Grant{responder, Sector::indigenous_services, accepted, escort, escort},
        Grant{responder, Sector::labour_standards, accepted, law, law},
        Grant{responder, Sector::spiritual_care, accepted, basics, basics},
        // Which sectors, and how soon: of a restricted case no more, and never whether police came.
        Grant{reviewer, any_sector, after, reviewed, fields(other_needs)},
        Grant{coming, any_sector, accepted, 0, 0, tonight, tonight_restricted},
    };
}();
static_assert(std::ranges::none_of(sight_matrix, [](const Grant& grant) {
    return (grant.glass_restricted & matrix_of_sight::where_she_is) != 0;
}));

}  // namespace relais::domain
