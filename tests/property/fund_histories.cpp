#include "tests/property/fund_histories.hpp"

#include <array>

namespace relais::test {
namespace {

struct Step : FundStep {
    [[nodiscard]] std::string request() const { return "r" + std::to_string(which % 6); }
    [[nodiscard]] std::string payment() const {
        return request() + "-" + std::to_string(detail % 2);
    }
    // The last one that was sent for the request, or any.
    [[nodiscard]] std::string payment_of(const FundStory& fund) const {
        const auto* known = fund.state.request(request());
        const bool sent = known != nullptr && !known->payments.empty() && detail % 8 != 0;
        return sent ? known->payments.back() : payment();
    }
    // Two cases have each code.
    [[nodiscard]] std::string owner() const {
        return "case/" + std::to_string(which % 3) + (which % 6 < 3 ? "a" : "b");
    }
    [[nodiscard]] std::string voucher() const { return "v" + std::to_string(which % 6); }
    [[nodiscard]] v1::Money amount() const { return dollars(detail % 7 * 30, detail % 3); }
    [[nodiscard]] v1::Actor actor() const {
        static const std::array people{"stella", "simone", "small", "board", "wanda", "coralie"};
        const auto* person = people.at(who % people.size());
        return by(person, who % people.size() == 5 ? v1::Role::coordinator : v1::Role::steward);
    }
};

using Wish = void (*)(FundStory&, const Step&);

void ask(FundStory& fund, const Step& step) {
    static const std::array expenses{"taxi", "taxi",        "hotel_night",
                                     "food", "interpreter", "advance"};
    static const std::array vendors{"cab", "cab", "inn", "shop", "voices", ""};
    const auto kind = step.detail % expenses.size();
    auto wish = FundStory::wish(step.request(), expenses.at(kind), step.amount(), vendors.at(kind));
    if (kind == 3) wish.clear_amount();
    if (kind == 5) wish.set_advance_to("wilma");
    wish.set_case_code("K" + std::to_string(step.which % 3));
    wish.set_reply_to(step.owner());
    wish.set_urgency(step.who % 2 == 0 ? v1::FundRequest::now : v1::FundRequest::planned);
    wish.set_requester(step.who % 5 == 0 ? "stella" : "wanda");
    fund.mail(wish);
}

void reserve(FundStory& fund, const Step& step) {
    fund.reserve(step.request(), step.detail % 4 == 0 ? "city" : "");
}

void approve(FundStory& fund, const Step& step) { fund.approve(step.request(), step.actor()); }

void send(FundStory& fund, const Step& step) {
    if (step.detail % 3 == 0)
        fund.send(step.request(), step.payment(), step.amount());
    else
        fund.send(step.request(), step.payment());
}

void tell(FundStory& fund, const Step& step) {
    const auto told = static_cast<v1::FundPayment::Told>(step.who % 3);
    if (step.detail % 3 == 0)
        fund.told(step.payment_of(fund), told, step.amount());
    else
        fund.told(step.payment_of(fund), told);
}

void refund(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    command.mutable_refund_payment()->set_payment(step.payment_of(fund));
    if (step.detail % 2 == 0) *command.mutable_refund_payment()->mutable_amount() = step.amount();
    fund.when(step.actor(), command);
}

void show(FundStory& fund, const Step& step) {
    fund.show(step.request(), "e" + std::to_string(step.detail % 3), step.amount());
}

void reconcile(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    command.mutable_reconcile_request()->set_request(step.request());
    fund.when(step.actor(), command);
}

void let_go(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    if (step.detail % 2 == 0) {
        command.mutable_void_request()->set_request(step.request());
    } else {
        command.mutable_refuse_request()->set_request(step.request());
        command.mutable_refuse_request()->set_why(v1::FundRequest::too_much);
    }
    fund.when(step.actor(), command);
}

void envelope(FundStory& fund, const Step& step) {
    v1::Command command;
    const auto code = "K" + std::to_string(step.which % 3);
    command.set_command_id(step.owner() + "/" + std::to_string(fund.delivered.size()) + "/0");
    command.set_aggregate(fund.state.aggregate);
    *command.mutable_actor() = by_service();
    if (step.detail % 2 == 0)
        command.mutable_fund()->mutable_close_envelope()->set_case_code(code);
    else
        command.mutable_fund()->mutable_reopen_envelope()->set_case_code(code);
    fund.deliver(command);
}

// Somebody who signs follows the case by now.
void follow(FundStory& fund, const Step& step) {
    v1::Command command;
    command.set_command_id(step.owner() + "/" + std::to_string(fund.delivered.size()) + "/0");
    command.set_aggregate(fund.state.aggregate);
    *command.mutable_actor() = by_service();
    auto& told = *command.mutable_fund()->mutable_tell_followers();
    told.set_case_code("K" + std::to_string(step.which % 3));
    told.add_people(step.actor().person());
    fund.deliver(command);
}

void issue(FundStory& fund, const Step& step) { fund.issue(step.request(), step.voucher()); }

void redeem(FundStory& fund, const Step& step) {
    const std::string code(32, step.detail % 4 == 0 ? 'x' : 'k');
    if (step.detail % 3 == 0)
        fund.redeem(step.voucher(), code, step.amount());
    else
        fund.redeem(step.voucher(), code);
}

void void_voucher(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    command.mutable_void_voucher()->set_number(step.voucher());
    fund.when(step.actor(), command);
}

void settle(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    auto& settle = *command.mutable_settle_advance();
    settle.set_advance(step.request());
    auto& spent = *settle.add_spent();
    spent.set_expense("food");
    *spent.mutable_amount() = step.amount();
    spent.set_evidence("e" + std::to_string(step.detail % 3));
    if (step.who % 2 == 0) *settle.mutable_brought_back() = step.amount();
    fund.when(step.actor(), command);
}

void recover(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    if (step.detail % 2 == 0) {
        command.mutable_recover_money()->set_request(step.request());
        command.mutable_recover_money()->set_payer("afu");
        *command.mutable_recover_money()->mutable_amount() = step.amount();
    } else {
        command.mutable_write_off()->set_request(step.request());
        *command.mutable_write_off()->mutable_amount() = step.amount();
    }
    fund.when(step.actor(), command);
}

// The next step of a request as people would take it, so that histories go far.
void go_on(FundStory& fund, const Step& step) {
    const auto id = step.request();
    switch (fund.state_of(id)) {
        case v1::FundRequest::asked:
        case v1::FundRequest::funds_reserved:
            fund.approve(id, by(step.who % 2 == 0 ? "simone" : "board"));
            break;
        case v1::FundRequest::routed:
            fund.now = std::max(fund.now, domain::deadlines(fund.state).at("payer/" + id));
            fund.fire("payer/" + id);
            break;
        case v1::FundRequest::approved:
            if (step.detail % 3 == 0)
                fund.issue(id, step.voucher());
            else
                fund.send(id, step.payment());
            break;
        case v1::FundRequest::sent:
            fund.redeem(step.voucher(), std::string(32, 'k'));
            fund.told(step.payment_of(fund), v1::FundPayment::paid);
            break;
        case v1::FundRequest::paid:
            fund.show(id, "e" + std::to_string(step.detail % 3), dollars(200));
            settle(fund, step);
            break;
        case v1::FundRequest::evidenced:
            reconcile(fund, step);
            break;
        default:
            ask(fund, step);
    }
}

// Of any transfer so far, the latest most often.
void correct(FundStory& fund, const Step& step) {
    std::vector<std::string> ids;
    for (const auto& event : fund.history)
        for (const auto* one : domain::transfers_of(event.fund())) ids.push_back(one->id());
    v1::FundCommand command;
    command.mutable_correct_transfer()->set_transfer(
        ids.at(ids.size() - 1 - step.which % ids.size()));
    command.mutable_correct_transfer()->set_why("wrong_amount");
    fund.when(step.actor(), command);
}

void fund_it(FundStory& fund, const Step& step) {
    static const std::array sources{"city", "province", "interpreters"};
    if (step.detail % 2 == 0) {
        fund.receive(sources.at(step.which % 3), step.amount());
        return;
    }
    v1::FundCommand command;
    command.mutable_give_back_funding()->set_source(sources.at(step.which % 3));
    *command.mutable_give_back_funding()->mutable_amount() = step.amount();
    fund.when(step.actor(), command);
}

void bank(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    if (step.detail % 2 == 0) {
        auto& statement = *command.mutable_read_statement()->mutable_statement();
        statement.set_id("s" + std::to_string(step.which));
        statement.set_bank_account("chequing");
        statement.set_format(v1::BankStatement::ofx);
        statement.set_content(std::string(32, static_cast<char>('a' + step.which)));
        statement.add_lines()->set_id("l" + std::to_string(step.which));
        statement.mutable_lines(0)->set_cents(-500 * std::int64_t{step.who + 1});
    } else {
        auto& aside = *command.mutable_set_line_aside();
        aside.set_statement("s" + std::to_string(step.which));
        aside.set_line("l" + std::to_string(step.which));
        aside.set_why(v1::BankStatement::bank_fee);
        aside.set_source("city");
    }
    fund.when(step.actor(), command);
}

void payer(FundStory& fund, const Step& step) {
    v1::FundCommand command;
    command.mutable_tell_payer()->set_request(step.request());
    command.mutable_tell_payer()->set_basis(step.detail % 2 == 0
                                                ? v1::FundEligibility::payer_said_no
                                                : v1::FundEligibility::payer_said_yes);
    fund.when(step.actor(), command);
}

// Any instant that is armed, whether it has come or not.
void fire(FundStory& fund, const Step& step) {
    const auto& due = domain::deadlines(fund.state);
    if (due.empty()) return;
    auto one = due.begin();
    std::advance(one, step.which % due.size());
    if (step.detail % 2 == 0) fund.now = std::max(fund.now, one->second);
    fund.fire(std::string(one->first));
}

// A courier, a browser, a clock brings it a second time, long after.
void again(FundStory& fund, const Step& step) {
    const auto command =
        fund.delivered.at(fund.delivered.size() - 1 - step.which % fund.delivered.size());
    if (command.fund().has_receive_funding()) return;  // the same again is another sum
    fund.deliver(command);
}

constexpr std::array wishes{
    go_on,     go_on,   go_on,   go_on,   go_on,   go_on,   go_on,        go_on, go_on,  go_on,
    ask,       ask,     ask,     approve, approve, reserve, send,         tell,  refund, show,
    reconcile, let_go,  issue,   redeem,  settle,  fire,    fire,         again, again,  envelope,
    recover,   recover, correct, fund_it, bank,    payer,   void_voucher, follow};
static_assert(std::is_same_v<decltype(wishes)::value_type, Wish>);

}  // namespace

rc::Gen<std::vector<FundStep>> fund_histories() {
    return rc::gen::scale(
        2.5, rc::gen::container<std::vector<FundStep>>(rc::gen::construct<FundStep>(
                 rc::gen::inRange(0u, static_cast<unsigned>(wishes.size())),
                 rc::gen::inRange(0u, 24u), rc::gen::inRange(0u, 6u), rc::gen::inRange(0u, 42u),
                 rc::gen::weightedOneOf<unsigned>(
                     {{8, rc::gen::inRange(0u, 90u)}, {1, rc::gen::inRange(0u, 20u * 24 * 60)}}))));
}

v1::FundSettings tight_settings() {
    auto settings = small_settings();
    auto& limits = *settings.mutable_limits();
    limits.set_petty_cents(40'00);
    limits.set_single_cents(100'00);
    auto& cap = *settings.add_caps();
    cap.set_id("taxi");
    cap.set_expense("taxi");
    cap.set_per(v1::FundCap::whole_case);
    cap.set_cents(400'00);
    return settings;
}

FundStory live(const std::vector<FundStep>& steps) {
    FundStory fund(tight_settings());
    v1::FundCommand command;  // so little is left that the last dollar is fought for
    command.mutable_give_back_funding()->set_source("province");
    *command.mutable_give_back_funding()->mutable_amount() = dollars(9'700);
    RC_ASSERT(fund.when(by("stella"), command).has_value());
    command.mutable_give_back_funding()->set_source("city");
    *command.mutable_give_back_funding()->mutable_amount() = dollars(800);
    RC_ASSERT(fund.when(by("stella"), command).has_value());
    for (const auto& each : steps) {
        fund.now += std::chrono::minutes(each.minutes);
        wishes.at(each.wish)(fund, Step{each});
        if (each.detail % 8 == 0) fund.state = folded(fund.history);  // it crashed, and read anew
    }
    fund.state.moved.clear();
    return fund;
}

domain::FundState folded(const std::vector<v1::Event>& history) {
    domain::FundState state;
    state.aggregate = domain::fund_of("main");
    for (const auto& event : history) {
        v1::Event read;
        RC_ASSERT(read.ParseFromString(event.SerializeAsString()));
        domain::evolve(state, read);
    }
    state.moved.clear();
    return state;
}

}  // namespace relais::test
