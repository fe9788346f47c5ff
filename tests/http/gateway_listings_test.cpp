// Listings of the field over HTTP: put, found, read, assured, exported; what each may see, in every
// answer and on every screen.
#include <google/protobuf/util/json_util.h>

#include "common/hsds/packages.hpp"
#include "common/store/pause.hpp"
#include "common/store/store.hpp"
#include "relais/v1/listing.pb.h"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> levels{"public", "members", "restricted", "hidden"};

class GatewayListings : public GatewayTest {
protected:
    GatewayListings() {
        account("own", "ines", "night-shelter");
        account("elsewhere", "walid", "hospital");
    }

    void account(const std::string& name, const std::string& person,
                 const std::string& organization) {
        redis::Settings settings;
        settings.unix_socket = redis_.socket();
        redis::Client client(process_->io.get_executor(), settings);
        v1::Account one;
        one.set_person(person);
        one.set_organization(organization);
        one.add_roles(v1::Role::worker);
        const auto token = run(make_account(client, entropy_, one));
        client.stop();
        ASSERT_TRUE(token);
        tokens_[name] = *token;
    }

    static void field(v1::ListingRow& row, const std::string& name, const std::string& value) {
        hsds::set_field(row, name, value);
    }
    static v1::ListingRow& row(v1::Listing& listing, const std::string& table,
                               const std::string& id, const std::string& above = {}) {
        auto& made = *listing.add_rows();
        made.set_table(table);
        made.set_id(id);
        if (!above.empty())
            field(made, above.substr(0, above.find('=')), above.substr(above.find('=') + 1));
        return made;
    }

    // A house with a place at each level, everything confidential in it called SECRET-<level>.
    static v1::Listing house(const std::string& name = "Maison Étoile") {
        v1::Listing listing;
        listing.set_id("o1");
        field(row(listing, "organization", "o1"), "name", name);
        field(row(listing, "service", "s1", "organization_id=o1"), "name", "Accueil de nuit");
        for (const auto& level : levels) {
            const auto secret = "SECRET-" + level;
            auto& place = row(listing, "location", "l-" + level, "organization_id=o1");
            field(place, "name", secret);
            field(place, "confidentiality", level);
            field(place, "front_gate", "l-public");
            field(row(listing, "address", "a-" + level, "location_id=l-" + level), "city", secret);
            field(row(listing, "phone", "p-" + level, "location_id=l-" + level), "number", secret);
            field(row(listing, "schedule", "h-" + level, "location_id=l-" + level), "description",
                  secret);
            field(row(listing, "metadata", "m-" + level, "resource_id=l-" + level),
                  "previous_value", secret);
            field(row(listing, "attribute", "t-" + level, "link_id=a-" + level), "value", secret);
            auto& at = row(listing, "service_at_location", "x-" + level, "service_id=s1");
            field(at, "location_id", "l-" + level);
            field(at, "description", secret);
        }
        return listing;
    }

    http::Answer put(const std::string& role, const v1::Listing& listing,
                     const std::string& organization = {},
                     std::optional<std::uint64_t> version = {}) {
        v1::ListingChange change;
        *change.mutable_listing() = listing;
        change.set_organization(organization);
        if (version) change.set_expected_version(*version);
        std::string json;
        EXPECT_TRUE(google::protobuf::util::MessageToJsonString(change, &json).ok());
        return ask(http::Method::put, "/v1/listings/" + listing.id(), role, json);
    }
    v1::FoundListings find(const std::string& role, const std::string& query = {}) {
        const auto answer = get("/v1/listings" + query, role);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        v1::FoundListings found;
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &found).ok());
        return found;
    }
    // Everything that the service tells somebody about listings.
    std::string everything(const std::string& role, const std::string& level = {}) {
        std::string all;
        for (const auto* path : {"/v1/listings?level=", "/v1/listings?stale=true&level=",
                                 "/v1/listings?q=SECRET&level=", "/v1/listings/export?level=",
                                 "/v1/listings/export?form=csv&level=",
                                 "/v1/listings/export?form=csv&file=phone.csv&level="}) {
            const auto answer = get(path + level, role);
            EXPECT_EQ(answer.status, 200u) << path;
            all += answer.body;
        }
        if (!level.empty()) return all;  // what follows is as much as she may see
        for (const auto* path :
             {"/v1/listings/o1", "/listings", "/listings?q=secret", "/listings/o1"}) {
            const auto answer = get(path, role);
            EXPECT_EQ(answer.status, 200u) << path;
            all += answer.body;
        }
        return all;
    }
    void expect_secrets(const std::string& text, std::size_t up_to) {
        for (std::size_t i = 0; i < levels.size(); ++i)
            EXPECT_EQ(text.contains("SECRET-" + levels[i]), i < up_to) << levels[i];
    }
};

