// Who follows a case may change after it asked, and the word of it comes by mail, sooner or later.
// A fund that does not know yet refuses nothing; once it knows, it refuses, and what such a person
// signed meanwhile is flagged to the board. Money that is spent is not taken back by it.
#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {

FundVerdict FundDraft::tell_followers() {
    const auto& told = command_.fund().tell_followers();
    if (!from_a_service()) return refused(v1::Rejection::not_a_signatory);
    if (told.people_size() > named_in_facts_max || told.organizations_size() > named_in_facts_max)
        return refused(v1::Rejection::request_not_understood);
    const auto envelope = envelope_mailed(told.case_code());
    if (!envelope) return refused(envelope.error());
    const auto found = state_.envelopes.find(*envelope);
    const auto known = found == state_.envelopes.end() ? FundEnvelopeRecord{} : found->second;
    v1::FollowersNoted noted;
    for (const auto& person : told.people())
        if (!known.people.contains(person)) noted.add_people(person);
    for (const auto& organization : told.organizations())
        if (!known.organizations.contains(organization)) noted.add_organizations(organization);
    if (noted.people().empty() && noted.organizations().empty()) return {};
    noted.set_envelope(*envelope);
    *next().mutable_followers_noted() = noted;
    flag_own_case(*envelope, noted);
    return {};
}

// By whoever turns out to follow it: what she might not have signed had it been known.
void FundDraft::flag_own_case(const std::string& envelope, const v1::FollowersNoted& noted) {
    struct Signed {
        const Request* request;
        const v1::FundApproval* approval;
    };
    std::vector<Signed> hers;
    for (const auto& [id, request] : state_.requests) {
        if (request.over() || !envelope.starts_with(request.asked.case_code()) ||
            state_.envelope_of(request.asked) != envelope)
            continue;
        for (const auto& approval : request.approvals)
            if (names(noted.people(), approval.person()) ||
                names(noted.organizations(), approval.organization()))
                hers.push_back({&request, &approval});
    }
    const auto window = rules().own_window().count();
    for (const auto& [request, approval] : hers) {
        std::int64_t sum = 0;
        for (const auto& other : hers)
            if (other.approval->person() == approval->person() &&
                other.approval->at_ms() <= approval->at_ms() &&
                other.approval->at_ms() > approval->at_ms() - window)
                sum += other.request->cents;
        const auto& id = request->asked.request();
        if (sum > rules().limits().petty_cents() &&
            !state_.flags.contains(flag_id(v1::FundFlag::signed_own_case, id)))
            raise(v1::FundFlag::signed_own_case, id, request->cents, now_, {});
    }
}

}  // namespace relais::domain
