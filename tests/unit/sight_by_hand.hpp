// Who sees what, by hand, from what the coalition asked for, and not from the matrix: what tests of
// the core and the walk through every door hold it against. A field is called as in the matrix, but
// for what ties a case to others: "links", "referral", "escort".
#pragma once

#include <map>
#include <set>
#include <string>

#include "relais/v1/vocabulary.pb.h"

namespace relais::test {

using Names = std::set<std::string>;
using v1::Sector;

inline Names operator+(Names a, const Names& b) {
    a.insert(b.begin(), b.end());
    return a;
}

inline const Names nothing{};
// What nobody can come without.
inline const Names to_come{"territory", "languages", "arrival", "timeline"};
inline const Names with_age = to_come + Names{"age_band"};
inline const Names everything_clear =
    with_age + Names{"circumstances", "health",      "status",          "shelter",
                     "police",        "other_needs", "responder_names", "pages",
                     "links",         "referral",    "escort",          "move",
                     "money"};

inline const std::map<Sector::Code, Names> on_her_way{
    // No shelter, status or health for police.
    {Sector::police, with_age + Names{"circumstances"}},
    {Sector::health, with_age + Names{"circumstances", "health"}},
    // No police file for a shelter; her papers only if she says so.
    {Sector::shelter, with_age + Names{"circumstances", "health"}},
    {Sector::crisis, with_age + Names{"circumstances", "health"}},
    {Sector::legal, with_age + Names{"circumstances", "status"}},
    {Sector::youth_protection, with_age + Names{"circumstances", "health"}},
    {Sector::victim_services, with_age + Names{"circumstances", "health", "status", "other_needs"}},
    {Sector::interpreter, to_come},
    // What happened to her is nothing that a driver needs.
    {Sector::material_aid, with_age},
    {Sector::indigenous_services, with_age + Names{"circumstances"}},
    {Sector::labour_standards, with_age + Names{"circumstances", "status"}},
    {Sector::spiritual_care, with_age},
};

// Covered, arrives about 02:40; never who or whence.
inline const Names raised =
    with_age + Names{"circumstances", "health", "status", "police", "other_needs", "money"};
inline const Names raised_restricted{"arrival", "police", "other_needs", "money"};
inline const Names followed =
    with_age + Names{"circumstances",   "health", "status",   "shelter", "police", "other_needs",
                     "responder_names", "links",  "referral", "escort",  "move",   "money"};

// As one of their sector who comes; without a need of their own there is no arrival to see.
inline Names companion(Sector::Code sector, const char* besides) {
    auto names = on_her_way.at(sector) + Names{besides};
    names.erase("arrival");
    return names;
}
inline Names goes_with(Sector::Code sector) { return companion(sector, "escort"); }
inline Names taken_on(Sector::Code sector) { return companion(sector, "referral"); }
inline const Names received = companion(Sector::shelter, "move") + Names{"status"};

// What is sealed, and who may ask for it, once she is on her way.
inline const std::map<Sector::Code, Names> asks_for{
    {Sector::health, {"safe_contact", "note"}},
    {Sector::shelter, {"safe_contact"}},
    {Sector::crisis, {"safe_contact", "note"}},
    {Sector::legal, {"safe_contact"}},
    {Sector::youth_protection, {"safe_contact", "note"}},
    {Sector::victim_services, {"safe_contact", "note", "her_words"}},
    {Sector::labour_standards, {"safe_contact"}},
};

}  // namespace relais::test
