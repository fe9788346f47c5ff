// What a live view may say to somebody whose eyes nobody asks for: that something of a kind
// happened, and never what. See sight.hpp for what is shown of it.
#pragma once

#include <string>

namespace relais::domain {

// Whether everybody who may hear that a case changed may hear that this happened, by the event's
// name. That she is referred, moved away or read about is not for all of them.
[[nodiscard]] bool may_be_heard(const std::string& kind);

}  // namespace relais::domain
