// The desk of the fund: the bank, the book, the month.
#include <algorithm>
#include <array>

#include <sodium.h>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/domain/fund/journal.hpp"
#include "common/domain/fund/month.hpp"
#include "common/statements/statement.hpp"
#include "services/gateway/fund_desk_impl.hpp"
#include "services/gateway/fund_pages.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

using domain::FundPart;

// Shorter words of a text are none of ours: a number of a voucher has nine signs.
constexpr std::size_t reference_bytes_min = 9;

Refused forbidden() { return {.status = 403, .code = "forbidden"}; }
Refused invalid(std::string detail) {
    return {.status = 400, .code = "invalid_field", .detail = std::move(detail)};
}

std::string sha256(std::string_view bytes) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    return hash;
}

struct Signed {
    std::string signature;
    std::string key;  // the public one, in hex
};

// The pair is made from the service's secret, for this fund and this purpose: it is there again
// after every restart and stands nowhere. The public half is in every month that was signed.
Signed signature_of(const Secret& secret, const std::string& fund, const std::string& digest) {
    const auto seed = secret.hash("fund month signing", fund);
    static_assert(crypto_sign_SEEDBYTES == sizeof seed);
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open;
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> closed;
    crypto_sign_seed_keypair(open.data(), closed.data(), seed.data());
    Signed made{.signature = std::string(crypto_sign_BYTES, '\0'),
                .key = to_hex({reinterpret_cast<const char*>(open.data()), open.size()})};
    crypto_sign_detached(reinterpret_cast<unsigned char*>(made.signature.data()), nullptr,
                         reinterpret_cast<const unsigned char*>(digest.data()), digest.size(),
                         closed.data());
    sodium_memzero(closed.data(), closed.size());
    return made;
}

void put_totals(const domain::MonthEnd& end, auto& into) {
    for (const auto& [name, balance] : end.balances) *into.add_totals() = balance;
    into.set_up_to_version(end.version);
}

FundMonth closed_month(const std::string& fund, const domain::FundPeriodRecord& record) {
    FundMonth month{.closed = true};
    domain::MonthEnd end;
    end.version = record.close.up_to_version();
    for (const auto& balance : record.close.totals())
        end.balances[domain::name_of(balance.account())] = balance;
    month.text = domain::month_text(fund, record.close.period(), end);
    auto& view = month.view;
    view.set_period(record.close.period());
    *view.mutable_totals() = record.close.totals();
    view.set_up_to_version(record.close.up_to_version());
    view.set_digest(record.close.digest());
    view.set_signature(record.close.signature());
    view.set_key(record.close.key());
    view.set_closed_by(record.by);
    view.mutable_closed()->set_seconds(to_ms(record.at) / 1'000);
    return month;
}

// The request that a text names: by its own id, a payment's or a voucher's.
std::string request_in(const domain::FundState& state, const std::string& text) {
    const auto ours = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    };
    for (auto at = text.begin(); at != text.end();) {
        at = std::find_if(at, text.end(), ours);
        const auto end = std::find_if_not(at, text.end(), ours);
        const std::string word(at, end);
        at = end;
        if (word.size() < reference_bytes_min) continue;
        if (const auto* request = state.request(word)) return request->asked.request();
        if (const auto* payment = state.payment(word)) return payment->request;
        if (const auto* voucher = state.voucher(word)) return voucher->voucher.request();
    }
    return {};
}

// Of a CSV file somebody must say which column is which. Empty: enough is said.
std::string missing_column(v1::BankStatement::Format format, const v1::StatementMapping& mapping) {
    if (format != v1::BankStatement::csv) return {};
    if (mapping.date() == 0) return "statement_no_date_column";
    const bool amount =
        mapping.amount() != 0 || mapping.money_in() != 0 || mapping.money_out() != 0;
    return amount ? std::string{} : "statement_no_amount_column";
}

