// What ends with a membership, at the instant at which it ends; who keeps the directory right, and
// who decides about memberships.
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "common/store/pause.hpp"
#include "relais/v1/directory_reading.pb.h"
#include "tests/http/gateway_house.hpp"
#include "tests/http/wire.hpp"
#include "tests/unit/coalition.hpp"

namespace relais::gateway {
namespace {

using google::protobuf::util::TimeUtil;
using http::testing::Wire;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::MembershipStep;

class AMember : public GatewayTest {
protected:
    AMember() : file_(directory_file()) {}

    static Instant now() {
        return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    }
    void wait(Duration time) {
        run([](Duration pause) -> boost::asio::awaitable<bool> {
            co_await store::pause(pause);
            co_return true;
        }(time));
    }
    v1::Organization& organization(const std::string& id) {
        return test::organization_of(*file_.mutable_directory(), id);
    }
    static std::string json(const google::protobuf::Message& message) {
        std::string text;
        EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &text).ok());
        return text;
    }
    template <class Answer>
    Answer told(const http::Answer& answer) {
        EXPECT_EQ(answer.status, 200u) << answer.body;
        Answer read;
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &read).ok());
        return read;
    }
    // The directory as a program puts it over a bare socket.
    [[nodiscard]] std::string put_request() const {
        const auto body = json(file_);
        return "PUT /v1/directory HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: "
               "application/json\r\nAuthorization: Bearer " +
               tokens_.at("admin") + "\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    }

    v1::DirectoryFile file_;
};

// Everybody of the office has an account; its admitted step is long past.
TEST_F(AMember, AndItsPeopleEndAtTheVeryInstant) {
    auto& office = organization("office");
    test::add_step(office, MembershipStep::admitted, now() - std::chrono::hours(24));
    const Instant end = now() + std::chrono::seconds(2);
    test::add_step(office, MembershipStep::ended, end);
    put_directory(file_);
    EXPECT_EQ(get("/v1/oncall", "worker").status, 200u);
    ASSERT_LT(now(), end) << "a slow machine";
    wait(end - now() + std::chrono::milliseconds(50));
    const auto refused = get("/v1/oncall", "worker");
    EXPECT_EQ(refused.status, 403u);
    EXPECT_EQ(text_at(refused, "code"), "membership_not_active");
    EXPECT_THAT(text_at(refused, "title"), HasSubstr("pas membre"));
    EXPECT_EQ(post("/v1/alerts", "worker", alert(test::alert_uuid)).status, 403u);
    EXPECT_EQ(get("/v1/oncall", "responder").status, 200u) << "she is of another organization";
    EXPECT_EQ(get("/v1/directory", "admin").status, 403u) << "an administrator of it as well";
}

TEST_F(AMember, IsKnownNoMoreOnceItsPersonHasLeftTheDirectory) {
    auto& people = *file_.mutable_directory()->mutable_people();
    for (const char* gone : {"wanda", "alice"})
        people.erase(std::ranges::find(people, gone, [](const auto& one) { return one.id(); }));
    auto& cards = *file_.mutable_cards();
    for (const char* gone : {"wanda", "alice"})
        cards.erase(std::ranges::find(cards, gone, [](const auto& one) { return one.person(); }));
    put_directory(file_);
    EXPECT_EQ(text_at(get("/v1/oncall", "worker"), "code"), "membership_not_active");
    EXPECT_EQ(get("/v1/oncall", "admin").status, 200u) << "who administers need not be in it";
}

TEST_F(AMember, ReadsNoMoreOfAStreamThatWasOpen) {
    auto& office = organization("office");
    test::add_step(office, MembershipStep::admitted, now() - std::chrono::hours(24));
    test::add_step(office, MembershipStep::suspended, now() - std::chrono::hours(1));
    // The administrator is of another house, and goes on.
    for (auto& person : *file_.mutable_directory()->mutable_people())
        if (person.id() == "alice") person.set_organization("coalition");
    const auto begun = std::chrono::steady_clock::now();
    run([](std::uint16_t port, boost::asio::io_context& io, std::string token,
           std::string put) -> boost::asio::awaitable<bool> {
        Wire reader(io, port);
        co_await reader.send("GET /v1/feed HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token +
                             "\r\n\r\n");
        EXPECT_THAT(co_await reader.read_until(": live"), HasSubstr("text/event-stream"));
        Wire writer(io, port);
        co_await writer.send(std::move(put));
        EXPECT_THAT(co_await writer.read_all(), HasSubstr("200 OK"));
        co_await reader.read_all();
        co_return true;
    }(gateway_->port(), process_->io, tokens_.at("other_worker"), put_request()));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5))
        << "at once, not at the next heartbeat";
}

