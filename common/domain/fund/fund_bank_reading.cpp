// The bank as it is read: lines and what each may be, what was matched, what funders gave.
#include <algorithm>
#include <chrono>
#include <map>
#include <ranges>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/domain/fund/fund_reading.hpp"
#include "common/domain/on_call_answers.hpp"

namespace relais::domain {
namespace {

constexpr Duration bank_delay = std::chrono::days(3);  // that a bank takes at most

// That an event of this version told of.
std::string first_transfer(const FundState& state, std::uint64_t version) {
    return state.aggregate + "/" + std::to_string(version) + "/0";
}

// What the bank saw and nothing was matched with, found by what a line says of it: thousands of
// lines meet tens of thousands of transfers, on the thread that also takes alerts in.
class Candidates {
public:
    Candidates(std::vector<Book::Unmatched> transfers, const std::string& zone)
        : transfers_(std::move(transfers)), clock_(zone) {
        std::ranges::stable_sort(transfers_, {}, &Book::Unmatched::at);
        for (const auto& one : transfers_) {
            by_amount_[one.cents].push_back(&one);
            if (!one.request.empty()) by_request_.try_emplace({one.cents, one.request}, &one);
        }
    }
    // The oldest of those that fit best; null: none has this amount.
    [[nodiscard]] std::pair<const Book::Unmatched*, v1::MatchProposal::Why> best(
        const StatementLineRecord& line) const {
        if (!line.reference.empty())
            if (const auto named = by_request_.find({line.cents, line.reference});
                named != by_request_.end())
                return {named->second, v1::MatchProposal::reference};
        const auto same = by_amount_.find(line.cents);
        if (same == by_amount_.end()) return {nullptr, v1::MatchProposal::unknown};
        const auto& all = same->second;
        const auto day = std::chrono::floor<std::chrono::days>(clock_.at(line.booked));
        const auto* that_day =
            first(all, clock_.reaches(day), clock_.reaches(day + std::chrono::days(1)));
        if (that_day != nullptr) return {that_day, v1::MatchProposal::amount_and_day};
        const auto* near =
            first(all, line.booked - bank_delay, line.booked + bank_delay + Duration(1));
        return {near != nullptr ? near : all.front(), v1::MatchProposal::amount};
    }

private:
    using InTime = std::vector<const Book::Unmatched*>;

    // Null: none from then on and before then.
    static const Book::Unmatched* first(const InTime& all, Instant from, Instant until) {
        const auto found = std::ranges::lower_bound(all, from, {}, &Book::Unmatched::at);
        return found == all.end() || (*found)->at >= until ? nullptr : *found;
    }

    std::vector<Book::Unmatched> transfers_;
    WallClock clock_;
    std::unordered_map<std::int64_t, InTime> by_amount_;
    std::map<std::pair<std::int64_t, std::string_view>, const Book::Unmatched*> by_request_;
};

// What the bank may have seen. A deposit came on the day that was told of it, whenever that was.
std::vector<Book::Unmatched> unmatched_on_its_day(const FundState& state) {
    auto all = state.book.unmatched();
    std::unordered_map<std::string, Instant> given;
    for (const auto& [version, deposit] : state.deposits)
        given.emplace(first_transfer(state, version), deposit.on);
    for (auto& one : all)
        if (const auto found = given.find(one.id); found != given.end()) one.at = found->second;
    return all;
}

v1::FundRequestView known_again(const FundRequestRecord& request) {
    v1::FundRequestView view;
    view.set_request(request.asked.request());
    view.set_case_code(request.asked.case_code());
    view.set_expense(request.asked.expense());
    view.set_quantity(quantity_of(request.asked));
    view.set_cents(request.cents);
    view.set_vendor(request.vendor);
    return view;
}

// "statement/line", of which neither holds a slash before it.
v1::StatementLine line_told(const std::string& id, const StatementLineRecord& line) {
    v1::StatementLine told;
    told.set_id(id.substr(id.find('/') + 1));
    told.set_booked_ms(to_ms(line.booked));
    told.set_cents(line.cents);
    told.set_reference(line.reference);
    return told;
}

}  // namespace

v1::MatchProposals match_proposals(const FundState& state) {
    v1::MatchProposals all;
    if (state.rules == nullptr) return all;  // without any, no statement was read
    const Candidates candidates(unmatched_on_its_day(state), state.rules->limits().zone());
    for (const auto& [id, line] : state.lines) {
        if (line.state != StatementLineRecord::State::open) continue;
        const auto slash = id.find('/');
        const auto told = line_told(id, line);
        const auto [best, why] = candidates.best(line);
        if (best == nullptr) {
            *all.add_unmatched() = told;
            auto& alone = *all.add_alone();
            alone.set_statement(id.substr(0, slash));
            *alone.mutable_line() = told;
            continue;
        }
        auto& proposal = *all.add_proposals();
        proposal.set_statement(id.substr(0, slash));
        *proposal.mutable_line() = told;
        proposal.add_transfers(best->id);
        proposal.set_why(why);
        if (best->request.empty()) continue;
        proposal.add_requests(best->request);
        if (const auto* request = state.request(best->request))
            *proposal.add_of() = known_again(*request);
    }
    return all;
}

std::vector<v1::MatchedLine> matched_lines(const FundState& state, std::size_t most) {
    using Line = std::pair<const std::string, StatementLineRecord>;
    std::vector<const Line*> found;
    for (const auto& line : state.lines)
        if (line.second.state != StatementLineRecord::State::open) found.push_back(&line);
    const auto shown = found.begin() + static_cast<std::ptrdiff_t>(std::min(most, found.size()));
    std::ranges::partial_sort(found, shown, [](const Line* a, const Line* b) {
        return std::pair(b->second.booked, a->first) < std::pair(a->second.booked, b->first);
    });
    std::vector<v1::MatchedLine> all;
    for (const auto* line : std::ranges::subrange(found.begin(), shown)) {
        auto& told = all.emplace_back();
        told.set_statement(line->first.substr(0, line->first.find('/')));
        *told.mutable_line() = line_told(line->first, line->second);
        told.set_why_not(why_not_unmatch(line->second));
        for (const auto& transfer : line->second.transfers) {
            told.add_transfers(transfer);
            const auto booked = state.book.find(transfer);
            if (const auto* request = booked ? state.request(booked->request()) : nullptr)
                *told.add_of() = known_again(*request);
        }
    }
    return all;
}

v1::FundDeposits fund_deposits(const FundState& state) {
    v1::FundDeposits all;
    for (const auto& [version, deposit] : state.deposits | std::views::reverse) {
        auto& told = *all.add_deposits();
        told.set_id(std::to_string(version));
        told.set_transfer(first_transfer(state, version));
        if (state.book.corrected(told.transfer())) told.mutable_corrected();
        told.set_source(deposit.source);
        told.set_cents(deposit.cents);
        *told.mutable_on() = stamp_of(deposit.on);
        *told.mutable_told() = stamp_of(deposit.told);
        told.set_reference(deposit.reference);
        told.set_paper(!deposit.paper.content().empty());
        told.set_person(deposit.by);
    }
    return all;
}

}  // namespace relais::domain
