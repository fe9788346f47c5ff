// A case without anybody in it, for whoever reviews: the coordination, and the committee that the
// coalition gave it to.
#include <unordered_set>

#include "common/domain/figures.hpp"
#include "common/domain/review_pack.hpp"
#include "common/domain/scopes.hpp"
#include "services/gateway/desk_impl.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

// On each side of the case: where it was is told when the year around it had enough of them there.
constexpr Duration half_a_year = std::chrono::days(183);

}  // namespace

awaitable<Answered<bool>> DeskImpl::many_cases_near(const domain::CaseState& state) {
    std::unordered_set<std::string> found;  // one may come twice
    for (const auto& partition : store::case_partitions()) {
        std::string cursor = "0";
        do {
            const auto page = co_await store_.summary_page(partition, cursor);
            if (!page) co_return std::unexpected(refused_for(page.error()));
            cursor = page->cursor;
            for (const auto& bytes : page->summaries) {
                v1::CaseSummary one;
                if (!one.ParseFromString(bytes) || one.territory() != state.territory ||
                    !domain::counts_in_figures(one))
                    continue;
                const auto apart = instant(one.opened_ms()) - state.opened_at;
                if (std::chrono::abs(apart) <= half_a_year) found.insert(one.case_id());
            }
        } while (cursor != "0" && found.size() < domain::least_told);
        if (found.size() >= domain::least_told) co_return true;
    }
    co_return false;
}

awaitable<Answered<v1::ReviewPack>> DeskImpl::review_pack(std::string case_id, v1::Account by) {
    const bool reviews =
        domain::may(*directory_.current(), by.person(), v1::Scope::case_review, clock_.now());
    const bool coordinates = has_role(by, v1::Role::coordinator);
    if (!reviews && !coordinates)
        co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    const auto reading = co_await load_case(std::move(case_id));
    if (!reading) co_return std::unexpected(reading.error());
    const auto& state = reading->state;
    // Of a case that goes on somebody would be read, not something looked back at.
    if (!state.closed) co_return std::unexpected(refused_for(v1::Rejection::case_not_closed));
    const auto sight =
        domain::Sight::of_review(viewer(by, state.territory), reviews, state, reading->events);
    if (!sight.any())
        co_return std::unexpected(
            Refused{.status = 403,
                    .code = reviews && domain::had_part(by.person(), state, reading->events)
                                ? "had_a_part"
                                : "forbidden"});
    bool many_near = false;
    if (sight.sees(domain::Field::territory) && sight.sees(domain::Field::timeline)) {
        const auto many = co_await many_cases_near(state);
        if (!many) co_return std::unexpected(many.error());
        many_near = *many;
    }
    co_return domain::review_pack(state, reading->events, sight, many_near);
}

}  // namespace relais::gateway
