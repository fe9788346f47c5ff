// Makes consumer groups where they are missing.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/result.hpp"
#include "common/redis/client.hpp"

namespace relais::store {

using Groups = std::vector<std::pair<std::string, std::string_view>>;  // stream, group
[[nodiscard]] boost::asio::awaitable<Result<void>> make_groups(redis::Client& client,
                                                               Groups groups);

// Of the funds there are: commands, messages, mail.
[[nodiscard]] Groups groups_of_funds(const std::vector<std::string>& funds);

}  // namespace relais::store
