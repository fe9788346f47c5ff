// Texts by number, each once. A fund's book names hundreds of thousands of requests and cases: they
// lie in one buffer behind one flat table, so that none is an allocation of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relais::domain {

class NameTable {
public:
    // Its number; a new text gets the next one.
    std::uint32_t number_of(std::string_view text);
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;
    // Good until the next new text.
    [[nodiscard]] std::string_view operator[](std::uint32_t number) const;
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] std::size_t bytes() const { return text_.size(); }
    void reserve(std::size_t count, std::size_t bytes);

private:
    [[nodiscard]] std::size_t place_of(std::string_view text) const;  // in table_: its own or free
    void spread(std::size_t places);

    std::string text_;
    std::vector<std::size_t> ends_;  // of each, in text_
    std::vector<std::uint32_t>
        table_;  // number + 1; 0: free. A power of two, never more than half full
};

}  // namespace relais::domain
