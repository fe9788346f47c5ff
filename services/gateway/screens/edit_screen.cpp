#include "services/gateway/screens/edit_screen.hpp"

#include <algorithm>
#include <map>

#include <google/protobuf/descriptor.h>
#include <relais_screens_embedded.hpp>

#include "common/domain/directory_change.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/joined.hpp"

namespace relais::gateway::screens {
namespace {

using google::protobuf::EnumDescriptor;

constexpr int empty_lines = 1;
constexpr int more_lines = 4;

std::string last_step(std::string_view path) {
    const auto dot = path.rfind('.');
    return std::string(dot == path.npos ? path : path.substr(dot + 1));
}

std::string label_of(const View& view, const EntryField& field) {
    return view.say("entry_form." + last_step(field.path));
}

std::string title_of(const View& view, const EntryGroup& group, int line) {
    const std::string key = last_step(group.title);
    if (key.empty()) return {};
    const auto title = view.say("entry_form.group_" + key);
    return *group.list == '\0' ? title : title + " " + std::to_string(line + 1);
}

const EnumDescriptor* codes_of(const v1::DirectoryEntry& entry, const EntryGroup& group,
                               const EntryField& field) {
    const auto* type = body_of(entry).GetDescriptor();
    const auto walk = [&](std::string_view path) -> const google::protobuf::FieldDescriptor* {
        const google::protobuf::FieldDescriptor* found = nullptr;
        while (!path.empty()) {
            const auto dot = std::min(path.find('.'), path.size());
            found = type->FindFieldByName(std::string(path.substr(0, dot)));
            if (found == nullptr) return nullptr;
            type = found->message_type();
            path.remove_prefix(std::min(dot + 1, path.size()));
        }
        return found;
    };
    if (*group.list != '\0') walk(group.list);
    const auto* found = walk(field.path);
    return found == nullptr ? nullptr : found->enum_type();
}

std::string territory_name(const View& view, const v1::Territory& territory) {
    return view.language == words::Language::fr ? territory.name_fr() : territory.name_en();
}

class Pen {
public:
    Pen(const View& view, const EditScreen& screen, const domain::Directory& directory,
        const NameOf& name_of)
        : view_(view), screen_(screen), directory_(directory), name_of_(name_of) {}

    Data groups() {
        Data all = list();
        for (const auto& group : *groups_of(screen_.name.kind())) {
            if (!shown(group)) continue;
            if (*group.list == '\0') {
                all.push_back(drawn(group, 0));
                continue;
            }
            const int lines =
                lines_typed(screen_.typed, group) + (screen_.more ? more_lines : empty_lines);
            for (int line = 0; line < lines; ++line) all.push_back(drawn(group, line));
        }
        return all;
    }

    // What differs between what stands and what would, field by field.
    Data changes(const v1::DirectoryEntry& after, const domain::WallClock& clock) {
        Data all = list();
        for (const auto& group : *groups_of(screen_.name.kind())) {
            const bool lined = *group.list != '\0';
            const int before_lines = lined ? lines_in(screen_.stands, group) : 1;
            const int after_lines = lined ? lines_in(after, group) : 1;
            for (int line = 0; line < std::max(before_lines, after_lines); ++line)
                for (const auto& field : group.fields) {
                    const auto told = [&](const v1::DirectoryEntry& entry, int lines) {
                        return line >= lines ? std::string()
                                             : in_words(group, field,
                                                        values_in(holder_of(entry, group, line),
                                                                  field, clock));
                    };
                    add_change(all, label_in(group, line, field),
                               told(screen_.stands, before_lines), told(after, after_lines));
                }
        }
        add_card_changes(all);
        return all;
    }

private:
    [[nodiscard]] bool shown(const EntryGroup& group) const {
        if (group.only_new && !screen_.name.id().empty()) return false;
        return group.standing ? screen_.editable.standing : screen_.editable.rest;
    }

    [[nodiscard]] std::string label_in(const EntryGroup& group, int line,
                                       const EntryField& field) const {
        const auto title = *group.list == '\0' ? std::string() : title_of(view_, group, line);
        return title.empty() ? label_of(view_, field) : title + ", " + label_of(view_, field);
    }

