// The order matters: the log outlives the executor's work, the pool is joined first. Logs go to
// stderr; whoever supervises us (deploy/supervise, systemd) keeps them.
#include "common/runtime/process.hpp"

namespace relais::runtime {

Process::Process(Config config_in, std::string_view service)
    : config(std::move(config_in)), log(service, config.log_level) {}

}  // namespace relais::runtime
