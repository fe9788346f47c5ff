#include "services/gateway/screens/alert_form.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/base/check.hpp"

namespace relais::gateway::screens {
namespace {

const std::string police = v1::Need::Kind_Name(v1::Need::police_protection);

v1::Need::Kind need_of(const std::string& name) {
    v1::Need::Kind kind{};
    return v1::Need::Kind_Parse(name, &kind) ? kind : v1::Need::unknown;
}

v1::Circumstance::Code circumstance_of(const std::string& name) {
    v1::Circumstance::Code code{};
    return v1::Circumstance::Code_Parse(name, &code) ? code : v1::Circumstance::unknown;
}

std::optional<std::uint32_t> headcount_of(std::string text) {
    std::erase(text, ' ');
    if (text.empty()) return 0;
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || count == 0 || count > headcount_max) return std::nullopt;
    return count;
}

// A browser sends lines with CR LF; we keep what she typed.
std::string typed(std::string text) {
    std::erase(text, '\r');
    return text;
}

}  // namespace

AlertForm read_alert_form(const http::Fields& fields) {
    AlertForm form;
    form.safe = read_safe_contact(fields);
    for (const auto& [name, value] : fields) {
        if (name == "alert_id") form.alert_id = value;
        if (name == "territory") form.territory = value;
        if (name == "identified_by") form.identified_by = value;
        if (name == "need" && need_of(value) != v1::Need::unknown) form.needs.insert(value);
        if (name == "police_consent") form.police_consent = value == "yes";
        if (name == "age_band") form.age_band = value;
        if (name == "language") form.language = value;
        if (name == "circumstance" && circumstance_of(value) != v1::Circumstance::unknown) {
            form.circumstances.insert(value);
        }
        if (name == "headcount") form.headcount = value;
        if (name == "gender") form.gender = value;
        if (name == "her_gender") form.her_gender = value;
        if (name == "advice") form.advice = value == "yes";
        if (name == "drill") form.drill = value == "yes";
        if (name == "note") form.note = typed(value);
        if (name == "her_words") form.her_words = typed(value);
    }
    return form;
}

std::vector<FormFault> faults_of(const AlertForm& form, const domain::Directory& directory) {
    std::vector<FormFault> faults;
    if (directory.territory(form.territory) == nullptr) {
        faults.push_back({"territory", "alert.error_territory"});
    }
    // Either tick alone may be a slip, and a slip must not call the police, nor leave them out.
    if (form.needs.contains(police) != form.police_consent) {
        faults.push_back({"police_consent", "alert.error_police"});
    }
    if (!headcount_of(form.headcount)) {
        faults.push_back({"headcount", "alert.error_headcount", headcount_max});
    }
    const auto too_long = [&](const char* field, const std::string& text) {
        if (text.size() <= text_bytes_max) return;
        faults.push_back({field, "alert.error_long", static_cast<std::int64_t>(text_bytes_max)});
    };
    if (form.advice && form.note.empty() && form.her_words.empty())
        faults.push_back({"note", "alert.error_question"});
    if (const auto field = form.safe.fault(); !field.empty())
        faults.push_back({field, "safe.error"});
    too_long("her_words", form.her_words);
    too_long("note", form.note);
    return faults;
}

v1::Alert alert_of(const AlertForm& form) {
    const auto headcount = headcount_of(form.headcount);
    check(headcount.has_value(), "a form with faults is never sent");
    v1::Alert alert;
    alert.set_alert_id(form.alert_id);
    alert.set_territory(form.territory);
    for (const auto& name : form.needs) alert.add_needs()->set_need(need_of(name));
    v1::IdentifiedBy::Code who{};
    if (v1::IdentifiedBy::Code_Parse(form.identified_by, &who)) alert.set_identified_by(who);
    v1::AgeBand::Code age{};
    if (v1::AgeBand::Code_Parse(form.age_band, &age)) alert.set_age_band(age);
    v1::GenderPreference::Code gender{};
    if (v1::GenderPreference::Code_Parse(form.gender, &gender)) {
        alert.set_gender_preference(gender);
    }
    if (v1::GenderPreference::Code_Parse(form.her_gender, &gender)) alert.set_gender(gender);
    if (!form.language.empty()) alert.add_languages(form.language);
    for (const auto& name : form.circumstances) {
        alert.add_circumstances(circumstance_of(name));
    }
    alert.set_headcount(*headcount);
    if (form.needs.contains(police)) {
        auto* consent = alert.add_consents();
        consent->set_sector(v1::Sector::police);
        consent->set_basis(v1::ConsentBasis::verbal);
    }
    if (!form.safe.empty()) *alert.mutable_reached_safely() = form.safe.told();
    alert.set_advice(form.advice);
    alert.set_drill(form.drill);
    alert.set_note(form.note);
    alert.set_her_words(form.her_words);
    return alert;
}

std::string identified_by_of(v1::Sector::Code sector) {
    const auto name = [](v1::IdentifiedBy::Code code) {
        return std::string(v1::IdentifiedBy::Code_Name(code));
    };
    switch (sector) {
        case v1::Sector::police:
            return name(v1::IdentifiedBy::police_officer);
        case v1::Sector::health:
            return name(v1::IdentifiedBy::health_worker);
        case v1::Sector::shelter:
            return name(v1::IdentifiedBy::shelter_worker);
        case v1::Sector::legal:
            return name(v1::IdentifiedBy::legal_worker);
        case v1::Sector::victim_services:
        case v1::Sector::youth_protection:
            return name(v1::IdentifiedBy::social_worker);
        case v1::Sector::labour_standards:
            return name(v1::IdentifiedBy::labour_inspector);
        case v1::Sector::crisis:
        case v1::Sector::interpreter:
        case v1::Sector::material_aid:
        case v1::Sector::indigenous_services:
        case v1::Sector::spiritual_care:
            return name(v1::IdentifiedBy::community_worker);
        case v1::Sector::unknown:
        case v1::Sector_Code_Sector_Code_INT_MIN_SENTINEL_DO_NOT_USE_:
        case v1::Sector_Code_Sector_Code_INT_MAX_SENTINEL_DO_NOT_USE_:
            break;
    }
    return name(v1::IdentifiedBy::unknown);
}

}  // namespace relais::gateway::screens
