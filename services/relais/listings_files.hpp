// HSDS packages as an operator has them on disk, and what is wrong in them.
#pragma once

#include <string>
#include <vector>

#include "common/hsds/packages.hpp"
#include "services/relais/console.hpp"

namespace relais::cli {

// A folder with its CSV or JSON, one file, or a datapackage.json with the files it names.
[[nodiscard]] Result<std::vector<hsds::File>> read_package_files(const std::string& path);
// What is printed is the beginning; as JSON everything.
void tell_faults(const Console& console, const std::vector<hsds::Fault>& faults);
[[nodiscard]] std::string faults_json(const Console& console,
                                      const std::vector<hsds::Fault>& faults);
[[nodiscard]] Result<void> write_files(const std::string& folder,
                                       const std::vector<hsds::File>& files);

}  // namespace relais::cli
