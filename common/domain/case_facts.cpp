// What several alerts tell of one person: the told fills what is not, and the stricter holds.
#include <algorithm>

#include "common/domain/case_ties.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

template <class Code>
Code told(Code one, Code other) {
    return one == Code{} ? other : one;
}

template <class Code>
bool otherwise(Code one, Code other) {
    return one != Code{} && other != Code{} && one != other;
}

template <class List>
void add(List& list, const List& others) {
    for (const auto& other : others)
        if (std::ranges::find(list, other) == list.end()) list.push_back(other);
}

}  // namespace

std::string handed_over_text(v1::TakeInCase taken) {
    taken.clear_ask();
    return taken.SerializeAsString();
}

Facts Facts::with(const Facts& other) const {
    Facts all = *this;
    all.age_band = told(age_band, other.age_band);
    all.gender = told(gender, other.gender);
    all.gender_preference = told(gender_preference, other.gender_preference);
    // Whoever stated it and did not agree to another is heard (R9).
    const bool ours = gender_preference == v1::GenderPreference::unknown || gender_may_relax;
    const bool theirs =
        other.gender_preference == v1::GenderPreference::unknown || other.gender_may_relax;
    all.gender_may_relax = (gender_may_relax || other.gender_may_relax) && ours && theirs;
    all.indigenous_wished = indigenous_wished || other.indigenous_wished;
    all.urgent = urgent || other.urgent;
    add(all.languages, other.languages);
    add(all.circumstances, other.circumstances);
    if (removal_due == Instant{} ||
        (other.removal_due != Instant{} && other.removal_due < removal_due))
        all.removal_due = other.removal_due;
    return all;
}

bool Facts::contradicts(const Facts& other) const {
    return otherwise(age_band, other.age_band) || otherwise(gender, other.gender) ||
           otherwise(gender_preference, other.gender_preference);
}

}  // namespace relais::domain
