#include "services/gateway/screens/fund/act.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "services/gateway/fund_desk.hpp"
#include "services/gateway/screens/house.hpp"

namespace relais::gateway::screens {
namespace {

using Kind = ActField::Kind;

// What she typed in a form that was refused is still in it.
ActField with_typed(ActField field, const http::Fields& typed) {
    if (field.kind == Kind::file) return field;
    field.value = value_of(typed, field.name);
    for (auto& one : field.choices) one.chosen = one.value == field.value;
    return field;
}

bool was_refused(const Act& act, const http::Fields& typed) {
    return value_of(typed, "do") == act.what &&
           std::ranges::all_of(act.hidden, [&](const auto& one) {
               return value_of(typed, one.first) == one.second;
           });
}

Data field_data(const View& view, const ActField& field, const std::string& form) {
    Data one = object();
    one.set("id", form + "-" + field.name);
    one.set("name", field.name);
    one.set("label", field.label);
    one.set("value", field.value);
    one.set("required", field.required);
    if (!field.folds.empty()) one.set("folds", field.folds);
    one.set("unfolded", field.unfolded);
    one.set("choice", field.kind == Kind::choice);
    one.set("search", field.kind == Kind::search);
    one.set("tick", field.kind == Kind::tick);
    one.set("note", field.kind == Kind::note);
    one.set("file", field.kind == Kind::file);
    one.set("on", !field.value.empty());
    if (field.kind == Kind::note) one.set("note_text", field.value);
    if (!field.accept.empty()) one.set("accept", field.accept);
    if (field.kind == Kind::file) {
        constexpr std::int64_t most = domain::evidence_bytes_max;
        static_assert(most == statement_bytes, "one limit is said of every file");
        one.set("most", std::to_string(most));
        one.set("too_large", view.say("fund.file_most", {{"n", most >> 20}}));
        one.set("empty", view.say("fund.file_none"));
    }
    one.set("choices", choice_data(field.choices));
    one.set("input", field.kind == Kind::text || field.kind == Kind::amount ||
                         field.kind == Kind::number || field.kind == Kind::day ||
                         field.kind == Kind::month);
    if (field.kind == Kind::day) one.set("type", "date");
    if (field.kind == Kind::amount) one.set("mode", "decimal");
    if (field.kind == Kind::number) one.set("mode", "numeric");
    return one;
}

}  // namespace

std::string acts_view(const View& view, const std::vector<Act>& acts, const Forms& forms) {
    Data all = list();
    for (const auto& act : acts) {
        const auto key = act.key.empty() ? act.what : act.what + "-" + act.key;
        const bool refused = was_refused(act, forms.typed);
        Data fields = list();
        for (const auto& field : act.fields)
            fields.push_back(
                field_data(view, refused ? with_typed(field, forms.typed) : field, key));
        const auto folds = [](const ActField& field) { return !field.folds.empty(); };
        const auto carries = [](const ActField& field) { return field.kind == Kind::file; };
        Data hidden = list();
        for (const auto& [name, value] : act.hidden) {
            Data one = object();
            one.set("name", name);
            one.set("value", value);
            hidden.push_back(std::move(one));
        }
        Data one = object();
        one.set("key", key);
        one.set("what", act.what);
        one.set("summary", act.summary);
        one.set("action", act.action);
        one.set("button", act.button.empty() ? act.summary : act.button);
        if (!act.hint.empty()) one.set("hint", act.hint);
        if (!act.link.empty()) {
            one.set("link", act.link);
            one.set("link_words", act.link_words);
        }
        one.set("sends", !act.nothing_to_send);
        one.set("left_out", act.left_out);
        one.set("has_left_out", !act.left_out_lines.empty());
        Data left_out = list();
        for (const auto& line : act.left_out_lines) left_out.push_back(Data{line});
        one.set("left_out_lines", std::move(left_out));
        one.set("open", act.open || refused);
        one.set("carries", std::ranges::any_of(act.fields, carries));
        one.set("command", forms.new_uuid());
        one.set("fields", std::move(fields));
        one.set("folds_some", std::ranges::any_of(act.fields, folds));
        one.set("hidden", std::move(hidden));
        all.push_back(std::move(one));
    }
    Data data = object();
    data.set("csrf", forms.csrf);
    data.set("acts", std::move(all));
    return fill(view.words, view.language, embedded::fund_acts_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
