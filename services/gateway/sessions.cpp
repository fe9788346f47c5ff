#include "services/gateway/sessions.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <sodium.h>
#include <sys/random.h>

#include "common/base/check.hpp"
#include "common/http/multipart.hpp"
#include "common/store/keys.hpp"
#include "services/gateway/problem.hpp"

namespace relais::gateway {
namespace {

constexpr std::size_t secret_bytes = 32;     // 256 bits: nothing to slow down a guess with
constexpr std::size_t believed_max = 4'096;  // then all is forgotten and looked up again
constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view json_type = "application/json";

std::string random_text(Entropy& entropy, std::size_t size) {
    std::vector<std::byte> bytes(size);
    entropy.fill(bytes);
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::vector<char> text(sodium_base64_encoded_len(size, variant));
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), size, variant);
    return {text.data()};
}

std::string hash_text(std::string_view text) { return std::string(as_text(plain_hash(text))); }

Refused unauthenticated() { return {.status = 401, .code = "unauthenticated"}; }
Refused not_a_member() { return {.status = 403, .code = "membership_not_active"}; }

bool plain_account(std::string_view account) {
    return !account.empty() && account.size() <= 64 && std::ranges::all_of(account, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool changes(http::Method method) {
    return method == http::Method::post || method == http::Method::put;
}

// "https://host:port" of a URL, or nothing.
std::string origin_of(std::string_view url) {
    const auto authority = url.find("://");
    if (authority == url.npos) return {};
    return std::string(url.substr(0, url.find('/', authority + 3)));
}

std::string session_entry(std::string_view session) {
    return store::session_key(to_hex(hash_text(session)));
}

}  // namespace

bool has_role(const v1::Account& account, v1::Role::Code role) {
    return std::ranges::find(account.roles(), static_cast<int>(role)) != account.roles().end();
}

bool Caller::is(v1::Role::Code role) const { return has_role(account, role); }

Sessions::Sessions(redis::Client& client, const Secret& secret, const Clock& clock,
                   Entropy& entropy, std::string public_url, OpensDoors opens_doors)
    : client_(client),
      secret_(secret),
      clock_(clock),
      entropy_(entropy),
      opens_doors_(std::move(opens_doors)),
      origin_(origin_of(public_url)),
      secure_(public_url.starts_with("https://")) {
    // The prefix makes a browser refuse the cookie unless it is Secure, of this host and path "/".
    cookie_name_ = secure_ ? "__Host-relais" : "relais";
}

awaitable<Answered<Caller>> Sessions::who(const http::Request& request) {
    const bool by_cookie = request.field("authorization").empty();
    const std::string session = by_cookie ? request.cookie(cookie_name_) : std::string{};
    auto account = co_await account_of(request, session);
    if (!account) co_return std::unexpected(account.error());
    if (!opens_doors_(*account)) co_return std::unexpected(not_a_member());
    Caller caller{.account = std::move(*account), .by_cookie = by_cookie, .csrf = {}};
    if (!by_cookie) co_return caller;
    caller.csrf = csrf_of(session);
    if (const auto allowed = may_change(request, caller); !allowed)
        co_return std::unexpected(allowed.error());
    co_return caller;
}

awaitable<Answered<Caller>> Sessions::who(const http::Request& request,
                                          std::vector<v1::Role::Code> roles) {
    auto caller = co_await who(request);
    if (!caller) co_return caller;
    const bool allowed =
        std::ranges::any_of(roles, [&](v1::Role::Code role) { return caller->is(role); });
    if (!allowed) co_return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    co_return caller;
}

// A cookie is sent by the browser whoever made it ask; so the asking must be ours.
Answered<void> Sessions::may_change(const http::Request& request, const Caller& caller) const {
    if (!changes(request.method)) return {};
    const auto refuse = [](std::string detail) {
        return std::unexpected(Refused{.status = 403, .code = "csrf", .detail = std::move(detail)});
    };
    if (!from_our_pages(request)) return refuse("not sent by a page of this service");
    const std::string_view type = request.field("content-type");
    if (type.starts_with(json_type)) return {};  // no foreign form can send it
    if (!type.starts_with(form_type) && !type.starts_with(http::multipart_type))
        return refuse("neither a form nor JSON");
    const auto form = http::form_fields(request);
    if (!form) return refuse("the form cannot be read");
    const auto field = std::ranges::find(*form, "csrf", &http::Fields::value_type::first);
    if (field == form->end() || !equal_constant_time(field->second, caller.csrf))
        return refuse("the form's token is not of this session");
    return {};
}

bool Sessions::from_our_pages(const http::Request& request) const {
    const std::string_view site = request.field("sec-fetch-site");
    const std::string_view origin = request.field("origin");
    if (!site.empty() && site != "same-origin") return false;
    if (origin.empty()) return !site.empty();
    if (origin == origin_) return true;
    // The service may be reached by another name than its public one (a laptop, a tunnel); a cookie
    // belongs to the name in Host, so an Origin of that very name is ours.
    const auto authority = origin.find("://");
    return authority != origin.npos && origin.substr(authority + 3) == request.field("host");
}

awaitable<Answered<v1::Account>> Sessions::account_of(const http::Request& request,
                                                      std::string session) {
    const std::string_view authorization = request.field("authorization");
    if (authorization.starts_with(bearer))
        co_return co_await account_of_token(std::string(authorization.substr(bearer.size())));
    if (session.empty()) co_return std::unexpected(unauthenticated());
    co_return co_await account_of_session(std::move(session));
}

awaitable<Answered<v1::Account>> Sessions::account_of_token(std::string token) {
    const auto dot = token.find('.');
    const std::string name = token.substr(0, dot);
    if (dot == token.npos || !plain_account(name)) co_return std::unexpected(unauthenticated());
    const auto stored = co_await look_up(store::account_key(name));
    if (!stored) co_return std::unexpected(stored.error());
    v1::Account account;
    const bool known = !stored->empty() && account.ParseFromString(*stored);
    // The same work whether or not the account exists.
    const std::string expected = known ? account.secret_hash() : std::string(secret_bytes, '\0');
    const bool same = equal_constant_time(hash_text(token.substr(dot + 1)), expected);
    const bool expired = account.expires_ms() != 0 && account.expires_ms() <= to_ms(clock_.now());
    if (!known || !same || expired) co_return std::unexpected(unauthenticated());
    co_return account;
}

awaitable<Answered<v1::Account>> Sessions::account_of_session(std::string session) {
    const auto name = co_await look_up(session_entry(session));
    if (!name) co_return std::unexpected(name.error());
    if (name->empty()) co_return std::unexpected(unauthenticated());
    const auto stored = co_await look_up(store::account_key(*name));
    if (!stored) co_return std::unexpected(stored.error());
    v1::Account account;
    if (stored->empty() || !account.ParseFromString(*stored) ||
        (account.expires_ms() != 0 && account.expires_ms() <= to_ms(clock_.now())))
        co_return std::unexpected(unauthenticated());
    co_return account;
}

awaitable<Answered<std::string>> Sessions::look_up(std::string key) {
    const auto now = std::chrono::steady_clock::now();
    if (const auto known = believed_.find(key);
        known != believed_.end() && now < known->second.until)
        co_return known->second.value;
    const auto reply = co_await client_.call({"GET", key});
    if (!reply) co_return std::unexpected(refused_for(reply.error()));
    if (reply->is_nil()) {
        believed_.erase(key);
        co_return std::string{};
    }
    if (believed_.size() >= believed_max) believed_.clear();
    believed_[key] = {reply->text, now + believed_for};
    co_return reply->text;
}

awaitable<Answered<SignedIn>> Sessions::sign_in(std::string token) {
    const auto account = co_await account_of_token(token);
    if (!account) co_return std::unexpected(account.error());
    if (!opens_doors_(*account)) co_return std::unexpected(not_a_member());
    const std::string session = random_text(entropy_, secret_bytes);
    const auto length = std::chrono::duration_cast<std::chrono::seconds>(session_length);
    const auto kept =
        co_await client_.call({"SET", session_entry(session), token.substr(0, token.find('.')),
                               "EX", std::to_string(length.count())});
    if (!kept) co_return std::unexpected(refused_for(kept.error()));
    co_return SignedIn{*account, cookie(session, length), csrf_of(session)};
}

awaitable<Answered<std::string>> Sessions::sign_out(const http::Request& request) {
    const std::string session = request.cookie(cookie_name_);
    if (!session.empty()) {
        const std::string key = session_entry(session);
        believed_.erase(key);
        const auto gone = co_await client_.call({"DEL", key});
        if (!gone) co_return std::unexpected(refused_for(gone.error()));
    }
    co_return cookie("", std::chrono::seconds(0));
}

std::string Sessions::csrf_of(std::string_view session) const {
    return to_hex(as_text(secret_.hash("csrf", session)).substr(0, 16));
}

std::string Sessions::cookie(std::string_view value, std::chrono::seconds age) const {
    std::string text =
        cookie_name_ + "=" + std::string(value) +
        "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(age.count());
    if (secure_) text += "; Secure";
    return text;
}

awaitable<Result<std::string>> make_account(redis::Client& client, Entropy& entropy,
                                            v1::Account account) {
    if (account.person().empty() || account.roles().empty())
        co_return fault(FaultCode::malformed, "make account", "a person and a role are needed");
    std::array<std::byte, 8> id;
    entropy.fill(id);
    const std::string name = to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
    const std::string secret = random_text(entropy, secret_bytes);
    account.set_secret_hash(hash_text(secret));
    const auto kept =
        co_await client.call({"SET", store::account_key(name), account.SerializeAsString(), "NX"});
    if (!kept) co_return std::unexpected(kept.error());
    if (kept->is_nil()) co_return fault(FaultCode::conflict, "make account", "the name is taken");
    co_return name + "." + secret;
}

void SystemEntropy::fill(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const auto got = getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0) continue;  // interrupted by a signal
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace relais::gateway
