// A directory as the operator keeps it on disk, read and inspected without any service.
#pragma once

#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "services/relais/console.hpp"

namespace relais::cli {

// Unknown fields are faults here: in a file that people write they are misspellings.
[[nodiscard]] Result<v1::DirectoryFile> read_directory_file(const std::string& name);
// Each fault with its path and reason in words, on stdout; as JSON when asked.
void tell_faults(const Console& console, const std::vector<domain::DirectoryFault>& faults,
                 bool json);

// Those that a problem+json lists.
[[nodiscard]] std::vector<domain::DirectoryFault> faults_in(const std::string& body);

}  // namespace relais::cli
