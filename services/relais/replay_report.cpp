#include "services/relais/replay_report.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <spdlog/fmt/fmt.h>

namespace relais::cli {
namespace {

std::vector<double> lateness(const std::vector<Escalation>& escalations,
                             std::int64_t Escalation::* late) {
    std::vector<double> values;
    for (const auto& escalation : escalations) {
        values.push_back(static_cast<double>(escalation.*late));
    }
    return values;
}

std::string quantiles_json(const std::vector<double>& values) {
    return fmt::format(R"({{"count":{},"p50":{:.3f},"p90":{:.3f},"p99":{:.3f},"max":{:.3f}}})",
                       values.size(), quantile(values, 0.5), quantile(values, 0.9),
                       quantile(values, 0.99), quantile(values, 1));
}

}  // namespace

CaseMeasures measure(const v1::Timeline& timeline) {
    std::map<std::string, std::int64_t> handed_over;
    for (const auto& entry : timeline.entries()) {
        const auto& event = entry.event();
        if (event.has_page_handed_over()) {
            handed_over.emplace(event.page_handed_over().page(), event.page_handed_over().at_ms());
        }
    }
    CaseMeasures measures;
    for (const auto& entry : timeline.entries()) {
        const auto& event = entry.event();
        const auto& answered = event.page_answered();
        const auto at = handed_over.find(answered.page());
        if (answered.answer() == v1::Answer::accept && at != handed_over.end()) {
            const auto took_ms = event.now_ms() - at->second;
            measures.acceptance_s.push_back(static_cast<double>(took_ms) / 1'000);
        }
        const auto& rung = event.rung_reached();
        if (rung.due_ms() == 0) continue;
        Escalation climbed{.decided_late_ms = event.now_ms() - rung.due_ms()};
        climbed.paged_late_ms = climbed.decided_late_ms;
        std::int64_t first = 0;
        for (const auto& pick : rung.picks()) {
            const auto page = handed_over.find(pick.page());
            if (page == handed_over.end()) continue;
            first = first == 0 ? page->second : std::min(first, page->second);
        }
        if (first != 0) climbed.paged_late_ms = first - rung.due_ms();
        measures.escalations.push_back(climbed);
    }
    return measures;
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto count = static_cast<double>(values.size());
    const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(share * count)));
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(rank - 1));
    return values[rank - 1];
}

std::string report_json(const ReplayReport& report) {
    std::string each;
    for (const auto& escalation : report.escalations) {
        each += fmt::format("{}{}", each.empty() ? "" : ",", escalation.paged_late_ms);
    }
    const auto late = lateness(report.escalations, &Escalation::paged_late_ms);
    const auto decided = lateness(report.escalations, &Escalation::decided_late_ms);
    const auto escalations =
        fmt::format(R"({{"count":{},"late_ms":{},"decided_late_ms":{},"each_late_ms":[{}]}})",
                    report.escalations.size(), quantiles_json(late), quantiles_json(decided), each);
    return fmt::format(
        R"({{"sent":{},"accepted":{},"lost":{},"first_page_ms":{},"acceptance_s":{},)"
        R"("escalations":{},"last_rung":{},"covered":{},"needs":{},"unsettled":{},)"
        R"("without_page":{},"answers":{},"answers_refused":{},"calls":{},"rows":{},)"
        R"("incomplete":{},"out_of_order":{},"without_time":{},"units_without_need":{},)"
        R"("interrupted":{},"seconds":{:.3f}}})",
        report.sent, report.accepted, report.lost, quantiles_json(report.first_page_ms),
        quantiles_json(report.acceptance_s), escalations, report.last_rung, report.covered,
        report.needs, report.unsettled, report.without_page, report.answers, report.answers_refused,
        report.calls, report.rows, report.incomplete, report.out_of_order, report.without_time,
        report.units_without_need, report.interrupted, report.seconds);
}

std::string report_text(const Console& console, const ReplayReport& report) {
    const auto number = [](std::size_t count) { return std::to_string(count); };
    const auto quantiles = [](const std::vector<double>& values, int digits) {
        std::string text;
        for (const auto& [name, share] :
             {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"max", 1.0}}) {
            text += fmt::format("{}{} {:.{}f}", text.empty() ? "" : "  ", name,
                                quantile(values, share), digits);
        }
        return text;
    };
    const auto late = lateness(report.escalations, &Escalation::paged_late_ms);
    std::vector<std::vector<std::string>> rows{
        {console.words("report_rows"),
         fmt::format("{} / {} / {}", report.rows, report.incomplete, report.out_of_order)},
        {console.words("report_sent"),
         fmt::format("{} / {} / {}", report.sent, report.accepted, report.lost)},
        {console.words("report_first_page"), quantiles(report.first_page_ms, 0)},
        {console.words("report_acceptance"), quantiles(report.acceptance_s, 1)},
        {console.words("report_escalations"), number(report.escalations.size())},
        {console.words("report_late"), quantiles(late, 0)},
        {console.words("report_covered"), fmt::format("{} / {}", report.covered, report.needs)},
        {console.words("report_last_rung"), number(report.last_rung)}};
    if (report.unsettled > 0) {
        rows.push_back({console.words("report_unsettled"), number(report.unsettled)});
    }
    if (!report.first_refusal.empty()) {
        rows.push_back({console.words("report_refused"), report.first_refusal});
    }
    return table(rows);
}

}  // namespace relais::cli
