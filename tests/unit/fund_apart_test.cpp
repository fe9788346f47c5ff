// Nobody signs for her own case, and no sum passes in parts that would not pass whole: who follows
// a case since it asked, what one person signed alone for a day, what was reserved alone at night.
#include "common/domain/fund/fund_reading.hpp"
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using Rule = v1::ApprovalRule;
using Flag = v1::FundFlag;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

class FundApart : public FundTest {
protected:
    // The case's word, by its mail.
    domain::Decision follow(const std::vector<std::string>& people,
                            const std::vector<std::string>& organizations = {}) {
        v1::Command command;
        command.set_command_id(case_aggregate + "/" + std::to_string(++words_) + "/0");
        *command.mutable_actor() = by_service();
        auto& told = *command.mutable_fund()->mutable_tell_followers();
        told.set_case_code("K4M7");
        for (const auto& id : people) told.add_people(id);
        for (const auto& id : organizations) told.add_organizations(id);
        return fund.deliver(command);
    }
    domain::Decision ask_of(const std::string& request, std::int64_t whole,
                            const std::string& code = "K4M7") {
        auto wish = FundStory::wish(request, "taxi", dollars(whole), "cab");
        wish.mutable_facts()->clear_people();
        wish.set_case_code(code);
        if (code != "K4M7") wish.set_reply_to("case/" + code);
        return fund.mail(wish);
    }
    domain::Decision reserve(const std::string& request, const std::string& person) {
        return with(by(person, v1::Role::coordinator), [&](v1::FundCommand& command) {
            command.mutable_reserve_funds()->set_request(request);
        });
    }
    domain::Decision settle(const std::string& person, const std::string& flag) {
        return with(by(person), [&](v1::FundCommand& command) {
            command.mutable_settle_flag()->set_flag(flag);
            command.mutable_settle_flag()->set_outcome(Flag::accepted);
        });
    }
    static Rule::Code rule_of(const domain::Decision& decision) {
        if (decision)
            for (const auto& event : *decision)
                if (event.fund().has_request_approved())
                    return event.fund().request_approved().approval().rule();
        return Rule::unknown;
    }
    static std::vector<std::string> told_by_flag(const domain::Decision& decision) {
        std::vector<std::string> people;
        if (decision)
            for (const auto& event : *decision)
                for (const auto& message : event.fund().flag_raised().messages())
                    people.push_back(message.person());
        return people;
    }

private:
    int words_ = 0;
};

TEST_F(FundApart, WhoFollowsACaseSinceItAskedDoesNotSignForIt) {
    told(ask_of("r1", 300));
    told(follow({"wanda", "stella"}));
    refused(fund.approve("r1", by("stella")), Rejection::own_case);
    told(ask_of("r2", 300));  // and asked later by a case that did not say it again
    refused(fund.approve("r2", by("stella")), Rejection::own_case);
    EXPECT_EQ(rule_of(fund.approve("r1", by("simone"))), Rule::single);
    told(ask_of("elsewhere", 300, "K8K8"));
    EXPECT_EQ(rule_of(fund.approve("elsewhere", by("stella"))), Rule::single);
    told(follow({}, {"coalition"}));
    refused(fund.approve("r2", by("simone")), Rejection::own_organization);
}

TEST_F(FundApart, NoticesDoNotGoToWhoFollowsTheCaseByNow) {
    told(follow({"stella"}));
    const auto asked = ask_of("r1", 300);
    told(asked);
    std::vector<std::string> people;
    for (const auto& message : asked->front().fund().funds_requested().messages())
        people.push_back(message.person());
    EXPECT_THAT(people, UnorderedElementsAre("simone", "board"));
}

TEST_F(FundApart, AWordThatComesLateFlagsWhatWasSignedMeanwhile) {
    told(ask_of("r1", 300));
    told(fund.approve("r1", by("stella")));
    fund.now += domain::notices_apart;  // what comes sooner is told with the rest
    const auto late = follow({"stella"});
    told(late);
    EXPECT_TRUE(fund.state.flags.contains("signed_own_case/r1"));
    EXPECT_THAT(told_by_flag(late), ElementsAre("board"));
    EXPECT_EQ(fund.state_of("r1"), Request::approved) << "what was signed is not unsigned";
    refused(settle("stella", "signed_own_case/r1"), Rejection::not_a_signatory);
    told(settle("board", "signed_own_case/r1"));
    unchanged(follow({"stella"}));
    EXPECT_TRUE(fund.state.flags.empty());
}

