// The book of a fund: accounts, and transfers that are written once. The legs of each transfer add
// up to zero, so the sum of all accounts is zero after each of them. What a source has available is
// what it stands at: a reservation has already left it for an envelope.
//
// A book only grows, and it is small: a transfer is some sixty bytes, so that a million of them are
// kept, corrected and matched without reading the events again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/fund/name_table.hpp"
#include "relais/v1/fund_book.pb.h"

namespace relais::v1 {
class FundBookKept;
}

namespace relais::domain {

class SnapshotParts;

// "envelope/K4M7/hotel_night": what an account is called in keys, exports and tests.
[[nodiscard]] std::string name_of(const v1::FundAccount& account);
[[nodiscard]] v1::FundAccount account_of(v1::FundAccount::Kind kind, const std::string& of,
                                         const std::string& code = {});
// What the bank sees of it: what came into the fund, or with a minus what left it; 0: nothing.
[[nodiscard]] std::int64_t bank_cents(const v1::FundTransfer& transfer);

class Book {
public:
    struct TransferId {
        std::uint64_t version = 0;
        std::uint32_t index = 0;
        auto operator<=>(const TransferId&) const = default;
    };
    // "fund/<id>/<version>/<index>"
    [[nodiscard]] static std::optional<TransferId> parse(std::string_view id);

    // Whether post() would take it: known accounts stay within bounds. Never whether it may go
    // below zero: that is for whoever knows the source.
    [[nodiscard]] bool fits(const v1::FundTransfer& transfer) const;
    // Stops the process when its legs do not add up to zero, or it is there already.
    void post(const v1::FundTransfer& transfer, Instant at);

    [[nodiscard]] std::int64_t balance(const v1::FundAccount& account) const;
    // Of all accounts of a kind.
    [[nodiscard]] std::int64_t total(v1::FundAccount::Kind kind) const;
    // By the name; those that stand at zero are left out.
    [[nodiscard]] std::map<std::string, v1::FundBalance> balances() const;
    [[nodiscard]] std::int64_t sum() const;  // zero, always

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::optional<v1::FundTransfer> find(std::string_view id) const;
    [[nodiscard]] bool corrected(std::string_view id) const;
    [[nodiscard]] bool matched(std::string_view id) const;
    void set_matched(std::string_view id, bool matched);
    // What the bank saw and no line of a statement was matched with, the oldest first.
    struct Unmatched {
        std::string id;
        std::string request;
        std::int64_t cents = 0;
        Instant at{};
    };
    [[nodiscard]] std::vector<Unmatched> unmatched() const;

    // Into the parts of a snapshot, and out of them in their order; false: it is of no book.
    void keep(SnapshotParts& parts) const;
    [[nodiscard]] bool take_in(const v1::FundBookKept& part);

private:
    struct Account {
        v1::FundAccount account;
        std::int64_t balance = 0;
    };
    struct Leg {
        std::uint32_t account;
        std::int64_t cents;
    };
    struct Entry {
        TransferId id;
        Instant at;
        std::uint32_t first_leg;
        std::uint32_t request;    // a name
        std::uint32_t source;     // a name
        std::uint32_t case_code;  // a name
        std::uint8_t legs;
        std::uint8_t kind;
        bool corrected;
        bool matched;
    };
    [[nodiscard]] const Entry* entry(std::string_view id) const;
    std::uint32_t account(const v1::FundAccount& account);
    void stand(Account& account, std::int64_t balance);
    [[nodiscard]] bool make_room(const std::vector<std::uint64_t>& sizes);

    std::vector<Account> accounts_;
    NameTable account_names_;  // of each, under the same number
    std::vector<Leg> legs_;
    std::vector<Entry> entries_;  // in the order of their ids
    NameTable names_;             // of requests, sources and cases
    std::string prefix_;          // "fund/<id>", of every transfer
    std::map<v1::FundAccount::Kind, std::int64_t> totals_;
};

}  // namespace relais::domain
