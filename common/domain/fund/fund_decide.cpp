// What happens: one command, one decision. What it would move is looked at as a whole before it is
// said: no source goes below zero that may not, whatever the handler was.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "common/base/check.hpp"
#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {

FundDraft::Handler FundDraft::handler_of(v1::FundCommand::BodyCase body) {
    using Command = v1::FundCommand;
    static const std::unordered_map<int, Handler> handlers{
        {Command::kPutSettings, &FundDraft::put_settings},
        {Command::kReceiveFunding, &FundDraft::receive_funding},
        {Command::kGiveBackFunding, &FundDraft::give_back_funding},
        {Command::kRequestFunds, &FundDraft::request_funds},
        {Command::kTellPayer, &FundDraft::tell_payer},
        {Command::kReserveFunds, &FundDraft::reserve_funds},
        {Command::kApproveRequest, &FundDraft::approve_request},
        {Command::kRefuseRequest, &FundDraft::refuse_request},
        {Command::kVoidRequest, &FundDraft::void_request},
        {Command::kSendPayment, &FundDraft::send_payment},
        {Command::kTellPayment, &FundDraft::tell_payment},
        {Command::kRefundPayment, &FundDraft::refund_payment},
        {Command::kAddEvidence, &FundDraft::add_evidence},
        {Command::kReconcileRequest, &FundDraft::reconcile_request},
        {Command::kCloseEnvelope, &FundDraft::close_envelope},
        {Command::kReopenEnvelope, &FundDraft::reopen_envelope},
        {Command::kVoidEnvelope, &FundDraft::void_envelope},
        {Command::kTellFollowers, &FundDraft::tell_followers},
        {Command::kIssueVoucher, &FundDraft::issue_voucher},
        {Command::kRedeemVoucher, &FundDraft::redeem_voucher},
        {Command::kVoidVoucher, &FundDraft::void_voucher},
        {Command::kSettleAdvance, &FundDraft::settle_advance},
        {Command::kRecoverMoney, &FundDraft::recover_money},
        {Command::kWriteOff, &FundDraft::write_off},
        {Command::kCorrectTransfer, &FundDraft::correct_transfer},
        {Command::kReadStatement, &FundDraft::read_statement},
        {Command::kMatchLine, &FundDraft::match_line},
        {Command::kUnmatchLine, &FundDraft::unmatch_line},
        {Command::kSetLineAside, &FundDraft::set_line_aside},
        {Command::kClosePeriod, &FundDraft::close_period},
        {Command::kSettleFlag, &FundDraft::settle_flag},
    };
    const auto found = handlers.find(body);
    return found == handlers.end() ? nullptr : found->second;
}

FundVerdict FundDraft::run() {
    if (command_.has_fire_deadline()) {
        const auto fired = fire();
        say_who_is_held();
        return fired;
    }
    // What became of a notice that went on by her other ways: what is due is told again anyway.
    if (command_.has_report_handover() || command_.has_report_exhausted()) return {};
    const auto handler = handler_of(command_.fund().body_case());
    if (!command_.has_fund() || handler == nullptr)
        return refused(v1::Rejection::command_not_for_this_aggregate);
    // A case that asks must hear that there is no fund; everybody else sees it at once.
    if (state_.rules == nullptr && !command_.fund().has_put_settings() &&
        !command_.fund().has_request_funds())
        return refused(v1::Rejection::fund_unknown);
    if (const auto verdict = (this->*handler)(); !verdict) return verdict;
    say_who_is_held();
    return may_be_written();
}

FundVerdict FundDraft::may_be_written() const {
    std::map<std::string, std::int64_t> moved;  // by source
    for (const auto& event : events_)
        for (const auto* transfer : transfers_of(event.fund())) {
            if (!state_.book.fits(*transfer)) return refused(v1::Rejection::amount_too_large);
            for (const auto& leg : transfer->legs())
                if (leg.account().kind() == v1::FundAccount::source)
                    moved[leg.account().of()] += leg.cents();
        }
    for (const auto& [id, cents] : moved) {
        const auto* source = rules().source(id);
        const bool overdraws = source != nullptr && source->overdraw();
        if (cents < 0 && !overdraws && state_.available(id) + cents < 0)
            return refused(v1::Rejection::funds_short);
    }
    return {};
}

namespace {

// A source or an expense once there is there for good: money and requests refer to it. One that
// must not go below zero does not begin below it.
bool keeps_what_is_used(const FundState& state, const v1::FundSettings& settings) {
    if (state.rules == nullptr) return true;
    const auto expense_stays = [&](const v1::ExpenseRule& known) {
        return std::ranges::any_of(settings.expenses(),
                                   [&](const auto& one) { return one.code() == known.code(); });
    };
    const auto source_stays = [&](const v1::FundSource& known) {
        return std::ranges::any_of(settings.sources(), [&](const v1::FundSource& one) {
            return one.id() == known.id() && one.funder() == known.funder() &&
                   (one.overdraw() || state.available(one.id()) >= 0);
        });
    };
    return std::ranges::all_of(state.rules->data().expenses(), expense_stays) &&
           std::ranges::all_of(state.rules->data().sources(), source_stays);
}

}  // namespace

