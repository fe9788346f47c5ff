// Writes the screens of the fund to a folder, French and English, so that they can be looked at in
// a browser without a service: screens_fund_render DIR.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "common/domain/fund/fund_reading.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/voucher_paper.hpp"
#include "tests/unit/screens_fund.hpp"

namespace relais::gateway {
namespace {

class FundClock : public Clock {
public:
    explicit FundClock(const FundDrill& fund) : fund_(fund) {}
    [[nodiscard]] Instant now() const override { return fund_.story.now; }

private:
    const FundDrill& fund_;
};

class Studio {
public:
    explicit Studio(std::filesystem::path folder) : folder_(std::move(folder)) {
        Door door{.who = [this](http::Request) -> awaitable<Answered<Visitor>> {
                      co_return Visitor{account_, "jeton"};
                  },
                  .sign_in = {},
                  .sign_out = {},
                  .from_our_screens = [](const http::Request&) { return true; }};
        routes_ = screen_routes({.desk = desk,
                                 .door = std::move(door),
                                 .words = drill_words(),
                                 .directory = drill_directory,
                                 .change_roster = {},
                                 .calendar_address = {},
                                 .clock = clock_,
                                 .new_uuid = [] { return fund_wish; },
                                 .apart = drill_apart,
                                 .settings = {.emergency_telephone = "418 555-0199"},
                                 .fund = {.desk = &fund, .qr = qr_svg}});
        for (const auto& file : screens::files()) write(file.path.substr(1), file.content());
    }
    void become(v1::Role::Code role, const std::string& person, const std::string& organization) {
        account_ = fund_account(role, person, organization);
    }
    void take(const std::string& name, http::Method method, const std::string& pattern,
              http::Request request = {}) {
        for (const auto& route : routes_) {
            if (route.method != method || route.pattern != pattern) continue;
            request.method = method;
            if (request.path.empty()) request.path = pattern;
            for (const char* language : {"fr", "en"}) {
                http::Request asked = request;
                asked.query += std::string("lang=") + language;
                write(name + "." + language + ".html", run(route.handler(asked)).body);
            }
        }
    }
    void get(const std::string& name, const std::string& pattern, const std::string& param = {},
             const std::string& value = {}, const std::string& query = {}) {
        http::Request request;
        if (!param.empty()) request.params[param] = value;
        request.query = query;
        take(name, http::Method::get, pattern, std::move(request));
    }

    DrillDesk desk;
    FundDrill fund;

private:
    void write(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
    }

