// What is wrong, as RFC 9457 application/problem+json: a stable code, a title in the caller's
// language, a detail in English that names the field. A browser gets the same as a plain page.
//
//   {"type":"/problems/conflict","title":"…","status":409,"code":"conflict","detail":"…"}
//   503 adds "retryAfter" and the telephone to call instead; so does what only the coordination
//   answers. A part that has ended adds "since".
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "common/http/message.hpp"
#include "common/http/server.hpp"
#include "common/words/words.hpp"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

// The language a request is answered in: her account's, else the browser's, else French.
[[nodiscard]] words::Language language_for(const http::Request& request,
                                           const std::string& account_language = {});

// How a rejection of the core is told: its status, its name as code.
[[nodiscard]] Refused refused_for(v1::Rejection::Code rejection);
// How a fault of the store is told: 503, or 409 for another body under the same id.
[[nodiscard]] Refused refused_for(const Fault& fault);

class Problems {
public:
    // A page for a browser; what it gives replaces the JSON.
    using Page = std::function<http::Response(const Refused& refused, words::Language language)>;

    Problems(const words::Words& words, std::string telephone)
        : words_(words), telephone_(std::move(telephone)) {}

    void show_pages_with(Page page) { page_ = std::move(page); }
    [[nodiscard]] const std::string& telephone() const { return telephone_; }

    // `more`: members of its own, each with a comma before it.
    [[nodiscard]] http::Response answer(const Refused& refused, const http::Request& request,
                                        const std::string& account_language = {},
                                        const std::string& more = {}) const;
    [[nodiscard]] http::Response answer(const http::Refusal& refusal,
                                        const http::Request& request) const;
    // 422, with every fault of a directory or of a change.
    [[nodiscard]] http::Response answer(const std::vector<domain::DirectoryFault>& faults,
                                        const http::Request& request,
                                        const std::string& account_language,
                                        const std::string& code = "directory_faulty") const;

private:
    [[nodiscard]] http::Response json(const Refused& refused, words::Language language,
                                      const std::string& more) const;

    const words::Words& words_;
    std::string telephone_;
    Page page_;
};

}  // namespace relais::gateway
