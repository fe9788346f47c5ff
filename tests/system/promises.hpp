// The promises, checked from outside on what is durable: the acknowledgements that callers hold,
// the events, timers and queues in Redis, and what the telephones received. An empty list: all
// hold. The same checker judges the service after kills and the negative controls that must fail
// it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/system/archive.hpp"
#include "tests/system/telephones.hpp"

namespace relais::system {

// What callers were told: alert id → case id.
using Acknowledged = std::map<std::string, std::string>;

// Every acknowledged alert has its case, opened once, by that alert.
[[nodiscard]] std::vector<std::string> lost_alerts(Archive& archive, const Acknowledged& told);
// Every need that is not settled has an armed deadline; every settled one an owner or a reason.
[[nodiscard]] std::vector<std::string> unattended_needs(Archive& archive);
// A message that arrived twice has one id and stands once in the timeline; what the timeline says
// was handed over was received.
[[nodiscard]] std::vector<std::string> wrong_records(Archive& archive, const Telephones& phones);
// Versions without gaps, one effect a command, and the index says what the events say.
[[nodiscard]] std::vector<std::string> wrong_replays(Archive& archive);
// Nothing waits in a queue; nothing was quarantined.
[[nodiscard]] std::vector<std::string> leftovers(Archive& archive);

[[nodiscard]] std::vector<std::string> broken_promises(Archive& archive, const Acknowledged& told,
                                                       const Telephones& phones);
// Waits until the queues are empty and stay so for a moment; false when they do not in time.
[[nodiscard]] bool await_quiet(Archive& archive, std::chrono::milliseconds patience);

}  // namespace relais::system