TEST_F(GatewayListings, NothingAboveHerLevelIsInAnyAnswer) {
    ASSERT_EQ(put("admin", house(), "night-shelter").status, 200u);
    const std::map<std::string, std::size_t> seen{{"worker", 2},    {"elsewhere", 2},
                                                  {"responder", 2}, {"coordinator", 3},
                                                  {"admin", 4},     {"own", 4}};
    for (const auto& [role, up_to] : seen) {
        SCOPED_TRACE(role);
        expect_secrets(everything(role), up_to);
        for (std::size_t i = 0; i < levels.size(); ++i)
            expect_secrets(everything(role, levels[i]), std::min(i + 1, up_to));
    }
    EXPECT_EQ(find("worker", "?q=SECRET-hidden").listings_size(), 0);
    EXPECT_EQ(find("own", "?q=secret-hidden").listings_size(), 1);
    for (const auto* path : {"/v1/listings", "/v1/listings/o1", "/v1/listings/export"})
        EXPECT_EQ(get(path, "").status, 401u) << path;
}

TEST_F(GatewayListings, AMemberOfACommitteeSeesWhatIsRestricted) {
    ASSERT_EQ(put("admin", house(), "night-shelter").status, 200u);
    auto file = directory_file();
    auto& committee = *file.mutable_directory()->add_committees();
    committee.set_id("resources");
    committee.set_name_fr("Comité des ressources");
    committee.set_name_en("Committee of resources");
    committee.add_members("nadia");
    committee.add_scopes(v1::Scope::restricted_listings);
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(file, &json).ok());
    const auto done = ask(http::Method::put, "/v1/directory", "admin", json);
    ASSERT_EQ(done.status, 200u) << done.body;
    for (int i = 0; i < 100 && find("responder").listings(0).caller() != 3; ++i)
        run([]() -> boost::asio::awaitable<bool> {
            co_await store::pause(std::chrono::milliseconds(10));
            co_return true;
        }());
    expect_secrets(everything("responder"), 3);
}

TEST_F(GatewayListings, PuttingTheSameAgainChangesNothing) {
    EXPECT_EQ(text_at(put("coordinator", house()), "outcome"), "created");
    EXPECT_EQ(text_at(put("coordinator", house()), "outcome"), "unchanged");
    EXPECT_EQ(text_at(put("admin", house("Maison Lune")), "outcome"), "changed");
    EXPECT_EQ(find("admin", "?q=lune").listings(0).version(), 2u);
    EXPECT_EQ(text_at(put("admin", house("Maison Soleil"), {}, 1), "code"), "listing_moved_on");
    EXPECT_EQ(put("admin", house("Maison Soleil"), {}, 2).status, 200u);
}

TEST_F(GatewayListings, IsFoundWithoutAccentsByWhatShows) {
    ASSERT_EQ(put("admin", house()).status, 200u);
    for (const auto* query : {"?q=maison%20etoile", "?q=NUIT%20%C3%A9toile", ""}) {
        const auto found = find("worker", query);
        ASSERT_EQ(found.listings_size(), 1) << query;
        EXPECT_EQ(found.listings(0).title(), "Maison Étoile");
        EXPECT_EQ(found.listings(0).services(0), "Accueil de nuit");
        EXPECT_EQ(found.listings(0).level(), v1::Confidentiality::members);
        EXPECT_FALSE(found.listings(0).stale());
        EXPECT_FALSE(found.listings(0).may_change());
    }
    EXPECT_EQ(find("worker", "?q=maison%20soleil").listings_size(), 0);
    EXPECT_EQ(get("/v1/listings?level=secret", "worker").status, 400u);
    EXPECT_EQ(get("/v1/listings?stale=perhaps", "worker").status, 400u);
    EXPECT_EQ(get("/v1/listings/export?form=xml", "worker").status, 400u);
    EXPECT_EQ(text_at(get("/v1/listings/o9", "worker"), "code"), "listing_unknown");
}

TEST_F(GatewayListings, OnlyItsOwnersAndWhoSteersChangeIt) {
    EXPECT_EQ(text_at(put("elsewhere", house(), "night-shelter"), "code"),
              "listing_of_someone_else");
    EXPECT_EQ(put("worker", house()).status, 403u);
    EXPECT_EQ(put("own", house()).status, 200u);
    EXPECT_EQ(find("own").listings(0).organization(), "night-shelter");
    EXPECT_TRUE(find("own").listings(0).may_change());
    EXPECT_EQ(put("elsewhere", house("x"), "hospital").status, 403u);
    EXPECT_EQ(post("/v1/listings/o1/removal", "elsewhere", {}).status, 403u);
    EXPECT_EQ(post("/v1/listings/o1/assurance", "elsewhere", {}).status, 403u);
    EXPECT_EQ(post("/v1/listings/o1/removal", "own", {}).status, 200u);
    EXPECT_EQ(find("own").listings_size(), 0);
    EXPECT_EQ(text_at(post("/v1/listings/o1/assurance", "own", {}), "code"), "listing_unknown");
}

