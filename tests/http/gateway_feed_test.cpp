// Live views, over a bare socket.
#include "tests/http/gateway_house.hpp"
#include "tests/http/wire.hpp"

namespace relais::gateway {
namespace {

using http::testing::Wire;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AFeed : public GatewayTest {
public:
    boost::asio::awaitable<void> open(Wire& wire, std::string path, std::string role,
                                      std::string from = {}) {
        co_await wire.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
                           tokens_.at(role) + "\r\n" +
                           (from.empty() ? "" : "Last-Event-ID: " + from + "\r\n") + "\r\n");
        EXPECT_THAT(co_await wire.read_until(": live"), HasSubstr("text/event-stream"));
    }
    std::string request(const std::string& path, const std::string& role, const std::string& body) {
        return "POST " + path +
               " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: "
               "application/json\r\nAuthorization: Bearer " +
               tokens_.at(role) + "\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    }
    boost::asio::awaitable<void> raise_by_wire(std::string id, std::string role,
                                               std::string more = {}) {
        Wire wire(process_->io, gateway_->port());
        co_await wire.send(request("/v1/alerts", role, alert(id, more)));
        EXPECT_THAT(co_await wire.read_all(), HasSubstr("201 Created"));
    }
    boost::asio::awaitable<void> command_by_wire(std::string id, std::string body,
                                                 std::string role = "coordinator") {
        Wire wire(process_->io, gateway_->port());
        const std::string uuid =
            "11111111-2222-4333-8444-555555555" + std::to_string(100 + commands_++);
        co_await wire.send(request("/v1/cases/" + id + "/commands", role,
                                   R"({"commandId":")" + uuid + "\"," + body + "}"));
        EXPECT_THAT(co_await wire.read_all(), HasSubstr("200 OK"));
    }
    int commands_ = 0;
    static std::string position_in(const std::string& text) {
        const auto at = text.rfind("id: ");
        EXPECT_NE(at, text.npos) << text;
        return text.substr(at + 4, text.find('\n', at) - at - 4);
    }
    void story(boost::asio::awaitable<void> told) {
        const auto whole = [](boost::asio::awaitable<void> one) -> boost::asio::awaitable<bool> {
            co_await std::move(one);
            co_return true;
        };
        run(whole(std::move(told)));
    }
};

const std::string first_alert = "7d0a2c7e-6a35-4a0f-9f0c-000000000001";
const std::string second_alert = "7d0a2c7e-6a35-4a0f-9f0c-000000000002";

TEST_F(AFeed, TellsACommitAsItHappensAndGoesOnFromAPosition) {
    story([](AFeed& self) -> boost::asio::awaitable<void> {
        std::string position;
        {
            Wire wire(self.process_->io, self.gateway_->port());
            co_await self.open(wire, "/v1/feed", "coordinator");
            co_await self.raise_by_wire(first_alert, "worker");
            const auto told = co_await wire.read_until("\"kinds\":[\"case_opened\"");
            EXPECT_THAT(told, HasSubstr("event: commit\n"));
            EXPECT_THAT(told, HasSubstr(case_of_alert(first_alert).value()));
            position = position_in(told);
        }
        co_await self.raise_by_wire(second_alert, "worker");
        Wire again(self.process_->io, self.gateway_->port());
        co_await self.open(again, "/v1/feed", "coordinator", position);
        const auto missed = co_await again.read_until("\"case_opened\"");
        EXPECT_THAT(missed, HasSubstr(case_of_alert(second_alert).value()));
        EXPECT_THAT(missed, Not(HasSubstr(case_of_alert(first_alert).value())));
        EXPECT_THAT(missed, Not(HasSubstr("event: reset")));
    }(*this));
}

TEST_F(AFeed, ShowsAWorkerHerOwnCasesOnly) {
    story([](AFeed& self) -> boost::asio::awaitable<void> {
        Wire wire(self.process_->io, self.gateway_->port());
        co_await self.open(wire, "/v1/feed", "other_worker");
        co_await self.raise_by_wire(first_alert, "worker");
        co_await self.raise_by_wire(second_alert, "other_worker");
        const auto told = co_await wire.read_until("\"case_opened\"");
        EXPECT_THAT(told, HasSubstr(case_of_alert(second_alert).value()));
        EXPECT_THAT(told, Not(HasSubstr(case_of_alert(first_alert).value())));
    }(*this));
}

TEST_F(AFeed, OfOneCaseTellsThatCaseToWhoMayReadIt) {
    const std::string id = raise(first_alert);
    EXPECT_EQ(get("/v1/cases/" + id + "/feed", "other_worker").status, 403u);
    EXPECT_EQ(get("/v1/cases/" + id + "/feed", "").status, 401u);
    story([](AFeed& self, std::string of) -> boost::asio::awaitable<void> {
        Wire wire(self.process_->io, self.gateway_->port());
        co_await self.open(wire, "/v1/cases/" + of + "/feed", "worker", "c00:0-0");
        EXPECT_THAT(co_await wire.read_until("\"case_opened\""), HasSubstr(of));
    }(*this, id));
}

TEST_F(AFeed, OfOneCaseIsForAResponderFromHerAcceptanceToItsEnd) {
    const std::string id = raise(first_alert);
    const auto page = first_pick(id).page();
    EXPECT_EQ(get("/v1/cases/" + id + "/feed", "responder").status, 403u);
    const std::string answer = R"({"commandId":"11111111-2222-4333-8444-555555555999",)"
                               R"("answerPage":{"answer":"accept","page":")" +
                               page + "\"}}";
    ASSERT_EQ(post("/v1/cases/" + id + "/commands", "responder", answer).status, 200u);
    story([](AFeed& self, std::string of) -> boost::asio::awaitable<void> {
        Wire hers(self.process_->io, self.gateway_->port());
        Wire raiser(self.process_->io, self.gateway_->port());
        co_await self.open(hers, "/v1/cases/" + of + "/feed", "responder", "c00:0-0");
        co_await self.open(raiser, "/v1/feed", "worker");
        EXPECT_THAT(co_await hers.read_until("\"page_answered\""), HasSubstr("case_opened"));
        co_await self.command_by_wire(of, R"("refuseNeed":{"need":"immediate_care"})");
        co_await raiser.read_until("need_refused");
        co_await self.gateway_->stop();
        co_await self.dispatcher_->stop();
        self.started_ = false;
        const auto rest = co_await hers.read_all();
        EXPECT_THAT(rest, Not(HasSubstr("need_refused")));
    }(*this, id));
}