FundVerdict FundDraft::put_settings() {
    const auto& put = command_.fund().put_settings();
    const auto role = command_.actor().role();
    const bool may = role == v1::Role::admin || from_a_service() || is_board();
    if (!may) return refused(v1::Rejection::not_a_signatory);
    const std::uint64_t revision = state_.rules == nullptr ? 0 : rules().revision();
    if (put.expected_revision() != revision) return refused(v1::Rejection::settings_moved_on);
    if (!settings_sound(put.settings()) || !keeps_what_is_used(state_, put.settings()))
        return refused(v1::Rejection::settings_faulty);
    auto& event = *next().mutable_settings_put();
    *event.mutable_settings() = put.settings();
    event.mutable_settings()->set_revision(revision + 1);
    event.set_why(put.why());
    if (state_.rules == nullptr) return {};
    const auto change = eased(rules().data(), put.settings());
    if (!change.eased) return {};
    google::protobuf::RepeatedPtrField<std::string> others;
    for (const auto& one : rules().data().signatories())
        if (one.person() != me() &&
            std::ranges::find(change.people, one.person()) == change.people.end())
            others.Add(std::string(one.person()));
    flag_eased(std::to_string(revision + 1), others);
    return {};
}

// Told to those who signed before, and none of them who did it or gains by it takes note of it.
void FundDraft::flag_eased(const std::string& revision,
                           const google::protobuf::RepeatedPtrField<std::string>& people) {
    raise(v1::FundFlag::settings_eased, revision, 0, now_, flag_again);
    auto& raised = *events_.back().mutable_fund()->mutable_flag_raised();
    *raised.mutable_flag()->mutable_people() = people;
    for (const auto& person : people)
        tell_her(person, raised.flag(), "", *raised.mutable_messages());
}

FundVerdict FundDraft::receive_funding() {
    const auto& received = command_.fund().receive_funding();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto* source = rules().source(received.source());
    if (source == nullptr) return refused(v1::Rejection::source_unknown);
    // Before it begins, it may have its money already.
    if (source->until_ms() != 0 && source->until_ms() <= to_ms(now_))
        return refused(v1::Rejection::source_over);
    const auto cents = cents_of(received.amount());
    if (!cents) return refused(cents.error());
    // Whatever its month, it is booked now, with its day: what was signed never changes. A day of
    // long ago is a mistyped year, or money from before the book.
    if (received.on_ms() < 0 || received.on_ms() > to_ms(now_) ||
        (received.on_ms() > 0 && received.on_ms() < to_ms(now_ - deposit_day_back)))
        return refused(v1::Rejection::request_not_understood);
    if (received.has_paper() && !paper_sound(received.paper()))
        return refused(v1::Rejection::evidence_not_understood);
    auto& event = *next().mutable_funding_received();
    *event.mutable_transfer() =
        move(v1::FundTransfer::funded, account_of(v1::FundAccount::funder, source->funder()),
             account_of(v1::FundAccount::source, source->id()), *cents);
    event.mutable_transfer()->set_source(source->id());
    event.set_reference(received.reference());
    event.set_on_ms(received.on_ms());
    if (received.has_paper()) *event.mutable_paper() = received.paper();
    return {};
}

FundVerdict FundDraft::give_back_funding() {
    const auto& back = command_.fund().give_back_funding();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto* source = rules().source(back.source());
    if (source == nullptr) return refused(v1::Rejection::source_unknown);
    const auto cents = cents_of(back.amount());
    if (!cents) return refused(cents.error());
    auto& event = *next().mutable_funding_given_back();
    *event.mutable_transfer() =
        move(v1::FundTransfer::given_back, account_of(v1::FundAccount::source, source->id()),
             account_of(v1::FundAccount::funder, source->funder()), *cents);
    event.mutable_transfer()->set_source(source->id());
    event.set_reference(back.reference());
    return {};
}

// What came due too early, twice, or of something that is over, does nothing.
FundVerdict FundDraft::fire() {
    const auto& name = command_.fire_deadline().deadline();
    const auto armed = state_.due.find(name);
    if (armed == state_.due.end() || armed->second > now_) return {};
    const Instant due = armed->second;
    const auto kind = name.substr(0, name.find('/'));
    const auto of = name.substr(kind.size() + 1);
    if (kind == "voucher") {
        expire_voucher(*state_.voucher(of), due);
        return {};
    }
    if (kind == "notices") {
        tell_what_was_held(of);
        return {};
    }
    if (kind == "doubt") {
        const auto& payment = *state_.payment(of);
        raise(v1::FundFlag::payment_in_doubt, payment.request, payment.sent, due, flag_again);
        return {};
    }
    if (kind == "settings") {
        const auto& flag = state_.flags.at(flag_id(v1::FundFlag::settings_eased, of)).flag;
        flag_eased(of, flag.people());
        return {};
    }
    const auto& request = *state_.request(of);
    if (kind == "asked" || kind == "reservation") expire(request, due);
    if (kind == "signature")
        raise(v1::FundFlag::signature_missing, of, request.cents, due, flag_again);
    if (kind == "evidence")
        raise(v1::FundFlag::evidence_missing, of, request.paid, due, flag_again);
    if (kind == "recovery")
        raise(v1::FundFlag::recovery_overdue, of, request.open, due, flag_again);
    if (kind == "advance") remind(request, due);
    if (kind == "payer") {
        auto& told = *next().mutable_payer_told();
        told.set_request(of);
        *told.mutable_eligibility() = request.eligibility;
        told.mutable_eligibility()->set_outcome(v1::FundEligibility::fund_bridges);
        told.mutable_eligibility()->set_basis(v1::FundEligibility::payer_silent);
        write_to_approvers(request, *told.mutable_messages());
    }
    return {};
}

Decision decide(const FundState& state, const v1::Command& command, Instant now,
                const Directory& directory) {
    FundDraft draft(state, command, std::max(now, state.last_now), directory);
    if (const auto verdict = draft.run(); !verdict) return std::unexpected(verdict.error());
    return draft.take();
}

}  // namespace relais::domain
