// Papers that show what was paid, sealed on disk by what stands in them:
//
//   <data_dir>/evidence/ab/<SHA-256 of the clear file>   a v1::Sealed, its key in keys.db
//   <data_dir>/evidence/opened.log                       who opened which, a line each
//
// Promises: a file is there whole, fsync'd, or not at all, also on a full disk; the same file twice
// is one; what kind of file it is its bytes tell, not whoever sends it. Nothing here names a case.
//
// Everything blocks: it is called on the worker pool.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/store/sealing.hpp"
#include "relais/v1/fund_book.pb.h"

namespace relais::gateway {

// PDF, JPEG, PNG by their first bytes; none: anything else.
[[nodiscard]] v1::FundEvidence::FileType file_type_of(std::string_view bytes);

class EvidenceFiles {
public:
    enum class Wrong {
        no_room,  // the disk is full, or a quota
        away,     // it cannot be written or read now
        damaged,  // what is there does not open, or is not what it was
    };
    struct Kept {
        std::string content = {};  // 32 bytes
        std::uint64_t key = 0;
        bool fresh = false;  // it was not there
    };
    struct Opening {
        Instant at{};
        std::string person, request, evidence;
    };

    explicit EvidenceFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] std::expected<Kept, Wrong> keep(store::KeyRing& keys, std::string_view bytes);
    [[nodiscard]] std::expected<std::string, Wrong> open(store::KeyRing& keys,
                                                         const std::string& content);
    // As keep() would call it.
    [[nodiscard]] static std::string content_of(std::string_view bytes);
    [[nodiscard]] bool there(const std::string& content) const;
    // Of a paper that nothing names. One that cannot be removed stays, and is told by verify.
    void remove(const std::string& content);
    // Fsync'd before anything is opened.
    [[nodiscard]] std::expected<void, Wrong> note(const Opening& opening);
    // The newest first, at most so many.
    [[nodiscard]] std::expected<std::vector<Opening>, Wrong> openings(std::size_t most);

private:
    [[nodiscard]] std::filesystem::path place_of(const std::string& content) const;

    std::filesystem::path folder_;
};

}  // namespace relais::gateway
