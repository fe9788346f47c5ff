// What one may ask of all rosters together, and the answers as messages: the commands and the API
// say the same because both come here. Which names are seen is decided by whoever asks.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/domain/coverage.hpp"
#include "relais/v1/on_call.pb.h"

namespace relais::domain {

// The longest time that may be asked about: a year and a month, so that two years can be compared.
inline constexpr std::chrono::days asked_days_max{400};

inline constexpr const char* coordination_sector = "coordination";

// Empty texts: every one. The instant alone counts where one asks who is on call.
struct Question {
    Instant from{};
    Instant to{};
    std::string sector = {};  // a sector, or "coordination"
    std::string territory = {};
    std::string roster = {};
    std::string person = {};
};

struct QuestionFault {
    std::string field;   // "sector", "territory", "roster", "person", "to"
    std::string reason;  // "sector_unknown", …, "period_wrong", "period_too_long"
    std::string value;
    friend bool operator==(const QuestionFault&, const QuestionFault&) = default;
};

// What the question names must exist: an empty answer would look like "nobody is on call".
[[nodiscard]] std::optional<QuestionFault> names_fault(const Directory& directory,
                                                       const Question& question);
// The same, and a time from..to that is neither empty nor too long.
[[nodiscard]] std::optional<QuestionFault> period_fault(const Directory& directory,
                                                        const Question& question);

// The question must have no fault. Names are left out: cards may be opened on one thread only.
[[nodiscard]] v1::OnCallAnswer on_call_answer(const Directory& directory, const Question& question);
[[nodiscard]] v1::ShiftsAnswer shifts_answer(const Directory& directory, const Question& question);
[[nodiscard]] v1::CoverageAnswer coverage_answer(const Directory& directory,
                                                 const Question& question);
[[nodiscard]] v1::FairnessAnswer fairness_answer(const Directory& directory,
                                                 const Question& question);

// Writes the names that whoever asks may see; empty: none.
using Stands = google::protobuf::RepeatedPtrField<v1::Stand>;
using SeenName =
    std::function<std::string(const std::string& person, const std::string& organization)>;
void write_names(Stands& stands, const SeenName& seen);
void write_names(v1::FairnessAnswer& answer, const SeenName& seen);

// The territories (or the one that was asked for) where nobody who counts is on call for a sector.
[[nodiscard]] std::vector<std::string> left_alone(const Directory& directory,
                                                  const v1::OnCallAnswer& answer,
                                                  const std::string& sector,
                                                  const std::string& territory);

// Of a roster, or of the line of one.
[[nodiscard]] std::string sector_name(const v1::Roster& roster);
[[nodiscard]] std::string sector_name(v1::Sector::Code sector);
[[nodiscard]] google::protobuf::Timestamp stamp_of(Instant at);

}  // namespace relais::domain
