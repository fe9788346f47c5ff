#include "services/gateway/screens/entry_form.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/time_util.h>

#include "common/base/check.hpp"
#include "common/domain/directory_change.hpp"
#include "common/domain/on_call_answers.hpp"
#include "common/domain/roster.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway::screens {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using Values = std::vector<std::string>;

constexpr int lines_max = 60;  // more than anybody types; a form that has more is cut there
constexpr std::uint32_t day_minutes = 24 * 60;

bool on_card(const EntryField& field) {
    return field.shape == Shape::card_name || field.shape == Shape::card_address ||
           field.shape == Shape::card_secret;
}

// The message in which the last step of a path stands, and that step.
std::pair<std::string_view, std::string_view> steps_of(std::string_view path) {
    const auto dot = path.find('.');
    return dot == path.npos ? std::pair{std::string_view{}, path}
                            : std::pair{path.substr(0, dot), path.substr(dot + 1)};
}

const FieldDescriptor& named(const Message& holder, std::string_view name) {
    const auto* field = holder.GetDescriptor()->FindFieldByName(std::string(name));
    check(field != nullptr, "a form has fields of its message");
    return *field;
}

const Message& inner(const Message& holder, std::string_view name) {
    return name.empty() ? holder : holder.GetReflection()->GetMessage(holder, &named(holder, name));
}

Message& inner(Message& holder, std::string_view name) {
    return name.empty() ? holder
                        : *holder.GetReflection()->MutableMessage(&holder, &named(holder, name));
}

std::string number_text(std::uint32_t value, unsigned unit) {
    if (value == 0) return {};
    if (value % unit == 0) return std::to_string(value / unit);
    return std::to_string(value / unit) + "." +
           std::to_string(unit + value % unit).substr(1);  // unit is a power of ten
}

std::optional<std::uint32_t> number_in(const std::string& text, unsigned unit) {
    if (text.empty()) return 0;
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    const double whole = std::round(value * unit);
    if (read.ec != std::errc{} || read.ptr != end || whole < 0 || whole > UINT32_MAX) return {};
    return static_cast<std::uint32_t>(whole);
}

std::string stamp_text(const Timestamp& stamp, Shape shape, const domain::WallClock& clock) {
    const auto wall = clock.at(domain::instant_of(stamp));
    const auto day = day_text(std::chrono::floor<std::chrono::days>(wall));
    return shape == Shape::day ? day : day + "T" + time_text(wall);
}

std::optional<Timestamp> stamp_in(const std::string& text, Shape shape,
                                  const domain::WallClock& clock) {
    const auto day = day_in(text.substr(0, 10));
    if (!day) return {};
    if (shape == Shape::day)
        return text.size() == 10 ? std::optional(domain::stamp_of(clock.reaches(*day)))
                                 : std::nullopt;
    if (text.size() < 16 || text[10] != 'T') return {};
    const auto time = time_in(text.substr(11, 5));
    if (!time) return {};
    return domain::stamp_of(clock.reaches(*day + *time));
}

std::string id_typed(const std::string& text) {
    static constexpr std::string_view mark = " · ";
    const auto found = text.rfind(mark);
    return found == text.npos ? text : text.substr(found + mark.size());
}

Values split(const std::string& text) {
    Values parts;
    std::string part;
    const auto end_part = [&] {
        if (!part.empty()) parts.push_back(std::exchange(part, {}));
    };
    for (const char c : text) {
        if (c == ',' || c == ';')
            end_part();
        else if (c != ' ' && c != '\r' && c != '\n')
            part += c;
    }
    end_part();
    return parts;
}

std::string enum_name(const FieldDescriptor& field, int number) {
    const auto* value = field.enum_type()->FindValueByNumber(number);
    return number == 0 || value == nullptr ? std::string() : value->name();
}

