#include "services/gateway/screens/timeline_words.hpp"

#include <algorithm>

#include "common/domain/effects.hpp"
#include "common/domain/rules.hpp"
#include "common/words/amounts.hpp"
#include "common/words/instants.hpp"
#include "services/gateway/screens/joined.hpp"

namespace relais::gateway {
namespace {

using screens::joined;
using words::Arguments;

// One event, being told.
class Telling {
public:
    Telling(const words::Words& words, words::Language language, const domain::CaseState& state,
            const PersonName& name_of, const domain::Directory* directory)
        : words_(words),
          language_(language),
          state_(state),
          name_of_(name_of),
          directory_(directory) {}

    [[nodiscard]] Arguments of(const v1::Event& event) const;

private:
    // What is stored is said whatever it is: a code that has no words yet stands for itself.
    [[nodiscard]] std::string say(const std::string& key, const Arguments& arguments = {}) const {
        if (!words_.has(key)) return key.substr(key.rfind('.') + 1);
        return words_.say(language_, key, arguments);
    }
    [[nodiscard]] std::string need(v1::Need::Kind kind) const {
        return say("need." + v1::Need::Kind_Name(kind));
    }
    // A person without a name is still somebody: the service itself.
    [[nodiscard]] std::string name(const std::string& person) const {
        return person.empty() ? say("role.system") : name_of_(person);
    }
    [[nodiscard]] std::string because(v1::OverrideReason::Code reason) const {
        return say("override_reason." + v1::OverrideReason::Code_Name(reason));
    }
    [[nodiscard]] std::string because(v1::ReadingReason::Code reason) const {
        return say("reading_reason." + v1::ReadingReason::Code_Name(reason));
    }
    [[nodiscard]] std::string sealed(v1::SealedField::Code field) const {
        return say("sealed_field." + v1::SealedField::Code_Name(field));
    }
    [[nodiscard]] Arguments page(const std::string& id) const;
    [[nodiscard]] std::string fault(const std::string& code) const;
    [[nodiscard]] Arguments opened(const v1::NeedOpened& opened) const;
    [[nodiscard]] Arguments rung(const v1::RungReached& reached) const;
    [[nodiscard]] Arguments answered(const v1::PageAnswered& answered) const;
    [[nodiscard]] Arguments term(const v1::TermReached& reached) const;
    [[nodiscard]] Arguments milestone(v1::Milestone::Kind kind) const {
        return {{"milestone", say("milestone." + v1::Milestone::Kind_Name(kind))}};
    }
    [[nodiscard]] Arguments lived(const v1::Event& event) const;
    [[nodiscard]] Arguments steered(const v1::Event& event) const;
    [[nodiscard]] Arguments tied(const v1::Event& event) const;
    [[nodiscard]] Arguments moved(const v1::Event& event) const;
    [[nodiscard]] Arguments counted(const v1::Event& event) const;
    [[nodiscard]] Arguments paid(const v1::FundNews& news) const;
    [[nodiscard]] Arguments referral(const std::string& id) const;
    [[nodiscard]] std::string purpose(const std::string& escort) const;
    [[nodiscard]] std::string organization(const std::string& id) const;
    [[nodiscard]] std::string clock(const std::string& id) const;
    [[nodiscard]] std::string moment(std::int64_t ms) const;
    [[nodiscard]] std::string either(const std::string& section, const std::string& code,
                                     const std::string& otherwise) const;

