#include "services/gateway/screens/her_record.hpp"

#include <algorithm>
#include <map>

#include <relais_screens_embedded.hpp>

#include "common/domain/her_word.hpp"
#include "common/domain/rules.hpp"
#include "common/domain/scopes.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/lines.hpp"
#include "services/gateway/screens/safe_contact_words.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

class Record {
public:
    Record(const RecordMaking& making, const HerReading& reading)
        : making_(making),
          reading_(reading),
          zone_(zone_of(*making.directory, reading.state.territory)) {}

    v1::HerRecord made() {
        const auto& state = reading_.state;
        record_.set_case_id(state.uuid());
        record_.set_code(state.code);
        record_.set_language(making_.language == words::Language::fr ? "fr" : "en");
        stamp(to_ms(making_.now), *record_.mutable_made_at());
        stamp(to_ms(state.opened_at), *record_.mutable_opened_at());
        add_needs();
        add_told();
        for (const auto& event : reading_.events) add_consents(event);
        add_shared();
        add_referrals();
        add_later();
        add_escorts();
        add_move();
        add_clocks();
        add_correction();
        return std::move(record_);
    }

private:
    static std::string zone_of(const domain::Directory& directory, const std::string& territory) {
        const auto* known = directory.territory(territory);
        return known == nullptr ? "America/Toronto" : known->zone();
    }

