#include "tests/http/sight_story.hpp"

#include <ctime>

#include "common/store/pause.hpp"
#include "tests/unit/planted.hpp"

namespace relais::gateway {
namespace {

const std::string twin_alert = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22";
const std::string advice_alert = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c33";

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}
std::string in_hours(int hours) { return std::to_string(now_ms() + hours * 3'600'000LL); }

std::string stamp(int hours) {
    const std::time_t at = now_ms() / 1000 + hours * 3'600LL;
    std::tm utc{};
    gmtime_r(&at, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text.data();
}

// The others of two sectors: one says nothing, one says no, one cannot go on, one is not needed.
const std::vector<std::string> of_health{"health-comes", "health-silent", "health-declines",
                                         "health-releases", "health-excluded"};
const std::vector<std::string> of_crisis{"crisis-comes", "crisis-stood-down"};

std::vector<std::string> people_of(v1::Sector::Code sector) {
    if (sector == v1::Sector::health) return of_health;
    if (sector == v1::Sector::crisis) return of_crisis;
    return {comer(sector)};
}

std::string house_of(v1::Sector::Code sector) { return "house-" + v1::Sector::Code_Name(sector); }

void add_person(v1::DirectoryFile& file, const std::string& id, const std::string& organization) {
    auto& person = *file.mutable_directory()->add_people();
    person.set_id(id);
    person.set_organization(organization);
    person.add_languages("fr");
    person.add_languages(canary::language);
    auto& way = *person.add_ways();
    way.set_id("hook");
    way.set_channel(v1::Channel::sandbox);
    auto& card = *file.add_cards();
    card.set_person(id);
    card.set_name("Name of " + id);
    auto& address = *card.add_ways();
    address.set_way("hook");
    address.set_address("telephone of " + id);
}

v1::Roster& add_roster(v1::Directory& directory, const std::string& id, v1::Sector::Code sector,
                       const std::vector<std::string>& people) {
    auto& roster = *directory.add_rosters();
    roster.set_id(id);
    roster.set_sector(sector);
    roster.add_territories(canary::territory);
    roster.set_zone("America/Toronto");
    auto& layer = *roster.add_layers();
    layer.set_id("level-1");
    layer.set_level(1);
    layer.mutable_rotation()->set_length(7);
    layer.mutable_rotation()->set_start_date("2026-01-05");
    auto& turn = *layer.mutable_rotation()->add_turns();
    for (const auto& person : people) turn.add_people(person);
    return roster;
}

// Everybody of the sector at once, and an hour to answer: no rung is reached while the walk goes.
void add_ladder(v1::Directory& directory) {
    auto& ladder = *directory.add_ladders();
    ladder.set_id("all-at-once");
    for (const auto reach : {v1::Rung::territory, v1::Rung::coordinator}) {
        auto& rung = *ladder.add_rungs();
        rung.set_reach(reach);
        rung.set_wait_ms(3'600'000);
        rung.set_wait_max_ms(reach == v1::Rung::coordinator ? 3'600'000 : 0);
        rung.set_people(9);
    }
}

std::string alert_of_her() {
    std::string needs, consents;
    for (const auto& [sector, need] : called_sectors()) {
        needs += std::string(needs.empty() ? "" : ",") + R"({"need":")" +
                 v1::Need::Kind_Name(need) + "\"}";
        consents += std::string(consents.empty() ? "" : ",") + R"({"sector":")" +
                    v1::Sector::Code_Name(sector) + R"(","basis":"verbal"})";
    }
    return R"({"alertId":")" + test::alert_uuid + R"(","territory":")" + canary::territory +
           R"(","languages":["fr",")" + canary::language + R"("],"needs":[)" + needs +
           R"(],"consents":[)" + consents +
           R"(],"ageBand":"from_18_to_25","headcount":3,"deadline":")" + stamp(72) +
           R"(","circumstances":["substance_use","precarious_status","pets"],)" +
           R"("exclusions":[{"person":"health-excluded"}],"note":")" + canary::note +
           R"(","herWords":")" + canary::her_words + R"(","safeContact":")" + canary::safe_contact +
           "\"}";
}

}  // namespace

