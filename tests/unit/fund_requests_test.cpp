// What is asked of the fund: what it costs, who else pays it, what is put apart and let go of.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

class FundRequests : public FundTest {
protected:
    [[nodiscard]] static v1::RequestFunds hotel(const std::string& id, v1::FundFacts::Told told) {
        auto wish = FundStory::wish(id, "hotel_night", dollars(240), "inn");
        wish.set_quantity(2);
        wish.mutable_facts()->set_criterion(told);
        return wish;
    }
    domain::Decision payer(const std::string& request, v1::FundEligibility::Basis basis) {
        return with(by("wanda", v1::Role::worker, "hospital"), [&](v1::FundCommand& command) {
            command.mutable_tell_payer()->set_request(request);
            command.mutable_tell_payer()->set_basis(basis);
        });
    }
    domain::Decision close(const std::string& code) {
        return with(by_service(),
                    [&](auto& c) { c.mutable_close_envelope()->set_case_code(code); });
    }
    domain::Decision void_it(const v1::Actor& actor, const std::string& request) {
        return with(actor, [&](v1::FundCommand& command) {
            command.mutable_void_request()->set_request(request);
            command.mutable_void_request()->set_why(v1::FundRequest::not_needed);
        });
    }
    domain::Decision refuse(const v1::Actor& actor, const std::string& request,
                            v1::FundRequest::RefusedWhy why) {
        return with(actor, [&](v1::FundCommand& command) {
            command.mutable_refuse_request()->set_request(request);
            command.mutable_refuse_request()->set_why(why);
        });
    }
};

TEST_F(FundRequests, AreTakenInAndThoseWhoMaySignAreTold) {
    const auto decision = fund.ask("r1");
    told(decision);
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
    std::vector<std::string> people;
    for (const auto& message : decision->front().fund().funds_requested().messages())
        people.push_back(message.person());
    EXPECT_THAT(people, ElementsAre("stella", "simone", "small", "board"));
    EXPECT_EQ(fund.state.available("city"), 1'000'00);  // asking holds nothing
    EXPECT_EQ(fund.mailed.back().aggregate(), case_aggregate);
    EXPECT_EQ(fund.mailed.back().note_fund().news().state(), Request::asked);
}

TEST_F(FundRequests, AskedTwiceAreOneAndAnotherBodyIsRefused) {
    told(fund.ask("r1"));
    unchanged(fund.ask("r1"));
    refused(fund.ask("r1", dollars(41)), Rejection::request_differs);
    auto sealed_anew = FundStory::wish("r1", "taxi", dollars(40), "cab");
    sealed_anew.mutable_note()->set_box("the same note under another nonce");
    unchanged(fund.mail(sealed_anew));
    told(fund.approve("r1", by("simone")));
    unchanged(fund.ask("r1"));
}

TEST_F(FundRequests, OfAnotherCaseUnderATakenIdAreAnsweredThere) {
    told(fund.ask("r1"));
    auto other = FundStory::wish("r1", "taxi", dollars(40), "cab");
    other.set_reply_to("case/other");
    answered(fund.mail(other), Rejection::request_differs);
    EXPECT_EQ(fund.mailed.back().aggregate(), "case/other");
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
}

TEST_F(FundRequests, ThatARuleRefusesAreAnsweredToTheCaseOnce) {
    answered(fund.mail(FundStory::wish("r1", "yacht", dollars(40), "cab")),
             Rejection::expense_unknown);
    unchanged(fund.mail(FundStory::wish("r1", "yacht", dollars(40), "cab")));
    unchanged(fund.ask("r1"));  // its case was told that it is refused
    EXPECT_EQ(fund.state_of("r1"), Request::refused);
}