TEST_F(FundApart, WordsThatOvertakeEachOtherSayTheSame) {
    told(follow({"stella", "simone"}));
    unchanged(follow({"simone"}));  // an older one
    told(ask_of("r1", 300));
    refused(fund.approve("r1", by("stella")), Rejection::own_case);
    EXPECT_THAT(fund.state.envelopes.at("K4M7").people, ElementsAre("simone", "stella"));
    EXPECT_EQ(fund.state.envelopes.at("K4M7").owner, case_aggregate);
}

TEST_F(FundApart, OnlyTheCaseSaysWhoFollowsIt) {
    const auto say = [&](const v1::Actor& actor, int people) {
        return with(actor, [&](v1::FundCommand& command) {
            command.mutable_tell_followers()->set_case_code("K4M7");
            for (int each = 0; each < people; ++each)
                command.mutable_tell_followers()->add_people("p" + std::to_string(each));
        });
    };
    refused(say(by("stella"), 1), Rejection::not_a_signatory);
    refused(say(by_service(), domain::named_in_facts_max + 1), Rejection::request_not_understood);
}

TEST_F(FundApart, PettySumsForHerOwnCaseAddUpForADay) {
    for (const char* id : {"r1", "r2", "r3", "r4"}) told(fund.ask(id));  // small follows it
    EXPECT_EQ(rule_of(fund.approve("r1", by("small"))), Rule::petty);
    EXPECT_EQ(rule_of(fund.approve("r2", by("small"))), Rule::petty);
    refused(fund.approve("r3", by("small")), Rejection::petty_used_up);
    told(with(by("stella"), [](v1::FundCommand& command) {
        command.mutable_void_request()->set_request("r2");
        command.mutable_void_request()->set_why(v1::FundRequest::not_needed);
    }));
    told(fund.approve("r3", by("small")));
    refused(fund.approve("r4", by("small")), Rejection::petty_used_up);
    fund.now += 24h - 1ms;
    refused(fund.approve("r4", by("small")), Rejection::petty_used_up);
    fund.now += 1ms;
    told(fund.approve("r4", by("small")));
    EXPECT_THAT(fund.state.signed_lately.at("small"), ElementsAre("r4"));
}

TEST_F(FundApart, PettySumsForHerOrganizationAddUpOverItsCases) {
    const auto ask = [&](const std::string& request, const std::string& code) {
        auto wish = FundStory::wish(request, "taxi", dollars(60), "cab");
        wish.set_organization("coalition");
        wish.set_case_code(code);
        wish.set_reply_to("case/" + code);
        told(fund.mail(wish));
    };
    ask("r1", "K1K1");
    ask("r2", "K2K2");
    told(fund.approve("r1", by("stella")));
    refused(fund.approve("r2", by("stella")), Rejection::petty_used_up);
    told(fund.approve("r2", by("simone")));
}

TEST_F(FundApart, ThreePettySignaturesLearntOfLateAreFlaggedByTheirSum) {
    for (const char* id : {"r1", "r2", "r3"}) {
        told(ask_of(id, 40));
        told(fund.approve(id, by("stella")));
        fund.now += 1min;
    }
    told(follow({"stella"}));
    EXPECT_THAT(fund.state.flags, testing::SizeIs(1));
    EXPECT_TRUE(fund.state.flags.contains("signed_own_case/r3"));
}

TEST_F(FundApart, WhatOneSignsAloneForOneCaseAddsUpToTwoSignatures) {
    told(ask_of("r1", 600));
    told(ask_of("r2", 500));
    told(ask_of("elsewhere", 500, "K8K8"));
    EXPECT_EQ(rule_of(fund.approve("r1", by("stella"))), Rule::single);
    EXPECT_EQ(rule_of(fund.approve("elsewhere", by("stella"))), Rule::single);
    EXPECT_EQ(rule_of(fund.approve("r2", by("stella"))), Rule::first_of_two);
    refused(fund.send("r2", "p2"), Rejection::signature_awaited);
    EXPECT_EQ(rule_of(fund.approve("r2", by("simone"))), Rule::second_of_two);
    EXPECT_EQ(fund.state_of("r2"), Request::approved);
    told(ask_of("r3", 40));
    EXPECT_EQ(rule_of(fund.approve("r3", by("simone"))), Rule::petty)
        << "a signature beside another one is not alone";
}

TEST_F(FundApart, HerOwnLimitAddsUpAsWell) {
    told(ask_of("r1", 150));
    told(ask_of("r2", 60));
    told(ask_of("r3", 40));
    EXPECT_EQ(rule_of(fund.approve("r1", by("small"))), Rule::single);
    refused(fund.approve("r2", by("small")), Rejection::over_own_limit);
    EXPECT_EQ(rule_of(fund.approve("r3", by("small"))), Rule::single);
}