    static void add_change(Data& all, const std::string& label, const std::string& before,
                           const std::string& after) {
        if (before == after) return;
        Data one = object();
        one.set("label", label);
        one.set("before", before.empty() ? "—" : before);
        one.set("after", after.empty() ? "—" : after);
        all.push_back(std::move(one));
    }

    // An address is told to nobody, only that another one was given.
    void add_card_changes(Data& all) {
        for (const auto& group : *groups_of(screen_.name.kind())) {
            const int lines = *group.list == '\0' ? 1 : lines_typed(screen_.typed, group);
            for (int line = 0; line < lines; ++line)
                for (const auto& field : group.fields) {
                    const auto typed =
                        values_typed(screen_.typed, field, field_id(group, line, field));
                    if (typed.empty()) continue;
                    if (field.shape == Shape::card_name)
                        add_change(all, label_of(view_, field), screen_.card_name, typed[0]);
                    if (field.shape == Shape::card_address || field.shape == Shape::card_secret)
                        add_change(all, label_in(group, line, field), "…",
                                   view_.say("entry_form.given_anew"));
                }
        }
    }

    [[nodiscard]] std::string in_words(const EntryGroup& group, const EntryField& field,
                                       std::vector<std::string> values) const {
        if (field.shape == Shape::tick)
            return view_.say(values.empty() ? "entry_form.no" : "entry_form.yes");
        for (auto& value : values) value = in_words(group, field, value);
        return joined(values);
    }
    [[nodiscard]] std::string in_words(const EntryGroup& group, const EntryField& field,
                                       const std::string& value) const {
        switch (field.shape) {
            case Shape::choice:
            case Shape::choices:
                return view_.say(std::string(field.words) + "." + value);
            case Shape::moment:
                return value.substr(0, 10) + " " + value.substr(11);
            case Shape::person:
            case Shape::own_person:
            case Shape::people:
                return name_of_(value);
            case Shape::organization:
            case Shape::territory:
            case Shape::territories:
            case Shape::ladder:
            case Shape::criteria:
                for (const auto& [id, words] : options(group, field))
                    if (id == value) return words;
                return value;
            case Shape::text:
            case Shape::texts:
            case Shape::number:
            case Shape::tick:
            case Shape::minute:
            case Shape::day:
            case Shape::card_name:
            case Shape::card_address:
            case Shape::card_secret:
                break;
        }
        return value;
    }

    using Options = std::vector<std::pair<std::string, std::string>>;
    [[nodiscard]] Options options(const EntryGroup& group, const EntryField& field) const {
        Options all;
        const auto& data = directory_.data();
        if (field.shape == Shape::choice || field.shape == Shape::choices) {
            const auto* codes = codes_of(screen_.stands, group, field);
            for (int i = 0; codes != nullptr && i < codes->value_count(); ++i)
                if (const auto& code = *codes->value(i); code.number() != 0)
                    all.emplace_back(code.name(),
                                     view_.say(std::string(field.words) + "." + code.name()));
        } else if (field.shape == Shape::organization) {
            for (const auto& one : data.organizations()) all.emplace_back(one.id(), one.name());
        } else if (field.shape == Shape::territory || field.shape == Shape::territories) {
            for (const auto& one : data.territories())
                all.emplace_back(one.id(), territory_name(view_, one));
        } else if (field.shape == Shape::ladder) {
            for (const auto& one : data.ladders()) all.emplace_back(one.id(), one.id());
        } else if (field.shape == Shape::criteria) {
            const bool french = view_.language == words::Language::fr;
            for (const auto& one : data.criteria())
                all.emplace_back(one.id(), french ? one.name_fr() : one.name_en());
        } else if (field.shape == Shape::own_person) {
            for (const auto& one : data.people())
                if (one.organization() == screen_.name.id())
                    all.emplace_back(one.id(), name_of_(one.id()));
        }
        return all;
    }

