// Signatures are checked here from the published scheme, not with our own signer: a partner does
// not have our code.
#include "tests/system/telephones.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <regex>

#include <gtest/gtest.h>
#include <sodium.h>

#include "tests/system/json.hpp"

namespace relais::system {
namespace {

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

std::string raw_secret(const std::string& person, const std::string& way) {
    std::string key = "drill/" + person + "/" + way;
    key.resize(32, '.');
    return key;
}

std::string field(const HookRequest& request, const std::string& name) {
    const auto found = request.fields.find(name);
    return found == request.fields.end() ? "" : found->second;
}

// "v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)>", the timestamp within five minutes.
bool signed_rightly(const HookRequest& request, const std::string& key) {
    const auto stamp = field(request, "webhook-timestamp");
    const auto text = field(request, "webhook-id") + "." + stamp + "." + request.body;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()),
                                key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    crypto_auth_hmacsha256_final(&state, mac);
    const auto wanted = "v1," + base64({reinterpret_cast<const char*>(mac), sizeof(mac)});
    const auto age = std::time(nullptr) - std::strtoll(stamp.c_str(), nullptr, 10);
    const auto given = " " + field(request, "webhook-signature") + " ";
    return std::abs(age) < 300 && given.find(" " + wanted + " ") != std::string::npos;
}

std::string milliseconds_since(Steady::time_point from, Steady::time_point to) {
    return std::to_string(std::chrono::duration_cast<milliseconds>(to - from).count()) + " ms";
}

std::string told(const Received& received) {
    return received.kind + " to " + received.person + "/" + received.way + " (" + received.id + ")";
}

}  // namespace

Telephones::Telephones() : server_([this](const HookRequest& request) { return take(request); }) {
    EXPECT_GE(sodium_init(), 0);
}

std::string Telephones::address(const std::string& person, const std::string& way) const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + "/hook/" + person + "/" + way;
}

std::string Telephones::secret(const std::string& person, const std::string& way) {
    return "whsec_" + base64(raw_secret(person, way));
}

void Telephones::behave(const std::string& person, const std::string& way, HookReply reply) {
    const std::lock_guard lock{mutex_};
    behaviours_[person + "/" + way] = reply;
}

HookReply Telephones::take(const HookRequest& request) {
    static const std::regex target{"/hook/([^/]+)/([^/?]+)"};
    std::smatch parts;
    const std::lock_guard lock{mutex_};
    bytes_ += request.target + "\n" + request.body + "\n";
    for (const auto& [name, value] : request.fields) bytes_ += name + ": " + value + "\n";
    if (!std::regex_match(request.target, parts, target)) return {404};
    const auto id = field(request, "webhook-id");
    auto& kept = by_id_[id + " " + parts[2].str()];
    if (kept == nullptr) {
        received_.push_back(std::make_unique<Received>());
        kept = received_.back().get();
        kept->id = id;
        kept->person = parts[1];
        kept->way = parts[2];
        kept->signed_rightly = true;
    }
    const auto json = parse_json(request.body);
    kept->kind = text_at(json, "type");
    kept->code = text_at(json, "code");
    kept->link = text_at(json, "link");
    kept->body = request.body;
    kept->signed_rightly =
        kept->signed_rightly && signed_rightly(request, raw_secret(kept->person, kept->way));
    const auto told_to = behaviours_.find(kept->person + "/" + kept->way);
    const auto reply = told_to == behaviours_.end() ? HookReply{} : told_to->second;
    const bool good = reply.status < 300 && !reply.hang && !reply.close;
    if (good && kept->times++ == 0) kept->at = Steady::now();
    if (!good) ++kept->refused;
    changed_.notify_all();
    return reply;
}

void Telephones::mark() {
    const std::lock_guard lock{mutex_};
    mark_ = Steady::now();
}

Received* Telephones::find(const Wanted& wanted) {
    for (const auto& one : received_) {
        if (!one->wanted && one->times > 0 && one->person == wanted.person &&
            one->kind == wanted.kind && (wanted.way.empty() || one->way == wanted.way) &&
            (wanted.code.empty() || one->code == wanted.code)) {
            return one.get();
        }
    }
    return nullptr;
}

std::optional<Received> Telephones::want(const Wanted& wanted, Between when) {
    std::unique_lock lock{mutex_};
    Received* found = nullptr;
    changed_.wait_until(lock, mark_ + when.until,
                        [&] { return (found = find(wanted)) != nullptr; });
    if (found == nullptr) {
        ADD_FAILURE() << wanted.kind << " to " << wanted.person << " " << wanted.way
                      << " did not come within " << when.until.count() << " ms";
        return {};
    }
    found->wanted = true;
    const bool in_time = found->at >= mark_ + when.from && found->at <= mark_ + when.until;
    EXPECT_TRUE(in_time) << told(*found) << " came after " << milliseconds_since(mark_, found->at)
                         << ", wanted between " << when.from.count() << " and "
                         << when.until.count() << " ms";
    return *found;
}

std::optional<Received> Telephones::first(const Wanted& wanted, milliseconds patience) {
    std::unique_lock lock{mutex_};
    Received* found = nullptr;
    if (!changed_.wait_for(lock, patience, [&] { return (found = find(wanted)) != nullptr; })) {
        return {};
    }
    found->wanted = true;
    return *found;
}

std::vector<Received> Telephones::all() const {
    const std::lock_guard lock{mutex_};
    std::vector<Received> out;
    for (const auto& one : received_) out.push_back(*one);
    return out;
}

std::vector<std::string> Telephones::unexpected() const {
    const std::lock_guard lock{mutex_};
    std::vector<std::string> out;
    for (const auto& one : received_) {
        if (one->times > 0 && !one->wanted && !everything_) {
            out.push_back(told(*one) + " after " + milliseconds_since(mark_, one->at));
        }
    }
    return out;
}

void Telephones::want_everything() {
    const std::lock_guard lock{mutex_};
    everything_ = true;
}

std::string Telephones::bytes() const {
    const std::lock_guard lock{mutex_};
    return bytes_;
}

std::vector<std::string> Telephones::wrongly_signed() const {
    const std::lock_guard lock{mutex_};
    std::vector<std::string> out;
    for (const auto& one : received_) {
        if (!one->signed_rightly) out.push_back(told(*one));
    }
    return out;
}

}  // namespace relais::system