const std::vector<Called>& called_sectors() {
    static const std::vector<Called> all = [] {
        std::vector<Called> list;
        for (const auto& [sector, need] : test::one_need_of_each) list.push_back({sector, need});
        return list;
    }();
    return all;
}

std::string comer(v1::Sector::Code sector) { return v1::Sector::Code_Name(sector) + "-comes"; }

SightStory::SightStory() {
    for (const auto& one : called_sectors())
        for (const auto& person : people_of(one.sector))
            account(person, v1::Role::responder, house_of(one.sector));
    for (const auto* person : {"pivot-pia", "pivot-petra", "receiving-rita", "committee-remi"})
        account(person, v1::Role::responder, "office");
    account("escort-emma", v1::Role::responder, house_of(v1::Sector::health));
    account("referred-selma", v1::Role::responder, "house-referred");
    account("asking-anna", v1::Role::worker, "office");
    account("machine", v1::Role::system, "partner");
    plant_directory();
}

void SightStory::account(const std::string& name, v1::Role::Code role,
                         const std::string& organization) {
    redis::Settings settings;
    settings.unix_socket = redis_.socket();
    redis::Client client(process_->io.get_executor(), settings);
    v1::Account one;
    one.set_person(name);
    one.set_organization(organization);
    one.set_language("en");
    one.add_roles(role);
    const auto token = run(make_account(client, entropy_, one));
    client.stop();
    ASSERT_TRUE(token);
    tokens_[name] = *token;
}

void SightStory::plant_directory() {
    auto file = directory_file();
    auto& directory = *file.mutable_directory();
    auto& territory = *directory.add_territories();
    territory.set_id(canary::territory);
    territory.set_name_fr(canary::territory_name);
    territory.set_name_en(canary::territory_name);
    territory.set_zone("America/Toronto");
    const auto house = [&](const std::string& id, v1::Sector::Code sector) {
        auto& added = *directory.add_organizations();
        added.set_id(id);
        added.set_name("Name of " + id);
        added.set_sector(sector);
        // Whoever is looked for where she was found sleeps in another town.
        if (sector == v1::Sector::shelter) added.set_place("06");
    };
    add_ladder(directory);
    directory.clear_need_rules();
    for (const auto& [sector, need] : called_sectors()) {
        house(house_of(sector), sector);
        auto& rule = *directory.add_need_rules();
        rule.set_need(need);
        rule.set_sector(sector);
        // Of health two are wanted, so that one who says nothing is not thanked at once.
        rule.set_quota(sector == v1::Sector::health ? 2 : 1);
        rule.set_ladder("all-at-once");
        rule.set_explicit_consent(sector == v1::Sector::police);
        for (const auto& person : people_of(sector)) add_person(file, person, house_of(sector));
        add_roster(directory, canary::roster + "-" + v1::Sector::Code_Name(sector), sector,
                   people_of(sector));
    }
    house("house-referred", v1::Sector::shelter);
    for (const auto* person :
         {"pivot-pia", "pivot-petra", "receiving-rita", "committee-remi", "asking-anna"})
        add_person(file, person, "office");
    add_person(file, "escort-emma", house_of(v1::Sector::health));
    add_person(file, "referred-selma", "house-referred");
    add_roster(directory, canary::roster + "-duty", v1::Sector::unknown, {"coralie"})
        .set_coordination(true);
    auto& committee = *directory.add_committees();
    committee.set_id("reviewers");
    committee.set_name_fr("Revue");
    committee.set_name_en("Review");
    committee.add_members("committee-remi");
    committee.add_scopes(v1::Scope::case_review);
    put_directory(file);
}

http::Answer SightStory::say(const std::string& id, const std::string& role,
                             const std::string& door, const std::string& body) {
    return post("/v1/cases/" + id + "/" + door, role,
                R"({"commandId":")" + uuid() + "\"" + (body.empty() ? "" : "," + body) + "}");
}

void SightStory::command(const std::string& role, const std::string& body) {
    const auto answer = say(case_, role, "commands", body);
    ASSERT_EQ(answer.status, 200u) << role << " " << body << " " << answer.body;
}

