#include "common/words/catalogue.hpp"

#include <sstream>

#include <relais_catalogue_embedded.hpp>
#include <toml.hpp>

#include "common/base/check.hpp"

namespace relais::words {

std::map<std::string, std::string> catalogue_of(Language language) {
    const bool french = language == Language::fr;
    std::map<std::string, std::string> patterns;
    try {
        std::istringstream text(french ? embedded::fr_CA_toml() : embedded::en_CA_toml());
        const auto catalogue = toml::parse(text, french ? "fr-CA" : "en-CA");
        for (const auto& [section, entries] : catalogue.as_table())
            for (const auto& [name, pattern] : entries.as_table())
                patterns.emplace(section + "." + name, pattern.as_string().str);
    } catch (const std::exception& wrong) {
        check(false, std::string("a catalogue of words can be read: ") + wrong.what());
    }
    return patterns;
}

}  // namespace relais::words
