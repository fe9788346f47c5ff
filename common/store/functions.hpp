// The Redis Functions of this release as one library. Library and functions carry a version in
// their names, so that the release before goes on calling its own while this one starts.
#pragma once

#include <string_view>

namespace relais::store {

inline constexpr std::string_view function_library_name = "relais_1";
extern const std::string_view function_library;  // what FUNCTION LOAD takes

}  // namespace relais::store
