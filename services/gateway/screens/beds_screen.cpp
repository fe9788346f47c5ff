#include "services/gateway/screens/beds_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/domain/roster.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

std::int64_t ms_of(const google::protobuf::Timestamp& stamp) {
    return to_ms(domain::instant_of(stamp));
}

// A tap says what was shown and what is so now: two people who tap at once do not count as one.
Data kind_row(const View& view, const v1::ShelterBeds& shelter, const v1::BedsOfKind& beds,
              bool may_hold, const Forms& forms) {
    Data row = object();
    row.set("organization", shelter.organization());
    row.set("kind", beds.kind().id());
    row.set("words", bed_kind_words(view, beds.kind()));
    row.set("free", view.say("beds.free", {{"n", std::int64_t{beds.free()}}}));
    row.set("state", std::string(beds.free() > 0 ? "covered" : "last"));
    row.set("numbers", view.say("beds.numbers", {{"occupied", std::int64_t{beds.occupied()}},
                                                 {"held", std::int64_t{beds.held()}},
                                                 {"capacity", std::int64_t{beds.capacity()}}}));
    row.set("told", view.say("beds.told", {{"moment", view.moment(ms_of(beds.told()))}}));
    row.set("was", std::to_string(beds.occupied()));
    row.set("more", std::to_string(beds.occupied() + 1));
    row.set("less", std::to_string(beds.occupied() == 0 ? 0 : beds.occupied() - 1));
    row.set("may_more", beds.free() > 0);
    row.set("may_less", beds.occupied() > 0);
    row.set("may_hold", may_hold && beds.free() > 0);
    row.set("command", forms.new_uuid());
    row.set("hold", forms.new_uuid());
    row.set("csrf", forms.csrf);
    return row;
}

Data hold_row(const View& view, const v1::ShelterBeds& shelter, const v1::HeldBeds& held,
              const Forms& forms) {
    const auto kind = std::ranges::find(
        shelter.kinds(), held.kind(), [](const v1::BedsOfKind& each) { return each.kind().id(); });
    Data row = object();
    row.set("organization", shelter.organization());
    row.set("hold", held.hold());
    row.set("code", held.case_code());
    row.set("words",
            kind == shelter.kinds().end() ? held.kind() : bed_kind_words(view, kind->kind()));
    row.set("beds", view.say("beds.beds", {{"n", std::int64_t{held.beds()}}}));
    row.set("state", held.confirmed()
                         ? view.say("beds.confirmed")
                         : view.say("beds.until", {{"moment", view.moment(ms_of(held.until()))}}));
    row.set("confirmed", held.confirmed());
    row.set("command", forms.new_uuid());
    row.set("csrf", forms.csrf);
    return row;
}

}  // namespace

std::string bed_kind_words(const View& view, const v1::BedKind& kind) {
    std::vector<std::string> words;
    const auto say = [&](bool so, const char* key) {
        if (so) words.push_back(view.say(std::string("beds.kind_") + key));
    };
    say(kind.reserved(), "reserved");
    for (const int gender : kind.genders())
        words.push_back(view.say(
            "beds.kind_" +
            v1::GenderPreference::Code_Name(static_cast<v1::GenderPreference::Code>(gender))));
    for (const int band : kind.age_bands())
        words.push_back(
            view.say("age_band." + v1::AgeBand::Code_Name(static_cast<v1::AgeBand::Code>(band))));
    say(kind.children(), "children");
    say(kind.pets(), "pets");
    say(kind.accessible(), "accessible");
    say(kind.substance_use(), "substance_use");
    say(kind.medication(), "medication");
    say(kind.no_status(), "no_status");
    say(kind.individual_programme(), "individual_programme");
    say(kind.security_level() > 0, "secure");
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : " · ") + word;
    return all.empty() ? view.say("beds.kind_general") : all;
}

std::string beds_view(const View& view, const v1::Beds& beds, bool may_hold, const Forms& forms) {
    Data shelters = list();
    for (const auto& shelter : beds.shelters()) {
        Data kinds = list();
        for (const auto& kind : shelter.kinds())
            kinds.push_back(kind_row(view, shelter, kind, may_hold, forms));
        Data holds = list();
        for (const auto& held : shelter.holds())
            holds.push_back(hold_row(view, shelter, held, forms));
        Data one = object();
        one.set("name", shelter.name().empty() ? shelter.organization() : shelter.name());
        one.set("kinds", std::move(kinds));
        one.set("has_holds", shelter.holds_size() > 0);
        one.set("holds", std::move(holds));
        shelters.push_back(std::move(one));
    }
    Data data = object();
    data.set("has_notice", !forms.notice.empty());
    data.set("notice", forms.notice);
    data.set("shelters", std::move(shelters));
    return fill(view.words, view.language, embedded::beds_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
