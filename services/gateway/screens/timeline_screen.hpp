// One case for the coordinator: its needs at a glance, every event in words with the reason of each
// choice, a way to take a need in charge, to call by hand and to set a rule aside. A sealed field
// is shown once, to whoever just gave her reason.
#pragma once

#include <string>
#include <string_view>

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/sealed_part.hpp"
#include "services/gateway/screens/timeline_choice.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct TimelineNames {
    NameOf person;
    NameOf territory;
    domain::DirectoryPtr directory = nullptr;  // names organizations and clocks
};

// One of the reasons that the form offers: what is kept in an event is a code, never free text.
[[nodiscard]] bool is_take_reason(std::string_view code);

[[nodiscard]] std::string timeline_view(const View& view, const CaseReading& reading,
                                        const SealedView& sealed, const TimelineNames& names,
                                        const Forms& forms, const Acting& acting,
                                        const TimelineChoice& choice = {});

}  // namespace relais::gateway::screens
