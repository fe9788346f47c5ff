// What may be done with a case from its screen: settle a need, ask for another, take consent back,
// follow it through, tell a milestone, arrange what comes next, close it. Each form is one command.
#pragma once

#include <expected>
#include <set>
#include <string>
#include <vector>

#include "common/domain/askable.hpp"
#include "common/domain/case.hpp"
#include "common/domain/directory.hpp"
#include "common/http/message.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// Who looks, seen from the case.
struct Acting {
    std::string person;
    bool coordinator = false;
    bool her_side = false;  // the coordinator, the pivot, whoever raised the alert
    NameOf name_of;         // of those who may be offered the follow-up; unset: nobody is named
    std::string organization = {};
    domain::DirectoryPtr directory = {};  // for the names of services and clocks; null: their ids
    NameOf code_of = {};                  // of another case; unset: its id
    std::set<std::string> opens = {};     // of the other cases, those that she may open
    std::vector<domain::Askable> askable = {};  // whom she can ask by name
    std::string fund = {};                      // the fund's piece of the screen, made; empty: none

    [[nodiscard]] bool steers(const domain::CaseState& state) const {
        return coordinator || (!state.pivot.empty() && state.pivot == person);
    }
};

// What can be done for one need.
[[nodiscard]] std::string need_forms_view(const View& view, const domain::CaseState& state,
                                          const domain::NeedState& need, const Forms& forms,
                                          const Acting& acting);
// How the 72 hours stand, who follows it, and what can be done for the case.
[[nodiscard]] std::string case_forms_view(const View& view, const domain::CaseState& state,
                                          const Forms& forms, const Acting& acting);

// What a form asks for; a refusal's code when it makes no sense. What is clear text is not among
// them: the desk seals it. `zone`: of the wall clock by which times were typed.
[[nodiscard]] std::expected<v1::Command, std::string> case_command_of(
    const http::Fields& form, const std::string& zone = "America/Toronto");

}  // namespace relais::gateway::screens
