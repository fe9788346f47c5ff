#include "services/notifier/calendar_notes.hpp"

#include <algorithm>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "common/base/check.hpp"

namespace relais::notifier {
namespace {

constexpr std::size_t notes_max = 200;

using google::protobuf::Struct;

void set(Struct& json, const std::string& name, const std::string& text) {
    (*json.mutable_fields())[name].set_string_value(text);
}

void set(Struct& json, const std::string& name, std::size_t number) {
    (*json.mutable_fields())[name].set_number_value(static_cast<double>(number));
}

void write(const calendar::Note& note, Struct& json) {
    set(json, "problem", std::string(calendar::code(note.problem)));
    set(json, "line", note.line);
    set(json, "uid", note.uid);
    set(json, "recurrenceId", note.recurrence_id);
    set(json, "summary", note.summary);
    set(json, "detail", note.detail);
    auto& candidates = *(*json.mutable_fields())["candidates"].mutable_list_value();
    for (const auto& one : note.candidates) candidates.add_values()->set_string_value(one);
}

}  // namespace

std::string notes_json(std::size_t entries, const std::vector<calendar::Note>& notes) {
    Struct json;
    set(json, "entries", entries);
    const auto kept = std::min(notes.size(), notes_max);
    set(json, "more", notes.size() - kept);
    auto& list = *(*json.mutable_fields())["notes"].mutable_list_value();
    for (std::size_t i = 0; i < kept; ++i)
        write(notes[i], *list.add_values()->mutable_struct_value());
    std::string text;
    check(google::protobuf::util::MessageToJsonString(json, &text).ok(), "notes as JSON");
    return text;
}

}  // namespace relais::notifier
