#include "services/gateway/beds_desk.hpp"

#include "common/base/ids.hpp"
#include "common/domain/assignment.hpp"
#include "services/gateway/problem.hpp"
#include "services/gateway/sessions.hpp"

namespace relais::gateway {
namespace {

using v1::Role;

Refused forbidden(std::string detail = {}) {
    return {.status = 403, .code = "forbidden", .detail = std::move(detail)};
}

bool steers(const v1::Account& by) {
    return has_role(by, Role::coordinator) || has_role(by, Role::admin);
}

bool works_for(const v1::Account& by, const std::string& organization) {
    return (has_role(by, Role::worker) || has_role(by, Role::responder)) && !organization.empty() &&
           by.organization() == organization;
}

Answered<void> check_command(const v1::Command& command) {
    const auto no = [](std::string detail) {
        return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = std::move(detail)});
    };
    if (command.command_id().empty())
        return std::unexpected(
            Refused{.status = 400, .code = "missing_field", .detail = "commandId"});
    if (!canonical_uuid(command.command_id())) return no("commandId: a UUID");
    if (!command.aggregate().empty()) return no("aggregate: the service writes it");
    if (command.has_actor()) return no("actor: the service writes it");
    if (command.issued_ms() != 0) return no("issuedMs: the service writes it");
    if (!command.has_tell_beds() && !command.has_hold_bed() && !command.has_confirm_hold() &&
        !command.has_release_hold())
        return std::unexpected(forbidden("tellBeds, holdBed, confirmHold or releaseHold"));
    return {};
}

Role::Code role_of(const v1::Account& by) {
    for (const auto role : {Role::coordinator, Role::admin, Role::responder})
        if (has_role(by, role)) return role;
    return Role::worker;
}

}  // namespace

awaitable<Answered<v1::Beds>> BedsDesk::read(v1::Account by) {
    const auto directory = directory_.current();
    v1::Beds beds;
    for (const auto& organization : directory->data().organizations()) {
        const auto& id = organization.id();
        if (organization.sector() != v1::Sector::shelter || (!steers(by) && !works_for(by, id)))
            continue;
        if (const auto fresh = co_await known_.read_beds(id); !fresh)
            co_return std::unexpected(refused_for(fresh.error()));
        *beds.add_shelters() = domain::beds_answer(known_.beds(id));
        beds.mutable_shelters()->rbegin()->set_name(organization.name());
    }
    co_return beds;
}

awaitable<Answered<v1::BedPlan>> BedsDesk::plan(v1::BedPlanQuestion question, v1::Account by,
                                                runtime::WorkerPool& workers) {
    const auto beds = co_await read(std::move(by));
    if (!beds) co_return std::unexpected(beds.error());
    if (planning_)
        co_return std::unexpected(Refused{.status = 503, .code = "overloaded", .retry_after_s = 1});
    planning_ = true;
    auto plan =
        co_await workers.run([&question, &beds] { return domain::plan_beds(question, *beds); });
    planning_ = false;
    if (!plan)
        co_return std::unexpected(
            Refused{.status = 400,
                    .code = "invalid_field",
                    .detail = "guests: 1 to 200, each named once, in one group at most"});
    co_return std::move(*plan);
}

awaitable<Answered<std::uint64_t>> BedsDesk::command(std::string organization, v1::Command command,
                                                     v1::Account by) {
    if (auto good = check_command(command); !good) co_return std::unexpected(good.error());
    if (by.person().empty() || (!steers(by) && !works_for(by, organization)))
        co_return std::unexpected(forbidden());
    if (command.has_hold_bed() && !has_role(by, Role::coordinator))
        co_return std::unexpected(forbidden("holdBed"));
    const auto hash = secret_.hash(
        "beds command", by.person() + "\n" + organization + "\n" + command.SerializeAsString());
    command.set_command_id("api/" + *canonical_uuid(command.command_id()));
    command.set_aggregate(domain::beds_of(organization));
    command.mutable_actor()->set_role(role_of(by));
    command.mutable_actor()->set_person(by.person());
    command.mutable_actor()->set_organization(by.organization());
    command.set_issued_ms(to_ms(clock_.now()));
    const auto decided = co_await submitter_.submit(std::move(command), std::string(as_text(hash)));
    if (!decided) co_return std::unexpected(decided.error());
    if (!decided->decided)
        co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 1});
    co_return decided->version;
}

}  // namespace relais::gateway
