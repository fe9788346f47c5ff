// The folds of who was told, and who is told later.
#include "common/domain/fund/fund_folds.hpp"
#include "common/domain/fund/fund_news.hpp"

namespace relais::domain {
namespace {

using v1::FundEvent;

// A request, or a flag, that the messages of an event are about.
std::string spoken_of(const FundEvent& event) {
    if (event.has_funds_requested()) return event.funds_requested().request().request();
    if (event.has_payer_told()) return event.payer_told().request();
    if (event.has_request_approved()) return event.request_approved().request();
    if (event.has_flag_raised()) return event.flag_raised().flag().id();
    if (event.has_advance_reminded())
        return flag_id(v1::FundFlag::advance_overdue, event.advance_reminded().advance());
    if (event.has_voucher_missed())
        return flag_id(v1::FundFlag::voucher_guessed, event.voucher_missed().number());
    return "";
}

// After a while without a word, what she was told of is counted anew.
FundNoticesRecord& told_of(FundState& state, const std::string& person) {
    auto& notices = state.notices[person];
    const bool holds = !notices.asked_held.empty() || !notices.due_held.empty();
    if (!holds && state.last_now >= notices.told + notices_apart) {
        notices.asked.clear();
        notices.due.clear();
    }
    return notices;
}

bool stood_before(const FundState& state, const std::string& flag) {
    const auto known = state.flags.find(flag);
    return known != state.flags.end() && known->second.since != state.last_now;
}

void none_held(FundState& state, const std::string& person, const FundNoticesRecord& notices) {
    if (notices.asked_held.empty() && notices.due_held.empty()) due(state, "notices", person, {});
}

void count(std::set<std::string>& all, const std::string& of) {
    if (all.size() < notices_counted_max) all.insert(of);
}

void notices_held(FundState& state, const FundEvent& event) {
    const auto& later = event.notices_held();
    const bool asked = later.kind() == v1::Message::fund_asked;
    for (const auto& held : later.held()) {
        auto& notices = state.notices[held.person()];
        count(asked ? notices.asked : notices.due, later.of());
        count(asked ? notices.asked_held : notices.due_held, later.of());
        due(state, "notices", held.person(), instant(held.due_ms()));
    }
}

void notices_told(FundState& state, const FundEvent& event) {
    const auto& told = event.notices_told();
    auto& notices = state.notices[told.person()];
    notices.asked_held.clear();
    notices.due_held.clear();
    if (!told.messages().empty()) notices.told = state.last_now;
    due(state, "notices", told.person(), {});
}

}  // namespace

void note_told(FundState& state, const FundEvent& event) {
    const auto of = spoken_of(event);
    if (of.empty()) return;
    for (const auto* message : notices_of(event)) {
        auto& notices = told_of(state, message->person());
        const bool asked = message->kind() == v1::Message::fund_asked;
        count(asked ? notices.asked : notices.due, of);
        // It said how many wait in all.
        if (asked) notices.asked_held.clear();
        if (!asked && stood_before(state, of))
            notices.reminded = state.rules->day_of(state.last_now);
        none_held(state, message->person(), notices);
        notices.told = state.last_now;
    }
}

const FundFolds& folds_of_notices() {
    static const FundFolds all{
        {FundEvent::kNoticesHeld, notices_held},
        {FundEvent::kNoticesTold, notices_told},
    };
    return all;
}

}  // namespace relais::domain
