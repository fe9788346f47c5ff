// Changing who is on call, for a program and for a form alike. The directory is read, the core
// applies the change to it, and the entries that differ are put on condition that nobody else was
// faster. A preview stops before that. Coordinators may change everything, a responder what is
// hers.
#pragma once

#include "services/gateway/api.hpp"

namespace relais::gateway {

// Without a preview the change must say which revision it expects. What is added without an id is
// given one.
[[nodiscard]] awaitable<ChangeAnswered> change_roster(ApiPorts& ports, v1::RosterChange change,
                                                      bool preview, v1::Account by);

}  // namespace relais::gateway
