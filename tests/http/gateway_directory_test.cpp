// The directory, over HTTP.
#include <google/protobuf/util/json_util.h>

#include "common/domain/directory_change.hpp"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ADirectory : public GatewayTest {
protected:
    http::Answer put(const v1::DirectoryFile& file, const std::string& role = "admin") {
        std::string json;
        EXPECT_TRUE(google::protobuf::util::MessageToJsonString(file, &json).ok());
        return ask(http::Method::put, "/v1/directory", role, json);
    }
    v1::DirectoryFile read(const std::string& role) {
        v1::DirectoryFile file;
        const auto answer = get("/v1/directory", role);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &file).ok());
        return file;
    }
};

TEST_F(ADirectory, IsGivenBackWholeToTheAdministratorAndWithoutCardsToTheCoordinator) {
    auto back = read("admin");
    EXPECT_EQ(back.directory().revision(), 1u);
    back.mutable_directory()->clear_revision();
    EXPECT_EQ(back.directory().assurances_size(),
              domain::difference({}, back.directory()).put_size());
    back.mutable_directory()->clear_assurances();
    EXPECT_EQ(back.SerializeAsString(), directory_file().SerializeAsString());
    EXPECT_EQ(read("coordinator").cards_size(), 0);
    EXPECT_EQ(get("/v1/directory", "worker").status, 403u);
}

TEST_F(ADirectory, IsPutAgainAsANewRevision) {
    const auto first = read("admin");
    EXPECT_EQ(put(first).status, 200u);
    EXPECT_EQ(put(first).status, 200u);
    EXPECT_EQ(read("admin").directory().revision(), 3u);
    EXPECT_EQ(put(first, "coordinator").status, 403u);
}

TEST_F(ADirectory, WithFaultsIsRefusedWholeAndEachIsNamed) {
    auto file = directory_file();
    file.mutable_directory()->mutable_rosters(0)->set_zone("America/Atlantis");
    file.mutable_cards(0)->set_person("nobody");
    const auto answer = put(file);
    EXPECT_EQ(answer.status, 422u);
    EXPECT_EQ(text_at(answer, "code"), "directory_faulty");
    for (const auto* part : {"directory.rosters[0].zone", "America/Atlantis", "cards[0].person",
                             "\"nobody\"", "address_missing"})
        EXPECT_THAT(answer.body, HasSubstr(part));
    EXPECT_EQ(read("admin").directory().revision(), 1u);
}

TEST_F(ADirectory, KeepsNamesAndAddressesSealed) {
    redis::Settings settings;
    settings.unix_socket = redis_.socket();
    redis::Client client(process_->io.get_executor(), settings);
    const auto stored = run(client.call({"XRANGE", "{dir}:events:directory", "-", "+"}));
    ASSERT_TRUE(stored);
    ASSERT_EQ(stored->elements.size(), 1u);
    for (const auto& value : stored->elements[0].elements[1].elements) {
        EXPECT_THAT(value.text, Not(HasSubstr("Name of nadia")));
        EXPECT_THAT(value.text, Not(HasSubstr("telephone of nadia")));
    }
    client.stop();
}

}  // namespace
}  // namespace relais::gateway
