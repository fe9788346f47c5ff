#include "common/calendar/zone.hpp"

#include <algorithm>
#include <stdexcept>

#include <date/tz.h>
#include <unicode/timezone.h>

#include "common/calendar/content_line.hpp"

namespace relais::calendar {
namespace {

class DatabaseZone : public Zone {
public:
    explicit DatabaseZone(const date::time_zone* zone) : zone_(zone) {}

    [[nodiscard]] Instant instant_of(Local local) const override {
        const date::local_seconds at{local.time_since_epoch()};
        const date::local_info found = zone_->get_info(at);
        if (found.result == date::local_info::nonexistent) return Instant{found.first.end};
        return Instant{date::sys_seconds{at.time_since_epoch()} - found.first.offset};
    }

    [[nodiscard]] Local local_of(Instant at) const override {
        return Local{zone_->to_local(date::floor<std::chrono::seconds>(at)).time_since_epoch()};
    }

private:
    const date::time_zone* zone_;
};

const date::time_zone* in_database(const std::string& name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {  // how the library says that it does not know it
        return nullptr;
    }
}

// Old programs put a path before the name: /freeassociation.sourceforge.net/America/Toronto.
const date::time_zone* behind_a_path(std::string_view name) {
    if (!name.starts_with('/')) return nullptr;
    while (!name.empty()) {
        name.remove_prefix(std::min(name.find('/'), name.size() - 1) + 1);
        if (const auto* zone = in_database(std::string(name)); zone != nullptr) return zone;
    }
    return nullptr;
}

const date::time_zone* of_windows(const std::string& name) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString id;
    // In Canada "Eastern Standard Time" is Toronto's, where there is a choice.
    icu::TimeZone::getIDForWindowsID(icu::UnicodeString::fromUTF8(name), "CA", id, status);
    if (U_FAILURE(status) || id.isEmpty()) return nullptr;
    std::string found;
    id.toUTF8String(found);
    return in_database(found);
}

}  // namespace

std::unique_ptr<Zone> database_zone(const std::string& name) {
    constexpr std::size_t longest = 200;
    if (name.empty() || name.size() > longest) return nullptr;
    const date::time_zone* zone = in_database(name);
    if (zone == nullptr) zone = behind_a_path(name);
    if (zone == nullptr) zone = of_windows(name);
    if (zone == nullptr) return nullptr;
    return std::make_unique<DatabaseZone>(zone);
}

Zones::Zones(const std::vector<Block>& blocks, const ReadLimits& limits, Steps& steps,
             Instant until)
    : blocks_(blocks), limits_(limits), steps_(steps), until_(until) {}

const Zone* Zones::find(const std::string& name) {
    const auto [found, is_new] = known_.try_emplace(name);
    if (is_new) found->second = make(name);
    return found->second.get();
}

std::unique_ptr<Zone> Zones::make(const std::string& name) {
    if (auto zone = database_zone(name)) return zone;
    if (!by_name_) {
        by_name_.emplace();
        for (const Block& block : blocks_)
            for (const Line& line : block.lines) {
                if (!same_word(line.name, "TZID")) continue;
                const auto said = read_line(line.text, limits_);
                if (said) by_name_->try_emplace(std::get<Text>(*said).value, &block);
            }
    }
    const auto block = by_name_->find(name);
    if (block == by_name_->end()) return nullptr;
    auto zone = file_zone(*block->second, limits_, steps_, until_);
    out_of_steps_ = out_of_steps_ || !zone;
    return zone ? std::move(*zone) : nullptr;
}

}  // namespace relais::calendar
