// The emergency fund: read, asked, signed, paid. Who may is the desk's to say; here is only how it
// is written.
#include "services/gateway/api_fund.hpp"

#include <google/protobuf/util/time_util.h>

#include "common/http/caller.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/json_text.hpp"

namespace relais::gateway {
namespace {

using AnyResponse = Answered<http::Response>;

Refused invalid(std::string detail) {
    return {.status = 400, .code = "invalid_field", .detail = std::move(detail)};
}

struct Asked {
    FundDesk& desk;
    const http::Request& request;
    const v1::Account& by;

    [[nodiscard]] std::string fund() const { return request.query_value("fund"); }
    [[nodiscard]] words::Language language() const { return language_for(request, by.language()); }
    [[nodiscard]] std::string param(const std::string& name) const {
        return request.params.at(name);
    }
    template <class Message>
    [[nodiscard]] AnyResponse told(const Answered<Message>& message) const {
        if (!message) return std::unexpected(message.error());
        return message_response(200, request, *message, Absent::shown);
    }
    [[nodiscard]] AnyResponse version(const Answered<std::uint64_t>& version) const {
        if (!version) return std::unexpected(version.error());
        return json_response(200, "{\"version\":" + std::to_string(*version) + "}");
    }
};

// ── Reading ──

awaitable<AnyResponse> get_fund(Asked asked) {
    co_return asked.told(asked.desk.view(asked.fund(), asked.language(), asked.by));
}

awaitable<AnyResponse> get_settings(Asked asked) {
    auto settings = asked.desk.settings(asked.fund(), asked.by);
    if (!settings) co_return std::unexpected(settings.error());
    v1::FundFile file;
    for (const auto& vendor : settings->vendors()) {
        auto card = asked.desk.vendor_card(asked.fund(), vendor.id(), asked.by);
        if (card.ByteSizeLong() > 0) (*file.mutable_cards())[vendor.id()] = std::move(card);
    }
    file.set_expected_revision(settings->revision());
    *file.mutable_settings() = std::move(*settings);
    co_return message_response(200, asked.request, file);
}

awaitable<AnyResponse> get_requests(Asked asked) {
    co_return asked.told(asked.desk.requests(asked.fund(), asked.request.query_value("case"),
                                             asked.language(), asked.by));
}

awaitable<AnyResponse> get_request(Asked asked) {
    co_return asked.told(
        co_await asked.desk.request(asked.fund(), asked.param("id"), asked.language(), asked.by));
}

awaitable<AnyResponse> get_balances(Asked asked) {
    co_return asked.told(asked.desk.balances(asked.fund(), asked.by));
}

awaitable<AnyResponse> get_ageing(Asked asked) {
    co_return asked.told(asked.desk.ageing(asked.fund(), asked.by));
}

awaitable<AnyResponse> get_matches(Asked asked) {
    co_return asked.told(co_await asked.desk.matches(asked.fund(), asked.by));
}

awaitable<AnyResponse> get_statement(Asked asked) {
    const auto value = [&](const char* name) { return asked.request.query_value(name); };
    co_return asked.told(co_await asked.desk.statement(asked.fund(), value("funder"), value("from"),
                                                       value("until"), asked.language(), asked.by));
}

// A book that could not be read to its end looks cut short: nobody adds up half of it.
struct CutShort : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "a journal was cut short"; }
};

awaitable<AnyResponse> give_journal(Asked asked, FundDesk::Ledger form) {
    auto pieces = asked.desk.journal(asked.fund(), form, asked.by);
    if (!pieces) co_return std::unexpected(pieces.error());
    const bool csv = form == FundDesk::Ledger::csv;
    auto response = file_response(csv ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8",
                                  csv ? "fund.csv" : "fund.journal", {});
    response.stream = [next = std::move(*pieces)](http::Sink& sink) -> awaitable<void> {
        for (;;) {
            auto piece = co_await next();
            if (!piece) throw CutShort{};
            if (piece->empty() || !co_await sink.write(std::move(*piece))) co_return;
        }
    };
    co_return response;
}

awaitable<AnyResponse> get_journal(Asked asked) {
    co_return co_await give_journal(asked, FundDesk::Ledger::hledger);
}
awaitable<AnyResponse> get_journal_csv(Asked asked) {
    co_return co_await give_journal(asked, FundDesk::Ledger::csv);
}

