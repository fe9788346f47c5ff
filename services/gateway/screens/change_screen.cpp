#include "services/gateway/screens/change_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

using google::protobuf::Timestamp;

Data choice(const std::string& value, const std::string& words, bool on) {
    Data one = object();
    one.set("value", value);
    one.set("words", words);
    one.set("on", on);
    return one;
}

std::int64_t ms_of(const Timestamp& stamp) { return to_ms(domain::instant_of(stamp)); }

std::string span(const View& view, const Timestamp& from, const Timestamp& until) {
    return view.say("change.span",
                    {{"from", view.moment(ms_of(from))}, {"until", view.moment(ms_of(until))}});
}

Data kinds(const View& view, const ChangeScreen& screen) {
    Data all = list();
    for (const std::string what : {"replace", "add", "remove", "absence", "swap"})
        if (screen.her.empty() || what == "absence" || what == "swap")
            all.push_back(choice(what, view.say("change.what_" + what), what == screen.form.what));
    return all;
}

Data people(const View& view, const v1::Directory& directory, const NameOf& name_of,
            const std::string& chosen, const std::string& only) {
    std::vector<std::pair<std::string, std::string>> known;
    for (const auto& person : directory.people())
        if (only.empty() || person.id() == only)
            known.emplace_back(name_of(person.id()), person.id());
    std::ranges::sort(known);
    Data all = list();
    all.push_back(choice("", view.say("change.choose"), chosen.empty()));
    for (const auto& [name, id] : known)
        all.push_back(choice(id, name == id ? id : name + " · " + id, id == chosen));
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

    std::vector<Planned> of(const v1::Directory& directory, const v1::Roster& roster) {
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
        for (const auto& entry : directory.absences())
            if (coming(entry) && (screen_.her.empty() ? domain::stands_in(roster, entry.person())
                                                      : screen_.her == entry.person()))
                add("end_absence", entry,
                    view_.say("change.said_absence", {{"person", name_of_(entry.person())}}));
        for (const auto& swap : roster.swaps())
            if (coming(swap) && !swap.taken_back()) add_swap(swap);
        return std::move(planned_);
    }

private:
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

Data shifts(const View& view, const google::protobuf::RepeatedPtrField<v1::ChangedShift>& changed) {
    Data all = list();
    for (const auto& shift : changed) {
        Data one = object();
        one.set("span", span(view, shift.from(), shift.until()));
        one.set("name", shift.name().empty() ? shift.person() : shift.name());
        one.set("level", std::to_string(shift.level()));
        one.set("roster", shift.roster());
        all.push_back(std::move(one));
    }
    return all;
}

Data gaps(const View& view, const google::protobuf::RepeatedPtrField<v1::ChangedGap>& changed) {
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

Data errors(const View& view, const std::vector<domain::DirectoryFault>& faults) {
    Data all = list();
    for (const auto& fault : faults) {
        const auto key = "directory_fault." + fault.reason;
        Data one = object();
        one.set("words", view.words.has(key) ? view.say(key) : fault.reason);
        one.set("has_value", !fault.value.empty());
        one.set("value", fault.value);
        all.push_back(std::move(one));
    }
    return all;
}

void set_preview(const View& view, const v1::RosterChangeAnswer& preview, Data& data) {
    data.set("preview", true);
    data.set("revision", std::to_string(preview.revision()));
    data.set("nobody", preview.before().empty() && preview.after().empty());
    data.set("has_before", !preview.before().empty());
    data.set("before", shifts(view, preview.before()));
    data.set("has_after", !preview.after().empty());
    data.set("after", shifts(view, preview.after()));
    data.set("has_gaps_new", !preview.gaps_new().empty());
    data.set("gaps_new", gaps(view, preview.gaps_new()));
    data.set("has_gaps_closed", !preview.gaps_closed().empty());
    data.set("gaps_closed", gaps(view, preview.gaps_closed()));
}

}  // namespace

std::string change_view(const View& view, const ChangeScreen& screen,
                        const v1::Directory& directory, const v1::Roster& roster,
                        const NameOf& name_of) {
    const auto& form = screen.form;
    Data data = object();
    data.set("csrf", screen.csrf);
    data.set("roster", roster.id());
    data.set("zone", roster.zone());
    data.set("notice", screen.notice.empty() ? std::string{} : view.say(screen.notice));
    data.set("has_notice", !screen.notice.empty());
    data.set("has_errors", !screen.faults.empty());
    data.set("errors", errors(view, screen.faults));
    data.set("preview", false);
    if (screen.preview) set_preview(view, *screen.preview, data);
    data.set("kinds", kinds(view, screen));
    data.set("people", people(view, directory, name_of, form.person, screen.her));
    data.set("by_people", people(view, directory, name_of, form.by, {}));
    data.set("coordinates", screen.her.empty());
    data.set("takers", people(view, directory, name_of, screen.her, screen.her));
    data.set("what", form.what);
    data.set("person", form.person);
    data.set("by", form.by);
    data.set("from", form.from);
    data.set("until", form.until);
    data.set("id", form.id);
    const auto planned = Planning(view, screen, name_of).of(directory, roster);
    data.set("has_planned", !planned.empty());
    data.set("planned", planned_list(view, planned));
    return fill(view.words, view.language, embedded::change_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
