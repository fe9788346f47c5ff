#include "services/gateway/screens/sealed_part.hpp"

#include "services/gateway/screens/lines.hpp"

namespace relais::gateway::screens {
namespace {

Data reasons(const View& view) {
    Data all = list();
    for (int code = 1; v1::ReadingReason::Code_IsValid(code); ++code) {
        const auto name = v1::ReadingReason::Code_Name(static_cast<v1::ReadingReason::Code>(code));
        Data one = object();
        one.set("value", name);
        one.set("words", view.say("reading_reason." + name));
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

void set_sealed(const View& view, const CaseReading& reading, const SealedView& sealed,
                const NameOf& person, const Forms& forms, Data& data) {
    Data fields = list();
    bool some = false;
    for (const auto field : reading.state.sealed) {
        const bool seen = reading.sight.sees(domain::field_of(field));
        const bool glass = reading.sight.breaks(domain::field_of(field));
        if (!seen && !glass) continue;
        const auto code = v1::SealedField::Code_Name(field);
        const bool open = field == sealed.opened.field;
        Data one = object();
        one.set("code", code);
        one.set("name", view.say("sealed_field." + code));
        one.set("open", open);
        one.set("lines", lines_of(open ? sealed.opened.text : std::string{}));
        one.set("glass", glass && (!seen || reading.state.restricted()));
        one.set("only_glass", !seen);
        one.set("command", forms.new_uuid());
        one.set("reasons", reasons(view));
        fields.push_back(std::move(one));
        some = true;
    }
    Data asked = list();
    bool awaited = false;
    for (const auto& known : reading.state.readings) {
        if (!known.allowed_by.empty() || known.until <= view.now || known.person == sealed.person)
            continue;
        Data one = object();
        one.set("reading", known.reading);
        one.set("command", forms.new_uuid());
        one.set("words",
                view.say(
                    "event.reading_asked",
                    {{"who", person(known.person)},
                     {"field", view.say("sealed_field." + v1::SealedField::Code_Name(known.field))},
                     {"because",
                      view.say("reading_reason." + v1::ReadingReason::Code_Name(known.reason))}}));
        asked.push_back(std::move(one));
        awaited = true;
    }
    data.set("has_sealed", some);
    data.set("sealed", std::move(fields));
    data.set("has_asked", awaited);
    data.set("asked", std::move(asked));
}

}  // namespace relais::gateway::screens