TEST_F(AFeed, HearsLateOfACaseAsItStandsNow) {
    const std::string id = raise(first_alert);
    first_pick(id);
    story([](AFeed& self, std::string of) -> boost::asio::awaitable<void> {
        co_await self.command_by_wire(
            of, R"("restrictCase":{"restricted":true,"reason":"organized_crime"})");
        co_await self.raise_by_wire(second_alert, "other_worker");
        const auto other = case_of_alert(second_alert).value();
        Wire off_duty(self.process_->io, self.gateway_->port());
        Wire raiser(self.process_->io, self.gateway_->port());
        co_await self.open(off_duty, "/v1/feed", "off_duty", "c00:0-0");
        EXPECT_THAT(co_await off_duty.read_until(other), Not(HasSubstr(of)));
        co_await self.open(raiser, "/v1/feed", "worker", "c00:0-0");
        EXPECT_THAT(co_await raiser.read_until(of), Not(HasSubstr("case_opened")));
        EXPECT_THAT(co_await raiser.read_until("\n\n"), HasSubstr("\"kinds\":[]"));
    }(*this, id));
}

// Whoever follows all of it hears, though no need is hers.
TEST_F(AFeed, OfOneCaseIsForTheResponderWhoFollowsIt) {
    const std::string id = raise(first_alert);
    const std::string path = "/v1/cases/" + id + "/feed";
    EXPECT_EQ(get(path, "responder").status, 403u) << "nobody asked her yet";
    story(command_by_wire(id, R"("offerPivot":{"person":"nadia"})"));
    story(command_by_wire(id, R"("answerPivot":{"accept":true})", "responder"));
    story([](AFeed& self, std::string of) -> boost::asio::awaitable<void> {
        Wire wire(self.process_->io, self.gateway_->port());
        co_await self.open(wire, of, "responder", "c00:0-0");
        EXPECT_THAT(co_await wire.read_until("\"pivot_accepted\""), HasSubstr("event: commit"));
    }(*this, path));
}

