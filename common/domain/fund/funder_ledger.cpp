// What one funder is told of a time. What is booked counts by when it was booked, so that a month
// that was closed reads the same for ever; a deposit says its own day beside it.
#include <algorithm>

#include "common/domain/fund/fund_reading.hpp"
#include "common/domain/on_call_answers.hpp"

namespace relais::domain {
namespace {

template <class Named>
const std::string& words_of(const Named& named, bool french) {
    return french ? named.words_fr() : named.words_en();
}

}  // namespace

void FunderLedger::read(const v1::Event& event) {
    const auto& fund = event.fund();
    if (fund.has_settings_put()) settings_ = fund.settings_put().settings();
    if (fund.has_funds_requested())
        expenses_[fund.funds_requested().request().request()] =
            fund.funds_requested().request().expense();
    for (const auto* transfer : transfers_of(fund)) {
        const auto source = std::ranges::find(settings_.sources(), transfer->source(),
                                              [](const auto& one) { return one.id(); });
        if (source == settings_.sources().end() || source->funder() != funder_) continue;
        auto kind = transfer->kind();
        if (kind == v1::FundTransfer::corrected) kind = kinds_.at(transfer->corrects());
        kinds_[transfer->id()] = kind;
        book(*transfer, kind, instant(event.now_ms()));
        if (kind == v1::FundTransfer::funded) note_deposit(event, *transfer);
    }
}

// Its own day may lie before the time: it counts where it was booked, and says so. Nobody is named.
void FunderLedger::note_deposit(const v1::Event& event, const v1::FundTransfer& transfer) {
    const auto at = instant(event.now_ms());
    if (at >= until_) return;
    if (event.fund().has_transfer_corrected()) {
        const auto wrong =
            std::ranges::find(*sums_.mutable_deposits(), transfer.corrects(),
                              [](const v1::FundDeposits::Deposit& one) { return one.transfer(); });
        if (wrong == sums_.mutable_deposits()->end()) return;
        auto& correction = *wrong->mutable_corrected();
        correction.set_why(event.fund().transfer_corrected().why());
        *correction.mutable_at() = stamp_of(at);
        return;
    }
    if (at < from_) return;
    const auto& received = event.fund().funding_received();
    auto& deposit = *sums_.add_deposits();
    deposit.set_id(std::to_string(event.version()));
    deposit.set_source(transfer.source());
    deposit.set_cents(bank_cents(transfer));
    *deposit.mutable_on() = stamp_of(received.on_ms() == 0 ? at : instant(received.on_ms()));
    *deposit.mutable_told() = stamp_of(at);
    deposit.set_reference(received.reference());
    deposit.set_paper(received.has_paper());
    deposit.set_transfer(transfer.id());
}

// A correction counts under what it corrects, the other way round.
void FunderLedger::book(const v1::FundTransfer& transfer, v1::FundTransfer::Kind kind, Instant at) {
    if (at >= until_) return;
    const auto inside = bank_cents(transfer);
    sums_.set_closing_cents(sums_.closing_cents() + inside);
    for (const auto& leg : transfer.legs())
        if (leg.account().kind() == v1::FundAccount::envelope)
            sums_.set_reserved_cents(sums_.reserved_cents() + leg.cents());
    if (at < from_) {
        sums_.set_opening_cents(sums_.opening_cents() + inside);
        return;
    }
    if (kind == v1::FundTransfer::funded)
        return sums_.set_received_cents(sums_.received_cents() + inside);
    if (kind == v1::FundTransfer::given_back)
        return sums_.set_given_back_cents(sums_.given_back_cents() - inside);
    if (kind == v1::FundTransfer::recovered)
        return sums_.set_recovered_cents(sums_.recovered_cents() + inside);
    if (inside == 0) return;
    sums_.set_spent_cents(sums_.spent_cents() - inside);
    const auto expense = expenses_.find(transfer.request());
    auto& spent =
        spent_[expense == expenses_.end() ? transfer.legs(1).account().of() : expense->second];
    spent.cents -= inside;
    if (kind == v1::FundTransfer::paid || kind == v1::FundTransfer::charged) ++spent.count;
}

v1::FunderStatement FunderLedger::statement(bool french) const {
    auto statement = sums_;
    statement.set_funder(funder_);
    *statement.mutable_from() = stamp_of(from_);
    *statement.mutable_until() = stamp_of(until_);
    for (const auto& [code, spent] : spent_) {
        auto& line = *statement.add_lines();
        line.set_expense(code);
        for (const auto& expense : settings_.expenses())
            if (expense.code() == code) line.set_words(words_of(expense, french));
        line.set_count(spent.count);
        line.set_cents(spent.cents);
    }
    return statement;
}

}  // namespace relais::domain
