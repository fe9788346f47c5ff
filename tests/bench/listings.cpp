// A package of 100,000 rows: read and inspected, beside one plain pass over the same bytes; and
// what a caller may see of one listing. In memory, one thread.
#include <string>

#include <benchmark/benchmark.h>

#include "common/hsds/grouping.hpp"
#include "common/hsds/levels.hpp"
#include "common/hsds/packages.hpp"

namespace relais::bench {
namespace {

constexpr int organizations = 5'000;
constexpr int phones_of_each = 18;  // with organization and service: 100,000 rows

std::vector<hsds::File> package() {
    std::string organization = "id,name,description\n";
    std::string service = "id,organization_id,name,status,description\n";
    std::string phone = "id,service_id,number,type,description,confidentiality\n";
    for (int i = 0; i < organizations; ++i) {
        const auto id = std::to_string(i);
        organization.append("o")
            .append(id)
            .append(",Maison ")
            .append(id)
            .append(",\"Une maison, ouverte la nuit\"\n");
        service.append("s").append(id).append(",o").append(id).append(
            ",Accueil,active,\"Repas, repos, écoute\"\n");
        for (int j = 0; j < phones_of_each; ++j)
            phone.append("p")
                .append(std::to_string(i * phones_of_each + j))
                .append(",s")
                .append(id)
                .append(",514 555-0123,voice,\"Jour et nuit, sans frais\",members\n");
    }
    return {{"organization.csv", organization}, {"service.csv", service}, {"phone.csv", phone}};
}

// What reading costs at least: each byte looked at once.
void pass(benchmark::State& state) {
    const auto files = package();
    for (auto _ : state) {
        std::size_t commas = 0;
        for (const auto& file : files)
            for (const char c : file.bytes) commas += c == ',' || c == '"' || c == '\n' ? 1U : 0U;
        benchmark::DoNotOptimize(commas);
    }
}
BENCHMARK(pass)->Name("one pass over the bytes of 100,000 rows")->Unit(benchmark::kMillisecond);

void check(benchmark::State& state) {
    const auto files = package();
    for (auto _ : state) {
        auto read = hsds::read_package(files);
        hsds::inspect(read);
        benchmark::DoNotOptimize(read.faults.size());
    }
}
BENCHMARK(check)->Name("100,000 rows read and inspected")->Unit(benchmark::kMillisecond);

void group(benchmark::State& state) {
    const auto read = hsds::read_package(package());
    for (auto _ : state)
        benchmark::DoNotOptimize(hsds::listings_of(read.rows, hsds::Level::members).size());
}
BENCHMARK(group)->Name("the same as 5,000 listings")->Unit(benchmark::kMillisecond);

void see(benchmark::State& state) {
    const auto read = hsds::read_package(package());
    const auto listings = hsds::listings_of(read.rows, hsds::Level::members);
    for (auto _ : state)
        benchmark::DoNotOptimize(hsds::visible(listings.front(), hsds::Level::public_).rows_size());
}
BENCHMARK(see)->Name("what a caller may see of one of them")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace relais::bench
