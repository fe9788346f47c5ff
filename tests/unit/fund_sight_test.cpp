// Who may see and ask what of a fund: the table, row by row, and what it says of those who are in
// no row.
#include "common/domain/fund/fund_sight.hpp"

#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using domain::FundPart;
using domain::FundSight;
using Command = v1::FundCommand;
using v1::Role;

constexpr int parts = FundPart::file_openings + 1;
constexpr int commands = 64;  // no field of FundCommand is numbered higher

class FundSightTable : public FundTest {
protected:
    [[nodiscard]] FundSight sight(const std::string& person, std::set<Role::Code> roles) const {
        return FundSight(
            domain::fund_person(&fund.state, person, std::move(roles), *fund.directory, fund.now));
    }
    static std::set<int> seen(const FundSight& who) {
        std::set<int> found;
        for (int part = 0; part < parts; ++part)
            if (who.sees(static_cast<FundPart::Code>(part))) found.insert(part);
        return found;
    }
    static std::set<int> asked(const FundSight& who,
                               const domain::FundRequestRecord* request = nullptr) {
        std::set<int> found;
        for (int body = 0; body < commands; ++body)
            if (who.may(static_cast<Command::BodyCase>(body), request)) found.insert(body);
        return found;
    }
};

TEST_F(FundSightTable, WhoIsInNoRowSeesAndAsksNothing) {
    EXPECT_FALSE(FundSight().any());
    for (const auto& who : {FundSight(), sight("", {Role::steward, Role::admin, Role::coordinator}),
                            sight("machine", {Role::system}), sight("nobody", {})}) {
        EXPECT_EQ(seen(who), std::set<int>{});
        EXPECT_EQ(asked(who), std::set<int>{});
    }
}

TEST_F(FundSightTable, PrivacySeesWhoOpenedFilesAndNothingElse) {
    const auto privacy = sight("paule", {Role::privacy});
    EXPECT_EQ(seen(privacy), (std::set<int>{FundPart::file_openings}));
    EXPECT_EQ(asked(privacy), std::set<int>{});
}

TEST_F(FundSightTable, WhyARequestWasRefusedIsForWhoKeepsWhoRefusedAndWhoAsked) {
    told(fund.ask("r1"));
    told(with(by("coralie", Role::coordinator), [](v1::FundCommand& command) {
        command.mutable_refuse_request()->set_request("r1");
        command.mutable_refuse_request()->set_why(v1::FundRequest::too_much);
    }));
    const auto& request = *fund.state.request("r1");
    const auto may = [&](const std::string& person, Role::Code role) {
        return sight(person, {role}).sees_why_refused(request);
    };
    EXPECT_TRUE(may("stella", Role::worker));  // she signs
    EXPECT_TRUE(may("board", Role::worker));
    EXPECT_TRUE(may("stefan", Role::steward));
    EXPECT_TRUE(may("wanda", Role::worker));  // she asked
    EXPECT_FALSE(may("walid", Role::worker));
    EXPECT_FALSE(may("denis", Role::coordinator));
    EXPECT_FALSE(may("root", Role::admin));
    EXPECT_FALSE(may("paule", Role::privacy));
    EXPECT_FALSE(may("", Role::steward));
    fund.now = at_night;
    EXPECT_TRUE(may("coralie", Role::coordinator));
    EXPECT_FALSE(may("denis", Role::coordinator));
}

TEST_F(FundSightTable, AWorkerSeesWhatSheAskedForAndNoMore) {
    told(fund.ask("r1"));
    const auto& request = *fund.state.request("r1");
    const auto hers = sight(request.asked.requester(), {Role::worker});
    const auto another = sight("walid", {Role::worker});
    EXPECT_EQ(seen(hers), (std::set<int>{FundPart::what_can_be_asked, FundPart::own_requests,
                                         FundPart::own_voucher_place}));
    EXPECT_TRUE(hers.sees(request));
    EXPECT_FALSE(another.sees(request));
    EXPECT_EQ(asked(hers), std::set<int>{});
    EXPECT_EQ(asked(hers, &request),
              (std::set<int>{Command::kTellPayer, Command::kVoidRequest, Command::kAddEvidence}));
    EXPECT_EQ(asked(another, &request), std::set<int>{});
    // Somebody of the field who does not work there any more has no role, and no request.
    EXPECT_FALSE(sight(request.asked.requester(), {}).sees(request));
    EXPECT_EQ(asked(sight(request.asked.requester(), {}), &request), std::set<int>{});
}