    Data drawn(const EntryGroup& group, int line) {
        Data small = list();
        Data rows = list();
        for (const auto& field : group.fields) {
            const auto id = field_id(group, line, field);
            const auto typed = values_typed(screen_.typed, field, id);
            if (field.shape == Shape::people) {
                const int people =
                    static_cast<int>(typed.size()) + (screen_.more ? more_lines : empty_lines);
                for (int nth = 0; nth < people; ++nth)
                    small.push_back(person(id + "-" + std::to_string(nth), field,
                                           static_cast<std::size_t>(nth) < typed.size()
                                               ? typed[static_cast<std::size_t>(nth)]
                                               : std::string()));
            } else if (wide(field)) {
                // Many choices take a row of their own.
                Data row = object();
                Data alone = list();
                alone.push_back(drawn(group, field, id, typed));
                row.set("fields", std::move(alone));
                rows.push_back(std::move(row));
            } else {
                small.push_back(drawn(group, field, id, typed));
            }
        }
        Data all = list();
        if (!small.is_empty_list()) {
            Data row = object();
            row.set("fields", std::move(small));
            all.push_back(std::move(row));
        }
        for (const auto& row : rows.list_value()) all.push_back(row);
        const auto title = title_of(view_, group, line);
        const std::string hint = "entry_form.hint_" + last_step(group.title);
        const bool explained = line == 0 && *group.title != '\0' && view_.words.has(hint);
        Data one = object();
        one.set("titled", !title.empty());
        one.set("legend", title);
        one.set("explained", explained);
        one.set("explanation", explained ? view_.say(hint) : std::string());
        one.set("rows", std::move(all));
        return one;
    }

    static bool wide(const EntryField& field) {
        return field.shape == Shape::choices || field.shape == Shape::criteria ||
               field.shape == Shape::territories || field.shape == Shape::tick;
    }

    // Every flag is set: the template would otherwise read that of what lies around.
    [[nodiscard]] Data blank(const std::string& id, const EntryField& field,
                             const std::string& value) const {
        Data one = object();
        one.set("id", id);
        one.set("label", label_of(view_, field));
        one.set("value", value);
        for (const auto* flag :
             {"input", "person", "choice", "tick", "days", "invalid", "required", "on", "typed"})
            one.set(flag, false);
        const auto wrong = std::ranges::find(screen_.wrongs, id, &Wrongs::value_type::first);
        if (wrong == screen_.wrongs.end()) return one;
        one.set("invalid", true);
        one.set("wrong", wrong->second);
        return one;
    }

    [[nodiscard]] Data person(const std::string& id, const EntryField& field,
                              const std::string& value) const {
        const bool known = directory_.person(value) != nullptr;
        Data one = blank(id, field, known ? name_of_(value) + " · " + value : value);
        one.set("person", true);
        return one;
    }

    [[nodiscard]] Data drawn(const EntryGroup& group, const EntryField& field,
                             const std::string& id, const std::vector<std::string>& typed) const {
        const std::string value = typed.empty() ? std::string() : typed.front();
        if (field.shape == Shape::person) return person(id, field, value);
        Data one = blank(id, field, value);
        if (field.shape == Shape::tick) {
            one.set("tick", true);
            one.set("value", std::string("yes"));
            one.set("on", !value.empty());
            return one;
        }
        const bool several = wide(field);
        const bool chosen_from = field.shape == Shape::choice ||
                                 field.shape == Shape::organization ||
                                 field.shape == Shape::territory || field.shape == Shape::ladder ||
                                 field.shape == Shape::own_person;
        if (several || chosen_from) {
            one.set(several ? "days" : "choice", true);
            Data all = list();
            if (!several) all.push_back(choice("", view_.say("change.choose"), value.empty()));
            for (const auto& [code, words] : options(group, field))
                all.push_back(choice(code, words, std::ranges::find(typed, code) != typed.end()));
            one.set("options", std::move(all));
            return one;
        }
        static const std::map<Shape, std::string> types{{Shape::day, "date"},
                                                        {Shape::moment, "datetime-local"},
                                                        {Shape::minute, "time"},
                                                        {Shape::card_secret, "password"}};
        const auto type = types.find(field.shape);
        one.set("input", true);
        one.set("typed", type != types.end());
        one.set("type", type == types.end() ? std::string() : type->second);
        return one;
    }

