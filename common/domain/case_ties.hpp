// What ties a case to others, as it stands: alerts of the same person, services that take something
// on, who goes with her, a move to another city, clocks of care and of the law.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "relais/v1/case_ties.pb.h"

namespace relais::domain {

// Another alert for the same person, which goes on in this case.
struct TakenIn {
    std::string duplicate;  // uuid
    std::string code;
    std::string raised_by;
    std::set<v1::Need::Kind> opened;  // needs that are here because of it
    bool operator==(const TakenIn&) const = default;
};

struct ReferralRecord {
    std::string id;
    std::string organization;
    std::string service;  // a listing; empty: whatever they think right
    std::string need;     // a code of the pathway
    v1::Sector::Code sector = v1::Sector::unknown;
    v1::ConsentBasis::Code basis = v1::ConsentBasis::unknown;
    v1::Referral::State state = v1::Referral::proposed;
    v1::Referral::Why why = v1::Referral::why_unknown;
    Instant due{};  // proposed: of an answer; accepted: until when it is done, and seen
    bool operator==(const ReferralRecord&) const = default;

    [[nodiscard]] bool stands() const {
        return state == v1::Referral::proposed || state == v1::Referral::accepted;
    }
};

struct EscortRecord {
    std::string id;
    v1::Escort::Purpose purpose = v1::Escort::purpose_unknown;
    Instant from{};
    Instant until{};
    Instant asked_at{};
    std::string asked;                              // empty: whoever is on call, in time
    std::string person;                             // who goes with her
    v1::Sector::Code sector = v1::Sector::unknown;  // hers
    v1::Escort::State state = v1::Escort::planned;
    bool late = false;  // somebody was called because of it, in this state
    bool operator==(const EscortRecord&) const = default;

    [[nodiscard]] bool over() const {
        return state == v1::Escort::ended || state == v1::Escort::dropped;
    }
    // When somebody must look; only while it is not over.
    [[nodiscard]] Instant due() const;
};

// The destination is sealed: only a reading opens it.
struct RelocationRecord {
    std::string receiving;  // who follows her there
    Instant asked_at{};
    Instant depart{};
    Instant arrive{};
    v1::Relocation::State state = v1::Relocation::planned;
    bool late = false;
    bool operator==(const RelocationRecord&) const = default;

    [[nodiscard]] bool over() const {
        return state == v1::Relocation::arrived || state == v1::Relocation::dropped;
    }
    [[nodiscard]] Instant due() const;
};

struct ClockRecord {
    std::string clock;  // an id of the directory's clock rules
    v1::SharedField::Code kind = v1::SharedField::health;
    Instant warn{};
    Instant due{};
    bool warned = false;
    bool ran_out = false;
    std::optional<bool> noted;  // done; or she does not want it
    bool operator==(const ClockRecord&) const = default;

    [[nodiscard]] bool runs() const { return !noted && !ran_out; }
    [[nodiscard]] Instant next() const { return warned ? due : warn; }
};

}  // namespace relais::domain
