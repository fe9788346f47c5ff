#include "services/relais/change_text.hpp"

#include <date/tz.h>
#include <google/protobuf/util/time_util.h>
#include <spdlog/fmt/fmt.h>

namespace relais::cli {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;
using Rows = std::vector<std::vector<std::string>>;
using Shifts = google::protobuf::RepeatedPtrField<v1::ChangedShift>;

// With the abbreviation of the zone: a local time may come twice.
std::string local_text(const Timestamp& stamp, const std::string& zone) {
    const std::chrono::sys_seconds at{std::chrono::seconds(TimeUtil::TimestampToSeconds(stamp))};
    return date::format("%F %T %Z", date::make_zoned(zone, at));
}

std::string section(const Console& console, const std::string& key, Rows rows) {
    if (rows.empty()) return {};
    for (auto& row : rows) row.front().insert(0, "  ");
    return console.words(key) + "\n" + table(rows) + "\n";
}

Rows rows_of(const Console& console, const Shifts& shifts) {
    Rows rows;
    for (const auto& shift : shifts)
        rows.push_back(
            {local_text(shift.from(), shift.zone()), local_text(shift.until(), shift.zone()),
             shift.name().empty() ? shift.person() : shift.name(), shift.person(),
             shift.trainee() ? console.words("change_trainee") : std::to_string(shift.level()),
             shift.layer(), shift.roster()});
    return rows;
}

Rows rows_of(const Console& console, const Gaps& gaps, const std::string& zone) {
    Rows rows;
    for (const auto& gap : gaps)
        rows.push_back({local_text(gap.from(), zone), local_text(gap.until(), zone),
                        gap.sector() == "coordination"
                            ? console.words("coordination")
                            : console.words_or_code("sector", gap.sector()),
                        fmt::format("{}", fmt::join(gap.territories(), ", "))});
    return rows;
}

}  // namespace

std::string gaps_text(const Console& console, const Gaps& opened, const Gaps& closed,
                      const std::string& zone) {
    return section(console, "change_gaps_new", rows_of(console, opened, zone)) +
           section(console, "change_gaps_closed", rows_of(console, closed, zone));
}

std::string change_text(const Console& console, const v1::RosterChangeAnswer& answer) {
    if (answer.before().empty() && answer.after().empty()) return console.words("change_nobody");
    // Gaps come of shifts that differ, so there is one whose zone they can be told in.
    const auto& zone = (answer.before().empty() ? answer.after(0) : answer.before(0)).zone();
    auto text = section(console, "change_before", rows_of(console, answer.before())) +
                section(console, "change_after", rows_of(console, answer.after())) +
                gaps_text(console, answer.gaps_new(), answer.gaps_closed(), zone);
    text.pop_back();
    return text;
}

}  // namespace relais::cli
