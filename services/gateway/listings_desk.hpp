// Listings of the field, as the gateway keeps, finds and changes them. They are opened once, when
// they are read, and stay in memory; the feed tells which have changed. Everything that is given
// away has gone through hsds::visible at the caller's level:
//
//   hidden      the listing's own organization, administration
//   restricted  coordination, members of a committee with that scope
//   members     whoever is signed in
//   public      for a package that is given to others
//
// Opening, folding and searching many runs on the worker pool: no page waits for a directory.
#pragma once

#include <map>
#include <memory>
#include <set>

#include <boost/asio/steady_timer.hpp>

#include "common/base/keyed_hash.hpp"
#include "common/domain/listing.hpp"
#include "common/hsds/freshness.hpp"
#include "common/hsds/levels.hpp"
#include "common/runtime/worker_pool.hpp"
#include "common/store/live_directory.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/submitter.hpp"

namespace relais::gateway {

struct ListingQuestion {
    std::string text;  // words; each must be found; accents and case are forgiven
    hsds::Level::Code level = hsds::Level::unknown;  // not more than that; unknown: all she may
    bool stale = false;                              // only those
    std::string id;                                  // only this one
};

class ListingsDesk {
public:
    struct Ports {
        const Secret& secret;
        store::Store& store;
        const Clock& clock;
        store::LiveDirectory& directory;
        Submitter& submitter;
        runtime::WorkerPool& workers;
        store::Feed& feed;
        std::function<store::KeyRing&()> keys;
        std::function<std::string(const std::string&)> name_of;  // a person's
        std::function<std::string()> new_uuid;
        std::function<void(const Fault&)> say;
    };
    ListingsDesk(boost::asio::any_io_executor executor, Ports ports);

    // Reads all, then what changes, until stopped.
    [[nodiscard]] awaitable<void> run();
    void stop();

    [[nodiscard]] awaitable<v1::FoundListings> find(ListingQuestion question, v1::Account by);
    // Refused: 404 listing_unknown.
    [[nodiscard]] awaitable<Answered<v1::ListingReading>> read(std::string id, v1::Account by);
    [[nodiscard]] awaitable<Answered<v1::ListingAnswer>> put(v1::ListingChange change,
                                                             v1::Account by);
    // The version after it.
    [[nodiscard]] awaitable<Answered<std::uint64_t>> remove(std::string id, std::string why,
                                                            v1::Account by);
    [[nodiscard]] awaitable<Answered<std::uint64_t>> assure(std::string id, v1::Account by);
    // As she may see them, each at most at a level. To be called on the worker pool.
    using Export = std::function<std::vector<v1::Listing>()>;
    [[nodiscard]] Export export_for(v1::Account by, hsds::Level::Code level) const;

private:
    // What a listing is at one level.
    struct Face {
        v1::FoundListing found;
        std::string text;  // folded
        std::optional<hsds::Assured> assured;
    };
    struct Entry {
        domain::ListingState state;
        std::string clear;  // a Listing; empty: it does not stand, or cannot be opened
        std::string id;
        std::map<hsds::Level::Code, std::shared_ptr<const Face>> faces;
    };
    using EntryPtr = std::shared_ptr<const Entry>;

    [[nodiscard]] hsds::Level::Code level_of(const v1::Account& by,
                                             const std::string& organization) const;
    [[nodiscard]] v1::FoundListing about(const Entry& entry, const Face& face,
                                         hsds::Level::Code level, const v1::Account& by) const;
    [[nodiscard]] static std::map<hsds::Level::Code, std::shared_ptr<const Face>> faces_of(
        const v1::Listing& listing);
    [[nodiscard]] awaitable<Result<EntryPtr>> refresh(std::string aggregate);
    [[nodiscard]] awaitable<Answered<EntryPtr>> standing(std::string id);
    [[nodiscard]] awaitable<Answered<std::uint64_t>> submit(std::string id, v1::Command command,
                                                            v1::Account by, std::string meant);

    Ports ports_;
    boost::asio::steady_timer wake_;
    store::Feed::Subscription echoes_;
    store::Feed::Subscription gaps_;
    std::map<std::string, EntryPtr> entries_;  // by aggregate
    std::set<std::string> changed_;            // to be read again
    bool read_all_ = true;
    bool reading_ = true;
    bool stopping_ = false;
};

}  // namespace relais::gateway
