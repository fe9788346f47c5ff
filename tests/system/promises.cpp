// A case may move while it is read (a deadline fires): what looks wrong is read again before it is
// called broken.
#include "tests/system/promises.hpp"

#include <algorithm>
#include <functional>
#include <thread>

#include "relais/v1/api.pb.h"

namespace relais::system {
namespace {

using Broken = std::vector<std::string>;

void append(Broken& to, const Broken& more) { to.insert(to.end(), more.begin(), more.end()); }

// What is still wrong at the last of three looks.
Broken settled(const std::function<Broken()>& look) {
    Broken found = look();
    for (int again = 0; again < 2 && !found.empty(); ++again) {
        std::this_thread::sleep_for(std::chrono::milliseconds{300});
        found = look();
    }
    return found;
}

std::string deadline_name(const std::map<std::string, Instant>& armed, v1::Need::Kind need) {
    const auto wanted = "/" + v1::Need::Kind_Name(need);
    for (const auto& [name, due] : armed) {
        if (name.ends_with(wanted)) return name;
    }
    return {};
}

Broken unattended_in(Archive& archive, const std::string& aggregate) {
    Broken broken;
    const auto state = archive.fold(aggregate, archive.history(aggregate));
    const auto armed = domain::deadlines(state);
    const auto timers = archive.timers(aggregate);
    for (const auto& need : state.needs) {
        const auto what = aggregate + " " + v1::Need::Kind_Name(need.kind);
        if (need.state == v1::Need::covered && need.accepted() == 0 && need.taken_by.empty()) {
            broken.push_back(what + " is covered by nobody");
        }
        const bool open =
            need.state == v1::Need::paging || need.state == v1::Need::awaiting_consent;
        if (open && deadline_name(armed, need.kind).empty()) {
            broken.push_back(what + " is open without a deadline");
        }
    }
    for (const auto& [name, due] : armed) {
        const auto found = timers.find(name);
        if (found == timers.end() || found->second != to_ms(due)) {
            broken.push_back(aggregate + ": the timer of " + name + " is not armed as decided");
        }
    }
    return broken;
}

Broken wrong_records_in(Archive& archive, const std::string& aggregate,
                        const std::map<std::string, int>& received) {
    Broken broken;
    std::map<std::string, int> recorded;
    for (const auto& event : archive.history(aggregate).events) {
        if (!event.has_page_handed_over()) continue;
        const auto& over = event.page_handed_over();
        // One message may ask for several pages.
        if (++recorded[over.message_id() + " of " + over.page()] > 1) {
            broken.push_back(aggregate + ": recorded twice: " + over.message_id());
        }
        if (!received.contains(over.message_id())) {
            broken.push_back(aggregate + ": recorded, never received: " + over.message_id());
        }
    }
    return broken;
}

Broken wrong_replay_of(Archive& archive, const std::string& aggregate) {
    Broken broken;
    const auto history = archive.history(aggregate);
    std::uint64_t version = 0;
    for (const auto& event : history.events) {
        if (event.version() != ++version) broken.push_back(aggregate + ": a gap in its versions");
    }
    if (version != history.version) broken.push_back(aggregate + ": its head is elsewhere");
    const auto state = archive.fold(aggregate, history);
    const auto indexed = archive.get([&](store::Store& store) { return store.summary(aggregate); });
    if (!indexed || indexed->SerializeAsString() != domain::summary(state).SerializeAsString()) {
        broken.push_back(aggregate + ": the index is not what the events say");
    }
    return broken;
}

}  // namespace

Broken lost_alerts(Archive& archive, const Acknowledged& told) {
    Broken broken;
    for (const auto& [alert, case_id] : told) {
        int openings = 0;
        for (const auto& event : archive.history("case/" + case_id).events) {
            const bool opens = event.has_case_opened();
            if (opens && event.case_opened().alert().alert_id() == alert) ++openings;
        }
        if (openings != 1) {
            broken.push_back("alert " + alert + " was acknowledged and stands " +
                             std::to_string(openings) + " times in case " + case_id);
        }
    }
    return broken;
}

Broken unattended_needs(Archive& archive) {
    Broken broken;
    for (const auto& aggregate : archive.case_aggregates()) {
        append(broken, settled([&] { return unattended_in(archive, aggregate); }));
    }
    return broken;
}

Broken wrong_records(Archive& archive, const Telephones& phones) {
    Broken broken;
    std::map<std::string, int> received;
    for (const auto& one : phones.all()) received[one.id] += one.times > 0 ? 1 : 0;
    for (const auto& aggregate : archive.case_aggregates()) {
        append(broken, wrong_records_in(archive, aggregate, received));
    }
    return broken;
}

Broken wrong_replays(Archive& archive) {
    Broken broken;
    for (const auto& aggregate : archive.case_aggregates()) {
        append(broken, settled([&] { return wrong_replay_of(archive, aggregate); }));
    }
    return broken;
}

Broken leftovers(Archive& archive) {
    Broken broken;
    for (const auto& partition : store::all_partitions()) {
        for (const auto& stream : {partition.inbox(), partition.mail(), partition.outbox_first(),
                                   partition.outbox_rest(), partition.quarantine()}) {
            const auto length = archive.length(stream);
            if (length > 0) broken.push_back(stream + " holds " + std::to_string(length));
        }
    }
    return broken;
}

Broken broken_promises(Archive& archive, const Acknowledged& told, const Telephones& phones) {
    Broken broken = lost_alerts(archive, told);
    append(broken, unattended_needs(archive));
    append(broken, wrong_records(archive, phones));
    append(broken, wrong_replays(archive));
    append(broken, settled([&] { return leftovers(archive); }));
    return broken;
}

bool await_quiet(Archive& archive, std::chrono::milliseconds patience) {
    const auto until = Steady::now() + patience;
    int quiet = 0;
    while (quiet < 3) {
        if (Steady::now() > until) return false;
        quiet = leftovers(archive).empty() ? quiet + 1 : 0;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    return true;
}

}  // namespace relais::system
