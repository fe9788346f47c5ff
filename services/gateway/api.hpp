// The API: one table of routes, a file for each subject. A route reads, asks the desk, and writes;
// it decides nothing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/http/server.hpp"
#include "common/runtime/config.hpp"
#include "common/runtime/metrics.hpp"
#include "common/runtime/worker_pool.hpp"
#include "common/store/live_directory.hpp"
#include "common/words/words.hpp"
#include "services/gateway/beds_desk.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/figures_desk.hpp"
#include "services/gateway/listings_desk.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/sessions.hpp"
#include "services/gateway/streams.hpp"
#include "services/gateway/submitter.hpp"

namespace relais::gateway {

class FundDesk;

// What routes are made of; all of it outlives the server.
struct ApiPorts {
    const runtime::Config& config;
    runtime::Metrics& metrics;
    runtime::WorkerPool& workers;
    const words::Words& words;
    const Secret& secret;
    const Clock& clock;
    Entropy& entropy;
    store::Store& store;
    store::Feed& feed;
    store::LiveDirectory& directory;
    store::KeyRing& keys;
    Submitter& submitter;
    Sessions& sessions;
    Problems& problems;
    Desk& desk;
    BedsDesk& beds;
    store::LiveKnown& known;
    ListingsDesk& listings;
    FundDesk& fund;
    FiguresDesk& figures;
    Streams& streams;
    std::function<bool()> ready;
};

using Routes = std::vector<http::Route>;

void add_case_routes(Routes& routes, ApiPorts& ports);       // alerts, cases, commands
void add_review_routes(Routes& routes, ApiPorts& ports);     // review packs, figures
void add_case_door_routes(Routes& routes, ApiPorts& ports);  // what is sealed, her record
void add_feed_routes(Routes& routes, ApiPorts& ports);       // live views
void add_directory_routes(Routes& routes, ApiPorts& ports);  // directory
void add_roster_change_routes(Routes& routes, ApiPorts& ports);
void add_roster_calendar_routes(Routes& routes, ApiPorts& ports);
void add_bed_routes(Routes& routes, ApiPorts& ports);       // beds of shelters
void add_listing_routes(Routes& routes, ApiPorts& ports);   // listings of the field
void add_on_call_routes(Routes& routes, ApiPorts& ports);   // on call, shifts, coverage
void add_match_routes(Routes& routes, ApiPorts& ports);     // rehearsals
void add_calendar_routes(Routes& routes, ApiPorts& ports);  // calendar addresses
void add_sandbox_routes(Routes& routes, ApiPorts& ports);   // telephones of a drill
void add_hook_routes(Routes& routes, ApiPorts& ports);      // call-backs
void add_service_routes(Routes& routes, ApiPorts& ports);   // health, metrics, OpenAPI

[[nodiscard]] Routes api_routes(ApiPorts& ports);

}  // namespace relais::gateway
