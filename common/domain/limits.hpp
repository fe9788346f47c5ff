// The limits of a case: name, value, unit, reason, and what happens at the limit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "common/base/clock.hpp"

namespace relais::domain {

// The first 72 hours decide; elapsed time, never paused. At the term every need that is still open
// is named, and goes on being paged.
inline constexpr Duration term_length = std::chrono::hours(72);

// How long a worker has to say that she consents before the coordinator is asked to help.
inline constexpr Duration consent_wait = std::chrono::minutes(5);
// What she took back: whoever is with her has so long to hear what she wants instead, before the
// coordinator is woken for it.
inline constexpr Duration withdrawn_wait = std::chrono::minutes(30);

// A rung waits from the hand-over of its page. If no hand-over is ever told, it counts from here,
// so that a dead notifier stops no ladder and an outage fires no whole ladder in one burst.
inline constexpr Duration handover_bound = std::chrono::seconds(30);

// Of the coordinator's rung when a ladder has vanished from the directory.
inline constexpr Duration fallback_wait = std::chrono::minutes(2);
inline constexpr Duration fallback_wait_max = std::chrono::minutes(15);
static_assert(fallback_wait <= fallback_wait_max);

// A told arrival further away than a day is a typing error; it is cut, the acceptance stands.
inline constexpr std::uint32_t eta_max_minutes = 24 * 60;

// Nobody told when she comes: she is asked after so long.
inline constexpr std::uint32_t eta_default_minutes = 60;
// Beyond what she said, before she is asked: roads at night.
inline constexpr Duration promise_grace = std::chrono::minutes(10);
// Whoever coordinates is the last of each need's ladder, and each asks again: what comes so soon
// after another need's call is asked for by that call, and her telephone is left alone.
inline constexpr Duration last_rung_quiet = std::chrono::minutes(1);

// She may say that she comes later, so often; then only being there counts. Less than so much later
// is the same tap again.
inline constexpr std::uint8_t promise_moves_max = 3;
inline constexpr Duration promise_move_least = std::chrono::minutes(5);
// From the reminder until somebody else is called as well.
inline constexpr Duration reminder_wait = std::chrono::minutes(5);

// Ways to reach her change: after a day they must be confirmed, and until then nobody does.
inline constexpr Duration safe_contact_length = std::chrono::hours(24);

// Waits of a ladder when somebody must come at once are halved, and never shorter than this: a page
// takes as long to be read.
inline constexpr Duration urgent_wait_min = std::chrono::seconds(15);

// So many needs a case may have; each kind is there once, so that more are never asked for today.
inline constexpr std::size_t needs_max = 40;
// So many pages within an hour; beyond, ladders wait, no hand calls, and only the coordinator on
// duty is asked, so that a roster that was put wrong does not wake a province.
inline constexpr std::size_t pages_max = 500;
// They go on by themselves when only so many are left of the last hour: not one by one.
inline constexpr std::size_t pages_resume = 250;
static_assert(pages_resume < pages_max);
inline constexpr Duration pages_window = std::chrono::hours(1);
// So long a history; beyond, what only adds is refused: answers, deadlines, outcomes go on.
inline constexpr std::uint64_t events_max = 2'000;
// A second person allows a reading within this, and it may be read again for as long.
inline constexpr Duration reading_stands = std::chrono::minutes(15);

// So many seals one person breaks in a case within an hour: each wakes those who must know.
inline constexpr std::ptrdiff_t seals_max = 3;
inline constexpr Duration seals_window = std::chrono::hours(1);

// An offer to follow a case ends by itself, so that nobody waits for an answer that does not come.
inline constexpr Duration pivot_offer_stands = std::chrono::minutes(15);
// The other case is asked over the mail; without a word from it nothing has changed.
inline constexpr Duration merge_wait = std::chrono::minutes(1);
// So many of each a case may have: links, referrals, escorts; more is a mistake.
inline constexpr std::size_t ties_max = 40;
// So many requests to the fund a case may make.
inline constexpr std::size_t fund_requests_max = 100;
// When nobody says otherwise: until an organization answers a referral, until it has done it.
inline constexpr Duration referral_answer = std::chrono::hours(24);
inline constexpr Duration referral_done = std::chrono::days(14);
inline constexpr Duration referral_longest = std::chrono::days(92);
// So long before an escort begins somebody must have said yes; else whoever is on call is called.
inline constexpr Duration escort_lead = std::chrono::hours(2);
// Whoever was asked has at least so long to answer.
inline constexpr Duration escort_answer = std::chrono::minutes(10);
// Late by so much: somebody looks.
inline constexpr Duration escort_begin_grace = std::chrono::minutes(10);
inline constexpr Duration escort_end_grace = std::chrono::minutes(30);
inline constexpr Duration escort_longest = std::chrono::days(7);
inline constexpr Duration planned_ahead = std::chrono::days(92);
inline constexpr Duration relocation_answer = std::chrono::minutes(30);
inline constexpr Duration relocation_grace = std::chrono::hours(1);

// A limit in time longer than ten years is a typing error.
inline constexpr std::uint32_t clock_hours_max = 10 * 366 * 24;

// Which rules chose, told with every choice: raised when they would choose otherwise.
inline constexpr std::uint32_t matching_version = 4;

}  // namespace relais::domain
