// The book in a snapshot: accounts and names with their numbers, transfers as columns.
#include <algorithm>

#include "common/domain/fund/book.hpp"
#include "common/domain/fund/snapshot_parts.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t entry_bytes = 32;  // about; of a transfer with its legs
constexpr std::size_t sizes_bytes = 40;
constexpr std::uint64_t room_max = 1u << 26;

}  // namespace

void Book::keep(SnapshotParts& parts) const {
    const auto& [accounts, account_names, legs, entries, names, prefix, totals] = *this;
    static_cast<void>(totals);
    auto& sizes = *parts.room(prefix.size() + sizes_bytes).mutable_book();
    sizes.set_prefix(prefix);
    for (const auto size : {accounts.size(), account_names.bytes(), legs.size(), entries.size(),
                            names.size(), names.bytes()})
        sizes.add_sizes(size);
    for (const auto& [account, balance] : accounts) {
        auto& kept = *parts.room(account.ByteSizeLong() + 8).mutable_book()->add_accounts();
        *kept.mutable_account() = account;
        kept.set_cents(balance);
    }
    for (std::uint32_t number = 0; number < names.size(); ++number)
        parts.room(names[number].size()).mutable_book()->add_names(std::string(names[number]));
    std::uint64_t last_version = 0;
    std::int64_t last_at = 0;
    for (const auto& entry : entries) {
        const auto& [id, at, first_leg, request, source, case_code, leg_count, kind, corrected,
                     matched] = entry;
        auto& book = *parts.room(entry_bytes).mutable_book();
        const bool begins = book.versions().empty();
        book.add_versions(id.version - (begins ? 0 : last_version));
        book.add_at_ms(to_ms(at) - (begins ? 0 : last_at));
        last_version = id.version;
        last_at = to_ms(at);
        book.add_indexes(id.index);
        book.add_requests(request);
        book.add_sources(source);
        book.add_case_codes(case_code);
        book.add_legs(leg_count);
        book.add_kinds(kind * 4u + (corrected ? 2u : 0u) + (matched ? 1u : 0u));
        for (std::size_t leg = first_leg; leg < first_leg + leg_count; ++leg) {
            book.add_accounts_moved(legs[leg].account);
            book.add_cents(legs[leg].cents);
        }
    }
}

// Whoever says that more will come than any book holds speaks of no book.
bool Book::make_room(const std::vector<std::uint64_t>& sizes) {
    if (sizes.size() != 6 || std::ranges::max(sizes) > room_max) return false;
    accounts_.reserve(sizes[0]);
    account_names_.reserve(sizes[0], sizes[1]);
    legs_.reserve(sizes[2]);
    entries_.reserve(sizes[3]);
    names_.reserve(sizes[4], sizes[5]);
    return true;
}

bool Book::take_in(const v1::FundBookKept& part) {
    if (!part.prefix().empty()) prefix_ = part.prefix();
    if (!part.sizes().empty() && !make_room({part.sizes().begin(), part.sizes().end()}))
        return false;
    for (const auto& kept : part.accounts()) {
        if (account(kept.account()) + 1u != accounts_.size()) return false;
        stand(accounts_.back(), kept.cents());
    }
    for (const auto& text : part.names())
        if (names_.number_of(text) + 1u != names_.size()) return false;
    const auto count = part.versions_size();
    for (const int size :
         {part.indexes_size(), part.at_ms_size(), part.requests_size(), part.sources_size(),
          part.case_codes_size(), part.legs_size(), part.kinds_size()})
        if (size != count) return false;
    if (part.accounts_moved_size() != part.cents_size()) return false;
    TransferId id;
    std::int64_t at = 0;
    int leg = 0;
    for (int i = 0; i < count; ++i) {
        id = {id.version + part.versions(i), part.indexes(i)};
        at += part.at_ms(i);
        const auto legs = static_cast<int>(part.legs(i));
        if (legs > part.cents_size() - leg) return false;
        for (const auto known : {part.requests(i), part.sources(i), part.case_codes(i)})
            if (known >= names_.size()) return false;
        entries_.push_back({.id = id,
                            .at = instant(at),
                            .first_leg = static_cast<std::uint32_t>(legs_.size()),
                            .request = part.requests(i),
                            .source = part.sources(i),
                            .case_code = part.case_codes(i),
                            .legs = static_cast<std::uint8_t>(legs),
                            .kind = static_cast<std::uint8_t>(part.kinds(i) >> 2),
                            .corrected = (part.kinds(i) & 2u) != 0,
                            .matched = (part.kinds(i) & 1u) != 0});
        for (const int end = leg + legs; leg < end; ++leg) {
            if (part.accounts_moved(leg) >= accounts_.size()) return false;
            legs_.push_back({part.accounts_moved(leg), part.cents(leg)});
        }
    }
    return leg == part.cents_size();
}

}  // namespace relais::domain
