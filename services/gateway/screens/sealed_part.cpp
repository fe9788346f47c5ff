#include "services/gateway/screens/sealed_part.hpp"

#include "services/gateway/screens/lines.hpp"

namespace relais::gateway::screens {
namespace {

// Whoever gives advice reads in order to answer; nobody else has anything to answer.
Data reasons(const View& view, bool advice) {
    Data all = list();
    const auto offer = [&](v1::ReadingReason::Code code) {
        const auto& name = v1::ReadingReason::Code_Name(code);
        Data one = object();
        one.set("value", name);
        one.set("words", view.say("reading_reason." + name));
        all.push_back(std::move(one));
    };
    if (advice) offer(v1::ReadingReason::to_answer);
    for (int code = 1; v1::ReadingReason::Code_IsValid(code); ++code)
        if (code != v1::ReadingReason::to_answer) offer(static_cast<v1::ReadingReason::Code>(code));
    return all;
}

}  // namespace

void set_sealed(const View& view, const CaseReading& reading, const SealedView& sealed,
                const NameOf& person, const Forms& forms, Data& data) {
    Data fields = list();
    bool some = false;
    const auto add = [&](v1::SealedField::Code field, const domain::TakenIn* from) {
        // How she is reached by another alert is never read alone: that case is over.
        const bool seen = from != nullptr || reading.sight.sees(domain::field_of(field));
        const bool glass = from == nullptr && reading.sight.breaks(domain::field_of(field));
        const auto code = v1::SealedField::Code_Name(field);
        const std::string duplicate = from == nullptr ? std::string{} : from->duplicate;
        const bool open = field == sealed.opened.field && duplicate == sealed.opened.duplicate;
        const bool question = reading.state.advice && field == v1::SealedField::note;
        const auto name = view.say("sealed_fold." + (question ? std::string("question") : code));
        Data one = object();
        one.set("code", code);
        one.set("key", from == nullptr ? code : code + "-" + duplicate);
        if (from != nullptr) one.set("duplicate", duplicate);
        one.set("name", from == nullptr ? name : view.say("sealed.of_another", {{"what", name}}));
        one.set("open", open);
        // A question waits to be read before it can be answered: the first thing to do.
        one.set("first", question && !open && forms.notice.empty() &&
                             !reading.state.sealed.contains(v1::SealedField::advice));
        one.set("lines", lines_of(open ? sealed.opened.text : std::string{}));
        one.set("glass", glass && (!seen || reading.state.restricted()));
        one.set("only_glass", !seen);
        one.set("command", forms.new_uuid());
        one.set("reasons", reasons(view, reading.state.advice));
        fields.push_back(std::move(one));
        some = true;
    };
    for (const auto field : reading.state.sealed)
        if (reading.sight.sees(domain::field_of(field)) ||
            reading.sight.breaks(domain::field_of(field)))
            add(field, nullptr);
    for (const auto& taken : reading.state.taken_in)
        if (taken.safe_contact_until > view.now &&
            domain::sees_contact_of(reading.state, reading.sight, taken.duplicate))
            add(v1::SealedField::safe_contact, &taken);
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
