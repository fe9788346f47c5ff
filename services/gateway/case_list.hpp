// A page of cases, oldest first, kept while all of them go by: never more of them than asked for.
// What is named by its place (opened, id) stays in its place, so that a page goes on where the one
// before ended, whatever was opened meanwhile.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "services/gateway/desk.hpp"

namespace relais::gateway {

// She is called for it, comes to it, follows it, or her organization is asked to take it on.
[[nodiscard]] bool has_part(const v1::CaseSummary& summary, const v1::Account& by);
// She raised its alert, or one that was merged into it.
[[nodiscard]] bool raised_by(const v1::CaseSummary& summary, const std::string& person);

class CaseList {
public:
    // Nothing: `after` is none that a page gave.
    [[nodiscard]] static std::optional<CaseList> of(CaseQuestion asked);

    // On no page at all.
    [[nodiscard]] bool never(const v1::CaseSummary& summary) const;
    // Whether it could stand on this page.
    [[nodiscard]] bool wants(const v1::CaseSummary& summary) const;
    void take(v1::CaseSummary summary);
    [[nodiscard]] CasePage page() &&;

private:
    using Place = std::pair<std::int64_t, std::string>;
    static Place place_of(const v1::CaseSummary& summary) {
        return {summary.opened_ms(), summary.case_id()};
    }

    CaseQuestion asked_;
    Place after_{-1, {}};
    std::map<Place, v1::CaseSummary> kept_;   // at most one more than asked for
    std::map<Place, v1::CaseSummary> aside_;  // the newest of them
};

}  // namespace relais::gateway
