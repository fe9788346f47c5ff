// Ids are distinct types, so that a page cannot be passed for a person. The value is the text that
// stands in events; nothing converts to or from it by itself.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace relais {

template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string value) : value_(std::move(value)) {}
    [[nodiscard]] const std::string& value() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string value_;
};

using CaseId = Id<struct CaseTag>;
using PersonId = Id<struct PersonTag>;
using PageId = Id<struct PageTag>;

// A UUID in its canonical form (lower case), or nothing.
[[nodiscard]] std::optional<std::string> canonical_uuid(std::string_view text);

// The case of an alert: UUIDv5 of the alert's id, so that a retry through any gateway finds the
// same case in the same partition.
[[nodiscard]] CaseId case_of_alert(std::string_view alert_uuid);

// A UUID derived from any name of ours, in the same namespace (alarm cases).
[[nodiscard]] std::string name_uuid(std::string_view name);

// A page is born at one place of one event: case/version/index.
//   3f0c…e1 / 7 / 0
//   │         │   └ which pick of that event
//   │         └ version of the event that raised it
//   └ the case
[[nodiscard]] PageId page_id(std::string_view case_uuid, std::uint64_t version, std::size_t index);

struct PageParts {
    std::string case_uuid;
    std::uint64_t version = 0;
    std::uint32_t index = 0;
};
[[nodiscard]] std::optional<PageParts> parse_page_id(std::string_view page);

}  // namespace relais

template <class Tag>
struct std::hash<relais::Id<Tag>> {
    std::size_t operator()(const relais::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.value());
    }
};
