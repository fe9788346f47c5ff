// What opens a seal, and what does not.
#include "common/store/sealing.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/store/cards.hpp"

namespace relais::test {
namespace {

using store::KeyRing;
using store::SealContext;

class Sealing : public ::testing::Test {
protected:
    Sealing() {
        std::string name = std::filesystem::temp_directory_path() / "relais-keys-XXXXXX";
        folder = mkdtemp(name.data());
    }
    ~Sealing() override { std::filesystem::remove_all(folder); }

    std::unique_ptr<KeyRing> ring() {
        auto opened = KeyRing::open(file());
        if (!opened) throw std::runtime_error(opened.error().cause);
        return std::move(*opened);
    }
    std::filesystem::path file() const { return folder / "keys.db"; }
    static std::string all_bytes(const std::filesystem::path& folder) {
        std::string all;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream in(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(in), {});
        }
        return all;
    }

    std::filesystem::path folder;
    const SealContext context{"case/1", "command", "note"};
};

TEST_F(Sealing, OpensWhatItSealed) {
    const auto keys = ring();
    const std::uint64_t key = *keys->take_key();
    const std::string clear("elle attend\0 au métro", 22);
    const v1::Sealed sealed = *keys->seal(key, context, clear);
    EXPECT_EQ(*keys->open(sealed, context), clear);
    EXPECT_EQ(sealed.box().find("attend"), std::string::npos);
    EXPECT_EQ(*keys->open(*keys->seal(key, context, ""), context), "");
}

TEST_F(Sealing, TheSameTextTwiceLooksDifferent) {
    const auto keys = ring();
    const std::uint64_t key = *keys->take_key();
    EXPECT_NE(keys->seal(key, context, "a")->box(), keys->seal(key, context, "a")->box());
}

TEST_F(Sealing, ABoxMovedToAnotherPlaceDoesNotOpen) {
    const auto keys = ring();
    const v1::Sealed sealed = *keys->seal(*keys->take_key(), context, "a");
    for (const SealContext& elsewhere :
         {SealContext{"case/2", "command", "note"}, SealContext{"case/1", "another", "note"},
          SealContext{"case/1", "command", "her_words"},
          SealContext{"case/1c", "ommand", "note"}}) {
        const auto opened = keys->open(sealed, elsewhere);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, FaultCode::corrupt);
    }
}

TEST_F(Sealing, ADamagedBoxDoesNotOpen) {
    const auto keys = ring();
    const v1::Sealed sealed = *keys->seal(*keys->take_key(), context, "a");
    for (std::size_t at = 0; at < sealed.box().size(); ++at) {
        v1::Sealed damaged = sealed;
        (*damaged.mutable_box())[at] = static_cast<char>((*damaged.mutable_box())[at] ^ 1);
        EXPECT_FALSE(keys->open(damaged, context)) << at;
    }
    v1::Sealed cut = sealed;
    cut.mutable_box()->resize(10);
    EXPECT_FALSE(keys->open(cut, context));
    v1::Sealed other_key = sealed;
    other_key.set_key(*keys->take_key());
    EXPECT_FALSE(keys->open(other_key, context));
}

TEST_F(Sealing, ADestroyedKeyOpensNothingAnywhere) {
    const auto keys = ring();
    const auto other_process = ring();
    const std::uint64_t key = *keys->take_key();
    const v1::Sealed sealed = *keys->seal(key, context, "a");
    ASSERT_TRUE(other_process->open(sealed, context));
    ASSERT_TRUE(keys->destroy(key));
    EXPECT_FALSE(keys->open(sealed, context));
    EXPECT_FALSE(other_process->open(sealed, context));
    EXPECT_FALSE(keys->seal(key, context, "b"));
}

// How often 32 bytes of these files open the box: what a thief with the disk would try.
int openings(const std::string& files, const v1::Sealed& sealed, const std::string& bound) {
    const auto* box = reinterpret_cast<const unsigned char*>(sealed.box().data());
    const auto* bytes = reinterpret_cast<const unsigned char*>(files.data());
    const auto* data = reinterpret_cast<const unsigned char*>(bound.data());
    std::string clear(sealed.box().size(), '\0');
    int found = 0;
    for (std::size_t at = 0; at + 32 <= files.size(); ++at)
        found += crypto_aead_xchacha20poly1305_ietf_decrypt(
                     reinterpret_cast<unsigned char*>(clear.data()), nullptr, nullptr, box + 24,
                     sealed.box().size() - 24, data, bound.size(), box, bytes + at) == 0;
    return found;
}

