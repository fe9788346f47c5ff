// A fund for the tests of its screens: the story of the small world, decided by the real core, and
// a desk in memory in front of it that cuts what it gives as the gateway's does.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/fund/fund_reading.hpp"
#include "services/gateway/fund_desk.hpp"
#include "services/gateway/screens/fund/speaking.hpp"
#include "tests/unit/fund.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway {

// What must not stand on a screen whose viewer may not see it.
inline const std::string vendor_secret = "Auberge du Secret";
inline const std::string note_secret = "note scellée du fonds";
inline const std::string fund_wish = "9b3c1a52-0b1d-4c7e-9a51-3d6a1f2e8b77";

// The small world's fund with words that people read.
[[nodiscard]] v1::FundSettings drill_settings();
[[nodiscard]] v1::Account fund_account(v1::Role::Code role, const std::string& person,
                                       const std::string& organization = "coalition");

class FundDrill : public FundDesk {
public:
    FundDrill() : story(drill_settings()) {}

    domain::FundSight sight(const std::string& fund, const v1::Account& by) override;
    Answered<v1::FundView> view(const std::string& fund, words::Language language,
                                const v1::Account& by) override;
    Answered<v1::FundSettings> settings(const std::string& fund, const v1::Account& by) override;
    v1::FundVendorCard vendor_card(const std::string& fund, const std::string& vendor,
                                   const v1::Account& by) override;
    v1::FundVendorCard voucher_place(const std::string& fund, const std::string& number,
                                     const v1::Account& by) override;
    std::optional<std::uint32_t> waiting(const std::string& fund, const v1::Account& by) override;
    Answered<v1::FundRequests> requests(const std::string& fund, const std::string& of_case,
                                        words::Language language, const v1::Account& by) override;
    awaitable<Answered<v1::FundRequestView>> request(std::string fund, std::string id,
                                                     words::Language language,
                                                     v1::Account by) override;
    bool has_notes(const std::string& fund, const std::string& id, const v1::Account& by) override;
    awaitable<Answered<std::vector<FundNote>>> notes(std::string fund, std::string id,
                                                     v1::Account by) override;
    Answered<v1::FundBalances> balances(const std::string& fund, const v1::Account& by) override;
    Answered<v1::FundAgeing> ageing(const std::string& fund, const v1::Account& by) override;
    awaitable<Answered<v1::MatchProposals>> matches(std::string fund, v1::Account by) override;
    awaitable<Answered<v1::FunderStatement>> statement(std::string fund, std::string funder,
                                                       std::string from, std::string until,
                                                       words::Language language,
                                                       v1::Account by) override;
    Answered<Pieces> journal(const std::string& fund, Ledger form, const v1::Account& by) override;
    Answered<std::vector<FundMonth>> months(const std::string& fund,
                                            const v1::Account& by) override;
    Answered<v1::VoucherPaper> voucher(const std::string& fund, const std::string& number,
                                       words::Language language, const v1::Account& by) override;
    awaitable<Answered<FileShown>> evidence_file(std::string fund, std::string request,
                                                 std::string evidence, v1::Account by) override;
    awaitable<Answered<std::vector<FileOpening>>> openings(v1::Account by) override;
    awaitable<Answered<v1::FundDeposits>> deposits(std::string fund, v1::Account by) override;
    awaitable<Answered<FileShown>> deposit_file(std::string fund, std::string deposit,
                                                v1::Account by) override;
    awaitable<Answered<std::uint64_t>> ask(v1::FundAsking asking, v1::Account by) override;
    awaitable<Answered<std::uint64_t>> command(std::string fund, FundWish wish,
                                               v1::Account by) override;
    awaitable<Answered<std::uint64_t>> put_settings(std::string fund, std::string wish_id,
                                                    FundSettingsGiven given,
                                                    v1::Account by) override;
    awaitable<Answered<v1::VoucherPaper>> issue_voucher(std::string fund, std::string wish_id,
                                                        std::string request, std::uint32_t quantity,
                                                        std::string amount,
                                                        words::Language language,
                                                        v1::Account by) override;
    awaitable<Answered<v1::VoucherPaper>> redeem(VoucherSaid said, std::string address,
                                                 words::Language language) override;
    awaitable<Answered<v1::VoucherPaper>> redeem_by_telephone(std::string fund, VoucherSaid said,
                                                              words::Language language,
                                                              v1::Account by) override;
    awaitable<Answered<std::uint64_t>> add_evidence(std::string fund, EvidenceGiven given,
                                                    v1::Account by) override;
    awaitable<Answered<std::uint64_t>> deposit(std::string fund, DepositGiven given,
                                               v1::Account by) override;
    awaitable<Answered<v1::StatementAnswer>> read_statement(std::string fund, StatementGiven given,
                                                            v1::Account by) override;
    awaitable<Answered<FundMonth>> close_month(std::string fund, std::string wish_id,
                                               std::string month, std::string digest,
                                               v1::Account by) override;

    // A request of a case, asked by wanda of the hospital, for the taxi "cab" unless told
    // otherwise.
    void asked(const std::string& id, const std::string& expense = "taxi",
               v1::Money amount = test::dollars(40), const std::string& vendor = "cab",
               v1::FundRequest::Urgency urgency = v1::FundRequest::now);

    test::FundStory story;
    std::string case_code = "tilo-mera";
    std::optional<Refused> refuse;  // told to whoever asks for anything
    // What is asked for a case goes through the case first, where one is given.
    std::function<Answered<std::uint64_t>(const v1::FundAsking&, const v1::Account&)> through_case;
    std::vector<v1::FundAsking> askings;
    std::vector<FundWish> wishes;
    std::vector<EvidenceGiven> papers;
    std::vector<DepositGiven> money_in;
    std::vector<StatementGiven> statements;
    std::vector<VoucherSaid> said;
    std::vector<std::string> closed;  // months
    std::vector<FundMonth> told_months;
    v1::StatementAnswer taken;
    std::map<std::string, std::vector<FundNote>> written;  // by request

private:
    [[nodiscard]] domain::FundReader reader(const v1::Actor& actor, words::Language language) const;
    [[nodiscard]] v1::Actor actor_of(const v1::Account& by, v1::FundCommand::BodyCase command);
    [[nodiscard]] v1::FundRequestView shown(const std::string& id, words::Language language,
                                            const v1::Account& by);
    [[nodiscard]] v1::VoucherPaper paper(const std::string& number, words::Language language) const;
};

// What is asked for a case is asked of the case, which keeps it.
void ask_through(FundDrill& fund, DrillDesk& desk);
// As a route looks at it: what she may see, with forms.
[[nodiscard]] screens::FundLook drill_look(FundDrill& fund, const v1::Account& by);

}  // namespace relais::gateway
