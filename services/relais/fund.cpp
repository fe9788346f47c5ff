// fund: the emergency fund for whoever keeps it: asked, signed, paid, read, closed. The service
// decides and counts; we only carry.
#include <algorithm>
#include <iostream>
#include <memory>

#include <spdlog/fmt/fmt.h>

#include "common/domain/fund/money.hpp"
#include "services/relais/alert_id.hpp"
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/fund_text.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string fund, request, case_code, case_id, expense, amount, vendor, note, funder;
    std::string source, reference, day, from, until, advance_to, month, file, account, format,
        date_form;
    std::string why = "not_for_the_fund";
    std::uint32_t quantity = 0;
    std::uint32_t first = 0, date = 0, column = 0, in = 0, out = 0, text = 0;
    bool now = false, csv = false, comma = false;
    std::string deposit, statement, line, why_corrected, why_unmatched;
    bool done = false, json = false;
    AccessOptions access;
};

constexpr std::chrono::seconds long_enough{120};  // a whole book

// The service, spoken to with the token of whoever does this.
class Fund {
public:
    Fund(const Console& console, const Options& options, const char* token_name)
        : console_(console), options_(options), where_(access(options.access, token_name)) {
        if (where_) api_.emplace(io_.get_executor(), where_->url, console.language());
    }
    [[nodiscard]] bool found() const { return where_.has_value(); }
    int nowhere() const { return console_.refuse(where_.error()); }

    Asked<std::string> get(const std::string& path) {
        return answered(api_->get(addressed(path), where_->token, long_enough));
    }
    Asked<std::string> post(const std::string& path, const google::protobuf::Message& body) {
        return answered(
            api_->post(addressed(path), where_->token, to_json(body), std::chrono::seconds{30}));
    }
    Asked<std::string> put(const std::string& path, const google::protobuf::Message& body) {
        return answered(api_->put(addressed(path), where_->token, to_json(body)));
    }
    Asked<std::string> post_file(const std::string& path, std::string bytes) {
        return answered(api_->post_file(addressed(path), where_->token, std::move(bytes)));
    }

private:
    [[nodiscard]] std::string addressed(const std::string& path) const {
        if (options_.fund.empty()) return path;
        return path + (path.find('?') == path.npos ? "?" : "&") + "fund=" + in_path(options_.fund);
    }
    Asked<std::string> answered(boost::asio::awaitable<Asked<std::string>> question) {
        io_.restart();
        auto answer = run_alone(io_, std::move(question));
        return answer ? std::move(*answer) : std::unexpected(Problem{});
    }

    const Console& console_;
    const Options& options_;
    Result<Access> where_;
    boost::asio::io_context io_{1};
    std::optional<Api> api_;
};

// What was answered, as JSON or in words.
template <class Message>
int told(const Console& console, const Options& options, const Asked<std::string>& answer,
         std::string (*text)(const Console&, const Message&)) {
    if (!answer) return refuse(console, answer.error());
    if (options.json) {
        console.line(*answer);
        return exit_done;
    }
    Message message;
    if (!from_json(*answer, message)) return console.refuse("not_understood");
    console.line(text(console, message));
    return exit_done;
}

int done(const Console& console, const Options& options, const Asked<std::string>& answer) {
    if (!answer) return refuse(console, answer.error());
    v1::FundSummary said;  // a version is all that is told
    if (options.json)
        console.line(*answer);
    else if (from_json(*answer, said))
        console.say("fund_version", {{"version", static_cast<std::int64_t>(said.version())}});
    return exit_done;
}

int show(const Console& console, const Options& options, Fund& fund) {
    return told(console, options, fund.get("/v1/fund"), fund_text);
}

int requests(const Console& console, const Options& options, Fund& fund) {
    const auto of = options.case_code.empty() ? "" : "?case=" + in_path(options.case_code);
    return told(console, options, fund.get("/v1/fund/requests" + of), requests_text);
}

int request(const Console& console, const Options& options, Fund& fund) {
    return told(console, options, fund.get("/v1/fund/requests/" + in_path(options.request)),
                request_text);
}

int ask(const Console& console, const Options& options, Fund& fund) {
    v1::FundAsking asking;
    asking.set_request(new_alert_id());
    asking.set_fund(options.fund);
    asking.set_case_id(options.case_id);
    asking.set_expense(options.expense);
    asking.set_quantity(options.quantity);
    asking.set_amount(options.amount);
    asking.set_vendor(options.vendor);
    asking.set_note(options.note);
    asking.set_advance_to(options.advance_to);
    if (options.now) asking.set_urgency(v1::FundRequest::now);
    const auto answer = fund.post("/v1/fund/requests", asking);
    if (answer && !options.json) console.say("fund_asked", {{"id", asking.request()}});
    return done(console, options, answer);
}

