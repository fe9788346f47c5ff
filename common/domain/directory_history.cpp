#include "common/domain/directory_history.hpp"

#include <algorithm>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <google/protobuf/util/time_util.h>

#include "common/domain/directory_aggregate.hpp"
#include "common/domain/directory_change.hpp"

namespace relais::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr int fields_told_max = 64;  // of one entry: whoever wants more compares the files

std::string json_of(const Message& message) {
    std::string json;
    google::protobuf::util::JsonPrintOptions options;
    options.always_print_primitive_fields = false;
    (void)google::protobuf::util::MessageToJsonString(message, &json, options);
    return json;
}

// One value of a field, as text.
std::string value_of(const Message& holder, const FieldDescriptor& field, int index) {
    const auto& reflection = *holder.GetReflection();
    if (field.type() == FieldDescriptor::TYPE_MESSAGE)
        return json_of(index < 0 ? reflection.GetMessage(holder, &field)
                                 : reflection.GetRepeatedMessage(holder, &field, index));
    if (field.type() == FieldDescriptor::TYPE_STRING)
        return index < 0 ? reflection.GetString(holder, &field)
                         : reflection.GetRepeatedString(holder, &field, index);
    std::string text;
    google::protobuf::TextFormat::PrintFieldValueToString(holder, &field, index, &text);
    return text;
}

using Path = std::vector<MessageDifferencer::SpecificField>;

class Reporter final : public MessageDifferencer::Reporter {
public:
    explicit Reporter(v1::EntryChange& change) : change_(change) {}

    void ReportAdded(const Message&, const Message& after, const Path& path) override {
        if (auto* field = next(path)) field->set_after(last_value(after, path, true));
    }
    void ReportDeleted(const Message& before, const Message&, const Path& path) override {
        if (auto* field = next(path)) field->set_before(last_value(before, path, false));
    }
    void ReportModified(const Message& before, const Message& after, const Path& path) override {
        // What differs inside of it was reported.
        if (path.back().field->type() == FieldDescriptor::TYPE_MESSAGE) return;
        auto* field = next(path);
        if (field == nullptr) return;
        field->set_before(last_value(before, path, false));
        field->set_after(last_value(after, path, true));
    }

private:
    v1::FieldChange* next(const Path& path) {
        if (change_.fields_size() == fields_told_max) return nullptr;
        auto* field = change_.add_fields();
        std::string text;
        for (const auto& step : path) {
            text.append(text.empty() ? "" : ".").append(step.field->json_name());
            const int index = step.new_index >= 0 ? step.new_index : step.index;
            if (step.field->is_repeated()) text.append("[" + std::to_string(index) + "]");
        }
        field->set_path(std::move(text));
        return field;
    }

    // `holder` is the message in which the last field of the path stands.
    static std::string last_value(const Message& holder, const Path& path, bool after) {
        const auto& last = path.back();
        const int index = after ? last.new_index : last.index;
        return value_of(holder, *last.field, last.field->is_repeated() ? std::max(index, 0) : -1);
    }

    v1::EntryChange& change_;
};

const v1::DirectoryEntry* entry_in(const v1::ChangeDirectory& all, const v1::EntryName& name) {
    for (const auto& entry : all.put()) {
        const auto known = name_of(entry);
        if (known.kind() == name.kind() && known.id() == name.id()) return &entry;
    }
    return nullptr;
}

bool asked(const HistoryQuestion& question, const v1::EntryChange& change) {
    return (question.kind.empty() || question.kind == change.entry().kind()) &&
           (question.id.empty() || question.id == change.entry().id());
}

void sign(v1::EntryChange& change, const v1::Event& event) {
    change.set_revision(event.version());
    *change.mutable_at() =
        google::protobuf::util::TimeUtil::MillisecondsToTimestamp(event.now_ms());
    change.set_role(event.actor().role());
    change.set_person(event.actor().person());
    change.set_why(event.has_directory_put() ? event.directory_put().why()
                                             : event.directory_changed().change().why());
}

}  // namespace

std::vector<v1::EntryChange> changes_between(const v1::Directory& before,
                                             const v1::Directory& after) {
    // What the later one lost or changes, as the earlier one has it.
    const auto old = difference(after, before);
    const auto difference_now = difference(before, after);
    std::vector<v1::EntryChange> changes;
    for (const auto& entry : difference_now.put()) {
        auto& change = changes.emplace_back();
        *change.mutable_entry() = name_of(entry);
        const auto* was = entry_in(old, change.entry());
        change.set_kind(was == nullptr ? v1::EntryChange::added : v1::EntryChange::changed);
        if (was == nullptr) continue;
        Reporter reporter(change);
        MessageDifferencer differencer;
        differencer.ReportDifferencesTo(&reporter);
        const auto* body = v1::DirectoryEntry::descriptor()->FindOneofByName("entry");
        const auto* field = entry.GetReflection()->GetOneofFieldDescriptor(entry, body);
        differencer.Compare(was->GetReflection()->GetMessage(*was, field),
                            entry.GetReflection()->GetMessage(entry, field));
    }
    for (const auto& name : difference_now.removed()) {
        auto& change = changes.emplace_back();
        *change.mutable_entry() = name;
        change.set_kind(v1::EntryChange::removed);
    }
    return changes;
}

v1::DirectoryHistory history_of(const std::vector<v1::Event>& events,
                                const HistoryQuestion& question) {
    std::vector<std::vector<v1::EntryChange>> revisions;
    DirectoryState state;
    for (const auto& event : events) {
        if (question.before != 0 && event.version() >= question.before) break;
        const bool whole = event.has_directory_put();
        const auto& named = event.directory_changed().change();
        const auto before = whole ? state.data : only(state.data, named);
        state = evolve(std::move(state), event);
        auto changes = changes_between(before, whole ? state.data : only(state.data, named));
        std::erase_if(changes, [&](const auto& change) { return !asked(question, change); });
        if (changes.empty()) continue;
        for (auto& change : changes) sign(change, event);
        revisions.push_back(std::move(changes));
    }
    v1::DirectoryHistory history;
    while (!revisions.empty() && question.most > 0) {
        if (static_cast<std::size_t>(history.changes_size()) >= question.most) break;
        history.set_next_before(revisions.back().front().revision());
        for (auto& change : revisions.back()) *history.add_changes() = std::move(change);
        revisions.pop_back();
    }
    if (revisions.empty()) history.clear_next_before();
    return history;
}

}  // namespace relais::domain
