// Who is on call, when, how well that covers, and what it weighs on whom. What may take long is
// worked out apart, so that pages leave meanwhile; names are written here, for cards are opened on
// this thread only.
#include <google/protobuf/util/time_util.h>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

Refused refused_for(const domain::QuestionFault& fault) {
    // A sector is a code of ours; the rest is what the directory has.
    if (fault.field == "sector")
        return {.status = 400, .code = "invalid_field", .detail = "sector"};
    return {.status = 422, .code = fault.reason, .detail = fault.field};
}

Answered<Instant> instant_in(const http::Request& request, std::string_view name) {
    const std::string text = request.query_value(name);
    if (text.empty())
        return std::unexpected(
            Refused{.status = 400, .code = "missing_field", .detail = std::string(name)});
    google::protobuf::Timestamp stamp;
    if (!google::protobuf::util::TimeUtil::FromString(text, &stamp))
        return std::unexpected(
            Refused{.status = 400,
                    .code = "invalid_field",
                    .detail = std::string(name) + ": an instant such as 2026-11-01T05:30:00Z"});
    return domain::instant_of(stamp);
}

domain::Question names_in(const http::Request& request) {
    return {.sector = request.query_value("sector"),
            .territory = request.query_value("territory"),
            .roster = request.query_value("roster"),
            .person = request.query_value("person")};
}

Answered<domain::Question> period_in(const http::Request& request,
                                     const domain::Directory& directory) {
    auto question = names_in(request);
    const auto from = instant_in(request, "from");
    if (!from) return std::unexpected(from.error());
    const auto to = instant_in(request, "to");
    if (!to) return std::unexpected(to.error());
    question.from = *from;
    question.to = *to;
    if (const auto fault = period_fault(directory, question))
        return std::unexpected(refused_for(*fault));
    return question;
}

domain::SeenName names_for(ApiPorts& ports, const Caller& caller) {
    return [&](const std::string& person, const std::string& organization) {
        return sees_name(caller.account, organization) ? ports.desk.name_of(person) : std::string{};
    };
}

awaitable<AnyResponse> get_oncall(ApiPorts& ports, const http::Request& request,
                                  const Caller& caller) {
    const auto directory = ports.directory.current();
    auto question = names_in(request);
    question.from = ports.clock.now();
    if (!request.query_value("at").empty()) {
        const auto at = instant_in(request, "at");
        if (!at) co_return std::unexpected(at.error());
        question.from = *at;
    }
    if (const auto fault = names_fault(*directory, question))
        co_return std::unexpected(refused_for(*fault));
    auto answer =
        co_await ports.workers.run([&] { return domain::on_call_answer(*directory, question); });
    domain::write_names(*answer.mutable_on_call(), names_for(ports, caller));
    co_return message_response(200, request, answer, Absent::shown);
}

awaitable<AnyResponse> get_shifts(ApiPorts& ports, const http::Request& request,
                                  const Caller& caller) {
    const auto directory = ports.directory.current();
    const auto question = period_in(request, *directory);
    if (!question) co_return std::unexpected(question.error());
    auto answer = co_await ports.workers.run(
        [directory, asked = *question] { return domain::shifts_answer(*directory, asked); });
    domain::write_names(*answer.mutable_shifts(), names_for(ports, caller));
    co_return co_await ports.workers.run(
        [&] { return message_response(200, request, answer, Absent::shown); });
}

awaitable<AnyResponse> get_coverage(ApiPorts& ports, const http::Request& request, const Caller&) {
    const auto directory = ports.directory.current();
    const auto question = period_in(request, *directory);
    if (!question) co_return std::unexpected(question.error());
    co_return co_await ports.workers.run([&] {
        return message_response(200, request, domain::coverage_answer(*directory, *question),
                                Absent::shown);
    });
}

awaitable<AnyResponse> get_fairness(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    const auto directory = ports.directory.current();
    const auto question = period_in(request, *directory);
    if (!question) co_return std::unexpected(question.error());
    auto answer =
        co_await ports.workers.run([&] { return domain::fairness_answer(*directory, *question); });
    domain::write_names(answer, names_for(ports, caller));
    co_return message_response(200, request, answer, Absent::shown);
}

}  // namespace

void add_on_call_routes(Routes& routes, ApiPorts& ports) {
    const auto add = [&](std::string pattern, std::vector<Role::Code> roles, auto answer) {
        routes.push_back(
            {http::Method::get, std::move(pattern), 0,
             for_roles(ports, std::move(roles),
                       [&ports, answer](const http::Request& request, const Caller& caller) {
                           return answer(ports, request, caller);
                       })});
    };
    const std::vector<Role::Code> everybody{Role::worker,  Role::responder, Role::coordinator,
                                            Role::steward, Role::admin,     Role::privacy};
    add("/v1/oncall", everybody, get_oncall);
    add("/v1/shifts", everybody, get_shifts);
    add("/v1/fairness", everybody, get_fairness);
    // Where nobody would come is not for everybody to know.
    add("/v1/coverage", {Role::coordinator, Role::admin}, get_coverage);
}

}  // namespace relais::gateway
