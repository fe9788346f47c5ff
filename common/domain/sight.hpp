// What somebody sees of a case: the matrix (sight_matrix.hpp) read for her, and the case cut down
// to it. Whatever leaves the house about a case, by API, screen or file, was cut here first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/case.hpp"
#include "common/domain/sight_matrix.hpp"

namespace relais::domain {

// Stands where a name is not for whoever reads.
inline const std::string hidden_name = "···";

struct Viewer {
    std::string person;
    std::string organization = {};
    bool worker = false;
    bool responder = false;
    bool coordinator = false;
    bool privacy = false;
    bool on_duty = false;  // as coordinator, where the case is
};

// Nobody on duty: then every coordinator is, or nobody could help.
[[nodiscard]] bool on_duty(const Directory& directory, const std::string& territory,
                           const std::string& person, Instant at);

class Sight {
public:
    Sight() = default;
    Sight(const Viewer& viewer, const CaseState& state);
    // For a pack of review (review_pack.hpp), and for nothing else: of a closed case, and never for
    // a reviewer who had a part in it, who would read there what her own sight leaves out.
    [[nodiscard]] static Sight of_review(const Viewer& viewer, bool reviews, const CaseState& state,
                                         const std::vector<v1::Event>& events);

    // False: to her there is no such case.
    [[nodiscard]] bool any() const { return seen_ != 0; }
    [[nodiscard]] bool sees(Field field) const { return (seen_ & fields(field)) != 0; }
    [[nodiscard]] bool sees(const NeedState& need) const;
    // She may read it alone, by breaking the seal.
    [[nodiscard]] bool breaks(Field field) const { return (glass_ & fields(field)) != 0; }
    // Her own, by name; and whether she may see the names of those who come for a need.
    [[nodiscard]] bool is_hers(const std::string& person) const { return person == person_; }
    [[nodiscard]] bool sees_names(v1::Sector::Code sector) const;
    [[nodiscard]] bool is_theirs(const std::string& organization) const {
        return !organization.empty() && organization == organization_;
    }
    // The needs that she is on her way for.
    [[nodiscard]] const std::vector<v1::Need::Kind>& own() const { return own_; }

private:
    void look_as_responder(const Viewer& viewer, const CaseState& state);
    void look_as_companion(const Viewer& viewer, const CaseState& state);
    // What she lets the sector see, besides what it needs.
    void look_as_sector(v1::Sector::Code sector, const CaseState& state);
    void look_as(Eyes eyes, v1::Sector::Code sector, Phase phase, const CaseState& state);

    std::string person_;
    std::string organization_;
    Fields seen_ = 0;
    Fields glass_ = 0;
    std::vector<v1::Need::Kind> own_;
    bool advice_ = false;
};

[[nodiscard]] CaseState cut(const CaseState& state, const Sight& sight);
// Of the whole state: it tells which need a page was for.
[[nodiscard]] std::vector<v1::Event> cut(const std::vector<v1::Event>& events,
                                         const CaseState& state, const Sight& sight);
// She did something in it, or was called for it.
[[nodiscard]] bool had_part(const std::string& person, const CaseState& state,
                            const std::vector<v1::Event>& events);
// As a list shows it; nothing: to her there is no such case.
[[nodiscard]] std::optional<v1::CaseSummary> cut(v1::CaseSummary summary, const Viewer& viewer);
// How she is reached by another alert that goes on in this case: for whoever may ask it of the
// case.
[[nodiscard]] bool sees_contact_of(const CaseState& into, const Sight& sight,
                                   const std::string& duplicate);
// To which field of the matrix a circumstance belongs.
[[nodiscard]] Field field_of(v1::Circumstance::Code circumstance);
[[nodiscard]] Field field_of(v1::SealedField::Code sealed);
[[nodiscard]] Field field_of(v1::SharedField::Code shared);

}  // namespace relais::domain
