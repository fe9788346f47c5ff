// Files with bytes changed, cut or doubled: whatever is read is written and read again the same,
// and nobody's reader falls over.
#include <gmock/gmock.h>

#include "common/hsds/grouping.hpp"
#include "common/hsds/levels.hpp"
#include "tests/hsds/making.hpp"

namespace relais::hsds {
namespace {

// The same changes in each run.
class Changes {
public:
    std::size_t next(std::size_t below) {
        state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<std::size_t>(state_ >> 33U) % below;
    }
    void change(std::string& bytes) {
        constexpr std::string_view signs = "\"{}[],:\\\n\r\xff\x80 0eid_/";
        for (auto times = next(4) + 1; times > 0 && !bytes.empty(); --times) {
            const auto at = next(bytes.size());
            const auto size = std::min(next(40), bytes.size() - at);
            switch (next(4)) {
                case 0:
                    bytes[at] = signs[next(signs.size())];
                    break;
                case 1:
                    bytes.erase(at, size);
                    break;
                case 2:
                    bytes.insert(at, bytes.substr(at, size));
                    break;
                default:
                    bytes.insert(next(bytes.size()), bytes.substr(at, size));
                    break;
            }
        }
    }

private:
    std::uint64_t state_ = 72;
};

void holds(Package package) {
    inspect(package);
    keep_good_rows(package);
    const auto csv = read_package(write_csv(package.rows));
    EXPECT_THAT(test::difference(csv.rows, package.rows), ::testing::IsEmpty());
    const auto json = read_json_text(write_json(package.rows), "again.json");
    EXPECT_EQ(json.rows.size(), package.rows.size());
    EXPECT_THAT(test::told(json), ::testing::IsEmpty());
    for (const auto& listing : listings_of(package.rows, Level::members))
        for (const auto level : {Level::public_, Level::restricted})
            EXPECT_LE(visible(listing, level).rows_size(), listing.rows_size());
}

TEST(Mutation, OfJsonIsReadOrToldAndNeverFallsOver) {
    const auto whole = test::fixture("organization_full.json").bytes;
    const auto demo = test::read_text(DEMO_DIR "/listings.json");
    Changes changes;
    for (int i = 0; i < 400 && !::testing::Test::HasFailure(); ++i) {
        SCOPED_TRACE(i);
        auto bytes = i % 2 == 0 ? whole : demo;
        changes.change(bytes);
        holds(read_json_text(bytes, "changed.json"));
    }
}

TEST(Mutation, OfCsvIsReadOrToldAndNeverFallsOver) {
    const auto files = test::csv_fixtures();
    Changes changes;
    for (int i = 0; i < 400 && !::testing::Test::HasFailure(); ++i) {
        SCOPED_TRACE(i);
        auto changed = files;
        changes.change(changed[changes.next(changed.size())].bytes);
        holds(read_package(changed));
    }
}

}  // namespace
}  // namespace relais::hsds
