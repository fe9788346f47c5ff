// A calendar file from outside (Google's, Outlook's, Apple's, anybody's) becomes occurrences with
// exact instants, and notes about what could not be taken. No clock, no network, no shared state:
// it may run on any thread.
//
// Promises: ends within a second and 64 MiB whatever the bytes are (see limits.hpp); what is left
// out is told, with the event that it belongs to; nothing is guessed. The same bytes give the same
// answer, in the same order: occurrences by start, notes by line.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/calendar/event.hpp"
#include "common/calendar/limits.hpp"
#include "common/calendar/problem.hpp"

namespace relais::calendar {

struct Occurrence {
    std::shared_ptr<const EventText> text;  // uid, summary, attendees, organizer
    std::string recurrence_id;  // as written in an exception; otherwise its instant in UTC, if any
    Instant from;               // in
    Instant until;              // out; not cut at the borders of the window
    bool all_day = false;
    bool cancelled = false;
};

struct Reading {
    std::string name;                     // what the calendar calls itself
    std::vector<Occurrence> occurrences;  // that have a moment in the window
    std::vector<Note> notes;
};

struct Window {
    Instant from;  // in
    Instant to;    // out
};

// `zone` is the roster's (tz database name): days begin at its midnight, and times without a zone
// are its wall time unless the file names another (X-WR-TIMEZONE).
[[nodiscard]] std::expected<Reading, Refused> read_calendar(std::string_view bytes, Window window,
                                                            const std::string& zone,
                                                            const ReadLimits& limits = {});

}  // namespace relais::calendar
