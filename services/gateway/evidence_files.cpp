#include "services/gateway/evidence_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/keyed_hash.hpp"

namespace relais::gateway {
namespace {

using Wrong = EvidenceFiles::Wrong;
namespace fs = std::filesystem;

Wrong wrong_now() {
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    return full ? Wrong::no_room : Wrong::away;
}

std::string sha256(std::string_view bytes) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    return hash;
}

store::SealContext context_of(const std::string& content) {
    return {"evidence", to_hex(content), "file"};
}

// A descriptor that is closed once.
class File {
public:
    File(const fs::path& path, int flags)
        : handle_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
    ~File() {
        if (handle_ >= 0) ::close(handle_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] bool good() const { return handle_ >= 0; }
    [[nodiscard]] bool write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto written = ::write(handle_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }
    [[nodiscard]] bool sync() { return ::fsync(handle_) == 0; }

private:
    int handle_;
};

bool sync_folder(const fs::path& folder) {
    File handle(folder, O_RDONLY | O_DIRECTORY);
    return handle.good() && handle.sync();
}

bool made_folder(const fs::path& folder) {
    if (::mkdir(folder.c_str(), S_IRWXU) == 0) return sync_folder(folder.parent_path());
    return errno == EEXIST;
}

// Under its last name only when it is whole: first beside it, then renamed.
std::expected<void, Wrong> write_whole(const fs::path& place, std::string_view bytes) {
    std::array<unsigned char, 8> random;
    randombytes_buf(random.data(), random.size());
    const auto beside = place.string() + "." +
                        to_hex({reinterpret_cast<const char*>(random.data()), random.size()}) +
                        ".part";
    const auto written = [&] {
        File file(beside, O_WRONLY | O_CREAT | O_EXCL);
        return file.good() && file.write(bytes) && file.sync();
    };
    if (written() && ::rename(beside.c_str(), place.c_str()) == 0 &&
        sync_folder(place.parent_path()))
        return {};
    const auto wrong = wrong_now();
    ::unlink(beside.c_str());
    return std::unexpected(wrong);
}

std::optional<v1::Sealed> sealed_at(const fs::path& place) {
    std::ifstream file(place, std::ios::binary);
    v1::Sealed sealed;
    if (!file || !sealed.ParseFromIstream(&file)) return std::nullopt;
    return sealed;
}

}  // namespace

v1::FundEvidence::FileType file_type_of(std::string_view bytes) {
    if (bytes.starts_with("%PDF-")) return v1::FundEvidence::pdf;
    if (bytes.starts_with("\xff\xd8\xff")) return v1::FundEvidence::jpeg;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return v1::FundEvidence::png;
    return v1::FundEvidence::none;
}

fs::path EvidenceFiles::place_of(const std::string& content) const {
    const auto name = to_hex(content);
    return folder_ / name.substr(0, 2) / name;
}

std::expected<EvidenceFiles::Kept, Wrong> EvidenceFiles::keep(store::KeyRing& keys,
                                                              std::string_view bytes) {
    Kept kept{.content = sha256(bytes)};
    const auto place = place_of(kept.content);
    // What is there already is only believed when it opens.
    if (const auto there = sealed_at(place);
        there && keys.open(*there, context_of(kept.content)) == std::string(bytes)) {
        kept.key = there->key();
        return kept;
    }
    const auto key = keys.take_key();
    if (!key) return std::unexpected(Wrong::away);
    const auto sealed = keys.seal(*key, context_of(kept.content), bytes);
    if (!sealed) return std::unexpected(Wrong::away);
    if (!made_folder(folder_) || !made_folder(place.parent_path()))
        return std::unexpected(wrong_now());
    if (const auto written = write_whole(place, sealed->SerializeAsString()); !written)
        return std::unexpected(written.error());
    kept.key = *key;
    kept.fresh = true;
    return kept;
}

std::string EvidenceFiles::content_of(std::string_view bytes) { return sha256(bytes); }

bool EvidenceFiles::there(const std::string& content) const {
    std::error_code wrong;
    return fs::exists(place_of(content), wrong);
}

void EvidenceFiles::remove(const std::string& content) {
    const auto place = place_of(content);
    std::error_code wrong;
    if (fs::remove(place, wrong)) sync_folder(place.parent_path());
}

std::expected<std::string, Wrong> EvidenceFiles::open(store::KeyRing& keys,
                                                      const std::string& content) {
    const auto sealed = sealed_at(place_of(content));
    if (!sealed) return std::unexpected(Wrong::away);
    auto clear = keys.open(*sealed, context_of(content));
    if (!clear || sha256(*clear) != content) return std::unexpected(Wrong::damaged);
    return std::move(*clear);
}

std::expected<void, Wrong> EvidenceFiles::note(const Opening& opening) {
    // The line ends before it: one that a full disk cut short does not take the next one along.
    const auto line = "\n" + std::to_string(to_ms(opening.at)) + "\t" + opening.person + "\t" +
                      opening.request + "\t" + opening.evidence;
    if (!made_folder(folder_)) return std::unexpected(wrong_now());
    File file(folder_ / "opened.log", O_WRONLY | O_CREAT | O_APPEND);
    if (!file.good() || !file.write(line) || !file.sync()) return std::unexpected(wrong_now());
    return {};
}

std::expected<std::vector<EvidenceFiles::Opening>, Wrong> EvidenceFiles::openings(
    std::size_t most) {
    std::vector<Opening> all;
    std::ifstream file(folder_ / "opened.log");
    if (!file) return all;  // nobody has opened one yet
    for (std::string line; std::getline(file, line);) {
        std::istringstream parts(line);
        std::string at;
        Opening opening;
        std::int64_t ms = 0;
        std::getline(parts, at, '\t');
        std::getline(parts, opening.person, '\t');
        std::getline(parts, opening.request, '\t');
        std::getline(parts, opening.evidence, '\t');
        const auto read = std::from_chars(at.data(), at.data() + at.size(), ms);
        if (read.ec != std::errc{} || opening.evidence.empty()) continue;
        opening.at = instant(ms);
        all.push_back(std::move(opening));
    }
    std::ranges::reverse(all);
    if (all.size() > most) all.resize(most);
    return all;
}

}  // namespace relais::gateway
