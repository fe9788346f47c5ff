// From wall time to instants. A name is looked for in the system's tz database, then among Windows'
// names, then in the file's own VTIMEZONE; a name that none of them knows is not guessed.
//
// The rules of the house for the two nights a year: a local time that does not exist moves to the
// first instant after; one that comes twice happens the first time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/calendar/event.hpp"
#include "common/calendar/scan.hpp"

namespace relais::calendar {

class Zone {
public:
    virtual ~Zone() = default;
    [[nodiscard]] virtual Instant instant_of(Local local) const = 0;
    [[nodiscard]] virtual Local local_of(Instant at) const = 0;
};

class Zones {
public:
    // Of `blocks` only those are read that an event asks for. `until` is how far they must reach.
    Zones(const std::vector<Block>& blocks, const ReadLimits& limits, Steps& steps, Instant until);

    // Null when nobody knows the name. A zone that costs more than the steps left is unknown too:
    // `out_of_steps` then tells why.
    [[nodiscard]] const Zone* find(const std::string& name);
    [[nodiscard]] bool out_of_steps() const { return out_of_steps_; }

private:
    std::unique_ptr<Zone> make(const std::string& name);

    const std::vector<Block>& blocks_;
    const ReadLimits& limits_;
    Steps& steps_;
    Instant until_;
    std::optional<std::map<std::string, const Block*>> by_name_;
    std::map<std::string, std::unique_ptr<Zone>> known_;
    bool out_of_steps_ = false;
};

// A zone of the tz database, by its own name or Windows' name for it.
[[nodiscard]] std::unique_ptr<Zone> database_zone(const std::string& name);

// What a VTIMEZONE says, as far as `until`; nothing when it cannot be read.
[[nodiscard]] std::expected<std::unique_ptr<Zone>, Refusal> file_zone(const Block& block,
                                                                      const ReadLimits& limits,
                                                                      Steps& steps, Instant until);

}  // namespace relais::calendar