TEST_F(AMember, TakesItsCalendarAddressesAlong) {
    file_.mutable_directory()->mutable_rosters(0)->set_organization("hospital");
    put_directory(file_);
    const auto path = [&](const std::string& subject) {
        const auto address = text_at(post("/v1/calendar-addresses", "admin", subject), "address");
        return address.substr(address.find("/calendar/"));
    };
    const auto hers = path(R"({"person":"nadia"})");
    const auto roster = path(R"({"roster":"roster-health-06"})");
    EXPECT_EQ(get(hers, "").status, 200u);
    EXPECT_EQ(get(roster, "").status, 200u);
    test::add_step(organization("hospital"), MembershipStep::suspended,
                   now() - std::chrono::hours(1));
    put_directory(file_);
    EXPECT_EQ(get(hers, "").status, 404u);
    EXPECT_EQ(get(roster, "").status, 404u);
    EXPECT_EQ(get(path(R"({"person":"lise"})"), "").status, 404u) << "of the hospital too";
    EXPECT_EQ(get(path(R"({"person":"ines"})"), "").status, 200u);
}

TEST_F(AMember, AnswersNoPageAnyMore) {
    const auto id = raise();
    const auto pick = first_pick(id);
    ASSERT_EQ(pick.person(), "nadia");
    test::add_step(organization("hospital"), MembershipStep::ended, now() - std::chrono::hours(1));
    put_directory(file_);
    const auto answer =
        post("/v1/cases/" + id + "/commands", "responder",
             R"({"commandId":"6a0d2c7e-6a35-4a0f-9f0c-0d5a3b0a1c12","answerPage":{"page":")" +
                 pick.page() + R"(","answer":"accept"}})");
    EXPECT_EQ(text_at(answer, "code"), "membership_not_active");
    // Her link says that it is over, and the need goes on with the coordination.
    const auto link = "/a/" + answer_token(secret_, pick.page());
    ask(http::Method::post, link, "", "answer=accept",
        {{"content-type", "application/x-www-form-urlencoded"}});
    await_event(id, "page_stood_down");
    for (const auto& entry : timeline(id).entries())
        EXPECT_NE(entry.event().page_answered().answer(), v1::Answer::accept);
}

// Nadia (the responder) speaks for the hospital, coralie (the coordinator) sits on the committee.
class AKeeper : public AMember {
protected:
    AKeeper() {
        auto& directory = *file_.mutable_directory();
        auto& criterion = *directory.add_criteria();
        criterion.set_id("charter");
        criterion.set_name_fr("Charte");
        criterion.set_name_en("Charter");
        auto& committee = *directory.add_committees();
        committee.set_id("members");
        committee.set_name_fr("Adhésions");
        committee.set_name_en("Memberships");
        committee.add_members("coralie");
        committee.add_scopes(v1::Scope::membership);
        organization("hospital").set_representative("nadia");
        put_directory(file_);
    }
    template <class Entry>
    http::Answer edit(const std::string& by, const Entry& entry, const std::string& query = {}) {
        v1::DirectoryEdit asked;
        put(asked, entry);
        asked.set_expected_revision(
            told<v1::FoundEntries>(get("/v1/directory/entries", "admin")).revision());
        return post("/v1/directory/changes" + query, by, json(asked));
    }
    static void put(v1::DirectoryEdit& asked, const v1::Organization& one) {
        *asked.add_put()->mutable_organization() = one;
    }
    static void put(v1::DirectoryEdit& asked, const v1::Person& one) {
        *asked.add_put()->mutable_person() = one;
    }
    v1::Person person(const std::string& id) {
        for (const auto& one : file_.directory().people())
            if (one.id() == id) return one;
        return {};
    }
};

TEST_F(AKeeper, TheRepresentativeChangesWhatIsHersAndNothingElse) {
    auto hospital = organization("hospital");
    hospital.set_name("Hôpital de nuit");
    EXPECT_EQ(edit("responder", hospital).status, 200u);
    auto omar = person("omar");
    omar.add_languages("es");
    EXPECT_EQ(edit("responder", omar).status, 200u);
    auto ines = person("ines");
    ines.add_languages("es");
    const auto refused = edit("responder", ines);
    EXPECT_EQ(refused.status, 403u);
    EXPECT_EQ(text_at(refused, "code"), "entry_not_hers");
    test::add_step(hospital, MembershipStep::admitted, now());
    EXPECT_EQ(edit("responder", hospital).status, 403u) << "nobody admits herself";
    EXPECT_EQ(get("/v1/directory/entries/person/omar", "responder").status, 200u);
    EXPECT_EQ(get("/v1/directory/entries/person/ines", "responder").status, 403u);
}

