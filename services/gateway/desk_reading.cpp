// The desk's reading side: cases cut to what may be seen, answer links, telephones, names.
#include <algorithm>
#include <utility>

#include "common/base/ids.hpp"
#include "common/domain/ended_part.hpp"
#include "services/gateway/desk_impl.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/sandbox_reader.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

Refused forbidden() { return {.status = 403, .code = "forbidden"}; }
// To whoever had a part in it, it is not a matter of her role.
Refused sees_nothing(const CaseReading& whole, const domain::Viewer& viewer) {
    const auto own = domain::own_part(viewer, whole.state, whole.events);
    switch (own.part) {
        case domain::Part::none:
            return forbidden();
        case domain::Part::awaited:
            return {.status = 403, .code = "part_awaited"};
        case domain::Part::learning:
            return {.status = 403, .code = "part_copy"};
        case domain::Part::ended:
            return {.status = 403, .code = "part_over", .since_ms = to_ms(own.since)};
    }
    std::unreachable();
}

bool raised_for_herself(const CaseReading& whole, const std::string& person) {
    return !person.empty() && !whole.events.empty() && whole.state.raised_by == person &&
           whole.events.front().case_opened().alert().identified_by() == v1::IdentifiedBy::herself;
}

Refused link_invalid() { return {.status = 404, .code = "link_invalid"}; }

}  // namespace

awaitable<Answered<CaseReading>> DeskImpl::load_case(std::string case_id) {
    const auto uuid = canonical_uuid(case_id);
    if (!uuid) co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    auto history = co_await store_.load("case/" + *uuid);
    if (!history) co_return std::unexpected(refused_for(history.error()));
    if (history->events.empty())
        co_return std::unexpected(refused_for(v1::Rejection::case_unknown));
    CaseReading reading{.state = {}, .events = std::move(history->events), .sight = {}};
    reading.state.aggregate = "case/" + *uuid;
    for (const auto& event : reading.events)
        reading.state = domain::evolve(std::move(reading.state), event);
    co_return reading;
}

domain::Viewer DeskImpl::viewer(const v1::Account& by, const std::string& territory) const {
    const auto directory = directory_.current();
    return {.person = by.person(),
            .organization = by.organization(),
            .worker = has_role(by, v1::Role::worker),
            .responder = has_role(by, v1::Role::responder),
            .coordinator = has_role(by, v1::Role::coordinator),
            .privacy = has_role(by, v1::Role::privacy),
            .on_duty = domain::on_duty(*directory, territory, by.person(), clock_.now())};
}

awaitable<Answered<CaseReading>> DeskImpl::read_case(std::string case_id, v1::Account by) {
    auto whole = co_await load_case(std::move(case_id));
    if (!whole) co_return std::unexpected(whole.error());
    co_return seen_by(std::move(*whole), by);
}

Answered<CaseReading> DeskImpl::seen_by(CaseReading whole, const v1::Account& by) const {
    const auto who = viewer(by, whole.state.territory);
    whole.sight = domain::Sight(who, whole.state);
    if (!whole.sight.any()) return std::unexpected(sees_nothing(whole, who));
    whole.herself = raised_for_herself(whole, by.person());
    whole.events = domain::cut(whole.events, whole.state, whole.sight);
    whole.state = domain::cut(whole.state, whole.sight);
    return whole;
}

awaitable<Answered<std::vector<domain::Askable>>> DeskImpl::people_to_ask(std::string case_id,
                                                                          v1::Account by) {
    const auto whole = co_await load_case(std::move(case_id));
    if (!whole) co_return std::unexpected(whole.error());
    const domain::Sight sight(viewer(by, whole->state.territory), whole->state);
    const bool follows = !by.person().empty() && whole->state.pivot == by.person();
    if (!sight.sees(domain::Field::pages) && !(follows && sight.any()))
        co_return std::unexpected(forbidden());
    co_return domain::askable(whole->state, whole->events, *directory_.current(), clock_.now());
}

awaitable<Answered<DeskImpl::PageInCase>> DeskImpl::find_page(std::string token) {
    const auto page = page_of_token(secret_, token);
    const auto parts = page ? parse_page_id(*page) : std::nullopt;
    if (!parts) co_return std::unexpected(link_invalid());
    auto reading = co_await load_case(parts->case_uuid);
    if (!reading)
        co_return std::unexpected(reading.error().status == 404 ? link_invalid() : reading.error());
    if (reading->state.need_of_page(*page) == nullptr) co_return std::unexpected(link_invalid());
    co_return PageInCase{*page, std::move(reading->state)};
}