// Parts of a statement, each small enough for one command.
std::vector<v1::BankStatement> parts_of(v1::BankStatement whole) {
    const auto most = domain::statement_lines_max;
    const int count = std::max(1, (whole.lines_size() + most - 1) / most);
    google::protobuf::RepeatedPtrField<v1::StatementLine> lines;
    lines.Swap(whole.mutable_lines());
    whole.set_parts(static_cast<std::uint32_t>(count));
    std::vector<v1::BankStatement> parts;
    for (int part = 0; part < count; ++part) {
        auto& one = parts.emplace_back(whole);
        one.set_part(static_cast<std::uint32_t>(part));
        for (int i = part * most; i < std::min((part + 1) * most, lines.size()); ++i)
            *one.add_lines() = std::move(lines[i]);
        whole.clear_bad();  // told with the first one
        whole.clear_closing_cents();
    }
    return parts;
}

// What the file gave before, read in another way, is left out; the core leaves out what it knows by
// its id. The answer says how many are new.
v1::StatementAnswer take_lines(const domain::FundState& state, std::vector<statements::Line>& lines,
                               v1::BankStatement& statement) {
    v1::BankStatement all;
    all.set_id(statement.id());
    all.set_bank_account(statement.bank_account());
    all.set_content(statement.content());
    for (const auto& line : lines) {
        auto& told = *all.add_lines();
        told.set_id(line.id);
        told.set_booked_ms(to_ms(line.booked));
        told.set_cents(line.cents);
        told.set_reference(request_in(state, line.text));
    }
    const auto before = domain::given_before(state, all);
    v1::StatementAnswer answer;
    answer.set_statement(statement.id());
    std::set<std::string> seen_here;
    std::vector<statements::Line> kept;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& told = all.lines(static_cast<int>(i));
        const bool known = before[i] ||
                           state.known_lines.contains(all.bank_account() + "/" + told.id()) ||
                           !seen_here.insert(told.id()).second;
        if (known)
            answer.set_known(answer.known() + 1);
        else
            answer.set_taken(answer.taken() + 1);
        if (before[i]) continue;
        *statement.add_lines() = told;
        kept.push_back(std::move(lines[i]));
    }
    lines = std::move(kept);
    return answer;
}

}  // namespace

awaitable<Answered<v1::FunderStatement>> FundDeskImpl::statement(
    std::string fund, std::string funder, std::string from, std::string until,
    words::Language language, v1::Account by) {
    const auto state = seen(fund, FundPart::funder_statements, by);
    if (!state) co_return std::unexpected(state.error());
    const auto& settings = (*state)->rules->data();
    if (std::ranges::none_of(settings.sources(),
                             [&](const auto& source) { return source.funder() == funder; }))
        co_return std::unexpected(invalid("funder"));
    const domain::WallClock clock(settings.limits().zone());
    const auto begin = screens::instant_in(from, clock);
    const auto end = screens::instant_in(until, clock);
    if (!begin) co_return std::unexpected(invalid("from: a day such as 2026-11-01"));
    if (!end) co_return std::unexpected(invalid("until: a day such as 2026-12-01"));
    if (*begin >= *end)
        co_return std::unexpected(
            Refused{.status = 422, .code = "period_wrong", .detail = "until"});
    domain::FunderLedger ledger(funder, *begin, *end);
    FundPages pages(ports_.store, ports_.workers, (*state)->aggregate, 0, (*state)->version);
    for (;;) {
        const auto events = co_await pages.next();
        if (!events) co_return std::unexpected(refused_for(events.error()));
        if (events->empty()) break;
        co_await ports_.workers.run([&] {
            for (const auto& event : *events) ledger.read(event);
            return true;
        });
    }
    co_return ledger.statement(language == words::Language::fr);
}

