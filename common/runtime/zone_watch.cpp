#include "common/runtime/zone_watch.hpp"

#include <algorithm>
#include <system_error>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace relais::runtime {

namespace asio = boost::asio;

ZoneWatch::ZoneWatch(asio::any_io_executor executor, std::function<void()> changed,
                     std::filesystem::path folder, std::chrono::milliseconds every)
    : timer_(std::move(executor)),
      changed_(std::move(changed)),
      folder_(std::move(folder)),
      every_(every),
      seen_(stamp()) {}

asio::awaitable<void> ZoneWatch::run() {
    while (!stopping_) {
        timer_.expires_after(every_);
        co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        const Stamp now = stamp();
        if (stopping_ || now == seen_) continue;
        seen_ = now;
        changed_();
    }
}

void ZoneWatch::stop() {
    stopping_ = true;
    timer_.cancel();
}

// A package replaces files by renaming, which changes their folder; the index is always replaced.
ZoneWatch::Stamp ZoneWatch::stamp() const {
    Stamp newest = Stamp::min();
    for (const auto& place : {folder_, folder_ / "tzdata.zi"}) {
        std::error_code missing;
        const Stamp written = std::filesystem::last_write_time(place, missing);
        if (!missing) newest = std::max(newest, written);
    }
    return newest;
}

}  // namespace relais::runtime
