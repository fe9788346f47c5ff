#include "common/domain/effects.hpp"

#include <google/protobuf/descriptor.h>

#include "common/base/check.hpp"
#include "common/domain/fund/fund_news.hpp"

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

// What one case asks of another: to take in what it stands for, to answer, to give it back.
void ask_another_case(const std::string& source, const v1::Event& event,
                      std::vector<v1::Command>& mail) {
    const std::string me = source.substr(source.find('/') + 1);
    const auto to = [&](const std::string& other) {
        return mail_to("case/" + other, source, event, 0);
    };
    if (event.has_case_linked() && event.actor().role() != v1::Role::system) {
        auto command = to(event.case_linked().other());
        command.mutable_link_case()->set_other(me);
        command.mutable_link_case()->set_apart(event.case_linked().apart());
        mail.push_back(std::move(command));
    } else if (event.has_merge_asked()) {
        auto command = to(event.merge_asked().into());
        *command.mutable_take_in_case() = event.merge_asked().taken();
        mail.push_back(std::move(command));
    } else if (event.has_case_taken_in() || event.has_taking_in_declined()) {
        const bool taken = event.has_case_taken_in();
        auto command = to(taken ? event.case_taken_in().taken().duplicate()
                                : event.taking_in_declined().duplicate());
        auto& answer = *command.mutable_confirm_merge();
        answer.set_into(me);
        answer.set_ask(taken ? event.case_taken_in().taken().ask()
                             : event.taking_in_declined().ask());
        if (!taken) answer.set_declined(event.taking_in_declined().why());
        mail.push_back(std::move(command));
    } else if (event.has_merge_declined() || event.has_case_unmerged()) {
        auto command = to(event.has_case_unmerged() ? event.case_unmerged().from()
                                                    : event.merge_declined().into());
        command.mutable_give_back_case()->set_duplicate(me);
        command.mutable_give_back_case()->set_ask(
            event.has_case_unmerged() ? event.case_unmerged().ask() : event.merge_declined().ask());
        mail.push_back(std::move(command));
    }
}

// What goes on elsewhere: with the other ways of whoever was not reached, or in the case that
// waits.
void mail_of(const std::string& aggregate, const v1::Event& event, std::vector<v1::Command>& mail) {
    if (event.page_undelivered().has_message())
        mail.push_back(go_on(event.page_undelivered().message(), aggregate, event));
    if (event.has_notice_undelivered())
        mail.push_back(go_on(event.notice_undelivered().message(), aggregate, event));
    if (event.has_way_handed_over()) {
        const auto& over = event.way_handed_over();
        auto command = mail_to(over.reply_to(), aggregate, event, 0);
        auto& report = *command.mutable_report_handover();
        report.set_page(over.page());
        report.set_way(over.way());
        report.set_message_id(over.message_id());
        report.set_at_ms(over.at_ms());
        mail.push_back(std::move(command));
    }
    if (event.has_ways_exhausted()) {
        auto command = mail_to(event.ways_exhausted().reply_to(), aggregate, event, 0);
        command.mutable_report_exhausted()->set_page(event.ways_exhausted().page());
        mail.push_back(std::move(command));
    }
    if (event.has_fund_asked() && !event.fund_asked().fund().empty()) {
        auto command = mail_to(fund_of(event.fund_asked().fund()), aggregate, event, 0);
        auto& request = *command.mutable_fund()->mutable_request_funds();
        request = event.fund_asked().request();
        request.set_reply_to(aggregate);
        mail.push_back(std::move(command));
    }
    for (int which = 0; which < event.followers_told().funds_size(); ++which) {
        const auto& told = event.followers_told();
        auto command =
            mail_to(fund_of(told.funds(which)), aggregate, event, static_cast<std::size_t>(which));
        auto& body = *command.mutable_fund()->mutable_tell_followers();
        body.set_case_code(told.code());
        *body.mutable_people() = told.people();
        *body.mutable_organizations() = told.organizations();
        mail.push_back(std::move(command));
    }
    const auto envelope = [&](const auto& funds, const std::string& code, bool closes) {
        std::size_t index = 0;
        for (const auto& fund : funds) {
            auto command = mail_to(fund_of(fund), aggregate, event, index++);
            auto& body = *command.mutable_fund();
            if (closes)
                body.mutable_close_envelope()->set_case_code(code);
            else
                body.mutable_reopen_envelope()->set_case_code(code);
            mail.push_back(std::move(command));
        }
    };
    envelope(event.case_closed().funds(), event.case_closed().code(), true);
    envelope(event.case_reopened().funds(), event.case_reopened().code(), false);
    ask_another_case(aggregate, event, mail);
}

}  // namespace