    const View& view_;
    const EditScreen& screen_;
    const domain::Directory& directory_;
    const NameOf& name_of_;
};

bool becomes_no_member(const v1::DirectoryEntry& before, const v1::DirectoryEntry& after) {
    const auto& was = before.organization().membership();
    const auto& is = after.organization().membership();
    return !is.empty() && is.rbegin()->state() != v1::MembershipStep::admitted &&
           (was.empty() || was.rbegin()->state() == v1::MembershipStep::admitted);
}

// Whoever belongs comes and goes with the organization: how many that is, told before.
std::string follows(const View& view, const EditScreen& screen, const v1::Directory& directory) {
    if (!screen.stands.has_organization() || !screen.preview ||
        !becomes_no_member(screen.stands, screen.preview->after))
        return {};
    const auto& id = screen.name.id();
    const auto of = [&](const auto& entries) {
        return static_cast<std::int64_t>(std::ranges::count_if(
            entries, [&](const auto& one) { return one.organization() == id; }));
    };
    return view.say("entry_form.follows",
                    {{"people", of(directory.people())}, {"rosters", of(directory.rosters())}});
}

void set_preview(const View& view, const EditScreen& screen, const v1::Directory& directory,
                 Data changes, Data& data) {
    const auto& answer = screen.preview->answer;
    data.set("preview", true);
    data.set("revision", std::to_string(answer.revision()));
    data.set("same", changes.is_empty_list());
    data.set("changes", std::move(changes));
    Data sentences = list();
    if (const auto words = follows(view, screen, directory); !words.empty()) {
        Data one = object();
        one.set("words", words);
        sentences.push_back(std::move(one));
    }
    data.set("follows", std::move(sentences));
    data.set("has_gaps_new", !answer.gaps_new().empty());
    data.set("gaps_new", gap_lines(view, answer.gaps_new()));
    data.set("has_gaps_closed", !answer.gaps_closed().empty());
    data.set("gaps_closed", gap_lines(view, answer.gaps_closed()));
    // What is confirmed is the very form that was shown.
    Data hidden = list();
    for (const auto& [name, value] : screen.typed) hidden.push_back(choice(value, name, false));
    data.set("hidden", std::move(hidden));
}

bool has_lines(const std::string& kind) {
    return std::ranges::any_of(*groups_of(kind), [](const EntryGroup& group) {
        return *group.list != '\0' ||
               std::ranges::any_of(group.fields, [](const EntryField& field) {
                   return field.shape == Shape::people;
               });
    });
}

}  // namespace

std::string edit_view(const View& view, const EditScreen& screen,
                      const domain::Directory& directory, const NameOf& name_of) {
    const domain::WallClock clock(view.zone);
    Pen pen(view, screen, directory, name_of);
    const bool is_new = screen.name.id().empty();
    const auto kind = view.say("directory_kind." + screen.name.kind());
    Data data = object();
    data.set("csrf", screen.csrf);
    data.set("back", is_new ? std::string("/directory")
                            : "/directory/" + screen.name.kind() + "/" + screen.name.id());
    data.set("back_words", is_new ? view.say("directory.title") : screen.title);
    data.set("title", is_new ? view.say("entry_form.new") : screen.title);
    data.set("kind", kind);
    data.set("zone", view.zone);
    data.set("notice", screen.notice.empty() ? std::string{} : view.say(screen.notice));
    data.set("has_notice", !screen.notice.empty());
    data.set("has_errors", !screen.wrongs.empty());
    data.set("errors", error_lines(screen.wrongs));
    data.set("preview", false);
    if (screen.preview)
        set_preview(view, screen, directory.data(), pen.changes(screen.preview->after, clock),
                    data);
    data.set("groups", pen.groups());
    data.set("lines", has_lines(screen.name.kind()));
    data.set("people", people_options(view, directory.data(), name_of, {}));
    return fill(view.words, view.language, embedded::edit_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
