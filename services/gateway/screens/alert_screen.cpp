#include "services/gateway/screens/alert_screen.hpp"

#include <algorithm>
#include <array>

#include <relais_screens_embedded.hpp>

#include "common/domain/rules.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/kept_form.hpp"

namespace relais::gateway::screens {
namespace {

// What is asked for most on a first night stands open; the rest is one tap away.
constexpr std::array first_needs{v1::Need::emergency_shelter,   v1::Need::immediate_care,
                                 v1::Need::safety_planning,     v1::Need::basic_needs,
                                 v1::Need::crisis_intervention, v1::Need::interpretation,
                                 v1::Need::social_worker,       v1::Need::transport};
constexpr std::array more_needs{
    v1::Need::legal_help,    v1::Need::immigration_defence, v1::Need::accompaniment,
    v1::Need::information,   v1::Need::youth_protection,    v1::Need::indigenous_support,
    v1::Need::labour_rights, v1::Need::spiritual_support,   v1::Need::youth_transition};
constexpr std::array languages{"fr", "en", "es", "zh", "ar", "ht",  "ro", "hu",  "uk",  "ru", "tl",
                               "vi", "pt", "hi", "pa", "fa", "moe", "cr", "atj", "mic", "iu"};

Data choice(const std::string& value, const std::string& words, bool on) {
    Data one = object();
    one.set("value", value);
    one.set("words", words);
    one.set("on", on);
    return one;
}

template <std::size_t count>
Data need_ticks(const View& view, const std::array<v1::Need_Kind, count>& kinds,
                const std::set<std::string>& on) {
    Data all = list();
    for (const auto kind : kinds) {
        const std::string name = v1::Need::Kind_Name(kind);
        all.push_back(choice(name, view.say("need_plain." + name), on.contains(name)));
    }
    return all;
}

template <std::size_t count>
bool any(const std::array<v1::Need_Kind, count>& kinds, const std::set<std::string>& on) {
    return std::ranges::any_of(kinds,
                               [&](auto kind) { return on.contains(v1::Need::Kind_Name(kind)); });
}

// Every value of an enumeration, with its words; "unknown" comes last, or first when it is the
// honest answer to begin with.
Data codes(const View& view, const google::protobuf::EnumDescriptor* all_codes,
           const std::string& section, const std::string& chosen, bool unknown_first) {
    Data all = list();
    const auto add = [&](int index) {
        const std::string name = all_codes->value(index)->name();
        all.push_back(choice(name, view.say(section + "." + name), name == chosen));
    };
    if (unknown_first) add(0);
    for (int index = 1; index < all_codes->value_count(); ++index) add(index);
    if (!unknown_first) add(0);
    return all;
}

Data circumstances(const View& view, const std::set<std::string>& on) {
    const auto* all_codes = v1::Circumstance::Code_descriptor();
    Data all = list();
    for (int index = 1; index < all_codes->value_count(); ++index) {
        const std::string name = all_codes->value(index)->name();
        all.push_back(choice(name, view.say("circumstance." + name), on.contains(name)));
    }
    return all;
}

Data language_choices(const View& view, const std::string& chosen) {
    Data all = list();
    all.push_back(choice("", view.say("age_band.unknown"), chosen.empty()));
    for (const std::string tag : languages) {
        all.push_back(choice(tag, view.say("language." + tag), tag == chosen));
    }
    return all;
}

Data territories(const View& view, const domain::Directory& directory, const std::string& chosen) {
    Data all = list();
    for (const auto& territory : directory.data().territories()) {
        const bool french = view.language == words::Language::fr;
        all.push_back(choice(territory.id(), french ? territory.name_fr() : territory.name_en(),
                             territory.id() == chosen));
    }
    return all;
}

Data errors(const View& view, const AlertScreen& screen) {
    Data all = list();
    if (!screen.refusal.empty()) {
        Data one = object();
        one.set("words", screen.refusal);
        one.set("field", screen.signs_in ? Data{std::string("sign_in_code")} : Data{false});
        all.push_back(std::move(one));
    }
    for (const auto& fault : screen.faults) {
        Data one = object();
        one.set("field", fault.field);
        one.set("words", fault.most == 0 ? view.say(fault.words)
                                         : view.say(fault.words, {{"most", fault.most}}));
        all.push_back(std::move(one));
    }
    return all;
}

Data yours(const View& view, const std::vector<v1::CaseSummary>& cases) {
    Data all = list();
    for (const auto& summary : cases) {
        Data one = object();
        one.set("id", summary.case_id());
        one.set("words", view.say("alert.yours_one", {{"code", summary.code()},
                                                      {"time", view.time(summary.opened_ms())}}));
        all.push_back(std::move(one));
    }
    return all;
}

void set_free_fields(const View& view, const AlertForm& form, Data& data) {
    data.set("headcount", form.headcount);
    data.set("safe_fields", safe_contact_fields(view, form.safe));
    data.set("safe_on", !form.safe.empty());
    data.set("note", form.note);
    data.set("her_words", form.her_words);
    data.set("more_on", !form.headcount.empty() || form.gender != "unknown" ||
                            form.her_gender != "unknown" || !form.safe.empty() ||
                            !form.note.empty() || !form.her_words.empty());
}

}  // namespace

void set_choices(const View& view, const AlertForm& form, const domain::Directory& directory,
                 Data& data) {
    const std::string police = v1::Need::Kind_Name(v1::Need::police_protection);
    data.set("territories", territories(view, directory, form.territory));
    data.set("identified_by", codes(view, v1::IdentifiedBy::Code_descriptor(), "identified_by",
                                    form.identified_by, false));
    data.set("needs", need_ticks(view, first_needs, form.needs));
    data.set("more_needs", need_ticks(view, more_needs, form.needs));
    data.set("more_needs_on", any(more_needs, form.needs));
    data.set("police", form.needs.contains(police));
    data.set("police_words", view.say("need_plain." + police));
    data.set("police_consent", form.police_consent);
    data.set("police_on", form.needs.contains(police) || form.police_consent);
    data.set("age_bands",
             codes(view, v1::AgeBand::Code_descriptor(), "age_band", form.age_band, true));
    data.set("languages", language_choices(view, form.language));
    data.set("circumstances", circumstances(view, form.circumstances));
    data.set("circumstances_on", !form.circumstances.empty());
    data.set("genders", codes(view, v1::GenderPreference::Code_descriptor(), "gender_preference",
                              form.gender, true));
    Data hers = list();
    hers.push_back(choice("unknown", view.say("alert.her_gender_unknown"), false));
    for (const auto code : {v1::GenderPreference::woman, v1::GenderPreference::man}) {
        const auto name = v1::GenderPreference::Code_Name(code);
        hers.push_back(
            choice(name, view.say("gender_preference." + name), name == form.her_gender));
    }
    data.set("her_genders", std::move(hers));
}

namespace {

// What an alert with nothing ticked would prepare; nobody is called before her word.
std::string nothing_ticked(const View& view, const AlertForm& form,
                           const domain::Directory& directory) {
    v1::OpenCase alert;
    v1::IdentifiedBy::Code who{};
    if (v1::IdentifiedBy::Code_Parse(form.identified_by, &who)) alert.set_identified_by(who);
    std::vector<std::string> names;
    for (const auto& need : domain::needs_of(alert, {}, directory))
        names.push_back(view.say("need_plain." + v1::Need::Kind_Name(need.kind)));
    if (names.empty()) return view.say("alert.nothing_opens");
    return view.say("alert.nothing_ticked", {{"needs", joined(names)}});
}

}  // namespace

std::string alert_view(const View& view, const AlertScreen& screen,
                       const domain::Directory& directory) {
    const AlertForm& form = screen.form;
    Data data = object();
    data.set("csrf", screen.csrf);
    data.set("alert_id", form.alert_id);
    data.set("has_errors", !screen.faults.empty() || !screen.refusal.empty());
    data.set("errors", errors(view, screen));
    data.set("has_yours", !screen.yours.empty());
    data.set("yours", yours(view, screen.yours));
    set_choices(view, form, directory, data);
    data.set("nothing_ticked", nothing_ticked(view, form, directory));
    set_free_fields(view, form, data);
    data.set("advice", form.advice);
    data.set("signs_in", screen.signs_in);
    data.set("code_field", kept_code);
    if (!screen.telephone.empty())
        data.set("telephone", view.say("kept.telephone", {{"telephone", screen.telephone}}));
    data.set("may_drill", screen.may_drill);
    data.set("drill", form.drill);
    for (const auto& fault : screen.faults) {
        if (fault.field == "territory") data.set("bad_territory", true);
        if (fault.field == "police_consent") data.set("bad_police", true);
        if (fault.field == "headcount") data.set("bad_headcount", true);
        if (fault.field == "note") {
            data.set("bad_note", true);
            data.set("more_on", true);
        }
    }
    return fill(view.words, view.language, embedded::alert_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