Values repeated_values(const Message& holder, const FieldDescriptor& field) {
    Values values;
    const auto& reflection = *holder.GetReflection();
    for (int i = 0; i < reflection.FieldSize(holder, &field); ++i)
        values.push_back(field.type() == FieldDescriptor::TYPE_ENUM
                             ? enum_name(field, reflection.GetRepeatedEnumValue(holder, &field, i))
                             : reflection.GetRepeatedString(holder, &field, i));
    return values;
}

// What is no time lies behind the end of the day: the core refuses it there.
std::uint32_t minute_in(const std::string& text) {
    const auto time = time_in(text);
    return time ? static_cast<std::uint32_t>(time->count()) : day_minutes + 1;
}

std::string minute_text(std::uint32_t minute) {
    return time_text(domain::WallTime{std::chrono::minutes(minute % day_minutes)});
}

// Writes what was typed; a reason when it cannot be understood.
std::string write_repeated(Message& holder, const FieldDescriptor& field, const Values& values) {
    const auto& reflection = *holder.GetReflection();
    reflection.ClearField(&holder, &field);
    for (const auto& value : values) {
        if (field.type() == FieldDescriptor::TYPE_STRING) {
            reflection.AddString(&holder, &field, id_typed(value));
        } else if (const auto* code = field.enum_type()->FindValueByName(value)) {
            reflection.AddEnum(&holder, &field, code);
        }
    }
    return {};
}

std::string write_stamp(Message& holder, const FieldDescriptor& field, Shape shape,
                        const std::string& text, const domain::WallClock& clock) {
    const auto& reflection = *holder.GetReflection();
    reflection.ClearField(&holder, &field);
    if (text.empty()) return {};
    const auto stamp = stamp_in(text, shape, clock);
    if (!stamp) return "date_wrong";
    reflection.MutableMessage(&holder, &field)->CopyFrom(*stamp);
    return {};
}

std::string write(Message& holder, const EntryField& spec, const Values& values,
                  const domain::WallClock& clock) {
    const auto& field = named(holder, steps_of(spec.path).second);
    const auto& reflection = *holder.GetReflection();
    const std::string text = values.empty() ? std::string() : values.front();
    if (spec.shape == Shape::texts) return write_repeated(holder, field, split(text));
    if (field.is_repeated()) return write_repeated(holder, field, values);
    if (spec.shape == Shape::day || spec.shape == Shape::moment)
        return write_stamp(holder, field, spec.shape, text, clock);
    if (spec.shape == Shape::tick) {
        reflection.SetBool(&holder, &field, !text.empty());
    } else if (spec.shape == Shape::minute) {
        reflection.SetUInt32(&holder, &field, minute_in(text));
    } else if (spec.shape == Shape::number) {
        const auto number = number_in(text, spec.unit);
        if (!number) return "number_wrong";
        reflection.SetUInt32(&holder, &field, *number);
    } else if (field.type() == FieldDescriptor::TYPE_ENUM) {
        const auto* code = field.enum_type()->FindValueByName(text);
        if (code == nullptr)
            reflection.ClearField(&holder, &field);
        else
            reflection.SetEnum(&holder, &field, code);
    } else {
        reflection.SetString(&holder, &field, id_typed(text));
    }
    return {};
}

bool same(const EntryField& field, const Values& typed, const Values& shown) {
    if (typed.size() != shown.size()) return false;
    return std::ranges::equal(typed, shown, [&](const auto& a, const auto& b) {
        return field.shape == Shape::text ? a == b : id_typed(a) == b;
    });
}

// One field, unless it shows what stands already.
void read_field(Message& root, const EntryField& field, const std::string& id,
                const http::Fields& typed, const domain::WallClock& clock, ReadEntry& read) {
    const auto values = values_typed(typed, field, id);
    if (on_card(field) || same(field, values, values_in(root, field, clock))) return;
    auto reason = write(inner(root, steps_of(field.path).first), field, values, clock);
    if (!reason.empty()) read.wrongs.emplace_back(id, std::move(reason));
}

Message& mutable_body(v1::DirectoryEntry& entry) {
    const auto& reflection = *entry.GetReflection();
    const auto* kind = v1::DirectoryEntry::descriptor()->FindOneofByName("entry");
    return *reflection.MutableMessage(&entry, reflection.GetOneofFieldDescriptor(entry, kind));
}

