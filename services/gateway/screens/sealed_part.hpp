// The sealed fields of a case on a screen: which were told, a form to read each, the text of the
// one that was just opened, and what somebody else asks to read.
#pragma once

#include <optional>

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct OpenedField {
    v1::SealedField::Code field = v1::SealedField::unknown;
    std::string text;
    std::string duplicate = {};  // of another alert that goes on in this case
};

// Who looks, and what was opened for her by the form that she just sent.
struct SealedView {
    std::string person;
    OpenedField opened = {};
};

void set_sealed(const View& view, const CaseReading& reading, const SealedView& sealed,
                const NameOf& person, const Forms& forms, Data& data);

}  // namespace relais::gateway::screens