    const words::Words& words_;
    words::Language language_;
    const domain::CaseState& state_;
    const PersonName& name_of_;
    const domain::Directory* directory_;
};

Arguments Telling::page(const std::string& id) const {
    const auto* owner = state_.need_of_page(id);
    const auto kind = owner == nullptr ? v1::Need::unknown : owner->kind;
    const std::string person = owner == nullptr ? std::string{} : owner->pages.at(id).person;
    return {{"need", need(kind)}, {"who", name(person)}};
}

std::string Telling::either(const std::string& section, const std::string& code,
                            const std::string& otherwise) const {
    const std::string key = section + "." + code;
    return !code.empty() && words_.has(key) ? say(key) : otherwise;
}

std::string Telling::fault(const std::string& code) const {
    if (code.starts_with("status_")) {
        return say("delivery_fault.status", {{"status", code.substr(7)}});
    }
    return either("delivery_fault", code, say("delivery_fault.other"));
}

Arguments Telling::opened(const v1::NeedOpened& opened) const {
    std::vector<std::string> rules;
    for (const int code : opened.rules())
        rules.push_back(say("rule." + v1::Rule::Code_Name(static_cast<v1::Rule::Code>(code))));
    // What the coordinator is called for is no need of hers: nobody asked her.
    const bool ours = opened.need() == v1::Need::unknown;
    const std::string why = opened.package().empty() ? "asked" : "package";
    const std::string consent = opened.has_consent() ? "given" : "awaited";
    return {{"need", need(opened.need())},
            {"sector", say("sector." + v1::Sector::Code_Name(opened.sector()))},
            {"why", ours ? "coordination" : why},
            {"consent", ours ? "none" : consent},
            {"ruled", std::string(opened.rules().empty() ? "no" : "yes")},
            {"rules", joined(rules)}};
}

Arguments Telling::rung(const v1::RungReached& reached) const {
    std::vector<std::string> names;
    std::int64_t called = 0;
    for (const auto& pick : reached.picks()) {
        const bool copy = pick.message().kind() == v1::Message::copy;
        called += copy ? 0 : 1;
        const auto who = name(pick.person());
        names.push_back(copy ? say("cli.trainee", {{"who", who}}) : who);
    }
    return {{"need", need(reached.need())},
            {"last", std::string(reached.last() ? "yes" : "no")},
            {"rung", std::int64_t{reached.rung()} + 1},
            {"picks", called},
            {"who", joined(names)},
            {"repeat", std::int64_t{reached.repeat()}}};
}

Arguments Telling::answered(const v1::PageAnswered& answered) const {
    auto told = page(answered.page());
    told["who"] = name(answered.person());
    told["answer"] = std::string(v1::Answer::Kind_Name(answered.answer()));
    told["eta"] = std::int64_t{answered.eta_minutes()};
    return told;
}

Arguments Telling::term(const v1::TermReached& reached) const {
    std::vector<std::string> needs;
    for (const int kind : reached.uncovered()) needs.push_back(need(v1::Need::Kind(kind)));
    return {{"open", std::int64_t{reached.uncovered_size()}}, {"needs", joined(needs)}};
}

Arguments Telling::of(const v1::Event& event) const {
    switch (event.body_case()) {
        case v1::Event::kCaseOpened: {
            // How many they are is not for everybody: then nothing is said of it.
            const std::int64_t people = event.case_opened().alert().headcount();
            return {{"who", name(event.actor().person())}, {"people", people}};
        }
        case v1::Event::kNeedOpened:
            return opened(event.need_opened());
        case v1::Event::kRungReached:
            return rung(event.rung_reached());
        case v1::Event::kPageHandedOver:
            return page(event.page_handed_over().page());
        case v1::Event::kPageUndelivered: {
            auto told = page(event.page_undelivered().page());
            told["fault"] = fault(event.page_undelivered().fault());
            return told;
        }
        case v1::Event::kPageExhausted:
            return page(event.page_exhausted().page());
        case v1::Event::kPageAnswered:
            return answered(event.page_answered());
        case v1::Event::kNeedCovered:
            return {{"need", need(event.need_covered().need())}};
        case v1::Event::kPageStoodDown: {
            const auto why = event.page_stood_down().reason();
            auto told = page(event.page_stood_down().page());
            told["gone"] = std::string(why == v1::Reason::unknown ? "no" : "yes");
            told["reason"] = say("reason." + v1::Reason::Code_Name(why));
            return told;
        }
        case v1::Event::kNeedTaken:
            return {{"need", need(event.need_taken().need())},
                    {"who", name(event.need_taken().person())},
                    {"reason", either("take_reason", event.need_taken().reason(),
                                      event.need_taken().reason())}};
        case v1::Event::kConsentGiven: {
            const auto basis = event.consent_given().consent().basis();
            return {{"need", need(event.consent_given().need())},
                    {"law", std::string(domain::hers_to_take_back(basis) ? "no" : "yes")},
                    {"basis", say("consent_basis." + v1::ConsentBasis::Code_Name(basis))}};
        }
        case v1::Event::kNeedRefused:
            return {{"need", need(event.need_refused().need())}};
        case v1::Event::kTermReached:
            return term(event.term_reached());
        case v1::Event::kAlarmRaised:
            return {{"alarm", either("alarm", event.alarm_raised().alarm().alarm(),
                                     event.alarm_raised().alarm().alarm())}};
        case v1::Event::kPageContinued:
            return {{"who", name(event.page_continued().message().person())}};
        default:
            return lived(event);
    }
}

// What was promised and done, and how it ended.
Arguments Telling::lived(const v1::Event& event) const {
    switch (event.body_case()) {
        case v1::Event::kPageNoted:
            return page(event.page_noted().page());
        case v1::Event::kPromiseReminded:
            return page(event.promise_reminded().page());
        case v1::Event::kPromiseBroken:
            return page(event.promise_broken().page());
        case v1::Event::kNeedReopened: {
            const auto why = v1::NeedReopened::Why_Name(event.need_reopened().why());
            return {{"need", need(event.need_reopened().need())},
                    {"reopened", say("reopened_why." + why)}};
        }
        case v1::Event::kNeedEngaged:
            return {{"need", need(event.need_engaged().need())}};
        case v1::Event::kNeedSettled: {
            const auto& settled = event.need_settled();
            return {{"need", need(settled.need())},
                    {"outcome", std::string(v1::Outcome::Code_Name(settled.outcome()))},
                    {"settled", say("outcome_why." + v1::Outcome::Why_Name(settled.why()))}};
        }
        case v1::Event::kNeedReleased: {
            const auto& released = event.need_released();
            const auto why = v1::DeclineReason::Code_Name(released.reason());
            return {{"need", need(released.need())},
                    {"who", name(released.person())},
                    {"declined", say("decline_reason." + why)}};
        }
        case v1::Event::kConsentWithdrawn: {
            const auto sector = v1::Sector::Code_Name(event.consent_withdrawn().sector());
            return {{"sector", say("sector." + sector)}};
        }
        case v1::Event::kMilestoneReached:
            return milestone(event.milestone_reached().milestone());
        case v1::Event::kMilestoneMissed:
            return milestone(event.milestone_missed().milestone());
        case v1::Event::kPivotProposed:
            return {{"who", name(event.pivot_proposed().person())}};
        case v1::Event::kPivotOffered:
            return {{"who", name(event.pivot_offered().person())}};
        case v1::Event::kPivotAccepted:
            return {{"who", name(event.pivot_accepted().person())}};
        case v1::Event::kPivotDeclined:
            return {{"who", name(event.pivot_declined().person())},
                    {"why", v1::PivotDeclined::Why_Name(event.pivot_declined().why())}};
        case v1::Event::kHandedToPathway:
            return {{"steps", std::int64_t{event.handed_to_pathway().steps_size()}}};
        case v1::Event::kCaseRestricted:
            return {
                {"restricted", std::string(event.case_restricted().restricted() ? "yes" : "no")}};
        default:
            return steered(event);
    }
}

// What a person of the coordination did by hand, and who read what.
Arguments Telling::steered(const v1::Event& event) const {
    switch (event.body_case()) {
        case v1::Event::kReadingAsked: {
            const auto& asked = event.reading_asked();
            return {{"who", name(event.actor().person())},
                    {"field", sealed(asked.field())},
                    {"because", because(asked.reason())}};
        }
        case v1::Event::kFieldRead: {
            const auto& read = event.field_read();
            return {{"who", name(read.person())},
                    {"field", sealed(read.field())},
                    {"because", because(read.reason())},
                    {"allowed", std::string(read.allowed_by().empty() ? "no" : "yes")},
                    {"by", name(read.allowed_by())},
                    {"glass", std::string(read.break_glass()    ? "yes"
                                          : read.until_ms() > 0 ? "allowed"
                                                                : "no")}};
        }
        case v1::Event::kRuleOverridden: {
            const auto& set_aside = event.rule_overridden();
            return {{"need", need(set_aside.need())},
                    {"overridden",
                     say("overridable_rule." + v1::OverridableRule::Code_Name(set_aside.rule()))},
                    {"because", because(set_aside.reason())}};
        }
        case v1::Event::kPersonPaged:
            return {{"need", need(event.person_paged().need())},
                    {"who", name(event.person_paged().person())},
                    {"because", because(event.person_paged().reason())}};
        default:
            return tied(event);
    }
}

std::string Telling::organization(const std::string& id) const {
    const auto* known = directory_ == nullptr ? nullptr : directory_->organization(id);
    return known == nullptr || known->name().empty() ? id : known->name();
}

std::string Telling::clock(const std::string& id) const {
    if (directory_ != nullptr)
        for (const auto& rule : directory_->data().clocks())
            if (rule.id() == id)
                return language_ == words::Language::fr ? rule.words_fr() : rule.words_en();
    return id;
}

std::string Telling::moment(std::int64_t ms) const {
    const auto* place = directory_ == nullptr ? nullptr : directory_->territory(state_.territory);
    return words::short_moment(language_, ms, place == nullptr ? "UTC" : place->zone());
}

Arguments Telling::referral(const std::string& id) const {
    const auto found = std::ranges::find(state_.referrals, id, &domain::ReferralRecord::id);
    // One that was cut away is told without its service.
    const auto known = found == state_.referrals.end() ? domain::ReferralRecord{} : *found;
    return {{"organization", organization(known.organization)},
            {"step", either("pathway_need", known.need, known.need)},
            {"why", say("referral_why." + v1::Referral::Why_Name(known.why))}};
}

std::string Telling::purpose(const std::string& escort) const {
    const auto found = std::ranges::find(state_.escorts, escort, &domain::EscortRecord::id);
    const auto code = found == state_.escorts.end() ? v1::Escort::purpose_unknown : found->purpose;
    return say("escort_purpose." + v1::Escort::Purpose_Name(code));
}

// Other cases, other services.
Arguments Telling::tied(const v1::Event& event) const {
    const auto declined = [&](v1::MergeDecline::Why why) {
        return Arguments{{"why", say("merge_decline." + v1::MergeDecline::Why_Name(why))}};
    };
    switch (event.body_case()) {
        case v1::Event::kCaseLinked:
            return {{"apart", std::string(event.case_linked().apart() ? "yes" : "no")}};
        case v1::Event::kMergeDeclined:
            return declined(event.merge_declined().why());
        case v1::Event::kTakingInDeclined:
            return declined(event.taking_in_declined().why());
        case v1::Event::kCaseTakenIn:
            return {{"code", event.case_taken_in().taken().code()}};
        case v1::Event::kReferralProposed:
            return referral(event.referral_proposed().referral());
        case v1::Event::kReferralAnswered: {
            auto told = referral(event.referral_answered().referral());
            told["accepted"] = std::string(event.referral_answered().accepted() ? "yes" : "no");
            return told;
        }
        case v1::Event::kReferralEnded: {
            auto told = referral(event.referral_ended().referral());
            told["state"] = v1::Referral::State_Name(event.referral_ended().state());
            return told;
        }
        default:
            return moved(event);
    }
}

// Who goes with her, and where.
Arguments Telling::moved(const v1::Event& event) const {
    switch (event.body_case()) {
        case v1::Event::kEscortPlanned: {
            const auto& planned = event.escort_planned();
            return {{"purpose", purpose(planned.escort())},
                    {"from", moment(planned.from_ms())},
                    {"until", moment(planned.until_ms())},
                    {"asked", std::string(planned.person().empty() ? "no" : "yes")},
                    {"who", name(planned.person())}};
        }
        case v1::Event::kEscortAnswered: {
            const auto& answered = event.escort_answered();
            return {{"purpose", purpose(answered.escort())},
                    {"accepted", std::string(answered.accepted() ? "yes" : "no")},
                    {"who", name(answered.person())}};
        }
        case v1::Event::kEscortReported:
            return {{"purpose", purpose(event.escort_reported().escort())},
                    {"state", v1::Escort::State_Name(event.escort_reported().state())}};
        case v1::Event::kEscortLate:
            return {{"purpose", purpose(event.escort_late().escort())},
                    {"state", v1::Escort::State_Name(event.escort_late().state())}};
        case v1::Event::kRelocationPlanned:
            return {{"from", moment(event.relocation_planned().depart_ms())},
                    {"who", name(event.relocation_planned().receiving())}};
        case v1::Event::kRelocationAnswered:
            return {
                {"accepted", std::string(event.relocation_answered().accepted() ? "yes" : "no")},
                {"who", name(event.relocation_answered().person())}};
        case v1::Event::kRelocationReported:
            return {{"state", v1::Relocation::State_Name(event.relocation_reported().state())}};
        case v1::Event::kRelocationLate:
            return {{"state", v1::Relocation::State_Name(event.relocation_late().state())}};
        default:
            return counted(event);
    }
}

// Limits in time, and what she shares.
Arguments Telling::counted(const v1::Event& event) const {
    switch (event.body_case()) {
        case v1::Event::kClocksStarted: {
            std::vector<std::string> names;
            for (const auto& started : event.clocks_started().clocks())
                names.push_back(clock(started.clock()));
            return {{"clocks", std::int64_t{event.clocks_started().clocks_size()}},
                    {"names", joined(names)}};
        }
        case v1::Event::kClockNearing:
            return {{"clock", clock(event.clock_nearing().clock())},
                    {"until", moment(event.clock_nearing().due_ms())}};
        case v1::Event::kLimitReached:
            return {{"limit", v1::LimitReached::Limit_Name(event.limit_reached().limit())},
                    {"count", std::int64_t{event.limit_reached().count()}},
                    {"until", moment(event.limit_reached().until_ms())}};
        case v1::Event::kClockRanOut:
            return {{"clock", clock(event.clock_ran_out().clock())}};
        case v1::Event::kClockNoted:
            return {{"clock", clock(event.clock_noted().clock())},
                    {"done", std::string(event.clock_noted().done() ? "yes" : "no")}};
        case v1::Event::kSharedWithSector: {
            const auto& shared = event.shared_with_sector();
            std::vector<std::string> fields;
            for (const int field : shared.fields())
                fields.push_back(
                    say("shared_field." +
                        v1::SharedField::Code_Name(static_cast<v1::SharedField::Code>(field))));
            return {{"sector", say("sector." + v1::Sector::Code_Name(shared.sector()))},
                    {"shared", std::int64_t{shared.fields_size()}},
                    {"fields", joined(fields)}};
        }
        case v1::Event::kFundAsked:
        case v1::Event::kAdviceGiven:
            return {{"who", name(event.actor().person())}};
        case v1::Event::kFundNoted:
            return paid(event.fund_noted().news());
        default:
            return {};
    }
}

// As the fund calls it; why it did not pay, where it did not.
Arguments Telling::paid(const v1::FundNews& news) const {
    const auto& words = language_ == words::Language::fr ? news.words_fr() : news.words_en();
    std::string why;
    const auto add = [&](const std::string& text) { why += text.empty() ? "" : " (" + text + ")"; };
    if (news.state() == v1::FundRequest::refused)
        add(news.rejection() != v1::Rejection::none
                ? say("rejection." + v1::Rejection::Code_Name(news.rejection()))
                : say("fund_refused." + v1::FundRequest::RefusedWhy_Name(news.refused())));
    if (news.state() == v1::FundRequest::voided)
        add(say("fund_voided." + v1::FundRequest::VoidedWhy_Name(news.voided())));
    const auto& code = words.empty() ? news.expense() : words;
    return {{"what", code.empty() ? say("fund_part.request") : code},
            {"signed", std::string(news.rule() == v1::ApprovalRule::unknown ? "no" : "yes")},
            {"quantity", std::int64_t{std::max(1u, news.quantity())}},
            {"amount", words::amount(language_, news.cents())},
            {"state", v1::FundRequest::State_Name(news.state())},
            {"by", std::string(news.person().empty() ? "no" : "yes")},
            {"who", news.person().empty() ? std::string{} : name(news.person())},
            {"doubt", std::string(news.doubt() ? "yes" : "no")},
            {"why", why}};
}

}  // namespace

std::string event_in_words(const words::Words& words, words::Language language,
                           const v1::Event& event, const domain::CaseState& state,
                           const PersonName& name_of, const domain::Directory* directory) {
    const Telling telling(words, language, state, name_of, directory);
    return words.say(language, "event." + domain::kind_of(event), telling.of(event));
}

std::vector<std::string> reasons_in_words(const words::Words& words, words::Language language,
                                          const v1::Event& event, const PersonName& name_of) {
    if (!event.has_rung_reached()) return {};
    const auto& reached = event.rung_reached();
    const auto reason = [&](int code) {
        return words.say(language,
                         "reason." + v1::Reason::Code_Name(static_cast<v1::Reason::Code>(code)));
    };
    std::vector<std::string> told;
    for (const auto& pick : reached.picks()) {
        std::vector<std::string> reasons;
        for (const int code : pick.reasons()) reasons.push_back(reason(code));
        told.push_back(words.say(language, "timeline.picked",
                                 {{"who", name_of(pick.person())}, {"reasons", joined(reasons)}}));
    }
    for (const auto& passed : reached.passed_over())
        told.push_back(
            words.say(language, "timeline.passed",
                      {{"who", name_of(passed.person())}, {"reason", reason(passed.reason())}}));
    const std::int64_t late_ms = event.now_ms() - reached.due_ms();
    if (reached.due_ms() > 0 && late_ms >= 1'000)
        told.push_back(words.say(language, "timeline.late", {{"s", late_ms / 1'000}}));
    return told;
}

}  // namespace relais::gateway
