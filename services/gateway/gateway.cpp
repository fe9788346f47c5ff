#include "services/gateway/gateway.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "common/domain/scopes.hpp"
#include "common/runtime/duties.hpp"
#include "common/runtime/redis_settings.hpp"
#include "common/runtime/zone_watch.hpp"
#include "common/store/opening.hpp"
#include "services/gateway/api.hpp"
#include "services/gateway/api_calendar.hpp"
#include "services/gateway/api_fund.hpp"
#include "services/gateway/api_match.hpp"
#include "services/gateway/desk_impl.hpp"
#include "services/gateway/directory_desk.hpp"
#include "services/gateway/fund_desk_impl.hpp"
#include "services/gateway/roster_calendars.hpp"
#include "services/gateway/roster_changes.hpp"
#include "services/gateway/screens/screens.hpp"
#include "services/gateway/voucher_paper.hpp"

namespace relais::gateway {
namespace {

namespace asio = boost::asio;

// A request in hand ends within its own limits; longer than this and it is cut.
constexpr std::chrono::seconds stop_patience{10};

// Cases, beds, listings and funds, for live views and outcomes; the directory, to follow it.
std::vector<store::Partition> partitions_followed(const std::vector<std::string>& funds) {
    auto partitions = store::case_partitions();
    partitions.insert(partitions.end(), store::bed_partitions().begin(),
                      store::bed_partitions().end());
    partitions.insert(partitions.end(), store::listing_partitions().begin(),
                      store::listing_partitions().end());
    partitions.push_back(store::directory_partition());
    for (auto& fund : store::fund_partitions(funds)) partitions.push_back(std::move(fund));
    return partitions;
}

std::string_view name_of_method(http::Method method) {
    switch (method) {
        case http::Method::get:
            return "GET";
        case http::Method::head:
            return "HEAD";
        case http::Method::post:
            return "POST";
        case http::Method::put:
            return "PUT";
    }
    return {};
}

std::vector<std::string> table_of(const Routes& routes) {
    std::vector<std::string> table;
    for (const auto& route : routes)
        table.push_back(std::string(name_of_method(route.method)) + " " + route.pattern);
    return table;
}

// How long each route takes, and how it ends.
http::Handler timed(runtime::Metrics& metrics, std::string route, http::Handler handler) {
    return [&metrics, route = std::move(route),
            handler = std::move(handler)](http::Request request) -> awaitable<http::Response> {
        const auto begun = std::chrono::steady_clock::now();
        auto response = co_await handler(std::move(request));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        metrics.observe(
            "relais_request_seconds", took.count(),
            "route=\"" + route + "\",status=\"" + std::to_string(response.status / 100) + "xx\"");
        co_return response;
    };
}

std::string new_uuid(Entropy& entropy) {
    std::array<std::byte, 16> bytes;
    entropy.fill(bytes);
    bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40};
    bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
    std::string text = to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    for (const std::size_t dash : {20u, 16u, 12u, 8u}) text.insert(dash, 1, '-');
    return text;
}

}  // namespace

class Gateway::Impl {
public:
    Impl(runtime::Process& process, const Secret& secret)
        : process_(process),
          executor_(process.io.get_executor()),
          secret_(secret),
          client_(executor_, runtime::redis_settings(process.config)),
          feed_reads_(executor_, runtime::redis_settings(process.config)),
          store_(client_, secret),
          clock_(client_),
          feed_(feed_reads_, partitions_followed(process.config.funds)),
          directory_(store_, feed_),
          funds_(store_, feed_, process.config.funds),
          problems_(words_, process.config.emergency_telephone),
          sessions_(client_, secret, clock_, entropy_, process.config.public_url,
                    [this](const v1::Account& account) { return opens_doors(account); }),
          outcomes_(executor_, feed_),
          submitter_(store_, outcomes_, process.metrics),
          known_(store_),
          beds_(secret, store_, clock_, directory_, submitter_, known_),
          listings_(executor_, listing_ports()),
          figures_(store_, clock_, directory_, process.workers),
          streams_(executor_, feed_, client_, process.metrics) {
        describe_metrics();
    }

