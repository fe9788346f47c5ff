// Histories of a case as a list of rough wishes; what they mean depends on where the case stands
// when they come.
#pragma once

#include <functional>
#include <ostream>
#include <vector>

#include <rapidcheck.h>

#include "tests/unit/world.hpp"

namespace relais::test {

enum class Wish {
    answer,
    hand_over,
    undelivered,
    exhausted,
    take,
    give_back,
    settle,
    add,
    consent,
    withdraw,
    refuse,
    offer,
    be_pivot,
    milestone,
    pathway,
    close,
    reopen,
    fire,
    merge,
    confirm,
    unmerge,
    take_in,
    hand_back,
    refer,
    answer_referral,
    plan_escort,
    answer_escort,
    report_escort,
    plan_move,
    answer_move,
    report_move,
    share,
    start_clock,
    note_clock,
    again,
    restrict,
    ask_fund,
    hear_fund,
    override_rule,
    call_by_hand,
    read,
    allow_reading,
    link,
    advise,
    raise_alarm,
    safe_contact
};

struct Step {
    Wish wish;
    unsigned which;  // page or need, modulo how many there are
    unsigned detail;
    unsigned seconds;  // that pass first
};

void showValue(const Step& step, std::ostream& out);

[[nodiscard]] rc::Gen<Wish> wishes();
[[nodiscard]] rc::Gen<std::vector<Step>> histories();
[[nodiscard]] v1::Command command_for(const Step& step, const Story& story);
[[nodiscard]] std::string person_for(const v1::Command& command, const Story& story);
// The story that the wishes make; what must hold is looked at after each of them.
[[nodiscard]] Story tell(const std::vector<Step>& steps,
                         const std::function<void(const Story&)>& must_hold);

}  // namespace relais::test
