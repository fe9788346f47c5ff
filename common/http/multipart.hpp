// multipart/form-data (RFC 7578): what a browser sends when a form carries a file. Strict: what is
// not whole is nothing. A part's content is a view of the body, which may be large.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.hpp"

namespace relais::http {

inline constexpr std::string_view multipart_type = "multipart/form-data";
inline constexpr std::size_t parts_max = 64;

struct Part {
    std::string name;
    bool is_file = false;  // it came with a file name, which is not ours to believe
    bool chosen = false;   // and that was not empty: somebody chose a file, if an empty one
    std::string_view content;
};

[[nodiscard]] std::optional<std::vector<Part>> parse_multipart(std::string_view content_type,
                                                               std::string_view body);
// The fields of a form in either shape; files are left out.
[[nodiscard]] std::optional<Fields> form_fields(const Request& request);

}  // namespace relais::http
