#include "services/gateway/screens/safe_contact_words.hpp"

namespace relais::gateway {

std::string safe_contact_in_words(const words::Words& words, words::Language language,
                                  const v1::SafeContact& told) {
    std::string lines;
    const auto add = [&](const std::string& key, const std::string& what) {
        if (what.empty()) return;
        if (!lines.empty()) lines += '\n';
        lines +=
            words.say(language, "safe.told", {{"name", words.say(language, key)}, {"what", what}});
    };
    for (const auto& way : told.ways())
        add("safe_way." + v1::SafeContact::Way::Kind_Name(way.kind()), way.value());
    add("safe.hours", told.hours());
    add("safe.word", told.safe_word());
    add("safe.who", told.who_may_answer());
    // Said in every case: silence about it would be taken for a yes.
    add("safe.voicemail",
        words.say(language, told.voicemail() ? "safe.voicemail_yes" : "safe.voicemail_no"));
    return lines;
}

}  // namespace relais::gateway
