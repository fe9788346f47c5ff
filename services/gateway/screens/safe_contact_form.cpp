#include "services/gateway/screens/safe_contact_form.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/base/check.hpp"
#include "services/gateway/characters.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

using SafeWay = v1::SafeContact::Way;

SafeWay::Kind kind_of(const std::string& name) {
    SafeWay::Kind kind{};
    return SafeWay::Kind_Parse(name, &kind) ? kind : SafeWay::unknown;
}

std::string numbered(const char* name, std::size_t index) {
    return name + std::to_string(index + 1);
}

Data kinds(const View& view, const std::string& chosen) {
    Data all = list();
    for (int code = 0; code < SafeWay::Kind_ARRAYSIZE; ++code) {
        const std::string name = SafeWay::Kind_Name(static_cast<SafeWay::Kind>(code));
        Data one = object();
        one.set("value", name);
        one.set("words", view.say("safe_way." + name));
        one.set("on", name == chosen);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

bool SafeContactForm::empty() const {
    const bool none = std::ranges::all_of(ways, [](const auto& way) {
        return way.value.empty() && kind_of(way.kind) == SafeWay::unknown;
    });
    return none && hours.empty() && word.empty() && who.empty() && !voicemail;
}

std::string SafeContactForm::fault() const {
    if (empty()) return {};
    bool some = false;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const bool kind = kind_of(ways[i].kind) != SafeWay::unknown;
        if (kind == ways[i].value.empty()) return numbered(kind ? "safe_value_" : "safe_way_", i);
        some = some || kind;
    }
    const auto long_one = [](const std::string& text) {
        return characters(text) > limits::safe_part_characters;
    };
    for (std::size_t i = 0; i < ways.size(); ++i)
        if (long_one(ways[i].value)) return numbered("safe_value_", i);
    if (long_one(hours)) return "safe_hours";
    if (long_one(word)) return "safe_word";
    if (long_one(who)) return "safe_who";
    return some ? std::string{} : numbered("safe_way_", 0);
}

v1::SafeContact SafeContactForm::told() const {
    check(fault().empty(), "a form with faults is never sent");
    v1::SafeContact told;
    for (const auto& way : ways) {
        if (way.value.empty()) continue;
        auto& one = *told.add_ways();
        one.set_kind(kind_of(way.kind));
        one.set_value(way.value);
    }
    told.set_hours(hours);
    told.set_safe_word(word);
    told.set_who_may_answer(who);
    told.set_voicemail(voicemail);
    return told;
}

SafeContactForm read_safe_contact(const http::Fields& fields) {
    SafeContactForm form;
    for (std::size_t i = 0; i < form.ways.size(); ++i) {
        form.ways[i].kind = value_of(fields, numbered("safe_way_", i));
        form.ways[i].value = value_of(fields, numbered("safe_value_", i));
    }
    form.hours = value_of(fields, "safe_hours");
    form.word = value_of(fields, "safe_word");
    form.who = value_of(fields, "safe_who");
    form.voicemail = value_of(fields, "safe_voicemail") == "yes";
    return form;
}

std::string safe_contact_fields(const View& view, const SafeContactForm& form) {
    Data ways = list();
    for (std::size_t i = 0; i < form.ways.size(); ++i) {
        Data one = object();
        one.set("n", std::to_string(i + 1));
        one.set("label", view.say(i == 0 ? "safe.way" : "safe.way_2"));
        one.set("kinds", kinds(view, form.ways[i].kind));
        one.set("value", form.ways[i].value);
        ways.push_back(std::move(one));
    }
    Data data = object();
    data.set("ways", std::move(ways));
    data.set("most", std::to_string(limits::safe_part_characters));
    data.set("hours", form.hours);
    data.set("word", form.word);
    data.set("who", form.who);
    data.set("voicemail", form.voicemail);
    return fill(view.words, view.language, embedded::safe_contact_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
