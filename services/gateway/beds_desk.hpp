// Beds of shelters, as the gateway reads and changes them. The coordination sees and steers all;
// who works for a shelter sees hers, counts its beds, confirms and gives back what is held there.
// A bed is held by the coordination only.
#pragma once

#include "common/domain/beds.hpp"
#include "common/runtime/worker_pool.hpp"
#include "common/store/live_directory.hpp"
#include "common/store/live_known.hpp"
#include "relais/v1/plan.pb.h"
#include "services/gateway/desk.hpp"
#include "services/gateway/submitter.hpp"

namespace relais::gateway {

class BedsDesk {
public:
    BedsDesk(const Secret& secret, store::Store& store, const Clock& clock,
             store::LiveDirectory& directory, Submitter& submitter, store::LiveKnown& known)
        : secret_(secret),
          store_(store),
          clock_(clock),
          directory_(directory),
          submitter_(submitter),
          known_(known) {}

    // Shelters of the directory that the caller may see, in its order.
    [[nodiscard]] awaitable<Answered<v1::Beds>> read(v1::Account by);
    // Gives the version after it. Aggregate, actor and time are written here.
    [[nodiscard]] awaitable<Answered<std::uint64_t>> command(std::string organization,
                                                             v1::Command command, v1::Account by);
    // Who sleeps where, for many at once, on what is free now. It holds nothing: the coordination
    // does, with what she was told. One at a time: the solver is not made for two.
    [[nodiscard]] awaitable<Answered<v1::BedPlan>> plan(v1::BedPlanQuestion question,
                                                        v1::Account by,
                                                        runtime::WorkerPool& workers);

private:
    const Secret& secret_;
    store::Store& store_;
    const Clock& clock_;
    store::LiveDirectory& directory_;
    Submitter& submitter_;
    store::LiveKnown& known_;
    bool planning_ = false;
};

}  // namespace relais::gateway