int tell(const Console& console, const Options& options, Fund& fund, v1::FundTelling telling) {
    telling.set_id(new_alert_id());
    telling.set_fund(options.fund);
    telling.set_note(options.note);
    return done(console, options, fund.post("/v1/fund/commands", telling));
}

// At the amount that stands there now: another one is refused.
int approve(const Console& console, const Options& options, Fund& fund) {
    const auto answer = fund.get("/v1/fund/requests/" + in_path(options.request));
    if (!answer) return refuse(console, answer.error());
    v1::FundRequestView view;
    if (!from_json(*answer, view)) return console.refuse("not_understood");
    if (!options.json) console.line(request_text(console, view));
    v1::FundTelling telling;
    auto& approval = *telling.mutable_command()->mutable_approve_request();
    approval.set_request(options.request);
    approval.mutable_seen()->set_cents(view.cents());
    approval.set_vendor(options.vendor);
    return tell(console, options, fund, std::move(telling));
}

int receive(const Console& console, const Options& options, Fund& fund) {
    std::string paper;
    if (!options.file.empty()) {
        auto bytes = read_file(options.file);
        if (!bytes) return console.refuse(bytes.error());
        paper = std::move(*bytes);
    }
    const auto cents = domain::parse_amount(options.amount);
    if (!cents)
        return console.refuse(
            "fund_amount_wrong",
            {{"typed", printable(options.amount)},
             {"words", console.words_or_code("problem", v1::Rejection::Code_Name(cents.error()))}});
    return done(console, options,
                fund.post_file(
                    fmt::format("/v1/fund/deposits?id={}&source={}&amount={}&day={}&reference={}",
                                new_alert_id(), in_path(options.source), in_path(options.amount),
                                in_path(options.day), in_path(options.reference)),
                    std::move(paper)));
}

int deposits(const Console& console, const Options& options, Fund& fund) {
    return told(console, options, fund.get("/v1/fund/deposits"), deposits_text);
}

// A deposit by its number, as `deposits` lists it. What was told stays; another entry takes it
// back.
int correct(const Console& console, const Options& options, Fund& fund) {
    const auto answer = fund.get("/v1/fund/deposits");
    if (!answer) return refuse(console, answer.error());
    v1::FundDeposits all;
    if (!from_json(*answer, all)) return console.refuse("not_understood");
    const auto wrong = std::ranges::find(all.deposits(), options.deposit,
                                         [](const auto& one) { return one.id(); });
    if (wrong == all.deposits().end())
        return console.refuse("fund_no_such_deposit", {{"id", printable(options.deposit)}});
    v1::FundTelling telling;
    auto& correction = *telling.mutable_command()->mutable_correct_transfer();
    correction.set_transfer(wrong->transfer());
    correction.set_why(options.why_corrected);
    const int code = tell(console, options, fund, std::move(telling));
    if (code == exit_done && !options.json)
        console.say("fund_corrected", {{"deposit", deposit_line(console, *wrong)}});
    return code;
}

int unmatch(const Console& console, const Options& options, Fund& fund) {
    v1::FundTelling telling;
    auto& undone = *telling.mutable_command()->mutable_unmatch_line();
    undone.set_statement(options.statement);
    undone.set_line(options.line);
    undone.set_why(options.why_unmatched);
    const int code = tell(console, options, fund, std::move(telling));
    if (code == exit_done && !options.json)
        console.say("fund_unmatched", {{"line", printable(options.line)}});
    return code;
}

int matched(const Console& console, const Options& options, Fund& fund) {
    return told(console, options, fund.get("/v1/fund/matches"), matched_text);
}

int matches(const Console& console, const Options& options, Fund& fund) {
    if (options.done) return matched(console, options, fund);
    const auto answer = fund.get("/v1/fund/matches");
    if (!answer || options.json) return told<v1::MatchProposals>(console, options, answer, nullptr);
    v1::MatchProposals proposals;
    if (!from_json(*answer, proposals)) return console.refuse("not_understood");
    // Without them, a deposit is proposed and not named.
    v1::FundDeposits given;
    if (const auto deposits = fund.get("/v1/fund/deposits");
        !deposits || !from_json(*deposits, given))
        given.Clear();
    console.line(matches_text(console, proposals, given));
    return exit_done;
}

