#include <algorithm>
#include <map>
#include <set>

#include "common/hsds/levels.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

bool bears_a_level(std::string_view table) {
    return table == "location" || table == "phone" || table == "contact";
}

Level::Code stricter(Level::Code a, Level::Code b) { return std::max(a, b); }

class Levels {
public:
    explicit Levels(const v1::Listing& listing)
        : listing_(listing),
          assumed_(listing.assumed() == Level::unknown ? Level::members : listing.assumed()),
          index_(listing.rows()),
          levels_(static_cast<std::size_t>(listing.rows_size()), Level::unknown) {
        for (std::uint32_t number = 0; number < levels_.size(); ++number) of(number);
        stories();
    }

    [[nodiscard]] Level::Code at(std::uint32_t number) const { return levels_[number]; }
    [[nodiscard]] const Index& index() const { return index_; }

private:
    [[nodiscard]] const Row& row(std::uint32_t number) const {
        return listing_.rows(static_cast<int>(number));
    }

    Level::Code of(std::uint32_t number, int depth = 0) {
        if (levels_[number] != Level::unknown) return levels_[number];
        if (depth > depth_max) return Level::hidden;  // rows in a ring: nobody meant that
        const Row& one = row(number);
        auto level = own(one);
        for (const auto& link : links_of(one)) {
            const bool at_place = one.table() == "service_at_location" && link.table == "location";
            if (!link.hangs && !at_place) continue;
            if (const auto above = index_.find(link))
                level = stricter(level, of(*above, depth + 1));
            else if (link.table == "*" || bears_a_level(link.table))
                // What it was of cannot be told here: not for everybody.
                level = stricter(level, stricter(assumed_, Level::restricted));
        }
        return levels_[number] = level;
    }

    [[nodiscard]] Level::Code own(const Row& one) const {
        auto level = Level::public_;
        if (const auto* said = field_of(one, confidentiality_field)) {
            if (!said->value().empty()) level = level_named(said->value()).value_or(Level::hidden);
        } else if (bears_a_level(one.table())) {
            level = assumed_;
        }
        // Other JSON inside may have been meant to be confidential; we cannot tell how.
        for (const auto& field : one.fields())
            if (field.kind() == Row::Field::raw &&
                field.value().find(confidentiality_field) != std::string::npos)
                level = Level::hidden;
        return level;
    }

    // Metadata keeps what a field said before. Where it tells of another table than that of the row
    // it stands by, it may tell of any row of that table.
    void stories() {
        std::map<std::string_view, Level::Code> of_table;
        for (std::uint32_t number = 0; number < levels_.size(); ++number) {
            auto& level = of_table.try_emplace(row(number).table(), Level::public_).first->second;
            level = stricter(level, levels_[number]);
        }
        for (std::uint32_t number = 0; number < levels_.size(); ++number) {
            if (row(number).table() != "metadata") continue;
            const auto* told = table_named(value_of(row(number), "resource_type"));
            const auto found = told == nullptr ? of_table.end() : of_table.find(told->name);
            const auto about = index_.find(
                Link{.field = {}, .table = "*", .id = value_of(row(number), "resource_id")});
            if (found == of_table.end() || (about && row(*about).table() == told->name)) continue;
            levels_[number] = stricter(levels_[number], found->second);
        }
    }

    static constexpr int depth_max = 16;
    const v1::Listing& listing_;
    Level::Code assumed_;
    Index index_;
    std::vector<Level::Code> levels_;
};

class Filter {
public:
    Filter(const v1::Listing& listing, Level::Code caller)
        : listing_(listing), caller_(caller), levels_(listing) {}

