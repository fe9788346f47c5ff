// Takes messages from one lane of the outbox, sends each by its channel, and settles: the outcome
// becomes a command in the same step that acknowledges the entry. A message is sent at least once,
// always with the same id; a crash between sending and settling sends it again.
//
// Bulkheads: a lane has its own limit, and so has every address, so that one silent receiver holds
// up nobody else.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "common/runtime/process.hpp"
#include "common/store/consumer.hpp"
#include "common/store/live_directory.hpp"
#include "common/store/sealing.hpp"
#include "common/store/store.hpp"
#include "common/words/words.hpp"
#include "services/notifier/bulkhead.hpp"
#include "services/notifier/channel.hpp"

namespace relais::notifier {

// What all lanes share: how a message becomes text, address and channel.
struct Postroom {
    // Opened cards are kept until the directory changes: opening one costs more than sending.
    [[nodiscard]] const v1::Card* card(const std::string& person);
    void forget_cards() { cards.clear(); }

    runtime::Process& process;
    const Secret& secret;
    store::Store& store;
    const Clock& clock;
    const store::LiveDirectory& directory;
    store::KeyRing& keys;
    const words::Words& words;
    std::map<v1::Channel::Code, std::unique_ptr<Channel>> channels = {};
    std::unordered_map<std::string, v1::Card> cards = {};
};

class Sender {
public:
    Sender(boost::asio::any_io_executor executor, Postroom& postroom, store::Consumer& lane,
           std::string name);

    // Ends after stop(), when what was in hand is settled.
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop() { stopping_ = true; }

private:
    static constexpr std::size_t in_hand_max = 1'024;
    static constexpr std::size_t an_address_max = 128;  // messages to one host at once
    static constexpr int attempts_max = 3;
    static constexpr std::chrono::milliseconds first_backoff{200};  // then four times as long

    [[nodiscard]] boost::asio::awaitable<void> take();
    [[nodiscard]] boost::asio::awaitable<void> deliver(store::Entry entry);
    [[nodiscard]] boost::asio::awaitable<Handed> attempt(const Outgoing& outgoing);
    [[nodiscard]] boost::asio::awaitable<void> settle(store::Entry entry,
                                                      std::optional<v1::Command> report);
    // Nothing when there is no such way on her card any more.
    [[nodiscard]] std::optional<Outgoing> prepare(const v1::Message& message);
    [[nodiscard]] std::optional<v1::Command> report(const store::Entry& entry,
                                                    const v1::Message& message,
                                                    const Handed& handed) const;

    boost::asio::any_io_executor executor_;
    Postroom& postroom_;
    store::Consumer& lane_;
    std::string name_;
    std::unordered_map<std::string, std::shared_ptr<Bulkhead>> bulkheads_;  // by address
    std::size_t in_hand_ = 0;
    bool stopping_ = false;
};

}  // namespace relais::notifier
