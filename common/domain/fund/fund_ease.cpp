// Whether new settings take control away. One person may put settings; what eases them is told to
// those who signed before, until one of them takes note of it.
#include <algorithm>
#include <ranges>

#include "common/domain/fund/fund_rules.hpp"

namespace relais::domain {
namespace {

// Nothing stands for no limit at all.
template <class Number>
bool raised(Number before, Number after) {
    return before != 0 && (after == 0 || after > before);
}

// What is not named is all: so is each that was named before.
bool covers(const std::string& before, const std::string& after) {
    return after.empty() || after == before;
}

template <class List, class Name>
auto find_named(const List& list, const std::string& name, Name name_of) {
    return std::ranges::find_if(list, [&](const auto& each) { return name_of(each) == name; });
}

// Coordinators sign in minutes that were not of the night before. A night elsewhere is another one.
bool night_eased(const v1::FundLimits& before, const v1::FundLimits& after) {
    if (before.zone() != after.zone()) return true;
    return std::ranges::any_of(std::views::iota(0u, minutes_of_day), [&](std::uint32_t minute) {
        return !in_night(before, minute) && in_night(after, minute);
    });
}

// Later is it told that something is missing, or more often may a code be guessed. How long money
// waits for somebody, and how much may be asked at once, takes no control away.
bool limits_eased(const v1::FundLimits& before, const v1::FundLimits& after) {
    const auto longer = [&](auto limit) { return (after.*limit)() > (before.*limit)(); };
    using Limits = v1::FundLimits;
    return longer(&Limits::petty_cents) || longer(&Limits::single_cents) ||
           longer(&Limits::request_cents) || longer(&Limits::night_cents) ||
           raised(before.advance_cents(), after.advance_cents()) ||
           longer(&Limits::signature_hours) || longer(&Limits::doubt_minutes) ||
           longer(&Limits::evidence_days) || longer(&Limits::voucher_misses_max) ||
           longer(&Limits::advance_days) || longer(&Limits::advance_remind_days) ||
           own_window(after) < own_window(before);
}

// Another one may hold instead: as strict, and about as much.
bool cap_eased(const v1::FundCap& before, const v1::FundSettings& settings) {
    return std::ranges::none_of(settings.caps(), [&](const v1::FundCap& after) {
        return covers(before.expense(), after.expense()) &&
               covers(before.source(), after.source()) && covers(before.funder(), after.funder()) &&
               before.per() == after.per() && !raised(before.cents(), after.cents()) &&
               !raised(before.quantity(), after.quantity());
    });
}

bool expense_eased(const v1::ExpenseRule& before, const v1::FundSettings& settings) {
    const auto after =
        find_named(settings.expenses(), before.code(), [](const auto& one) { return one.code(); });
    return after == settings.expenses().end() || raised(before.cents_max(), after->cents_max()) ||
           raised(before.quantity_max(), after->quantity_max()) ||
           (before.by_household() && !after->by_household());
}

// A source that is new may be drawn below zero by nobody's leave as well.
bool source_eased(const v1::FundSource& after, const v1::FundSettings& settings) {
    const auto before =
        find_named(settings.sources(), after.id(), [](const auto& one) { return one.id(); });
    return after.overdraw() && (before == settings.sources().end() || !before->overdraw());
}

bool gains(const v1::FundSignatory& after, const v1::FundSettings& settings) {
    const auto before = find_named(settings.signatories(), after.person(),
                                   [](const auto& one) { return one.person(); });
    if (before == settings.signatories().end()) return true;
    return after.limit_cents() > before->limit_cents() ||
           (after.approves() && !before->approves()) ||
           (after.reconciles() && !before->reconciles()) || (after.board() && !before->board());
}

// Whoever was told what is flagged is told no more.
bool leaves_the_board(const v1::FundSignatory& before, const v1::FundSettings& settings) {
    const auto after = find_named(settings.signatories(), before.person(),
                                  [](const auto& one) { return one.person(); });
    return before.board() && (after == settings.signatories().end() || !after->board());
}

}  // namespace

Eased eased(const v1::FundSettings& before, const v1::FundSettings& after) {
    Eased told;
    for (const auto& one : after.signatories())
        if (gains(one, before)) told.people.push_back(one.person());
    const auto any = [](const auto& list, auto rule, const v1::FundSettings& other) {
        return std::ranges::any_of(list, [&](const auto& each) { return rule(each, other); });
    };
    told.eased = !told.people.empty() || limits_eased(before.limits(), after.limits()) ||
                 night_eased(before.limits(), after.limits()) ||
                 any(before.caps(), cap_eased, after) ||
                 any(before.expenses(), expense_eased, after) ||
                 any(after.sources(), source_eased, before) ||
                 any(before.signatories(), leaves_the_board, after);
    return told;
}

}  // namespace relais::domain