// Closing at midnight means at the end of the day, where no day is told on which it closes.
void close_at_midnight(Message& line) {
    if (auto* window = dynamic_cast<v1::Window*>(&line);
        window != nullptr && window->until_minute() == 0 &&
        window->until_weekday() == v1::Weekday::unknown)
        window->set_until_minute(day_minutes);
}

bool line_is_empty(const http::Fields& typed, const EntryGroup& group, int line) {
    return std::ranges::all_of(group.fields, [&](const EntryField& field) {
        return values_typed(typed, field, field_id(group, line, field)).empty();
    });
}

void read_lines(Message& root, const EntryGroup& group, const http::Fields& typed,
                const domain::WallClock& clock, ReadEntry& read) {
    const auto [outer, name] = steps_of(group.list);
    std::vector<std::unique_ptr<Message>> lines;
    auto& stood_on = read.lines[group.list];
    {
        const Message& holder = inner(std::as_const(root), outer);
        const auto& field = named(holder, name);
        const auto& reflection = *holder.GetReflection();
        const int standing = reflection.FieldSize(holder, &field);
        const auto* empty = reflection.GetMessageFactory()->GetPrototype(field.message_type());
        for (int i = 0; i < lines_typed(typed, group); ++i) {
            if (line_is_empty(typed, group, i)) continue;
            auto& line = lines.emplace_back(empty->New());
            if (i < standing) line->CopyFrom(reflection.GetRepeatedMessage(holder, &field, i));
            for (const auto& one : group.fields)
                read_field(*line, one, field_id(group, i, one), typed, clock, read);
            if (i >= standing) close_at_midnight(*line);
            stood_on.push_back(i);
        }
        if (lines.empty() && standing == 0) return;
    }
    Message& holder = inner(root, outer);
    const auto& field = named(holder, name);
    holder.GetReflection()->ClearField(&holder, &field);
    for (const auto& line : lines)
        holder.GetReflection()->AddMessage(&holder, &field)->CopyFrom(*line);
}

// Her card as it is from now on; what is left empty in it stays as it is.
v1::Card card_in(const v1::Person& person, const http::Fields& typed,
                 const std::vector<int>& lines) {
    v1::Card card;
    card.set_person(person.id());
    card.set_name(value_of(typed, "card_name"));
    for (int i = 0; i < person.ways_size(); ++i) {
        const auto line = "ways-" + std::to_string(lines[static_cast<std::size_t>(i)]) + "-";
        auto& way = *card.add_ways();
        way.set_way(person.ways(i).id());
        way.set_address(value_of(typed, line + "address"));
        way.set_secret(value_of(typed, line + "secret"));
    }
    return card;
}

}  // namespace

v1::DirectoryEntry empty_entry(const std::string& kind) {
    v1::DirectoryEntry entry;
    const auto* field = v1::DirectoryEntry::descriptor()->FindFieldByName(kind);
    check(field != nullptr, "a form is of a kind of entry");
    entry.GetReflection()->MutableMessage(&entry, field);
    return entry;
}

const Message& body_of(const v1::DirectoryEntry& entry) {
    const auto& reflection = *entry.GetReflection();
    const auto* kind = v1::DirectoryEntry::descriptor()->FindOneofByName("entry");
    return reflection.GetMessage(entry, reflection.GetOneofFieldDescriptor(entry, kind));
}

std::string field_id(const EntryGroup& group, int line, const EntryField& field) {
    std::string id(group.list);
    if (!id.empty()) id += "-" + std::to_string(line) + "-";
    id += field.path;
    std::ranges::replace(id, '.', '-');
    return id;
}

