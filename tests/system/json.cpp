// protobuf's own JSON reader fills its Struct; nothing is parsed here.
#include "tests/system/json.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>

#include <google/protobuf/util/json_util.h>

namespace relais::system {
namespace {

const Json& nothing() {
    static const Json null;
    return null;
}

const Json& step(const Json& value, std::string_view name) {
    if (value.has_struct_value()) {
        const auto& fields = value.struct_value().fields();
        const auto found = fields.find(std::string{name});
        return found == fields.end() ? nothing() : found->second;
    }
    int index = -1;
    std::from_chars(name.data(), name.data() + name.size(), index);
    const auto& list = value.list_value();
    return index < 0 || index >= list.values_size() ? nothing() : list.values(index);
}

}  // namespace

Json parse_json(std::string_view text) {
    Json value;
    const auto status = google::protobuf::util::JsonStringToMessage(
        {text.data(), text.size()}, &value, google::protobuf::util::JsonParseOptions{});
    return status.ok() ? value : Json{};
}

const Json& at(const Json& value, std::string_view path) {
    const Json* here = &value;
    while (!path.empty()) {
        const auto name = path.substr(0, path.find('.'));
        here = &step(*here, name);
        path.remove_prefix(std::min(name.size() + 1, path.size()));
    }
    return *here;
}

std::string text_at(const Json& value, std::string_view path) {
    const auto& found = at(value, path);
    if (found.has_string_value()) return found.string_value();
    if (found.has_bool_value()) return found.bool_value() ? "true" : "false";
    if (found.has_number_value()) {
        return std::to_string(static_cast<std::int64_t>(std::llround(found.number_value())));
    }
    return {};
}

int size_at(const Json& value, std::string_view path) {
    const auto& found = at(value, path);
    return found.has_list_value() ? found.list_value().values_size()
                                  : static_cast<int>(found.struct_value().fields_size());
}

}  // namespace relais::system
