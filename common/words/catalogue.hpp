// The embedded catalogues as they are written: "section.name" and its pattern. Read once, at start.
#pragma once

#include <map>
#include <string>

#include "common/words/words.hpp"

namespace relais::words {

// check() fails when a catalogue cannot be read: a night shift never meets it.
[[nodiscard]] std::map<std::string, std::string> catalogue_of(Language language);

}  // namespace relais::words
