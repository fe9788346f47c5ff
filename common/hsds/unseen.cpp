#include <map>
#include <set>

#include "common/hsds/levels.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

std::string key_of(const Row& row) { return row.table() + "/" + row.id(); }

using ByKey = std::map<std::string, const Row*>;

ByKey by_key(const v1::Listing& listing) {
    ByKey rows;
    for (const auto& row : listing.rows()) rows.emplace(key_of(row), &row);
    return rows;
}

bool same(const Row& a, const Row& b) { return a.SerializeAsString() == b.SerializeAsString(); }

}  // namespace

v1::Listing with_unseen(const v1::Listing& stands, const v1::Listing& changed, Level::Code caller) {
    const auto seen = visible(stands, caller);
    const auto before = by_key(stands);
    const auto shown = by_key(seen);
    const auto is_unseen = [&](const std::string& key) {
        const auto found = before.find(key);
        const auto as_shown = shown.find(key);
        // A service that was shown at its front gate was not shown as it is.
        return found != before.end() &&
               (as_shown == shown.end() || (found->second->table() == "service_at_location" &&
                                            !same(*as_shown->second, *found->second)));
    };
    v1::Listing out;
    out.set_id(changed.id());
    out.set_assumed(std::max(stands.assumed(), changed.assumed()));
    for (const auto& row : changed.rows()) {
        const auto key = key_of(row);
        if (is_unseen(key)) continue;
        const auto as_shown = shown.find(key);
        const bool untouched = as_shown != shown.end() && same(row, *as_shown->second);
        *out.add_rows() = untouched ? *before.at(key) : row;
    }
    for (const auto& row : stands.rows())
        if (is_unseen(key_of(row))) *out.add_rows() = row;
    return out;
}

}  // namespace relais::hsds
