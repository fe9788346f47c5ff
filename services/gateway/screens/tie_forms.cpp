#include "services/gateway/screens/tie_forms.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/words/order.hpp"
#include "services/gateway/screens/case_codes.hpp"
#include "services/gateway/screens/her_record.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

Data choice(std::string value, std::string words) {
    Data one = object();
    one.set("value", std::move(value));
    one.set("words", std::move(words));
    return one;
}

// The values of an enumeration from the first that says something.
Data choices(const View& view, const google::protobuf::EnumDescriptor* codes,
             const std::string& section, int from = 1) {
    Data all = list();
    for (int i = from; i < codes->value_count(); ++i)
        all.push_back(
            choice(codes->value(i)->name(), view.say(section + "." + codes->value(i)->name())));
    return all;
}

// The same options, one of them chosen.
Data chosen(Data all, const std::string& value) {
    Data marked = list();
    for (auto& one : all.list_value()) {
        Data copy = one;
        copy.set("on", one.get("value")->string_value() == value);
        marked.push_back(std::move(copy));
    }
    return marked;
}

class Ties {
public:
    Ties(const View& view, const domain::CaseState& state, const Forms& forms, const Acting& acting)
        : view_(view),
          state_(state),
          forms_(forms),
          acting_(acting),
          steers_(acting.steers(state) && !state.over()),
          her_side_(acting.her_side && !state.over()) {}

    std::string html() {
        data_.set("id", state_.uuid());
        data_.set("csrf", forms_.csrf);
        data_.set("command", forms_.new_uuid());
        data_.set("steers", steers_);
        data_.set("her_side", her_side_);
        others();
        referrals();
        escorts();
        relocation();
        sharing();
        clocks();
        typed_before();
        data_.set("may_record", acting_.steers(state_));
        return fill(view_, embedded::tie_forms_mustache(), std::move(data_));
    }

private:
    [[nodiscard]] std::string code_of(const std::string& uuid) const {
        return acting_.code_of ? acting_.code_of(uuid) : uuid;
    }
    [[nodiscard]] std::string organization(const std::string& id) const {
        const auto* known = acting_.directory ? acting_.directory->organization(id) : nullptr;
        return known == nullptr ? id : known->name();
    }
    [[nodiscard]] bool is_me(const std::string& person) const {
        return !person.empty() && person == acting_.person;
    }
    // Nobody is named to whom nobody may be named.
    [[nodiscard]] std::string who(const std::string& person) const {
        if (person.empty()) return view_.say("tie.nobody_yet");
        if (is_me(person)) return view_.say("tie.you");
        return acting_.name_of ? acting_.name_of(person) : view_.say("case.somebody");
    }
    [[nodiscard]] std::string moment(Instant at) const { return view_.moment(to_ms(at)); }
    Data row(const char* state, const char* glyph, std::string name, std::string words) const {
        Data one = object();
        one.set("state", state);
        one.set("glyph", glyph);
        one.set("name", std::move(name));
        one.set("words", std::move(words));
        one.set("command", forms_.new_uuid());
        one.set("command_2", forms_.new_uuid());
        return one;
    }

    void others();
    void referrals();
    Data services() const;
    Data pathway() const;
    void escorts();
    void relocation();
    void sharing();
    void clocks();
    void typed_before();
    [[nodiscard]] std::string typed(std::string_view name) const {
        return value_of(forms_.typed, name);
    }

    const View& view_;
    const domain::CaseState& state_;
    const Forms& forms_;
    const Acting& acting_;
    bool steers_;
    bool her_side_;
    Data data_ = object();
};

void Ties::others() {
    const bool coordinates = acting_.coordinator && !state_.closed;
    const auto& into = state_.merged_into;
    if (acting_.opens.contains(into)) data_.set("merged_into", into);
    if (!into.empty()) data_.set("goes_on", view_.say("tie.goes_on", {{"code", code_of(into)}}));
    if (state_.merging)
        data_.set("merging", view_.say("tie.merging", {{"code", code_of(state_.merging->into)}}));
    Data linked = list();
    for (const auto& uuid : state_.linked) {
        const bool opens = acting_.opens.contains(uuid);
        Data one = choice(uuid, opens ? view_.say("tie.linked", {{"code", code_of(uuid)}})
                                      : view_.say("tie.linked_closed"));
        one.set("opens", opens);
        one.set("may_unlink", opens && coordinates);
        one.set("command", forms_.new_uuid());
        linked.push_back(std::move(one));
    }
    // Without a code: of her own part she is told nothing but how to reach her, elsewhere.
    Data taken = list();
    for (const auto& one : state_.taken_in) {
        if (one.code.empty()) continue;
        Data told = choice(one.duplicate, view_.say("tie.taken_in", {{"code", one.code}}));
        told.set("opens", acting_.opens.contains(one.duplicate));
        taken.push_back(std::move(told));
    }
    data_.set("linked", std::move(linked));
    data_.set("taken", std::move(taken));
    data_.set("coordinator", coordinates);
    data_.set("may_link", (coordinates || is_me(state_.raised_by)) && state_.merged_into.empty());
    data_.set("may_merge", coordinates && state_.merged_into.empty() && !state_.merging);
    data_.set("may_unmerge", acting_.coordinator && !state_.merged_into.empty());
}

