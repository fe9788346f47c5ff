#include "common/calendar/series.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/chrono.h>

#include "common/calendar/read_event.hpp"

namespace relais::calendar {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;

// What walking one candidate costs beside its rule, in steps.
constexpr std::uint64_t candidate_steps = 8;

// Things hung on instances, found by instant, or by local day where only a date was written.
template <class T>
class Marks {
public:
    void put(const When& when, const Placed& placed, bool all_day, T value) {
        const bool by_day = all_day || when.kind == When::Kind::date;
        if (by_day && when.kind != When::Kind::utc)
            days_.insert_or_assign(std::chrono::floor<days>(when.at), value);
        else
            instants_.insert_or_assign(placed.at, value);
    }

    [[nodiscard]] const T* find(const Placed& instance) const {
        if (const auto found = instants_.find(instance.at); found != instants_.end())
            return &found->second;
        const auto found = days_.find(std::chrono::floor<days>(instance.local));
        return found == days_.end() ? nullptr : &found->second;
    }

private:
    std::map<Instant, T> instants_;
    std::map<local_days, T> days_;
};

struct Candidate {
    Placed start;
    Extent extent;
};

// From here on the series goes as this exception says (RANGE=THISANDFUTURE).
struct Turn {
    Instant from;
    seconds moved;
    Extent extent;
    const Event* event;
};

class Expansion {
public:
    Expansion(const Family& family, const Frame& frame, Reading& into)
        : family_(family), frame_(frame), into_(into) {}

    std::expected<void, Refusal> run() {
        if (family_.master) start_ = located(*family_.master);
        for (const Event& event : family_.exceptions) exception(event);
        std::ranges::sort(turns_, {}, &Turn::from);
        if (start_) {
            if (auto done = master(*family_.master); !done) return done;
        }
        if (into_.occurrences.size() > frame_.limits.occurrences_max)
            return std::unexpected(Refusal::too_many_occurrences);
        if (frame_.zones.out_of_steps()) return std::unexpected(Refusal::too_much_work);
        return {};
    }

private:
    // Each kind once for an event: its first detail is enough to find the rest.
    void tell(Problem problem, const Event& event, std::string detail = {}) {
        if (!told_.emplace(&event, problem).second) return;
        Note note = note_of(problem, *event.text, std::move(detail));
        note.recurrence_id = event.recurrence_text;
        into_.notes.push_back(std::move(note));
    }

    void tell_zone(const When& when, const Event& event) {
        const bool own = when.kind == When::Kind::zoned;
        tell(Problem::unknown_zone, event, own ? when.zone : frame_.floating_name);
    }

    // Where an event begins and how long it is; told and left out when it makes no sense.
    std::optional<Candidate> located(const Event& event) {
        const auto start = frame_.place(*event.start);
        if (!start) return tell_zone(*event.start, event), std::nullopt;
        const auto extent = extent_of(frame_, *start, *event.start, event.end, event.length);
        if (!extent) return tell_zone(*event.end, event), std::nullopt;
        const Instant end = extent->end_of(*start);
        if (end == start->at) return tell(Problem::zero_length, event), std::nullopt;
        if (end < start->at) return tell(Problem::ends_before_start, event), std::nullopt;
        if (end - start->at > days{frame_.limits.shift_days_max})
            return tell(Problem::too_long, event), std::nullopt;
        return Candidate{*start, *extent};
    }

    // An exception stands for its instance even when it cannot be read: the instance that it
    // replaces must not come back in its place.
    void exception(const Event& event) {
        const Zone* own = start_ ? start_->start.zone : nullptr;
        const auto id = frame_.place(*event.recurrence_id, own);
        if (!id) return tell_zone(*event.recurrence_id, event);
        const bool all_day = family_.master && family_.master->start->kind == When::Kind::date;
        replaced_.put(*event.recurrence_id, *id, all_day, &event);
        if (!event.rules.empty() || !event.dates.empty()) tell(Problem::rule_of_exception, event);
        const auto found = located(event);
        if (!found) return;
        give(*found, event, event.recurrence_text, event.cancelled);
        if (!event.this_and_future) return;
        const seconds moved = found->start.local - found->start.zone->local_of(id->at);
        if (std::chrono::abs(moved) > days{frame_.limits.shift_days_max})
            return tell(Problem::too_long, event);
        turns_.push_back({id->at, moved, found->extent, &event});
    }

    std::expected<void, Refusal> master(const Event& event) {
        auto candidates = instances(event);
        if (!candidates) return std::unexpected(candidates.error());
        Marks<bool> except;
        for (const When& when : event.except) {
            const auto placed = frame_.place(when, start_->start.zone);
            // Which day was meant is unknown, so every day of the series would be a guess.
            if (!placed) return tell_zone(when, event), std::expected<void, Refusal>{};
            except.put(when, *placed, event.start->kind == When::Kind::date, true);
        }
        const bool repeats = !event.rules.empty() || !event.dates.empty();
        for (const Candidate& one : *candidates) {
            if (!frame_.steps.take(candidate_steps)) return std::unexpected(Refusal::too_much_work);
            if (except.find(one.start) != nullptr || replaced_.find(one.start) != nullptr) continue;
            const std::string id = repeats ? utc_text(one.start.at) : "";
            const auto turn = std::ranges::upper_bound(turns_, one.start.at, {}, &Turn::from);
            if (turn == turns_.begin())
                give(one, event, id, event.cancelled);
            else
                give_turned(one, *std::prev(turn), id, event.cancelled);
            if (into_.occurrences.size() > frame_.limits.occurrences_max)
                return std::unexpected(Refusal::too_many_occurrences);
        }
        return {};
    }

