#include "common/domain/roster_change.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <google/protobuf/util/time_util.h>

namespace relais::domain {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;
using Body = v1::RosterChange;

// -1: there is none.
template <class Entries>
int index_of(const Entries& entries, const std::string& id) {
    const auto found =
        std::ranges::find_if(entries, [&](const auto& one) { return one.id() == id; });
    return found == entries.end() ? -1 : static_cast<int>(found - entries.begin());
}

bool begun(const v1::ShiftSwap& swap, Instant now) {
    return instant_of(swap.from()) <= now ||
           (swap.has_return_from() && instant_of(swap.return_from()) <= now);
}

class Application {
public:
    Application(const v1::Directory& before, const v1::RosterChange& change, Instant now)
        : directory_(before), change_(change), now_(now) {
        if (change.body_case() != Body::BODY_NOT_SET)
            field_ = change.GetDescriptor()->FindFieldByNumber(change.body_case())->json_name();
    }

    Changed run() {
        place();
        for (auto& fault : faults_of(directory_)) {
            // Who made the change knows its fields, and not the place that it was given.
            if (!entry_.empty() && fault.path.starts_with(entry_))
                fault.path.replace(0, entry_.size(), field_);
            faults_.push_back(std::move(fault));
        }
        refuse_the_past();
        if (!faults_.empty()) return std::unexpected(std::move(faults_));
        return std::move(directory_);
    }

private:
    void fault(const std::string& where, std::string reason, std::string value = {}) {
        faults_.push_back({field_ + where, std::move(reason), std::move(value)});
    }

    void place() {
        const int index = index_of(directory_.rosters(), change_.roster());
        if (field_.empty()) return faults_.push_back({"", "change_missing", ""});
        if (!is_of_absence(change_) && index < 0)
            return faults_.push_back({"roster", "roster_unknown", change_.roster()});
        if (is_of_absence(change_)) return place_absence();
        place_in(*directory_.mutable_rosters(index), fmt::format("rosters[{}].", index));
    }

    void place_absence() {
        if (change_.has_add_absence())
            add("absences", *directory_.mutable_absences(), change_.add_absence());
        else
            end(*directory_.mutable_absences(), change_.remove_absence());
    }

    void place_in(v1::Roster& roster, const std::string& path) {
        auto& schedules = *roster.mutable_temporary_schedules();
        switch (change_.body_case()) {
            case Body::kPutLayer:
            case Body::kRemoveLayer:
                return place_layer(roster, path + "layers");
            case Body::kAddOverride:
                return add(path + "overrides", *roster.mutable_overrides(), change_.add_override());
            case Body::kRemoveOverride:
                return end(*roster.mutable_overrides(), change_.remove_override());
            case Body::kAddTemporarySchedule:
                return add(path + "temporarySchedules", schedules,
                           change_.add_temporary_schedule());
            case Body::kRemoveTemporarySchedule:
                return end(schedules, change_.remove_temporary_schedule());
            case Body::kAskSwap:
            case Body::kTakeSwap:
            case Body::kTakeBackSwap:
                return place_swap(roster, path + "swaps");
            case Body::kAddAbsence:
            case Body::kRemoveAbsence:
            case Body::BODY_NOT_SET:
                break;  // not of a roster
        }
    }

    template <class Entries, class Entry>
    void add(const std::string& list, Entries& entries, const Entry& entry) {
        entry_ = fmt::format("{}[{}]", list, entries.size());
        *entries.Add() = entry;
        ends_.emplace_back(".until", entry.until());
    }

    template <class Entries>
    void end(Entries& entries, const std::string& id) {
        const int index = index_of(entries, id);
        if (index < 0) return fault("", "entry_unknown", id);
        auto& entry = entries[index];
        if (instant_of(entry.until()) <= now_) return fault("", "period_past", id);
        if (instant_of(entry.from()) < now_)
            *entry.mutable_until() = TimeUtil::MillisecondsToTimestamp(to_ms(now_));
        else
            entries.DeleteSubrange(index, 1);
    }

    void place_layer(v1::Roster& roster, const std::string& list) {
        const bool put = change_.has_put_layer();
        const auto& id = id_of(change_);
        const int index = index_of(roster.layers(), id);
        if (!put && index < 0) return fault("", "entry_unknown", id);
        if (!put) {
            roster.mutable_layers()->DeleteSubrange(index, 1);
        } else {
            entry_ = fmt::format("{}[{}]", list, index < 0 ? roster.layers_size() : index);
            auto& layer = index < 0 ? *roster.add_layers() : *roster.mutable_layers(index);
            layer = change_.put_layer();
        }
        // A layer is of the past as well: by the new one a swap that is over may have been of
        // nobody's shift, and that must not forbid the change.
        auto& swaps = *roster.mutable_swaps();
        for (int i = swaps.size() - 1; i >= 0; --i)
            if (over(swaps[i])) swaps.DeleteSubrange(i, 1);
    }

    void place_swap(v1::Roster& roster, const std::string& list) {
        if (change_.has_ask_swap()) {
            const auto& asked = change_.ask_swap();
            if (asked.taken_back()) fault(".takenBack", "swap_taken_back", asked.id());
            if (asked.has_return_until()) ends_.emplace_back(".returnUntil", asked.return_until());
            return add(list, *roster.mutable_swaps(), asked);
        }
        const auto& id = id_of(change_);
        const int index = index_of(roster.swaps(), id);
        if (index < 0) return fault(change_.has_take_swap() ? ".id" : "", "entry_unknown", id);
        entry_ = fmt::format("{}[{}]", list, index);
        auto& swap = *roster.mutable_swaps(index);
        if (swap.taken_back()) return fault("", "swap_taken_back", id);
        if (change_.has_take_swap())
            take(swap);
        else
            take_back(swap);
    }