TEST_F(FundSightTable, WhereAVoucherIsGoodIsToldToWhoAskedWhileItIsGoodAndNeverToThePolice) {
    auto request = FundStory::wish("r1", "taxi", dollars(40), "cab");
    request.set_requester("nadia");
    told(fund.mail(request));
    told(fund.approve("r1", by("simone")));
    told(fund.issue("r1", "V-1"));
    const auto& record = *fund.state.request("r1");
    auto voucher = *fund.state.voucher("V-1");
    EXPECT_TRUE(sight("nadia", {Role::worker}).sees_place(record, voucher));
    EXPECT_TRUE(sight("stella", {Role::steward}).sees_place(record, voucher));
    EXPECT_FALSE(sight("omar", {Role::responder}).sees_place(record, voucher));
    EXPECT_FALSE(sight("nadia", {}).sees_place(record, voucher));
    voucher.state = v1::FundVoucher::redeemed;
    EXPECT_FALSE(sight("nadia", {Role::worker}).sees_place(record, voucher));
    voucher.state = v1::FundVoucher::issued;
    auto hers = record;
    hers.asked.set_requester("sergeant");
    EXPECT_FALSE(sight("sergeant", {Role::responder}).sees_place(hers, voucher));
    hers.asked.set_requester("unheard-of");
    EXPECT_FALSE(sight("unheard-of", {Role::worker}).sees_place(hers, voucher));
}

TEST_F(FundSightTable, ACoordinatorIsOneOnlyWhileSheIsOnDuty) {
    const auto on_duty = sight("coralie", {Role::coordinator});
    const auto off_duty = sight("paul", {Role::coordinator});
    EXPECT_TRUE(on_duty.who().on_duty);
    EXPECT_EQ(on_duty.role(Command::kApproveRequest), Role::coordinator);
    EXPECT_EQ(off_duty.role(Command::kApproveRequest), Role::unknown);
    EXPECT_EQ(seen(off_duty), (std::set<int>{FundPart::what_can_be_asked, FundPart::own_requests,
                                             FundPart::own_voucher_place}));
    EXPECT_EQ(asked(off_duty), std::set<int>{});
    EXPECT_TRUE(on_duty.sees(FundPart::requests));
    EXPECT_TRUE(on_duty.sees(FundPart::availability));
    for (const auto part : {FundPart::balances, FundPart::flags, FundPart::bank, FundPart::book,
                            FundPart::evidence_files, FundPart::whole_settings})
        EXPECT_FALSE(on_duty.sees(part)) << part;
    for (const auto body : {Command::kApproveRequest, Command::kVoidRequest,
                            Command::kRefuseRequest, Command::kIssueVoucher})
        EXPECT_TRUE(on_duty.may(body)) << body;
    for (const auto body : {Command::kReconcileRequest, Command::kWriteOff, Command::kPutSettings,
                            Command::kReadStatement, Command::kRefundPayment})
        EXPECT_FALSE(on_duty.may(body)) << body;
}

TEST_F(FundSightTable, WhoKeepsTheFundSeesAllOfItButWhoOpenedFiles) {
    std::set<int> all;
    for (int part = 0; part < FundPart::file_openings; ++part) all.insert(part);
    EXPECT_EQ(seen(sight("anybody", {Role::steward})), all);
    EXPECT_EQ(seen(sight("simone", {Role::responder})), all);  // named in the settings
    EXPECT_FALSE(sight("simone", {Role::responder}).may(Command::kWriteOff));
    for (const auto body : {Command::kWriteOff, Command::kSettleFlag, Command::kPutSettings})
        EXPECT_TRUE(sight("board", {Role::steward}).may(body));
}

TEST_F(FundSightTable, NobodyAsksForWhatOnlyACaseDoes) {
    for (const auto& who : {sight("board", {Role::steward, Role::admin, Role::coordinator}),
                            sight("coralie", {Role::coordinator})})
        for (const auto body : {Command::kCloseEnvelope, Command::kReopenEnvelope})
            EXPECT_FALSE(who.may(body));
}

TEST_F(FundSightTable, BeforeAnythingIsSetAnAdministratorSetsIt) {
    const FundSight admin(
        domain::fund_person(nullptr, "alice", {Role::admin}, *fund.directory, fund.now));
    EXPECT_EQ(asked(admin), (std::set<int>{Command::kPutSettings}));
    EXPECT_EQ(admin.role(Command::kPutSettings), Role::admin);
}

}  // namespace
}  // namespace relais::test
