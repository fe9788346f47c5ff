// The table of the forms: what each kind of entry shows, in the order in which it is read.
#include <array>

#include "services/gateway/screens/entry_form.hpp"

namespace relais::gateway::screens {
namespace {

using Groups = std::vector<EntryGroup>;

EntryGroup called(std::vector<EntryField> fields) {
    return {.title = "", .only_new = true, .fields = std::move(fields)};
}

EntryGroup plain(const char* title, std::vector<EntryField> fields) {
    return {.title = title, .fields = std::move(fields)};
}

EntryGroup lines(const char* list, std::vector<EntryField> fields) {
    return {.title = list, .list = list, .fields = std::move(fields)};
}

EntryGroup standing(EntryGroup group) {
    group.standing = true;
    return group;
}

const EntryGroup two_names = plain("", {{"name_fr", Shape::text}, {"name_en", Shape::text}});
const EntryGroup id_alone = called({{"id", Shape::text}});

Groups organization() {
    return {
        id_alone,
        plain("", {{"name", Shape::text}, {"place", Shape::territory}}),
        plain("receives", {{"serves", Shape::choices, "age_group"},
                           {"cannot_receive", Shape::choices, "circumstance"},
                           {"indigenous", Shape::tick}}),
        standing(lines("membership",
                       {{"state", Shape::choice, "membership_state"}, {"from", Shape::moment}})),
        standing(plain("standing", {{"sector", Shape::choice, "sector"},
                                    {"representative", Shape::own_person},
                                    {"dues_paid_until", Shape::day},
                                    {"criteria_met", Shape::criteria}})),
        standing(plain("agreement", {{"agreement.acknowledge_within_ms", Shape::number, "", 1'000},
                                     {"agreement.zone", Shape::text},
                                     {"agreement.sectors", Shape::choices, "sector"},
                                     {"agreement.territories", Shape::territories}})),
        standing(lines("agreement.hours", {{"from_minute", Shape::minute},
                                           {"until_minute", Shape::minute},
                                           {"until_weekday", Shape::choice, "weekday"},
                                           {"weekdays", Shape::choices, "weekday"}}))};
}

Groups person() {
    return {id_alone,
            plain("", {{"card_name", Shape::card_name}, {"organization", Shape::organization}}),
            plain("", {{"languages", Shape::texts}, {"gender", Shape::choice, "gender"}}),
            lines("ways", {{"id", Shape::text},
                           {"channel", Shape::choice, "channel"},
                           {"address", Shape::card_address},
                           {"secret", Shape::card_secret},
                           {"unverified", Shape::tick}}),
            lines("credentials", {{"kind", Shape::choice, "credential"}, {"expires", Shape::day}}),
            plain("rest", {{"rest.after_night_minutes", Shape::number},
                           {"rest.most_acceptances", Shape::number}}),
            lines("exclusions", {{"person", Shape::person},
                                 {"organization", Shape::organization},
                                 {"territory", Shape::territory}})};
}

Groups committee() {
    return {id_alone, two_names,
            plain("members", {{"members", Shape::people}, {"chair", Shape::person}}),
            plain("", {{"scopes", Shape::choices, "scope"}})};
}

Groups need_rule() {
    return {called({{"need", Shape::choice, "need"}}),
            plain("", {{"sector", Shape::choice, "sector"},
                       {"quota", Shape::number},
                       {"ladder", Shape::ladder}}),
            plain("", {{"explicit_consent", Shape::tick}}),
            lines("demands", {{"credential", Shape::choice, "credential"},
                              {"required", Shape::tick},
                              {"when", Shape::choices, "circumstance"}})};
}

Groups ladder() {
    return {id_alone, lines("rungs", {{"reach", Shape::choice, "reach"},
                                      {"level", Shape::number},
                                      {"wait_ms", Shape::number, "", 1'000},
                                      {"wait_max_ms", Shape::number, "", 1'000},
                                      {"people", Shape::number},
                                      {"gap_ms", Shape::number, "", 1'000},
                                      {"times", Shape::number},
                                      {"with_next", Shape::tick}})};
}

Groups package() {
    return {id_alone, plain("", {{"needs", Shape::choices, "need"}}),
            plain("conditions", {{"identified_by", Shape::choices, "identified_by"},
                                 {"age_bands", Shape::choices, "age_band"},
                                 {"circumstances", Shape::choices, "circumstance"}})};
}

Groups territory() {
    return {id_alone, two_names, plain("", {{"zone", Shape::text}, {"neighbours", Shape::texts}})};
}

Groups milestone() {
    return {called({{"milestone", Shape::choice, "milestone"}}),
            plain("", {{"within_minutes", Shape::number}})};
}

Groups clock() {
    return {id_alone, plain("", {{"words_fr", Shape::text}, {"words_en", Shape::text}}),
            plain("conditions", {{"circumstance", Shape::choice, "circumstance"}}),
            plain("", {{"within_hours", Shape::number},
                       {"warn_hours", Shape::number},
                       {"of_status", Shape::tick}}),
            plain("", {{"source", Shape::text}, {"checked", Shape::day}})};
}

}  // namespace

const std::vector<EntryGroup>* groups_of(std::string_view kind) {
    static const std::array<std::pair<std::string_view, Groups>, 10> all{
        {{"organization", organization()},
         {"person", person()},
         {"committee", committee()},
         {"criterion", {id_alone, two_names}},
         {"milestone", milestone()},
         {"clock", clock()},
         {"territory", territory()},
         {"ladder", ladder()},
         {"need_rule", need_rule()},
         {"package", package()}}};
    for (const auto& [name, groups] : all)
        if (name == kind) return &groups;
    return nullptr;
}

}  // namespace relais::gateway::screens
