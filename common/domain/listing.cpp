#include "common/domain/listing.hpp"

#include "common/base/check.hpp"
#include "common/base/ids.hpp"

namespace relais::domain {
namespace {

bool steers(const v1::Actor& actor) {
    return actor.role() == v1::Role::coordinator || actor.role() == v1::Role::admin;
}

bool may_change(const v1::Actor& actor, const std::string& organization) {
    return steers(actor) || (!organization.empty() && actor.organization() == organization);
}

Decision no(v1::Rejection::Code why) { return std::unexpected(why); }

}  // namespace

std::string listing_of(std::string_view id) {
    return "listing/" + name_uuid("listing/" + std::string(id));
}

Decision decide(const ListingState& state, const v1::Command& command, Instant now,
                const Directory&) {
    v1::Event event;
    event.set_version(state.version + 1);
    event.set_now_ms(to_ms(std::max(now, state.last_now)));
    event.set_command_id(command.command_id());
    *event.mutable_actor() = command.actor();
    if (command.has_put_listing()) {
        const auto& put = command.put_listing();
        if (!may_change(command.actor(), put.organization()) ||
            (state.stands && !may_change(command.actor(), state.organization)))
            return no(v1::Rejection::listing_of_someone_else);
        if (state.stands && state.digest == put.digest() &&
            state.organization == put.organization() && state.source == put.source())
            return std::vector<v1::Event>{};
        if (put.has_expected_version() && put.expected_version() != state.version)
            return no(v1::Rejection::listing_moved_on);
        *event.mutable_listing_put()->mutable_put() = put;
        return std::vector{std::move(event)};
    }
    const bool removes = command.has_remove_listing();
    if (!removes && !command.has_assure_listing())
        return no(v1::Rejection::command_not_for_this_aggregate);
    if (!state.stands) return no(v1::Rejection::listing_unknown);
    if (!may_change(command.actor(), state.organization))
        return no(v1::Rejection::listing_of_someone_else);
    if (removes)
        event.mutable_listing_removed()->set_why(command.remove_listing().why());
    else
        event.mutable_listing_assured();
    return std::vector{std::move(event)};
}

ListingState evolve(ListingState state, const v1::Event& event) {
    check(event.version() == state.version + 1, "events are folded in order");
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    if (event.has_listing_put()) {
        const auto& put = event.listing_put().put();
        state.stands = true;
        state.digest = put.digest();
        state.organization = put.organization();
        state.source = put.source();
        state.put = state.last_now;
        state.assured = {};
        state.assured_by.clear();
    } else if (event.has_listing_assured()) {
        state.assured = state.last_now;
        state.assured_by = event.actor().person();
    } else {
        check(event.has_listing_removed(), "an event of another aggregate");
        ListingState gone;
        gone.aggregate = std::move(state.aggregate);
        gone.version = state.version;
        gone.last_now = state.last_now;
        return gone;
    }
    return state;
}

std::map<std::string, Instant> deadlines(const ListingState&) { return {}; }

}  // namespace relais::domain
