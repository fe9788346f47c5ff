#include "common/domain/rules.hpp"

#include <algorithm>

namespace relais::domain {
namespace {

using v1::Need;
using v1::Rule;

template <class List, class Value>
bool holds(const List& conditions, Value value) {
    return conditions.empty() || std::ranges::find(conditions, value) != conditions.end();
}

bool has(const v1::OpenCase& alert, v1::Circumstance::Code circumstance) {
    return std::ranges::find(alert.circumstances(), circumstance) != alert.circumstances().end();
}

bool package_fits(const v1::Package& package, const v1::OpenCase& alert) {
    const bool circumstances = package.circumstances().empty() ||
                               std::ranges::any_of(package.circumstances(), [&](int wanted) {
                                   return has(alert, static_cast<v1::Circumstance::Code>(wanted));
                               });
    return holds(package.identified_by(), alert.identified_by()) &&
           holds(package.age_bands(), alert.age_band()) && circumstances;
}

bool by_an_official(const v1::OpenCase& alert) {
    const auto who = alert.identified_by();
    return who == v1::IdentifiedBy::police_officer || who == v1::IdentifiedBy::border_officer ||
           who == v1::IdentifiedBy::labour_inspector;
}

// "es" of "es-MX": to know whether they can talk at all, the language is enough.
std::string_view language_of(std::string_view tag) { return tag.substr(0, tag.find('-')); }

// R4: none of her languages is the worker's. A partner's machine is taken to speak the house's two.
bool needs_interpreter(const v1::OpenCase& alert, const v1::Actor& by, const Directory& directory) {
    if (alert.languages().empty()) return false;
    std::vector<std::string_view> spoken{"fr", "en"};
    if (const auto* worker = directory.person(by.person()))
        spoken.assign(worker->languages().begin(), worker->languages().end());
    return std::ranges::none_of(alert.languages(), [&](const std::string& hers) {
        return std::ranges::any_of(
            spoken, [&](std::string_view tag) { return language_of(tag) == language_of(hers); });
    });
}

class Opening {
public:
    explicit Opening(const Directory& directory) : directory_(directory) {}

    void want(Need::Kind kind, std::string wish, std::string package) {
        if (directory_.rule(kind) != nullptr && find(kind) == nullptr)
            needs_.push_back({kind, std::move(wish), std::move(package), {}});
    }
    // The rule holds for the first of these that is open; when none is, it opens the first.
    void rule(Rule::Code code, std::initializer_list<Need::Kind> kinds) {
        if (std::ranges::none_of(kinds, [&](auto kind) { return find(kind) != nullptr; }))
            want(*kinds.begin(), {}, Rule::Code_Name(code));
        mark(code, kinds);
    }
    // The rule says something of a need, and opens none.
    void mark(Rule::Code code, std::initializer_list<Need::Kind> kinds) {
        for (const auto kind : kinds) {
            auto* open = find(kind);
            if (open == nullptr) continue;
            open->rules.push_back(code);
            return;
        }
    }
    std::vector<OpenedNeed> take() {
        const bool hurried = std::ranges::any_of(
            needs_, [](const auto& need) { return ruled(need, Rule::removal_deadline); });
        std::ranges::stable_sort(needs_, {},
                                 [hurried](const auto& need) { return place(need, hurried); });
        return std::move(needs_);
    }

private:
    OpenedNeed* find(Need::Kind kind) {
        const auto found = std::ranges::find(needs_, kind, &OpenedNeed::kind);
        return found == needs_.end() ? nullptr : &*found;
    }
    static bool ruled(const OpenedNeed& need, Rule::Code code) {
        return std::ranges::find(need.rules, code) != need.rules.end();
    }
    // What goes before what; all else stays in the order in which it was asked for.
    static int place(const OpenedNeed& need, bool hurried) {
        if (ruled(need, Rule::indigenous_first) || need.wish == "first") return 0;
        const bool her_life = need.kind == Need::immediate_care ||
                              need.kind == Need::police_protection ||
                              need.kind == Need::crisis_intervention;
        if (hurried && her_life) return 1;
        return ruled(need, Rule::removal_deadline) ? 2 : 3;
    }

