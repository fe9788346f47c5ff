#include "services/relais/directory_file.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <spdlog/fmt/fmt.h>

#include "services/relais/access.hpp"
#include "services/relais/api.hpp"

namespace relais::cli {

Result<v1::DirectoryFile> read_directory_file(const std::string& name) {
    const auto text = read_file(name);
    if (!text) return std::unexpected(text.error());
    v1::DirectoryFile file;
    const auto read = google::protobuf::util::JsonStringToMessage(*text, &file);
    if (!read.ok()) {
        return fault(FaultCode::malformed, name, std::string(read.message().as_string()));
    }
    return file;
}

void tell_faults(const Console& console, const std::vector<domain::DirectoryFault>& faults,
                 bool json) {
    std::vector<std::vector<std::string>> rows;
    std::string list;
    for (const auto& fault : faults) {
        const auto words = console.words_or_code("directory_fault", fault.reason);
        rows.push_back({fault.path, words, fault.value});
        list +=
            fmt::format("{}{{\"path\":{},\"reason\":{},\"value\":{},\"words\":{}}}",
                        list.empty() ? "" : ",", json_string(fault.path), json_string(fault.reason),
                        json_string(fault.value), json_string(words));
    }
    if (json) console.line("{\"faults\":[" + list + "]}");
    if (!json && !rows.empty()) console.line(table(rows));
}

std::vector<domain::DirectoryFault> faults_in(const std::string& body) {
    std::vector<domain::DirectoryFault> faults;
    google::protobuf::Struct json;
    if (!from_json(body, json)) return faults;
    for (const auto& entry : (*json.mutable_fields())["faults"].list_value().values()) {
        auto fields = entry.struct_value().fields();
        faults.push_back({fields["path"].string_value(), fields["reason"].string_value(),
                          fields["value"].string_value()});
    }
    return faults;
}

}  // namespace relais::cli
