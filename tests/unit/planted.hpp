// A case in which everything is planted, to see who sees which of it.
#pragma once

#include <array>
#include <set>
#include <string>
#include <utility>

#include "tests/unit/sight_by_hand.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {

using domain::CaseState;

inline constexpr std::array one_need_of_each{
    std::pair{Sector::police, v1::Need::police_protection},
    std::pair{Sector::health, v1::Need::immediate_care},
    std::pair{Sector::shelter, v1::Need::emergency_shelter},
    std::pair{Sector::crisis, v1::Need::crisis_intervention},
    std::pair{Sector::legal, v1::Need::legal_help},
    std::pair{Sector::youth_protection, v1::Need::youth_protection},
    std::pair{Sector::victim_services, v1::Need::social_worker},
    std::pair{Sector::interpreter, v1::Need::interpretation},
    std::pair{Sector::material_aid, v1::Need::transport},
    std::pair{Sector::indigenous_services, v1::Need::indigenous_support},
    std::pair{Sector::labour_standards, v1::Need::labour_rights},
    std::pair{Sector::spiritual_care, v1::Need::spiritual_support},
};

// A case in which everything is planted. Of each sector one responder is "me", one comes, one was
// passed over.
class Planted {
public:
    explicit Planted(bool restricted) {
        state.aggregate = case_aggregate;
        v1::Event opened;
        opened.mutable_actor()->set_person("planted-raiser");
        auto& alert = *opened.mutable_case_opened()->mutable_alert();
        alert.set_code("PLANTED");
        alert.set_territory("planted-territory");
        alert.set_age_band(v1::AgeBand::from_18_to_25);
        alert.add_languages("xx-planted");
        alert.add_circumstances(v1::Circumstance::children_with_her);
        alert.add_circumstances(v1::Circumstance::substance_use);
        alert.add_circumstances(v1::Circumstance::precarious_status);
        if (restricted) alert.add_circumstances(v1::Circumstance::organized_crime);
        alert.set_deadline_ms(to_ms(night));
        alert.add_exclusions()->set_person("planted-exclusion");
        for (auto* sealed :
             {alert.mutable_safe_contact(), alert.mutable_note(), alert.mutable_her_words()})
            sealed->set_box("box");
        tell(opened);
        for (const auto& [sector, need] : one_need_of_each) open(sector, need);
        tie();
    }

    // Me, of a sector, in a phase.
    void me(Sector::Code sector, domain::Phase phase) {
        v1::Event event;
        const auto page = "me-" + Sector::Code_Name(sector);
        if (phase == domain::Phase::before) return;
        if (phase == domain::Phase::accepted) {
            event.mutable_page_answered()->set_page(page);
            event.mutable_page_answered()->set_person(page);
            event.mutable_page_answered()->set_answer(v1::Answer::accept);
        } else {
            event.mutable_page_stood_down()->set_page(page);
        }
        tell(event);
    }

    CaseState state;
    std::vector<v1::Event> events;

private:
    void tell(v1::Event event) {
        event.set_version(state.version + 1);
        event.set_now_ms(to_ms(night));
        state = domain::evolve(std::move(state), event);
        events.push_back(std::move(event));
    }
    // A pivot, another case, a service, a companion, a move, two limits in time, a taxi.
    void tie() {
        std::array<v1::Event, 11> all;
        all[0].mutable_pivot_accepted()->set_person("planted-pivot");
        all[1].mutable_case_linked()->set_other("planted-link");
        auto& referral = *all[2].mutable_referral_proposed();
        referral.set_referral("r");
        referral.set_organization("planted-clinic");
        referral.set_sector(Sector::crisis);
        all[3].mutable_referral_answered()->set_referral("r");
        all[3].mutable_referral_answered()->set_accepted(true);
        all[4].mutable_escort_planned()->set_escort("e");
        auto& escort = *all[5].mutable_escort_answered();
        escort.set_escort("e");
        escort.set_person("planted-escort");
        escort.set_accepted(true);
        escort.set_sector(Sector::health);
        all[6].mutable_relocation_planned()->set_receiving("planted-receiving");
        all[7].mutable_relocation_answered()->set_person("planted-receiving");
        all[7].mutable_relocation_answered()->set_accepted(true);
        for (const auto kind : {v1::SharedField::health, v1::SharedField::status}) {
            auto& clock = *all[8].mutable_clocks_started()->add_clocks();
            clock.set_clock("planted-clock-" + v1::SharedField::Code_Name(kind));
            clock.set_kind(kind);
        }
        auto& asked = *all[9].mutable_fund_asked();
        asked.set_body(std::string(32, 'b'));
        asked.mutable_request()->set_request("planted-request");
        asked.mutable_request()->set_expense("planted-taxi");
        asked.mutable_request()->set_vendor("planted-vendor");
        auto& noted = *all[10].mutable_fund_noted()->mutable_news();
        noted.set_request("planted-request");
        noted.set_fund_version(1);
        noted.set_expense("planted-taxi");
        noted.set_person("planted-steward");
        for (const auto& event : all) tell(event);
    }
    void open(Sector::Code sector, v1::Need::Kind need) {
        v1::Event opened;
        opened.mutable_need_opened()->set_need(need);
        opened.mutable_need_opened()->set_sector(sector);
        opened.mutable_need_opened()->set_quota(3);
        opened.mutable_need_opened()->mutable_consent();
        tell(opened);
        v1::Event reached;
        reached.mutable_rung_reached()->set_need(need);
        const auto name = Sector::Code_Name(sector);
        for (const std::string& who : {"me-" + name, "other-" + name}) {
            auto& pick = *reached.mutable_rung_reached()->add_picks();
            pick.set_page(who);
            pick.set_person(who);
            pick.set_roster("planted-roster");
        }
        reached.mutable_rung_reached()->add_passed_over()->set_person("planted-passed-over");
        tell(reached);
        v1::Event answered;
        answered.mutable_page_answered()->set_page("other-" + name);
        answered.mutable_page_answered()->set_person("other-" + name);
        answered.mutable_page_answered()->set_answer(v1::Answer::accept);
        answered.mutable_page_answered()->set_eta_minutes(37);
        tell(answered);
    }
};

}  // namespace relais::test
