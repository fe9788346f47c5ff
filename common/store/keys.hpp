// Every key name of the store, in one place. All keys of a partition carry its hash tag, so that
// Redis Cluster can spread partitions later.
//
//   {c07}:inbox         stream  commands waiting
//   {c07}:events:<A>    stream  one event per entry; the only truth
//   {c07}:head:<A>      hash    version, chain, now
//   {f:main}:snap:<A>   hash    of a long history: how far a snapshot goes, and where its parts are
//   {f:main}:snap:<A>:0 {f:main}:snap:<A>:1  hashes of parts, written in turn; disposable
//   {c07}:seen:<cmd>    string  body hash and outcome of a command
//   {c07}:index         hash    A → v1::CaseSummary; of a fund v1::FundSummary
//   {c07}:timers        zset    "<A>|<deadline>", score: due in ms
//   {c07}:outbox:first  {c07}:outbox:rest   streams of v1::Message
//   {c07}:mail          stream  commands for other aggregates
//   {c07}:feed          stream  v1::Echo, trimmed
//   {c07}:quarantine    stream  commands that could not be decided; never trimmed
//   {f:main}:lease      string  who works on it now; expires
//   {c07}:failed:<id>   string  how often an entry of the inbox could not be decided; expires
//   {dir}:calendar:claim:<roster>/<id>    string  somebody reads it in this period; expires
//   {dir}:calendar:reading:<roster>/<id>  hash    what came of its last reading
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/keyed_hash.hpp"

namespace relais::store {

// A hash tag: "c00" … "c15" cases, "r00" … "r15" contacts, "b00" … "b03" beds of shelters, "dir"
// the directory, "look" the lookout, "f:<fund>" an emergency fund.
struct Partition {
    std::string tag;
    friend auto operator<=>(const Partition&, const Partition&) = default;

    [[nodiscard]] std::string inbox() const { return key("inbox"); }
    [[nodiscard]] std::string events(std::string_view aggregate) const;
    [[nodiscard]] std::string head(std::string_view aggregate) const;
    [[nodiscard]] std::string snapshot(std::string_view aggregate) const;
    [[nodiscard]] std::string seen(std::string_view command_id) const;
    [[nodiscard]] std::string failed(std::string_view entry) const;
    [[nodiscard]] std::string index() const { return key("index"); }
    [[nodiscard]] std::string timers() const { return key("timers"); }
    [[nodiscard]] std::string outbox_first() const { return key("outbox:first"); }
    [[nodiscard]] std::string outbox_rest() const { return key("outbox:rest"); }
    [[nodiscard]] std::string mail() const { return key("mail"); }
    [[nodiscard]] std::string feed() const { return key("feed"); }
    [[nodiscard]] std::string quarantine() const { return key("quarantine"); }
    [[nodiscard]] std::string lease() const { return key("lease"); }

private:
    [[nodiscard]] std::string key(std::string_view name) const;
};

[[nodiscard]] const std::vector<Partition>& case_partitions();     // 16
[[nodiscard]] const std::vector<Partition>& contact_partitions();  // 16
[[nodiscard]] const std::vector<Partition>& bed_partitions();      // 4
[[nodiscard]] const std::vector<Partition>& listing_partitions();  // 4
[[nodiscard]] const Partition& directory_partition();
[[nodiscard]] const Partition& lookout_partition();
[[nodiscard]] std::vector<Partition> all_partitions();  // but those of funds
// Which funds there are is configuration.
[[nodiscard]] std::vector<Partition> fund_partitions(const std::vector<std::string>& funds);

// Where an aggregate lives: "case/<uuid>", "contact/<person>", "beds/<organization>",
// "listing/<uuid>", "fund/<id>", "directory", "lookout". It is keyed, so that nobody outside can
// aim many cases at one partition. Any other name goes to the directory's partition, whose owner
// rejects it.
[[nodiscard]] Partition partition_of(const Secret& secret, std::string_view aggregate);
// "{c07}:inbox" → c07.
[[nodiscard]] std::optional<Partition> partition_of_key(std::string_view key);

// Consumer groups: one a service.
inline constexpr std::string_view dispatcher_group = "dispatcher";
inline constexpr std::string_view treasurer_group = "treasurer";
inline constexpr std::string_view notifier_group = "notifier";
inline constexpr std::string_view courier_group = "courier";

// Sandbox: every telephone of a drill, trimmed; accounts and sessions: hashes only; calendar
// addresses: a hash, how often each was revoked.
inline constexpr std::string_view sandbox_key = "{sandbox}:messages";
inline constexpr std::string_view calendar_serials_key = "{auth}:calendar";
[[nodiscard]] std::string calendar_claim_key(std::string_view roster, std::string_view calendar);
[[nodiscard]] std::string calendar_reading_key(std::string_view roster, std::string_view calendar);
[[nodiscard]] std::string account_key(std::string_view account);
[[nodiscard]] std::string session_key(std::string_view session_hash);

}  // namespace relais::store
