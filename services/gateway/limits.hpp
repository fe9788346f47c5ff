// What the gateway takes: name, value, reason. At a limit a request is refused with a code, and
// nothing has changed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace relais::gateway::limits {

// The bodies of alerts, commands and directories, connections and time-outs are configured
// (common/runtime/config.hpp, deploy/relais.toml).
inline constexpr std::size_t receipt_bytes = 16u << 10;

// An alert. There are 17 needs; one more shows a mistake of a client rather than a raid.
inline constexpr int needs = 18;
inline constexpr std::size_t wish_bytes = 32;
inline constexpr std::uint32_t headcount = 500;
inline constexpr int languages = 20;
inline constexpr std::size_t language_bytes = 35;  // the longest tag that RFC 5646 §4.4.1 expects
inline constexpr int circumstances = 32;
inline constexpr int consents = 18;
inline constexpr int exclusions = 50;
inline constexpr std::size_t safe_contact_characters = 500;
inline constexpr std::size_t note_characters = 2'000;
inline constexpr std::size_t her_words_characters = 2'000;
// A removal or a hearing is days away, not years: further is a typing error.
inline constexpr std::chrono::days deadline_ahead{366};
inline constexpr std::size_t reason_bytes = 64;
// How she may be reached: more than this is a letter, and nobody reads one at night.
inline constexpr int safe_ways = 4;
inline constexpr std::size_t safe_part_characters = 200;
inline constexpr std::size_t destination_characters = 500;
inline constexpr std::size_t advice_characters = 4'000;
// Of an organization, a person, a referral, an escort, a clock.
inline constexpr std::size_t id_bytes = 64;
// An instant of a plan after this is a slip: the year 2100.
inline constexpr std::int64_t plan_ms = 4'102'444'800'000;
// A responder's own list: the newest, each of them read.
inline constexpr std::size_t own_cases = 60;
// Of a list of cases at once: more is asked for page by page.
inline constexpr std::size_t cases_page = 200;
inline constexpr std::size_t cases_page_most = 1'000;

// How long a caller waits for the decision before she is told "recorded" (202).
inline constexpr std::chrono::milliseconds decision_wait{2'000};
// Live views: pieces not yet taken by a slow reader; then she starts again from a reset.
inline constexpr std::size_t feed_items_waiting = 1'000;
inline constexpr std::size_t feed_items_resumed = 10'000;
inline constexpr std::chrono::seconds heartbeat{15};
inline constexpr std::size_t feeds_open = 512;

inline constexpr std::chrono::seconds sandbox_wait{10};
inline constexpr std::size_t sandbox_messages = 500;
inline constexpr std::chrono::seconds receipt_tolerance{300};

// A calendar address: the week that was, and as far ahead as people plan.
inline constexpr std::chrono::days calendar_back{7};
inline constexpr std::chrono::days calendar_ahead{90};
inline constexpr std::chrono::seconds calendar_fresh{600};  // REFRESH-INTERVAL says the same
inline constexpr std::size_t calendar_subject_bytes = 4u << 10;
// The names of some hundred entries, found still so in one look.
inline constexpr std::size_t assuring_bytes = 32u << 10;
inline constexpr std::size_t entity_tag_bytes = 8;
// A calendar that is read now: its host has its own time-out, this is for everything else.
inline constexpr std::chrono::seconds calendar_read_wait{8};
inline constexpr std::chrono::milliseconds calendar_asked_every{100};

}  // namespace relais::gateway::limits
