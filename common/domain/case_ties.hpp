// What ties a case to others, as it stands: alerts of the same person, services that take something
// on, who goes with her, a move to another city, clocks of care and of the law.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/keyed_hash.hpp"
#include "relais/v1/case_ties.pb.h"
#include "relais/v1/fund_book.pb.h"
#include "relais/v1/vocabulary.pb.h"

namespace relais::domain {

// What an alert tells of her that decides whom to call. Of several alerts for one person the told
// fills what is not, and the stricter holds.
struct Facts {
    v1::AgeBand::Code age_band = v1::AgeBand::unknown;
    v1::GenderPreference::Code gender = v1::GenderPreference::unknown;  // hers, if told
    v1::GenderPreference::Code gender_preference = v1::GenderPreference::unknown;
    bool gender_may_relax = false;
    bool indigenous_wished = false;  // R8: she said so, and asked for it
    bool urgent = false;             // somebody must come at once: waits are halved
    std::vector<std::string> languages;
    std::vector<v1::Circumstance::Code> circumstances;
    Instant removal_due{};  // detention or removal, if told
    bool operator==(const Facts&) const = default;

    [[nodiscard]] Facts with(const Facts& other) const;
    // One of them is told otherwise: perhaps they are two people.
    [[nodiscard]] bool contradicts(const Facts& other) const;
};

// Another alert for the same person, which goes on in this case.
struct TakenIn {
    std::string duplicate;  // uuid
    std::string ask;        // which asking it was
    std::string code;
    std::string raised_by;
    std::string raised_by_organization;
    Facts facts;
    std::set<v1::Need::Kind> wanted;  // that this case lacked
    std::set<v1::Need::Kind> mandatory;
    Instant safe_contact_until = {};  // how she is reached lies there; the epoch: nothing holds
    bool operator==(const TakenIn&) const = default;
};

// As it is compared: the same wishes give the same text, whichever asking it is.
[[nodiscard]] std::string handed_over_text(v1::TakeInCase taken);

// This case asked another to take in what it stands for: everything goes on here.
struct Merging {
    std::string into;
    std::string ask;
    std::string handed_over;  // as it was asked: what differs when the yes comes is not merged
    Instant due{};            // when the asking is given up
    bool operator==(const Merging&) const = default;
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
    bool late = false;    // somebody was called because of it, in this state
    bool called = false;  // accompaniment was: whoever says yes after all ends that call
    std::set<std::string> said_no = {};  // who cannot, or cannot any more
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

// What was asked of the emergency fund, and what was heard of it last.
struct FundRecord {
    std::string fund;
    std::string request;
    std::string asked_by;
    std::string expense;
    std::uint32_t quantity = 1;
    Instant asked_at{};
    Hash256 body{};                  // of what was asked: the same again is one request
    std::uint64_t fund_version = 0;  // 0: the fund has not answered yet
    v1::FundRequest::State state = v1::FundRequest::asked;
    std::int64_t cents = 0;
    bool doubt = false;
    // Why it was not paid, where it was not.
    v1::FundRequest::RefusedWhy refused = v1::FundRequest::refused_unknown;
    v1::FundRequest::VoidedWhy voided = v1::FundRequest::voided_unknown;
    v1::Rejection::Code rejection = v1::Rejection::none;
    bool operator==(const FundRecord&) const = default;
};

}  // namespace relais::domain