Answered<FundDesk::Pieces> FundDeskImpl::journal(const std::string& fund, Ledger form,
                                                 const v1::Account& by) {
    const auto state = seen(fund, FundPart::book, by);
    if (!state) return std::unexpected(state.error());
    struct Reading {
        FundPages pages;
        domain::Journal journal;
        bool begun = false;
    };
    const auto reading = std::make_shared<Reading>(
        Reading{FundPages(ports_.store, ports_.workers, (*state)->aggregate, 0, (*state)->version),
                domain::Journal((*state)->rules->data().limits().zone())});
    return Pieces([this, reading, form]() -> awaitable<Answered<std::string>> {
        const bool csv = form == Ledger::csv;
        if (!std::exchange(reading->begun, true))
            co_return csv ? domain::Journal::csv_head() : domain::Journal::hledger_head();
        std::string text;
        while (text.empty()) {  // a page in which nothing moved is no end
            const auto events = co_await reading->pages.next();
            if (!events) co_return std::unexpected(refused_for(events.error()));
            if (events->empty()) break;
            text = co_await ports_.workers.run([&] {
                std::string piece;
                for (const auto& event : *events)
                    piece += csv ? reading->journal.csv(event) : reading->journal.hledger(event);
                return piece;
            });
        }
        co_return text;
    });
}

FundMonth FundDeskImpl::month_as_it_stands(const State& state, const std::string& month) const {
    const auto end = domain::month_end(state, month);
    FundMonth told;
    const auto fund = state.aggregate.substr(state.aggregate.find('/') + 1);
    told.text = domain::month_text(fund, month, end);
    told.view.set_period(month);
    put_totals(end, told.view);
    told.view.set_digest(sha256(told.text));
    return told;
}

Answered<std::vector<FundMonth>> FundDeskImpl::months(const std::string& fund,
                                                      const v1::Account& by) {
    const auto found = seen(fund, FundPart::book, by);
    if (!found) return std::unexpected(found.error());
    const auto& state = **found;
    const auto who = sight(fund, by).who();
    std::vector<FundMonth> all;
    for (const auto& [month, record] : state.periods)
        all.push_back(closed_month(named(fund), record));
    for (const auto& month : domain::open_months(state, ports_.clock.now())) {
        all.push_back(month_as_it_stands(state, month));
        all.back().may_close = who.reconciles || who.board;
    }
    std::ranges::reverse(all);
    return all;
}

awaitable<Answered<FundMonth>> FundDeskImpl::close_month(std::string fund, std::string wish_id,
                                                         std::string month, std::string digest,
                                                         v1::Account by) {
    fund = named(fund);
    if (!canonical_uuid(wish_id)) co_return std::unexpected(invalid("id: a UUID"));
    if (!domain::is_month(month)) co_return std::unexpected(invalid("month: such as 2026-10"));
    const auto state = seen(fund, FundPart::book, by);
    if (!state) co_return std::unexpected(state.error());
    if (!sight(fund, by).may(v1::FundCommand::kClosePeriod)) co_return std::unexpected(forbidden());
    const auto stands = month_as_it_stands(**state, month);
    const auto closed = (*state)->periods.find(month);
    const auto& looked_at =
        closed == (*state)->periods.end() ? stands.view.digest() : closed->second.close.digest();
    if (!digest.empty() && digest != to_hex(looked_at))
        co_return std::unexpected(refused_for(v1::Rejection::totals_differ));
    Wished wished{.id = wish_id, .meant = month};
    auto& close = *wished.command.mutable_close_period();
    close.set_period(month);
    *close.mutable_totals() = stands.view.totals();
    close.set_up_to_version(stands.view.up_to_version());
    close.set_digest(stands.view.digest());
    auto made = signature_of(ports_.secret, fund, close.digest());
    close.set_signature(std::move(made.signature));
    close.set_key(std::move(made.key));
    const auto version = co_await submit(fund, std::move(wished), by);
    if (!version) co_return std::unexpected(version.error());
    const auto* now = find(fund);
    const auto record = now->periods.find(month);
    check(record != now->periods.end(), "a month that was closed is read back");
    co_return closed_month(fund, record->second);
}

