#include "services/relais/listings_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <google/protobuf/struct.pb.h>
#include <spdlog/fmt/fmt.h>

#include "services/relais/access.hpp"
#include "services/relais/api.hpp"

namespace relais::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t faults_printed_max = 50;
constexpr std::size_t value_printed_max = 40;

bool is_table(const fs::path& path) {
    return path.extension() == ".csv" || path.extension() == ".json";
}

// The files that a datapackage.json names, below its own folder.
std::vector<fs::path> named_in(const std::string& description, const fs::path& folder) {
    std::vector<fs::path> paths;
    google::protobuf::Struct json;
    if (!from_json(description, json)) return paths;
    for (const auto& resource : (*json.mutable_fields())["resources"].list_value().values()) {
        auto fields = resource.struct_value().fields();
        const auto path = fs::path(fields["path"].string_value()).lexically_normal();
        const bool below = !path.empty() && path.is_relative() && *path.begin() != "..";
        if (below && fs::is_regular_file(folder / path)) paths.push_back(folder / path);
    }
    return paths;
}

}  // namespace

Result<std::vector<hsds::File>> read_package_files(const std::string& path) {
    std::error_code failed;
    std::vector<fs::path> paths;
    if (fs::is_directory(path, failed)) {
        for (const auto& entry : fs::directory_iterator(path, failed))
            if (entry.is_regular_file() && is_table(entry.path())) paths.push_back(entry.path());
        std::ranges::sort(paths);
    } else {
        paths.emplace_back(path);
    }
    std::vector<hsds::File> files;
    const bool alone = paths.size() == 1 && paths.front().filename() == "datapackage.json";
    for (std::size_t i = 0; i < paths.size(); ++i) {
        auto text = read_file(paths[i].string());
        if (!text) return std::unexpected(text.error());
        if (alone && i == 0)
            for (auto& more : named_in(*text, paths[0].parent_path()))
                paths.push_back(std::move(more));
        files.push_back({paths[i].filename().string(), std::move(*text)});
    }
    return files;
}

void tell_faults(const Console& console, const std::vector<hsds::Fault>& faults) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& fault : faults) {
        if (rows.size() == faults_printed_max) break;
        auto value = printable(fault.value.empty() ? fault.id : fault.value);
        if (characters(value) > value_printed_max) value = value.substr(0, value_printed_max);
        const auto where = fault.table + (fault.field.empty() ? "" : "." + fault.field);
        rows.push_back({printable(fault.file) + ":" + std::to_string(fault.row), printable(where),
                        console.words_or_code("listing_fault", fault.code), value});
    }
    if (!rows.empty()) console.line(table(rows));
    if (faults.size() > rows.size())
        console.say("listings_more_faults",
                    {{"n", static_cast<std::int64_t>(faults.size() - rows.size())}});
}

std::string faults_json(const Console& console, const std::vector<hsds::Fault>& faults) {
    std::string list;
    for (const auto& fault : faults)
        list += fmt::format(
            R"({}{{"file":{},"row":{},"table":{},"id":{},"field":{},"code":{},"value":{},)"
            R"("words":{}}})",
            list.empty() ? "" : ",", json_string(fault.file), fault.row, json_string(fault.table),
            json_string(fault.id), json_string(fault.field), json_string(fault.code),
            json_string(fault.value),
            json_string(console.words_or_code("listing_fault", fault.code)));
    return "[" + list + "]";
}

Result<void> write_files(const std::string& folder, const std::vector<hsds::File>& files) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    for (const auto& file : files) {
        // A name comes from the service: it stays in the folder all the same.
        const auto path = fs::path(folder) / fs::path(file.name).filename();
        std::ofstream out(path, std::ios::binary);
        out << file.bytes;
        if (!out.flush()) return fault(FaultCode::refused, "write", path.string());
    }
    return {};
}

}  // namespace relais::cli