    [[nodiscard]] std::string say(const std::string& key,
                                  const words::Arguments& arguments = {}) const {
        // It is given to her: said to her, where the words differ from what is said of her.
        const auto to_her = key + "_herself";
        return making_.words.say(making_.language, making_.words.has(to_her) ? to_her : key,
                                 arguments);
    }
    [[nodiscard]] std::string moment(std::int64_t ms) const {
        return making_.words.moment(making_.language, ms, zone_);
    }
    static void stamp(std::int64_t ms, google::protobuf::Timestamp& at) {
        at.set_seconds(ms / 1'000);
        at.set_nanos(static_cast<std::int32_t>(ms % 1'000) * 1'000'000);
    }
    [[nodiscard]] std::string pathway(const std::string& need) const {
        const auto key = "pathway_need." + need;
        return making_.words.has(key) ? say(key) : need;
    }
    [[nodiscard]] std::string organization(const std::string& id) const {
        const auto* known = making_.directory->organization(id);
        return known == nullptr ? std::string{} : known->name();
    }

    void add_needs();
    void add_told();
    void add_consents(const v1::Event& event);
    void agreed(const v1::Event& event, v1::Sector::Code sector, v1::ConsentBasis::Code basis,
                bool taken_back);
    void add_shared();
    void add_referrals();
    void add_later();
    void add_escorts();
    void add_move();
    void add_clocks();
    void add_correction();

    const RecordMaking& making_;
    const HerReading& reading_;
    std::string zone_;
    v1::HerRecord record_;
};

void Record::add_needs() {
    std::map<v1::Need::Kind, v1::NeedOpened> opened;
    for (const auto& event : reading_.events)
        if (event.has_need_opened()) opened[event.need_opened().need()] = event.need_opened();
    for (const auto& need : reading_.state.needs) {
        // What only the coordination was called for is no need of hers.
        if (need.kind == v1::Need::unknown) continue;
        const auto& how = opened[need.kind];
        auto& line = *record_.add_needs();
        line.set_need(need.kind);
        line.set_wish(how.wish());
        line.set_by_rule(!how.package().empty());
        line.set_state(domain::told_state(need));
        line.set_why(need.why);
        std::string became = say("her_record.state_" + v1::Need::State_Name(line.state()));
        // It names whoever came; where nobody is known to have come it claims nobody.
        const bool true_of_her = need.why != v1::Outcome::done || need.engaged() > 0;
        if (need.settled() && need.why != v1::Outcome::why_unknown && true_of_her)
            became += " (" + say("her_record.why_" + v1::Outcome::Why_Name(need.why)) + ")";
        const std::string wish = "wish." + how.wish();
        const bool wished = !how.wish().empty() && making_.words.has(wish);
        line.set_words(say("her_record.need",
                           {{"need", say("need." + v1::Need::Kind_Name(need.kind))},
                            {"how", line.by_rule() ? std::string("rule") : std::string("asked")},
                            {"wished", wished ? std::string("yes") : std::string("no")},
                            {"wish", wished ? say(wish) : std::string{}},
                            {"became", became}}));
    }
}

void Record::add_told() {
    for (const auto& [field, opened] : reading_.told) {
        auto& line = *record_.add_told();
        line.set_field(field);
        line.set_awaited(opened.awaited);
        if (opened.awaited) {
            line.set_words(say("her_record.awaited"));
            continue;
        }
        line.set_text(opened.text);
        line.set_words(opened.text);
        if (!opened.safe_contact) continue;
        *line.mutable_safe_contact() = *opened.safe_contact;
        line.set_words(
            safe_contact_in_words(making_.words, making_.language, *opened.safe_contact));
        line.set_text(line.words());
    }
}

void Record::agreed(const v1::Event& event, v1::Sector::Code sector, v1::ConsentBasis::Code basis,
                    bool taken_back) {
    const auto& by = event.actor();
    const auto name = organization(by.organization());
    // One agreement may open several needs of a sector: it is said once.
    const bool said = std::ranges::any_of(record_.agreed(), [&](const auto& known) {
        return known.sector() == sector && known.basis() == basis &&
               known.taken_back() == taken_back && known.at().seconds() == event.now_ms() / 1'000;
    });
    if (said) return;
    auto& line = *record_.add_agreed();
    line.set_sector(sector);
    line.set_basis(basis);
    line.set_taken_back(taken_back);
    line.set_role(by.role());
    line.set_organization(name);
    stamp(event.now_ms(), *line.mutable_at());
    std::string who = say("role." + v1::Role::Code_Name(by.role()));
    if (!name.empty()) who += ", " + name;
    line.set_words(say("her_record.agreed",
                       {{"sector", say("sector." + v1::Sector::Code_Name(sector))},
                        {"back", std::string(taken_back                         ? "yes"
                                             : domain::hers_to_take_back(basis) ? "no"
                                                                                : "law")},
                        {"basis", say("consent_basis." + v1::ConsentBasis::Code_Name(basis))},
                        {"moment", moment(event.now_ms())},
                        {"who", who}}));
}

void Record::add_consents(const v1::Event& event) {
    // The coordination's own call asks nobody's agreement.
    if (event.need_opened().has_consent() && event.need_opened().need() != v1::Need::unknown)
        agreed(event, event.need_opened().sector(), event.need_opened().consent().basis(), false);
    if (event.consent_given().has_consent())
        agreed(event, event.consent_given().consent().sector(),
               event.consent_given().consent().basis(), false);
    if (event.has_consent_withdrawn())
        agreed(event, event.consent_withdrawn().sector(), v1::ConsentBasis::unknown, true);
}

void Record::add_shared() {
    for (const auto& [sector, fields] : reading_.state.shared) {
        if (fields.empty()) continue;
        auto& line = *record_.add_shared();
        line.set_sector(sector);
        std::vector<std::string> said;
        for (const auto field : fields) {
            line.add_fields(field);
            said.push_back(say("her_record.field_" + v1::SharedField::Code_Name(field)));
        }
        line.set_words(
            say("her_record.shared", {{"sector", say("sector." + v1::Sector::Code_Name(sector))},
                                      {"fields", joined(said)}}));
    }
}

void Record::add_referrals() {
    for (const auto& referral : reading_.state.referrals) {
        auto& line = *record_.add_referred();
        const auto name = organization(referral.organization);
        line.set_organization(name.empty() ? referral.organization : name);
        line.set_need(referral.need);
        line.set_state(referral.state);
        auto whom = line.organization();
        if (const auto known = making_.services.find(referral.service);
            known != making_.services.end()) {
            line.set_service(known->second);
            whom += " (" + known->second + ")";
        }
        line.set_words(
            say("her_record.referred",
                {{"organization", whom},
                 {"need", pathway(referral.need)},
                 {"state", say("referral_state." + v1::Referral::State_Name(referral.state))}}));
    }
}

void Record::add_later() {
    for (const auto& [need, organization_id] : reading_.state.pathway) {
        auto& line = *record_.add_later();
        line.set_need(need);
        const auto name = organization(organization_id);
        line.set_organization(name.empty() ? organization_id : name);
        line.set_words(organization_id.empty()
                           ? say("her_record.later_open", {{"need", pathway(need)}})
                           : say("her_record.later",
                                 {{"need", pathway(need)}, {"organization", line.organization()}}));
    }
}

// When, and for what: she must find it on her sheet. Who comes is told to her by a voice.
void Record::add_escorts() {
    for (const auto& escort : reading_.state.escorts) {
        if (escort.state == v1::Escort::dropped) continue;
        auto& line = *record_.add_escorts();
        line.set_purpose(escort.purpose);
        line.set_state(escort.state);
        stamp(to_ms(escort.from), *line.mutable_from());
        stamp(to_ms(escort.until), *line.mutable_until());
        line.set_words(
            say("her_record.escort",
                {{"purpose", say("escort_purpose." + v1::Escort::Purpose_Name(escort.purpose))},
                 {"from", moment(to_ms(escort.from))},
                 {"until", making_.words.time_of_day(making_.language, to_ms(escort.until), zone_)},
                 {"state", say("escort_state." + v1::Escort::State_Name(escort.state))}}));
    }
}

void Record::add_move() {
    const auto& move = reading_.state.relocation;
    if (!move || move->state == v1::Relocation::dropped) return;
    record_.mutable_move()->set_state(move->state);
    record_.mutable_move()->set_words(
        say("her_record.move", {{"state", v1::Relocation::State_Name(move->state)}}));
}

void Record::add_clocks() {
    for (const auto& clock : reading_.state.clocks) {
        if (!clock.runs()) continue;
        auto& line = *record_.add_clocks();
        line.set_clock(clock.clock);
        stamp(to_ms(clock.due), *line.mutable_until());
        line.set_words(
            say("her_record.clock",
                {{"clock", clock_in_words(*making_.directory, making_.language, clock.clock)},
                 {"moment", moment(to_ms(clock.due))}}));
    }
}

// Law 25: whoever answers for personal information is named.
void Record::add_correction() {
    const auto& directory = *making_.directory;
    for (const auto& member : domain::answering_for_privacy(directory)) {
        if (!domain::belongs(directory, member, making_.now)) continue;
        const auto* person = directory.person(member);
        const auto name = person == nullptr ? std::string{} : organization(person->organization());
        record_.add_correction(name.empty() ? making_.name_of(member)
                                            : making_.name_of(member) + ", " + name);
    }
}

}  // namespace

std::string clock_in_words(const domain::Directory& directory, words::Language language,
                           const std::string& id) {
    for (const auto& rule : directory.data().clocks())
        if (rule.id() == id)
            return language == words::Language::fr ? rule.words_fr() : rule.words_en();
    return id;
}

awaitable<std::map<std::string, std::string>> service_names(const domain::CaseState& state,
                                                            ReadListing read, v1::Account by) {
    std::map<std::string, std::string> names;
    for (const auto& referral : state.referrals) {
        if (referral.service.empty() || !read) continue;
        const auto listing = co_await read(referral.service, by);
        if (!listing) continue;  // not for her eyes, or gone: the organization is named anyway
        const auto& about = listing->about();
        names[referral.service] = about.services().empty() ? about.title() : about.services(0);
    }
    co_return names;
}

v1::HerRecord her_record(const RecordMaking& making, const HerReading& reading) {
    return Record(making, reading).made();
}

namespace {

Data words_of(const auto& all) {
    Data lines = list();
    for (const auto& one : all) lines.push_back(Data{one.words()});
    return lines;
}

}  // namespace

std::string her_record_view(const words::Words& words, const v1::HerRecord& record,
                            const std::string& zone) {
    const auto language = words::language_of(record.language());
    const auto ms = [](const google::protobuf::Timestamp& at) { return at.seconds() * 1'000; };
    Data data = object();
    data.set("lang", std::string(words::tag(language)));
    data.set("icon", address_of("/icon.svg"));
    data.set("style", address_of("/style.css"));
    data.set("id", record.case_id());
    data.set("opened",
             words.say(language, "her_record.opened",
                       {{"code", record.code()},
                        {"moment", words.moment(language, ms(record.opened_at()), zone)}}));
    data.set("made", words.say(language, "her_record.made",
                               {{"moment", words.moment(language, ms(record.made_at()), zone)}}));
    Data parts = list();
    const auto add = [&](const char* title, Data lines, bool some) {
        Data one = object();
        one.set("title", words.say(language, title));
        one.set("lines", std::move(lines));
        one.set("none", !some);
        parts.push_back(std::move(one));
    };
    for (const auto& told : record.told())
        add(told.field() == v1::SealedField::her_words ? "her_record.her_words"
                                                       : "her_record.safe_contact",
            lines_of(told.words()), true);
    add("her_record.needs", words_of(record.needs()), !record.needs().empty());
    add("her_record.consents", words_of(record.agreed()), !record.agreed().empty());
    add("her_record.sharing", words_of(record.shared()), !record.shared().empty());
    add("her_record.referrals", words_of(record.referred()), !record.referred().empty());
    if (!record.escorts().empty()) add("her_record.escorts", words_of(record.escorts()), true);
    if (record.has_move()) {
        Data lines = list();
        lines.push_back(Data{record.move().words()});
        add("her_record.moves", std::move(lines), true);
    }
    add("her_record.laters", words_of(record.later()), !record.later().empty());
    add("her_record.clocks", words_of(record.clocks()), !record.clocks().empty());
    data.set("parts", std::move(parts));
    Data whom = list();
    for (const auto& one : record.correction()) whom.push_back(Data{one});
    data.set("has_whom", !record.correction().empty());
    data.set("whom", std::move(whom));
    return fill(words, language, embedded::her_record_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
