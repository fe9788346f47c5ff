// Who is on call, when, and put there by what: a roster compiled once into its timetable. Recurring
// things are asked in wall time (recurrence.hpp), dated ones by their instants. Between one edge
// and the next nothing changes, so shifts are what stands at each edge, merged.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/recurrence.hpp"
#include "common/domain/wall_clock.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::domain {

using Absences = google::protobuf::RepeatedPtrField<v1::Absence>;

struct OnCall {
    std::string person;
    std::string layer;  // what put her there: a layer, an added override, a temporary schedule
    std::uint32_t level = 0;
    bool trainee = false;  // paged in copy, never counted
    friend bool operator==(const OnCall&, const OnCall&) = default;
};

// A stretch in which one person stands at one place without a change.
struct Shift {
    OnCall who;
    Instant from, until;
    bool cut_start = false;  // she stood there before `from` already
    bool cut_end = false;    // and still does at `until`
    friend bool operator==(const Shift&, const Shift&) = default;
};

// How far ahead the end of a shift is looked for.
inline constexpr Duration look_ahead = std::chrono::days(100);

class Timetable {
public:
    // The roster must have no faults (see faults_of); the clock is of its zone.
    Timetable(const v1::Roster& roster, const Absences& absences, WallClockPtr clock);

    // In the order in which they are asked: by level, then by layer and by turn as written. A
    // person stands at her first place only; a counted one goes before that of a trainee.
    [[nodiscard]] std::vector<OnCall> on_call(Instant at) const;
    // The same people, and until when each of them stands: cut at `at` and after look_ahead.
    [[nodiscard]] std::vector<Shift> standing(Instant at) const;
    // Every shift in [from, to), by its beginning.
    [[nodiscard]] std::vector<Shift> shifts(Instant from, Instant to) const;
    [[nodiscard]] const WallClock& clock() const { return *clock_; }

private:
    using Name = std::uint32_t;  // index into names_
    struct Place {
        Name person = 0, layer = 0;
        std::uint32_t level = 1;
        std::uint32_t priority = 0;
        bool of_layer = false;  // of one that counts: only these are compared by priority
        bool trainee = false;
        bool removed = false;
        friend bool operator==(const Place&, const Place&) = default;
    };
    using Places = std::vector<Place>;
    struct Period {
        Instant from, until;
        [[nodiscard]] bool holds(Instant at) const { return from <= at && at < until; }
    };
    struct DatedTurn {
        Period period;
        std::vector<Name> people;
        std::uint32_t level = 1;
    };
    struct DatedTurns {
        std::vector<DatedTurn> turns;  // by their beginning
        std::vector<Instant> over;     // over[i]: all of turns[0..i] have ended
        [[nodiscard]] std::span<const DatedTurn> near(Instant at) const;
    };
    struct Layer {
        Place place;  // without a person
        bool always_open = false;
        WeekHours open;
        std::optional<Turns> rotation;
        std::vector<std::vector<Name>> turns;
        DatedTurns dated;
    };
    struct Change {  // an override
        Period period;
        v1::Override::Kind kind;
        Place place;
        Name by;
    };
    struct Exchange {  // a swap that was taken
        Period given, returned;
        Name asked_by, taken_by;
    };
    struct Schedule {
        Period period;
        Name id;
        DatedTurns dated;
    };

    Name name(const std::string& text);
    Period period(const google::protobuf::Timestamp& from,
                  const google::protobuf::Timestamp& until);
    DatedTurns dated(const google::protobuf::RepeatedPtrField<v1::Shift>& shifts,
                     std::uint32_t level);
    void add(const v1::Layer& layer);
    void add(const v1::Override& override);
    void add(const v1::ShiftSwap& swap);
    void add(const v1::TemporarySchedule& schedule);
    void add(const Absences& absences);

    void stand(Instant at, Places& places) const;
    void ask(const Layer& layer, Instant at, WallTime wall, Places& places) const;
    void ask(const DatedTurns& dated, Instant at, const Place& like, Places& places) const;
    void exchange(Instant at, Places& places) const;
    void change(Instant at, Places& places) const;
    static void settle(Places& places);
    [[nodiscard]] bool away(Name person, Instant at) const;
    [[nodiscard]] Instant next_edge(Instant after) const;
    [[nodiscard]] OnCall said(const Place& place) const;
    // Opens and closes shifts edge by edge; only those of the start, if told.
    [[nodiscard]] std::vector<Shift> walk(Instant from, Instant to, bool only_first) const;

    WallClockPtr clock_;
    std::vector<std::string> names_;
    std::vector<Layer> layers_;
    std::vector<Change> changes_;
    std::vector<Exchange> exchanges_;
    std::vector<Schedule> schedules_;
    std::vector<std::vector<Period>> away_;  // by person
    std::vector<Instant> edges_;             // of everything dated, in order
};

[[nodiscard]] Instant instant_of(const google::protobuf::Timestamp& stamp);

}  // namespace relais::domain
