// How a process is told what to do stands here and nowhere else in these tests: file, keys, flags.
#include "tests/system/house.hpp"

#include <utility>

#include <gtest/gtest.h>
#include <sodium.h>

namespace relais::system {
namespace {

std::size_t index_of(Service service) { return static_cast<std::size_t>(service); }

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    const auto line = text.rfind('\n');
    return line == std::string::npos ? text : text.substr(line + 1);
}

}  // namespace

std::string name_of(Service service) {
    switch (service) {
        case Service::gateway:
            return "gateway";
        case Service::dispatcher:
            return "dispatcher";
        case Service::notifier:
            return "notifier";
    }
    return {};
}

std::string fresh_uuid() {
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof(bytes));
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    char hex[33];
    sodium_bin2hex(hex, sizeof(hex), bytes, sizeof(bytes));
    std::string text{hex};
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
    return text;
}

std::string AlertText::json() const {
    std::string list;
    for (const auto& need : needs) {
        list += (list.empty() ? "" : ", ") + ("{\"need\": \"" + need + "\"}");
    }
    return "{\"alertId\": \"" + (id.empty() ? fresh_uuid() : id) + "\", \"territory\": \"" +
           territory + "\", \"needs\": [" + list + "]" + (more.empty() ? "" : ", " + more) + "}";
}

House::House(Options options)
    : options_(std::move(options)),
      port_(free_port()),
      redis_(std::make_unique<Redis>(folder_.path(), options_.redis_settings)),
      web_("http://127.0.0.1:" + std::to_string(port_)) {
    for (auto& port : metrics_ports_) port = free_port();
    for (const auto service : every_service) write_config(service);
    if (!options_.open) return;
    start_all();
    await_ready();
    open_doors();
}

House::~House() = default;

std::filesystem::path House::config(Service service) const {
    return folder_.path() / (name_of(service) + ".toml");
}

std::uint16_t House::metrics_port(Service service) const {
    const bool on_its_own = service != Service::gateway && !options_.one_process;
    return on_its_own ? metrics_ports_[index_of(service)] : port_;
}

void House::write_config(Service service) {
    const auto metrics = service == Service::gateway ? 0 : metrics_ports_[index_of(service)];
    std::string text = "data_dir = \".\"\n";
    text += "redis_socket = \"" + redis_->socket() + "\"\n";
    text += "port = " + std::to_string(port_) + "\n";
    text += "public_url = \"" + web_.base() + "\"\n";
    text += "emergency_telephone = \"" + std::string{emergency_telephone} + "\"\n";
    text += "webhook_loopback = true\n";
    text += "receipt_secret = \"" + Telephones::secret("provider", "receipts") + "\"\n";
    text += "webhook_timeout_ms = " + std::to_string(options_.webhook_timeout.count()) + "\n";
    text += "metrics_port = " + std::to_string(metrics) + "\n";
    write_file(config(service), text);
}

void House::start(Service service) {
    const auto name = options_.one_process ? "serve" : name_of(service);
    processes_[index_of(service)] = std::make_unique<Child>(
        Child::Command{{RELAIS_BINARY, name, "--config", config(service).string()},
                       folder_.path() / (name + ".log"),
                       folder_.path()});
}

void House::kill(Service service) { process(service).kill_hard(); }

std::optional<int> House::stop(Service service, milliseconds patience) {
    return process(service).stop(patience);
}

Child& House::process(Service service) {
    check(processes_[index_of(service)] != nullptr, "a process that was started");
    return *processes_[index_of(service)];
}

void House::start_all() {
    if (options_.one_process) return start(Service::gateway);
    for (const auto service : every_service) start(service);
}

void House::await_ready(milliseconds patience) {
    const auto until = Steady::now() + patience;
    while (web_.get("/readyz").status != 200) {
        ASSERT_LT(Steady::now(), until) << "not ready in time; its logs:\n" << logs();
        std::this_thread::sleep_for(milliseconds{20});
    }
}

Finished House::command(std::vector<std::string> args) const {
    args.insert(args.begin(), RELAIS_BINARY);
    return run(std::move(args), milliseconds{60'000}, folder_.path());
}

std::string House::add_account(const std::string& role, const std::string& person) const {
    const auto made =
        command({"account", "add", "--config", config(Service::gateway).string(), "--role", role,
                 "--person", person, "--organization", "org-health", "--label", "test " + role});
    EXPECT_EQ(made.code, 0) << made.output;
    return trimmed(made.output);
}

void House::open_doors() {
    for (const std::string role : {"worker", "responder", "coordinator", "admin", "privacy"}) {
        tokens_[role] = add_account(role, role + "-person");
    }
    const auto put = put_directory(town(phones_, options_.waits));
    ASSERT_EQ(put.status, 200U) << put.body;
}

const std::string& House::token(const std::string& role) const { return tokens_.at(role); }

Reply House::put_directory(const v1::DirectoryFile& file) {
    return web_.put("/v1/directory", to_json(file), token("admin"));
}

Reply House::raise(const AlertText& alert) const {
    return web_.post("/v1/alerts", alert.json(), token("worker"));
}

std::string House::raised_case(const AlertText& alert) const {
    const auto reply = raise(alert);
    EXPECT_EQ(reply.status, 201U) << reply.body;
    return text_at(reply.json(), "caseId");
}

Reply House::answer(const Received& page, const std::string& answer) const {
    return web_.post_form(page.link, "answer=" + answer);
}

Reply House::read_case(const std::string& id) const {
    return web_.get("/v1/cases/" + id, token("coordinator"));
}

std::string House::need_state(const std::string& id, const std::string& need) const {
    const auto json = read_case(id).json();
    for (int i = 0; i < size_at(json, "needs"); ++i) {
        const auto path = "needs." + std::to_string(i);
        if (text_at(json, path + ".need") == need) return text_at(json, path + ".state");
    }
    return {};
}

Archive& House::archive() {
    if (!archive_) archive_ = std::make_unique<Archive>(redis_->socket(), folder_.path());
    return *archive_;
}

std::string House::logs() const {
    std::string text;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
        if (file.path().extension() == ".log") {
            text += "== " + file.path().filename().string() + "\n" + read_file(file.path());
        }
    }
    return text;
}

void House::close() {
    for (const auto& one : phones_.unexpected()) ADD_FAILURE() << "nobody wanted " << one;
    for (const auto& one : phones_.wrongly_signed()) ADD_FAILURE() << "signed wrongly: " << one;
    if (testing::Test::HasFailure()) {
        const auto text = logs();
        std::fprintf(stderr, "%s\n",
                     text.substr(text.size() - std::min(text.size(), 6'000UL)).c_str());
    }
}

}  // namespace relais::system
