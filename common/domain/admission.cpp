#include "common/domain/admission.hpp"

#include <algorithm>
#include <map>

#include "common/domain/fault_list.hpp"

namespace relais::domain {
namespace {

bool has_step(const v1::Organization& organization, const v1::MembershipStep& wanted) {
    return std::ranges::any_of(organization.membership(), [&](const v1::MembershipStep& step) {
        return step.state() == wanted.state() &&
               instant_of(step.from()) == instant_of(wanted.from());
    });
}

// Nothing told means admitted for good: whoever is new, or loses her steps, is admitted by that.
bool admits(const v1::Organization* before, const v1::Organization& after) {
    if (after.membership().empty()) return before == nullptr || !before->membership().empty();
    return std::ranges::any_of(after.membership(), [&](const v1::MembershipStep& step) {
        return step.state() == v1::MembershipStep::admitted &&
               (before == nullptr || !has_step(*before, step));
    });
}

}  // namespace

std::vector<DirectoryFault> admission_faults(const v1::Directory& before,
                                             const v1::Directory& after) {
    std::map<std::string_view, const v1::Organization*> known;
    for (const auto& organization : before.organizations())
        known.emplace(organization.id(), &organization);
    FaultList faults;
    for (int i = 0; i < after.organizations_size(); ++i) {
        const auto& organization = after.organizations(i);
        const auto found = known.find(organization.id());
        if (!admits(found == known.end() ? nullptr : found->second, organization)) continue;
        const auto path = fmt::format("organizations[{}]", i);
        for (const auto& criterion : after.criteria())
            if (std::ranges::find(organization.criteria_met(), criterion.id()) ==
                organization.criteria_met().end())
                faults.add(path + ".criteriaMet", "criterion_not_met", criterion.id());
        if (organization.representative().empty())
            faults.add(path + ".representative", "representative_missing", organization.id());
    }
    return faults.take();
}

}  // namespace relais::domain
