#include "services/gateway/submitter.hpp"

#include "common/store/pause.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/problem.hpp"

namespace relais::gateway {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds ask_again_after{50};

bool may_have_happened(FaultCode code) {
    return code == FaultCode::unknown || code == FaultCode::timeout;
}

}  // namespace

awaitable<Answered<Decided>> Submitter::submit(v1::Command command, std::string body_hash) {
    // Whoever takes it from the inbox could not read it either (a text that is not UTF-8).
    if (!v1::Command().ParseFromString(command.SerializeAsString()))
        co_return std::unexpected(Refused{.status = 400, .code = "malformed_body"});
    const std::string id = command.command_id();
    const std::string aggregate = command.aggregate();
    Outcomes::Wait wait(outcomes_, id);
    auto outcome = co_await hand_in(std::move(command), std::move(body_hash));
    if (!outcome) co_return std::unexpected(refused_for(outcome.error()));
    if (outcome->state == store::Outcome::State::pending) {
        if (const auto told = co_await wait.outcome(limits::decision_wait)) {
            outcome = *told;
        } else if (const auto known = co_await store_.outcome(aggregate, id); known && *known) {
            outcome = **known;  // the feed had a gap
        }
    }
    switch (outcome->state) {
        case store::Outcome::State::pending:
            co_return Decided{};
        case store::Outcome::State::accepted:
            co_return Decided{true, outcome->version};
        case store::Outcome::State::rejected:
            break;
    }
    co_return std::unexpected(refused_for(outcome->rejection));
}

awaitable<Result<store::Outcome>> Submitter::hand_in(v1::Command command, std::string body_hash) {
    const auto begun = steady_clock::now();
    for (;;) {
        const auto asked = steady_clock::now();
        auto outcome = co_await store_.submit(command, body_hash);
        const auto now = steady_clock::now();
        metrics_.observe("relais_store_seconds", std::chrono::duration<double>(now - asked).count(),
                         "operation=\"submit\"");
        if (outcome || !may_have_happened(outcome.error().code) ||
            now - begun > limits::decision_wait)
            co_return outcome;
        co_await store::pause(ask_again_after);
    }
}

}  // namespace relais::gateway
