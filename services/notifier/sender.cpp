#include "services/notifier/sender.hpp"

#include <algorithm>
#include <charconv>

#include <boost/asio/co_spawn.hpp>

#include "common/base/check.hpp"
#include "common/base/keyed_hash.hpp"
#include "common/store/pause.hpp"

namespace relais::notifier {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

// "https://host:port/path" → "host:port": what a bulkhead is about.
std::string host_of(const std::string& address) {
    const auto scheme = address.find("://");
    if (scheme == std::string::npos) return address;
    const auto begin = scheme + 3;
    return address.substr(begin, address.find('/', begin) - begin);
}

// A stream id begins with the milliseconds at which the entry was added.
std::int64_t added_ms(const std::string& entry_id) {
    std::int64_t ms = 0;
    std::from_chars(entry_id.data(), entry_id.data() + entry_id.size(), ms);
    return ms;
}

std::string labels(const v1::Message& message, const std::string& outcome) {
    return "channel=\"" + v1::Channel::Code_Name(message.channel()) + "\",outcome=\"" + outcome +
           "\"";
}

// How a kind of message is told: its words, where its link leads, and whether the aggregate that
// asked for it hears what became of it. What only reminds or thanks is not asked about.
struct Manner {
    std::string_view words;
    std::string_view screen;  // asks who one is; empty: the answer link of the page
    bool reported = true;
};

Manner manner_of(v1::Message::Kind kind) {
    switch (kind) {
        case v1::Message::stand_down:
            return {.words = "message.stand_down", .screen = {}, .reported = false};
        case v1::Message::reminder:
            return {.words = "message.reminder", .screen = {}, .reported = false};
        case v1::Message::copy:
            return {.words = "message.copy", .screen = {}};
        case v1::Message::gap:
            return {.words = "message.gap", .screen = "/coverage"};
        case v1::Message::calendar:
            return {.words = "message.calendar", .screen = "/rosters"};
        case v1::Message::handover:
            return {.words = "message.handover", .screen = "/cases/", .reported = false};
        case v1::Message::seal_broken:
            return {.words = "message.seal_broken", .screen = "/cases/", .reported = false};
        case v1::Message::referral:
            return {.words = "message.referral", .screen = "/cases/", .reported = false};
        case v1::Message::escort:
            return {.words = "message.escort", .screen = "/cases/", .reported = false};
        case v1::Message::relocation:
            return {.words = "message.relocation", .screen = "/cases/", .reported = false};
        case v1::Message::called_off:
            return {.words = "message.called_off", .screen = "/cases/", .reported = false};
        case v1::Message::reading:
            return {.words = "message.reading", .screen = "/cases/", .reported = false};
        case v1::Message::advise:
            return {.words = "message.advise", .screen = {}};
        case v1::Message::clock:
            return {.words = "message.clock", .screen = "/cases/", .reported = false};
        case v1::Message::limit:
            return {.words = "message.limit", .screen = "/cases/", .reported = false};
        case v1::Message::fund_asked:
            return {.words = "message.fund_asked", .screen = "/fund"};
        case v1::Message::fund_due:
            return {.words = "message.fund_due", .screen = "/fund"};
        default:
            return {.words = "message.page", .screen = {}};
    }
}

std::string case_of_page(const std::string& page) { return page.substr(0, page.find('/')); }

bool is_of_a_fund(const store::Entry& entry) { return entry.key.starts_with("{f"); }

// "fund/<id>", of "fund/<id>/<version>/<index>".
std::string fund_of_page(std::string_view page) {
    for (int part = 0; part < 2; ++part) page = page.substr(0, page.rfind('/'));
    return std::string(page);
}

// The aggregate that a message was sent for; its outbox says which kind.
std::string asked_by(const store::Entry& entry, const v1::Message& message) {
    if (entry.key.starts_with("{c")) return "case/" + case_of_page(message.page());
    if (entry.key.starts_with("{r")) return "contact/" + message.person();
    return "lookout";
}

}  // namespace

const v1::Card* Postroom::card(const std::string& person) {
    auto kept = cards.find(person);
    if (kept == cards.end()) {
        auto opened = directory.open_card(keys, person);
        if (!opened) {
            process.log.fault("card not opened", opened.error(), {{"person", person}});
            return nullptr;
        }
        kept = cards.emplace(person, std::move(*opened)).first;
    }
    return &kept->second;
}

Sender::Sender(asio::any_io_executor executor, Postroom& postroom, store::Consumer& lane,
               std::string name)
    : executor_(std::move(executor)), postroom_(postroom), lane_(lane), name_(std::move(name)) {}

awaitable<void> Sender::run() {
    constexpr std::chrono::seconds takeover_every{5};
    auto next_takeover = std::chrono::steady_clock::now();
    const auto hand_out = [this](Result<std::vector<store::Entry>> entries) {
        if (!entries) return;
        for (auto& entry : *entries) {
            ++in_hand_;
            asio::co_spawn(executor_, deliver(std::move(entry)), bugs_are_fatal);
        }
    };
    while (!stopping_) {
        auto entries = co_await lane_.take();
        if (!entries && !stopping_) {
            postroom_.process.log.fault("outbox not read", entries.error());
            co_await store::pause(std::chrono::milliseconds(100));
        }
        hand_out(std::move(entries));
        while (in_hand_ > in_hand_max) co_await store::pause(std::chrono::milliseconds(1));
        if (std::chrono::steady_clock::now() < next_takeover || stopping_) continue;
        next_takeover = std::chrono::steady_clock::now() + takeover_every;
        hand_out(co_await lane_.take_over());
    }
    while (in_hand_ > 0) co_await store::pause(std::chrono::milliseconds(2));
}

