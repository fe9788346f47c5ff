#include "common/domain/on_call_answers.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <google/protobuf/util/time_util.h>

#include "common/domain/fairness.hpp"

namespace relais::domain {
namespace {

template <class Range, class Value>
bool contains(const Range& range, const Value& value) {
    return std::ranges::find(range, value) != range.end();
}

bool wanted(const v1::Roster& roster, const Question& question) {
    return (question.territory.empty() || contains(roster.territories(), question.territory)) &&
           (question.sector.empty() || sector_name(roster) == question.sector) &&
           (question.roster.empty() || roster.id() == question.roster);
}

// Coordination first: it has no sector of its own, and is whom one asks first.
std::vector<const v1::Roster*> wanted_rosters(const Directory& directory,
                                              const Question& question) {
    std::vector<const v1::Roster*> rosters;
    for (const auto& roster : directory.data().rosters())
        if (wanted(roster, question)) rosters.push_back(&roster);
    std::ranges::stable_sort(rosters, {}, [](const auto* roster) { return roster->sector(); });
    return rosters;
}

void write(const Directory& directory, const v1::Roster& roster, const Shift& shift,
           v1::Stand& stand) {
    stand.set_sector(sector_name(roster));
    *stand.mutable_territories() = roster.territories();
    stand.set_roster(roster.id());
    stand.set_layer(shift.who.layer);
    stand.set_level(shift.who.level);
    stand.set_trainee(shift.who.trainee);
    stand.set_person(shift.who.person);
    if (const auto* person = directory.person(shift.who.person))
        stand.set_organization(person->organization());
    *stand.mutable_from() = stamp_of(shift.from);
    *stand.mutable_until() = stamp_of(shift.until);
    stand.set_cut_start(shift.cut_start);
    stand.set_cut_end(shift.cut_end);
}

v1::CoverageStretch::Cover said(Cover cover) {
    switch (cover) {
        case Cover::covered:
            return v1::CoverageStretch::covered;
        case Cover::thin:
            return v1::CoverageStretch::thin;
        case Cover::unreachable:
            return v1::CoverageStretch::unreachable;
        case Cover::empty:
            return v1::CoverageStretch::empty;
    }
    return v1::CoverageStretch::unknown;
}

void write(const CoverLine& line, v1::CoverageLine& into) {
    for (const auto& stretch : line.stretches) {
        const auto cover = said(stretch.cover);
        auto& all = *into.mutable_stretches();
        if (all.empty() || all.rbegin()->cover() != cover) {
            auto& added = *all.Add();
            added.set_cover(cover);
            *added.mutable_from() = stamp_of(stretch.from);
        }
        *all.rbegin()->mutable_until() = stamp_of(stretch.until);
    }
}

// Who has a turn weighs in with nothing, too: that she was never on call is what one looks for.
std::set<std::string> with_turns(const v1::Roster& roster) {
    std::set<std::string> people;
    for (const auto& layer : roster.layers()) {
        if (layer.trainee()) continue;
        for (const auto& turn : layer.rotation().turns())
            people.insert(turn.people().begin(), turn.people().end());
    }
    return people;
}

std::uint32_t seconds(Duration time) {
    return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(time).count());
}

void write(const Directory& directory, const Burden& burden, v1::Burden& into) {
    into.set_person(burden.person);
    if (const auto* person = directory.person(burden.person))
        into.set_organization(person->organization());
    into.set_seconds(seconds(burden.total));
    into.set_night_seconds(seconds(burden.nights));
    into.set_weekend_seconds(seconds(burden.weekends));
}

}  // namespace

std::optional<QuestionFault> names_fault(const Directory& directory, const Question& question) {
    const auto& [from, to, sector, territory, roster, person] = question;
    v1::Sector::Code code{};
    if (!sector.empty() && sector != coordination_sector &&
        (!v1::Sector::Code_Parse(sector, &code) || code == v1::Sector::unknown))
        return QuestionFault{"sector", "sector_unknown", sector};
    if (!territory.empty() && directory.territory(territory) == nullptr)
        return QuestionFault{"territory", "territory_unknown", territory};
    if (!roster.empty() && std::ranges::none_of(directory.data().rosters(), [&](const auto& one) {
            return one.id() == roster;
        }))
        return QuestionFault{"roster", "roster_unknown", roster};
    if (!person.empty() && directory.person(person) == nullptr)
        return QuestionFault{"person", "person_unknown", person};
    return {};
}

