// The whole service on this machine, as an operator runs it: a private Redis, the real `relais`
// processes (one a service, or all in one), accounts made by the command line, the small town put
// through the API, telephones that ring at our own receiver.
//
// close() is the end of a test: whatever rang that nobody wanted is a failure, and so is a message
// that was not signed rightly.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/system/archive.hpp"
#include "tests/system/child.hpp"
#include "tests/system/redis.hpp"
#include "tests/system/telephones.hpp"
#include "tests/system/town.hpp"
#include "tests/system/web.hpp"

namespace relais::system {

enum class Service { gateway, dispatcher, notifier };
inline constexpr std::array every_service{Service::gateway, Service::dispatcher, Service::notifier};
[[nodiscard]] std::string name_of(Service service);

// An alert of the API, as a caller writes it.
struct AlertText {
    std::string id = {};  // a UUID; made when empty
    std::string territory = "06";
    std::vector<std::string> needs = {"immediate_care"};
    std::string more = {};  // further members, without the leading comma: "\"note\": \"…\""
    [[nodiscard]] std::string json() const;
};
[[nodiscard]] std::string fresh_uuid();

class House {
public:
    struct Options {
        Waits waits = {};
        bool one_process = false;                      // `relais serve`
        bool open = true;                              // start, make accounts, put the directory
        std::vector<std::string> redis_settings = {};  // lines of redis.conf
        milliseconds webhook_timeout{1'000};
    };
    House() : House(Options{}) {}
    explicit House(Options options);
    ~House();

    // Processes. The one of `serve` stands where the gateway stands.
    void start(Service service);
    void kill(Service service);
    [[nodiscard]] std::optional<int> stop(Service service, milliseconds patience);
    [[nodiscard]] Child& process(Service service);
    void start_all();
    void await_ready(milliseconds patience = milliseconds{15'000});
    [[nodiscard]] Finished command(std::vector<std::string> args) const;  // relais args…

    void open_doors();  // accounts and directory
    [[nodiscard]] std::string add_account(const std::string& role, const std::string& person) const;
    [[nodiscard]] const std::string& token(const std::string& role) const;
    [[nodiscard]] Reply put_directory(const v1::DirectoryFile& file);

    // What people do.
    [[nodiscard]] Reply raise(const AlertText& alert) const;
    [[nodiscard]] std::string raised_case(const AlertText& alert) const;  // its id; checks the 201
    [[nodiscard]] Reply answer(const Received& page, const std::string& answer) const;
    [[nodiscard]] Reply read_case(const std::string& id) const;  // as the coordinator
    [[nodiscard]] std::string need_state(const std::string& id, const std::string& need) const;

    void close();

    [[nodiscard]] Redis& redis() { return *redis_; }
    [[nodiscard]] Telephones& phones() { return phones_; }
    [[nodiscard]] const Web& web() const { return web_; }
    [[nodiscard]] Archive& archive();
    [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
    [[nodiscard]] std::filesystem::path config(Service service) const;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t metrics_port(Service service) const;
    [[nodiscard]] std::string logs() const;  // of every process

private:
    void write_config(Service service);

    Options options_;
    TempFolder folder_;
    std::uint16_t port_;
    std::array<std::uint16_t, 3> metrics_ports_{};
    std::unique_ptr<Redis> redis_;
    Telephones phones_;
    Web web_;
    std::array<std::unique_ptr<Child>, 3> processes_;
    std::map<std::string, std::string> tokens_;
    std::unique_ptr<Archive> archive_;
};

inline constexpr const char* emergency_telephone = "514 555-0172";

}  // namespace relais::system
