// Writes the screens of a drill to a folder, French and English, so that they can be looked at in a
// browser without a service: screens_render DIR.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/template.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway {
namespace {

class DrillClock : public Clock {
public:
    explicit DrillClock(const DrillDesk& desk) : desk_(desk) {}
    [[nodiscard]] Instant now() const override { return instant(desk_.now_ms()); }

private:
    const DrillDesk& desk_;
};

awaitable<Answered<Visitor>> visit(v1::Account account) { co_return Visitor{account, "jeton"}; }
awaitable<Answered<Visitor>> unknown() {
    co_return std::unexpected(Refused{.status = 401, .code = "unauthenticated"});
}
awaitable<Answered<Entered>> nobody_enters() {
    co_return std::unexpected(Refused{.status = 401, .code = "unauthenticated"});
}
awaitable<Answered<std::string>> nobody() {
    co_return std::unexpected(Refused{.status = 401, .code = "unauthenticated"});
}

// What a change would do; nothing is ever changed here.
awaitable<ChangeAnswered> weigh(v1::RosterChange change, Instant now) {
    const auto directory = drill_directory();
    domain::give_id(change, "new");
    auto after = domain::apply(directory->data(), change, now);
    if (!after)
        co_return std::unexpected(ChangeRefused{.refused = {.status = 422, .code = "change_faulty"},
                                                .faults = after.error()});
    auto answer = domain::preview(directory->data(), *after, change, now);
    answer.set_revision(1);
    co_return answer;
}
awaitable<Answered<std::string>> address(v1::CalendarSubject subject) {
    co_return "https://relais.example/calendar/cGRlbW8" + subject.person() + subject.roster() +
        ".ics";
}

class Studio {
public:
    Studio(DrillDesk& desk, std::filesystem::path folder)
        : clock_(desk), folder_(std::move(folder)) {
        Door door{.who = [this](http::Request) { return ended_ ? unknown() : visit(account_); },
                  .sign_in = [](std::string) { return nobody_enters(); },
                  .sign_out = [](http::Request) { return nobody(); },
                  .from_our_screens = [](const http::Request&) { return true; }};
        routes_ = screen_routes(
            {.desk = desk,
             .door = std::move(door),
             .words = drill_words(),
             .directory = drill_directory,
             .change_roster = [this](
                                  v1::RosterChange change, bool,
                                  v1::Account) { return weigh(std::move(change), clock_.now()); },
             .calendar_address = [](v1::CalendarSubject subject, bool,
                                    v1::Account) { return address(subject); },
             .clock = clock_,
             .new_uuid = [] { return drill_alert; },
             .apart = drill_apart,
             .directory_desk = directory_.ports(),
             .settings = {.emergency_telephone = "418 555-0199"},
             .read_figures = [](std::string month,
                                v1::Account) { return drill_figures(std::move(month)); }});
        for (const auto& file : screens::files()) {
            write(file.path.substr(1), file.content());
        }
    }

    void become(v1::Role::Code role, const std::string& person = "demo-worker") {
        account_.set_person(person);
        account_.set_organization("hopital-clairiere");
        account_.clear_roles();
        account_.add_roles(role);
    }
    void end_session(bool ended) { ended_ = ended; }
    void take(const std::string& name, http::Method method, const std::string& pattern,
              http::Request request = {}) {
        for (const auto& route : routes_) {
            if (route.method != method || route.pattern != pattern) continue;
            request.method = method;
            if (request.path.empty()) request.path = pattern;
            for (const char* language : {"fr", "en"}) {
                http::Request asked = request;
                asked.query += std::string("lang=") + language;
                write(name + "." + language + ".html", run(route.handler(asked)).body);
            }
        }
    }
    void get(const std::string& name, const std::string& pattern, http::Request request = {}) {
        take(name, http::Method::get, pattern, std::move(request));
    }

private:
    void write(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
    }

