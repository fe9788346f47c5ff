// How she may safely be reached, as a form: two ways, hours, a word, who may answer, and whether a
// message may be left. Nothing told: nobody reaches out. On the alert and on a case.
#pragma once

#include <array>
#include <string>

#include "common/http/message.hpp"
#include "relais/v1/api.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// As it was typed.
struct SafeContactForm {
    struct Way {
        std::string kind;
        std::string value;
    };
    std::array<Way, 2> ways;
    std::string hours, word, who;
    bool voicemail = false;

    [[nodiscard]] bool empty() const;
    // The field that lacks its other half, or says too much; empty: all is well.
    [[nodiscard]] std::string fault() const;
    // The form must have no fault.
    [[nodiscard]] v1::SafeContact told() const;
};

[[nodiscard]] SafeContactForm read_safe_contact(const http::Fields& fields);
// The fields alone, for a form that holds them.
[[nodiscard]] std::string safe_contact_fields(const View& view, const SafeContactForm& form);

}  // namespace relais::gateway::screens