Values values_in(const Message& root, const EntryField& spec, const domain::WallClock& clock) {
    if (on_card(spec)) return {};
    const auto [outer, name] = steps_of(spec.path);
    const Message& holder = inner(root, outer);
    const auto& field = named(holder, name);
    const auto& reflection = *holder.GetReflection();
    if (field.is_repeated()) {
        auto values = repeated_values(holder, field);
        if (spec.shape != Shape::texts || values.empty()) return values;
        return {joined(values)};
    }
    std::string text;
    if (spec.shape == Shape::day || spec.shape == Shape::moment) {
        if (reflection.HasField(holder, &field)) {
            Timestamp stamp;
            stamp.CopyFrom(reflection.GetMessage(holder, &field));
            text = stamp_text(stamp, spec.shape, clock);
        }
    } else if (spec.shape == Shape::tick) {
        text = reflection.GetBool(holder, &field) ? "yes" : "";
    } else if (spec.shape == Shape::minute) {
        text = minute_text(reflection.GetUInt32(holder, &field));
    } else if (spec.shape == Shape::number) {
        text = number_text(reflection.GetUInt32(holder, &field), spec.unit);
    } else if (field.type() == FieldDescriptor::TYPE_ENUM) {
        text = enum_name(field, reflection.GetEnumValue(holder, &field));
    } else {
        text = reflection.GetString(holder, &field);
    }
    return text.empty() ? Values{} : Values{text};
}

int lines_in(const v1::DirectoryEntry& entry, const EntryGroup& group) {
    const auto [outer, name] = steps_of(group.list);
    const Message& holder = inner(body_of(entry), outer);
    return holder.GetReflection()->FieldSize(holder, &named(holder, name));
}

const Message& holder_of(const v1::DirectoryEntry& entry, const EntryGroup& group, int line) {
    const Message& body = body_of(entry);
    if (*group.list == '\0') return body;
    const auto [outer, name] = steps_of(group.list);
    const Message& holder = inner(body, outer);
    return holder.GetReflection()->GetRepeatedMessage(holder, &named(holder, name), line);
}

http::Fields fields_of(const v1::DirectoryEntry& entry, const std::string& name,
                       const domain::WallClock& clock) {
    http::Fields fields{{"card_name", name}};
    for (const auto& group : *groups_of(domain::name_of(entry).kind())) {
        const int lines = *group.list == '\0' ? 1 : lines_in(entry, group);
        for (int line = 0; line < lines; ++line)
            for (const auto& field : group.fields) {
                const auto id = field_id(group, line, field);
                int nth = 0;
                for (const auto& value : values_in(holder_of(entry, group, line), field, clock))
                    fields.emplace_back(
                        field.shape == Shape::people ? id + "-" + std::to_string(nth++) : id,
                        value);
            }
    }
    return fields;
}

int lines_typed(const http::Fields& typed, const EntryGroup& group) {
    int lines = 0;
    for (int line = 0; line < lines_max; ++line)
        if (!line_is_empty(typed, group, line)) lines = line + 1;
    return lines;
}

Values values_typed(const http::Fields& typed, const EntryField& field, const std::string& id) {
    Values values;
    const auto take = [&](const std::string& name) {
        for (const auto& [key, value] : typed)
            if (key == name && !value.empty()) values.push_back(value);
    };
    take(id);
    if (field.shape == Shape::people)
        for (int nth = 0; nth < lines_max; ++nth) take(id + "-" + std::to_string(nth));
    return values;
}

ReadEntry read_entry(const v1::DirectoryEntry& stands, const http::Fields& typed,
                     domain::Editable editable, bool is_new, const domain::WallClock& clock) {
    ReadEntry read{.entry = stands};
    for (const auto& group : *groups_of(domain::name_of(stands).kind())) {
        if ((group.only_new && !is_new) || !(group.standing ? editable.standing : editable.rest))
            continue;
        Message& body = mutable_body(read.entry);
        if (*group.list != '\0') {
            read_lines(body, group, typed, clock, read);
            continue;
        }
        for (const auto& field : group.fields)
            read_field(body, field, field_id(group, 0, field), typed, clock, read);
    }
    if (read.entry.has_person() && editable.rest)
        read.card = card_in(read.entry.person(), typed, read.lines["ways"]);
    return read;
}

}  // namespace relais::gateway::screens
