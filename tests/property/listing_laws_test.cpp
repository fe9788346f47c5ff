// Laws over generated listings: what is above a level is in no output below it, wherever it hangs
// and whatever it is about; and what is written is read again without loss.
#include <algorithm>
#include <array>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/hsds/freshness.hpp"
#include "common/hsds/grouping.hpp"
#include "common/hsds/levels.hpp"
#include "common/hsds/packages.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

constexpr std::array levels = {Level::public_, Level::members, Level::restricted, Level::hidden};

// Rows of every table under any rows that were made before. Each field holds a mark of its own row:
// "<mark 12>".
struct Made {
    std::vector<Row> rows;
    Level::Code assumed = Level::members;
};

std::string mark(std::size_t number) { return "<mark " + std::to_string(number) + ">"; }

template <class T>
const T& one_of(const std::vector<T>& all) {
    return all[*rc::gen::inRange<std::size_t>(0, all.size())];
}

// Hangs a row under one that was made, or lets it refer to one.
void link(Row& row, const Table& table, const std::vector<Row>& rows) {
    std::vector<const Row*> fitting;
    for (const auto& other : rows) {
        if (may_hang(table.name, other.table())) fitting.push_back(&other);
    }
    if (!fitting.empty())
        for (int times = *rc::gen::inRange(0, 3); times > 0; --times) {
            const auto* above = one_of(fitting);
            if (is_about_others(table.name) &&
                !value_of(row, field_to(table.name, above->table())).empty())
                continue;
            hang_under(row, above->table(), above->id());
        }
    if (table.name == "metadata" && *rc::gen::arbitrary<bool>())
        set_field(row, "resource_type", one_of(tables()).name);
}

Made made() {
    Made out;
    out.assumed = *rc::gen::elementOf(levels);
    const auto count = *rc::gen::inRange<std::size_t>(1, 30);
    std::vector<std::string> gates;
    for (std::size_t number = 0; number < count; ++number) {
        const auto& table = number == 0 ? tables().front() : one_of(tables());
        Row row;
        row.set_table(table.name);
        row.set_id("r" + std::to_string(number) + mark(number));
        set_field(row, "name", "name " + mark(number));
        set_field(row, "description", mark(number));
        link(row, table, out.rows);
        const bool bears =
            table.name == "location" || table.name == "phone" || table.name == "contact";
        if (bears && *rc::gen::arbitrary<bool>())
            set_field(row, confidentiality_field, Level::Code_Name(*rc::gen::elementOf(levels)));
        if (table.name == "location" && !gates.empty() && *rc::gen::arbitrary<bool>())
            set_field(row, front_gate_field, one_of(gates));
        if (table.name == "location" || table.name == "phone") gates.push_back(row.id());
        if (table.name == "service_at_location")
            for (const auto& other : out.rows)
                if (other.table() == "location") set_field(row, "location_id", other.id());
        out.rows.push_back(std::move(row));
    }
    return out;
}

v1::Listing listing_of(const Made& made) {
    v1::Listing listing;
    listing.set_id("generated");
    listing.set_assumed(made.assumed);
    for (const auto& row : made.rows) *listing.add_rows() = row;
    return listing;
}

// How confidential a row is, said anew: the strictest of itself and of all that it hangs under or
// stands at, followed one by one.
Level::Code wanted(const Made& made, const Row& row, int depth = 0) {
    auto level = Level::public_;
    const bool bears =
        row.table() == "location" || row.table() == "phone" || row.table() == "contact";
    const auto said = level_named(value_of(row, confidentiality_field));
    if (bears) level = said.value_or(made.assumed);
    if (depth > 30) return level;
    for (const auto& link : links_of(row)) {
        const bool counts = link.hangs || link.table == "location";
        for (const auto& other : made.rows)
            if (counts && other.id() == link.id)
                level = std::max(level, wanted(made, other, depth + 1));
    }
    return level;
}

std::string everything(const v1::Listing& seen) {
    const std::vector<Row> rows(seen.rows().begin(), seen.rows().end());
    std::string all = write_json(rows) + text_of(seen) + title_of(seen);
    for (const auto& file : write_csv(rows)) all += file.bytes;
    for (const auto& name : services_of(seen)) all += name;
    for (const auto& name : territories_of(seen)) all += name;
    return all;
}

// A row may be said at its front gate: then its id is left, and nothing else of it.
RC_GTEST_PROP(ListingLaws, NothingAboveALevelIsInAnyOutputBelowIt, ()) {
    const auto package = made();
    const auto listing = listing_of(package);
    for (const auto caller : levels) {
        const auto seen = visible(listing, caller);
        const auto text = everything(seen);
        for (std::size_t number = 0; number < package.rows.size(); ++number) {
            const auto& row = package.rows[number];
            if (wanted(package, row) <= caller) continue;
            const bool at_gate = std::ranges::any_of(
                seen.rows(), [&](const Row& each) { return each.id() == row.id(); });
            if (at_gate)
                RC_ASSERT(row.table() == "service_at_location" &&
                          !text.contains("name " + mark(number)));
            else
                RC_ASSERT(!text.contains(mark(number)));
        }
    }
}

RC_GTEST_PROP(ListingLaws, WhatIsNotAboveALevelIsThere, ()) {
    const auto package = made();
    const auto seen = visible(listing_of(package), Level::hidden);
    RC_ASSERT(std::cmp_equal(seen.rows_size(), package.rows.size()));
    for (const auto caller : levels) {
        const auto less = visible(listing_of(package), caller);
        // Seen once, seen again: the filter leaves what it gave as it is.
        RC_ASSERT(visible(less, caller).SerializeAsString() == less.SerializeAsString());
    }
}

std::multiset<std::string> said(const std::vector<Row>& rows) {
    std::multiset<std::string> all;
    for (const auto& row : rows) {
        std::set<std::string> fields;
        for (const auto& field : row.fields()) fields.insert(field.SerializeAsString());
        std::string line = row.table() + "/" + row.id();
        for (const auto& field : fields) line += field;
        all.insert(std::move(line));
    }
    return all;
}

RC_GTEST_PROP(ListingLaws, WhatIsWrittenIsReadAgainWithoutLoss, ()) {
    const auto package = made();
    const auto csv = read_package(write_csv(package.rows));
    RC_ASSERT(csv.faults.empty());
    RC_ASSERT(said(csv.rows) == said(package.rows));
    const auto rows = rows_of(listings_of(package.rows, Level::members));
    RC_ASSERT(said(rows) == said(package.rows));
}

// In JSON a row above is said by where a row stands: which of two is said first may change.
RC_GTEST_PROP(ListingLaws, JsonKeepsEveryRowAndWhereItHangs, ()) {
    const auto package = made();
    const auto again = read_json_text(write_json(package.rows), "again");
    const auto hung = [](const std::vector<Row>& rows) {
        std::multiset<std::string> all;
        for (const auto& row : rows) {
            std::set<std::string> parts;
            for (const auto& link : links_of(row))
                parts.insert(">" + std::string(link.table) + "/" + std::string(link.id));
            for (const auto& field : row.fields())
                if (!field.name().ends_with("_id") && field.name() != also_under_field)
                    parts.insert(field.SerializeAsString());
            std::string line = row.table() + "/" + row.id();
            for (const auto& part : parts) line += part;
            all.insert(std::move(line));
        }
        return all;
    };
    RC_ASSERT(again.faults.empty());
    RC_ASSERT(hung(again.rows) == hung(package.rows));
}

}  // namespace
}  // namespace relais::hsds
