// Words planted in what must be sealed, or must not leave, are looked for as raw bytes in
// everything the service writes or sends: Redis' files, logs, messages, metrics, the feed, answer
// pages.
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/house.hpp"
#include "tests/system/promises.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

constexpr const char* note = "Zanzibarite sous le porche";
constexpr const char* her_words = "Quetzalcoatl m'a dit de partir";
constexpr const char* safe_contact = "Xylographe au dépanneur 418-555-0199";

std::string everything_in(const std::filesystem::path& folder) {
    std::string bytes;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (file.is_regular_file()) bytes += read_file(file.path());
    }
    return bytes;
}

// "label" → bytes; what a stranger, an operator or a thief of backups could hold.
std::map<std::string, std::string> outputs(House& house, const std::string& feed) {
    std::map<std::string, std::string> all{
        {"redis files", everything_in(house.redis().folder())},
        {"logs", house.logs()},
        {"messages", house.phones().bytes()},
        {"feed", feed},
        {"keys.db", read_file(house.folder() / "keys.db")},
    };
    for (const auto service : every_service) {
        const auto url = "http://127.0.0.1:" + std::to_string(house.metrics_port(service));
        const auto metrics = house.web().get(url + "/metrics");
        EXPECT_EQ(metrics.status, 200U) << name_of(service);
        all["metrics of " + name_of(service)] = metrics.body;
    }
    for (const auto& page : house.phones().all()) {
        if (!page.link.empty()) all["answer pages"] += house.web().get(page.link).body;
    }
    return all;
}

TEST(Planted, SealedWordsAreFoundNowhere) {
    House house;
    house.phones().want_everything();
    RawReply feed;
    std::jthread listener{[&] {
        feed = send_raw(house.port(),
                        "GET /v1/feed HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " +
                            house.token("coordinator") + "\r\n\r\n",
                        4'000ms);
    }};
    AlertText alert{.needs = {"immediate_care", "legal_help"}};
    alert.more = std::string{R"("note": ")"} + note + R"(", "herWords": ")" + her_words +
                 R"(", "safeContact": ")" + safe_contact + "\"";
    const auto id = house.raised_case(alert);
    const auto page = house.phones().first({.person = "health-1"}, 3'000ms);
    ASSERT_TRUE(page);
    EXPECT_EQ(house.answer(*page, "accept").status, 200U);
    (void)house.raise({.needs = {"no_such_need"}, .more = alert.more});
    EXPECT_TRUE(await_quiet(house.archive(), 5'000ms));
    listener.join();

    const auto all = outputs(house, feed.bytes);
    const std::vector<std::string> planted{
        "Zanzibarite",
        "Quetzalcoatl",
        "Xylographe",
        "418-555-0199",
        "Larochelle-Quidam",                      // a name on a card
        "/hook/health-1/first",                   // an address on a card
        Telephones::secret("health-1", "first"),  // and its secret
        house.token("worker"),
        house.token("admin"),  // bearer tokens are stored hashed
    };
    for (const auto& [where, bytes] : all) {
        for (const auto& word : planted) {
            const bool own_address = where == "messages" && word.starts_with("/hook/");
            if (own_address) continue;  // the receiver knows where it was called
            EXPECT_EQ(bytes.find(word), std::string::npos) << word << " is in the " << where;
        }
    }
    // The search would have found them: what is clear by design is found the same way.
    EXPECT_NE(all.at("redis files").find("immediate_care"), std::string::npos);
    EXPECT_NE(all.at("messages").find(page->code), std::string::npos);
    EXPECT_NE(all.at("feed").find(id), std::string::npos);
    // And who may read them, does.
    EXPECT_NE(house.read_case(id).body.find("covered"), std::string::npos);
    house.close();
}

}  // namespace
}  // namespace relais::system
