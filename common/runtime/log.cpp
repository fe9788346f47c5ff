// The log line: {"at":…,"level":…,"service":…,"what":…, fields…}. Every text is escaped here, so
// that what somebody sent us cannot forge a line or speak to a terminal.
#include "common/runtime/log.hpp"

#include <string>

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace relais::runtime {
namespace {

constexpr std::size_t queue_lines_max = 8'192;  // above: the oldest line is dropped
constexpr std::size_t text_bytes_max = 1'024;   // of one field; above: cut

void append_escaped(std::string& out, std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    for (const char c : text.substr(0, text_bytes_max)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte >= 0x7f) {
            // Bytes above ASCII too: a cut or broken sequence would make the line no JSON.
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 0x0f];
        } else {
            out += c;
        }
    }
}

void append_field(std::string& out, std::string_view name, std::string_view text) {
    out += '"';
    append_escaped(out, name);
    out += "\":\"";
    append_escaped(out, text);
    out += '"';
}

std::string_view name_of(FaultCode code) {
    switch (code) {
        case FaultCode::unavailable:
            return "unavailable";
        case FaultCode::unknown:
            return "unknown";
        case FaultCode::overloaded:
            return "overloaded";
        case FaultCode::timeout:
            return "timeout";
        case FaultCode::refused:
            return "refused";
        case FaultCode::malformed:
            return "malformed";
        case FaultCode::unsafe:
            return "unsafe";
        case FaultCode::conflict:
            return "conflict";
        case FaultCode::corrupt:
            return "corrupt";
    }
    return "unknown";
}

}  // namespace

class Log::Impl {
public:
    Impl(std::string_view service, std::string_view level, std::string_view file)
        : pool_(std::make_shared<spdlog::details::thread_pool>(queue_lines_max, 1)) {
        std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_sink_mt>()};
        std::string no_file;
        if (!file.empty()) {
            try {
                sinks.push_back(
                    std::make_shared<spdlog::sinks::basic_file_sink_mt>(std::string(file)));
            } catch (const spdlog::spdlog_ex& error) {
                no_file = error.what();
            }
        }
        std::string name;
        append_escaped(name, service);
        logger_ = std::make_shared<spdlog::async_logger>(
            name, sinks.begin(), sinks.end(), pool_, spdlog::async_overflow_policy::overrun_oldest);
        logger_->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","service":"%n",%v})",
                             spdlog::pattern_time_type::utc);
        logger_->set_level(spdlog::level::from_str(std::string(level)));
        logger_->flush_on(spdlog::level::debug);
        if (!no_file.empty()) write(spdlog::level::err, "log_file_missing", {{"cause", no_file}});
    }

    void write(spdlog::level::level_enum level, std::string_view what, LogFields fields,
               const Fault* fault = nullptr) {
        if (!logger_->should_log(level)) return;
        std::string line;
        append_field(line, "what", what);
        if (fault != nullptr) {
            line += ',';
            append_field(line, "fault", name_of(fault->code));
            line += ',';
            append_field(line, "operation", fault->operation);
            line += ',';
            append_field(line, "cause", fault->cause);
        }
        for (const auto& [name, text] : fields) {
            line += ',';
            append_field(line, name, text);
        }
        logger_->log(level, spdlog::string_view_t(line.data(), line.size()));
    }

private:
    // The pool goes last: its destructor writes what is still queued.
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

Log::Log(std::string_view service, std::string_view level, std::string_view file)
    : impl_(std::make_unique<Impl>(service, level, file)) {}
Log::~Log() = default;

void Log::debug(std::string_view what, LogFields fields) {
    impl_->write(spdlog::level::debug, what, fields);
}
void Log::info(std::string_view what, LogFields fields) {
    impl_->write(spdlog::level::info, what, fields);
}
void Log::warn(std::string_view what, LogFields fields) {
    impl_->write(spdlog::level::warn, what, fields);
}
void Log::error(std::string_view what, LogFields fields) {
    impl_->write(spdlog::level::err, what, fields);
}
void Log::fault(std::string_view what, const Fault& fault, LogFields fields) {
    impl_->write(spdlog::level::warn, what, fields, &fault);
}

}  // namespace relais::runtime