TEST_F(AKeeper, TheCommitteeAdmitsWhoMetEveryCriterion) {
    auto hospital = organization("hospital");
    test::add_step(hospital, MembershipStep::applied, now() - std::chrono::hours(2));
    test::add_step(hospital, MembershipStep::admitted, now() - std::chrono::hours(1));
    const auto faulty = edit("coordinator", hospital);
    EXPECT_EQ(faulty.status, 422u);
    EXPECT_THAT(faulty.body, HasSubstr("criterion_not_met"));
    EXPECT_THAT(faulty.body, HasSubstr("organizations[0].criteriaMet"));
    hospital.add_criteria_met("charter");
    EXPECT_EQ(edit("coordinator", hospital).status, 200u);
    EXPECT_EQ(edit("worker", hospital).status, 403u);
}

TEST_F(AKeeper, APreviewTellsWhatBecomesOfTheCover) {
    auto hospital = organization("hospital");
    test::add_step(hospital, MembershipStep::applied, now() - std::chrono::hours(2));
    const auto preview =
        told<v1::DirectoryEditAnswer>(edit("coordinator", hospital, "?preview=true"));
    EXPECT_FALSE(preview.done());
    ASSERT_GE(preview.gaps_new_size(), 1);
    EXPECT_EQ(preview.gaps_new(0).sector(), "health");
}

TEST_F(AKeeper, AddressesAreWrittenAndKeptWithoutBeingShown) {
    v1::DirectoryEdit asked;
    *asked.add_put()->mutable_person() = person("omar");
    auto& card = *asked.add_cards();
    card.set_person("omar");
    card.set_name("Omar Anew");
    for (const auto& way : person("omar").ways()) card.add_ways()->set_way(way.id());
    card.mutable_ways(0)->set_address("514 555-0111");
    asked.set_expected_revision(2);
    ASSERT_EQ(post("/v1/directory/changes", "responder", json(asked)).status, 200u);
    const auto whole = get("/v1/directory", "admin").body;
    EXPECT_THAT(whole, HasSubstr("Omar Anew"));
    EXPECT_THAT(whole, HasSubstr("514 555-0111"));
    EXPECT_THAT(whole, HasSubstr("telephone of omar")) << "the other way is as it was";
}

TEST_F(AKeeper, SeesWhatIsToBeConfirmedAndConfirmsIt) {
    const auto stale = [&](const std::string& by) {
        std::vector<std::string> lines;
        for (const auto& one : told<v1::StaleEntries>(get("/v1/directory/stale", by)).entries())
            lines.push_back(one.entry().kind() + "/" + one.entry().id());
        return lines;
    };
    EXPECT_THAT(stale("admin"), IsEmpty()) << "all of it was put just now";
    const auto assure = [&](const std::string& by, const std::string& kind, const std::string& id) {
        return post("/v1/directory/assurances", by,
                    R"({"entries":[{"kind":")" + kind + R"(","id":")" + id + R"("}]})");
    };
    const auto done = assure("responder", "person", "omar");
    EXPECT_EQ(done.status, 200u) << done.body;
    const auto whole = told<v1::DirectoryFile>(get("/v1/directory", "admin"));
    std::string by;
    for (const auto& one : whole.directory().assurances())
        if (one.kind() == "person" && one.id() == "omar") by = one.person();
    EXPECT_EQ(by, "nadia");
    EXPECT_EQ(text_at(assure("responder", "person", "ines"), "code"), "entry_not_hers");
    EXPECT_EQ(assure("admin", "person", "ines").status, 200u);
    EXPECT_EQ(assure("admin", "person", "ghost").status, 404u);
    EXPECT_EQ(post("/v1/directory/assurances", "admin", "{}").status, 400u);
}

TEST_F(AKeeper, DuesThatAreBehindAreListedAndChangeNothing) {
    *organization("police").mutable_dues_paid_until() = TimeUtil::SecondsToTimestamp(1'700'000'000);
    *organization("hospital").mutable_dues_paid_until() =
        TimeUtil::SecondsToTimestamp(1'600'000'000);
    *organization("office").mutable_dues_paid_until() = TimeUtil::SecondsToTimestamp(4'000'000'000);
    put_directory(file_);
    std::vector<std::string> behind;
    for (const auto& one :
         told<v1::DuesList>(get("/v1/directory/dues", "coordinator")).organizations())
        behind.push_back(one.organization() + " " + one.representative_name());
    EXPECT_THAT(behind, ElementsAre("hospital Name of nadia", "police "));
    EXPECT_EQ(get("/v1/directory/dues", "worker").status, 403u);
    EXPECT_EQ(get("/v1/oncall", "responder").status, 200u);
}

}  // namespace
}  // namespace relais::gateway
