// From what the core and the desk say is wrong with an entry to the field in which it was typed.
#include <algorithm>
#include <cctype>
#include <map>

#include "services/gateway/screens/edit_screen.hpp"

namespace relais::gateway::screens {
namespace {

// "membership-1-until_weekday" for "membership[1].untilWeekday".
std::string id_of_path(std::string_view path) {
    std::string id;
    for (const char c : path) {
        if (c == '[' || c == '.') {
            if (!id.ends_with('-')) id += '-';
        } else if (std::isupper(static_cast<unsigned char>(c)) != 0) {
            id += '_';
            id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (c != ']') {
            id += c;
        }
    }
    return id;
}

// An element of a list stands on the line where it was typed: empty lines between were left out.
std::string on_its_line(std::string id, const ReadEntry& read) {
    for (const auto& [path, lines] : read.lines) {
        std::string prefix = path + "-";
        std::ranges::replace(prefix, '.', '-');
        if (!id.starts_with(prefix)) continue;
        const auto end = std::min(id.find('-', prefix.size()), id.size());
        const auto number = id.substr(prefix.size(), end - prefix.size());
        if (number.empty() || number.size() > 3 ||
            !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        const auto at = static_cast<std::size_t>(std::stoul(number));
        if (at < lines.size()) return prefix + std::to_string(lines[at]) + id.substr(end);
    }
    return id;
}

// The field of the form that an address of a fault means; empty: none that is shown.
std::string field_meant(const EditScreen& screen, const ReadEntry& read, const std::string& id) {
    const auto begins = [](const std::string& whole, const std::string& part) {
        return whole == part || whole.starts_with(part + "-");
    };
    for (const auto& group : *groups_of(screen.name.kind())) {
        const auto lines = read.lines.find(group.list);
        const int most =
            lines == read.lines.end() || lines->second.empty() ? 1 : lines->second.back() + 1;
        for (int line = 0; line < most; ++line)
            for (const auto& field : group.fields) {
                const auto address = field_id(group, line, field);
                if (begins(id, address))
                    return field.shape == Shape::people && id != address ? id : address;
                if (begins(address, id)) return address;
            }
    }
    return {};
}

// The path inside of the entry; nothing: the fault is somewhere else.
std::optional<std::string> inside(const std::string& path, const std::string& kind, int place) {
    static const std::map<std::string, std::string> lists{
        {"organization", "organizations"}, {"person", "people"},
        {"committee", "committees"},       {"criterion", "criteria"},
        {"milestone", "milestones"},       {"clock", "clocks"},
        {"territory", "territories"},      {"ladder", "ladders"},
        {"need_rule", "needRules"},        {"package", "packages"}};
    const auto list = lists.find(kind);
    if (list == lists.end()) return {};
    for (const auto& begin : {list->second + "[" + std::to_string(place) + "]", "put[0]." + kind,
                              std::string("put[0]")})
        if (path.starts_with(begin)) return path.substr(std::min(begin.size() + 1, path.size()));
    return {};
}

// A criterion as the coalition words it.
std::string asked(const View& view, const v1::Directory& directory, const std::string& id) {
    for (const auto& one : directory.criteria())
        if (one.id() == id)
            return view.language == words::Language::fr ? one.name_fr() : one.name_en();
    return id;
}

}  // namespace

Wrongs wrongs_of(const View& view, const EditScreen& screen, const ReadEntry& read,
                 const std::vector<domain::DirectoryFault>& faults, const v1::Directory& directory,
                 int place) {
    Wrongs wrongs;
    const auto say = [&](const std::string& reason, const std::string& value) {
        const auto key = "directory_fault." + reason;
        const auto words = view.words.has(key) ? view.say(key) : reason;
        const auto told = reason == "criterion_not_met" ? asked(view, directory, value) : value;
        return told.empty() ? words : words + " (" + told + ")";
    };
    for (const auto& [field, reason] : read.wrongs) wrongs.emplace_back(field, say(reason, {}));
    for (const auto& fault : faults) {
        const auto path = inside(fault.path, screen.name.kind(), place);
        const auto id = path ? on_its_line(id_of_path(*path), read) : std::string();
        wrongs.emplace_back(id.empty() ? std::string() : field_meant(screen, read, id),
                            say(fault.reason, fault.value));
    }
    return wrongs;
}

}  // namespace relais::gateway::screens
