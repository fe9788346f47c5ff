// A fund of the small world, told command by command: four who sign, three sources, a few vendors.
#pragma once

#include <string>
#include <vector>

#include "common/domain/fund/fund.hpp"
#include "common/domain/fund/fund_news.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {

inline constexpr Instant afternoon = night + std::chrono::hours(12);  // 2 p.m.
inline constexpr Instant at_night = night + std::chrono::hours(24);   // 2 a.m., after that

inline v1::Actor by(const std::string& person, v1::Role::Code role = v1::Role::steward,
                    const std::string& organization = "coalition") {
    v1::Actor actor;
    actor.set_person(person);
    actor.set_role(role);
    actor.set_organization(person.empty() ? "" : organization);
    return actor;
}
inline v1::Actor by_service() { return by("", v1::Role::system); }

inline v1::Money dollars(std::int64_t whole, std::int64_t cents = 0) {
    v1::Money money;
    money.set_cents(whole * 100 + cents);
    return money;
}

[[nodiscard]] v1::FundSettings small_settings();

class FundStory {
public:
    explicit FundStory(const v1::FundSettings& settings = small_settings());

    domain::Decision when(const v1::Actor& actor, const v1::FundCommand& command);
    domain::Decision fire(const std::string& deadline);
    domain::Decision fire_when_due(const std::string& deadline);  // it must be armed
    domain::Decision deliver(const v1::Command& command);
    domain::Decision put(const v1::FundSettings& settings);
    domain::Decision receive(const std::string& source, v1::Money amount);

    // As a case mails it.
    [[nodiscard]] static v1::RequestFunds wish(const std::string& request,
                                               const std::string& expense, v1::Money amount,
                                               const std::string& vendor);
    domain::Decision mail(const v1::RequestFunds& request);
    // A taxi of forty dollars unless told otherwise, by somebody who is none of those who sign.
    domain::Decision ask(const std::string& request, v1::Money amount = dollars(40));
    domain::Decision approve(const std::string& request, const v1::Actor& actor);
    domain::Decision reserve(const std::string& request, const std::string& source = "");
    domain::Decision send(const std::string& request, const std::string& payment,
                          std::optional<v1::Money> amount = {});
    domain::Decision told(const std::string& payment, v1::FundPayment::Told told,
                          std::optional<v1::Money> amount = {});
    domain::Decision show(const std::string& request, const std::string& evidence,
                          v1::Money amount);
    // Asked, approved, sent and paid: each step must be taken.
    void pay(const std::string& request, v1::Money amount = dollars(40));
    domain::Decision issue(const std::string& request, const std::string& number);
    domain::Decision redeem(const std::string& number, const std::string& code,
                            std::optional<v1::Money> amount = {});

    [[nodiscard]] v1::FundRequest::State state_of(const std::string& request) const;
    [[nodiscard]] std::int64_t balance(v1::FundAccount::Kind kind, const std::string& of,
                                       const std::string& code = "") const;
    [[nodiscard]] std::vector<std::string> transfers() const;  // "reservation 4000" …

    World world;
    domain::DirectoryPtr directory;
    domain::FundState state;
    std::vector<v1::Event> history;
    std::vector<v1::Command> mailed;
    Instant now = afternoon;
    std::vector<v1::Command> delivered;
};

}  // namespace relais::test