TEST_F(AFeed, TellsOfARestrictedCaseOnlyTheCoordinatorOnDuty) {
    story([](AFeed& self) -> boost::asio::awaitable<void> {
        const std::string restricted = R"("circumstances":["organized_crime"])";
        Wire off_duty(self.process_->io, self.gateway_->port());
        Wire on_duty(self.process_->io, self.gateway_->port());
        Wire raiser(self.process_->io, self.gateway_->port());
        co_await self.open(off_duty, "/v1/feed", "off_duty");
        co_await self.open(on_duty, "/v1/feed", "coordinator");
        co_await self.open(raiser, "/v1/feed", "worker");
        co_await self.raise_by_wire(first_alert, "worker", restricted);
        co_await self.raise_by_wire(second_alert, "other_worker");
        const auto secret = case_of_alert(first_alert).value();
        EXPECT_THAT(co_await on_duty.read_until(secret), HasSubstr("event: commit"));
        EXPECT_THAT(co_await raiser.read_until(secret), HasSubstr("event: commit"));
        const auto told = co_await off_duty.read_until(case_of_alert(second_alert).value());
        EXPECT_THAT(told, Not(HasSubstr(secret)));
    }(*this));
}

TEST_F(AFeed, TellsAWorkerOfTheCaseInWhichHersGoesOn) {
    const std::string id = raise(first_alert);
    const auto hers = text_at(post("/v1/alerts", "other_worker", alert(second_alert)), "caseId");
    const std::string merge = R"({"commandId":"11111111-2222-4333-8444-555555555999",)"
                              R"("mergeCase":{"into":")" +
                              id + "\"}}";
    ASSERT_EQ(post("/v1/cases/" + hers + "/commands", "coordinator", merge).status, 200u);
    await_event(hers, "case_merged");
    story([](AFeed& self, std::string of) -> boost::asio::awaitable<void> {
        Wire wire(self.process_->io, self.gateway_->port());
        co_await self.open(wire, "/v1/feed", "other_worker");
        co_await self.command_by_wire(of, R"("refuseNeed":{"need":"immediate_care"})");
        EXPECT_THAT(co_await wire.read_until("need_refused"), HasSubstr(of));
    }(*this, id));
}

TEST_F(AFeed, OfOneCaseFallsSilentWhileItIsRestricted) {
    const std::string id = raise(first_alert);
    story([](AFeed& self, std::string of) -> boost::asio::awaitable<void> {
        Wire off_duty(self.process_->io, self.gateway_->port());
        co_await self.open(off_duty, "/v1/cases/" + of + "/feed", "off_duty");
        const std::string because = R"("reason":"organized_crime"})";
        co_await self.command_by_wire(of, R"("restrictCase":{"restricted":true,)" + because);
        co_await self.command_by_wire(of, R"("refuseNeed":{"need":"immediate_care"})");
        co_await self.command_by_wire(of, R"("restrictCase":{"restricted":false,)" + because);
        co_await self.command_by_wire(of, R"("offerPivot":{})");
        const auto told = co_await off_duty.read_until("\"pivot_");
        EXPECT_THAT(told, Not(HasSubstr("need_refused")));
        const auto free_again = told.find("case_restricted");
        EXPECT_NE(free_again, told.npos);
        EXPECT_EQ(told.find("case_restricted", free_again + 1), told.npos);
    }(*this, id));
}

TEST_F(AFeed, EndsWhenTheServiceStops) {
    story([](AFeed& self) -> boost::asio::awaitable<void> {
        Wire wire(self.process_->io, self.gateway_->port());
        co_await self.open(wire, "/v1/feed", "coordinator");
        co_await self.gateway_->stop();
        co_await self.dispatcher_->stop();
        self.started_ = false;
        co_await wire.read_all();
    }(*this));
}

}  // namespace
}  // namespace relais::gateway
