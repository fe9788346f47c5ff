// What was lately, read from the events: a process that was just started knows what the one before
// it knew.
#include "common/store/live_known.hpp"

#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

using std::chrono_literals::operator""h;
using store::LiveKnown;

const Instant now = instant(1'764'000'000'000);

v1::Event called(std::uint64_t version, const std::string& person, Instant at) {
    v1::Event event;
    event.set_version(version);
    event.set_now_ms(to_ms(at));
    event.mutable_rung_reached()->add_picks()->set_person(person);
    return event;
}
v1::Event accepted(std::uint64_t version, const std::string& person, Instant at) {
    v1::Event event;
    event.set_version(version);
    event.set_now_ms(to_ms(at));
    event.mutable_page_answered()->set_page("page-" + std::to_string(version));
    event.mutable_page_answered()->set_person(person);
    event.mutable_page_answered()->set_answer(v1::Answer::accept);
    return event;
}

class Known : public StoreTest {
protected:
    // A case that was opened days ago; its one need is open, or was covered.
    void happens(const std::string& aggregate, std::vector<v1::Event> events,
                 Instant covered = {}) {
        auto& [version, chain] = heads[aggregate];
        Commit commit =
            commit_of({taken("command " + aggregate + std::to_string(version), aggregate)}, version,
                      chain, 0, aggregate);
        commit.events = std::move(events);
        version += commit.events.size();
        commit.summary.emplace();
        commit.summary->set_case_id(aggregate.substr(5));
        commit.summary->set_opened_ms(to_ms(now - 24h * 10));
        commit.summary->set_version(version);
        auto& need = *commit.summary->add_needs();
        need.set_due_ms(covered == Instant{} ? to_ms(now) : 0);
        need.set_covered_ms(to_ms(covered));
        chain = good(store.commit(commit)).chain;
    }
    std::map<std::string, std::pair<std::uint64_t, std::string>> heads;
    LiveKnown known{store};
};

TEST_F(Known, IsTheSameAfterARestart) {
    happens(a_case, {called(1, "nadia", now - 13h), called(2, "omar", now - 2h),
                     accepted(3, "omar", now - 1h)});
    happens(another_case, {accepted(1, "lise", now - 3h)}, now - 3h);
    good(known.read_load(now));
    const auto& load = known.now().load;
    EXPECT_EQ(load.last_page("omar"), now - 2h);
    EXPECT_EQ(load.acceptances("omar", now), 1u);
    EXPECT_EQ(load.acceptances("lise", now), 1u) << "covered, and still on her way";
    EXPECT_EQ(load.last_page("nadia"), Instant{}) << "too long ago to matter";
}

TEST_F(Known, ReadsWhatCameSinceAndCountsNothingTwice) {
    happens(a_case, {accepted(1, "omar", now - 2h)});
    good(known.read_load(now));
    known.note(a_case, {accepted(1, "omar", now - 2h)});
    happens(a_case, {called(2, "nadia", now - 1h), accepted(3, "omar", now - 1h)});
    good(known.read_load(now));
    good(known.read_load(now));
    EXPECT_EQ(known.now().load.acceptances("omar", now), 2u);
    EXPECT_EQ(known.now().load.last_page("nadia"), now - 1h);
}

TEST_F(Known, ReadsALongCaseToItsEnd) {
    std::vector<v1::Event> many;
    for (std::uint64_t version = 1; version <= 400; ++version)
        many.push_back(called(version, "p" + std::to_string(version), now - 11h));
    for (std::size_t from = 0; from < many.size(); from += 100)
        happens(a_case, {many.begin() + static_cast<std::ptrdiff_t>(from),
                         many.begin() + static_cast<std::ptrdiff_t>(from + 100)});
    good(known.read_load(now));
    for (const auto& event : many)
        EXPECT_EQ(known.now().load.last_page(event.rung_reached().picks(0).person()), now - 11h);
}

TEST_F(Known, LeavesOutWhatIsLongOver) {
    happens(a_case, {accepted(1, "omar", now - 1h)}, now - 24h);
    good(known.read_load(now));
    EXPECT_EQ(known.now().load.acceptances("omar", now), 0u) << "its need was covered a day ago";
}

TEST_F(Known, BedsAreReadAndFollowed) {
    const std::string house = "beds/halte";
    const auto told = [](std::uint64_t version, std::uint32_t occupied) {
        v1::Event event;
        event.set_version(version);
        event.set_now_ms(to_ms(now));
        auto& count = *event.mutable_beds_told()->add_counts();
        count.mutable_kind()->set_id("general");
        count.set_capacity(2);
        count.set_occupied(occupied);
        return event;
    };
    const auto answer = [&] { return known.now().beds.answer("halte", {}, {}, "CODE"); };
    using Answer = domain::FreeBeds::Answer;
    EXPECT_EQ(answer(), Answer::not_told);
    Commit commit = commit_of({taken("tell", house)}, 0, {}, 0, house);
    commit.events = {told(1, 1)};
    commit.chain = good(store.commit(commit)).chain;
    good(known.read_beds("halte"));
    EXPECT_EQ(answer(), Answer::free);
    EXPECT_TRUE(known.note(house, {told(2, 2)}));
    EXPECT_EQ(answer(), Answer::none_free);
    EXPECT_FALSE(known.note(house, {told(4, 0)})) << "another dispatcher told something between";
    EXPECT_EQ(answer(), Answer::none_free);
}

}  // namespace
}  // namespace relais::test
