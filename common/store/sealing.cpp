#include "common/store/sealing.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/check.hpp"

namespace relais::store {
namespace {

constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int pool_keys = 256;          // one fsync pays for this many
constexpr int busy_timeout_ms = 5'000;  // another process is writing

using Key = std::array<unsigned char, key_bytes>;

unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// Each part behind its length, so that no two contexts have the same bytes.
std::string bytes_of(const SealContext& context) {
    std::string bytes;
    for (const std::string_view part :
         {std::string_view(context.aggregate), std::string_view(context.command_id),
          std::string_view(context.field)}) {
        for (int shift = 0; shift < 64; shift += 8)
            bytes.push_back(static_cast<char>((part.size() >> shift) & 0xff));
        bytes.append(part);
    }
    bytes.push_back(static_cast<char>(SealContext::schema));
    return bytes;
}

class Statement {
public:
    Statement(sqlite3* database, const char* sql) {
        check(sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) == SQLITE_OK, sql);
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(int place, std::uint64_t number) {
        sqlite3_bind_int64(statement_, place, static_cast<sqlite3_int64>(number));
    }
    void bind(int place, const Key& key) {
        // Null destructor: SQLite only reads it during the step that follows at once.
        sqlite3_bind_blob(statement_, place, key.data(), static_cast<int>(key.size()), nullptr);
    }
    [[nodiscard]] int step() { return sqlite3_step(statement_); }
    void reset() { sqlite3_reset(statement_); }
    [[nodiscard]] std::optional<Key> key() {
        if (sqlite3_column_bytes(statement_, 0) != static_cast<int>(key_bytes)) return std::nullopt;
        Key key;
        std::memcpy(key.data(), sqlite3_column_blob(statement_, 0), key_bytes);
        return key;
    }

private:
    sqlite3_stmt* statement_ = nullptr;
};

std::unexpected<Fault> failed(const char* operation, sqlite3* database) {
    return fault(FaultCode::unavailable, operation, sqlite3_errmsg(database));
}

// Made by us with mode 0600 before SQLite sees it; its -wal and -shm files take the same mode. One
// that is there is only looked at: closing a handle of it would take away the locks that SQLite
// holds on it in this process.
Result<void> make_file(const std::filesystem::path& file) {
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0)
        close(made);
    else if (errno != EEXIST)
        return fault(FaultCode::unavailable, "open keys.db", std::strerror(errno));
    struct stat info{};
    const bool known = stat(file.c_str(), &info) == 0;
    if (!known || (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fault(FaultCode::unsafe, "open keys.db",
                     file.string() + " can be read by others: its mode must be 0600");
    return {};
}

Result<void> run(sqlite3* database, const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return failed("open keys.db", database);
    return {};
}

// Two services that start at once both want to be the one that turns it to WAL, and there SQLite
// says "busy" at once, whatever its time-out.
Result<void> prepare(sqlite3* database) {
    constexpr auto patience = std::chrono::milliseconds(busy_timeout_ms);
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto ready = run(database,
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                         "PRAGMA secure_delete = ON;"
                         "CREATE TABLE IF NOT EXISTS keys ("
                         " number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB)");
        const bool busy = !ready && sqlite3_errcode(database) == SQLITE_BUSY;
        if (!busy || std::chrono::steady_clock::now() > until) return ready;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

}  // namespace

// One handle, one lock: the worker pool may call from two threads.
class KeyRing::Impl {
public:
    explicit Impl(sqlite3* database) : database_(database) {}
    ~Impl() { sqlite3_close(database_); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] Result<std::uint64_t> take();
    // Always from the file: another process may have added the key, or destroyed it.
    [[nodiscard]] Result<Key> find(std::uint64_t number);
    [[nodiscard]] Result<void> destroy(std::uint64_t number);

private:
    [[nodiscard]] Result<void> refill();

    std::mutex lock_;
    sqlite3* database_;
    std::deque<std::uint64_t> pool_;
};

Result<std::uint64_t> KeyRing::Impl::take() {
    const std::lock_guard guard(lock_);
    if (pool_.empty())
        if (auto refilled = refill(); !refilled) return std::unexpected(refilled.error());
    const std::uint64_t number = pool_.front();
    pool_.pop_front();
    return number;
}

// Numbers are handed out only after the commit, which is fsync'd (synchronous=FULL).
Result<void> KeyRing::Impl::refill() {
    if (auto begun = run(database_, "BEGIN IMMEDIATE"); !begun) return begun;
    std::deque<std::uint64_t> fresh;
    Statement insert(database_, "INSERT INTO keys (key) VALUES (?)");
    Key key;
    for (int i = 0; i < pool_keys; ++i) {
        crypto_aead_xchacha20poly1305_ietf_keygen(key.data());
        insert.bind(1, key);
        if (insert.step() != SQLITE_DONE) {
            const auto problem = failed("make keys", database_);
            insert.reset();
            static_cast<void>(run(database_, "ROLLBACK"));
            return problem;
        }
        insert.reset();
        fresh.push_back(static_cast<std::uint64_t>(sqlite3_last_insert_rowid(database_)));
    }
    sodium_memzero(key.data(), key.size());
    if (auto done = run(database_, "COMMIT"); !done) {
        static_cast<void>(run(database_, "ROLLBACK"));
        return done;
    }
    pool_ = std::move(fresh);
    return {};
}

Result<Key> KeyRing::Impl::find(std::uint64_t number) {
    const std::lock_guard guard(lock_);
    Statement select(database_, "SELECT key FROM keys WHERE number = ?");
    select.bind(1, number);
    const int step = select.step();
    if (step == SQLITE_DONE) return fault(FaultCode::corrupt, "find a key", "no such key here");
    if (step != SQLITE_ROW) return failed("find a key", database_);
    const auto key = select.key();
    if (!key) return fault(FaultCode::corrupt, "find a key", "the key was destroyed");
    return *key;
}

// Overwritten (secure_delete), then out of the write-ahead log as well.
Result<void> KeyRing::Impl::destroy(std::uint64_t number) {
    const std::lock_guard guard(lock_);
    {
        Statement forget(database_, "UPDATE keys SET key = NULL WHERE number = ?");
        forget.bind(1, number);
        if (forget.step() != SQLITE_DONE) return failed("destroy a key", database_);
    }
    std::erase(pool_, number);
    return run(database_, "PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<std::unique_ptr<KeyRing>> KeyRing::open(std::filesystem::path file) {
    check(sodium_init() >= 0, "libsodium starts");
    if (auto made = make_file(file); !made) return std::unexpected(made.error());
    sqlite3* database = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &database,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    auto impl = std::make_unique<Impl>(database);
    if (opened != SQLITE_OK) return failed("open keys.db", database);
    sqlite3_busy_timeout(database, busy_timeout_ms);
    if (auto ready = prepare(database); !ready) return std::unexpected(ready.error());
    return std::unique_ptr<KeyRing>(new KeyRing(std::move(impl)));
}

KeyRing::KeyRing(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

KeyRing::~KeyRing() = default;

Result<std::uint64_t> KeyRing::take_key() { return impl_->take(); }

Result<v1::Sealed> KeyRing::seal(std::uint64_t number, const SealContext& context,
                                 std::string_view clear) {
    auto key = impl_->find(number);
    if (!key) return std::unexpected(key.error());
    const std::string bound = bytes_of(context);
    std::string box(nonce_bytes + clear.size() + tag_bytes, '\0');
    randombytes_buf(box.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(box) + nonce_bytes, nullptr, raw(clear),
                                               clear.size(), raw(std::string_view(bound)),
                                               bound.size(), nullptr, raw(box), key->data());
    sodium_memzero(key->data(), key->size());
    v1::Sealed sealed;
    sealed.set_box(std::move(box));
    sealed.set_key(number);
    return sealed;
}

Result<std::string> KeyRing::open(const v1::Sealed& sealed, const SealContext& context) {
    const std::string_view box = sealed.box();
    if (box.size() < nonce_bytes + tag_bytes)
        return fault(FaultCode::corrupt, "open a seal", "too short");
    auto key = impl_->find(sealed.key());
    if (!key) return std::unexpected(key.error());
    const std::string bound = bytes_of(context);
    std::string clear(box.size() - nonce_bytes - tag_bytes, '\0');
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        raw(clear), nullptr, nullptr, raw(box) + nonce_bytes, box.size() - nonce_bytes,
        raw(std::string_view(bound)), bound.size(), raw(box), key->data());
    sodium_memzero(key->data(), key->size());
    if (opened != 0)
        return fault(FaultCode::corrupt, "open a seal", "damaged, or bound to another place");
    return clear;
}

Result<void> KeyRing::destroy(std::uint64_t key) { return impl_->destroy(key); }

}  // namespace relais::store
