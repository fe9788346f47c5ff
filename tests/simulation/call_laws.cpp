#include "tests/simulation/call_laws.hpp"

#include <algorithm>

#include "common/domain/effects.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/membership.hpp"
#include "common/domain/rules.hpp"

namespace relais::test {
namespace {

std::string name_of(v1::Need::Kind need) { return v1::Need::Kind_Name(need); }

bool belongs(const domain::Directory& directory, const std::string& person, Instant at) {
    const auto* known = directory.person(person);
    return known != nullptr && domain::member_at(directory.organization(known->organization()), at);
}

bool is_coordinator(const domain::Directory& directory, const std::string& person) {
    const auto* known = directory.person(person);
    return known != nullptr && known->organization() == "coalition";
}

bool excludes(const v1::Exclusion& told, const domain::Directory& directory,
              const std::string& person) {
    const auto* known = directory.person(person);
    const auto* hers = known == nullptr ? nullptr : directory.organization(known->organization());
    const auto means = [](const std::string& excluded, const std::string& it) {
        return !excluded.empty() && excluded == it;
    };
    return means(told.person(), person) ||
           (hers != nullptr &&
            (means(told.organization(), hers->id()) || means(told.territory(), hers->place())));
}

// The rung that was asked last is asked together with the one after it.
bool with_next(const domain::Directory& directory, const Wanted& need) {
    const auto* ladder = directory.ladder(need.ladder);
    const auto rung = static_cast<int>(need.last->rung());
    return ladder != nullptr && rung < ladder->rungs_size() && ladder->rungs(rung).with_next();
}

// She may still be on her way, or is asked.
bool expected(const Call& call) {
    return call.standing == Standing::waiting || call.standing == Standing::coming ||
           call.standing == Standing::late;
}

std::string page_of(const v1::Event& event) {
    if (event.has_page_answered()) return event.page_answered().page();
    if (event.has_page_stood_down()) return event.page_stood_down().page();
    if (event.has_page_exhausted()) return event.page_exhausted().page();
    if (event.has_promise_reminded()) return event.promise_reminded().page();
    if (event.has_promise_broken()) return event.promise_broken().page();
    return {};
}

// Whether it can be said of a page that stands so.
bool possible(const v1::Event& event, Standing standing) {
    const bool home = standing == Standing::sent_home;
    const bool said_no = standing == Standing::said_no || standing == Standing::unreachable;
    if (event.has_page_exhausted()) return standing == Standing::waiting;
    if (event.has_promise_reminded() || event.has_promise_broken())
        return standing == Standing::coming;
    if (event.has_page_stood_down())
        return !said_no && (!home || event.page_stood_down().has_message());
    if (event.page_answered().answer() == v1::Answer::accept) return standing != Standing::coming;
    if (event.page_answered().answer() == v1::Answer::decline) return standing != Standing::said_no;
    return !home && !said_no;
}

}  // namespace

void CallLaws::begin() {
    told_.clear();
    reminded_.clear();
    climbed_.clear();
}

Broken CallLaws::of_event(const v1::Event& event, const domain::Directory& directory) const {
    Broken broken = of_order(event);
    if (!broken && event.has_rung_reached()) broken = of_rung(event, directory);
    if (!broken && event.has_person_paged()) {
        const auto& paged = event.person_paged();
        broken = of_call(paged.need(), paged.person(), directory);
        if (!broken && calls_.wanted(paged.need())->awaiting)
            broken = "called by hand while her consent is awaited: " + paged.person();
    }
    if (!broken) broken = of_promise(event);
    if (!broken) broken = of_outcome(event);
    if (!broken && event.has_page_stood_down()) broken = of_stand_down(event);
    if (!broken && event.has_consent_withdrawn()) broken = of_withdrawal(event.consent_withdrawn());
    return broken;
}

void CallLaws::note(const v1::Event& event, const domain::CaseState& after,
                    const domain::Directory& directory) {
    if (event.has_rung_reached()) climbed_.insert(event.rung_reached().need());
    if (event.promise_reminded().has_message())
        reminded_.insert(event.promise_reminded().message().person());
    if (event.page_stood_down().has_message()) {
        const auto& call = *calls_.call(event.page_stood_down().page());
        told_.insert(call.person);
    }
    calls_.note(event, after, directory);
}

// Two who decide at once would each say something that the other has made untrue.
Broken CallLaws::of_order(const v1::Event& event) const {
    const std::string untrue = "decided on what was no longer so: " + domain::kind_of(event);
    for (const auto& pick : event.rung_reached().picks())
        if (calls_.call(pick.page()) != nullptr) return untrue;
    if (event.has_need_opened() && calls_.wanted(event.need_opened().need()) != nullptr)
        return untrue;
    if (event.has_need_covered() && !calls_.wanted(event.need_covered().need())->open)
        return untrue;
    if (event.has_need_settled() && calls_.wanted(event.need_settled().need())->settled)
        return untrue;
    if (page_of(event).empty()) return std::nullopt;
    const auto standing = calls_.call(page_of(event))->standing;
    return possible(event, standing) ? std::nullopt : Broken(untrue);
}

Broken CallLaws::of_rung(const v1::Event& event, const domain::Directory& directory) const {
    const auto& reached = event.rung_reached();
    const auto kind = reached.need();
    const auto& need = *calls_.wanted(kind);
    for (const auto& pick : reached.picks())
        if (auto broken = of_call(kind, pick.person(), directory)) return broken;
    if (!need.open || calls_.over()) return "called for what is not open: " + name_of(kind);
    if (auto broken = of_place(event, directory)) return broken;
    const bool coordinators = reached.reach() == v1::Rung::coordinator;
    std::set<std::string> once;
    for (const auto& pick : reached.picks()) {
        if (need.awaiting && !(coordinators && is_coordinator(directory, pick.person())))
            return "called while her consent is awaited: " + pick.person();
        if (!once.insert(pick.person()).second) return "called twice on one rung: " + pick.person();
        if (coordinators) continue;
        if (auto broken = of_pick(reached, pick)) return broken;
    }
    return of_number(reached, directory);
}

// Whoever may not be called at all, by no hand.
Broken CallLaws::of_call(v1::Need::Kind kind, const std::string& person,
                         const domain::Directory& directory) const {
    const auto& need = *calls_.wanted(kind);
    if (need.sent_home.contains(person)) return "called after the stand-down: " + person;
    if (!need.open) return "called for what is not open: " + name_of(kind);
    for (const auto& told : calls_.exclusions())
        if (excludes(told, directory, person)) return "called whom she excluded: " + person;
    if (directory.person(person) == nullptr) return "called who is gone: " + person;
    return std::nullopt;
}

// A ladder goes up, one rung in its time; the last rung is asked again, and never starts over.
Broken CallLaws::of_place(const v1::Event& event, const domain::Directory& directory) const {
    const auto& reached = event.rung_reached();
    const auto& need = *calls_.wanted(reached.need());
    if (!need.last) return std::nullopt;
    const auto& last = *need.last;
    // After an outage the rung that is due now is asked, once: each has its time from when it was
    // asked, not from when that was due.
    const bool waited = climbed_.contains(reached.need())
                            ? last.picks().empty() || with_next(directory, need)
                            : instant(event.now_ms()) >= need.last_at + Duration(last.wait_ms());
    if (reached.due_ms() != 0 && !waited)
        return "a ladder climbed in one burst: " + name_of(reached.need());
    if (need.may_go_back) return std::nullopt;
    if (last.last() && (!reached.last() || reached.repeat() != last.repeat() + 1))
        return "the last rung started over: " + name_of(reached.need());
    if (reached.rung() < last.rung()) return "a ladder went back: " + name_of(reached.need());
    return std::nullopt;
}

// So many as are missing, and those whom the rung asks beside; one where they are asked in turn;
// of the coordination one more each time.
Broken CallLaws::of_number(const v1::RungReached& reached,
                           const domain::Directory& directory) const {
    const auto& need = *calls_.wanted(reached.need());
    const auto missing = std::max<std::size_t>(need.quota, calls_.coming(reached.need()) + 1) -
                         calls_.coming(reached.need());
    std::size_t allowed = 1 + reached.repeat();
    const auto* ladder = directory.ladder(need.ladder);
    if (reached.reach() != v1::Rung::coordinator && ladder != nullptr) {
        const auto& rung = ladder->rungs(static_cast<int>(reached.rung()));
        allowed = rung.gap_ms() != 0 ? 1 : missing + rung.people();
    }
    const auto called = std::ranges::count_if(reached.picks(), [](const v1::Pick& pick) {
        return pick.message().kind() != v1::Message::copy;
    });
    if (static_cast<std::size_t>(called) > allowed)
        return "a rung calls more than are missing: " + name_of(reached.need());
    return std::nullopt;
}

// Once a rung, and not when she said that she cannot, or is expected anyway.
Broken CallLaws::of_pick(const v1::RungReached& reached, const v1::Pick& pick) const {
    const auto& need = *calls_.wanted(reached.need());
    for (const auto& [id, call] : calls_.all()) {
        if (call.person != pick.person() || call.need != reached.need()) continue;
        if (!calls_.of_this_life(call)) continue;
        if (call.standing == Standing::said_no) return "asked again who said no: " + call.person;
        if (call.counts() || call.standing == Standing::late)
            return "called who is coming: " + call.person;
        const bool again = reached.repeat() > 0 && call.rung == reached.rung();
        if (call.round == need.round && !again) return "called twice by a ladder: " + call.person;
    }
    return std::nullopt;
}

Broken CallLaws::of_promise(const v1::Event& event) const {
    const Instant now = instant(event.now_ms());
    if (event.has_promise_reminded()) {
        const auto& call = *calls_.call(event.promise_reminded().page());
        if (call.reminders > 0) return "reminded twice: " + call.person;
        const bool once =
            !event.promise_reminded().has_message() && reminded_.contains(call.person);
        if (event.promise_reminded().message().person() != call.person && !once)
            return "reminded without a word: " + call.person;
    }
    if (event.has_promise_broken()) {
        const auto& call = *calls_.call(event.promise_broken().page());
        if (call.reminders == 0 || now < call.reminded_at + domain::reminder_wait)
            return "given up without a reminder: " + call.person;
    }
    if (event.page_answered().answer() == v1::Answer::accept) {
        const auto& call = *calls_.call(event.page_answered().page());
        const auto& need = *calls_.wanted(call.need);
        // She who is late counts again when she says so: that may be one too many.
        const bool anew =
            call.standing != Standing::late && !call.copy && call.need != v1::Need::unknown;
        if (anew && (!need.open || calls_.coming(call.need) >= need.quota))
            return "more come than she needs: " + name_of(call.need);
    }
    return std::nullopt;
}

Broken CallLaws::of_outcome(const v1::Event& event) const {
    const auto& settled = event.need_settled();
    if (event.has_need_settled() && settled.outcome() != v1::Outcome::met &&
        calls_.mandatory(settled.need()))
        return "a mandatory need ended unmet: " + name_of(settled.need());
    return std::nullopt;
}

// Whoever was reached and is not needed any more is told so, once, unless it was her own hand that
// ended it, or she is expected by another call or need of the case.
Broken CallLaws::of_stand_down(const v1::Event& event) const {
    const auto& down = event.page_stood_down();
    const auto& call = *calls_.call(down.page());
    if (down.has_message())
        return down.message().person() == call.person &&
                       down.message().kind() == v1::Message::stand_down
                   ? std::nullopt
                   : Broken("stood down in somebody else's words: " + call.person);
    const bool asked = call.reached || call.standing != Standing::waiting;
    const bool comes = std::ranges::any_of(calls_.all(), [&](const auto& entry) {
        const auto& other = entry.second;
        const bool expected = other.standing == Standing::coming ||
                              other.standing == Standing::there ||
                              other.standing == Standing::late ||
                              (other.need == call.need ? other.standing == Standing::done
                                                       : other.standing == Standing::waiting);
        return entry.first != down.page() && other.person == call.person && expected;
    });
    const bool took = std::ranges::any_of(
        calls_.needs(), [&](const auto& entry) { return entry.second.by_hand == call.person; });
    const bool knows = comes || took || event.actor().person() == call.person ||
                       down.reason() == v1::Reason::not_in_directory || told_.contains(call.person);
    if (asked && !knows) return "stood down without a word: " + call.person;
    return std::nullopt;
}

// Whatever was hers to allow: nobody of it comes any more, nor is asked.
Broken CallLaws::of_withdrawal(const v1::ConsentWithdrawn& withdrawn) const {
    for (const auto& [id, call] : calls_.all()) {
        const auto& need = *calls_.wanted(call.need);
        const bool hers = need.sector == withdrawn.sector() && !need.settled &&
                          domain::hers_to_take_back(need.basis);
        if (hers && calls_.of_this_life(call) && (expected(call) || call.counts()))
            return "a sector that she wants no more still comes: " + call.person;
    }
    return std::nullopt;
}

Broken CallLaws::of_step(const Step& step) const {
    if (auto broken = of_messages(step)) return broken;
    if (step.events.empty() || calls_.over()) return std::nullopt;
    const Instant now = instant(step.events.back().now_ms());
    for (const auto& [kind, need] : calls_.needs())
        // The coordination is called anew for each thing that must be looked at.
        if (need.open && kind != v1::Need::unknown && calls_.coming(kind) >= need.quota)
            return "it goes on calling though enough come: " + name_of(kind);
    for (const auto& [id, call] : calls_.all()) {
        const auto& need = *calls_.wanted(call.need);
        if (!calls_.of_this_life(call)) continue;
        if (need.settled && expected(call)) return "on her way to what is settled: " + call.person;
        if (!need.settled && (expected(call) || call.standing == Standing::there) &&
            !belongs(*step.directory, call.person, now))
            return "who is gone is still expected: " + call.person;
    }
    return std::nullopt;
}

// What leaves is what was decided: a word that somebody should come is for whoever was called.
Broken CallLaws::of_messages(const Step& step) const {
    const auto leaves = domain::effects("case/simulated", step.events);
    for (const auto* lane : {&leaves.first, &leaves.rest})
        for (const auto& message : *lane) {
            const auto* call = calls_.call(message.page());
            const bool calls = message.kind() == v1::Message::come ||
                               message.kind() == v1::Message::advise ||
                               message.kind() == v1::Message::copy;
            if (calls && (call == nullptr || call->person != message.person()))
                return "a message to whoever was not called: " + message.person();
            if (message.kind() == v1::Message::stand_down && call != nullptr &&
                call->standing != Standing::sent_home)
                return "sent home who was not stood down: " + message.person();
        }
    return std::nullopt;
}

}  // namespace relais::test
