// Referrals: a service of the directory takes something on, or does not, each with a deadline. What
// an organization sees of her begins with its yes and ends with the referral.
#include <algorithm>

#include "common/domain/case_draft.hpp"
#include "common/domain/fitness.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/membership.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

// Told, or when nothing was; never later than so long from now.
Instant due_of(std::int64_t told_ms, Instant now, Duration otherwise) {
    if (told_ms == 0) return now + otherwise;
    return std::min(instant(told_ms), now + referral_longest);
}

// Whoever answers for it, else whoever can be written to; the empty text: nobody.
std::string to_write_to(const CaseState& state, const v1::Organization& organization,
                        const Directory& directory) {
    const auto reachable = [&](const v1::Person* person) {
        return person != nullptr && !person->ways().empty() && !person->ways(0).unverified() &&
               excluded(state, *person, {&organization, nullptr}) == v1::Reason::unknown;
    };
    if (reachable(directory.person(organization.representative())))
        return organization.representative();
    for (const auto& person : directory.data().people())
        if (person.organization() == organization.id() && reachable(&person)) return person.id();
    return {};
}

}  // namespace

const ReferralRecord* CaseDraft::referral(const std::string& id) const {
    const auto found = std::ranges::find(state_.referrals, id, &ReferralRecord::id);
    return found == state_.referrals.end() ? nullptr : &*found;
}

// The organization itself; or whoever coordinates, when it answered by telephone.
bool CaseDraft::answers_for(const ReferralRecord& referral) const {
    return command_.actor().organization() == referral.organization || steers();
}

Verdict CaseDraft::propose_referral() {
    const auto& asked = command_.propose_referral();
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    const auto* organization = directory_.organization(asked.organization());
    if (organization == nullptr || !member_at(organization, now_))
        return no(v1::Rejection::organization_unknown);
    if (!allows(asked.basis(), organization->sector())) return no(v1::Rejection::consent_missing);
    // R11: nobody is told who must not know.
    if (excluded(state_, {}, {organization, nullptr}) != v1::Reason::unknown)
        return no(v1::Rejection::excluded_for_her);
    if (asked.answer_by_ms() != 0 && instant(asked.answer_by_ms()) <= now_)
        return no(v1::Rejection::times_out_of_order);
    const bool standing = std::ranges::any_of(state_.referrals, [&](const ReferralRecord& one) {
        return one.stands() && one.organization == asked.organization() &&
               one.need == asked.need() && one.service == asked.service();
    });
    if (standing) return {};
    if (state_.referrals.size() >= ties_max) return no(v1::Rejection::limit_reached);
    auto event = next();
    auto& proposed = *event.mutable_referral_proposed();
    proposed.set_referral(std::to_string(event.version()));
    proposed.set_organization(asked.organization());
    proposed.set_service(asked.service());
    proposed.set_need(asked.need());
    proposed.set_basis(asked.basis());
    proposed.set_attested_by(command_.actor().person());
    proposed.set_due_ms(to_ms(due_of(asked.answer_by_ms(), now_, referral_answer)));
    proposed.set_sector(organization->sector());
    if (const auto person = to_write_to(state_, *organization, directory_); !person.empty())
        *proposed.mutable_message() = notice(person, event, 0, v1::Message::referral);
    add(std::move(event));
    return {};
}

Verdict CaseDraft::answer_referral() {
    const auto& said = command_.answer_referral();
    const auto* asked = referral(said.referral());
    if (asked == nullptr) return no(v1::Rejection::referral_unknown);
    if (!answers_for(*asked)) return no(v1::Rejection::referral_of_someone_else);
    const auto now = said.accept() ? v1::Referral::accepted : v1::Referral::declined;
    if (asked->state == now) return {};
    // What was taken on is given back as well: whoever cannot go on says so.
    const bool gives_back = asked->state == v1::Referral::accepted && !said.accept();
    if (asked->state != v1::Referral::proposed && !gives_back)
        return no(v1::Rejection::referral_over);
    if (said.accept() && said.done_by_ms() != 0 && instant(said.done_by_ms()) <= now_)
        return no(v1::Rejection::times_out_of_order);
    auto event = next();
    auto& answered = *event.mutable_referral_answered();
    answered.set_referral(said.referral());
    answered.set_accepted(said.accept());
    if (said.accept())
        answered.set_due_ms(to_ms(due_of(said.done_by_ms(), now_, referral_done)));
    else
        answered.set_why(said.why());
    add(std::move(event));
    // As when its time is over: somebody asks another service.
    if (!said.accept() && !state_.over()) call_coordinator(v1::NeedReopened::nobody_left);
    return {};
}