    FundClock clock_{fund};
    std::filesystem::path folder_;
    v1::Account account_;
    std::vector<http::Route> routes_;
};

void told(const domain::Decision& decision) {
    if (!decision) std::cerr << v1::Rejection::Code_Name(decision.error()) << "\n";
}

// A night in the middle of which the fund is looked at.
void fill(Studio& studio, const std::string& case_id) {
    auto& fund = studio.fund;
    auto& story = fund.story;
    const auto hers = [&](const std::string& id, const std::string& expense, v1::Money amount,
                          const std::string& vendor, v1::FundRequest::Urgency urgency) {
        auto wish = test::FundStory::wish(id, expense, std::move(amount), vendor);
        wish.set_case_code(fund.case_code);
        wish.set_requester("demo-worker");
        wish.set_urgency(urgency);
        wish.set_quantity(expense == "hotel_night" ? 2 : 1);
        told(story.mail(wish));
    };
    static_cast<void>(case_id);
    hers("r-paid", "taxi", test::dollars(38), "cab", v1::FundRequest::now);
    told(story.approve("r-paid", test::by("simone")));
    told(story.send("r-paid", "p-paid"));
    told(story.told("p-paid", v1::FundPayment::paid));
    hers("r-doubt", "taxi", test::dollars(62), "cab", v1::FundRequest::now);
    told(story.approve("r-doubt", test::by("simone")));
    told(story.send("r-doubt", "p-doubt"));
    fund.asked("r-two", "hotel_night", test::dollars(1'400), "", v1::FundRequest::planned);
    told(story.approve("r-two", test::by("stella")));
    story.now = test::at_night;
    hers("r-voucher", "taxi", test::dollars(40), "cab", v1::FundRequest::now);
    told(story.approve("r-voucher", test::by("simone")));
    told(story.issue("r-voucher", "K7MX-4RTP"));
    hers("r-hotel", "hotel_night", test::dollars(240), "", v1::FundRequest::now);
    fund.asked("r-food", "food", {}, "shop", v1::FundRequest::urgency_unknown);
}

// The same form again, and another one beside it.
void asked_twice(Studio& studio, const std::string& case_id) {
    auto& now = studio.fund.story.now;
    now = std::max(now, instant(studio.desk.now_ms()));
    studio.desk.pass(to_ms(now) - studio.desk.now_ms());
    ask_through(studio.fund, studio.desk);
    http::Request sent;
    sent.params["id"] = case_id;
    sent.body = "command=" + fund_wish + "&expense=taxi&amount=40&urgency=now&household=1";
    studio.take("ask-sent", http::Method::post, "/cases/{id}/fund", sent);
    now += std::chrono::minutes(4);
    const auto form = "expense=taxi&form=";
    studio.get("ask-already", "/cases/{id}/fund", "id", case_id, form + fund_wish + "&");
    const std::string other = "1c3c1a52-0b1d-4c7e-9a51-3d6a1f2e8b99";
    studio.get("ask-before", "/cases/{id}/fund", "id", case_id, form + other + "&");
    sent.body = "command=" + other + "&expense=taxi&amount=40&urgency=now&household=1";
    studio.take("ask-held", http::Method::post, "/cases/{id}/fund", sent);
}

void bank(Studio& studio) {
    v1::FundCommand command;
    auto& statement = *command.mutable_read_statement()->mutable_statement();
    statement.set_id("s1");
    statement.set_bank_account("compte");
    statement.set_format(v1::BankStatement::csv);
    statement.set_content(std::string(32, 's'));
    for (const auto& [id, cents] :
         std::map<std::string, std::int64_t>{{"frais", -7'77}, {"taxi", -38'00}}) {
        auto& line = *statement.add_lines();
        line.set_id(id);
        line.set_cents(cents);
        line.set_booked_ms(to_ms(studio.fund.story.now));
    }
    told(studio.fund.story.when(test::by("stella"), command));
    FundMonth open{.may_close = true};
    open.view.set_period("2026-10");
    open.view.set_digest("\x0a\xff\x12\x45");
    *open.view.mutable_totals() = domain::fund_balances(studio.fund.story.state).balances();
    FundMonth closed{.closed = true};
    closed.view.set_period("2026-09");
    closed.view.set_closed_by("board");
    closed.view.set_digest(std::string(32, '\x3c'));
    closed.view.set_signature(std::string(64, '\x5a'));
    closed.view.set_key(std::string(64, 'a'));
    closed.view.mutable_closed()->set_seconds(to_ms(studio.fund.story.now) / 1'000);
    *closed.view.mutable_totals() = open.view.totals();
    studio.fund.told_months = {open, closed};
    v1::FundCommand match, correct;
    match.mutable_match_line()->set_statement("s1");
    match.mutable_match_line()->set_line("taxi");
    for (const auto& one : studio.fund.story.state.book.unmatched())
        if (one.request == "r-paid") match.mutable_match_line()->add_transfers(one.id);
    told(studio.fund.story.when(test::by("stella"), match));
    told(studio.fund.story.receive("city", test::dollars(5'000)));
    correct.mutable_correct_transfer()->set_transfer(
        domain::fund_deposits(studio.fund.story.state).deposits(0).transfer());
    correct.mutable_correct_transfer()->set_why("wrong_amount");
    told(studio.fund.story.when(test::by("simone"), correct));
}

void render(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    Studio studio(folder);
    const auto case_id = studio.desk.open(drill_alert);
    studio.desk.hand_over_all(case_id);
    studio.become(v1::Role::worker, "demo-worker", "hopital-clairiere");
    studio.get("ask", "/cases/{id}/fund", "id", case_id);
    studio.get("ask-taxi", "/cases/{id}/fund", "id", case_id, "expense=taxi&");
    studio.get("ask-hotel", "/cases/{id}/fund", "id", case_id, "expense=hotel_night&");
    asked_twice(studio, case_id);
    fill(studio, case_id);
    bank(studio);
    studio.get("asked", "/cases/{id}/fund", "id", case_id, "asked=1&");
    studio.get("follow-up", "/cases/{id}", "id", case_id);
    studio.get("request-worker", "/fund/requests/{id}", "id", "r-paid");
    studio.get("voucher", "/fund/vouchers/{number}", "number", "K7MX-4RTP");
    studio.get("redeem", "/v/{number}", "number", "K7MX-4RTP");
    http::Request said;
    said.params["number"] = "K7MX-4RTP";
    said.body = "code=R7K2&amount=36%2C50";
    studio.fund.refuse = Refused{.status = 403, .code = "voucher_not_understood"};
    studio.take("redeem-wrong", http::Method::post, "/v/{number}", said);
    studio.fund.refuse = Refused{.status = 409, .code = "voucher_used"};
    studio.take("redeem-used", http::Method::post, "/v/{number}", said);
    studio.fund.refuse.reset();
    studio.become(v1::Role::coordinator, "coralie", "coalition");
    studio.get("board", "/board");
    studio.get("case", "/cases/{id}", "id", case_id);
    studio.get("fund-night", "/fund");
    studio.get("request-night", "/fund/requests/{id}", "id", "r-hotel");
    studio.become(v1::Role::steward, "simone", "coalition");
    studio.get("fund", "/fund");
    for (const std::string id : {"r-hotel", "r-doubt", "r-two", "r-voucher", "r-paid"})
        studio.get("request-" + id, "/fund/requests/{id}", "id", id);
    studio.get("bank", "/fund/bank");
    studio.get("deposits", "/fund/deposits");
    studio.get("months", "/fund/months");
    studio.get("settings", "/fund/settings");
    studio.get("statements", "/fund/statements", "", "",
               "funder=ville&from=2026-11-01&until=2026-12-01&");
    studio.get("statement-print", "/fund/statements/print", "", "",
               "funder=ville&from=2026-11-01&until=2026-12-01&");
    studio.fund.story.now += std::chrono::days(15);
    told(studio.fund.story.fire("evidence/r-paid"));
    studio.get("ageing", "/fund/ageing");
    studio.become(v1::Role::steward, "board", "coalition");
    studio.get("fund-board", "/fund");
    studio.take("redeem-done", http::Method::post, "/v/{number}", said);
}

}  // namespace
}  // namespace relais::gateway

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "screens_fund_render DIR\n";
        return 2;
    }
    relais::gateway::render(arguments[1]);
    return 0;
}
