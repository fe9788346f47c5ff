#include "services/gateway/screens/change_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/change_fields.hpp"

namespace relais::gateway::screens {
namespace {

using google::protobuf::Timestamp;

std::int64_t ms_of(const Timestamp& stamp) { return to_ms(domain::instant_of(stamp)); }

std::string span(const View& view, const Timestamp& from, const Timestamp& until) {
    return view.say("change.span",
                    {{"from", view.moment(ms_of(from))}, {"until", view.moment(ms_of(until))}});
}

// What may be chosen, in the order of how often it is.
Data kinds(const View& view, const ChangeScreen& screen) {
    Data all = list();
    for (const std::string what :
         {"replace", "add", "remove", "absence", "swap", "schedule", "layer"})
        if (screen.her.empty() || what == "absence" || what == "swap")
            all.push_back(choice(what, view.say("change.what_" + what), false));
    return all;
}

// One thing that stands and is not over, and the button that ends it.
struct Planned {
    std::string what, id, words, button;
    bool taken_by = false;  // whoever takes it is asked for
};

Data planned_list(const View& view, const std::vector<Planned>& planned) {
    Data all = list();
    for (const auto& entry : planned) {
        Data one = object();
        one.set("what", entry.what);
        one.set("id", entry.id);
        one.set("words", entry.words);
        one.set("button", view.say("change." + entry.button));
        one.set("taken_by", entry.taken_by);
        all.push_back(std::move(one));
    }
    return all;
}

class Planning {
public:
    Planning(const View& view, const ChangeScreen& screen, const NameOf& name_of)
        : view_(view), screen_(screen), name_of_(name_of) {}

    std::vector<Planned> of(const v1::Directory& directory, const v1::Roster* roster) {
        for (const auto& entry : directory.absences())
            if (coming(entry) && (screen_.her.empty() ? domain::stands_in(*roster, entry.person())
                                                      : screen_.her == entry.person()))
                add("end_absence", entry,
                    view_.say("change.said_absence", {{"person", name_of_(entry.person())}}));
        if (roster != nullptr) of_roster(*roster);
        return std::move(planned_);
    }

private:
    void of_roster(const v1::Roster& roster) {
        if (screen_.her.empty()) {
            for (const auto& entry : roster.overrides())
                if (coming(entry))
                    add("end_override", entry,
                        view_.say(
                            "change.said_" + kind_of(entry),
                            {{"person", name_of_(entry.person())}, {"by", name_of_(entry.by())}}));
            for (const auto& entry : roster.temporary_schedules())
                if (coming(entry)) add("end_schedule", entry, view_.say("change.said_schedule"));
        }
        for (const auto& swap : roster.swaps())
            if (coming(swap) && !swap.taken_back()) add_swap(swap);
    }
    template <class Entry>
    [[nodiscard]] bool coming(const Entry& entry) const {
        return domain::instant_of(entry.until()) > view_.now;
    }
    static std::string kind_of(const v1::Override& entry) {
        return v1::Override::Kind_Name(entry.kind());
    }
    template <class Entry>
    void add(const std::string& what, const Entry& entry, const std::string& words) {
        planned_.push_back(
            {what, entry.id(), words + " · " + span(view_, entry.from(), entry.until()), what});
    }
    void add_swap(const v1::ShiftSwap& swap) {
        const auto words =
            view_.say(swap.taken_by().empty() ? "change.said_swap" : "change.said_swap_taken",
                      {{"person", name_of_(swap.asked_by())}, {"by", name_of_(swap.taken_by())}});
        if (swap.taken_by().empty() && screen_.her != swap.asked_by()) {
            add("take_swap", swap, words);
            planned_.back().taken_by = true;
        }
        if (screen_.her.empty() || screen_.her == swap.asked_by()) add("back_swap", swap, words);
    }

