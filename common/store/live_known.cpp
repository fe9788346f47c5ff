#include "common/store/live_known.hpp"

#include <algorithm>
#include <ranges>

#include "common/store/reply.hpp"

namespace relais::store {
namespace {

constexpr std::size_t cases_at_once = 64;
constexpr std::size_t events_at_once = 128;  // most cases fit whole

// Whether anybody may have been called or have accepted since: what was open then is either still
// open or was covered since. A case of the last days is read in any case.
bool lately(const v1::CaseSummary& summary, Instant since) {
    const auto from = to_ms(since);
    return summary.opened_ms() >= from - std::chrono::milliseconds(domain::hold_longest).count() ||
           std::ranges::any_of(summary.needs(), [&](const v1::NeedSummary& need) {
               return need.due_ms() != 0 || need.covered_ms() >= from;
           });
}

struct Tail {
    std::vector<v1::Event> events;  // newest first
    bool whole = false;             // nothing older is wanted
};

Result<void> take(Tail& tail, const redis::Reply& reply, Instant since) {
    for (const auto& entry : reply.elements) {
        const std::string* bytes = field_of(entry, "b");
        v1::Event event;
        if (bytes == nullptr || !event.ParseFromString(*bytes))
            return fault(FaultCode::corrupt, "read what was lately", "an event cannot be read");
        tail.whole = event.version() == 1 || instant(event.now_ms()) < since;
        if (instant(event.now_ms()) < since) break;
        tail.events.push_back(std::move(event));
    }
    tail.whole = tail.whole || reply.elements.size() < events_at_once;
    return {};
}

}  // namespace

awaitable<Result<void>> LiveKnown::read_load(Instant now) {
    const Instant since = now - domain::acceptance_weighs;
    const auto summaries = co_await store_.summaries();
    if (!summaries) co_return std::unexpected(summaries.error());
    std::vector<std::string> moved;
    for (const auto& summary : *summaries) {
        const auto aggregate = "case/" + summary.case_id();
        if (!lately(summary, since))
            seen_.erase(aggregate);
        else if (summary.version() > seen_[aggregate])
            moved.push_back(aggregate);
    }
    for (std::size_t from = 0; from < moved.size(); from += cases_at_once) {
        const auto until = std::min(from + cases_at_once, moved.size());
        auto read = co_await read_cases({moved.begin() + static_cast<std::ptrdiff_t>(from),
                                         moved.begin() + static_cast<std::ptrdiff_t>(until)},
                                        since);
        if (!read) co_return read;
    }
    co_return Result<void>{};
}

// Newest first, until what is known or what is too old to matter.
awaitable<Result<void>> LiveKnown::read_cases(std::vector<std::string> aggregates, Instant since) {
    std::vector<Tail> tails(aggregates.size());
    for (;;) {
        std::vector<std::size_t> asked;
        std::vector<redis::Args> calls;
        for (std::size_t i = 0; i < aggregates.size(); ++i) {
            if (tails[i].whole) continue;
            const auto& events = tails[i].events;
            asked.push_back(i);
            calls.push_back({"XREVRANGE", store_.partition_of(aggregates[i]).events(aggregates[i]),
                             events.empty() ? "+" : std::to_string(events.back().version() - 1),
                             std::to_string(seen_[aggregates[i]] + 1), "COUNT",
                             std::to_string(events_at_once)});
        }
        if (asked.empty()) break;
        const auto replies = co_await store_.client().call_all(calls);
        for (std::size_t k = 0; k < asked.size(); ++k) {
            if (!replies[k]) co_return std::unexpected(replies[k].error());
            if (auto taken = take(tails[asked[k]], *replies[k], since); !taken) co_return taken;
        }
    }
    for (std::size_t i = 0; i < aggregates.size(); ++i) {
        const auto& events = tails[i].events;
        for (const auto& event : std::views::reverse(events)) known_.load.note(event);
        auto& seen = seen_[aggregates[i]];
        if (!events.empty()) seen = std::max(seen, events.front().version());
    }
    co_return Result<void>{};
}

void LiveKnown::note_case(const std::string& aggregate, const v1::Event& event) {
    // What came before it may still be to be read.
    auto& seen = seen_[aggregate];
    if (event.version() == seen + 1) seen = event.version();
    known_.load.note(event);
}

bool LiveKnown::note_beds(const std::string& organization, const v1::Event& event) {
    auto& state = beds_[organization];
    if (event.version() <= state.version) return true;
    if (event.version() != state.version + 1) return false;
    state.aggregate = domain::beds_of(organization);
    state = domain::evolve(std::move(state), event);
    return true;
}

bool LiveKnown::note(const std::string& aggregate, const std::vector<v1::Event>& events) {
    domain::BedsState named;
    named.aggregate = aggregate;
    const bool beds = aggregate.starts_with("beds/");
    for (const auto& event : events) {
        if (!beds)
            note_case(aggregate, event);
        else if (!note_beds(named.organization(), event))
            return false;
    }
    if (beds && !events.empty()) known_.beds.put(beds_.at(named.organization()));
    return true;
}

// Two may read the same at once: what one has folded already, the other leaves alone.
awaitable<Result<void>> LiveKnown::read_beds(std::string organization) {
    const auto aggregate = domain::beds_of(organization);
    auto history = co_await store_.load(aggregate, beds_[organization].version);
    if (!history && history.error().code == FaultCode::corrupt) {
        beds_.erase(organization);  // another history than the one that was read: from the start
        history = co_await store_.load(aggregate);
    }
    if (!history) co_return std::unexpected(history.error());
    beds_[organization].aggregate = aggregate;
    for (const auto& event : history->events) note_beds(organization, event);
    known_.beds.put(beds_.at(organization));
    co_return Result<void>{};
}

awaitable<Result<void>> LiveKnown::read_all_beds(std::vector<std::string> organizations) {
    for (auto& organization : organizations)
        if (auto read = co_await read_beds(std::move(organization)); !read) co_return read;
    co_return Result<void>{};
}

std::vector<std::string> shelters_of(const domain::Directory& directory) {
    std::vector<std::string> found;
    for (const auto& organization : directory.data().organizations())
        if (organization.sector() == v1::Sector::shelter) found.push_back(organization.id());
    return found;
}

}  // namespace relais::store
