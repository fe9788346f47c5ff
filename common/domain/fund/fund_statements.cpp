// The bank and the month: lines of statements and the transfers they are, totals that were looked
// at, and what the board must know until it has settled it.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/domain/fund/fund_draft.hpp"
#include "common/domain/fund/fund_reading.hpp"
#include "common/domain/fund/month.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t line_id_bytes_max = 128;
constexpr int matched_max = 50;  // transfers of one line
constexpr std::size_t sha256_bytes = 32, ed25519_bytes = 64;

bool is_line_id(const std::string& id) {
    return !id.empty() && id.size() <= line_id_bytes_max && std::ranges::none_of(id, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

bool statement_sound(const v1::BankStatement& statement) {
    return is_fund_id(statement.id()) && is_fund_id(statement.bank_account()) &&
           v1::BankStatement::Format_IsValid(statement.format()) &&
           statement.format() != v1::BankStatement::unknown &&
           statement.content().size() == sha256_bytes &&
           statement.part() < std::max(statement.parts(), 1u) &&
           statement.lines_size() <= statement_lines_max &&
           statement.bad_size() <= statement_lines_max &&
           std::ranges::all_of(
               statement.lines(),
               [](const v1::StatementLine& line) {
                   return is_line_id(line.id()) && line.cents() != 0 &&
                          line.cents() >= -amount_cents_max && line.cents() <= amount_cents_max &&
                          line.reference().size() <= line_id_bytes_max;
               });
}

// The code under which the bank's own charges are spent.
std::string fee_code(const FundRules& rules) {
    for (const auto& expense : rules.data().expenses())
        if (expense.kind() == v1::Expense::bank_fee) return expense.code();
    return "bank_fee";
}

bool same_totals(const v1::ClosePeriod& close, const MonthEnd& end) {
    std::set<std::string> told;
    for (const auto& balance : close.totals()) {
        const auto name = name_of(balance.account());
        const auto known = end.balances.find(name);
        if (known == end.balances.end() || known->second.cents() != balance.cents() ||
            !told.insert(name).second)
            return false;
    }
    return told.size() == end.balances.size() && close.up_to_version() == end.version;
}

}  // namespace

std::vector<bool> given_before(const FundState& state, const v1::BankStatement& statement) {
    using Identity = std::pair<std::int64_t, std::int64_t>;  // day, cents
    std::map<Identity, int> taken;
    std::set<std::string> ids;
    for (const auto& [part, content] : state.statements) {
        const auto prefix = part.substr(0, part.rfind('/') + 1);
        if (content != statement.content() || prefix == statement.id() + "/" ||
            !part.ends_with("/0"))
            continue;
        for (auto line = state.lines.lower_bound(prefix);
             line != state.lines.end() && line->first.starts_with(prefix); ++line) {
            const auto id = line->first.substr(prefix.size());
            if (!state.known_lines.contains(statement.bank_account() + "/" + id)) continue;
            ids.insert(id);
            ++taken[{to_ms(line->second.booked), line->second.cents}];
        }
    }
    std::vector<bool> before(static_cast<std::size_t>(statement.lines_size()));
    const auto take = [&](int which) {
        const auto& line = statement.lines(which);
        const auto known = taken.find({line.booked_ms(), line.cents()});
        if (known == taken.end() || known->second == 0) return;
        --known->second;
        before[static_cast<std::size_t>(which)] = true;
    };
    for (int i = 0; i < statement.lines_size(); ++i)
        if (ids.contains(statement.lines(i).id())) take(i);
    for (int i = 0; i < statement.lines_size(); ++i)
        if (!ids.contains(statement.lines(i).id())) take(i);
    return before;
}

FundVerdict FundDraft::read_statement() {
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto& statement = command_.fund().read_statement().statement();
    if (!statement_sound(statement)) return refused(v1::Rejection::statement_not_understood);
    const auto part = statement.id() + "/" + std::to_string(statement.part());
    bool read_before = false;  // under another name: in another way, or by mistake
    for (const auto& [known, content] : state_.statements) {
        const bool its = known.substr(0, known.rfind('/')) == statement.id();
        if (its && content != statement.content()) return refused(v1::Rejection::request_differs);
        read_before = read_before || (!its && content == statement.content());
    }
    if (state_.statements.contains(part)) return {};
    v1::FundEvent event;
    auto& read = *event.mutable_statement_read()->mutable_statement();
    read = statement;
    read.clear_lines();
    std::set<std::string> seen;
    for (const auto& line : statement.lines())
        if (!state_.known_lines.contains(statement.bank_account() + "/" + line.id()) &&
            seen.insert(line.id()).second)
            *read.add_lines() = line;
    // A file that brings nothing new is said to be known; of a long one each part may.
    if (read_before && read.lines().empty() && statement.parts() <= 1)
        return refused(v1::Rejection::statement_read_already);
    next() = std::move(event);
    return {};
}

FundVerdict FundDraft::match_line() {
    const auto& wish = command_.fund().match_line();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto line = state_.lines.find(wish.statement() + "/" + wish.line());
    if (line == state_.lines.end()) return refused(v1::Rejection::statement_line_unknown);
    const std::vector<std::string> wished(wish.transfers().begin(), wish.transfers().end());
    if (line->second.state == StatementLineRecord::State::matched &&
        line->second.transfers == wished)
        return {};
    if (line->second.state != StatementLineRecord::State::open)
        return refused(v1::Rejection::line_matched_already);
    if (wished.empty()) return refused(v1::Rejection::line_differs);
    if (wish.transfers_size() > matched_max) return refused(v1::Rejection::limit_reached);
    std::int64_t cents = 0;
    std::set<std::string> once;
    for (const auto& id : wished) {
        const auto transfer = state_.book.find(id);
        if (!transfer) return refused(v1::Rejection::transfer_unknown);
        if (state_.book.corrected(id) || transfer->kind() == v1::FundTransfer::corrected)
            return refused(v1::Rejection::transfer_corrected_already);
        if (state_.book.matched(id) || !once.insert(id).second)
            return refused(v1::Rejection::line_matched_already);
        if (bank_cents(*transfer) == 0) return refused(v1::Rejection::line_differs);
        cents += bank_cents(*transfer);
    }
    if (cents != line->second.cents) return refused(v1::Rejection::line_differs);
    auto& event = *next().mutable_line_matched();
    event.set_statement(wish.statement());
    event.set_line(wish.line());
    *event.mutable_transfers() = wish.transfers();
    return {};
}

// What somebody reconciled with, and a fee that was charged, stays as it is.
v1::Rejection::Code why_not_unmatch(const StatementLineRecord& line) {
    using State = StatementLineRecord::State;
    const bool fee = line.state == State::aside && !line.transfers.empty();
    if (line.state == State::open || fee) return v1::Rejection::line_not_matched;
    return line.cited ? v1::Rejection::line_matched_already : v1::Rejection::none;
}

FundVerdict FundDraft::unmatch_line() {
    const auto& wish = command_.fund().unmatch_line();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto line = state_.lines.find(wish.statement() + "/" + wish.line());
    if (line == state_.lines.end()) return refused(v1::Rejection::statement_line_unknown);
    if (const auto why = why_not_unmatch(line->second); why != v1::Rejection::none)
        return refused(why);
    auto& event = *next().mutable_line_unmatched();
    event.set_statement(wish.statement());
    event.set_line(wish.line());
    event.set_why(wish.why());
    return {};
}

FundVerdict FundDraft::set_line_aside() {
    const auto& wish = command_.fund().set_line_aside();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto line = state_.lines.find(wish.statement() + "/" + wish.line());
    if (line == state_.lines.end()) return refused(v1::Rejection::statement_line_unknown);
    if (line->second.state != StatementLineRecord::State::open)
        return refused(v1::Rejection::line_matched_already);
    if (!v1::BankStatement::SetAside_IsValid(wish.why()) ||
        wish.why() == v1::BankStatement::why_unknown)
        return refused(v1::Rejection::reason_missing);
    const bool fee = wish.why() == v1::BankStatement::bank_fee;
    if (fee && rules().source(wish.source()) == nullptr)
        return refused(v1::Rejection::source_unknown);
    if (fee && line->second.cents > 0) return refused(v1::Rejection::line_differs);
    auto& event = *next().mutable_line_set_aside();
    event.set_statement(wish.statement());
    event.set_line(wish.line());
    event.set_why(wish.why());
    if (!fee) return {};
    *event.mutable_transfer() =
        move(v1::FundTransfer::charged, account_of(v1::FundAccount::source, wish.source()),
             account_of(v1::FundAccount::expense, fee_code(rules())), -line->second.cents);
    event.mutable_transfer()->set_source(wish.source());
    return {};
}

FundVerdict FundDraft::close_period() {
    const auto& wish = command_.fund().close_period();
    if (!reconciles() && !is_board()) return refused(v1::Rejection::not_a_signatory);
    if (!is_month(wish.period()) || wish.digest().size() != sha256_bytes ||
        wish.signature().size() != ed25519_bytes || wish.key().empty())
        return refused(v1::Rejection::request_not_understood);
    if (!state_.periods.empty() && wish.period() <= state_.periods.rbegin()->first)
        return refused(v1::Rejection::period_closed_already);
    if (wish.period() >= rules().month_of(now_)) return refused(v1::Rejection::period_not_over);
    if (!same_totals(wish, month_end(state_, wish.period())))
        return refused(v1::Rejection::totals_differ);
    *next().mutable_period_closed()->mutable_close() = wish;
    return {};
}

FundVerdict FundDraft::settle_flag() {
    const auto& wish = command_.fund().settle_flag();
    const auto known = state_.flags.find(wish.flag());
    const bool named = known != state_.flags.end() && !known->second.flag.people().empty();
    const bool may = named ? names(known->second.flag.people(), me()) : is_board();
    if (!may) return refused(v1::Rejection::not_a_signatory);
    if (known == state_.flags.end()) return refused(v1::Rejection::flag_unknown);
    if (!v1::FundFlag::Outcome_IsValid(wish.outcome()) ||
        wish.outcome() == v1::FundFlag::outcome_unknown)
        return refused(v1::Rejection::reason_missing);
    const auto* request = state_.request(known->second.flag.of());
    if (request != nullptr && took_part(*request))
        return refused(v1::Rejection::reconciler_not_apart);
    auto& event = *next().mutable_flag_settled();
    event.set_flag(wish.flag());
    event.set_outcome(wish.outcome());
    if (wish.has_note()) *event.mutable_note() = wish.note();
    return {};
}

// Told again and again, to the board and to whoever can put it right.
void FundDraft::raise(v1::FundFlag::Kind kind, const std::string& of, std::int64_t cents,
                      Instant due, Duration again) {
    auto& event = *next().mutable_flag_raised();
    event.mutable_flag()->set_id(flag_id(kind, of));
    event.mutable_flag()->set_kind(kind);
    event.mutable_flag()->set_of(of);
    event.mutable_flag()->set_cents(cents);
    event.set_due_ms(to_ms(due));
    if (again > Duration{}) event.set_next_ms(to_ms(now_ + again));
    const auto* request = state_.request(of);
    const auto code = request == nullptr ? std::string() : request->asked.case_code();
    for (const auto& person : readers_of(event.flag()))
        tell_her(person, event.flag(), code, *event.mutable_messages());
}

void FundDraft::put_right(v1::FundFlag::Kind kind, const std::string& of,
                          v1::FundFlag::Outcome outcome) {
    const auto id = flag_id(kind, of);
    if (!state_.flags.contains(id)) return;
    auto& event = *next().mutable_flag_settled();
    event.set_flag(id);
    event.set_outcome(outcome);
}

}  // namespace relais::domain