awaitable<void> Sender::deliver(store::Entry entry) {
    v1::Message message;
    Handed handed{.fault = "no_address"};
    if (!message.ParseFromString(entry.bytes)) {
        postroom_.process.log.error("message unreadable", {{"entry", entry.id}});
    } else {
        const auto age = to_ms(postroom_.clock.now()) - added_ms(entry.id);
        postroom_.process.metrics.observe("relais_outbox_age_seconds",
                                          static_cast<double>(age) / 1000.0,
                                          "lane=\"" + name_ + "\"");
        if (const auto outgoing = prepare(message)) handed = co_await attempt(*outgoing);
        postroom_.process.metrics.count("relais_pages_total",
                                        labels(message, handed.over ? "over" : handed.fault));
        if (!handed.over)
            postroom_.process.log.warn("not handed over",
                                       {{"message", message.id()}, {"fault", handed.fault}});
    }
    auto outcome = report(entry, message, handed);
    co_await settle(std::move(entry), std::move(outcome));
    --in_hand_;
}

// Several tries by the same way, with back-off; the caller moves on to the next way.
awaitable<Handed> Sender::attempt(const Outgoing& outgoing) {
    auto& channel = *postroom_.channels.at(outgoing.message.channel());
    const std::string host = host_of(outgoing.address.address());
    auto& kept = bulkheads_[host];
    if (kept == nullptr) kept = std::make_shared<Bulkhead>(executor_, an_address_max);
    const auto bulkhead = kept;
    co_await bulkhead->enter();
    auto backoff = first_backoff;
    Handed handed;
    for (int attempt = 1;; ++attempt) {
        handed = co_await channel.send(outgoing);
        if (handed.over || !handed.try_again || attempt == attempts_max) break;
        co_await store::pause(backoff);
        backoff *= 4;
    }
    bulkhead->leave();
    if (bulkhead->empty()) bulkheads_.erase(host);
    co_return handed;
}

awaitable<void> Sender::settle(store::Entry entry, std::optional<v1::Command> report) {
    // A command for another partition goes first, under an id that makes it one however often.
    while (report && is_of_a_fund(entry)) {
        const auto submitted = co_await postroom_.store.submit(
            *report, std::string(as_text(plain_hash(report->command_id()))));
        if (submitted) break;
        postroom_.process.log.fault("next way not asked for", submitted.error());
        if (stopping_) co_return;
        co_await store::pause(std::chrono::milliseconds(100));
    }
    if (is_of_a_fund(entry)) report.reset();
    for (;;) {
        const auto settled = co_await postroom_.store.settle(entry.key, entry.id, report);
        if (settled) co_return;
        postroom_.process.log.fault("outcome not told", settled.error());
        if (stopping_) co_return;  // still pending: it is sent and settled after the restart
        co_await store::pause(std::chrono::milliseconds(100));
    }
}

std::optional<Outgoing> Sender::prepare(const v1::Message& message) {
    if (!postroom_.channels.contains(message.channel())) return std::nullopt;
    const auto* card = postroom_.card(message.person());
    if (card == nullptr) return std::nullopt;
    Outgoing outgoing{.message = message};
    for (const auto& way : card->ways())
        if (way.way() == message.way_id()) outgoing.address = way;
    if (outgoing.address.way().empty()) return std::nullopt;
    const auto manner = manner_of(message.kind());
    const std::string& url = postroom_.process.config.public_url;
    if (!manner.screen.empty())
        outgoing.link = url + std::string(manner.screen) +
                        (manner.screen.ends_with('/') ? case_of_page(message.page()) : "");
    else if (message.kind() != v1::Message::stand_down)
        outgoing.link = url + "/a/" + answer_token(postroom_.secret, message.page());
    outgoing.text = postroom_.words.say(words::language_of(message.language()), manner.words,
                                        {{"code", message.code()},
                                         {"link", outgoing.link},
                                         {"count", std::int64_t{std::max(1u, message.count())}}});
    if (message.drill())
        outgoing.text = postroom_.words.say(words::language_of(message.language()), "message.drill",
                                            {{"text", outgoing.text}});
    return outgoing;
}

// What the aggregate that asked for it is told.
std::optional<v1::Command> Sender::report(const store::Entry& entry, const v1::Message& message,
                                          const Handed& handed) const {
    if (!manner_of(message.kind()).reported) return std::nullopt;
    // Without an id: it is put in with the entry's acknowledgement, once, and nobody asks for it.
    v1::Command command;
    command.set_aggregate(asked_by(entry, message));
    command.mutable_actor()->set_role(v1::Role::system);
    command.set_issued_ms(to_ms(postroom_.clock.now()));
    // A fund needs no word of its notices: whom it wrote to is sought by her other ways.
    if (is_of_a_fund(entry)) {
        if (handed.over) return std::nullopt;
        command.set_command_id(message.id() + "/undelivered");
        command.set_aggregate("contact/" + message.person());
        *command.mutable_continue_page()->mutable_message() = message;
        command.mutable_continue_page()->set_reply_to(fund_of_page(message.page()));
        return command;
    }
    if (handed.over) {
        auto& over = *command.mutable_report_handover();
        over.set_page(message.page());
        over.set_way(message.way());
        over.set_message_id(message.id());
        over.set_at_ms(command.issued_ms());
    } else {
        auto& failed = *command.mutable_report_undelivered();
        failed.set_page(message.page());
        failed.set_way(message.way());
        failed.set_message_id(message.id());
        failed.set_fault(handed.fault);
    }
    return command;
}

}  // namespace relais::notifier