// A page that is asked for by the message of another has none of its own.
std::vector<const v1::Message*> messages_of(const v1::Event& event) {
    std::vector<const v1::Message*> all;
    for (const auto& pick : event.rung_reached().picks())
        if (pick.message().page() == pick.page()) all.push_back(&pick.message());
    const auto one = [&](const auto& said) {
        if (said.has_message()) all.push_back(&said.message());
    };
    const auto each = [&](const auto& said) {
        for (const auto& message : said.messages()) all.push_back(&message);
    };
    one(event.page_stood_down());
    one(event.need_refused());
    each(event.consent_withdrawn());
    one(event.promise_reminded());
    one(event.pivot_offered());
    if (event.person_paged().message().page() == event.person_paged().page())
        one(event.person_paged());
    one(event.referral_proposed());
    one(event.escort_planned());
    one(event.relocation_planned());
    one(event.referral_ended());
    one(event.escort_reported());
    one(event.relocation_reported());
    one(event.page_continued());
    each(event.reading_asked());
    each(event.field_read());
    each(event.clock_nearing());
    each(event.clock_ran_out());
    each(event.limit_reached());
    each(event.gaps_told());
    each(event.calendar_told());
    for (const auto* message : notices_of(event.fund())) all.push_back(message);
    return all;
}

Effects effects(const std::string& aggregate, const std::vector<v1::Event>& events) {
    Effects out;
    // The pages of an alert that just opened go ahead of everything else.
    const bool opens =
        !events.empty() && (events[0].has_case_opened() || events[0].has_alarm_raised());
    for (const auto& event : events) {
        auto& lane = opens && event.has_rung_reached() ? out.first : out.rest;
        for (const auto* message : messages_of(event)) lane.push_back(*message);
        mail_of(aggregate, event, out.mail);
    }
    return out;
}

std::string case_that_mailed(std::string_view command_id) {
    if (!command_id.starts_with("case/")) return {};
    for (int part = 0; part < 2; ++part) command_id = command_id.substr(0, command_id.rfind('/'));
    return std::string(command_id);
}

Heading heading_of(const CaseState& state) { return {state.code, state.drill}; }

v1::Message page_message(const Heading& heading, const std::string& page_id,
                         const PageRecord& page) {
    v1::Message message;
    message.set_id(page_id + "/0");
    message.set_kind(page.copy ? v1::Message::copy : v1::Message::come);
    message.set_page(page_id);
    message.set_person(page.person);
    message.set_code(heading.code);
    message.set_drill(heading.drill);
    message.set_way_id(page.way_id);
    message.set_channel(page.channel);
    message.set_language(page.language);
    return message;
}

v1::Message stand_down_message(const Heading& heading, const std::string& page_id,
                               const PageRecord& page, std::uint64_t version) {
    auto message = page_message(heading, page_id, page);
    message.set_kind(v1::Message::stand_down);
    message.set_id(page_id + "/stand_down/" + std::to_string(version));
    return message;
}

v1::Message reminder_message(const Heading& heading, const std::string& page_id,
                             const PageRecord& page) {
    auto message = page_message(heading, page_id, page);
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
