// JSON as the standard's API gives it: a row stands inside each row that it hangs under, and what
// it refers to stands inside it. The field that said so is left out there: reading writes it again.
// A reference that leads nowhere stays a field.
#include <algorithm>
#include <map>

#include <boost/json/serialize.hpp>

#include "common/hsds/packages.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

using Numbers = std::vector<std::uint32_t>;

class Writer {
public:
    explicit Writer(const std::vector<Row>& rows) : rows_(rows), index_(rows), below_(rows.size()) {
        std::vector<bool> placed(rows.size());
        std::vector<bool> referred(rows.size());
        for (std::uint32_t number = 0; number < rows.size(); ++number)
            for (const auto& link : links_of(rows[number])) {
                const auto other = index_.find(link);
                if (!other || *other == number) continue;
                if (table_named(rows[number].table()) == nullptr) continue;
                if (link.hangs) {
                    below_[*other].push_back(number);
                    placed[number] = true;
                } else {
                    referred[*other] = true;
                }
            }
        // What is only referred to stands inside; with rows of its own only a place does.
        for (std::uint32_t number = 0; number < rows.size(); ++number) {
            const bool inside =
                referred[number] && (below_[number].empty() || rows[number].table() == "location");
            if (!placed[number] && !inside) top_.push_back(number);
        }
    }

    std::string run() {
        std::map<std::string, Numbers> by_table;
        std::vector<std::string> order;
        for (const auto number : top_) {
            const auto* known = table_named(rows_[number].table());
            const auto key = known == nullptr ? std::string(other_tables_key) : known->list;
            auto& numbers = by_table[key];
            if (numbers.empty()) order.push_back(key);
            numbers.push_back(number);
        }
        out_ = "{";
        for (const auto& key : order) {
            comma('{');
            line(1);
            out_ += json_text(key) + ": ";
            list(by_table[key], 1);
        }
        line(0);
        out_ += "}\n";
        return std::move(out_);
    }

private:
    void line(int depth) { out_.append("\n").append(static_cast<std::size_t>(depth) * 2, ' '); }
    void comma(char open) {
        if (out_.back() != open) out_ += ',';
    }

    void list(const Numbers& numbers, int depth) {
        out_ += '[';
        for (const auto number : numbers) {
            comma('[');
            line(depth + 1);
            row(number, depth + 1, true);
        }
        line(depth);
        out_ += ']';
    }

    void named(std::string_view key, int depth) {
        comma('{');
        line(depth + 1);
        out_ += json_text(key) + ": ";
    }

    // Shallow: of what may be about, or above, the row that it stands in.
    void row(std::uint32_t number, int depth, bool deep) {
        const Row& one = rows_[number];
        out_ += '{';
        if (!one.id().empty()) {
            named("id", depth);
            out_ += json_text(one.id());
        }
        if (table_named(one.table()) == nullptr) {
            named(table_field, depth);
            out_ += json_text(one.table());
        }
        std::map<std::string, Numbers> lists;
        for (const auto below : deep ? below_[number] : Numbers{})
            lists[list_key(rows_[below].table(), one.table())].push_back(below);
        for (const auto& field : one.fields())
            if (!lists.contains(field.name())) said(one, field, depth);
        for (const auto& [key, numbers] : lists) {
            named(key, depth);
            list(numbers, depth + 1);
        }
        line(depth);
        out_ += '}';
    }

    void said(const Row& one, const Row::Field& field, int depth) {
        const std::string_view name = field.name();
        if (name == also_under_field) {
            still_under(one, depth);
            return;
        }
        const bool set = !field.value().empty() && field.kind() != Row::Field::null;
        const bool standard = table_named(one.table()) != nullptr;
        const auto above = standard ? above_by_field(one.table(), name) : std::string_view{};
        if (set && !above.empty()) {
            if (index_.find(Link{name, above, field.value()})) return inside(one, field, depth);
        } else if (const auto* within = within_by_field(one.table(), name); set && within) {
            if (const auto other = index_.find(within->of, field.value())) {
                named(within->key, depth);
                row(*other, depth + 1, within->of == "location");
                return;
            }
        }
        named(name, depth);
        if (field.kind() == Row::Field::null)
            out_ += "null";
        else
            out_ += field.kind() == Row::Field::text ? json_text(field.value()) : field.value();
    }

    // A term says its taxonomy once more in itself, as the standard's examples do.
    void inside(const Row& one, const Row::Field& field, int depth) {
        if (one.table() != "taxonomy_term" || field.name() != "taxonomy_id") return;
        named("taxonomy_detail", depth);
        row(*index_.find("taxonomy", field.value()), depth + 1, false);
    }

    // Further rows above that are not here.
    void still_under(const Row& one, int depth) {
        std::string rest;
        for (const auto& link : links_of(one))
            if (link.field == also_under_field && !index_.find(link))
                rest.append(rest.empty() ? 0 : 1, also_under_between)
                    .append(link.table)
                    .append("/")
                    .append(link.id);
        if (rest.empty()) return;
        named(also_under_field, depth);
        out_ += json_text(rest);
    }

    const std::vector<Row>& rows_;
    Index index_;
    std::vector<Numbers> below_;
    Numbers top_;
    std::string out_;
};

}  // namespace

std::string json_text(std::string_view text) {
    return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

std::string write_json(const std::vector<Row>& rows) { return Writer(rows).run(); }

}  // namespace relais::hsds
