#include "tests/unit/screens_drill.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <google/protobuf/util/json_util.h>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/domain/admission.hpp"
#include "common/domain/directory_change.hpp"
#include "common/domain/directory_effect.hpp"
#include "common/domain/figures.hpp"
#include "common/domain/freshness.hpp"
#include "common/domain/review_pack.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway {
namespace {

domain::DirectoryPtr read_directory() {
    const std::ifstream file(std::string(DEMO_DIR) + "/directory.json");
    std::ostringstream text;
    text << file.rdbuf();
    v1::DirectoryFile demo;
    check(google::protobuf::util::JsonStringToMessage(text.str(), &demo).ok(), "the demo is read");
    demo.mutable_directory()->set_revision(1);
    return std::make_shared<const domain::Directory>(demo.directory());
}

}  // namespace

const words::Words& drill_words() {
    static const words::Words words;
    return words;
}

domain::DirectoryPtr drill_directory() {
    static const domain::DirectoryPtr directory = read_directory();
    return directory;
}

awaitable<void> drill_apart(std::function<void()> work) {
    work();
    co_return;
}

namespace {

std::optional<v1::DirectoryEntry> entry_in(const v1::Directory& directory,
                                           const v1::EntryName& name) {
    v1::ChangeDirectory asked;
    *asked.add_removed() = name;
    const auto found = domain::difference({}, domain::only(directory, asked));
    return found.put().empty() ? std::nullopt : std::optional(found.put(0));
}

void describe(v1::FoundEntry& entry) {
    entry.set_title(entry.entry().id());
    if (const auto* one = drill_directory()->organization(entry.entry().id()))
        entry.set_title(one->name());
    if (entry.entry().kind() == "person") entry.set_title("Nom de " + entry.entry().id());
}

EditAnswered weigh(const v1::DirectoryEdit& edit, Instant now, std::uint64_t revision) {
    if (edit.expected_revision() != 0 && edit.expected_revision() != revision)
        return std::unexpected(
            EditRefused{.refused = {.status = 409, .code = "revision_moved_on"}});
    v1::ChangeDirectory change;
    *change.mutable_put() = edit.put();
    const auto& before = drill_directory()->data();
    const auto after = domain::apply(before, change);
    auto faults = domain::faults_of(after);
    std::ranges::move(domain::admission_faults(before, after), std::back_inserter(faults));
    if (!faults.empty())
        return std::unexpected(EditRefused{.refused = {.status = 422, .code = "change_faulty"},
                                           .faults = std::move(faults)});
    v1::DirectoryEditAnswer answer;
    answer.set_revision(revision);
    for (auto& one : domain::changes_between(before, after)) *answer.add_changes() = std::move(one);
    domain::tell_effect(before, after, now, answer);
    return answer;
}

v1::StaleEntries stale_of(const v1::Account& by, Instant now) {
    v1::StaleEntries list;
    for (const auto& one : domain::stale_entries(*drill_directory(), now)) {
        if (one.owner != by.person() && by.roles(0) == v1::Role::worker) continue;
        auto& line = *list.add_entries();
        *line.mutable_entry() = one.entry;
        v1::FoundEntry found;
        *found.mutable_entry() = one.entry;
        describe(found);
        line.set_title(found.title());
        line.set_owner(one.owner);
    }
    return list;
}

}  // namespace

DirectoryPorts DrillDirectory::ports() {
    return {
        .find = [](std::string, std::string, words::Language,
                   v1::Account) -> awaitable<v1::FoundEntries> { co_return v1::FoundEntries{}; },
        .describe = [](words::Language, const v1::Account&,
                       v1::FoundEntry& entry) { describe(entry); },
        .entry =
            [](const v1::EntryName& name) { return entry_in(drill_directory()->data(), name); },
        .history = [](domain::HistoryQuestion, v1::Account)
            -> awaitable<Answered<v1::DirectoryHistory>> { co_return v1::DirectoryHistory{}; },
        .edit = [this](v1::DirectoryEdit edit, bool preview,
                       v1::Account) -> awaitable<EditAnswered> {
            if (!preview) edits.push_back(edit);
            co_return weigh(edit, now, revision);
        },
        .assure = [this](v1::Assuring asked, v1::Account) -> awaitable<Answered<std::uint64_t>> {
            assured.push_back(std::move(asked));
            co_return 2;
        },
        .stale = [this](words::Language, const v1::Account& by) { return stale_of(by, now); },
        .dues = [this](const v1::Account&) -> Answered<v1::DuesList> {
            v1::DuesList list;
            for (const auto* one : domain::dues_past(drill_directory()->data(), now)) {
                auto& line = *list.add_organizations();
                line.set_organization(one->id());
                line.set_name(one->name());
                *line.mutable_paid_until() = one->dues_paid_until();
            }
            return list;
        }};
}

