#include "common/domain/directory_change.hpp"

#include <array>
#include <map>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/message_differencer.h>

#include "common/base/check.hpp"

namespace relais::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// One kind of entry: its field in a DirectoryEntry, and the list in the Directory that holds it.
struct Kind {
    const FieldDescriptor* one;
    const FieldDescriptor* list;
};

const std::array<Kind, 12>& kinds() {
    const auto kind = [](const char* one, const char* list) {
        return Kind{v1::DirectoryEntry::descriptor()->FindFieldByName(one),
                    v1::Directory::descriptor()->FindFieldByName(list)};
    };
    static const std::array<Kind, 12> all{
        kind("territory", "territories"), kind("organization", "organizations"),
        kind("person", "people"),         kind("roster", "rosters"),
        kind("ladder", "ladders"),        kind("need_rule", "need_rules"),
        kind("package", "packages"),      kind("absence", "absences"),
        kind("committee", "committees"),  kind("criterion", "criteria"),
        kind("milestone", "milestones"),  kind("clock", "clocks")};
    return all;
}

const Kind* kind_of(const v1::DirectoryEntry& entry) {
    for (const auto& kind : kinds())
        if (entry.GetReflection()->HasField(entry, kind.one)) return &kind;
    return nullptr;
}

std::string id_of(const Message& entry) {
    const auto* id = entry.GetDescriptor()->FindFieldByName("id");
    if (id != nullptr) return entry.GetReflection()->GetString(entry, id);
    for (const char* ruled : {"need", "milestone"})
        if (const auto* field = entry.GetDescriptor()->FindFieldByName(ruled))
            return entry.GetReflection()->GetEnum(entry, field)->name();
    check(false, "an entry has an id, or is the rule of a need or of a milestone");
    return {};
}

const Message& held_by(const v1::DirectoryEntry& entry, const Kind& kind) {
    return entry.GetReflection()->GetMessage(entry, kind.one);
}

// Its place in the list of its kind; the list's size when it is not there.
int place_of(const v1::Directory& directory, const Kind& kind, const std::string& id) {
    const auto& reflection = *directory.GetReflection();
    const int size = reflection.FieldSize(directory, kind.list);
    for (int at = 0; at < size; ++at)
        if (id_of(reflection.GetRepeatedMessage(directory, kind.list, at)) == id) return at;
    return size;
}

void put(v1::Directory& directory, const Kind& kind, const Message& entry) {
    const auto& reflection = *directory.GetReflection();
    const int at = place_of(directory, kind, id_of(entry));
    auto* place = at < reflection.FieldSize(directory, kind.list)
                      ? reflection.MutableRepeatedMessage(&directory, kind.list, at)
                      : reflection.AddMessage(&directory, kind.list);
    place->CopyFrom(entry);
}

void remove(v1::Directory& directory, const v1::EntryName& name) {
    const auto& reflection = *directory.GetReflection();
    for (const auto& kind : kinds()) {
        if (kind.one->name() != name.kind()) continue;
        const int last = reflection.FieldSize(directory, kind.list) - 1;
        const int at = place_of(directory, kind, name.id());
        if (at > last) return;
        // One by one to the end, so that the others keep their order.
        for (int next = at; next < last; ++next)
            reflection.SwapElements(&directory, kind.list, next, next + 1);
        reflection.RemoveLast(&directory, kind.list);
    }
}

std::map<std::string, const Message*> by_id(const v1::Directory& directory, const Kind& kind) {
    const auto& reflection = *directory.GetReflection();
    std::map<std::string, const Message*> entries;
    for (int at = 0; at < reflection.FieldSize(directory, kind.list); ++at) {
        const auto& entry = reflection.GetRepeatedMessage(directory, kind.list, at);
        entries[id_of(entry)] = &entry;
    }
    return entries;
}

}  // namespace

v1::Directory apply(v1::Directory directory, const v1::ChangeDirectory& change) {
    for (const auto& entry : change.put())
        if (const auto* kind = kind_of(entry)) put(directory, *kind, held_by(entry, *kind));
    for (const auto& name : change.removed()) remove(directory, name);
    return directory;
}

v1::ChangeDirectory difference(const v1::Directory& before, const v1::Directory& after) {
    v1::ChangeDirectory change;
    for (const auto& kind : kinds()) {
        const auto old = by_id(before, kind);
        const auto now = by_id(after, kind);
        for (int at = 0; at < after.GetReflection()->FieldSize(after, kind.list); ++at) {
            const auto& entry = after.GetReflection()->GetRepeatedMessage(after, kind.list, at);
            const auto found = old.find(id_of(entry));
            if (found != old.end() &&
                google::protobuf::util::MessageDifferencer::Equals(*found->second, entry))
                continue;
            auto& changed = *change.add_put();
            changed.GetReflection()->MutableMessage(&changed, kind.one)->CopyFrom(entry);
        }
        for (const auto& [id, entry] : old) {
            if (now.contains(id)) continue;
            auto& gone = *change.add_removed();
            gone.set_kind(kind.one->name());
            gone.set_id(id);
        }
    }
    return change;
}

v1::Directory only(const v1::Directory& directory, const v1::ChangeDirectory& named) {
    v1::Directory found;
    const auto take = [&](const v1::EntryName& name) {
        for (const auto& kind : kinds()) {
            if (kind.one->name() != name.kind()) continue;
            const int at = place_of(directory, kind, name.id());
            if (at == directory.GetReflection()->FieldSize(directory, kind.list)) continue;
            put(found, kind,
                directory.GetReflection()->GetRepeatedMessage(directory, kind.list, at));
        }
    };
    for (const auto& entry : named.put()) take(name_of(entry));
    for (const auto& name : named.removed()) take(name);
    return found;
}

v1::EntryName name_of(const v1::DirectoryEntry& entry) {
    v1::EntryName name;
    if (const auto* kind = kind_of(entry)) {
        name.set_kind(kind->one->name());
        name.set_id(id_of(held_by(entry, *kind)));
    }
    return name;
}

}  // namespace relais::domain
