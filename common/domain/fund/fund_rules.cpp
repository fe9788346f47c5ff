#include "common/domain/fund/fund_rules.hpp"

#include <algorithm>
#include <set>

#include "common/base/check.hpp"
#include "common/domain/fund/money.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t id_bytes_max = 64;
constexpr int entries_max = 1'000;  // of each kind; a screen shows them all
constexpr std::uint32_t requests_open_max = 1'000'000;
constexpr std::uint32_t own_window_hours = 24;  // unless told otherwise
constexpr std::uint32_t own_window_hours_max = 24 * 31;

bool is_amount(std::int64_t cents) { return cents >= 0 && cents <= amount_cents_max; }

template <class List, class Name>
bool ids_used_once(const List& list, Name name) {
    std::set<std::string> seen;
    return list.size() <= entries_max && std::ranges::all_of(list, [&](const auto& each) {
               return is_fund_id(name(each)) && seen.insert(name(each)).second;
           });
}

constexpr auto by_id = [](const auto& each) { return each.id(); };

class Soundness {
public:
    explicit Soundness(const v1::FundSettings& settings) : settings_(settings) {
        for (const auto& expense : settings.expenses()) expenses_.insert(expense.code());
        for (const auto& source : settings.sources()) {
            sources_.insert(source.id());
            funders_.insert(source.funder());
        }
        for (const auto& vendor : settings.vendors()) vendors_.insert(vendor.id());
    }

    // The first list in which something is wrong, by its field; empty: none.
    [[nodiscard]] std::string fault() const {
        const auto by_code = [](const auto& one) { return one.code(); };
        const auto by_person = [](const auto& one) { return one.person(); };
        const std::pair<const char*, bool> lists[] = {
            {"expenses", sound(settings_.expenses(), by_code, &Soundness::expense)},
            {"sources", sound(settings_.sources(), by_id, &Soundness::source)},
            {"caps", sound(settings_.caps(), by_id, &Soundness::cap)},
            {"prices", settings_.prices_size() <= entries_max &&
                           every(settings_.prices(), &Soundness::price)},
            {"payers", sound(settings_.payers(), by_id, &Soundness::payer)},
            {"vendors", sound(settings_.vendors(), by_id, &Soundness::vendor)},
            {"signatories", sound(settings_.signatories(), by_person, &Soundness::signatory)},
            {"limits", limits()},
        };
        const auto* wrong =
            std::ranges::find(lists, false, [](const auto& list) { return list.second; });
        return wrong == std::ranges::end(lists) ? std::string{} : wrong->first;
    }

private:
    template <class List, class Id, class Rule>
    bool sound(const List& list, Id id, Rule rule) const {
        return ids_used_once(list, id) && every(list, rule);
    }
    template <class List, class Rule>
    bool every(const List& list, Rule rule) const {
        return std::ranges::all_of(list, [&](const auto& each) { return (this->*rule)(each); });
    }
    [[nodiscard]] bool known(const google::protobuf::RepeatedPtrField<std::string>& codes) const {
        return std::ranges::all_of(codes,
                                   [&](const auto& code) { return expenses_.contains(code); });
    }
    [[nodiscard]] bool expense(const v1::ExpenseRule& rule) const {
        return v1::Expense::Kind_IsValid(rule.kind()) && rule.kind() != v1::Expense::unknown &&
               !rule.words_fr().empty() && !rule.words_en().empty() && is_amount(rule.cents_max());
    }
    [[nodiscard]] bool source(const v1::FundSource& source) const {
        return is_fund_id(source.funder()) && !source.words_fr().empty() &&
               !source.words_en().empty() && known(source.expenses()) &&
               in_order(source.from_ms(), source.until_ms());
    }
    [[nodiscard]] bool cap(const v1::FundCap& cap) const {
        return cap.per() != v1::FundCap::unknown && v1::FundCap::Per_IsValid(cap.per()) &&
               (cap.expense().empty() || expenses_.contains(cap.expense())) &&
               (cap.source().empty() || sources_.contains(cap.source())) &&
               (cap.funder().empty() || funders_.contains(cap.funder())) &&
               is_amount(cap.cents()) && (cap.cents() > 0 || cap.quantity() > 0);
    }
    [[nodiscard]] bool price(const v1::FundPrice& price) const {
        return expenses_.contains(price.expense()) &&
               (price.vendor().empty() || vendors_.contains(price.vendor())) && price.cents() > 0 &&
               is_amount(price.cents()) && in_order(price.from_ms(), price.until_ms());
    }
    [[nodiscard]] bool payer(const v1::OtherPayer& payer) const {
        return !payer.words_fr().empty() && !payer.words_en().empty() && known(payer.expenses()) &&
               in_order(payer.from_ms(), payer.until_ms()) && payer.wait_minutes() > 0 &&
               payer.recovery_days() > 0;
    }
    [[nodiscard]] bool vendor(const v1::FundVendor& vendor) const {
        return known(vendor.expenses());
    }
    [[nodiscard]] bool signatory(const v1::FundSignatory& one) const {
        return is_amount(one.limit_cents()) && (one.approves() || one.reconciles() || one.board());
    }
    [[nodiscard]] bool limits() const {
        const auto& limits = settings_.limits();
        const bool amounts = limits.petty_cents() >= 0 &&
                             limits.petty_cents() <= limits.single_cents() &&
                             limits.single_cents() <= limits.request_cents() &&
                             limits.request_cents() > 0 && is_amount(limits.request_cents()) &&
                             is_amount(limits.night_cents()) && is_amount(limits.advance_cents());
        const bool times = limits.signature_hours() > 0 && limits.asked_hours() > 0 &&
                           limits.reservation_hours() > 0 && limits.doubt_minutes() > 0 &&
                           limits.evidence_days() > 0 && limits.voucher_hours() > 0 &&
                           limits.advance_days() > 0 && limits.advance_remind_days() > 0;
        return amounts && times && limits.night_from_minute() < minutes_of_day &&
               limits.night_until_minute() < minutes_of_day && limits.voucher_misses_max() > 0 &&
               limits.own_window_hours() <= own_window_hours_max &&
               limits.requests_open_max() > 0 && limits.requests_open_max() <= requests_open_max &&
               zone_known(limits.zone());
    }
    static bool in_order(std::int64_t from_ms, std::int64_t until_ms) {
        return from_ms >= 0 && until_ms >= 0 && (until_ms == 0 || from_ms < until_ms);
    }