awaitable<Answered<v1::StatementAnswer>> FundDeskImpl::read_statement(std::string fund,
                                                                      StatementGiven given,
                                                                      v1::Account by) {
    fund = named(fund);
    const auto allowed = seen(fund, FundPart::bank, by);
    if (!allowed) co_return std::unexpected(allowed.error());
    if (!sight(fund, by).may(v1::FundCommand::kReadStatement))
        co_return std::unexpected(forbidden());
    if (!domain::is_fund_id(given.bank_account))
        co_return std::unexpected(invalid("account: a code, never its number"));
    if (given.bytes.size() > statement_bytes)
        co_return std::unexpected(Refused{.status = 413, .code = "body_too_large"});
    v1::BankStatement statement;
    statement.set_bank_account(given.bank_account);
    statement.set_content(sha256(given.bytes));
    statement.set_format(given.format == v1::BankStatement::unknown
                             ? statements::format_of(given.bytes)
                             : given.format);
    // The same file of the same account, read in the same way, is the same statement.
    const auto way = statement.format() == v1::BankStatement::csv
                         ? "\n" + given.mapping.SerializeAsString()
                         : std::string();
    statement.set_id(
        "bank-" +
        to_hex(sha256(given.bank_account + "\n" + statement.content() + way)).substr(0, 24));
    if (const auto missing = missing_column(statement.format(), given.mapping); !missing.empty())
        co_return std::unexpected(Refused{.status = 422, .code = missing});
    auto reading = co_await ports_.workers.run(
        [&] { return statements::read(given.bytes, statement.format(), given.mapping); });
    for (auto& bad : reading.bad) *statement.add_bad() = std::move(bad);
    if (reading.lines.empty())
        co_return std::unexpected(Refused{
            .status = 422,
            .code = "statement_not_understood",
            .detail = statement.bad().empty() ? "no line"
                                              : "line " + std::to_string(statement.bad(0).line()) +
                                                    ": " + statement.bad(0).reason()});
    if (reading.closing_cents) statement.set_closing_cents(*reading.closing_cents);
    auto answer = take_lines(*find(fund), reading.lines, statement);
    *answer.mutable_bad() = statement.bad();
    if (answer.taken() == 0 && reading.lines.empty()) co_return answer;
    if (auto sealed = co_await seal_lines(fund, reading.lines, statement); !sealed)
        co_return std::unexpected(sealed.error());
    for (auto& part : parts_of(std::move(statement))) {
        Wished wished{.id = ports_.new_uuid()};
        wished.meant = part.id() + "/" + std::to_string(part.part());
        *wished.command.mutable_read_statement()->mutable_statement() = std::move(part);
        const auto version = co_await submit(fund, std::move(wished), by);
        if (!version) co_return std::unexpected(version.error());
    }
    co_return answer;
}

// One key a statement: destroying it forgets what the bank wrote.
awaitable<Answered<void>> FundDeskImpl::seal_lines(std::string fund,
                                                   const std::vector<statements::Line>& lines,
                                                   v1::BankStatement& statement) {
    co_return co_await ports_.workers.run([&]() -> Answered<void> {
        const auto key = ports_.keys().take_key();
        if (!key) return std::unexpected(refused_for(key.error()));
        for (int i = 0; i < statement.lines_size(); ++i) {
            const store::SealContext context{domain::fund_of(fund), "statement/" + statement.id(),
                                             statement.lines(i).id()};
            auto& place = *statement.mutable_lines(i)->mutable_text();
            place.set_key(*key);
            const auto& text = lines[static_cast<std::size_t>(i)].text;
            if (auto sealed = seal(context, text, place); !sealed) return sealed;
        }
        return {};
    });
}

}  // namespace relais::gateway
