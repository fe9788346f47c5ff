// Reads the file of calls (RFC 4180). Columns are found by name, so that a column more or another
// order does no harm.
#include <algorithm>
#include <array>
#include <charconv>

#include <spdlog/fmt/fmt.h>

#include "services/relais/instant_text.hpp"
#include "services/relais/replay_plan.hpp"

namespace relais::cli {
namespace {

// The stages of a call, in the order in which they happen.
constexpr std::array<std::string_view, 8> stages{"received",   "entered",  "dispatched",
                                                 "responding", "on_scene", "transport",
                                                 "hospital",   "available"};
// Not every call is driven to a hospital; every call goes through these.
constexpr std::array<std::size_t, 6> every_call{0, 1, 2, 3, 4, 7};

using Line = std::vector<std::string>;

// One line off the front of `rest`; quotes may hold commas, quotes and line ends.
Line take_line(std::string_view& rest) {
    Line fields(1);
    bool quoted = false;
    std::size_t at = 0;
    for (; at < rest.size(); ++at) {
        const char c = rest[at];
        if (quoted && c == '"' && at + 1 < rest.size() && rest[at + 1] == '"') {
            fields.back() += '"';
            ++at;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
            fields.back() += c;
        } else if (c == ',') {
            fields.emplace_back();
        } else if (c == '\n') {
            ++at;
            break;
        }
    }
    rest.remove_prefix(at);
    return fields;
}

struct Columns {
    std::array<std::size_t, stages.size()> stage{};
    std::size_t call = 0;
    std::size_t neighbourhood = 0;
    std::size_t count = 0;
};

Result<Columns> columns_of(const Line& header) {
    Columns columns;
    columns.count = header.size();
    std::string missing;
    const auto place = [&](std::string_view name) {
        const auto found = std::ranges::find(header, name);
        if (found == header.end()) missing = name;
        return static_cast<std::size_t>(found - header.begin());
    };
    for (std::size_t i = 0; i < stages.size(); ++i) columns.stage[i] = place(stages[i]);
    columns.call = place("call_seq");
    columns.neighbourhood = place("neighbourhood");
    if (!missing.empty()) return fault(FaultCode::malformed, "line 1", "no column " + missing);
    return columns;
}

Result<CallRow> row_of(const Line& line, const Columns& columns, std::size_t number) {
    const auto wrong = [&](std::string_view why) {
        return fault(FaultCode::malformed, fmt::format("line {}", number), std::string(why));
    };
    if (line.size() != columns.count) return wrong("not as many fields as the header");
    CallRow row;
    const auto& call = line[columns.call];
    const auto [rest, error] = std::from_chars(call.data(), call.data() + call.size(), row.call);
    if (error != std::errc{} || rest != call.data() + call.size()) return wrong("no call number");

    std::array<std::optional<Instant>, stages.size()> at;
    std::optional<Instant> latest;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const auto& text = line[columns.stage[i]];
        if (text.empty()) continue;
        at[i] = parse_instant(text);
        if (!at[i]) return wrong(fmt::format("{} is not an instant with its offset", stages[i]));
        row.out_of_order = row.out_of_order || (latest && *at[i] < *latest);
        latest = std::max(latest, at[i]);
    }
    row.incomplete = std::ranges::any_of(every_call, [&](std::size_t i) { return !at[i]; });
    row.received = at[0];
    row.dispatched = at[2];
    row.responding = at[3];
    row.neighbourhood = line[columns.neighbourhood];
    return row;
}

}  // namespace

Result<std::vector<CallRow>> parse_calls(std::string_view csv) {
    auto columns = columns_of(take_line(csv));
    if (!columns) return std::unexpected(columns.error());
    std::vector<CallRow> rows;
    for (std::size_t number = 2; !csv.empty(); ++number) {
        const auto line = take_line(csv);
        if (line.size() == 1 && line.front().empty()) continue;
        auto row = row_of(line, *columns, number);
        if (!row) return std::unexpected(row.error());
        rows.push_back(std::move(*row));
    }
    return rows;
}

}  // namespace relais::cli
