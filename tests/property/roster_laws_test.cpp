// Laws of rosters and of coverage: what the engine tells over three years is what a slow walk
// through every minute finds (roster_model.hpp). It is compared minute by minute in the three days
// before and after each change of time, at every border of what is dated, elsewhere hour by hour.
#include <algorithm>
#include <map>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "common/domain/coverage.hpp"
#include "tests/property/roster_makings.hpp"
#include "tests/property/roster_model.hpp"

namespace relais::test {
namespace {

const std::vector<std::string> zones{
    "America/Toronto", "America/Blanc-Sablon", "America/Halifax",     "America/St_Johns",
    "America/Chicago", "Europe/Madrid",        "Australia/Lord_Howe", "Asia/Kathmandu",
    "Pacific/Apia",    "Africa/Casablanca",    "America/Nuuk",        "UTC"};

// Today's years, and those in which a zone did what it no longer does: Apia left out a day,
// St_Johns changed at one minute past midnight, Nuuk moved.
ThreeYears three_years(const std::string& zone) {
    std::vector<int> beginnings{2026};
    if (zone == "Pacific/Apia" || zone == "America/St_Johns") beginnings.push_back(2010);
    if (zone == "America/Nuuk") beginnings.push_back(2022);
    const std::chrono::year year{*rc::gen::elementOf(beginnings)};
    const Instant from = std::chrono::sys_days{year / 1 / 1};
    const Instant to = std::chrono::sys_days{(year + std::chrono::years(3)) / 1 / 1};
    return {from, to, changes_of(zone, from, to)};
}

std::vector<Instant> borders(const v1::Roster& roster, const domain::Absences& absences) {
    std::vector<Instant> found;
    const auto add = [&found](const auto& entries) {
        for (const auto& entry : entries)
            for (const auto& stamp : {entry.from(), entry.until()})
                for (const int ms : {-1, 0})
                    found.push_back(domain::instant_of(stamp) + Duration(ms));
    };
    add(roster.overrides());
    add(roster.swaps());
    add(roster.temporary_schedules());
    add(absences);
    for (const auto& layer : roster.layers()) add(layer.shifts());
    for (const auto& schedule : roster.temporary_schedules()) add(schedule.shifts());
    return found;
}

std::vector<Instant> samples(const ThreeYears& span, const std::vector<Instant>& borders) {
    std::vector<Instant> all;
    for (Instant at = span.from; at < span.to; at += std::chrono::hours(1)) all.push_back(at);
    for (const auto change : span.changes)
        for (Instant at = change - std::chrono::days(3); at < change + std::chrono::days(3);
             at += std::chrono::minutes(1))
            all.push_back(at);
    all.insert(all.end(), borders.begin(), borders.end());
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    std::erase_if(all, [&](Instant at) { return at < span.from || at >= span.to; });
    return all;
}

Standing standing(const domain::OnCall& one) {
    return {one.level, one.person, one.layer, one.trainee};
}

std::string in_words(const Standings& all) {
    std::ostringstream text;
    for (const auto& [level, person, layer, trainee] : all)
        text << " " << person << "/" << layer << "/" << level << (trainee ? "/trainee" : "");
    return text.str();
}

// The shifts that hold at instants asked in order.
class Sweep {
public:
    explicit Sweep(const std::vector<domain::Shift>& shifts) : shifts_(shifts) {}
    Standings at(Instant instant) {
        for (; next_ < shifts_.size() && shifts_[next_].from <= instant; ++next_)
            open_.push_back(&shifts_[next_]);
        std::erase_if(open_, [&](const auto* shift) { return shift->until <= instant; });
        Standings all;
        for (const auto* shift : open_) RC_ASSERT(all.insert(standing(shift->who)).second);
        return all;
    }

private:
    const std::vector<domain::Shift>& shifts_;
    std::vector<const domain::Shift*> open_;
    std::size_t next_ = 0;
};

void expect_same(const Standings& told, const Standings& walked, Instant at,
                 const v1::Roster& roster) {
    if (told == walked) return;
    RC_LOG() << "at " << to_ms(at) << " ms the engine says" << in_words(told) << "\nand the walk"
             << in_words(walked) << "\nof " << roster.ShortDebugString();
    RC_FAIL("the engine and the walk differ");
}

// Shifts are in order, merged, and of one person never two at once.
void expect_well_formed(const std::vector<domain::Shift>& shifts, const ThreeYears& span) {
    std::map<std::string, Instant> busy_until;
    std::map<Standing, Instant> ended;
    Instant before = span.from;
    for (const auto& shift : shifts) {
        RC_ASSERT(before <= shift.from);
        RC_ASSERT(shift.from < shift.until && span.from <= shift.from && shift.until <= span.to);
        RC_ASSERT(!shift.cut_start || shift.from == span.from);
        RC_ASSERT(!shift.cut_end || shift.until == span.to);
        before = shift.from;
        auto& busy = busy_until.try_emplace(shift.who.person, span.from).first->second;
        RC_ASSERT(busy <= shift.from);
        busy = shift.until;
        const auto [same, fresh] = ended.try_emplace(standing(shift.who), shift.until);
        RC_ASSERT(fresh || same->second < shift.from);
        same->second = shift.until;
    }
}

// The hours that come twice, or not at all, and some about them.
bool near_change(const ThreeYears& span, Instant at) {
    return std::ranges::any_of(span.changes, [at](Instant change) {
        return at > change - std::chrono::hours(2) && at < change + std::chrono::hours(3);
    });
}

class RosterLaws : public testing::TestWithParam<std::string> {};

TEST_P(RosterLaws, ShiftsTileTimeExactlyAsAWalkThroughEveryMinute) {
    EXPECT_TRUE(rc::check([&] {
        const auto span = three_years(GetParam());
        const auto roster = make_roster("roster", GetParam(), span);
        const auto absences = make_absences(span);
        const domain::Timetable table(roster, absences,
                                      std::make_shared<const domain::WallClock>(roster.zone()));
        const auto shifts = table.shifts(span.from, span.to);
        expect_well_formed(shifts, span);
        const auto instants = samples(span, borders(roster, absences));
        const auto walked = model(roster, absences, instants);
        Sweep sweep(shifts);
        for (std::size_t i = 0; i < instants.size(); ++i) {
            expect_same(sweep.at(instants[i]), walked[i], instants[i], roster);
            if (i % 29 != 0 && !near_change(span, instants[i])) continue;
            Standings asked;
            for (const auto& one : table.on_call(instants[i])) asked.insert(standing(one));
            expect_same(asked, walked[i], instants[i], roster);
        }
    }));
}

domain::Cover cover_of(const v1::Directory& data, const std::set<std::string>& people) {
    int reached = 0;
    for (const auto& person : data.people())
        if (people.contains(person.id()) && !person.ways().empty()) ++reached;
    if (people.empty()) return domain::Cover::empty;
    if (reached == 0) return domain::Cover::unreachable;
    return reached == 1 ? domain::Cover::thin : domain::Cover::covered;
}

TEST_P(RosterLaws, CoverageIsWhatAWalkThroughAllRostersCounts) {
    EXPECT_TRUE(rc::check([&] {
        auto span = three_years(GetParam());
        const std::string other_zone = *rc::gen::elementOf(zones);
        const auto more = changes_of(other_zone, span.from, span.to);
        span.changes.insert(span.changes.end(), more.begin(), more.end());
        v1::Directory data;
        data.add_territories()->set_id("here");
        for (const auto& id : makings_people) {
            auto& person = *data.add_people();
            person.set_id(id);
            if (*rc::gen::inRange(0, 4) != 0) person.add_ways()->set_channel(v1::Channel::sandbox);
        }
        *data.mutable_absences() = make_absences(span);
        *data.add_rosters() = make_roster("one", GetParam(), span);
        *data.add_rosters() = make_roster("two", other_zone, span);
        const domain::Directory directory(data);
        const auto lines = domain::coverage(directory, span.from, span.to);
        const auto& line =
            *std::ranges::find(lines, v1::Sector::health, &domain::CoverLine::sector);

        auto at_borders = borders(data.rosters(0), data.absences());
        const auto of_two = borders(data.rosters(1), data.absences());
        at_borders.insert(at_borders.end(), of_two.begin(), of_two.end());
        const auto instants = samples(span, at_borders);
        const auto one = model(data.rosters(0), data.absences(), instants);
        const auto two = model(data.rosters(1), data.absences(), instants);
        auto stretch = line.stretches.begin();
        RC_ASSERT(stretch->from == span.from && line.stretches.back().until == span.to);
        for (std::size_t i = 0; i < instants.size(); ++i) {
            for (; stretch->until <= instants[i]; ++stretch) {
                RC_ASSERT(stretch->until == std::next(stretch)->from);
                RC_ASSERT(stretch->people != std::next(stretch)->people);
            }
            std::set<std::string> told;
            std::set<std::string> walked;
            for (const auto* person : stretch->people) told.insert(person->id());
            for (const auto* all : {&one[i], &two[i]})
                for (const auto& [level, person, layer, trainee] : *all)
                    if (!trainee) walked.insert(person);
            RC_ASSERT(told == walked);
            RC_ASSERT(stretch->cover == cover_of(data, walked));
        }
    }));
}

INSTANTIATE_TEST_SUITE_P(Zones, RosterLaws, testing::ValuesIn(zones), [](const auto& zone) {
    std::string name = zone.param;
    std::erase_if(name,
                  [](char letter) { return letter == '/' || letter == '_' || letter == '-'; });
    return name;
});

}  // namespace
}  // namespace relais::test
