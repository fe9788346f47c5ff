// A gateway with a treasurer beside it, and a fund that was set: who signs, three sources, vendors.
#pragma once

#include "relais/v1/fund_reading.pb.h"
#include "services/treasurer/treasurer.hpp"
#include "tests/http/gateway_house.hpp"
#include "tests/unit/fund.hpp"

namespace relais::gateway {

class GatewayFundTest : public GatewayTest {
public:
    // Besides those of GatewayTest: "stella" and "simone" sign and reconcile, "board" signs for the
    // board, "clerk" is a steward who signs nothing.
    GatewayFundTest();
    ~GatewayFundTest() override;

    // A new uuid each time.
    std::string uuid();
    // One command of a fund, as JSON; with a note when there is one.
    http::Answer tell(const std::string& role, const std::string& command,
                      const std::string& note = {});
    // A request of nobody's case; its id. "": refused.
    std::string ask_for(const std::string& role, const std::string& more);
    http::Answer asked(const std::string& role, const std::string& more, const std::string& id);
    http::Answer approve(const std::string& role, const std::string& request, int cents,
                         const std::string& vendor = "cab");
    // Asked for a taxi by the clerk, approved by stella.
    std::string approved(int cents = 4'000);
    // … and sent and paid.
    std::string paid(int cents = 4'000);
    template <class Message>
    Message read(const std::string& path, const std::string& role) {
        const auto answer = get(path, role);
        EXPECT_EQ(answer.status, 200u) << path << " " << answer.body;
        return parsed<Message>(answer);
    }
    template <class Message>
    static Message parsed(const http::Answer& answer) {
        Message message;
        parse(answer.body, message);
        return message;
    }
    v1::FundRequest::State state_of(const std::string& request);
    std::uint64_t version();
    // Every byte that Redis has of the fund's events.
    std::string stored();

    static v1::FundFile settings_file();
    static void parse(const std::string& json, google::protobuf::Message& message);

    std::unique_ptr<treasurer::Treasurer> treasurer_;

private:
    void add_steward(const std::string& person);

    int next_ = 0;
};

inline const std::string a_pdf = "%PDF-1.7\nA receipt of forty dollars.\n";

}  // namespace relais::gateway