v1::FundMonths::Month told(const FundMonth& month) {
    v1::FundMonths::Month out;
    *out.mutable_period() = month.view;
    out.set_text(month.text);
    out.set_closed(month.closed);
    out.set_may_close(month.may_close);
    return out;
}

awaitable<AnyResponse> get_periods(Asked asked) {
    const auto months = asked.desk.months(asked.fund(), asked.by);
    if (!months) co_return std::unexpected(months.error());
    v1::FundMonths all;
    for (const auto& month : *months) *all.add_months() = told(month);
    co_return message_response(200, asked.request, all, Absent::shown);
}

// What the digest of a month is of, byte by byte: anybody checks it with a tool of her own.
awaitable<AnyResponse> get_month_text(Asked asked) {
    const auto months = asked.desk.months(asked.fund(), asked.by);
    if (!months) co_return std::unexpected(months.error());
    for (const auto& month : *months)
        if (month.view.period() == asked.param("month"))
            co_return file_response("text/plain; charset=utf-8", month.view.period() + ".txt",
                                    std::string(month.text));
    co_return std::unexpected(Refused{.status = 404, .code = "not_found"});
}

awaitable<AnyResponse> get_voucher(Asked asked) {
    co_return asked.told(
        asked.desk.voucher(asked.fund(), asked.param("number"), asked.language(), asked.by));
}

awaitable<AnyResponse> get_evidence(Asked asked) {
    auto file = co_await asked.desk.evidence_file(asked.fund(), asked.param("id"),
                                                  asked.param("evidence"), asked.by);
    if (!file) co_return std::unexpected(file.error());
    co_return file_response(std::move(file->type), file->name, std::move(file->bytes));
}

awaitable<AnyResponse> get_deposits(Asked asked) {
    co_return asked.told(co_await asked.desk.deposits(asked.fund(), asked.by));
}

awaitable<AnyResponse> get_deposit_paper(Asked asked) {
    auto file = co_await asked.desk.deposit_file(asked.fund(), asked.param("id"), asked.by);
    if (!file) co_return std::unexpected(file.error());
    co_return file_response(std::move(file->type), file->name, std::move(file->bytes));
}

awaitable<AnyResponse> get_notes(Asked asked) {
    const auto notes = co_await asked.desk.notes(asked.fund(), asked.param("id"), asked.by);
    if (!notes) co_return std::unexpected(notes.error());
    std::string list;
    for (const auto& note : *notes) {
        const bool refusal = note.with == FundNote::With::refusal;
        list += (list.empty() ? "" : ",") + std::string(R"({"with":)") +
                (refusal ? R"("refusal")" : R"("refund")") + R"(,"atMs":")" +
                std::to_string(to_ms(note.at)) + R"(","text":)" + json_string(note.text) + "}";
    }
    co_return json_response(200, R"({"notes":[)" + list + "]}");
}

awaitable<AnyResponse> get_openings(Asked asked) {
    const auto openings = co_await asked.desk.openings(asked.by);
    if (!openings) co_return std::unexpected(openings.error());
    v1::FileOpenings all;
    for (const auto& one : *openings) {
        auto& added = *all.add_openings();
        *added.mutable_at() =
            google::protobuf::util::TimeUtil::MillisecondsToTimestamp(to_ms(one.at));
        added.set_person(one.person);
        added.set_request(one.request);
        added.set_evidence(one.evidence);
    }
    co_return message_response(200, asked.request, all, Absent::shown);
}

// ── Asking ──

awaitable<AnyResponse> post_request(Asked asked) {
    v1::FundAsking asking;
    if (auto read = read_body(asked.request, asking); !read)
        co_return std::unexpected(read.error());
    co_return asked.version(co_await asked.desk.ask(std::move(asking), asked.by));
}

awaitable<AnyResponse> post_command(Asked asked) {
    v1::FundTelling telling;
    if (auto read = read_body(asked.request, telling); !read)
        co_return std::unexpected(read.error());
    FundWish wish{.id = telling.id(),
                  .command = std::move(*telling.mutable_command()),
                  .note = telling.note()};
    co_return asked.version(co_await asked.desk.command(telling.fund(), std::move(wish), asked.by));
}

