// What the readers share: a line that is being read, and the list that it ends in.
#pragma once

#include <expected>
#include <map>

#include "common/statements/statement.hpp"

namespace relais::statements {

// A code of words: "amount_not_understood".
template <class T>
using Read = std::expected<T, const char*>;

// "-45.50", "1 200,00", "(45.50)", "45.50-", "1,200.00 $"; never zero. At most two decimals.
[[nodiscard]] Read<std::int64_t> read_cents(std::string_view text, bool decimal_comma = false);
// By a form such as "%d/%m/%Y"; %Y, %m and %d are known. What stands behind it is left alone when
// the form ends with '*'.
[[nodiscard]] Read<Instant> read_day(std::string_view text, std::string_view form);
// On one line, without what is no text, at most text_bytes_max.
[[nodiscard]] std::string tidy_text(std::string_view text);
// As UTF-8: what is not is taken for Windows-1252, as banks still write it.
[[nodiscard]] std::string as_utf8(std::string_view bytes);

// An id that a bank may give again in another statement, made one of its own: with its day and its
// amount. An empty one stays so.
[[nodiscard]] std::string dated(std::string id, Instant day, std::int64_t cents);

class Gathering {
public:
    // A line without an id of the bank gets one from what stands in it, and from how many like it
    // stand before it in the file: the same file again, or one that overlaps, gives the same ids.
    void add(std::uint32_t number, Line line);
    void bad(std::uint32_t number, const char* reason);
    void closing(std::int64_t cents) { reading_.closing_cents = cents; }
    [[nodiscard]] Reading take() { return std::move(reading_); }

private:
    Reading reading_;
    std::map<std::string, int> like_;  // lines without an id, by what stands in them
};

[[nodiscard]] Reading read_csv(std::string_view bytes, const v1::StatementMapping& mapping);
[[nodiscard]] Reading read_camt(std::string_view bytes);
[[nodiscard]] Reading read_ofx(std::string_view bytes);

}  // namespace relais::statements
