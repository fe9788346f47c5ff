// Whether new settings take control away. One person may put settings; what eases them is told to
// those who signed before, until one of them takes note of it.
#include <algorithm>
#include <tuple>

#include "common/domain/fund/fund_rules.hpp"

namespace relais::domain {
namespace {

// Nothing stands for no limit at all.
template <class Number>
bool raised(Number before, Number after) {
    return before != 0 && (after == 0 || after > before);
}

template <class List, class Name>
auto find_named(const List& list, const std::string& name, Name name_of) {
    return std::ranges::find_if(list, [&](const auto& each) { return name_of(each) == name; });
}

bool limits_eased(const v1::FundLimits& before, const v1::FundLimits& after) {
    const auto times = [](const v1::FundLimits& limits) {
        return std::tuple(limits.night_from_minute(), limits.night_until_minute(), limits.zone());
    };
    return after.petty_cents() > before.petty_cents() ||
           after.single_cents() > before.single_cents() ||
           after.request_cents() > before.request_cents() ||
           after.night_cents() > before.night_cents() ||
           raised(before.advance_cents(), after.advance_cents()) ||
           after.signature_hours() > before.signature_hours() ||
           after.own_window_hours() != before.own_window_hours() || times(before) != times(after);
}

bool cap_eased(const v1::FundCap& before, const v1::FundSettings& settings) {
    const auto after =
        find_named(settings.caps(), before.id(), [](const auto& cap) { return cap.id(); });
    const auto concerns = [](const v1::FundCap& cap) {
        return std::tuple(cap.expense(), cap.source(), cap.funder(), cap.per());
    };
    return after == settings.caps().end() || concerns(before) != concerns(*after) ||
           raised(before.cents(), after->cents()) || raised(before.quantity(), after->quantity());
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
                 any(before.caps(), cap_eased, after) ||
                 any(before.expenses(), expense_eased, after) ||
                 any(after.sources(), source_eased, before) ||
                 any(before.signatories(), leaves_the_board, after);
    return told;
}

}  // namespace relais::domain