int refuse_request(const Console& console, const Options& options, Fund& fund) {
    v1::FundTelling telling;
    auto& refusal = *telling.mutable_command()->mutable_refuse_request();
    refusal.set_request(options.request);
    v1::FundRequest::RefusedWhy why = v1::FundRequest::refused_unknown;
    if (!v1::FundRequest::RefusedWhy_Parse(options.why, &why))
        return console.refuse("not_understood");
    refusal.set_why(why);
    return tell(console, options, fund, std::move(telling));
}

int balances(const Console& console, const Options& options, Fund& fund) {
    return told(console, options, fund.get("/v1/fund/balances"), balances_text);
}

int ageing(const Console& console, const Options& options, Fund& fund) {
    return told(console, options, fund.get("/v1/fund/ageing"), ageing_text);
}

int statement(const Console& console, const Options& options, Fund& fund) {
    return told(console, options,
                fund.get("/v1/fund/statement?funder=" + in_path(options.funder) +
                         "&from=" + in_path(options.from) + "&until=" + in_path(options.until)),
                statement_text);
}

int journal(const Console& console, const Options& options, Fund& fund) {
    const auto answer = fund.get(options.csv ? "/v1/fund/journal.csv" : "/v1/fund/journal");
    if (!answer) return refuse(console, answer.error());
    std::cout << *answer << std::flush;
    return exit_done;
}

int periods(const Console& console, const Options& options, Fund& fund) {
    return told(console, options, fund.get("/v1/fund/periods"), months_text);
}

int close(const Console& console, const Options& options, Fund& fund) {
    v1::MonthClosing closing;
    closing.set_id(new_alert_id());
    closing.set_month(options.month);
    return told(console, options, fund.post("/v1/fund/periods", closing), closed_text);
}

int read_statement(const Console& console, const Options& options, Fund& fund) {
    auto bytes = read_file(options.file);
    if (!bytes) return console.refuse(bytes.error());
    auto path = fmt::format(
        "/v1/fund/statements?account={}&format={}&first={}&date={}&amount={}&in={}&out={}&text={}",
        in_path(options.account), in_path(options.format), options.first, options.date,
        options.column, options.in, options.out, options.text);
    if (!options.date_form.empty()) path += "&dateForm=" + in_path(options.date_form);
    if (options.comma) path += "&comma=true";
    return told(console, options, fund.post_file(path, std::move(*bytes)), read_text);
}

int voucher(const Console& console, const Options& options, Fund& fund) {
    v1::VoucherAsking asking;
    asking.set_id(new_alert_id());
    asking.set_quantity(options.quantity);
    asking.set_amount(options.amount);
    return told(console, options,
                fund.post("/v1/fund/requests/" + in_path(options.request) + "/vouchers", asking),
                voucher_text);
}

int put(const Console& console, const Options& options, Fund& fund) {
    const auto text = read_file(options.file);
    if (!text) return console.refuse(text.error());
    v1::FundFile file;
    if (!from_json(*text, file))
        return console.refuse("fund_file_broken", {{"file", printable(options.file)}});
    return done(console, options, fund.put("/v1/fund/settings?id=" + new_alert_id(), file));
}

// As a file that may be changed and put again.
int settings(const Console& console, const Options&, Fund& fund) {
    const auto answer = fund.get("/v1/fund/settings");
    if (!answer) return refuse(console, answer.error());
    v1::FundFile file;
    if (!from_json(*answer, file)) return console.refuse("not_understood");
    console.line(to_file_json(file));
    return exit_done;
}

using Work = int (*)(const Console&, const Options&, Fund&);

// The verbs, and what each is told.
class Verbs {
public:
    Verbs(CLI::App& fund, const Console& console, Run& run)
        : fund_(fund), console_(console), run_(run) {}

    CLI::App& add(const char* name, Work work, const char* token = "STEWARD_TOKEN") {
        auto help = "help_fund_" + std::string(name);
        std::ranges::replace(help, '-', '_');
        command_ = fund_.add_subcommand(name, console_.words(help));
        command_->add_flag("--json", options_->json, console_.words("help_json"));
        command_->add_option("--fund", options_->fund, console_.words("help_fund_which"));
        add_access_options(*command_, console_, options_->access);
        command_->callback([options = options_, work, token, &run = run_] {
            run = [options, work, token](Console& speaker) {
                Fund fund(speaker, *options, token);
                return fund.found() ? work(speaker, *options, fund) : fund.nowhere();
            };
        });
        return *command_;
    }
    template <class Value>
    Verbs& with(const char* name, Value& value, const char* help, bool required = false) {
        command_->add_option(name, value, console_.words("help_fund_" + std::string(help)))
            ->required(required);
        return *this;
    }
    Verbs& flag(const char* name, bool& value, const char* help) {
        command_->add_flag(name, value, console_.words("help_fund_" + std::string(help)));
        return *this;
    }
    Options& options() { return *options_; }

private:
    CLI::App& fund_;
    const Console& console_;
    Run& run_;
    CLI::App* command_ = nullptr;
    std::shared_ptr<Options> options_ = std::make_shared<Options>();
};