    awaitable<Result<void>> start() {
        auto keys = store::KeyRing::open(process_.config.data_dir / "keys.db");
        if (!keys) co_return std::unexpected(keys.error());
        keys_ = std::move(*keys);
        desk_ = std::make_unique<DeskImpl>(secret_, store_, clock_, directory_, *keys_, submitter_,
                                           process_.metrics);
        fund_ = std::make_unique<FundDeskImpl>(fund_ports());
        if (auto listening = listen(); !listening) co_return listening;
        auto opened = co_await store::open_store(
            store_, clock_,
            [this](const Fault& fault) { process_.log.fault("waiting for Redis", fault); },
            stopping_);
        if (!opened) {
            co_await server_->stop(std::chrono::milliseconds(100));
            co_return opened;
        }
        if (auto loaded = co_await directory_.load(); !loaded)
            process_.log.fault("directory not read yet", loaded.error());
        if (auto loaded = co_await funds_.load(); !loaded)
            process_.log.fault("funds not read yet", loaded.error());
        // Whoever belongs no more since then sees nothing more.
        directory_.on_change([this] { streams_.look_again(); });
        duties_.begin(clock_.run());
        duties_.begin(zones_.run());
        duties_.begin(feed_.run());
        duties_.begin(listings_.run());
        ready_ = true;
        process_.log.info("gateway at work", {{"port", std::to_string(port_)}});
        co_return Result<void>{};
    }

    awaitable<void> stop() {
        ready_ = false;
        stopping_ = true;
        streams_.stop();
        listings_.stop();
        zones_.stop();
        if (server_) co_await server_->stop(stop_patience);
        clock_.stop();
        feed_.stop();
        feed_reads_.stop();
        co_await duties_.ended();
        client_.stop();
        process_.log.info("gateway stopped");
    }

