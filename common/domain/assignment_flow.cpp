// Minimum-cost flow:   source → guest → place → sink, and source → sink for whoever stays behind.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include "common/base/check.hpp"
#include "common/domain/assignment_solvers.hpp"

namespace relais::domain {
namespace {

using Graph = lemon::SmartDigraph;

struct Link {
    std::size_t guest, place;
    Graph::Arc arc;
};

class Flow {
public:
    void link(Graph::Node from, Graph::Node to, std::int64_t capacity, std::int64_t cost) {
        const auto arc = graph_.addArc(from, to);
        capacity_.set(arc, capacity);
        cost_.set(arc, cost);
        last_ = arc;
    }
    void build(const Planning& planning, const Allowed& allowed) {
        source_ = graph_.addNode();
        sink_ = graph_.addNode();
        std::vector<Graph::Node> places;
        for (const auto& place : planning.places) {
            places.push_back(graph_.addNode());
            link(places.back(), sink_, place.free, 0);
        }
        for (std::size_t guest = 0; guest < planning.guests.size(); ++guest) {
            const auto node = graph_.addNode();
            link(source_, node, 1, 0);
            for (std::size_t place = 0; place < places.size(); ++place) {
                if (!allowed[guest][place] || planning.places[place].free == 0) continue;
                link(node, places[place], 1,
                     surplus(planning.places[place].kind, planning.guests[guest]));
                links_.push_back({guest, place, last_});
            }
        }
        link(source_, sink_, std::ssize(planning.guests), worth_of_a_guest(planning));
    }
    PlaceOfGuest solve(std::size_t guests) {
        lemon::NetworkSimplex<Graph, std::int64_t> simplex(graph_);
        simplex.upperMap(capacity_).costMap(cost_).stSupply(source_, sink_,
                                                            static_cast<std::int64_t>(guests));
        check(simplex.run() == decltype(simplex)::OPTIMAL, "whoever finds no bed may stay behind");
        PlaceOfGuest found(guests);
        for (const auto& [guest, place, arc] : links_)
            if (simplex.flow(arc) > 0) found[guest] = place;
        return found;
    }

private:
    Graph graph_;
    Graph::ArcMap<std::int64_t> capacity_{graph_};
    Graph::ArcMap<std::int64_t> cost_{graph_};
    Graph::Node source_, sink_;
    Graph::Arc last_;
    std::vector<Link> links_;
};

}  // namespace

PlaceOfGuest by_flow(const Planning& planning, const Allowed& allowed) {
    Flow flow;
    flow.build(planning, allowed);
    return flow.solve(planning.guests.size());
}

}  // namespace relais::domain
