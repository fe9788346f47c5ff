// Instants and lengths as people say them, in the zone of a place. Within three hours of a change
// of the clocks the abbreviation of the zone is said too: a local time may come twice there.
#pragma once

#include <cstdint>
#include <string>

#include "common/words/words.hpp"

namespace relais::words {

// "02 h 37 min 00 s" / "2:37:00 a.m.".
[[nodiscard]] std::string exact_time(Language language, std::int64_t ms, const std::string& zone);
// "3 décembre 2026" / "December 3, 2026".
[[nodiscard]] std::string date(Language language, std::int64_t ms, const std::string& zone);
// "jeudi 3 décembre" / "Thursday, December 3".
[[nodiscard]] std::string weekday(Language language, std::int64_t ms, const std::string& zone);
// "jeu." / "Thu.".
[[nodiscard]] std::string short_weekday(Language language, std::int64_t ms,
                                        const std::string& zone);
// "décembre 2026".
[[nodiscard]] std::string month(Language language, std::int64_t ms, const std::string& zone);
// "3 déc.".
[[nodiscard]] std::string short_date(Language language, std::int64_t ms, const std::string& zone);
// "jeu. 3 déc., 02 h 37".
[[nodiscard]] std::string short_moment(Language language, std::int64_t ms, const std::string& zone);

// "de 02 h 00 min 00 s à 02 h 37 min 00 s le 3 décembre 2026"; both dates where they differ.
[[nodiscard]] std::string span(const Words& words, Language language, std::int64_t from_ms,
                               std::int64_t until_ms, const std::string& zone);
// "84 h", "84 h 30": hours do not become days, so that they can be compared.
[[nodiscard]] std::string hours(const Words& words, Language language, std::int64_t ms);
// "37 min", "1 j 3 h": what is nothing is not said.
[[nodiscard]] std::string length(const Words& words, Language language, std::int64_t ms);

}  // namespace relais::words
