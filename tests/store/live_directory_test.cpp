// The directory in memory follows what is committed.
#include "common/store/live_directory.hpp"

#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

using store::Feed;
using store::LiveDirectory;

class Live : public StoreTest {
protected:
    // Puts a directory of one person, as the dispatcher would.
    void put(const std::string& person, bool faulty = false) {
        const Trigger trigger = taken("put " + person, "directory");
        v1::Event event;
        event.set_version(version + 1);
        event.set_command_id(trigger.command.command_id());
        auto& data = *event.mutable_directory_put()->mutable_directory();
        data.set_revision(version + 1);
        auto& organization = *data.add_organizations();
        organization.set_id("shelter");
        organization.set_name("La Halte");
        organization.set_sector(v1::Sector::shelter);
        auto& added = *data.add_people();
        added.set_id(person);
        added.set_organization(faulty ? "nobody" : "shelter");
        added.add_languages("fr");
        auto& way = *added.add_ways();
        way.set_id("w-" + person);
        way.set_channel(v1::Channel::sandbox);
        event.mutable_directory_put()->add_cards()->set_person(person);
        Commit commit = commit_of({trigger}, version, chain, 0, "directory");
        commit.events = {event};
        chain = good(store.commit(commit)).chain;
        ++version;
    }
    // Changes nothing but one person's languages.
    void change(const std::string& person, const std::string& language) {
        const Trigger trigger = taken("change " + std::to_string(version), "directory");
        v1::Event event;
        event.set_version(version + 1);
        event.set_command_id(trigger.command.command_id());
        auto& changed = *event.mutable_directory_changed()->mutable_change()->add_put();
        changed.mutable_person()->set_id(person);
        changed.mutable_person()->set_organization("shelter");
        changed.mutable_person()->add_languages(language);
        changed.mutable_person()->add_ways()->set_id("w-" + person);
        changed.mutable_person()->mutable_ways(0)->set_channel(v1::Channel::sandbox);
        Commit commit = commit_of({trigger}, version, chain, 0, "directory");
        commit.events = {event};
        chain = good(store.commit(commit)).chain;
        ++version;
    }
    void follow() {
        boost::asio::co_spawn(io, feed.run(), [](std::exception_ptr) {});
    }
    ~Live() override {
        feed.stop();
        blocking.stop();
        client.stop();
        io.restart();
        io.run_for(std::chrono::milliseconds(500));
    }

    Feed feed{blocking, {store::directory_partition()}};
    LiveDirectory directory{store, feed};
    std::uint64_t version = 0;
    std::string chain;
};

TEST_F(Live, IsEmptyAndNeverNullBeforeTheFirstPut) {
    good(directory.load());
    ASSERT_NE(directory.current(), nullptr);
    EXPECT_EQ(directory.current()->revision(), 0u);
    EXPECT_EQ(directory.card("p1"), nullptr);
}

TEST_F(Live, LoadsTheLastPut) {
    put("rose");
    put("anna");
    int changes = 0;
    directory.on_change([&] { ++changes; });
    good(directory.load());
    EXPECT_NE(directory.current()->person("anna"), nullptr);
    EXPECT_EQ(directory.current()->person("rose"), nullptr);
    ASSERT_NE(directory.card("anna"), nullptr);
    EXPECT_EQ(directory.card("anna")->command(), "put anna");
    EXPECT_EQ(directory.card("rose"), nullptr);
    good(directory.load());
    EXPECT_EQ(changes, 1) << "loading the same again is no change";
}

TEST_F(Live, FoldsChangesOnWhatItHasAndFromTheLastWholeOneWhenItStarts) {
    put("rose");
    change("rose", "es");
    good(directory.load());
    EXPECT_EQ(directory.current()->person("rose")->languages(0), "es");
    change("rose", "ar");
    put("anna");
    change("anna", "cr");
    good(directory.load());
    EXPECT_EQ(directory.current()->revision(), 5u);
    EXPECT_EQ(directory.current()->person("rose"), nullptr);
    EXPECT_EQ(directory.current()->person("anna")->languages(0), "cr");
    EXPECT_EQ(directory.card("anna")->command(), "put anna");
}

TEST_F(Live, IsMadeAnewForNewTzDataAndSaysSo) {
    put("rose");
    good(directory.load());
    int changes = 0;
    directory.on_change([&] { ++changes; });
    const domain::DirectoryPtr held = directory.current();
    directory.renew();
    EXPECT_NE(directory.current(), held);
    EXPECT_EQ(directory.current()->revision(), 1u);
    EXPECT_NE(directory.current()->person("rose"), nullptr);
    EXPECT_NE(directory.card("rose"), nullptr);
    EXPECT_EQ(changes, 1);
}

TEST_F(Live, FollowsTheFeedAndKeepsWhatSomebodyHolds) {
    put("rose");
    good(directory.load());
    follow();
    const domain::DirectoryPtr held = directory.current();
    put("anna");
    run_until(io, [this] { return directory.current()->revision() == 2; });
    EXPECT_NE(held->person("rose"), nullptr);
}

TEST_F(Live, ReadsAgainWhenTheFeedMayHaveMissedAPut) {
    good(directory.load());
    put("rose");  // nobody follows yet
    follow();
    run_until(io, [this] { return directory.current()->revision() == 1; });
    server.kill_9();
    run_until(io, [this] { return !blocking.connected() && !client.connected(); });
    server.start();
    run_until(io, [this] { return client.connected(); });
    put("anna");
    run_until(io, [this] { return directory.current()->revision() == 2; });
}

TEST_F(Live, KeepsTheLastGoodOneWhenTheNewOneCannotBeUsed) {
    put("rose");
    good(directory.load());
    put("anna", true);
    const auto loaded = run(directory.load());
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, FaultCode::corrupt);
    EXPECT_NE(directory.current()->person("rose"), nullptr);
}

}  // namespace
}  // namespace relais::test
