// The coalition's figures of a period: how soon somebody said yes, how soon needs were covered,
// which milestones were kept, what was left unmet; by territory, by hour of the day where the case
// is, by sector and need. Made of case summaries alone, one after the other, in any order.
//
// Left out before anything is counted: drills, cases of advice only, duplicates that went on in
// another case, alarms of the service itself. Small groups are left out by suppression.hpp.
// A median is the value of rank ⌈n/2⌉, a 90th percentile that of rank ⌈9n/10⌉ (nearest rank, a
// value that somebody really had), in whole minutes from the opening of the case, over those whom
// it reached; the share says of how many it did in time, of those for whom it could be told.
//
// A figure is given whole (share, median, 90th percentile) or not at all, for whether a part is
// there would say something of what is left out. Only where its share is not given for the whole
// period, medians are told alone, in rows of at least twice the least that is told.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/directory.hpp"
#include "common/domain/suppression.hpp"
#include "relais/v1/api.pb.h"
#include "relais/v1/review.pb.h"

namespace relais::domain {

// Whether a case counts at all.
[[nodiscard]] bool counts_in_figures(const v1::CaseSummary& summary);
// The value of nearest rank of a list that is not empty; it is put in order.
[[nodiscard]] std::uint32_t nearest_rank(std::vector<std::uint32_t>& values, unsigned percent);

struct FigurePeriod {
    Instant from{};
    Instant until{};  // no more
};

class FigureSums {
public:
    FigureSums(FigurePeriod period, DirectoryPtr directory);

    // A case that comes twice counts once; one that was not opened in the period not at all.
    void add(const v1::CaseSummary& summary);
    // `indigenous`: whoever asks may have the figures of Indigenous services. They are withheld
    // from everybody else, as if they were small.
    [[nodiscard]] v1::Figures figures(bool indigenous) const;

    // What one kind of figure says of a group: of how many it is so, of how many not.
    struct Split {
        std::uint32_t yes = 0;
        std::uint32_t no = 0;
        std::vector<std::uint32_t> minutes;  // of those whom it reached
    };
    struct Group {
        std::uint32_t count = 0;
        std::map<v1::Figure::Kind, Split> splits;
    };

private:
    void add_case(Group& group, const v1::CaseSummary& summary) const;
    static void add_need(Group& group, const v1::NeedSummary& need, std::int64_t opened_ms);
    [[nodiscard]] std::string hour_of(const v1::CaseSummary& summary);

    FigurePeriod period_;
    DirectoryPtr directory_;
    std::unordered_set<std::string> seen_;
    Group cases_;
    Group needs_;
    std::map<std::string, Group> territories_;
    std::map<std::string, Group> hours_;
    std::map<v1::Sector::Code, Group> sectors_;
    std::map<v1::Sector::Code, std::map<std::string, Group>> kinds_;
    std::map<std::string, WallClockPtr> clocks_;  // by zone
};

}  // namespace relais::domain