awaitable<AnyResponse> put_settings(Asked asked) {
    v1::FundFile file;
    if (auto read = read_body(asked.request, file); !read) co_return std::unexpected(read.error());
    FundSettingsGiven given;
    *given.put.mutable_settings() = std::move(*file.mutable_settings());
    given.put.set_expected_revision(file.expected_revision());
    given.put.set_why(file.why());
    for (auto& [vendor, card] : *file.mutable_cards()) given.cards[vendor] = std::move(card);
    co_return asked.version(co_await asked.desk.put_settings(
        asked.fund(), asked.request.query_value("id"), std::move(given), asked.by));
}

awaitable<AnyResponse> post_voucher(Asked asked) {
    v1::VoucherAsking asking;
    if (auto read = read_body(asked.request, asking); !read)
        co_return std::unexpected(read.error());
    co_return asked.told(co_await asked.desk.issue_voucher(
        asked.fund(), asking.id(), asked.param("id"), asking.quantity(), asking.amount(),
        asked.language(), asked.by));
}

Answered<VoucherSaid> said_in(const http::Request& request) {
    v1::VoucherSaying saying;
    if (auto read = read_body(request, saying); !read) return std::unexpected(read.error());
    return VoucherSaid{
        .number = request.params.at("number"), .code = saying.code(), .amount = saying.amount()};
}

awaitable<AnyResponse> post_telephone_redemption(Asked asked) {
    auto said = said_in(asked.request);
    if (!said) co_return std::unexpected(said.error());
    co_return asked.told(co_await asked.desk.redeem_by_telephone(asked.fund(), std::move(*said),
                                                                 asked.language(), asked.by));
}

// Nobody signs in: the paper is the key.
awaitable<http::Response> post_redemption(ApiPorts& ports, FundDesk& desk,
                                          const http::Request& request) {
    auto said = said_in(request);
    if (!said) co_return ports.problems.answer(said.error(), request);
    const auto paper =
        co_await desk.redeem(std::move(*said), http::caller_of(request), language_for(request));
    if (!paper) co_return ports.problems.answer(paper.error(), request);
    co_return message_response(200, request, *paper, Absent::shown);
}

awaitable<AnyResponse> post_evidence(Asked asked) {
    const auto value = [&](const char* name) { return asked.request.query_value(name); };
    auto kind = v1::FundEvidence::receipt;
    if (const auto text = value("kind");
        !text.empty() && !v1::FundEvidence::Kind_Parse(text, &kind))
        co_return std::unexpected(invalid("kind: receipt, invoice or vendor_confirmation"));
    co_return asked.version(co_await asked.desk.add_evidence(asked.fund(),
                                                             {.id = value("id"),
                                                              .request = asked.param("id"),
                                                              .kind = kind,
                                                              .amount = value("amount"),
                                                              .replaces = value("replaces"),
                                                              .note = {},
                                                              .bytes = asked.request.body},
                                                             asked.by));
}

awaitable<AnyResponse> post_deposit(Asked asked) {
    const auto value = [&](const char* name) { return asked.request.query_value(name); };
    co_return asked.version(co_await asked.desk.deposit(asked.fund(),
                                                        {.id = value("id"),
                                                         .source = value("source"),
                                                         .amount = value("amount"),
                                                         .day = value("day"),
                                                         .reference = value("reference"),
                                                         .bytes = asked.request.body},
                                                        asked.by));
}

Answered<std::uint32_t> column_in(const http::Request& request, const char* name) {
    const auto text = request.query_value(name);
    std::uint32_t column = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || column > 1'000) return std::unexpected(invalid(name));
        column = column * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return column;
}

Answered<v1::StatementMapping> mapping_in(const http::Request& request) {
    v1::StatementMapping mapping;
    using Set = void (v1::StatementMapping::*)(std::uint32_t);
    for (const auto& [name, set] : std::initializer_list<std::pair<const char*, Set>>{
             {"first", &v1::StatementMapping::set_first_line},
             {"date", &v1::StatementMapping::set_date},
             {"amount", &v1::StatementMapping::set_amount},
             {"in", &v1::StatementMapping::set_money_in},
             {"out", &v1::StatementMapping::set_money_out},
             {"text", &v1::StatementMapping::set_text},
             {"line", &v1::StatementMapping::set_id}}) {
        const auto column = column_in(request, name);
        if (!column) return std::unexpected(column.error());
        (mapping.*set)(*column);
    }
    mapping.set_separator(request.query_value("separator"));
    mapping.set_date_form(request.query_value("dateForm"));
    mapping.set_decimal_comma(request.query_value("comma") == "true");
    return mapping;
}

