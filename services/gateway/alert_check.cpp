#include "services/gateway/alert_check.hpp"

#include <algorithm>

#include "common/base/ids.hpp"
#include "services/gateway/characters.hpp"
#include "services/gateway/codes.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/safe_contact.hpp"

namespace relais::gateway {
namespace {

std::unexpected<Refused> no(unsigned status, std::string code, std::string detail) {
    return std::unexpected(
        Refused{.status = status, .code = std::move(code), .detail = std::move(detail)});
}
std::unexpected<Refused> invalid(std::string detail) {
    return no(400, "invalid_field", std::move(detail));
}

bool language_tag(std::string_view text) {
    return !text.empty() && text.size() <= limits::language_bytes && text.front() != '-' &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-';
           });
}

std::string at(std::string_view list, int index, std::string_view field = {}) {
    return std::string(list) + "[" + std::to_string(index) + "]" + std::string(field);
}

Answered<void> check_needs(const v1::Alert& alert) {
    if (alert.needs_size() > limits::needs) return invalid("needs: too many");
    for (int i = 0; i < alert.needs_size(); ++i) {
        const auto& item = alert.needs(i);
        if (item.need() == v1::Need::unknown || !v1::Need::Kind_IsValid(item.need()))
            return no(400, "need_unknown", at("needs", i, ".need"));
        if (!item.wish().empty() && !is_code(item.wish(), limits::wish_bytes))
            return invalid(at("needs", i, ".wish") + ": a code, never free text");
    }
    return {};
}

// A binary body may hold numbers that no word stands for.
Answered<void> check_codes(const v1::Alert& alert) {
    if (!v1::IdentifiedBy::Code_IsValid(alert.identified_by())) return invalid("identifiedBy");
    if (!v1::AgeBand::Code_IsValid(alert.age_band())) return invalid("ageBand");
    if (!v1::GenderPreference::Code_IsValid(alert.gender_preference()) ||
        !v1::GenderPreference::Code_IsValid(alert.gender()))
        return invalid("genderPreference");
    if (alert.circumstances_size() > limits::circumstances)
        return invalid("circumstances: too many");
    for (int i = 0; i < alert.circumstances_size(); ++i)
        if (alert.circumstances(i) == v1::Circumstance::unknown ||
            !v1::Circumstance::Code_IsValid(alert.circumstances(i)))
            return invalid(at("circumstances", i));
    if (alert.languages_size() > limits::languages) return invalid("languages: too many");
    for (int i = 0; i < alert.languages_size(); ++i)
        if (!language_tag(alert.languages(i)))
            return invalid(at("languages", i) + ": a language tag such as fr or en-CA");
    return {};
}

Answered<void> check_consents(const v1::Alert& alert) {
    if (alert.consents_size() > limits::consents) return invalid("consents: too many");
    for (int i = 0; i < alert.consents_size(); ++i) {
        const auto& consent = alert.consents(i);
        if (consent.sector() == v1::Sector::unknown || !v1::Sector::Code_IsValid(consent.sector()))
            return invalid(at("consents", i, ".sector"));
        if (consent.basis() == v1::ConsentBasis::unknown ||
            !v1::ConsentBasis::Code_IsValid(consent.basis()))
            return invalid(at("consents", i, ".basis"));
        if (!consent.attested_by().empty())
            return invalid(at("consents", i, ".attestedBy") + ": the service writes it");
    }
    return {};
}

// An exclusion with a typing error would let the very person through whom she fears.
Answered<void> check_exclusions(const v1::Alert& alert, const domain::Directory& directory) {
    if (alert.exclusions_size() > limits::exclusions) return invalid("exclusions: too many");
    for (int i = 0; i < alert.exclusions_size(); ++i) {
        const auto& exclusion = alert.exclusions(i);
        if (exclusion.person().empty() && exclusion.organization().empty() &&
            exclusion.territory().empty())
            return invalid(at("exclusions", i) + ": a person, an organization or a place");
        if (!exclusion.person().empty() && directory.person(exclusion.person()) == nullptr)
            return invalid(at("exclusions", i, ".person") + ": not in the directory");
        if (!exclusion.organization().empty() &&
            directory.organization(exclusion.organization()) == nullptr)
            return invalid(at("exclusions", i, ".organization") + ": not in the directory");
        if (!exclusion.territory().empty() && directory.territory(exclusion.territory()) == nullptr)
            return invalid(at("exclusions", i, ".territory") + ": not in the directory");
    }
    return {};
}

Answered<void> check_texts(const v1::Alert& alert) {
    if (characters(alert.safe_contact()) > limits::safe_contact_characters)
        return invalid("safeContact: too long");
    if (characters(alert.note()) > limits::note_characters) return invalid("note: too long");
    if (characters(alert.her_words()) > limits::her_words_characters)
        return invalid("herWords: too long");
    // Whoever asks for advice asks something; without it nobody could answer her.
    if (alert.advice() && alert.note().empty() && alert.her_words().empty())
        return no(400, "missing_field", "note: the question");
    if (!alert.has_reached_safely()) return {};
    if (!alert.safe_contact().empty())
        return invalid("safeContact: either this or reachedSafely, not both");
    return check_safe_contact(alert.reached_safely(), "reachedSafely");
}

Answered<void> check_numbers(const v1::Alert& alert, Instant now) {
    if (alert.headcount() > limits::headcount) return invalid("headcount: too many");
    if (!alert.has_deadline()) return {};
    // Checked in seconds: a timestamp may be so large that milliseconds would not hold it.
    const std::int64_t now_s = to_ms(now) / 1000;
    const std::int64_t most = std::chrono::seconds(limits::deadline_ahead).count();
    const std::int64_t deadline_s = alert.deadline().seconds();
    if (deadline_s > now_s + most || deadline_s < now_s - most)
        return invalid("deadline: more than a year away");
    return {};
}

}  // namespace

Answered<void> check_alert(const v1::Alert& alert, const domain::Directory& directory,
                           Instant now) {
    if (alert.alert_id().empty()) return no(400, "missing_field", "alertId");
    if (!canonical_uuid(alert.alert_id())) return invalid("alertId: a UUID");
    if (alert.territory().empty()) return no(400, "missing_field", "territory");
    if (directory.data().territories().empty())
        return std::unexpected(
            Refused{.status = 503, .code = "directory_missing", .retry_after_s = 5});
    if (directory.territory(alert.territory()) == nullptr)
        return no(422, "territory_unknown", "territory");
    if (auto good = check_needs(alert); !good) return good;
    if (auto good = check_codes(alert); !good) return good;
    if (auto good = check_consents(alert); !good) return good;
    if (auto good = check_exclusions(alert, directory); !good) return good;
    if (auto good = check_numbers(alert, now); !good) return good;
    return check_texts(alert);
}

}  // namespace relais::gateway
