// One kept-alive connection of a caller, as bare as it can be, so that what is measured is the
// service and not the client; and the arrivals that the receiver has written down.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace relais::bench {

[[nodiscard]] std::int64_t monotonic_ns();

class Line {
public:
    explicit Line(std::uint16_t port);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line();

    struct Answer {
        unsigned status = 0;
        std::string body;
        std::int64_t sent_ns = 0;
        std::int64_t answered_ns = 0;
    };
    [[nodiscard]] Answer post(std::string_view path, std::string_view token, std::string_view body);

private:
    bool read_more();
    int socket_;
    std::string buffer_;
};

// The receiver's file, read as it grows. Message ids begin with the case's id.
class Arrivals {
public:
    explicit Arrivals(const std::filesystem::path& file) : in_(file, std::ios::binary) {}

    struct OfCase {
        std::int64_t first_ns = 0;
        std::int64_t last_ns = 0;
        std::map<std::string, int> times;  // by message id
    };
    // Everything that has come since the last call.
    void read();
    [[nodiscard]] const std::map<std::string, OfCase>& cases() const { return cases_; }
    [[nodiscard]] std::size_t messages() const { return messages_; }
    [[nodiscard]] std::size_t count(const std::string& case_id) const;
    [[nodiscard]] std::int64_t last_ns() const { return last_ns_; }
    void forget() { *this = Arrivals{std::move(in_)}; }

private:
    explicit Arrivals(std::ifstream in) : in_(std::move(in)) {}
    std::ifstream in_;
    std::string partial_;
    std::map<std::string, OfCase> cases_;
    std::size_t messages_ = 0;
    std::int64_t last_ns_ = 0;
};

// The value at a share of a list (0.5: the median); it is sorted on the way.
[[nodiscard]] double share_of(std::vector<double> values, double share);

}  // namespace relais::bench