    static std::string utc_text(Instant at) {
        return fmt::format("{:%Y%m%dT%H%M%S}Z",
                           fmt::gmtime(static_cast<std::time_t>(to_ms(at) / 1000)));
    }

    void give_turned(const Candidate& one, const Turn& turn, const std::string& id,
                     bool cancelled) {
        Placed start = one.start;
        start.local += turn.moved;
        start.at = start.zone->instant_of(start.local);
        give({start, turn.extent}, *turn.event, id, cancelled || turn.event->cancelled);
    }

    void give(const Candidate& one, const Event& event, const std::string& id, bool cancelled) {
        const Instant until = one.extent.end_of(one.start);
        // Both ends of a short shift may fall into the hour that does not exist.
        if (until <= one.start.at) return tell(Problem::zero_length, event, id);
        if (until <= frame_.window.from || one.start.at >= frame_.window.to) return;
        into_.occurrences.push_back({event.text, id, one.start.at, until,
                                     event.start->kind == When::Kind::date, cancelled});
    }

    // Start, rules and dates together, each instant once; those that may reach into the window.
    std::expected<std::vector<Candidate>, Refusal> instances(const Event& event) {
        std::map<Instant, Candidate> all;
        all.try_emplace(start_->start.at, *start_);
        for (const Series& series : event.rules) {
            auto times = times_in(event, series);
            if (!times) return std::unexpected(times.error());
            for (const Local local : *times) {
                if (!frame_.steps.take(candidate_steps))
                    return std::unexpected(Refusal::too_much_work);
                const Zone* zone = start_->start.zone;
                const Placed at{zone, local, zone->instant_of(local)};
                all.try_emplace(at.at, Candidate{at, start_->extent});
            }
        }
        for (const Instance& date : event.dates) add_date(event, date, all);
        std::vector<Candidate> sorted;
        for (const auto& [at, candidate] : all) sorted.push_back(candidate);
        return sorted;
    }

    void add_date(const Event& event, const Instance& date, std::map<Instant, Candidate>& all) {
        const auto start = frame_.place(date.start, start_->start.zone);
        if (!start) return tell_zone(date.start, event);
        const bool own_end = date.end || date.length;
        const auto extent = own_end ? extent_of(frame_, *start, date.start, date.end, date.length)
                                    : std::optional(start_->extent);
        if (!extent) return tell_zone(*date.end, event);
        const Instant until = extent->end_of(*start);
        if (until < start->at) return tell(Problem::ends_before_start, event);
        if (until - start->at > days{frame_.limits.shift_days_max})
            return tell(Problem::too_long, event);
        all.insert_or_assign(start->at, Candidate{*start, *extent});
    }

    std::expected<std::vector<Local>, Refusal> times_in(const Event& event, const Series& series) {
        const Placed& start = start_->start;
        seconds reach = start_->extent.at_most() + days{1};
        seconds ahead = days{1};
        for (const Turn& turn : turns_) {
            reach = std::max(reach, turn.extent.at_most() + std::chrono::abs(turn.moved) + days{1});
            ahead = std::max(ahead, std::chrono::abs(turn.moved) + days{1});
        }
        const LocalWindow window{start.zone->local_of(frame_.window.from) - reach,
                                 start.zone->local_of(frame_.window.to) + ahead};
        Rule rule = series.rule;
        const auto never = [](Local) { return false; };
        const auto first = times_of(rule, start.local, {start.local, start.local + seconds{1}},
                                    never, frame_.steps);
        if (!first) return std::unexpected(first.error());
        if (first->empty()) {
            // A start that its rule does not give is the first of COUNT all the same.
            tell(Problem::start_outside_rule, event);
            if (rule.count && --*rule.count == 0) return std::vector<Local>{};
        }
        return times_of(rule, start.local, window, ended(series), frame_.steps);
    }

    std::function<bool(Local)> ended(const Series& series) const {
        if (!series.until) return [](Local) { return false; };
        const When until = *series.until;
        const Zone* zone = start_->start.zone;
        switch (until.kind) {
            case When::Kind::utc: {
                const Instant last = frame_.utc.instant_of(until.at);
                return [=](Local at) { return zone->instant_of(at) > last; };
            }
            case When::Kind::date:
                return [=](Local at) { return std::chrono::floor<days>(at) > until.at; };
            case When::Kind::zoned:
            case When::Kind::floating:
                return [=](Local at) { return at > until.at; };
        }
        std::unreachable();
    }

    const Family& family_;
    const Frame& frame_;
    Reading& into_;
    std::optional<Candidate> start_;  // of the series
    Marks<const Event*> replaced_;
    std::vector<Turn> turns_;
    std::set<std::pair<const Event*, Problem>> told_;
};

}  // namespace

std::expected<void, Refusal> expand(const Family& family, const Frame& frame, Reading& into) {
    return Expansion(family, frame, into).run();
}

}  // namespace relais::calendar
