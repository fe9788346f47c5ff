// Whom the fund rings, and how often: many requests at once ring each of those who sign once for
// the first and once for the rest, what cannot wait rings at once, and what stood yesterday is told
// once a day.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FundNotices : public FundTest {
protected:
    // "stella fund_asked 3": what left since it was last asked for.
    std::vector<std::string> rung(const std::string& person) {
        std::vector<std::string> all;
        for (auto i = looked_.contains(person) ? looked_[person] : 0; i < fund.history.size(); ++i)
            for (const auto* message : domain::notices_of(fund.history[i].fund()))
                if (message->person() == person)
                    all.push_back(v1::Message::Kind_Name(message->kind()) + " " +
                                  std::to_string(std::max(1u, message->count())) + " " +
                                  message->code());
        looked_[person] = fund.history.size();
        return all;
    }
    domain::Decision ask_now(const std::string& request) {
        auto wish = FundStory::wish(request, "taxi", dollars(40), "cab");
        wish.set_urgency(v1::FundRequest::now);
        return fund.mail(wish);
    }
    // Paid, and no paper came for a fortnight.
    void owe_paper(const std::string& request) {
        fund.pay(request);
        fund.now += 1h;
    }

    std::map<std::string, std::size_t> looked_;
};

TEST_F(FundNotices, OfThreeRequestsInTwoMinutesAreOneForTheFirstAndOneForAll) {
    told(fund.ask("r1"));
    EXPECT_THAT(rung("stella"), ElementsAre("fund_asked 1 K4M7"));
    fund.now += 30s;
    told(fund.ask("r2"));
    fund.now += 30s;
    told(fund.ask("r3"));
    EXPECT_THAT(rung("stella"), IsEmpty());
    EXPECT_EQ(domain::deadlines(fund.state).at("notices/stella"), fund.now + 1min);
    told(fund.fire_when_due("notices/stella"));
    EXPECT_THAT(rung("stella"), ElementsAre("fund_asked 3 "));
    EXPECT_FALSE(domain::deadlines(fund.state).contains("notices/stella"));
    EXPECT_THAT(rung("simone"), ElementsAre("fund_asked 1 K4M7"));  // hers are still held
    told(fund.fire("notices/simone"));
    EXPECT_THAT(rung("simone"), ElementsAre("fund_asked 3 "));
}

TEST_F(FundNotices, TwoMinutesApartLeaveAtOnce) {
    told(fund.ask("r1"));
    fund.now += 2min;
    told(fund.ask("r2"));
    EXPECT_THAT(rung("stella"), ElementsAre("fund_asked 1 K4M7", "fund_asked 1 K4M7"));
    EXPECT_FALSE(domain::deadlines(fund.state).contains("notices/stella"));
}

TEST_F(FundNotices, OfWhatCannotWaitAreNeverHeldAndTellWhatWas) {
    told(fund.ask("r1"));
    told(fund.ask("r2"));
    static_cast<void>(rung("stella"));
    fund.now += 10s;
    told(ask_now("r3"));
    EXPECT_THAT(rung("stella"), ElementsAre("fund_asked 3 "));
    EXPECT_FALSE(domain::deadlines(fund.state).contains("notices/stella"));
    told(ask_now("r4"));
    EXPECT_THAT(rung("stella"), ElementsAre("fund_asked 1 K4M7"));
}

TEST_F(FundNotices, DoNotRingForWhatIsSettledMeanwhile) {
    told(fund.ask("r1"));
    told(fund.ask("r2"));
    told(fund.ask("r3"));
    static_cast<void>(rung("simone"));
    told(fund.approve("r1", by("stella")));
    told(fund.approve("r2", by("stella")));
    told(fund.fire_when_due("notices/simone"));
    EXPECT_THAT(rung("simone"), ElementsAre("fund_asked 1 K4M7"));
    told(fund.ask("r4"));
    told(fund.approve("r3", by("stella")));
    told(fund.approve("r4", by("stella")));
    told(fund.fire_when_due("notices/simone"));
    EXPECT_THAT(rung("simone"), IsEmpty());
    EXPECT_FALSE(domain::deadlines(fund.state).contains("notices/simone"));
}

TEST_F(FundNotices, CountNoRequestThatSheSignedHerself) {
    told(fund.ask("large", dollars(1'500)));
    told(fund.ask("r2"));
    told(fund.approve("large", by("stella")));  // a second signature is missing, and not hers
    static_cast<void>(rung("stella"));
    told(fund.fire_when_due("notices/stella"));
    EXPECT_THAT(rung("stella"), ElementsAre("fund_asked 1 K4M7"));
}

TEST_F(FundNotices, OfManyPapersThatAreMissingAreOneForTheFirstAndOneForAll) {
    for (const char* request : {"r1", "r2", "r3"}) fund.pay(request);
    fund.now += 14 * 24h;
    static_cast<void>(rung("board"));
    static_cast<void>(rung("wanda"));
    for (const char* request : {"r1", "r2", "r3"})
        told(fund.fire("evidence/" + std::string(request)));
    EXPECT_THAT(rung("board"), ElementsAre("fund_due 1 K4M7"));
    told(fund.fire_when_due("notices/board"));
    EXPECT_THAT(rung("board"), ElementsAre("fund_due 3 "));
    told(fund.fire("notices/wanda"));
    EXPECT_THAT(rung("wanda"), ElementsAre("fund_due 1 K4M7", "fund_due 3 "));
}

TEST_F(FundNotices, RemindHerOnceADayOfAllThatStands) {
    for (const char* request : {"r1", "r2", "r3"}) owe_paper(request);
    for (const char* request : {"r1", "r2", "r3"})
        told(fund.fire_when_due("evidence/" + std::string(request)));
    static_cast<void>(rung("board"));
    for (int day = 0; day < 2; ++day) {
        for (const char* request : {"r1", "r2", "r3"})
            told(fund.fire_when_due("evidence/" + std::string(request)));
        EXPECT_THAT(rung("board"), ElementsAre("fund_due 3 ")) << day;
    }
    told(fund.show("r1", "e1", dollars(40)));
    for (const char* request : {"r2", "r3"})
        told(fund.fire_when_due("evidence/" + std::string(request)));
    EXPECT_THAT(rung("board"), ElementsAre("fund_due 2 "));
}

// Three wrong codes: who signs hears it by one message, not by two.
TEST_F(FundNotices, OfALockedVoucherReachTheBoardOnce) {
    told(fund.ask("r1"));
    told(fund.approve("r1", by("simone")));
    told(fund.issue("r1", "v1"));
    fund.now += 1h;
    static_cast<void>(rung("board"));
    for (int miss = 0; miss < 3; ++miss) told(fund.redeem("v1", std::string(32, 'x')));
    EXPECT_THAT(rung("board"), ElementsAre("fund_due 1 "));
}

}  // namespace
}  // namespace relais::test
