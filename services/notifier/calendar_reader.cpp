#include "services/notifier/calendar_reader.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "common/base/check.hpp"
#include "common/calendar/shifts.hpp"
#include "common/domain/calendar_source.hpp"
#include "common/store/pause.hpp"
#include "services/notifier/calendar_notes.hpp"

namespace relais::notifier {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::days;

// As far as somebody plans; its end moves at midnight, so that a calendar that goes on for ever
// changes the directory once a day.
constexpr days read_ahead{61};

constexpr std::chrono::milliseconds look_every{1'000};
constexpr std::size_t hosts_at_once = 4;
// A roster that somebody else changes meanwhile is taken anew; after that, with the next reading.
constexpr int tries_max = 20;
constexpr std::chrono::milliseconds decision_asked_every{50};
constexpr int decision_asked_max = 200;  // 10 s

std::string fault_code(FaultCode code) {
    switch (code) {
        case FaultCode::timeout:
            return "timeout";
        case FaultCode::refused:
            return "address_refused";
        case FaultCode::malformed:
            return "answer_unusable";  // too large, cut, not HTTP
        case FaultCode::unavailable:
        case FaultCode::unknown:
        case FaultCode::overloaded:
        case FaultCode::unsafe:
        case FaultCode::conflict:
        case FaultCode::corrupt:
            break;
    }
    return "unreachable";
}

std::string card_of(const std::string& roster) { return "roster/" + roster; }

}  // namespace

// What came out of the worker pool.
struct CalendarReader::Given {
    std::string fault;
    domain::CalendarGives gives;
    std::vector<calendar::Note> notes;
};

CalendarReader::CalendarReader(Ports ports)
    : ports_(ports),
      executor_(ports.process.io.get_executor()),
      http_(std::make_unique<http::Client>(executor_, ports.process.config.webhook_loopback
                                                          ? http::Client::Reach::loopback_too
                                                          : http::Client::Reach::public_only)),
      readings_(ports.store.client(), ports.keys),
      hosts_(executor_, hosts_at_once),
      taking_(executor_, 1) {
    ports_.process.metrics.describe("relais_calendar_readings_total",
                                    "Calendars read at their addresses, by outcome");
    ports_.process.metrics.describe("relais_calendar_notes_total",
                                    "What was told about events of calendars, by problem");
}

void CalendarReader::stop() {
    stopping_ = true;
    http_.reset();
}

awaitable<void> CalendarReader::run() {
    const auto wait = std::min(look_every, ports_.process.config.calendar_every);
    while (!stopping_) {
        co_await look();
        for (auto left = wait; left.count() > 0 && !stopping_;
             left -= std::chrono::milliseconds(50))
            co_await store::pause(std::min(left, std::chrono::milliseconds(50)));
    }
    while (!in_hand_.empty()) co_await store::pause(std::chrono::milliseconds(2));
}

// The directory may change while the store is asked, so names are taken first.
awaitable<void> CalendarReader::look() {
    std::vector<Name> names;
    for (const auto& roster : ports_.directory.current()->data().rosters())
        for (const auto& source : roster.calendars()) names.push_back({roster.id(), source.id()});
    std::erase_if(known_, [&](const auto& one) {
        return std::ranges::find(names, one.first) == names.end();
    });
    for (const Name& name : names) {
        if (stopping_) co_return;
        const Found found = find(name);
        if (found.source == nullptr || in_hand_.contains(name)) continue;
        const auto ours = co_await readings_.claim(
            name, state_of(found.directory->revision(), *found.roster, *found.source),
            ports_.process.config.calendar_every);
        if (!ours) co_return say("calendar not claimed", ours.error());
        if (!*ours) continue;
        in_hand_.insert(name);
        asio::co_spawn(executor_, read(name), bugs_are_fatal);
    }
}

awaitable<void> CalendarReader::read(Name name) {
    Read read = co_await try_to_read(name);
    if (!stopping_) {
        ports_.process.metrics.count(
            "relais_calendar_readings_total",
            "outcome=\"" + (read.fault.empty() ? "good" : read.fault) + "\"");
        if (!read.fault.empty())
            ports_.process.log.warn(
                "calendar not read",
                {{"roster", name.roster}, {"calendar", name.calendar}, {"fault", read.fault}});
        const std::string fault = read.fault;
        co_await write_down(name, std::move(read));
        co_await report(name, fault);
    } else if (const auto dropped = co_await readings_.drop_claim(name); !dropped) {
        say("calendar claim not dropped", dropped.error());
    }
    in_hand_.erase(name);
}

awaitable<CalendarReader::Read> CalendarReader::try_to_read(Name name) {
    const Found found = find(name);
    if (found.source == nullptr) co_return Read{.same = true};  // it was taken away meanwhile
    if (ports_.directory.card(card_of(name.roster)) == nullptr)
        co_return Read{.fault = "address_missing"};
    const auto card = ports_.directory.open_card(ports_.keys, card_of(name.roster));
    if (!card) co_return Read{.fault = "address_sealed"};
    const auto way = std::ranges::find(card->ways(), name.calendar, &v1::WayAddress::way);
    if (way == card->ways().end()) co_return Read{.fault = "address_missing"};
    const auto known = known_.find(name);
    const bool same_question = known != known_.end() &&
                               known->second.revision == found.directory->revision() &&
                               known->second.to == end_of_window();
    co_await hosts_.enter();
    auto answer = co_await fetch(name, way->address(), same_question ? known->second.tag : "");
    hosts_.leave();
    if (!answer) co_return Read{.fault = answer.error()};
    if (answer->status == 304) co_return Read{.same = true};
    co_await taking_.enter();
    Read read = co_await take(name, std::move(answer->body));
    taking_.leave();
    known_.erase(name);
    const auto tag = std::ranges::find(answer->fields, "etag", &http::Fields::value_type::first);
    if (read.fault.empty() && tag != answer->fields.end())
        known_[name] = {tag->second, ports_.directory.current()->revision(), end_of_window()};
    co_return read;
}

awaitable<std::expected<http::Answer, std::string>> CalendarReader::fetch(Name name,
                                                                          std::string address,
                                                                          std::string tag) {
    if (http_ == nullptr) co_return std::unexpected("unreachable");
    http::Call call;
    call.url = std::move(address);
    call.timeout = ports_.process.config.calendar_timeout;
    call.answer_bytes_max = calendar::ReadLimits{}.bytes_max;
    call.fields = {{"accept", "text/calendar"}};
    if (!tag.empty()) call.fields.emplace_back("if-none-match", tag);
    auto answer = co_await http_->send(std::move(call));
    if (!answer) co_return std::unexpected(fault_code(answer.error().code));
    // Nobody asked for less than all: a "not modified" then is as wrong as any other status.
    if (answer->status == 200 || (answer->status == 304 && !tag.empty()))
        co_return std::move(*answer);
    co_return std::unexpected("status_" + std::to_string(answer->status));
}

// A few at a time: opening a thousand cards in one go would hold up a page.
awaitable<std::vector<v1::Card>> CalendarReader::open_cards(domain::DirectoryPtr directory) {
    constexpr std::size_t at_once = 16;
    std::vector<v1::Card> cards;
    std::size_t opened = 0;
    for (const auto& person : directory->data().people()) {
        if (++opened % at_once == 0) co_await asio::post(executor_, asio::use_awaitable);
        if (ports_.directory.card(person.id()) == nullptr) continue;
        if (auto card = ports_.directory.open_card(ports_.keys, person.id()))
            cards.push_back(std::move(*card));
    }
    co_return cards;
}

awaitable<CalendarReader::Read> CalendarReader::take(Name name, std::string bytes) {
    const Found found = find(name);
    if (found.source == nullptr) co_return Read{.same = true};
    const calendar::Window window{std::chrono::floor<std::chrono::seconds>(ports_.clock.now()),
                                  end_of_window()};
    auto cards = co_await open_cards(found.directory);
    const auto given =
        co_await ports_.process.workers.run([bytes = std::move(bytes), cards = std::move(cards),
                                             found, window, &secret = ports_.secret] {
            auto all = std::make_shared<Given>();
            all->gives = {.from = window.from, .to = window.to};
            const auto reading = calendar::read_calendar(bytes, window, found.roster->zone());
            if (!reading) {
                all->fault = calendar::code(reading.error().code);
                return all;
            }
            const auto& listed = found.directory->data().people();
            const calendar::People people(std::vector(listed.begin(), listed.end()), cards);
            if (found.source->layer().empty()) {
                auto read = calendar::overrides_of(
                    *reading, people, secret, found.roster->id() + "/" + found.source->id(), 0);
                all->gives.overrides = std::move(read.overrides);
                all->notes = std::move(read.notes);
            } else {
                auto read = calendar::shifts_of(*reading, people);
                all->gives.shifts = std::move(read.shifts);
                all->notes = std::move(read.notes);
            }
            return all;
        });
    if (given->fault.empty()) given->fault = co_await put(name, given);
    if (!given->fault.empty()) co_return Read{.fault = given->fault};
    const auto entries = given->gives.shifts.size() + given->gives.overrides.size();
    ports_.process.log.info("calendar read", {{"roster", name.roster},
                                              {"calendar", name.calendar},
                                              {"entries", std::to_string(entries)},
                                              {"notes", std::to_string(given->notes.size())}});
    for (const auto& note : given->notes)
        ports_.process.metrics.count(
            "relais_calendar_notes_total",
            "problem=\"" + std::string(calendar::code(note.problem)) + "\"");
    co_return Read{.good = notes_json(entries, given->notes)};
}

awaitable<std::string> CalendarReader::put(Name name, std::shared_ptr<Given> given) {
    std::string refused;
    for (int tries = 0; tries < tries_max && !stopping_; ++tries) {
        const Found found = find(name);
        if (found.source == nullptr) co_return "";
        const auto changed = domain::changed_by(*found.roster, *found.source, given->gives);
        if (!changed) co_return "";
        if (domain::entries_of(*changed, *found.source) > domain::calendar_entries_max)
            co_return "too_many_entries";
        // Before the change, so that nobody reads again because of it.
        const auto revision = found.directory->revision();
        co_await move_claim(name, state_of(revision + 1, *changed, *found.source));
        refused = co_await change(*changed, revision);
        if (refused.empty()) co_return "";
        co_await move_claim(name, state_of(revision, *found.roster, *found.source));
        if (refused != v1::Rejection::Code_Name(v1::Rejection::revision_moved_on)) break;
    }
    co_return refused;
}

awaitable<void> CalendarReader::move_claim(Name name, store::CalendarState state) {
    const auto moved = co_await readings_.move_claim(name, std::move(state));
    if (!moved) say("calendar claim not moved", moved.error());
}

// The id is that of the change: two that ask for the same on the same revision ask once.
awaitable<std::string> CalendarReader::change(v1::Roster roster, std::uint64_t revision) {
    v1::Command command;
    command.set_aggregate("directory");
    command.mutable_actor()->set_role(v1::Role::system);
    auto& wish = *command.mutable_change_directory();
    *wish.add_put()->mutable_roster() = std::move(roster);
    wish.set_expected_revision(revision);
    wish.set_why("calendar_read");
    const std::string hash(
        as_text(ports_.secret.hash("calendar reading", wish.SerializeAsString())));
    const std::string id = "calendar/" + to_hex(hash).substr(0, 32);
    command.set_command_id(id);
    command.set_issued_ms(to_ms(ports_.clock.now()));
    auto outcome = co_await ports_.store.submit(std::move(command), hash);
    for (int asked = 0; asked < decision_asked_max && !stopping_; ++asked) {
        if (outcome && outcome->state != store::Outcome::State::pending) {
            // So that the next one is made of what stands now.
            if (const auto loaded = co_await ports_.directory.load(); !loaded)
                say("directory not read", loaded.error());
            co_return outcome->state == store::Outcome::State::accepted
                ? std::string{}
                : v1::Rejection::Code_Name(outcome->rejection);
        }
        co_await store::pause(decision_asked_every);
        const auto known = co_await ports_.store.outcome("directory", id);
        if (known && *known) outcome = **known;
    }
    if (!outcome) say("calendar not put", outcome.error());
    co_return "not_decided";
}

awaitable<void> CalendarReader::write_down(Name name, Read read) {
    const Instant now = ports_.clock.now();
    const auto* card = ports_.directory.card(card_of(name.roster));
    Result<void> written;
    if (!read.fault.empty())
        written = co_await readings_.put_fault(name, now, read.fault);
    else if (read.same || card == nullptr)
        written = co_await readings_.put_same(name, now);
    else
        written = co_await readings_.put_good(name, now, card->card().key(), std::move(read.good));
    if (!written) say("calendar reading not written down", written.error());
}

// A failure each time, since whoever decides about it asks for how long; a recovery once.
awaitable<void> CalendarReader::report(Name name, std::string fault) {
    const auto told = co_await readings_.told(name);
    if (!told) co_return say("calendar report not read", told.error());
    if (fault.empty() && told->empty()) co_return;
    v1::Command command;
    command.set_aggregate("lookout");
    command.mutable_actor()->set_role(v1::Role::system);
    command.set_issued_ms(to_ms(ports_.clock.now()));
    command.set_command_id("calendar_report/" + name.roster + "/" + name.calendar + "/" +
                           std::to_string(command.issued_ms()));
    auto& outcome = *command.mutable_report_calendar();
    outcome.set_roster(name.roster);
    outcome.set_calendar(name.calendar);
    outcome.set_fault(fault);
    outcome.set_at_ms(command.issued_ms());
    const std::string hash(as_text(plain_hash(outcome.SerializeAsString())));
    const auto submitted = co_await ports_.store.submit(command, hash);
    if (!submitted) co_return say("calendar not reported", submitted.error());
    if (const auto kept = co_await readings_.put_told(name, fault); !kept)
        say("calendar report not kept", kept.error());
}

CalendarReader::Found CalendarReader::find(const Name& name) const {
    Found found{.directory = ports_.directory.current()};
    const auto& rosters = found.directory->data().rosters();
    const auto roster = std::ranges::find(rosters, name.roster, &v1::Roster::id);
    if (roster == rosters.end()) return found;
    found.roster = &*roster;
    const auto source =
        std::ranges::find(roster->calendars(), name.calendar, &v1::CalendarSource::id);
    if (source != roster->calendars().end()) found.source = &*source;
    return found;
}

// Where it stands and what it gave: whoever puts another address, or another roster, sees the
// calendar read at once.
store::CalendarState CalendarReader::state_of(std::uint64_t revision, const v1::Roster& roster,
                                              const v1::CalendarSource& source) const {
    std::string all = source.SerializeAsString();
    if (const auto* card = ports_.directory.card(card_of(roster.id())))
        all += card->SerializeAsString();
    for (const auto& layer : roster.layers())
        if (!source.layer().empty() && layer.id() == source.layer())
            all += layer.SerializeAsString();
    for (const auto& one : roster.overrides())
        if (one.calendar() == source.id()) all += one.SerializeAsString();
    return {revision, to_hex(as_text(ports_.secret.hash("calendar state", all)))};
}

Instant CalendarReader::end_of_window() const {
    return std::chrono::floor<days>(ports_.clock.now()) + read_ahead;
}

void CalendarReader::say(std::string_view what, const Fault& fault) {
    ports_.process.metrics.count("relais_faults_total", R"(service="notifier")");
    ports_.process.log.fault(what, fault);
}

}  // namespace relais::notifier
