// What the coordination and whoever is with her do by hand: call somebody, set a rule aside, end a
// need with or without a reason, read what is sealed. Most of it is refused; that is what it is
// for.
#include <array>

#include "tests/simulation/life.hpp"

namespace relais::test {
namespace {

constexpr std::array needs{v1::Need::immediate_care,    v1::Need::emergency_shelter,
                           v1::Need::police_protection, v1::Need::accompaniment,
                           v1::Need::youth_protection,  v1::Need::youth_transition};
const std::array<std::string, 9> people{"nadia", "omar",     "lise", "ines",  "rose",
                                        "vera",  "sergeant", "yann", "odette"};

template <class List>
const auto& any(Chance& chance, const List& list) {
    return list[chance.next() % list.size()];
}

}  // namespace

// Whoever the coordinator thinks of: somebody of another sector, somebody excluded, too early.
void Life::call_by_hand() {
    v1::Command command;
    auto& call = *command.mutable_page_person();
    call.set_need(any(chance_, needs));
    call.set_person(any(chance_, people));
    call.set_reason(v1::OverrideReason::knows_her);
    say(chance_.between(5s, 3h), std::move(command), "coralie");
}

void Life::what_the_hands_will_do() {
    for (int calls = 0; calls < 4; ++calls)
        if (chance_.in_100(40)) call_by_hand();
    const auto maybe = [&](unsigned percent, Duration from, Duration to, auto set) {
        if (!chance_.in_100(percent)) return;
        v1::Command command;
        command.mutable_actor()->set_role(v1::Role::coordinator);
        set(command);
        say(chance_.between(from, to), std::move(command), "coralie");
    };
    using C = v1::Command;
    maybe(20, 1min, 10h, [this](C& c) {
        c.mutable_settle_need()->set_need(any(chance_, needs));
        c.mutable_settle_need()->set_outcome(v1::Outcome::unmet);
        c.mutable_settle_need()->set_why(v1::Outcome::no_service);
    });
    maybe(20, 1min, 3h, [this](C& c) {
        c.mutable_override_rule()->set_need(any(chance_, needs));
        c.mutable_override_rule()->set_rule(v1::OverridableRule::youth_transition);
        c.mutable_override_rule()->set_reason(v1::OverrideReason::nobody_else);
    });
    maybe(20, 1min, 3h, [this](C& c) {
        c.mutable_override_rule()->set_need(any(chance_, needs));
        c.mutable_override_rule()->set_rule(v1::OverridableRule::responder_gender);
        c.mutable_override_rule()->set_reason(v1::OverrideReason::she_agreed);
    });
    maybe(15, 1min, 3h, [this](C& c) {
        c.mutable_withdraw_consent()->set_sector(chance_.in_100(50) ? v1::Sector::shelter
                                                                    : v1::Sector::victim_services);
    });
    maybe(15, 1min, 3h,
          [](C& c) { c.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("sealed"); });
    maybe(15, 5min, 5h, [](C& c) {
        c.mutable_read_field()->set_field(v1::SealedField::safe_contact);
        c.mutable_read_field()->set_reason(v1::ReadingReason::to_reach_her);
    });
    maybe(5, 5min, 5h, [](C& c) { c.mutable_link_case()->set_other("other"); });
}

}  // namespace relais::test
