// Faults as they are found, and the two questions that every part of an inspection asks: is each id
// there and there once, and does a reference lead somewhere.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "common/domain/directory.hpp"

namespace relais::domain {

using Ids = std::set<std::string>;

class FaultList {
public:
    void add(std::string path, std::string reason, std::string value = {}) {
        faults_.push_back({std::move(path), std::move(reason), std::move(value)});
    }
    void refer(const Ids& ids, const std::string& id, std::string path, std::string reason) {
        if (!ids.contains(id)) add(std::move(path), std::move(reason), id);
    }
    template <class Entries>
    Ids collect(const std::string& list, const Entries& entries) {
        Ids ids;
        for (int i = 0; i < entries.size(); ++i) {
            const std::string& id = entries[i].id();
            const std::string path = fmt::format("{}[{}].id", list, i);
            if (id.empty())
                add(path, "id_missing");
            else if (!ids.insert(id).second)
                add(path, "id_twice", id);
        }
        return ids;
    }
    [[nodiscard]] std::size_t size() const { return faults_.size(); }
    [[nodiscard]] std::vector<DirectoryFault> take() { return std::move(faults_); }

private:
    std::vector<DirectoryFault> faults_;
};

struct DirectoryIds {
    Ids territories, organizations, people;
};

// Everything wrong with what matching reads of one organization, person or rule at `path`.
void inspect_member(const v1::Organization& organization, const std::string& path,
                    const DirectoryIds& ids, FaultList& faults);
void inspect_fitness(const v1::Person& person, const std::string& path, const DirectoryIds& ids,
                     FaultList& faults);
void inspect_demands(const v1::NeedRule& rule, const std::string& path, FaultList& faults);

// Everything wrong with committees, with criteria and who met them, with representatives and with
// milestones.
void inspect_coalition(const v1::Directory& directory, const DirectoryIds& ids, FaultList& faults);

// Everything wrong with one roster at `path`, and with the absences of all. The ids are those of
// the directory.
void inspect_roster(const v1::Roster& roster, const std::string& path, const Ids& people,
                    FaultList& faults);
void inspect_absences(const Absences& absences, const Ids& people, FaultList& faults);

}  // namespace relais::domain
