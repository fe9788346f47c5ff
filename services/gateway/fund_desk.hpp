// The desk of the emergency fund: what the gateway does for a caller. Whatever it gives is cut to
// what she may see, whatever it takes she may ask (common/domain/fund/fund_sight.hpp, one table);
// clear text is sealed here, before anything leaves the process. Whether it can happen, the core
// decides: its refusals come back as codes ("problem.<code>" has the words).
//
// A fund's state is in memory: readings that need nothing else do not wait.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/fund/fund_sight.hpp"
#include "common/words/words.hpp"
#include "relais/v1/command.pb.h"
#include "relais/v1/fund_reading.pb.h"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

// What is taken: some hundred vendors with their cards; a year of a busy account.
inline constexpr std::size_t fund_settings_bytes = 1u << 20;
inline constexpr std::size_t statement_bytes = 5u << 20;

// Something that is wanted of a fund. The id is a UUID made by whoever wishes: the same again is
// one. What has a note gets it from here, sealed.
struct FundWish {
    std::string id = {};
    v1::FundCommand command = {};
    std::string note = {};
};

// Settings as they are put: cards of vendors in clear, by vendor. One that is not named keeps the
// card that it has.
struct FundSettingsGiven {
    v1::PutFundSettings put = {};
    std::map<std::string, v1::FundVendorCard> cards = {};
};

// A paper that shows what was paid. Its kind of file is found out from its bytes.
struct EvidenceGiven {
    std::string id = {};  // UUID
    std::string request = {};
    v1::FundEvidence::Kind kind = v1::FundEvidence::receipt;
    std::string amount = {};    // as typed; empty: it shows all of it
    std::string replaces = {};  // evidence that was wrong
    std::string note = {};
    std::string bytes = {};
};

// Money of a funder that came in, with what shows it.
struct DepositGiven {
    std::string id = {};  // UUID
    std::string source = {};
    std::string amount = {};     // as typed
    std::string day = {};        // "2026-11-20", where the fund is at home; empty: today
    std::string reference = {};  // a code of the agreement
    std::string bytes = {};      // of its paper; empty: none
};

struct FileShown {
    std::string type;  // "application/pdf", "image/jpeg", "image/png"
    std::string name;  // for keeping it: its id and ending, nothing else
    std::string bytes;
};

// What somebody wrote, sealed, when she refused a request or told of money that came back.
struct FundNote {
    enum class With { refusal, refund };
    With with;
    Instant at{};
    std::string text;
};

// A statement of a bank, as it was taken from there.
struct StatementGiven {
    std::string bank_account;                                       // a code, never its number
    v1::BankStatement::Format format = v1::BankStatement::unknown;  // unknown: found out
    v1::StatementMapping mapping = {};                              // of CSV
    std::string bytes = {};
};

// What the holder of a paper says, on the web or read out on the telephone.
struct VoucherSaid {
    std::string number = {};
    std::string code = {};
    std::string amount = {};  // as typed; empty: all of it
};

// A month as it stands, or as it was closed: whatever was signed, and how to look at it again.
struct FundMonth {
    v1::FundPeriodView view = {};  // closed: with digest, signature, key (the public one, in hex)
    std::string text = {};         // canonical: what the digest is of
    bool closed = false;
    bool may_close = false;  // by whoever looks, now
};

// Who opened a file of evidence, and when; for the privacy role.
struct FileOpening {
    Instant at{};
    std::string person = {};
    std::string request = {};
    std::string evidence = {};
};

class FundDesk {
public:
    virtual ~FundDesk() = default;

    // A fund may be left out everywhere (""): then it is the one there is. Refused: 404
    // fund_unknown, 403 forbidden.

    // ── Reading ──

