// What is asked of the state of a fund by more than one of its parts.
#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/fund/fund.hpp"

namespace relais::domain {
namespace {

constexpr std::string_view aggregate_prefix = "fund/";

template <class Map>
auto* found_in(const Map& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

bool FundRequestRecord::over() const {
    return state == v1::FundRequest::refused || state == v1::FundRequest::voided ||
           state == v1::FundRequest::expired || state == v1::FundRequest::reversed ||
           state == v1::FundRequest::covered;
}

bool FundRequestRecord::unsent() const {
    return state == v1::FundRequest::asked || state == v1::FundRequest::routed ||
           state == v1::FundRequest::funds_reserved || state == v1::FundRequest::approved;
}

std::int64_t FundRequestRecord::shown() const {
    std::int64_t sum = 0;
    for (const auto& [id, each] : evidence)
        if (!each.replaced) sum += each.evidence.cents();
    return sum;
}

std::string FundRequestRecord::paper(const std::string& content, const std::string& but) const {
    for (const auto& [id, each] : evidence)
        if (!content.empty() && !each.replaced && id != but && each.evidence.content() == content)
            return id;
    return {};
}

const FundRequestRecord* FundState::request(const std::string& id) const {
    return found_in(requests, id);
}
const FundPaymentRecord* FundState::payment(const std::string& id) const {
    return found_in(payments, id);
}
const FundVoucherRecord* FundState::voucher(const std::string& number) const {
    return found_in(vouchers, number);
}

const FundPaymentRecord* FundState::payment_in_doubt(const FundRequestRecord& of) const {
    if (of.payments.empty()) return nullptr;
    const auto& last = payments.at(of.payments.back());
    return last.told == v1::FundPayment::unknown ? &last : nullptr;
}

std::string FundState::envelope_of(const std::string& code, const std::string& owner) const {
    for (int number = 1;; ++number) {
        auto name = number == 1 ? code : code + "." + std::to_string(number);
        const auto* known = found_in(envelopes, name);
        if (known == nullptr || known->owner.empty() || known->owner == owner) return name;
    }
}

std::string FundState::envelope_of(const v1::RequestFunds& asked) const {
    return asked.case_code().empty() ? asked.request()
                                     : envelope_of(asked.case_code(), asked.reply_to());
}

bool FundState::follows(const std::string& person, const v1::RequestFunds& asked) const {
    if (names(asked.facts().people(), person)) return true;
    const auto* since = found_in(envelopes, envelope_of(asked));
    return since != nullptr && since->people.contains(person);
}

bool FundState::follows_from(const std::string& organization, const v1::RequestFunds& asked) const {
    if (names(asked.facts().organizations(), organization)) return true;
    const auto* since = found_in(envelopes, envelope_of(asked));
    return since != nullptr && since->organizations.contains(organization);
}

std::int64_t FundState::available(const std::string& source) const {
    return book.balance(account_of(v1::FundAccount::source, source));
}

std::int64_t FundState::reserved() const { return book.total(v1::FundAccount::envelope); }

std::string fund_of(const std::string& id) { return std::string(aggregate_prefix) + id; }

// Sealing the same note twice gives two texts: it says nothing about whether it is the same.
Hash256 body_of(v1::RequestFunds asked) {
    asked.clear_note();
    return plain_hash(asked.SerializeAsString());
}

std::string flag_id(v1::FundFlag::Kind kind, const std::string& of) {
    return v1::FundFlag::Kind_Name(kind) + "/" + of;
}

std::vector<const v1::FundTransfer*> transfers_of(const v1::FundEvent& event) {
    std::vector<const v1::FundTransfer*> all;
    const auto one = [&](bool there, const v1::FundTransfer& transfer) {
        if (there) all.push_back(&transfer);
    };
    const auto of = [&](const auto& body) { one(body.has_transfer(), body.transfer()); };
    of(event.funding_received());
    of(event.funding_given_back());
    of(event.funds_reserved());
    one(event.request_refused().has_released(), event.request_refused().released());
    one(event.request_voided().has_released(), event.request_voided().released());
    one(event.request_expired().has_released(), event.request_expired().released());
    of(event.payment_sent());
    for (const auto& transfer : event.payment_told().transfers()) all.push_back(&transfer);
    of(event.payment_refunded());
    for (const auto& transfer : event.advance_settled().transfers()) all.push_back(&transfer);
    of(event.money_recovered());
    of(event.money_written_off());
    of(event.transfer_corrected());
    of(event.line_set_aside());
    return all;
}

}  // namespace relais::domain