TEST_F(FundApart, TheWindowIsASetting) {
    settings([](auto& all) { all.mutable_limits()->set_own_window_hours(2); });
    told(ask_of("r1", 600));
    told(ask_of("r2", 500));
    told(fund.approve("r1", by("stella")));
    fund.now += 2h;
    EXPECT_EQ(rule_of(fund.approve("r2", by("stella"))), Rule::single);
    auto endless = fund.state.rules->data();
    endless.mutable_limits()->set_own_window_hours(10'000);
    refused(fund.put(endless), Rejection::settings_faulty);
}

TEST_F(FundApart, NobodyReservesAloneForHerself) {
    fund.now = at_night;
    auto own = FundStory::wish("own", "taxi", dollars(40), "cab");
    own.set_requester("coralie");
    told(fund.mail(own));
    refused(reserve("own", "coralie"), Rejection::own_request);
    auto followed = FundStory::wish("followed", "taxi", dollars(140), "cab");
    followed.mutable_facts()->add_people("coralie");
    told(fund.mail(followed));
    refused(reserve("followed", "coralie"), Rejection::own_case);
}

TEST_F(FundApart, WhatIsReservedAloneNeedsASignatureInADayAndElseTheBoardIsTold) {
    fund.now = at_night;
    told(fund.ask("r1", dollars(300)));
    told(reserve("r1", "coralie"));
    EXPECT_EQ(domain::deadlines(fund.state).at("signature/r1"), at_night + 24h);
    fund.now += 24h;
    EXPECT_THAT(told_by_flag(fund.fire("signature/r1")), ElementsAre("board"));
    EXPECT_TRUE(fund.state.flags.contains("signature_missing/r1"));
    EXPECT_FALSE(domain::fund_ageing(fund.state, fund.now).ages().empty());
    EXPECT_EQ(rule_of(fund.approve("r1", by("simone"))), Rule::single);
    EXPECT_TRUE(fund.state.flags.empty());
    EXPECT_FALSE(domain::deadlines(fund.state).contains("signature/r1"));
}

TEST_F(FundApart, WhatWasReservedAloneAndLetGoOfIsFlaggedNoMore) {
    fund.now = at_night;
    told(fund.ask("r1", dollars(300)));
    told(reserve("r1", "coralie"));
    fund.now += 24h;
    told(fund.fire("signature/r1"));
    told(fund.fire_when_due("reservation/r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::expired);
    EXPECT_TRUE(fund.state.flags.empty());
    EXPECT_TRUE(domain::deadlines(fund.state).empty());
}

// ── settings ──

TEST_F(FundApart, WhoeverEasesTheSettingsAloneIsTakenNoteOfByOthers) {
    auto eased = fund.state.rules->data();
    eased.mutable_limits()->set_petty_cents(900'00);
    auto& puppet = *eased.add_signatories();
    puppet.set_person("puppet");
    puppet.set_board(true);
    const auto put = fund.put(eased);
    told(put);
    EXPECT_THAT(told_by_flag(put), UnorderedElementsAre("stella", "simone", "small", "board"));
    EXPECT_EQ(domain::deadlines(fund.state).at("settings/2"), fund.now + 24h);
    refused(settle("puppet", "settings_eased/2"), Rejection::not_a_signatory);
    refused(settle("root", "settings_eased/2"), Rejection::not_a_signatory);
    fund.now += 24h;
    EXPECT_THAT(told_by_flag(fund.fire("settings/2")),
                UnorderedElementsAre("stella", "simone", "small", "board"));
    EXPECT_EQ(domain::deadlines(fund.state).at("settings/2"), fund.now + 24h);
    told(settle("small", "settings_eased/2"));
    EXPECT_TRUE(fund.state.flags.empty());
    EXPECT_TRUE(domain::deadlines(fund.state).empty());
}

TEST_F(FundApart, NeitherWhoPutThemNorWhoGainsByThemTakesNote) {
    auto eased = fund.state.rules->data();
    eased.mutable_signatories(0)->set_limit_cents(4'000'00);  // stella's
    told(with(by("board"), [&](v1::FundCommand& command) {
        *command.mutable_put_settings()->mutable_settings() = eased;
        command.mutable_put_settings()->set_expected_revision(1);
    }));
    EXPECT_THAT(fund.state.flags.at("settings_eased/2").flag.people(),
                ElementsAre("simone", "small"));
    refused(settle("board", "settings_eased/2"), Rejection::not_a_signatory);
    refused(settle("stella", "settings_eased/2"), Rejection::not_a_signatory);
    told(settle("simone", "settings_eased/2"));
}

TEST_F(FundApart, TheFirstSettingsEaseNothing) {
    EXPECT_TRUE(fund.state.flags.empty());
    settings([](auto& all) { all.mutable_limits()->set_petty_cents(10'00); });
    EXPECT_TRUE(fund.state.flags.empty());
}

// ── a vendor's word ──

class FundConfirmation : public FundTest {
protected:
    domain::Decision confirm(const std::string& id, const std::string& person, bool number,
                             const std::string& witness = "") {
        return with(by(person, v1::Role::worker, "hospital"), [&](v1::FundCommand& command) {
            auto& paper = *command.mutable_add_evidence()->mutable_evidence();
            paper.set_id(id);
            paper.set_request("r1");
            paper.set_kind(v1::FundEvidence::vendor_confirmation);
            paper.set_cents(10'00);
            paper.set_witness(witness);
            if (number) paper.mutable_note()->set_box("box");
        });
    }
};

TEST_F(FundConfirmation, OfWhoAskedAloneShowsNothing) {
    fund.pay("r1");
    refused(confirm("e1", "wanda", false), Rejection::confirmation_alone);
    refused(confirm("e1", "wanda", true), Rejection::confirmation_alone);
    refused(confirm("e1", "wanda", true, "wanda"), Rejection::confirmation_alone);
    refused(confirm("e1", "wanda", true, "nobody-known"), Rejection::confirmation_alone);
    refused(confirm("e1", "wilma", false), Rejection::confirmation_alone);
    refused(with(by("wilma", v1::Role::worker, "hospital"),
                 [](v1::FundCommand& command) {
                     auto& paper = *command.mutable_add_evidence()->mutable_evidence();
                     paper.set_id("e1");
                     paper.set_request("r1");
                     paper.set_kind(v1::FundEvidence::vendor_confirmation);
                     paper.mutable_note();  // which says nothing
                 }),
            Rejection::confirmation_alone);
    told(confirm("e1", "wilma", true));
    told(confirm("e2", "wanda", true, "wilma"));
    told(fund.show("r1", "e3", dollars(10)));
    EXPECT_EQ(fund.state.request("r1")->shown(), 30'00);
}

TEST_F(FundConfirmation, IsTheVouchersOwnWordOnceItTookItIn) {
    told(fund.ask("r1"));
    told(fund.approve("r1", by("simone")));
    told(fund.issue("r1", "V1"));
    refused(confirm("e1", "wanda", false), Rejection::confirmation_alone);
    told(fund.redeem("V1", std::string(32, 'k')));
    told(confirm("e1", "wanda", false));
}

// ── a list that ends ──

class FundHousehold : public FundTest {
protected:
    std::int64_t unit(std::uint32_t household) {
        auto wish = FundStory::wish("h" + std::to_string(household), "food", {}, "shop");
        wish.mutable_facts()->set_household(household);
        const auto price = domain::price_of(*fund.state.rules, wish, "shop", fund.now);
        return price ? price->unit_cents : -static_cast<std::int64_t>(price.error());
    }
};

TEST_F(FundHousehold, GoesOnByTheLastStepOfItsList) {
    EXPECT_EQ(unit(1), 40'00);
    EXPECT_EQ(unit(2), 40'00);
    EXPECT_EQ(unit(3), 90'00);
    EXPECT_EQ(unit(4), 115'00);  // from one to three: twenty-five for each
    EXPECT_EQ(unit(9), 240'00);
    settings([](v1::FundSettings& all) {
        auto& five = *all.add_prices();
        five.set_expense("food");
        five.set_household(5);
        five.set_cents(100'01);
    });
    EXPECT_EQ(unit(4), 90'00) << "the list does not end there";
    EXPECT_EQ(unit(6), 105'02) << "no part of a cent is left out";
    EXPECT_EQ(unit(9), 120'03);
}

TEST_F(FundHousehold, IsRefusedWhereOneLineTellsNoStep) {
    settings([](v1::FundSettings& all) {
        all.mutable_prices()->Clear();
        auto& one = *all.add_prices();
        one.set_expense("food");
        one.set_household(1);
        one.set_cents(40'00);
    });
    EXPECT_EQ(unit(1), 40'00);
    EXPECT_EQ(unit(2), -std::int64_t{Rejection::price_list_ends});
    settings([](v1::FundSettings& all) { all.mutable_prices(0)->set_household(0); });
    EXPECT_EQ(unit(9), 40'00) << "whoever they are";
}

}  // namespace
}  // namespace relais::test
