// Where work that takes long is done: by whoever asks for it, or in a pool of workers.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

namespace relais::store {

using DoWork = std::function<boost::asio::awaitable<void>(std::function<void()>)>;

[[nodiscard]] inline boost::asio::awaitable<void> do_here(std::function<void()> work) {
    work();
    co_return;
}

}  // namespace relais::store
