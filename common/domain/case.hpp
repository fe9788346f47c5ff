// A case: from the alert to the 72-hour term. Everything the service decides about a person's
// emergency is decided here, in one place, without a clock, a socket or a log.
//
//   decide(state, command, now, directory) → events, or a rejection      what happens
//   evolve(state, event)                   → state                       what is so
//   deadlines(state)                       → name → instant              what must happen next
//   effects(state, events)                 → messages, mail              what leaves
//
// Promises: a need that is paging always has a deadline; a need that is covered always has a
// person, and what she promised has a deadline; nobody is paged for a sector without consent or a
// legal basis; the last rung of every ladder is the coordinator on duty, asked again until somebody
// answers; a case closes only when every need has an outcome.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/case_ties.hpp"
#include "common/domain/directory.hpp"
#include "common/domain/known.hpp"
#include "relais/v1/api.pb.h"
#include "relais/v1/command.pb.h"
#include "relais/v1/event.pb.h"

namespace relais::domain {

enum class PageState : std::uint8_t {
    raised,       // in the outbox, not yet handed over
    handed_over,  // a channel took it
    accepted,     // she said that she comes: a promise
    in_contact,
    arrived,
    done,
    broken,    // she did not come when she had said; still expected, not counted
    released,  // she cannot go on
    declined,
    exhausted,  // no way reached her
    stood_down,
};

// Ten thousand open cases hold some hundred thousand of them: the order leaves no gaps.
struct PageRecord {
    std::string person;
    std::string asked_with;  // the page whose message asks for this one too; empty: its own does
    std::uint32_t rung = 0;
    std::uint32_t round = 0;  // of the need's ladder, which may start again
    Instant raised_at{};
    Instant handed_over_at{};  // valid from handed_over on
    Instant answered_at{};
    Instant promise_due{};  // when she is asked, or given up; the epoch: nothing was promised
    std::uint32_t ways_failed = 0;  // ways up to this one did not reach her
    std::uint32_t eta_minutes = 0;
    PageState state = PageState::raised;
    bool copy = false;       // to a trainee: no need waits for her, and she covers none
    bool by_hand = false;    // the coordinator called her: no rung waits for her, and she counts
    bool reminded = false;   // of her promise
    bool noted = false;      // she answered after she was stood down
    std::uint8_t moved = 0;  // how often she said that she comes later
    // How she was first written to: what a stand-down is addressed with.
    v1::Channel::Code channel = v1::Channel::unknown;
    std::string way_id;
    std::string language;
    bool operator==(const PageRecord&) const = default;

    [[nodiscard]] bool waiting() const;  // she may still answer
    [[nodiscard]] bool coming() const;   // she said so, and it holds
    [[nodiscard]] bool engaged() const;  // she is in contact, was, or is there
    // She said that she comes, or should be there: a later hour is taken from her.
    [[nodiscard]] bool may_come_later() const;
};

// Whom an alert must not bring: a person, an organization, whoever stands in a place.
struct Excluded {
    std::string person;
    std::string organization;
    std::string territory = {};
    bool operator==(const Excluded&) const = default;
};

struct NeedState {
    v1::Need::Kind kind = v1::Need::unknown;
    v1::Sector::Code sector = v1::Sector::unknown;
    v1::Need::State state = v1::Need::state_unknown;
    std::uint32_t quota = 1;
    bool mandatory = false;  // a rule opened it here: met, or refused by her
    v1::ConsentBasis::Code basis = v1::ConsentBasis::unknown;
    std::string ladder;
    std::uint32_t round = 0;            // how often its ladder started again
    std::uint32_t counts_from = 0;      // the round in which it came up anew, after an outcome
    std::optional<std::uint32_t> rung;  // where it stands; nothing before the first
    std::uint32_t repeats = 0;          // of the last rung
    bool on_last_rung = false;
    bool others_left = false;  // on this rung, who are asked one after the other
    Duration rung_wait{};      // from hand-over
    Instant rung_started{};
    Duration handover_bound{};
    Instant consent_due{};
    Instant covered_at{};
    std::string taken_by;  // a human with a name who took it without being paged
    v1::Outcome::Why why = v1::Outcome::why_unknown;  // of what is settled
    std::set<v1::OverridableRule::Code> overridden;   // R14: set aside, for this need
    std::map<std::string, PageRecord> pages;
    bool operator==(const NeedState&) const = default;

