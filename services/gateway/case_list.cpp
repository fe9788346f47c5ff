#include "services/gateway/case_list.hpp"

#include <algorithm>
#include <charconv>

#include "common/base/ids.hpp"
#include "services/gateway/desk_impl.hpp"
#include "services/gateway/problem.hpp"

namespace relais::gateway {
namespace {

// What a list says of a case in which she has a part, and nothing of who else has one.
v1::CaseSummary listed(OwnCase own) {
    v1::CaseSummary summary;
    if (own.reading) summary = domain::summary(own.reading->state);
    summary.set_case_id(own.case_id);
    summary.set_code(own.code);
    summary.clear_people();
    summary.clear_organizations();
    summary.clear_also_raised_by();
    return summary;
}

}  // namespace

bool has_part(const v1::CaseSummary& summary, const v1::Account& by) {
    const auto among = [](const auto& all, const std::string& one) {
        return !one.empty() && std::ranges::find(all, one) != all.end();
    };
    return among(summary.people(), by.person()) ||
           among(summary.organizations(), by.organization());
}

bool raised_by(const v1::CaseSummary& summary, const std::string& person) {
    return !person.empty() &&
           (summary.raised_by() == person ||
            std::ranges::find(summary.also_raised_by(), person) != summary.also_raised_by().end());
}

std::optional<CaseList> CaseList::of(CaseQuestion asked) {
    CaseList list;
    if (!asked.after.empty()) {
        const auto dot = asked.after.find('.');
        const char* end = asked.after.data() + std::min(dot, asked.after.size());
        const auto read = std::from_chars(asked.after.data(), end, list.after_.first);
        const auto id =
            dot == std::string::npos ? std::nullopt : canonical_uuid(asked.after.substr(dot + 1));
        if (read.ec != std::errc{} || read.ptr != end || !id) return std::nullopt;
        list.after_.second = *id;
    }
    list.asked_ = std::move(asked);
    return list;
}

bool CaseList::never(const v1::CaseSummary& summary) const {
    return asked_.aside_most == 0 && asked_.aside && asked_.aside(summary);
}

bool CaseList::wants(const v1::CaseSummary& summary) const {
    if (asked_.aside && asked_.aside(summary)) return asked_.aside_most > 0;
    const auto place = place_of(summary);
    if (place <= after_) return false;
    return asked_.limit == 0 || kept_.size() <= asked_.limit || place < kept_.rbegin()->first;
}

void CaseList::take(v1::CaseSummary summary) {
    if (!wants(summary)) return;
    auto place = place_of(summary);
    const bool aside = asked_.aside && asked_.aside(summary);
    auto& where = aside ? aside_ : kept_;
    where.insert_or_assign(std::move(place), std::move(summary));
    if (aside && aside_.size() > asked_.aside_most) aside_.erase(aside_.begin());
    if (!aside && asked_.limit != 0 && kept_.size() > asked_.limit + 1)
        kept_.erase(std::prev(kept_.end()));
}

CasePage CaseList::page() && {
    CasePage page;
    const bool more = asked_.limit != 0 && kept_.size() > asked_.limit;
    if (more) kept_.erase(std::prev(kept_.end()));
    if (more && !kept_.empty()) {
        const auto& [opened_ms, id] = kept_.rbegin()->first;
        page.next = std::to_string(opened_ms) + "." + id;
    }
    kept_.merge(aside_);
    for (auto& [place, summary] : kept_) page.cases.push_back(std::move(summary));
    return page;
}

awaitable<Answered<void>> DeskImpl::each_summary(std::function<void(v1::CaseSummary)> take) {
    for (const auto& partition : store::case_partitions()) {
        std::string cursor = "0";
        do {
            auto page = co_await store_.summary_page(partition, cursor);
            if (!page) co_return std::unexpected(refused_for(page.error()));
            cursor = std::move(page->cursor);
            for (const auto& bytes : page->summaries) {
                v1::CaseSummary summary;
                if (!summary.ParseFromString(bytes))
                    co_return std::unexpected(refused_for(
                        Fault{FaultCode::corrupt, "summaries", "a summary cannot be read"}));
                take(std::move(summary));
            }
        } while (cursor != "0");
    }
    co_return Answered<void>{};
}

awaitable<Answered<CasePage>> DeskImpl::cases(CaseQuestion asked, v1::Account by) {
    auto list = CaseList::of(std::move(asked));
    if (!list)
        co_return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = "after: as a page gave it"});
    std::map<std::string, v1::CaseSummary> others;  // by id: what goes by may go by twice
    std::map<std::string, domain::Viewer> viewers;  // by territory
    const auto read = co_await each_summary([&](v1::CaseSummary summary) {
        const bool part = has_part(summary, by);
        if (list->never(summary) || (!part && !list->wants(summary))) return;
        const auto& territory = summary.territory();
        if (!viewers.contains(territory)) viewers.emplace(territory, viewer(by, territory));
        v1::CaseSummary whole = part ? summary : v1::CaseSummary{};
        const auto& as = viewers.at(territory);
        if (auto cut = domain::cut(std::move(summary), as))
            list->take(std::move(*cut));
        else if (part)
            others[whole.case_id()] = std::move(whole);
    });
    if (!read) co_return std::unexpected(read.error());
    // What the summary alone does not show her, her part in the case may.
    std::vector<v1::CaseSummary> hers;
    for (auto& [id, summary] : others) hers.push_back(std::move(summary));
    auto own = co_await own_among(std::move(hers), by);
    if (!own) co_return std::unexpected(own.error());
    for (auto& one : *own) list->take(listed(std::move(one)));
    co_return std::move(*list).page();
}

}  // namespace relais::gateway