TEST_F(FundRequests, AreRefusedForWhatIsWrongWithThem) {
    const auto wrong = [&](auto change, v1::Rejection::Code why) {
        auto wish = FundStory::wish("w" + std::to_string(fund.delivered.size()), "taxi",
                                    dollars(40), "cab");
        change(wish);
        answered(fund.mail(wish), why);
    };
    wrong([](auto& w) { w.mutable_amount()->set_cents(0); }, Rejection::amount_not_positive);
    wrong([](auto& w) { w.mutable_amount()->set_cents(-1); }, Rejection::amount_not_positive);
    wrong([](auto& w) { w.mutable_amount()->set_currency("USD"); }, Rejection::currency_not_ours);
    wrong([](auto& w) { w.mutable_amount()->set_cents(INT64_MAX); }, Rejection::amount_too_large);
    wrong([](auto& w) { w.mutable_amount()->set_cents(5'000'01); }, Rejection::amount_too_large);
    wrong([](auto& w) { w.set_quantity(20'000); }, Rejection::quantity_not_understood);
    wrong([](auto& w) { w.set_expense("fee"); }, Rejection::expense_unknown);
    wrong([](auto& w) { w.clear_amount(); }, Rejection::price_not_listed);
    wrong([](auto& w) { w.set_vendor("nobody"); }, Rejection::vendor_unknown);
    wrong([](auto& w) { w.set_vendor("inn"); }, Rejection::vendor_not_for_this);
    wrong([](auto& w) { w.set_source("moon"); }, Rejection::source_unknown);
    wrong([](auto& w) { w.mutable_facts()->set_territory("99"); }, Rejection::territory_unknown);
    wrong([](auto& w) { w.set_advance_to("wanda"); }, Rejection::request_not_understood);
}

TEST_F(FundRequests, ThatCannotEvenBeAnsweredAreRefusedPlainly) {
    refused(fund.ask("no slash/here"), Rejection::request_not_understood);
    refused(fund.ask(""), Rejection::request_not_understood);
    auto nobody = FundStory::wish("r1", "taxi", dollars(40), "cab");
    nobody.clear_requester();
    refused(fund.mail(nobody), Rejection::request_not_understood);
}

TEST_F(FundRequests, OfAPersonAreHersAndNobodysCase) {
    v1::FundCommand command;
    *command.mutable_request_funds() = FundStory::wish("r1", "taxi", dollars(40), "cab");
    refused(fund.when(by("wilma"), command), Rejection::request_not_understood);
    command.mutable_request_funds()->clear_case_code();
    told(fund.when(by("wilma"), command));
    EXPECT_EQ(fund.state.request("r1")->asked.requester(), "wilma");
    EXPECT_EQ(fund.state.request("r1")->asked.reply_to(), "");
    auto partner = by("wilma", v1::Role::system);
    command.mutable_request_funds()->set_request("r2");
    told(fund.when(partner, command));
    EXPECT_EQ(fund.state.request("r2")->asked.requester(), "wilma");
    told(fund.approve("r1", by("simone")));
    EXPECT_EQ(fund.balance(Account::envelope, "r1", "taxi"), 40'00);
}

TEST_F(FundRequests, OfAFundThatIsNotThereAreAnswered) {
    fund.state = {};
    fund.state.aggregate = domain::fund_of("none");
    answered(fund.ask("r1"), Rejection::fund_unknown);
    refused(fund.approve("r1", by("simone")), Rejection::fund_unknown);
}

TEST_F(FundRequests, CostWhatTheListSaysForHerHousehold) {
    auto wish = FundStory::wish("r1", "food", {}, "shop");
    wish.mutable_facts()->set_household(3);
    wish.set_quantity(2);
    told(fund.mail(wish));
    EXPECT_EQ(fund.state.request("r1")->cents, 180'00);
    EXPECT_EQ(fund.state.request("r1")->unit_cents, 90'00);
    told(fund.mail(FundStory::wish("r2", "food", {}, "shop")));
    EXPECT_EQ(fund.state.request("r2")->cents, 40'00);
    answered(fund.mail(FundStory::wish("r3", "food", dollars(41), "shop")),
             Rejection::amount_is_computed);
    told(fund.mail(FundStory::wish("r4", "food", dollars(40), "shop")));
}

TEST_F(FundRequests, StayWithinCapsOfARequestAUnitACaseAMemberANightAndAMonth) {
    const auto cap = [&](v1::FundCap::Per per, std::int64_t cents, std::uint32_t quantity) {
        settings([&](v1::FundSettings& all) {
            all.clear_caps();
            auto& one = *all.add_caps();
            one.set_id("cap");
            one.set_per(per);
            one.set_expense("taxi");
            one.set_cents(cents);
            one.set_quantity(quantity);
        });
    };
    const auto id = [&] { return "r" + std::to_string(fund.delivered.size()); };
    told(fund.ask("first"));
    told(fund.approve("first", by("simone")));
    cap(v1::FundCap::request, 39'99, 0);
    answered(fund.ask(id()), Rejection::over_cap);
    cap(v1::FundCap::unit, 20'00, 0);
    answered(fund.ask(id()), Rejection::over_cap);
    auto two = FundStory::wish(id(), "taxi", dollars(40), "cab");
    two.set_quantity(2);
    told(fund.mail(two));
    for (const auto per :
         {v1::FundCap::whole_case, v1::FundCap::member, v1::FundCap::night, v1::FundCap::month}) {
        cap(per, 79'99, 0);
        answered(fund.ask(id()), Rejection::over_cap);
        cap(per, 80'00, 0);
        told(fund.ask(id()));
        cap(per, 0, 1);
        answered(fund.ask(id()), Rejection::over_cap);
    }
    cap(v1::FundCap::night, 79'99, 0);
    fund.now += 24h;
    told(fund.ask(id()));
}

TEST_F(FundRequests, StayWithinTheCapOfAFunderAndReleasedMoneyCountsNoMore) {
    settings([&](v1::FundSettings& all) {
        for (const char* source : {"city", "province"}) {
            auto& one = *all.add_caps();
            one.set_id(source);
            one.set_per(v1::FundCap::whole_case);
            one.set_cents(60'00);
            if (std::string(source) == "city")
                one.set_source(source);
            else
                one.set_funder("ministere");
        }
    });
    told(fund.ask("r1"));
    told(fund.reserve("r1"));
    told(fund.ask("r2"));
    refused(fund.reserve("r2", "city"), Rejection::over_cap);
    told(fund.reserve("r2"));
    EXPECT_EQ(fund.state.request("r2")->source, "province");
    told(fund.ask("r3"));
    refused(fund.reserve("r3"), Rejection::over_cap);
    told(void_it(by("stella"), "r1"));
    told(fund.reserve("r3"));
    EXPECT_EQ(fund.state.request("r3")->source, "city");
}

TEST_F(FundRequests, AreRoutedToWhoeverPaysFirstAndTheFundBridgesItsSilence) {
    told(fund.mail(hotel("r1", v1::FundFacts::yes)));
    EXPECT_EQ(fund.state_of("r1"), Request::routed);
    EXPECT_EQ(fund.state.request("r1")->eligibility.payer(), "afu");
    refused(fund.reserve("r1"), Rejection::other_payer_first);
    refused(fund.approve("r1", by("simone")), Rejection::other_payer_first);
    fund.now += 59min;
    unchanged(fund.fire("payer/r1"));
    fund.now += 1min;
    told(fund.fire("payer/r1"));
    unchanged(fund.fire("payer/r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
    EXPECT_EQ(fund.state.request("r1")->eligibility.outcome(), v1::FundEligibility::fund_bridges);
    told(fund.approve("r1", by("simone")));
    told(fund.send("r1", "p1"));
    EXPECT_EQ(fund.balance(Account::recoverable, "afu"), 240'00);
}

TEST_F(FundRequests, NobodyElsePaysAreTheFundsOwn) {
    told(fund.mail(hotel("r1", v1::FundFacts::no)));
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
    EXPECT_EQ(fund.state.request("r1")->eligibility.basis(),
              v1::FundEligibility::criterion_not_met);
    told(fund.ask("r2"));
    EXPECT_EQ(fund.state.request("r2")->eligibility.basis(), v1::FundEligibility::no_payer);
    settings([](auto& all) { all.mutable_payers(0)->add_territories("13"); });
    told(fund.mail(hotel("r3", v1::FundFacts::yes)));
    EXPECT_EQ(fund.state.request("r3")->eligibility.basis(),
              v1::FundEligibility::region_not_served);
    settings([&](auto& all) {
        all.mutable_payers(0)->clear_territories();
        all.mutable_payers(0)->set_until_ms(to_ms(fund.now));
    });
    told(fund.mail(hotel("r4", v1::FundFacts::yes)));
    EXPECT_EQ(fund.state.request("r4")->eligibility.basis(), v1::FundEligibility::payer_over);
}

TEST_F(FundRequests, NeverWaitForAPayerWhenSomebodyWaitsForThem) {
    auto urgent = hotel("r1", v1::FundFacts::yes);
    urgent.set_urgency(v1::FundRequest::now);
    told(fund.mail(urgent));
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
    EXPECT_EQ(fund.state.request("r1")->eligibility.basis(), v1::FundEligibility::cannot_wait);
    told(fund.mail(hotel("r2", v1::FundFacts::unknown)));
    EXPECT_EQ(fund.state.request("r2")->eligibility.basis(),
              v1::FundEligibility::criterion_not_told);
    told(payer("r2", v1::FundEligibility::cannot_wait));
    EXPECT_EQ(fund.state.request("r2")->eligibility.outcome(), v1::FundEligibility::fund_bridges);
}

TEST_F(FundRequests, EndWhenTheOtherPayerSaysYesAndGoOnWhenItSaysNo) {
    told(fund.mail(hotel("yes", v1::FundFacts::yes)));
    told(fund.mail(hotel("no", v1::FundFacts::yes)));
    refused(payer("yes", v1::FundEligibility::no_payer), Rejection::request_not_understood);
    told(payer("yes", v1::FundEligibility::payer_said_yes));
    EXPECT_EQ(fund.state_of("yes"), Request::covered);
    refused(fund.approve("yes", by("simone")), Rejection::request_over);
    told(payer("no", v1::FundEligibility::payer_said_no));
    EXPECT_EQ(fund.state_of("no"), Request::asked);
    EXPECT_EQ(fund.state.request("no")->eligibility.outcome(), v1::FundEligibility::fund_pays);
    refused(payer("no", v1::FundEligibility::payer_said_no), Rejection::request_out_of_turn);
    refused(payer("none", v1::FundEligibility::payer_said_no), Rejection::request_unknown);
}

TEST_F(FundRequests, GoToTheNextPayerWhenTheFirstSaysNo) {
    settings([](v1::FundSettings& all) {
        auto second = all.payers(0);
        second.set_id("ivac");
        *all.add_payers() = second;
    });
    told(fund.mail(hotel("r1", v1::FundFacts::yes)));
    told(payer("r1", v1::FundEligibility::payer_said_no));
    EXPECT_EQ(fund.state_of("r1"), Request::routed);
    EXPECT_EQ(fund.state.request("r1")->eligibility.payer(), "ivac");
    told(payer("r1", v1::FundEligibility::payer_said_no));
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
}

TEST_F(FundRequests, TakeTheFirstSourceThatFits) {
    told(fund.ask("r1", dollars(900)));
    told(fund.reserve("r1"));
    EXPECT_EQ(fund.state.request("r1")->source, "city");
    told(fund.ask("r2", dollars(200)));
    told(fund.reserve("r2"));
    EXPECT_EQ(fund.state.request("r2")->source, "province");
    told(fund.mail(FundStory::wish("r3", "interpreter", dollars(100), "voices")));
    told(fund.reserve("r3"));
    EXPECT_EQ(fund.state.request("r3")->source, "interpreters");
    told(fund.ask("r4", dollars(200)));
    refused(fund.reserve("r4", "interpreters"), Rejection::source_not_for_this);
    refused(fund.reserve("r4", "city"), Rejection::funds_short);
    refused(fund.reserve("r4", "moon"), Rejection::source_unknown);
    settings([&](auto& all) { all.mutable_sources(1)->set_until_ms(to_ms(fund.now)); });
    refused(fund.reserve("r4", "province"), Rejection::source_over);
    refused(fund.reserve("r4"), Rejection::funds_short);
    settings([](auto& all) { all.mutable_sources(0)->add_territories("13"); });
    refused(fund.reserve("r4", "city"), Rejection::source_not_for_this);
    settings([](auto& all) { all.mutable_sources(0)->set_territories(0, "06"); });
    settings([](auto& all) { all.mutable_sources(0)->set_overdraw(true); });
    told(fund.reserve("r4"));
    EXPECT_EQ(fund.state.available("city"), -100'00);
}

TEST_F(FundRequests, TwoThousandForTheLastDollarReserveExactlyWhatFits) {
    for (int each = 0; each < 2'000; ++each)
        told(fund.ask("r" + std::to_string(each), dollars(0, 70)));
    settings([](auto& all) { all.mutable_sources(1)->set_until_ms(1); });
    int fit = 0;
    for (int each = 0; each < 2'000; ++each) {
        const auto decision = fund.reserve("r" + std::to_string(each));
        if (decision)
            ++fit;
        else
            EXPECT_EQ(decision.error(), Rejection::funds_short);
    }
    EXPECT_EQ(fit, 100'000 / 70);
    EXPECT_EQ(fund.state.available("city"), 100'000 % 70);
    EXPECT_EQ(fund.state.reserved(), 100'000 - 100'000 % 70);
}

TEST_F(FundRequests, ReservedOnceEndOnce) {
    told(fund.ask("r1"));
    told(fund.reserve("r1"));
    refused(fund.reserve("r1"), Rejection::request_out_of_turn);
    told(void_it(by("wanda", v1::Role::worker), "r1"));
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    refused(void_it(by("stella"), "r1"), Rejection::request_over);
    refused(refuse(by("stella"), "r1", Request::too_much), Rejection::request_over);
    unchanged(fund.fire("reservation/r1"));
    refused(fund.reserve("r1"), Rejection::request_over);
    refused(void_it(by("stella"), "none"), Rejection::request_unknown);
}

TEST_F(FundRequests, AreVoidedByWhoAskedOrWhoKeepsTheFund) {
    told(fund.ask("r1"));
    refused(void_it(by("wilma", v1::Role::worker), "r1"), Rejection::not_a_signatory);
    told(void_it(by("denis", v1::Role::coordinator), "r1"));
}

TEST_F(FundRequests, AreNotVoidedForAReasonThatHasNoName) {
    told(fund.ask("r1"));
    refused(with(by("denis", v1::Role::coordinator),
                 [](v1::FundCommand& command) {
                     command.mutable_void_request()->set_request("r1");
                     command.mutable_void_request()->set_why(
                         static_cast<v1::FundRequest::VoidedWhy>(99));
                 }),
            Rejection::reason_missing);
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
}

// Of somebody who is hunted no region is told.
TEST_F(FundRequests, WithoutARegionWakeWhoeverIsOnDutyAndArePaidByARegionsMoney) {
    settings([](v1::FundSettings& changed) {
        for (auto& source : *changed.mutable_sources()) source.add_territories("13");
    });
    fund.now = at_night;
    auto wish = FundStory::wish("r1", "taxi", dollars(40), "cab");
    wish.mutable_facts()->clear_territory();
    const auto decision = fund.mail(wish);
    told(decision);
    std::vector<std::string> people;
    for (const auto& message : decision->front().fund().funds_requested().messages())
        people.push_back(message.person());
    EXPECT_THAT(people, testing::IsSupersetOf({"coralie", "denis"}));
    EXPECT_EQ(people.front(), "coralie") << "whoever may sign now is told before the others";
    told(fund.approve("r1", by("coralie", v1::Role::coordinator)));
}

TEST_F(FundRequests, AreRefusedWithAReasonAndGiveTheirMoneyBack) {
    told(fund.ask("r1"));
    told(fund.reserve("r1"));
    refused(refuse(by("wilma"), "r1", Request::too_much), Rejection::not_a_signatory);
    refused(refuse(by("stella"), "r1", Request::by_rule), Rejection::reason_missing);
    told(refuse(by("stella"), "r1", Request::too_much));
    EXPECT_EQ(fund.state_of("r1"), Request::refused);
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    EXPECT_EQ(fund.mailed.back().note_fund().news().refused(), Request::too_much);
    told(fund.ask("r2"));
    told(fund.approve("r2", by("simone")));
    refused(refuse(by("stella"), "r2", Request::too_much), Rejection::request_out_of_turn);
}

TEST_F(FundRequests, ThatNobodyAnswersExpire) {
    told(fund.ask("r1"));
    told(fund.ask("r2"));
    told(fund.reserve("r2"));
    fund.now += 48h;
    told(fund.fire("reservation/r2"));
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    unchanged(fund.fire("asked/r1"));
    fund.now += 24h;
    told(fund.fire("asked/r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::expired);
    for (const char* person : {"stella", "simone", "small", "board"})
        told(fund.fire("notices/" + std::string(person)));  // nothing waits any more
    EXPECT_TRUE(domain::deadlines(fund.state).empty());
}

TEST_F(FundRequests, OfACaseThatIsOverAreLetGoOfAndNothingIsAskedForIt) {
    told(fund.ask("asked"));
    told(fund.ask("approved"));
    told(fund.approve("approved", by("simone")));
    fund.pay("paid");
    told(close("K4M7"));
    EXPECT_EQ(fund.state_of("asked"), Request::voided);
    EXPECT_EQ(fund.state_of("approved"), Request::voided);
    EXPECT_EQ(fund.state_of("paid"), Request::paid);
    EXPECT_EQ(fund.state.reserved(), 0);
    unchanged(close("K4M7"));
    answered(fund.ask("late"), Rejection::envelope_closed);
    const auto reopen = [&] {
        return with(by_service(),
                    [](auto& c) { c.mutable_reopen_envelope()->set_case_code("K4M7"); });
    };
    told(reopen());
    unchanged(reopen());
    told(fund.ask("again"));
    told(with(by("stella"), [](auto& c) { c.mutable_void_envelope()->set_case_code("K4M7"); }));
    answered(fund.ask("never"), Rejection::envelope_void);
    refused(reopen(), Rejection::envelope_void);
    refused(with(by("wilma"), [](auto& c) { c.mutable_void_envelope()->set_case_code("K4M7"); }),
            Rejection::not_a_signatory);
    refused(with(by("stella"), [](auto& c) { c.mutable_void_envelope()->set_case_code("K4M7"); }),
            Rejection::envelope_void);
}

TEST_F(FundRequests, ThatAreTooManyAtOnceAreRefused) {
    settings([](auto& all) { all.mutable_limits()->set_requests_open_max(2); });
    told(fund.ask("r1"));
    told(fund.ask("r2"));
    answered(fund.ask("r3"), Rejection::requests_too_many);
    told(void_it(by("stella"), "r1"));
    told(fund.ask("r4"));
}

TEST_F(FundRequests, ReadSettingsThatAreSoundAndOfTheRevisionThatStands) {
    auto faulty = small_settings();
    faulty.mutable_limits()->set_zone("Moon/Tranquility");
    refused(fund.put(faulty), Rejection::settings_faulty);
    faulty = small_settings();
    faulty.mutable_limits()->set_petty_cents(2'000'00);
    refused(fund.put(faulty), Rejection::settings_faulty);
    faulty = small_settings();
    faulty.mutable_sources()->DeleteSubrange(0, 1);  // there is money in it
    refused(fund.put(faulty), Rejection::settings_faulty);
    faulty = small_settings();
    faulty.mutable_vendors(0)->set_id(faulty.vendors(1).id());
    refused(fund.put(faulty), Rejection::settings_faulty);
    v1::FundCommand old;
    *old.mutable_put_settings()->mutable_settings() = small_settings();
    refused(fund.when(by("root", v1::Role::admin), old), Rejection::settings_moved_on);
    old.mutable_put_settings()->set_expected_revision(1);
    refused(fund.when(by("stella"), old), Rejection::not_a_signatory);
    told(fund.when(by("board"), old));
}

TEST_F(FundRequests, SourcesGiveBackOnlyWhatIsNotReserved) {
    told(fund.ask("r1", dollars(900)));
    told(fund.reserve("r1"));
    const auto back = [&](const std::string& source, v1::Money amount) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_give_back_funding()->set_source(source);
            *command.mutable_give_back_funding()->mutable_amount() = amount;
        });
    };
    refused(back("city", dollars(100, 1)), Rejection::funds_short);
    refused(back("moon", dollars(1)), Rejection::source_unknown);
    refused(back("city", dollars(0)), Rejection::amount_not_positive);
    told(back("city", dollars(100)));
    EXPECT_EQ(fund.state.available("city"), 0);
    refused(fund.receive("moon", dollars(1)), Rejection::source_unknown);
    settings([&](auto& all) { all.mutable_sources(0)->set_until_ms(to_ms(fund.now)); });
    refused(fund.receive("city", dollars(1)), Rejection::source_over);
    settings([&](auto& all) { all.mutable_sources(0)->set_until_ms(to_ms(fund.now) + 1); });
    told(fund.receive("city", dollars(1)));
    settings([&](auto& all) {
        all.mutable_sources(0)->set_from_ms(to_ms(fund.now + 1h));
        all.mutable_sources(0)->clear_until_ms();
    });
    told(fund.receive("city", dollars(1)));  // it has not begun yet
}

}  // namespace
}  // namespace relais::test
