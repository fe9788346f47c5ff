// From the fields of a form about what ties a case to others to the one command that it asks for.
#include <map>

#include "services/gateway/codes.hpp"
#include "services/gateway/screens/case_codes.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/tie_forms.hpp"

namespace relais::gateway::screens {
namespace {

// A form and the wall clock by which its times were typed.
struct Typed {
    const http::Fields& form;
    const std::string& zone;

    [[nodiscard]] std::string at(std::string_view name) const { return value_of(form, name); }
    // 0: none was typed. Nothing: what was typed is no instant.
    [[nodiscard]] std::optional<std::int64_t> instant(std::string_view name) const {
        const auto text = at(name);
        if (text.empty()) return 0;
        const auto wall = wall_time_in(text);
        if (!wall) return std::nullopt;
        return to_ms(domain::WallClock(zone).reaches(*wall));
    }
    // She was asked, and agreed.
    [[nodiscard]] v1::ConsentBasis::Code basis() const {
        return at("agreed") == "yes" ? v1::ConsentBasis::verbal : v1::ConsentBasis::unknown;
    }
};

using Fill = bool (*)(const Typed&, v1::Command&);

bool link(const Typed& typed, v1::Command& command) {
    command.mutable_link_case()->set_other(case_code_in(typed.at("other")));
    return !case_code_in(typed.at("other")).empty();
}

bool unlink(const Typed& typed, v1::Command& command) {
    command.mutable_link_case()->set_apart(true);
    command.mutable_link_case()->set_other(typed.at("other"));
    return !typed.at("other").empty();
}

bool merge(const Typed& typed, v1::Command& command) {
    command.mutable_merge_case()->set_into(case_code_in(typed.at("other")));
    return !case_code_in(typed.at("other")).empty();
}

bool unmerge(const Typed&, v1::Command& command) {
    command.mutable_unmerge_case()->set_reason("two_people");
    return true;
}

bool refer(const Typed& typed, v1::Command& command) {
    auto& asked = *command.mutable_propose_referral();
    const auto until = typed.instant("answer_by");
    if (!until) return false;
    asked.set_organization(typed.at("organization"));
    asked.set_need(typed.at("step"));
    asked.set_basis(typed.basis());
    asked.set_answer_by_ms(*until);
    return true;
}

bool why_of(const Typed& typed, auto& said) {
    v1::Referral::Why why{};
    if (!v1::Referral::Why_Parse(typed.at("why"), &why)) return false;
    said.set_why(why);
    return true;
}

bool accept_referral(const Typed& typed, v1::Command& command) {
    command.mutable_answer_referral()->set_referral(typed.at("referral"));
    command.mutable_answer_referral()->set_accept(true);
    return true;
}

bool decline_referral(const Typed& typed, v1::Command& command) {
    command.mutable_answer_referral()->set_referral(typed.at("referral"));
    return why_of(typed, *command.mutable_answer_referral());
}

bool complete_referral(const Typed& typed, v1::Command& command) {
    command.mutable_complete_referral()->set_referral(typed.at("referral"));
    return true;
}

bool revoke_referral(const Typed& typed, v1::Command& command) {
    command.mutable_revoke_referral()->set_referral(typed.at("referral"));
    return why_of(typed, *command.mutable_revoke_referral());
}

bool plan_escort(const Typed& typed, v1::Command& command) {
    auto& asked = *command.mutable_plan_escort();
    v1::Escort::Purpose purpose{};
    const auto from = typed.instant("from");
    const auto until = typed.instant("until");
    if (!from || !until || !v1::Escort::Purpose_Parse(typed.at("purpose"), &purpose)) return false;
    asked.set_purpose(purpose);
    asked.set_from_ms(*from);
    asked.set_until_ms(*until);
    asked.set_person(typed.at("person"));
    return true;
}

template <bool yes>
bool answer_escort(const Typed& typed, v1::Command& command) {
    command.mutable_answer_escort()->set_escort(typed.at("escort"));
    command.mutable_answer_escort()->set_accept(yes);
    return true;
}

template <v1::Escort::State state>
bool report_escort(const Typed& typed, v1::Command& command) {
    command.mutable_report_escort()->set_escort(typed.at("escort"));
    command.mutable_report_escort()->set_state(state);
    return true;
}

template <bool yes>
bool answer_move(const Typed&, v1::Command& command) {
    command.mutable_answer_relocation()->set_accept(yes);
    return true;
}

template <v1::Relocation::State state>
bool report_move(const Typed&, v1::Command& command) {
    command.mutable_report_relocation()->set_state(state);
    return true;
}

bool share(const Typed& typed, v1::Command& command) {
    auto& asked = *command.mutable_share_with_sector();
    v1::Sector::Code sector{};
    if (!v1::Sector::Code_Parse(typed.at("sector"), &sector)) return false;
    asked.set_sector(sector);
    asked.set_basis(typed.basis());
    for (const auto& [name, value] : typed.form) {
        if (name != "field") continue;
        v1::SharedField::Code field{};
        if (!v1::SharedField::Code_Parse(value, &field)) return false;
        asked.add_fields(field);
    }
    return true;
}

bool start_clock(const Typed& typed, v1::Command& command) {
    const auto from = typed.instant("from");
    if (!from || *from == 0) return false;
    command.mutable_start_clock()->set_clock(typed.at("clock"));
    command.mutable_start_clock()->set_from_ms(*from);
    return true;
}

template <bool done>
bool note_clock(const Typed& typed, v1::Command& command) {
    command.mutable_note_clock()->set_clock(typed.at("clock"));
    command.mutable_note_clock()->set_done(done);
    return true;
}

}  // namespace

std::optional<v1::RelocationTelling> relocation_of(const http::Fields& form,
                                                   const std::string& zone) {
    const Typed typed{form, zone};
    const auto depart = typed.instant("depart");
    const auto arrive = typed.instant("arrive");
    if (!depart || !arrive) return std::nullopt;
    v1::RelocationTelling told;
    told.set_command_id(typed.at("command"));
    told.set_destination(typed.at("destination"));
    told.set_receiving(typed.at("receiving"));
    told.mutable_depart_at()->set_seconds(*depart / 1'000);
    told.mutable_arrive_at()->set_seconds(*arrive / 1'000);
    return told;
}

bool fill_tie(const http::Fields& form, const std::string& zone, v1::Command& command) {
    static const std::map<std::string, Fill> fills{
        {"link", link},
        {"unlink", unlink},
        {"merge", merge},
        {"unmerge", unmerge},
        {"refer", refer},
        {"accept_referral", accept_referral},
        {"decline_referral", decline_referral},
        {"complete_referral", complete_referral},
        {"revoke_referral", revoke_referral},
        {"plan_escort", plan_escort},
        {"accept_escort", answer_escort<true>},
        {"decline_escort", answer_escort<false>},
        {"begin_escort", report_escort<v1::Escort::with_her>},
        {"end_escort", report_escort<v1::Escort::ended>},
        {"drop_escort", report_escort<v1::Escort::dropped>},
        {"accept_move", answer_move<true>},
        {"decline_move", answer_move<false>},
        {"depart", report_move<v1::Relocation::departed>},
        {"arrive", report_move<v1::Relocation::arrived>},
        {"drop_move", report_move<v1::Relocation::dropped>},
        {"share", share},
        {"start_clock", start_clock},
        {"clock_done", note_clock<true>},
        {"clock_declined", note_clock<false>},
    };
    const auto found = fills.find(value_of(form, "action"));
    return found != fills.end() && found->second({form, zone}, command);
}

}  // namespace relais::gateway::screens
