// The coalition's figures for whoever may have them. Summaries are read page by page and counted on
// the worker pool, so that a hundred thousand cases hold up no alert.
#pragma once

#include <expected>
#include <string>

#include "common/domain/figures.hpp"
#include "common/runtime/worker_pool.hpp"
#include "common/store/live_directory.hpp"
#include "common/store/store.hpp"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

// A period as an address writes it: days on the coalition's own clock, or instants; `until` is no
// more in it. Refused: missing_field, invalid_field, period_wrong, period_too_long.
[[nodiscard]] Answered<domain::FigurePeriod> figure_period(const std::string& from,
                                                           const std::string& until);

class FiguresDesk {
public:
    FiguresDesk(store::Store& store, const Clock& clock, const store::LiveDirectory& directory,
                runtime::WorkerPool& workers)
        : store_(store), clock_(clock), directory_(directory), workers_(workers) {}

    // Refused: 403 unless she coordinates, administers, or answers for personal information.
    [[nodiscard]] awaitable<Answered<v1::Figures>> read(domain::FigurePeriod period,
                                                        v1::Account by) const;

private:
    store::Store& store_;
    const Clock& clock_;
    const store::LiveDirectory& directory_;
    runtime::WorkerPool& workers_;
};

}  // namespace relais::gateway