Verdict CaseDraft::complete_referral() {
    const auto* known = referral(command_.complete_referral().referral());
    if (known == nullptr) return no(v1::Rejection::referral_unknown);
    if (!answers_for(*known)) return no(v1::Rejection::referral_of_someone_else);
    if (known->state == v1::Referral::done) return {};
    if (known->state == v1::Referral::proposed) return no(v1::Rejection::answer_out_of_turn);
    if (!known->stands()) return no(v1::Rejection::referral_over);
    end_referral(known->id, v1::Referral::done, v1::Referral::why_unknown);
    return {};
}

Verdict CaseDraft::revoke_referral() {
    const auto& asked = command_.revoke_referral();
    const auto* known = referral(asked.referral());
    if (known == nullptr) return no(v1::Rejection::referral_unknown);
    if (!steers()) return no(v1::Rejection::sight_not_allowed);
    if (known->state == v1::Referral::revoked) return {};
    if (!known->stands()) return no(v1::Rejection::referral_over);
    end_referral(known->id, v1::Referral::revoked, asked.why());
    return {};
}

void CaseDraft::end_referral(const std::string& id, v1::Referral::State state,
                             v1::Referral::Why why) {
    auto event = next();
    auto& ended = *event.mutable_referral_ended();
    ended.set_referral(id);
    ended.set_state(state);
    ended.set_why(why);
    // Whoever was asked is told when it was taken back; of what is over by itself nobody need be.
    const auto* organization = directory_.organization(referral(id)->organization);
    if (state == v1::Referral::revoked && organization != nullptr)
        if (const auto message = called_off(to_write_to(state_, *organization, directory_), event))
            *ended.mutable_message() = *message;
    add(std::move(event));
}

// While the case is open somebody asks another service; later its time is simply over, and what was
// seen because of it is seen no more.
void CaseDraft::expire_referral(const std::string& id) {
    end_referral(id, v1::Referral::expired, v1::Referral::why_unknown);
    if (!state_.over()) call_coordinator(v1::NeedReopened::milestone_missed);
}

bool CaseDraft::tied_by_her_word(v1::Sector::Code sector) const {
    return std::ranges::any_of(state_.referrals,
                               [&](const ReferralRecord& one) {
                                   return one.stands() && one.sector == sector &&
                                          hers_to_take_back(one.basis);
                               }) ||
           std::ranges::any_of(
               state_.escorts,
               [&](const EscortRecord& one) { return !one.over() && goes_for(one, sector); }) ||
           (state_.relocation && !state_.relocation->over() &&
            sector_of(state_.relocation->receiving) == sector);
}

// Of an organization that is a member no more, or that must not know of her: what it saw ends.
void CaseDraft::let_go_of_gone_services() {
    std::vector<std::string> gone;
    for (const auto& one : state_.referrals) {
        const auto* organization = directory_.organization(one.organization);
        if (one.stands() && (organization == nullptr || !member_at(organization, now_) ||
                             excluded(state_, {}, {organization, nullptr}) != v1::Reason::unknown))
            gone.push_back(one.id);
    }
    for (const auto& id : gone) {
        end_referral(id, v1::Referral::revoked, v1::Referral::conflict_of_interest);
        if (!state_.over()) call_coordinator(v1::NeedReopened::nobody_left);
    }
}

void CaseDraft::revoke_referrals_of(v1::Sector::Code sector) {
    std::vector<std::string> hers;
    for (const auto& one : state_.referrals)
        if (one.stands() && one.sector == sector && hers_to_take_back(one.basis))
            hers.push_back(one.id);
    for (const auto& id : hers)
        end_referral(id, v1::Referral::revoked, v1::Referral::she_changed_her_mind);
}

}  // namespace relais::domain
