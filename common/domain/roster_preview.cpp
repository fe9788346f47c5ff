// What a change does: who is on call only before it and only after it, and the time that has nobody
// any more or has somebody again. Both directories are asked the same question.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <google/protobuf/util/time_util.h>

#include "common/domain/coverage.hpp"
#include "common/domain/roster_change.hpp"

namespace relais::domain {
namespace {

using google::protobuf::util::TimeUtil;
using Body = v1::RosterChange;

struct Period {
    Instant from = Instant::max(), until = Instant::min();

    template <class Stamp>
    void hold(const Stamp& first, const Stamp& last) {
        from = std::min(from, instant_of(first));
        until = std::max(until, instant_of(last));
    }
};

google::protobuf::Timestamp stamp(Instant at) {
    return TimeUtil::MillisecondsToTimestamp(to_ms(at));
}

const v1::Roster* roster_of(const v1::Directory& directory, const std::string& id) {
    const auto found = std::ranges::find(directory.rosters(), id, &v1::Roster::id);
    return found == directory.rosters().end() ? nullptr : &*found;
}

template <class Entries>
void hold(Period& period, const Entries& entries, const std::string& id) {
    for (const auto& one : entries)
        if (one.id() == id) period.hold(one.from(), one.until());
}

// Of what the change names, wherever it stands: what is removed stands before, what is added after.
Period dated_period(const v1::Directory& directory, const v1::RosterChange& change) {
    Period period;
    const auto& id = id_of(change);
    if (is_of_absence(change)) hold(period, directory.absences(), id);
    const auto* roster = roster_of(directory, change.roster());
    if (roster == nullptr) return period;
    if (change.has_add_override() || change.has_remove_override())
        hold(period, roster->overrides(), id);
    if (change.has_add_temporary_schedule() || change.has_remove_temporary_schedule())
        hold(period, roster->temporary_schedules(), id);
    if (!change.has_ask_swap() && !change.has_take_swap() && !change.has_take_back_swap())
        return period;
    hold(period, roster->swaps(), id);
    for (const auto& swap : roster->swaps())
        if (swap.id() == id && swap.has_return_from())
            period.hold(swap.return_from(), swap.return_until());
    return period;
}

Period period_of(const v1::Directory& before, const v1::Directory& after,
                 const v1::RosterChange& change, Instant now) {
    if (change.has_put_layer() || change.has_remove_layer()) return {now, now + preview_of_layer};
    const Period was = dated_period(before, change);
    const Period is = dated_period(after, change);
    const Instant from = std::max(now, std::min(was.from, is.from));
    return {from, std::min(std::max(was.until, is.until), from + preview_max)};
}

std::vector<Shift> shifts_of(const v1::Directory& directory, const v1::Roster& roster,
                             const WallClockPtr& clock, const Period& period) {
    return Timetable(roster, directory.absences(), clock).shifts(period.from, period.until);
}

// What of a stretch lies in none of the others that are the same; those are in order.
template <class Stretch, class Same, class Left>
void without(const Stretch& stretch, const std::vector<Stretch>& others, Same same, Left left) {
    Instant at = stretch.from;
    for (const auto& other : others) {
        if (!same(other) || other.until <= at || other.from >= stretch.until) continue;
        if (at < other.from) left(at, other.from);
        at = other.until;
    }
    if (at < stretch.until) left(at, stretch.until);
}

// Whoever stands in the first and not at the same place in the second, for as long as she does.
bool tell(const std::vector<Shift>& shifts, const std::vector<Shift>& others,
          const v1::Roster& roster, google::protobuf::RepeatedPtrField<v1::ChangedShift>& told) {
    const int before = told.size();
    for (const auto& shift : shifts) {
        const auto same = [&](const Shift& other) { return other.who == shift.who; };
        without(shift, others, same, [&](Instant from, Instant until) {
            auto& one = *told.Add();
            one.set_roster(roster.id());
            one.set_zone(roster.zone());
            one.set_person(shift.who.person);
            one.set_layer(shift.who.layer);
            one.set_level(shift.who.level);
            one.set_trainee(shift.who.trainee);
            *one.mutable_from() = stamp(from);
            *one.mutable_until() = stamp(until);
        });
    }
    return told.size() != before;
}

// Only the rosters of these sectors: all that their coverage depends on.
v1::Directory of_sectors(v1::Directory directory, const std::set<int>& sectors) {
    auto& rosters = *directory.mutable_rosters();
    rosters.erase(
        std::remove_if(rosters.begin(), rosters.end(),
                       [&](const auto& roster) { return !sectors.contains(roster.sector()); }),
        rosters.end());
    return directory;
}

// The same gap in several territories is one.
void tell(const std::vector<CoverLine>& lines, const std::vector<CoverLine>& others,
          ChangedGaps& told) {
    std::map<std::tuple<Instant, Instant, int, Cover>, v1::ChangedGap*> known;
    const auto any = [](const CoverStretch&) { return true; };
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        const auto other_gaps = gaps(others[i]);
        for (const auto& gap : gaps(line)) {
            without(gap, other_gaps, any, [&](Instant from, Instant until) {
                auto& one = known[{from, until, line.sector, gap.cover}];
                if (one == nullptr) {
                    one = told.Add();
                    one->set_sector(line.sector == v1::Sector::unknown
                                        ? "coordination"
                                        : v1::Sector::Code_Name(line.sector));
                    one->set_unreachable(gap.cover == Cover::unreachable);
                    *one->mutable_from() = stamp(from);
                    *one->mutable_until() = stamp(until);
                }
                one->add_territories(line.territory);
            });
        }
    }
}

}  // namespace

v1::RosterChangeAnswer preview(const v1::Directory& before, const v1::Directory& after,
                               const v1::RosterChange& change, Instant now) {
    const Period period = period_of(before, after, change, now);
    v1::RosterChangeAnswer answer;
    answer.set_id(id_of(change));
    *answer.mutable_from() = stamp(period.from);
    *answer.mutable_until() = stamp(period.until);
    std::set<int> sectors;
    std::map<std::string, WallClockPtr> clocks;
    for (int i = 0; i < before.rosters_size(); ++i) {
        const auto& was = before.rosters(i);
        const auto& is = after.rosters(i);
        if (!is_of_absence(change) && was.id() != change.roster()) continue;
        auto& clock = clocks[was.zone()];
        if (clock == nullptr) clock = std::make_shared<const WallClock>(was.zone());
        const auto shifts_before = shifts_of(before, was, clock, period);
        const auto shifts_after = shifts_of(after, is, clock, period);
        const bool fewer = tell(shifts_before, shifts_after, was, *answer.mutable_before());
        const bool more = tell(shifts_after, shifts_before, is, *answer.mutable_after());
        if (fewer || more) sectors.insert(was.sector());
    }
    tell_gaps(before, after, sectors, {period.from, period.until}, *answer.mutable_gaps_new(),
              *answer.mutable_gaps_closed());
    return answer;
}

void tell_gaps(const v1::Directory& before, const v1::Directory& after,
               const std::set<int>& sectors, std::pair<Instant, Instant> period,
               ChangedGaps& opened, ChangedGaps& closed) {
    // Lines are compared one by one: with other territories there are others.
    if (sectors.empty() || before.territories_size() != after.territories_size()) return;
    const Directory was(of_sectors(before, sectors));
    const Directory is(of_sectors(after, sectors));
    const auto lines_before = coverage(was, period.first, period.second);
    const auto lines_after = coverage(is, period.first, period.second);
    tell(lines_after, lines_before, opened);
    tell(lines_before, lines_after, closed);
}

}  // namespace relais::domain
