// A table of the tabular form (RFC 4180, as spreadsheets write it): one heading, a row a line, a
// cell that is empty says nothing. A heading and the datapackage.json beside it say how a cell is
// read; where neither does, the standard's own types do.
#include <algorithm>
#include <set>

#include "common/hsds/formula_guard.hpp"
#include "common/hsds/reading.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

// One record after the other. A cell in quotes may hold commas, line ends and doubled quotes.
class Records {
public:
    explicit Records(std::string_view bytes) : rest_(bytes) {
        if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool open() const { return open_; }  // a quote was never closed
    [[nodiscard]] bool too_many() const { return cells_seen_ > columns_max; }

    // What is longer than a field may be is cut one byte later, so that it is seen.
    void next(std::vector<std::string>& cells) {
        cells.clear();
        cells_seen_ = 0;
        for (bool more = true; more;) {
            std::string cell;
            more = rest_.starts_with('"') ? quoted(cell) : bare(cell);
            if (++cells_seen_ <= columns_max) cells.push_back(std::move(cell));
        }
    }

private:
    // True when another cell follows.
    bool bare(std::string& cell) {
        const auto end = std::min(rest_.find_first_of(",\n"), rest_.size());
        auto text = rest_.substr(0, end);
        const bool more = end < rest_.size() && rest_[end] == ',';
        if (!more && text.ends_with('\r')) text.remove_suffix(1);
        append(cell, text);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return more;
    }
    bool quoted(std::string& cell) {
        rest_.remove_prefix(1);
        for (;;) {
            const auto end = rest_.find('"');
            if (end == rest_.npos) {
                append(cell, rest_);
                rest_ = {};
                open_ = true;
                return false;
            }
            append(cell, rest_.substr(0, end));
            rest_.remove_prefix(end + 1);
            if (!rest_.starts_with('"')) break;
            append(cell, "\"");
            rest_.remove_prefix(1);
        }
        return bare(cell);  // as others do: what stands after the quote belongs to it
    }
    static void append(std::string& cell, std::string_view text) {
        if (cell.size() <= field_bytes_max)
            cell.append(text.substr(0, field_bytes_max + 1 - cell.size()));
    }

    std::string_view rest_;
    std::size_t cells_seen_ = 0;
    bool open_ = false;
};

Row::Field::Kind kind_of_json(std::string_view text) {
    if (text == "null") return Row::Field::null;
    if (text == "true" || text == "false") return Row::Field::boolean;
    return is_json_number(text) ? Row::Field::number : Row::Field::raw;
}

struct Column {
    std::string name;
    std::string type;
    bool number = false;  // as the standard says
};

void say(Row& row, const Column& column, std::string cell) {
    const bool any = column.type == "any" || column.type == "object" || column.type == "array";
    if (any && cell.starts_with('"')) {
        set_field(row, column.name, text_of_json(cell));
    } else if (any) {
        const auto kind = kind_of_json(cell);
        set_field(row, column.name, kind == Row::Field::null ? std::string{} : std::move(cell),
                  kind);
    } else if (column.type == "boolean" && (cell == "true" || cell == "false")) {
        set_field(row, column.name, std::move(cell), Row::Field::boolean);
    } else if (column.type != "string" && column.number && is_json_number(cell)) {
        set_field(row, column.name, std::move(cell), Row::Field::number);
    } else {
        set_field(row, column.name, std::move(cell));
    }
}

class TableReader {
public:
    TableReader(const std::string& table, const ColumnTypes& types, std::uint32_t file,
                Gathering& gathering)
        : table_(table), types_(types), place_{file, 1, false}, gathering_(gathering) {}

    void head(std::vector<std::string>& cells) {
        for (auto& name : cells) take_guard(name);
        const auto* known = table_named(table_);
        std::set<std::string_view> names;
        for (const auto& name : cells) {
            const auto type = types_.find(name);
            const auto* field = known == nullptr ? nullptr : known->field(name);
            Column column{.name = name, .type = {}, .number = false};
            if (type != types_.end()) column.type = type->second;
            column.number = column.type == "number" || column.type == "integer" ||
                            (field != nullptr && field->number);
            if (!name.empty() && !names.insert(name).second) fault({}, name, "column_twice", name);
            if (!is_utf8(name)) {
                fault({}, {}, "not_utf8", name);
                column.name.clear();  // what nobody can name is told, and not read
            }
            columns_.push_back(std::move(column));
        }
    }

    void record(std::vector<std::string>& cells, bool too_many) {
        ++place_.row;
        for (auto& cell : cells) take_guard(cell);
        if (cells.size() == 1 && cells.front().empty()) return;  // an empty line
        Row row;
        row.set_table(table_);
        place_.bad = false;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            if (columns_[i].name == "id" && i < cells.size() && is_utf8(cells[i]))
                row.set_id(cells[i].substr(0, field_bytes_max));
        if (too_many || cells.size() > columns_.size())
            fault(row, {}, "columns_too_many", std::to_string(cells.size()));
        for (std::size_t i = 0; i < std::min(cells.size(), columns_.size()); ++i) {
            auto& cell = cells[i];
            const auto& column = columns_[i];
            if (!is_utf8(cell))
                fault(row, column.name, "not_utf8", cell);
            else if (cell.size() > field_bytes_max)
                fault(row, column.name, "text_too_long", cell);
            else if (column.name != "id" && !column.name.empty() && !cell.empty())
                say(row, column, std::move(cell));
        }
        gathering_.add(std::move(row), place_);
    }
    void fault(const Row& row, const std::string& field, const char* code, std::string_view value) {
        place_.bad = true;
        Row named;
        named.set_table(table_);
        named.set_id(row.id());
        gathering_.fault(place_, named, beginning(field), code, value);
    }

private:
    const std::string& table_;
    const ColumnTypes& types_;
    Place place_;
    Gathering& gathering_;
    std::vector<Column> columns_;
};

}  // namespace

void read_csv(std::string_view bytes, const std::string& name, const std::string& table,
              const ColumnTypes& types, Gathering& gathering) {
    TableReader reader(table, types, gathering.begin_file(name), gathering);
    Records records(bytes);
    std::vector<std::string> cells;
    if (records.at_end()) return;
    records.next(cells);
    reader.head(cells);
    while (!records.at_end()) {
        records.next(cells);
        reader.record(cells, records.too_many());
        if (records.open()) reader.fault({}, {}, "quote_open", cells.back());
    }
}

}  // namespace relais::hsds
