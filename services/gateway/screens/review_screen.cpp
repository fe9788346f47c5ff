#include "services/gateway/screens/review_screen.hpp"

#include <fmt/format.h>
#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

using words::Arguments;

constexpr int lines_for_actions = 6;

std::string need_of(const View& view, const v1::PackNeed& need) {
    return need.need() == v1::Need::unknown
               ? view.say("sector." + v1::Sector::Code_Name(need.sector()))
               : view.say("need." + v1::Need::Kind_Name(need.need()));
}

std::string milestone_of(const View& view, v1::Milestone::Kind milestone) {
    return view.say("milestone." + v1::Milestone::Kind_Name(milestone));
}

std::string who_of(const View& view, const v1::PackRole& who) {
    const auto number = std::int64_t{who.number()};
    switch (who.role()) {
        case v1::Role::responder:
            if (who.sector() == v1::Sector::unknown) break;
            return view.say("review.responder",
                            {{"sector", view.say("sector." + v1::Sector::Code_Name(who.sector()))},
                             {"n", number}});
        case v1::Role::coordinator:
            return view.say("review.coordinator", {{"n", number}});
        case v1::Role::worker:
            return view.say("review.worker", {{"n", number}});
        default:
            break;
    }
    return view.say("review.somebody", {{"n", number}});
}

// A list of sentences.
class Lines {
public:
    explicit Lines(const View& view) : view_(view) {}
    void add(const char* key, const Arguments& arguments) {
        all_.push_back(Data{view_.say(std::string("review.") + key, arguments)});
    }
    // Of how many; nothing is said of none.
    void count(const char* key, const std::string& need, std::uint32_t n) {
        if (n > 0) add(key, {{"need", need}, {"n", std::int64_t{n}}});
    }
    [[nodiscard]] Data all() const { return all_; }

private:
    const View& view_;
    Data all_ = list();
};

void add_need(const View& view, const v1::PackNeed& need, Lines& worked, Lines& failed) {
    const auto name = need_of(view, need);
    if (need.has_covered_minutes())
        worked.add("covered", {{"need", name},
                               {"at", since_contact(need.covered_minutes())},
                               {"rungs", std::int64_t{need.rungs()}},
                               {"asked", std::int64_t{need.asked()}}});
    else if (need.state() != v1::Need::refused)
        failed.add(need.state() == v1::Need::covered ? "taken" : "never_covered",
                   {{"need", name}, {"asked", std::int64_t{need.asked()}}});
    if (need.state() == v1::Need::refused) worked.add("refused", {{"need", name}});
    if (need.kept() > 0)
        worked.add("kept", {{"need", name},
                            {"n", std::int64_t{need.kept()}},
                            {"of", std::int64_t{std::max(need.promises(), need.kept())}}});
    failed.count("broken", name, need.broken());
    failed.count("released", name, need.released());
    failed.count("declined", name, need.declined());
    failed.count("unreached", name, need.unreached());
    failed.count("reopened", name, need.reopened());
}

void add_milestone(const View& view, const v1::PackMilestone& one, Lines& worked, Lines& failed) {
    const Arguments told{{"milestone", milestone_of(view, one.milestone())},
                         {"at", since_contact(one.reached_minutes())},
                         {"due", since_contact(one.due_minutes())}};
    const bool reached = one.has_reached_minutes();
    if (reached && one.reached_minutes() <= one.due_minutes())
        worked.add("in_time", told);
    else if (reached)
        failed.add("late", told);
    else if (one.state() == v1::Milestone::missed)
        failed.add("missed", told);
}

Data needs_of(const View& view, const v1::ReviewPack& pack) {
    const auto at = [&](bool there, std::uint32_t minutes) {
        return there ? since_contact(minutes) : view.say("review.never");
    };
    Data all = list();
    for (const auto& need : pack.needs()) {
        Data one = object();
        one.set("need", need_of(view, need));
        one.set("sector", view.say("sector." + v1::Sector::Code_Name(need.sector())));
        one.set("asked", at(need.has_asked_minutes(), need.asked_minutes()));
        one.set("covered", at(need.has_covered_minutes(), need.covered_minutes()));
        one.set("settled", at(need.has_settled_minutes(), need.settled_minutes()));
        if (pack.whole()) {
            std::string words = view.say("need_state." + v1::Need::State_Name(need.state()));
            if (need.why() != v1::Outcome::why_unknown)
                words += ", " + view.say("outcome_why." + v1::Outcome::Why_Name(need.why()));
            one.set("words", words);
        }
        all.push_back(std::move(one));
    }
    return all;
}

std::string step_words(const View& view, const v1::PackStep& step) {
    return view.say(
        "review_step." + step.kind(),
        {{"who", who_of(view, step.who())},
         {"need", view.say("need." + v1::Need::Kind_Name(step.need()))},
         {"sector", view.say("sector." + v1::Sector::Code_Name(step.sector()))},
         {"n", std::int64_t{step.people()}},
         {"rung", std::int64_t{step.rung()}},
         {"answer", std::string(v1::Answer::Kind_Name(step.answer()))},
         {"declined", view.say("decline_reason." + v1::DeclineReason::Code_Name(step.declined()))},
         {"outcome", std::string(v1::Outcome::Code_Name(step.outcome()))},
         {"why", view.say("outcome_why." + v1::Outcome::Why_Name(step.why()))},
         {"milestone", milestone_of(view, step.milestone())}});
}

// What comes after the 72 hours; who takes it on is not told, only whether somebody does.
Data later_of(const View& view, const v1::ReviewPack& pack) {
    Data all = list();
    for (const auto& later : pack.later()) {
        const auto key = "pathway_need." + later.need();
        all.push_back(
            Data{view.say(later.taken_on() ? "review.later_taken" : "review.later_open",
                          {{"need", view.words.has(key) ? view.say(key) : later.need()}})});
    }
    return all;
}

Data steps_of(const View& view, const v1::ReviewPack& pack) {
    Data all = list();
    for (const auto& step : pack.steps()) {
        Data one = object();
        one.set("at", since_contact(step.minutes()));
        one.set("words", step_words(view, step));
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

std::string since_contact(std::uint32_t minutes) {
    return fmt::format("T+{}:{:02}", minutes / 60, minutes % 60);
}

std::string review_pack_view(const View& view, const v1::ReviewPack& pack,
                             const NameOf& territory) {
    Lines worked(view);
    Lines failed(view);
    for (const auto& need : pack.needs()) add_need(view, need, worked, failed);
    for (const auto& one : pack.milestones()) add_milestone(view, one, worked, failed);
    Data actions = list();
    for (int line = 0; line < lines_for_actions; ++line) actions.push_back(object());
    Data data = object();
    data.set("whole", pack.whole());
    if (!pack.territory().empty())
        data.set("territory",
                 view.say("review.territory", {{"territory", territory(pack.territory())}}));
    data.set("needs", needs_of(view, pack));
    data.set("worked", worked.all());
    data.set("failed", failed.all());
    data.set("steps", steps_of(view, pack));
    data.set("has_later", pack.later_size() > 0);
    data.set("later", later_of(view, pack));
    data.set("actions", std::move(actions));
    return fill(view.words, view.language, embedded::review_pack_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
