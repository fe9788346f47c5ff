#include "common/domain/fund/name_table.hpp"

#include <bit>
#include <functional>

namespace relais::domain {

std::uint32_t NameTable::number_of(std::string_view text) {
    if (table_.size() < 2 * (ends_.size() + 1)) spread(std::bit_ceil(4 * (ends_.size() + 1)));
    auto& place = table_[place_of(text)];
    if (place == 0) {
        text_ += text;
        ends_.push_back(text_.size());
        place = static_cast<std::uint32_t>(ends_.size());
    }
    return place - 1;
}

std::optional<std::uint32_t> NameTable::find(std::string_view text) const {
    const auto place = table_.empty() ? 0 : table_[place_of(text)];
    if (place == 0) return std::nullopt;
    return place - 1;
}

std::string_view NameTable::operator[](std::uint32_t number) const {
    const auto begin = number == 0 ? 0 : ends_[number - 1];
    return std::string_view(text_).substr(begin, ends_[number] - begin);
}

void NameTable::reserve(std::size_t count, std::size_t bytes) {
    text_.reserve(bytes);
    ends_.reserve(count);
    if (table_.size() < 2 * count) spread(std::bit_ceil(2 * count));
}

std::size_t NameTable::place_of(std::string_view text) const {
    auto place = std::hash<std::string_view>{}(text) & (table_.size() - 1);
    while (table_[place] != 0 && (*this)[table_[place] - 1] != text)
        place = (place + 1) & (table_.size() - 1);
    return place;
}

void NameTable::spread(std::size_t places) {
    table_.assign(places, 0);
    for (std::uint32_t number = 0; number < ends_.size(); ++number)
        table_[place_of((*this)[number])] = number + 1;
}

}  // namespace relais::domain
