// The rules of the trade: which needs an alert opens, why, in which order they are paged, and with
// whose consent. Nothing here is inferred about her: what she did not say stays unknown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/api.pb.h"
#include "relais/v1/command.pb.h"

namespace relais::domain {

struct OpenedNeed {
    v1::Need::Kind kind = v1::Need::unknown;
    std::string wish;
    std::string package;  // or the name of the rule that opened it; empty: the alert names it
    std::vector<v1::Rule::Code> rules;
};

// In the order in which they are paged. Needs that the directory has no rule for are left out.
[[nodiscard]] std::vector<OpenedNeed> needs_of(const v1::OpenCase& alert, const v1::Actor& by,
                                               const Directory& directory);

// What the sector may be called upon: her consent, told or attested by naming the need, or a legal
// basis. Nothing: nobody of the sector is paged.
[[nodiscard]] std::optional<v1::Consent> consent_for(const v1::OpenCase& alert,
                                                     const OpenedNeed& need,
                                                     const v1::NeedRule& rule, const v1::Actor& by);

// R3: police come by her consent, a serious risk or an imminent danger. The youth protection act
// opens the door of youth protection, and no other.
[[nodiscard]] bool allows(v1::ConsentBasis::Code basis, v1::Sector::Code sector);

// She gave it, so she can take it back; what the law demands she cannot.
[[nodiscard]] bool hers_to_take_back(v1::ConsentBasis::Code basis);

// R1, R2: a need that is met or refused by her, and never left by silence.
[[nodiscard]] bool mandatory(v1::Rule::Code rule);

// The command of an alert, but for what is sealed: actor, ids, code and sealed fields are those of
// whoever submits it.
[[nodiscard]] v1::OpenCase open_case_of(const v1::Alert& alert, const std::string& attested_by);

[[nodiscard]] bool possibly_minor(v1::AgeBand::Code age);
// R8: by her own declaration, and because she asked for it.
[[nodiscard]] bool indigenous_wished(const v1::OpenCase& alert);

}  // namespace relais::domain
