#include "common/domain/lookout.hpp"

#include <algorithm>
#include <set>

#include "common/base/check.hpp"
#include "common/domain/coverage.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/wall_clock.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t notices_kept = 1'024;  // more than there are owners

bool same_line(const v1::Gap& a, const v1::Gap& b) {
    return a.sector() == b.sector() && a.territory() == b.territory();
}

// What is left of it to come. One that was open has no known end: the days that are watched move
// on, and it is still the same gap.
struct Span {
    std::int64_t from, until;
    bool operator==(const Span&) const = default;
};
Span span_of(const v1::Gap& gap, std::int64_t now) {
    return {std::max(gap.from_ms(), now), gap.open() ? INT64_MAX : gap.until_ms()};
}

bool is_told(const LookoutState& state, const v1::Gap& gap, std::int64_t now) {
    const auto asked = span_of(gap, now);
    return std::ranges::any_of(state.told, [&](const v1::Gap& told) {
        const auto known = span_of(told, now);
        return same_line(told, gap) && known.from <= asked.from && asked.from <= known.until &&
               asked.until <= known.until;
    });
}

// Whether what was told still stands as it was told, apart from what is over of it.
bool as_told(const LookoutState& state, const std::vector<v1::Gap>& standing, std::int64_t now) {
    const auto lines = [now](const auto& gaps) {
        std::set<std::tuple<int, std::string, std::int64_t, std::int64_t>> all;
        for (const auto& gap : gaps) {
            const auto span = span_of(gap, now);
            if (span.until > now) all.emplace(gap.sector(), gap.territory(), span.from, span.until);
        }
        return all;
    };
    return lines(state.told) == lines(standing);
}

bool by_day(const std::string& zone, Instant now) {
    const auto wall = WallClock(zone).at(now);
    const auto hour = (wall - std::chrono::floor<std::chrono::days>(wall)) / std::chrono::hours(1);
    return hour >= notices_from_hour && hour < notices_until_hour;
}

// Gathers people, each once, in the order in which they came.
class Addressees {
public:
    explicit Addressees(const Directory& directory) : directory_(directory) {}

    void add(const std::string& id) {
        const auto* person = directory_.person(id);
        if (person != nullptr && !person->ways().empty() && seen_.insert(id).second)
            people_.push_back(person);
    }
    void add_owner(const v1::Roster& roster) { add(roster.owner()); }
    // Of the first coordination roster that has somebody to be reached.
    void add_coordinator(const std::string& territory, Instant at) {
        for (const auto& id : coordinators_on_duty(directory_, territory, at)) {
            const auto* person = directory_.person(id);
            if (person != nullptr && reachable(*person)) return add(id);
        }
    }
    [[nodiscard]] const std::vector<const v1::Person*>& people() const { return people_; }

private:
    const Directory& directory_;
    std::vector<const v1::Person*> people_;
    std::set<std::string> seen_;
};

// A notice bears no code: it is of no case.
v1::Message notice(const v1::Person& person, v1::Message::Kind kind, std::uint64_t version,
                   std::size_t index) {
    PageRecord page;
    page.person = person.id();
    page.way_id = person.ways(0).id();
    page.channel = person.ways(0).channel();
    page.language = person.languages().empty() ? "fr" : person.languages(0);
    auto message =
        page_message({}, "lookout/" + std::to_string(version) + "/" + std::to_string(index), page);
    message.set_kind(kind);
    return message;
}

class Decider {
public:
    Decider(const LookoutState& state, const v1::Command& command, Instant now,
            const Directory& directory)
        : state_(state), directory_(directory), now_(std::max(now, state.last_now)) {
        event_.set_version(state.version + 1);
        event_.set_now_ms(to_ms(now_));
        event_.set_command_id(command.command_id());
        *event_.mutable_actor() = command.actor();
    }

    std::vector<v1::Event> gaps(const v1::ReportGaps& report) {
        const auto now_ms = to_ms(now_);
        std::vector<v1::Gap> standing;
        std::vector<v1::Gap> fresh;
        for (const auto& gap : report.gaps()) {
            if (!is_told(state_, gap, now_ms)) {
                if (!is_time(gap)) continue;
                fresh.push_back(gap);
            }
            standing.push_back(gap);
        }
        if (as_told(state_, standing, now_ms)) return {};
        auto& told = *event_.mutable_gaps_told();
        told.mutable_standing()->Add(standing.begin(), standing.end());
        Addressees addressees(directory_);
        for (const auto& gap : fresh) {
            for (const auto* roster : directory_.rosters(gap.sector(), gap.territory()))
                addressees.add_owner(*roster);
            addressees.add_coordinator(gap.territory(), now_);
        }
        write(addressees, v1::Message::gap, *told.mutable_messages());
        return {event_};
    }