screens::View drill_view(const DrillDesk& desk, words::Language language) {
    return {.words = drill_words(), .language = language, .now = instant(desk.now_ms())};
}

std::string DrillDesk::open(const std::string& alert_id, bool with_police) {
    v1::Command command;
    auto* alert = command.mutable_open_case();
    alert->set_alert_id(alert_id);
    alert->set_code("tilo-mera");
    alert->set_territory("06");
    for (const auto need : {v1::Need::emergency_shelter, v1::Need::immediate_care,
                            v1::Need::interpretation, v1::Need::legal_help}) {
        alert->add_needs()->set_need(need);
    }
    if (with_police) alert->add_needs()->set_need(v1::Need::police_protection);
    alert->add_languages("ro");
    alert->mutable_note()->set_box("sealed");
    command.mutable_actor()->set_role(v1::Role::worker);
    command.mutable_actor()->set_person("demo-worker");
    const std::string case_id = case_of_alert(alert_id).value();
    check(decide(case_id, command).has_value(), "the drill's case opens");
    return case_id;
}

Answered<std::uint64_t> DrillDesk::decide(const std::string& case_id, v1::Command command) {
    auto& kept = cases_[case_id];
    kept.state.aggregate = "case/" + case_id;
    command.set_aggregate(kept.state.aggregate);
    if (command.command_id().empty()) {
        command.set_command_id("c" + std::to_string(kept.state.version));
    }
    const auto decided = domain::decide(kept.state, command, instant(now_ms_), *drill_directory());
    if (!decided) {
        return std::unexpected(
            Refused{.status = 409, .code = v1::Rejection::Code_Name(decided.error())});
    }
    for (const auto& event : *decided) {
        kept.state = domain::evolve(std::move(kept.state), event);
        kept.events.push_back(event);
    }
    kept.sight = domain::Sight({.person = {}, .coordinator = true, .on_duty = true}, kept.state);
    return kept.state.version;
}

void DrillDesk::hand_over_all(const std::string& case_id) {
    const auto needs = cases_.at(case_id).state.needs;
    for (const auto& need : needs) {
        for (const auto& [id, page] : need.pages) {
            if (page.state != domain::PageState::raised) continue;
            v1::Command command;
            command.mutable_report_handover()->set_page(id);
            command.mutable_report_handover()->set_message_id(id + "/0");
            command.mutable_report_handover()->set_at_ms(now_ms_);
            check(decide(case_id, command).has_value(), "a hand-over is recorded");
        }
    }
}

std::string DrillDesk::first_page(const std::string& case_id, v1::Need::Kind need) const {
    const auto* found = cases_.at(case_id).state.need(need);
    check(found != nullptr && !found->pages.empty(), "somebody was called");
    return found->pages.begin()->first;
}

void DrillDesk::answer(const std::string& case_id, const std::string& page, v1::Answer::Kind answer,
                       std::uint32_t eta_minutes) {
    v1::Command command;
    command.mutable_answer_page()->set_page(page);
    command.mutable_answer_page()->set_answer(answer);
    command.mutable_answer_page()->set_eta_minutes(eta_minutes);
    command.mutable_actor()->set_role(v1::Role::responder);
    const auto* need = cases_.at(case_id).state.need_of_page(page);
    check(need != nullptr, "the page is known");
    command.mutable_actor()->set_person(need->pages.at(page).person);
    check(decide(case_id, command).has_value(), "an answer is recorded");
}

