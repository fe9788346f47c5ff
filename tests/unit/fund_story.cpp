#include <gtest/gtest.h>

#include "tests/unit/fund.hpp"

namespace relais::test {
namespace {

void expense(v1::FundSettings& settings, const std::string& code, v1::Expense::Kind kind,
             bool voucher = false) {
    auto& rule = *settings.add_expenses();
    rule.set_code(code);
    rule.set_kind(kind);
    rule.set_words_fr(code);
    rule.set_words_en(code);
    rule.set_voucher(voucher);
}

v1::FundSource& source(v1::FundSettings& settings, const std::string& id, const std::string& funder,
                       std::uint32_t rank) {
    auto& added = *settings.add_sources();
    added.set_id(id);
    added.set_funder(funder);
    added.set_words_fr(id);
    added.set_words_en(id);
    added.set_rank(rank);
    return added;
}

void vendor(v1::FundSettings& settings, const std::string& id, const std::string& expense,
            const std::string& organization = "") {
    auto& added = *settings.add_vendors();
    added.set_id(id);
    added.add_expenses(expense);
    added.set_organization(organization);
    added.set_vouchers(true);
}

void signatory(v1::FundSettings& settings, const std::string& person, std::int64_t limit_cents,
               bool board = false) {
    auto& added = *settings.add_signatories();
    added.set_person(person);
    added.set_limit_cents(limit_cents);
    added.set_approves(true);
    added.set_reconciles(true);
    added.set_board(board);
}

void price(v1::FundSettings& settings, const std::string& expense, std::uint32_t household,
           std::int64_t cents) {
    auto& added = *settings.add_prices();
    added.set_expense(expense);
    added.set_household(household);
    added.set_cents(cents);
}

void limits(v1::FundLimits& limits) {
    limits.set_petty_cents(100'00);
    limits.set_single_cents(1'000'00);
    limits.set_request_cents(5'000'00);
    limits.set_night_cents(500'00);
    limits.set_night_from_minute(20 * 60);
    limits.set_night_until_minute(8 * 60);
    limits.set_zone("America/Toronto");
    limits.set_signature_hours(24);
    limits.set_asked_hours(72);
    limits.set_reservation_hours(48);
    limits.set_doubt_minutes(60);
    limits.set_evidence_days(14);
    limits.set_voucher_hours(36);
    limits.set_voucher_misses_max(3);
    limits.set_advance_days(30);
    limits.set_advance_remind_days(7);
    limits.set_advance_cents(500'00);
    limits.set_requests_open_max(5'000);
}

}  // namespace

v1::FundSettings small_settings() {
    v1::FundSettings settings;
    expense(settings, "taxi", v1::Expense::taxi, true);
    expense(settings, "hotel_night", v1::Expense::hotel, true);
    expense(settings, "food", v1::Expense::food);
    settings.mutable_expenses(2)->set_by_household(true);
    expense(settings, "interpreter", v1::Expense::interpreter);
    expense(settings, "advance", v1::Expense::advance);
    expense(settings, "fee", v1::Expense::bank_fee);
    source(settings, "city", "ville", 1);
    source(settings, "province", "ministere", 2);
    source(settings, "interpreters", "ministere", 0).add_expenses("interpreter");
    vendor(settings, "cab", "taxi");
    vendor(settings, "inn", "hotel_night", "night-shelter");
    vendor(settings, "shop", "food");
    vendor(settings, "voices", "interpreter");
    price(settings, "food", 0, 40'00);
    price(settings, "food", 3, 90'00);
    auto& payer = *settings.add_payers();
    payer.set_id("afu");
    payer.set_words_fr("AFU");
    payer.set_words_en("AFU");
    payer.add_expenses("hotel_night");
    payer.set_criterion(true);
    payer.set_wait_minutes(60);
    payer.set_recovery_days(60);
    signatory(settings, "stella", 1'000'00);
    signatory(settings, "simone", 1'000'00);
    signatory(settings, "small", 200'00);
    signatory(settings, "board", 1'000'00, true);
    limits(*settings.mutable_limits());
    return settings;
}

FundStory::FundStory(const v1::FundSettings& settings) {
    state.aggregate = domain::fund_of("main");
    for (const char* id : {"stella", "simone", "small", "board", "wanda", "wilma"}) {
        auto& person = *world.data().add_people();
        person.set_id(id);
        person.set_organization(id[0] == 'w' ? "hospital" : "coalition");
        person.add_languages("fr");
        auto& way = *person.add_ways();
        way.set_id("hook");
        way.set_channel(v1::Channel::sandbox);
    }
    directory = world.directory();
    EXPECT_TRUE(put(settings));
    EXPECT_TRUE(receive("city", dollars(1'000)));
    EXPECT_TRUE(receive("province", dollars(10'000)));
    EXPECT_TRUE(receive("interpreters", dollars(500)));
}

domain::Decision FundStory::when(const v1::Actor& actor, const v1::FundCommand& wanted) {
    v1::Command command;
    command.set_command_id(std::to_string(delivered.size()));
    command.set_aggregate(state.aggregate);
    *command.mutable_actor() = actor;
    *command.mutable_fund() = wanted;
    return deliver(command);
}

domain::Decision FundStory::fire(const std::string& deadline) {
    v1::Command command;
    command.set_command_id(std::to_string(delivered.size()));
    command.mutable_actor()->set_role(v1::Role::system);
    command.mutable_fire_deadline()->set_deadline(deadline);
    return deliver(command);
}

domain::Decision FundStory::fire_when_due(const std::string& deadline) {
    now = std::max(now, domain::deadlines(state).at(deadline));
    return fire(deadline);
}

domain::Decision FundStory::deliver(const v1::Command& command) {
    delivered.push_back(command);
    auto decision = domain::decide(state, command, now, *directory);
    if (!decision) return decision;
    for (const auto& event : *decision) {
        domain::evolve(state, event);
        domain::tell_cases(state, event, mailed);
        history.push_back(event);
    }
    return decision;
}

domain::Decision FundStory::put(const v1::FundSettings& settings) {
    v1::FundCommand command;
    *command.mutable_put_settings()->mutable_settings() = settings;
    command.mutable_put_settings()->set_expected_revision(
        state.rules == nullptr ? 0 : state.rules->revision());
    return when(by("root", v1::Role::admin), command);
}

domain::Decision FundStory::receive(const std::string& source, v1::Money amount) {
    v1::FundCommand command;
    command.mutable_receive_funding()->set_source(source);
    *command.mutable_receive_funding()->mutable_amount() = std::move(amount);
    return when(by("stella"), command);
}

v1::RequestFunds FundStory::wish(const std::string& request, const std::string& expense,
                                 v1::Money amount, const std::string& vendor) {
    v1::RequestFunds wish;
    wish.set_request(request);
    wish.set_case_code("K4M7");
    wish.set_reply_to(case_aggregate);
    wish.set_expense(expense);
    if (amount.cents() != 0) *wish.mutable_amount() = std::move(amount);
    wish.set_vendor(vendor);
    wish.set_requester("wanda");
    wish.set_organization("hospital");
    wish.mutable_facts()->set_territory("06");
    wish.mutable_facts()->add_people("small");
    return wish;
}

domain::Decision FundStory::mail(const v1::RequestFunds& request) {
    v1::FundCommand command;
    *command.mutable_request_funds() = request;
    return when(by_service(), command);
}

domain::Decision FundStory::ask(const std::string& request, v1::Money amount) {
    return mail(wish(request, "taxi", std::move(amount), "cab"));
}

domain::Decision FundStory::approve(const std::string& request, const v1::Actor& actor) {
    v1::FundCommand command;
    command.mutable_approve_request()->set_request(request);
    const auto* known = state.request(request);
    command.mutable_approve_request()->mutable_seen()->set_cents(known ? known->cents : 1);
    return when(actor, command);
}

domain::Decision FundStory::reserve(const std::string& request, const std::string& source) {
    v1::FundCommand command;
    command.mutable_reserve_funds()->set_request(request);
    command.mutable_reserve_funds()->set_source(source);
    return when(by("stella"), command);
}

domain::Decision FundStory::send(const std::string& request, const std::string& payment,
                                 std::optional<v1::Money> amount) {
    v1::FundCommand command;
    auto& send = *command.mutable_send_payment();
    send.set_payment(payment);
    send.set_request(request);
    send.set_way(v1::FundPayment::transfer);
    if (amount) *send.mutable_amount() = *amount;
    return when(by("stella"), command);
}

domain::Decision FundStory::told(const std::string& payment, v1::FundPayment::Told told,
                                 std::optional<v1::Money> amount) {
    v1::FundCommand command;
    auto& tell = *command.mutable_tell_payment();
    tell.set_payment(payment);
    tell.set_told(told);
    tell.set_basis(v1::FundPayment::vendor_said);
    if (amount) *tell.mutable_amount() = *amount;
    return when(by("stella"), command);
}

domain::Decision FundStory::show(const std::string& request, const std::string& id,
                                 v1::Money amount) {
    v1::FundCommand command;
    auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
    evidence.set_id(id);
    evidence.set_request(request);
    evidence.set_kind(v1::FundEvidence::receipt);
    evidence.set_cents(amount.cents());
    // Another paper has another content.
    evidence.set_content(std::string(as_text(plain_hash(id))));
    evidence.set_type(v1::FundEvidence::pdf);
    evidence.set_size(1'000);
    return when(by("wanda", v1::Role::worker, "hospital"), command);
}

void FundStory::pay(const std::string& request, v1::Money amount) {
    EXPECT_TRUE(ask(request, std::move(amount)));
    EXPECT_TRUE(approve(request, by("simone")));
    EXPECT_TRUE(send(request, "pay-" + request));
    EXPECT_TRUE(told("pay-" + request, v1::FundPayment::paid));
    EXPECT_EQ(state_of(request), v1::FundRequest::paid);
}

domain::Decision FundStory::issue(const std::string& request, const std::string& number) {
    v1::FundCommand command;
    auto& voucher = *command.mutable_issue_voucher()->mutable_voucher();
    voucher.set_number(number);
    voucher.set_request(request);
    voucher.set_code_hash(std::string(32, 'k'));
    command.mutable_issue_voucher()->set_payment("pay-" + number);
    return when(by("stella"), command);
}

domain::Decision FundStory::redeem(const std::string& number, const std::string& code,
                                   std::optional<v1::Money> amount) {
    v1::FundCommand command;
    command.mutable_redeem_voucher()->set_number(number);
    command.mutable_redeem_voucher()->set_code_hash(code);
    if (amount) *command.mutable_redeem_voucher()->mutable_amount() = *amount;
    return when(v1::Actor{}, command);
}

v1::FundRequest::State FundStory::state_of(const std::string& request) const {
    const auto* known = state.request(request);
    return known == nullptr ? v1::FundRequest::state_unknown : known->state;
}

std::int64_t FundStory::balance(v1::FundAccount::Kind kind, const std::string& of,
                                const std::string& code) const {
    return state.book.balance(domain::account_of(kind, of, code));
}

std::vector<std::string> FundStory::transfers() const {
    std::vector<std::string> all;
    for (const auto& event : history)
        for (const auto* transfer : domain::transfers_of(event.fund()))
            all.push_back(v1::FundTransfer::Kind_Name(transfer->kind()) + " " +
                          std::to_string(transfer->legs(1).cents()));
    return all;
}

}  // namespace relais::test
