// Who acts and whom the fund writes to; how an event and a transfer of this decision begin.
#include <algorithm>
#include <set>

#include "common/base/check.hpp"
#include "common/domain/coverage.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {
namespace {

constexpr int notices_max = 12;  // of one event: who signs for a fund fits at a table

}  // namespace

const v1::FundSignatory* FundDraft::signatory() const {
    return me().empty() ? nullptr : rules().signatory(me());
}
bool FundDraft::approves() const { return signatory() != nullptr && signatory()->approves(); }
bool FundDraft::reconciles() const { return signatory() != nullptr && signatory()->reconciles(); }
bool FundDraft::is_board() const {
    return state_.rules != nullptr && signatory() != nullptr && signatory()->board();
}
bool FundDraft::handles_money() const { return signatory() != nullptr || coordinates(); }

bool FundDraft::took_part(const Request& request) const {
    return me() == request.asked.requester() || me() == request.asked.advance_to() ||
           std::ranges::any_of(request.approvals,
                               [&](const auto& approval) { return approval.person() == me(); });
}

// Null: nobody can write to her.
v1::Message* FundDraft::write_to(const std::string& id, v1::Message::Kind kind,
                                 const std::string& case_code, Messages& messages) const {
    const auto* person = directory_.person(id);
    if (person == nullptr || !reachable(*person) || messages.size() >= notices_max) return nullptr;
    PageRecord page;
    page.person = id;
    page.way_id = person->ways(0).id();
    page.channel = person->ways(0).channel();
    page.language = person->languages().empty() ? "fr" : person->languages(0);
    const auto version = state_.version + events_.size();
    auto message = page_message(
        {.code = case_code},
        state_.aggregate + "/" + std::to_string(version) + "/" + std::to_string(messages.size()),
        page);
    message.set_kind(kind);
    auto* added = messages.Add();
    *added = std::move(message);
    return added;
}

// Those whose signature would count, and at night whoever is on duty.
void FundDraft::write_to_approvers(const Request& request, Messages& messages) {
    const bool petty = request.cents <= rules().limits().petty_cents();
    const auto most = std::min(request.cents, rules().limits().single_cents());
    const auto apart = [&](const std::string& person) {
        return person != request.asked.requester() && person != me() &&
               (petty || !state_.follows(person, request.asked));
    };
    std::set<std::string> told;
    const auto tell = [&](const std::string& person) {
        if (apart(person) && told.insert(person).second) ask_her(person, request, messages);
    };
    // Where it is not told (somebody is hunted), whoever coordinates anywhere.
    if (rules().is_night(now_))
        for (const auto& person :
             coordinators_on_duty(directory_, request.asked.facts().territory(), now_))
            tell(person);
    for (const auto& one : rules().data().signatories())
        if (one.approves() && (petty || one.limit_cents() >= most)) tell(one.person());
}

std::expected<const FundRequestRecord*, v1::Rejection::Code> FundDraft::request_that_is_on(
    const std::string& id) const {
    const auto* request = state_.request(id);
    if (request == nullptr) return refused(v1::Rejection::request_unknown);
    if (request->over()) return refused(v1::Rejection::request_over);
    return request;
}

v1::FundEvent& FundDraft::next() {
    auto& event = events_.emplace_back();
    event.set_version(state_.version + events_.size());
    event.set_now_ms(to_ms(now_));
    event.set_command_id(command_.command_id());
    if (command_.has_actor()) *event.mutable_actor() = command_.actor();
    transfers_ = 0;
    return *event.mutable_fund();
}

v1::FundTransfer FundDraft::move(v1::FundTransfer::Kind kind, const v1::FundAccount& from,
                                 const v1::FundAccount& to, std::int64_t cents,
                                 const Request* request) {
    check(cents > 0 && !events_.empty(), "a transfer moves something, inside an event");
    v1::FundTransfer transfer;
    transfer.set_id(state_.aggregate + "/" + std::to_string(events_.back().version()) + "/" +
                    std::to_string(transfers_++));
    transfer.set_kind(kind);
    const auto leg = [&](const v1::FundAccount& account, std::int64_t amount) {
        auto& added = *transfer.add_legs();
        *added.mutable_account() = account;
        added.set_cents(amount);
    };
    leg(from, -cents);
    leg(to, cents);
    if (request == nullptr) return transfer;
    transfer.set_source(request->source);
    transfer.set_request(request->asked.request());
    transfer.set_case_code(request->asked.case_code());
    return transfer;
}

v1::FundAccount FundDraft::envelope(const Request& request) const {
    const auto elsewhere = state_.held_elsewhere.find(request.asked.request());
    return account_of(v1::FundAccount::envelope,
                      elsewhere == state_.held_elsewhere.end() ? state_.envelope_of(request.asked)
                                                               : elsewhere->second,
                      request.asked.expense());
}

v1::FundTransfer FundDraft::release(const Request& request, std::int64_t cents) {
    return move(v1::FundTransfer::released, envelope(request),
                account_of(v1::FundAccount::source, request.source), cents, &request);
}

}  // namespace relais::domain
