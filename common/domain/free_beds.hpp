// The beds of every house that tells them, as a choice reads them: which stand free, and which are
// held for whom. A house that tells none is not in here, and is asked like before.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "relais/v1/beds.pb.h"

namespace relais::domain {

struct BedsState;

class FreeBeds {
public:
    enum class Answer {
        not_told,
        none_free,     // all are taken or held
        none_for_her,  // some are free, and none of them admits her
        soft,          // one is free that does not say it admits all of her situation (R7)
        free,
        reserved,  // one kept for this network, or held for her
    };
    // In the place of what was known of that house.
    void put(const BedsState& state);
    // `hard` must fit; what `wish` asks beyond it turns nobody away in the end.
    [[nodiscard]] Answer answer(const std::string& organization, const v1::BedWish& hard,
                                const v1::BedWish& wish, const std::string& case_code) const;

private:
    struct House {
        struct Kind {
            v1::BedKind kind;
            bool free = false;
        };
        std::vector<Kind> kinds;
        std::vector<std::string> held_for;  // codes of cases
    };
    std::map<std::string, House> houses_;
};

}  // namespace relais::domain