TEST_F(GatewayListings, AChangeByWhoDoesNotSeeEverythingLosesNothing) {
    ASSERT_EQ(put("admin", house(), "night-shelter").status, 200u);
    v1::ListingReading seen;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                    get("/v1/listings/o1", "coordinator").body, &seen)
                    .ok());
    hsds::set_field(*seen.mutable_listing()->mutable_rows(0), "name", "Maison Lune");
    EXPECT_EQ(put("coordinator", seen.listing(), "night-shelter").status, 200u);
    expect_secrets(everything("admin"), 4);
    EXPECT_THAT(everything("admin"), HasSubstr("Maison Lune"));
    expect_secrets(everything("coordinator"), 3);
}

TEST_F(GatewayListings, WhatIsOldIsToldUntilSomebodyAssuresIt) {
    auto listing = house();
    field(*listing.mutable_rows(1), "assured_date", "2020-01-01");
    field(*listing.mutable_rows(1), "assurer_email", "someone@example.com");
    ASSERT_EQ(put("own", listing).status, 200u);
    const auto old = find("worker", "?stale=true");
    ASSERT_EQ(old.listings_size(), 1);
    EXPECT_EQ(old.listings(0).assured_by(), "someone@example.com");
    EXPECT_THAT(get("/listings", "own").body, HasSubstr("Maison Étoile"));
    EXPECT_EQ(post("/v1/listings/o1/assurance", "own", {}).status, 200u);
    EXPECT_EQ(find("worker", "?stale=true").listings_size(), 0);
    EXPECT_EQ(find("coordinator").listings(0).assured_by(), "Name of ines");
}

TEST_F(GatewayListings, TakesAnOrganizationAsTheStandardsJsonHasIt) {
    const std::string good =
        R"({"id":"o1","name":"Maison","description":"Une maison","services":[)"
        R"({"id":"s1","name":"Accueil","status":"active","phones":[)"
        R"({"id":"p1","number":"514 555-0123","confidentiality":"public"}]}]})";
    const auto done = ask(http::Method::put, "/v1/listings/o1?source=211", "coordinator", good);
    EXPECT_EQ(done.status, 200u) << done.body;
    EXPECT_EQ(find("worker").listings(0).source(), "211");
    auto again = hsds::read_json_text(get("/v1/listings/export", "worker").body, "export");
    EXPECT_EQ(again.rows.size(), 3u);
    hsds::inspect(again);
    EXPECT_TRUE(again.faults.empty());
    const std::string bad = R"({"id":"o1","name":"Maison","description":"d","locations":[)"
                            R"({"id":"l1","location_type":"physical","latitude":200}]})";
    const auto refused = ask(http::Method::put, "/v1/listings/o1", "coordinator", bad);
    EXPECT_EQ(refused.status, 422u);
    EXPECT_EQ(text_at(refused, "code"), "listing_faulty");
    EXPECT_THAT(refused.body, HasSubstr("coordinates_out_of_range"));
    EXPECT_EQ(ask(http::Method::put, "/v1/listings/o2", "coordinator", good).status, 400u);
    auto twice = house();
    *twice.add_rows() = twice.rows(0);
    EXPECT_THAT(put("admin", twice).body, HasSubstr("id_twice"));
    EXPECT_EQ(ask(http::Method::put, "/v1/listings/o1", "admin",
                  "{\"id\":\"" + std::string(1 << 20, 'x') + "\"}")
                  .status,
              413u);
}

TEST_F(GatewayListings, AnotherGatewayReadsThemAgain) {
    ASSERT_EQ(put("admin", house(), "night-shelter").status, 200u);
    ASSERT_EQ(post("/v1/listings/o1/assurance", "own", {}).status, 200u);
    run([](Gateway& gateway) -> boost::asio::awaitable<bool> {
        co_await gateway.stop();
        co_return true;
    }(*gateway_));
    gateway_ = std::make_unique<Gateway>(*process_, secret_);
    ASSERT_TRUE(run(gateway_->start()));
    for (int i = 0; i < 200 && find("own").reading(); ++i)
        run([]() -> boost::asio::awaitable<bool> {
            co_await store::pause(std::chrono::milliseconds(5));
            co_return true;
        }());
    ASSERT_EQ(find("own").listings_size(), 1);
    EXPECT_EQ(find("own").listings(0).version(), 2u);
    expect_secrets(everything("own"), 4);
    expect_secrets(everything("worker"), 2);
}

TEST_F(GatewayListings, NothingConfidentialStandsInRedis) {
    ASSERT_EQ(put("admin", house(), "night-shelter").status, 200u);
    redis::Settings settings;
    settings.unix_socket = redis_.socket();
    redis::Client client(process_->io.get_executor(), settings);
    store::Store kept(client, secret_);
    const auto all = run(kept.listings());
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 1u);
    const auto history = run(kept.load(all->front()));
    ASSERT_TRUE(history);
    for (const auto& event : history->events)
        EXPECT_THAT(event.SerializeAsString(), Not(HasSubstr("SECRET")));
    EXPECT_THAT(all->front(), Not(HasSubstr("o1")));
    client.stop();
}

}  // namespace
}  // namespace relais::gateway
