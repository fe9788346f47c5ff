// What a decision is helped by and never bound by: what looks like it was asked twice, and which
// sources could pay.
#include <algorithm>
#include <tuple>

#include "common/base/check.hpp"
#include "common/domain/fund/fund_draft.hpp"
#include "common/domain/fund/fund_reading.hpp"

namespace relais::domain {

std::vector<const FundRequestRecord*> alike_ones(const FundState& state,
                                                 const FundRequestRecord& request) {
    std::vector<const FundRequestRecord*> all;
    if (request.asked.case_code().empty() || request.over()) return all;
    const auto envelope = state.envelopes.find(state.envelope_of(request.asked));
    if (envelope == state.envelopes.end()) return all;
    for (const auto& id : envelope->second.asked) {
        const auto* other = state.request(id);
        if (other == nullptr || other == &request || other->over() ||
            other->asked.expense() != request.asked.expense())
            continue;
        const auto apart = std::max(other->asked_at, request.asked_at) -
                           std::min(other->asked_at, request.asked_at);
        if (apart <= alike_within) all.push_back(other);
    }
    std::ranges::sort(
        all, {}, [](const auto* one) { return std::tuple(one->asked_at, one->asked.request()); });
    return all;
}

std::vector<SourceChoice> FundDraft::sources_for(const FundRequestRecord& request) const {
    const auto first = source_for(request, request.asked.source());
    std::vector<SourceChoice> all;
    for (const auto& source : rules().data().sources()) {
        const auto verdict = source_pays(source, request);
        all.push_back({.source = source.id(),
                       .why_not = verdict ? v1::Rejection::none : verdict.error(),
                       .first = first && *first == source.id()});
    }
    return all;
}

std::vector<SourceChoice> source_choices(const FundReader& reader, const std::string& id) {
    const auto* request = reader.state.request(id);
    check(request != nullptr, "a request that is read was made");
    if (reader.state.rules == nullptr || request->state != v1::FundRequest::asked) return {};
    const v1::Command nobodys;
    return FundDraft(reader.state, nobodys, std::max(reader.now, reader.state.last_now),
                     reader.directory)
        .sources_for(*request);
}

}  // namespace relais::domain