void Ties::referrals() {
    Data all = list();
    for (const auto& referral : state_.referrals) {
        const bool good =
            referral.state == v1::Referral::accepted || referral.state == v1::Referral::done;
        const auto key = "pathway_need." + referral.need;
        std::string words = view_.say("referral_state." + v1::Referral::State_Name(referral.state));
        if (referral.stands())
            words += view_.say("tie.until", {{"moment", moment(referral.due)}});
        else if (referral.why != v1::Referral::why_unknown)
            words += " (" + view_.say("referral_why." + v1::Referral::Why_Name(referral.why)) + ")";
        Data one = row(good                ? "covered"
                       : referral.stands() ? "paging"
                                           : "refused",
                       good                ? "✓"
                       : referral.stands() ? "→"
                                           : "–",
                       view_.say("tie.referral",
                                 {{"organization", organization(referral.organization)},
                                  {"need", view_.words.has(key) ? view_.say(key) : referral.need}}),
                       words);
        const bool ours = !acting_.organization.empty() && !state_.over() &&
                          referral.organization == acting_.organization;
        one.set("referral", referral.id);
        one.set("may_answer", ours && referral.state == v1::Referral::proposed);
        one.set("may_complete", ours && referral.state == v1::Referral::accepted);
        one.set("may_give_back", ours && referral.state == v1::Referral::accepted);
        one.set("may_revoke", steers_ && referral.stands());
        all.push_back(std::move(one));
    }
    data_.set("has_referrals", !state_.referrals.empty());
    data_.set("referrals", std::move(all));
    data_.set("whys", choices(view_, v1::Referral::Why_descriptor(), "referral_why", 0));
    if (!steers_) return;
    data_.set("services", chosen(services(), typed("organization")));
    data_.set("pathway", chosen(pathway(), typed("step")));
}

Data Ties::services() const {
    std::vector<std::pair<std::string, std::string>> named;
    if (acting_.directory)
        for (const auto& one : acting_.directory->data().organizations())
            named.emplace_back(one.name(), one.id());
    std::ranges::sort(named, {}, [&](const auto& one) {
        return std::pair(words::sort_key(view_.language, one.first), one.second);
    });
    Data all = list();
    for (const auto& [name, id] : named) all.push_back(choice(id, name));
    return all;
}

Data Ties::pathway() const {
    Data all = list();
    for (const char* code : pathway_needs)
        all.push_back(choice(code, view_.say(std::string("pathway_need.") + code)));
    return all;
}

void Ties::escorts() {
    Data all = list();
    for (const auto& escort : state_.escorts) {
        const bool good = escort.state == v1::Escort::agreed ||
                          escort.state == v1::Escort::with_her || escort.state == v1::Escort::ended;
        const char* state = escort.late && !escort.over() ? "last" : good ? "covered" : "paging";
        Data one = row(escort.state == v1::Escort::dropped ? "refused" : state, good ? "✓" : "→",
                       view_.say("escort_purpose." + v1::Escort::Purpose_Name(escort.purpose)),
                       view_.say("escort_state." + v1::Escort::State_Name(escort.state)));
        one.set("line",
                view_.say("tie.escort",
                          {{"from", moment(escort.from)},
                           {"until", view_.time(to_ms(escort.until))},
                           {"who", who(escort.person.empty() ? escort.asked : escort.person)}}));
        const bool open = !state_.over() && !escort.over();
        const bool mine = is_me(escort.person) || (steers_ && !escort.person.empty());
        one.set("escort", escort.id);
        one.set("may_answer", open && escort.state == v1::Escort::planned &&
                                  (is_me(escort.asked) || is_me(escort.person)));
        one.set("may_begin", open && escort.state == v1::Escort::agreed && mine);
        one.set("may_end", open && escort.state == v1::Escort::with_her && mine);
        one.set("may_give_back",
                open && escort.state != v1::Escort::planned && is_me(escort.person));
        one.set("may_drop", open && steers_);
        all.push_back(std::move(one));
    }
    data_.set("has_escorts", !state_.escorts.empty());
    data_.set("escorts", std::move(all));
    if (!steers_) return;
    data_.set("purposes", chosen(choices(view_, v1::Escort::Purpose_descriptor(), "escort_purpose"),
                                 typed("purpose")));
}

// What was typed in a form that was refused stands in it again.
void Ties::typed_before() {
    const auto action = typed("action");
    data_.set("refer_again", action == "refer");
    data_.set("refer_by", typed("answer_by"));
    data_.set("refer_agreed", action == "refer" && typed("agreed") == "yes");
    const bool other = action == "link" || action == "merge";
    data_.set("link_again", other);
    data_.set("link_to", other ? typed("other") : std::string{});
    const bool escort = action == "plan_escort";
    data_.set("escort_again", escort);
    data_.set("escort_from", escort ? typed("from") : std::string{});
    data_.set("escort_until", escort ? typed("until") : std::string{});
    data_.set("escort_who", escort ? typed("person") : std::string{});
    data_.set("move_again", !typed("destination").empty());
    data_.set("move_to", typed("destination"));
    data_.set("move_who", typed("receiving"));
    data_.set("move_depart", typed("depart"));
    data_.set("move_arrive", typed("arrive"));
}

