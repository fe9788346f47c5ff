// The alert as a form: what was typed, kept as it was typed, and what is wrong with it. Turning it
// into the API's Alert happens here and nowhere else, so a form and a program mean the same.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "common/http/message.hpp"
#include "relais/v1/api.pb.h"
#include "services/gateway/screens/safe_contact_form.hpp"

namespace relais::gateway::screens {

// Names of codes as they stand in the vocabulary; what is not a code of ours is left out.
struct AlertForm {
    std::string alert_id;  // made by the server with the form: a double tap is one alert
    std::string territory;
    std::string identified_by = "unknown";
    std::set<std::string> needs;
    bool police_consent = false;
    std::string age_band = "unknown";
    std::string language;  // empty: not known
    std::set<std::string> circumstances;
    std::string headcount;
    std::string gender = "unknown";      // of whoever helps, as she prefers
    std::string her_gender = "unknown";  // what a shelter admits
    SafeContactForm safe;
    std::string note, her_words;
    bool advice = false;  // nobody's case: somebody asks what to do
    bool drill = false;   // offered to coordinators
};

// What is wrong: where, and the words that say it.
struct FormFault {
    std::string field;  // id of the field on the screen
    std::string words;  // key in the catalogue
    std::int64_t most = 0;
};

constexpr std::uint32_t headcount_max = 500;   // the largest raid known took 64; a slip is likelier
constexpr std::size_t text_bytes_max = 4'000;  // of each free text; an alert is not a report

[[nodiscard]] AlertForm read_alert_form(const http::Fields& fields);
[[nodiscard]] std::vector<FormFault> faults_of(const AlertForm& form,
                                               const domain::Directory& directory);
// The form must have no faults.
[[nodiscard]] v1::Alert alert_of(const AlertForm& form);
// What a worker of this sector most often is.
[[nodiscard]] std::string identified_by_of(v1::Sector::Code sector);

}  // namespace relais::gateway::screens