    DrillClock clock_;
    DrillDirectory directory_;
    std::filesystem::path folder_;
    v1::Account account_;
    bool ended_ = false;
    std::vector<http::Route> routes_;
};

http::Request with(const std::string& name, const std::string& value, std::string body = {}) {
    http::Request request;
    request.params[name] = value;
    request.body = std::move(body);
    return request;
}

void fill(DrillDesk& desk, const std::string& first) {
    desk.hand_over_all(first);
    desk.pass(45'000);
    desk.answer(first, desk.first_page(first, v1::Need::emergency_shelter), v1::Answer::accept, 30);
    desk.answer(first, desk.first_page(first, v1::Need::immediate_care), v1::Answer::decline);
    desk.exhaust(first, v1::Need::legal_help);
    desk.pass(20'000);
    const std::string second = desk.open("6f1c9a52-0b1d-4c7e-9a51-3d6a1f2e8b02");
    desk.hand_over_all(second);
    desk.pass(400'000);
    const std::string third = desk.open("6f1c9a52-0b1d-4c7e-9a51-3d6a1f2e8b03");
    desk.hand_over_all(third);
    for (const auto need : {v1::Need::emergency_shelter, v1::Need::immediate_care,
                            v1::Need::interpretation, v1::Need::legal_help}) {
        desk.answer(third, desk.first_page(third, need), v1::Answer::accept, 15);
    }
}

void ring(DrillDesk& desk) {
    const std::vector<std::pair<std::string, std::string>> people{
        {"maison-fanal-1", "514 555-0112"},
        {"parvis-3", "418 555-0163"},
        {"hopital-clairiere-2", "418 555-0131"},
        {"coordination-4", "581 555-0104"},
        {"mille-voix-9", "450 555-0121"}};
    for (std::size_t at = 0; at < people.size() * 2; ++at) {
        const auto& [person, label] = people[at % people.size()];
        const bool over = at >= people.size() + 2;
        v1::SandboxMessage message;
        message.set_id(std::to_string(at));
        message.set_person(person);
        message.set_label(label);
        message.set_link("http://127.0.0.1:8072/a/jeton");
        message.set_text(
            drill_words().say(words::Language::fr, over ? "message.stand_down" : "message.page",
                              {{"code", std::string("tilo-mera")}, {"link", message.link()}}));
        message.set_code("tilo-mera");
        message.set_kind(over ? v1::Message::stand_down : v1::Message::come);
        message.set_at_ms(desk.now_ms() + static_cast<std::int64_t>(at) * 1'000);
        desk.messages.push_back(std::move(message));
    }
}

void answers(DrillDesk& desk, Studio& studio) {
    PageReading page{.page = "p",
                     .person = "x",
                     .code = "tilo-mera",
                     .language = "fr",
                     .state = domain::PageState::handed_over,
                     .need_open = true};
    desk.pages["jeton"] = page;
    studio.get("answer", "/a/{token}", with("token", "jeton"));
    page.state = domain::PageState::accepted;
    page.eta_minutes = 30;
    desk.pages["jeton"] = page;
    studio.get("answer-thanks", "/a/{token}", with("token", "jeton"));
    page.state = domain::PageState::stood_down;
    desk.pages["jeton"] = page;
    studio.get("answer-over", "/a/{token}", with("token", "jeton"));
    studio.get("answer-invalid", "/a/{token}", with("token", "faux"));
}

void changes(Studio& studio) {
    const auto form = [](const std::string& query) {
        http::Request request = with("id", "garde-grenier");
        request.query = query + "&";
        return request;
    };
    const std::string pattern = "/rosters/{id}/change";
    studio.get("change", pattern, form(""));
    for (const std::string what : {"replace", "add", "swap", "schedule", "layer"})
        studio.get("change-" + what, pattern, form("what=" + what));
    studio.get("change-layer-nuit", pattern, form("what=layer&of=nuit"));
    studio.take("change-effect", http::Method::post, pattern,
                with("id", "garde-grenier",
                     "what=add&person=grenier-9&level=2&from=2026-11-22T00:00"
                     "&until=2026-11-22T12:00"));
    studio.take("change-wrong", http::Method::post, pattern,
                with("id", "garde-grenier",
                     "what=layer&id=&length=x&turn-0-0=grenier-1&turn-1-0=ghost"
                     "&window-0-from=20%3A00&window-0-day=5"));
    studio.get("calendar-address", "/calendar-address");
    studio.get("away", "/away");
}

void entries(Studio& studio) {
    const auto asked = [](const std::string& kind, const std::string& id, std::string body = {}) {
        http::Request request = with("kind", kind, std::move(body));
        if (!id.empty()) request.params["id"] = id;
        return request;
    };
    const std::string edit = "/directory/{kind}/{id}/edit";
    studio.get("directory", "/directory");
    for (const std::string kind_id : {"organization/vigie", "person/boussole-1",
                                      "committee/coordination", "milestone/pivot_named"}) {
        const auto slash = kind_id.find('/');
        const auto kind = kind_id.substr(0, slash);
        const auto id = kind_id.substr(slash + 1);
        studio.get("entry-" + kind, "/directory/{kind}/{id}", asked(kind, id));
        studio.get("edit-" + kind, edit, asked(kind, id));
    }
    studio.get("edit-new", "/directory/{kind}/new", asked("organization", ""));
    studio.take("edit-effect", http::Method::post, edit,
                asked("organization", "boussole",
                      "name=La+Boussole&sector=victim_services&representative=boussole-1"
                      "&membership-0-state=suspended&membership-0-from=2026-11-22T08%3A00"));
    studio.take("edit-wrong", http::Method::post, edit,
                asked("organization", "vigie",
                      "name=La+Vigie&sector=crisis&membership-0-state=admitted"
                      "&membership-0-from=2026-11-22T08%3A00&dues_paid_until=demain"));
    studio.take("edit-faults", http::Method::post, edit,
                asked("organization", "vigie",
                      "name=La+Vigie&sector=crisis&membership-0-state=applied"
                      "&membership-0-from=2025-11-22T08%3A00&membership-2-state=admitted"
                      "&membership-2-from=2026-11-22T08%3A00&criteria_met=charte"));
}

// What ties a case to others, as it stands in the middle of it.
void tie(DrillDesk& desk, const std::string& id) {
    const auto tell = [&](auto fill) {
        v1::Command command;
        command.mutable_actor()->set_person("demo-worker");
        command.mutable_actor()->set_role(v1::Role::coordinator);
        fill(command);
        desk.decide(id, command).value();
    };
    tell([](v1::Command& c) {
        c.mutable_link_case()->set_other("7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22");
    });
    tell([](v1::Command& c) {
        auto& referral = *c.mutable_propose_referral();
        referral.set_organization("hopital-clairiere");
        referral.set_need("mental_health");
        referral.set_basis(v1::ConsentBasis::verbal);
    });
    tell([&](v1::Command& c) {
        auto& escort = *c.mutable_plan_escort();
        escort.set_purpose(v1::Escort::court);
        escort.set_from_ms(desk.now_ms() + 7'200'000);
        escort.set_until_ms(desk.now_ms() + 14'400'000);
        escort.set_person("hopital-clairiere-2");
    });
    tell([&](v1::Command& c) {
        auto& move = *c.mutable_plan_relocation();
        move.mutable_destination()->set_box("sealed");
        move.set_receiving("hopital-clairiere-2");
        move.set_depart_ms(desk.now_ms() + 80'000'000);
        move.set_arrive_ms(desk.now_ms() + 90'000'000);
    });
    tell([](v1::Command& c) {
        auto& share = *c.mutable_share_with_sector();
        share.set_sector(v1::Sector::legal);
        share.add_fields(v1::SharedField::status);
        share.set_basis(v1::ConsentBasis::verbal);
    });
}

void ties(DrillDesk& desk, Studio& studio) {
    const auto id = desk.open("6f1c9a52-0b1d-4c7e-9a51-3d6a1f2e8b09");
    desk.hand_over_all(id);
    tie(desk, id);
    studio.become(v1::Role::coordinator);
    studio.get("ties", "/cases/{id}", with("id", id));
    v1::SafeContact safe;
    safe.add_ways()->set_kind(v1::SafeContact::Way::text_message);
    safe.mutable_ways(0)->set_value("514 555-0147");
    safe.set_safe_word("érable");
    desk.safe_contact = safe;
    studio.take("her-record", http::Method::post, "/cases/{id}/her-record",
                with("id", id, "command=" + drill_alert));
    studio.become(v1::Role::responder, "hopital-clairiere-2");
    studio.get("ties-asked", "/cases/{id}", with("id", id));
    studio.get("mine-none", "/mine");
    v1::Account her;
    her.set_person("hopital-clairiere-2");
    her.set_organization("hopital-clairiere");
    her.add_roles(v1::Role::responder);
    desk.own = {{.case_id = id,
                 .code = "tilo-mera",
                 .answer_path = {},
                 .reading = run(desk.read_case(id, her)).value()},
                {.case_id = id, .code = "rabo-nife", .answer_path = "/a/jeton", .reading = {}}};
    studio.get("mine", "/mine");
}

void render(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    DrillDesk desk;
    Studio studio(desk, folder);
    studio.become(v1::Role::worker);
    studio.get("alert", "/alert");
    const std::string first = desk.open(drill_alert, true);
    fill(desk, first);
    studio.get("follow-up", "/cases/{id}", with("id", first));
    studio.take("alert-wrong", http::Method::post, "/alert",
                with("", "",
                     "alert_id=" + drill_alert +
                         "&need=emergency_shelter&need=police_protection&headcount=x"));
    studio.end_session(true);
    studio.take("alert-kept", http::Method::post, "/alert",
                with("", "",
                     "alert_id=" + drill_alert +
                         "&territory=06&need=emergency_shelter&her_words=Dormir+au+calme"));
    studio.take("kept", http::Method::post, "/cases/{id}/safe-contact",
                with("id", first, "safe_way_1=telephone&safe_value_1=514+555-0147"));
    studio.end_session(false);
    studio.get("sign-in", "/sign-in");
    studio.get("forbidden", "/board");
    studio.become(v1::Role::coordinator);
    studio.get("board", "/board");
    studio.get("timeline", "/cases/{id}", with("id", first));
    auto filtered = with("id", first);
    filtered.query = "need=legal_help&kind=asked&";
    studio.get("timeline-filtered", "/cases/{id}", filtered);
    studio.get("print", "/cases/{id}/print", with("id", first));
    studio.get("review-pack", "/cases/{id}/review-pack", with("id", first));
    studio.get("figures", "/figures");
    const std::string reading = "action=read&field=note&because=to_meet_her&command=" + drill_alert;
    studio.take("timeline-read", http::Method::post, "/cases/{id}", with("id", first, reading));
    for (const auto& [id, page] : desk.reading(first).state.needs[0].pages)
        if (page.state == domain::PageState::accepted)
            studio.become(v1::Role::responder, page.person);
    studio.get("part", "/cases/{id}", with("id", first));
    studio.become(v1::Role::privacy, "demo-privacy");
    http::Request log;
    log.query = "case=" + first + "&";
    studio.get("access", "/access", log);
    studio.get("home", "/");
    studio.become(v1::Role::coordinator);
    studio.get("on-call", "/on-call");
    studio.get("coverage", "/coverage");
    studio.get("rosters", "/rosters");
    studio.get("roster-week", "/rosters/{id}", with("id", "garde-maison-fanal"));
    http::Request month = with("id", "garde-maison-fanal");
    month.query = "month=2026-11&";
    studio.get("roster-month", "/rosters/{id}", month);
    http::Request day;
    day.query = "territory=06&sector=shelter&day=2026-12-03&";
    studio.get("coverage-day", "/coverage", day);
    changes(studio);
    studio.become(v1::Role::admin);
    entries(studio);
    studio.become(v1::Role::coordinator);
    ring(desk);
    studio.get("telephones", "/telephones");
    answers(desk, studio);
    ties(desk, studio);
}

}  // namespace
}  // namespace relais::gateway

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "screens_render DIR\n";
        return 2;
    }
    relais::gateway::render(arguments[1]);
    return 0;
}
