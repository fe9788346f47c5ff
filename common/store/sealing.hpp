// Sealing: fields that only a key outside Redis opens. XChaCha20-Poly1305; the keys live in keys.db
// (SQLite, file mode 0600, outside Redis and its backups). A pool of keys is made and fsync'd
// ahead, so that taking one costs nothing; a key that was handed out before a crash is simply never
// used. Destroying a key is forgetting all that it sealed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "relais/v1/vocabulary.pb.h"

namespace relais::store {

// What a seal is bound to: a box moved to another field or case does not open.
struct SealContext {
    std::string aggregate;
    std::string command_id;
    std::string field;
    static constexpr int schema = 1;
};

class KeyRing {
public:
    // Opens or makes keys.db. Blocks (SQLite): at start, or on the worker pool.
    [[nodiscard]] static Result<std::unique_ptr<KeyRing>> open(std::filesystem::path file);
    ~KeyRing();

    // A fresh key's number, durable already. Refills the pool when it runs low (one fsync for
    // many).
    [[nodiscard]] Result<std::uint64_t> take_key();
    [[nodiscard]] Result<v1::Sealed> seal(std::uint64_t key, const SealContext& context,
                                          std::string_view clear);
    [[nodiscard]] Result<std::string> open(const v1::Sealed& sealed, const SealContext& context);
    [[nodiscard]] Result<void> destroy(std::uint64_t key);

private:
    class Impl;
    explicit KeyRing(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace relais::store
