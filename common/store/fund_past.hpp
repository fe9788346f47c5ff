// The past of a fund, folded: its state together with how far it goes and the chain that proves it.
// A fund has a long history: it is read page by page, on from a snapshot where there is one, and
// never held whole.
//
// A snapshot is believed when this build wrote it, its parts are as they were written, and the
// events since lead from its chain to the head's. Else all is folded from the first event, and it
// is told.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/domain/fund/fund.hpp"
#include "common/store/store.hpp"
#include "common/store/work.hpp"

namespace relais::store {

struct FundAt {
    FundAt() = default;
    explicit FundAt(std::string aggregate) { state.aggregate = std::move(aggregate); }

    [[nodiscard]] Place place() const { return {.version = state.version, .chain = chain}; }

    domain::FundState state;
    std::string chain;
};

// What it has already is passed over; what it has not must follow on. After a Fault it stands where
// the last good event left it.
[[nodiscard]] Result<void> fold(FundAt& fund, const EventPage& page);

// Where each kind of work is done. A part of a snapshot is inspected while the one before is
// folded.
struct FundWork {
    DoWork inspect = do_here;
    DoWork fold = do_here;
};

[[nodiscard]] awaitable<Result<FundAt>> load_fund(Store& store, std::string aggregate,
                                                  std::function<void(const Fault&)> told,
                                                  FundWork work = {});
// From its events alone.
[[nodiscard]] awaitable<Result<FundAt>> fold_fund(Store& store, std::string aggregate,
                                                  DoWork work = do_here);

// As it is kept. The same state gives the same bytes.
[[nodiscard]] std::vector<std::string> snapshot_of(const domain::FundState& state);
// Part by part, with `between` after each, so that nobody who waits for Redis waits for all of it.
[[nodiscard]] awaitable<Result<void>> save_snapshot(Store& store, std::string aggregate, Place at,
                                                    std::vector<std::string> parts,
                                                    std::chrono::milliseconds between);

}  // namespace relais::store
