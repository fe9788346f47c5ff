// Which settings take control away: each way of easing them is seen, and no way of tightening them
// is taken for it.
#include <map>

#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using Settings = v1::FundSettings;
using Change = std::function<void(Settings&)>;

class FundEase : public FundTest {
protected:
    FundEase() : before_(fund.state.rules->data()) {
        auto& cap = *before_.add_caps();
        cap.set_id("cap");
        cap.set_per(v1::FundCap::night);
        cap.set_cents(100);
        cap.set_quantity(2);
        before_.mutable_expenses(0)->set_cents_max(500);
        before_.mutable_expenses(0)->set_quantity_max(3);
        before_.mutable_limits()->set_own_window_hours(24);
    }
    [[nodiscard]] bool eases(const Change& change) const {
        auto after = before_;
        change(after);
        return domain::eased(before_, after).eased;
    }
    // And back again, which is the other way round.
    [[nodiscard]] bool eases_back(const Change& change) const {
        auto after = before_;
        change(after);
        return domain::eased(after, before_).eased;
    }
    void eases_only_there(const char* what, const Change& change) const {
        EXPECT_TRUE(eases(change)) << what;
        EXPECT_FALSE(eases_back(change)) << what << ", back again";
    }
    void eases_never(const char* what, const Change& change) const {
        EXPECT_FALSE(eases(change)) << what;
        EXPECT_FALSE(eases_back(change)) << what << ", back again";
    }

    Settings before_;
};

// A limit that is new must say here what more of it means.
TEST_F(FundEase, OfEachLimitOneWayTakesControlAwayAndTheOtherDoesNot) {
    enum class More { eases, tightens, neither };
    const std::map<std::string, More> limits{
        {"petty_cents", More::eases},          {"single_cents", More::eases},
        {"request_cents", More::eases},        {"night_cents", More::eases},
        {"night_from_minute", More::tightens}, {"night_until_minute", More::eases},
        {"signature_hours", More::eases},      {"asked_hours", More::neither},
        {"reservation_hours", More::neither},  {"doubt_minutes", More::eases},
        {"evidence_days", More::eases},        {"voucher_hours", More::neither},
        {"voucher_misses_max", More::eases},   {"advance_days", More::eases},
        {"advance_remind_days", More::eases},  {"advance_cents", More::eases},
        {"requests_open_max", More::neither},  {"own_window_hours", More::tightens},
    };
    const auto* fields = v1::FundLimits::descriptor();
    for (int i = 0; i < fields->field_count(); ++i) {
        const auto* field = fields->field(i);
        if (field->name() == "zone") continue;
        const auto known = limits.find(field->name());
        ASSERT_NE(known, limits.end()) << field->name();
        const Change more = [&](Settings& settings) {
            auto& all = *settings.mutable_limits();
            const auto* one = v1::FundLimits::GetReflection();
            if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT64)
                one->SetInt64(&all, field, one->GetInt64(all, field) + 1);
            else
                one->SetUInt32(&all, field, one->GetUInt32(all, field) + 1);
        };
        EXPECT_EQ(eases(more), known->second == More::eases) << field->name();
        EXPECT_EQ(eases_back(more), known->second == More::tightens) << field->name();
    }
}

TEST_F(FundEase, ALimitThatIsGoneIsNone) {
    eases_only_there("advances", [](Settings& s) { s.mutable_limits()->clear_advance_cents(); });
    // Nothing told is a day, as before.
    eases_never("window", [](Settings& s) { s.mutable_limits()->clear_own_window_hours(); });
}

TEST_F(FundEase, ANightIsEasedByEachMinuteThatIsNew) {
    const auto night = [](std::uint32_t from, std::uint32_t until) {
        return [=](Settings& s) {
            s.mutable_limits()->set_night_from_minute(from * 60);
            s.mutable_limits()->set_night_until_minute(until * 60);
        };
    };
    eases_only_there("from seven to nine", night(19, 9));
    eases_only_there("any minute that is one", night(20, 9));
    EXPECT_FALSE(eases(night(22, 6)));
    EXPECT_FALSE(eases(night(0, 0))) << "no night at all";
    EXPECT_TRUE(eases(night(21, 9))) << "shorter at one end only";
    const Change elsewhere = [](Settings& s) { s.mutable_limits()->set_zone("America/Halifax"); };
    EXPECT_TRUE(eases(elsewhere) && eases_back(elsewhere)) << "another night altogether";
}

