// One thread, many coroutines. A page may be read before we know which call its code belongs to
// (the answer of POST is still on its way): such pages wait in early_.
#include "services/relais/replay_run.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <google/protobuf/struct.pb.h>
#include <spdlog/fmt/fmt.h>

#include "common/base/check.hpp"
#include "services/relais/alert_id.hpp"

namespace relais::cli {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

constexpr std::size_t alerts_in_flight = 32;
constexpr std::size_t answers_in_flight = 128;
constexpr std::size_t timelines_in_flight = 8;
constexpr int tries_max = 40;  // of one alert or answer, half a second apart: an outage
constexpr auto try_again = 500ms;
constexpr auto in_hand_max = 10s;   // of one alert, at full speed
constexpr auto on_the_way = 15min;  // of the night's own time, from yes to being there
constexpr auto with_her = 45min;
constexpr auto soon = 2s;               // an answer that takes longer is not waited for
constexpr auto slice = 200ms;           // of a wait: how late an interruption is heard
constexpr auto settling_margin = 120s;  // beyond what the longest ladder takes

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

awaitable<void> pause(std::chrono::milliseconds length) {
    asio::steady_timer timer(co_await asio::this_coro::executor, length);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

// "messages": [SandboxMessage…], "next": the position to read on from.
struct Telephones {
    std::vector<v1::SandboxMessage> messages;
    std::string next;
};

Telephones telephones_of(const std::string& json) {
    Telephones read;
    google::protobuf::Struct answer;
    if (!from_json(json, answer)) return read;
    if (const auto next = answer.fields().find("next"); next != answer.fields().end()) {
        read.next = next->second.string_value();
    }
    const auto list = answer.fields().find("messages");
    if (list == answer.fields().end()) return read;
    for (const auto& value : list->second.list_value().values()) {
        v1::SandboxMessage message;
        if (from_json(to_json(value), message)) read.messages.push_back(std::move(message));
    }
    return read;
}

std::string alert_json(const std::string& id, const PlannedAlert& alert) {
    std::string needs;
    std::string consents;
    for (const auto& need : alert.needs) {
        const char* comma = needs.empty() ? "" : ",";
        needs += fmt::format(R"({}{{"need":"{}"}})", comma, v1::Need::Kind_Name(need.need));
        // Attested for each sector, so that the police, who want it said, come as well.
        consents += fmt::format(R"({}{{"sector":"{}","basis":"verbal"}})", comma,
                                v1::Sector::Code_Name(need.sector));
    }
    return fmt::format(R"({{"alertId":"{}","territory":{},"needs":[{}],"consents":[{}]}})", id,
                       json_string(alert.territory), needs, consents);
}

// People who may answer, with the sector of their organization. The coordination never answers: a
// need that reaches it stands on its last rung.
std::map<std::string, v1::Sector::Code> sectors_of(const v1::Directory& directory) {
    std::map<std::string, v1::Sector::Code> of_organization;
    for (const auto& one : directory.organizations()) of_organization[one.id()] = one.sector();
    std::map<std::string, v1::Sector::Code> sectors;
    for (const auto& one : directory.people())
        sectors[one.id()] = of_organization[one.organization()];
    for (const auto& roster : directory.rosters()) {
        if (!roster.coordination()) continue;
        for (const auto& layer : roster.layers()) {
            for (const auto& turn : layer.rotation().turns()) {
                for (const auto& person : turn.people()) sectors.erase(person);
            }
        }
    }
    return sectors;
}

std::chrono::milliseconds longest_ladder(const v1::Directory& directory) {
    std::int64_t longest = 0;
    for (const auto& ladder : directory.ladders()) {
        std::int64_t waits = 0;
        for (const auto& rung : ladder.rungs()) waits += rung.wait_ms();
        longest = std::max(longest, waits);
    }
    return std::chrono::milliseconds{longest};
}

}  // namespace

ReplayRun::ReplayRun(asio::io_context& io, Api& api, ReplayTokens tokens, Pace pace,
                     std::vector<CallRow> rows, Span span)
    : io_(io),
      api_(api),
      tokens_(std::move(tokens)),
      pace_(pace),
      rows_(std::move(rows)),
      span_(span) {}

ReplayProgress ReplayRun::progress() const {
    return {.alerts = plan_.alerts.size(),
            .sent = report_.accepted,
            .pages = pages_,
            .answers = report_.answers};
}

awaitable<Asked<ReplayReport>> ReplayRun::run() {
    const auto began = now_ms();
    if (auto begun = co_await begin(); !begun) co_return std::unexpected(begun.error());
    reading_ = true;
    asio::co_spawn(io_, read_telephones(), bugs_are_fatal);
    for (std::size_t i = 0; i < answers_in_flight; ++i) {
        asio::co_spawn(io_, answer_due(), bugs_are_fatal);
    }
    co_await send_all();
    co_await settle();
    report_.seconds = static_cast<double>(now_ms() - began) / 1'000;
    co_await put_back();
    co_await measure_all();
    // Only now: a page of the last second may still have been on its way to us.
    reading_ = false;
    for (const auto& raised : raised_) {
        if (raised.case_id.empty()) continue;
        if (raised.first_page_ms == 0) {
            ++report_.without_page;
        } else {
            const auto took = std::max<std::int64_t>(0, raised.first_page_ms - raised.sent_ms);
            report_.first_page_ms.push_back(static_cast<double>(took));
        }
    }
    report_.interrupted = interrupted_;
    report_.put_back = !put_;
    co_return std::move(report_);
}

awaitable<Asked<void>> ReplayRun::begin() {
    auto read = co_await api_.get("/v1/directory", tokens_.admin);
    if (!read) co_return std::unexpected(read.error());
    if (!from_json(*read, original_)) co_return std::unexpected(Problem{});
    plan_ = plan_replay(rows_, original_.directory(), span_);
    rows_.clear();
    sectors_ = sectors_of(original_.directory());
    raised_.resize(plan_.alerts.size());
    report_.calls = plan_.alerts.size();
    report_.rows = plan_.rows;
    report_.incomplete = plan_.incomplete;
    report_.out_of_order = plan_.out_of_order;
    report_.without_time = plan_.without_time;
    report_.units_without_need = plan_.units_without_need;

    // What rang before we began is not ours.
    for (;;) {
        auto json = co_await api_.get("/v1/sandbox/messages?after=" + cursor_, tokens_.coordinator);
        if (!json) co_return std::unexpected(json.error());
        auto rang = telephones_of(*json);
        if (!rang.next.empty()) cursor_ = std::move(rang.next);
        if (rang.messages.empty()) break;
    }
    auto faster = original_;
    *faster.mutable_directory() = squeezed(original_.directory(), pace_);
    auto put = co_await api_.put("/v1/directory", tokens_.admin, to_json(faster));
    if (!put) co_return std::unexpected(put.error());
    put_ = true;
    co_return Asked<void>{};
}

// Only the ladders go back: what else was changed meanwhile is somebody's work.
awaitable<void> ReplayRun::put_back() {
    for (int i = 0; put_ && i < tries_max; ++i) {
        v1::DirectoryFile current;
        auto read = co_await api_.get("/v1/directory", tokens_.admin);
        if (read && from_json(*read, current)) {
            *current.mutable_directory()->mutable_ladders() = original_.directory().ladders();
            if (co_await api_.put("/v1/directory", tokens_.admin, to_json(current))) put_ = false;
        }
        if (put_) co_await pause(try_again);
    }
}

void ReplayRun::spawn(Done work) {
    ++workers_;
    asio::co_spawn(io_, std::move(work), [this](std::exception_ptr) { --workers_; });
}

awaitable<void> ReplayRun::join() {
    while (workers_ > 0) co_await pause(20ms);
}

awaitable<void> ReplayRun::wait_until(std::int64_t at_ms) {
    while (!interrupted_) {
        const std::chrono::milliseconds left{at_ms - now_ms()};
        if (left.count() <= 0) co_return;
        co_await pause(std::min<std::chrono::milliseconds>(left, slice));
    }
}

awaitable<void> ReplayRun::send_all() {
    if (plan_.alerts.empty()) co_return;
    const auto began = now_ms();
    const auto first = plan_.alerts.front().received;
    const auto work = [](ReplayRun& self, std::int64_t start, Instant zero) -> Done {
        while (self.next_ < self.plan_.alerts.size() && !self.interrupted_) {
            const auto index = self.next_++;
            if (!self.pace_.at_most) {
                const auto after = self.plan_.alerts[index].received - zero;
                co_await self.wait_until(
                    start + static_cast<std::int64_t>(static_cast<double>(after.count()) /
                                                      self.pace_.speed));
            }
            if (!self.interrupted_) co_await self.send(index);
            if (self.pace_.at_most) co_await self.await_answers(index);
        }
    };
    for (std::size_t i = 0; i < alerts_in_flight; ++i) spawn(work(*this, began, first));
    co_await join();
}

awaitable<void> ReplayRun::send(std::size_t index) {
    auto& raised = raised_[index];
    raised.alert_id = new_alert_id();
    const auto json = alert_json(raised.alert_id, plan_.alerts[index]);
    ++report_.sent;
    raised.sent_ms = now_ms();
    for (int i = 0; i < tries_max && !interrupted_; ++i) {
        auto answer = co_await api_.post("/v1/alerts", tokens_.worker, json);
        v1::AlertAccepted accepted;
        if (answer && from_json(*answer, accepted)) {
            ++report_.accepted;
            raised.case_id = accepted.case_id();
            by_code_[accepted.code()] = index;
            const auto early = early_.extract(accepted.code());
            if (early.empty()) co_return;
            for (const auto& message : early.mapped()) take_page(index, message);
            co_return;
        }
        if (!answer && report_.first_refusal.empty() && !answer.error().passing()) {
            report_.first_refusal = answer.error().code + " " + answer.error().words;
        }
        // The same id again: should the first have been taken, it has one effect.
        if (!answer && !answer.error().passing()) co_return;
        co_await pause(try_again);
    }
}

// "As fast as accepted" must not mean faster than pages leave and people can answer: the replay
// would measure its own queue. An alert is in hand until its first page rang and who answers soon
// has done.
awaitable<void> ReplayRun::await_answers(std::size_t index) {
    const auto until = now_ms() + std::chrono::milliseconds{in_hand_max}.count();
    const auto& raised = raised_[index];
    const auto waits = [&] { return !interrupted_ && !raised.case_id.empty() && now_ms() < until; };
    while (waits() && raised.first_page_ms == 0) co_await pause(2ms);
    while (waits() && raised.answers_due > 0) co_await pause(5ms);
}

awaitable<void> ReplayRun::read_telephones() {
    while (reading_) {
        auto json =
            co_await api_.get("/v1/sandbox/messages?wait=10&after=" + cursor_, tokens_.coordinator);
        if (!json) {
            co_await pause(try_again);
            continue;
        }
        auto rang = telephones_of(*json);
        if (!rang.next.empty()) cursor_ = std::move(rang.next);
        for (const auto& message : rang.messages) take(message);
        if (rang.messages.empty()) co_await pause(20ms);
    }
}

void ReplayRun::take(const v1::SandboxMessage& message) {
    if (message.kind() == v1::Message::stand_down) stood_down_.insert(message.page());
    // A message may come twice under one id; she reads it once.
    if (message.kind() != v1::Message::come || !seen_.insert(message.id()).second) return;
    ++pages_;
    const auto known = by_code_.find(message.code());
    if (known != by_code_.end()) {
        take_page(known->second, message);
    } else {
        early_[message.code()].push_back(message);
    }
}

void ReplayRun::take_page(std::size_t index, const v1::SandboxMessage& message) {
    auto& first = raised_[index].first_page_ms;
    first = first == 0 ? message.at_ms() : std::min(first, message.at_ms());
    const auto sector = sectors_.find(message.person());
    if (sector == sectors_.end() || interrupted_) return;
    for (const auto& need : plan_.alerts[index].needs) {
        if (need.sector != sector->second || !need.answers_after) continue;
        // A unit is one person: she answers the first page that reaches it, and no other.
        if (raised_[index].coming[need.sector]++ >= need.quota) continue;
        const auto delay = squeezed(*need.answers_after, need, pace_);
        const bool awaited = delay <= soon;
        raised_[index].answers_due += awaited ? 1 : 0;
        due_.emplace(message.at_ms() + delay.count(),
                     Link{index, message.page(), message.link(), awaited});
    }
}

// Presses the links that are due, one after the other; several of these run at once.
awaitable<void> ReplayRun::answer_due() {
    while (reading_ && !interrupted_) {
        if (due_.empty() || due_.begin()->first > now_ms()) {
            co_await pause(5ms);
            continue;
        }
        const auto link = due_.extract(due_.begin()).mapped();
        co_await press(link);
        if (link.awaited) --raised_[link.index].answers_due;
    }
}

awaitable<void> ReplayRun::press(Link link) {
    for (int i = 0; i < tries_max && !interrupted_; ++i) {
        // Somebody else went: she does not press the button any more.
        if (stood_down_.contains(link.page)) co_return;
        const auto taken =
            co_await api_.post_form(link.url, "answer=" + v1::Answer::Kind_Name(link.answer));
        if (taken && link.answer == v1::Answer::accept) ++report_.answers;
        if (taken) go_on(link);
        if (!taken && !taken.error().passing()) ++report_.answers_refused;
        if (taken || !taken.error().passing()) co_return;
        co_await pause(try_again);
    }
}

// What whoever comes does next. "As fast as accepted" asks how many alerts can be taken, and the
// night ends with the acceptance.
void ReplayRun::go_on(const Link& link) {
    if (pace_.at_most || link.answer == v1::Answer::done) return;
    const bool comes = link.answer == v1::Answer::accept;
    const auto delay =
        std::chrono::duration_cast<Duration>((comes ? on_the_way : with_her) / pace_.speed);
    auto next = link;
    next.awaited = false;
    next.answer = comes ? v1::Answer::arrived : v1::Answer::done;
    due_.emplace(now_ms() + delay.count(), std::move(next));
    if (!raised_[link.index].followed) spawn(follow_through(link.index));
}

// The coordinator does it herself: nobody else of the demo signs in at night.
awaitable<void> ReplayRun::follow_through(std::size_t index) {
    auto& raised = raised_[index];
    raised.followed = true;
    (void)co_await api_.post("/v1/cases/" + raised.case_id + "/commands", tokens_.coordinator,
                             R"({"commandId":")" + new_alert_id() + R"(","offerPivot":{}})");
}

// Looks at the list of cases, but never so often that looking itself slows the service down.
awaitable<void> ReplayRun::settle() {
    const auto patience = longest_ladder(squeezed(original_.directory(), pace_)) * 3 / 2;
    const auto lives =
        pace_.at_most ? Duration{}
                      : std::chrono::duration_cast<Duration>((on_the_way + with_her) / pace_.speed);
    const auto until = now_ms() + (patience + lives + settling_margin).count();
    while (!interrupted_ && now_ms() < until) {
        const auto began = now_ms();
        // Whoever is on her way still says that she is there, and that it is done.
        if (co_await settled() && (pace_.at_most || due_.empty())) co_return;
        co_await wait_until(now_ms() + std::max<std::int64_t>(1'000, 10 * (now_ms() - began)));
    }
}

awaitable<bool> ReplayRun::settled() {
    const auto cases = co_await api_.cases(tokens_.coordinator);
    if (!cases) co_return false;
    std::set<std::string> ours;
    for (const auto& raised : raised_) ours.insert(raised.case_id);
    report_.needs = report_.covered = report_.last_rung = report_.unsettled = 0;
    std::size_t found = 0;
    for (const auto& summary : cases->cases()) {
        if (!ours.contains(summary.case_id())) continue;
        ++found;
        for (const auto& need : summary.needs()) {
            // What the coordination is called for is no need of hers.
            if (need.need() == v1::Need::unknown) continue;
            ++report_.needs;
            const bool open =
                need.state() == v1::Need::paging || need.state() == v1::Need::awaiting_consent;
            if (!open) ++report_.covered;
            if (open && need.last_rung()) ++report_.last_rung;
            if (open && !need.last_rung()) ++report_.unsettled;
        }
    }
    co_return found >= report_.accepted&& report_.unsettled == 0;
}

awaitable<void> ReplayRun::measure_all() {
    measured_ = 0;
    for (std::size_t i = 0; i < timelines_in_flight; ++i) spawn(measure_some());
    co_await join();
}

// A case whose timeline cannot be found is lost: it was acknowledged and is not there.
awaitable<void> ReplayRun::measure_some() {
    while (measured_ < raised_.size()) {
        const auto& raised = raised_[measured_++];
        if (raised.case_id.empty()) continue;
        const auto path = "/v1/cases/" + raised.case_id + "/timeline";
        Asked<std::string> json = std::unexpected(Problem{});
        for (int i = 0; i < tries_max; ++i) {
            json = co_await api_.get(path, tokens_.coordinator);
            if (json || !json.error().passing()) break;
            co_await pause(try_again);
        }
        v1::Timeline timeline;
        if (!json || !from_json(*json, timeline) || timeline.entries().empty()) {
            ++report_.lost;
            continue;
        }
        auto measures = measure(timeline);
        std::ranges::move(measures.acceptance_s, std::back_inserter(report_.acceptance_s));
        std::ranges::move(measures.escalations, std::back_inserter(report_.escalations));
    }
}

}  // namespace relais::cli