    const View& view_;
    const ChangeScreen& screen_;
    const NameOf& name_of_;
    std::vector<Planned> planned_;
};

// A layer changes every shift of the coming weeks; the first of them tell enough.
constexpr int shifts_shown_max = 14;

Data shifts(const View& view, const google::protobuf::RepeatedPtrField<v1::ChangedShift>& changed) {
    Data all = list();
    for (int i = 0; i < std::min(changed.size(), shifts_shown_max); ++i) {
        const auto& shift = changed[i];
        Data one = object();
        one.set("span", span(view, shift.from(), shift.until()));
        one.set("name", shift.name().empty() ? shift.person() : shift.name());
        one.set("level", std::to_string(shift.level()));
        one.set("roster", shift.roster());
        all.push_back(std::move(one));
    }
    return all;
}

std::string more_words(const View& view, int shifts) {
    return shifts <= shifts_shown_max
               ? std::string{}
               : view.say("change.more_shifts", {{"n", std::int64_t{shifts - shifts_shown_max}}});
}

void set_preview(const View& view, const v1::RosterChangeAnswer& preview, Data& data) {
    data.set("preview", true);
    data.set("revision", std::to_string(preview.revision()));
    data.set("nobody", preview.before().empty() && preview.after().empty());
    data.set("has_before", !preview.before().empty());
    data.set("before", shifts(view, preview.before()));
    data.set("more_before", more_words(view, preview.before_size()));
    data.set("has_after", !preview.after().empty());
    data.set("after", shifts(view, preview.after()));
    data.set("more_after", more_words(view, preview.after_size()));
    data.set("has_gaps_new", !preview.gaps_new().empty());
    data.set("gaps_new", gap_lines(view, preview.gaps_new()));
    data.set("has_gaps_closed", !preview.gaps_closed().empty());
    data.set("gaps_closed", gap_lines(view, preview.gaps_closed()));
}

// What is confirmed is the very form that was shown.
Data hidden(const ChangeForm& form) {
    Data all = list();
    for (const auto& [name, value] : fields_of(form)) all.push_back(choice(value, name, false));
    return all;
}

Data layers(const View& view, const v1::Roster& roster) {
    Data all = list();
    for (const auto& layer : roster.layers()) {
        Data one = object();
        one.set("id", layer.id());
        one.set("words", view.say(layer.trainee() ? "rosters.layer_trainee" : "rosters.layer",
                                  {{"id", layer.id()}, {"level", std::int64_t{layer.level()}}}));
        all.push_back(std::move(one));
    }
    return all;
}

// What is offered while nothing is chosen: the kinds of change, and what stands already.
void set_choices(const View& view, const ChangeScreen& screen, const v1::Directory& directory,
                 const v1::Roster* roster, const NameOf& name_of, Data& data) {
    const bool choosing = screen.form.what.empty();
    const auto planned = choosing || roster == nullptr
                             ? Planning(view, screen, name_of).of(directory, roster)
                             : std::vector<Planned>{};
    data.set("choosing", choosing && roster != nullptr);
    data.set("kinds", kinds(view, screen));
    data.set("has_planned", !planned.empty());
    data.set("planned", planned_list(view, planned));
    data.set("has_layers", choosing && roster != nullptr && screen.her.empty());
    if (roster != nullptr) data.set("layers", layers(view, *roster));
    data.set("takers", people_options(view, directory, name_of, {}));
}

std::string title_of(const View& view, const ChangeForm& form, const v1::Roster* roster) {
    if (roster == nullptr) return view.say("away.title");
    if (!form.of.empty()) return view.say("change.what_layer_of", {{"id", form.of}});
    const auto key = "change.what_" + form.what;
    return view.say(view.words.has(key) ? key : "change.title");
}

}  // namespace

Data gap_lines(const View& view, const domain::ChangedGaps& changed) {
    Data all = list();
    for (const auto& gap : changed) {
        std::string where;
        for (const auto& territory : gap.territories())
            where += (where.empty() ? "" : ", ") + territory;
        Data one = object();
        one.set("span", span(view, gap.from(), gap.until()));
        one.set("sector", gap.sector() == "coordination" ? view.say("cli.coordination")
                                                         : view.say("sector." + gap.sector()));
        one.set("where", where);
        all.push_back(std::move(one));
    }
    return all;
}

Data error_lines(const Wrongs& wrongs) {
    Data all = list();
    for (const auto& [field, words] : wrongs) {
        Data one = object();
        one.set("words", words);
        one.set("of_field", !field.empty());
        one.set("field", field);
        all.push_back(std::move(one));
    }
    return all;
}

std::string change_view(const View& view, const ChangeScreen& screen,
                        const v1::Directory& directory, const v1::Roster* roster,
                        const NameOf& name_of) {
    const auto& form = screen.form;
    const auto wrongs = wrongs_of(view, screen);
    Data data = object();
    data.set("csrf", screen.csrf);
    data.set("title", title_of(view, form, roster));
    data.set("of_roster", roster != nullptr);
    data.set("roster", roster == nullptr ? std::string{} : roster->id());
    data.set("zone", view.zone);
    data.set("notice", screen.notice.empty() ? std::string{} : view.say(screen.notice));
    data.set("has_notice", !screen.notice.empty());
    data.set("has_errors", !wrongs.empty());
    data.set("errors", error_lines(wrongs));
    data.set("preview", false);
    if (screen.preview) set_preview(view, *screen.preview, data);
    data.set("hidden", hidden(form));
    data.set("what", form.what);
    data.set("of", form.of);
    data.set("hers", !screen.her.empty());
    data.set("her", screen.her);
    auto groups = change_groups(view, screen, directory, roster, name_of);
    data.set("has_fields", !groups.is_empty_list());
    data.set("groups", std::move(groups));
    const bool lines = form.what == "layer" || form.what == "schedule";
    data.set("lines", lines);
    data.set("people", lines ? people_options(view, directory, name_of, {}) : list());
    set_choices(view, screen, directory, roster, name_of, data);
    return fill(view.words, view.language, embedded::change_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
