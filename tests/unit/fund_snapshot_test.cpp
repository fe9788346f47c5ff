// A fund into a snapshot and back: every field that a snapshot has is tried, and what is no
// snapshot is not taken for one.
#include "common/domain/fund/fund_snapshot.hpp"

#include <set>

#include "tests/unit/fund_fixture.hpp"
#include "tests/unit/fund_text.hpp"

namespace relais::test {
namespace {

std::vector<v1::FundSnapshot> parts_of(const domain::FundState& state) {
    std::vector<v1::FundSnapshot> parts;
    domain::write_snapshot(state, [&](const v1::FundSnapshot& part) {
        EXPECT_TRUE(parts.emplace_back().ParseFromString(part.SerializeAsString()));
    });
    return parts;
}

// Which fields of a snapshot's own messages are set anywhere in it.
void gather(const google::protobuf::Message& message, std::set<std::string>& seen) {
    const auto& reflection = *message.GetReflection();
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const auto* field : fields) {
        seen.insert(field->full_name());
        if (field->cpp_type() != field->CPPTYPE_MESSAGE) continue;
        if (!field->is_repeated()) gather(reflection.GetMessage(message, field), seen);
        for (int i = 0; field->is_repeated() && i < reflection.FieldSize(message, field); ++i)
            gather(reflection.GetRepeatedMessage(message, field, i), seen);
    }
}

class FundSnapshot : public FundTest {
protected:
    // Everything that may be in a fund, once.
    void everything() {
        settings([](v1::FundSettings& changed) {
            auto& cap = *changed.add_caps();
            cap.set_id("taxi");
            cap.set_expense("taxi");
            cap.set_per(v1::FundCap::whole_case);
            cap.set_cents(400'00);
        });
        settled_long_ago();
        advance();
        vouchers();
        statement();
        auto hotel = FundStory::wish("asked-of-afu", "hotel_night", dollars(90), "inn");
        hotel.mutable_facts()->set_criterion(v1::FundFacts::yes);
        hotel.set_urgency(v1::FundRequest::planned);
        told(fund.mail(hotel));
        told(fund.ask("waits"));
        deposited();
        ended();
        reserved_by_a_coordinator();
        followed();
        shared_once();
        told(fund.mail(FundStory::wish("listed", "food", {}, "shop")));
        told(with(by_service(), [](v1::FundCommand& command) {
            command.mutable_close_envelope()->set_case_code("K9K9");
        }));
        told(with(by("stella"), [](v1::FundCommand& command) {
            command.mutable_void_envelope()->set_case_code("K8K8");
            command.mutable_void_envelope()->set_why(v1::FundRequest::not_needed);
        }));
        reminded();
        fund.state.moved.clear();
    }

private:
    void deposited() {
        told(with(by("stella"), [&](v1::FundCommand& command) {
            auto& received = *command.mutable_receive_funding();
            received.set_source("city");
            *received.mutable_amount() = dollars(70);
            received.set_reference("ville-2026");
            received.set_on_ms(to_ms(fund.now) - 1);
            auto& paper = *received.mutable_paper();
            paper.set_content(std::string(32, 'p'));
            paper.set_type(v1::FundEvidence::pdf);
            paper.set_size(9);
            paper.set_key(3);
        }));
    }
    void eaten(const std::string& request) {
        auto wish = FundStory::wish(request, "food", {}, "shop");
        wish.set_case_code("K7K7");
        wish.set_reply_to("case/seven");
        told(fund.mail(wish));
        told(fund.approve(request, by("simone")));
        told(fund.send(request, "pay-" + request));
        told(fund.told("pay-" + request, v1::FundPayment::paid));
    }
    // A day later it stands still, and another paper is missing as well.
    void reminded() {
        told(fund.fire_when_due("doubt/pay-doubted"));
        for (const char* request : {"late-1", "late-2"}) eaten(request);
        fund.now += std::chrono::days(14);
        for (const char* request : {"late-1", "late-2"})
            told(fund.fire("evidence/" + std::string(request)));
        told(fund.ask("held-1"));
        told(fund.ask("held-2"));
    }
    void ended() {
        told(fund.ask("refused"));
        told(with(by("simone"), [](v1::FundCommand& command) {
            command.mutable_refuse_request()->set_request("refused");
            command.mutable_refuse_request()->set_why(v1::FundRequest::too_much);
        }));
        told(fund.ask("voided"));
        told(with(by("stella"), [](v1::FundCommand& command) {
            command.mutable_void_request()->set_request("voided");
            command.mutable_void_request()->set_why(v1::FundRequest::other_way);
        }));
        told(fund.mail(FundStory::wish("by-rule", "unheard-of", dollars(40), "cab")));
        EXPECT_EQ(fund.state.request("by-rule")->rejection, Rejection::expense_unknown);
    }
    void reserved_by_a_coordinator() {
        told(fund.ask("alone"));
        while (!fund.state.rules->is_night(fund.now)) fund.now += 1h;
        told(with(by("coralie", v1::Role::coordinator), [](v1::FundCommand& command) {
            command.mutable_reserve_funds()->set_request("alone");
        }));
    }
    void followed() {
        told(with(by_service(), [](v1::FundCommand& command) {
            command.mutable_tell_followers()->set_case_code("K4M7");
            command.mutable_tell_followers()->add_people("nadia");
            command.mutable_tell_followers()->add_organizations("clinic");
        }));
        EXPECT_FALSE(fund.state.signed_lately.empty());
    }
    // As it was written before cases of one code were told apart.
    void shared_once() {
        auto other = FundStory::wish("shared", "taxi", dollars(40), "cab");
        other.set_reply_to("case/other");
        told(fund.mail(other));
        auto before = fund.state;
        told(fund.reserve("shared"));
        auto& event = fund.history.back();
        auto& leg = *event.mutable_fund()->mutable_funds_reserved()->mutable_transfer();
        leg.mutable_legs(1)->mutable_account()->set_of("K4M7");
        fund.state = std::move(before);
        domain::evolve(fund.state, event);
        EXPECT_EQ(fund.state.held_elsewhere.at("shared"), "K4M7");
    }
    void settled_long_ago() {
        fund.pay("done");
        told(fund.show("done", "e1", dollars(40)));
        told(with(by("stella"), [](v1::FundCommand& command) {
            command.mutable_reconcile_request()->set_request("done");
        }));
        v1::ClosePeriod close;
        for (const auto& [name, balance] : fund.state.book.balances())
            *close.add_totals() = balance;
        close.set_up_to_version(fund.state.version);
        close.set_period("2027-11");
        close.set_digest(std::string(32, 'd'));
        close.set_signature(std::string(64, 's'));
        close.set_key("k1");
        fund.now += std::chrono::days(401);
        told(with(by("stella"),
                  [&](v1::FundCommand& command) { *command.mutable_close_period() = close; }));
        fund.now += std::chrono::days(40);
    }
    void advance() {
        auto wish = FundStory::wish("advance", "advance", dollars(100), "");
        wish.set_advance_to("wilma");
        told(fund.mail(wish));
        told(fund.approve("advance", by("simone")));
        told(fund.send("advance", "pay-advance"));
        told(fund.told("pay-advance", v1::FundPayment::paid));
        told(fund.show("advance", "wrong", dollars(10)));
        told(fund.show("advance", "paper", dollars(30)));
        told(with(by("wanda", v1::Role::worker, "hospital"), [](v1::FundCommand& command) {
            auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
            evidence.set_id("right");
            evidence.set_request("advance");
            evidence.set_kind(v1::FundEvidence::receipt);
            evidence.set_cents(12'00);
            evidence.set_content(std::string(32, 'r'));
            evidence.set_type(v1::FundEvidence::png);
            evidence.set_size(9);
            evidence.set_replaces("wrong");
        }));
        told(with(by("stella"), [](v1::FundCommand& command) {
            auto& settle = *command.mutable_settle_advance();
            settle.set_advance("advance");
            auto& spent = *settle.add_spent();
            spent.set_expense("food");
            *spent.mutable_amount() = dollars(30);
            spent.set_evidence("paper");
        }));
    }
    void vouchers() {
        fund.now = afternoon + std::chrono::days(460) + 8h;  // ten in the evening
        told(fund.ask("by-voucher"));
        told(fund.approve("by-voucher", by("simone")));
        told(fund.issue("by-voucher", "V-1"));
        told(fund.redeem("V-1", std::string(32, 'x')));
        told(fund.redeem("V-1", std::string(32, 'k'), dollars(35)));
        told(with(by("stella"), [](v1::FundCommand& command) {
            command.mutable_refund_payment()->set_payment("pay-V-1");
            *command.mutable_refund_payment()->mutable_amount() = dollars(1);
        }));
        told(fund.ask("shown"));
        told(fund.approve("shown", by("simone")));
        told(fund.send("shown", "pay-shown"));
        told(fund.fire_when_due("doubt/pay-shown"));  // a flag
        told(fund.told("pay-shown", v1::FundPayment::paid));
        told(fund.fire_when_due("evidence/shown"));
        told(with(by("board"), [](v1::FundCommand& command) {
            command.mutable_settle_flag()->set_flag("evidence_missing/shown");
            command.mutable_settle_flag()->set_outcome(v1::FundFlag::accepted);
        }));
        told(fund.ask("doubted"));
        told(fund.approve("doubted", by("simone")));
        told(fund.send("doubted", "pay-doubted"));
        told(fund.fire_when_due("doubt/pay-doubted"));
        fund.now += std::chrono::hours(20);
        at_night("at-night");
    }
    void at_night(const std::string& request) {
        while (!fund.state.rules->is_night(fund.now)) fund.now += 1h;
        told(fund.ask(request, dollars(150)));
        told(fund.approve(request, by("coralie", v1::Role::coordinator)));
    }
    void statement() {
        std::string paid;
        for (const auto& event : fund.history)
            for (const auto* one : domain::transfers_of(event.fund()))
                if (one->request() == "shown" && one->kind() == v1::FundTransfer::paid)
                    paid = one->id();
        told(with(by("stella"), [](v1::FundCommand& command) {
            auto& read = *command.mutable_read_statement()->mutable_statement();
            read.set_id("s1");
            read.set_bank_account("chequing");
            read.set_format(v1::BankStatement::csv);
            read.set_content(std::string(32, 'c'));
            auto& line = *read.add_lines();
            line.set_id("l1");
            line.set_cents(-40'00);
            line.set_booked_ms(1'800'000'000'000);
            line.set_reference("shown");
        }));
        told(with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_match_line()->set_statement("s1");
            command.mutable_match_line()->set_line("l1");
            command.mutable_match_line()->add_transfers(paid);
        }));
        told(with(by("stella"), [](v1::FundCommand& command) {
            command.mutable_reconcile_request()->set_request("shown");
            command.mutable_reconcile_request()->add_lines("s1/l1");
        }));
    }
};

TEST_F(FundSnapshot, HoldsEverythingThatMayBeInAFund) {
    everything();
    std::set<std::string> seen;
    std::set<std::string> own;
    domain::FundSnapshotReader reader;
    for (auto& part : parts_of(fund.state)) {
        gather(part, seen);
        ASSERT_TRUE(reader.read(std::move(part)));
    }
    const auto* file = v1::FundSnapshot::descriptor()->file();
    for (int i = 0; i < file->message_type_count(); ++i)
        for (int field = 0; field < file->message_type(i)->field_count(); ++field)
            own.insert(file->message_type(i)->field(field)->full_name());
    for (const auto& field : own) EXPECT_TRUE(seen.contains(field)) << field << " is never tried";
    const auto again = reader.take();
    EXPECT_EQ(text_of(again), text_of(fund.state));
    EXPECT_EQ(text_of(again.book, fund.history), text_of(fund.state.book, fund.history));
}

TEST_F(FundSnapshot, ComesInPartsOfABoundedSize) {
    for (int i = 0; i < 3'000; ++i)
        told(fund.ask("request-" + std::to_string(i), dollars(0, 1 + i % 50)));
    const auto parts = parts_of(fund.state);
    EXPECT_GT(parts.size(), 1u);
    for (const auto& part : parts) EXPECT_LT(part.ByteSizeLong(), 600u << 10);
    domain::FundSnapshotReader reader;
    for (const auto& part : parts) ASSERT_TRUE(reader.read(part));
    auto again = reader.take();
    fund.state.moved.clear();
    ASSERT_EQ(text_of(again), text_of(fund.state));
    // It goes on as if it had never been away.
    fund.state = std::move(again);
    told(fund.approve("request-7", by("simone")));
    EXPECT_EQ(fund.state_of("request-7"), Request::approved);
    EXPECT_EQ(fund.state.book.sum(), 0);
}

TEST_F(FundSnapshot, OfNoFundIsNotRead) {
    const auto with_first = [&](auto change) {
        auto part = parts_of(fund.state).front();
        change(part);
        return domain::FundSnapshotReader().read(part);
    };
    EXPECT_TRUE(with_first([](v1::FundSnapshot&) {}));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) { part.clear_aggregate(); }));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) {
        part.mutable_settings()->mutable_limits()->set_zone("Mars/Olympus");
    }));
    EXPECT_FALSE(
        with_first([](v1::FundSnapshot& part) { part.add_requests()->set_body("short"); }));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) { part.set_forgotten("short"); }));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) { part.add_lines()->set_state(3); }));
    EXPECT_FALSE(with_first(
        [](v1::FundSnapshot& part) { part.mutable_book()->set_requests(0, 1'000'000); }));
    EXPECT_FALSE(with_first(
        [](v1::FundSnapshot& part) { part.mutable_book()->set_accounts_moved(0, 1'000'000); }));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) { part.mutable_book()->set_legs(0, 100); }));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) { part.mutable_book()->add_cents(1); }));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) { part.mutable_book()->add_kinds(1); }));
    EXPECT_FALSE(with_first([](v1::FundSnapshot& part) {
        *part.mutable_book()->add_accounts() = part.book().accounts(0);
    }));
}

TEST(FundForm, SaysByWhatAFundIsFolded) { EXPECT_EQ(domain::fund_form.size(), 64u); }

}  // namespace
}  // namespace relais::test