    const v1::FundSettings& settings_;
    std::set<std::string> expenses_, sources_, funders_, vendors_;
};

template <class Map>
auto find_in(const Map& map, std::string_view id) -> typename Map::mapped_type {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : found->second;
}

std::string text_of(std::chrono::year_month_day day) {
    const auto two = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return std::to_string(static_cast<int>(day.year())) + "-" +
           two(static_cast<unsigned>(day.month())) + "-" + two(static_cast<unsigned>(day.day()));
}

}  // namespace

bool is_fund_id(std::string_view text) {
    return !text.empty() && text.size() <= id_bytes_max && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
}

std::string settings_fault(const v1::FundSettings& settings) { return Soundness(settings).fault(); }
bool settings_sound(const v1::FundSettings& settings) { return settings_fault(settings).empty(); }

bool names(const google::protobuf::RepeatedPtrField<std::string>& list, std::string_view one) {
    return std::ranges::find(list, one) != list.end();
}

bool lies_in(std::string_view territory,
             const google::protobuf::RepeatedPtrField<std::string>& territories) {
    return territories.empty() || std::ranges::any_of(territories, [&](const std::string& around) {
               return territory == around || (territory.starts_with(around) &&
                                              territory.substr(around.size()).starts_with("-"));
           });
}

bool stands_at(std::int64_t from_ms, std::int64_t until_ms, Instant at) {
    return from_ms <= to_ms(at) && (until_ms == 0 || to_ms(at) < until_ms);
}

std::string day_text(WallTime wall) {
    return text_of(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(wall)));
}

FundRules::FundRules(v1::FundSettings settings)
    : data_(std::move(settings)), clock_(data_.limits().zone()) {
    for (const auto& one : data_.expenses()) expenses_[one.code()] = &one;
    for (const auto& one : data_.sources()) sources_[one.id()] = &one;
    for (const auto& one : data_.vendors()) vendors_[one.id()] = &one;
    for (const auto& one : data_.payers()) payers_[one.id()] = &one;
    for (const auto& one : data_.signatories()) signatories_[one.person()] = &one;
}

const v1::ExpenseRule* FundRules::expense(std::string_view code) const {
    return find_in(expenses_, code);
}
const v1::FundSource* FundRules::source(std::string_view id) const { return find_in(sources_, id); }
const v1::FundVendor* FundRules::vendor(std::string_view id) const { return find_in(vendors_, id); }
const v1::OtherPayer* FundRules::payer(std::string_view id) const { return find_in(payers_, id); }
const v1::FundSignatory* FundRules::signatory(std::string_view person) const {
    return find_in(signatories_, person);
}

Duration own_window(const v1::FundLimits& limits) {
    const auto told = limits.own_window_hours();
    return std::chrono::hours(told == 0 ? own_window_hours : told);
}

bool in_night(const v1::FundLimits& limits, std::uint32_t minute) {
    const auto from = limits.night_from_minute(), until = limits.night_until_minute();
    if (from <= until) return minute >= from && minute < until;
    return minute >= from || minute < until;
}

bool FundRules::is_night(Instant at) const {
    const auto wall = clock_.at(at);
    const auto minutes = (wall - std::chrono::floor<std::chrono::days>(wall)).count();
    return in_night(limits(), static_cast<std::uint32_t>(minutes));
}

Instant FundRules::next_night(Instant at) const {
    const auto wall = clock_.at(at);
    auto begins = std::chrono::floor<std::chrono::days>(wall) +
                  std::chrono::minutes(limits().night_from_minute());
    if (begins <= wall) begins += std::chrono::days(1);
    return clock_.reaches(begins);
}

std::string FundRules::night_of(Instant at) const {
    return day_text(clock_.at(at) - std::chrono::hours(12));
}
std::string FundRules::day_of(Instant at) const { return day_text(clock_.at(at)); }
std::string FundRules::month_of(Instant at) const { return day_of(at).substr(0, 7); }

}  // namespace relais::domain
