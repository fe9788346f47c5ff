// The events of a fund, page by page from the first on: a long book is never held whole.
#pragma once

#include "common/runtime/worker_pool.hpp"
#include "common/store/store.hpp"

namespace relais::gateway {

class FundPages {
public:
    // Those after a version, up to one that was committed already.
    FundPages(store::Store& store, runtime::WorkerPool& workers, std::string aggregate,
              std::uint64_t after, std::uint64_t until)
        : store_(store),
          workers_(workers),
          aggregate_(std::move(aggregate)),
          read_(after),
          until_(until) {}

    // Empty: they were all given.
    [[nodiscard]] boost::asio::awaitable<Result<std::vector<v1::Event>>> next();

private:
    store::Store& store_;
    runtime::WorkerPool& workers_;
    std::string aggregate_;
    std::uint64_t read_;
    std::uint64_t until_;
};

}  // namespace relais::gateway