    // What she may see and ask of it, whole.
    [[nodiscard]] virtual domain::FundSight sight(const std::string& fund,
                                                  const v1::Account& by) = 0;
    [[nodiscard]] virtual Answered<v1::FundView> view(const std::string& fund,
                                                      words::Language language,
                                                      const v1::Account& by) = 0;
    // Expenses (with their words), vendors, limits …: as much of the settings as she may see; who
    // asks sees what can be asked for. Cards of vendors are not in it.
    [[nodiscard]] virtual Answered<v1::FundSettings> settings(const std::string& fund,
                                                              const v1::Account& by) = 0;
    // Opened; for whoever handles money. Empty where there is none.
    [[nodiscard]] virtual v1::FundVendorCard vendor_card(const std::string& fund,
                                                         const std::string& vendor,
                                                         const v1::Account& by) = 0;
    // Where a voucher is good: name, address and telephone of its vendor, for whoever asked for it
    // while it is good, and for who handles money. Empty for anybody else.
    [[nodiscard]] virtual v1::FundVendorCard voucher_place(const std::string& fund,
                                                           const std::string& number,
                                                           const v1::Account& by) = 0;
    // How many wait for a signature or an answer; nothing: she is not told.
    [[nodiscard]] virtual std::optional<std::uint32_t> waiting(const std::string& fund,
                                                               const v1::Account& by) = 0;
    // Those that wait, most urgent first. With a case, or a code as it was typed (which two cases
    // may have): all of it that she may see, the newest first, also those that are over.
    [[nodiscard]] virtual Answered<v1::FundRequests> requests(const std::string& fund,
                                                              const std::string& of_case,
                                                              words::Language language,
                                                              const v1::Account& by) = 0;
    // With its note, opened: it waits for that.
    [[nodiscard]] virtual awaitable<Answered<v1::FundRequestView>> request(std::string fund,
                                                                           std::string id,
                                                                           words::Language language,
                                                                           v1::Account by) = 0;
    // Whether there is something that she may open with notes(), as far as request() has read.
    [[nodiscard]] virtual bool has_notes(const std::string& fund, const std::string& id,
                                         const v1::Account& by) = 0;
    // Who opened them is written down first.
    [[nodiscard]] virtual awaitable<Answered<std::vector<FundNote>>> notes(std::string fund,
                                                                           std::string id,
                                                                           v1::Account by) = 0;
    [[nodiscard]] virtual Answered<v1::FundBalances> balances(const std::string& fund,
                                                              const v1::Account& by) = 0;
    [[nodiscard]] virtual Answered<v1::FundAgeing> ageing(const std::string& fund,
                                                          const v1::Account& by) = 0;
    // Lines of the bank, opened, and what each may be.
    [[nodiscard]] virtual awaitable<Answered<v1::MatchProposals>> matches(std::string fund,
                                                                          v1::Account by) = 0;
    // Days as typed ("2026-11-01"), where the fund is at home; until is not in it.
    [[nodiscard]] virtual awaitable<Answered<v1::FunderStatement>> statement(
        std::string fund, std::string funder, std::string from, std::string until,
        words::Language language, v1::Account by) = 0;
    // For an accountant: piece by piece, because a book may be long.
    enum class Ledger { hledger, csv };
    using Pieces = std::function<awaitable<Answered<std::string>>()>;  // empty: it is over
    [[nodiscard]] virtual Answered<Pieces> journal(const std::string& fund, Ledger form,
                                                   const v1::Account& by) = 0;
    // Closed ones, newest first; before them those that are over and may be closed.
    [[nodiscard]] virtual Answered<std::vector<FundMonth>> months(const std::string& fund,
                                                                  const v1::Account& by) = 0;
    // Her paper again, code and all: for whoever asked for it, and who handles money.
    [[nodiscard]] virtual Answered<v1::VoucherPaper> voucher(const std::string& fund,
                                                             const std::string& number,
                                                             words::Language language,
                                                             const v1::Account& by) = 0;
    // Kept in the log of openings before it is opened.
    [[nodiscard]] virtual awaitable<Answered<FileShown>> evidence_file(std::string fund,
                                                                       std::string request,
                                                                       std::string evidence,
                                                                       v1::Account by) = 0;
    [[nodiscard]] virtual awaitable<Answered<std::vector<FileOpening>>> openings(
        v1::Account by) = 0;
    // What funders gave, newest first, and what was corrected; the paper of one, as evidence is.
    [[nodiscard]] virtual awaitable<Answered<v1::FundDeposits>> deposits(std::string fund,
                                                                         v1::Account by) = 0;
    [[nodiscard]] virtual awaitable<Answered<FileShown>> deposit_file(std::string fund,
                                                                      std::string deposit,
                                                                      v1::Account by) = 0;

    // ── Asking; what it gives is the version after it, or what came of it ──

    // Of the case when one is named (the version is then the case's), else of the fund itself.
    // Refused: 422 with the reason when the amount is none.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> ask(v1::FundAsking asking,
                                                                 v1::Account by) = 0;
    // Whatever else stands in the table, by whoever may: approve, refuse, reserve, void, send,
    // tell, refund, reconcile, match … Evidence without a file (no_receipt, or said on the
    // telephone) is one of these.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> command(std::string fund,
                                                                     FundWish wish,
                                                                     v1::Account by) = 0;
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> put_settings(std::string fund,
                                                                          std::string wish_id,
                                                                          FundSettingsGiven given,
                                                                          v1::Account by) = 0;
    // Number, code and payment are made from the wish's id: the same wish is the same paper.
    // Quantity and amount may be left out (0, ""): all that is reserved.
    [[nodiscard]] virtual awaitable<Answered<v1::VoucherPaper>> issue_voucher(
        std::string fund, std::string wish_id, std::string request, std::uint32_t quantity,
        std::string amount, words::Language language, v1::Account by) = 0;
    // By whoever holds the paper, from an address of the network. Refused: 403
    // voucher_not_understood (a wrong number and a wrong code alike), 429 too_many_tries, 403
    // voucher_locked (whatever the code, also for the try that locks it: its holder must know that
    // another is needed); only with the right code: 409 voucher_used, 410 voucher_over, 422 of the
    // amount.
    [[nodiscard]] virtual awaitable<Answered<v1::VoucherPaper>> redeem(
        VoucherSaid said, std::string address, words::Language language) = 0;
    // Read out on the telephone, by somebody of the staff.
    [[nodiscard]] virtual awaitable<Answered<v1::VoucherPaper>> redeem_by_telephone(
        std::string fund, VoucherSaid said, words::Language language, v1::Account by) = 0;
    // Refused: 422 file_kind_not_taken, 409 paper_known, 413 body_too_large, 507 no_room.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> add_evidence(std::string fund,
                                                                          EvidenceGiven given,
                                                                          v1::Account by) = 0;
    // Refused as add_evidence() is, where there is a paper.
    [[nodiscard]] virtual awaitable<Answered<std::uint64_t>> deposit(std::string fund,
                                                                     DepositGiven given,
                                                                     v1::Account by) = 0;
    // The same file again is the same statement. Refused: 422 statement_not_understood when not
    // one line can be read.
    [[nodiscard]] virtual awaitable<Answered<v1::StatementAnswer>> read_statement(
        std::string fund, StatementGiven given, v1::Account by) = 0;
    // A month that is over, "2026-10", with the digest that she looked at (hex; empty: as it
    // stands).
    [[nodiscard]] virtual awaitable<Answered<FundMonth>> close_month(std::string fund,
                                                                     std::string wish_id,
                                                                     std::string month,
                                                                     std::string digest,
                                                                     v1::Account by) = 0;
};

}  // namespace relais::gateway
