#include "common/domain/fund/price.hpp"

#include <algorithm>
#include <tuple>

namespace relais::domain {
namespace {

std::uint32_t household_of(const v1::RequestFunds& asked) {
    return std::max(asked.facts().household(), 1u);
}

bool fits(const v1::FundPrice& price, const v1::RequestFunds& asked, const std::string& vendor,
          Instant at) {
    const auto& there = asked.facts().territory();
    return price.expense() == asked.expense() && price.household() <= household_of(asked) &&
           (price.vendor().empty() || price.vendor() == vendor) &&
           (price.territory().empty() || there == price.territory() ||
            there.starts_with(price.territory() + "-")) &&
           stands_at(price.from_ms(), price.until_ms(), at);
}

// The most precise first; of two that are equally so, the one that came in force last.
auto precision(const v1::FundPrice& price) {
    return std::tuple(!price.vendor().empty(), price.territory().size(), price.household(),
                      price.from_ms());
}

// Where a list by household ends, it goes on by its last step: what one more person added last,
// each further one adds. A list of one line that begins at some number tells no step; one for
// whoever it is tells all.
std::expected<std::int64_t, v1::Rejection::Code> for_household(const FundRules& rules,
                                                               const v1::FundPrice& last,
                                                               const v1::RequestFunds& asked,
                                                               Instant at) {
    const auto* expense = rules.expense(asked.expense());
    const auto more = std::int64_t{household_of(asked)} - std::max(last.household(), 1u);
    if (expense == nullptr || !expense->by_household() || more <= 0) return last.cents();
    const v1::FundPrice* before = nullptr;
    for (const auto& price : rules.data().prices()) {
        if (price.expense() != last.expense() || price.vendor() != last.vendor() ||
            price.territory() != last.territory() ||
            !stands_at(price.from_ms(), price.until_ms(), at))
            continue;
        if (price.household() > last.household()) return last.cents();  // it does not end here
        if (std::max(price.household(), 1u) < last.household() &&
            (before == nullptr || price.household() >= before->household()))
            before = &price;
    }
    if (before == nullptr && last.household() > 0)
        return std::unexpected(v1::Rejection::price_list_ends);
    if (before == nullptr) return last.cents();
    const auto people = std::int64_t{last.household()} - std::max(before->household(), 1u);
    const auto step = std::max<std::int64_t>(last.cents() - before->cents(), 0);
    return last.cents() + (step * more + people - 1) / people;
}

bool above(std::int64_t most, std::int64_t used, std::int64_t more) {
    return most > 0 && used + more > most;
}

bool concerns(const v1::FundCap& cap, const CapQuestion& question) {
    if (!cap.expense().empty() && cap.expense() != question.asked.expense()) return false;
    if (cap.source().empty() && cap.funder().empty()) return true;
    return question.source != nullptr &&
           (cap.source().empty() || cap.source() == question.source->id()) &&
           (cap.funder().empty() || cap.funder() == question.source->funder());
}

// What was put apart already, of what the cap adds up.
CapUse::Sum used_of(const FundRules& rules, const CapUse& use, const v1::FundCap& cap,
                    const CapQuestion& question) {
    if (cap.per() == v1::FundCap::whole_case || cap.per() == v1::FundCap::member)
        return use.of(v1::FundCap::whole_case, question.envelope, cap, rules);
    if (cap.per() == v1::FundCap::night)
        return use.of(v1::FundCap::night, rules.night_of(question.at), cap, rules);
    if (cap.per() == v1::FundCap::month)
        return use.of(v1::FundCap::month, rules.month_of(question.at), cap, rules);
    return {};
}

bool holds(const FundRules& rules, const CapUse& use, const v1::FundCap& cap,
           const CapQuestion& question) {
    const std::int64_t quantity = quantity_of(question.asked);
    const std::int64_t household = household_of(question.asked);
    const auto used = used_of(rules, use, cap, question);
    if (cap.per() == v1::FundCap::unit) return !above(cap.cents() * quantity, 0, question.cents);
    const std::int64_t times = cap.per() == v1::FundCap::member ? household : 1;
    return !above(cap.cents() * times, used.cents, question.cents) &&
           !above(cap.quantity() * times, used.quantity, quantity);
}

}  // namespace

std::uint32_t quantity_of(const v1::RequestFunds& asked) { return std::max(asked.quantity(), 1u); }

std::expected<Price, v1::Rejection::Code> price_of(const FundRules& rules,
                                                   const v1::RequestFunds& asked,
                                                   const std::string& vendor, Instant at) {
    if (asked.quantity() > quantity_most || asked.facts().household() > household_most)
        return std::unexpected(v1::Rejection::quantity_not_understood);
    const v1::FundPrice* best = nullptr;
    for (const auto& price : rules.data().prices())
        if (fits(price, asked, vendor, at) && (!best || precision(*best) <= precision(price)))
            best = &price;
    if (best == nullptr) {
        const auto* expense = rules.expense(asked.expense());
        if (!asked.has_amount() || (expense != nullptr && expense->by_household()))
            return std::unexpected(v1::Rejection::price_not_listed);
        const auto told = cents_of(asked.amount());
        if (!told) return std::unexpected(told.error());
        return Price{.cents = *told, .unit_cents = 0};
    }
    const auto unit = for_household(rules, *best, asked, at);
    if (!unit) return std::unexpected(unit.error());
    const Price price{*unit * quantity_of(asked), *unit};
    if (asked.has_amount()) {
        const auto told = cents_of(asked.amount());
        if (!told) return std::unexpected(told.error());
        if (*told != price.cents) return std::unexpected(v1::Rejection::amount_is_computed);
    }
    if (price.cents > amount_cents_max) return std::unexpected(v1::Rejection::amount_too_large);
    return price;
}

void CapUse::add(const Of& of, Sum sum) {
    auto& entry = sums_[of];
    entry.cents += sum.cents;
    entry.quantity += sum.quantity;
    if (entry.cents == 0 && entry.quantity == 0) sums_.erase(of);
}

CapUse::Sum CapUse::of(v1::FundCap::Per per, const std::string& which, const v1::FundCap& cap,
                       const FundRules& rules) const {
    Sum sum;
    for (auto each = sums_.lower_bound({per, which, cap.expense(), ""});
         each != sums_.end() && each->first.per == per && each->first.which == which; ++each) {
        if (!cap.expense().empty() && each->first.expense != cap.expense()) break;
        const auto* source = rules.source(each->first.source);
        if (!cap.source().empty() && each->first.source != cap.source()) continue;
        if (!cap.funder().empty() && (!source || source->funder() != cap.funder())) continue;
        sum.cents += each->second.cents;
        sum.quantity += each->second.quantity;
    }
    return sum;
}

bool within_caps(const FundRules& rules, const CapUse& use, const CapQuestion& question) {
    return std::ranges::all_of(rules.data().caps(), [&](const v1::FundCap& cap) {
        return !concerns(cap, question) || holds(rules, use, cap, question);
    });
}

}  // namespace relais::domain