    [[nodiscard]] bool ready() const { return ready_ && client_.connected(); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::vector<std::string>& api_table() const { return api_table_; }
    [[nodiscard]] const std::vector<std::string>& screen_table() const { return screen_table_; }
    [[nodiscard]] Desk& desk() const { return *desk_; }

private:
    Result<void> listen() {
        ports_ = std::make_unique<ApiPorts>(ApiPorts{process_.config,
                                                     process_.metrics,
                                                     process_.workers,
                                                     words_,
                                                     secret_,
                                                     clock_,
                                                     entropy_,
                                                     store_,
                                                     feed_,
                                                     directory_,
                                                     *keys_,
                                                     submitter_,
                                                     sessions_,
                                                     problems_,
                                                     *desk_,
                                                     beds_,
                                                     known_,
                                                     listings_,
                                                     *fund_,
                                                     figures_,
                                                     streams_,
                                                     [this] { return ready(); }});
        auto routes = api_routes(*ports_);
        add_fund_routes(routes, *ports_, *fund_);
        auto screens = screen_routes(screen_ports());
        api_table_ = table_of(routes);
        screen_table_ = table_of(screens);
        std::ranges::move(screens, std::back_inserter(routes));
        for (auto& route : routes)
            route.handler = timed(process_.metrics, route.pattern, std::move(route.handler));
        problems_.show_pages_with([this](const Refused& refused, words::Language language) {
            return problem_response(words_, language, refused, process_.config.emergency_telephone);
        });
        http::ServerSettings settings;
        settings.address = process_.config.listen_address;
        settings.port = process_.config.port;
        settings.connections_max = process_.config.connections_max;
        settings.connections_per_address_max = process_.config.connections_per_address_max;
        settings.head_timeout = process_.config.head_timeout;
        settings.request_timeout = process_.config.request_timeout;
        settings.idle_timeout = process_.config.idle_timeout;
        server_ = std::make_unique<http::Server>(
            executor_, settings, std::move(routes),
            [this](const http::Refusal& refusal, const http::Request& request) {
                return refuse(refusal, request);
            });
        const auto port = server_->listen();
        if (!port) return std::unexpected(port.error());
        port_ = *port;
        return {};
    }

    http::Response refuse(const http::Refusal& refusal, const http::Request& request) {
        process_.metrics.count("relais_http_refused_total", "code=\"" + refusal.code + "\"");
        if (!refusal.cause.empty())
            process_.log.error("a route failed", {{"cause", refusal.cause}});
        return problems_.answer(refusal, request);
    }

    ListingsDesk::Ports listing_ports() {
        return {.secret = secret_,
                .store = store_,
                .clock = clock_,
                .directory = directory_,
                .submitter = submitter_,
                .workers = process_.workers,
                .feed = feed_,
                .keys = [this]() -> store::KeyRing& { return *keys_; },
                .name_of = [this](const std::string& person) { return desk_->name_of(person); },
                .new_uuid = [this] { return new_uuid(entropy_); },
                .say = [this](const Fault& fault) { process_.log.fault("listings", fault); }};
    }

    FundDeskImpl::Ports fund_ports() {
        return {
            .secret = secret_,
            .store = store_,
            .clock = clock_,
            .directory = directory_,
            .funds = funds_,
            .submitter = submitter_,
            .workers = process_.workers,
            .words = words_,
            .public_url = process_.config.public_url,
            .data_dir = process_.config.data_dir,
            .keys = [this]() -> store::KeyRing& { return *keys_; },
            .name_of = [this](const std::string& person) { return desk_->name_of(person); },
            .new_uuid = [this] { return new_uuid(entropy_); },
            .ask_case =
                [this](std::string case_id, v1::Command command, std::string hash, v1::Account by) {
                    return desk_->ask_case(std::move(case_id), std::move(command), std::move(hash),
                                           std::move(by));
                }};
    }

    ScreenPorts screen_ports() {
        return {.desk = *desk_,
                .door = door(),
                .words = words_,
                .directory = [this] { return directory_.current(); },
                .change_roster =
                    [this](v1::RosterChange change, bool preview, v1::Account by) {
                        return change_roster(*ports_, std::move(change), preview, std::move(by));
                    },
                .calendar_address =
                    [this](v1::CalendarSubject subject, bool renew, v1::Account by) {
                        return calendar_address(*ports_, std::move(subject), renew, std::move(by));
                    },
                .clock = clock_,
                .new_uuid = [this] { return new_uuid(entropy_); },
                .apart = [this](std::function<void()> work) -> awaitable<void> {
                    co_await process_.workers.run(std::move(work));
                },
                .calendars = [this](v1::Roster roster) { return shown_calendars(*ports_, roster); },
                .directory_desk = directory_ports(),
                .settings = {.emergency_telephone = process_.config.emergency_telephone,
                             .secure_cookies = process_.config.public_url.starts_with("https://")},
                .read_beds = [this](v1::Account by) { return beds_.read(std::move(by)); },
                .command_beds =
                    [this](std::string organization, v1::Command command, v1::Account by) {
                        return beds_.command(std::move(organization), std::move(command),
                                             std::move(by));
                    },
                .known_at = [this](Instant at) { return gateway::known_at(*ports_, at); },
                .listings = listing_screens(),
                .read_figures =
                    [this](std::string month, v1::Account by) {
                        return read_figures(std::move(month), std::move(by));
                    },
                .fund = {.desk = fund_.get(), .qr = qr_svg}};
    }

    awaitable<Answered<v1::Figures>> read_figures(std::string month, v1::Account by) {
        const auto period = figure_month(month, clock_.now());
        if (!period) co_return std::unexpected(period.error());
        co_return co_await figures_.read(*period, std::move(by));
    }

    ListingPorts listing_screens() {
        return {
            .find = [this](std::string text, bool stale,
                           v1::Account by) -> awaitable<v1::FoundListings> {
                ListingQuestion question;
                question.text = std::move(text);
                question.stale = stale;
                co_return co_await listings_.find(std::move(question), std::move(by));
            },
            .read = [this](std::string id,
                           v1::Account by) { return listings_.read(std::move(id), std::move(by)); },
            .assure =
                [this](std::string id, v1::Account by) {
                    return listings_.assure(std::move(id), std::move(by));
                }};
    }

    DirectoryPorts directory_ports() {
        const auto search = std::make_shared<DirectorySearch>(*ports_);
        return {
            .find =
                [search](std::string text, std::string kind, words::Language language,
                         v1::Account by) {
                    return search->find({std::move(text), std::move(kind), language},
                                        std::move(by));
                },
            .describe =
                [this](words::Language language, const v1::Account& by, v1::FoundEntry& entry) {
                    describe_entry(*ports_, *directory_.current(), language, by, entry);
                },
            .entry =
                [this](const v1::EntryName& name) {
                    return entry_of(directory_.current()->data(), name);
                },
            .history =
                [this](domain::HistoryQuestion question, v1::Account by) {
                    return read_history(*ports_, std::move(question), std::move(by));
                },
            .edit =
                [this](v1::DirectoryEdit edit, bool preview, v1::Account by) {
                    return edit_directory(*ports_, std::move(edit), preview, std::move(by));
                },
            .assure =
                [this](v1::Assuring asked, v1::Account by) {
                    return assure_entries(*ports_, std::move(asked), std::move(by));
                },
            .stale = [this](words::Language language,
                            const v1::Account& by) { return stale_list(*ports_, language, by); },
            .dues = [this](const v1::Account& by) { return dues_list(*ports_, by); }};
    }

    bool opens_doors(const v1::Account& account) const {
        const bool serves =
            has_role(account, v1::Role::admin) || has_role(account, v1::Role::system);
        return domain::opens_doors(*directory_.current(), account.person(), account.organization(),
                                   serves, clock_.now());
    }

    Door door() {
        return {
            .who = [this](http::Request request) -> awaitable<Answered<Visitor>> {
                auto caller = co_await sessions_.who(request);
                if (!caller) co_return std::unexpected(caller.error());
                co_return Visitor{std::move(caller->account), std::move(caller->csrf)};
            },
            .sign_in = [this](std::string token) -> awaitable<Answered<Entered>> {
                auto signed_in = co_await sessions_.sign_in(std::move(token));
                if (!signed_in) co_return std::unexpected(signed_in.error());
                co_return Entered{{std::move(signed_in->account), std::move(signed_in->csrf)},
                                  std::move(signed_in->set_cookie)};
            },
            .sign_out = [this](http::Request request) -> awaitable<Answered<std::string>> {
                co_return co_await sessions_.sign_out(request);
            },
            .from_our_screens =
                [this](const http::Request& request) { return sessions_.from_our_pages(request); }};
    }

    void describe_metrics() {
        auto& metrics = process_.metrics;
        metrics.describe("relais_alerts_total", "Alerts accepted, by outcome");
        metrics.describe("relais_answers_total", "Answers to pages by link, by answer");
        metrics.describe("relais_receipts_total", "Signed call-backs about messages, by status");
        metrics.describe("relais_request_seconds", "Requests, by route and class of status");
        metrics.describe("relais_http_refused_total", "Requests refused before a route, by code");
        metrics.describe("relais_store_seconds", "Round trip to the store, by operation");
        metrics.describe("relais_feed_readers", "Live views that are open");
    }

    runtime::Process& process_;
    asio::any_io_executor executor_;
    const Secret& secret_;
    SystemEntropy entropy_;
    redis::Client client_;
    redis::Client feed_reads_;
    store::Store store_;
    store::StoreClock clock_;
    store::Feed feed_;
    store::LiveDirectory directory_;
    store::LiveFund funds_;
    words::Words words_;
    Problems problems_;
    Sessions sessions_;
    Outcomes outcomes_;
    Submitter submitter_;
    store::LiveKnown known_;
    BedsDesk beds_;
    ListingsDesk listings_;
    FiguresDesk figures_;
    Streams streams_;
    std::unique_ptr<store::KeyRing> keys_;
    std::unique_ptr<DeskImpl> desk_;
    std::unique_ptr<FundDeskImpl> fund_;
    std::unique_ptr<ApiPorts> ports_;
    std::unique_ptr<http::Server> server_;
    std::vector<std::string> api_table_;
    std::vector<std::string> screen_table_;
    std::uint16_t port_ = 0;
    runtime::ZoneWatch zones_{executor_, [this] { directory_.renew(); }};
    runtime::Duties duties_{executor_};
    bool ready_ = false;
    bool stopping_ = false;
};

Gateway::Gateway(runtime::Process& process, const Secret& secret)
    : impl_(std::make_unique<Impl>(process, secret)) {}
Gateway::~Gateway() = default;
awaitable<Result<void>> Gateway::start() { return impl_->start(); }
awaitable<void> Gateway::stop() { return impl_->stop(); }
bool Gateway::ready() const { return impl_->ready(); }
std::uint16_t Gateway::port() const { return impl_->port(); }
std::vector<std::string> Gateway::api_table() const { return impl_->api_table(); }
std::vector<std::string> Gateway::screen_table() const { return impl_->screen_table(); }
Desk& Gateway::desk() const { return impl_->desk(); }

}  // namespace relais::gateway
