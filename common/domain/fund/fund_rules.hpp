// The settings of a fund as a decision reads them: the same data as v1::FundSettings, with the
// look-ups that deciding needs and the fund's own wall clock. Immutable; a new revision is a new
// object.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/domain/directory.hpp"
#include "common/domain/wall_clock.hpp"
#include "relais/v1/fund_book.pb.h"

namespace relais::domain {

// It stands in names of timers and accounts, in addresses and in exports.
[[nodiscard]] bool is_fund_id(std::string_view text);
// Whether settings may be used: ids used once, references known, limits in order, a zone that is.
[[nodiscard]] bool settings_sound(const v1::FundSettings& settings);
// The first list in which something is wrong, by its field: "vendors". Empty: none.
[[nodiscard]] std::string settings_fault(const v1::FundSettings& settings);
// Whether it takes control away: a limit is higher or gone, somebody may sign who might not, or
// more; and who gains by it.
struct Eased {
    bool eased = false;
    std::vector<std::string> people;
};
[[nodiscard]] Eased eased(const v1::FundSettings& before, const v1::FundSettings& after);
inline constexpr std::uint32_t minutes_of_day = 24 * 60;
// Whether coordinators may sign in this minute of the day.
[[nodiscard]] bool in_night(const v1::FundLimits& limits, std::uint32_t minute);
// In which what one person signs alone adds up.
[[nodiscard]] Duration own_window(const v1::FundLimits& limits);
// "13" and whatever lies inside it: "13", "13-nord". None named: everywhere.
[[nodiscard]] bool lies_in(std::string_view territory,
                           const google::protobuf::RepeatedPtrField<std::string>& territories);
[[nodiscard]] bool names(const google::protobuf::RepeatedPtrField<std::string>& list,
                         std::string_view one);
// What ends at 0 does not end.
[[nodiscard]] bool stands_at(std::int64_t from_ms, std::int64_t until_ms, Instant at);

[[nodiscard]] std::string day_text(WallTime wall);  // "2026-11-22"

class FundRules {
public:
    // The settings must be sound.
    explicit FundRules(v1::FundSettings settings);
    FundRules(const FundRules&) = delete;
    FundRules& operator=(const FundRules&) = delete;

    [[nodiscard]] const v1::FundSettings& data() const { return data_; }
    [[nodiscard]] const v1::FundLimits& limits() const { return data_.limits(); }
    [[nodiscard]] std::uint64_t revision() const { return data_.revision(); }
    // Null when unknown.
    [[nodiscard]] const v1::ExpenseRule* expense(std::string_view code) const;
    [[nodiscard]] const v1::FundSource* source(std::string_view id) const;
    [[nodiscard]] const v1::FundVendor* vendor(std::string_view id) const;
    [[nodiscard]] const v1::OtherPayer* payer(std::string_view id) const;
    [[nodiscard]] const v1::FundSignatory* signatory(std::string_view person) const;

    [[nodiscard]] bool is_night(Instant at) const;
    [[nodiscard]] Duration own_window() const { return domain::own_window(limits()); }
    // When the night after this begins that coordinators may sign in.
    [[nodiscard]] Instant next_night(Instant at) const;
    // The day on whose noon the night began: "2026-11-21".
    [[nodiscard]] std::string night_of(Instant at) const;
    [[nodiscard]] std::string day_of(Instant at) const;    // "2026-11-22"
    [[nodiscard]] std::string month_of(Instant at) const;  // "2026-11"

private:
    v1::FundSettings data_;
    WallClock clock_;
    std::unordered_map<std::string_view, const v1::ExpenseRule*> expenses_;
    std::unordered_map<std::string_view, const v1::FundSource*> sources_;
    std::unordered_map<std::string_view, const v1::FundVendor*> vendors_;
    std::unordered_map<std::string_view, const v1::OtherPayer*> payers_;
    std::unordered_map<std::string_view, const v1::FundSignatory*> signatories_;
};

using FundRulesPtr = std::shared_ptr<const FundRules>;

}  // namespace relais::domain
