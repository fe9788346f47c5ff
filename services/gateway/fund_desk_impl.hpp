// The desk of the fund at work: see fund_desk.hpp.
#pragma once

#include "common/base/keyed_hash.hpp"
#include "common/domain/fund/fund_reading.hpp"
#include "common/runtime/worker_pool.hpp"
#include "common/statements/statement.hpp"
#include "common/store/live_directory.hpp"
#include "common/store/live_fund.hpp"
#include "common/store/sealing.hpp"
#include "services/gateway/evidence_files.hpp"
#include "services/gateway/fund_desk.hpp"
#include "services/gateway/submitter.hpp"
#include "services/gateway/tries.hpp"

namespace relais::gateway {

[[nodiscard]] Refused file_refusal(EvidenceFiles::Wrong wrong);

class FundDeskImpl : public FundDesk {
public:
    struct Ports {
        const Secret& secret;
        store::Store& store;
        const Clock& clock;
        store::LiveDirectory& directory;
        store::LiveFund& funds;
        Submitter& submitter;
        runtime::WorkerPool& workers;
        const words::Words& words;
        std::string public_url;
        std::filesystem::path data_dir;
        std::function<store::KeyRing&()> keys;
        std::function<std::string(const std::string&)> name_of;  // a person's
        std::function<std::string()> new_uuid;
        // A command of a case; the hash is over what she meant.
        std::function<awaitable<Answered<std::uint64_t>>(std::string case_id, v1::Command command,
                                                         std::string hash, v1::Account by)>
            ask_case;
    };
    struct OnItsWay {
        int uploads = 0;
        bool fresh = false;  // one of them wrote the file
    };
    explicit FundDeskImpl(Ports ports);

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

private:
    using State = domain::FundState;
    // Texts of a fund that only its events hold, and who took what back; read as they are asked
    // for, then on from there.
    struct Texts {
        std::uint64_t version = 0;
        struct Written {
            FundNote::With with;
            Instant at{};
            std::string command;  // that it was sealed for
            v1::Sealed note;
        };
        std::map<std::string, v1::Sealed> notes;              // by request
        std::map<std::string, std::vector<Written>> written;  // by request
        void learn(const v1::Event& event, const State& state);
        void learn_bank(const v1::Event& event);
        void say_undone(v1::MatchProposal& row) const;
        void say_who(v1::MatchedLine& row) const;
        std::map<std::string, v1::Sealed> lines;  // by "statement/line"
        // Who did the last thing that was done to a line: matched, set aside, or took that back.
        struct Touched {
            std::string person;
            Instant at{};
            v1::BankStatement::SetAside aside{};
            std::string undone;  // why; empty: it was not, or nobody said
        };
        std::map<std::string, Touched> touched;                           // by "statement/line"
        std::map<std::string, v1::FundDeposits::Correction> corrections;  // by transfer
    };
    // Those of a request that she may open.
    [[nodiscard]] std::vector<Texts::Written> written(const std::string& fund,
                                                      const std::string& id, const v1::Account& by);
    // Somebody who looks, and when.
    struct Look {
        domain::FundSight sight;
        v1::Actor actor;
        domain::DirectoryPtr directory;
        Instant now{};
        bool french = true;

        [[nodiscard]] domain::FundReader reader(const State& state) const {
            return {state, actor, now, *directory, french};
        }
    };
    // A wish as it goes to the fund.
    struct Wished {
        std::string id = {};  // of the command
        v1::FundCommand command = {};
        std::string meant = {};  // by whoever asks, before sealing
    };

    [[nodiscard]] std::string named(const std::string& fund) const;  // "": the one there is
    [[nodiscard]] const State* find(const std::string& fund) const;
    // Of a fund that there is, for somebody who sees this of it.
    [[nodiscard]] Answered<const State*> seen(const std::string& fund, domain::FundPart::Code part,
                                              const v1::Account& by);
    [[nodiscard]] Look look(const std::string& fund, words::Language language,
                            const v1::Account& by);
    [[nodiscard]] v1::FundRequestView shown(const State& state, const std::string& id,
                                            const Look& look, const v1::Account& by) const;
    [[nodiscard]] v1::FundVendorCard card_of(const State& state, const std::string& vendor) const;
    [[nodiscard]] awaitable<Result<void>> learn(std::string fund);

    [[nodiscard]] awaitable<Answered<std::uint64_t>> submit(std::string fund, Wished wished,
                                                            v1::Account by);
    // With nobody who acts: the holder of a paper.
    [[nodiscard]] awaitable<Answered<std::uint64_t>> submit_as(std::string fund, Wished wished,
                                                               v1::Actor actor);
    [[nodiscard]] Answered<v1::RequestFunds> wanted(const v1::FundAsking& asking,
                                                    const std::string& fund, const v1::Account& by);
    [[nodiscard]] Answered<void> seal(const store::SealContext& context, const std::string& text,
                                      v1::Sealed& into);
    [[nodiscard]] Answered<void> seal_cards(const std::string& fund, FundSettingsGiven& given);
    [[nodiscard]] awaitable<Answered<v1::VoucherPaper>> redeem_as(std::string fund,
                                                                  VoucherSaid said,
                                                                  words::Language language,
                                                                  v1::Actor actor, bool telephone);
    [[nodiscard]] v1::VoucherPaper paper(const State& state, const domain::FundVoucherRecord& known,
                                         words::Language language) const;
    [[nodiscard]] awaitable<Answered<void>> seal_lines(std::string fund,
                                                       const std::vector<statements::Line>& lines,
                                                       v1::BankStatement& statement);
    [[nodiscard]] v1::Actor actor_of(const std::string& fund, v1::FundCommand::BodyCase wish,
                                     const v1::Account& by);
    // none: it would be taken, as far as is known here.
    [[nodiscard]] v1::Rejection::Code would_refuse(const State& state, const std::string& fund,
                                                   const v1::FundCommand& wish,
                                                   const v1::Account& by);
    [[nodiscard]] awaitable<Answered<std::uint64_t>> submit_with_paper(
        std::string fund, Wished wished, std::string bytes,
        std::function<void(v1::FundCommand&, std::uint64_t key)> set_key, v1::Account by);
    [[nodiscard]] awaitable<Answered<FileShown>> opened(FileOpening opening, std::string content,
                                                        v1::FundEvidence::FileType type);
    [[nodiscard]] bool is_named(const std::string& content) const;
    [[nodiscard]] FundMonth month_as_it_stands(const State& state, const std::string& month) const;

    Ports ports_;
    EvidenceFiles files_;
    Tries tries_;
    std::map<std::string, Texts> texts_;       // by fund
    std::map<std::string, OnItsWay> keeping_;  // papers, by content
};

}  // namespace relais::gateway
