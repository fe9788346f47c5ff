// A request of the fund, walked: in every state that it can be in, every command that there is says
// an event or a refusal with a name. What is said here stands in the fund's README, word for word,
// and a command that it does not name fails.
#include <cctype>
#include <fstream>
#include <functional>
#include <sstream>

#include <google/protobuf/descriptor.h>

#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using v1::FundCommand;

const std::string inn_code(32, 'k');
const std::vector<std::string> lines_read{"l1", "l2", "l3"};

// "r" is asked for by wanda and signed by simone, paid by a voucher "v" unless it says otherwise.
class Walk {
public:
    Walk() {
        FundCommand command;
        auto& statement = *command.mutable_read_statement()->mutable_statement();
        statement.set_id("s");
        statement.set_bank_account("chequing");
        statement.set_format(v1::BankStatement::csv);
        statement.set_content(std::string(32, 's'));
        for (const auto& line : lines_read) {
            statement.add_lines()->set_id(line);
            statement.mutable_lines(statement.lines_size() - 1)->set_cents(-40'00);
        }
        say(by("stella"), command);
        match("l1", {});
    }

    Walk& ask(const std::string& expense = "taxi", const std::string& vendor = "cab",
              v1::FundRequest::Urgency urgency = v1::FundRequest::urgency_unknown) {
        auto wish = FundStory::wish("r", expense, dollars(40), vendor);
        wish.set_urgency(urgency);
        if (expense == "advance") wish.set_advance_to("wilma");
        EXPECT_TRUE(fund.mail(wish));
        return *this;
    }
    Walk& routed() { return ask("hotel_night", "inn"); }
    Walk& reserve() {
        EXPECT_TRUE(fund.reserve("r"));
        return *this;
    }
    Walk& approve() {
        EXPECT_TRUE(fund.approve("r", by("simone")));
        return *this;
    }
    Walk& issue() {
        EXPECT_TRUE(fund.issue("r", "v"));
        return *this;
    }
    Walk& send() {
        EXPECT_TRUE(fund.send("r", "pay-v"));
        return *this;
    }
    Walk& redeem() {
        EXPECT_TRUE(fund.redeem("v", inn_code));
        return *this;
    }
    Walk& paid() {
        EXPECT_TRUE(fund.told("pay-v", v1::FundPayment::paid));
        return *this;
    }
    Walk& show() {
        EXPECT_TRUE(fund.show("r", "e", dollars(40)));
        return *this;
    }
    Walk& say(const v1::Actor& actor, const FundCommand& command) {
        const auto said = fund.when(actor, command);
        EXPECT_TRUE(said) << v1::Rejection::Code_Name(said.error());
        return *this;
    }
    template <class Change>
    Walk& when(const std::string& person, Change change) {
        FundCommand command;
        change(command);
        return say(by(person), command);
    }
    Walk& match(const std::string& line, const std::vector<std::string>& transfers) {
        auto all = transfers;
        if (all.empty()) all.push_back(funded());
        FundCommand command;
        auto& matched = *command.mutable_match_line();
        matched.set_statement("s");
        matched.set_line(line);
        for (const auto& transfer : all) matched.add_transfers(transfer);
        static_cast<void>(fund.when(by("stella"), command));
        return *this;
    }
    [[nodiscard]] std::string funded() const {
        return domain::transfers_of(fund.history.at(1).fund()).front()->id();
    }
    // The last that moved for the request; the first of a funder where nothing did.
    [[nodiscard]] std::string last_transfer() const {
        std::string id = funded();
        for (const auto& event : fund.history)
            for (const auto* transfer : domain::transfers_of(event.fund()))
                if (transfer->request() == "r") id = transfer->id();
        return id;
    }

    FundStory fund;
};

struct Stand {
    std::string name;
    v1::FundRequest::State state;
    std::function<void(Walk&)> lead;
};

const std::vector<Stand>& stands() {
    using State = v1::FundRequest;
    static const std::vector<Stand> all{
        {"asked", State::asked, [](Walk& w) { w.ask(); }},
        {"routed", State::routed, [](Walk& w) { w.routed(); }},
        {"reserved", State::funds_reserved, [](Walk& w) { w.ask().reserve(); }},
        {"approved", State::approved, [](Walk& w) { w.ask().approve(); }},
        {"voucher out", State::sent, [](Walk& w) { w.ask().approve().issue(); }},
        {"transfer sent", State::sent, [](Walk& w) { w.ask().approve().send(); }},
        {"paid", State::paid, [](Walk& w) { w.ask().approve().issue().redeem(); }},
        {"bridge paid", State::paid,
         [](Walk& w) {
             w.ask("hotel_night", "inn", v1::FundRequest::now).approve().send().paid();
         }},
        {"advance out", State::paid, [](Walk& w) { w.ask("advance", "").approve().send().paid(); }},
        {"evidenced", State::evidenced, [](Walk& w) { w.ask().approve().issue().redeem().show(); }},
        {"reconciled", State::reconciled,
         [](Walk& w) {
             w.ask().approve().issue().redeem().show().when(
                 "board", [](auto& c) { c.mutable_reconcile_request()->set_request("r"); });
         }},
        {"covered", State::covered,
         [](Walk& w) {
             w.routed().when("stella", [](auto& c) {
                 c.mutable_tell_payer()->set_request("r");
                 c.mutable_tell_payer()->set_basis(v1::FundEligibility::payer_said_yes);
             });
         }},
        {"refused", State::refused,
         [](Walk& w) {
             w.ask().when("stella", [](auto& c) {
                 c.mutable_refuse_request()->set_request("r");
                 c.mutable_refuse_request()->set_why(v1::FundRequest::too_much);
             });
         }},
        {"voided", State::voided,
         [](Walk& w) {
             w.ask().when("stella", [](auto& c) { c.mutable_void_request()->set_request("r"); });
         }},
        {"expired", State::expired,
         [](Walk& w) { EXPECT_TRUE(w.ask().fund.fire_when_due("asked/r")); }},
        {"reversed", State::reversed,
         [](Walk& w) {
             w.ask().approve().issue().redeem().when(
                 "stella", [](auto& c) { c.mutable_refund_payment()->set_payment("pay-v"); });
         }},
    };
    return all;
}

struct Word {
    v1::Actor actor;
    std::function<void(FundCommand&, const Walk&)> make;
};

template <class Change>
Word by_hand(const std::string& person, Change change) {
    return {by(person), [change](FundCommand& command, const Walk&) { change(command); }};
}

void ask_otherwise(FundCommand& command) {
    *command.mutable_request_funds() = FundStory::wish("r", "taxi", dollars(41), "cab");
}
void approve(FundCommand& command) {
    command.mutable_approve_request()->set_request("r");
    *command.mutable_approve_request()->mutable_seen() = dollars(40);
}
void show_paper(FundCommand& command) {
    auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
    evidence.set_id("e2");
    evidence.set_request("r");
    evidence.set_kind(v1::FundEvidence::receipt);
    evidence.set_cents(40'00);
    evidence.set_content(std::string(32, 'h'));
    evidence.set_type(v1::FundEvidence::pdf);
    evidence.set_size(1'000);
}
void issue_another(FundCommand& command) {
    auto& voucher = *command.mutable_issue_voucher()->mutable_voucher();
    voucher.set_number("v2");
    voucher.set_request("r");
    voucher.set_code_hash(inn_code);
    command.mutable_issue_voucher()->set_payment("pay-v2");
}
void read_another(FundCommand& command) {
    auto& statement = *command.mutable_read_statement()->mutable_statement();
    statement.set_id("s2");
    statement.set_bank_account("chequing");
    statement.set_format(v1::BankStatement::csv);
    statement.set_content(std::string(32, 't'));
    statement.add_lines()->set_id("m1");
    statement.mutable_lines(0)->set_cents(-1'00);
}
void close_month(FundCommand& command) {
    auto& close = *command.mutable_close_period();
    close.set_period("2026-10");
    close.set_digest(std::string(32, 'd'));
    close.set_signature(std::string(64, 's'));
    close.set_key("key");
}
void put_same(FundCommand& command, const Walk& walk) {
    *command.mutable_put_settings()->mutable_settings() = walk.fund.state.rules->data();
    command.mutable_put_settings()->set_expected_revision(walk.fund.state.rules->revision());
}
void match_last(FundCommand& command, const Walk& walk) {
    command.mutable_match_line()->set_statement("s");
    command.mutable_match_line()->set_line("l2");
    command.mutable_match_line()->add_transfers(walk.last_transfer());
}

// What concerns the request itself.
std::map<std::string, Word> words_about_it() {
    return {
        {"request_funds", {by_service(), [](auto& c, const Walk&) { ask_otherwise(c); }}},
        {"tell_payer", by_hand("stella",
                               [](auto& c) {
                                   c.mutable_tell_payer()->set_request("r");
                                   c.mutable_tell_payer()->set_basis(
                                       v1::FundEligibility::cannot_wait);
                               })},
        {"reserve_funds",
         by_hand("stella", [](auto& c) { c.mutable_reserve_funds()->set_request("r"); })},
        {"approve_request", by_hand("board", approve)},
        {"refuse_request", by_hand("board",
                                   [](auto& c) {
                                       c.mutable_refuse_request()->set_request("r");
                                       c.mutable_refuse_request()->set_why(
                                           v1::FundRequest::too_much);
                                   })},
        {"void_request",
         by_hand("stella", [](auto& c) { c.mutable_void_request()->set_request("r"); })},
        {"send_payment", by_hand("stella",
                                 [](auto& c) {
                                     c.mutable_send_payment()->set_payment("p2");
                                     c.mutable_send_payment()->set_request("r");
                                     c.mutable_send_payment()->set_way(v1::FundPayment::transfer);
                                 })},
        {"tell_payment", by_hand("stella",
                                 [](auto& c) {
                                     auto& tell = *c.mutable_tell_payment();
                                     tell.set_payment("pay-v");
                                     tell.set_told(v1::FundPayment::not_paid);
                                     tell.set_basis(v1::FundPayment::vendor_said);
                                 })},
        {"refund_payment",
         by_hand("stella", [](auto& c) { c.mutable_refund_payment()->set_payment("pay-v"); })},
    };
}

// What is done once money has left for it.
std::map<std::string, Word> words_of_its_money() {
    return {
        {"add_evidence", by_hand("wanda", show_paper)},
        {"reconcile_request",
         by_hand("board", [](auto& c) { c.mutable_reconcile_request()->set_request("r"); })},
        {"issue_voucher", by_hand("stella", issue_another)},
        {"redeem_voucher",
         {v1::Actor{},
          [](auto& c, const Walk&) {
              c.mutable_redeem_voucher()->set_number("v");
              c.mutable_redeem_voucher()->set_code_hash(inn_code);
          }}},
        {"void_voucher",
         by_hand("stella", [](auto& c) { c.mutable_void_voucher()->set_number("v"); })},
        {"settle_advance", by_hand("stella",
                                   [](auto& c) {
                                       c.mutable_settle_advance()->set_advance("r");
                                       *c.mutable_settle_advance()->mutable_brought_back() =
                                           dollars(40);
                                   })},
        {"recover_money", by_hand("stella",
                                  [](auto& c) {
                                      c.mutable_recover_money()->set_request("r");
                                      c.mutable_recover_money()->set_payer("afu");
                                      *c.mutable_recover_money()->mutable_amount() = dollars(40);
                                  })},
        {"write_off", by_hand("board",
                              [](auto& c) {
                                  c.mutable_write_off()->set_request("r");
                                  *c.mutable_write_off()->mutable_amount() = dollars(40);
                              })},
        {"correct_transfer",
         {by("stella"),
          [](auto& c, const Walk& walk) {
              c.mutable_correct_transfer()->set_transfer(walk.last_transfer());
              c.mutable_correct_transfer()->set_why("wrong_amount");
          }}},
        {"match_line", {by("stella"), match_last}},
        {"settle_flag", by_hand("board",
                                [](auto& c) {
                                    c.mutable_settle_flag()->set_flag("evidence_missing/r");
                                    c.mutable_settle_flag()->set_outcome(v1::FundFlag::accepted);
                                })},
    };
}

// What concerns its case, or the fund.
std::map<std::string, Word> words_around_it() {
    return {
        {"put_settings", {by("root", v1::Role::admin), put_same}},
        {"receive_funding", by_hand("stella",
                                    [](auto& c) {
                                        c.mutable_receive_funding()->set_source("city");
                                        *c.mutable_receive_funding()->mutable_amount() = dollars(1);
                                    })},
        {"give_back_funding", by_hand("stella",
                                      [](auto& c) {
                                          c.mutable_give_back_funding()->set_source("city");
                                          *c.mutable_give_back_funding()->mutable_amount() =
                                              dollars(1);
                                      })},
        {"close_envelope",
         by_hand("stella", [](auto& c) { c.mutable_close_envelope()->set_case_code("K4M7"); })},
        {"reopen_envelope",
         by_hand("stella", [](auto& c) { c.mutable_reopen_envelope()->set_case_code("K4M7"); })},
        {"void_envelope",
         by_hand("board", [](auto& c) { c.mutable_void_envelope()->set_case_code("K4M7"); })},
        {"tell_followers",
         {by_service(),
          [](auto& c, const Walk&) {
              c.mutable_tell_followers()->set_case_code("K4M7");
              c.mutable_tell_followers()->add_people("stella");
          }}},
        {"read_statement", by_hand("stella", read_another)},
        {"unmatch_line", by_hand("stella",
                                 [](auto& c) {
                                     c.mutable_unmatch_line()->set_statement("s");
                                     c.mutable_unmatch_line()->set_line("l2");
                                 })},
        {"set_line_aside", by_hand("stella",
                                   [](auto& c) {
                                       c.mutable_set_line_aside()->set_statement("s");
                                       c.mutable_set_line_aside()->set_line("l3");
                                       c.mutable_set_line_aside()->set_why(
                                           v1::BankStatement::not_ours);
                                   })},
        {"close_period", by_hand("stella", close_month)},
    };
}

std::map<std::string, Word> words() {
    auto all = words_about_it();
    all.merge(words_of_its_money());
    all.merge(words_around_it());
    return all;
}

std::string spoken(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::string said_of(const Word& word, const Stand& stand) {
    Walk walk;
    stand.lead(walk);
    FundCommand command;
    word.make(command, walk);
    const auto said = walk.fund.when(word.actor, command);
    if (!said) return "no, " + spoken(v1::Rejection::Code_Name(said.error()));
    if (said->empty()) return "nothing";
    const auto& event = said->front().fund();
    const auto* body = v1::FundEvent::descriptor()->FindFieldByNumber(event.body_case());
    return body == nullptr ? "" : spoken(body->name());
}

// "approve_request: request approved (reserved); no, request over (refused, voided)."
std::string row_of(const std::string& name, const Word& word) {
    std::vector<std::pair<std::string, std::string>> answers;  // in the order of a life
    for (const auto& stand : stands()) {
        const auto said = said_of(word, stand);
        EXPECT_NE(said, "") << name << " in " << stand.name;
        EXPECT_FALSE(said.starts_with("no, none")) << name << " in " << stand.name;
        const auto known =
            std::ranges::find(answers, said, &std::pair<std::string, std::string>::first);
        if (known == answers.end())
            answers.emplace_back(said, stand.name);
        else
            known->second += ", " + stand.name;
    }
    std::string row = "`" + name + "`:";
    if (answers.size() == 1) return row + " " + answers.front().first + ", always.";
    for (const auto& [said, where] : answers) row += " " + said + " (" + where + ");";
    row.back() = '.';
    return row;
}

std::string in_one_line(std::istream& text) {
    std::string all, word;
    while (text >> word) all += word + " ";
    return all;
}

TEST(FundStates, AreEachReached) {
    std::set<int> reached{v1::FundRequest::state_unknown};
    for (const auto& stand : stands()) {
        Walk walk;
        stand.lead(walk);
        EXPECT_EQ(walk.fund.state_of("r"), stand.state) << stand.name;
        reached.insert(stand.state);
    }
    const auto* states = v1::FundRequest::State_descriptor();
    for (int index = 0; index < states->value_count(); ++index)
        EXPECT_TRUE(reached.contains(states->value(index)->number()))
            << states->value(index)->name();
}

TEST(FundStates, AnswerEveryCommandThereIsAsTheReadmeSays) {
    std::ifstream file(FUND_README);
    ASSERT_TRUE(file);
    const auto readme = in_one_line(file);
    const auto all = words();
    const auto* body = FundCommand::descriptor()->FindOneofByName("body");
    for (int index = 0; index < body->field_count(); ++index) {
        const std::string name(body->field(index)->name());
        ASSERT_TRUE(all.contains(name)) << "nobody walked " << name;
        const auto row = row_of(name, all.at(name));
        EXPECT_NE(readme.find("- " + row), std::string::npos) << "README: - " << row;
    }
    EXPECT_EQ(all.size(), static_cast<std::size_t>(body->field_count()));
}

// Every body that a command can have, empty: an answer without a fault, whoever says it.
TEST(FundStates, SurviveEveryEmptyCommand) {
    const auto* body = FundCommand::descriptor()->FindOneofByName("body");
    for (const auto& stand : stands()) {
        Walk walk;
        stand.lead(walk);
        for (int index = 0; index < body->field_count(); ++index) {
            FundCommand command;
            command.GetReflection()->MutableMessage(&command, body->field(index));
            const auto version = walk.fund.state.version;
            const auto said = walk.fund.when(by("stella"), command);
            if (!said) EXPECT_EQ(walk.fund.state.version, version) << body->field(index)->name();
            if (!said) EXPECT_NE(said.error(), v1::Rejection::none);
        }
    }
}

}  // namespace
}  // namespace relais::test