void Ties::relocation() {
    const auto& move = state_.relocation;
    if (move) {
        const bool good = move->state == v1::Relocation::agreed ||
                          move->state == v1::Relocation::departed ||
                          move->state == v1::Relocation::arrived;
        Data one = row(move->late && !move->over() ? "last"
                       : good                      ? "covered"
                                                   : "paging",
                       good ? "✓" : "→", view_.say("tie.move"),
                       view_.say("relocation_state." + v1::Relocation::State_Name(move->state)));
        one.set("line", view_.say("tie.move_line", {{"depart", moment(move->depart)},
                                                    {"arrive", moment(move->arrive)},
                                                    {"who", who(move->receiving)}}));
        const bool open = !state_.over() && !move->over();
        one.set("may_answer",
                open && move->state == v1::Relocation::planned && is_me(move->receiving));
        one.set("may_give_back",
                open && move->state != v1::Relocation::planned && is_me(move->receiving));
        one.set("nobody", open && steers_ && move->receiving.empty());
        one.set("may_depart", open && steers_ && move->state == v1::Relocation::agreed);
        one.set("may_arrive", open && (steers_ || is_me(move->receiving)) &&
                                  move->state == v1::Relocation::departed);
        one.set("may_drop", open && steers_);
        Data moves = list();
        moves.push_back(std::move(one));
        data_.set("moves", std::move(moves));
    }
    data_.set("has_move", move.has_value());
    // Where whoever was asked said no, somebody else is asked with a move that is planned anew.
    const bool nobody = move && move->state == v1::Relocation::planned && move->receiving.empty();
    data_.set("may_move", steers_ && (!move || move->over() || nobody));
}

void Ties::sharing() {
    Data lines = list();
    bool some = false;
    for (const auto& [sector, fields] : state_.shared) {
        std::vector<std::string> said;
        for (const auto field : fields)
            said.push_back(view_.say("shared_field." + v1::SharedField::Code_Name(field)));
        if (said.empty()) continue;
        lines.push_back(Data{view_.say(
            "tie.shares", {{"sector", view_.say("sector." + v1::Sector::Code_Name(sector))},
                           {"fields", joined(said)}})});
        some = true;
    }
    data_.set("has_shared", some);
    data_.set("shared", std::move(lines));
    if (!her_side_) return;
    data_.set("sectors", choices(view_, v1::Sector::Code_descriptor(), "sector"));
    data_.set("fields", choices(view_, v1::SharedField::Code_descriptor(), "shared_field"));
}

void Ties::clocks() {
    const auto name = [&](const std::string& clock) {
        return acting_.directory ? clock_in_words(*acting_.directory, view_.language, clock)
                                 : clock;
    };
    Data all = list();
    for (const auto& clock : state_.clocks) {
        const bool runs = clock.runs();
        const std::string words =
            clock.noted     ? view_.say(*clock.noted ? "tie.clock_done" : "tie.clock_declined")
            : clock.ran_out ? view_.say("tie.clock_over", {{"moment", moment(clock.due)}})
                            : view_.say("tie.clock_until", {{"moment", moment(clock.due)}});
        Data one = row(runs ? (clock.warned ? "last" : "awaiting") : "refused",
                       runs ? (clock.warned ? "▲" : "→") : "–", name(clock.clock), words);
        one.set("clock", clock.clock);
        one.set("may_note", her_side_ && runs);
        all.push_back(std::move(one));
    }
    data_.set("has_clocks", !state_.clocks.empty());
    data_.set("clocks", std::move(all));
    Data startable = list();
    bool some = false;
    if (acting_.directory)
        for (const auto& rule : acting_.directory->data().clocks())
            if (rule.circumstance() == v1::Circumstance::unknown) {
                startable.push_back(choice(rule.id(), name(rule.id())));
                some = true;
            }
    data_.set("may_start", steers_ && some);
    data_.set("startable", std::move(startable));
}

}  // namespace

std::string tie_forms_view(const View& view, const domain::CaseState& state, const Forms& forms,
                           const Acting& acting) {
    return Ties(view, state, forms, acting).html();
}

bool has_tie(const domain::CaseState& state, const Acting& acting) {
    const auto& me = acting.person;
    const bool referred = std::ranges::any_of(state.referrals, [&](const auto& referral) {
        return referral.organization == acting.organization && !acting.organization.empty();
    });
    const bool asked = std::ranges::any_of(state.escorts, [&](const auto& escort) {
        return !me.empty() && (escort.asked == me || escort.person == me);
    });
    return referred || asked ||
           (state.relocation && !me.empty() && state.relocation->receiving == me);
}

}  // namespace relais::gateway::screens