    // People who come or came; nobody is counted who broke her word or was released.
    [[nodiscard]] std::uint32_t accepted() const;
    [[nodiscard]] std::uint32_t engaged() const;
    // A page of this life of the need: whoever came the last time does not count again.
    [[nodiscard]] bool counts(const PageRecord& page) const;
    // Somebody must still come: it is paging, or the coordinator is asked while consent is awaited.
    [[nodiscard]] bool open() const;
    // Somebody with a name owns it: covered or engaged.
    [[nodiscard]] bool owned() const;
    // It has an outcome: met, refused by her, unmet.
    [[nodiscard]] bool settled() const;
    // The page whose promise comes due first; null: none was made.
    [[nodiscard]] const std::pair<const std::string, PageRecord>* next_promise() const;
    // A page of the current rung may still be answered.
    [[nodiscard]] bool rung_has_open_page() const;
};

struct MilestoneRecord {
    Instant due{};
    Instant reached{};  // the epoch: not yet
    bool missed = false;
    bool operator==(const MilestoneRecord&) const = default;
};

// Somebody asked to read a sealed field of a restricted case; it is forgotten once its time is
// over.
struct ReadingRecord {
    std::string reading;
    v1::SealedField::Code field = v1::SealedField::unknown;
    v1::ReadingReason::Code reason = v1::ReadingReason::unknown;
    std::string person;
    std::string allowed_by;  // empty: not yet
    Instant until{};
    bool operator==(const ReadingRecord&) const = default;
};

struct CaseState {
    std::string aggregate;  // "case/<uuid>"
    std::uint64_t version = 0;
    Instant last_now{};
    std::string code;
    std::string territory;
    // Of her, by every alert that was merged into this one.
    v1::AgeBand::Code age_band = v1::AgeBand::unknown;
    v1::GenderPreference::Code gender = v1::GenderPreference::unknown;
    v1::GenderPreference::Code gender_preference = v1::GenderPreference::unknown;
    bool gender_may_relax = false;
    bool indigenous_wished = false;
    bool urgent = false;
    std::vector<std::string> languages;
    std::vector<v1::Circumstance::Code> circumstances;
    Instant removal_due{};
    Facts own;  // of its own alert
    std::vector<Excluded> exclusions;
    std::vector<v1::Sector::Code> consented;
    std::string raised_by;
    std::string raised_by_organization;
    Instant opened_at{};
    Instant term{};
    bool term_reached = false;
    std::string alarm;
    bool closed = false;
    std::optional<bool> restricted_by_hand;
    std::string pivot;
    std::string pivot_offered;
    std::string pivot_proposed;
    Instant safe_contact_until{};  // the epoch: nobody writes to her
    // What comes after the 72 hours: a need, and who takes it on (empty: an open question).
    std::vector<std::pair<std::string, std::string>> pathway;
    std::map<v1::Milestone::Kind, MilestoneRecord> milestones;
    std::vector<Instant> paged_at;           // of the last hour, for the limit
    Instant held_until{};                    // ladders wait: too many were woken within the hour
    bool history_full = false;               // said so
    std::set<v1::SealedField::Code> sealed;  // where something was told
    std::vector<ReadingRecord> readings;
    std::vector<std::pair<std::string, Instant>> seals_broken;  // of the last hour, for the limit
    std::vector<NeedState> needs;
    std::uint32_t headcount = 1;  // people whom the alert is about
    bool advice = false;          // nobody's case: somebody asks what to do
    bool drill = false;
    Instant pivot_offer_due{};     // when an offer ends unanswered
    std::set<std::string> linked;  // uuids of cases that have to do with it
    std::optional<Merging> merging;
    std::string merged_into;  // it goes on there, and nothing happens here
    std::string merged_by;    // which asking it was
    std::vector<TakenIn> taken_in;
    std::vector<ReferralRecord> referrals;
    std::vector<EscortRecord> escorts;
    std::optional<RelocationRecord> relocation;
    std::vector<ClockRecord> clocks;
    std::set<v1::Sector::Code> withdrawn;  // sectors that she wants no more
    // What she lets a sector see beyond what it needs to come.
    std::map<v1::Sector::Code, std::set<v1::SharedField::Code>> shared;
    std::vector<FundRecord> funds;  // what was asked of the emergency fund
    bool operator==(const CaseState&) const = default;

    [[nodiscard]] std::string uuid() const;
    // Nothing happens here any more: closed, or it goes on in another.
    [[nodiscard]] bool over() const { return closed || !merged_into.empty(); }
    [[nodiscard]] bool has(v1::Circumstance::Code circumstance) const;
    // R1: a minor, or possibly one.
    [[nodiscard]] bool minor() const;
    // Pages of the last hour, by ladders and by hand.
    [[nodiscard]] std::size_t paged_lately(Instant now) const;
    // R6: organized crime may look for her; it is told to few.
    [[nodiscard]] bool restricted() const;
    [[nodiscard]] const NeedState* need(v1::Need::Kind kind) const;
    // R1, R2: by a rule of this alert, or of one that was merged into it.
    [[nodiscard]] bool mandatory(const NeedState& need) const;
    [[nodiscard]] bool raised_by_one_of(const std::string& person) const;
    // The need that a page belongs to, and the page; null when unknown.
    [[nodiscard]] const NeedState* need_of_page(const std::string& page) const;
    // Every page that the same message asks for, in the order of the needs; one, mostly.
    [[nodiscard]] std::vector<std::string> asked_together(const std::string& page) const;
    // With it: whatever else is asked or expected of the same person in this case.
    [[nodiscard]] std::vector<std::string> asked_of_her(const std::string& page) const;
};

using Decision = std::expected<std::vector<v1::Event>, v1::Rejection::Code>;

// The events carry version, now, command id and actor already. An empty list: nothing to do, and
// that is right (a report that came twice). What is known beside
// them spares people and ranks them; without it nobody was woken lately, and no house tells its
// beds.
[[nodiscard]] Decision decide(const CaseState& state, const v1::Command& command, Instant now,
                              const Directory& directory, const Known& known = {});
[[nodiscard]] CaseState evolve(CaseState state, const v1::Event& event);
// Whether evolve knows it: an event of a case.
[[nodiscard]] bool folds_into_case(const v1::Event& event);
[[nodiscard]] std::map<std::string, Instant> deadlines(const CaseState& state);
// R14: what holds for her in a need, and may be set aside with a reason.
[[nodiscard]] std::vector<v1::OverridableRule::Code> overridable(const CaseState& state,
                                                                 const NeedState& need);
// Names of deadlines: "term", "rung/<need>", "consent/<need>", "promise/<need>",
// "milestone/<name>", "safe_contact", "pivot_offer", "merge", "referral/<id>", "escort/<id>",
// "relocation", "clock/<id>".
[[nodiscard]] std::string deadline_name(const char* kind, v1::Need::Kind need);
[[nodiscard]] v1::CaseSummary summary(const CaseState& state);

}  // namespace relais::domain
