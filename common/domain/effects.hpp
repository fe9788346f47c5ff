// What leaves the house because of events: messages for the outbox and commands for the mail.
// Derived from the events alone, so that it can be derived again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/case.hpp"
#include "relais/v1/command.pb.h"
#include "relais/v1/event.pb.h"
#include "relais/v1/message.pb.h"

namespace relais::domain {

struct Effects {
    std::vector<v1::Message> first;  // the first messages of a case: they go ahead
    std::vector<v1::Message> rest;
    std::vector<v1::Command> mail;  // for other aggregates; the id is aggregate/version/index
};

[[nodiscard]] Effects effects(const std::string& aggregate, const std::vector<v1::Event>& events);

// "case/<uuid>", of a command that it mailed under this id; empty: no case did.
[[nodiscard]] std::string case_that_mailed(std::string_view command_id);

// What an event says to people, in this order.
[[nodiscard]] std::vector<const v1::Message*> messages_of(const v1::Event& event);

// What every message of a case begins with.
struct Heading {
    std::string code;
    bool drill = false;
};
[[nodiscard]] Heading heading_of(const CaseState& state);

// The first message of a page, and the word that it is no longer needed.
[[nodiscard]] v1::Message page_message(const Heading& heading, const std::string& page_id,
                                       const PageRecord& page);
// The version of the event that says so: who is called again may be stood down again.
[[nodiscard]] v1::Message stand_down_message(const Heading& heading, const std::string& page_id,
                                             const PageRecord& page, std::uint64_t version);
// That she was to be there by now; each promise has its own, so that none is taken for a duplicate.
[[nodiscard]] v1::Message reminder_message(const Heading& heading, const std::string& page_id,
                                           const PageRecord& page);

// The name of what happened ("rung_reached"), as the API and the feed show it.
[[nodiscard]] std::string kind_of(const v1::Event& event);

}  // namespace relais::domain