    void take(v1::ShiftSwap& swap) {
        const auto& by = change_.take_swap().taken_by();
        if (!swap.taken_by().empty()) fault("", "swap_taken", swap.taken_by());
        if (instant_of(swap.until()) <= now_ || returned(swap)) fault("", "period_past", swap.id());
        if (by.empty()) fault(".takenBy", "person_unknown");
        swap.set_taken_by(by);
    }

    // Once one of the two has stood for the other, the other owes it.
    void take_back(v1::ShiftSwap& swap) {
        if (instant_of(swap.until()) <= now_)
            fault("", "period_past", swap.id());
        else if (!swap.taken_by().empty() && begun(swap, now_))
            fault("", "swap_begun", swap.id());
        swap.set_taken_back(true);
    }

    [[nodiscard]] bool returned(const v1::ShiftSwap& swap) const {
        return swap.has_return_until() && instant_of(swap.return_until()) <= now_;
    }
    [[nodiscard]] bool over(const v1::ShiftSwap& swap) const {
        return instant_of(swap.until()) <= now_ && (!swap.has_return_until() || returned(swap));
    }

    // Only of periods that are some: an instant may lie outside of time.
    void refuse_the_past() {
        if (std::ranges::find(faults_, "period_wrong", &DirectoryFault::reason) != faults_.end())
            return;
        for (const auto& [where, until] : ends_)
            if (instant_of(until) <= now_) fault(where, "period_past");
    }

    v1::Directory directory_;
    const v1::RosterChange& change_;
    const Instant now_;
    std::string field_;  // "addOverride"
    std::string entry_;  // "rosters[3].overrides[5]": where it was put
    std::vector<std::pair<std::string, Timestamp>> ends_;
    std::vector<DirectoryFault> faults_;
};

}  // namespace

Changed apply(const v1::Directory& before, const v1::RosterChange& change, Instant now) {
    return Application(before, change, now).run();
}

bool stands_in(const v1::Roster& roster, const std::string& person) {
    const auto among = [&](const auto& entry) {
        return std::ranges::find(entry.people(), person) != entry.people().end();
    };
    return std::ranges::any_of(roster.layers(), [&](const v1::Layer& layer) {
        return std::ranges::any_of(layer.rotation().turns(), among) ||
               std::ranges::any_of(layer.shifts(), among);
    });
}

bool is_hers(const v1::Directory& before, const v1::RosterChange& change,
             const std::string& person) {
    if (person.empty()) return false;
    const auto& id = id_of(change);
    if (change.has_add_absence()) return change.add_absence().person() == person;
    if (change.has_remove_absence()) {
        const int index = index_of(before.absences(), id);
        return index >= 0 && before.absences(index).person() == person;
    }
    const int at = index_of(before.rosters(), change.roster());
    if (at < 0) return false;
    const auto& roster = before.rosters(at);
    if (change.has_ask_swap())
        return change.ask_swap().asked_by() == person && change.ask_swap().taken_by().empty();
    if (change.has_take_swap())
        return change.take_swap().taken_by() == person && stands_in(roster, person);
    const int index = index_of(roster.swaps(), id);
    return change.has_take_back_swap() && index >= 0 && roster.swaps(index).asked_by() == person;
}

const std::string& id_of(const v1::RosterChange& change) {
    switch (change.body_case()) {
        case Body::kPutLayer:
            return change.put_layer().id();
        case Body::kRemoveLayer:
            return change.remove_layer();
        case Body::kAddOverride:
            return change.add_override().id();
        case Body::kRemoveOverride:
            return change.remove_override();
        case Body::kAddTemporarySchedule:
            return change.add_temporary_schedule().id();
        case Body::kRemoveTemporarySchedule:
            return change.remove_temporary_schedule();
        case Body::kAskSwap:
            return change.ask_swap().id();
        case Body::kTakeSwap:
            return change.take_swap().id();
        case Body::kTakeBackSwap:
            return change.take_back_swap();
        case Body::kAddAbsence:
            return change.add_absence().id();
        case Body::kRemoveAbsence:
        case Body::BODY_NOT_SET:
            break;
    }
    return change.remove_absence();  // the empty text when nothing is set
}

void give_id(v1::RosterChange& change, const std::string& id) {
    if (!id_of(change).empty()) return;
    if (change.has_add_override()) change.mutable_add_override()->set_id(id);
    if (change.has_add_temporary_schedule()) change.mutable_add_temporary_schedule()->set_id(id);
    if (change.has_ask_swap()) change.mutable_ask_swap()->set_id(id);
    if (change.has_add_absence()) change.mutable_add_absence()->set_id(id);
}

bool is_of_absence(const v1::RosterChange& change) {
    return change.has_add_absence() || change.has_remove_absence();
}

std::string why_of(const v1::RosterChange& change) {
    const auto* body = v1::RosterChange::descriptor()->FindOneofByName("body");
    const auto* field = change.GetReflection()->GetOneofFieldDescriptor(change, body);
    return field == nullptr ? std::string() : field->name();
}

}  // namespace relais::domain