TEST_F(FundEase, ACapIsEasedWhereNoneIsAsStrict) {
    eases_only_there("gone", [](Settings& s) { s.clear_caps(); });
    eases_only_there("higher", [](Settings& s) { s.mutable_caps(0)->set_cents(101); });
    eases_only_there("more of them", [](Settings& s) { s.mutable_caps(0)->set_quantity(3); });
    eases_only_there("of no number", [](Settings& s) { s.mutable_caps(0)->clear_quantity(); });
    eases_only_there("of no amount", [](Settings& s) { s.mutable_caps(0)->clear_cents(); });
    eases_only_there("of taxis alone", [](Settings& s) { s.mutable_caps(0)->set_expense("taxi"); });
    eases_only_there("of one source", [](Settings& s) { s.mutable_caps(0)->set_source("city"); });
    eases_only_there("of one funder", [](Settings& s) { s.mutable_caps(0)->set_funder("ville"); });
    eases_never("called otherwise", [](Settings& s) { s.mutable_caps(0)->set_id("other"); });
    const Change monthly = [](Settings& s) { s.mutable_caps(0)->set_per(v1::FundCap::month); };
    EXPECT_TRUE(eases(monthly) && eases_back(monthly)) << "it counts something else";
}

TEST_F(FundEase, AnExpenseIsEasedByMoreOfIt) {
    eases_only_there("higher", [](Settings& s) { s.mutable_expenses(0)->set_cents_max(501); });
    eases_only_there("no most", [](Settings& s) { s.mutable_expenses(0)->clear_cents_max(); });
    eases_only_there("more", [](Settings& s) { s.mutable_expenses(0)->set_quantity_max(4); });
    eases_only_there("any number",
                     [](Settings& s) { s.mutable_expenses(0)->clear_quantity_max(); });
    eases_only_there("typed", [](Settings& s) { s.mutable_expenses(2)->set_by_household(false); });
    eases_never("its words", [](Settings& s) { s.mutable_expenses(0)->set_words_fr("auto"); });
}

TEST_F(FundEase, ASourceIsEasedWhereItMayGoBelowZero) {
    eases_only_there("known", [](Settings& s) { s.mutable_sources(0)->set_overdraw(true); });
    eases_only_there("new", [](Settings& s) {
        auto& source = *s.add_sources();
        source.set_id("credit");
        source.set_overdraw(true);
    });
    eases_never("its rank", [](Settings& s) { s.mutable_sources(0)->set_rank(7); });
}

TEST_F(FundEase, WhoSignsIsEasedByWhoeverMayMoreThanBefore) {
    using Signatory = v1::FundSignatory;
    const auto of = [](int which, auto change) {
        return [=](Settings& s) { change(*s.mutable_signatories(which)); };
    };
    eases_only_there("a higher limit", of(0, [](Signatory& s) { s.set_limit_cents(4'000'00); }));
    eases_only_there("one more", [](Settings& s) {
        s.add_signatories()->set_person("puppet");
        s.mutable_signatories(4)->set_approves(true);
    });
    EXPECT_FALSE(eases(of(0, [](Signatory& s) { s.set_approves(false); })));
    EXPECT_TRUE(eases_back(of(0, [](Signatory& s) { s.set_approves(false); })));
    EXPECT_FALSE(eases(of(0, [](Signatory& s) { s.set_reconciles(false); })));
    EXPECT_TRUE(eases_back(of(0, [](Signatory& s) { s.set_reconciles(false); })));
    // On the board she takes note of what is flagged; who leaves it is told no more.
    const auto board = of(0, [](Signatory& s) { s.set_board(true); });
    EXPECT_TRUE(eases(board) && eases_back(board));
    EXPECT_FALSE(eases([](Settings& s) { s.mutable_signatories()->DeleteSubrange(0, 1); }));
    EXPECT_TRUE(eases([](Settings& s) { s.mutable_signatories()->DeleteSubrange(3, 1); }))
        << "the board's only one";
    eases_never("who may be paid", [](Settings& s) { s.add_vendors()->set_id("new"); });
}

TEST_F(FundEase, WhatIsTighterIsFlaggedToNobody) {
    settings([](Settings& s) {
        s.mutable_limits()->set_own_window_hours(48);
        s.mutable_limits()->set_night_from_minute(22 * 60);
        s.mutable_limits()->set_evidence_days(7);
    });
    EXPECT_TRUE(fund.state.flags.empty());
    settings([](Settings& s) { s.mutable_limits()->set_own_window_hours(47); });
    EXPECT_EQ(fund.state.flags.size(), 1u);
}

}  // namespace
}  // namespace relais::test
