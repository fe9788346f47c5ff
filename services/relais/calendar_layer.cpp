#include "services/relais/calendar_layer.hpp"

#include <algorithm>

#include <google/protobuf/util/time_util.h>

namespace relais::cli {
namespace {

Instant at(const google::protobuf::Timestamp& stamp) {
    return instant(google::protobuf::util::TimeUtil::TimestampToMilliseconds(stamp));
}

v1::Layer& layer_of(v1::Roster& roster, const std::string& id) {
    const auto found = std::ranges::find(*roster.mutable_layers(), id, &v1::Layer::id);
    if (found != roster.mutable_layers()->end()) return *found;
    auto& added = *roster.add_layers();
    added.set_id(id);
    added.set_level(1);
    return added;
}

}  // namespace

void put_shifts(v1::Roster& roster, const std::string& layer, calendar::Window window,
                const std::vector<v1::Shift>& shifts) {
    auto& held = *layer_of(roster, layer).mutable_shifts();
    std::vector<v1::Shift> all = shifts;
    std::ranges::copy_if(held, std::back_inserter(all), [&](const v1::Shift& shift) {
        return at(shift.until()) <= window.from || window.to <= at(shift.from());
    });
    std::ranges::stable_sort(all, {}, [](const v1::Shift& shift) { return at(shift.from()); });
    held.Assign(all.begin(), all.end());
}

}  // namespace relais::cli
