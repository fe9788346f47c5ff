// Whom the fund rang a moment ago it does not ring again for each thing: what comes within two
// minutes is held, and told in one message that says how many wait. What cannot wait is told at
// once, and tells what was held as well. Reminders of what stood yesterday come once a day.
#include <algorithm>

#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {
namespace {

const FundNoticesRecord& notices_of(const FundState& state, const std::string& person) {
    static const FundNoticesRecord none;
    const auto known = state.notices.find(person);
    return known == state.notices.end() ? none : known->second;
}

// For a signature of hers: not for one that she gave.
bool waits(const FundState& state, const std::string& request, const std::string& person) {
    const auto* known = state.request(request);
    if (known == nullptr || known->over()) return false;
    const bool unsigned_yet =
        known->state == v1::FundRequest::asked || known->state == v1::FundRequest::funds_reserved;
    return (unsigned_yet || known->signature_due != Instant{}) &&
           std::ranges::none_of(known->approvals,
                                [&](const auto& approval) { return approval.person() == person; });
}

std::vector<std::string> that_wait(const FundState& state, const std::set<std::string>& requests,
                                   const std::string& person) {
    std::vector<std::string> all;
    std::ranges::copy_if(requests, std::back_inserter(all),
                         [&](const auto& request) { return waits(state, request, person); });
    return all;
}

std::vector<std::string> that_stand(const FundState& state, const std::set<std::string>& flags) {
    std::vector<std::string> all;
    std::ranges::copy_if(flags, std::back_inserter(all),
                         [&](const auto& flag) { return state.flags.contains(flag); });
    return all;
}

void say_how_many(v1::Message* message, std::size_t count) {
    if (message == nullptr || count < 2) return;
    message->set_count(static_cast<std::uint32_t>(count));
    message->clear_code();
}

}  // namespace

bool FundDraft::told_lately(const std::string& person) const {
    const auto told = notices_of(state_, person).told;
    return told != Instant{} && now_ < told + notices_apart;
}

// A request of which nobody spoke to her yet, or which waits for her now.
void FundDraft::ask_her(const std::string& person, const Request& request, Messages& messages) {
    const auto& id = request.asked.request();
    if (request.asked.urgency() != v1::FundRequest::now && told_lately(person)) {
        hold(v1::Message::fund_asked, id, person);
        return;
    }
    auto* message = write_to(person, v1::Message::fund_asked, request.asked.case_code(), messages);
    const auto& known = notices_of(state_, person);
    if (known.asked_held.empty()) return;
    auto all = known.asked;
    all.erase(id);
    say_how_many(message, that_wait(state_, all, person).size() + 1);
}

// What is raised for the first time is news; what stood before is told once a day, all together.
void FundDraft::tell_her(const std::string& person, const v1::FundFlag& flag,
                         const std::string& case_code, Messages& messages) {
    if (told_.contains(person)) return;
    if (!state_.flags.contains(flag.id())) {
        if (told_lately(person))
            hold(v1::Message::fund_due, flag.id(), person);
        else if (write_to(person, v1::Message::fund_due, case_code, messages) != nullptr)
            told_.insert(person);
        return;
    }
    if (notices_of(state_, person).reminded == rules().day_of(now_)) return;
    const auto count = std::ranges::count_if(state_.flags, [&](const auto& each) {
        const auto readers = readers_of(each.second.flag);
        return std::ranges::find(readers, person) != readers.end();
    });
    auto* message = write_to(person, v1::Message::fund_due, case_code, messages);
    say_how_many(message, static_cast<std::size_t>(count));
    if (message != nullptr) told_.insert(person);
}

// The board, and whoever can put it right.
std::vector<std::string> FundDraft::readers_of(const v1::FundFlag& flag) const {
    std::vector<std::string> people;
    const auto add = [&](const std::string& person) {
        if (!person.empty() && std::ranges::find(people, person) == people.end())
            people.push_back(person);
    };
    for (const auto& one : rules().data().signatories())
        if (one.board() || flag.kind() == v1::FundFlag::payment_in_doubt) add(one.person());
    const auto* request = state_.request(flag.of());
    if (flag.kind() == v1::FundFlag::evidence_missing && request != nullptr)
        add(request->asked.requester());
    if (flag.kind() == v1::FundFlag::advance_overdue && request != nullptr)
        add(request->asked.advance_to());
    for (const auto& person : flag.people()) add(person);
    return people;
}

void FundDraft::hold(v1::Message::Kind kind, const std::string& of, const std::string& person) {
    auto& people = held_[{kind, of}];
    if (std::ranges::find(people, person) == people.end()) people.push_back(person);
}

void FundDraft::say_who_is_held() {
    for (const auto& [about, people] : held_) {
        auto& event = *next().mutable_notices_held();
        event.set_kind(about.first);
        event.set_of(about.second);
        for (const auto& person : people) {
            auto& held = *event.add_held();
            held.set_person(person);
            held.set_due_ms(to_ms(notices_of(state_, person).told + notices_apart));
        }
    }
}

void FundDraft::tell_what_was_held(const std::string& person) {
    const auto& known = notices_of(state_, person);
    auto& event = *next().mutable_notices_told();
    event.set_person(person);
    if (!that_wait(state_, known.asked_held, person).empty()) {
        const auto all = that_wait(state_, known.asked, person);
        const auto& code = state_.request(all.front())->asked.case_code();
        say_how_many(write_to(person, v1::Message::fund_asked, code, *event.mutable_messages()),
                     all.size());
    }
    if (that_stand(state_, known.due_held).empty()) return;
    say_how_many(write_to(person, v1::Message::fund_due, "", *event.mutable_messages()),
                 that_stand(state_, known.due).size());
}

}  // namespace relais::domain