    v1::Listing run() {
        v1::Listing out;
        out.set_id(listing_.id());
        out.set_assumed(listing_.assumed());
        std::set<std::string_view> gone;
        for (std::uint32_t number = 0; std::cmp_less(number, listing_.rows_size()); ++number) {
            const Row& row = listing_.rows(static_cast<int>(number));
            if (shown(number)) {
                *out.add_rows() = row;
            } else {
                if (auto gate = at_front_gate(row))
                    *out.add_rows() = std::move(*gate);
                else
                    gone.insert(row.id());
            }
        }
        for (const auto& row : out.rows()) gone.erase(row.id());
        if (!gone.empty())
            for (auto& row : *out.mutable_rows()) forget(row, gone);
        lead(out);
        return out;
    }

private:
    [[nodiscard]] bool shown(std::uint32_t number) const { return levels_.at(number) <= caller_; }

    // The first of the chain of gates that the caller may see.
    [[nodiscard]] const Row* gate_of(const Row& location) const {
        const Row* at = &location;
        for (int step = 0; step < gates_max; ++step) {
            const auto id = value_of(*at, front_gate_field);
            auto gate = levels_.index().find("location", id);
            if (!gate) gate = levels_.index().find("phone", id);
            if (!gate) return nullptr;
            at = &listing_.rows(static_cast<int>(*gate));
            if (shown(*gate)) return at;
        }
        return nullptr;
    }

    // A service at a place that is not shown is told at the gate: which service, and where to ask.
    // What it says of itself may be said of the place.
    std::optional<Row> at_front_gate(const Row& row) {
        if (row.table() != "service_at_location") return std::nullopt;
        const auto place = levels_.index().find("location", value_of(row, "location_id"));
        if (!place || shown(*place)) return std::nullopt;
        const Row* gate = gate_of(listing_.rows(static_cast<int>(*place)));
        const auto service = levels_.index().find("service", value_of(row, "service_id"));
        if (gate == nullptr || (service && !shown(*service))) return std::nullopt;
        Row out;
        out.set_table(row.table());
        out.set_id(row.id());
        set_field(out, "service_id", std::string(value_of(row, "service_id")));
        if (gate->table() == "location")
            set_field(out, "location_id", gate->id());
        else
            rung_at_[gate->id()].push_back(row.id());
        return out;
    }

    // A telephone that stands for a place is one of the services there.
    void lead(v1::Listing& out) const {
        for (auto& row : *out.mutable_rows()) {
            if (row.table() != "phone") continue;
            if (const auto services = rung_at_.find(row.id()); services != rung_at_.end())
                for (const auto& service : services->second)
                    hang_under(row, "service_at_location", service);
        }
    }

    static void forget(Row& row, const std::set<std::string_view>& gone) {
        std::string further;
        for (const auto& link : links_of(row))
            if (link.field == also_under_field && !gone.contains(link.id))
                further.append(further.empty() ? 0 : 1, also_under_between)
                    .append(link.table)
                    .append("/")
                    .append(link.id);
        auto& fields = *row.mutable_fields();
        fields.erase(std::remove_if(fields.begin(), fields.end(),
                                    [&](const Row::Field& each) {
                                        const bool names = each.name().ends_with("_id") ||
                                                           each.name() == front_gate_field;
                                        return (names && gone.contains(each.value())) ||
                                               each.name() == also_under_field;
                                    }),
                     fields.end());
        if (!further.empty()) set_field(row, also_under_field, std::move(further));
    }

    static constexpr int gates_max = 4;
    const v1::Listing& listing_;
    Level::Code caller_;
    Levels levels_;
    std::map<std::string, std::vector<std::string>> rung_at_;  // by telephone
};

}  // namespace

std::optional<Level::Code> level_named(std::string_view name) {
    Level::Code level{};
    if (!Level::Code_Parse(std::string(name), &level) || level == Level::unknown)
        return std::nullopt;
    return level;
}

v1::Listing visible(const v1::Listing& listing, Level::Code caller) {
    return Filter(listing, caller).run();
}

Level::Code strictest(const v1::Listing& listing) {
    const Levels levels(listing);
    auto level = Level::public_;
    for (std::uint32_t number = 0; std::cmp_less(number, listing.rows_size()); ++number)
        level = stricter(level, levels.at(number));
    return level;
}

}  // namespace relais::hsds