void DrillDesk::exhaust(const std::string& case_id, v1::Need::Kind need) {
    const std::string name = domain::deadline_name("rung", need);
    for (int step = 0; step < 20 && !cases_.at(case_id).state.need(need)->on_last_rung; ++step) {
        const auto armed = domain::deadlines(cases_.at(case_id).state);
        const Instant due = armed.at(name);
        now_ms_ = std::max(now_ms_, to_ms(due) + 1'500);
        v1::Command command;
        command.mutable_fire_deadline()->set_deadline(name);
        command.mutable_fire_deadline()->set_due_ms(to_ms(due));
        check(decide(case_id, command).has_value(), "a deadline is decided");
    }
    check(cases_.at(case_id).state.need(need)->on_last_rung, "the ladder ends");
}

const CaseReading& DrillDesk::reading(const std::string& case_id) const {
    return cases_.at(case_id);
}

awaitable<Answered<Raised>> DrillDesk::raise_alert(v1::Alert alert, v1::Account) {
    if (refuse_alerts) co_return std::unexpected(*refuse_alerts);
    alerts.push_back(alert);
    co_return Raised{.case_id = open(alert.alert_id()), .code = "tilo-mera", .decided = true};
}

awaitable<Answered<std::uint64_t>> DrillDesk::command(std::string case_id, v1::Command command,
                                                      v1::Account by) {
    commands.push_back(command);
    command.mutable_actor()->set_person(by.person());
    command.mutable_actor()->set_role(by.roles_size() > 0 ? v1::Role::Code(by.roles(0))
                                                          : v1::Role::unknown);
    co_return decide(case_id, std::move(command));
}

awaitable<Answered<std::uint64_t>> DrillDesk::give_advice(std::string case_id,
                                                          v1::AdviceTelling told, v1::Account by) {
    sealed_text = told.advice();
    v1::Command command;
    command.mutable_give_advice()->mutable_advice()->set_box("sealed");
    co_return co_await this->command(std::move(case_id), std::move(command), std::move(by));
}

awaitable<Answered<std::uint64_t>> DrillDesk::tell_safe_contact(std::string case_id,
                                                                v1::SafeContactTelling told,
                                                                v1::Account by) {
    sealed_text = told.text();
    if (told.has_safe_contact()) safe_contact = told.safe_contact();
    v1::Command command;
    command.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("sealed");
    co_return co_await this->command(std::move(case_id), std::move(command), std::move(by));
}

awaitable<Answered<std::uint64_t>> DrillDesk::plan_relocation(std::string case_id,
                                                              v1::RelocationTelling told,
                                                              v1::Account by) {
    v1::Command command;
    auto& plan = *command.mutable_plan_relocation();
    plan.mutable_destination()->set_box("sealed");
    plan.set_receiving(told.receiving());
    plan.set_depart_ms(told.depart_at().seconds() * 1'000);
    plan.set_arrive_ms(told.arrive_at().seconds() * 1'000);
    moves.push_back(std::move(told));
    co_return co_await this->command(std::move(case_id), std::move(command), std::move(by));
}

awaitable<Answered<std::vector<OwnCase>>> DrillDesk::own_cases(v1::Account) { co_return own; }

awaitable<Answered<HerReading>> DrillDesk::read_for_her(std::string case_id, std::string,
                                                        v1::Account by) {
    auto seen = co_await read_case(case_id, by);
    if (!seen) co_return std::unexpected(seen.error());
    if (!seen->sight.sees(domain::Field::pages))
        co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    HerReading reading{
        .state = cases_.at(case_id).state, .events = cases_.at(case_id).events, .told = {}};
    if (safe_contact)
        reading.told.push_back(
            {v1::SealedField::safe_contact, {.text = {}, .safe_contact = safe_contact}});
    co_return reading;
}

awaitable<Answered<PageReading>> DrillDesk::read_page(std::string token) {
    const auto found = pages.find(token);
    if (found == pages.end()) {
        co_return std::unexpected(Refused{.status = 404, .code = "link_invalid"});
    }
    co_return found->second;
}

awaitable<Answered<PageReading>> DrillDesk::answer_page(std::string token, v1::AnswerPage said) {
    const auto found = pages.find(token);
    if (found == pages.end()) {
        co_return std::unexpected(Refused{.status = 404, .code = "link_invalid"});
    }
    if (found->second.state == domain::PageState::stood_down) {
        co_return std::unexpected(Refused{.status = 410, .code = "page_stood_down"});
    }
    static const std::map<int, domain::PageState> states{
        {v1::Answer::accept, domain::PageState::accepted},
        {v1::Answer::decline, domain::PageState::declined},
        {v1::Answer::in_contact, domain::PageState::in_contact},
        {v1::Answer::arrived, domain::PageState::arrived},
        {v1::Answer::done, domain::PageState::done},
        {v1::Answer::release, domain::PageState::released}};
    found->second.state = states.at(said.answer());
    found->second.eta_minutes = said.eta_minutes();
    co_return found->second;
}

awaitable<Answered<std::vector<domain::Askable>>> DrillDesk::people_to_ask(std::string case_id,
                                                                           v1::Account) {
    const auto& whole = cases_.at(case_id);
    co_return domain::askable(whole.state, whole.events, *drill_directory(), instant(now_ms_));
}

awaitable<Answered<CaseReading>> DrillDesk::read_case(std::string case_id, v1::Account by) {
    const auto found = cases_.find(case_id);
    if (found == cases_.end()) {
        co_return std::unexpected(Refused{.status = 404, .code = "case_unknown"});
    }
    CaseReading cut = found->second;
    const auto is = [&](v1::Role::Code role) {
        return std::ranges::find(by.roles(), role) != by.roles().end();
    };
    cut.sight = domain::Sight({.person = by.person(),
                               .organization = by.organization(),
                               .worker = is(v1::Role::worker),
                               .responder = is(v1::Role::responder),
                               .coordinator = is(v1::Role::coordinator),
                               .privacy = is(v1::Role::privacy),
                               .on_duty = true},
                              cut.state);
    if (!cut.sight.any()) co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    cut.events = domain::cut(cut.events, cut.state, cut.sight);
    cut.state = domain::cut(cut.state, cut.sight);
    co_return cut;
}

awaitable<Answered<CasePage>> DrillDesk::cases(CaseQuestion, v1::Account) {
    CasePage page;
    for (const auto& [id, kept] : cases_) page.cases.push_back(domain::summary(kept.state));
    co_return page;
}

awaitable<Answered<std::vector<v1::SandboxMessage>>> DrillDesk::sandbox_messages(std::string,
                                                                                 std::size_t) {
    co_return messages;
}

std::string DrillDesk::name_of(const std::string& person) { return "Nom de " + person; }

std::string DrillDesk::telephone_of(const std::string& person) { return "tél. de " + person; }

awaitable<Answered<Opened>> DrillDesk::read_field(std::string case_id, v1::Command wish,
                                                  v1::Account by) {
    const auto id = wish.command_id();
    const auto done = co_await command(case_id, std::move(wish), std::move(by));
    if (!done) co_return std::unexpected(done.error());
    const auto& last = cases_.at(case_id).events.back();
    if (!last.has_field_read() || last.command_id() != id) co_return Opened{{}, true};
    co_return Opened{sealed_text, false, safe_contact};
}

awaitable<Answered<AccessLog>> DrillDesk::access_log(std::string named, v1::Account) {
    const auto found = cases_.find(named);
    if (found == cases_.end())
        co_return std::unexpected(Refused{.status = 404, .code = "case_unknown"});
    AccessLog log{named, found->second.state.code, found->second.events};
    std::erase_if(log.events, [](const v1::Event& event) {
        return !event.has_reading_asked() && !event.has_field_read();
    });
    co_return log;
}

awaitable<Answered<v1::ReviewPack>> DrillDesk::review_pack(std::string case_id, v1::Account by) {
    const auto found = cases_.find(case_id);
    if (found == cases_.end())
        co_return std::unexpected(Refused{.status = 404, .code = "case_unknown"});
    const bool coordinates = by.roles_size() > 0 && by.roles(0) == v1::Role::coordinator;
    auto state = found->second.state;
    state.closed = true;  // as it will be looked back at
    const auto sight = domain::Sight::of_review(
        {.person = by.person(), .coordinator = coordinates, .on_duty = coordinates}, true, state,
        {});
    co_return domain::review_pack(state, found->second.events, sight, true);
}

awaitable<Answered<v1::Figures>> drill_figures(std::string month) {
    if (!screens::month_in(month))
        co_return std::unexpected(Refused{.status = 400, .code = "figures_by_month"});
    domain::FigureSums sums({instant(0), instant(drill_began_ms)}, drill_directory());
    const auto& rules = drill_directory()->data().need_rules();
    for (int i = 0; i < 400; ++i) {
        v1::CaseSummary one;
        one.set_case_id(std::to_string(i));
        one.set_territory(i % 3 == 0 ? "06" : i % 4 == 0 ? "03" : i % 50 == 0 ? "10" : "13");
        one.set_opened_ms(drill_began_ms - 3'600'000LL * (1 + i * 5));
        auto& first = *one.add_milestones();
        first.set_milestone(v1::Milestone::first_acceptance);
        first.set_due_ms(one.opened_ms() + 300'000);
        first.set_reached_ms(one.opened_ms() + 60'000 * (1 + i % 6));
        first.set_state(v1::Milestone::reached);
        for (int j = 0; j < 3; ++j) {
            auto& need = *one.add_needs();
            const auto& rule = rules[(i + j * j) % rules.size()];
            need.set_need(rule.need());
            need.set_sector(rule.sector());
            need.set_state(i % 9 == 0 ? v1::Need::unmet : v1::Need::met);
            if (i % 7 > 0) need.set_covered_ms(one.opened_ms() + 60'000 * (3 + (i + j) % 40));
        }
        sums.add(one);
    }
    co_return sums.figures(false);
}

}  // namespace relais::gateway
