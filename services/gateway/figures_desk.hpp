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

// A month as an address writes it ("2026-10"), whole, on the coalition's own clock, once it is
// over. Nothing else is counted: of two periods that overlap, what is in one and not in the other
// could be had by subtraction, and that may be one woman. Refused: missing_field, figures_by_month,
// month_not_over.
[[nodiscard]] Answered<domain::FigurePeriod> figure_month(const std::string& month, Instant now);

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