    std::vector<v1::Event> calendar(const v1::ReportCalendar& report) {
        const auto known = state_.failing.find({report.roster(), report.calendar()});
        const bool was_failing = known != state_.failing.end();
        const bool fails = !report.fault().empty();
        const auto roster =
            std::ranges::find(directory_.data().rosters(), report.roster(), &v1::Roster::id);
        const bool gone = roster == directory_.data().rosters().end();
        // The first failure is only remembered: a network that blinks is nobody's affair.
        const bool tell = fails && was_failing && !known->second.told && !gone &&
                          now_ - known->second.since >= calendar_may_fail &&
                          by_day(roster->zone(), now_);
        if (fails == was_failing && !tell) return {};
        auto& told = *event_.mutable_calendar_told();
        *told.mutable_report() = report;
        if (tell) {
            Addressees addressees(directory_);
            addressees.add_owner(*roster);
            for (const auto& territory : roster->territories())
                addressees.add_coordinator(territory, now_);
            write(addressees, v1::Message::calendar, *told.mutable_messages());
        }
        return {event_};
    }

    // Whoever cannot be reached by the first way is handed to her contact, as with a page.
    std::vector<v1::Event> undelivered(const v1::ReportUndelivered& report) {
        const auto notice = std::ranges::find(state_.notices, report.page(), &v1::Message::page);
        if (notice == state_.notices.end() || notice->way() != report.way()) return {};
        auto& undelivered = *event_.mutable_notice_undelivered();
        *undelivered.mutable_message() = *notice;
        undelivered.set_fault(report.fault());
        return {event_};
    }

private:
    [[nodiscard]] bool is_time(const v1::Gap& gap) {
        if (instant(gap.from_ms()) - now_ < gap_is_near) return true;
        const auto* territory = directory_.territory(gap.territory());
        if (territory == nullptr) return true;
        // A wall clock reads the tz database: one a zone, not one a gap.
        const auto [known, fresh] = by_day_.try_emplace(territory->zone());
        if (fresh) known->second = by_day(territory->zone(), now_);
        return known->second;
    }

    void write(const Addressees& addressees, v1::Message::Kind kind,
               google::protobuf::RepeatedPtrField<v1::Message>& messages) {
        for (const auto* person : addressees.people())
            *messages.Add() =
                notice(*person, kind, event_.version(), static_cast<std::size_t>(messages.size()));
    }

    const LookoutState& state_;
    const Directory& directory_;
    Instant now_;
    v1::Event event_;
    std::map<std::string, bool> by_day_;
};

}  // namespace

v1::ReportGaps upcoming_gaps(const Directory& directory, Instant from, Instant to) {
    v1::ReportGaps report;
    for (const auto& line : coverage(directory, from, to)) {
        if (directory.rosters(line.sector, line.territory).empty()) continue;
        v1::Gap* last = nullptr;
        for (const auto& stretch : gaps(line)) {
            const bool unreachable = stretch.cover == Cover::unreachable;
            if (last == nullptr || last->until_ms() != to_ms(stretch.from)) {
                last = report.add_gaps();
                last->set_sector(line.sector);
                last->set_territory(line.territory);
                last->set_unreachable(unreachable);
                last->set_from_ms(to_ms(stretch.from));
            }
            last->set_unreachable(last->unreachable() && unreachable);
            last->set_until_ms(to_ms(stretch.until));
            last->set_open(stretch.until == to);
        }
    }
    std::ranges::stable_sort(*report.mutable_gaps(), {}, &v1::Gap::from_ms);
    report.set_until_ms(to_ms(to));
    report.set_directory_revision(directory.revision());
    return report;
}

Decision decide(const LookoutState& state, const v1::Command& command, Instant now,
                const Directory& directory) {
    Decider decider(state, command, now, directory);
    if (command.has_report_gaps()) return decider.gaps(command.report_gaps());
    if (command.has_report_calendar()) return decider.calendar(command.report_calendar());
    if (command.has_report_undelivered()) return decider.undelivered(command.report_undelivered());
    // That a notice was handed over, or that no way is left, changes nothing: the gap stands on the
    // screens, and others were told as well.
    if (command.has_report_handover() || command.has_report_exhausted())
        return std::vector<v1::Event>{};
    return std::unexpected(v1::Rejection::command_not_for_this_aggregate);
}

LookoutState evolve(LookoutState state, const v1::Event& event) {
    check(event.version() == state.version + 1, "events are folded in order");
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    const auto keep = [&](const auto& messages) {
        state.notices.insert(state.notices.end(), messages.begin(), messages.end());
        while (state.notices.size() > notices_kept) state.notices.pop_front();
    };
    if (event.has_gaps_told()) {
        const auto& told = event.gaps_told();
        state.told.assign(told.standing().begin(), told.standing().end());
        keep(told.messages());
    } else if (event.has_calendar_told()) {
        const auto& report = event.calendar_told().report();
        const std::pair key{report.roster(), report.calendar()};
        if (report.fault().empty())
            state.failing.erase(key);
        else if (!event.calendar_told().messages().empty())
            state.failing[key].told = true;
        else
            state.failing[key] = {.since = state.last_now};
        keep(event.calendar_told().messages());
    } else {
        check(event.has_notice_undelivered(), "an event of another aggregate");
        const auto& page = event.notice_undelivered().message().page();
        std::erase_if(state.notices, [&](const v1::Message& each) { return each.page() == page; });
    }
    return state;
}

std::map<std::string, Instant> deadlines(const LookoutState&) { return {}; }

}  // namespace relais::domain
