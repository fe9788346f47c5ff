// New tz data is noticed, once, and nothing else is.
#include <cstdlib>
#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "common/base/check.hpp"
#include "common/runtime/zone_watch.hpp"

namespace relais::runtime {
namespace {

using std::chrono::milliseconds;

TEST(ZoneWatch, SaysOnceThatTheDatabaseWasChanged) {
    std::string name = "/tmp/relais-zones-XXXXXX";
    const std::filesystem::path folder = mkdtemp(name.data());
    const auto index = folder / "tzdata.zi";
    std::ofstream(index) << "# version 2026a";

    boost::asio::io_context io;
    int changes = 0;
    ZoneWatch watch(io.get_executor(), [&changes] { ++changes; }, folder, milliseconds(2));
    boost::asio::co_spawn(io, watch.run(), bugs_are_fatal);
    io.run_for(milliseconds(30));
    EXPECT_EQ(changes, 0);

    std::filesystem::last_write_time(
        index, std::filesystem::last_write_time(index) + std::chrono::hours(1));
    io.run_for(milliseconds(30));
    EXPECT_EQ(changes, 1);

    std::filesystem::remove(index);  // in the middle of an update: the folder tells
    std::filesystem::last_write_time(
        folder, std::filesystem::last_write_time(folder) + std::chrono::hours(2));
    io.run_for(milliseconds(30));
    EXPECT_EQ(changes, 2);

    watch.stop();
    io.run_for(milliseconds(30));
    EXPECT_TRUE(io.stopped()) << "it ends when it is told to";
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace relais::runtime
