// Reads the calendars that rosters name, each at its address every ten minutes, and asks for the
// directory that they make. It decides nothing of a roster: what a calendar gives is put in its
// place by the core, and the directory takes it or not.
//
// Promises: what stands stays until a whole good reading says otherwise, and a failure is reported,
// as the recovery from it is. An answer is cut at 4 MiB and at its time-out, read on the worker
// pool within its bounds, and one at a time, so that pages leave as ever whatever a host sends.
// Several notifiers take turns: who claims a calendar in the store reads it in this period. An
// address, and what a calendar says of people, stands in no log, fault or metric.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <set>

#include "common/http/client.hpp"
#include "common/runtime/process.hpp"
#include "common/store/calendar_readings.hpp"
#include "common/store/live_directory.hpp"
#include "services/notifier/bulkhead.hpp"

namespace relais::notifier {

class CalendarReader {
public:
    struct Ports {
        runtime::Process& process;
        const Secret& secret;
        store::Store& store;
        const Clock& clock;
        store::LiveDirectory& directory;
        store::KeyRing& keys;
    };
    explicit CalendarReader(Ports ports);

    // Ends after stop(), soon: a host that is silent is left alone.
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();

private:
    using Name = store::CalendarName;
    // What came of a reading; a fault is a code.
    struct Read {
        std::string fault = {};
        bool same = false;      // the host says that nothing is new
        std::string good = {};  // otherwise: what is to be shown of it
    };
    // What a host called its last answer, and what it was read for: if all of that is the same,
    // "nothing new" can be taken at its word.
    struct Known {
        std::string tag;
        std::uint64_t revision = 0;
        Instant to;
    };
    struct Found {
        domain::DirectoryPtr directory;
        const v1::Roster* roster = nullptr;  // of this directory
        const v1::CalendarSource* source = nullptr;
    };
    struct Given;

    [[nodiscard]] boost::asio::awaitable<void> look();
    [[nodiscard]] boost::asio::awaitable<void> read(Name name);
    [[nodiscard]] boost::asio::awaitable<Read> try_to_read(Name name);
    [[nodiscard]] boost::asio::awaitable<std::expected<http::Answer, std::string>> fetch(
        Name name, std::string address, std::string tag);
    [[nodiscard]] boost::asio::awaitable<std::vector<v1::Card>> open_cards(
        domain::DirectoryPtr directory);
    [[nodiscard]] boost::asio::awaitable<Read> take(Name name, std::string bytes);
    // Empty: the roster is as the calendar says.
    [[nodiscard]] boost::asio::awaitable<std::string> put(Name name, std::shared_ptr<Given> given);
    [[nodiscard]] boost::asio::awaitable<std::string> change(v1::Roster roster,
                                                             std::uint64_t revision);
    [[nodiscard]] boost::asio::awaitable<void> move_claim(Name name, store::CalendarState state);
    [[nodiscard]] boost::asio::awaitable<void> write_down(Name name, Read read);
    [[nodiscard]] boost::asio::awaitable<void> report(Name name, std::string fault);

    [[nodiscard]] Found find(const Name& name) const;
    [[nodiscard]] store::CalendarState state_of(std::uint64_t revision, const v1::Roster& roster,
                                                const v1::CalendarSource& source) const;
    [[nodiscard]] Instant end_of_window() const;
    void say(std::string_view what, const Fault& fault);

    Ports ports_;
    boost::asio::any_io_executor executor_;
    std::unique_ptr<http::Client> http_;
    store::CalendarReadings readings_;
    Bulkhead hosts_;   // asked at once
    Bulkhead taking_;  // one at a time
    std::set<Name> in_hand_;
    std::map<Name, Known> known_;
    bool stopping_ = false;
};

}  // namespace relais::notifier
