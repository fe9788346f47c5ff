#include "common/store/live_fund.hpp"

#include <map>

#include <boost/asio/co_spawn.hpp>

#include "common/base/check.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/pause.hpp"

namespace relais::store {
namespace {

constexpr Duration pause_after_fault{200};

}  // namespace

// Shared with a reading that is under way when the object goes: it then ends by itself.
struct LiveFund::State {
    State(Store& store_in, std::vector<std::string> ids_in)
        : store(store_in), ids(std::move(ids_in)) {
        for (const auto& id : ids) funds.try_emplace(id, domain::fund_of(id));
    }
    struct Followed {
        explicit Followed(std::string aggregate) : fund(std::move(aggregate)) {}
        FundAt fund;
        bool reading = false;
        bool again = false;  // asked for while reading: what is being read may be old
    };
    void tell(const std::string& id) const {
        const auto now = listeners;  // one of them may add another
        for (const auto& listener : now) listener(id);
    }

    Store& store;
    std::vector<std::string> ids;
    std::map<std::string, Followed> funds;
    std::vector<std::function<void(const std::string&)>> listeners;
    bool gone = false;
};

LiveFund::LiveFund(Store& store, Feed& feed, std::vector<std::string> ids)
    : state_(std::make_shared<State>(store, std::move(ids))),
      echoes_(feed.listen([state = state_](const FeedItem& item) {
          for (const auto& [id, followed] : state->funds)
              if (item.echo.aggregate() == followed.fund.state.aggregate &&
                  item.echo.version() > followed.fund.state.version)
                  ask(state, id);
      })),
      gaps_(feed.on_gap([state = state_] {
          for (const auto& id : state->ids) ask(state, id);
      })) {}

LiveFund::~LiveFund() { state_->gone = true; }

awaitable<Result<void>> LiveFund::load() {
    const auto state = state_;
    for (const auto& id : state->ids)
        if (auto done = co_await read(state, id); !done) co_return done;
    co_return Result<void>{};
}

// What came since. Where that does not follow on what is known, Redis has lost something, and all
// of it is read anew.
awaitable<Result<void>> LiveFund::read(std::shared_ptr<State> state, std::string id) {
    auto& fund = state->funds.at(id).fund;
    const auto before = fund.state.version;
    const auto take = [state, &fund](EventPage page) -> awaitable<Result<void>> {
        co_return state->gone ? Result<void>{} : fold(fund, page);
    };
    Result<void> done{};
    if (before > 0) {
        const auto read = co_await state->store.read(fund.state.aggregate, fund.place(), take);
        if (!read) done = std::unexpected(read.error());
    }
    if (before == 0 || (!done && done.error().code == FaultCode::corrupt)) {
        auto anew = co_await load_fund(state->store, fund.state.aggregate, [](const Fault&) {});
        if (state->gone) co_return Result<void>{};
        done = anew ? Result<void>{} : Result<void>(std::unexpected(anew.error()));
        if (anew) fund = std::move(*anew);
    }
    if (!state->gone && done && fund.state.version != before) state->tell(id);
    co_return done;
}

void LiveFund::ask(const std::shared_ptr<State>& state, const std::string& id) {
    auto& followed = state->funds.at(id);
    followed.again = true;
    if (std::exchange(followed.reading, true)) return;
    boost::asio::co_spawn(state->store.client().executor(), refresh(state, id), bugs_are_fatal);
}

awaitable<void> LiveFund::refresh(std::shared_ptr<State> state, std::string id) {
    auto& followed = state->funds.at(id);
    while (!state->gone && followed.again) {
        followed.again = false;
        const Result<void> read_now = co_await read(state, id);
        if (read_now || state->gone) continue;
        // Corrupt stays so until somebody mends it; everything else is worth asking again.
        if (read_now.error().code == FaultCode::corrupt || state->store.client().stopped()) break;
        followed.again = true;
        co_await pause(pause_after_fault);
    }
    followed.reading = false;
}

const std::vector<std::string>& LiveFund::ids() const { return state_->ids; }

const domain::FundState* LiveFund::fund(const std::string& id) const {
    const auto found = state_->funds.find(id);
    if (found == state_->funds.end()) return nullptr;
    const auto& state = found->second.fund.state;
    return state.rules == nullptr ? nullptr : &state;
}

void LiveFund::on_change(std::function<void(const std::string&)> listener) {
    state_->listeners.push_back(std::move(listener));
}

}  // namespace relais::store
