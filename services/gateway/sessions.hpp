// Who is calling: a bearer token (`Authorization: Bearer <account>.<secret>`) or a cookie session
// made from one. Redis holds hashes only; what is compared is compared in constant time.
//
// Promises: 401 when we do not know who it is, 403 when we do and she may not, also from the very
// instant at which her organization is a member no more; a request that
// changes something and is known by its cookie alone must come from our own pages (Origin or
// Sec-Fetch-Site, and for forms the csrf field); a session ends after 12 hours, at sign-out, or
// with its account. What was looked up is believed for one second.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/clock.hpp"
#include "common/base/keyed_hash.hpp"
#include "common/http/message.hpp"
#include "common/redis/client.hpp"
#include "relais/v1/api.pb.h"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

struct Caller {
    v1::Account account;
    bool by_cookie = false;
    std::string csrf;  // by cookie: what a form must send back as field "csrf"

    [[nodiscard]] bool is(v1::Role::Code role) const;
};

[[nodiscard]] bool has_role(const v1::Account& account, v1::Role::Code role);

// True while whoever an account is of may come in; asked at every request, before anything is read.
using OpensDoors = std::function<bool(const v1::Account&)>;

struct SignedIn {
    v1::Account account;
    std::string set_cookie;  // value of a Set-Cookie field
    std::string csrf;        // what a form of this session must send back
};

class Sessions {
public:
    static constexpr std::chrono::hours session_length{12};
    static constexpr std::chrono::seconds believed_for{1};

    Sessions(redis::Client& client, const Secret& secret, const Clock& clock, Entropy& entropy,
             std::string public_url, OpensDoors opens_doors);

    // Refused: 401 unauthenticated, 403 membership_not_active or csrf, 503 store_away.
    [[nodiscard]] awaitable<Answered<Caller>> who(const http::Request& request);
    // As who(), and 403 forbidden unless the caller has one of the roles.
    [[nodiscard]] awaitable<Answered<Caller>> who(const http::Request& request,
                                                  std::vector<v1::Role::Code> roles);
    // For what goes on after who() has answered: a stream.
    [[nodiscard]] bool opens_doors(const v1::Account& account) const {
        return opens_doors_(account);
    }
    // The text of a token becomes a session. Refused: 401, 403 membership_not_active.
    [[nodiscard]] awaitable<Answered<SignedIn>> sign_in(std::string token);
    // Ends the request's session, if there is one; a Set-Cookie value that takes the cookie away.
    [[nodiscard]] awaitable<Answered<std::string>> sign_out(const http::Request& request);

    // True when the request was sent by one of our own pages.
    [[nodiscard]] bool from_our_pages(const http::Request& request) const;
    [[nodiscard]] std::string csrf_of(std::string_view session) const;
    [[nodiscard]] const std::string& cookie_name() const { return cookie_name_; }

private:
    struct Believed {
        std::string value;
        std::chrono::steady_clock::time_point until;
    };

    [[nodiscard]] awaitable<Answered<v1::Account>> account_of(const http::Request& request,
                                                              std::string session);
    [[nodiscard]] awaitable<Answered<v1::Account>> account_of_token(std::string token);
    [[nodiscard]] awaitable<Answered<v1::Account>> account_of_session(std::string session);
    [[nodiscard]] awaitable<Answered<std::string>> look_up(std::string key);
    [[nodiscard]] Answered<void> may_change(const http::Request& request,
                                            const Caller& caller) const;
    [[nodiscard]] std::string cookie(std::string_view value, std::chrono::seconds age) const;

    redis::Client& client_;
    const Secret& secret_;
    const Clock& clock_;
    Entropy& entropy_;
    OpensDoors opens_doors_;
    std::string origin_;  // of public_url
    std::string cookie_name_;
    bool secure_ = false;
    std::unordered_map<std::string, Believed> believed_;
};

// Makes an account and gives its token, which is shown this once. The account needs a person and at
// least one role; its secret_hash is written here.
[[nodiscard]] awaitable<Result<std::string>> make_account(redis::Client& client, Entropy& entropy,
                                                          v1::Account account);

// Randomness from the kernel.
class SystemEntropy : public Entropy {
public:
    void fill(std::span<std::byte> bytes) override;
};

}  // namespace relais::gateway
