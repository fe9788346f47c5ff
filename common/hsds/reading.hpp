// The two forms that a package is read from.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/hsds/gathering.hpp"

namespace relais::hsds {

void read_json(std::string_view bytes, const std::string& name, Gathering& gathering);

// How the cells of a column are to be read, by its name: a type of Frictionless' Table Schema.
using ColumnTypes = std::map<std::string, std::string, std::less<>>;
void read_csv(std::string_view bytes, const std::string& name, const std::string& table,
              const ColumnTypes& types, Gathering& gathering);

}  // namespace relais::hsds
