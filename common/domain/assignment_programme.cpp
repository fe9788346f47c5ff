// Integer programme, for groups and for people who are kept apart. Those who are tied to nobody and
// wish the same are one variable a place: it would not matter which of them goes where, and asking
// it takes time.
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include <Cbc_C_Interface.h>

#include "common/base/check.hpp"
#include "common/domain/assignment_solvers.hpp"

namespace relais::domain {
namespace {

// As many guests as wish the same in one place, or one of a group, or one who is kept apart.
struct Choice {
    std::vector<std::size_t> guests;
    std::size_t place;
    int column;
};

class Programme {
public:
    Programme(const Planning& planning, const Allowed& allowed)
        : planning_(planning), allowed_(allowed) {
        Cbc_setLogLevel(model_.get(), 0);
        Cbc_setObjSense(model_.get(), -1);  // the most
        for (std::size_t index = 0; index < planning.places.size(); ++index)
            shelters_[planning.places[index].organization].push_back(index);
        tie();
        add_free();
        add_groups();
        add_capacities();
        add_apart();
    }

    PlaceOfGuest solve() {
        if (choices_.empty()) return PlaceOfGuest(planning_.guests.size());  // nothing to solve
        Cbc_solve(model_.get());
        check(Cbc_isProvenOptimal(model_.get()) != 0, "whoever finds no bed may stay behind");
        const double* solution = Cbc_getColSolution(model_.get());
        PlaceOfGuest found(planning_.guests.size());
        for (const auto& choice : choices_) {
            auto count = std::llround(solution[choice.column]);
            for (const auto guest : choice.guests) {
                if (count == 0) break;
                if (found[guest]) continue;
                found[guest] = choice.place;
                --count;
            }
        }
        return found;
    }

private:
    using Columns = std::vector<int>;

    void tie() {
        for (const auto& group : planning_.together) tied_.insert(group.begin(), group.end());
        for (const auto& [one, other] : planning_.apart) tied_.insert({one, other});
    }

    int column(double most, double worth) {
        Cbc_addCol(model_.get(), "", 0, most, worth, 1, 0, nullptr, nullptr);
        return columns_++;
    }
    void row(const Columns& columns, const std::vector<double>& factors, char sense, double right) {
        Cbc_addRow(model_.get(), "", static_cast<int>(columns.size()), columns.data(),
                   factors.data(), sense, right);
    }
    void at_most(const Columns& columns, double most) {
        if (!columns.empty()) row(columns, std::vector(columns.size(), 1.0), 'L', most);
    }

    // The columns of these guests (all wish the same) in every place where they may sleep.
    Columns add_choices(const std::vector<std::size_t>& guests) {
        Columns all;
        for (std::size_t place = 0; place < planning_.places.size(); ++place) {
            const auto& there = planning_.places[place];
            const auto most = std::min<std::size_t>(guests.size(), there.free);
            if (!allowed_[guests.front()][place] || most == 0) continue;
            const auto worth =
                worth_of_a_guest(planning_) - surplus(there.kind, planning_.guests[guests.front()]);
            const int added = column(static_cast<double>(most), static_cast<double>(worth));
            all.push_back(added);
            in_place_[place].push_back(added);
            if (guests.size() == 1)
                of_guest_[{guests.front(), there.organization}].push_back(added);
            choices_.push_back({guests, place, added});
        }
        return all;
    }

    void add_free() {
        std::map<std::pair<std::string, std::vector<bool>>, std::vector<std::size_t>> alike;
        for (std::size_t guest = 0; guest < planning_.guests.size(); ++guest)
            if (!tied_.contains(guest))
                alike[{planning_.guests[guest].SerializeAsString(), allowed_[guest]}].push_back(
                    guest);
        for (const auto& [wish, guests] : alike)
            at_most(add_choices(guests), static_cast<double>(guests.size()));
    }

    // For each shelter: all of the group, or nobody of it.
    void add_groups() {
        std::set<std::size_t> grouped;
        for (const auto& group : planning_.together) {
            for (const auto guest : group) add_choices({guest});
            grouped.insert(group.begin(), group.end());
            Columns shelters;
            for (const auto& [organization, places] : shelters_) {
                shelters.push_back(column(1, 0));
                for (const auto guest : group) {
                    auto columns = of_guest_[{guest, organization}];
                    std::vector<double> factors(columns.size(), 1.0);
                    columns.push_back(shelters.back());
                    factors.push_back(-1.0);
                    row(columns, factors, 'E', 0);
                }
            }
            at_most(shelters, 1);
        }
        for (const auto guest : tied_)
            if (!grouped.contains(guest)) at_most(add_choices({guest}), 1);
    }

    void add_capacities() {
        for (const auto& [place, columns] : in_place_)
            at_most(columns, planning_.places[place].free);
    }

    void add_apart() {
        for (const auto& [one, other] : planning_.apart)
            for (const auto& [organization, places] : shelters_) {
                auto columns = of_guest_[{one, organization}];
                const auto& more = of_guest_[{other, organization}];
                columns.insert(columns.end(), more.begin(), more.end());
                at_most(columns, 1);
            }
    }

    const Planning& planning_;
    const Allowed& allowed_;
    std::unique_ptr<Cbc_Model, decltype(&Cbc_deleteModel)> model_{Cbc_newModel(), Cbc_deleteModel};
    int columns_ = 0;
    std::set<std::size_t> tied_;
    std::map<std::string, std::vector<std::size_t>> shelters_;
    std::vector<Choice> choices_;
    std::map<std::size_t, Columns> in_place_;
    std::map<std::pair<std::size_t, std::string>, Columns> of_guest_;
};

}  // namespace

PlaceOfGuest by_programme(const Planning& planning, const Allowed& allowed) {
    return Programme(planning, allowed).solve();
}

}  // namespace relais::domain
