#include "common/domain/contact.hpp"

#include <google/protobuf/util/message_differencer.h>

#include "common/base/check.hpp"

namespace relais::domain {
namespace {

class Draft {
public:
    Draft(const ContactState& state, const v1::Command& command, Instant now)
        : state_(state), command_(command), now_(now) {}

    // Tries the way after `failed`; says so when there is none left.
    void go_on(v1::Message message, const std::string& reply_to, const Directory& directory) {
        const auto* person = directory.person(message.person());
        const std::uint32_t way = message.way() + 1;
        auto event = next();
        // Verified ways come first: the one that is not ends the list.
        if (person == nullptr || std::cmp_greater_equal(way, person->ways_size()) ||
            person->ways(static_cast<int>(way)).unverified()) {
            event.mutable_ways_exhausted()->set_page(message.page());
            event.mutable_ways_exhausted()->set_reply_to(reply_to);
        } else {
            const auto& chosen = person->ways(static_cast<int>(way));
            message.set_way(way);
            message.set_way_id(chosen.id());
            message.set_channel(chosen.channel());
            message.set_id(message.page() + "/" + std::to_string(way));
            *event.mutable_page_continued()->mutable_message() = std::move(message);
            event.mutable_page_continued()->set_reply_to(reply_to);
        }
        add(std::move(event));
    }

    void handed_over(const v1::ReportHandover& report, const std::string& reply_to) {
        auto event = next();
        auto& over = *event.mutable_way_handed_over();
        over.set_page(report.page());
        over.set_way(report.way());
        over.set_message_id(report.message_id());
        over.set_at_ms(report.at_ms());
        over.set_reply_to(reply_to);
        add(std::move(event));
    }

    std::vector<v1::Event> take() { return std::move(events_); }

private:
    v1::Event next() const {
        v1::Event event;
        event.set_version(state_.version + 1);
        event.set_now_ms(to_ms(now_));
        event.set_command_id(command_.command_id());
        return event;
    }
    void add(v1::Event event) {
        state_ = evolve(std::move(state_), event);
        events_.push_back(std::move(event));
    }

    ContactState state_;
    const v1::Command& command_;
    Instant now_;
    std::vector<v1::Event> events_;
};

}  // namespace

bool ContactState::OpenPage::operator==(const OpenPage& other) const {
    return reply_to == other.reply_to &&
           google::protobuf::util::MessageDifferencer::Equals(message, other.message);
}

Decision decide(const ContactState& state, const v1::Command& command, Instant now,
                const Directory& directory) {
    Draft draft(state, command, std::max(now, state.last_now));
    // A report about a way that is no longer being tried came late or twice: nothing to do.
    const auto waiting = [&](const std::string& page, std::uint32_t way) {
        const auto found = state.pages.find(page);
        return found != state.pages.end() && found->second.message.way() == way ? &found->second
                                                                                : nullptr;
    };
    if (command.has_continue_page()) {
        const auto& asked = command.continue_page();
        const auto found = state.pages.find(asked.message().page());
        if (found == state.pages.end() || found->second.message.way() <= asked.message().way())
            draft.go_on(asked.message(), asked.reply_to(), directory);
    } else if (command.has_report_handover()) {
        const auto& report = command.report_handover();
        if (const auto* open = waiting(report.page(), report.way()))
            draft.handed_over(report, open->reply_to);
    } else if (command.has_report_undelivered()) {
        const auto& report = command.report_undelivered();
        if (const auto* open = waiting(report.page(), report.way()))
            draft.go_on(open->message, open->reply_to, directory);
    } else if (!command.has_fire_deadline()) {
        return std::unexpected(v1::Rejection::command_not_for_this_aggregate);
    }
    return draft.take();
}

ContactState evolve(ContactState state, const v1::Event& event) {
    check(event.version() == state.version + 1, "events are folded in order");
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    if (event.has_page_continued()) {
        const auto& continued = event.page_continued();
        state.pages[continued.message().page()] = {continued.message(), continued.reply_to()};
    } else if (event.has_way_handed_over()) {
        state.pages.erase(event.way_handed_over().page());
    } else {
        check(event.has_ways_exhausted(), "an event of another aggregate");
        state.pages.erase(event.ways_exhausted().page());
    }
    return state;
}

std::map<std::string, Instant> deadlines(const ContactState&) { return {}; }

}  // namespace relais::domain
