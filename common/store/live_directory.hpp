// The directory of this moment, in memory: read at start, and again whenever the feed echoes that
// it was changed, or may have missed that it was. Reading is synchronous and never waits; what is
// read is one whole revision, for as long as somebody holds it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/domain/directory_aggregate.hpp"
#include "common/store/feed.hpp"
#include "common/store/sealing.hpp"
#include "common/store/store.hpp"

namespace relais::store {

class LiveDirectory {
public:
    LiveDirectory(Store& store, Feed& feed);
    ~LiveDirectory();
    LiveDirectory(const LiveDirectory&) = delete;
    LiveDirectory& operator=(const LiveDirectory&) = delete;

    // A Fault changes nothing: what was current stays so.
    [[nodiscard]] awaitable<Result<void>> load();
    // The same data with the tz database of today: to be called when that was changed.
    void renew();
    // Never null: an empty directory before the first put.
    [[nodiscard]] domain::DirectoryPtr current() const;
    // When the current one came to stand; the epoch before the first.
    [[nodiscard]] Instant put_at() const;
    // Null when unknown; good until the next change.
    [[nodiscard]] const v1::SealedCard* card(std::string_view person) const;
    [[nodiscard]] Result<v1::Card> open_card(KeyRing& keys, std::string_view person) const;
    // Called after every change, on this thread.
    void on_change(std::function<void()> listener);

private:
    struct State;
    static awaitable<Result<void>> read(std::shared_ptr<State> state);
    static awaitable<void> refresh(std::shared_ptr<State> state);
    static void ask(const std::shared_ptr<State>& state);

    std::shared_ptr<State> state_;
    Feed::Subscription echoes_;
    Feed::Subscription gaps_;
};

}  // namespace relais::store
