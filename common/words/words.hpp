// What a person reads, in her language. French (fr-CA) is the source; English is its equal: a key
// that is missing in one of the two fails a test. Patterns are ICU MessageFormat with named
// arguments. Codes of the vocabulary have words under "need.<code>", "sector.<code>",
// "reason.<code>", "event.<kind>", "rejection.<code>", "problem.<code>", …
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace relais::words {

enum class Language { fr, en };

// From a person's list or an Accept-Language header; French when nothing fits.
[[nodiscard]] Language language_of(std::string_view tags);
[[nodiscard]] std::string_view tag(Language language);  // "fr-CA", "en-CA"

using Value = std::variant<std::string, std::int64_t>;
using Arguments = std::map<std::string, Value>;

class Words {
public:
    Words();  // the catalogues are compiled in; check() fails when one cannot be read
    ~Words();
    // The words of a key. A key that does not exist is a bug: check() fails.
    [[nodiscard]] std::string say(Language language, std::string_view key,
                                  const Arguments& arguments = {}) const;
    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> keys(Language language) const;
    // "02 h 40" / "2:40 a.m.", in the territory's zone (tz database name).
    [[nodiscard]] std::string time_of_day(Language language, std::int64_t ms,
                                          const std::string& zone) const;
    // "21 novembre 2026, 02 h 40".
    [[nodiscard]] std::string moment(Language language, std::int64_t ms,
                                     const std::string& zone) const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace relais::words
