// One case in which everything is planted, told from the first call to its end through the doors
// of a real house, with everybody there who has eyes of the matrix: what the walk
// (gateway_walk_test) goes through.
#pragma once

#include "common/domain/sight_matrix.hpp"
#include "tests/http/gateway_fund_house.hpp"

namespace relais::gateway {

// Where the story stands; each step tells what leads from the one before to it.
enum class Step : std::uint8_t { called, coming, released, closed };
inline constexpr std::array steps{Step::called, Step::coming, Step::released, Step::closed};

// Where she is, and what is told of her: nothing else in the house is called so.
namespace canary {

inline const std::string territory = "97-canary";
inline const std::string territory_name = "Canarytown";
inline const std::string language = "x-canary";
inline const std::string note = "canary-note";
inline const std::string her_words = "canary-words";
inline const std::string safe_contact = "canary-contact";
inline const std::string destination = "canary-destination";
inline const std::string advice = "canary-advice";
inline const std::string roster = "canary-roster";
inline const std::string amount = "41.17";

}  // namespace canary

// The sectors, with the need for which somebody of each is called.
struct Called {
    v1::Sector::Code sector;
    v1::Need::Kind need;
};
[[nodiscard]] const std::vector<Called>& called_sectors();
// Who says yes for a sector: "health-comes".
[[nodiscard]] std::string comer(v1::Sector::Code sector);

class SightStory : public GatewayFundTest {
protected:
    SightStory();
    // Raised, and everybody called; nobody has answered.
    void call(bool restricted);
    // Somebody of each sector comes, and everybody who was asked besides has said yes.
    void come();
    // They cannot go on; another pivot follows, and whoever went with her does no more.
    void release();
    void close();

    // A command to the case, which must be taken.
    void command(const std::string& role, const std::string& body);
    http::Answer say(const std::string& id, const std::string& role, const std::string& door,
                     const std::string& body);
    http::Answer read_sealed(const std::string& id, const std::string& role,
                             const std::string& field);
    void wait_a_little();
    // A path with its ids filled in; CASE stands for hers, the twin's, and who asked for advice.
    [[nodiscard]] std::vector<std::string> filled(std::string path) const;

    std::string case_;         // hers
    std::string twin_;         // raised by another worker, and merged into it
    std::string advice_;       // nobody's case: somebody asked what to do
    std::string request_;      // for the emergency fund
    std::string voucher_;      // the number of its paper
    std::string evidence_;     // a paper that shows what was paid
    std::string answer_link_;  // of somebody who was called, and says nothing

private:
    void account(const std::string& name, v1::Role::Code role, const std::string& organization);
    void plant_directory();
    void answer(const std::string& person, const std::string& more);
    std::string page_of(const std::string& person);
    void ask_the_fund();
    void tie();

    std::string referral_, escort_;
    bool restricted_ = false;
};

}  // namespace relais::gateway
