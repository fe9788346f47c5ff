#include "services/gateway/figures_desk.hpp"

#include <algorithm>

#include "common/domain/scopes.hpp"
#include "common/domain/wall_clock.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/screens/figures_screen.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

// False: one of them cannot be read.
bool add_all(const std::vector<std::string>& page, domain::FigureSums& sums) {
    return std::ranges::all_of(page, [&](const std::string& bytes) {
        v1::CaseSummary summary;
        const bool good = summary.ParseFromString(bytes);
        if (good) sums.add(summary);
        return good;
    });
}

}  // namespace

Answered<domain::FigurePeriod> figure_month(const std::string& month, Instant now) {
    if (month.empty())
        return std::unexpected(Refused{.status = 400, .code = "missing_field", .detail = "month"});
    const auto first = screens::month_in(month);
    if (!first)
        return std::unexpected(
            Refused{.status = 400, .code = "figures_by_month", .detail = "month"});
    const domain::WallClock clock(screens::figures_zone);
    const domain::FigurePeriod period{clock.reaches(*first),
                                      clock.reaches(screens::months_later(*first, 1))};
    if (period.until > now)
        return std::unexpected(Refused{.status = 400, .code = "month_not_over", .detail = "month"});
    return period;
}

awaitable<Answered<v1::Figures>> FiguresDesk::read(domain::FigurePeriod period,
                                                   v1::Account by) const {
    const bool allowed = std::ranges::any_of(
        screens::figure_roles, [&](v1::Role::Code role) { return has_role(by, role); });
    if (!allowed) co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    const auto directory = directory_.current();
    domain::FigureSums sums(period, directory);
    for (const auto& partition : store::case_partitions()) {
        std::string cursor = "0";
        do {
            auto page = co_await store_.summary_page(partition, cursor);
            if (!page) co_return std::unexpected(refused_for(page.error()));
            cursor = std::move(page->cursor);
            const bool read = co_await workers_.run([&] { return add_all(page->summaries, sums); });
            if (!read) co_return std::unexpected(Refused{.status = 503, .code = "store_away"});
        } while (cursor != "0");
    }
    const bool indigenous =
        domain::may(*directory, by.person(), v1::Scope::indigenous_data, clock_.now());
    co_return co_await workers_.run([&] { return sums.figures(indigenous); });
}

}  // namespace relais::gateway
