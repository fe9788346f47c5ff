#include "common/domain/effects.hpp"

#include <google/protobuf/descriptor.h>

#include "common/base/check.hpp"

namespace relais::domain {
namespace {

v1::Command mail_to(const std::string& target, const std::string& source, const v1::Event& event,
                    std::size_t index) {
    v1::Command command;
    command.set_command_id(source + "/" + std::to_string(event.version()) + "/" +
                           std::to_string(index));
    command.set_aggregate(target);
    command.mutable_actor()->set_role(v1::Role::system);
    command.set_issued_ms(event.now_ms());
    return command;
}

// The first way of a message failed: the contact of whom it is for goes on with the others.
v1::Command go_on(const v1::Message& message, const std::string& source, const v1::Event& event) {
    auto command = mail_to("contact/" + message.person(), source, event, 0);
    *command.mutable_continue_page()->mutable_message() = message;
    command.mutable_continue_page()->set_reply_to(source);
    return command;
}

}  // namespace

Effects effects(const std::string& aggregate, const std::vector<v1::Event>& events) {
    Effects out;
    // The pages of an alert that just opened go ahead of everything else.
    const bool opens =
        !events.empty() && (events[0].has_case_opened() || events[0].has_alarm_raised());
    for (const auto& event : events) {
        if (event.has_rung_reached()) {
            const auto& reached = event.rung_reached();
            auto& lane = opens ? out.first : out.rest;
            for (const auto& pick : reached.picks()) lane.push_back(pick.message());
        } else if (event.has_page_stood_down() && event.page_stood_down().has_message()) {
            out.rest.push_back(event.page_stood_down().message());
        } else if (event.has_promise_reminded()) {
            out.rest.push_back(event.promise_reminded().message());
        } else if (event.has_pivot_offered() && event.pivot_offered().has_message()) {
            out.rest.push_back(event.pivot_offered().message());
        } else if (event.has_person_paged()) {
            out.rest.push_back(event.person_paged().message());
        } else if (event.has_field_read()) {
            const auto& messages = event.field_read().messages();
            out.rest.insert(out.rest.end(), messages.begin(), messages.end());
        } else if (event.has_page_undelivered()) {
            out.mail.push_back(go_on(event.page_undelivered().message(), aggregate, event));
        } else if (event.has_notice_undelivered()) {
            out.mail.push_back(go_on(event.notice_undelivered().message(), aggregate, event));
        } else if (event.has_gaps_told() || event.has_calendar_told()) {
            const auto& messages = event.has_gaps_told() ? event.gaps_told().messages()
                                                         : event.calendar_told().messages();
            out.rest.insert(out.rest.end(), messages.begin(), messages.end());
        } else if (event.has_page_continued()) {
            out.rest.push_back(event.page_continued().message());
        } else if (event.has_way_handed_over()) {
            const auto& over = event.way_handed_over();
            auto command = mail_to(over.reply_to(), aggregate, event, 0);
            auto& report = *command.mutable_report_handover();
            report.set_page(over.page());
            report.set_way(over.way());
            report.set_message_id(over.message_id());
            report.set_at_ms(over.at_ms());
            out.mail.push_back(std::move(command));
        } else if (event.has_ways_exhausted()) {
            auto command = mail_to(event.ways_exhausted().reply_to(), aggregate, event, 0);
            command.mutable_report_exhausted()->set_page(event.ways_exhausted().page());
            out.mail.push_back(std::move(command));
        }
    }
    return out;
}

v1::Message page_message(const std::string& code, const std::string& page_id,
                         const PageRecord& page) {
    v1::Message message;
    message.set_id(page_id + "/0");
    message.set_kind(page.copy ? v1::Message::copy : v1::Message::come);
    message.set_page(page_id);
    message.set_person(page.person);
    message.set_code(code);
    message.set_way_id(page.way_id);
    message.set_channel(page.channel);
    message.set_language(page.language);
    return message;
}

v1::Message stand_down_message(const std::string& code, const std::string& page_id,
                               const PageRecord& page, std::uint64_t version) {
    auto message = page_message(code, page_id, page);
    message.set_kind(v1::Message::stand_down);
    message.set_id(page_id + "/stand_down/" + std::to_string(version));
    return message;
}

v1::Message reminder_message(const std::string& code, const std::string& page_id,
                             const PageRecord& page) {
    auto message = page_message(code, page_id, page);
    message.set_kind(v1::Message::reminder);
    message.set_id(page_id + "/reminder/" + std::to_string(to_ms(page.promise_due)));
    return message;
}

std::string kind_of(const v1::Event& event) {
    const auto* body = v1::Event::descriptor()->FindOneofByName("body");
    const auto* field = event.GetReflection()->GetOneofFieldDescriptor(event, body);
    check(field != nullptr, "an event says what happened");
    return field->name();
}

}  // namespace relais::domain
