// Submits a command and waits for what became of it. After a lost connection it asks again with the
// same id, which is safe, until its patience is over.
#pragma once

#include "common/runtime/metrics.hpp"
#include "common/store/store.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/outcomes.hpp"

namespace relais::gateway {

struct Decided {
    bool decided = false;  // false: durable, not yet decided
    std::uint64_t version = 0;
};

class Submitter {
public:
    Submitter(store::Store& store, Outcomes& outcomes, runtime::Metrics& metrics)
        : store_(store), outcomes_(outcomes), metrics_(metrics) {}

    // A rejection is a Refused with its name as code.
    [[nodiscard]] awaitable<Answered<Decided>> submit(v1::Command command, std::string body_hash);

private:
    [[nodiscard]] awaitable<Result<store::Outcome>> hand_in(v1::Command command,
                                                            std::string body_hash);

    store::Store& store_;
    Outcomes& outcomes_;
    runtime::Metrics& metrics_;
};

}  // namespace relais::gateway
