// The service's secret: 32 random bytes in a file that only we read. It is written aside, made
// durable and then linked into place, so that two services that start together agree on one secret
// and no crash leaves half of one.
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/runtime/config.hpp"

namespace relais::runtime {
namespace {

class File {
public:
    File(const std::filesystem::path& path, int flags) : fd_(open(path.c_str(), flags, 0600)) {}
    ~File() {
        if (fd_ >= 0) close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] bool good() const { return fd_ >= 0; }
    [[nodiscard]] int fd() const { return fd_; }

private:
    int fd_;
};

std::unexpected<Fault> failed(const std::filesystem::path& path, FaultCode code = {}) {
    return fault(code, path.string(), std::strerror(errno));
}

Result<Secret> read_secret(const std::filesystem::path& path) {
    const File file(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat info{};
    if (!file.good() || fstat(file.fd(), &info) != 0) return failed(path);
    if ((info.st_mode & 077) != 0) {
        return fault(FaultCode::unsafe, path.string(),
                     "d’autres peuvent le lire · others may read it: chmod 600");
    }
    Hash256 key{};
    std::array<unsigned char, 33> bytes{};
    if (read(file.fd(), bytes.data(), bytes.size()) != static_cast<ssize_t>(key.size())) {
        return fault(FaultCode::corrupt, path.string(),
                     "doit contenir exactement 32 octets · must hold exactly 32 bytes");
    }
    std::memcpy(key.data(), bytes.data(), key.size());
    return Secret(key);
}

// False when it could not be written; errno says why.
bool write_secret(const std::filesystem::path& aside) {
    Hash256 key{};
    if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) return false;
    const File file(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    return file.good() &&
           write(file.fd(), key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
           fsync(file.fd()) == 0;
}

}  // namespace

Result<Secret> load_secret(const std::filesystem::path& data_dir) {
    const auto path = data_dir / "secret";
    std::error_code ignored;
    std::filesystem::create_directories(data_dir, ignored);
    if (std::filesystem::exists(path, ignored)) return read_secret(path);

    const auto aside = data_dir / ("secret." + std::to_string(getpid()));
    std::filesystem::remove(aside, ignored);  // of a process with our number that died here
    if (!write_secret(aside)) return failed(aside);
    // link() never replaces: whoever came first has decided, and we take hers.
    const bool ours = link(aside.c_str(), path.c_str()) == 0;
    const int why = errno;
    std::filesystem::remove(aside, ignored);
    if (!ours && why != EEXIST) {
        errno = why;
        return failed(path);
    }
    const File folder(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!folder.good() || fsync(folder.fd()) != 0) return failed(data_dir);
    return read_secret(path);
}

}  // namespace relais::runtime
