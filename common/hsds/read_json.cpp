// JSON as the standard's API gives it, read in one pass: an object that stands in another becomes a
// row of its own, which says where it hung. Numbers stay as they were written. A row that is told
// several times, under each row that it belongs to, is one row.
#include <algorithm>

#include <boost/json/basic_parser_impl.hpp>

#include "common/hsds/gathering.hpp"
#include "common/hsds/reading.hpp"
#include "common/hsds/tables.hpp"

namespace relais::hsds {
namespace {

namespace json = boost::json;

constexpr std::string_view contents_key = "contents";  // the things on a page of the API

// The table whose fields an object without a name has most of.
std::string likeliest(const Row& row, const std::vector<std::string>& keys) {
    std::string best = "organization";
    std::size_t most = 0;
    for (const auto& table : tables()) {
        std::size_t fitting = 0;
        for (const auto& field : row.fields())
            fitting += table.field(field.name()) != nullptr ? 1u : 0u;
        for (const auto& key : keys) {
            const auto* hung = table_of_list(key);
            const auto field = field_to(hung == nullptr ? key : hung->name, table.name);
            const bool known = hung == nullptr ? within_by_key(table.name, key) != nullptr
                                               : hung->field(field) != nullptr;
            fitting += known ? 2u : 0u;
        }
        if (fitting > most) {
            most = fitting;
            best = table.name;
        }
    }
    return best;
}

class Reader {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using Error = json::error_code;

    Reader(Gathering& gathering, std::uint32_t file) : gathering_(gathering), file_(file) {}
    std::uint32_t line = 1;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }

    bool on_object_begin(Error&) {
        if (raw_depth_ > 0 || !begins_row()) {
            begin_raw('{');
            return true;
        }
        Level level;
        level.table = next_table();
        level.key = key_;
        level.alone = !levels_.empty() && !levels_.back().is_list;
        level.place = {file_, line, false};
        levels_.push_back(std::move(level));
        return true;
    }

    bool on_object_end(std::size_t, Error&) {
        if (raw_depth_ > 0) {
            end_raw('}');
            return true;
        }
        Level level = std::move(levels_.back());
        levels_.pop_back();
        end_row(std::move(level));
        return true;
    }

    bool on_array_begin(Error&) {
        const bool top = levels_.empty();
        const auto* table = top ? nullptr : table_of_list(key_);
        // What the standard does not put there stays a part of the row, as it is written.
        if (table != nullptr && !levels_.back().is_list && !levels_.back().table.empty() &&
            !may_hang(table->name, levels_.back().table))
            table = nullptr;
        const bool page = levels_.size() == 1 && (key_ == contents_key || key_ == other_tables_key);
        if (raw_depth_ > 0 || (!top && (levels_.back().is_list || (table == nullptr && !page)))) {
            begin_raw('[');
            return true;
        }
        Level level;
        level.is_list = true;
        level.key = top ? std::string{} : key_;
        level.table = table != nullptr           ? table->name
                      : key_ == other_tables_key ? key_
                                                 : std::string{};
        level.place = {file_, line, false};
        levels_.push_back(std::move(level));
        return true;
    }

    bool on_array_end(std::size_t n, Error&) {
        if (raw_depth_ > 0) {
            end_raw(']');
            return true;
        }
        const Level list = std::move(levels_.back());
        levels_.pop_back();
        if (levels_.empty()) return true;
        key_ = list.key;
        levels_.back().lists.push_back(list.key);
        if (n == 0 && list.key != contents_key) said("[]", Row::Field::raw);
        return true;
    }

    bool on_key_part(std::string_view part, std::size_t, Error&) {
        text_.append(part);
        return true;
    }
    bool on_key(std::string_view part, std::size_t, Error&) {
        text_.append(part);
        if (raw_depth_ > 0) {
            comma();
            raw_ += json_text(text_) + ":";
            after_key_ = true;
        } else {
            key_ = text_;
        }
        text_.clear();
        return true;
    }

    bool on_string_part(std::string_view part, std::size_t, Error&) {
        // What is too long is told, and not kept.
        if (text_.size() <= field_bytes_max) text_.append(part.substr(0, field_bytes_max + 1));
        return true;
    }
    bool on_string(std::string_view part, std::size_t n, Error& failed) {
        on_string_part(part, n, failed);
        if (raw_depth_ > 0)
            raw_value(json_text(text_));
        else
            said(std::move(text_), Row::Field::text);
        text_.clear();
        return true;
    }

    bool on_number_part(std::string_view part, Error&) {
        text_.append(part);
        return true;
    }
    bool on_int64(std::int64_t, std::string_view part, Error&) { return number(part); }
    bool on_uint64(std::uint64_t, std::string_view part, Error&) { return number(part); }
    bool on_double(double, std::string_view part, Error&) { return number(part); }
    bool on_bool(bool value, Error&) {
        return plain(value ? "true" : "false", Row::Field::boolean);
    }
    bool on_null(Error&) { return plain("null", Row::Field::null); }
    bool on_comment_part(std::string_view, Error&) { return true; }
    bool on_comment(std::string_view, Error&) { return true; }

private:
    struct Child {
        std::uint32_t row;
        std::string key;
        bool alone;
    };
    struct Doubt {
        std::string field, code, value;
    };
    struct Level {
        bool is_list = false;
        std::string table;  // of the row, or of the list's rows; empty: to be seen
        std::string key;
        bool alone = false;  // an object in a row, not one of a list
        Place place;
        Row row;
        std::vector<Child> children;
        std::vector<std::string> lists;
        std::vector<Doubt> doubts;
    };