void add_asking(Verbs& verbs) {
    auto& options = verbs.options();
    verbs.add("ask", ask, "WORKER_TOKEN");
    verbs.with("EXPENSE", options.expense, "expense", true)
        .with("--case-id", options.case_id, "case_id")
        .with("--amount", options.amount, "amount")
        .with("--quantity", options.quantity, "quantity")
        .with("--vendor", options.vendor, "vendor")
        .with("--note", options.note, "note")
        .with("--advance-to", options.advance_to, "advance_to")
        .flag("--now", options.now, "now");
    verbs.add("approve", approve);
    verbs.with("REQUEST", options.request, "REQUEST", true)
        .with("--vendor", options.vendor, "vendor");
    verbs.add("refuse", refuse_request);
    verbs.with("REQUEST", options.request, "REQUEST", true)
        .with("--why", options.why, "why")
        .with("--note", options.note, "note");
    verbs.add("receive", receive);
    verbs.with("SOURCE", options.source, "SOURCE", true)
        .with("--amount", options.amount, "amount", true)
        .with("--day", options.day, "day")
        .with("--reference", options.reference, "reference")
        .with("--file", options.file, "deposit_file");
    verbs.add("correct", correct);
    verbs.with("DEPOSIT", options.deposit, "DEPOSIT", true)
        .with("--why", options.why_corrected, "why_corrected", true)
        .with("--note", options.note, "note");
    verbs.add("voucher", voucher);
    verbs.with("REQUEST", options.request, "REQUEST", true)
        .with("--quantity", options.quantity, "quantity")
        .with("--amount", options.amount, "amount");
    verbs.add("put", put, "ADMIN_TOKEN");
    verbs.with("FILE", options.file, "FILE", true);
}

void add_reading(Verbs& verbs) {
    auto& options = verbs.options();
    verbs.add("show", show);
    verbs.add("requests", requests);
    verbs.with("--case", options.case_code, "case");
    verbs.add("request", request);
    verbs.with("REQUEST", options.request, "REQUEST", true);
    verbs.add("settings", settings);
    verbs.add("balances", balances);
    verbs.add("ageing", ageing);
    verbs.add("statement", statement);
    verbs.with("FUNDER", options.funder, "funder", true)
        .with("--from", options.from, "from", true)
        .with("--until", options.until, "until", true);
    verbs.add("journal", journal);
    verbs.flag("--csv", options.csv, "csv");
    verbs.add("periods", periods);
    verbs.add("deposits", deposits);
}

void add_bank(Verbs& verbs) {
    auto& options = verbs.options();
    verbs.add("matches", matches);
    verbs.flag("--done", options.done, "done");
    verbs.add("unmatch", unmatch);
    verbs.with("STATEMENT", options.statement, "STATEMENT", true)
        .with("LINE", options.line, "LINE", true)
        .with("--why", options.why_unmatched, "why_unmatched", true);
    verbs.add("close", close);
    verbs.with("MONTH", options.month, "MONTH", true);
    verbs.add("read-statement", read_statement);
    verbs.with("FILE", options.file, "FILE", true)
        .with("--account", options.account, "account", true)
        .with("--format", options.format, "format")
        .with("--first", options.first, "first")
        .with("--date", options.date, "date")
        .with("--date-form", options.date_form, "date_form")
        .with("--amount", options.column, "column")
        .with("--in", options.in, "in")
        .with("--out", options.out, "out")
        .with("--text", options.text, "text")
        .flag("--comma", options.comma, "comma");
}

}  // namespace

void add_fund(CLI::App& app, const Console& console, Run& run) {
    auto& fund = *app.add_subcommand("fund", console.words("help_fund"));
    fund.require_subcommand(1);
    Verbs verbs(fund, console, run);
    add_reading(verbs);
    add_asking(verbs);
    add_bank(verbs);
}

}  // namespace relais::cli