PageReading DeskImpl::page_reading(const PageInCase& found) const {
    auto reading = page_alone(found.state, found.page);
    const auto all = found.state.asked_of_her(found.page);
    if (all.size() > 1)
        for (const auto& page : all) reading.together.push_back(page_alone(found.state, page));
    return reading;
}

PageReading DeskImpl::page_alone(const domain::CaseState& state, const std::string& page) const {
    const domain::NeedState& need = *state.need_of_page(page);
    const domain::PageRecord& record = need.pages.at(page);
    // The last rung of every ladder is whoever coordinates, and so is a call that is no need of
    // hers.
    const bool last = need.on_last_rung && !record.by_hand && record.rung == need.rung;
    return {.page = page,
            .case_id = state.uuid(),
            .person = record.person,
            .code = state.code,
            .language = record.language,
            .state = record.state,
            .need_open = !state.over() &&
                         (need.state == v1::Need::paging ||
                          (need.state == v1::Need::awaiting_consent && record.round == need.round)),
            .eta_minutes = record.eta_minutes,
            .reminded = record.reminded,
            .may_come_later = record.may_come_later(),
            .coordination = !state.advice && (last || need.kind == v1::Need::unknown),
            .drill = state.drill,
            .advice = state.advice,
            .copy = record.copy,
            .path = "/a/" + answer_token(secret_, page)};
}

awaitable<Answered<PageReading>> DeskImpl::read_page(std::string token) {
    const auto found = co_await find_page(std::move(token));
    if (!found) co_return std::unexpected(found.error());
    co_return page_reading(*found);
}

awaitable<Answered<PageReading>> DeskImpl::answer_page(std::string token, v1::AnswerPage said) {
    const auto found = co_await find_page(token);
    if (!found) co_return std::unexpected(found.error());
    if (!v1::Answer::Kind_IsValid(said.answer()) || said.answer() == v1::Answer::unknown)
        co_return std::unexpected(refused_for(v1::Rejection::answer_not_understood));
    const PageReading before = page_reading(*found);
    const std::string answer = v1::Answer::Kind_Name(said.answer());
    v1::Command command;
    // Two taps on one screen are one answer; the same word said later, of what stands then, is not.
    command.set_command_id("answer/" + before.page + "/" + answer + "/" +
                           std::to_string(found->state.version));
    command.set_aggregate(found->state.aggregate);
    command.set_issued_ms(to_ms(clock_.now()));
    // The link was sent to her: whoever holds it answers for her.
    command.mutable_actor()->set_role(v1::Role::responder);
    command.mutable_actor()->set_person(before.person);
    if (const auto* person = directory_.current()->person(before.person))
        command.mutable_actor()->set_organization(person->organization());
    if (said.answer() != v1::Answer::accept) said.clear_eta_minutes();
    said.set_page(before.page);
    *command.mutable_answer_page() = std::move(said);
    // Without the arrival: the second tap, with another guess, is the same answer.
    const std::string hash = body_hash("answer", command.command_id());
    const auto decided = co_await submitter_.submit(std::move(command), hash);
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    metrics_.count("relais_answers_total", "answer=\"" + answer + "\"");
    co_return co_await read_page(std::move(token));
}

awaitable<Answered<std::vector<v1::SandboxMessage>>> DeskImpl::sandbox_messages(std::string after,
                                                                                std::size_t most) {
    auto batch = after.empty() ? co_await sandbox_newest(store_.client(), most)
                               : co_await sandbox_after(store_.client(), after, most);
    if (!batch) co_return std::unexpected(refused_for(batch.error()));
    co_return std::move(batch->messages);
}

std::string DeskImpl::name_of(const std::string& person) {
    const std::uint64_t revision = directory_.current()->revision();
    if (revision != names_revision_) {
        names_.clear();
        names_revision_ = revision;
    }
    if (const auto known = names_.find(person); known != names_.end()) return known->second;
    const auto card = directory_.open_card(keys_, person);
    const std::string name = card && !card->name().empty() ? card->name() : person;
    return names_[person] = name;
}

std::string DeskImpl::telephone_of(const std::string& person) {
    const auto directory = directory_.current();
    const auto* known = directory->person(person);
    const auto card = directory_.open_card(keys_, person);
    if (known == nullptr || !card) return {};
    for (const auto& way : known->ways()) {
        if (way.channel() != v1::Channel::sandbox) continue;
        for (const auto& address : card->ways())
            if (address.way() == way.id()) return address.address();
    }
    return {};
}

}  // namespace relais::gateway
