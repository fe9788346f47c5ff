// Working with the directory over HTTP: searching it, changing an entry after a preview, and who
// changed what.
#include <google/protobuf/util/json_util.h>

#include "relais/v1/directory_reading.pb.h"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ADirectoryDesk : public GatewayTest {
protected:
    template <class Answer>
    Answer told(const http::Answer& answer) {
        EXPECT_EQ(answer.status, 200u) << answer.body;
        Answer read;
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &read).ok());
        return read;
    }
    std::vector<std::string> found(const std::string& query, const std::string& by) {
        std::vector<std::string> lines;
        for (const auto& entry :
             told<v1::FoundEntries>(get("/v1/directory/entries?" + query, by)).entries())
            lines.push_back(entry.entry().kind() + " " + entry.title());
        return lines;
    }
    // As the administrator writes it: nadia now speaks Spanish.
    std::string spanish(int revision) {
        v1::DirectoryEdit edit;
        const auto entry =
            told<v1::DirectoryEntry>(get("/v1/directory/entries/person/nadia", "admin"));
        *edit.add_put() = entry;
        edit.mutable_put(0)->mutable_person()->add_languages("es");
        edit.set_expected_revision(static_cast<std::uint64_t>(revision));
        edit.set_why("language_told");
        std::string json;
        EXPECT_TRUE(google::protobuf::util::MessageToJsonString(edit, &json).ok());
        return json;
    }
    v1::DirectoryHistory history(const std::string& query, const std::string& by = "coordinator") {
        return told<v1::DirectoryHistory>(get("/v1/directory/history" + query, by));
    }
};

TEST_F(ADirectoryDesk, FindsByWordsWhateverTheirCaseAndAccents) {
    EXPECT_THAT(found("q=NADIA&kind=person", "coordinator"), ElementsAre("person Name of nadia"));
    EXPECT_THAT(found("q=h%C3%89bergement+montreal&kind=roster", "coordinator"), Not(IsEmpty()));
    EXPECT_THAT(found("q=no-such-thing", "coordinator"), IsEmpty());
}

TEST_F(ADirectoryDesk, ShowsANameOnlyToWhoMaySeeIt) {
    EXPECT_THAT(found("q=name+of+nadia", "worker"), IsEmpty());
    for (const auto& line : found("kind=person", "worker"))
        EXPECT_THAT(line, Not(HasSubstr("Name of")));
    EXPECT_EQ(get("/v1/directory/entries", "").status, 401u);
    EXPECT_EQ(get("/v1/directory/entries/person/nadia", "worker").status, 403u);
}

TEST_F(ADirectoryDesk, ChangesAnEntryAfterAPreviewAndTellsWhoDidIt) {
    const auto preview = told<v1::DirectoryEditAnswer>(
        post("/v1/directory/changes?preview=true", "admin", spanish(0)));
    EXPECT_FALSE(preview.done());
    ASSERT_EQ(preview.changes_size(), 1);
    EXPECT_EQ(preview.changes(0).fields(0).after(), "es");
    const auto done =
        told<v1::DirectoryEditAnswer>(post("/v1/directory/changes", "admin", spanish(1)));
    EXPECT_TRUE(done.done());
    EXPECT_EQ(done.revision(), 2u);
    EXPECT_THAT(get("/v1/directory/entries/person/nadia", "coordinator").body, HasSubstr("\"es\""));
    const auto changes = history("?kind=person&id=nadia").changes();
    ASSERT_EQ(changes.size(), 2);
    EXPECT_EQ(changes[0].kind(), v1::EntryChange::changed);
    EXPECT_EQ(changes[0].role(), v1::Role::admin);
    EXPECT_EQ(changes[0].why(), "language_told");
    EXPECT_EQ(changes[1].kind(), v1::EntryChange::added);
    // Her card was not touched, and still opens.
    EXPECT_THAT(get("/v1/directory", "admin").body, HasSubstr("Name of nadia"));
}

TEST_F(ADirectoryDesk, GivesANewCardInThePlaceOfTheOneThatStands) {
    const auto body = R"({"expectedRevision":1,"put":[{"person":{"id":"nadia",
        "organization":"hospital","languages":["fr"],"ways":[{"id":"new","channel":"sandbox"}]}}],
        "cards":[{"person":"nadia","name":"Nadia Anew",
                  "ways":[{"way":"new","address":"514 555-0100"}]}]})";
    EXPECT_EQ(post("/v1/directory/changes", "admin", body).status, 200u);
    EXPECT_THAT(get("/v1/directory", "admin").body, HasSubstr("Nadia Anew"));
    EXPECT_THAT(found("q=anew", "coordinator"), ElementsAre("person Nadia Anew"));
}

TEST_F(ADirectoryDesk, IsRefusedWithEveryFaultAndWhenAnotherRevisionStands) {
    const auto faulty = post("/v1/directory/changes", "admin",
                             R"({"expectedRevision":1,"removed":[{"kind":"person","id":"nadia"},
                {"kind":"person","id":"nobody"}],"cards":[{"person":"ghost"}]})");
    EXPECT_EQ(faulty.status, 422u);
    EXPECT_THAT(faulty.body, HasSubstr("removed[1]"));
    EXPECT_THAT(faulty.body, HasSubstr("cards[0].person"));
    EXPECT_THAT(faulty.body, HasSubstr("rosters[0]")) << "a roster names her";
    EXPECT_EQ(post("/v1/directory/changes", "admin", spanish(7)).status, 409u);
    EXPECT_EQ(post("/v1/directory/changes", "admin", spanish(0)).status, 400u);
    EXPECT_EQ(post("/v1/directory/changes", "coordinator", spanish(1)).status, 403u);
    EXPECT_EQ(get("/v1/directory/entries/person/ghost", "admin").status, 404u);
    EXPECT_EQ(get("/v1/directory/entries/nothing/ghost", "admin").status, 404u);
    EXPECT_EQ(get("/v1/directory/history?before=x", "admin").status, 400u);
    EXPECT_EQ(history("").changes(0).revision(), 1u) << "nothing has changed";
}

}  // namespace
}  // namespace relais::gateway
