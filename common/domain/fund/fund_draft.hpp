// A decision about a fund while it is made. Only the files of this folder include it; everybody
// else calls decide(). It reads the state as it stands before the decision, so a handler says all
// that it does in events whose order matters to none of them.
#pragma once

#include <expected>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/fund/fund.hpp"

namespace relais::domain {

using FundVerdict = std::expected<void, v1::Rejection::Code>;

inline std::unexpected<v1::Rejection::Code> refused(v1::Rejection::Code why) {
    return std::unexpected(why);
}

// A file of a kind and a size that are taken, named by what stands in it.
[[nodiscard]] bool paper_sound(const v1::FundPaper& paper);

struct SourceChoice;  // fund_reading.hpp

class FundDraft {
public:
    FundDraft(const FundState& state, const v1::Command& command, Instant now,
              const Directory& directory)
        : state_(state), command_(command), now_(now), directory_(directory) {}

    FundVerdict run();
    std::vector<v1::Event> take() { return std::move(events_); }

    // fund_control.cpp: who may sign what, and by which rule
    struct Allowed {
        v1::ApprovalRule::Code rule = v1::ApprovalRule::unknown;
        std::int64_t limit = 0;
    };
    using Permission = std::expected<Allowed, v1::Rejection::Code>;
    [[nodiscard]] Permission permission(const FundRequestRecord& request,
                                        const std::string& vendor) const;

    // fund_alike.cpp: every source, and whether it can pay this
    [[nodiscard]] std::vector<SourceChoice> sources_for(const FundRequestRecord& request) const;

private:
    using Request = FundRequestRecord;
    using Handler = FundVerdict (FundDraft::*)();
    static Handler handler_of(v1::FundCommand::BodyCase body);

    // fund_decide.cpp: what all share
    FundVerdict put_settings();
    void flag_eased(const std::string& revision,
                    const google::protobuf::RepeatedPtrField<std::string>& people);
    FundVerdict receive_funding();
    FundVerdict give_back_funding();
    FundVerdict fire();
    [[nodiscard]] FundVerdict may_be_written() const;

    // fund_requests.cpp: what is asked, reserved and let go of
    FundVerdict request_funds();
    FundVerdict ask(const v1::RequestFunds& asked);
    FundVerdict may_be_asked(const v1::RequestFunds& asked, std::int64_t cents) const;
    FundVerdict stands(const std::string& envelope) const;
    FundVerdict of_a_case_that_stands(const v1::RequestFunds& asked) const;
    FundVerdict vendor_fits(const v1::RequestFunds& asked, const std::string& vendor) const;
    FundVerdict advance_fits(const v1::RequestFunds& asked, std::int64_t cents) const;
    [[nodiscard]] v1::FundEligibility eligibility_of(const v1::RequestFunds& asked,
                                                     std::size_t first_payer) const;
    void route(const std::string& request, const v1::FundEligibility& eligibility);
    FundVerdict tell_payer();
    FundVerdict reserve_funds();
    FundVerdict reserve(const Request& request, const std::string& source,
                        const std::string& vendor);
    std::expected<std::string, v1::Rejection::Code> source_for(const Request& request,
                                                               const std::string& wished) const;
    FundVerdict source_pays(const v1::FundSource& source, const Request& request) const;
    FundVerdict refuse_request();
    FundVerdict void_request();
    void void_one(const Request& request, v1::FundRequest::VoidedWhy why);
    void expire(const Request& request, Instant due);
    FundVerdict close_envelope();
    FundVerdict reopen_envelope();
    FundVerdict void_envelope();

    // fund_followers.cpp: who follows a case, told after it asked
    FundVerdict tell_followers();
    void flag_own_case(const std::string& envelope, const v1::FollowersNoted& noted);

    using Named = std::expected<std::string, v1::Rejection::Code>;
    [[nodiscard]] Named envelope_mailed(const std::string& case_code) const;
    [[nodiscard]] Named envelope_typed(const std::string& case_code) const;
    void let_go_of(const std::string& envelope, v1::FundRequest::VoidedWhy why);

    // fund_control.cpp
    FundVerdict approve_request();
    [[nodiscard]] Permission permission_by_day(const Request& request) const;
    [[nodiscard]] Permission permission_at_night(const Request& request) const;
    [[nodiscard]] FundVerdict stands_apart(const Request& request, const std::string& vendor) const;
    // Why it is her own; none: she neither follows its case nor belongs where the money goes.
    [[nodiscard]] v1::Rejection::Code near(const Request& request, const std::string& vendor) const;
    [[nodiscard]] std::int64_t signed_alone(const std::string& id) const;
    [[nodiscard]] std::int64_t signed_for_case(const Request& request) const;
    [[nodiscard]] std::int64_t signed_near() const;
    [[nodiscard]] bool on_duty_as_coordinator() const;

