// Promises: time and memory in proportion to the bytes, at most `bytes_max` of them; nothing is
// interpreted but names and nesting. Folded lines are joined first, since careless writers fold in
// the middle of a UTF-8 sequence; the rest works on the joined text.
#include "common/calendar/scan.hpp"

#include <algorithm>
#include <array>

#include <unicode/utf8.h>

namespace relais::calendar {
namespace {

constexpr std::array event_names{"UID",     "DTSTART",       "DTEND",    "DURATION",
                                 "RRULE",   "RDATE",         "EXDATE",   "EXRULE",
                                 "STATUS",  "RECURRENCE-ID", "SEQUENCE", "DTSTAMP",
                                 "SUMMARY", "LAST-MODIFIED", "ATTENDEE", "ORGANIZER"};
constexpr std::array zone_names{"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_utf8(std::string_view text) {
    const auto length = static_cast<std::int32_t>(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    std::int32_t at = 0;
    while (at < length) {
        UChar32 point = 0;
        U8_NEXT(bytes, at, length, point);
        if (point < 0) return false;
    }
    return true;
}

// One content line of the file, joined; `number` is its first line as written.
struct Joined {
    std::size_t number = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
};

// Joins folded lines into `text`. Line ends are CRLF, LF or (old) CR.
std::expected<std::vector<Joined>, Refused> unfold(std::string_view bytes, const ReadLimits& limits,
                                                   std::string& text) {
    std::vector<Joined> lines;
    std::size_t number = 0;
    text.reserve(std::max<std::size_t>(bytes.size(), 64));
    while (!bytes.empty()) {
        ++number;
        const std::size_t length = std::min(bytes.find_first_of("\r\n"), bytes.size());
        const std::string_view raw = bytes.substr(0, length);
        const bool pair = bytes.substr(length).starts_with("\r\n");
        bytes.remove_prefix(std::min(length + (pair ? 2 : 1), bytes.size()));
        if (raw.empty()) continue;
        const bool folded = raw.front() == ' ' || raw.front() == '\t';
        if (folded && !lines.empty()) {
            text.append(raw.substr(1));
            lines.back().end = text.size();
        } else {
            const std::size_t begin = text.size();
            text.append(raw);
            lines.push_back({number, begin, text.size()});
        }
        if (lines.back().end - lines.back().begin > limits.line_bytes_max)
            return std::unexpected(Refused{Refusal::line_too_long, lines.back().number});
        if (lines.size() > limits.properties_max + 2 * limits.components_max)
            return std::unexpected(Refused{Refusal::too_many_properties, number});
    }
    return lines;
}

std::string_view value_of(const Line& line) {
    const auto colon = line.text.find(':');
    return colon == std::string_view::npos ? std::string_view{} : line.text.substr(colon + 1);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Follows BEGIN and END and puts the lines where they belong.
class Sorter {
public:
    Sorter(const ReadLimits& limits, Scanned& into) : limits_(limits), into_(into) {}

    std::expected<void, Refused> take(const Line& line) {
        if (same_word(line.name, "BEGIN")) return begin(line);
        if (same_word(line.name, "END")) return end(line);
        if (open_.empty()) return refused(Refusal::not_a_calendar, line);
        if (++properties_ > limits_.properties_max)
            return refused(Refusal::too_many_properties, line);
        if (Block* block = block_of(line); block != nullptr) return keep(*block, line);
        if (open_.size() == 1) of_calendar(line);
        return {};
    }

    std::expected<void, Refused> finish(std::size_t lines) const {
        if (!seen_) return std::unexpected(Refused{Refusal::not_a_calendar, 0});
        if (!open_.empty()) return std::unexpected(Refused{Refusal::unbalanced, lines});
        return {};
    }

private:
    static std::unexpected<Refused> refused(Refusal code, const Line& line) {
        return std::unexpected(Refused{code, line.number});
    }

    std::expected<void, Refused> begin(const Line& line) {
        const std::string_view kind = trimmed(value_of(line));
        if (open_.empty() && !same_word(kind, "VCALENDAR"))
            return refused(Refusal::not_a_calendar, line);
        if (open_.size() >= limits_.depth_max) return refused(Refusal::too_deep, line);
        if (++components_ > limits_.components_max)
            return refused(Refusal::too_many_components, line);
        open_.push_back(kind);
        seen_ = true;
        if (open_.size() == 2 && same_word(kind, "VEVENT"))
            into_.events.push_back({line.number, {}});
        if (open_.size() == 2 && same_word(kind, "VTIMEZONE"))
            into_.zones.push_back({line.number, {}});
        if (open_.size() == 3 && same_word(open_[1], "VTIMEZONE"))
            return keep(into_.zones.back(), line);
        return {};
    }

    std::expected<void, Refused> end(const Line& line) {
        if (open_.empty() || !same_word(trimmed(value_of(line)), open_.back()))
            return refused(Refusal::unbalanced, line);
        open_.pop_back();
        return {};
    }

    std::expected<void, Refused> keep(Block& block, const Line& line) {
        if (++kept_ > limits_.read_lines_max) return refused(Refusal::too_many_properties, line);
        block.lines.push_back(line);
        return {};
    }

    // The event or zone that reads this line, if there is one. An alarm's lines are nobody's.
    Block* block_of(const Line& line) {
        const auto named = [&](const auto& names) {
            return std::ranges::any_of(names,
                                       [&](const char* one) { return same_word(line.name, one); });
        };
        if (open_.size() == 2 && same_word(open_[1], "VEVENT") && named(event_names))
            return &into_.events.back();
        if (open_.size() >= 2 && same_word(open_[1], "VTIMEZONE") && named(zone_names))
            return &into_.zones.back();
        return nullptr;
    }

    void of_calendar(const Line& line) {
        const std::string_view value = trimmed(value_of(line));
        if (value.size() > limits_.text_bytes_max) return;
        if (same_word(line.name, "X-WR-CALNAME")) into_.name = value;
        if (same_word(line.name, "X-WR-TIMEZONE")) into_.default_zone = value;
        if (same_word(line.name, "METHOD")) into_.cancels = same_word(value, "CANCEL");
    }

    const ReadLimits& limits_;
    Scanned& into_;
    std::vector<std::string_view> open_;
    std::size_t components_ = 0;
    std::size_t properties_ = 0;
    std::size_t kept_ = 0;
    bool seen_ = false;
};

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::expected<Scanned, Refused> scan(std::string_view bytes, const ReadLimits& limits) {
    if (bytes.size() > limits.bytes_max) return std::unexpected(Refused{Refusal::too_large, 0});
    if (bytes.contains('\0')) return std::unexpected(Refused{Refusal::nul_byte, 0});
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    Scanned scanned;
    const auto joined = unfold(bytes, limits, scanned.text);
    if (!joined) return std::unexpected(joined.error());
    Sorter sorter(limits, scanned);
    for (const Joined& one : *joined) {
        const auto text = std::string_view(scanned.text).substr(one.begin, one.end - one.begin);
        if (!is_utf8(text)) return std::unexpected(Refused{Refusal::not_utf8, one.number});
        const Line line{one.number, text.substr(0, text.find_first_of(":;")), text};
        if (auto taken = sorter.take(line); !taken) return std::unexpected(taken.error());
    }
    if (auto done = sorter.finish(joined->empty() ? 0 : joined->back().number); !done)
        return std::unexpected(done.error());
    return scanned;
}

}  // namespace relais::calendar