TEST_F(Sealing, ADestroyedKeyIsNoLongerInItsFiles) {
    const auto keys = ring();
    const std::uint64_t key = *keys->take_key();
    const v1::Sealed sealed = *keys->seal(key, {"a", "b", "c"}, "text");
    // Each part behind its length, then the schema.
    const std::string length("\1\0\0\0\0\0\0\0", 8);
    const std::string bound = length + "a" + length + "b" + length + "c" + "\1";
    ASSERT_GE(openings(all_bytes(folder), sealed, bound), 1);
    ASSERT_TRUE(keys->destroy(key));
    EXPECT_EQ(openings(all_bytes(folder), sealed, bound), 0);
}

TEST_F(Sealing, AnotherProcessOpensWhatThisOneSealedAndTheirKeysDiffer) {
    const auto gateway = ring();
    const auto notifier = ring();
    for (int i = 0; i < 600; ++i) {
        const std::uint64_t key = *gateway->take_key();
        const v1::Sealed sealed = *gateway->seal(key, context, std::to_string(i));
        ASSERT_EQ(*notifier->open(sealed, context), std::to_string(i));
        ASSERT_NE(*notifier->take_key(), key);
    }
}

TEST_F(Sealing, KeysOutliveTheProcess) {
    v1::Sealed sealed;
    {
        const auto keys = ring();
        sealed = *keys->seal(*keys->take_key(), context, "a");
    }
    EXPECT_EQ(*ring()->open(sealed, context), "a");
}

// The services of one house start at the same moment.
TEST_F(Sealing, ManyProcessesMayOpenANewFileAtOnce) {
    for (int round = 0; round < 20; ++round) {
        const auto fresh = folder / ("keys-" + std::to_string(round) + ".db");
        std::vector<pid_t> processes;
        const auto start = std::chrono::steady_clock::now() + std::chrono::milliseconds(10);
        for (int i = 0; i < 6; ++i) {
            const pid_t child = fork();
            if (child == 0) {
                std::this_thread::sleep_until(start);
                _exit(KeyRing::open(fresh) ? 0 : 1);
            }
            processes.push_back(child);
        }
        for (const pid_t process : processes) {
            int status = 1;
            waitpid(process, &status, 0);
            EXPECT_EQ(status, 0) << "round " << round;
        }
    }
}

TEST_F(Sealing, TheFileIsForItsOwnerAlone) {
    const auto keys = ring();
    ASSERT_TRUE(keys->take_key());
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        struct stat info{};
        ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777u, 0600u) << entry.path();
    }
}

TEST_F(Sealing, AFileThatOthersCanReadIsRefused) {
    {
        const auto keys = ring();
    }
    ASSERT_EQ(chmod(file().c_str(), 0644), 0);
    const auto opened = KeyRing::open(file());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, FaultCode::unsafe);
}

TEST_F(Sealing, AFolderThatIsNotThereIsAFault) {
    EXPECT_FALSE(KeyRing::open(folder / "no" / "keys.db"));
}

TEST_F(Sealing, ACardOpensOnlyAsThatPersonsAndUnderItsPut) {
    const auto keys = ring();
    v1::Card card;
    card.set_person("p1");
    card.set_name("Rose Tremblay");
    v1::SealedCard sealed = *store::seal_card(*keys, *keys->take_key(), "put-1", card);
    EXPECT_EQ(store::open_card(*keys, sealed)->name(), "Rose Tremblay");
    sealed.set_command("put-2");
    EXPECT_FALSE(store::open_card(*keys, sealed));
    sealed.set_command("put-1");
    sealed.set_person("p2");
    EXPECT_FALSE(store::open_card(*keys, sealed));
    EXPECT_EQ(all_bytes(folder).find("Tremblay"), std::string::npos);
}

}  // namespace
}  // namespace relais::test