    // fund_payments.cpp: money that leaves, and what is heard of it
    FundVerdict send_payment();
    FundVerdict may_be_sent(const Request& request) const;
    void send(const Request& request, const std::string& payment, v1::FundPayment::Way way,
              std::int64_t cents, const std::string& voucher);
    FundVerdict tell_payment();
    void tell_paid(const FundPaymentRecord& payment, const std::string& id, std::int64_t cents,
                   v1::FundPayment::Basis basis, const v1::Sealed* reference);
    void tell_not_paid(const FundPaymentRecord& payment, const std::string& id,
                       v1::FundPayment::Basis basis);
    FundVerdict refund_payment();
    [[nodiscard]] v1::FundAccount debtor_of(const Request& request) const;
    [[nodiscard]] v1::FundAccount creditor_of(const Request& request) const;

    // fund_evidence.cpp: what was paid is shown, and looked at by somebody else
    FundVerdict add_evidence();
    FundVerdict evidence_sound(const v1::FundEvidence& evidence, const Request& request) const;
    [[nodiscard]] bool taken_in_by_vendor(const Request& request) const;
    FundVerdict reconcile_request();

    // fund_vouchers.cpp
    FundVerdict issue_voucher();
    FundVerdict redeem_voucher();
    void miss(const FundVoucherRecord& known, bool telephone);
    FundVerdict void_voucher();
    void expire_voucher(const FundVoucherRecord& known, Instant due);

    // fund_advances.cpp: money that is out, and what was booked wrong
    FundVerdict settle_advance();
    FundVerdict recover_money();
    FundVerdict write_off();
    FundVerdict correct_transfer();
    void remind(const Request& request, Instant due);

    // fund_statements.cpp: the bank, the month, what the board must know
    FundVerdict read_statement();
    FundVerdict match_line();
    FundVerdict unmatch_line();
    FundVerdict set_line_aside();
    FundVerdict close_period();
    FundVerdict settle_flag();
    void raise(v1::FundFlag::Kind kind, const std::string& of, std::int64_t cents, Instant due,
               Duration again);
    void put_right(v1::FundFlag::Kind kind, const std::string& of,
                   v1::FundFlag::Outcome outcome = v1::FundFlag::put_right);

    // Who she is, and whom the fund writes to (fund_people.cpp)
    [[nodiscard]] const std::string& me() const { return command_.actor().person(); }
    // Not a machine of a partner, which acts for a person.
    [[nodiscard]] bool from_a_service() const {
        return command_.actor().role() == v1::Role::system && me().empty();
    }
    [[nodiscard]] bool coordinates() const {
        return command_.actor().role() == v1::Role::coordinator && !me().empty();
    }
    [[nodiscard]] const v1::FundSignatory* signatory() const;
    [[nodiscard]] bool approves() const;
    [[nodiscard]] bool reconciles() const;
    [[nodiscard]] bool is_board() const;
    [[nodiscard]] bool handles_money() const;  // of the staff of the fund, or coordinating
    [[nodiscard]] bool took_part(const Request& request) const;
    using Messages = google::protobuf::RepeatedPtrField<v1::Message>;
    v1::Message* write_to(const std::string& person, v1::Message::Kind kind,
                          const std::string& case_code, Messages& messages) const;
    void write_to_approvers(const Request& request, Messages& messages);

    // fund_notices.cpp: who was written to a moment ago hears of the rest at once
    void ask_her(const std::string& person, const Request& request, Messages& messages);
    void tell_her(const std::string& person, const v1::FundFlag& flag, const std::string& case_code,
                  Messages& messages);
    void hold(v1::Message::Kind kind, const std::string& of, const std::string& person);
    void say_who_is_held();
    void tell_what_was_held(const std::string& person);
    [[nodiscard]] bool told_lately(const std::string& person) const;
    [[nodiscard]] std::vector<std::string> readers_of(const v1::FundFlag& flag) const;

    const FundRules& rules() const { return *state_.rules; }
    [[nodiscard]] std::expected<const Request*, v1::Rejection::Code> request_that_is_on(
        const std::string& id) const;
    // The event that is made now: one body of it is filled in.
    v1::FundEvent& next();
    v1::FundTransfer move(v1::FundTransfer::Kind kind, const v1::FundAccount& from,
                          const v1::FundAccount& to, std::int64_t cents,
                          const Request* request = nullptr);
    v1::FundTransfer release(const Request& request, std::int64_t cents);
    [[nodiscard]] v1::FundAccount envelope(const Request& request) const;

    const FundState& state_;
    const v1::Command& command_;
    Instant now_;
    const Directory& directory_;
    std::vector<v1::Event> events_;
    int transfers_ = 0;           // of the event that is made now
    std::set<std::string> told_;  // of what is due, by this decision
    std::map<std::pair<v1::Message::Kind, std::string>, std::vector<std::string>> held_;
};

}  // namespace relais::domain
