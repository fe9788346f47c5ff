// The book as an accountant reads it with a tool that is not ours: a journal for hledger, or CSV
// with a row for each leg. Pure text, event by event, so that a long book is never held whole.
#pragma once

#include <string>

#include "common/domain/wall_clock.hpp"
#include "relais/v1/event.pb.h"

namespace relais::domain {

class Journal {
public:
    // Days are those of the fund's own zone.
    explicit Journal(const std::string& zone) : clock_(zone) {}

    [[nodiscard]] static std::string hledger_head();
    [[nodiscard]] static std::string csv_head();
    // Of the transfers of one event of a fund; empty when nothing moved.
    [[nodiscard]] std::string hledger(const v1::Event& event) const;
    [[nodiscard]] std::string csv(const v1::Event& event) const;

private:
    WallClock clock_;
};

// "envelope:K4M7:hotel_night", as both name it.
[[nodiscard]] std::string ledger_name(const v1::FundAccount& account);

}  // namespace relais::domain
