// A row of the table of what may be asked of a case: what must make sense of it, and who may ask.
// Shared by the two files that hold the rows (case_commands, case_tie_commands).
#pragma once

#include <string>

#include "services/gateway/case_commands.hpp"
#include "services/gateway/codes.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {

struct Asking {
    Answered<void> (*check)(const v1::Command&);
    bool (*may)(const Asker&);
};

// Of what ties a case to others; null: not one of them.
[[nodiscard]] const Asking* tie_asking_of(v1::Command::BodyCase body);

namespace asking {

inline bool coordination(const Asker& who) { return who.coordinator; }
inline bool her_side(const Asker& who) { return who.coordinator || who.raised_it || who.pivot; }
inline bool steering(const Asker& who) { return who.coordinator || who.pivot; }
inline bool on_call(const Asker& who) { return who.responder || who.coordinator; }
inline bool anybody(const Asker&) { return true; }

inline Refused refused(std::string code, std::string detail) {
    return {.status = 400, .code = std::move(code), .detail = std::move(detail)};
}

inline Answered<void> basis_known(v1::ConsentBasis::Code basis, const char* field) {
    if (v1::ConsentBasis::Code_IsValid(basis)) return {};
    return std::unexpected(refused("invalid_field", field));
}

inline Answered<void> a_code(const std::string& text, const char* field) {
    if (text.empty() || is_code(text, limits::reason_bytes)) return {};
    return std::unexpected(
        refused("invalid_field", std::string(field) + ": a code, never free text"));
}

}  // namespace asking

}  // namespace relais::gateway
