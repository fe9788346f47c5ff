// From the fields of a form on a case to the one command that it asks for.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "common/base/ids.hpp"
#include "common/domain/rules.hpp"
#include "services/gateway/screens/case_codes.hpp"
#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/tie_forms.hpp"
#include "services/gateway/screens/timeline_screen.hpp"

namespace relais::gateway::screens {
namespace {

// True when the form makes sense; the refusal's code is "malformed_body", or what it says itself.
using Fill = std::expected<void, std::string> (*)(const http::Fields&, v1::Command&);

std::unexpected<std::string> malformed() { return std::unexpected(std::string("malformed_body")); }

bool among(const auto& codes, const std::string& code) {
    return std::ranges::any_of(codes, [&](const char* known) { return code == known; });
}

bool need_of(const http::Fields& form, auto* command) {
    v1::Need::Kind need{};
    if (!v1::Need::Kind_Parse(value_of(form, "need"), &need)) return false;
    command->set_need(need);
    return true;
}

// As she said it, unless it was told otherwise; nothing: no basis of ours.
std::optional<v1::ConsentBasis::Code> basis_of(const http::Fields& form) {
    v1::ConsentBasis::Code basis = v1::ConsentBasis::verbal;
    const auto told = value_of(form, "basis");
    if (!told.empty() && !v1::ConsentBasis::Code_Parse(told, &basis)) return std::nullopt;
    return basis;
}

// Police come only when she clearly says so.
bool police_without_her_word(const http::Fields& form, v1::Need::Kind need) {
    return need == v1::Need::police_protection && value_of(form, "police_consent") != "yes";
}

std::expected<void, std::string> consent(const http::Fields& form, v1::Command& command) {
    auto& given = *command.mutable_give_consent();
    if (!need_of(form, &given)) return malformed();
    const auto basis = basis_of(form);
    if (!basis) return malformed();
    if (domain::hers_to_take_back(*basis) && police_without_her_word(form, given.need()))
        return std::unexpected("consent_missing");
    given.set_basis(*basis);
    return {};
}

std::expected<void, std::string> refuse(const http::Fields& form, v1::Command& command) {
    if (!need_of(form, command.mutable_refuse_need())) return malformed();
    return {};
}

std::expected<void, std::string> take(const http::Fields& form, v1::Command& command) {
    if (!need_of(form, command.mutable_take_need()) || !is_take_reason(value_of(form, "reason")))
        return malformed();
    command.mutable_take_need()->set_reason(value_of(form, "reason"));
    return {};
}

// What she says of her own part; whether the page is hers, and the step in turn, the core knows.
std::expected<void, std::string> answer(const http::Fields& form, v1::Command& command) {
    auto& said = *command.mutable_answer_page();
    v1::Answer::Kind kind{};
    if (!v1::Answer::Kind_Parse(value_of(form, "answer"), &kind)) return malformed();
    if (kind == v1::Answer::accept) {  // she comes, and later than she had said
        std::uint32_t minutes = 0;
        const std::string eta = value_of(form, "eta");
        const auto [end, error] = std::from_chars(eta.data(), eta.data() + eta.size(), minutes);
        if (error != std::errc{} || end != eta.data() + eta.size() || minutes == 0)
            return malformed();
        said.set_eta_minutes(minutes);
    } else if (kind < v1::Answer::in_contact) {
        return malformed();
    }
    said.set_answer(kind);
    said.set_page(value_of(form, "page"));
    v1::DeclineReason::Code reason{};
    if (kind == v1::Answer::release &&
        v1::DeclineReason::Code_Parse(value_of(form, "reason"), &reason))
        said.set_reason(reason);
    return {};
}

// R14: the reason may be left out, and the core asks for it.
bool because_of(const http::Fields& form, auto* command) {
    v1::OverrideReason::Code because{};
    const std::string reason = value_of(form, "because");
    if (!reason.empty() && !v1::OverrideReason::Code_Parse(reason, &because)) return false;
    command->set_reason(because);
    return true;
}

std::expected<void, std::string> call(const http::Fields& form, v1::Command& command) {
    auto& paged = *command.mutable_page_person();
    if (!need_of(form, &paged) || !because_of(form, &paged)) return malformed();
    paged.set_person(value_of(form, "person"));
    return {};
}

std::expected<void, std::string> set_aside(const http::Fields& form, v1::Command& command) {
    auto& overridden = *command.mutable_override_rule();
    v1::OverridableRule::Code rule{};
    if (!need_of(form, &overridden) || !because_of(form, &overridden) ||
        !v1::OverridableRule::Code_Parse(value_of(form, "rule"), &rule))
        return malformed();
    overridden.set_rule(rule);
    return {};
}

std::expected<void, std::string> release(const http::Fields& form, v1::Command& command) {
    if (!need_of(form, command.mutable_release_need())) return malformed();
    return {};
}

std::expected<void, std::string> settle(const http::Fields& form, v1::Command& command) {
    auto& settled = *command.mutable_settle_need();
    const std::string told = value_of(form, "outcome");
    const auto slash = told.find('/');
    v1::Outcome::Code outcome{};
    v1::Outcome::Why why{};
    if (!need_of(form, &settled) || slash == told.npos ||
        !v1::Outcome::Code_Parse(told.substr(0, slash), &outcome) ||
        !v1::Outcome::Why_Parse(told.substr(slash + 1), &why))
        return malformed();
    settled.set_outcome(outcome);
    settled.set_why(why);
    return {};
}

std::expected<void, std::string> add(const http::Fields& form, v1::Command& command) {
    auto& added = *command.mutable_add_need();
    if (!need_of(form, &added)) return malformed();
    if (added.need() == v1::Need::police_protection && !police_without_her_word(form, added.need()))
        added.set_basis(v1::ConsentBasis::verbal);
    return {};
}

std::expected<void, std::string> withdraw(const http::Fields& form, v1::Command& command) {
    v1::Sector::Code sector{};
    if (!v1::Sector::Code_Parse(value_of(form, "sector"), &sector)) return malformed();
    command.mutable_withdraw_consent()->set_sector(sector);
    return {};
}

std::expected<void, std::string> offer_pivot(const http::Fields& form, v1::Command& command) {
    const std::string other = value_of(form, "other_person");
    command.mutable_offer_pivot()->set_person(other.empty() ? value_of(form, "person") : other);
    return {};
}

std::expected<void, std::string> accept_pivot(const http::Fields&, v1::Command& command) {
    command.mutable_answer_pivot()->set_accept(true);
    return {};
}

std::expected<void, std::string> decline_pivot(const http::Fields&, v1::Command& command) {
    command.mutable_answer_pivot()->set_accept(false);
    return {};
}

std::expected<void, std::string> milestone(const http::Fields& form, v1::Command& command) {
    v1::Milestone::Kind kind{};
    if (!v1::Milestone::Kind_Parse(value_of(form, "milestone"), &kind)) return malformed();
    command.mutable_reach_milestone()->set_milestone(kind);
    return {};
}

std::expected<void, std::string> hand_over(const http::Fields& form, v1::Command& command) {
    std::set<std::string> ticked;
    for (const auto& [name, value] : form) {
        if (name != "step") continue;
        if (!among(pathway_needs, value)) return malformed();
        ticked.insert(value);
    }
    // Whoever says who takes it on means that it is wanted, ticked or not.
    for (const std::string need : pathway_needs) {
        const auto organization = value_of(form, "organization_" + need);
        if (!ticked.contains(need) && organization.empty()) continue;
        auto& step = *command.mutable_hand_to_pathway()->add_steps();
        step.set_need(need);
        step.set_organization(organization);
    }
    if (!command.has_hand_to_pathway()) return std::unexpected("pathway_empty");
    return {};
}

std::expected<void, std::string> restricting(const http::Fields& form, v1::Command& command) {
    const std::string reason = value_of(form, "reason");
    const bool restricted = value_of(form, "restricted") == "yes";
    if (restricted ? !among(restrict_reasons, reason) : !among(lift_reasons, reason))
        return malformed();
    command.mutable_restrict_case()->set_restricted(restricted);
    command.mutable_restrict_case()->set_reason(reason);
    return {};
}

std::expected<void, std::string> allow(const http::Fields& form, v1::Command& command) {
    command.mutable_allow_reading()->set_reading(value_of(form, "reading"));
    return {};
}

std::expected<void, std::string> close(const http::Fields&, v1::Command& command) {
    command.mutable_close_case();
    return {};
}

std::expected<void, std::string> reopen(const http::Fields& form, v1::Command& command) {
    const std::string reason = value_of(form, "reason");
    if (!among(reopen_reasons, reason)) return malformed();
    command.mutable_reopen_case()->set_reason(reason);
    return {};
}

// Several forms of a screen carry the same id: what is tapped twice is one wish, what is asked by
// another form, or after going back, is another.
std::string one_wish(const std::string& id, const http::Fields& form) {
    std::string all = id;
    for (const auto& [name, value] : form)
        if (name != "csrf" && name != "command") all += "\n" + name + "=" + value;
    return name_uuid(all);
}

}  // namespace

std::expected<v1::Command, std::string> case_command_of(const http::Fields& form,
                                                        const std::string& zone) {
    static const std::map<std::string, Fill> fills{
        {"answer", answer},
        {"consent", consent},
        {"refuse", refuse},
        {"take", take},
        {"release", release},
        {"call", call},
        {"set_aside", set_aside},
        {"settle", settle},
        {"add", add},
        {"withdraw", withdraw},
        {"offer_pivot", offer_pivot},
        {"accept_pivot", accept_pivot},
        {"decline_pivot", decline_pivot},
        {"milestone", milestone},
        {"hand_over", hand_over},
        {"restrict", restricting},
        {"allow", allow},
        {"close", close},
        {"reopen", reopen},
    };
    v1::Command command;
    const auto id = canonical_uuid(value_of(form, "command"));
    const auto fill = fills.find(value_of(form, "action"));
    if (!id) return malformed();
    command.set_command_id(one_wish(*id, form));
    if (fill == fills.end()) {
        if (!fill_tie(form, zone, command)) return malformed();
        return command;
    }
    if (const auto made = fill->second(form, command); !made) return std::unexpected(made.error());
    return command;
}

}  // namespace relais::gateway::screens
