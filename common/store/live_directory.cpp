#include "common/store/live_directory.hpp"

#include <boost/asio/co_spawn.hpp>

#include "common/base/check.hpp"
#include "common/store/cards.hpp"
#include "common/store/pause.hpp"

namespace relais::store {
namespace {

const std::string aggregate = "directory";
constexpr Duration pause_after_fault{200};

// What stands now: from the last event alone, from those after what is known, or from where the
// directory was last written whole.
awaitable<Result<domain::DirectoryState>> fold_newer(Store& store, domain::DirectoryState known) {
    const auto last = co_await store.last_event(aggregate);
    if (!last) co_return std::unexpected(last.error());
    if (!*last || (*last)->version() <= known.version) co_return known;
    if ((*last)->has_directory_put()) co_return evolve(domain::DirectoryState{}, **last);
    const auto whole = domain::whole_directory_before((*last)->version());
    if (known.version < whole) {
        known = {};
        known.version = whole - 1;
    }
    const auto history = co_await store.load(aggregate, known.version);
    if (!history) co_return std::unexpected(history.error());
    for (const auto& event : history->events) {
        if (event.version() == whole && !event.has_directory_put())
            co_return fault(FaultCode::corrupt, "load the directory", "it was not written whole");
        known = evolve(std::move(known), event);
    }
    co_return known;
}

}  // namespace

// Shared with a reading that is under way when the object goes: it then ends by itself.
struct LiveDirectory::State {
    explicit State(Store& store_in) : store(store_in) {}
    Store& store;
    domain::DirectoryPtr current = std::make_shared<const domain::Directory>();
    domain::DirectoryState folded;
    std::vector<std::function<void()>> listeners;
    bool gone = false;
    bool reading = false;
    bool again = false;  // asked for while reading: what is being read may be old

    void tell() const {
        const auto now = listeners;  // one of them may add another
        for (const auto& listener : now) listener();
    }
};

LiveDirectory::LiveDirectory(Store& store, Feed& feed)
    : state_(std::make_shared<State>(store)),
      echoes_(feed.listen([state = state_](const FeedItem& item) {
          if (item.echo.aggregate() == aggregate) ask(state);
      })),
      gaps_(feed.on_gap([state = state_] { ask(state); })) {}

LiveDirectory::~LiveDirectory() { state_->gone = true; }

awaitable<Result<void>> LiveDirectory::load() { return read(state_); }

awaitable<Result<void>> LiveDirectory::read(std::shared_ptr<State> state) {
    auto newer = co_await fold_newer(state->store, state->folded);
    if (!newer) co_return std::unexpected(newer.error());
    if (state->gone || newer->version <= state->folded.version) co_return Result<void>{};
    if (const auto faults = domain::faults_of(newer->data); !faults.empty())
        co_return fault(FaultCode::corrupt, "load the directory",
                        faults.front().path + ": " + faults.front().reason);
    state->folded = std::move(*newer);
    state->current = std::make_shared<const domain::Directory>(state->folded.data);
    state->tell();
    co_return Result<void>{};
}

void LiveDirectory::renew() {
    state_->current = std::make_shared<const domain::Directory>(state_->current->data());
    state_->tell();
}

void LiveDirectory::ask(const std::shared_ptr<State>& state) {
    state->again = true;
    if (std::exchange(state->reading, true)) return;
    boost::asio::co_spawn(state->store.client().executor(), refresh(state), bugs_are_fatal);
}

awaitable<void> LiveDirectory::refresh(std::shared_ptr<State> state) {
    while (!state->gone && state->again) {
        state->again = false;
        const Result<void> read_now = co_await read(state);
        if (read_now || state->gone) continue;
        // Unreadable stays so until the next put; everything else is worth asking again.
        if (read_now.error().code == FaultCode::corrupt || state->store.client().stopped()) break;
        state->again = true;
        co_await pause(pause_after_fault);
    }
    state->reading = false;
}

domain::DirectoryPtr LiveDirectory::current() const { return state_->current; }

Instant LiveDirectory::put_at() const { return state_->folded.last_now; }

const v1::SealedCard* LiveDirectory::card(std::string_view person) const {
    const auto found = state_->folded.cards.find(person);
    return found == state_->folded.cards.end() ? nullptr : &found->second;
}

Result<v1::Card> LiveDirectory::open_card(KeyRing& keys, std::string_view person) const {
    const v1::SealedCard* sealed = card(person);
    if (sealed == nullptr)
        return fault(FaultCode::refused, "open a card", "no card of " + std::string(person));
    return store::open_card(keys, *sealed);
}

void LiveDirectory::on_change(std::function<void()> listener) {
    state_->listeners.push_back(std::move(listener));
}

}  // namespace relais::store
