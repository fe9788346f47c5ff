#include "common/hsds/grouping.hpp"

#include <algorithm>
#include <set>

#include "common/hsds/levels.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

using Numbers = std::vector<std::uint32_t>;

// For every row, the rows at the top that it belongs to.
class Homes {
public:
    explicit Homes(const std::vector<Row>& rows) : index_(rows) {
        above_.resize(rows.size());
        for (std::uint32_t number = 0; number < rows.size(); ++number) {
            const bool at_place = rows[number].table() == "service_at_location";
            for (const auto& link : links_of(rows[number])) {
                const auto other = index_.find(link);
                if (!other || *other == number) continue;
                if (link.hangs) above_[number].push_back(*other);
                // A place belongs to those who offer something there.
                if (at_place && link.table == "location") above_[*other].push_back(number);
            }
        }
        homes_.resize(rows.size());
        seen_.resize(rows.size());
    }

    const Numbers& of(std::uint32_t number) {
        auto& homes = homes_[number];
        if (seen_[number]) return homes;
        seen_[number] = true;
        std::set<std::uint32_t> found;
        for (const auto above : above_[number]) {
            const auto& further = of(above);
            found.insert(further.begin(), further.end());
        }
        homes.assign(found.begin(), found.end());
        if (homes.empty()) homes.push_back(number);
        return homes;
    }

private:
    Index index_;
    std::vector<Numbers> above_;
    std::vector<Numbers> homes_;
    std::vector<bool> seen_;
};

std::string listing_id(const Row& top) {
    return top.table() == "organization" ? top.id() : top.table() + ":" + top.id();
}

}  // namespace

std::vector<v1::Listing> listings_of(const std::vector<Row>& rows,
                                     v1::Confidentiality::Code assumed) {
    Homes homes(rows);
    std::vector<v1::Listing> listings;
    std::unordered_map<std::uint32_t, std::size_t> by_home;
    for (std::uint32_t number = 0; number < rows.size(); ++number)
        for (const auto home : homes.of(number)) {
            const auto [place, fresh] = by_home.try_emplace(home, listings.size());
            if (fresh) {
                listings.emplace_back().set_id(listing_id(rows[home]));
                listings.back().set_assumed(assumed);
            }
            *listings[place->second].add_rows() = rows[number];
        }
    return listings;
}

std::vector<Row> rows_of(const std::vector<v1::Listing>& listings) {
    std::vector<Row> rows;
    std::unordered_map<std::string, std::size_t> known;
    for (const auto& listing : listings) {
        const auto assumed = listing.assumed();
        const bool says = assumed != Level::unknown && assumed != Level::members;
        for (const auto& row : listing.rows()) {
            if (!known.try_emplace(row.table() + "/" + row.id(), rows.size()).second) continue;
            rows.push_back(row);
            const auto& table = row.table();
            const bool bears = table == "location" || table == "phone" || table == "contact";
            if (says && bears && field_of(row, confidentiality_field) == nullptr)
                set_field(rows.back(), confidentiality_field, Level::Code_Name(assumed));
        }
    }
    return rows;
}

}  // namespace relais::hsds
