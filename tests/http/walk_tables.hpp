// What the walk goes by: who there is and with which eyes of the matrix, which doors there are, and
// what each field of the matrix looks like when it gets out.
#pragma once

#include <set>

#include "tests/http/sight_story.hpp"
#include "tests/unit/sight_by_hand.hpp"

namespace relais::gateway {

using test::Names;
using Sectors = std::set<v1::Sector::Code>;

// What one pair of eyes sees at one step of the story, by hand (sight_by_hand.hpp), of an open case
// and of a restricted one; and the sector for whose need she comes.
struct Part {
    Names open;
    Names restricted;
    v1::Sector::Code own = v1::Sector::unknown;
};

struct Somebody {
    std::string token;   // "": nobody signed in
    std::string person;  // her own name is no secret to her
    std::array<std::vector<Part>, steps.size()> parts;
    Part reviews = {};           // once it is closed, in a pack alone
    bool keeps_money = false;    // the fund's own table shows her what was asked of it
    bool reads_the_log = false;  // who read what, by name
    // Before she comes and after, she stands where the others of the sectors do: she walks while
    // she comes.
    bool as_the_others = false;
};
[[nodiscard]] std::vector<Somebody> everybody(bool restricted);

// What she may see at a step.
struct Allowed {
    Names fields;
    Sectors own;  // the sectors for whose needs she comes
    [[nodiscard]] bool sees(const std::string& field) const { return fields.contains(field); }
};
[[nodiscard]] Allowed allowed(const Somebody& who, Step step, bool restricted);

// What she may see of the case of whoever only asked for advice: it stands beside hers, and is
// never restricted.
[[nodiscard]] Allowed allowed_of_advice(const Somebody& who);

// In a pack of review, which is of a closed case alone.
[[nodiscard]] Allowed allowed_in_pack(const Somebody& who, Step step, bool restricted);

// A word that stands in an answer only when a field of the case got out. Of some fields more may
// see it than who is granted the field, or others.
struct Mark {
    enum class Of : std::uint8_t {
        field,
        need,      // of a sector
        comer,     // who comes for a sector, by name
        asker,     // of the fund, by name: whoever follows her through is told, and the fund knows
        money,     // the fund knows it as well
        fund_note  // sealed, and the fund's: nothing of the matrix
    };
    std::string field;
    std::string text;
    Of of = Of::field;
    v1::Sector::Code sector = v1::Sector::unknown;
    std::string person = {};   // whose it is: no secret to her
    bool only_hidden = false;  // nobody is shown it by these doors
};
[[nodiscard]] const std::vector<Mark>& marks();
[[nodiscard]] bool may_see(const Somebody& who, const Allowed& may, const Mark& mark);
// Whether some door shows it to her at this step.
[[nodiscard]] bool must_see(const Somebody& who, const Allowed& may, const Mark& mark, Step step);

// A text that is sealed, which is opened for whoever may and asks, and shown nowhere.
struct Seal {
    std::string field;
    std::string name;
    std::string text;
};
[[nodiscard]] const std::vector<Seal>& seals();

struct Door {
    std::string route;               // as the gateway's table has it
    std::vector<std::string> paths;  // CASE stands for hers, the twin's, and who asked for advice
    std::string body = {};
    bool pack = false;      // seen with the eyes of a review
    std::string type = {};  // of the body; empty: JSON, or a form of a screen
};
[[nodiscard]] const std::vector<Door>& doors();
// What makes sense, and is refused while somebody comes, to whoever asks: for the state that it is
// in, or for who she is.
[[nodiscard]] const std::vector<Door>& refused_doors();

}  // namespace relais::gateway
