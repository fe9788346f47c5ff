// Who would be called for an alert, on every rung and why: a rehearsal on the directory as it
// stands, with the beds that are free and those who were called lately. Nobody is called, and
// nothing of it is kept.
#include "services/gateway/api_match.hpp"

#include "common/base/ids.hpp"
#include "common/domain/rehearsal.hpp"
#include "common/domain/rules.hpp"
#include "services/gateway/alert_check.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/screens/match_words.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

struct Question {
    v1::OpenCase alert;
    v1::Actor by;
    Instant at{};
};

Answered<Question> question_of(ApiPorts& ports, const http::Request& request, const Caller& caller,
                               const domain::Directory& directory) {
    v1::MatchQuestion asked;
    if (auto read = read_body(request, asked); !read) return std::unexpected(read.error());
    const Instant now = ports.clock.now();
    // What is only rehearsed needs no id of its own.
    if (asked.alert().alert_id().empty())
        asked.mutable_alert()->set_alert_id(name_uuid("rehearsal"));
    if (auto good = check_alert(asked.alert(), directory, now); !good)
        return std::unexpected(good.error());
    Question question;
    question.at = asked.has_at() ? domain::instant_of(asked.at()) : now;
    question.by.set_role(Role::worker);
    question.by.set_person(asked.raised_by().empty() ? caller.account.person() : asked.raised_by());
    if (const auto* person = directory.person(question.by.person()))
        question.by.set_organization(person->organization());
    else if (!asked.raised_by().empty())
        return std::unexpected(
            Refused{.status = 422, .code = "person_unknown", .detail = "raisedBy"});
    question.alert = domain::open_case_of(asked.alert(), question.by.person());
    return question;
}

awaitable<AnyResponse> post_match(ApiPorts& ports, const http::Request& request,
                                  const Caller& caller) {
    const auto directory = ports.directory.current();
    const auto question = question_of(ports, request, caller, *directory);
    if (!question) co_return std::unexpected(question.error());
    auto known = co_await known_at(ports, question->at);
    if (!known) co_return std::unexpected(known.error());
    auto answer =
        co_await ports.workers.run([directory, asked = *question, known = std::move(*known)] {
            return domain::rehearse(asked.alert, asked.by, *directory, asked.at, known);
        });
    if (!answer) co_return std::unexpected(refused_for(answer.error()));
    write_names(*answer, [&](const std::string& person) { return ports.desk.name_of(person); });
    const auto& zone = directory->territory(question->alert.territory())->zone();
    write_words(ports.words, language_for(request, caller.account.language()), *directory, zone,
                *answer);
    co_return message_response(200, request, *answer, Absent::shown);
}

}  // namespace

awaitable<Answered<domain::Known>> known_at(ApiPorts& ports, Instant at) {
    constexpr std::chrono::minutes just_now{1};
    const Instant now = ports.clock.now();
    if (at + just_now < now) co_return domain::Known{};
    const auto directory = ports.directory.current();
    auto read = co_await ports.known.read_load(now);
    if (read) read = co_await ports.known.read_all_beds(store::shelters_of(*directory));
    if (!read) co_return std::unexpected(refused_for(read.error()));
    co_return ports.known.now();
}

void add_match_routes(Routes& routes, ApiPorts& ports) {
    routes.push_back({http::Method::post, "/v1/match", ports.config.command_bytes_max,
                      for_roles(ports, {Role::coordinator, Role::admin},
                                [&ports](const http::Request& request, const Caller& caller) {
                                    return post_match(ports, request, caller);
                                })});
}

}  // namespace relais::gateway
