// Prometheus' text format, version 0.0.4. Buckets are one list for all histograms: from a tenth of
// a durable commit to the minutes of a ladder, so that any two of them can be compared.
#include "common/runtime/metrics.hpp"

#include <array>
#include <cmath>

#include <spdlog/fmt/fmt.h>

namespace relais::runtime {
namespace {

constexpr std::array bucket_bounds_s{0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.004, 0.006,
                                     0.01,   0.025,   0.05,   0.1,   0.25,  0.5,   1.0,
                                     2.5,    5.0,     10.0,   30.0,  60.0,  300.0};

// {a="b"} or nothing; `more` is a label of ours behind the caller's.
std::string braces(const std::string& labels, const std::string& more = {}) {
    if (labels.empty() && more.empty()) return {};
    const char* comma = labels.empty() || more.empty() ? "" : ",";
    return "{" + labels + comma + more + "}";
}

}  // namespace

void Metrics::count(const std::string& name, const std::string& labels, double by) {
    counters_[name][labels] += by;
}

void Metrics::gauge(const std::string& name, double value, const std::string& labels) {
    gauges_[name][labels] = value;
}

void Metrics::observe(const std::string& name, double seconds, const std::string& labels) {
    auto& histogram = histograms_[name][labels];
    histogram.buckets.resize(bucket_bounds_s.size());
    for (std::size_t i = 0; i < bucket_bounds_s.size(); ++i) {
        if (seconds <= bucket_bounds_s[i]) ++histogram.buckets[i];
    }
    ++histogram.count;
    histogram.sum += seconds;
}

void Metrics::describe(const std::string& name, const std::string& help) { help_[name] = help; }

std::string Metrics::text() const {
    std::string out;
    const auto head = [&](const std::string& name, std::string_view type) {
        if (const auto help = help_.find(name); help != help_.end()) {
            out += fmt::format("# HELP {} {}\n", name, help->second);
        }
        out += fmt::format("# TYPE {} {}\n", name, type);
    };
    const auto values = [&](const auto& families, std::string_view type) {
        for (const auto& [name, series] : families) {
            head(name, type);
            for (const auto& [labels, value] : series) {
                out += fmt::format("{}{} {}\n", name, braces(labels), value);
            }
        }
    };
    values(counters_, "counter");
    values(gauges_, "gauge");
    for (const auto& [name, series] : histograms_) {
        head(name, "histogram");
        for (const auto& [labels, histogram] : series) {
            for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
                const auto le = fmt::format("le=\"{}\"", bucket_bounds_s[i]);
                out +=
                    fmt::format("{}_bucket{} {}\n", name, braces(labels, le), histogram.buckets[i]);
            }
            out += fmt::format("{}_bucket{} {}\n", name, braces(labels, "le=\"+Inf\""),
                               histogram.count);
            out += fmt::format("{}_sum{} {}\n", name, braces(labels), histogram.sum);
            out += fmt::format("{}_count{} {}\n", name, braces(labels), histogram.count);
        }
    }
    return out;
}

}  // namespace relais::runtime
