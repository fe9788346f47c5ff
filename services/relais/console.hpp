// What a subcommand speaks through: words in the operator's language on stdout, refusals on stderr,
// and the exit code that goes with each. A table for people, JSON for machines, never both.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/words/words.hpp"

namespace relais::cli {

// The contract of every subcommand.
inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;

class Console {
public:
    explicit Console(words::Language language) : language_(language) {}

    [[nodiscard]] words::Language language() const { return language_; }
    [[nodiscard]] const words::Words& catalogue() const { return words_; }
    // A key of the section [cli].
    [[nodiscard]] std::string words(std::string_view key,
                                    const words::Arguments& arguments = {}) const;
    // Any key, or the code itself when nobody has words for it.
    [[nodiscard]] std::string words_or_code(const std::string& section, const std::string& code,
                                            const words::Arguments& arguments = {}) const;

    void line(std::string_view text) const;
    void say(std::string_view key, const words::Arguments& arguments = {}) const;
    // Says why not, and gives exit_refused.
    int refuse(std::string_view key, const words::Arguments& arguments = {}) const;
    int refuse(const Fault& fault) const;

private:
    words::Words words_;
    words::Language language_;
};

// What main runs once the command line was understood.
using Run = std::function<int(Console&)>;

// How many columns a text takes.
[[nodiscard]] std::size_t characters(std::string_view text);
// Columns as wide as their widest cell, counted in characters.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows);
// What a table or a list may take.
inline constexpr std::size_t terminal_columns = 80;
// A sentence over as many lines as it takes; each but the first begins further in.
[[nodiscard]] std::string folded(std::string_view text, std::size_t indent = 2,
                                 std::size_t columns = terminal_columns);
// Parts after each other behind commas, a new line where the next would not fit.
[[nodiscard]] std::string wrapped(const std::vector<std::string>& parts, std::size_t indent);
// On one line, and without the codes that a terminal would obey.
[[nodiscard]] std::string printable(std::string_view text);
// A JSON string, quotes included.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace relais::cli
