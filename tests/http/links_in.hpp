// What a screen leads to: its links and its forms, as a browser would find them.
#pragma once

#include <string>
#include <vector>

namespace relais::test {

struct Form {
    std::string action;
    std::string hidden;  // its hidden fields as a body; what is typed or chosen is left out
};

struct Links {
    std::vector<std::string> links;  // of this house, from the root
    std::vector<Form> forms;         // that are posted
    std::vector<std::string> lost;   // places of the screen itself that it has not
    bool live = false;               // it loads itself again
};
[[nodiscard]] Links links_in(const std::string& html, const std::string& path);

// An address with its ids left out, and the values of its query.
[[nodiscard]] std::string kind_of_address(const std::string& address);

}  // namespace relais::test
