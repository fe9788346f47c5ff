#include "common/hsds/freshness.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace relais::hsds {
namespace {

// "2024-05-01", alone or before a time of day.
std::optional<Instant> day_in(std::string_view text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [&](std::size_t begin, std::size_t size) {
        int value = -1;
        std::from_chars(text.data() + begin, text.data() + begin + size, value);
        return value;
    };
    const std::chrono::year_month_day day{std::chrono::year{number(0, 4)},
                                          std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                          std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    if (!day.ok()) return std::nullopt;
    // Noon of Greenwich: the same day in the whole province.
    return Instant{std::chrono::sys_days{day}.time_since_epoch() + std::chrono::hours(12)};
}

void newer(std::optional<Assured>& best, std::string_view date, std::string_view by) {
    const auto at = day_in(date);
    if (at && (!best || best->at < *at)) best = Assured{*at, std::string(by)};
}

std::vector<std::string> distinct(const v1::Listing& listing, std::string_view table,
                                  std::string_view field) {
    std::vector<std::string> values;
    std::set<std::string_view> known;
    for (const auto& row : listing.rows())
        if (row.table() == table)
            if (const auto value = value_of(row, field);
                !value.empty() && known.insert(value).second)
                values.emplace_back(value);
    return values;
}

}  // namespace

std::optional<Assured> assured_by_source(const v1::Listing& listing) {
    std::optional<Assured> service, told;
    for (const auto& row : listing.rows()) {
        if (row.table() == "service")
            newer(service, value_of(row, "assured_date"), value_of(row, "assurer_email"));
        if (row.table() == "metadata")
            newer(told, value_of(row, "last_action_date"), value_of(row, "updated_by"));
    }
    return service ? service : told;
}

std::string title_of(const v1::Listing& listing) {
    for (const std::string_view table : {"organization", ""})
        for (const auto& row : listing.rows())
            if (table.empty() || row.table() == table)
                if (const auto name = value_of(row, "name"); !name.empty())
                    return std::string(name);
    return listing.id();
}

std::vector<std::string> services_of(const v1::Listing& listing) {
    return distinct(listing, "service", "name");
}

std::vector<std::string> territories_of(const v1::Listing& listing) {
    auto areas = distinct(listing, "service_area", "name");
    return areas.empty() ? distinct(listing, "address", "city") : areas;
}

std::string text_of(const v1::Listing& listing) {
    std::string text;
    for (const auto& row : listing.rows())
        for (const auto& field : row.fields())
            if (field.kind() == Row::Field::text && !field.name().ends_with("_id"))
                text.append(field.value()).append(" ");
    return text;
}

}  // namespace relais::hsds
