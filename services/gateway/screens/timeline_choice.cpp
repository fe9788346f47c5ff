#include "services/gateway/screens/timeline_choice.hpp"

#include <google/protobuf/util/time_util.h>

#include "common/domain/on_call_answers.hpp"
#include "common/domain/wall_clock.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway {
namespace {

bool read_need(TimelineChoice& choice) {
    if (choice.need.empty()) return true;
    v1::Need::Kind need{};
    if (!v1::Need::Kind_Parse(choice.need, &need)) return false;
    choice.filter.need = need;
    return true;
}

bool read_kind(TimelineChoice& choice) {
    if (choice.kind.empty() || choice.kind == "all") return true;
    choice.filter.happening = domain::happening_named(choice.kind);
    return choice.filter.happening.has_value();
}

bool read_edge(const std::string& text, const domain::WallClock& clock,
               std::optional<Instant>& edge) {
    if (!text.empty()) edge = screens::instant_in(text, clock);
    return text.empty() || edge.has_value();
}

std::string instant_text(Instant at) {
    return google::protobuf::util::TimeUtil::ToString(domain::stamp_of(at));
}

}  // namespace

TimelineChoice timeline_choice(const http::Request& request, const std::string& zone) {
    TimelineChoice choice;
    choice.need = request.query_value("need");
    choice.kind = request.query_value("kind");
    const domain::WallClock clock(zone);
    auto& filter = choice.filter;
    if (!read_need(choice)) choice.wrong = "need";
    if (!read_kind(choice)) choice.wrong = "kind";
    if (!read_edge(request.query_value("from"), clock, filter.from)) choice.wrong = "from";
    if (!read_edge(request.query_value("until"), clock, filter.until)) choice.wrong = "until";
    if (filter.from && filter.until && *filter.from >= *filter.until) choice.wrong = "until";
    if (choice.wrong.empty()) return choice;
    TimelineChoice wrong;
    wrong.wrong = choice.wrong;
    return wrong;
}

Answered<domain::TimelineFilter> filter_of(const TimelineChoice& choice) {
    if (choice.wrong.empty()) return choice.filter;
    std::string detail = choice.wrong + ": a day or an instant, from before until";
    if (choice.wrong == "need") detail = "need: a kind of need";
    if (choice.wrong == "kind") {
        detail = "kind: all";
        for (const auto name : domain::happening_names) detail += ", " + std::string(name);
    }
    return std::unexpected(
        Refused{.status = 400, .code = "invalid_field", .detail = std::move(detail)});
}

std::string query_of(const TimelineChoice& choice) {
    std::string query;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) query += (query.empty() ? "?" : "&") + (name + ("=" + value));
    };
    add("need", choice.need);
    add("kind", choice.kind);
    if (choice.filter.from) add("from", instant_text(*choice.filter.from));
    if (choice.filter.until) add("until", instant_text(*choice.filter.until));
    return query;
}

}  // namespace relais::gateway
