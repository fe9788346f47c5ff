// The emergency fund, seen from a case: what is asked of it, by whoever is with her, and what is
// heard of it. A fund that is away delays nothing here: what was asked waits, and everything else
// goes on.
#include <algorithm>
#include <set>

#include "common/domain/case_draft.hpp"
#include "common/domain/fund/fund.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

// In FundFacts, as asked; in FollowersTold, when others follow the case since.
void name_followers(const std::set<std::string>& people, const Directory& directory, auto& told) {
    std::set<std::string> organizations;
    for (const auto& id : people) {
        told.add_people(id);
        if (const auto* person = directory.person(id)) organizations.insert(person->organization());
    }
    organizations.erase("");
    for (const auto& id : organizations) told.add_organizations(id);
}

}  // namespace

// Who is, or said that she would be, with her or after her: her word is not enough for the fund.
std::set<std::string> CaseDraft::followers() const {
    std::set<std::string> people{state_.raised_by, state_.pivot};
    for (const auto& need : state_.needs) {
        if (need.kind == v1::Need::unknown) continue;  // the coordination's own, on any night
        people.insert(need.taken_by);
        for (const auto& [id, page] : need.pages)
            if (page.coming()) people.insert(page.person);
    }
    for (const auto& taken : state_.taken_in) people.insert(taken.raised_by);
    people.erase("");
    return people;
}

// Who lets go of a case is not told: whoever followed it once does not sign for it.
void CaseDraft::tell_funds_who_follows(const std::set<std::string>& before) {
    const auto now = followers();
    if (std::ranges::includes(before, now)) return;
    auto event = next();
    auto& told = *event.mutable_followers_told();
    tell_funds(*told.mutable_funds());
    if (told.funds().empty()) return;
    told.set_code(state_.code);
    name_followers(now, directory_, told);
    add(std::move(event));
}

// Whoever raised it, follows it, or comes: they know what she needs tonight.
bool CaseDraft::stands_with_her(const std::string& person) const {
    if (person.empty()) return false;
    if (state_.raised_by_one_of(person)) return true;
    const bool comes = std::ranges::any_of(state_.needs, [&](const NeedState& need) {
        return need.taken_by == person || std::ranges::any_of(need.pages, [&](const auto& entry) {
                   return entry.second.person == person && entry.second.coming();
               });
    });
    const bool goes = std::ranges::any_of(state_.escorts, [&](const EscortRecord& one) {
        return !one.over() && one.person == person;
    });
    return comes || goes ||
           (state_.relocation && !state_.relocation->over() &&
            state_.relocation->receiving == person);
}

Verdict CaseDraft::ask_fund() {
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    const auto& asked = command_.ask_fund();
    const auto& actor = command_.actor();
    if (!steers() && !stands_with_her(actor.person())) return no(v1::Rejection::sight_not_allowed);
    if (asked.fund().empty()) return no(v1::Rejection::fund_unknown);
    if (asked.request().request().empty()) return no(v1::Rejection::request_not_understood);
    if (asked.request().expense().empty()) return no(v1::Rejection::expense_unknown);
    const auto body = body_of(asked.request());
    const auto known =
        std::ranges::find(state_.funds, asked.request().request(), &FundRecord::request);
    if (known != state_.funds.end())
        return known->body == body ? Verdict{} : no(v1::Rejection::request_differs);
    if (state_.funds.size() >= fund_requests_max) return no(v1::Rejection::limit_reached);
    if (asked.request().facts().household() > std::max(state_.headcount, 1u))
        return no(v1::Rejection::household_too_large);
    auto event = next();
    // What is only practised asks no money of anybody.
    if (!state_.drill) event.mutable_fund_asked()->set_fund(asked.fund());
    event.mutable_fund_asked()->set_body(std::string(as_text(body)));
    auto& request = *event.mutable_fund_asked()->mutable_request();
    request = asked.request();
    request.set_case_code(state_.code);
    request.clear_reply_to();
    request.set_requester(actor.person());
    request.set_organization(actor.organization());
    auto& facts = *request.mutable_facts();
    facts.clear_people();
    facts.clear_organizations();
    if (state_.restricted())
        facts.clear_territory();
    else if (facts.territory().empty())
        facts.set_territory(state_.territory);
    facts.set_household(std::max(facts.household(), state_.headcount));
    name_followers(followers(), directory_, facts);
    add(std::move(event));
    return {};
}

// Older than what was heard: it changes nothing.
Verdict CaseDraft::note_fund() {
    const auto& news = command_.note_fund().news();
    if (command_.actor().role() != v1::Role::system) return no(v1::Rejection::sight_not_allowed);
    const auto known = std::ranges::find(state_.funds, news.request(), &FundRecord::request);
    if (known == state_.funds.end()) return no(v1::Rejection::request_unknown);
    if (news.fund_version() <= known->fund_version) return {};
    auto event = next();
    *event.mutable_fund_noted()->mutable_news() = news;
    add(std::move(event));
    return {};
}

void CaseDraft::tell_funds(Names& funds) const {
    std::set<std::string> asked;
    for (const auto& one : state_.funds)
        if (!one.fund.empty()) asked.insert(one.fund);
    for (const auto& fund : asked) *funds.Add() = fund;
}

}  // namespace relais::domain