std::optional<QuestionFault> period_fault(const Directory& directory, const Question& question) {
    if (question.from >= question.to) return QuestionFault{"to", "period_wrong", {}};
    if (question.to - question.from > asked_days_max)
        return QuestionFault{"to", "period_too_long", {}};
    return names_fault(directory, question);
}

v1::OnCallAnswer on_call_answer(const Directory& directory, const Question& question) {
    v1::OnCallAnswer answer;
    *answer.mutable_at() = stamp_of(question.from);
    for (const auto* roster : wanted_rosters(directory, question))
        for (const auto& shift : directory.timetable(*roster).standing(question.from))
            write(directory, *roster, shift, *answer.add_on_call());
    return answer;
}

v1::ShiftsAnswer shifts_answer(const Directory& directory, const Question& question) {
    v1::ShiftsAnswer answer;
    *answer.mutable_from() = stamp_of(question.from);
    *answer.mutable_to() = stamp_of(question.to);
    for (const auto* roster : wanted_rosters(directory, question))
        for (const auto& shift : directory.timetable(*roster).shifts(question.from, question.to))
            if (question.person.empty() || shift.who.person == question.person)
                write(directory, *roster, shift, *answer.add_shifts());
    return answer;
}

v1::CoverageAnswer coverage_answer(const Directory& directory, const Question& question) {
    v1::CoverageAnswer answer;
    *answer.mutable_from() = stamp_of(question.from);
    *answer.mutable_to() = stamp_of(question.to);
    for (const auto& line : coverage(directory, question.from, question.to)) {
        const auto sector = sector_name(line.sector);
        if (!question.sector.empty() && sector != question.sector) continue;
        if (!question.territory.empty() && line.territory != question.territory) continue;
        auto& added = *answer.add_lines();
        added.set_sector(sector);
        added.set_territory(line.territory);
        added.set_zone(directory.territory(line.territory)->zone());
        write(line, added);
    }
    return answer;
}

v1::FairnessAnswer fairness_answer(const Directory& directory, const Question& question) {
    v1::FairnessAnswer answer;
    *answer.mutable_from() = stamp_of(question.from);
    *answer.mutable_to() = stamp_of(question.to);
    for (const auto* roster : wanted_rosters(directory, question)) {
        auto all = burdens(directory.timetable(*roster), question.from, question.to);
        for (const auto& person : with_turns(*roster))
            if (std::ranges::find(all, person, &Burden::person) == all.end())
                all.push_back({.person = person});
        std::ranges::sort(all, [](const Burden& one, const Burden& other) {
            return std::tie(other.total, one.person) < std::tie(one.total, other.person);
        });
        auto& added = *answer.add_rosters();
        added.set_roster(roster->id());
        added.set_sector(sector_name(*roster));
        *added.mutable_territories() = roster->territories();
        for (const auto& burden : all) write(directory, burden, *added.add_burdens());
    }
    return answer;
}

void write_names(Stands& stands, const SeenName& seen) {
    for (auto& stand : stands) stand.set_name(seen(stand.person(), stand.organization()));
}

void write_names(v1::FairnessAnswer& answer, const SeenName& seen) {
    for (auto& roster : *answer.mutable_rosters())
        for (auto& burden : *roster.mutable_burdens())
            burden.set_name(seen(burden.person(), burden.organization()));
}

std::vector<std::string> left_alone(const Directory& directory, const v1::OnCallAnswer& answer,
                                    const std::string& sector, const std::string& territory) {
    std::vector<std::string> alone;
    for (const auto& one : directory.data().territories()) {
        if (!territory.empty() && one.id() != territory) continue;
        const bool served = std::ranges::any_of(answer.on_call(), [&](const auto& stand) {
            return stand.sector() == sector && !stand.trainee() &&
                   contains(stand.territories(), one.id());
        });
        if (!served) alone.push_back(one.id());
    }
    return alone;
}

std::string sector_name(const v1::Roster& roster) {
    return roster.coordination() ? coordination_sector : sector_name(roster.sector());
}

std::string sector_name(v1::Sector::Code sector) {
    return sector == v1::Sector::unknown ? coordination_sector : v1::Sector::Code_Name(sector);
}

google::protobuf::Timestamp stamp_of(Instant at) {
    return google::protobuf::util::TimeUtil::MillisecondsToTimestamp(to_ms(at));
}

}  // namespace relais::domain
