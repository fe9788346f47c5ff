// What every process is made of, built once in main and handed down: executor, configuration, log,
// metrics, worker pool, stop. No singletons.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "common/runtime/config.hpp"
#include "common/runtime/log.hpp"
#include "common/runtime/metrics.hpp"
#include "common/runtime/worker_pool.hpp"

namespace relais::runtime {

struct Process {
    Process(Config config_in, std::string_view service);

    Config config;
    boost::asio::io_context io{1};
    Log log;
    Metrics metrics;
    WorkerPool workers;
};

}  // namespace relais::runtime
