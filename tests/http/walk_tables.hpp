// What the walk goes by: who there is and with which eyes of the matrix, which doors there are, and
// what each field of the matrix looks like when it gets out.
#pragma once

#include <set>

#include "tests/http/sight_story.hpp"

namespace relais::gateway {

// One pair of eyes at one step of the story.
struct Part {
    domain::Eyes eyes;
    domain::Phase phase = domain::Phase::accepted;
    v1::Sector::Code sector = v1::Sector::unknown;
    bool comes = false;  // for a need of this sector
};

struct Somebody {
    std::string token;   // "": nobody signed in
    std::string person;  // her own name is no secret to her
    std::array<std::vector<Part>, steps.size()> parts;
    domain::Fields told_besides = 0;  // of her sector, once she comes: what the person let it know
    bool keeps_money = false;         // the fund's own table shows her what was asked of it
    bool reads_the_log = false;       // who read what, by name
};
[[nodiscard]] std::vector<Somebody> everybody(bool restricted);

// What she may see at a step, as the matrix has it and nothing else.
struct Allowed {
    domain::Fields fields = 0;
    std::set<v1::Sector::Code> own;  // the sectors for whose needs she comes
    [[nodiscard]] bool sees(domain::Field field) const {
        return (fields & domain::fields(field)) != 0;
    }
};
[[nodiscard]] Allowed allowed(const Somebody& who, Step step, bool restricted);

// A word that stands in an answer only when a field of the case got out.
struct Mark {
    domain::Field field;
    std::string text;
    v1::Sector::Code sector = v1::Sector::unknown;  // of a need, or of whoever comes for it
    std::string person = {};                        // whose name it is
    enum class Of : std::uint8_t { field, need, comer, asker, money } of = Of::field;
};
[[nodiscard]] const std::vector<Mark>& marks();
[[nodiscard]] bool may_see(const Somebody& who, const Allowed& may, const Mark& mark);

struct Door {
    std::string route;               // as the gateway's table has it
    std::vector<std::string> paths;  // CASE stands for hers, the twin's, and who asked for advice
    std::string body = {};
};
[[nodiscard]] const std::vector<Door>& doors();

}  // namespace relais::gateway