http::Answer SightStory::read_sealed(const std::string& id, const std::string& role,
                                     const std::string& field) {
    return say(id, role, "readings",
               R"("readField":{"field":")" + field + R"(","reason":"to_meet_her"})");
}

std::vector<std::string> SightStory::filled(std::string path) const {
    const auto fill = [](std::string text, std::string_view name, const std::string& id) {
        if (const auto at = text.find(name); at != text.npos)
            text.replace(at, name.size(), id.empty() ? "none" : id);
        return text;
    };
    path = fill(path, "ROSTER", canary::roster + "-health");
    path = fill(path, "REQUEST", request_);
    path = fill(path, "VOUCHER", voucher_);
    path = fill(path, "EVIDENCE", evidence_);
    path = fill(path, "HERS", case_);
    path = fill(path, "TWIN", twin_);
    path = fill(path, "LINK", answer_link_.empty() ? "/a/none" : answer_link_);
    if (!path.contains("CASE")) return {path};
    std::vector<std::string> all;
    for (const auto& of : {case_, twin_, advice_})
        if (!of.empty()) all.push_back(fill(path, "CASE", of));
    return all;
}

void SightStory::wait_a_little() {
    const auto wait = []() -> boost::asio::awaitable<bool> {
        co_await store::pause(std::chrono::milliseconds(20));
        co_return true;
    };
    run(wait());
}

std::string SightStory::page_of(const std::string& person) {
    for (int i = 0; i < 500; ++i) {
        std::string last;
        for (const auto& entry : timeline(case_).entries())
            for (const auto& pick : entry.event().rung_reached().picks())
                if (pick.person() == person) last = pick.page();
        if (!last.empty()) return last;
        wait_a_little();
    }
    ADD_FAILURE() << person << " was not called";
    return {};
}

void SightStory::answer(const std::string& person, const std::string& more) {
    command(person, R"("answerPage":{"page":")" + page_of(person) + R"(","answer":)" + more + "}");
}

void SightStory::ask_the_fund() {
    request_ = uuid();
    const auto answer = asked("worker",
                              R"("caseId":")" + case_ + R"(","expense":"taxi","vendor":"cab",)" +
                                  R"("amount":")" + canary::amount + R"(","note":"canary-fund")",
                              request_);
    ASSERT_EQ(answer.status, 200u) << answer.body;
}

void SightStory::tie() {
    command("coordinator", R"("proposeReferral":{"organization":"house-referred",)"
                           R"("need":"job_support","basis":"verbal"})");
    command("coordinator", R"("planEscort":{"purpose":"court","person":"escort-emma","fromMs":")" +
                               in_hours(2) + R"(","untilMs":")" + in_hours(4) + "\"}");
    const auto moved =
        say(case_, "coordinator", "relocation",
            R"("destination":")" + canary::destination + R"(","receiving":"receiving-rita",)" +
                R"("departAt":")" + stamp(3) + R"(","arriveAt":")" + stamp(9) + "\"");
    ASSERT_EQ(moved.status, 200u) << moved.body;
    command("coordinator", R"("offerPivot":{"person":"pivot-pia"})");
    referral_ = await_event(case_, "referral_proposed").referral_proposed().referral();
    escort_ = await_event(case_, "escort_planned").escort_planned().escort();
}

void SightStory::call(bool restricted) {
    const auto raised = post("/v1/alerts", "worker", alert_of_her());
    ASSERT_EQ(raised.status, 201u) << raised.body;
    case_ = text_at(raised, "caseId");
    for (const auto& one : called_sectors()) page_of(comer(one.sector));
    const auto asked = post("/v1/alerts", "asking-anna",
                            R"({"alertId":")" + advice_alert +
                                R"(","territory":"06","languages":["fr"],"advice":true,)"
                                R"("note":"canary-asked"})");
    ASSERT_EQ(asked.status, 201u) << asked.body;
    advice_ = text_at(asked, "caseId");
    ASSERT_EQ(say(advice_, "coordinator", "advice", R"("advice":")" + canary::advice + "\"").status,
              200u);
    tie();
    ask_the_fund();
    restricted_ = restricted;
    if (restricted)
        command("coordinator",
                R"("restrictCase":{"restricted":true,"reason":"known_in_the_network"})");
    const auto mine = get("/mine", "health-silent").body;
    const auto at = mine.find("href=\"/a/");
    ASSERT_NE(at, mine.npos);
    answer_link_ = mine.substr(at + 6, mine.find('"', at + 6) - at - 6);
}

