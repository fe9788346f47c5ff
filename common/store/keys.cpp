#include "common/store/keys.hpp"

#include "common/domain/fund/fund_rules.hpp"

namespace relais::store {
namespace {

constexpr std::size_t partitions_of_a_kind = 16;
constexpr std::size_t partitions_of_beds = 4;  // shelters are few and calm
constexpr std::size_t partitions_of_listings = 4;
constexpr std::string_view fund_prefix = "fund/";

std::string tag_of(char kind, std::size_t number) {
    return {kind, static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

std::vector<Partition> make_partitions(char kind, std::size_t count) {
    std::vector<Partition> partitions;
    for (std::size_t number = 0; number < count; ++number)
        partitions.push_back(Partition{tag_of(kind, number)});
    return partitions;
}

}  // namespace

std::string Partition::key(std::string_view name) const {
    std::string key;
    key.reserve(tag.size() + name.size() + 3);
    key.append("{").append(tag).append("}:").append(name);
    return key;
}

std::string Partition::events(std::string_view aggregate) const {
    return key("events:").append(aggregate);
}

std::string Partition::head(std::string_view aggregate) const {
    return key("head:").append(aggregate);
}

std::string Partition::snapshot(std::string_view aggregate) const {
    return key("snap:").append(aggregate);
}

std::string Partition::seen(std::string_view command_id) const {
    return key("seen:").append(command_id);
}

std::string Partition::failed(std::string_view entry) const { return key("failed:").append(entry); }

const std::vector<Partition>& case_partitions() {
    static const std::vector<Partition> partitions = make_partitions('c', partitions_of_a_kind);
    return partitions;
}

const std::vector<Partition>& contact_partitions() {
    static const std::vector<Partition> partitions = make_partitions('r', partitions_of_a_kind);
    return partitions;
}

const std::vector<Partition>& bed_partitions() {
    static const std::vector<Partition> partitions = make_partitions('b', partitions_of_beds);
    return partitions;
}

const std::vector<Partition>& listing_partitions() {
    static const std::vector<Partition> partitions = make_partitions('l', partitions_of_listings);
    return partitions;
}

const Partition& directory_partition() {
    static const Partition partition{"dir"};
    return partition;
}

const Partition& lookout_partition() {
    static const Partition partition{"look"};
    return partition;
}

std::vector<Partition> all_partitions() {
    std::vector<Partition> partitions = case_partitions();
    partitions.insert(partitions.end(), contact_partitions().begin(), contact_partitions().end());
    partitions.insert(partitions.end(), bed_partitions().begin(), bed_partitions().end());
    partitions.insert(partitions.end(), listing_partitions().begin(), listing_partitions().end());
    partitions.push_back(directory_partition());
    partitions.push_back(lookout_partition());
    return partitions;
}

std::vector<Partition> fund_partitions(const std::vector<std::string>& funds) {
    std::vector<Partition> partitions;
    for (const std::string& fund : funds) partitions.push_back(Partition{"f:" + fund});
    return partitions;
}

Partition partition_of(const Secret& secret, std::string_view aggregate) {
    if (aggregate == "lookout") return lookout_partition();
    const auto one_of = [&](const std::vector<Partition>& partitions) {
        return partitions[secret.hash("partition", aggregate).front() % partitions.size()];
    };
    if (aggregate.starts_with("case/")) return one_of(case_partitions());
    if (aggregate.starts_with("contact/")) return one_of(contact_partitions());
    if (aggregate.starts_with("beds/")) return one_of(bed_partitions());
    if (aggregate.starts_with("listing/")) return one_of(listing_partitions());
    if (aggregate.starts_with(fund_prefix)) {
        const auto id = aggregate.substr(fund_prefix.size());
        if (domain::is_fund_id(id)) return Partition{std::string("f:").append(id)};
    }
    return directory_partition();
}

std::optional<Partition> partition_of_key(std::string_view key) {
    const std::size_t end = key.find("}:");
    if (!key.starts_with('{') || end == std::string_view::npos || end == 1) return std::nullopt;
    return Partition{std::string(key.substr(1, end - 1))};
}

std::string calendar_claim_key(std::string_view roster, std::string_view calendar) {
    return std::string("{dir}:calendar:claim:").append(roster).append("/").append(calendar);
}

std::string calendar_reading_key(std::string_view roster, std::string_view calendar) {
    return std::string("{dir}:calendar:reading:").append(roster).append("/").append(calendar);
}

std::string account_key(std::string_view account) {
    return std::string("{auth}:account:").append(account);
}

std::string session_key(std::string_view session_hash) {
    return std::string("{auth}:session:").append(session_hash);
}

}  // namespace relais::store