awaitable<AnyResponse> post_statement(Asked asked) {
    const auto form = asked.request.query_value("format");
    StatementGiven given{.bank_account = asked.request.query_value("account")};
    if (!form.empty() && !v1::BankStatement::Format_Parse(form, &given.format))
        co_return std::unexpected(invalid("format: csv, camt_053 or ofx"));
    auto mapping = mapping_in(asked.request);
    if (!mapping) co_return std::unexpected(mapping.error());
    given.mapping = std::move(*mapping);
    given.bytes = asked.request.body;
    co_return asked.told(
        co_await asked.desk.read_statement(asked.fund(), std::move(given), asked.by));
}

awaitable<AnyResponse> post_period(Asked asked) {
    v1::MonthClosing closing;
    if (auto read = read_body(asked.request, closing); !read)
        co_return std::unexpected(read.error());
    const auto month = co_await asked.desk.close_month(asked.fund(), closing.id(), closing.month(),
                                                       closing.digest(), asked.by);
    if (!month) co_return std::unexpected(month.error());
    co_return message_response(200, asked.request, told(*month), Absent::shown);
}

}  // namespace

void add_fund_routes(Routes& routes, ApiPorts& ports, FundDesk& desk) {
    using http::Method;
    const auto add = [&](Method method, std::string pattern, std::size_t body_max, auto answer) {
        routes.push_back({method, std::move(pattern), body_max,
                          for_everyone(ports, [&desk, answer](const http::Request& request,
                                                              const Caller& caller) {
                              return answer(Asked{desk, request, caller.account});
                          })});
    };
    const auto small = ports.config.command_bytes_max;
    add(Method::get, "/v1/fund", 0, get_fund);
    add(Method::get, "/v1/fund/settings", 0, get_settings);
    add(Method::put, "/v1/fund/settings", fund_settings_bytes, put_settings);
    add(Method::get, "/v1/fund/requests", 0, get_requests);
    add(Method::post, "/v1/fund/requests", small, post_request);
    add(Method::get, "/v1/fund/requests/{id}", 0, get_request);
    add(Method::post, "/v1/fund/requests/{id}/vouchers", small, post_voucher);
    add(Method::post, "/v1/fund/requests/{id}/evidence", domain::evidence_bytes_max, post_evidence);
    add(Method::get, "/v1/fund/requests/{id}/evidence/{evidence}", 0, get_evidence);
    add(Method::get, "/v1/fund/requests/{id}/notes", 0, get_notes);
    add(Method::post, "/v1/fund/commands", small, post_command);
    add(Method::get, "/v1/fund/vouchers/{number}", 0, get_voucher);
    add(Method::post, "/v1/fund/vouchers/{number}/redemption", small, post_telephone_redemption);
    add(Method::get, "/v1/fund/deposits", 0, get_deposits);
    add(Method::post, "/v1/fund/deposits", domain::evidence_bytes_max, post_deposit);
    add(Method::get, "/v1/fund/deposits/{id}/paper", 0, get_deposit_paper);
    add(Method::get, "/v1/fund/openings", 0, get_openings);
    add(Method::get, "/v1/fund/balances", 0, get_balances);
    add(Method::get, "/v1/fund/ageing", 0, get_ageing);
    add(Method::get, "/v1/fund/statement", 0, get_statement);
    add(Method::get, "/v1/fund/journal", 0, get_journal);
    add(Method::get, "/v1/fund/journal.csv", 0, get_journal_csv);
    add(Method::get, "/v1/fund/periods", 0, get_periods);
    add(Method::get, "/v1/fund/periods/{month}/text", 0, get_month_text);
    add(Method::post, "/v1/fund/periods", small, post_period);
    add(Method::get, "/v1/fund/matches", 0, get_matches);
    add(Method::post, "/v1/fund/statements", statement_bytes, post_statement);
    routes.push_back({Method::post, "/v1/vouchers/{number}/redemption", 4u << 10,
                      [&ports, &desk](http::Request request) -> awaitable<http::Response> {
                          co_return co_await post_redemption(ports, desk, request);
                      }});
}

}  // namespace relais::gateway