void SightStory::come() {
    answer("health-declines", R"("decline","reason":"too_far")");
    answer("health-releases", R"("accept","etaMinutes":37)");
    answer("health-releases", R"("release","reason":"exhausted")");
    for (const auto& one : called_sectors())
        answer(comer(one.sector), R"("accept","etaMinutes":37)");
    command("pivot-pia", R"("answerPivot":{"accept":true})");
    command("escort-emma", R"("answerEscort":{"accept":true,"escort":")" + escort_ + "\"}");
    command("receiving-rita", R"("answerRelocation":{"accept":true})");
    command("referred-selma",
            R"("answerReferral":{"accept":true,"referral":")" + referral_ + "\"}");
    command("coordinator", R"("shareWithSector":{"sector":"spiritual_care","fields":["health"],)"
                           R"("basis":"verbal"})");
    const auto raised =
        post("/v1/alerts", "other_worker",
             R"({"alertId":")" + twin_alert + R"(","territory":")" + canary::territory +
                 R"(","languages":["fr"],"needs":[{"need":"spiritual_support"}],)" +
                 R"("note":"canary-twin"})");
    ASSERT_EQ(raised.status, 201u) << raised.body;
    twin_ = text_at(raised, "caseId");
    if (restricted_) {
        const auto told =
            say(twin_, "coordinator", "commands",
                R"("restrictCase":{"restricted":true,"reason":"known_in_the_network"})");
        ASSERT_EQ(told.status, 200u) << told.body;
    }
    command("coordinator", R"("linkCase":{"other":")" + twin_ + "\"}");
    const auto merged =
        say(twin_, "coordinator", "commands", R"("mergeCase":{"into":")" + case_ + "\"}");
    ASSERT_EQ(merged.status, 200u) << merged.body;
    await_event(twin_, "case_merged");
    const auto signed_by = approve("stella", request_, 4'117);
    ASSERT_EQ(signed_by.status, 200u) << signed_by.body;
    const auto paper = post("/v1/fund/requests/" + request_ + "/vouchers", "stella",
                            R"({"id":")" + uuid() + "\"}");
    ASSERT_EQ(paper.status, 200u) << paper.body;
    voucher_ = text_at(paper, "number");
    evidence_ = uuid();
    const auto shown =
        ask(http::Method::post,
            "/v1/fund/requests/" + request_ + "/evidence?id=" + evidence_ + "&amount=41.17",
            "stella", a_pdf, {{"content-type", "application/octet-stream"}});
    ASSERT_EQ(shown.status, 200u) << shown.body;
}

void SightStory::release() {
    for (const auto& one : called_sectors())
        answer(comer(one.sector), R"("release","reason":"exhausted")");
    command("coordinator", R"("offerPivot":{"person":"pivot-petra"})");
    command("pivot-petra", R"("answerPivot":{"accept":true})");
    for (const std::string state : {"with_her", "ended"})
        command("escort-emma",
                R"("reportEscort":{"escort":")" + escort_ + R"(","state":")" + state + "\"}");
    command("coordinator", R"("reportRelocation":{"state":"dropped"})");
    command("coordinator",
            R"("revokeReferral":{"why":"she_changed_her_mind","referral":")" + referral_ + "\"}");
}

void SightStory::close() {
    for (const auto& one : called_sectors())
        command("coordinator", R"("settleNeed":{"need":")" + v1::Need::Kind_Name(one.need) +
                                   R"(","outcome":"met","why":"settled_elsewhere"})");
    command("coordinator", R"("closeCase":{})");
}

}  // namespace relais::gateway