    const Directory& directory_;
    std::vector<OpenedNeed> needs_;
};

}  // namespace

std::vector<OpenedNeed> needs_of(const v1::OpenCase& alert, const v1::Actor& by,
                                 const Directory& directory) {
    Opening opening(directory);
    // Advice is nobody's case: no rule holds for a person who is not there, and nobody is to come.
    if (alert.advice()) return opening.take();
    for (const auto& item : alert.needs()) opening.want(item.need(), item.wish(), {});
    if (alert.needs().empty())
        for (const auto& package : directory.data().packages())
            if (package_fits(package, alert))
                for (const int kind : package.needs())
                    opening.want(static_cast<Need::Kind>(kind), {}, package.id());

    const auto age = alert.age_band();
    if (possibly_minor(age)) opening.rule(Rule::minor, {Need::youth_protection});
    if (by_an_official(alert)) {
        opening.rule(Rule::identified_by_official, {Need::social_worker});
        opening.rule(Rule::identified_by_official, {Need::legal_help, Need::immigration_defence});
    }
    if (needs_interpreter(alert, by, directory))
        opening.rule(Rule::language, {Need::interpretation});
    if (alert.deadline_ms() != 0 || has(alert, v1::Circumstance::detention_or_removal))
        opening.rule(Rule::removal_deadline, {Need::immigration_defence, Need::legal_help});
    if (has(alert, v1::Circumstance::organized_crime))
        opening.mark(Rule::organized_crime, {Need::emergency_shelter});
    if (indigenous_wished(alert)) opening.mark(Rule::indigenous_first, {Need::indigenous_support});
    if (age == v1::AgeBand::from_14_to_17 || age == v1::AgeBand::from_18_to_25)
        opening.rule(Rule::youth_transition, {Need::youth_transition});
    return opening.take();
}

std::optional<v1::Consent> consent_for(const v1::OpenCase& alert, const OpenedNeed& need,
                                       const v1::NeedRule& rule, const v1::Actor& by) {
    for (const auto& consent : alert.consents())
        if (consent.sector() == rule.sector() && allows(consent.basis(), rule.sector()))
            return consent;
    v1::Consent attested;
    attested.set_sector(rule.sector());
    attested.set_attested_by(by.person());
    // R1: whoever meets a minor must report, and may.
    if (std::ranges::find(need.rules, Rule::minor) != need.rules.end() &&
        allows(v1::ConsentBasis::youth_protection_act, rule.sector())) {
        attested.set_basis(v1::ConsentBasis::youth_protection_act);
        return attested;
    }
    const bool named = need.package.empty();
    if (!named || rule.explicit_consent() || rule.sector() == v1::Sector::police)
        return std::nullopt;
    attested.set_basis(v1::ConsentBasis::verbal);
    return attested;
}

bool allows(v1::ConsentBasis::Code basis, v1::Sector::Code sector) {
    if (basis == v1::ConsentBasis::unknown || !v1::ConsentBasis::Code_IsValid(basis)) return false;
    if (basis == v1::ConsentBasis::youth_protection_act)
        return sector == v1::Sector::youth_protection;
    return true;
}

bool hers_to_take_back(v1::ConsentBasis::Code basis) {
    return basis == v1::ConsentBasis::verbal || basis == v1::ConsentBasis::written;
}

bool mandatory(Rule::Code rule) {
    return rule == Rule::minor || rule == Rule::identified_by_official;
}

v1::OpenCase open_case_of(const v1::Alert& alert, const std::string& attested_by) {
    v1::OpenCase open;
    open.set_alert_id(alert.alert_id());
    open.set_territory(alert.territory());
    for (const auto& item : alert.needs()) {
        auto& need = *open.add_needs();
        need.set_need(item.need());
        need.set_wish(item.wish());
    }
    open.set_identified_by(alert.identified_by());
    open.set_age_band(alert.age_band());
    open.set_headcount(std::max(1u, alert.headcount()));
    *open.mutable_languages() = alert.languages();
    open.set_gender_preference(alert.gender_preference());
    open.set_gender_may_relax(alert.gender_may_relax());
    open.set_gender(alert.gender());
    *open.mutable_circumstances() = alert.circumstances();
    if (alert.has_deadline())
        open.set_deadline_ms(alert.deadline().seconds() * 1000 +
                             alert.deadline().nanos() / 1'000'000);
    *open.mutable_consents() = alert.consents();
    for (auto& consent : *open.mutable_consents()) consent.set_attested_by(attested_by);
    *open.mutable_exclusions() = alert.exclusions();
    open.set_urgency(alert.urgency());
    open.set_advice(alert.advice());
    open.set_drill(alert.drill());
    open.set_gender(alert.gender());
    return open;
}

bool possibly_minor(v1::AgeBand::Code age) {
    return age == v1::AgeBand::under_14 || age == v1::AgeBand::from_14_to_17 ||
           age == v1::AgeBand::possibly_minor;
}

bool indigenous_wished(const v1::OpenCase& alert) {
    return has(alert, v1::Circumstance::indigenous) &&
           std::ranges::any_of(alert.needs(), [](const auto& item) {
               return item.need() == Need::indigenous_support;
           });
}

}  // namespace relais::domain
