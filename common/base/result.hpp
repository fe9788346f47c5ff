// A fault: the world failed. What failed, at which operation, and the cause in words for a log.
// Not a rejection (the core says no) and not a bug (check() stops the process).
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace relais {

enum class FaultCode {
    unavailable,  // not connected; nothing was sent
    unknown,      // sent, no answer: it may have happened. Ask again with the same id.
    overloaded,   // a bounded queue is full; nothing was sent
    timeout,      // no answer in time; as unknown
    refused,      // the other side answered with an error
    malformed,    // what came back cannot be read
    unsafe,       // a setting makes the promises void
    conflict,     // the same id with another body
    corrupt,      // a chain or a seal does not hold
};

struct Fault {
    FaultCode code = FaultCode::unavailable;
    std::string operation;
    std::string cause;
};

template <class T>
using Result = std::expected<T, Fault>;

[[nodiscard]] inline std::unexpected<Fault> fault(FaultCode code, std::string operation,
                                                  std::string cause = {}) {
    return std::unexpected(Fault{code, std::move(operation), std::move(cause)});
}

}  // namespace relais
