// Who sees what: every role, sector and phase against every field, with planted values. What is
// expected stands here by hand, from what the coalition asked for, and not from the matrix.
#include "common/domain/sight.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::CaseState;
using domain::Sight;
using domain::Viewer;
using Names = std::set<std::string>;
using v1::Sector;

constexpr std::array one_need_of_each{
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

// Everything that could leave the house about it, as one text.
std::string everything(const CaseState& state, const std::vector<v1::Event>& events) {
    std::string all = domain::summary(state).DebugString() + state.territory + " " +
                      v1::AgeBand::Code_Name(state.age_band) + " " + state.raised_by + " ";
    for (const auto& language : state.languages) all += language + " ";
    for (const auto circumstance : state.circumstances)
        all += v1::Circumstance::Code_Name(circumstance) + " ";
    for (const auto& exclusion : state.exclusions) all += exclusion.person + " ";
    for (const auto& need : state.needs)
        for (const auto& [id, page] : need.pages) all += "by " + page.person + " ";
    for (const auto& other : state.linked) all += other + " ";
    for (const auto& referral : state.referrals) all += referral.organization + " ";
    for (const auto& escort : state.escorts) all += escort.person + " ";
    for (const auto& clock : state.clocks) all += clock.clock + " ";
    if (state.relocation) all += state.relocation->receiving + " ";
    for (const auto& asked : state.funds) all += asked.expense + " " + asked.asked_by + " ";
    // Ids of pages name nobody in the service; here they are names, to be told apart.
    for (auto event : events) {
        if (event.has_page_answered()) event.mutable_page_answered()->clear_page();
        if (event.has_page_stood_down()) event.mutable_page_stood_down()->clear_page();
        for (auto& pick : *event.mutable_rung_reached()->mutable_picks()) pick.clear_page();
        all += event.DebugString();
    }
    return all;
}

bool speaks_of(const std::string& text, const char* what) {
    return text.find(what) != std::string::npos;
}

// What is really there, by field.
Names seen(const Planted& planted, const Sight& sight, Sector::Code own) {
    if (!sight.any()) return {};
    const auto state = domain::cut(planted.state, sight);
    const auto events = domain::cut(planted.events, planted.state, sight);
    const auto text = everything(state, events);
    Names found;
    const auto look = [&](const char* field, std::initializer_list<const char*> values) {
        for (const char* value : values)
            if (speaks_of(text, value)) found.insert(field);
    };
    look("territory", {"planted-territory"});
    look("age_band", {"from_18_to_25"});
    look("languages", {"xx-planted"});
    look("circumstances", {"children_with_her", "organized_crime"});
    look("health", {"substance_use", "planted-clock-health"});
    look("status", {"precarious_status", "deadline_ms", "planted-clock-status"});
    look("links", {"planted-link"});
    look("referral", {"planted-clinic"});
    look("escort", {"planted-escort"});
    look("move", {"planted-receiving"});
    look("shelter", {"other-shelter"});
    look("money", {"planted-taxi"});
    look("responder_names", {"planted-steward"});
    if (!sight.sees(domain::Field::pages))
        EXPECT_FALSE(speaks_of(text, "planted-vendor")) << "it would say where she sleeps";
    if (own != Sector::police) look("police", {"police_protection"});
    for (const auto& [sector, need] : one_need_of_each) {
        if (sector != own && sector != Sector::police)
            look("other_needs", {v1::Need::Kind_Name(need).c_str()});
        if (sector != Sector::shelter)
            look("responder_names", {("other-" + Sector::Code_Name(sector)).c_str()});
    }
    look("arrival", {"arrives_ms"});
    look("pages", {"planted-passed-over", "planted-roster", "planted-exclusion"});
    if (!events.empty()) found.insert("timeline");
    EXPECT_EQ(speaks_of(text, "planted-raiser"),
              sight.sees(domain::Field::pages) || sight.is_hers("planted-raiser"));
    return found;
}

Names operator+(Names a, const Names& b) {
    a.insert(b.begin(), b.end());
    return a;
}

const Names nothing{};
// What nobody can come without.
const Names to_come{"territory", "languages", "arrival", "timeline"};
const Names with_age = to_come + Names{"age_band"};
const Names everything_clear =
    with_age + Names{"circumstances", "health",      "status",          "shelter",
                     "police",        "other_needs", "responder_names", "pages",
                     "links",         "referral",    "escort",          "move",
                     "money"};

const std::map<Sector::Code, Names> on_her_way{
    // No shelter, status or health for police.
    {Sector::police, with_age + Names{"circumstances"}},
    {Sector::health, with_age + Names{"circumstances", "health"}},
    // No police file for a shelter; her papers only if she says so.
    {Sector::shelter, with_age + Names{"circumstances", "health"}},
    {Sector::crisis, with_age + Names{"circumstances", "health"}},
    {Sector::legal, with_age + Names{"circumstances", "status"}},
    {Sector::youth_protection, with_age + Names{"circumstances", "health"}},
    {Sector::victim_services, with_age + Names{"circumstances", "health", "status", "other_needs"}},
    {Sector::interpreter, to_come},
    // What happened to her is nothing that a driver needs.
    {Sector::material_aid, with_age},
    {Sector::indigenous_services, with_age + Names{"circumstances"}},
    {Sector::labour_standards, with_age + Names{"circumstances", "status"}},
    {Sector::spiritual_care, with_age},
};

Names responder_sees(Sector::Code sector, domain::Phase phase, bool restricted) {
    Planted planted(restricted);
    planted.me(sector, phase);
    const Sight sight({.person = "me-" + Sector::Code_Name(sector), .responder = true},
                      planted.state);
    return seen(planted, sight, sector);
}

TEST(Sight, AResponderSeesWhatHerSectorMayFromHerAcceptanceToHerRelease) {
    for (const bool restricted : {false, true})
        for (const auto& [sector, expected] : on_her_way) {
            const auto name = Sector::Code_Name(sector);
            EXPECT_EQ(responder_sees(sector, domain::Phase::before, restricted), nothing) << name;
            EXPECT_EQ(responder_sees(sector, domain::Phase::accepted, restricted), expected)
                << name;
            EXPECT_EQ(responder_sees(sector, domain::Phase::after, restricted), nothing) << name;
        }
}

TEST(Sight, EveryOtherRoleSeesWhatIsHersAndNothingElse) {
    struct Row {
        Viewer viewer;
        Names open, restricted;
    };
    const Names raised =
        with_age + Names{"circumstances", "health", "status", "police", "other_needs", "money"};
    const Names followed = with_age + Names{"circumstances",   "health", "status",
                                            "shelter",         "police", "other_needs",
                                            "responder_names", "links",  "referral",
                                            "escort",          "move",   "money"};
    // As one of their sector who comes; without a need of their own there is no arrival to see.
    const auto companion = [](Sector::Code sector, const char* besides) {
        auto names = on_her_way.at(sector) + Names{besides};
        names.erase("arrival");
        return names;
    };
    const Names goes_with_her = companion(Sector::health, "escort");
    const Names taken_on = companion(Sector::crisis, "referral");
    const Names received = companion(Sector::shelter, "move") + Names{"status"};
    const std::vector<Row> rows{
        {{.person = "planted-pivot", .responder = true}, followed, followed},
        {{.person = "planted-escort", .responder = true}, goes_with_her, goes_with_her},
        {{.person = "planted-receiving", .responder = true}, received, received},
        {{.person = "anybody", .organization = "planted-clinic", .responder = true},
         taken_on,
         taken_on},
        {{.person = "anybody", .organization = "planted-clinic", .worker = true}, nothing, nothing},
        {{.person = "c", .coordinator = true, .on_duty = true}, everything_clear, everything_clear},
        {{.person = "c", .coordinator = true, .on_duty = false}, everything_clear, nothing},
        // Covered, arrives about 02:40; never who or whence.
        {{.person = "planted-raiser", .worker = true},
         raised,
         {"arrival", "police", "other_needs", "money"}},
        {{.person = "somebody-else", .worker = true}, nothing, nothing},
        {{.person = "planted-raiser", .responder = true}, nothing, nothing},
        {{.person = "p", .privacy = true}, nothing, nothing},
        {{.person = "steward"}, nothing, nothing},
        {{}, nothing, nothing},
        {{.person = {}, .worker = true, .responder = true}, nothing, nothing},
    };
    for (const auto& row : rows)
        for (const bool restricted : {false, true}) {
            const Planted planted(restricted);
            EXPECT_EQ(seen(planted, Sight(row.viewer, planted.state), Sector::unknown),
                      restricted ? row.restricted : row.open)
                << row.viewer.person << " restricted " << restricted;
        }
}

TEST(Sight, AListShowsNoMoreThanTheCase) {
    for (const bool restricted : {false, true}) {
        const Planted planted(restricted);
        const auto listed = [&](const Viewer& viewer) {
            return domain::cut(domain::summary(planted.state), viewer);
        };
        EXPECT_FALSE(listed({.person = "somebody-else", .worker = true}));
        EXPECT_FALSE(listed({.person = "p", .privacy = true}));
        EXPECT_EQ(listed({.person = "c", .coordinator = true}).has_value(), !restricted);
        const auto hers = listed({.person = "planted-raiser", .worker = true});
        ASSERT_TRUE(hers);
        EXPECT_EQ(hers->territory().empty(), restricted);
        EXPECT_EQ(hers->needs_size(), 12);
    }
}

class Reading : public testing::Test {
protected:
    // Whoever was called is in the directory, or she would be let go of first.
    Reading() {
        world.organization("planted-clinic", Sector::crisis);
        for (const char* who : {"planted-pivot", "planted-escort", "planted-receiving"}) {
            auto& person = *world.data().add_people();
            person.set_id(who);
            person.add_ways()->set_id("phone");
        }
        for (const auto& [sector, need] : one_need_of_each)
            for (const char* who : {"me-", "other-"}) {
                auto& person = *world.data().add_people();
                person.set_id(who + Sector::Code_Name(sector));
                person.add_ways()->set_id("phone");
            }
    }
    std::vector<v1::Event> when(Planted& planted, v1::Command command, v1::Role::Code role,
                                const std::string& person, Instant at = night) {
        command.set_aggregate(planted.state.aggregate);
        command.mutable_actor()->set_role(role);
        command.mutable_actor()->set_person(person);
        const auto decided = domain::decide(planted.state, command, at, *world.directory());
        rejection = decided ? v1::Rejection::none : decided.error();
        if (!decided) return {};
        for (const auto& event : *decided)
            planted.state = domain::evolve(std::move(planted.state), event);
        return *decided;
    }
    std::vector<v1::Event> read(Planted& planted, v1::SealedField::Code field, v1::Role::Code role,
                                const std::string& person, bool glass = false, Instant at = night) {
        v1::Command command;
        command.mutable_read_field()->set_field(field);
        command.mutable_read_field()->set_reason(v1::ReadingReason::to_reach_her);
        command.mutable_read_field()->set_break_glass(glass);
        return when(planted, command, role, person, at);
    }
    std::vector<v1::Event> allow(Planted& planted, const std::string& reading, v1::Role::Code role,
                                 const std::string& person, Instant at = night) {
        v1::Command command;
        command.mutable_allow_reading()->set_reading(reading);
        return when(planted, command, role, person, at);
    }
    World world;
    v1::Rejection::Code rejection = v1::Rejection::none;
};

TEST_F(Reading, IsForThoseWhoNeedItAndAlwaysWrittenDown) {
    using Sealed = v1::SealedField;
    const std::map<Sector::Code, std::set<Sealed::Code>> expected{
        {Sector::health, {Sealed::safe_contact, Sealed::note}},
        {Sector::shelter, {Sealed::safe_contact}},
        {Sector::crisis, {Sealed::safe_contact, Sealed::note}},
        {Sector::legal, {Sealed::safe_contact}},
        {Sector::youth_protection, {Sealed::safe_contact, Sealed::note}},
        {Sector::victim_services, {Sealed::safe_contact, Sealed::note, Sealed::her_words}},
        {Sector::labour_standards, {Sealed::safe_contact}},
    };
    for (const auto& [sector, need] : one_need_of_each)
        for (const auto field : {Sealed::safe_contact, Sealed::note, Sealed::her_words})
            for (const auto phase :
                 {domain::Phase::before, domain::Phase::accepted, domain::Phase::after}) {
                Planted planted(false);
                planted.me(sector, phase);
                const auto events =
                    read(planted, field, v1::Role::responder, "me-" + Sector::Code_Name(sector));
                const bool may = phase == domain::Phase::accepted && expected.contains(sector) &&
                                 expected.at(sector).contains(field);
                EXPECT_EQ(kinds(events),
                          may ? std::vector<std::string>{"field_read"} : std::vector<std::string>{})
                    << Sector::Code_Name(sector) << " " << Sealed::Code_Name(field);
                EXPECT_EQ(rejection, may ? v1::Rejection::none : v1::Rejection::sight_not_allowed);
            }
    Planted planted(false);
    EXPECT_EQ(kinds(read(planted, Sealed::note, v1::Role::coordinator, "coralie")),
              std::vector<std::string>{"field_read"});
    for (const auto role : {v1::Role::worker, v1::Role::privacy, v1::Role::admin}) {
        read(planted, Sealed::note, role, "planted-raiser");
        EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
    }
}

TEST_F(Reading, WantsAReasonAndSomethingToRead) {
    Planted planted(false);
    v1::Command command;
    command.mutable_read_field()->set_field(v1::SealedField::note);
    when(planted, command, v1::Role::coordinator, "coralie");
    EXPECT_EQ(rejection, v1::Rejection::reason_missing);
    planted.state.sealed.clear();
    read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie");
    EXPECT_EQ(rejection, v1::Rejection::field_not_told);
}

TEST_F(Reading, OfARestrictedCaseTakesTwoPeopleWithinAQuarterOfAnHour) {
    Planted planted(true);
    const auto ask = [&](Instant at) {
        return read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie", false, at);
    };
    const auto asked = ask(night);
    ASSERT_EQ(kinds(asked), std::vector<std::string>{"reading_asked"});
    const auto reading = asked[0].reading_asked().reading();
    EXPECT_TRUE(ask(night).empty()) << "asked once, and still awaited";
    allow(planted, reading, v1::Role::coordinator, "coralie");
    EXPECT_EQ(rejection, v1::Rejection::second_person_needed);
    allow(planted, reading, v1::Role::worker, "planted-raiser");
    EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
    allow(planted, "999", v1::Role::privacy, "paule");
    EXPECT_EQ(rejection, v1::Rejection::reading_unknown);
    const auto allowed = allow(planted, reading, v1::Role::privacy, "paule");
    ASSERT_EQ(kinds(allowed), std::vector<std::string>{"field_read"});
    EXPECT_EQ(allowed[0].field_read().allowed_by(), "paule");
    const auto read_now = ask(night + 14min);
    ASSERT_EQ(kinds(read_now), std::vector<std::string>{"field_read"});
    EXPECT_EQ(read_now[0].field_read().allowed_by(), "paule");
    EXPECT_EQ(kinds(ask(night + 16min)), std::vector<std::string>{"reading_asked"});
}

// A quarter of an hour is short: whoever may allow it is told at once.
TEST_F(Reading, ThatWaitsIsToldToThoseWhoMayAllowIt) {
    auto& committee = *world.data().add_committees();
    committee.add_scopes(v1::Scope::privacy);
    committee.add_members("lise");
    Planted planted(true);
    planted.state.territory = "06";
    const auto asked =
        read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie")[0].reading_asked();
    Names told;
    for (const auto& message : asked.messages()) {
        EXPECT_EQ(message.kind(), v1::Message::reading);
        told.insert(message.person());
    }
    EXPECT_EQ(told, (Names{"lise", "denis"})) << "and never whoever asks";
}

TEST_F(Reading, AnAgreementThatComesTooLateIsNone) {
    Planted planted(true);
    const auto asked =
        read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie")[0].reading_asked();
    allow(planted, asked.reading(), v1::Role::privacy, "paule", night + 15min);
    EXPECT_EQ(rejection, v1::Rejection::reading_unknown);
}

TEST_F(Reading, ABrokenSealIsToldAtOnce) {
    auto& committee = *world.data().add_committees();
    committee.add_scopes(v1::Scope::privacy);
    committee.add_members("lise");
    Planted planted(true);
    planted.state.territory = "06";
    read(planted, v1::SealedField::note, v1::Role::responder, "me-police");
    EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
    const auto events =
        read(planted, v1::SealedField::note, v1::Role::responder, "me-police", true);
    ASSERT_EQ(kinds(events), std::vector<std::string>{"field_read"});
    EXPECT_TRUE(events[0].field_read().break_glass());
    Names told;
    for (const auto& message : domain::effects(case_aggregate, events).rest) {
        EXPECT_EQ(message.kind(), v1::Message::seal_broken);
        told.insert(message.person());
    }
    EXPECT_EQ(told, (Names{"lise", "coralie", "denis"}));
    read(planted, v1::SealedField::note, v1::Role::worker, "a-stranger", true);
    EXPECT_EQ(rejection, v1::Rejection::sight_not_allowed);
}

TEST_F(Reading, NoGlassIsBrokenWhereNoneStands) {
    Planted planted(false);
    const auto events =
        read(planted, v1::SealedField::note, v1::Role::coordinator, "coralie", true);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_FALSE(events[0].field_read().break_glass());
}

}  // namespace
}  // namespace relais::test
