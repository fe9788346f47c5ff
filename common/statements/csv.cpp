// CSV as banks give it: every bank its own columns, so that somebody says once which is which.
#include <algorithm>
#include <array>

#include "common/statements/gathering.hpp"

namespace relais::statements {
namespace {

constexpr std::size_t columns_max = 64;

struct Record {
    std::uint32_t number = 0;  // of the line on which it begins
    std::vector<std::string> cells = {};
    bool open = false;  // a quote was never closed
};

// One record after the other. A cell in quotes may hold separators, line ends, doubled quotes.
class Records {
public:
    Records(std::string_view text, char separator) : rest_(text), separator_(separator) {}
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    Record next() {
        Record record{.number = line_};
        for (bool more = true; more;) {
            std::string cell;
            more = rest_.starts_with('"') ? quoted(cell, record) : bare(cell);
            if (record.cells.size() < columns_max) record.cells.push_back(std::move(cell));
        }
        return record;
    }

private:
    bool bare(std::string& cell) {
        const auto end = std::min(rest_.find_first_of(std::string{separator_, '\n'}), rest_.size());
        auto text = rest_.substr(0, end);
        const bool more = end < rest_.size() && rest_[end] == separator_;
        if (end < rest_.size() && rest_[end] == '\n') ++line_;
        if (!more && text.ends_with('\r')) text.remove_suffix(1);
        cell += text;
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return more;
    }
    // A quote that is never closed takes its own line with it, and no other.
    bool quoted(std::string& cell, Record& record) {
        const auto begin = rest_;
        const auto line = line_;
        rest_.remove_prefix(1);
        for (;;) {
            const auto end = rest_.find('"');
            if (end == rest_.npos) {
                record.open = true;
                rest_ = begin.substr(std::min(begin.find('\n'), begin.size() - 1) + 1);
                line_ = line + 1;
                return false;
            }
            const auto text = rest_.substr(0, end);
            line_ += static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
            cell += text;
            rest_.remove_prefix(end + 1);
            if (!rest_.starts_with('"')) return bare(cell);
            cell += '"';
            rest_.remove_prefix(1);
        }
    }

    std::string_view rest_;
    char separator_;
    std::uint32_t line_ = 1;
};

// The sign that stands most often in the first lines.
char separator_in(std::string_view text, const std::string& told) {
    if (!told.empty()) return told == "\\t" ? '\t' : told[0];
    const auto head = text.substr(0, 4'096);
    constexpr std::array<char, 3> signs{';', '\t', ','};
    return *std::ranges::max_element(signs, {},
                                     [&](char sign) { return std::ranges::count(head, sign); });
}

class Rows {
public:
    Rows(const v1::StatementMapping& mapping, Gathering& into) : mapping_(mapping), into_(into) {}

    void take(const Record& record) {
        if (const auto why = read(record)) into_.bad(record.number, why);
    }

private:
    // Why not; null: it came in.
    const char* read(const Record& record) {
        if (record.open) return "quote_not_closed";
        const auto cell = [&](std::uint32_t column) -> std::string_view {
            if (column == 0 || column > record.cells.size()) return {};
            return record.cells[column - 1];
        };
        const auto most = std::max(
            {mapping_.date(), mapping_.amount(), mapping_.money_in(), mapping_.money_out()});
        if (record.cells.size() < most) return "too_few_columns";
        Line line;
        const auto day = read_day(
            cell(mapping_.date()),
            mapping_.date_form().empty() ? "%Y-%m-%d" : std::string_view(mapping_.date_form()));
        if (!day) return day.error();
        line.booked = *day;
        const auto cents =
            amount(cell(mapping_.amount()), cell(mapping_.money_in()), cell(mapping_.money_out()));
        if (!cents) return cents.error();
        line.cents = *cents;
        line.text = cell(mapping_.text());
        line.id = dated(std::string(cell(mapping_.id())), line.booked, line.cents);
        into_.add(record.number, std::move(line));
        return nullptr;
    }

    // One column with a sign, or one for what came and one for what went.
    [[nodiscard]] Read<std::int64_t> amount(std::string_view one, std::string_view in,
                                            std::string_view out) const {
        const bool comma = mapping_.decimal_comma();
        if (mapping_.amount() != 0) return read_cents(one, comma);
        const auto came = read_cents(in, comma);
        const auto went = read_cents(out, comma);
        const auto nothing = [](std::string_view text, const Read<std::int64_t>& read) {
            return text.find_first_not_of(' ') == text.npos ||
                   (!read && read.error() == std::string_view("amount_zero"));
        };
        if (came && nothing(out, went)) return came;
        // Some write what went with a minus, some without.
        if (went && nothing(in, came)) return -std::abs(*went);
        return std::unexpected(nothing(in, came) && nothing(out, went) ? "amount_zero"
                                                                       : "amount_not_understood");
    }

    const v1::StatementMapping& mapping_;
    Gathering& into_;
};

bool says_nothing(const Record& record) {
    return !record.open && std::ranges::all_of(record.cells, [](const std::string& cell) {
        return cell.find_first_not_of(" \t\r") == cell.npos;
    });
}

}  // namespace

Reading read_csv(std::string_view bytes, const v1::StatementMapping& mapping) {
    auto text = as_utf8(bytes);
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    Gathering gathering;
    Rows rows(mapping, gathering);
    Records records(text, separator_in(text, mapping.separator()));
    while (!records.at_end()) {
        const auto record = records.next();
        if (record.number >= mapping.first_line() && !says_nothing(record)) rows.take(record);
    }
    return gathering.take();
}

}  // namespace relais::statements
