#include "services/gateway/listings_desk.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <google/protobuf/util/time_util.h>

#include "common/calendar/folding.hpp"
#include "common/hsds/grouping.hpp"
#include "common/store/pause.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/seen_names.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

using hsds::Level;
using v1::Role;

constexpr int found_max = 200;
constexpr Duration pause_after_fault{500};
constexpr std::string_view prefix = "listing/";
constexpr std::array levels = {Level::public_, Level::members, Level::restricted, Level::hidden};

bool steers(const v1::Account& by) {
    return has_role(by, Role::coordinator) || has_role(by, Role::admin);
}

Role::Code role_of(const v1::Account& by) {
    for (const auto role : {Role::coordinator, Role::admin, Role::responder})
        if (has_role(by, role)) return role;
    return Role::worker;
}

bool is_own(const v1::Account& by, const std::string& organization) {
    return !organization.empty() && by.organization() == organization;
}

std::vector<std::string> words_in(const std::string& folded) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < folded.size();) {
        const auto end = std::min(folded.find(' ', begin), folded.size());
        if (end > begin) words.push_back(folded.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

// Its rules take a millisecond to make: each thread of the pool keeps its own.
std::string folded(std::string_view text) {
    thread_local const calendar::Folding folding;
    return folding(text);
}

v1::Listing parsed(const std::string& clear) {
    v1::Listing listing;
    listing.ParseFromString(clear);
    return listing;
}

store::SealContext context_of(const std::string& aggregate, const std::string& command) {
    return {aggregate, command, "listing"};
}

}  // namespace

ListingsDesk::ListingsDesk(boost::asio::any_io_executor executor, Ports ports)
    : ports_(std::move(ports)),
      wake_(executor),
      echoes_(ports_.feed.listen([this](const store::FeedItem& item) {
          if (!item.echo.aggregate().starts_with(prefix)) return;
          changed_.insert(item.echo.aggregate());
          wake_.cancel();
      })),
      gaps_(ports_.feed.on_gap([this] {
          read_all_ = true;
          wake_.cancel();
      })) {}

awaitable<void> ListingsDesk::run() {
    while (!stopping_) {
        if (std::exchange(read_all_, false)) {
            const auto all = co_await ports_.store.listings();
            if (all) changed_.insert(all->begin(), all->end());
            if (!all && !stopping_) {
                read_all_ = true;
                ports_.say(all.error());
                co_await store::pause(pause_after_fault);
                continue;
            }
        }
        std::set<std::string> again;
        while (!changed_.empty() && !stopping_) {
            const auto aggregate = *changed_.begin();
            changed_.erase(changed_.begin());
            const auto done = co_await refresh(aggregate);
            if (done || stopping_) continue;
            ports_.say(done.error());
            // What is damaged stays so; everything else is worth asking again.
            if (done.error().code != FaultCode::corrupt) again.insert(aggregate);
        }
        if (!again.empty() && !stopping_) {
            changed_.merge(again);
            co_await store::pause(pause_after_fault);
            continue;
        }
        reading_ = false;
        if (stopping_ || read_all_) continue;
        wake_.expires_after(std::chrono::hours(1));
        co_await wake_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
}

void ListingsDesk::stop() {
    stopping_ = true;
    wake_.cancel();
}

std::map<Level::Code, std::shared_ptr<const ListingsDesk::Face>> ListingsDesk::faces_of(
    const v1::Listing& listing) {
    std::map<Level::Code, std::shared_ptr<const Face>> faces;
    std::string before;
    for (const auto level : levels) {
        const auto seen = hsds::visible(listing, level);
        auto bytes = seen.SerializeAsString();
        if (!faces.empty() && bytes == before) {  // nothing more to see: the same face
            faces[level] = faces.rbegin()->second;
            continue;
        }
        before = std::move(bytes);
        auto face = std::make_shared<Face>();
        face->found.set_id(listing.id());
        face->found.set_title(hsds::title_of(seen));
        for (auto& name : hsds::services_of(seen)) face->found.add_services(std::move(name));
        for (auto& name : hsds::territories_of(seen)) face->found.add_territories(std::move(name));
        face->found.set_level(hsds::strictest(seen));
        face->text = folded(hsds::text_of(seen));
        face->assured = hsds::assured_by_source(seen);
        if (seen.rows_size() == 0) face = nullptr;
        faces[level] = std::move(face);
    }
    return faces;
}

// Two may read the same at once: what one has folded already, the other leaves alone.
awaitable<Result<ListingsDesk::EntryPtr>> ListingsDesk::refresh(std::string aggregate) {
    Entry entry;
    if (const auto known = entries_.find(aggregate); known != entries_.end())
        entry = *known->second;
    auto history = co_await ports_.store.load(aggregate, entry.state.version);
    if (!history && history.error().code == FaultCode::corrupt && entry.state.version > 0) {
        entry = {};  // another history than the one that was read: from the start
        history = co_await ports_.store.load(aggregate);
    }
    if (!history) co_return std::unexpected(history.error());
    const v1::Event* put = nullptr;
    entry.state.aggregate = aggregate;
    for (const auto& event : history->events) {
        entry.state = domain::evolve(std::move(entry.state), event);
        if (event.has_listing_put()) put = &event;
    }
    if (!entry.state.stands) {
        entry.clear.clear();
        entry.faces.clear();
    } else if (put != nullptr) {
        const auto opened = ports_.keys().open(put->listing_put().put().listing(),
                                               context_of(aggregate, put->command_id()));
        if (!opened) co_return fault(FaultCode::corrupt, "open " + aggregate, opened.error().cause);
        entry.clear = *opened;
        entry.id = parsed(entry.clear).id();
        entry.faces =
            co_await ports_.workers.run([clear = entry.clear] { return faces_of(parsed(clear)); });
    }
    auto& place = entries_[aggregate];
    if (place == nullptr || place->state.version <= entry.state.version)
        place = std::make_shared<const Entry>(std::move(entry));
    co_return place;
}

Level::Code ListingsDesk::level_of(const v1::Account& by, const std::string& organization) const {
    if (has_role(by, Role::admin) || is_own(by, organization)) return Level::hidden;
    const auto directory = ports_.directory.current();
    const auto in_committee = [&](const v1::Committee& committee) {
        return std::ranges::find(committee.scopes(), v1::Scope::restricted_listings) !=
                   committee.scopes().end() &&
               std::ranges::find(committee.members(), by.person()) != committee.members().end();
    };
    const bool restricted = has_role(by, Role::coordinator) ||
                            std::ranges::any_of(directory->data().committees(), in_committee);
    return restricted ? Level::restricted : Level::members;
}

v1::FoundListing ListingsDesk::about(const Entry& entry, const Face& face, Level::Code level,
                                     const v1::Account& by) const {
    using google::protobuf::util::TimeUtil;
    auto found = face.found;
    const auto& state = entry.state;
    Instant assured = state.put;
    if (state.assured != Instant{}) {
        assured = state.assured;
        const auto directory = ports_.directory.current();
        const auto* person = directory->person(state.assured_by);
        const auto* of =
            person == nullptr ? nullptr : directory->organization(person->organization());
        // Whose name she may not see is told by the organization alone.
        if (sees_name(by, person == nullptr ? "" : person->organization()))
            found.set_assured_by(ports_.name_of(state.assured_by));
        else if (of != nullptr)
            found.set_assured_by(of->name());
    } else if (face.assured) {
        assured = face.assured->at;
        found.set_assured_by(face.assured->by);
    }
    *found.mutable_assured() = TimeUtil::MillisecondsToTimestamp(to_ms(assured));
    found.set_stale(ports_.clock.now() - assured > hsds::stale_after);
    found.set_may_change(steers(by) || is_own(by, state.organization));
    found.set_organization(state.organization);
    found.set_source(state.source);
    found.set_version(state.version);
    found.set_caller(level);
    return found;
}

awaitable<v1::FoundListings> ListingsDesk::find(ListingQuestion question, v1::Account by) {
    struct Candidate {
        EntryPtr entry;
        Level::Code level;
    };
    std::vector<Candidate> candidates;
    for (const auto& [aggregate, entry] : entries_) {
        if (entry->clear.empty() || (!question.id.empty() && entry->id != question.id)) continue;
        auto level = level_of(by, entry->state.organization);
        if (question.level != Level::unknown) level = std::min(level, question.level);
        candidates.push_back({entry, level});
    }
    const auto fitting = co_await ports_.workers.run([&candidates, text = question.text] {
        const auto words = words_in(folded(text));
        std::vector<std::pair<std::string, const Candidate*>> hits;
        for (const auto& candidate : candidates) {
            const auto& face = candidate.entry->faces.at(candidate.level);
            const bool fits = face != nullptr && std::ranges::all_of(words, [&](const auto& word) {
                                  return face->text.contains(word);
                              });
            if (fits) hits.emplace_back(folded(face->found.title()), &candidate);
        }
        std::ranges::sort(hits, {}, [](const auto& hit) { return hit.first; });
        return hits;
    });
    v1::FoundListings found;
    found.set_reading(reading_);
    for (const auto& [title, hit] : fitting) {
        auto one = about(*hit->entry, *hit->entry->faces.at(hit->level), hit->level, by);
        if (question.stale && !one.stale()) continue;
        if (found.listings_size() == found_max) {
            found.set_more(true);
            break;
        }
        *found.add_listings() = std::move(one);
    }
    co_return found;
}

awaitable<Answered<ListingsDesk::EntryPtr>> ListingsDesk::standing(std::string id) {
    const auto entry = co_await refresh(domain::listing_of(id));
    if (!entry) co_return std::unexpected(refused_for(entry.error()));
    if ((*entry)->clear.empty() || (*entry)->id != id)
        co_return std::unexpected(refused_for(v1::Rejection::listing_unknown));
    co_return *entry;
}

awaitable<Answered<v1::ListingReading>> ListingsDesk::read(std::string id, v1::Account by) {
    const auto entry = co_await standing(std::move(id));
    if (!entry) co_return std::unexpected(entry.error());
    const auto level = level_of(by, (*entry)->state.organization);
    const auto& face = (*entry)->faces.at(level);
    // Who may see nothing of it does not learn that it is there.
    if (face == nullptr) co_return std::unexpected(refused_for(v1::Rejection::listing_unknown));
    v1::ListingReading reading;
    *reading.mutable_about() = about(**entry, *face, level, by);
    *reading.mutable_listing() = co_await ports_.workers.run(
        [clear = (*entry)->clear, level] { return hsds::visible(parsed(clear), level); });
    co_return reading;
}

awaitable<Answered<std::uint64_t>> ListingsDesk::submit(std::string id, v1::Command command,
                                                        v1::Account by, std::string meant) {
    const auto aggregate = domain::listing_of(id);
    if (by.person().empty()) co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    command.set_aggregate(aggregate);
    command.mutable_actor()->set_role(role_of(by));
    command.mutable_actor()->set_person(by.person());
    command.mutable_actor()->set_organization(by.organization());
    command.set_issued_ms(to_ms(ports_.clock.now()));
    const auto hash = ports_.secret.hash("listing command", by.person() + "\n" + meant);
    const auto decided =
        co_await ports_.submitter.submit(std::move(command), std::string(as_text(hash)));
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    // Whoever changed it reads what she changed.
    if (const auto read = co_await refresh(aggregate); !read) ports_.say(read.error());
    co_return decided->version;
}

awaitable<Answered<v1::ListingAnswer>> ListingsDesk::put(v1::ListingChange change, v1::Account by) {
    const auto id = change.listing().id();
    const auto aggregate = domain::listing_of(id);
    if (change.organization().empty() && !steers(by)) change.set_organization(by.organization());
    const auto before = co_await refresh(aggregate);
    if (!before) co_return std::unexpected(refused_for(before.error()));
    const auto& state = (*before)->state;
    auto listing = std::move(*change.mutable_listing());
    const auto level = level_of(by, state.organization);
    if (!(*before)->clear.empty() && level < Level::hidden)
        listing = hsds::with_unseen(parsed((*before)->clear), listing, level);
    const auto clear = listing.SerializeAsString();
    const auto digest = std::string(as_text(ports_.secret.hash("listing", clear)));
    v1::ListingAnswer answer;
    answer.set_id(id);
    // What stands already needs no command: a package that is put again costs little.
    if (state.stands && state.digest == digest && state.source == change.source() &&
        state.organization == change.organization() &&
        (steers(by) || is_own(by, state.organization))) {
        answer.set_version(state.version);
        answer.set_outcome(v1::ListingAnswer::unchanged);
        co_return answer;
    }
    const auto key = ports_.keys().take_key();
    if (!key) co_return std::unexpected(refused_for(key.error()));
    v1::Command command;
    command.set_command_id("api/" + ports_.new_uuid());
    auto sealed = ports_.keys().seal(*key, context_of(aggregate, command.command_id()), clear);
    if (!sealed) co_return std::unexpected(refused_for(sealed.error()));
    auto& put = *command.mutable_put_listing();
    *put.mutable_listing() = std::move(*sealed);
    put.set_digest(digest);
    put.set_organization(change.organization());
    put.set_source(change.source());
    if (change.has_expected_version()) put.set_expected_version(change.expected_version());
    const auto was = state.stands ? state.version : 0;
    const auto version = co_await submit(id, std::move(command), std::move(by), clear);
    if (!version) co_return std::unexpected(version.error());
    answer.set_version(*version);
    answer.set_outcome(was == 0          ? v1::ListingAnswer::created
                       : *version == was ? v1::ListingAnswer::unchanged
                                         : v1::ListingAnswer::changed);
    co_return answer;
}

awaitable<Answered<std::uint64_t>> ListingsDesk::remove(std::string id, std::string why,
                                                        v1::Account by) {
    v1::Command command;
    command.set_command_id("api/" + ports_.new_uuid());
    command.mutable_remove_listing()->set_why(why);
    co_return co_await submit(id, std::move(command), std::move(by), "remove\n" + id);
}

awaitable<Answered<std::uint64_t>> ListingsDesk::assure(std::string id, v1::Account by) {
    v1::Command command;
    command.set_command_id("api/" + ports_.new_uuid());
    command.mutable_assure_listing();
    co_return co_await submit(id, std::move(command), std::move(by), "assure\n" + id);
}

ListingsDesk::Export ListingsDesk::export_for(v1::Account by, Level::Code level) const {
    std::vector<std::pair<EntryPtr, Level::Code>> chosen;
    for (const auto& [aggregate, entry] : entries_) {
        if (entry->clear.empty()) continue;
        auto least = level_of(by, entry->state.organization);
        if (level != Level::unknown) least = std::min(least, level);
        chosen.emplace_back(entry, least);
    }
    return [chosen = std::move(chosen)] {
        std::vector<v1::Listing> listings;
        for (const auto& [entry, least] : chosen)
            listings.push_back(hsds::visible(parsed(entry->clear), least));
        return listings;
    };
}

}  // namespace relais::gateway
