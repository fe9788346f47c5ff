#include "tests/property/roster_model.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>

namespace relais::test {
namespace {

void use_zone(const std::string& zone) {
    setenv("TZ", (":" + zone).c_str(), 1);
    tzset();
}

std::tm local_of(Instant at) {
    const auto seconds = static_cast<std::time_t>(
        std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
    std::tm local{};
    localtime_r(&seconds, &local);
    return local;
}

// Minutes of local time since its own 1 January 1970, 00:00.
std::int64_t local_minute(Instant at) {
    std::tm local = local_of(at);
    local.tm_sec = 0;
    return timegm(&local) / 60;
}

bool listed(int weekday, const google::protobuf::RepeatedField<int>& weekdays) {
    return weekdays.empty() || std::ranges::find(weekdays, weekday) != weekdays.end();
}

// A day in the calendar, turned page by page.
struct Calendar {
    int year = 1970, month = 1, day = 1;
    int weekday = v1::Weekday::thursday;

    [[nodiscard]] int days_in_month() const {
        if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }
    void turn_page() {
        weekday = weekday % 7 + 1;
        if (++day <= days_in_month()) return;
        day = 1;
        if (++month <= 12) return;
        month = 1;
        ++year;
    }
};

class OpenWindow {
public:
    explicit OpenWindow(const v1::Window& window) : window_(window) {}
    void pass(const Calendar& today, int minute) {
        const int until = static_cast<int>(window_.until_minute());
        // The midnight that ends a day is the first minute of the next one.
        const bool closing_minute = until == 1440 ? minute == 0 : minute == until;
        const int closing_day = until == 1440 ? (today.weekday + 5) % 7 + 1 : today.weekday;
        if (closing_minute && (window_.until_weekday() == v1::Weekday::unknown ||
                               window_.until_weekday() == closing_day))
            open = false;
        if (minute == static_cast<int>(window_.from_minute()) &&
            listed(today.weekday, window_.weekdays()))
            open = true;
    }
    bool open = false;

private:
    const v1::Window& window_;
};

class Hand {  // of a rotation, moving on
public:
    explicit Hand(const v1::Rotation& rotation) : rotation_(rotation) {
        start_.year = std::stoi(rotation.start_date().substr(0, 4));
        start_.month = std::stoi(rotation.start_date().substr(5, 2));
        start_.day = std::stoi(rotation.start_date().substr(8, 2));
    }
    void pass(const Calendar& today, int minute) {
        const bool handoff = minute == static_cast<int>(rotation_.handoff_minute());
        if (!started_) {
            started_ = handoff && today.year == start_.year && today.month == start_.month &&
                       today.day == start_.day;
            if (!started_) return;
        }
        if (handoff) {
            open_ = listed(today.weekday, rotation_.weekdays());
            if (rotation_.unit() == v1::Rotation::daily && open_) count(rotation_.length());
            if (rotation_.unit() == v1::Rotation::weekly) count(7 * rotation_.length());
            if (rotation_.unit() == v1::Rotation::monthly &&
                today.day == std::min(start_.day, today.days_in_month()))
                count(rotation_.length());
        }
        if (rotation_.unit() == v1::Rotation::hourly) count(60 * rotation_.length());
    }
    // The people of the turn; null: nobody's.
    [[nodiscard]] const v1::Turn* turn() const {
        if (!started_ || !open_ || idle_) return nullptr;
        return &rotation_.turns(turn_);
    }

private:
    // One more of what a period has so many of; at the first of each the next period begins.
    void count(std::uint32_t a_period) {
        if (counted_ == 0) {
            idle_ = until_active_ > 0;
            if (!idle_) {
                turn_ = (turn_ + 1) % rotation_.turns_size();
                until_active_ = rotation_.interval() == 0 ? 1 : rotation_.interval();
            }
            --until_active_;
        }
        counted_ = (counted_ + 1) % a_period;
    }

    const v1::Rotation& rotation_;
    Calendar start_;
    bool started_ = false, open_ = false, idle_ = true;
    std::uint32_t counted_ = 0, until_active_ = 0;
    int turn_ = -1;
};

struct WalkedLayer {
    const v1::Layer& layer;
    std::vector<OpenWindow> windows;
    std::vector<Hand> hands;  // one, or none

    [[nodiscard]] bool open() const {
        return windows.empty() || std::ranges::any_of(windows, &OpenWindow::open);
    }
};

struct Stander {
    std::string person, layer;
    std::uint32_t level = 1;
    std::int64_t priority = -1;  // -1: is not compared
    bool trainee = false, removed = false;
};

template <class Entry>
bool holds(const Entry& entry, Instant at) {
    return domain::instant_of(entry.from()) <= at && at < domain::instant_of(entry.until());
}

class Walk {
public:
    Walk(const v1::Roster& roster, const domain::Absences& absences, Instant first)
        : roster_(roster), absences_(absences) {
        for (const auto& layer : roster.layers()) {
            auto& walked = layers_.emplace_back(WalkedLayer{layer, {}, {}});
            for (const auto& window : layer.windows()) walked.windows.emplace_back(window);
            if (layer.has_rotation()) walked.hands.emplace_back(layer.rotation());
        }
        const auto beginning = local_minute(first) - std::int64_t{days_before} * 1440;
        for (; passed_ < beginning; passed_ += 1440) today_.turn_page();
    }

    Standings at(Instant instant) {
        for (const auto now = local_minute(instant); passed_ < now;) pass();
        std::vector<Stander> standers;
        const auto schedule = std::ranges::find_if(
            roster_.temporary_schedules(), [&](const auto& one) { return holds(one, instant); });
        if (schedule != roster_.temporary_schedules().end()) {
            for (const auto& shift : schedule->shifts())
                if (holds(shift, instant))
                    for (const auto& person : shift.people())
                        standers.push_back({person, schedule->id(), std::max(shift.level(), 1U)});
        } else {
            standers = by_layers(instant);
            swapped(standers, instant);
            overridden(standers, instant);
        }
        std::erase_if(standers, [&](const Stander& one) {
            return std::ranges::any_of(absences_, [&](const auto& absence) {
                return absence.person() == one.person && holds(absence, instant);
            });
        });
        return counted(standers);
    }

private:
    void pass() {
        ++passed_;
        const int minute = static_cast<int>(passed_ % 1440);
        if (minute == 0) today_.turn_page();
        for (auto& layer : layers_) {
            for (auto& window : layer.windows) window.pass(today_, minute);
            for (auto& hand : layer.hands) hand.pass(today_, minute);
        }
    }

    std::vector<Stander> by_layers(Instant instant) const {
        std::vector<Stander> standers;
        for (const auto& walked : layers_) {
            if (!walked.open()) continue;
            const auto& layer = walked.layer;
            const auto priority = layer.trainee() ? -1 : std::int64_t{layer.priority()};
            for (const auto& hand : walked.hands)
                if (const auto* turn = hand.turn())
                    for (const auto& person : turn->people())
                        standers.push_back(
                            {person, layer.id(), layer.level(), priority, layer.trainee()});
            for (const auto& shift : layer.shifts())
                if (holds(shift, instant))
                    for (const auto& person : shift.people())
                        standers.push_back({person, layer.id(),
                                            shift.level() == 0 ? layer.level() : shift.level(),
                                            priority, layer.trainee()});
        }
        return standers;
    }

    void swapped(std::vector<Stander>& standers, Instant instant) const {
        for (const auto& swap : roster_.swaps()) {
            if (swap.taken_by().empty() || swap.taken_back()) continue;
            const bool back = swap.has_return_from() &&
                              domain::instant_of(swap.return_from()) <= instant &&
                              instant < domain::instant_of(swap.return_until());
            for (auto& one : standers) {
                const std::string before = one.person;
                if (holds(swap, instant) && before == swap.asked_by()) one.person = swap.taken_by();
                if (back && before == swap.taken_by()) one.person = swap.asked_by();
            }
        }
    }

    void overridden(std::vector<Stander>& standers, Instant instant) const {
        for (const auto& one : roster_.overrides()) {
            if (!holds(one, instant)) continue;
            if (one.kind() == v1::Override::add)
                standers.push_back({one.person(), one.id(), std::max(one.level(), 1U)});
            for (auto& stander : standers) {
                if (stander.person != one.person()) continue;
                if (one.kind() == v1::Override::remove) stander.removed = true;
                if (one.kind() == v1::Override::replace) stander.person = one.by();
            }
        }
    }

    // Of each level the highest priority; of each person the first place, a counted one before that
    // of a trainee.
    static Standings counted(const std::vector<Stander>& standers) {
        std::map<std::uint32_t, std::int64_t> highest;
        for (const auto& one : standers) {
            auto& most = highest.try_emplace(one.level, -1).first->second;
            most = std::max(most, one.priority);
        }
        std::map<std::string, std::tuple<bool, std::uint32_t, std::size_t>> best;
        for (std::size_t i = 0; i < standers.size(); ++i) {
            const auto& one = standers[i];
            if (one.removed || (one.priority >= 0 && one.priority < highest[one.level])) continue;
            const std::tuple place{one.trainee, one.level, i};
            const auto [known, fresh] = best.try_emplace(one.person, place);
            if (!fresh) known->second = std::min(known->second, place);
        }
        Standings all;
        for (const auto& [person, place] : best) {
            const auto& one = standers[std::get<2>(place)];
            all.emplace(one.level, person, one.layer, one.trainee);
        }
        return all;
    }

    const v1::Roster& roster_;
    const domain::Absences& absences_;
    std::vector<WalkedLayer> layers_;
    Calendar today_;
    std::int64_t passed_ = 1439;  // the last local minute of that day
};

}  // namespace

std::vector<Instant> changes_of(const std::string& zone, Instant from, Instant to) {
    use_zone(zone);
    std::vector<Instant> changes;
    const auto offset = [](Instant at) { return local_of(at).tm_gmtoff; };
    for (Instant at = from; at < to; at += std::chrono::minutes(30))
        if (offset(at) != offset(at - std::chrono::minutes(30))) changes.push_back(at);
    return changes;
}

std::vector<Standings> model(const v1::Roster& roster, const domain::Absences& absences,
                             const std::vector<Instant>& instants) {
    use_zone(roster.zone());
    std::vector<Standings> found;
    if (instants.empty()) return found;
    Walk walk(roster, absences, instants.front());
    found.reserve(instants.size());
    for (const auto at : instants) found.push_back(walk.at(at));
    return found;
}

}  // namespace relais::test