    [[nodiscard]] bool begins_row() const {
        if (levels_.empty() || levels_.back().is_list) return true;
        return within_by_key(levels_.back().table, key_) != nullptr;
    }
    [[nodiscard]] std::string next_table() const {
        if (levels_.empty()) return {};
        if (levels_.back().is_list) return levels_.back().table;
        return std::string(within_by_key(levels_.back().table, key_)->of);
    }

    bool number(std::string_view part) {
        text_.append(part);
        const bool done = plain(text_, Row::Field::number);
        text_.clear();
        return done;
    }
    bool plain(const std::string& text, Row::Field::Kind kind) {
        if (raw_depth_ > 0)
            raw_value(text);
        else
            said(kind == Row::Field::null ? std::string{} : text, kind);
        return true;
    }

    void said(std::string value, Row::Field::Kind kind) {
        if (levels_.empty() || levels_.back().is_list) {
            gathering_.fault({file_, line, true}, {}, {}, "not_a_row", value);
            return;
        }
        Level& level = levels_.back();
        if (!is_utf8(value) || !is_utf8(key_)) {
            doubt({key_, "not_utf8", value});
            return;
        }
        if (value.size() > field_bytes_max) {
            doubt({key_, "text_too_long", value});
            return;
        }
        if (key_ == "id" && kind != Row::Field::null)
            level.row.set_id(std::move(value));
        else
            set_field(level.row, key_, std::move(value), kind);
    }
    void doubt(Doubt doubt) {
        levels_.back().place.bad = true;
        doubt.field = beginning(doubt.field);
        doubt.value = beginning(doubt.value);
        levels_.back().doubts.push_back(std::move(doubt));
    }

    void begin_raw(char open) {
        comma();
        if (raw_depth_++ == 0) raw_key_ = key_;
        raw_ += open;
        after_key_ = true;  // the first needs no comma
    }
    void end_raw(char close) {
        raw_ += close;
        after_key_ = false;
        if (--raw_depth_ > 0) return;
        key_ = raw_key_;
        said(std::move(raw_), Row::Field::raw);
        raw_.clear();
    }
    void raw_value(std::string_view text) {
        comma();
        if (raw_.size() <= field_bytes_max) raw_ += text;
    }
    void comma() {
        if (raw_depth_ > 0 && !after_key_) raw_ += ',';
        after_key_ = false;
    }

    // A page of the API, or our own lists by table: what is in it hangs under nothing.
    [[nodiscard]] bool is_cover(const Level& level) const {
        if (!levels_.empty()) return false;
        if (std::ranges::find(level.lists, contents_key) != level.lists.end()) return true;
        const bool alone = std::ranges::any_of(level.children, &Child::alone);
        return !alone && level.doubts.empty() && level.row.id().empty() &&
               std::ranges::all_of(level.row.fields(), [](const Row::Field& field) {
                   return field.kind() == Row::Field::raw && field.value() == "[]";
               });
    }

    void end_row(Level level) {
        if (is_cover(level)) return;
        if (level.table.empty()) {
            auto keys = level.lists;
            for (const auto& child : level.children)
                if (child.alone) keys.push_back(child.key);
            level.table = likeliest(level.row, keys);
        }
        if (level.table == other_tables_key) {
            level.table = value_of(level.row, table_field);
            remove_field(level.row, table_field);
        }
        level.row.set_table(level.table);
        for (const auto& [field, code, value] : level.doubts)
            gathering_.fault(level.place, level.row, field, code, value);
        const auto added = gathering_.add_again(std::move(level.row), level.place);
        if (!added) return;
        const std::string id = gathering_.row(*added).id();
        for (const auto& child : level.children) {
            if (!child.alone) {
                hang_under(gathering_.row(child.row), level.table, id);
            } else if (const auto* within = within_by_key(level.table, child.key)) {
                Row& row = gathering_.row(*added);
                const auto other = gathering_.row(child.row).id();
                if (value_of(row, within->field).empty()) set_field(row, within->field, other);
            }
        }
        if (levels_.empty()) return;
        const bool in_list = levels_.back().is_list;
        if (in_list && levels_.size() == 1) return;
        auto& above = in_list ? levels_[levels_.size() - 2] : levels_.back();
        above.children.push_back(
            {*added, level.alone ? level.key : levels_.back().key, level.alone});
    }

    Gathering& gathering_;
    std::uint32_t file_;
    std::vector<Level> levels_;
    std::string key_, text_, raw_, raw_key_;
    std::size_t raw_depth_ = 0;
    bool after_key_ = false;
};

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void read_json(std::string_view bytes, const std::string& name, Gathering& gathering) {
    const auto file = gathering.begin_file(name);
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    json::parse_options options;
    options.allow_invalid_utf8 = true;  // told by row, not by file
    json::basic_parser<Reader> parser(options, gathering, file);
    Reader& reader = parser.handler();
    json::error_code failed;
    const auto broken = [&](std::string_view why) {
        gathering.fault({file, reader.line, true}, {}, {}, "json_broken", why);
    };
    // Line by line: so a row knows where it stands.
    for (std::size_t begin = 0; begin < bytes.size() && !failed; ++reader.line) {
        const auto end = std::min(bytes.find('\n', begin), bytes.size() - 1) + 1;
        const auto line = bytes.substr(begin, end - begin);
        const auto taken =
            parser.done() ? 0 : parser.write_some(true, line.data(), line.size(), failed);
        if (!failed && !is_blank(line.substr(taken))) return broken("more after the end");
        if (failed) return broken(failed.message());
        begin = end;
    }
    if (!parser.done()) parser.write_some(false, "", 0, failed);
    if (failed) broken(failed.message());
}

}  // namespace relais::hsds
