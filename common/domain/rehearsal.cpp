#include "common/domain/rehearsal.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/on_call_answers.hpp"

namespace relais::domain {
namespace {

class Rehearsal {
public:
    Rehearsal(const Directory& directory, const v1::Actor& by, Instant at, const Known& known)
        : directory_(directory), by_(by), now_(at), known_(known) {
        state_.aggregate = "case/" + name_uuid("rehearsal");
        *answer_.mutable_at() = stamp_of(at);
        answer_.set_directory_revision(directory.revision());
        answer_.set_matching_version(matching_version);
    }

    std::expected<v1::MatchAnswer, v1::Rejection::Code> run(const v1::OpenCase& alert) {
        v1::Command opening;
        *opening.mutable_open_case() = alert;
        if (const auto verdict = tell(opening); !verdict) return std::unexpected(verdict.error());
        answer_.set_restricted(state_.restricted());
        consent();
        while (climb()) {
        }
        return std::move(answer_);
    }

private:
    std::expected<void, v1::Rejection::Code> tell(v1::Command command) {
        command.set_aggregate(state_.aggregate);
        *command.mutable_actor() = by_;
        auto decision = decide(state_, command, now_, directory_, known_);
        if (!decision) return std::unexpected(decision.error());
        for (const auto& event : *decision) {
            state_ = evolve(std::move(state_), event);
            write(event);
        }
        for (const auto& event : *decision)
            for (const auto& pick : event.rung_reached().picks()) hand_over(pick.page());
        return {};
    }

    void hand_over(const std::string& page) {
        v1::Command report;
        report.mutable_report_handover()->set_page(page);
        report.mutable_report_handover()->set_at_ms(to_ms(now_));
        check(tell(std::move(report)).has_value(), "a page that was raised is handed over");
    }

    void consent() {
        std::vector<v1::Need::Kind> awaited;
        for (const auto& need : state_.needs)
            if (need.state == v1::Need::awaiting_consent) awaited.push_back(need.kind);
        for (const auto kind : awaited) {
            v1::Command given;
            given.mutable_give_consent()->set_need(kind);
            given.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
            check(tell(std::move(given)).has_value(), "a consent that is awaited is taken");
        }
    }

    // The next rung that comes due; false when every need stands on its last one.
    bool climb() {
        const auto armed = deadlines(state_);
        const std::pair<const std::string, Instant>* next = nullptr;
        for (const auto& need : state_.needs) {
            if (!need.open() || need.on_last_rung) continue;
            const auto found = armed.find(deadline_name("rung", need.kind));
            check(found != armed.end(), "a need that is paging has a deadline");
            if (next == nullptr || found->second < next->second) next = &*found;
        }
        if (next == nullptr) return false;
        now_ = next->second;
        v1::Command fired;
        fired.mutable_fire_deadline()->set_deadline(next->first);
        check(tell(std::move(fired)).has_value(), "a deadline that is armed fires");
        return true;
    }

    void write(const v1::Event& event) {
        if (event.has_need_opened()) write(event.need_opened());
        if (event.has_rung_reached()) write(event.rung_reached());
    }

    void write(const v1::NeedOpened& opened) {
        auto& need = *answer_.add_needs();
        need.set_need(opened.need());
        need.set_sector(opened.sector());
        need.set_quota(opened.quota());
        need.set_named(opened.package().empty());
        need.set_package(opened.package());
        *need.mutable_rules() = opened.rules();
        need.set_consent(opened.consent().basis());
    }

    void write(const v1::RungReached& reached) {
        auto& needs = *answer_.mutable_needs();
        const auto need = std::ranges::find(needs, reached.need(), &v1::MatchNeed::need);
        check(need != needs.end(), "a rung is of a need that was opened");
        auto& rung = *need->add_rungs();
        rung.set_rung(reached.rung());
        rung.set_reach(reached.reach());
        *rung.mutable_at() = stamp_of(now_);
        rung.set_wait_ms(reached.wait_ms());
        rung.set_last(reached.last());
        for (const auto& pick : reached.picks()) {
            auto& person = *rung.add_picks();
            write(pick, person);
            *person.mutable_reasons() = pick.reasons();
            person.set_copy(pick.message().kind() == v1::Message::copy);
            if (pick.last_page_ms() != 0)
                *person.mutable_last_page() = stamp_of(instant(pick.last_page_ms()));
        }
        for (const auto& passed : reached.passed_over()) {
            auto& person = *rung.add_passed_over();
            write(passed, person);
            person.add_reasons(passed.reason());
            if (passed.until_ms() != 0)
                *person.mutable_until() = stamp_of(instant(passed.until_ms()));
        }
    }

    template <class Stood>
    void write(const Stood& stood, v1::MatchPerson& person) const {
        person.set_person(stood.person());
        person.set_roster(stood.roster());
        person.set_layer(stood.layer());
        person.set_organization(directory_.person(stood.person())->organization());
    }

    const Directory& directory_;
    const v1::Actor& by_;
    Instant now_;
    const Known& known_;
    CaseState state_;
    v1::MatchAnswer answer_;
};

}  // namespace

std::expected<v1::MatchAnswer, v1::Rejection::Code> rehearse(const v1::OpenCase& alert,
                                                             const v1::Actor& by,
                                                             const Directory& directory, Instant at,
                                                             const Known& known) {
    return Rehearsal(directory, by, at, known).run(alert);
}

}  // namespace relais::domain
