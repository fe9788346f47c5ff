// Counters, gauges and histograms of one process, in Prometheus' text format. Label values are
// codes and ids of ours, never what somebody typed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace relais::runtime {

class Metrics {
public:
    void count(const std::string& name, const std::string& labels = {}, double by = 1);
    void gauge(const std::string& name, double value, const std::string& labels = {});
    void observe(const std::string& name, double seconds, const std::string& labels = {});
    // "# HELP" for a name; said once, where it is first used.
    void describe(const std::string& name, const std::string& help);
    [[nodiscard]] std::string text() const;

private:
    struct Histogram {
        std::vector<std::uint64_t> buckets;
        std::uint64_t count = 0;
        double sum = 0;
    };
    std::map<std::string, std::string> help_;
    std::map<std::string, std::map<std::string, double>> counters_;
    std::map<std::string, std::map<std::string, double>> gauges_;
    std::map<std::string, std::map<std::string, Histogram>> histograms_;
};

}  // namespace relais::runtime
